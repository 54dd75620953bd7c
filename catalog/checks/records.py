"""One record per line of a CSV, and quotes where a value holds the delimiter (L1-14, L1-15)."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from catalog.checks.columns import Part, parts
from catalog.rule import Context, Hit, Place, check
from catalog.tables.table import Source


@check("broken-row", "source")
def broken_row(source: Source, context: Context) -> Iterator[Hit]:
    """L1-14: records over several lines, halves of records, two records in one line (CSV)."""
    if source.format not in ("csv", "tsv"):
        return
    for part in parts(source, context):
        table = part.table
        width = _expected(part)
        body = set(table.rows) if not isinstance(table.rows, range) else table.rows
        short = tuple(row for row, cells in part.sheet.ragged if cells < width and row in body)
        double = tuple(row for row, cells in part.sheet.ragged if cells >= 2 * width - 1 and width > 2 and row in body)
        if short:
            yield Hit(
                Place("table", None, None, None, short[:20]),
                len(short),
                table.height,
                details={"what": _BROKEN["short"]},
            )
        if double:
            yield Hit(
                Place("table", None, None, None, double[:20]),
                len(double),
                table.height,
                details={"what": _BROKEN["double"]},
            )
        if source.facts.get("line_breaks") != 0:
            yield from _line_breaks(part)
        yield from _two_line_records(part)


_BROKEN = {
    "short": {"ja": "項目が足りない行", "en": "lines with too few items"},
    "double": {"ja": "2件以上のデータが入った行", "en": "lines that hold more than one record"},
    "break": {"ja": "セルの中で改行された行", "en": "cells with a line break inside"},
    "two": {"ja": "1件が2行に分かれたデータ", "en": "records that go over two lines"},
    "header": {"ja": "項目名の途中の改行", "en": "a line break within a name"},
}


def _expected(part: Part) -> int:
    """Cells that a line should have: those of the header, else the usual number."""
    table = part.table
    ragged = dict(part.sheet.ragged)
    if table.header_rows and table.header_rows[-1] in ragged:
        return ragged[table.header_rows[-1]]
    width = int(part.sheet.grid.width)
    if not ragged:
        return width
    # the grid is as wide as its widest line; the usual width is where the header's line ends
    filled = [
        i
        for i, text in enumerate(
            part.sheet.grid.row((table.header_rows or table.rows)[-1 if table.header_rows else 0] - 1)
        )
        if text
    ]
    beyond = [cells for cells in ragged.values() if cells > (filled[-1] + 1 if filled else 0)]
    return filled[-1] + 1 if filled and beyond and max(beyond) == width else width


def _line_breaks(part: Part) -> Iterator[Hit]:
    breaks = frozenset("\n\r")
    rows: set[int] = set()
    for column in part.columns:
        if column.has(breaks):
            flags = column.series.str.contains(r"[\r\n]").fill_null(value=False)
            rows.update(part.table.rows[i] for i in flags.arg_true().to_list())
    if rows:
        ordered = tuple(sorted(rows))
        yield Hit(
            Place("table", None, None, None, ordered[:20]),
            len(rows),
            part.table.height,
            details={"what": _BROKEN["break"]},
        )
    if any("\n" in text or "\r" in text for text in part.table.header):
        yield Hit(Place("table", None, None, None, part.table.header_rows), details={"what": _BROKEN["header"]})


def _two_line_records(part: Part) -> Iterator[Hit]:
    """Rows that fill just those cells that the row above leaves blank, where the first column is blank in them."""
    table = part.table
    if table.height < 2 or table.width < 4 or not table.frame[table.frame.columns[0]].null_count():
        return
    filled = table.frame.select(pl.all().is_not_null())
    above = filled.select(pl.all().shift(1).fill_null(value=True))
    apart = ~filled.select(pl.any_horizontal(pl.col(c) & above[c] for c in filled.columns)).to_series()
    flags = apart & ~filled["0"] & filled.select(pl.any_horizontal(pl.all())).to_series()
    flags = flags & (filled.select(pl.sum_horizontal(pl.all())).to_series() >= 1) & above["0"]
    several = filled.select(pl.sum_horizontal(pl.all())).to_series() >= 2
    count = int((flags & several).sum()) or (int(flags.sum()) if int(flags.sum()) >= 3 else 0)
    if count:
        rows = tuple(table.rows[i] for i in flags.arg_true().head(20).to_list())
        yield Hit(Place("table", None, None, None, rows), count, table.height, details={"what": _BROKEN["two"]})


@check("unquoted-delimiter", "source")
def unquoted_delimiter(source: Source, context: Context) -> Iterator[Hit]:
    """L1-15: lines with more cells than the header: a comma within a value that is not in quotes."""
    if source.format not in ("csv", "tsv"):
        return
    for part in parts(source, context):
        table, ragged = part.table, dict(part.sheet.ragged)
        if not ragged:
            continue
        width = _expected(part)
        header_row = table.header_rows[-1] if table.header_rows else None
        body = set(table.rows) if not isinstance(table.rows, range) else table.rows
        if header_row in ragged and ragged[header_row] == width and any(c == width for c in ragged.values()):
            # the header itself is the odd one: all lines of the usual width are too long
            rows = tuple(row for row in table.rows if row not in ragged or ragged[row] > width)
            usual = part.sheet.grid.width
            if usual <= width:
                continue
        else:
            rows = tuple(row for row, cells in part.sheet.ragged if cells > width and row in body)
        if rows:
            yield Hit(Place("table", None, None, None, rows[:20]), len(rows), table.height, details={"width": width})
