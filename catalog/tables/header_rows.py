"""Which rows of a block are lead lines, its header and trailing notes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from catalog.tables.cell_kinds import dominant, header_vote, is_aside, is_note, is_year, kind
from catalog.tables.table import Layout, Sheet

Row = list[str]


#: rows of a block that are compared with its first rows
SAMPLE = 60
#: levels that a stacked header may have
LEVELS = 6
#: classes that a header counts one by one at least
_CLASSES = 3


@dataclass(slots=True)
class Block:
    """A part of the grid, from 0, ends inclusive. `head` rows start at `top`; `body` are the body rows."""

    top: int
    bottom: int
    left: int
    right: int
    levels: int = 1
    notes: list[tuple[int, str]] | None = None
    rows: list[tuple[int, int]] | None = None


def lines_of(sheet: Sheet, first: int, last: int) -> list[tuple[int, str]]:
    return [
        (first + i + 1, " ".join(text for text in row if text.strip()))
        for i, row in enumerate(texts_of(sheet, first, last))
        if any(text.strip() for text in row)
    ]


def texts_of(sheet: Sheet, first: int, last: int, left: int = 0, right: int | None = None) -> list[Row]:
    part = sheet.grid[first : last + 1, left : (right + 1 if right is not None else sheet.grid.width)]
    return [[value or "" for value in row] for row in part.rows()]


def with_header(sheet: Sheet, block: Block) -> Block:
    """Finds lead lines, header levels, trailing notes of a block."""
    width = block.right - block.left + 1
    size = block.bottom - block.top + 1
    # the edges are read as text, the middle of a large block only by every n-th row
    head = texts_of(sheet, block.top, min(block.bottom, block.top + SAMPLE), block.left, block.right)
    notes = list(block.notes or [])
    lead = _lead(sheet.layout, head, block, width)
    notes.extend((block.top + i + 1, " ".join(t for t in head[i] if t.strip())) for i in range(lead) if any(head[i]))
    top = block.top + lead
    tail = _tail(sheet, block, top, width)
    notes.extend(lines_of(sheet, block.bottom - tail + 1, block.bottom) if tail else [])
    bottom = block.bottom - tail
    levels = _levels(sheet.layout, head[lead : lead + bottom - top + 1], replace(block, top=top), size)
    rows = [(top + levels, bottom)] if top + levels <= bottom else []
    return Block(top, bottom, block.left, block.right, levels, notes, rows)


def _lead(layout: Layout, head: list[Row], block: Block, width: int) -> int:
    """Lines above the header: titles, units, dates. At least one row remains."""
    if width < 2:
        return 0
    count = 0
    for i, row in enumerate(head[:-1]):
        filled = [j for j, text in enumerate(row) if text.strip()]
        rest = [sum(1 for t in r if t.strip()) for r in head[i + 1 : i + 6]]
        wider = max(rest, default=0)
        if not filled:
            count = i + 1
            continue
        few = len(filled) == 1 or (len(filled) == 2 and (width >= 5 or all(is_aside(row[j]) for j in filled)))
        if not few or wider <= len(filled) or (wider < 3 and width >= 3 and len(filled) > 1):
            break
        if _is_group(layout, block, block.top + i, filled, row, head[i + 1], width):
            break
        count = i + 1
    return count


def _is_group(layout: Layout, block: Block, row: int, filled: list[int], texts: Row, below: Row, width: int) -> bool:
    """A sparse first row that is the upper level of a header, not a title: merged over some columns beside the first,
    or standing over cells of the next row while the first column is named there."""
    for m in layout.merged:
        if m.first_row == row + 1 and block.left <= m.first_column <= block.right:
            span = m.last_column - m.first_column + 1
            if m.last_row > m.first_row and span < width and m.first_column == block.left + filled[0]:
                return True
            if 1 < span < width - 1 and m.first_column > block.left:
                return True
    if filled[0] == 0 or any(is_note(texts[j]) or "単位" in texts[j] for j in filled):
        return False
    return len(filled) >= 2 and all(below[j].strip() for j in filled) and bool(below[0].strip())


def _tail(sheet: Sheet, block: Block, top: int, width: int) -> int:
    """How many last rows are notes: one filled cell that reads as a note or a sentence, under fuller rows."""
    if width < 2:
        return 0
    first = max(top + 1, block.bottom - 15)
    rows = texts_of(sheet, first, block.bottom, block.left, block.right) if first <= block.bottom else []
    count = 0
    for row in reversed(rows):
        filled = [text for text in row if text.strip()]
        if len(filled) == 1 and (is_note(filled[0]) or (width >= 3 and _sentence(filled[0], row))):
            count += 1
        else:
            break
    return count


def _sentence(text: str, row: Row) -> bool:
    return (
        kind(text) == "text" and bool(row[0].strip()) and (len(text) > 15 or text.rstrip().endswith(("。", "）", ")")))
    )


def _levels(layout: Layout, rows: list[Row], block: Block, size: int) -> int:
    """Rows of the header, 0 when the first row is data."""
    if not rows:
        return 0
    depth = _merged_depth(layout, block)
    if depth > 1:
        return min(depth, len(rows))
    if len(rows) > 1 and not heads(rows[0], rows[1:]) and not _counts_up(rows[0], rows[1]):
        return 0
    levels = 1
    while levels < min(LEVELS, len(rows) - 1) and _is_level(rows, levels):
        levels += 1
    return levels


def _counts_up(row: Row, below: Row) -> bool:
    """A header that counts its classes (地区, 総数, 1, 2, 3 …): words, then whole numbers from 0 or 1 on, one by one."""
    cells = [text.strip() for text in row]
    words = next((i for i, text in enumerate(cells) if text.isascii() and text.isdigit()), 0)
    numbers = cells[words:]
    if not words or len(numbers) < _CLASSES or not all(cells) or any(kind(text) != "text" for text in cells[:words]):
        return False
    first = int(numbers[0]) if numbers[0] in ("0", "1") else -1
    return first >= 0 and numbers == [str(first + i) for i in range(len(numbers))] != [t.strip() for t in below[words:]]


def _merged_depth(layout: Layout, block: Block) -> int:
    """Header rows by the merges that start in the first row (a label over several rows or over several columns)."""
    depth, over = 1, False
    for m in layout.merged:
        if m.first_row != block.top + 1 or not block.left <= m.first_column <= block.right:
            continue
        if m.last_row > m.first_row and m.last_row - m.first_row < LEVELS:
            depth = max(depth, m.last_row - m.first_row + 1)
        elif m.last_column > m.first_column:
            over = True
    # a label that goes over some columns has names of those columns under it
    return depth if depth > 1 and over else 1 if depth > 1 and not over else depth


def heads(first: Row, body: list[Row]) -> bool:
    """Whether a row heads the rows below rather than being one of them."""
    votes, filled = 0.0, 0
    body = [row for row in body if row != first]  # the header once more, after a page break
    for j, head in enumerate(first):
        if head.strip():
            filled += 1
            votes += header_vote(head.strip(), [row[j].strip() for row in body[:SAMPLE] if row[j].strip()])
    if votes:
        return votes > 0
    names = [text.strip() for text in first if text.strip()]
    return len(set(names)) == len(names) and all(kind(name) == "text" and len(name) <= 40 for name in names)


def _is_level(rows: list[Row], i: int) -> bool:
    """Whether row i still belongs to the header: names under a label that spans columns, units, or a second naming."""
    row, above, body = rows[i], rows[:i], rows[i + 1 :]
    filled = [j for j, text in enumerate(row) if text.strip()]
    if not filled or any(_is_value(row[j], [r[j] for r in body]) for j in filled):
        return False
    under_gap = [j for j in filled if not above[-1][j].strip()]
    empty = [j for j in range(len(row)) if j not in filled and any(r[j].strip() for r in above)]
    typed = [j for j in filled if dominant(r[j] for r in body) in ("number", "date", "unit")]
    if under_gap and (empty or len(under_gap) < len(filled)):
        # the gap must be one of a label to its left, not a column without a name
        spans = [j for j in under_gap if any(above[-1][k].strip() for k in range(j))]
        return bool(spans) and (bool(typed) or len(filled) < len(row)) and not _repeats(row, body)
    # words in some columns of numbers only: a label that stands under the names it belongs to
    if empty and len(typed) == len(filled) and not _repeats(row, body):
        return True
    if empty and filled != [0] and all(_unit_like(row[j]) for j in filled):
        return True
    if all(_unit_like(row[j]) for j in filled) and typed:
        return True
    # a second naming of every column (a row of English names): words above numbers, twice
    return len(filled) == len(row) and len(typed) >= 2 and not _repeats(row, body)


def _is_value(text: str, below: Row) -> bool:
    """A number, date or amount above others of its kind (`３歳` above plain numbers is a name)."""
    own = kind(text)
    if own not in ("number", "date", "unit") or is_year(text):
        return False
    return own != "unit" or dominant(below) != "number"


def _unit_like(text: str) -> bool:
    return len(text.strip()) <= 10 and text.strip()[0] in "(（[［【" and text.strip()[-1] in ")）]］】"


def _repeats(row: Row, body: list[Row]) -> bool:
    """Whether the words of the row come again below in their columns: then they are values."""
    return any(text.strip() and any(text == other[j] for other in body) for j, text in enumerate(row))
