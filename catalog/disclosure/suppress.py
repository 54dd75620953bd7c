"""Hide small counts, and as many others as it takes that the hidden ones stay hidden.

Primary suppression hides counts of 1 … threshold - 1. Complementary suppression then looks for the cheapest further
cells that let every hidden cell vary by the protection width: a linear programme per cell that is still exposed, and a
second whole-numbered table as proof that the attacker of `audit` cannot tell the two apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from catalog.disclosure.audit import Interval, Sum, protected
from catalog.disclosure.moves import cheapest
from catalog.disclosure.programme import Answer, Programme, rows

Floats = NDArray[np.float64]

#: complementary cells of which it is tried whether they may be shown after all
MOST_REVIEWED = 400
#: cells of a cube above which the cheapest elementary change is taken; below, a linear programme looks for a cheaper one
MOST_OPTIMAL = 1000


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
    shape: Sequence[int] | None = None,
) -> Suppression:
    """Which cells to hide so that no hidden cell can be known to less than `width` (default: the threshold).

    `levels`: for each cell how much of a total it is (0 inner cell); totals are hidden last. `also`: cells to hide in any
    case (a dominated amount, a group of one office). `shape`: the table is a cube with totals of that shape.
    """
    width = threshold if width is None else width
    lowest = 0 if not show_zero else 1
    primary = {i for i, v in enumerate(values) if lowest <= v < threshold} | set(also)
    if not primary:
        return Suppression(frozenset(), frozenset(), width)
    search = _Search(values, sums, width, _costs(values, levels), tuple(shape or ()))
    hidden = search.covered(set(primary))
    hidden = search.reviewed(primary, hidden)
    return Suppression(frozenset(primary), frozenset(hidden - primary), width)


def suppress_cube(table: Cube, threshold: int, *, width: int | None = None, show_zero: bool = True) -> Suppression:
    """`suppress` for a cube with totals; cells are positions in `values.ravel()`."""
    flat = table.values.ravel()
    return suppress(
        flat.tolist(),
        table.sums,
        threshold,
        width=width,
        levels=table.levels.tolist(),
        show_zero=show_zero,
        shape=table.values.shape,
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
    The programme has two variables for each cell: by how much it goes up, and down.
    """

    def __init__(
        self, values: Sequence[float], sums: Sequence[Sum], width: int, cost: Floats, shape: tuple[int, ...]
    ) -> None:
        self.true = np.asarray(values, dtype=np.float64)
        self.shape = shape
        self.width = width
        self.cost = cost
        self.count = len(self.true)
        entries = [[(s.total, 1.0), *((p, -1.0) for p in s.parts)] for s in sums]
        both = [[*row, *((c + self.count, -v) for c, v in row)] for row in entries]
        matrix = rows(both, 2 * self.count)
        self.low, self.high = np.zeros(2 * self.count), np.concatenate([np.full(self.count, np.inf), self.true])
        self.programme = Programme(matrix, np.zeros(matrix.count), self.low, self.high)
        self.witnesses: list[Floats] = [self.true]
        self.least, self.most = self.true.copy(), self.true.copy()

    def covered(self, hidden: set[int]) -> set[int]:
        """`hidden` and the cheapest further cells that protect all of them."""
        waiting = sorted(hidden, key=lambda i: (self.true[i], i))
        steps, probe_at = 0, 0
        while waiting:
            if steps == probe_at and len(waiting) > 8:
                self._remember(self._probed(hidden))
                probe_at = steps + (16 if self.count <= MOST_OPTIMAL else max(64, steps))
            cell = waiting.pop(0)
            if self._proved(cell, self.least, self.most):
                continue
            steps += 1
            change = self._change(cell, hidden)
            if change is None:  # cannot happen while totals may be hidden; stay on the safe side
                more = set(range(self.count)) - hidden
            else:
                self._remember([self.true + change])
                more = {int(i) for i in np.flatnonzero(change)} - hidden
            hidden = hidden | more
            waiting.extend(sorted(more))
        return hidden

    def reviewed(self, primary: set[int], hidden: set[int]) -> set[int]:
        """Shows again, the dearest first, what need not be hidden."""
        for cell in sorted(hidden - primary, key=lambda i: (-self.cost[i], i))[:MOST_REVIEWED]:
            fewer = hidden - {cell}
            if self._enough(cell, fewer):
                hidden = fewer
                self.witnesses = [w for w in self.witnesses if w[cell] == self.true[cell]]
        return hidden

    def _enough(self, shown: int, hidden: set[int]) -> bool:
        """Whether all hidden cells stay protected when one cell is shown: witnesses that leave it alone still hold."""
        still = np.array([w for w in self.witnesses if w[shown] == self.true[shown]])
        least, most = still.min(axis=0), still.max(axis=0)
        waiting = [c for c in sorted(hidden, key=lambda i: (self.true[i], i)) if not self._proved(c, least, most)]
        if len(waiting) > 2 and self.count <= MOST_OPTIMAL:
            self._remember(more := self._probed(hidden))
            least, most = np.minimum.reduce([least, *more]), np.maximum.reduce([most, *more])
        for cell in waiting:
            if self._proved(cell, least, most):
                continue
            change = self._change(cell, hidden, only_hidden=True)
            if change is None:
                return False
            self._remember([self.true + change])
            least, most = np.minimum(least, self.true + change), np.maximum(most, self.true + change)
        return True

    def _remember(self, witnesses: list[Floats]) -> None:
        for witness in witnesses:
            self.witnesses.append(witness)
            np.minimum(self.least, witness, out=self.least)
            np.maximum(self.most, witness, out=self.most)

    def _proved(self, cell: int, least: Floats, most: Floats) -> bool:
        return protected(Interval(float(least[cell]), float(most[cell])), self.width)

    def _probed(self, hidden: set[int]) -> list[Floats]:
        """Witnesses that move many hidden cells at once (all up, all down as far as sums allow, fixed weights)."""
        places = np.array(sorted(hidden))
        reach = 4.0 * self.width
        high = np.zeros(2 * self.count)
        high[places], high[places + self.count] = reach, np.minimum(self.true[places], reach)
        everything = np.arange(2 * self.count)
        self.programme.bound(everything, self.low, high)
        weights = np.random.default_rng(0).uniform(0.5, 1.5, (4, len(places))) * np.array([[1], [-1], [1], [-1]])
        weights[2:] *= np.where(np.arange(len(places)) % 2, 1, -1)
        found = []
        for weight in weights:
            prices = np.zeros(2 * self.count)
            prices[places], prices[places + self.count] = weight, -weight
            self.programme.price(everything, prices)
            change = self._whole(self.programme.solve(), high)
            if change is not None and change.any():
                found.append(self.true + change)
        self.programme.bound(everything, self.low, self.high)
        return found

    def _change(self, cell: int, hidden: set[int], only_hidden: bool = False) -> Floats | None:
        """The cheapest whole-numbered change of the table that moves `cell` by the width."""
        price = self.cost.copy()
        price[list(hidden)] = 0.0
        easy = self._elementary(cell, price)
        if easy is not None and (easy[0] == 0.0 or (self.count > MOST_OPTIMAL and not only_hidden)):
            return easy[1]
        if only_hidden and self.count > MOST_OPTIMAL:
            return None
        price[list(hidden)] = 1e-4
        self.programme.price(np.arange(2 * self.count), np.concatenate([price, price]))
        high = self.high.copy()
        if only_hidden:
            still = np.ones(self.count, dtype=np.bool_)
            still[list(hidden)] = False
            high[np.concatenate([still, still])] = 0.0
        best: tuple[float, Floats] | None = None
        for sign in (1, -1):
            if sign < 0 and self.true[cell] < self.width:
                continue
            change = self._moved(cell, sign, high, patient=easy is None and not only_hidden)
            if change is None:
                continue
            total = float(price[np.flatnonzero(change)].sum())
            if best is None or total < best[0]:
                best = (total, change)
            if only_hidden:
                break
        if only_hidden or easy is None or (best is not None and best[0] <= easy[0]):
            return best[1] if best else None
        return easy[1]

    def _elementary(self, cell: int, price: Floats) -> tuple[float, Floats] | None:
        if not self.shape:
            return None
        move = cheapest(self.true.reshape(self.shape), price.reshape(self.shape), cell, self.width)
        if move is None:
            return None
        change = np.zeros(self.count)
        change[list(move.cells)] = np.array(move.signs) * self.width
        return move.price, change

    def _moved(self, cell: int, sign: int, high: Floats, *, patient: bool) -> Floats | None:
        """`patient`: search for whole numbers when a fraction comes out."""
        low, high = self.low.copy(), high.copy()
        moved, still = (cell, self.count + cell) if sign > 0 else (self.count + cell, cell)
        low[moved] = high[moved] = self.width
        high[still] = 0.0
        everything = np.arange(2 * self.count)
        self.programme.bound(everything, low, high)
        answer = self.programme.solve()
        change = self._whole(answer, high)
        if change is None and answer.x is not None and patient:
            change = self._whole(self.programme.solve_whole(), high)
        self.programme.bound(everything, self.low, self.high)
        return change

    def _whole(self, answer: Answer, high: Floats) -> Floats | None:
        """The change of every cell; halves and thirds are multiplied away where the bounds leave room."""
        if answer.x is None:
            return None
        for factor in (1, 2, 3, 4, 6):
            x = answer.x * factor
            if np.abs(x - np.round(x)).max() < 1e-5:
                x = np.round(x)
                free = self.high if factor == 1 else np.where(high > 0, self.high, 0.0)
                return x[: self.count] - x[self.count :] if (x <= free).all() else None
        return None
