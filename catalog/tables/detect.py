"""Which tables stand in a sheet: where each begins and ends, which rows are its header, what stands around it.

Works on the fill of the grid (a matrix of booleans) and on a few rows of text at the edges, so that a million rows cost
next to nothing. Every filled cell ends up in a table's header, its body or in `notes`.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from catalog.tables.cell_kinds import dominant, header_vote, is_heading, is_note, is_year, kind
from catalog.tables.table import Layout, Sheet, Table

Fill = npt.NDArray[np.bool_]
Row = list[str]
#: grids up to this many cells are looked at closely (cells of only white space, tables without a blank row between)
CLOSE = 400_000
#: rows of a block that are compared with its first rows
SAMPLE = 60
#: levels that a stacked header may have
LEVELS = 6
#: blocks beyond this many are not told apart (a file with a blank line after each record)
BLOCKS = 60


@dataclass(slots=True)
class _Block:
    """A part of the grid, from 0, ends inclusive. `head` rows start at `top`; `body` are the body rows."""

    top: int
    bottom: int
    left: int
    right: int
    levels: int = 1
    notes: list[tuple[int, str]] | None = None
    rows: list[tuple[int, int]] | None = None


def find_tables(sheet: Sheet) -> tuple[Table, ...]:
    """Tables in reading order; () for a sheet without a filled cell."""
    grid = sheet.grid
    if not grid.height or not grid.width:
        return ()
    fill = _fill(grid)
    blocks = _blocks(sheet, fill)
    return tuple(_table(sheet, block) for block in blocks)


def header_table(sheet: Sheet) -> Table:
    """The whole sheet as one table whose first line is the header, where the format says so (GTFS)."""
    last = sheet.grid.height - 1
    block = _Block(0, last, 0, sheet.grid.width - 1, notes=[], rows=[(1, last)] if last else [])
    return _table(sheet, block)


def _fill(grid: pl.DataFrame) -> Fill:
    close = grid.height * grid.width <= CLOSE
    filled = (pl.all().str.strip_chars() != "").fill_null(value=False) if close else pl.all().is_not_null()
    return np.column_stack([s.to_numpy() for s in grid.select(filled).iter_columns()]).astype(bool)


def _blocks(sheet: Sheet, fill: Fill) -> list[_Block]:
    counts = fill.sum(axis=1)
    bands = _runs(counts > 0)
    if not bands:
        return []
    if len(bands) > BLOCKS:
        bands = [(bands[0][0], bands[-1][1])]
    widest = max(int(counts[first : last + 1].max()) for first, last in bands)
    found: list[_Block] = []
    loose: list[tuple[int, str]] = []
    for band in bands:
        if _is_loose(sheet, fill, band, widest):
            loose.extend(_lines(sheet, *band))
            continue
        for part in _side_by_side(sheet, fill, band):
            for block in _stacked(sheet, fill, part):
                if found and not loose and _continues(sheet, found[-1], block):
                    _extend(found[-1], block)
                    continue
                block.notes = [*loose, *(block.notes or [])]
                loose = []
                found.append(block)
    if loose and found:
        found[-1].notes = [*(found[-1].notes or []), *loose]
    elif loose:
        found.append(_whole(sheet, fill))
    return _notes_to_owner(found)


def _runs(flags: Fill) -> list[tuple[int, int]]:
    """Runs of True as (first, last)."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _width(fill: Fill, band: tuple[int, int]) -> int:
    return int(fill[band[0] : band[1] + 1].sum(axis=1).max())


def _whole(sheet: Sheet, fill: Fill) -> _Block:
    """A sheet of loose lines only: one table without a header, so that nothing is passed over."""
    rows, columns = np.flatnonzero(fill.any(axis=1)), np.flatnonzero(fill.any(axis=0))
    top, bottom = int(rows[0]), int(rows[-1])
    block = _Block(top, bottom, int(columns[0]), int(columns[-1]), notes=[])
    return _with_header(sheet, block)


def _is_loose(sheet: Sheet, fill: Fill, band: tuple[int, int], widest: int) -> bool:
    """Lines that are no table: one or two cells a row where the tables have more."""
    most = _width(fill, band)
    if widest < 3:
        return most < widest and band[1] - band[0] < 3
    if most == 1:
        return True
    if most > 2 or most * 2 > widest or band[1] - band[0] >= 8:
        return False
    return not any(kind(text) in ("number", "date") for row in _texts(sheet, *band) for text in row)


def _lines(sheet: Sheet, first: int, last: int) -> list[tuple[int, str]]:
    return [
        (first + i + 1, " ".join(text for text in row if text.strip()))
        for i, row in enumerate(_texts(sheet, first, last))
        if any(text.strip() for text in row)
    ]


def _texts(sheet: Sheet, first: int, last: int, left: int = 0, right: int | None = None) -> list[Row]:
    part = sheet.grid[first : last + 1, left : (right + 1 if right is not None else sheet.grid.width)]
    return [[value or "" for value in row] for row in part.rows()]


def _side_by_side(sheet: Sheet, fill: Fill, band: tuple[int, int]) -> list[_Block]:
    """Blank columns part a band into tables only when the parts are tables of their own: each with its own end or
    with the same headings again. A blank column within one table is a gap, a few cells beside it are notes."""
    first, last = band
    part = fill[first : last + 1]
    groups = _runs(np.asarray(part.any(axis=0)))
    whole = _Block(first, last, groups[0][0], groups[-1][1])
    if len(groups) == 1:
        return [whole]
    blocks: list[_Block] = []
    notes: list[tuple[int, str]] = []
    for left, right in groups:
        filled = np.flatnonzero(part[:, left : right + 1].any(axis=1))
        cells = int(part[:, left : right + 1].sum())
        beside = cells <= 3 and part.sum() > 4 * cells and not (filled[0] == 0 and len(filled) > 1)
        if beside and not (blocks and len(filled) == last - first + 1):
            for row in filled:
                texts = _texts(sheet, first + int(row), first + int(row), left, right)[0]
                notes.append((first + int(row) + 1, " ".join(t for t in texts if t.strip())))
            continue
        blocks.append(_Block(first + int(filled[0]), first + int(filled[-1]), left, right))
    if len(blocks) > 1 and _separate(sheet, blocks, fill):
        blocks[0].notes = notes
        return blocks
    if not blocks:
        return [whole]
    top, bottom = min(b.top for b in blocks), max(b.bottom for b in blocks)
    return [_Block(top, bottom, blocks[0].left, blocks[-1].right, notes=notes)]


def _separate(sheet: Sheet, blocks: list[_Block], fill: Fill) -> bool:
    wide = [b for b in blocks if b.right > b.left or b.bottom - b.top >= 2]
    if len(wide) < len(blocks):
        return False
    starts = [_first_full_row(fill, b) for b in blocks]
    heads = [_texts(sheet, row, row, b.left, b.right)[0] for row, b in zip(starts, blocks, strict=True)]
    names = [{text.strip() for text in head if text.strip()} for head in heads]
    if any(a & b and len(a & b) * 2 >= min(len(a), len(b)) for a, b in itertools.pairwise(names)):
        return True
    both = [b for b in blocks if b.right > b.left]
    if len(both) < len(blocks):
        return False
    uneven = len({_last_full_row(fill, b) for b in blocks}) > 1 or len(set(starts)) > 1
    return uneven and all(all(kind(t) in ("text", "") or is_year(t) for t in head) for head in heads)


def _first_full_row(fill: Fill, block: _Block) -> int:
    """The first row of a block that fills most of its width: its header, when titles stand above."""
    width = block.right - block.left + 1
    for row in range(block.top, min(block.bottom, block.top + 5) + 1):
        if int(fill[row, block.left : block.right + 1].sum()) * 3 >= width * 2:
            return row
    return block.top


def _last_full_row(fill: Fill, block: _Block) -> int:
    """The last row with at least two cells: below it are notes."""
    for row in range(block.bottom, max(block.top, block.bottom - 6), -1):
        if int(fill[row, block.left : block.right + 1].sum()) >= 2:
            return row
    return block.bottom


def _stacked(sheet: Sheet, fill: Fill, block: _Block) -> list[_Block]:
    """Tables under each other without a blank row: a lone title, or a row of words where numbers stood, starts one."""
    height, width = block.bottom - block.top + 1, block.right - block.left + 1
    if height < 6 or width < 2 or height * width > CLOSE:
        return [_with_header(sheet, block)]
    rows = _texts(sheet, block.top, block.bottom, block.left, block.right)
    kinds = [[kind(text) for text in row] for row in rows]
    first = _with_header(sheet, replace(block, notes=None))
    start = first.top + first.levels - block.top
    head = rows[max(start - 1, 0)]
    cuts = [i for i in range(start + 2, height - 1) if _starts_table(rows, kinds, i, head, width)]
    # a title directly above belongs to the table that it titles
    cuts = [i - 1 if i - 1 > start and _lone(kinds[i - 1]) else i for i in cuts]
    parts: list[_Block] = []
    edges = [0, *cuts, height]
    for a, b in itertools.pairwise(edges):
        used = [j for j in range(width) if any(kinds[i][j] for i in range(a, b))]
        part = _Block(
            block.top + a,
            block.top + b - 1,
            block.left + used[0] if cuts else block.left,
            block.left + used[-1] if cuts else block.right,
            notes=block.notes if a == 0 else [],
        )
        parts.append(_with_header(sheet, part))
    return parts


def _lone(kinds: Row) -> bool:
    return sum(k != "" for k in kinds) == 1


def _starts_table(rows: list[Row], kinds: list[Row], i: int, head: Row, width: int) -> bool:
    """Row i heads a new table: words only, other words than the header so far, numbers above and below it."""
    filled = [j for j in range(width) if kinds[i][j]]
    if len(filled) < 2 or any(kinds[i][j] != "text" for j in filled) or rows[i] == head:
        return False
    below = [j for j in filled if kinds[i + 1][j] in ("number", "date", "unit")]
    if not below or len({rows[i][j] for j in filled}) < len(filled):
        return False
    titled = _lone(kinds[i - 1]) and not any(k == "number" for k in kinds[i - 1])
    above = rows[max(0, i - 8) : i - 1 if titled else i]
    typed = [j for j in below if dominant(row[j] for row in above) in ("number", "date", "unit")]
    other = {r.strip() for r in rows[i] if r.strip()} - {h.strip() for h in head if h.strip()}
    heading = sum(is_heading(rows[i][j]) for j in filled) * 2 >= len(filled)
    narrower = _same_cells(kinds[i], kinds[i + 1]) and not _same_cells(kinds[i], kinds[i - 1])
    return bool(other) and (titled or heading) and (bool(typed) or titled or narrower) and len(other) * 2 >= len(filled)


def _same_cells(one: Row, other: Row) -> bool:
    return [bool(k) for k in one] == [bool(k) for k in other]


def _with_header(sheet: Sheet, block: _Block) -> _Block:
    """Finds lead lines, header levels, trailing notes of a block."""
    width = block.right - block.left + 1
    size = block.bottom - block.top + 1
    # the edges are read as text, the middle of a large block only by every n-th row
    head = _texts(sheet, block.top, min(block.bottom, block.top + SAMPLE), block.left, block.right)
    notes = list(block.notes or [])
    lead = _lead(sheet.layout, head, block, width)
    notes.extend((block.top + i + 1, " ".join(t for t in head[i] if t.strip())) for i in range(lead) if any(head[i]))
    top = block.top + lead
    tail = _tail(sheet, block, top, width)
    notes.extend(_lines(sheet, block.bottom - tail + 1, block.bottom) if tail else [])
    bottom = block.bottom - tail
    levels = _levels(sheet.layout, head[lead : lead + bottom - top + 1], replace(block, top=top), size)
    rows = [(top + levels, bottom)] if top + levels <= bottom else []
    return _Block(top, bottom, block.left, block.right, levels, notes, rows)


def _lead(layout: Layout, head: list[Row], block: _Block, width: int) -> int:
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
        few = len(filled) == 1 or (len(filled) == 2 and width >= 5)
        if not few or wider <= len(filled) or (wider < 3 and width >= 3 and len(filled) > 1):
            break
        if _is_group(layout, block, block.top + i, filled, row, head[i + 1], width):
            break
        count = i + 1
    return count


def _is_group(layout: Layout, block: _Block, row: int, filled: list[int], texts: Row, below: Row, width: int) -> bool:
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


def _tail(sheet: Sheet, block: _Block, top: int, width: int) -> int:
    """How many last rows are notes: one filled cell that reads as a note or a sentence, under fuller rows."""
    if width < 2:
        return 0
    first = max(top + 1, block.bottom - 15)
    rows = _texts(sheet, first, block.bottom, block.left, block.right) if first <= block.bottom else []
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


def _levels(layout: Layout, rows: list[Row], block: _Block, size: int) -> int:
    """Rows of the header, 0 when the first row is data."""
    if not rows:
        return 0
    depth = _merged_depth(layout, block)
    if depth > 1:
        return min(depth, len(rows))
    if len(rows) > 1 and not _heads(rows[0], rows[1:]):
        return 0
    levels = 1
    while levels < min(LEVELS, len(rows) - 1) and _is_level(rows, levels):
        levels += 1
    return levels


def _merged_depth(layout: Layout, block: _Block) -> int:
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


def _heads(first: Row, body: list[Row]) -> bool:
    """Whether a row heads the rows below rather than being one of them."""
    votes, filled = 0.0, 0
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
    if empty and all(_unit_like(row[j]) for j in filled):
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


def _continues(sheet: Sheet, above: _Block, below: _Block) -> bool:
    """After a blank row: rows of the same table, when they have no header of their own and fit under it."""
    if below.notes or not above.rows or below.left < above.left or below.right > above.right:
        return False
    first, last = above.rows[-1]
    body = _texts(sheet, max(first, last - 20), last, above.left, above.right)
    candidates = _texts(sheet, below.top, min(below.bottom, below.top + 20), above.left, above.right)
    row = candidates[0]
    if row == _texts(sheet, above.top, above.top, above.left, above.right)[0] and above.levels:
        return False
    agree = clash = 0
    for j, text in enumerate(row):
        wanted = dominant(r[j] for r in body)
        if text.strip() and wanted:
            same = kind(text) == wanted or {kind(text), wanted} <= {"number", "unit"} or wanted == "mixed"
            agree, clash = agree + same, clash + (not same)
    typed = any(dominant(r[j] for r in body) in ("number", "date", "unit", "time") for j in range(len(row)))
    if typed:
        return clash == 0 or agree > 2 * clash
    return below.levels == 0 or not _heads(row, candidates[1:]) or above.right - above.left == below.right - below.left


def _extend(above: _Block, below: _Block) -> None:
    above.bottom = below.bottom
    above.rows = [*(above.rows or []), (below.top, below.bottom)]


def _notes_to_owner(blocks: list[_Block]) -> list[_Block]:
    """A line above a table that reads as a note belongs to the table before it."""
    for before, after in itertools.pairwise(blocks):
        moved = [n for n in after.notes or [] if n[0] <= after.top and is_note(n[1]) and "単位" not in n[1]]
        if moved:
            before.notes = [*(before.notes or []), *moved]
            after.notes = [n for n in after.notes or [] if n not in moved]
    return blocks


def _table(sheet: Sheet, block: _Block) -> Table:
    names = [str(j) for j in range(block.left, block.right + 1)]
    runs = block.rows or []
    parts = [sheet.grid[a : b + 1].select(names) for a, b in runs]
    frame = pl.concat(parts) if len(parts) > 1 else parts[0] if parts else sheet.grid[:0].select(names)
    rows: range | tuple[int, ...] = range(runs[0][0] + 1, runs[0][1] + 2) if runs else range(0)
    if len(runs) > 1:
        rows = tuple(r for a, b in runs for r in range(a + 1, b + 2))
    frame, rows = _without_blank_rows(frame, rows)
    frame.columns = [str(i) for i in range(len(names))]
    header = _header(sheet, block) if block.levels else ("",) * len(names)
    return Table(
        sheet=sheet.name,
        header=header,
        frame=frame,
        columns=tuple(range(block.left, block.right + 1)),
        header_rows=tuple(range(block.top + 1, block.top + block.levels + 1)),
        rows=rows,
        visible=sheet.visible,
        notes=tuple(sorted(block.notes or [])),
        headerless=block.levels == 0,
    )


def _without_blank_rows(
    frame: pl.DataFrame, rows: range | tuple[int, ...]
) -> tuple[pl.DataFrame, range | tuple[int, ...]]:
    blank = frame.select(pl.all_horizontal(pl.all().is_null())).to_series()
    if not frame.width or not blank.any():
        return frame, rows
    kept = (~blank).arg_true().to_list()
    return frame.filter(~blank), tuple(rows[i] for i in kept)


def _header(sheet: Sheet, block: _Block) -> tuple[str, ...]:
    """One text per column; levels joined with "_", a label that spans columns repeated over them."""
    levels = _texts(sheet, block.top, block.top + block.levels - 1, block.left, block.right)
    if len(levels) == 1:
        return tuple(levels[0])
    for i, level in enumerate(levels[:-1]):
        below = levels[i + 1 :]
        label = ""
        for j, text in enumerate(level):
            if text.strip():
                label = text
            elif i and levels[i - 1][j] != levels[i - 1][j - 1]:
                label = ""
            elif label and any(row[j].strip() for row in below):
                level[j] = label
    return tuple("_".join(_distinct([level[j].strip() for level in levels])) for j in range(len(levels[0])))


def _distinct(parts: list[str]) -> list[str]:
    kept: list[str] = []
    for part in parts:
        if part and (not kept or kept[-1] != part):
            kept.append(part)
    return kept
