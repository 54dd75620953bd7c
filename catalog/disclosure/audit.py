"""The attacker: what can be learned of hidden cells from what is shown.

A table is a list of cells (a number, or None where hidden) and of sums that hold among them. Counts are whole and not
negative. Cells that subtraction gives away fall to peeling, more to simple reasoning with bounds; for the rest the smallest
and the largest value that fits all sums are found by linear and, where fractions come out, integer programming (HiGHS).
Each connected part of the table is one programme that is built once. Rounded cells enter with their rounding range.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from catalog.disclosure.programme import Answer, Floats, Programme, Rows, rows

#: hidden cells in one connected part above which only peeling and reasoning with bounds are done
MOST_SOLVED = 6000
#: rounds of reasoning with bounds
_ROUNDS = 60
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
) -> dict[int, Interval]:
    """The interval of each hidden cell (or of `cells` among them).

    `ranges`: what is known of a cell besides the sums: (smallest, largest). A shown cell with a range is one that was
    rounded; a hidden cell with a range is one whose mark says so ("1～9").
    """
    ranges = dict(ranges or {})
    wanted = [i for i in (range(len(values)) if cells is None else cells) if values[i] is None]
    result: dict[int, Interval] = {}
    for part in _parts(values, sums, ranges):
        result.update(part.intervals([i for i in wanted if i in part.place]))
    for i in wanted:
        low, high = ranges.get(i, (0.0, float("inf")))
        result.setdefault(i, Interval(max(0.0, low), high))
    return result


def unsafe(
    values: Sequence[float | None],
    sums: Sequence[Sum],
    width: int,
    *,
    ranges: Mapping[int, tuple[float, float]] | None = None,
) -> dict[int, Interval]:
    """Hidden cells that are not proved to hide `width` values, with what is known of them. Cheaper than `attack`: cells
    that differ enough between two possible tables are cleared together, only the rest is solved one by one."""
    found: dict[int, Interval] = {}
    for part in _parts(values, sums, dict(ranges or {})):
        targets = [i for i in part.cells if values[i] is None]
        suspects = part.suspects(targets, width, partial(protected, width=width))
        found.update((i, x) for i, x in part.intervals(suspects).items() if not protected(x, width))
    return found


def known(values: Sequence[float | None], sums: Sequence[Sum]) -> dict[int, float]:
    """Hidden cells that an attacker knows exactly."""
    found = peel(values, sums)
    rest = [found.get(i) if v is None else v for i, v in enumerate(values)]
    for part in _parts(rest, sums, {}):
        for cell, interval in part.intervals(part.suspects(part.cells, 1, _open)).items():
            if interval.exact:
                found[cell] = interval.low
    return {i: v for i, v in found.items() if v >= -_EPSILON}


def _open(interval: Interval) -> bool:
    return not interval.exact


class _Part:
    """Unknown cells that share sums, directly or over others: matrix · x = right, low <= x <= high.

    `least` and `most` are the smallest and largest value of each cell in the whole-numbered tables seen so far.
    """

    def __init__(self, cells: list[int], matrix: Rows, right: Floats, low: Floats, high: Floats) -> None:
        self.cells = cells
        self.place = {cell: n for n, cell in enumerate(cells)}
        self.low, self.high, self.contradictory = propagated(matrix, right, low, high)
        self.least, self.most = np.full(len(cells), np.inf), np.full(len(cells), -np.inf)
        #: with a single sum the reasoning with bounds is exact; a very large part has to do with it
        self.reasoned = matrix.count == 1 or len(cells) > MOST_SOLVED
        if matrix.count == 1 and not self.contradictory:
            self.least, self.most = self.low.copy(), self.high.copy()
        self._programme = Programme(matrix, right, self.low, self.high)
        if not self.contradictory and not self.reasoned:
            self.contradictory = self._seen(self._programme.solve()) is None

    def intervals(self, targets: Iterable[int]) -> dict[int, Interval]:
        """The interval of some cells. When the sums contradict each other as printed nothing is concluded."""
        if self.contradictory:
            return {i: Interval(0.0, float("inf")) for i in targets}
        found = {}
        for cell in targets:
            n = self.place[cell]
            found[cell] = Interval(
                *((self.low[n], self.high[n]) if self.reasoned else (self._end(n, 1), self._end(n, -1)))
            )
        return found

    def suspects(self, targets: list[int], width: int, enough: Callable[[Interval], bool]) -> list[int]:
        """Those of `targets` whose values in a few very different possible tables are not far enough apart."""
        if self.contradictory:
            return []
        if not self.reasoned:
            self._probe(width)
        places = [self.place[i] for i in targets]
        return [
            i
            for i, n in zip(targets, places, strict=True)
            if not enough(Interval(float(self.least[n]), float(self.most[n])))
        ]

    def _probe(self, width: int) -> None:
        everything = np.arange(len(self.cells))
        top = np.maximum(self.low, np.minimum(self.high, np.nan_to_num(self.most, neginf=0.0) + 4.0 * width))
        self._programme.bound(everything, self.low, top)
        weights = np.random.default_rng(0).uniform(0.2, 1.0, (3, len(everything)))
        for weight in (*weights, *(-weights)):
            self._programme.price(everything, weight)
            self._seen(self._programme.solve())
        self._programme.price(everything, np.zeros(len(everything)))
        self._programme.bound(everything, self.low, self.high)

    def _end(self, n: int, sign: int) -> float:
        """The smallest (sign 1) or largest (sign -1) value of a cell."""
        bound = float(self.low[n] if sign > 0 else self.high[n])
        if (self.least[n] if sign > 0 else self.most[n]) == bound:
            return bound
        self._programme.price(np.array([n]), np.array([float(sign)]))
        end = sign * self._least(n, sign)
        self._programme.price(np.array([n]), np.zeros(1))
        return end

    def _least(self, n: int, sign: int) -> float:
        answer = self._programme.solve()
        self._seen(answer)
        if answer.x is None:
            return -np.inf if answer.unbounded else float(sign * (self.low[n] if sign > 0 else self.high[n]))
        if (end := self._rounded(answer)) == self._reached(n, sign):
            return end
        answer = self._programme.solve_whole()
        self._seen(answer)
        return self._rounded(answer) if answer.x is not None or answer.bound else end

    def _rounded(self, answer: Answer) -> float:
        return float(np.ceil(answer.bound - 1e-4)) + 0.0

    def _reached(self, n: int, sign: int) -> float:
        return float(self.least[n] if sign > 0 else -self.most[n])

    def _seen(self, answer: Answer) -> Floats | None:
        """Remembers a possible table, when it is one of whole numbers."""
        if answer.x is not None and answer.whole:
            whole = np.round(answer.x)
            np.minimum(self.least, whole, out=self.least)
            np.maximum(self.most, whole, out=self.most)
        return answer.x


def propagated(matrix: Rows, right: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats, bool]:
    """Bounds after reasoning with one sum at a time (a part is at most its total less the least of the others), in whole
    numbers, and whether they contradict each other (then the bounds are those given)."""
    first_low, first_high = low, high
    of, index, value = matrix.of, matrix.index, matrix.value
    up = value > 0
    low, high = np.ceil(low - _EPSILON), np.floor(high + _EPSILON)
    for _ in range(_ROUNDS):
        # the least and the most that each entry adds to its row; what is not bounded is counted, not added
        least = value * np.where(up, low[index], high[index])
        most = value * np.where(up, high[index], low[index])
        others = [_others(of, x, matrix.count) for x in (least, most)]
        bound_high = right[of] - others[0]
        bound_low = right[of] - others[1]
        # entry · x lies between bound_low and bound_high
        new_low, new_high = low.copy(), high.copy()
        np.maximum.at(new_low, index, np.ceil(np.where(up, bound_low, -bound_high) - _EPSILON))
        np.minimum.at(new_high, index, np.floor(np.where(up, bound_high, -bound_low) + _EPSILON))
        if (new_low > new_high).any():
            return first_low, first_high, True
        if (new_low == low).all() and (new_high == high).all():
            break
        low, high = new_low, new_high
    return low, high, False


def _others(of: NDArray[np.int64], amounts: Floats, count: int) -> Floats:
    """For each entry the sum of the other entries of its row, infinite when one of them is."""
    endless = ~np.isfinite(amounts)
    finite = np.where(endless, 0.0, amounts)
    total = np.bincount(of, weights=finite, minlength=count)
    unbounded = np.bincount(of, weights=endless, minlength=count)
    rest = total[of] - finite
    sign = np.sign(amounts[endless][0]) if endless.any() else 1.0
    return np.where(unbounded[of] - endless > 0.5, sign * np.inf, rest)


def _parts(
    values: Sequence[float | None], sums: Sequence[Sum], ranges: Mapping[int, tuple[float, float]]
) -> list[_Part]:
    """The connected parts of a table, the cells in ascending order."""
    free = {i for i, v in enumerate(values) if v is None}
    free |= {i for i, (low, high) in ranges.items() if low < high}
    found = []
    for cells, of in _connected(free, sums):
        place = {cell: n for n, cell in enumerate(cells)}
        entries: list[list[tuple[int, float]]] = []
        right = []
        for item in of:
            constant = 0.0
            entries.append([])
            for cell, weight in ((item.total, 1.0), *((p, -1.0) for p in item.parts)):
                if cell in place:
                    entries[-1].append((place[cell], weight))
                else:
                    constant += weight * float(values[cell] or 0.0)
            right.append(0.0 - constant)
        matrix = rows(entries, len(cells))
        low = np.array([max(0.0, ranges[i][0]) if i in ranges else 0.0 for i in cells])
        high = np.array([ranges[i][1] if i in ranges else np.inf for i in cells])
        found.append(_Part(cells, matrix, np.array(right), low, high))
    return found


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
