"""How well the rows of a table hide among each other: k, l, t, unique rows, and the columns that give a row away.

Values equal those of pycanon (k-anonymity, l-diversity, entropy l-diversity, t-closeness with equal or ordered distance).
A class is a set of rows that agree on all quasi-identifiers; an empty cell counts as a value of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from catalog.disclosure.columns import Codes, Ints, codes, combined

#: Rows times column sets that the search for identifying column sets may look at.
BUDGET = 40_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """The classes of a table: which one each row is in, and how many rows each has."""

    of_row: Ints
    sizes: Ints

    @property
    def rows(self) -> int:
        return len(self.of_row)

    @property
    def classes(self) -> int:
        return len(self.sizes)

    @property
    def k(self) -> int:
        """Rows of the smallest class (0 for an empty table)."""
        return int(self.sizes.min()) if len(self.sizes) else 0

    @property
    def unique(self) -> int:
        """Rows that stand alone."""
        return int((self.sizes == 1).sum())

    def below(self, k: int) -> int:
        """Rows in classes of fewer than `k` rows."""
        return int(self.sizes[self.sizes < k].sum())

    def rows_where(self, smallest: int, largest: int) -> Ints:
        """Row positions (from 0) whose class has between `smallest` and `largest` rows."""
        size = self.sizes[self.of_row]
        return np.flatnonzero((size >= smallest) & (size <= largest))


@dataclass(frozen=True, slots=True)
class Giveaway:
    """A smallest set of columns that makes `rows` rows unique: no smaller set within it does that for them."""

    columns: tuple[int, ...]
    rows: int


def groups(columns: Sequence[Codes]) -> Groups:
    """Classes over some coded columns."""
    key, size = combined(list(columns))
    counts = np.bincount(key, minlength=size)
    present = np.flatnonzero(counts)
    table = np.zeros(size, dtype=np.int64)
    table[present] = np.arange(len(present))
    return Groups(table[key], counts[present].astype(np.int64))


def k_anonymity(frame: pl.DataFrame, quasi: Sequence[str]) -> int:
    """Rows of the smallest class over the columns `quasi`."""
    return groups([codes(frame[name]) for name in quasi]).k


def l_diversity(classes: Groups, sensitive: Codes) -> int:
    """Fewest distinct sensitive values in a class."""
    return int(distinct_values(classes, sensitive).min()) if classes.classes else 0


def distinct_values(classes: Groups, sensitive: Codes) -> Ints:
    """Distinct sensitive values of each class."""
    pair, _ = _pairs(classes, sensitive)
    return np.bincount(pair // sensitive.size, minlength=classes.classes).astype(np.int64)


def entropy_l_diversity(classes: Groups, sensitive: Codes) -> int:
    """exp of the smallest entropy of the sensitive values in a class, rounded down as pycanon does."""
    if not classes.classes:
        return 0
    pair, count = _pairs(classes, sensitive)
    of = pair // sensitive.size
    p = count / classes.sizes[of]
    entropy = np.bincount(of, weights=-p * np.log(p), minlength=classes.classes)
    return int(np.floor(np.exp(entropy.min()) + 1e-12))


def t_closeness(classes: Groups, sensitive: Codes, ordered: NDArray[np.float64] | None = None) -> float:
    """Largest distance between the sensitive values of a class and those of the whole table.

    `ordered`: the number behind each code, for the ordered distance; without it all values are equally far apart.
    """
    if not classes.classes:
        return 0.0
    whole = np.bincount(sensitive.values, minlength=sensitive.size) / classes.rows
    pair, count = _pairs(classes, sensitive)
    of, value = pair // sensitive.size, pair % sensitive.size
    share = count / classes.sizes[of]
    if ordered is None:
        # half of |q - p| over all values = what the values present have above (or below) their share, once
        absent = 1.0 - np.bincount(of, weights=whole[value], minlength=classes.classes)
        present = np.bincount(of, weights=np.abs(share - whole[value]), minlength=classes.classes)
        return float((0.5 * (present + absent)).max())
    return _ordered_distance(classes, sensitive, whole, (of, value, share), ordered)


def giveaways(
    columns: Sequence[Codes], most: int = 4, budget: int = BUDGET
) -> tuple[list[Giveaway], NDArray[np.bool_]]:
    """Smallest column sets (up to `most` columns) that make rows unique, most rows first; and whether each row is in one.

    Stops before a size of sets that would look at more than `budget` rows times sets.
    """
    rows = len(columns[0].values) if columns else 0
    seen: dict[tuple[int, ...], NDArray[np.bool_]] = {}
    found: list[Giveaway] = []
    spent = 0
    for size in range(1, min(most, len(columns)) + 1):
        sets = list(combinations(range(len(columns)), size))
        spent += len(sets) * rows
        if size > 1 and spent > budget:
            break
        for subset in sets:
            within: NDArray[np.bool_] = np.zeros(rows, dtype=np.bool_)
            for smaller in combinations(subset, size - 1):
                if smaller in seen:
                    within |= seen[smaller]
            if within.all() and rows:
                seen[subset] = within
                continue
            key, count = combined([columns[i] for i in subset])
            alone = np.bincount(key, minlength=count)[key] == 1
            minimal = int((alone & ~within).sum())
            if minimal:
                found.append(Giveaway(subset, minimal))
            seen[subset] = alone | within
        if size > 1:
            seen = {k: v for k, v in seen.items() if len(k) == size}
    anywhere: NDArray[np.bool_] = np.zeros(rows, dtype=np.bool_)
    for alone in seen.values():
        anywhere |= alone
    return sorted(found, key=lambda g: (-g.rows, len(g.columns), g.columns)), anywhere


def singular(column: Codes, share: float = 0.001) -> list[str]:
    """Values that one row alone has in a column where most values are common (116 歳, the only 職業)."""
    counts = np.bincount(column.values, minlength=column.size)
    once = np.flatnonzero(counts == 1)
    limit = max(1, int(share * len(column.values)), column.size // 5)
    return [column.labels[i] for i in once if column.labels[i]] if 0 < len(once) <= limit else []


def _pairs(classes: Groups, sensitive: Codes) -> tuple[Ints, Ints]:
    """Distinct (class, value) as class * size + value, and how many rows have each; sorted."""
    key = classes.of_row * sensitive.size + sensitive.values
    size = classes.classes * sensitive.size
    if size <= max(1 << 22, 4 * classes.rows):
        counts = np.bincount(key, minlength=size)
        pair = np.flatnonzero(counts)
        return pair, counts[pair]
    pair, counts = np.unique(key, return_counts=True)
    return pair, counts


def _ordered_distance(
    classes: Groups,
    sensitive: Codes,
    whole: NDArray[np.float64],
    pairs: tuple[Ints, Ints, NDArray[np.float64]],
    ordered: NDArray[np.float64],
) -> float:
    """Ordered distance: sum of |cumulated difference| over the ranks, divided by ranks - 1, largest over classes.

    Between two ranks that a class has, its cumulated share is constant, so only present values are walked; the rest
    comes from prefix sums over the whole table's cumulated shares, split where the sign changes.
    """
    of, value, share = pairs
    order = np.argsort(ordered, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    cumulated = np.cumsum(whole[order])
    prefix = np.concatenate([[0.0], np.cumsum(cumulated)])
    m = len(order)
    if m < 2:
        return 0.0
    position = rank[value]
    sort = np.lexsort((position, of))
    of, position, share = of[sort], position[sort], share[sort]
    first = np.flatnonzero(np.concatenate([[True], of[1:] != of[:-1]]))
    running = np.cumsum(share)
    before = np.repeat(running[first] - share[first], np.diff(np.concatenate([first, [len(of)]])))
    level = running - before
    last = np.concatenate([of[1:] != of[:-1], [True]])
    until = np.where(last, m, np.concatenate([position[1:], [m]]))
    total = np.bincount(of, weights=_stretch(prefix, cumulated, position, until, level), minlength=classes.classes)
    # ranks before the first value of the class, where its cumulated share is zero
    lead = prefix[position[first]]
    return float(((total + lead) / (m - 1)).max())


def _stretch(
    prefix: NDArray[np.float64], cumulated: NDArray[np.float64], start: Ints, stop: Ints, level: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Sum of |level - cumulated[i]| for start <= i < stop (cumulated is non-decreasing)."""
    cut = np.clip(np.searchsorted(cumulated, level), start, stop)
    below = level * (cut - start) - (prefix[cut] - prefix[start])
    above = (prefix[stop] - prefix[cut]) - level * (stop - cut)
    result: NDArray[np.float64] = below + above
    return result


def share(part: int, whole: int) -> str:
    """A percentage for a sentence: "51 %", "0.3 %"."""
    if not whole or not part:
        return "0 %"
    percent = 100 * part / whole
    return f"{percent:.0f} %" if percent >= 10 or percent == round(percent) else f"{percent:.1f} %"


def columns_of(frame: pl.DataFrame, names: Iterable[str]) -> list[Codes]:
    """Coded columns of a frame of strings."""
    return [codes(frame[name]) for name in names]
