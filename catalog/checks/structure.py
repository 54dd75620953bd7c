"""One sheet, one table, nothing else on it: L1-01 to L1-04, and rows of sums."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import polars as pl

from catalog.checks.columns import GRIDS, Part, parts
from catalog.regex import regex
from catalog.rule import Context, Hit, Place, check
from catalog.tables.cell_kinds import is_note, kind
from catalog.tables.table import Source, Table
from catalog.text import cell_name

BOOKS = GRIDS - {"csv", "tsv"}


#: labels of rows that sum up others
TOTAL = regex(
    r"[（(]?(?:[合総小中累]\s*計|[年月期週日]\s*計|年度\s*計|(?:市|県|町|村|全市|全県|全体)\s*計|計|総\s*数|[合小]?\s*計\s*[（(].*|.{0,8}[のー・ 　]?小計|.{0,8}[ 　]計|total|subtotal)[)）]?",
    re.IGNORECASE,
)


def range_name(top: int, left: int, bottom: int, right: int) -> str:
    """A1:C3 for rows from 1 and columns from 0."""
    return f"{cell_name(top, left)}:{cell_name(bottom, right)}"


def _area(table: Table) -> str:
    top = table.header_rows[0] if table.header_rows else table.rows[0]
    bottom = table.rows[-1] if table.height else top
    return range_name(top, table.columns[0], bottom, table.columns[-1])


@check("not-machine-readable", "source")
def not_machine_readable(source: Source, kinds: Sequence[str] = ()) -> Iterator[Hit]:
    """L1-01: a file made for reading by people."""
    if source.format in kinds:
        yield Hit(shown=source.format, details={"format": source.format})
    elif source.format in BOOKS and not source.tables and any(sheet.layout.objects for sheet in source.sheets):
        # a workbook that only carries pictures of its tables
        yield Hit(shown=source.format, details={"format": source.format})


@check("several-tables", "source")
def several_tables(source: Source, context: Context) -> Iterator[Hit]:
    """L1-02: a sheet with more than one table; one hit per further table."""
    first: dict[str | None, Table] = {}
    for part in parts(source, context):
        table = part.table
        if table.sheet not in first:
            first[table.sheet] = table
            continue
        if table.height < 1:
            continue
        rows = (*table.header_rows, *table.rows[:19])
        place = Place("table", table.sheet, None, table.columns[0], rows, _area(table))
        number = sum(p.table.sheet == table.sheet for p in parts(source, context))
        yield Hit(place, number, details={"area": _area(table)})


@check("split-table", "source")
def split_table(source: Source, context: Context) -> Iterator[Hit]:
    """L1-03: blank rows or columns within or before a table, the header again in the middle, one table in pieces."""
    seen: dict[str | None, list[Table]] = {}
    for part in parts(source, context):
        table = part.table
        before = seen.setdefault(table.sheet, [])
        if any(old.header == table.header and any(table.header) for old in before):
            yield Hit(Place("table", table.sheet, None, None, table.header_rows), details={"what": _WORDS["pieces"]})
        before.append(table)
        yield from _gaps(part, alone=len(before) == 1)


_WORDS = {
    "rows": {"ja": "空白行", "en": "blank rows"},
    "columns": {"ja": "空白列", "en": "a blank column"},
    "pieces": {"ja": "同じ項目名の表の分割", "en": "one table cut into pieces"},
    "again": {"ja": "途中に繰り返した項目名の行", "en": "the header row repeated in the middle"},
    "before": {"ja": "表の前の空白行・空白列", "en": "blank rows or columns before the table"},
}


def _gaps(part: Part, *, alone: bool) -> Iterator[Hit]:
    table = part.table
    if not isinstance(table.rows, range) and table.height:
        held = set(table.rows)
        gaps = tuple(r for r in range(table.rows[0], table.rows[-1]) if r not in held)
        if gaps:
            yield Hit(Place("table", table.sheet, None, None, gaps[:20]), len(gaps), details={"what": _WORDS["rows"]})
    first = table.rows[0] if table.height else None
    if first is not None and table.header_rows and first > table.header_rows[-1] + 1:
        rows = tuple(range(table.header_rows[-1] + 1, first))[:20]
        yield Hit(Place("table", table.sheet, None, None, rows), len(rows), details={"what": _WORDS["rows"]})
    for column in part.columns:
        if not column.header.strip() and not column.filled and 0 < column.position < table.width - 1:
            yield Hit(column.place(), details={"what": _WORDS["columns"]})
    again = _header_again(table)
    if again:
        yield Hit(Place("table", table.sheet, None, None, again), len(again), details={"what": _WORDS["again"]})
    top = table.header_rows[0] if table.header_rows else first or 1
    lead = [row for row, _ in table.notes if row < top]
    if alone and ((top > 1 and not lead) or (table.columns[0] > 0 and not any(row for row, _ in table.notes))):
        blank = tuple(range(1, top))[:20]
        index = 0 if table.columns[0] > 0 else None
        yield Hit(Place("table", table.sheet, None, index, blank), details={"what": _WORDS["before"]})


def _header_again(table: Table) -> tuple[int, ...]:
    """Body rows that repeat the header."""
    names = [(i, text) for i, text in enumerate(table.header) if text]
    if table.headerless or not names or not table.height:
        return ()
    first, text = names[0]
    flags = table.frame[str(first)] == text
    if not flags.any():
        return ()
    for i, name in names[1:]:
        flags = flags & (table.frame[str(i)] == name)
    return tuple(table.rows[int(i)] for i in flags.arg_true().head(20).to_list())


@check("unrelated-cells", "source")
def unrelated_cells(source: Source, context: Context) -> Iterator[Hit]:
    """L1-04: notes under or beside a table, memo cells, memo rows. Titles above it are L3-01's."""
    for part in parts(source, context):
        table = part.table
        top = table.header_rows[0] if table.header_rows else (table.rows[0] if table.height else 1)
        for row, text in table.notes:
            if row >= top or (is_note(text) and "単位" not in text):
                column = _column_of(part, row, text)
                cell = cell_name(row, column)
                yield Hit(Place("table", table.sheet, None, column, (row,), cell), details={"row": row})
        yield from _memo_columns(part, source)
        yield from _memo_rows(part, source)


def _column_of(part: Part, row: int, text: str) -> int:
    cells = part.sheet.grid.row(row - 1)
    for index, value in enumerate(cells):
        if value and value.strip() and value in text:
            return index
    return part.table.columns[0]


def _memo_columns(part: Part, source: Source) -> Iterator[Hit]:
    """A column without a name at the edge that holds a few cells: remarks somebody left beside the table."""
    ragged = {row for row, _ in part.sheet.ragged}
    for column in reversed(part.columns):
        if column.header.strip() or part.table.headerless:
            break
        if 0 < column.filled <= max(3, column.height // 10) and column.height > 2 * column.filled:
            flags = column.series.is_not_null()
            rows = column.rows(flags)
            if not ragged.issuperset(rows):
                yield Hit(column.place(rows), column.filled, details={"row": rows[0]})


def _memo_rows(part: Part, source: Source) -> Iterator[Hit]:
    """A row within the body that holds one word and nothing else (in CSV such a row is a broken line, L1-14)."""
    table = part.table
    if (source.format in ("csv", "tsv") and part.sheet.ragged) or table.width < 3 or table.height > 200_000:
        return
    if table.height < 3:
        return
    single = table.frame.select(pl.sum_horizontal(pl.all().is_not_null()) == 1).to_series()
    if not single.any() or single.sum() * 3 > table.height:
        return
    covered = {r for m in part.sheet.layout.merged for r in range(m.first_row, min(m.last_row, m.first_row + 5000) + 1)}
    for i in single.arg_true().to_list():
        row = table.rows[i]
        if row in covered:
            continue
        position, text = next((j, v) for j, v in enumerate(table.frame.row(i)) if v is not None)
        if kind(text) in ("text", "date"):
            index = table.columns[position]
            yield Hit(Place("table", table.sheet, None, index, (row,), cell_name(row, index)), details={"row": row})


@check("total-row", "source")
def total_row(source: Source, context: Context) -> Iterator[Hit]:
    """L1-04: rows that sum up other rows of the same table."""
    for part in parts(source, context):
        for column in part.columns[:3]:
            if column.height < 4 or column.height > 300_000 or column.role in ("number", "coordinate"):
                continue
            if not column.has(frozenset("計数tT")):
                continue
            text = column.series.str.strip_chars()
            flags = text.str.contains(rf"^(?i:{TOTAL.pattern})$").fill_null(value=False)
            count = int(flags.sum())
            # where each group has its line of sums they are many, but never most of the rows
            if count and count * 2 < column.height:
                yield Hit(column.place(column.rows(flags)), count)
                break
