"""The parts that a messy sheet is taken into: the grid as read, its tables, and the lines beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from catalog.release.tidy_words import squeeze
from catalog.tables.table import Merged

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
        """The text of a cell; "" beyond the grid (merged ranges may reach further than the values)."""
        return self.cells[row - 1][column] if row <= self.height and column < self.width else ""

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
    #: columns that have a name in some level, once they were asked for
    named: list[int] | None = None


def runs(columns: Iterable[int]) -> list[list[int]]:
    """Neighbouring numbers put together."""
    made: list[list[int]] = []
    for column in columns:
        if made and made[-1][-1] == column - 1:
            made[-1].append(column)
        else:
            made.append([column])
    return made


def texts_of(grid: Grid, row: int, columns: Sequence[int]) -> list[str]:
    return [squeeze(grid.at(row, c)) for c in columns]
