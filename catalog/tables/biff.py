"""Records of old workbooks (xls: MS-XLS, BIFF 5 and 8): hidden sheets, rows, columns, notes, unused strings, links."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from catalog.tables.archive import loose_text
from catalog.tables.seen import Seen

_CELLS = frozenset([0x06, 0xFD, 0x203, 0x27E, 0xBD, 0x204, 0xD6, 0x205, 0x04, 0x03, 0x02])
#: record → part of its words
_PARTS = {
    0x14: "header-footer", 0x15: "header-footer", 0x18: "defined-name", 0x1C: "comment", 0x1B6: "comment",
    0x1AE: "external-link", 0x23: "external-link", 0x5A: "external-link", 0x17: "external-link", 0x1B8: "external-link",
    0x800: "external-link", 0x1BE: "validation-list", 0x5C: "property", 0x1AA: "property",
}  # fmt: skip
#: records whose bytes are numbers, fonts, palettes, drawings: reading them as words gives noise
_SILENT = frozenset([
    0x31, 0x41E, 0xE0, 0x92, 0x293, 0x208, 0x7D, 0x55, 0x4D, 0xEB, 0xEC, 0xFF, 0x85, 0x200, 0xBE, 0x201, 0x5D, 0x1B0,
    0x1B1, 0xFC, 0x809, 0x0A, 0x3C, 0x8C8, 0x87D, 0x87C, 0x892, 0x88E, 0x896, 0x1BD, 0x872, 0x879, 0x87A, 0x867, 0x88D,
    0x89C, 0x1C1, 0x13D, 0x221, 0x4BC, 0x207, 0x26, 0x27, 0x28, 0x29, 0xA1, 0x33, 0x87B, 0x89B, 0x7F, 0xE9, 0x8A3,
    0xD7, 0x10, 0x20B, 0x3D, 0x1BA, 0xA0, 0x1D, 0xE5, 0x41, 0x43, 0xC1, 0x8C, 0x225, 0x12, 0x13, 0x4B, 0x1AF, 0x0C, 0x0F,
])  # fmt: skip


@dataclass(slots=True)
class _Sheet:
    name: str
    state: int
    kind: int
    start: int
    cells: list[tuple[int, int, int]] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)
    columns: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class _Book:
    sheets: list[_Sheet] = field(default_factory=list)
    fonts: list[int] = field(default_factory=list)
    formats: dict[int, str] = field(default_factory=dict)
    styles: list[tuple[int, int, int, int]] = field(default_factory=list)
    strings: list[bytes] = field(default_factory=list)
    used: set[int] = field(default_factory=set)


def read_records(stream: bytes, seen: Seen) -> None:
    """Walks all records of the Workbook or Book stream."""
    book = _Book()
    current: _Sheet | None = None
    last = 0
    for position, kind, body in _records(stream):
        if kind == 0x809:  # a substream begins
            current = next((s for s in book.sheets if s.start == position), current)
        elif kind == 0x2F:
            seen.problem("file/encrypted")
            return
        elif kind == 0x85 and len(body) > 8:
            book.sheets.append(_bound(body))
        elif kind == 0xFC:
            book.strings = [body]
        elif kind == 0x3C and last == 0xFC:
            book.strings.append(body)
            continue
        elif kind == 0x3C and last == 0x1B6:
            _words(_plain(body), 0x1B6, current, seen)
            continue
        elif kind in _CELLS and current is not None:
            _cell(kind, body, current, book)
        else:
            _record(kind, body, current, book, seen)
        last = kind
    _report(book, seen)


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    position = 0
    while position + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, position)
        yield position, kind, stream[position + 4 : position + 4 + size]
        position += 4 + size


def _bound(body: bytes) -> _Sheet:
    start, state, kind, length = struct.unpack_from("<IBBB", body)
    rest = body[7:]
    if len(rest) == length:  # BIFF 5
        name = rest.decode("cp932", "replace")
    else:
        name = rest[1 : 1 + 2 * length].decode("utf-16-le", "replace") if rest[0] & 1 else rest[1:].decode("latin-1")
    return _Sheet(name, state & 3, kind, start)


def _cell(kind: int, body: bytes, sheet: _Sheet, book: _Book) -> None:
    if len(body) < 6:
        return
    row, column, style = struct.unpack_from("<HHH", body)
    last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind == 0xBD else column
    sheet.cells += [(row, c, style) for c in range(column, min(last, 255) + 1)]
    if kind == 0xFD and len(body) >= 10:
        book.used.add(struct.unpack_from("<I", body, 6)[0])


def _record(kind: int, body: bytes, sheet: _Sheet | None, book: _Book, seen: Seen) -> None:
    if kind == 0x208 and len(body) >= 16 and sheet is not None:
        row, flags = struct.unpack_from("<H10xH", body)
        if flags & 0x20:
            sheet.rows.add(row)
    elif kind == 0x7D and len(body) >= 10 and sheet is not None:
        first, last, width, _, flags = struct.unpack_from("<5H", body)
        if flags & 1 or width == 0:
            sheet.columns.append((first, min(last, 255)))
    elif kind == 0x31 and len(body) >= 6:
        book.fonts.append(struct.unpack_from("<H", body, 4)[0])
        if len(book.fonts) == 4:  # font 4 does not exist
            book.fonts.append(0)
    elif kind == 0x41E and len(body) > 4:
        book.formats[struct.unpack_from("<H", body)[0]] = _plain(body[4:])
    elif kind == 0xE0 and len(body) >= 20:
        font, number = struct.unpack_from("<HH", body)
        pattern = struct.unpack_from("<I", body, 14)[0] >> 26
        colour = struct.unpack_from("<H", body, 18)[0] & 0x7F
        book.styles.append((font, number, pattern, colour))
    # a linked workbook starts with \x01; a program and its topic do not
    elif kind == 0x1AE and len(body) > 6 and b"\x03" in body[5:] and body[5:6] not in (b"\x01", b"\x00", b"\x02"):
        seen.text("external-link", loose_text(body.replace(b"\x03", b"|")), "linked program")
        seen.problem("file/active-content", "external-link", once=True, kind="dde")
    elif kind not in _SILENT:
        _words(_plain(body) if kind in _PARTS else loose_text(body, 60_000), kind, sheet, seen)
    if kind in (0x5A,) or (kind == 0x1AE and len(body) > 4):
        seen.problem(
            "hidden/external-link", "external-link", once=True, cached=int(kind == 0x5A), harmless=kind != 0x5A
        )
    elif kind == 0x1C and len(body) > 8:
        seen.problem("hidden/comment", "comment", once=True, sheet=sheet.name if sheet else None)


def _plain(body: bytes) -> str:
    """Words of a record: UTF-16 and 8-bit runs alike; short ones count too."""
    wide = [
        m.group().decode("utf-16-le", "replace")
        for m in re.finditer(rb"(?:[^\x00-\x1f][\x00\x30-\x9f\xf9-\xff]){2,}", body)
    ]
    return "\n".join(dict.fromkeys([*wide, loose_text(body, 60_000)]))


def _words(text: str, kind: int, sheet: _Sheet | None, seen: Seen) -> None:
    part = _PARTS.get(kind, "embedded")
    name = sheet.name if sheet else None
    where = "WRITEACCESS:author" if kind == 0x5C else f"record {kind:#x}"
    seen.text(part, text, where, name if kind != 0x5C else None)


def _report(book: _Book, seen: Seen) -> None:
    for sheet in book.sheets:
        if sheet.kind == 1:
            seen.problem("file/active-content", "hidden-sheet", once=True, kind="xlm", sheet=sheet.name)
        if sheet.state and sheet.cells:
            seen.problem("hidden/hidden-sheet", "hidden-sheet", sheet=sheet.name, state="hidden")
            continue
        rows = sorted({r + 1 for r, _, _ in sheet.cells if r in sheet.rows})
        if rows:
            seen.problem("hidden/hidden-row", "hidden-row", sheet=sheet.name, rows=tuple(rows), count=len(rows))
        for first, last in sheet.columns:
            for column in range(first, last + 1):
                cells = sum(1 for _, c, _ in sheet.cells if c == column)
                if cells:
                    seen.problem(
                        "hidden/hidden-column", "hidden-column", sheet=sheet.name, column_index=column, cells=cells
                    )
        _faint(sheet, book, seen)
    strings, readings = _shared(book.strings)
    unused = [t for i, t in enumerate(strings) if i not in book.used]
    seen.text("orphan", "\n".join(unused), "unused strings")
    seen.text("phonetic", "\n".join(dict.fromkeys(readings)), "furigana")


def _faint(sheet: _Sheet, book: _Book, seen: Seen) -> None:
    from catalog.tables.styles import shows_nothing

    quiet: dict[int, str] = {}
    for index, (font, number, pattern, colour) in enumerate(book.styles):
        ink = book.fonts[font] if font < len(book.fonts) else 0
        white = ink in (1, 9, 65)
        if shows_nothing(book.formats.get(number, "").split("\n")[0]):
            quiet[index] = "format"
        elif (white and (pattern == 0 or (pattern == 1 and colour in (1, 9)))) or (pattern == 1 and ink == colour):
            quiet[index] = "colour"
    found: dict[str, list[int]] = {}
    for row, _, style in sheet.cells:
        if style in quiet:
            found.setdefault(quiet[style], []).append(row + 1)
    for reason, rows in found.items():
        seen.problem(
            "hidden/invisible-text", sheet=sheet.name, rows=tuple(sorted(set(rows))), count=len(rows), reason=reason
        )


def _shared(pieces: list[bytes]) -> tuple[list[str], list[str]]:
    """The shared strings and their readings; a string that runs over into the next record repeats its width there."""
    if not pieces or len(pieces[0]) < 8:
        return [], []
    count = struct.unpack_from("<I", pieces[0], 4)[0]
    reader = _Reader(pieces, 8)
    strings: list[str] = []
    readings: list[str] = []
    try:
        while len(strings) < count and not reader.done:
            length, flags = struct.unpack("<HB", reader.take(3))
            runs = struct.unpack("<H", reader.take(2))[0] if flags & 8 else 0
            extra = struct.unpack("<I", reader.take(4))[0] if flags & 4 else 0
            strings.append(reader.text(length, wide=bool(flags & 1)))
            reader.take(4 * runs)
            if extra:
                readings.append(reader.take(extra)[10:].decode("utf-16-le", "replace").split("\x00")[0])
    except (struct.error, IndexError):
        pass
    return strings, [r for r in readings if r.strip()]


class _Reader:
    """Bytes of a record and its continuations."""

    def __init__(self, pieces: list[bytes], offset: int) -> None:
        self._pieces, self._at, self._offset = pieces, 0, offset

    @property
    def done(self) -> bool:
        return self._at >= len(self._pieces)

    def take(self, count: int) -> bytes:
        out = b""
        while count > 0:
            chunk = self._pieces[self._at][self._offset : self._offset + count]
            out += chunk
            count -= len(chunk)
            self._offset += len(chunk)
            if count or self._offset >= len(self._pieces[self._at]):
                self._at, self._offset = self._at + 1, 0
        return out

    def text(self, length: int, *, wide: bool) -> str:
        out = ""
        while length > 0:
            piece = self._pieces[self._at]
            size = 2 if wide else 1
            chunk = piece[self._offset : self._offset + length * size]
            out += chunk.decode("utf-16-le" if wide else "latin-1", "replace")
            length -= max(1, len(chunk) // size) if chunk else 0
            self._offset += len(chunk)
            if self._offset >= len(piece):
                self._at, self._offset = self._at + 1, 0
                if length > 0:
                    wide = bool(self._pieces[self._at][0] & 1)
                    self._offset = 1
        return out
