"""Where the tables of a messy sheet stand: bands of columns, title lines, header rows, records, notes, memos.

Works on one grid of strings with its merged ranges. Nothing is changed here; every cell that is no part of a table becomes
a `Line`, so that nothing can be lost.
"""

from __future__ import annotations

from catalog.release.tidy_grid import Block, Grid, Line, Role, runs, texts_of
from catalog.release.tidy_levels import header_depth, new_header, repeated
from catalog.release.tidy_lines import is_line, marked_preamble
from catalog.release.tidy_words import is_as_of, is_note, is_title, kind, squeeze, units_in


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
    if texts_of(grid, rows_left[0], left) == texts_of(grid, rows_right[0], right):
        return True
    if _only_figures(grid, right, rows_right):
        return False
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


def _only_figures(grid: Grid, columns: list[int], rows: list[int]) -> bool:
    """Whether every column holds figures below its names: nothing says what they are figures of, but the labels left of them."""
    for c in columns:
        kinds = [k for r in rows if (k := kind(grid.at(r, c))) != "blank"]
        while kinds and kinds[0] in ("text", "year"):  # the names
            kinds.pop(0)
        if not kinds or any(k not in ("number", "dash") for k in kinds):
            return False
    return True


def _full_rows(grid: Grid, columns: list[int]) -> list[int]:
    return [r for r in range(1, grid.height + 1) if len(grid.filled(r, columns)) >= 2]


def _walk(grid: Grid, columns: list[int]) -> tuple[list[Block], list[Line]]:
    """One band from top to bottom."""
    found: list[Block] = []
    pending: list[Line] = []
    blanks: list[int] = []
    section = ""
    row = 1
    if (names := marked_preamble(grid, columns)) is not None:
        found.append(Block(list(columns), [names.header], lines=names.lines, blanks=names.blanks))
        row = names.end
    while row <= grid.height:
        filled = grid.filled(row, columns)
        block = found[-1] if found else None
        if not filled:
            blanks.append(row)
            row += 1
            continue
        if block is not None and (size := repeated(grid, block, row)):
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
        fresh = block is None or new_header(grid, block, row, filled, pending, after_blank)
        if (block is None or not fresh) and is_line(grid, block, row, filled, columns):
            pending.extend(
                Line(row, c, text, _role(text)) for c in filled for text in grid.at(row, c).splitlines() if text.strip()
            )
            row += 1
            continue
        if block is None or fresh:
            depth, headerless = header_depth(grid, columns, row)
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
        if role == "section":  # a second line of the title, in another language or with the office's name
            role = "note"
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


def _starts_new(pending: list[Line], block: Block) -> bool:
    """A header that returns below a title of its own starts a table; one that merely returns is a page break."""
    return bool(block.records) and any(
        line.role in ("title", "section", "as-of") or not is_note(line.text) for line in pending
    )


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
    empty = [r for r in block.records if not grid.filled(r, block.columns)]
    block.records = [r for r in block.records if r not in empty]
    block.blanks = sorted({*block.blanks, *empty})


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
