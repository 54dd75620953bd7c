"""What an aggregation says of each group: counts, counts and shares of a value, means, medians. Declared, then computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import polars as pl
from numpy.typing import NDArray

from catalog.disclosure.columns import Codes, codes
from catalog.disclosure.dominance import dominance
from catalog.disclosure.suppress import cube
from catalog.release.amounts import amount, plain, usual_scale
from catalog.release.recipe import Recipe, Step
from catalog.release.transform_step import wrong

Floats = NDArray[np.float64]
_KINDS = ("count", "share", "mean", "median")
_FORMS = "count, {count: 列, of: 値}, {share: 列, of: 値}, {mean: 列}, {median: 列}"


@dataclass(frozen=True, slots=True)
class Measure:
    """One column of the result. `values`: of a count or share, the values that count."""

    name: str
    kind: str
    column: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Which group every row is in along each axis. `labels` as they will be shown, in their order."""

    labels: tuple[tuple[str, ...], ...]
    codes: tuple[NDArray[np.int64], ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """Groups along each axis, without totals."""
        return tuple(len(x) for x in self.labels)

    def count(self, rows: NDArray[np.bool_] | None = None) -> Floats:
        """Rows of each group."""
        flat = np.ravel_multi_index(self.codes, self.shape)
        weights = None if rows is None else rows.astype(np.float64)
        return (
            np.bincount(flat, weights=weights, minlength=int(np.prod(self.shape)))
            .reshape(self.shape)
            .astype(np.float64)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Middles:
    """Means or medians of every group and total (flat, like a cube), and the groups that they would give away."""

    numbers: tuple[str, ...]
    telling: frozenset[int]
    #: rows whose value is no number, or an open class
    left_out: int


def measures(step: Step, recipe: Recipe) -> tuple[Measure, ...]:
    """The declared measures of an aggregate step.

    Raises:
        CatalogError: a measure that is not understood, or values of one column that overlap.
    """
    found = []
    for name, what in dict(step.options["measures"]).items():
        if what == "count":
            found.append(Measure(str(name), "count"))
            continue
        kinds = [k for k in _KINDS if isinstance(what, Mapping) and k in what]
        of = what.get("of") if isinstance(what, Mapping) else None
        if len(kinds) != 1 or (of is None) == (kinds[0] in ("count", "share")) or set(what) - {kinds[0], "of"}:
            raise wrong(step, recipe, f"measure '{name}' is not understood", _FORMS)
        values = () if of is None else tuple(map(str, of)) if isinstance(of, list) else (str(of),)
        found.append(Measure(str(name), kinds[0], str(what[kinds[0]]), values))
    for column in {m.column for m in found if m.values}:
        parts(found, column, step, recipe)
    return tuple(found)


def parts(found: Sequence[Measure], column: str, step: Step, recipe: Recipe) -> tuple[tuple[str, ...], ...]:
    """The sets of values of one column that measures speak of; together with the rest they make up every group."""
    sets = tuple(dict.fromkeys(m.values for m in found if m.values and m.column == column))
    every = [v for s in sets for v in s]
    if len(every) != len(set(every)):
        raise wrong(step, recipe, f"two measures of '{column}' count the same value", "name each value once")
    return sets


def grouped(frame: pl.DataFrame, by: Sequence[str], blank: str) -> Groups:
    """The groups of a frame, labelled as first written; numbers and classes in their natural order, the blank last."""
    labels, values = [], []
    for name in by:
        column = codes(frame[name])
        written = _written(frame[name], column)
        order = sorted(range(column.size), key=lambda c: (not column.labels[c], *_natural(column.labels[c])))
        place = np.empty(column.size, dtype=np.int64)
        place[order] = np.arange(column.size)
        labels.append(tuple(written[c] or blank for c in order))
        values.append(place[column.values])
    return Groups(tuple(labels), tuple(values))


def _written(column: pl.Series, coded: Codes) -> list[str]:
    """For each code the first of its spellings (equal after NFKC), in a fixed order."""
    spellings: dict[int, str] = {}
    for value, code in zip(column.to_list(), coded.values.tolist(), strict=True):
        text = (value or "").strip()
        if code not in spellings or text < spellings[code]:
            spellings[code] = text
    return [spellings.get(c, coded.labels[c]) for c in range(coded.size)]


def _natural(label: str) -> tuple[float, int, str]:
    read = amount(label)
    if read is None:
        return (np.inf, 0, label)
    return (read.high, 0, label) if np.isinf(read.low) else (read.low, 1, label)


def middles(frame: pl.DataFrame, measure: Measure, groups: Groups, least: int) -> Middles:
    """Means or medians; a range counts with its middle, in the multiple that the column is written in (万).

    Telling are groups with fewer than `least` numbers, and those that one or two amounts make up.
    """
    column = frame[measure.column]
    scale, _ = usual_scale(column.to_list())
    read = {v: _middle(v) for v in column.unique().to_list() if v}
    values = np.array([np.nan if not v else read[v] for v in column.to_list()], dtype=np.float64) / scale
    rule = dominance()
    shape = tuple(n + 1 for n in groups.shape)
    numbers = np.full(shape, "", dtype=object)
    telling: set[int] = set()
    data = pl.DataFrame({f"a{n}": c for n, c in enumerate(groups.codes)} | {"v": values}).filter(
        pl.col("v").is_not_nan()
    )
    for axes in product((True, False), repeat=len(shape)):
        keys = [f"a{n}" for n, kept in enumerate(axes) if kept]
        asked = [
            pl.len().alias("n"), pl.col("v").mean().alias("mean"), pl.col("v").median().alias("median"),
            pl.col("v").sum().alias("sum"), pl.col("v").top_k(rule.n).sort(descending=True).alias("largest"),
            pl.col("v").min().alias("least"),
        ]  # fmt: skip
        for row in data.group_by(keys or pl.lit(0).alias("all")).agg(asked).iter_rows(named=True):
            if not row["n"]:
                continue
            place = tuple(int(row[f"a{n}"]) + 1 if kept else 0 for n, kept in enumerate(axes))
            numbers[place] = f"{row[measure.kind]:.1f}"
            # two contributors always know each other's amount: whether two are enough, the threshold says
            tells = row["n"] > 2 and rule.telling(row["sum"], np.asarray(row["largest"]), row["least"])
            if row["n"] < least or tells:
                telling.add(int(np.ravel_multi_index(place, shape)))
    return Middles(tuple(numbers.ravel().tolist()), frozenset(telling), int(np.isnan(values).sum()))


def _middle(value: str) -> float:
    read = amount(value)
    return np.nan if read is None or not np.isfinite([read.low, read.high]).all() else (read.low + read.high) / 2


def split(frame: pl.DataFrame, groups: Groups, column: str, sets: Sequence[Sequence[str]]) -> Floats:
    """Rows of each group by set of values, the rest last; with totals along every axis but the last."""
    values = frame[column].fill_null("")
    rows = [values.is_in(list(s)).to_numpy() for s in sets]
    rest = ~np.any(rows, axis=0)
    counted = np.stack([groups.count(r) for r in (*rows, rest)], axis=-1)
    table = cube((*groups.labels, tuple(str(n) for n in range(len(rows) + 1))), counted).values
    return table[..., 1:]


def percent(part: float, whole: float) -> str:
    """A share with one decimal; nothing of an empty group."""
    return f"{100 * part / whole:.1f}" if whole else ""


def whole(number: float) -> str:
    """A count."""
    return plain(float(number))
