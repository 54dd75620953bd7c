"""Which cells of a table are sums of which others, found by their labels and proved by their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.disclosure.audit import Sum
from catalog.disclosure.words import normal, words

Floats = NDArray[np.float64]
#: lines above which unlabelled sums are not searched for
MOST_LINES = 60
#: a sum must hold in this share of the places where all its cells are shown
HOLDS = 0.95


@dataclass(frozen=True, slots=True)
class Line:
    """A total line of a grid and the lines it sums up (columns of a row, or rows of a column)."""

    total: int
    parts: tuple[int, ...]


def is_total(label: str) -> bool:
    """Whether a row or column label says that it sums up others: 計, 総数, 合計, 東灘区計, total."""
    return bool(words().totals.search(normal(label)))


def grid_sums(grid: Floats, hidden: NDArray[np.bool_], rows: Sequence[str], columns: Sequence[str]) -> list[Sum]:
    """Sums in a grid of counts (NaN where empty or hidden). Cell (r, c) has position r * number of columns + c."""
    width = grid.shape[1]
    across = lines(grid, hidden, columns)
    down = lines(grid.T, hidden.T, rows)
    found = [
        Sum(r * width + line.total, tuple(r * width + p for p in line.parts))
        for line in across
        for r in range(grid.shape[0])
        if _usable(grid[r], hidden[r], line)
    ]
    found.extend(
        Sum(line.total * width + c, tuple(p * width + c for p in line.parts))
        for line in down
        for c in range(width)
        if _usable(grid[:, c], hidden[:, c], line)
    )
    return found


def lines(grid: Floats, hidden: NDArray[np.bool_], labels: Sequence[str]) -> list[Line]:
    """Total columns of a grid with the columns that they sum up."""
    count = grid.shape[1]
    if count < 3 or grid.shape[0] == 0:
        return []
    totals = [i for i in range(count) if is_total(labels[i])]
    searched = range(count) if count <= MOST_LINES else totals
    found: list[Line] = []
    for total in searched:
        labelled = total in totals
        best: tuple[float, Line] | None = None
        for parts in _candidates(total, count, totals, labels):
            quality = _holds(grid, hidden, total, parts, labelled)
            if quality and (best is None or quality > best[0]):
                best = (quality, Line(total, parts))
        if best is not None:
            found.append(best[1])
    return [line for line in found if not _mirrored(line, found)]


def cube_sums(dimensions: Sequence[Sequence[str]], values: Floats, hidden: NDArray[np.bool_]) -> list[Sum]:
    """Sums in a long table: one row per combination of labels, a total label where a dimension is summed up."""
    found: list[Sum] = []
    rows = len(values)
    for axis, labels in enumerate(dimensions):
        totals = {label for label in set(labels) if is_total(label)}
        if not totals or len(set(labels)) - len(totals) < 2:
            continue
        lines_of: dict[tuple[str, ...], tuple[list[int], list[int]]] = {}
        for row in range(rows):
            key = tuple(d[row] for n, d in enumerate(dimensions) if n != axis)
            total, parts = lines_of.setdefault(key, ([], []))
            (total if labels[row] in totals else parts).append(row)
        sums = [Sum(t[0], tuple(p)) for t, p in lines_of.values() if len(t) == 1 and len(p) >= 2]
        clear = [s for s in sums if not hidden[[s.total, *s.parts]].any()]
        right = sum(bool(abs(values[s.total] - values[list(s.parts)].sum()) < 0.5) for s in clear)
        if not clear or right >= HOLDS * len(clear):
            found.extend(sums)
    return found


def _candidates(total: int, count: int, totals: list[int], labels: Sequence[str]) -> list[tuple[int, ...]]:
    """Sets of lines that a total may sum up: runs after and before it, every second line, all others, all subtotals."""
    sets: list[tuple[int, ...]] = []
    for end in range(total + 3, count + 1):
        sets.append(tuple(range(total + 1, end)))
    for start in range(total - 2, -1, -1):
        sets.append(tuple(range(start, total)))
    for offset in (1, 2):
        first = total + offset
        sets.extend(tuple(range(first, end, 2)) for end in range(first + 3, count + 2, 2) if end - 2 < count)
    others = tuple(i for i in range(count) if i != total)
    sets.append(others)
    plain = tuple(i for i in others if i not in totals)
    subtotals = tuple(i for i in totals if i != total)
    sets.extend(s for s in (plain, subtotals) if len(s) >= 2)
    suffix = [i for i in others if labels[total] and labels[i].endswith(labels[total][-2:]) and i != total]
    if len(suffix) >= 2:
        sets.append(tuple(suffix))
    return [s for s in dict.fromkeys(sets) if all(0 <= i < count for i in s)][:400]


def _holds(grid: Floats, hidden: NDArray[np.bool_], total: int, parts: tuple[int, ...], labelled: bool) -> float:
    """How good the evidence is that a line sums up others; 0 when the numbers speak against it."""
    columns = list(parts)
    dark = hidden[:, columns].any(axis=1) | hidden[:, total]
    whole, pieces = grid[:, total], np.nan_to_num(grid[:, columns])
    shown = ~dark & ~np.isnan(whole)
    sums = pieces.sum(axis=1)
    slack = _slack(grid, len(parts))
    telling = shown & ((pieces > 0).sum(axis=1) >= 2)
    agree = int((np.abs(whole - sums)[shown] <= slack).sum())
    if shown.any():
        if agree < HOLDS * int(shown.sum()) or (not telling.any() and not labelled):
            return 0.0
        if not labelled and int(telling.sum()) < 2:
            return 0.0
        return 2.0 + float(agree / shown.sum()) + len(parts) / 1000
    if not labelled:
        return 0.0
    half = ~np.isnan(whole) & ~hidden[:, total]
    if not half.any():
        return 0.0
    fits = (sums[half] <= whole[half] + slack).all()
    # nothing is shown in full: the widest set between totals is the reading a printed table invites
    return 1.0 + len(parts) / 1000 if fits else 0.0


def _slack(grid: Floats, parts: int) -> float:
    """How far a sum may be off when a table is rounded to tens or fives."""
    shown = grid[~np.isnan(grid)]
    if len(shown) >= 4:
        for step in (10, 5):
            if (np.abs(shown % step) < 1e-9).all():
                return float(step * (parts + 1))
    return 0.5


def _usable(line_values: Floats, line_hidden: NDArray[np.bool_], line: Line) -> bool:
    places = [line.total, *line.parts]
    empty = np.isnan(line_values[places]) & ~line_hidden[places]
    return not empty[0] and bool(line_hidden[places].any())


def _mirrored(line: Line, found: list[Line]) -> bool:
    """A part taken for a total: b = a - c read as a sum cannot be, but equal lines can trade places; keep labelled ones."""
    return any(
        other is not line
        and line.total in other.parts
        and other.total in line.parts
        and len(other.parts) > len(line.parts)
        for other in found
    )
