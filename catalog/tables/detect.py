"""Which tables stand in a sheet: where each begins and ends, which rows are its header, what stands around it.

Works on the fill of the grid (a matrix of booleans) and on a few rows of text at the edges, so that a million rows cost
next to nothing. Every filled cell ends up in a table's header, its body or in `notes`.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from catalog.tables.blocks import CLOSE, Fill, find_blocks
from catalog.tables.header_rows import Block, texts_of
from catalog.tables.table import Sheet, Table


def find_tables(sheet: Sheet) -> tuple[Table, ...]:
    """Tables in reading order; () for a sheet without a filled cell."""
    grid = sheet.grid
    if not grid.height or not grid.width:
        return ()
    fill = _fill(grid)
    blocks = find_blocks(sheet, fill)
    return tuple(_table(sheet, block) for block in blocks)


def header_table(sheet: Sheet) -> Table:
    """The whole sheet as one table whose first line is the header, where the format says so (GTFS)."""
    last = sheet.grid.height - 1
    block = Block(0, last, 0, sheet.grid.width - 1, notes=[], rows=[(1, last)] if last else [])
    return _table(sheet, block)


def _fill(grid: pl.DataFrame) -> Fill:
    close = grid.height * grid.width <= CLOSE
    filled = (pl.all().str.strip_chars() != "").fill_null(value=False) if close else pl.all().is_not_null()
    return np.column_stack([s.to_numpy() for s in grid.select(filled).iter_columns()]).astype(bool)


def _table(sheet: Sheet, block: Block) -> Table:
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


def _header(sheet: Sheet, block: Block) -> tuple[str, ...]:
    """One text per column; levels joined with "_", a label that spans columns repeated over them."""
    levels = texts_of(sheet, block.top, block.top + block.levels - 1, block.left, block.right)
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
