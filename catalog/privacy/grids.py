"""What of a file is screened as a table, and what is left over: every cell belongs to one or the other.

A reader may miss that a second table lies below the first, that the first line is already data, or that a table is
turned on its side; here all three are looked for again, since people hide there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from catalog.privacy import forms, packed
from catalog.privacy.folding import fold
from catalog.privacy.inner_headings import PERSONAL, inner_headings
from catalog.privacy.lexicon import personal_terms, sense_of
from catalog.privacy.name_lexicon import NAME
from catalog.privacy.names import grade
from catalog.privacy.recognizers import kind
from catalog.tables.table import Sheet, Source, Table, Text
from catalog.text import cell_name

#: Wider tables have a column for each datum.
_NARROW = 3
#: Cells outside tables that are read as text, per sheet.
_MOST_LOOSE = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A table to screen. `places[i]` is the sheet column of frame column i, `rows[i]` the line of body row i."""

    sheet: str | None
    header: tuple[str, ...]
    frame: pl.DataFrame
    places: tuple[int, ...]
    rows: Sequence[int]
    visible: bool = True
    titles: tuple[str, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    #: the table lies on its side: `places` are lines and `rows` are columns of the sheet
    turned: bool = False
    #: cells of the heading line that are values: no report may show them
    veiled: tuple[str, ...] = ()

    def label(self, index: int) -> str | None:
        """The heading as the report may show it."""
        return None if self.turned else (self.header[index] or None)

    def column_index(self, place: int) -> int | None:
        return None if self.turned else place

    def rows_of(self, rows: Sequence[int] | None, values: pl.Series, place: int) -> tuple[tuple[int, ...], str]:
        """Line numbers of body rows (at most 20; None: the filled ones) and the part of the file they stand in."""
        if self.turned:
            return (place,), "table" if self.visible else "hidden-sheet"
        if rows is None:
            rows = values.is_not_null().arg_true().head(20).to_list()
        lines = tuple(self.rows[r] for r in rows)
        if not self.visible:
            return lines, "hidden-sheet"
        if place in self.hidden_columns:
            return lines, "hidden-column"
        return lines, "hidden-row" if lines and self.hidden_rows.issuperset(lines) else "table"


def grids(source: Source) -> tuple[list[Grid], list[Text]]:
    """All tables of a file, and the texts of cells that stand in none of them."""
    sheets = {sheet.name: sheet for sheet in source.sheets}
    found = [form for sheet in source.sheets if (form := _form(sheet)) is not None]
    found += [grid for table in source.tables for grid in _of_table(table, sheets.get(table.sheet))]
    loose = [
        text for sheet in source.sheets for text in _loose(sheet, [t for t in source.tables if t.sheet == sheet.name])
    ]
    loose.extend(text for table in source.tables for text in heading_texts(table))
    return found, loose


def _of_table(table: Table, sheet: Sheet | None) -> Iterator[Grid]:
    layout = sheet.layout if sheet is not None else None
    grid = Grid(
        sheet=table.sheet,
        header=tuple(table.header),
        frame=table.frame,
        places=tuple(table.columns),
        rows=table.rows,
        visible=table.visible,
        titles=tuple(text for _, text in table.notes[:5]) + ((table.sheet,) if table.sheet else ()),
        hidden_rows=frozenset(layout.hidden_rows) if layout else frozenset(),
        hidden_columns=frozenset(layout.hidden_columns) if layout else frozenset(),
    )
    turned = _turned(grid, table)
    if turned is not None:
        yield turned
        return
    for part in _cut(_with_second_heading(_without_labels(_with_first_line(grid, table)))):
        yield part
        yield from _unpacked(part)


def _without_labels(grid: Grid) -> Grid:
    """Cells that say themselves what they hold (氏名：山川太郎) give their label to the column."""
    if any(grid.header) and not all(packed.is_packed(cell) for cell in grid.header if cell):
        return grid
    labels = [packed.label(grid.frame[name]) for name in grid.frame.columns]
    if not any(labels):
        return grid
    frame = grid.frame.with_columns(
        packed.unlabelled(grid.frame[name]).alias(name)
        for name, label in zip(grid.frame.columns, labels, strict=True)
        if label
    )
    header = tuple(label or "" for label in labels)
    return replace(grid, header=header, frame=frame, veiled=(*grid.veiled, *filter(None, grid.header)))


def _unpacked(grid: Grid) -> Iterator[Grid]:
    """Columns whose cells hold several values each, as tables of their own."""
    if grid.frame.width > _NARROW:
        return
    for name, place in zip(grid.frame.columns, grid.places, strict=True):
        frame = packed.pieces(grid.frame[name])
        if frame is not None:
            yield replace(grid, header=("",) * frame.width, frame=frame, places=(place,) * frame.width)


def _with_first_line(grid: Grid, table: Table) -> Grid:
    """Takes a heading line back into the body when it holds values of people."""
    if not table.header_rows or not any(_is_personal(cell) for cell in grid.header):
        return grid
    first = pl.DataFrame(
        {name: [text or None] for name, text in zip(grid.frame.columns, grid.header, strict=True)},
        schema=grid.frame.schema,
    )
    return replace(
        grid,
        header=("",) * len(grid.header),
        veiled=tuple(filter(None, grid.header)),
        frame=pl.concat([first, grid.frame]),
        rows=[table.header_rows[-1], *grid.rows],
    )


def _with_second_heading(grid: Grid) -> Grid:
    """A second line of headings left in the body (属性 over 性別, 年代, 住所) joins the first."""
    if grid.frame.height < 2 or len(set(filter(None, grid.header))) == len(grid.header):
        return grid
    cells = [fold(str(cell or "")) for cell in grid.frame.row(0)]
    named = sum(
        cell in personal_terms() or sense_of(cell).category is not None for cell in cells if 1 < len(cell) <= 20
    )
    if named < 2 or any(_is_personal(cell) or any(c.isdigit() for c in cell[:1]) for cell in cells):
        return grid
    joined = tuple("_".join(filter(None, (head, cell))) for head, cell in zip(grid.header, cells, strict=True))
    return replace(grid, header=joined, frame=grid.frame.slice(1), rows=grid.rows[1:])


def _is_personal(cell: str) -> bool:
    text = fold(packed.value(cell))
    if packed.is_packed(cell):
        # 申込者氏名：山川太郎 is data, 備考（例：…） a heading
        return kind(text) in PERSONAL or grade(text) == NAME
    return bool(text) and not sense_of(cell) and (kind(text) in PERSONAL or grade(text) == NAME)


def _turned(grid: Grid, table: Table) -> Grid | None:
    """A table on its side: few lines, the first cell of each a known heading."""
    if not 1 <= grid.frame.height <= 40 or grid.frame.width < 3:
        return None
    lines = [list(row) for row in grid.frame.rows()]
    places = list(grid.rows)
    if table.header_rows:
        lines.insert(0, list(grid.header))
        places.insert(0, table.header_rows[-1])
    if any(packed.is_packed(str(line[0] or "")) for line in lines):
        # 申込者氏名：山川太郎 is a value with its label: it must not become a heading
        return None
    first = [fold(str(line[0] or "")) for line in lines]
    known = [bool(sense_of(cell)) for cell in first]
    across = [bool(sense_of(str(cell or ""))) for cell in lines[0][1:]]
    personal = sum(sense_of(cell).category is not None for cell in first)
    if (
        len(lines) < 2
        or sum(known) < 0.6 * len(known)
        or personal < 1
        or sum(known) < 2
        or sum(across) > 0.2 * len(across)
    ):
        return None
    body = list(zip(*(line[1:] for line in lines), strict=True))
    frame = pl.DataFrame(
        {str(i): [None if row[i] is None else str(row[i]) or None for row in body] for i in range(len(lines))},
        schema={str(i): pl.String for i in range(len(lines))},
    )
    return replace(
        grid,
        header=tuple(first),
        frame=frame,
        places=tuple(places),
        rows=tuple(grid.places[1:]),
        turned=True,
        veiled=tuple(filter(None, grid.header[1:])) if table.header_rows else (),
    )


def _form(sheet: Sheet) -> Grid | None:
    """A form as a table of its records. Its cells are screened as they stand, too: what is no label and no value must not be
    passed over."""
    lines = sheet.grid.head(forms.TALLEST + 1).rows()
    found = forms.records(lines)
    if found is None:
        return None
    labels, frame, first = found
    return Grid(
        sheet=sheet.name,
        header=labels,
        frame=frame,
        places=tuple(line + 1 for line in first),
        rows=range(frame.height),
        visible=sheet.visible,
        titles=(sheet.name,) if sheet.name else (),
        turned=True,
        veiled=tuple({cell for line in lines for cell in line if cell and fold(cell) not in labels}),
    )


def _cut(grid: Grid) -> Iterator[Grid]:
    """Cuts a grid where a line of headings stands among the values."""
    cuts = inner_headings(grid.frame, grid.rows)
    if not cuts:
        yield grid
        return
    start = 0
    header = grid.header
    for cut in [*cuts, grid.frame.height]:
        if cut > start:
            yield replace(grid, header=header, frame=grid.frame.slice(start, cut - start), rows=grid.rows[start:cut])
        if cut < grid.frame.height:
            header = tuple(fold(str(cell or "")) for cell in grid.frame.row(cut))
            start = cut + 1


def heading_texts(table: Table) -> Iterator[Text]:
    """Headings are read as text too: 「担当 山田太郎 090-…」 in a heading goes out like any cell."""
    for index, cell in enumerate(table.header):
        # a known heading with a number beside it (「氏名 山田太郎 090-…」) is no mere heading
        if len(cell) >= 6 and (not sense_of(cell) or sum(c.isdigit() for c in cell) >= 6):
            line = table.header_rows[-1] if table.header_rows else 1
            yield Text(
                "table" if table.visible else "hidden-sheet",
                cell,
                sheet=table.sheet,
                cell=cell_name(line, table.columns[index]),
            )


def _loose(sheet: Sheet, tables: Sequence[Table]) -> Iterator[Text]:
    """Cells of a sheet that no table covers, row by row as one text each."""
    height, width = sheet.grid.height, sheet.grid.width
    if (
        not height
        or not width
        or any(len(t.columns) >= width and t.height + len(t.header_rows) >= height for t in tables)
    ):
        return
    part = "table" if sheet.visible else "hidden-sheet"
    covered = [(set(t.columns), t.rows, set(t.header_rows)) for t in tables]
    taken: set[int] = set()
    for columns, rows, heads in covered:
        if len(columns) >= width:
            taken.update(rows)
            taken.update(heads)
    if len(taken) >= height:
        return
    free = [r for r in range(1, height + 1) if r not in taken]
    yielded = 0
    for start in range(0, len(free), 5000):
        chunk = free[start : start + 5000]
        block = sheet.grid[[r - 1 for r in chunk]]
        for line, cells in zip(chunk, block.rows(), strict=True):
            inside = [columns for columns, rows, heads in covered if line in heads or line in rows]
            left = [(i, str(c)) for i, c in enumerate(cells) if c and not any(i in columns for columns in inside)]
            if left:
                yielded += 1
                yield Text(part, " ".join(c for _, c in left), sheet=sheet.name, cell=cell_name(line, left[0][0]))
        if yielded > _MOST_LOOSE:
            return
