"""The attacker: what can be learned of hidden cells from what is shown.

A table is a list of cells (a number, or None where hidden) and of sums that hold among them. Counts are whole and not
negative. For every hidden cell the smallest and the largest value that fits all sums is found by integer programming
(HiGHS); cells that a single subtraction gives away fall to peeling first. Rounded cells enter with their rounding range.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

#: hidden cells in one connected part above which integer programming gives way to its linear relaxation
MOST_INTEGER = 400
#: hidden cells above which only peeling and bounds propagation are done
MOST_SOLVED = 4000
_EPSILON = 1e-6


@dataclass(frozen=True, slots=True)
class Sum:
    """value[total] = sum of value[parts]; cells by their position in the list of cells."""

    total: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """All that an attacker knows of a hidden cell, both ends inclusive."""

    low: float
    high: float

    @property
    def exact(self) -> bool:
        return self.high - self.low < 0.5

    @property
    def width(self) -> float:
        return self.high - self.low


def protected(interval: Interval, width: int) -> bool:
    """Whether an interval hides a cell: at least `width` wide, or open from 0 to `width` - 1."""
    return interval.width >= width - _EPSILON or (interval.low <= _EPSILON and interval.high >= width - 1 - _EPSILON)


def peel(values: Sequence[float | None], sums: Iterable[Sum]) -> dict[int, float]:
    """Hidden cells that subtraction alone gives away, again and again until nothing falls."""
    known = list(values)
    open_sums = list(sums)
    found: dict[int, float] = {}
    moved = True
    while moved:
        moved = False
        rest: list[Sum] = []
        for item in open_sums:
            unknown = [i for i in (item.total, *item.parts) if known[i] is None]
            if not unknown:
                continue
            if len(unknown) > 1:
                rest.append(item)
                continue
            cell = unknown[0]
            shown = sum(known[i] or 0.0 for i in item.parts if i != cell)
            value = shown if cell == item.total else (known[item.total] or 0.0) - shown
            known[cell] = found[cell] = value
            moved = True
        open_sums = rest
    return found


def attack(
    values: Sequence[float | None],
    sums: Sequence[Sum],
    *,
    ranges: Mapping[int, tuple[float, float]] | None = None,
    cells: Iterable[int] | None = None,
    integer: bool = True,
) -> dict[int, Interval]:
    """The interval of each hidden cell (or of `cells` among them).

    `ranges`: what is known of a cell besides the sums: (smallest, largest). A shown cell with a range is one that was
    rounded; a hidden cell with a range is one whose mark says so ("1～9").
    """
    ranges = dict(ranges or {})
    hidden = [i for i, v in enumerate(values) if v is None]
    free = set(hidden) | {i for i in ranges if values[i] is not None and ranges[i][0] < ranges[i][1]}
    wanted = [i for i in (hidden if cells is None else cells) if i in free]
    result: dict[int, Interval] = {}
    for part, part_sums in _connected(free, sums):
        targets = [i for i in wanted if i in part]
        if not targets:
            continue
        result.update(_solve(part, part_sums, values, ranges, targets, integer))
    for i in wanted:
        low, high = ranges.get(i, (0.0, float("inf")))
        result.setdefault(i, Interval(max(0.0, low), high))
    return result


def unsafe(
    values: Sequence[float | None], sums: Sequence[Sum], width: int, *, cells: Iterable[int] | None = None
) -> dict[int, Interval]:
    """Hidden cells whose interval is too narrow for a protection width."""
    return {i: found for i, found in attack(values, sums, cells=cells).items() if not protected(found, width)}


def known(values: Sequence[float | None], sums: Sequence[Sum]) -> dict[int, float]:
    """Hidden cells that an attacker knows exactly. Cheaper than `attack`: cells that differ between two possible tables
    are cleared together, only the rest is solved one by one."""
    found = peel(values, sums)
    rest = [found.get(i) if v is None else v for i, v in enumerate(values)]
    hidden = {i for i, v in enumerate(rest) if v is None}
    for part, part_sums in _connected(hidden, sums):
        suspects = _unmoved(part, part_sums, rest)
        for cell, interval in _solve(part, part_sums, rest, {}, suspects, True).items():
            if interval.exact:
                found[cell] = interval.low
    return {i: v for i, v in found.items() if v >= -_EPSILON}


def _unmoved(part: list[int], sums: list[Sum], values: Sequence[float | None]) -> list[int]:
    """Cells that stay the same in every one of a few very different possible tables."""
    from scipy.optimize import linprog

    if len(part) > MOST_SOLVED:
        return []
    matrix, right = _equations(part, sums, values)
    weights = np.random.default_rng(0).uniform(0.2, 1.0, (3, len(part)))
    seen: list[np.ndarray] = []  # type: ignore[type-arg]
    top = float(max((v for v in values if v is not None), default=1.0)) * 4 + 100
    for weight in (*weights, *(-weights)):
        answer = linprog(weight, A_eq=matrix, b_eq=right, bounds=(0, top), method="highs-ds")
        if answer.x is None:
            return [] if answer.status == 2 else list(part)  # the sums contradict each other: nothing follows
        seen.append(answer.x)
    spread = np.max(seen, axis=0) - np.min(seen, axis=0)
    return [cell for n, cell in enumerate(part) if spread[n] < 1 - 1e-4]


def _equations(part: list[int], sums: list[Sum], values: Sequence[float | None]) -> tuple[Any, np.ndarray]:  # type: ignore[type-arg]
    """The sums over the free cells of a part: matrix and right-hand side."""
    from scipy.sparse import csr_matrix

    place = {cell: n for n, cell in enumerate(part)}
    rows, columns, weights, right = [], [], [], []
    for n, item in enumerate(sums):
        constant = 0.0
        for cell, weight in ((item.total, 1.0), *((p, -1.0) for p in item.parts)):
            if cell in place:
                rows.append(n)
                columns.append(place[cell])
                weights.append(weight)
            else:
                constant += weight * float(values[cell] or 0.0)
        right.append(-constant)
    return csr_matrix((weights, (rows, columns)), shape=(len(sums), len(part))), np.array(right)


def _connected(free: set[int], sums: Sequence[Sum]) -> list[tuple[list[int], list[Sum]]]:
    """Free cells that share sums, directly or over others, with those sums."""
    parent = {i: i for i in free}

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    relevant: list[tuple[int, Sum]] = []
    for item in sums:
        unknown = [i for i in (item.total, *item.parts) if i in parent]
        if not unknown:
            continue
        for other in unknown[1:]:
            parent[root(other)] = root(unknown[0])
        relevant.append((unknown[0], item))
    cells: dict[int, list[int]] = {}
    for i in sorted(free):
        cells.setdefault(root(i), []).append(i)
    of: dict[int, list[Sum]] = {r: [] for r in cells}
    for first, item in relevant:
        of[root(first)].append(item)
    return [(cells[r], of[r]) for r in cells if of[r]]


def _solve(
    part: list[int],
    sums: list[Sum],
    values: Sequence[float | None],
    ranges: Mapping[int, tuple[float, float]],
    targets: list[int],
    integer: bool,
) -> dict[int, Interval]:
    from scipy.optimize import Bounds, LinearConstraint, milp

    if not targets:
        return {}
    place = {cell: n for n, cell in enumerate(part)}
    matrix, right = _equations(part, sums, values)
    low = np.array([max(0.0, ranges[i][0]) if i in ranges else 0.0 for i in part])
    high = np.array([ranges[i][1] if i in ranges else np.inf for i in part])
    low, high = _propagated(sums, part, place, values, low, high)
    result = {i: Interval(float(low[place[i]]), float(high[place[i]])) for i in targets}
    if len(part) > MOST_SOLVED:
        return result
    whole = integer and len(part) <= MOST_INTEGER
    constraint = LinearConstraint(matrix, right, right)
    kind = np.ones(len(part)) if whole else np.zeros(len(part))
    for cell in targets:
        if result[cell].exact:
            continue
        ends = []
        for sign in (1.0, -1.0):
            objective = np.zeros(len(part))
            objective[place[cell]] = sign
            answer = milp(objective, constraints=constraint, bounds=Bounds(low, high), integrality=kind)
            if answer.status == 2:  # no solution: the sums do not hold as printed, nothing can be concluded
                ends.append(0.0 if sign > 0 else float("inf"))
            elif answer.x is None:
                ends.append(float(low[place[cell]]) if sign > 0 else float(high[place[cell]]))
            else:
                ends.append(sign * float(answer.fun))
        result[cell] = Interval(_clean(ends[0]), _clean(ends[1]))
    return result


def _propagated(
    sums: list[Sum],
    part: list[int],
    place: Mapping[int, int],
    values: Sequence[float | None],
    low: np.ndarray,  # type: ignore[type-arg]
    high: np.ndarray,  # type: ignore[type-arg]
) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """Bounds after a few rounds of simple reasoning: a part is at most its total less the least of the others."""
    low, high = low.copy(), high.copy()

    def bounds(cell: int) -> tuple[float, float]:
        if cell in place:
            return float(low[place[cell]]), float(high[place[cell]])
        value = float(values[cell] or 0.0)
        return value, value

    for _ in range(6):
        changed = False
        for item in sums:
            ends = [bounds(p) for p in item.parts]
            total_low, total_high = bounds(item.total)
            least, most = sum(a for a, _ in ends), sum(b for _, b in ends)
            if item.total in place:
                n = place[item.total]
                if least > low[n] + _EPSILON or most < high[n] - _EPSILON:
                    low[n], high[n] = max(low[n], least), min(high[n], most)
                    changed = True
            for cell, (a, b) in zip(item.parts, ends, strict=True):
                if cell not in place:
                    continue
                n = place[cell]
                top = total_high - (least - a)
                bottom = total_low - (most - b) if np.isfinite(most) else -np.inf
                if top < high[n] - _EPSILON or bottom > low[n] + _EPSILON:
                    high[n], low[n] = min(high[n], top), max(low[n], bottom)
                    changed = True
        if not changed:
            break
    crossed = low > high + _EPSILON
    if crossed.any():  # contradictory as printed: say nothing rather than something wrong
        return np.zeros(len(part)), np.full(len(part), np.inf)
    return low, np.maximum(low, high)


def _clean(value: float) -> float:
    nearest = round(value) if np.isfinite(value) else value
    return float(nearest) if abs(value - nearest) < 1e-4 else float(value)
