"""Where a header stands and how many rows it has: merged headings, stacked names, repeats, the start of another table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from catalog.release.tidy_grid import Block, Grid, Line, runs, texts_of
from catalog.release.tidy_words import (
    is_as_of,
    is_note,
    is_sum,
    kind,
    plain_number,
    quantity,
    squeeze,
    unit_of,
    units_in,
)
from catalog.tables.table import Merged


def repeated(grid: Grid, block: Block, row: int) -> int:
    """Number of rows from `row` on that repeat the block's header; 0 when they do not. Columns without a name are no matter."""
    size = len(block.header_rows)
    if block.headerless or row + size - 1 > grid.height:
        return 0
    if block.named is None:
        block.named = [c for c in block.columns if any(grid.at(r, c).strip() for r in block.header_rows)]
    named = block.named
    if not named or squeeze(grid.at(row, named[-1])) != squeeze(grid.at(block.header_rows[0], named[-1])):
        return 0
    same = all(texts_of(grid, row + i, named) == texts_of(grid, r, named) for i, r in enumerate(block.header_rows))
    return size if same and any(grid.filled(row, named)) else 0


def new_header(grid: Grid, block: Block, row: int, filled: list[int], pending: list[Line], after_blank: bool) -> bool:
    """Whether a row among the records starts another table: words where there were figures, after a title or a blank row."""
    if not block.records or not (pending or after_blank) or is_sum(grid.at(row, filled[0])):
        return False
    if any(kind(t) in ("number", "date", "dash") for c in filled if (t := grid.at(row, c))) or only_lines(
        grid, row, filled
    ):
        return False
    if len(filled) < 2 and not upper_level(grid, row, filled, block.columns):
        return False
    depth = max(1, header_depth(grid, block.columns, row)[0])
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


def _other_extent(grid: Grid, block: Block, head: list[int], below: int) -> bool:
    """Whether the rows from here on fill other columns than the records so far."""
    usual = [
        c for c in block.columns if sum(bool(grid.at(r, c).strip()) for r in block.records) * 2 > len(block.records)
    ]
    rows = [r for r in range(below, min(below + 3, grid.height + 1)) if grid.filled(r, block.columns)]
    return head != usual and len(rows) >= 2 and all(grid.filled(r, block.columns) == head for r in rows)


def _dense(grid: Grid, row: int, filled: list[int]) -> bool:
    return len(grid.filled(row + 1, filled)) == len(filled) and runs(filled) == [filled]


#: Marks that stand for a figure that is withheld, unknown or nil.
_SYMBOLS = frozenset({"x", "X", "*", "**", "***", "…", "...", "△", "▲", "○", "×", "χ", "‥"})


def header_depth(grid: Grid, columns: list[int], row: int) -> tuple[int, bool]:
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
    return sum(bool(t.strip()) for t in below) >= 2 and all(
        kind(t) in ("text", "year", "blank") or _counter(grid, m.last_row + 1, c)
        for c, t in enumerate(below, start=m.first_column)
    )


def _is_label_row(grid: Grid, row: int, columns: list[int]) -> bool:
    """Only words (or years) in it; right of an empty first cell, or of the first name below one, also running numbers
    (1, 2, 3) or counters (1年, 5歳)."""
    if row > grid.height:
        return False
    other = [c for c in columns if kind(grid.at(row, c)) not in ("text", "year", "blank")]
    if not other:
        return True
    named_here = row > 1 and not grid.at(row - 1, columns[0]).strip() and kind(grid.at(row, columns[0])) == "text"
    if grid.at(row, columns[0]).strip() and not named_here:
        return False
    return _running([grid.at(row, c) for c in other]) or all(_counter(grid, row, c) for c in other)


def _counter(grid: Grid, row: int, column: int) -> bool:
    """1年, 5歳, 3人 above plain figures: the name of a class, not the first of the figures."""
    found = quantity(grid.at(row, column))
    if found is None or not found[0].isdigit() or len(found[0]) > 3:
        return False
    below = [t for r in range(row + 1, min(row + 11, grid.height + 1)) if (t := grid.at(r, column)).strip()]
    figures = sum(plain_number(t) is not None or kind(t) == "dash" for t in below)
    return bool(below) and figures * 10 >= len(below) * 8


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
        working = _working(grid, columns, row)
        return all(grid.at(row, c).strip() for c, up in zip(columns, above, strict=True) if not up and c in working)
    # vertical names above, parts below: each part stands under a heading or right of one, and at least one heading is open to its right
    open_right = False
    for i, c in enumerate(columns):
        if c in filled and not last[i]:
            open_right = True
            if not any(last[:i]):
                return False
    ends = row < grid.height and bool(grid.filled(row + 1, columns[:1]))
    return open_right and (ends or _is_label_row(grid, row + 1, columns))


def _working(grid: Grid, columns: list[int], row: int) -> set[int]:
    """Columns that the rows below fill, without those that hold only a memo."""
    below = [r for r in range(row + 1, min(row + 21, grid.height + 1)) if len(grid.filled(r, columns)) >= 2]
    return {c for c in columns if sum(bool(grid.at(r, c).strip()) for r in below) * 4 > len(below)}


def _names_figures(grid: Grid, columns: list[int], row: int) -> bool:
    """Words where all rows below hold figures: no record, but a second line of names (in English, for example)."""
    below = [r for r in range(row + 1, min(row + 21, grid.height + 1)) if len(grid.filled(r, columns)) >= 2]
    if len(below) < 2:
        return False
    figures = [c for c in columns if sum(_is_figure(grid.at(r, c)) for r in below) * 3 > 2 * len(below)]
    named = [
        c for c in figures if squeeze(grid.at(row, c)) not in _SYMBOLS and kind(grid.at(row, c)) in ("text", "year")
    ]
    return len(named) >= 2 and len(named) * 2 > len(figures)


def _is_figure(text: str) -> bool:
    """A number or a date; 1932 and 2007 too, which seen alone could be years."""
    return kind(text) in ("number", "date") or squeeze(text).isdigit()


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
        elif same_shape(grid.at(row, c), [grid.at(r, c) for r in rows]):
            alike += 1
    return alike > 0 and other == 0


def only_lines(grid: Grid, row: int, filled: list[int]) -> bool:
    return all(units_in(t) or is_as_of(t) or is_note(t) for t in (grid.at(row, c) for c in filled))


def upper_level(grid: Grid, row: int, filled: list[int], columns: list[int]) -> bool:
    """A lone text right of the first column that spans columns of the row below: the upper level of a header."""
    text = grid.at(row, filled[0])
    if filled[0] == columns[0] or row >= grid.height or len(text) > 20 or only_lines(grid, row, filled):
        return False
    span = next((m for m in grid.merged if m.first_row == row and m.first_column == filled[0]), None)
    below = grid.filled(row + 1, columns)
    if span and span.last_column > span.first_column and span.last_column - span.first_column + 1 < len(columns):
        return len(below) > 2
    return not grid.merged and len(text) <= 10 and filled[0] in below and filled[0] + 1 in below and len(below) > 2


def same_shape(text: str, others: Sequence[str]) -> bool:
    """K-0007 among K-0001, K-0002: a record whose other cells are empty."""
    own = shape(text)
    return "9" in own and sum(shape(o) == own for o in others) * 2 > len(others) > 0


def shape(text: str) -> str:
    """Digits as 9, Latin letters as a, other letters as x: what codes of one series share."""
    return "".join(
        "9" if ch.isdigit() else "a" if ch.isascii() and ch.isalpha() else ch if ch.isascii() else "x"
        for ch in squeeze(text)
    )
