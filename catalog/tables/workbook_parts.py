"""What a workbook (xlsx, xlsm) holds beside the values of its sheets, and what of its sheets nobody sees.

The grid itself is scanned as bytes (ECMA-376 part 1, 18.3): a million cells in a second, where a parser needs ten.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from catalog.regex import regex
from catalog.tables.ooxml import Package, is_orphan
from catalog.tables.seen import Seen
from catalog.tables.styles import quiet_styles, spoken_formats
from catalog.tables.workbook_copies import Strings, plain, read_charts, read_links, read_pivots
from catalog.tables.xml_parts import attribute, blocks, children, local, text_of, try_tree, words

_P = rb"(?:[\w.-]+:)?"
_SHEET_START = re.compile(rb"<" + _P + rb"sheetData\b[^>]*>")
_SHEET_END = re.compile(rb"</" + _P + rb"sheetData\s*>")
#: how Excel and every common writer put a cell with a shared string
_PLAIN_USED = re.compile(rb't="s"[^<>]*><v>(\d+)<')
_USED = re.compile(
    rb"\bt=[\"']s[\"'][^<>]*>\s*(?:<" + _P + rb"f\b[^<>]*>(?:[^<]*</[^<>]*>)?\s*)?<" + _P + rb"v\b[^<>]*>\s*(\d+)"
)
_ROW = re.compile(rb"<" + _P + rb"row\b([^<>]*)>")
_CELL = re.compile(rb"<" + _P + rb"c\b([^<>]*)>")
_SI = re.compile(rb"<" + _P + rb"si\b([^<>]*)>")
_READING = re.compile(rb"<" + _P + rb"rPh\b[^<>]*>")
_READING_END = re.compile(rb"</" + _P + rb"rPh\s*>")
_T = re.compile(rb"<" + _P + rb"t\b[^>]*>([^<]*)</", re.S)
_V = re.compile(rb"<" + _P + rb"v\b[^>]*>([^<]*)<")
_FORMULA = re.compile(rb"<" + _P + rb"f\b[^>]*>([^<]*(?:\"|&quot;|&#34;)[^<]*)<")
_DDE = re.compile(rb"<" + _P + rb"f\b[^>]*>\s*[\w.]{2,20}\|[^<]{0,200}![^<]*<")
#: rows below two points and columns below a third of a letter show nothing of what is in them
#: a row too low for a letter, found fast: an attribute stands behind a blank
_LOW = re.compile(rb"\sht=[\"'][01]?(?:\.\d*)?[\"']")
_HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']|\bht=[\"'][01]?(?:\.\d*)?[\"']")
_ZERO_HEIGHT = re.compile(rb"<" + _P + rb"sheetFormatPr\b[^<>]*\bzeroHeight=[\"'](?:1|true)")
_UNSHOWN = re.compile(rb"<" + _P + rb"col\b[^<>]*\b(?:hidden=[\"'](?:1|true)|width=[\"']0)")
_ZERO_WIDTH = re.compile(r"^0*(?:\.[0-2]?\d*)?$")
_BUILT_IN = regex(r"^_xlnm\.|^_FilterDatabase$|^Print_(Area|Titles)$", re.I)


def read_workbook(package: Package, seen: Seen) -> set[str]:
    """Walks the workbook's own parts; returns the names of the parts it took."""
    book = next(iter(package.targets("", "/officeDocument")), "xl/workbook.xml")
    data = package.part(book)
    root = try_tree(data, seen, book) if data is not None else None
    if root is None:
        if data is None:
            seen.problem("file/unreadable", reason="no-workbook")
        return set()
    taken = {book, *_part_names(package, book, ("/sharedStrings", "/styles", "/theme"))}
    sheets = _sheets(package, root, book)
    _workbook_words(root, book, seen)
    strings = _shared_strings(package, book, seen)
    quiet = quiet_styles(_first_part(package, book, "/styles"), _first_part(package, book, "/theme"), seen)
    for text in spoken_formats(_first_part(package, book, "/styles")):
        seen.text("property", text, "xl/styles.xml number format")
    for name, state, part in sheets:
        taken.add(part)
        sheet = package.part(part)
        if sheet is not None:
            _sheet(sheet, name, state, part, strings, quiet, seen)
        for kind in ("/comments", "/threadedComment"):
            for target in package.targets(part, kind):
                taken.add(target)
                _comments(package.part(target), name, target, seen)
        for target in package.targets(part, "/drawing"):
            taken.add(target)
            _drawing(package.part(target), name, target, seen)
    for name, part_data in package.parts.items():
        if is_orphan(package, name) and re.search(r"worksheets/[^/]+\.xml", name, re.I):
            taken |= {name} if _orphan_sheet(part_data, name, strings, seen) else set()
            twin = name.split("#")[0]  # of equal names, which one a program shows is chance
            if twin != name and (shown := package.part(twin)) is not None:
                _orphan_sheet(shown, twin, strings, seen)
        elif re.search(r"/(pivotCache/pivotCache(Records|Definition)[^/]*\.xml|pivotTables/)", name, re.I):
            taken.add(name)
    read_pivots(package, seen, [n for n, state, _ in sheets if state == "visible"], strings)
    read_links(package, seen)
    read_charts(package, strings, taken, seen)
    _leftovers(strings, seen)
    seen.facts["sheets"] = len(sheets)
    return taken


def _part_names(package: Package, owner: str, kinds: Iterable[str]) -> set[str]:
    return {target for kind in kinds for target in package.targets(owner, kind)}


def _first_part(package: Package, owner: str, kind: str) -> bytes:
    return next((data for t in package.targets(owner, kind) if (data := package.part(t)) is not None), b"")


def _sheets(package: Package, root: object, book: str) -> list[tuple[str, str, str]]:
    """(name, visible | hidden | veryHidden, part) of each sheet, in the order of the tabs."""
    relations = {rid: target for rid, _, target, _ in package.relations.get(book, [])}
    found = []
    for element in children(root, "sheet"):  # type: ignore[arg-type]
        state = attribute(element, "state") or "visible"
        found.append((attribute(element, "name"), state, relations.get(attribute(element, "id"), "")))
    return found


def _workbook_words(root: object, book: str, seen: Seen) -> None:
    """Defined names with what they stand for, the author's folder, the name of whoever reserved the file."""
    for element in root.iter():  # type: ignore[attr-defined]
        kind = local(element)
        if kind == "definedName":
            name = attribute(element, "name")
            value = element.text or ""
            if not _BUILT_IN.match(name):
                plain = re.fullmatch(r"('[^']*'|[^!'\"]+)!\$?[A-Z]+\$?\d+(:\$?[A-Z]+\$?\d+)?", value)
                seen.text("defined-name", f"{name} = {value}" if not plain else name, f"{book}:{name}")
                seen.text("defined-name", attribute(element, "comment"), f"{book}:{name} comment")
                if re.match(r"^[\w.]{2,20}\|", value):
                    seen.problem("file/active-content", "defined-name", once=True, kind="dde")
        elif kind == "absPath":
            seen.text("property", attribute(element, "url"), f"{book}:absPath")
        elif kind == "fileSharing":
            seen.text("property", attribute(element, "userName"), f"{book}:lastModifiedBy")
        elif kind == "" and element.text:
            seen.text("orphan", element.text, f"{book} (XML comment)")


def _pieces(start: re.Pattern[bytes], data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(attributes, content) of each element: its content runs to the next one of its kind, so that a file without
    end tags costs no more than one with them."""
    last: re.Match[bytes] | None = None
    for match in start.finditer(data):
        if last is not None:
            yield last.group(1), b"" if last.group(1).endswith(b"/") else data[last.end() : match.start()]
        last = match
    if last is not None:
        yield last.group(1), b"" if last.group(1).endswith(b"/") else data[last.end() :]


def _readings(inner: bytes) -> tuple[bytes, list[str]]:
    """A string item without its furigana, and the furigana."""
    if b"rPh" not in inner:
        return inner, []
    first, *rest = _READING.split(inner)
    base, readings = [first], []
    for part in rest:
        reading, _, after = part.partition(end.group()) if (end := _READING_END.search(part)) else (part, b"", b"")
        readings += [plain(t) for t in _T.findall(reading)]
        base.append(after)
    return b"".join(base), readings


def _white_runs(item: bytes, seen: Seen) -> None:
    """Some runs of a cell in white and others not: on any ground, one of the two cannot be read."""
    runs = [run for run in _RUN.split(item)[1:] if _T.search(run)]
    white = [run for run in runs if _WHITE.search(run)]
    if white and len(white) < len(runs):
        seen.text("covered-text", "\n".join(plain(t) for run in white for t in _T.findall(run)), "white part of a cell")
        seen.problem("hidden/invisible-text", "covered-text", once=True, reason="colour")


_RUN = re.compile(rb"<" + _P + rb"r>")
_WHITE = re.compile(rb"<" + _P + rb"color\b[^<>]*(?:rgb=[\"'](?:FF)?FFFFFF[\"']|theme=[\"']0[\"'](?![^<>]*tint))", re.I)


def _shared_strings(package: Package, book: str, seen: Seen) -> Strings:
    strings = Strings()
    for _, inner in _pieces(_SI, _first_part(package, book, "/sharedStrings")):
        base, readings = _readings(inner)
        if readings:
            strings.readings.append("".join(readings))
        strings.texts.append("".join(plain(t) for t in _T.findall(base)))
        if b"<rPr" in base or b":rPr" in base:
            _white_runs(base, seen)
    return strings


def _sheet(data: bytes, name: str, state: str, part: str, strings: Strings, quiet: dict[int, str], seen: Seen) -> None:
    if b"<!DOCTYPE" in data or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try_tree(data, seen, part)
        if b"<!DOCTYPE" in data:
            return
        data = data.decode("utf-16", "replace").encode()
    frame, body = _split(data)
    used = set(_PLAIN_USED.findall(body))
    if len(used) < len(strings.texts):  # other ways to write it, before a string is called unused
        used |= set(_USED.findall(body))
    strings.used |= {int(n) for n in used}
    if state == "visible":
        strings.shown |= {int(n) for n in used}
    if b"<!--" in body:
        comments = re.findall(rb"<!--(.*?)-->", body, re.S)
        seen.text("comment", "\n".join(plain(c) for c in comments), f"{name} (XML comment)", name)
    if b"rPh" in body:
        strings.readings += _readings(body)[1]
    calls = _FORMULA.findall(body) if b"<f" in body or b":f" in body else []
    literals = dict.fromkeys(plain(f) for f in calls)
    texts = dict.fromkeys(t for f in literals for t in re.findall(r'"((?:[^"]|"")*)"', f) if len(t) > 1)
    seen.text("formula", "\n".join(texts), f"{name} formulas", name)
    if b"|" in body and _DDE.search(body):
        seen.problem("file/active-content", "formula", once=True, kind="dde", sheet=name)
    filled = bool(_V.search(body) or _T.search(body))
    if state != "visible" and filled:
        seen.problem("hidden/hidden-sheet", "hidden-sheet", sheet=name, state=state)
    _frame(frame, name, part, body, seen)
    if state == "visible":
        _hidden_rows(body, name, seen, unless_said=bool(_ZERO_HEIGHT.search(frame)))
        _quiet_cells(body, name, quiet, seen)


def _split(data: bytes) -> tuple[bytes, bytes]:
    """A worksheet without its cells, and the cells."""
    start = _SHEET_START.search(data)
    if start is None or start.group().endswith(b"/>"):
        return data, b""
    cursor, stop = start.end(), None
    while stop is None and (cursor := data.find(b"sheetData", cursor + 1)) >= 0:
        stop = _SHEET_END.search(data, max(start.end(), cursor - 70), cursor + 20)
    if stop is None:
        return data[: start.start()] + b"<x/>", data[start.end() :]
    return data[: start.start()] + b"<x/>" + data[stop.end() :], data[start.end() : stop.start()]


def _frame(data: bytes, name: str, part: str, body: bytes, seen: Seen) -> None:
    """All of a sheet but its cells: headers and footers, lists, links, columns that are not shown."""
    root = try_tree(data, seen, part)
    if root is None:
        return
    filled: dict[int, int] | None = None
    for element in root.iter():
        kind = local(element)
        if kind in ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"):
            text = re.sub(r'&("[^"]*"|\d+|[A-Z])', " ", element.text or "")
            seen.text("header-footer", text, f"{name} {kind}", name)
        elif kind == "dataValidation":
            text = "\n".join(
                [attribute(element, key) for key in ("promptTitle", "prompt", "errorTitle", "error")]
                + [t for t in text_of(element).split("\n") if '"' in t or "," in t]
            )
            seen.text("validation-list", text, f"{name}!{attribute(element, 'sqref')}", name)
        elif kind == "hyperlink":
            text = "\n".join(t for key in ("tooltip", "display") if (t := attribute(element, key)) and "://" not in t)
            seen.text("external-link", text, f"{name}!{attribute(element, 'ref')} link", name)
        elif kind == "oleObject" and attribute(element, "link"):
            seen.problem("file/active-content", "external-link", once=True, kind="ole-link", sheet=name)
        elif kind == "col":
            if filled is None:
                filled = _filled_columns(body) if _UNSHOWN.search(data) else {}
            _hidden_columns(element, name, filled, seen)
        elif kind in ("protectedRange", "scenario", "inputCells"):
            texts = (attribute(element, key) for key in ("name", "user", "comment", "val"))
            seen.text("property", "\n".join(texts), f"{name} {kind}", name)
    skip = ("dataValidation", "headerFooter", "hyperlinks", "scenario")
    words(root, lambda text, where: seen.text("formula", text, where, name), part, skip=skip)


def _hidden_columns(element: object, name: str, filled: dict[int, int], seen: Seen) -> None:
    width = attribute(element, "width")  # type: ignore[arg-type]
    hidden = attribute(element, "hidden") in ("1", "true") or (width and _ZERO_WIDTH.match(width))  # type: ignore[arg-type]
    if not hidden:
        return
    low, high = int(attribute(element, "min") or 1), int(attribute(element, "max") or 1)  # type: ignore[arg-type]
    for column in sorted(c for c in filled if low <= c <= high):
        seen.problem("hidden/hidden-column", "hidden-column", sheet=name, column_index=column - 1, cells=filled[column])


def _filled_columns(body: bytes) -> dict[int, int]:
    """Cells with content by column, counted from 1."""
    cells = Counter(re.findall(rb"<" + _P + rb"c\b[^<>]*\br=[\"']([A-Z]{1,3})\d+[\"'][^<>]*[^/<>]>\s*<[^/]", body))
    cells.update(re.findall(rb"<" + _P + rb"c r=\"([A-Z]{1,3})\d+\">\s*<[^/]", body))
    return {_number(letters): count for letters, count in cells.items()}


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _hidden_rows(body: bytes, name: str, seen: Seen, *, unless_said: bool) -> None:
    """`unless_said`: the sheet hides every row that gives no height of its own."""
    if not (unless_said or (b"hidden" in body and _HIDDEN.search(body)) or _LOW.search(body)):
        return
    rows, number = [], 0
    for head, inner in _pieces(_ROW, body):
        found = re.search(rb"\br=[\"'](\d+)", head)
        number = int(found.group(1)) if found else number + 1
        quiet = _HIDDEN.search(head) or (unless_said and b" ht=" not in head)
        if quiet and (_V.search(inner) or _T.search(inner)):
            rows.append(number)
    if rows:
        seen.problem("hidden/hidden-row", "hidden-row", sheet=name, rows=tuple(rows), count=len(rows))


def _quiet_cells(body: bytes, name: str, quiet: dict[int, str], seen: Seen) -> None:
    """Cells with a value in a style that shows nothing (white on white, format `;;;`)."""
    if not quiet:
        return
    pattern = rb"<" + _P + rb"c\b[^>]*\bs=[\"'](" + b"|".join(str(n).encode() for n in quiet) + rb")[\"'][^>]*>\s*<"
    found: dict[str, list[str]] = {}
    for match in re.finditer(pattern, body):
        cell = re.search(rb"\br=[\"']([A-Z]+\d+)", match.group())
        found.setdefault(quiet[int(match.group(1))], []).append(cell.group(1).decode() if cell else "")
    for reason, cells in found.items():
        rows = sorted({int(re.sub(r"\D", "", c) or 0) for c in cells if c})
        seen.problem(
            "hidden/invisible-text",
            "table",
            sheet=name,
            cell=cells[0] or None,
            rows=tuple(rows),
            count=len(cells),
            reason=reason,
        )


def _comments(data: bytes | None, sheet: str, part: str, seen: Seen) -> None:
    root = try_tree(data, seen, part, "comment") if data is not None else None
    if root is None:
        return
    count = 0
    for element in root.iter():
        kind = local(element)
        if kind == "author":
            seen.text("comment", element.text or "", f"{part}:author", sheet)
        elif kind in ("comment", "threadedComment"):
            cell = attribute(element, "ref") or None
            text = text_of(element)
            count += bool(text.strip())
            seen.text("comment", text, f"{sheet}!{cell}", sheet, cell)
    if count:
        seen.problem("hidden/comment", "comment", sheet=sheet, count=count)


def _drawing(data: bytes | None, sheet: str, part: str, seen: Seen) -> None:
    """Text boxes and shapes (seen by readers, but in no cell), and the alternative texts of pictures."""
    root = try_tree(data, seen, part, "text") if data is not None else None
    if root is None:
        return
    for text in blocks(root, ("txBody",)):
        seen.text("text", text, f"{sheet} text box", sheet)
    words(root, lambda text, where: seen.text("property", text, where, sheet), part, skip=("txBody",))


def _orphan_sheet(data: bytes, part: str, strings: Strings, seen: Seen) -> bool:
    """A worksheet that the workbook does not name: its rows as lines of text."""
    lines = []
    for _, row in _pieces(_ROW, data):
        cells = []
        for head, inner in _pieces(_CELL, row):
            value = _V.search(inner)
            if re.search(rb"\bt=[\"']s[\"']", head) and value and value.group(1).strip().isdigit():
                index = int(value.group(1))
                strings.used.add(index)
                cells.append(strings.texts[index] if index < len(strings.texts) else "")
            else:
                cells.append(plain(value.group(1)) if value else "".join(plain(t) for t in _T.findall(inner)))
        lines.append("\t".join(cells))
    seen.text("orphan", "\n".join(lines), part)
    seen.problem("hidden/orphan-part", "orphan", member=part, rows_held=len(lines))
    root = try_tree(_split(data)[0], seen, part, "orphan")
    if root is not None:
        words(root, lambda text, where: seen.text("orphan", text, where), part)
    return True


def _leftovers(strings: Strings, seen: Seen) -> None:
    unused = [t for i, t in enumerate(strings.texts) if i not in strings.used]
    for start in range(0, len(unused), 500):
        seen.text("orphan", "\n".join(unused[start : start + 500]), "xl/sharedStrings.xml unused")
    readings = list(dict.fromkeys(strings.readings))
    for start in range(0, len(readings), 500):
        seen.text("phonetic", "\n".join(readings[start : start + 500]), "xl/sharedStrings.xml furigana")
