"""Elementary changes of a table with totals that keep every sum: what goes up in one place goes down in others.

Along one axis a change is "one label up, another down" or "one label up and its total with it". The product of one such
pair for each axis touches 2 to the power of the dimensions cells and satisfies all sums, so it needs no linear programme.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Move:
    """Cells that change by +1 or -1 times the width, and the price of those that are not hidden yet."""

    cells: tuple[int, ...]
    signs: tuple[int, ...]
    price: float


def cheapest(values: Floats, price: Floats, cell: int, width: float) -> Move | None:
    """The cheapest elementary change of a cube (position 0 of an axis is its total) that moves `cell` by `width`.

    Cells that would fall below zero rule a change out; equal prices are settled by position. None when all are ruled out.
    """
    shape = values.shape
    place = [int(i) for i in np.unravel_index(cell, shape)]
    best: Move | None = None
    for sign in (1, -1):
        cost = _costs(values, price, place, sign, width)
        at = int(np.argmin(cost))
        if np.isfinite(cost.flat[at]) and (best is None or cost.flat[at] < best.price):
            partners = [int(i) for i in np.unravel_index(at, shape)]
            cells, signs = [], []
            for chosen in product((False, True), repeat=len(shape)):
                index = [p if c else i for c, i, p in zip(chosen, place, partners, strict=True)]
                turns = [_sign(i, p) for c, i, p in zip(chosen, place, partners, strict=True) if c]
                cells.append(int(np.ravel_multi_index(index, shape)))
                signs.append(sign * int(np.prod(turns, initial=1)))
            best = Move(tuple(cells), tuple(signs), float(cost.flat[at]))
    return best


def _costs(values: Floats, price: Floats, place: Sequence[int], sign: int, width: float) -> Floats:
    """Price of the change for every choice of one partner along each axis; infinite where it cannot be."""
    shape = values.shape
    total = np.zeros(shape)
    for chosen in product((False, True), repeat=len(shape)):
        index = tuple(slice(None) if c else slice(i, i + 1) for c, i in zip(chosen, place, strict=True))
        turn = np.full((1,) * len(shape), float(sign))
        for axis, (c, i) in enumerate(zip(chosen, place, strict=True)):
            if c:
                along = [1] * len(shape)
                along[axis] = shape[axis]
                turn = turn * np.array([_sign(i, p) for p in range(shape[axis])]).reshape(along)
        total = total + price[index] + np.where((turn < 0) & (values[index] < width), np.inf, 0.0)
    for axis, i in enumerate(place):
        itself = [slice(None)] * len(shape)
        itself[axis] = slice(i, i + 1)
        total[tuple(itself)] = np.inf
    return total


def _sign(position: int, partner: int) -> int:
    """A label and its total move together, two labels against each other."""
    return 1 if position == 0 or partner == 0 else -1
