"""What a worksheet of an .xlsx shows beside its values: one streaming pass of expat over each part that matters.

Knows SpreadsheetML only as far as needed (ECMA-376 part 1, §18): merges, hidden rows and columns, cell types, styles,
formulas, drawings, comments. Sizes are counted while reading, declared dimensions are ignored, DOCTYPEs are refused.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from catalog.regex import regex
from catalog.tables.cells import CellMap, CellNumbers, CellSet
from catalog.tables.table import Layout, Merged

#: bytes of one XML part that are read at most (a sheet of 1,048,576 × 40 plain cells stays below)
PART_LIMIT = 1_500_000_000
_REFERENCE = regex(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
#: kinds of a cell: number, text, truth value, error, empty
NUMBER, TEXT, TRUTH, ERROR, BLANK = range(5)
_KINDS = {"n": NUMBER, "s": TEXT, "str": TEXT, "inlineStr": TEXT, "b": TRUTH, "e": ERROR, "d": TEXT}
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: "[$-411]ge.m.d", 28: '[$-411]ggge"年"m"月"d"日"', 30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"', 32: 'h"時"mm"分"', 33: 'h"時"mm"分"ss"秒"', 34: 'yyyy"年"m"月"', 35: 'm"月"d"日"',
    36: "[$-411]ge.m.d", 37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    50: "[$-411]ge.m.d", 51: '[$-411]ggge"年"m"月"d"日"', 55: 'yyyy"年"m"月"', 56: 'm"月"d"日"', 57: "[$-411]ge.m.d",
    58: '[$-411]ggge"年"m"月"d"日"',
}  # fmt: skip
#: colours of theme slots when the workbook has no theme part (Office standard)
_THEME = ["FFFFFF", "000000", "E7E6E6", "44546A", "4472C4", "ED7D31", "A5A5A5", "FFC000", "5B9BD5", "70AD47"]
_INDEXED = [
    "000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF",
    "000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF",
    "800000", "008000", "000080", "808000", "800080", "008080", "C0C0C0", "808080",
    "9999FF", "993366", "FFFFCC", "CCFFFF", "660066", "FF8080", "0066CC", "CCCCFF",
    "000080", "FF00FF", "FFFF00", "00FFFF", "800080", "800000", "008080", "0000FF",
    "00CCFF", "CCFFFF", "CCFFCC", "FFFF99", "99CCFF", "FF99CC", "CC99FF", "FFCC99",
    "3366FF", "33CCCC", "99CC00", "FFCC00", "FF9900", "FF6600", "666699", "969696",
    "003366", "339966", "003300", "333300", "993300", "993366", "333399", "333333",
]  # fmt: skip


class XmlRefused(Exception):  # noqa: N818 - it names what was done
    """A part with a DOCTYPE, beyond the size limit, or no well-formed XML."""


@dataclass(slots=True)
class Styles:
    """Per cell style (index of cellXfs): number format, fill and font facts; None where nothing is special."""

    formats: list[str | None] = field(default_factory=list)
    fills: list[str | None] = field(default_factory=list)
    fonts: list[frozenset[str] | None] = field(default_factory=list)


def parse_part(
    archive: zipfile.ZipFile,
    name: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Streams one part through expat; element names come without their prefix. Missing parts are no error."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise XmlRefused(f"{name}: DOCTYPE")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
    if end is not None:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    size = 0
    try:
        with archive.open(info) as stream:
            while block := stream.read(1 << 18):
                size += len(block)
                if size > PART_LIMIT:
                    raise XmlRefused(f"{name}: more than {PART_LIMIT} bytes")
                parser.Parse(block)
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise XmlRefused(f"{name}: {error}") from None


def relationships(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Relations of a part: id → (type's last word, target part)."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            target = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[attributes.get("Id", "")] = (attributes.get("Type", "").rsplit("/", 1)[-1], target)

    parse_part(archive, posixpath.join(folder, "_rels", name + ".rels"), start)
    return found


def sheet_parts(archive: zipfile.ZipFile) -> tuple[list[tuple[str, str, str]], str | None]:
    """(sheet name, state, part) in workbook order, and the part of the styles."""
    root = relationships(archive, "")
    workbook = next((target for kind, target in root.values() if kind == "officeDocument"), "xl/workbook.xml")
    links = relationships(archive, workbook)
    sheets: list[tuple[str, str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            ident = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            part = links.get(ident, ("", ""))[1]
            sheets.append((attributes.get("name", ""), attributes.get("state", "visible"), part))

    parse_part(archive, workbook, start)
    return sheets, next((target for kind, target in links.values() if kind == "styles"), None)


def read_styles(archive: zipfile.ZipFile, part: str | None) -> Styles:
    """Number formats, fills and fonts per cell style."""
    styles = Styles()
    if part is None:
        return styles
    formats: dict[int, str] = dict(_BUILT_IN)
    fills: list[str | None] = []
    fonts: list[set[str]] = []
    path: list[str] = []

    def start(tag: str, a: dict[str, str]) -> None:
        path.append(tag)
        inside = path[-2] if len(path) > 1 else ""
        if tag == "numFmt" and "dxf" not in path:
            formats[_int(a.get("numFmtId"))] = a.get("formatCode", "")
        elif tag == "fill" and inside == "fills":
            fills.append(None)
        elif tag == "font" and inside == "fonts":
            fonts.append(set())
        elif "fills" in path and fills and tag == "patternFill" and a.get("patternType") not in (None, "none"):
            fills[-1] = "pattern"
        elif "fills" in path and fills and tag == "fgColor" and fills[-1]:
            fills[-1] = _colour(a)
        elif "fonts" in path and fonts and tag in ("b", "i", "strike", "color"):
            if tag == "color":
                colour = _colour(a)
                if colour not in (None, "000000"):
                    fonts[-1].add(f"colour:{colour}")
            elif a.get("val") not in ("0", "false"):
                fonts[-1].add({"b": "bold", "i": "italic", "strike": "strike"}[tag])
        elif tag == "xf" and inside == "cellXfs":
            code = formats.get(_int(a.get("numFmtId")))
            look, face = _int(a.get("fillId")), _int(a.get("fontId"))
            fill = fills[look] if look < len(fills) else None
            font = set(fonts[face]) if face < len(fonts) else set()
            if f"colour:{fill or 'FFFFFF'}" in font or (code and re.fullmatch(r";+(@?)", code) and ";;" in code):
                font.add("invisible")
            styles.formats.append(None if code in (None, "", "General") else code)
            styles.fills.append(fill if fill not in ("FFFFFF", "pattern") else None)
            styles.fonts.append(frozenset(font) or None)

    def end(tag: str) -> None:
        path.pop()

    parse_part(archive, part, start, end)
    return styles


def _int(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def _colour(attributes: Mapping[str, str]) -> str | None:
    """RRGGBB; a theme colour with its tint, so that two shades of one colour stay different."""
    if "rgb" in attributes:
        return attributes["rgb"][-6:].upper()
    if "theme" in attributes:
        slot = _int(attributes["theme"])
        base = _THEME[slot] if slot < len(_THEME) else "000000"
        return _tinted(base, attributes.get("tint", "0"))
    if "indexed" in attributes:
        index = _int(attributes["indexed"])
        return _INDEXED[index] if index < len(_INDEXED) else ("000000" if index == 64 else "FFFFFF")
    return None


def _tinted(base: str, tint: str) -> str:
    try:
        share = max(-1.0, min(1.0, float(tint)))
    except ValueError:
        share = 0.0
    parts = [int(base[i : i + 2], 16) for i in (0, 2, 4)]
    mixed = [round(p * (1 + share)) if share < 0 else round(p + (255 - p) * share) for p in parts]
    return "".join(f"{p:02X}" for p in mixed)


def reference(text: str) -> tuple[int, int] | None:
    """A1 → (row 1, column 0)."""
    match = _REFERENCE.fullmatch(text)
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column - 1


def read_layout(archive: zipfile.ZipFile, part: str, styles: Styles) -> Layout:
    """One worksheet's layout."""
    kinds, looks = CellNumbers(), CellNumbers()
    merged: list[Merged] = []
    hidden_rows: list[int] = []
    hidden_columns: set[int] = set()
    formulas: dict[tuple[int, int], str] = {}
    row, column, kind = 0, -1, NUMBER
    formula: list[str] | None = None
    has_value = False
    columns: dict[str, int] = {}

    def start(tag: str, a: dict[str, str]) -> None:
        nonlocal row, column, kind, formula, has_value
        if tag == "c":
            place = a.get("r")
            if place is None:
                column += 1
            else:
                letters = place.rstrip("0123456789")
                index = columns.get(letters)
                if index is None:
                    found = reference(letters + "1")
                    index = columns[letters] = found[1] if found else column + 1
                column = index
            kind = _KINDS.get(a.get("t", "n"), TEXT)
            has_value = False
            style = a.get("s")
            if style and style != "0" and row < 1_048_577 and column < 16_384:
                looks.put(row, column, min(int(style), 65_000) if style.isdigit() else 0)
        elif tag in ("v", "is"):
            has_value = True
        elif tag == "row":
            row = int(a["r"]) if a.get("r", "").isdigit() else row + 1
            column = -1
            if a.get("hidden") in ("1", "true") or a.get("ht") == "0":
                hidden_rows.append(row)
        elif tag == "f":
            formula = []
        elif tag == "mergeCell":
            ends = [reference(end) for end in a.get("ref", "").split(":")]
            if len(ends) == 2 and ends[0] and ends[1]:
                merged.append(Merged(ends[0][0], ends[0][1], ends[1][0], ends[1][1]))
        elif tag == "col" and (a.get("hidden") in ("1", "true") or a.get("width") == "0"):
            first, last = _int(a.get("min")), min(_int(a.get("max")), 16_384)
            # "all the rest hidden" is a frame around the sheet, not hidden data: 300 columns are enough to know it
            hidden_columns.update(range(max(first, 1) - 1, min(last, first + 300)))

    def end(tag: str) -> None:
        nonlocal formula
        if tag == "c":
            if has_value and row < 1_048_577 and column < 16_384:
                kinds.put(row, column, kind)
        elif tag == "f" and formula is not None:
            formulas[row, column] = "".join(formula)
            formula = None

    def text(data: str) -> None:
        if formula is not None:
            formula.append(data)

    parse_part(archive, part, start, end, text)
    links = relationships(archive, part)
    stored, shown = kinds.frozen(), looks.frozen()
    return Layout(
        merged=tuple(merged),
        hidden_rows=tuple(hidden_rows),
        hidden_columns=tuple(sorted(hidden_columns)),
        formulas=formulas,
        formats=CellMap(shown, styles.formats),
        fills=CellMap(shown, styles.fills),
        fonts=CellMap(shown, styles.fonts),
        text_cells=CellSet(stored, [TEXT]),
        number_cells=CellSet(stored, [NUMBER]),
        objects=_objects(archive, [target for kind_, target in links.values() if kind_ == "drawing"]),
        comments=_comments(archive, [t for k, t in links.values() if k in ("comments", "threadedComment")]),
    )


def _objects(archive: zipfile.ZipFile, parts: list[str]) -> tuple[tuple[int, int, str], ...]:
    """Pictures, charts, shapes and text boxes with the cell at their upper left corner."""
    found: list[tuple[int, int, str]] = []
    kinds = {"pic": "picture", "graphicFrame": "chart", "sp": "shape", "cxnSp": "line", "grpSp": "group"}
    for part in parts:
        state = {"from": "", "row": "", "col": "", "tag": ""}
        depth: list[str] = []

        def start(tag: str, a: dict[str, str], state: dict[str, str] = state, depth: list[str] = depth) -> None:
            depth.append(tag)
            if tag in ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor"):
                state.update(row="", col="")
            elif tag in kinds and len(depth) > 1 and depth[-2].endswith("Anchor"):
                found.append((int(state["row"] or 0) + 1, int(state["col"] or 0), kinds[tag]))
            elif tag == "cNvSpPr" and a.get("txBox") in ("1", "true") and found:
                found[-1] = (*found[-1][:2], "text-box")
            state["tag"] = tag if "from" in depth else ""

        def end(tag: str, state: dict[str, str] = state, depth: list[str] = depth) -> None:
            depth.pop()
            state["tag"] = ""

        def text(data: str, state: dict[str, str] = state) -> None:
            if state["tag"] in ("row", "col") and data.strip().isdigit():
                state[state["tag"]] = data.strip()

        parse_part(archive, part, start, end, text)
    return tuple(found)


def _comments(archive: zipfile.ZipFile, parts: list[str]) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    for part in parts:
        place: list[tuple[int, int] | None] = [None]
        pieces: list[str] = []
        inside = [False]

        def start(
            tag: str,
            a: dict[str, str],
            place: list[tuple[int, int] | None] = place,
            pieces: list[str] = pieces,
            inside: list[bool] = inside,
        ) -> None:
            if tag in ("comment", "threadedComment"):
                place[0] = reference(a.get("ref", ""))
                pieces.clear()
            inside[0] = tag in ("t", "text")

        def end(
            tag: str,
            place: list[tuple[int, int] | None] = place,
            pieces: list[str] = pieces,
            inside: list[bool] = inside,
        ) -> None:
            if tag in ("comment", "threadedComment") and place[0]:
                found[place[0]] = "\n".join(filter(None, [found.get(place[0], ""), "".join(pieces)]))
            inside[0] = False

        def text(data: str, pieces: list[str] = pieces, inside: list[bool] = inside) -> None:
            if inside[0]:
                pieces.append(data)

        parse_part(archive, part, start, end, text)
    return found
