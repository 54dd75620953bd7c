"""What a row of a messy sheet is that is no record: a title, a unit, a note, a heading between records."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.release.tidy_grid import Block, Grid, Line
from catalog.release.tidy_levels import new_header, repeated, same_shape, upper_level
from catalog.release.tidy_words import is_as_of, is_note, is_title, kind, may_be_sum, units_in

#: Up to this many columns a record may hold nothing but its name.
NARROW = 3
#: so many rows with # in front are a preamble; a single one may be a header (#, 名称, 住所)
LEAST_MARKED = 2


def is_line(grid: Grid, block: Block | None, row: int, filled: list[int], columns: list[int]) -> bool:
    """Whether a row is text beside the table: a title, a unit, a note, a section heading."""
    texts = [grid.at(row, c) for c in filled]
    if len(columns) == 1:
        return (
            block is None
            and kind(texts[0]) == "text"
            and (is_note(texts[0]) or bool(units_in(texts[0])) or is_as_of(texts[0]))
        )
    if len(filled) == 1:
        if block is None:
            return not upper_level(grid, row, filled, columns)
        return _line_in_table(grid, block, row, filled[0])
    if len(filled) > max(3, len(columns) // 3):
        return False
    beside = [units_in(t) != [] or is_as_of(t) or is_note(t) for t in texts]
    if all(beside):
        return True
    if block is None:
        apart = len(columns) > 3 and len(filled) == 2 and any(beside) and filled[1] - filled[0] > 1
        return apart or _before_header(grid, row, filled, columns)
    return beside[0] and is_note(texts[0]) and len(filled) <= max(2, len(columns) // 3)


@dataclass(frozen=True, slots=True)
class Preamble:
    """Rows that begin with # above the records: one of them names the columns. `end`: the first row below them."""

    header: int
    lines: list[Line]
    blanks: list[int]
    end: int


def marked_preamble(grid: Grid, columns: list[int]) -> Preamble | None:
    """Lines like `#license,…` before the records, as tools for linked data and for measurements write them.

    The names are the first of the fullest of these rows, and as full as the records are.
    """
    marked: list[int] = []
    blanks: list[int] = []
    end = grid.height + 1
    for row in range(1, grid.height + 1):
        filled = grid.filled(row, columns)
        if filled and not grid.at(row, columns[0]).lstrip().startswith("#"):
            end = row
            break
        (marked if filled else blanks).append(row)
    if len(marked) < LEAST_MARKED or end > grid.height:
        return None
    sizes = {row: len(grid.filled(row, columns)) for row in marked}
    header = max(marked, key=lambda row: sizes[row])
    if sizes[header] < 2 or sizes[header] < len(grid.filled(end, columns)):
        return None
    rest = [row for row in marked if row != header]
    lines = [
        Line(r, columns[0], " ".join(grid.at(r, c).strip() for c in grid.filled(r, columns)), "note") for r in rest
    ]
    return Preamble(header, lines, [row for row in blanks if row < end], end)


def _before_header(grid: Grid, row: int, filled: list[int], columns: list[int]) -> bool:
    """A row of few words right above one that names every column, and does not divide it: more lines of a title."""
    if len(filled) * 3 > len(columns) or filled[0] != columns[0]:
        return False
    below = [r for r in range(row + 1, min(row + 4, grid.height + 1)) if grid.filled(r, columns)]
    fuller = next((r for r in below if len(grid.filled(r, columns)) >= 2 * len(filled)), None)
    merged = any(m.first_row == row and (m.last_row > row or m.last_column > m.first_column) for m in grid.merged)
    return fuller is not None and not merged and bool(grid.at(fuller, columns[0]).strip())


def _line_in_table(grid: Grid, block: Block, row: int, column: int) -> bool:
    """Among records a row with one cell is a heading or a note, unless it looks like the other cells of its column."""
    text = grid.at(row, column)
    if is_note(text) or units_in(text) or is_as_of(text):
        return True
    if kind(text) in ("number", "date", "dash"):
        return False
    if column == block.columns[0] and same_shape(text, [grid.at(r, column) for r in block.records]):
        return False
    if may_be_sum(text):
        return False
    if column == block.columns[0] and len(block.columns) <= NARROW and len(text) <= 12:
        return _heading(grid, block, row, column)
    return column == block.columns[0] or len(text) > 12 or len(block.columns) > NARROW


def _heading(grid: Grid, block: Block, row: int, column: int) -> bool:
    """In a narrow table a lone word is a heading when the table has shown that it has headings; else a record without a value."""
    text = grid.at(row, column).strip()
    if is_title(text) or (block.sections and not _like_names(grid, block, row, column)):
        return True
    if not block.records:
        full = row < grid.height and len(grid.filled(row + 1, block.columns)) > 1
        return full and not _like_names(grid, block, row, column)
    below = next((r for r in range(row + 1, grid.height + 1) if grid.filled(r, block.columns)), None)
    if below is not None:
        filled = grid.filled(below, block.columns)
        if repeated(grid, block, below) or new_header(
            grid, block, below, filled, [Line(row, column, text, "title")], False
        ):
            return True
    wide = any(m.first_row == row and m.first_column == column and m.last_column > column for m in grid.merged)
    return wide or text[0] in "【《■◆◇●○＜<［[〔・"


def _like_names(grid: Grid, block: Block, row: int, column: int) -> bool:
    """Whether a word ends like most names in its column: a record (…公園) whose value is missing, no heading."""
    full = (
        [r for r in range(block.header_rows[-1] + 1, grid.height + 1) if len(grid.filled(r, block.columns)) > 1]
        if block.header_rows
        else []
    )
    ends = [grid.at(r, column).strip()[-1:] for r in full]
    return sum(end == grid.at(row, column).strip()[-1:] for end in ends) * 2 > len(ends) > 1
