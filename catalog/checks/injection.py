"""Cells that a spreadsheet would run as a formula when the published CSV is opened (CWE-1236)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.checks.confidential import anywhere
from catalog.rule import Hit, Place, check
from catalog.tables.table import Source


@check("spreadsheet-formula", "source")
def spreadsheet_formula(source: Source, cell: str, first: str) -> Iterator[Hit]:
    """Cells that match `cell`. `first` is a looser pattern for the bytes of a whole file (Rust syntax)."""
    if not anywhere(source, first):
        return
    pattern = re.compile(cell)
    if source.delimiter == "|":  # a call of another program holds the sign that was taken for a delimiter
        lines = source.blob.read_bytes()[:16_000_000].decode("utf-8", "replace").splitlines()
        met = [number for number, line in enumerate(lines, 1) if pattern.search(line)]
        if met:
            yield Hit(Place("table", rows=tuple(met)), len(met), len(lines))
    for table in source.tables:
        for index, header in enumerate(table.header):
            if pattern.search(header):
                place = Place("table", table.sheet, column_index=table.columns[index], rows=table.header_rows[:1])
                yield Hit(place, 1)
        for index, name in enumerate(table.frame.columns):
            at = table.frame[name].str.contains(cell).fill_null(False).arg_true().to_list()
            if at:
                rows = tuple(table.rows[i] for i in at)
                part = "table" if table.visible else "hidden-sheet"
                column = table.header[index] or None
                yield Hit(Place(part, table.sheet, column, table.columns[index], rows), len(rows), table.height)
