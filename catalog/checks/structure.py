"""How a file, its sheets and its tables are laid out (levels L1, L2-03, L2-06, L3-01, L3-07, L3-09 of the 2026 rule)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import polars as pl

from catalog.checks.columns import GRIDS, Part, parts
from catalog.rule import Context, Hit, Place, check
from catalog.tables.cell_kinds import is_note, kind
from catalog.tables.table import Layout, Source, Table
from catalog.text import cell_name, column_letter

BOOKS = GRIDS - {"csv", "tsv"}
#: labels of rows that sum up others
TOTAL = re.compile(
    r"[（(]?(?:[合総小累]\s*計|計|総\s*数|[合小]?\s*計\s*[（(].*|.{0,8}[のー・ 　]?小計|.{0,8}[ 　]計|total|subtotal)[)）]?",
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
    if not single.any() or single.sum() * 5 > table.height:
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
            if column.height < 4 or column.height > 300_000 or column.role in ("number", "date", "coordinate"):
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


@check("object", "source")
def objects(source: Source) -> Iterator[Hit]:
    """L1-10: pictures, charts, shapes and text boxes on a sheet."""
    for sheet in source.sheets:
        if not sheet.visible or not sheet.layout.objects:
            continue
        found = sheet.layout.objects
        row, column, _ = found[0]
        kinds = "、".join(sorted({what for _, _, what in found}))
        rows = tuple(sorted({r for r, _, _ in found}))[:20]
        yield Hit(
            Place("table", sheet.name, None, column, rows, cell_name(row, column)),
            len(found),
            shown=kinds,
            details={"kinds": kinds},
        )
    for name in source.facts.get("chart_sheets", ()):
        yield Hit(Place("table", str(name)), shown="chart", details={"kinds": "chart"})


@check("merged-cells", "source")
def merged_cells(source: Source) -> Iterator[Hit]:
    """L1-12: each merged range."""
    for sheet in source.sheets:
        if not sheet.visible:
            continue
        ranges = sorted(sheet.layout.merged, key=lambda m: (m.first_row, m.first_column))
        for m in ranges:
            area = range_name(m.first_row, m.first_column, m.last_row, m.last_column)
            rows = tuple(range(m.first_row, min(m.last_row, m.first_row + 19) + 1))
            yield Hit(Place("table", sheet.name, None, m.first_column, rows, area), details={"area": area})


@check("hidden-line", "source")
def hidden_line(source: Source, context: Context) -> Iterator[Hit]:
    """L1-13: hidden rows and columns in the used part of a sheet."""
    for sheet in source.sheets:
        if not sheet.visible:
            continue
        height, width = sheet.grid.height, sheet.grid.width
        rows = tuple(r for r in sheet.layout.hidden_rows if r <= height)
        if rows:
            yield Hit(
                Place("table", sheet.name, None, None, rows[:20]),
                len(rows),
                details={"what": {"ja": "行", "en": "rows"}, "lines": _short(rows)},
            )
        names = {c.index: c.header for p in parts(source, context) if p.sheet is sheet for c in p.columns}
        for index in sheet.layout.hidden_columns:
            if index < width:
                place = Place("table", sheet.name, names.get(index) or None, index)
                yield Hit(place, details={"what": {"ja": "列", "en": "column"}, "lines": column_letter(index)})


def _short(rows: Sequence[int]) -> str:
    return "、".join(map(str, rows[:5])) + ("…" if len(rows) > 5 else "")


@check("formula", "source")
def formula(source: Source, context: Context) -> Iterator[Hit]:
    """L2-06: formulas, column by column."""
    for sheet in source.sheets:
        if not sheet.visible or not sheet.layout.formulas:
            continue
        names = {c.index: c.header for p in parts(source, context) if p.sheet is sheet for c in p.columns}
        cells: dict[int, list[int]] = {}
        for row, column in sheet.layout.formulas:
            cells.setdefault(column, []).append(row)
        for column, rows in sorted(cells.items()):
            rows.sort()
            place = Place(
                "table", sheet.name, names.get(column) or None, column, tuple(rows[:20]), cell_name(rows[0], column)
            )
            yield Hit(place, len(rows))


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


__all__ = ["GRIDS", "TOTAL", "Layout", "range_name"]
