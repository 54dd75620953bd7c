"""Which table of counts tells most about a register of people while hiding least: search over axes and their classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from catalog.disclosure.columns import combined
from catalog.release.recipe import Step
from catalog.release.recipe_ladders import WEIGHTS, Rung
from catalog.release.recipe_lattice import entropy

#: groups along one axis that a reader still takes in, and cells of a proposed table
MOST_GROUPS = 30
MOST_CELLS = 1_000
MOST_AXES = 3
#: share of the filled cells that may be small by themselves
MOST_SMALL = 0.15
#: bits beyond which finer classes of one axis tell little more (about ten groups)
_ENOUGH = 3.3
_BIT = float(np.log(2))
#: tables looked at
MOST_TRIED = 4_000


@dataclass(frozen=True, slots=True)
class Design:
    """One table of counts: its axes (column, step that makes its classes), what it tells and what it would hide."""

    axes: tuple[tuple[str, Step | None], ...]
    cells: int
    small: int
    #: how much the axes tell a reader: bits of each, weighted by what they speak of
    value: float
    #: share of the rows that stand in cells large enough to be shown
    shown: float

    @property
    def worth(self) -> float:
        """What is told times who is shown."""
        return self.value * self.shown


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """A column that may be an axis: its classes, the finest first, and what it speaks of (kind of a role)."""

    name: str
    rungs: Sequence[Rung]
    kind: str

    @property
    def usable(self) -> list[Rung]:
        """Rungs with a number of groups that a reader takes in."""
        return [r for r in self.rungs if r.level.codes is not None and 2 <= r.level.codes.size <= MOST_GROUPS]


def designs(columns: Sequence[Axis], threshold: int) -> list[Design]:
    """The best table with one, two and three axes: most information among those that hide little."""
    axes = [(axis, axis.usable) for axis in columns if axis.usable]
    found: list[Design] = []
    tried = 0
    for size in range(1, MOST_AXES + 1):
        best: Design | None = None
        for chosen in combinations(axes, size):
            for rungs in product(*[r for _, r in chosen]):
                tried += 1
                if tried > MOST_TRIED:
                    break
                design = _design([axis for axis, _ in chosen], rungs, threshold)
                if design is not None and (best is None or design.worth > best.worth):
                    best = design
        if best is not None:
            found.append(best)
    return found


def _design(axes: Sequence[Axis], rungs: Sequence[Rung], threshold: int) -> Design | None:
    columns = [rung.level.codes for rung in rungs]
    coded = [c for c in columns if c is not None]
    cells = int(np.prod([c.size for c in coded]))
    if cells > MOST_CELLS:
        return None
    key, size = combined(coded)
    counts = np.bincount(key, minlength=size)
    filled = counts[counts > 0]
    small = int((filled < threshold).sum())
    if small > MOST_SMALL * len(filled) or len(filled) < 0.5 * cells:
        return None
    rows = max(1, len(key))
    value = sum(WEIGHTS.get(a.kind, 1.0) * min(entropy(c) / _BIT, _ENOUGH) for a, c in zip(axes, coded, strict=True))
    shown = float(filled[filled >= threshold].sum()) / rows
    return Design(tuple((a.name, r.step) for a, r in zip(axes, rungs, strict=True)), cells, small, value, shown)
