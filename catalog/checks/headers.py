"""Column names: there, told apart, in one row, in the first row (L1-05, L2-03, L3-01)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.checks.columns import Part, parts
from catalog.rule import Context, Hit, Place, check
from catalog.tables.table import Source


@check("meaningless-header", "source")
def meaningless_header(source: Source, context: Context, names: str = "") -> Iterator[Hit]:
    """L1-05: columns without a name, or with one that says nothing (項目1, Column2, -)."""
    pattern = re.compile(names, re.IGNORECASE)
    for part in parts(source, context):
        table = part.table
        if table.headerless:
            place = Place("table", table.sheet, None, None, (table.rows[0],))
            yield Hit(place, table.width)
            for column in part.columns:
                yield Hit(column.place((table.rows[0],)))
            continue
        rows = table.header_rows
        stray = {row for row, _ in part.sheet.ragged}
        for column in part.columns:
            if column.header.strip() and not pattern.fullmatch(column.name):
                continue
            if not column.header.strip() and not _nameless(
                column.filled,
                column.height,
                column.rows(column.series.is_not_null()) if 0 < column.filled <= 20 else (),
                stray,
            ):
                continue
            yield Hit(column.place(rows), shown=column.header.strip() or None)


def _nameless(filled: int, height: int, rows: tuple[int, ...], stray: set[int]) -> bool:
    """Whether a column without a name holds data (cells of overlong lines and lone memos are told elsewhere)."""
    if not filled or (rows and stray.issuperset(rows)):
        return False
    return filled > max(3, height // 10) or height <= 6


@check("stacked-header", "source")
def stacked_header(source: Source, context: Context) -> Iterator[Hit]:
    """L2-03: a header of several rows."""
    for part in parts(source, context):
        table = part.table
        if len(table.header_rows) > 1:
            first = _first_spanning(part)
            yield Hit(Place("table", table.sheet, None, first, table.header_rows), len(table.header_rows))


def _first_spanning(part: Part) -> int:
    """The first column whose name is made of several levels."""
    rows = [part.sheet.grid.row(r - 1) for r in part.table.header_rows]
    for index in part.table.columns:
        if sum(bool(row[index] and row[index].strip()) for row in rows) > 1:
            return index
    return part.table.columns[0]


@check("duplicate-header", "source")
def duplicate_header(source: Source, context: Context) -> Iterator[Hit]:
    """L2-03: names that several columns share."""
    for part in parts(source, context):
        names: dict[str, list[int]] = {}
        for column in part.columns:
            if column.header.strip():
                names.setdefault(column.name, []).append(column.position)
        for positions in names.values():
            if len(positions) > 1:
                for position in positions[1:20]:
                    column = part.columns[position]
                    yield Hit(
                        column.place(part.table.header_rows),
                        len(positions),
                        details={"name": column.header},
                        shown=column.header,
                    )


@check("late-header", "source")
def late_header(source: Source, context: Context) -> Iterator[Hit]:
    """L3-01: the header is not the first row, or there is none."""
    seen: set[str | None] = set()
    for part in parts(source, context):
        table = part.table
        if table.sheet in seen or not table.height:
            continue
        seen.add(table.sheet)
        if table.headerless:
            yield Hit(Place("table", table.sheet, None, None, (table.rows[0],)), details={"row": table.rows[0]})
        elif table.header_rows and table.header_rows[0] > 1:
            rows = tuple(range(1, table.header_rows[0] + 1))[:20]
            yield Hit(
                Place("table", table.sheet, None, None, rows),
                table.header_rows[0] - 1,
                details={"row": table.header_rows[0]},
            )
