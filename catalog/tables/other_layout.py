"""What sheets of .ods and .xls show beside their values: hidden rows and columns, formulas, merges, objects, comments.

ods: content.xml (OpenDocument 1.3 part 3, §9). xls: the records of the workbook stream (MS-XLS §2.4: BoundSheet8, Row, ColInfo,
Formula, Obj). Only what a finding needs is read; everything else is skipped by its length.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from catalog.tables.sheet_stream import parse_part
from catalog.tables.table import Layout, Merged

#: repeated rows or columns beyond this many are the empty rest of the sheet
_REST = 1_000


@dataclass(slots=True)
class _Sheet:
    merged: list[Merged] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    columns: set[int] = field(default_factory=set)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    objects: list[tuple[int, int, str]] = field(default_factory=list)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)

    def layout(self) -> Layout:
        return Layout(
            merged=tuple(self.merged),
            hidden_rows=tuple(sorted(set(self.rows))),
            hidden_columns=tuple(sorted(self.columns)),
            formulas=self.formulas,
            objects=tuple(self.objects),
            comments=self.comments,
        )


def ods_layouts(path: Path) -> dict[str, Layout]:
    """Layout of each sheet of an OpenDocument spreadsheet, by name."""
    sheets: dict[str, _Sheet] = {}
    reader = _OdsReader(sheets)
    with zipfile.ZipFile(path) as archive:
        parse_part(archive, "content.xml", reader.start, reader.end, reader.text)
    return {name: sheet.layout() for name, sheet in sheets.items()}


class _OdsReader:
    """Follows rows and cells through their repetitions."""

    def __init__(self, sheets: dict[str, _Sheet]) -> None:
        self.sheets = sheets
        self.sheet = _Sheet()
        self.row = self.column = self.repeat_row = self.repeat_cell = 0
        self.note: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        a = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if tag == "table":
            self.sheet = self.sheets.setdefault(a.get("name", ""), _Sheet())
            self.row = self.column = 0
        elif tag == "table-column":
            count = _count(a.get("number-columns-repeated"))
            if a.get("visibility", "visible") != "visible" and count < _REST:
                self.sheet.columns.update(range(self.column, self.column + count))
            self.column += count
        elif tag == "table-row":
            self.repeat_row = _count(a.get("number-rows-repeated"))
            if a.get("visibility", "visible") != "visible" and self.repeat_row < _REST:
                self.sheet.rows.extend(range(self.row + 1, self.row + 1 + self.repeat_row))
            self.column = 0
        elif tag in ("table-cell", "covered-table-cell"):
            self._cell(a)
        elif tag in ("frame", "custom-shape", "line", "rect", "ellipse", "g", "control") and self.note is None:
            kind = "picture" if tag == "frame" else "shape"
            self.sheet.objects.append((self.row + 1, self.column, kind))
        elif tag == "annotation":
            self.note = []

    def _cell(self, a: dict[str, str]) -> None:
        self.repeat_cell = _count(a.get("number-columns-repeated"))
        place = (self.row + 1, self.column)
        if "formula" in a and self.repeat_row < _REST:
            self.sheet.formulas[place] = a["formula"].partition("=")[2] or a["formula"]
        down, across = _count(a.get("number-rows-spanned")), _count(a.get("number-columns-spanned"))
        if down > 1 or across > 1:
            row, column = place
            self.sheet.merged.append(Merged(row, column, row + down - 1, column + across - 1))

    def end(self, tag: str) -> None:
        if tag in ("table-cell", "covered-table-cell"):
            self.column += self.repeat_cell
        elif tag == "table-row":
            self.row += self.repeat_row
        elif tag == "annotation" and self.note is not None:
            self.sheet.comments[self.row + 1, self.column] = "".join(self.note)
            self.note = None

    def text(self, data: str) -> None:
        if self.note is not None:
            self.note.append(data)


def _count(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 9 else 1


#: record types of a BIFF8 stream
_BOF, _EOF, _BOUNDSHEET, _ROW, _COLINFO, _FORMULA, _OBJ = 0x0809, 0x000A, 0x0085, 0x0208, 0x007D, 0x0006, 0x005D


def xls_layouts(path: Path) -> dict[str, Layout]:
    """Layout of each sheet of an Excel 97-2003 workbook, by name. Merges are left to the reader of values."""
    import olefile

    with olefile.OleFileIO(str(path)) as ole:
        if not ole.exists("Workbook"):
            return {}
        data = ole.openstream("Workbook").read()
    names: dict[int, str] = {}
    sheets: dict[str, _Sheet] = {}
    # charts on a sheet are streams of their own within it
    open_: list[_Sheet | None] = []
    for offset, kind, body in _records(data):
        if kind == _BOUNDSHEET and len(body) > 8:
            start = struct.unpack_from("<I", body)[0]
            wide = body[7] & 1
            names[start] = body[8:].decode("utf-16-le" if wide else "latin-1", "replace")[: body[6]]
        elif kind == _BOF:
            open_.append(sheets.setdefault(names[offset], _Sheet()) if offset in names else None)
        elif kind == _EOF:
            open_ = open_[:-1]
        elif open_ and open_[-1] is not None:
            _xls_record(open_[-1], kind, body)
    return {name: sheet.layout() for name, sheet in sheets.items()}


def _xls_record(sheet: _Sheet, kind: int, body: bytes) -> None:
    if kind == _ROW and len(body) >= 16:
        row, flags = struct.unpack_from("<H", body)[0], struct.unpack_from("<H", body, 12)[0]
        if flags & 0x20:
            sheet.rows.append(row + 1)
    elif kind == _COLINFO and len(body) >= 10:
        first, last, _, _, flags = struct.unpack_from("<5H", body)
        if flags & 1 and last - first < _REST:
            # "all the rest hidden" is a frame around the sheet, not hidden data
            sheet.columns.update(range(first, min(last, 255) + 1))
    elif kind == _FORMULA and len(body) >= 6:
        row, column = struct.unpack_from("<2H", body)
        sheet.formulas[row + 1, column] = ""
    elif kind == _OBJ and len(body) >= 6:
        what = struct.unpack_from("<H", body, 4)[0]
        # 0x19 is a comment, 0x14 the arrow of a filter
        if what not in (0x19, 0x14):
            sheet.objects.append((1, 0, {0x05: "chart", 0x06: "text-box", 0x08: "picture"}.get(what, "shape")))


def _records(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(offset, type, body) of each record until the stream ends or breaks off."""
    offset = 0
    while offset + 4 <= len(data):
        kind, length = struct.unpack_from("<2H", data, offset)
        yield offset, kind, data[offset + 4 : offset + 4 + length]
        offset += 4 + length
