"""Where the tables of a messy sheet stand: bands of columns, title lines, header rows, records, notes, memos.

Works on one grid of strings with its merged ranges. Nothing is changed here; every cell that is no part of a table becomes
a `Line`, so that nothing can be lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from catalog.release.tidy_words import is_as_of, is_note, is_sum, is_title, kind, may_be_sum, squeeze, unit_of, units_in
from catalog.tables.table import Merged

#: Up to this many columns a record may hold nothing but its name.
NARROW = 3
Role = Literal["title", "note", "unit", "as-of", "memo", "section"]


@dataclass(frozen=True, slots=True)
class Line:
    """A text outside the records. `row` from 1, `column` from 0."""

    row: int
    column: int
    text: str
    role: Role


@dataclass(slots=True)
class Grid:
    """A sheet as rows of texts ("" for an empty cell), with its merged ranges."""

    name: str | None
    cells: list[list[str]]
    merged: tuple[Merged, ...] = ()

    @property
    def height(self) -> int:
        return len(self.cells)

    @property
    def width(self) -> int:
        return len(self.cells[0]) if self.cells else 0

    def at(self, row: int, column: int) -> str:
        return self.cells[row - 1][column]

    def filled(self, row: int, columns: Sequence[int]) -> list[int]:
        return [c for c in columns if self.cells[row - 1][c].strip()]


@dataclass(slots=True)
class Block:
    """One table: its columns, the rows of its header levels, of its records, and the lines that belong to it."""

    columns: list[int]
    header_rows: list[int]
    records: list[int] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    #: rows that only repeat the header
    repeats: list[int] = field(default_factory=list)
    blanks: list[int] = field(default_factory=list)
    #: record row → the section heading that it stands under
    sections: dict[int, str] = field(default_factory=dict)
    headerless: bool = False


def blocks(grid: Grid) -> tuple[list[Block], list[Line]]:
    """(tables in reading order, lines that belong to no table)."""
    found: list[Block] = []
    stray: list[Line] = []
    for columns in _bands(grid):
        mine, lines = _walk(grid, columns)
        found.extend(mine)
        stray.extend(lines)
    for block in found:
        _memos(grid, block)
    if found:
        found[0].lines[:0] = stray
        stray = []
    return found, stray


def runs(columns: Iterable[int]) -> list[list[int]]:
    """Neighbouring numbers put together."""
    made: list[list[int]] = []
    for column in columns:
        if made and made[-1][-1] == column - 1:
            made[-1].append(column)
        else:
            made.append([column])
    return made


def _bands(grid: Grid) -> list[list[int]]:
    """Groups of columns that are tables of their own; a blank column inside one table separates nothing."""
    used = [c for c in range(grid.width) if any(row[c].strip() for row in grid.cells)]
    parts = runs(used)
    bands = parts[:1]
    for part in parts[1:]:
        if _side_by_side(grid, bands[-1], part):
            bands.append(part)
        else:
            bands[-1] = bands[-1] + part
    return bands


def _side_by_side(grid: Grid, left: list[int], right: list[int]) -> bool:
    if len(left) < 2 or len(right) < 2:
        return False
    rows_left, rows_right = _full_rows(grid, left), _full_rows(grid, right)
    if len(rows_left) < 2 or len(rows_right) < 2:
        return False
    if _texts(grid, rows_left[0], left) == _texts(grid, rows_right[0], right):
        return True
    titled = [
        r
        for r in range(1, min(rows_left[0], rows_right[0]))
        if len(grid.filled(r, left)) == len(grid.filled(r, right)) == 1
    ]
    if any(not units_in(grid.at(r, grid.filled(r, right)[0])) for r in titled):
        return True
    if rows_left[0] != rows_right[0]:
        # one starts lower: two tables, unless the right part is only the lower level of a header
        return all(grid.at(r, right[0]).strip() for r in rows_right)
    dense = all(grid.at(r, right[0]).strip() for r in rows_right) and all(
        grid.at(r, left[0]).strip() for r in rows_left
    )
    end = min(rows_left[-1], rows_right[-1])
    beyond = [r for r in {*rows_left, *rows_right} if r > end]
    if dense and beyond and all(not grid.filled(r, left) or not grid.filled(r, right) for r in beyond):
        return True
    # the same key column on both sides
    return squeeze(grid.at(rows_left[0], left[0])) == squeeze(grid.at(rows_right[0], right[0])) != ""


def _full_rows(grid: Grid, columns: list[int]) -> list[int]:
    return [r for r in range(1, grid.height + 1) if len(grid.filled(r, columns)) >= 2]


def _texts(grid: Grid, row: int, columns: Sequence[int]) -> list[str]:
    return [squeeze(grid.at(row, c)) for c in columns]


def _walk(grid: Grid, columns: list[int]) -> tuple[list[Block], list[Line]]:
    """One band from top to bottom."""
    found: list[Block] = []
    pending: list[Line] = []
    blanks: list[int] = []
    section = ""
    row = 1
    while row <= grid.height:
        filled = grid.filled(row, columns)
        block = found[-1] if found else None
        if not filled:
            blanks.append(row)
            row += 1
            continue
        if block is not None and (size := _repeated(grid, block, row)):
            if _starts_new(pending, block):
                block = Block(list(block.columns), list(range(row, row + size)))
                _adopt(block, pending, blanks)
                found.append(block)
                section = ""
            else:
                block.repeats.extend(range(row, row + size))
                _settle(grid, block, pending, blanks)
            row += size
            continue
        after_blank = bool(blanks and blanks[-1] == row - 1)
        fresh = block is None or _new_header(grid, block, row, filled, pending, after_blank)
        if (block is None or not fresh) and _is_line(grid, block, row, filled, columns):
            pending.extend(Line(row, c, grid.at(row, c).strip(), _role(grid.at(row, c))) for c in filled)
            row += 1
            continue
        if block is None or fresh:
            depth, headerless = _header_depth(grid, columns, row)
            block = Block(list(columns), list(range(row, row + depth)), headerless=headerless)
            _adopt(block, pending, blanks)
            found.append(block)
            section = ""
            row += depth
            continue
        section = _settle(grid, block, pending, blanks) or section
        block.records.append(row)
        if section:
            block.sections[row] = section
        row += 1
    if found:
        found[-1].lines.extend(_as_notes(pending))
        return [b for b in found if b.records or len(found) == 1], _orphans(grid, found)
    return [], pending


def _orphans(grid: Grid, found: list[Block]) -> list[Line]:
    """Headers without records, when there are other tables: their cells are lines."""
    empty = [b for b in found if not b.records] if len(found) > 1 else []
    lines = [line for b in empty for line in b.lines]
    return lines + [
        Line(r, c, grid.at(r, c).strip(), "note")
        for b in empty
        for r in b.header_rows
        for c in grid.filled(r, b.columns)
    ]


def _adopt(block: Block, pending: list[Line], blanks: list[int]) -> None:
    """Lines above a header are its title, unit and notes."""
    titled = False
    for line in pending:
        role = line.role
        if role in ("note", "memo", "section") and not titled and not is_note(line.text):
            role = "title"
        titled = titled or role == "title"
        block.lines.append(Line(line.row, line.column, line.text, role))
    block.blanks.extend(blanks)
    pending.clear()
    blanks.clear()


def _settle(grid: Grid, block: Block, pending: list[Line], blanks: list[int]) -> str:
    """Lines between records: a section heading stays with the records below it, all else is a note. -> the section."""
    section = ""
    for line in pending:
        heading = line.role in ("title", "section", "note") and not is_note(line.text) and not units_in(line.text)
        if heading:
            section = line.text
        block.lines.append(Line(line.row, line.column, line.text, "section" if heading else line.role))
    block.blanks.extend(blanks)
    pending.clear()
    blanks.clear()
    return section


def _as_notes(lines: list[Line]) -> list[Line]:
    return [Line(x.row, x.column, x.text, "note" if x.role in ("title", "section") else x.role) for x in lines]


def _role(text: str) -> Role:
    if units_in(text):
        return "unit"
    if is_note(text):
        return "note"
    if is_as_of(text):
        return "as-of"
    return "title" if is_title(text) else "section"


def _is_line(grid: Grid, block: Block | None, row: int, filled: list[int], columns: list[int]) -> bool:
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
            return not _upper_level(grid, row, filled, columns)
        return _line_in_table(grid, block, row, filled[0])
    beside = [units_in(t) != [] or is_as_of(t) or is_note(t) for t in texts]
    if all(beside):
        return True
    if block is None:
        apart = len(columns) > 3 and len(filled) == 2 and any(beside) and filled[1] - filled[0] > 1
        return apart or _before_header(grid, row, filled, columns)
    return beside[0] and is_note(texts[0]) and len(filled) <= max(2, len(columns) // 3)


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
    if column == block.columns[0] and _same_shape(text, [grid.at(r, column) for r in block.records]):
        return False
    if may_be_sum(text):
        return False
    if column == block.columns[0] and len(block.columns) <= NARROW and len(text) <= 12:
        return _heading(grid, block, row, column)
    return column == block.columns[0] or len(text) > 12 or len(block.columns) > NARROW


def _heading(grid: Grid, block: Block, row: int, column: int) -> bool:
    """In a narrow table a lone word is a heading when the table has shown that it has headings; else a record without a value."""
    text = grid.at(row, column).strip()
    if not block.records or block.sections or is_title(text):
        return True
    below = next((r for r in range(row + 1, grid.height + 1) if grid.filled(r, block.columns)), None)
    if below is not None:
        filled = grid.filled(below, block.columns)
        if _repeated(grid, block, below) or _new_header(
            grid, block, below, filled, [Line(row, column, text, "title")], False
        ):
            return True
    wide = any(m.first_row == row and m.first_column == column and m.last_column > column for m in grid.merged)
    return wide or text[0] in "【《■◆◇●○＜<［[〔・"


def _same_shape(text: str, others: Sequence[str]) -> bool:
    """K-0007 among K-0001, K-0002: a record whose other cells are empty."""
    shape = _shape(text)
    return "9" in shape and sum(_shape(o) == shape for o in others) * 2 > len(others) > 0


def _shape(text: str) -> str:
    return "".join(
        "9" if ch.isdigit() else "a" if ch.isascii() and ch.isalpha() else ch if ch.isascii() else "x"
        for ch in squeeze(text)
    )


def _upper_level(grid: Grid, row: int, filled: list[int], columns: list[int]) -> bool:
    """A lone text right of the first column that spans columns of the row below: the upper level of a header."""
    text = grid.at(row, filled[0])
    if filled[0] == columns[0] or row >= grid.height or len(text) > 20 or _only_lines(grid, row, filled):
        return False
    span = next((m for m in grid.merged if m.first_row == row and m.first_column == filled[0]), None)
    below = grid.filled(row + 1, columns)
    if span and span.last_column > span.first_column and span.last_column - span.first_column + 1 < len(columns):
        return len(below) > 2
    return not grid.merged and len(text) <= 10 and filled[0] in below and filled[0] + 1 in below and len(below) > 2


def _repeated(grid: Grid, block: Block, row: int) -> int:
    """Number of rows from `row` on that repeat the block's header; 0 when they do not. Columns without a name are no matter."""
    size = len(block.header_rows)
    if block.headerless or row + size - 1 > grid.height:
        return 0
    named = [c for c in block.columns if any(grid.at(r, c).strip() for r in block.header_rows)]
    same = all(_texts(grid, row + i, named) == _texts(grid, r, named) for i, r in enumerate(block.header_rows))
    return size if same and any(grid.filled(row, named)) else 0


def _starts_new(pending: list[Line], block: Block) -> bool:
    """A header that returns below a title of its own starts a table; one that merely returns is a page break."""
    return bool(block.records) and any(
        line.role in ("title", "section", "as-of") or not is_note(line.text) for line in pending
    )


def _new_header(grid: Grid, block: Block, row: int, filled: list[int], pending: list[Line], after_blank: bool) -> bool:
    """Whether a row among the records starts another table: words where there were figures, after a title or a blank row."""
    if not block.records or not (pending or after_blank) or is_sum(grid.at(row, filled[0])):
        return False
    if any(kind(t) in ("number", "date", "dash") for c in filled if (t := grid.at(row, c))) or _only_lines(
        grid, row, filled
    ):
        return False
    if len(filled) < 2 and not _upper_level(grid, row, filled, block.columns):
        return False
    depth = max(1, _header_depth(grid, block.columns, row)[0])
    below = row + depth
    if (len(filled) < 2 and depth < 2) or below > grid.height or not grid.filled(below, block.columns):
        return False
    head = [c for c in block.columns if any(grid.at(r, c).strip() for r in range(row, below))]
    words = differs = 0
    for c in head:
        kinds = [kind(grid.at(r, c)) for r in block.records[-40:]]
        words += kind(grid.at(below - 1, c)) != "year" and sum(k in ("number", "date") for k in kinds) * 2 > len(kinds)
        differs += kind(grid.at(below, c)) in ("number", "date")
    if words and differs:
        return True
    # all words: only a title, and values that the columns never held, tell
    titled = any(line.role in ("title", "section", "as-of") for line in pending)
    if titled or differs > len(head) // 2 or _other_extent(grid, block, head, below):
        seen = {squeeze(grid.at(r, c)) for r in block.records for c in block.columns}
        return not any(squeeze(grid.at(row, c)) in seen for c in filled) and (differs > 0 or _dense(grid, row, filled))
    return False


def _only_lines(grid: Grid, row: int, filled: list[int]) -> bool:
    return all(units_in(t) or is_as_of(t) or is_note(t) for t in (grid.at(row, c) for c in filled))


def _other_extent(grid: Grid, block: Block, head: list[int], below: int) -> bool:
    """Whether the rows from here on fill other columns than the records so far."""
    usual = [
        c for c in block.columns if sum(bool(grid.at(r, c).strip()) for r in block.records) * 2 > len(block.records)
    ]
    rows = [r for r in range(below, min(below + 3, grid.height + 1)) if grid.filled(r, block.columns)]
    return head != usual and len(rows) >= 2 and all(grid.filled(r, block.columns) == head for r in rows)


def _dense(grid: Grid, row: int, filled: list[int]) -> bool:
    return len(grid.filled(row + 1, filled)) == len(filled) and runs(filled) == [filled]


def _header_depth(grid: Grid, columns: list[int], row: int) -> tuple[int, bool]:
    """(number of header rows, whether there is no header at all)."""
    depth = 1
    grown = True
    while grown:
        grown = False
        for m in grid.merged:
            if m.first_row < row or m.first_row >= row + depth or not columns[0] <= m.first_column <= columns[-1]:
                continue
            reach = m.last_row - row + 1
            if (
                m.last_column > m.first_column
                and _is_label_row(grid, m.last_row + 1, columns)
                and _spans_below(grid, m)
            ):
                reach = max(reach, m.last_row - row + 2)
            if depth < reach <= 5 and all(
                _is_label_row(grid, r, columns) for r in range(row, row + reach) if r <= grid.height
            ):
                depth, grown = reach, True
    while depth < 5 and row + depth <= grid.height and _continues(grid, columns, row, depth):
        depth += 1
    if depth == 1 and _looks_like_record(grid, columns, row):
        return 0, True
    return depth, False


def _spans_below(grid: Grid, m: Merged) -> bool:
    """Whether cells under a merged heading name its parts."""
    if m.last_row >= grid.height:
        return False
    below = [grid.at(m.last_row + 1, c) for c in range(m.first_column, m.last_column + 1)]
    return sum(bool(t.strip()) for t in below) >= 2 and all(kind(t) in ("text", "year", "blank") for t in below)


def _is_label_row(grid: Grid, row: int, columns: list[int]) -> bool:
    """Only words (or years) in it; right of an empty first cell also running numbers (1, 2, 3: grades, months)."""
    if row > grid.height:
        return False
    other = [c for c in columns if kind(grid.at(row, c)) not in ("text", "year", "blank")]
    if not other:
        return True
    return not grid.at(row, columns[0]).strip() and _running([grid.at(row, c) for c in other])


def _running(texts: Sequence[str]) -> bool:
    """1, 2, 3, 4, 1, 2, 3: counting up, each run from 1."""
    numbers = [int(t) for t in map(squeeze, texts) if t.isdigit() and len(t) < 3]
    if len(numbers) != len(texts) or len(numbers) < 3 or numbers[0] != 1:
        return False
    return all(b in (a + 1, 1) for a, b in pairwise(numbers))


def _continues(grid: Grid, columns: list[int], first: int, depth: int) -> bool:
    """Whether the next row is one more level of a header that has no merged cells to tell."""
    row = first + depth
    filled = grid.filled(row, columns)
    if not filled or not _is_label_row(grid, row, columns):
        return False
    above = [any(grid.at(r, c).strip() for r in range(first, row)) for c in columns]
    last = [bool(grid.at(row - 1, c).strip()) for c in columns]
    if all(unit_of(grid.at(row, c)) for c in filled) and row < grid.height:
        return True
    if _names_figures(grid, columns, row):
        return True
    first_filled = bool(grid.at(row, columns[0]).strip())
    if first_filled and last[0]:
        return False
    if first_filled and not above[0]:
        # the upper level stood only over some columns; the names come now
        return all(grid.at(row, c).strip() for c, up in zip(columns, above, strict=True) if not up)
    # vertical names above, parts below: each part stands under a heading or right of one, and at least one heading is open to its right
    open_right = False
    for i, c in enumerate(columns):
        if c in filled and not last[i]:
            open_right = True
            if not any(last[:i]):
                return False
    ends = row < grid.height and bool(grid.filled(row + 1, columns[:1]))
    return open_right and (ends or _is_label_row(grid, row + 1, columns))


def _names_figures(grid: Grid, columns: list[int], row: int) -> bool:
    """Words where all rows below hold figures: no record, but a second line of names (in English, for example)."""
    below = [r for r in range(row + 1, min(row + 21, grid.height + 1)) if len(grid.filled(r, columns)) >= 2]
    if len(below) < 2:
        return False
    figures = [c for c in columns if sum(kind(grid.at(r, c)) in ("number", "date") for r in below) * 3 > 2 * len(below)]
    named = [c for c in figures if len(grid.at(row, c).strip()) > 1 and kind(grid.at(row, c)) in ("text", "year")]
    return len(named) >= 2 and len(named) * 2 > len(figures)


def _looks_like_record(grid: Grid, columns: list[int], row: int) -> bool:
    """Whether the first row has the shape of those below it, in figures and codes: a table without a header."""
    rows = [r for r in range(row + 1, min(row + 30, grid.height) + 1) if len(grid.filled(r, columns)) >= 2]
    if len(rows) < 2:
        return False
    alike = other = 0
    for c in columns:
        mine, theirs = kind(grid.at(row, c)), [kind(grid.at(r, c)) for r in rows]
        figures = sum(k in ("number", "date") for k in theirs) * 2 > len(theirs)
        if figures and mine in ("number", "date"):
            alike += 1
        elif figures and mine in ("text", "year"):
            other += 1
        elif _same_shape(grid.at(row, c), [grid.at(r, c) for r in rows]):
            alike += 1
    return alike > 0 and other == 0


def _memos(grid: Grid, block: Block) -> None:
    """Takes out columns without a name that hold a few words (a memo beside the table) or nothing at all."""
    for c in list(block.columns):
        named = block.headerless or any(_under(grid, r, c) for r in block.header_rows)
        rows = [r for r in block.records if grid.at(r, c).strip()]
        if named and not (block.headerless and not rows):
            continue
        if not rows or (len(rows) <= max(1, len(block.records) // 5) and not _inside_merge(grid, block, c)):
            block.columns.remove(c)
            block.lines.extend(Line(r, c, grid.at(r, c).strip(), "memo") for r in rows)


def _under(grid: Grid, row: int, column: int) -> bool:
    if grid.at(row, column).strip():
        return True
    return any(
        m.first_row <= row <= m.last_row
        and m.first_column <= column <= m.last_column
        and grid.at(m.first_row, m.first_column).strip()
        for m in grid.merged
    )


def _inside_merge(grid: Grid, block: Block, column: int) -> bool:
    rows = set(block.records)
    return any(m.first_row in rows and m.first_column <= column <= m.last_column for m in grid.merged)
