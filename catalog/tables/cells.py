"""Facts about many cells in little memory: a set and a mapping over (row, column) that store one array per column.

A sheet of 1,500,000 cells whose styles stood in a dict of tuples would take 300 MB; here it takes two bytes a cell.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

V = TypeVar("V")
Numbers = npt.NDArray[np.uint16]


class CellNumbers:
    """Collects one small number per cell: `columns[c][r - 1]` is the number + 1, 0 where there is none."""

    def __init__(self) -> None:
        self.columns: dict[int, array[int]] = {}

    def put(self, row: int, column: int, number: int) -> None:
        cells = self.columns.get(column)
        if cells is None:
            cells = self.columns[column] = array("H")
        gap = row - 1 - len(cells)
        if gap > 0:
            cells.frombytes(bytes(2 * gap))
        if gap >= 0:
            cells.append(number + 1)
        else:
            cells[row - 1] = number + 1

    def frozen(self) -> dict[int, Numbers]:
        return {column: np.frombuffer(cells, dtype=np.uint16).copy() for column, cells in self.columns.items()}


class CellSet(Set[tuple[int, int]]):
    """Cells (row from 1, column from 0) whose number in `columns` is one of `wanted`."""

    def __init__(self, columns: Mapping[int, Numbers], wanted: Sequence[int]) -> None:
        flags = {column: np.isin(numbers, [w + 1 for w in wanted]) for column, numbers in columns.items()}
        self.columns: dict[int, npt.NDArray[np.bool_]] = {c: f for c, f in flags.items() if f.any()}

    def __contains__(self, cell: object) -> bool:
        if not isinstance(cell, tuple):
            return False
        row, column = cell
        flags = self.columns.get(column)
        return flags is not None and 0 < row <= len(flags) and bool(flags[row - 1])

    def __iter__(self) -> Iterator[tuple[int, int]]:
        for column in sorted(self.columns):
            for row in np.flatnonzero(self.columns[column]):
                yield int(row) + 1, column

    def __len__(self) -> int:
        return int(sum(flags.sum() for flags in self.columns.values()))

    def rows(self, column: int) -> list[int]:
        """Rows of one column that are in the set, ascending."""
        flags = self.columns.get(column)
        return [] if flags is None else [int(r) + 1 for r in np.flatnonzero(flags)]


class CellMap(Mapping[tuple[int, int], V], Generic[V]):
    """(row, column) → `palette[number]`, for numbers whose palette entry is not None."""

    def __init__(self, columns: Mapping[int, Numbers], palette: Sequence[V | None]) -> None:
        self.palette: list[V | None] = [None, *palette]
        kept = np.array([entry is not None for entry in self.palette])
        self.columns: dict[int, Numbers] = {}
        for column, numbers in columns.items():
            known = np.where(numbers < len(kept), numbers, 0)
            shown = np.where(kept[known], known, 0).astype(np.uint16)
            if shown.any():
                self.columns[column] = shown

    def __getitem__(self, cell: tuple[int, int]) -> V:
        row, column = cell
        numbers = self.columns.get(column)
        if numbers is None or not 0 < row <= len(numbers) or not numbers[row - 1]:
            raise KeyError(cell)
        entry: V | None = self.palette[numbers[row - 1]]
        if entry is None:
            raise KeyError(cell)
        return entry

    def __iter__(self) -> Iterator[tuple[int, int]]:
        for column in sorted(self.columns):
            for row in np.flatnonzero(self.columns[column]):
                yield int(row) + 1, column

    def __len__(self) -> int:
        return int(sum((numbers > 0).sum() for numbers in self.columns.values()))
