"""Hide small counts, and as many others as it takes that the hidden ones stay hidden.

Primary suppression hides counts of 1 … threshold - 1. Complementary suppression then looks for the cheapest further
cells that let every hidden cell vary by the protection width: a linear programme per cell that is still exposed, and a
second whole-numbered table as proof that the attacker of `audit` cannot tell the two apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.disclosure.audit import Interval, Sum, protected

Floats = NDArray[np.float64]

#: complementary cells above which no attempt is made to show some of them again
MOST_REVIEWED = 60


@dataclass(frozen=True, slots=True)
class Suppression:
    """What is hidden and why; no hidden cell can be known to less than `width`."""

    primary: frozenset[int]
    complementary: frozenset[int]
    width: int

    @property
    def hidden(self) -> frozenset[int]:
        return self.primary | self.complementary


@dataclass(frozen=True, slots=True, eq=False)
class Cube:
    """Counts over one to three (or more) dimensions with a total in each: position 0 of every axis is the total."""

    #: labels of each dimension without the total
    labels: tuple[tuple[str, ...], ...]
    #: shape (labels + 1) per dimension
    values: NDArray[np.float64]

    @property
    def sums(self) -> list[Sum]:
        """Every total as the sum of its parts, along every axis."""
        shape = self.values.shape
        strides = [int(np.prod(shape[axis + 1 :])) for axis in range(len(shape))]
        found = []
        for axis, length in enumerate(shape):
            others = [range(n) if a != axis else range(1) for a, n in enumerate(shape)]
            for place in product(*others):
                base = sum(p * s for p, s in zip(place, strides, strict=True))
                found.append(Sum(base, tuple(base + i * strides[axis] for i in range(1, length))))
        return found

    @property
    def levels(self) -> NDArray[np.int64]:
        """How many dimensions each cell is a total of (0: an inner cell)."""
        grids = np.meshgrid(*[np.arange(n) == 0 for n in self.values.shape], indexing="ij")
        result: NDArray[np.int64] = np.sum([g.astype(np.int64) for g in grids], axis=0)
        return result.ravel()


def cube(labels: Sequence[Sequence[str]], inner: NDArray[np.float64]) -> Cube:
    """A cube with totals from its inner cells."""
    values = np.asarray(inner, dtype=np.float64)
    for axis in range(values.ndim):
        values = np.concatenate([values.sum(axis=axis, keepdims=True), values], axis=axis)
    return Cube(tuple(tuple(x) for x in labels), values)


def suppress(
    values: Sequence[float],
    sums: Sequence[Sum],
    threshold: int,
    *,
    width: int | None = None,
    levels: Sequence[int] | None = None,
    show_zero: bool = True,
    also: Sequence[int] = (),
) -> Suppression:
    """Which cells to hide so that no hidden cell can be known to less than `width` (default: the threshold).

    `levels`: for each cell how much of a total it is (0 inner cell); totals are hidden last. `also`: cells to hide in any
    case (a dominated amount, a group of one office).
    """
    width = threshold if width is None else width
    lowest = 0 if not show_zero else 1
    primary = {i for i, v in enumerate(values) if lowest <= v < threshold} | set(also)
    if not primary:
        return Suppression(frozenset(), frozenset(), width)
    search = _Search(values, sums, width, _costs(values, levels))
    hidden = search.covered(set(primary))
    hidden = search.reviewed(primary, hidden)
    return Suppression(frozenset(primary), frozenset(hidden - primary), width)


def suppress_cube(table: Cube, threshold: int, *, width: int | None = None, show_zero: bool = True) -> Suppression:
    """`suppress` for a cube with totals; cells are positions in `values.ravel()`."""
    flat = table.values.ravel()
    return suppress(
        flat.tolist(), table.sums, threshold, width=width, levels=table.levels.tolist(), show_zero=show_zero
    )


def _costs(values: Sequence[float], levels: Sequence[int] | None) -> Floats:
    """What hiding a cell costs: more for larger counts, much more for totals and for zeros (which others can guess)."""
    cells = np.asarray(values, dtype=np.float64)
    cost = 1.0 + np.log1p(cells)
    cost[cells == 0] = 50.0
    if levels is not None:
        cost *= 8.0 ** np.asarray(levels, dtype=np.float64)
    return cost


class _Search:
    """Finds other tables that look the same from outside.

    A witness is a whole-numbered table that differs from the true one in hidden cells only and satisfies all sums. Two
    witnesses `width` apart in a cell prove that no attacker can know that cell better; hiding more keeps every witness.
    """

    def __init__(self, values: Sequence[float], sums: Sequence[Sum], width: int, cost: Floats) -> None:
        self.true = np.asarray(values, dtype=np.float64)
        self.sums = sums
        self.width = width
        self.cost = cost
        self.matrix = _matrix(sums, len(values))

    def covered(self, hidden: set[int]) -> set[int]:
        """`hidden` and the cheapest further cells that protect all of them."""
        witnesses: list[Floats] = [self.true]
        waiting = sorted(hidden, key=lambda i: (self.true[i], i))
        steps = 0
        while waiting:
            if steps % 16 == 0 and len(waiting) > 8:
                self._probe(hidden, witnesses)
            steps += 1
            cell = waiting.pop(0)
            if self._proved(cell, witnesses):
                steps -= 1
                continue
            change = self._change(cell, hidden)
            if change is None:  # cannot happen while totals may be hidden; stay on the safe side
                more = set(range(len(self.true))) - hidden
            else:
                witnesses.append(self.true + change)
                more = {int(i) for i in np.flatnonzero(change)} - hidden
            hidden = hidden | more
            waiting.extend(sorted(more))
        return hidden

    def reviewed(self, primary: set[int], hidden: set[int]) -> set[int]:
        """Shows again, the dearest first, what need not be hidden."""
        extra = sorted(hidden - primary, key=lambda i: (-self.cost[i], i))
        if len(extra) > MOST_REVIEWED:
            return hidden
        for cell in extra:
            fewer = hidden - {cell}
            if self._enough(fewer):
                hidden = fewer
        return hidden

    def _enough(self, hidden: set[int]) -> bool:
        witnesses: list[Floats] = [self.true]
        self._probe(hidden, witnesses)
        for cell in sorted(hidden, key=lambda i: (self.true[i], i)):
            if self._proved(cell, witnesses):
                continue
            change = self._change(cell, hidden, only_hidden=True)
            if change is None:
                return False
            witnesses.append(self.true + change)
        return True

    def _proved(self, cell: int, witnesses: list[Floats]) -> bool:
        seen = [w[cell] for w in witnesses]
        return protected(Interval(float(min(seen)), float(max(seen))), self.width)

    def _probe(self, hidden: set[int], witnesses: list[Floats]) -> None:
        """Adds witnesses that move many hidden cells at once (all up, all down as far as sums allow, fixed weights)."""
        from scipy.optimize import linprog

        places = np.array(sorted(hidden))
        part = self.matrix[:, places]
        reach = 4.0 * self.width
        bounds = np.column_stack([-np.minimum(self.true[places], reach), np.full(len(places), reach)])
        weights = np.random.default_rng(0).uniform(0.5, 1.5, (4, len(places))) * np.array([[1], [-1], [1], [-1]])
        weights[2:] *= np.where(np.arange(len(places)) % 2, 1, -1)
        for weight in weights:
            answer = linprog(weight, A_eq=part, b_eq=np.zeros(part.shape[0]), bounds=bounds, method="highs-ds")
            if answer.x is not None and np.abs(answer.x - np.round(answer.x)).max() < 1e-5:
                found = self.true.copy()
                found[places] += np.round(answer.x)
                witnesses.append(found)

    def _change(self, cell: int, hidden: set[int], only_hidden: bool = False) -> Floats | None:
        """The cheapest whole-numbered change of the table that moves `cell` by the width."""
        price = self.cost.copy()
        price[list(hidden)] = 1e-4
        best: tuple[float, Floats] | None = None
        for sign in (1, -1):
            if sign < 0 and self.true[cell] < self.width:
                continue
            change = self._moved(cell, sign, hidden, price, only_hidden)
            if change is None:
                continue
            total = float(price[np.flatnonzero(change)].sum())
            if best is None or total < best[0]:
                best = (total, change)
            if only_hidden:
                break
        return best[1] if best else None

    def _moved(self, cell: int, sign: int, hidden: set[int], price: Floats, only_hidden: bool) -> Floats | None:
        from scipy.optimize import Bounds, LinearConstraint, linprog, milp
        from scipy.sparse import hstack

        places = np.array(sorted(hidden)) if only_hidden else np.arange(len(self.true))
        column = {int(p): n for n, p in enumerate(places)}
        count = len(places)
        both = self.matrix[:, places]
        both = hstack([both, -both], format="csr")
        low = np.zeros(2 * count)
        high = np.concatenate([np.full(count, np.inf), self.true[places]])
        moved, still = (column[cell], count + column[cell]) if sign > 0 else (count + column[cell], column[cell])
        low[moved] = high[moved] = self.width
        high[still] = 0.0
        objective = np.concatenate([price[places], price[places]])
        zero = np.zeros(both.shape[0])
        answer = linprog(objective, A_eq=both, b_eq=zero, bounds=np.column_stack([low, high]), method="highs-ds")
        x = answer.x
        if x is not None and np.abs(x - np.round(x)).max() > 1e-5:
            x = milp(
                objective,
                constraints=LinearConstraint(both, zero, zero),
                bounds=Bounds(low, high),
                integrality=np.ones(2 * count),
            ).x
        if x is None:
            return None
        change = np.zeros(len(self.true))
        change[places] = np.round(x[:count]) - np.round(x[count:])
        return change


def _matrix(sums: Sequence[Sum], count: int) -> Any:
    """One row per sum: total less parts."""
    from scipy.sparse import csr_matrix

    rows, columns, weights = [], [], []
    for n, item in enumerate(sums):
        for i, weight in ((item.total, 1.0), *((p, -1.0) for p in item.parts)):
            rows.append(n)
            columns.append(i)
            weights.append(weight)
    return csr_matrix((weights, (rows, columns)), shape=(len(sums), count))
