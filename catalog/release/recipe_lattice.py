"""The cheapest way to make columns coarser until every row stands in a group of k: search in the lattice of all ways.

Every column has levels from as it is to dropped, each a function of the one before. A coarser node never has more rows in
small groups, so one answer settles many nodes: what is below a failing node fails, what is above a passing one passes. Paths
through what is open are cut in half (the idea of Flash and OLA), the cheapest nodes first; the answer is the optimum, not a guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from catalog.disclosure.columns import Codes, combined
from catalog.disclosure.uniqueness import groups

Ints = NDArray[np.int64]
#: nodes of the largest lattice that is searched whole
MOST_NODES = 60_000


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One level of a column: its codes (None: dropped) and the share of the column's information that is lost, 0…1."""

    codes: Codes | None
    loss: float


@dataclass(frozen=True, slots=True)
class Found:
    """The cheapest node for an allowance: level of each column, mean loss, rows in groups that stay below k."""

    node: tuple[int, ...]
    loss: float
    below: int


@dataclass(eq=False)
class Lattice:
    """All combinations of levels. `columns`: for each column its levels, the first as it is, the last the coarsest."""

    columns: Sequence[Sequence[Level]]
    k: int
    asked: dict[tuple[int, ...], int] = field(default_factory=dict)

    @cached_property
    def rows(self) -> int:
        """Rows of the table."""
        return len(self._first[0].values)

    @cached_property
    def _first(self) -> list[Codes]:
        found = [c for levels in self.columns if (c := levels[0].codes) is not None]
        return found or [next(level.codes for levels in self.columns for level in levels if level.codes is not None)]

    @cached_property
    def _distinct(self) -> tuple[list[list[Codes | None]], Ints]:
        """Every level on the distinct rows only, and how many rows each of these stands for."""
        classes = groups(self._first)
        where = np.zeros(classes.classes, dtype=np.int64)
        where[classes.of_row[::-1]] = np.arange(len(classes.of_row))[::-1]
        thin = [
            [None if level.codes is None else Codes(level.codes.values[where], level.codes.labels) for level in levels]
            for levels in self.columns
        ]
        return thin, classes.sizes

    def below(self, node: tuple[int, ...]) -> int:
        """Rows in groups of fewer than k at a node; all of them where nothing is left."""
        if node not in self.asked:
            thin, weights = self._distinct
            kept = [c for levels, n in zip(thin, node, strict=True) if (c := levels[n]) is not None]
            if not kept:
                return self.rows
            key, size = combined(kept)
            sizes = np.bincount(key, weights=weights, minlength=size)
            self.asked[node] = int(sizes[sizes < self.k].sum())
        return self.asked[node]

    def cheapest(self, allowed: int) -> Found | None:
        """The node of least loss with at most `allowed` rows in small groups; None when only dropping everything does it."""
        nodes, losses = self._nodes
        dead = np.zeros(len(nodes), dtype=np.bool_)
        passed = np.zeros(len(nodes), dtype=np.bool_)
        for node, count in self.asked.items():
            self._settle(np.array(node), count <= allowed, nodes, dead, passed)
        empty = np.array([[level.codes is None for level in levels][-1] for levels in self.columns])
        if empty.all():
            last = np.array([len(levels) - 1 for levels in self.columns])
            dead |= (nodes == last).all(axis=1)
        for place in np.argsort(losses, kind="stable"):
            if dead[place]:
                continue
            # everything cheaper is settled: climb from here, halving, until this very node is settled too
            while not (dead[place] or passed[place]):
                self._climb(int(place), allowed, nodes, losses, dead, passed)
            if passed[place]:
                node = tuple(int(n) for n in nodes[place])
                return Found(node, float(losses[place]), self.below(node))
        return None

    def _climb(self, start: int, allowed: int, nodes: Ints, losses: NDArray[np.float64], dead: NDArray[np.bool_], passed: NDArray[np.bool_]) -> None:  # fmt: skip
        """One path from a node up through open ones, cut in half until its border is found."""
        path = [start]
        strides = self._strides
        while True:
            here = nodes[path[-1]]
            steps = [
                path[-1] + strides[c]
                for c in range(len(here))
                if here[c] + 1 < len(self.columns[c])
                and not dead[path[-1] + strides[c]]
                and not passed[path[-1] + strides[c]]
            ]
            if not steps:
                break
            path.append(min(steps, key=lambda p: (losses[p], p)))
        low, high = 0, len(path)
        while low < high:
            middle = (low + high) // 2
            node = tuple(int(n) for n in nodes[path[middle]])
            fits = self.below(node) <= allowed
            self._settle(nodes[path[middle]], fits, nodes, dead, passed)
            low, high = (low, middle) if fits else (middle + 1, high)

    @staticmethod
    def _settle(node: Ints, fits: bool, nodes: Ints, dead: NDArray[np.bool_], passed: NDArray[np.bool_]) -> None:
        if fits:
            passed |= (nodes >= node).all(axis=1)
        else:
            dead |= (nodes <= node).all(axis=1)

    @cached_property
    def _nodes(self) -> tuple[Ints, NDArray[np.float64]]:
        shape = [len(levels) for levels in self.columns]
        nodes = np.stack(np.meshgrid(*[np.arange(n) for n in shape], indexing="ij"), axis=-1).reshape(-1, len(shape))
        losses = np.zeros(len(nodes))
        for c, levels in enumerate(self.columns):
            losses += np.array([level.loss for level in levels])[nodes[:, c]]
        return nodes, losses / len(shape)

    @cached_property
    def _strides(self) -> list[int]:
        shape = [len(levels) for levels in self.columns]
        return [int(np.prod(shape[c + 1 :])) for c in range(len(shape))]


def entropy_loss(before: Codes, after: Codes) -> float:
    """Share of the information (entropy) of a column that is gone."""
    whole = entropy(before)
    return 0.0 if whole == 0 else max(0.0, 1.0 - entropy(after) / whole)


def entropy(column: Codes) -> float:
    """Entropy of a column in nats."""
    counts = np.bincount(column.values, minlength=column.size)
    p = counts[counts > 0] / max(1, counts.sum())
    return float(-(p * np.log(p)).sum())
