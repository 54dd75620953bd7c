"""Where the tables of a sheet stand: apart by blank rows or columns, under each other, or one table with gaps."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from catalog.tables.cell_kinds import dominant, is_aside, is_heading, is_note, is_year, kind
from catalog.tables.header_rows import Block, Row, heads, lines_of, texts_of, with_header
from catalog.tables.table import Sheet

Fill = npt.NDArray[np.bool_]


#: grids up to this many cells are looked at closely (cells of only white space, tables without a blank row between)
CLOSE = 400_000


#: blocks beyond this many are not told apart (a file with a blank line after each record)
BLOCKS = 60


def find_blocks(sheet: Sheet, fill: Fill) -> list[Block]:
    counts = fill.sum(axis=1)
    bands = _runs(counts > 0)
    if not bands:
        return []
    if len(bands) > BLOCKS:
        bands = [(bands[0][0], bands[-1][1])]
    widest = max(int(counts[first : last + 1].max()) for first, last in bands)
    found: list[Block] = []
    loose: list[tuple[int, str]] = []
    for band in bands:
        if _is_loose(sheet, fill, band, widest):
            loose.extend(lines_of(sheet, *band))
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


def _whole(sheet: Sheet, fill: Fill) -> Block:
    """A sheet of loose lines only: one table without a header, so that nothing is passed over."""
    rows, columns = np.flatnonzero(fill.any(axis=1)), np.flatnonzero(fill.any(axis=0))
    top, bottom = int(rows[0]), int(rows[-1])
    block = Block(top, bottom, int(columns[0]), int(columns[-1]), notes=[])
    return with_header(sheet, block)


def _is_loose(sheet: Sheet, fill: Fill, band: tuple[int, int], widest: int) -> bool:
    """Lines that are no table: one or two cells a row where the tables have more."""
    most = _width(fill, band)
    if widest < 3:
        return most < widest and band[1] - band[0] < 3
    if most == 1:
        return True
    if most > 2 or most * 2 > widest or band[1] - band[0] >= 8:
        return False
    return not any(kind(text) in ("number", "date") for row in texts_of(sheet, *band) for text in row)


def _side_by_side(sheet: Sheet, fill: Fill, band: tuple[int, int]) -> list[Block]:
    """Blank columns part a band into tables only when the parts are tables of their own: each with its own end or
    with the same headings again. A blank column within one table is a gap, a few cells beside it are notes."""
    first, last = band
    part = fill[first : last + 1]
    groups = _runs(np.asarray(part.any(axis=0)))
    whole = Block(first, last, groups[0][0], groups[-1][1])
    if len(groups) == 1:
        return [whole]
    blocks: list[Block] = []
    notes: list[tuple[int, str]] = []
    for left, right in groups:
        filled = np.flatnonzero(part[:, left : right + 1].any(axis=1))
        cells = int(part[:, left : right + 1].sum())
        beside = cells <= 3 and part.sum() > 4 * cells and not (filled[0] == 0 and len(filled) > 1)
        if beside and not (blocks and len(filled) == last - first + 1):
            for row in filled:
                texts = texts_of(sheet, first + int(row), first + int(row), left, right)[0]
                notes.append((first + int(row) + 1, " ".join(t for t in texts if t.strip())))
            continue
        blocks.append(Block(first + int(filled[0]), first + int(filled[-1]), left, right))
    if len(blocks) > 1 and _separate(sheet, blocks, fill):
        blocks[0].notes = notes
        return blocks
    if not blocks:
        return [whole]
    top, bottom = min(b.top for b in blocks), max(b.bottom for b in blocks)
    return [Block(top, bottom, blocks[0].left, blocks[-1].right, notes=notes)]


def _separate(sheet: Sheet, blocks: list[Block], fill: Fill) -> bool:
    wide = [b for b in blocks if b.right > b.left or b.bottom - b.top >= 2]
    if len(wide) < len(blocks):
        return False
    starts = [_first_full_row(fill, b) for b in blocks]
    heads = [texts_of(sheet, row, row, b.left, b.right)[0] for row, b in zip(starts, blocks, strict=True)]
    names = [{text.strip() for text in head if text.strip()} for head in heads]
    if any(a & b and len(a & b) * 2 >= min(len(a), len(b)) for a, b in itertools.pairwise(names)):
        return True
    both = [b for b in blocks if b.right > b.left]
    if len(both) < len(blocks):
        return False
    if _titled(sheet, blocks, starts):
        return True
    uneven = len({_last_full_row(fill, b) for b in blocks}) > 1 or len(set(starts)) > 1
    return uneven and all(all(kind(t) in ("text", "") or is_year(t) for t in head) for head in heads)


def _titled(sheet: Sheet, blocks: list[Block], starts: list[int]) -> bool:
    """Whether one row above the headers gives each part a title of its own."""
    for row in range(min(b.top for b in blocks), min(starts)):
        cells = [[t for t in texts_of(sheet, row, row, b.left, b.right)[0] if t.strip()] for b in blocks]
        if all(len(found) == 1 and kind(found[0]) == "text" and not is_aside(found[0]) for found in cells):
            return True
    return False


def _first_full_row(fill: Fill, block: Block) -> int:
    """The first row of a block that fills most of its width: its header, when titles stand above."""
    width = block.right - block.left + 1
    for row in range(block.top, min(block.bottom, block.top + 5) + 1):
        if int(fill[row, block.left : block.right + 1].sum()) * 3 >= width * 2:
            return row
    return block.top


def _last_full_row(fill: Fill, block: Block) -> int:
    """The last row with at least two cells: below it are notes."""
    for row in range(block.bottom, max(block.top, block.bottom - 6), -1):
        if int(fill[row, block.left : block.right + 1].sum()) >= 2:
            return row
    return block.bottom


def _stacked(sheet: Sheet, fill: Fill, block: Block) -> list[Block]:
    """Tables under each other without a blank row: a lone title, or a row of words where numbers stood, starts one."""
    height, width = block.bottom - block.top + 1, block.right - block.left + 1
    if height < 6 or width < 2 or height * width > CLOSE:
        return [with_header(sheet, block)]
    rows = texts_of(sheet, block.top, block.bottom, block.left, block.right)
    kinds = [[kind(text) for text in row] for row in rows]
    first = with_header(sheet, replace(block, notes=None))
    start = first.top + first.levels - block.top
    head = rows[max(start - 1, 0)]
    cuts = [i for i in range(start + 2, height - 1) if _starts_table(rows, kinds, i, head, width)]
    # a title directly above belongs to the table that it titles
    cuts = [i - 1 if i - 1 > start and _lone(kinds[i - 1]) else i for i in cuts]
    parts: list[Block] = []
    edges = [0, *cuts, height]
    for a, b in itertools.pairwise(edges):
        used = [j for j in range(width) if any(kinds[i][j] for i in range(a, b))]
        part = Block(
            block.top + a,
            block.top + b - 1,
            block.left + used[0] if cuts else block.left,
            block.left + used[-1] if cuts else block.right,
            notes=block.notes if a == 0 else [],
        )
        parts.append(with_header(sheet, part))
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


def _continues(sheet: Sheet, above: Block, below: Block) -> bool:
    """After a blank row: rows of the same table, when they have no header of their own and fit under it."""
    if below.notes or below.left < above.left or below.right > above.right:
        return False
    if not above.rows:
        return _headed(sheet, above, below)
    first, last = above.rows[-1]
    body = texts_of(sheet, max(first, last - 20), last, above.left, above.right)
    candidates = texts_of(sheet, below.top, min(below.bottom, below.top + 20), above.left, above.right)
    row = candidates[0]
    if row == texts_of(sheet, above.top, above.top, above.left, above.right)[0] and above.levels:
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
    if below.levels == 0 or not heads(row, candidates[1:]):
        return True
    return above.right - above.left == below.right - below.left and not _named(row)


def _headed(sheet: Sheet, above: Block, below: Block) -> bool:
    """A header that a blank row parts from its records: names above, and no names of their own in the rows below."""
    if above.levels != above.bottom - above.top + 1 or above.left != below.left or above.right != below.right:
        return False
    head = texts_of(sheet, above.bottom, above.bottom, above.left, above.right)[0]
    body = texts_of(sheet, below.top, min(below.bottom, below.top + 20), above.left, above.right)
    return all(text.strip() for text in head) and (below.levels == 0 or (heads(head, body) and not _named(body[0])))


def _named(row: Row) -> bool:
    """Whether most cells of a row are words that head columns (名称, 所在地, 人数)."""
    return sum(is_heading(text) for text in row) * 2 > sum(bool(text.strip()) for text in row)


def _extend(above: Block, below: Block) -> None:
    above.bottom = below.bottom
    above.rows = [*(above.rows or []), (below.top, below.bottom)]


def _notes_to_owner(blocks: list[Block]) -> list[Block]:
    """A line above a table that reads as a note belongs to the table before it."""
    for before, after in itertools.pairwise(blocks):
        moved = [n for n in after.notes or [] if n[0] <= after.top and is_note(n[1]) and "単位" not in n[1]]
        if moved:
            before.notes = [*(before.notes or []), *moved]
            after.notes = [n for n in after.notes or [] if n not in moved]
    return blocks
