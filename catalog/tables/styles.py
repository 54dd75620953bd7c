"""Cell styles of a workbook that show nothing: white on white, one colour on itself, number format `;;;`."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from catalog.tables.seen import Seen
from catalog.tables.xml_parts import RefusedXml, attribute, children, first, local, tree

#: the eight fixed colours of the old palette, twice (indexed 0-7 and 8-15); 64 and 65 are the system's text and window
_INDEXED = ("000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF")


def quiet_styles(styles: bytes, theme: bytes, seen: Seen) -> dict[int, str]:
    """Index of each cell format (`s` of a cell) that shows nothing → "colour" or "format"."""
    if not styles:
        return {}
    try:
        root = tree(styles)
    except RefusedXml as error:
        seen.problem("file/unreadable", "archive", reason=str(error), member="xl/styles.xml")
        return {}
    palette = _theme_colours(theme)
    fonts = [_colour(first(f, "color"), palette, "000000") for f in _items(root, "fonts")]
    tiny = {str(i) for i, f in enumerate(_items(root, "fonts")) if _is_tiny(first(f, "sz"))}
    fills = [_fill(f, palette) for f in _items(root, "fills")]
    formats = {attribute(f, "numFmtId"): attribute(f, "formatCode") for f in children(root, "numFmt")}
    quiet = {}
    for index, xf in enumerate(_items(root, "cellXfs")):
        code = formats.get(attribute(xf, "numFmtId"), "")
        ink, paper = _at(fonts, attribute(xf, "fontId")), _at(fills, attribute(xf, "fillId"))
        if shows_nothing(code) or (code and shows_white(code) and (paper or "FFFFFF") == "FFFFFF"):
            quiet[index] = "format"
        elif ink is not None and _alike(ink, paper or "FFFFFF"):
            quiet[index] = "colour"
        elif attribute(xf, "fontId") in tiny:
            quiet[index] = "size"
    return quiet


def shows_white(code: str) -> bool:
    """Whether a number format writes everything in white, or something else instead of every value."""
    sections = [part.strip() for part in code.split(";")]
    if all(re.match(r"\[white\]|\[白\]", part, re.I) for part in sections if part):
        return True
    # four sections of fixed words: neither a number nor a text is shown as it is
    return len(sections) >= 4 and not any(
        re.search(r"[0#?@]|General|G/標準|[ymdhs]", _UNQUOTED.sub("", p)) for p in sections
    )


_UNQUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


def _alike(ink: str, paper: str) -> bool:
    """Two colours that no eye tells apart: a difference below 8 of 255 in each of red, green and blue."""
    if ink == paper:
        return True
    if not (re.fullmatch("[0-9A-F]{6}", ink) and re.fullmatch("[0-9A-F]{6}", paper)):
        return False
    return all(abs(int(ink[i : i + 2], 16) - int(paper[i : i + 2], 16)) < 8 for i in (0, 2, 4))


def _is_tiny(size: ElementTree.Element | None) -> bool:
    """A font of less than three points shows no letters."""
    try:
        return size is not None and float(attribute(size, "val") or 11) < 3
    except ValueError:
        return False


def shows_nothing(code: str) -> bool:
    """Whether a number format hides every value, text included: `;;;` and its like."""
    sections = re.sub(r'""|\s', "", code).split(";")
    return len(sections) >= 4 and not any(sections[:4])


def spoken_formats(styles: bytes) -> list[str]:
    """Literal text in number formats (`"氏名 "@`): it is shown beside a value and stands in no cell."""
    if not styles:
        return []
    try:
        root = tree(styles)
    except RefusedXml:
        return []
    codes = (attribute(f, "formatCode") for f in children(root, "numFmt"))
    return [t for code in codes for t in re.findall(r'"([^"]{2,})"', code) if not t.isascii() or len(t) > 3]


def _items(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    group = next((e for e in root if local(e) == name), None)
    return [e for e in group if local(e)] if group is not None else []


def _at(values: list[str | None], index: str) -> str | None:
    return values[int(index)] if index.isdigit() and int(index) < len(values) else None


def _fill(fill: ElementTree.Element, palette: list[str]) -> str | None:
    """Colour of a solid fill; None when there is no fill; "pattern" for anything that is no plain colour."""
    pattern = first(fill, "patternFill")
    if pattern is None:
        return "pattern" if first(fill, "gradientFill") is not None else None
    kind = attribute(pattern, "patternType") or "none"
    if kind == "none":
        return None
    if kind != "solid":
        return "pattern"
    return _colour(first(pattern, "fgColor"), palette, "FFFFFF")


def _colour(element: ElementTree.Element | None, palette: list[str], default: str) -> str | None:
    """RRGGBB of a colour element; None when a tint or an unknown index leaves it open."""
    if element is None:
        return default
    rgb, theme, index = (attribute(element, key) for key in ("rgb", "theme", "indexed"))
    if rgb:
        return rgb[-6:].upper()
    if attribute(element, "tint") not in ("", "0"):
        return f"tinted {theme}{index}{attribute(element, 'tint')}"
    if theme.isdigit():
        return palette[int(theme)] if int(theme) < len(palette) else None
    if index.isdigit():
        number = int(index)
        if number < 16:
            return _INDEXED[number % 8]
        return {64: "000000", 65: "FFFFFF"}.get(number, f"indexed {number}")
    return default


def _theme_colours(theme: bytes) -> list[str]:
    """Theme colours in the order cells count them: light and dark are swapped against the file (lt1 dk1 lt2 dk2 …)."""
    standard = ["FFFFFF", "000000", "E7E6E6", "44546A"]
    if not theme:
        return standard
    try:
        scheme = first(tree(theme), "clrScheme")
    except RefusedXml:
        return standard
    if scheme is None:
        return standard
    found = []
    for slot in (e for e in scheme if local(e)):
        inner = next((e for e in slot if local(e)), None)
        value = attribute(inner, "val") if inner is not None else ""
        last = attribute(inner, "lastClr") if inner is not None else ""
        found.append((last or value).upper())
    if len(found) >= 4:
        found[0], found[1], found[2], found[3] = found[1], found[0], found[3], found[2]
    return found
