"""`catalog tidy`: a messy sheet becomes clean CSV. Every change is said, nothing goes in silence, a second run changes nothing.

Reading gives a grid; `tidy_structure` finds the tables in it, `tidy_header` names the columns, `tidy_rows` fills labels and
takes out sums, `tidy_values` cleans each column. Tables with equal headers become one file with a label column.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from catalog.errors import CatalogError
from catalog.files import write_file
from catalog.release.tidy_beside import beside
from catalog.release.tidy_grid import Block, Grid, Line
from catalog.release.tidy_header import has_unit, names, repeats, unique, with_unit
from catalog.release.tidy_long import to_long
from catalog.release.tidy_marks import taken_off, with_mark_columns
from catalog.release.tidy_result import Log, TidyResult, TidyTable
from catalog.release.tidy_rows import body_of
from catalog.release.tidy_structure import blocks
from catalog.release.tidy_values import clean, is_measure
from catalog.release.tidy_words import squeeze, units_in
from catalog.release.unreadable import is_unreadable, unreadable
from catalog.strict_yaml import dump
from catalog.tables.table import Sheet, Source, Table
from catalog.tables.worker import read_guarded

#: Names of the columns that tidy adds.
SECTION, TITLE, SHEET = "区分", "表題", "シート"
_ROLES = {
    "title": ("表題", "title"), "note": ("注記", "note"), "unit": ("単位の行", "unit line"), "as-of": ("時点の行", "date line"),
    "memo": ("表の外のメモ", "memo beside the table"), "section": ("見出し行", "section heading"),
}  # fmt: skip


def tidy(path: Path, out: Path | None = None, *, long: bool = False, write: bool = True) -> TidyResult:
    """Rewrites `path` as clean CSV at `out` (default: beside it). With `long`, year columns become rows.

    Several tables become `OUT-1.csv`, `OUT-2.csv` …; titles, notes and units are kept in `OUT.metadata.yaml`.

    Raises:
        CatalogError: the file cannot be read as tables, or `out` is the input itself.
    """
    target = out or path.with_name(f"{path.stem}-tidy.csv" if path.suffix.lower() == ".csv" else f"{path.stem}.csv")
    result = tidy_source(read_guarded(path, path.name), long=long)
    if not result.tables:
        raise CatalogError.at(
            path.name, "holds no table that could be tidied", "give a sheet or a delimited file with a header"
        )
    if path.resolve() in {place.resolve() for place in _places(result, target)}:
        raise CatalogError.at(path.name, "would be overwritten", "give another file with -o")
    if write:
        write_tables(result, target)
    return result


def tidy_source(source: Source, *, long: bool = False) -> TidyResult:
    """The clean tables of a file that was read."""
    if is_unreadable(source):
        raise unreadable(source)
    visible = [s for s in source.sheets if s.visible]
    kept = {s.name: s for s in visible}
    grids = [_grid(s) for s in visible] or [_grid_of_table(t) for t in source.tables if t.visible]
    hidden = [s.name or "" for s in source.sheets if not s.visible]
    tables: list[TidyTable] = []
    changes = []
    for grid in grids:
        log = Log(grid.name if len(grids) > 1 else None)
        made = _tables(grid, log)
        if made and grid.name in kept:
            made[0].notes.extend(beside(kept[grid.name], log))
        tables.extend(made)
        changes.extend(log.changes)
    log = Log()
    for name in hidden:
        log.add(
            "hidden",
            f"非表示のシート「{name}」は書き出していません",
            f"the hidden sheet “{name}” was not written",
            undecided=True,
        )
    tables = [with_mark_columns(table, log) for table in _joined(tables, log)]
    if long:
        tables = [to_long(t, log) for t in tables]
    return TidyResult(tables, changes + log.changes)


def _places(result: TidyResult, target: Path) -> list[Path]:
    """Where each table goes: to `target`, or beside it with a number when there are several."""
    if len(result.tables) == 1:
        return [target]
    name, suffix = target.stem, target.suffix or ".csv"
    return [target.with_name(f"{name}-{number}{suffix}") for number in range(1, len(result.tables) + 1)]


def write_tables(result: TidyResult, target: Path) -> None:
    """Writes each table (UTF-8, RFC 4180) and one file with what stood around them."""
    kept = []
    for table, place in zip(result.tables, _places(result, target), strict=True):
        table.path = place
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(table.header)
        writer.writerows(table.rows)
        write_file(table.path, out.getvalue())
        if table.title or table.notes:
            kept.append(
                {
                    "path": table.path.name,
                    **({"title": table.title} if table.title else {}),
                    **({"notes": table.notes} if table.notes else {}),
                }
            )
    if kept:
        write_file(target.with_name(f"{target.stem}.metadata.yaml"), dump({"tables": kept}))


def _grid(sheet: Sheet) -> Grid:
    columns = [c.fill_null("").to_list() for c in sheet.grid.iter_columns()]
    cells = [list(row) for row in zip(*columns, strict=True)]
    merged = tuple(m for m in sheet.layout.merged if m.first_row <= len(cells) and m.first_column < len(columns))
    return Grid(sheet.name, cells, merged)


def _grid_of_table(table: Table) -> Grid:
    return Grid(table.sheet, [list(table.header), *[[v or "" for v in row] for row in table.frame.rows()]])


def _tables(grid: Grid, log: Log) -> list[TidyTable]:
    found, stray = blocks(grid)
    _say_lines(stray, log)
    made: list[TidyTable] = []
    for block in found:
        made.extend(_table(grid, block, log))
    return made


def _table(grid: Grid, block: Block, log: Log) -> list[TidyTable]:
    _say_lines(block.lines, log)
    _say_layout(grid, block, log)
    made = names(grid, block)
    size = repeats(made)
    raw, renamed = (made[:size], []) if size else unique(made)
    if renamed:
        log.add(
            "name",
            f"項目名を1つずつ違う名前にしました（{'、'.join(raw[i] for i in renamed)}）",
            f"made column names unique ({', '.join(raw[i] for i in renamed)})",
        )
    labels = made if size else raw
    body = body_of(grid, block, labels, log)
    cells, rows = body.cells, body.rows
    if size:
        cells, rows = _stacked(cells, rows, size)
        log.add(
            "name",
            f"同じ項目名が{len(made) // size}回並んでいたので、縦につなげました",
            f"the same names stood {len(made) // size} times side by side; put below each other",
            undecided=False,
        )
    header = list(raw)
    columns = [[row[i] for row in cells] for i in range(len(header))]
    marks: dict[int, list[str]] = {}
    for i, values in enumerate(columns):
        header[i], columns[i] = clean(header[i], values, rows, log)
        if found := taken_off(values, columns[i]):
            marks[i] = found
    _unit_line(header, columns, block, log)
    cells = [list(row) for row in zip(*columns, strict=True)] if rows else []
    table = TidyTable(header, cells, list(rows), grid.name)
    table.title = " ".join(x.text for x in block.lines if x.role == "title")
    table.notes = [x.text for x in block.lines if x.role not in ("title", "section")] + body.notes
    table.units = [has_unit(h) or "" for h in header]
    table.marks = {header[i]: found for i, found in marks.items()}
    _sections(table, block, log)
    return [table]


def _say_lines(lines: list[Line], log: Log) -> None:
    for line in sorted(lines, key=lambda x: (x.row, x.column)):
        ja, en = _ROLES[line.role]
        log.add(
            line.role,
            f"{{rows}}行 {ja}「{line.text}」を表から外し、説明として残しました",
            f"row {{rows}}: {en} “{line.text}” taken off the table, kept as metadata",
            [line.row],
        )


def _say_layout(grid: Grid, block: Block, log: Log) -> None:
    if block.blanks:
        log.add("blank", "空行を除きました（{rows}行）", "took out blank rows ({rows})", block.blanks)
    if block.repeats:
        log.add(
            "repeat",
            "くり返しの項目名の行を除きました（{rows}行）",
            "took out repeated header rows ({rows})",
            block.repeats,
        )
    if len(block.header_rows) > 1:
        log.add(
            "header",
            "{count}段の項目名を1段にまとめました（{rows}行）",
            "joined a header of {count} rows into one ({rows})",
            block.header_rows,
        )
    if block.headerless:
        log.add(
            "header",
            "項目名の行が見つからないため、列1、列2…としました",
            "found no header row; named the columns 列1, 列2 …",
            undecided=True,
        )
    gaps = sorted(set(range(block.columns[0], block.columns[-1])) - set(block.columns)) if block.columns else []
    if (
        block.columns
        and block.columns[0]
        and not any(row[c].strip() for row in grid.cells for c in range(block.columns[0]))
    ):
        gaps = [*range(block.columns[0]), *gaps]
    if gaps:
        from catalog.text import column_letter

        log.add(
            "blank",
            f"空の列を除きました（{'、'.join(column_letter(c) for c in gaps)}列）",
            f"took out empty columns ({', '.join(column_letter(c) for c in gaps)})",
        )


def _stacked(cells: list[list[str]], rows: list[int], size: int) -> tuple[list[list[str]], list[int]]:
    """Columns that repeat side by side, put below each other; parts that are empty throughout go."""
    out, where = [], []
    for start in range(0, len(cells[0]) if cells else 0, size):
        for row, at in zip(cells, rows, strict=True):
            part = row[start : start + size]
            if any(part):
                out.append(part)
                where.append(at)
    return out, where


def _unit_line(header: list[str], columns: list[list[str]], block: Block, log: Log) -> None:
    """Units of a unit line go to the columns that they can only mean."""
    units = [u for line in block.lines if line.role == "unit" for u in units_in(line.text)]
    if not units:
        return
    measures = [i for i, name in enumerate(header) if is_measure(name, columns[i])]
    if not measures or len(units) not in (1, len(measures)):
        log.add(
            "unit",
            f"単位（{'、'.join(units)}）がどの列のものか決められないため、説明に残しました",
            f"cannot tell which columns the units mean ({', '.join(units)}); kept as metadata",
            undecided=True,
        )
        return
    for n, i in enumerate(measures):
        unit = units[0] if len(units) == 1 else units[n]
        log.add(
            "unit",
            f"単位「{unit}」を項目名「{header[i]}」に入れました",
            f"put the unit “{unit}” into the name “{header[i]}”",
            column=header[i],
        )
        header[i] = with_unit(header[i], unit)


def _sections(table: TidyTable, block: Block, log: Log) -> None:
    """Section headings become a column when they divide the table; a lone one in the middle is only a line."""
    marks = list(dict.fromkeys(block.sections.values()))
    if not marks or (len(marks) == 1 and block.records and block.records[0] not in block.sections):
        table.notes.extend(marks)
        return
    name, _ = unique([SECTION, *table.header])
    fresh = name[0] if SECTION not in table.header else unique([*table.header, SECTION])[0][-1]
    table.header.insert(0, fresh)
    table.units.insert(0, "")
    _, values = clean(fresh, [block.sections.get(at, "") for at in table.origin], table.origin, log)
    for row, value in zip(table.rows, values, strict=True):
        row.insert(0, value)
    log.add("section", f"見出し行を列「{fresh}」にしました", f"made section headings a column “{fresh}”", column=fresh)


def _joined(tables: list[TidyTable], log: Log) -> list[TidyTable]:
    """Tables with one header become one, with a column that says which was which."""
    groups: dict[tuple[str, ...], list[TidyTable]] = {}
    for table in tables:
        groups.setdefault(tuple(squeeze(h) for h in table.header), []).append(table)
    made = []
    for group in groups.values():
        if len(group) == 1:
            made.append(group[0])
            continue
        titles, sheets = [t.title for t in group], [t.sheet or "" for t in group]
        label, values = (
            (TITLE, titles) if len(set(titles)) > 1 else (SHEET, sheets) if len(set(sheets)) > 1 else ("", [])
        )
        first = group[0]
        rows = [row for t in group for row in t.rows]
        header = first.header
        if label:
            label = unique([*header, label])[0][-1]
            marks = [v for t, v in zip(group, values, strict=True) for _ in t.rows]
            _, marks = clean(label, marks, [r for t in group for r in t.origin], log)
            header, rows = [label, *header], [[mark, *row] for mark, row in zip(marks, rows, strict=True)]
        joined = TidyTable(header, rows, [r for t in group for r in t.origin], None)
        joined.notes = [n for t in group for n in t.notes]
        joined.units = ["", *first.units] if label else first.units
        joined.marks = {
            name: [m for t in group for m in t.marks.get(name) or [""] * len(t.rows)]
            for name in first.header
            if any(name in t.marks for t in group)
        }
        joined.title = " / ".join(dict.fromkeys(t for t in titles if t))
        log.add(
            "joined",
            f"項目名の等しい{len(group)}つの表を1つにしました" + (f"（列「{label}」で区別）" if label else ""),
            f"joined {len(group)} tables with equal headers" + (f" (told apart by “{label}”)" if label else ""),
        )
        made.append(joined)
    return made
