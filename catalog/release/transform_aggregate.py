"""Aggregation of rows to statistics whose small counts are hidden and cannot be worked out from the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from catalog.disclosure.audit import Sum
from catalog.disclosure.rounding import Way, rounded
from catalog.disclosure.suppress import Cube, cube, suppress
from catalog.disclosure.thresholds import EVERYTHING, ladder_step
from catalog.release.recipe import Recipe, Step
from catalog.release.transform_measures import (
    Groups,
    Measure,
    Middles,
    grouped,
    measures,
    middles,
    parts,
    percent,
    split,
    whole,
)
from catalog.release.transform_step import Done, Held, wrong

Mask = NDArray[np.bool_]
#: dimensions and cells above which an aggregation is refused
MOST_DIMENSIONS = 4
MOST_CELLS = 50_000
#: cells above which a table that would hide more than this share of them is not made
LARGE = 1_000
_MOST_SMALL = 0.4


@dataclass(frozen=True, slots=True, eq=False)
class _Limits:
    threshold: int
    zero: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Split:
    """Counts by the values of one column, (groups with totals) × (sets of values, rest), and which of them are hidden."""

    sets: tuple[tuple[str, ...], ...]
    counts: NDArray[np.float64]
    dark: Mask


def limits_of(options: Mapping[str, Any]) -> tuple[int, bool]:
    """Smallest count shown, and whether 0 is shown: the declared threshold, or the ladder by population if it is stricter."""
    threshold, zero = int(options.get("threshold", 10)), options.get("zero", "show") == "show"
    if options.get("population") is not None:
        ladder = ladder_step(int(options["population"]))
        threshold = max(threshold, ladder.smallest if ladder.smallest is not None else EVERYTHING)
        zero = zero and ladder.zero
    return threshold, zero


def aggregate(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    """Counts, means, medians and shares by up to four columns, with totals; one row per group.

    Hidden are: groups below the threshold; counts and shares that would tell a small count, its rest, or that all or none
    of a group have a value; means of few or dominated amounts; and as many further groups as it takes that none of these
    follows from totals.
    """
    options = step.options
    by = [str(n) for n in options["by"]]
    total, marker = str(options.get("total_label", "計")), str(options.get("marker", "―"))
    found = measures(step, recipe)
    if len(by) > MOST_DIMENSIONS:
        raise wrong(step, recipe, f"{len(by)} dimensions are too many", "at most 4 columns in by")
    if not by or not frame.height:
        raise wrong(step, recipe, "there is nothing to count", "columns in by, and rows in the source")
    groups = grouped(frame, by, "不明")
    cells = int(np.prod([n + 1 for n in groups.shape]))
    if cells > MOST_CELLS:
        raise wrong(step, recipe, f"{cells:,} cells are too many", "fewer columns in by, or coarser ones")
    if any(total in labels for labels in groups.labels):
        raise wrong(step, recipe, f"a group is called '{total}' like the total", "total_label: 合計")
    threshold, zero = limits_of(options)
    table = cube(groups.labels, groups.count())
    means = {m.name: middles(frame, m, groups, threshold) for m in found if m.kind in ("mean", "median")}
    telling = {cell for middle in means.values() for cell in middle.telling}
    splits = {m.column: parts(found, m.column, step, recipe) for m in found if m.values}
    counted = {c: split(frame, groups, c, sets) for c, sets in splits.items()}
    small = _small(table, counted, threshold)
    if small is not None:
        return Done(frame, {"removed": {}}, (small,))
    hidden, dark = _hidden(table, counted, telling, _Limits(threshold, zero))
    split_of = {c: _Split(sets, counted[c], dark[c]) for c, sets in splits.items()}
    columns = {m.name: _column(m, table, hidden, split_of, means, options, marker) for m in found}
    result = _rows(table, by, columns, total, bool(options.get("totals", True)))
    counts = table.values.ravel()
    record: dict[str, Any] = {
        "removed": {
            "rows": frame.height,
            "cells_small": int(((counts > 0) & (counts < threshold)).sum()),
            "cells_hidden": sum(values.count(marker) for values in columns.values()),
        },
        "threshold": threshold if threshold < EVERYTHING else None,
        "dimensions": len(by),
    }
    left_out = sum(middle.left_out for middle in means.values())
    if left_out:
        record["removed"]["not_numbers"] = left_out
    return Done(result, record)


def _small(table: Cube, counted: Mapping[str, NDArray[np.float64]], threshold: int) -> Held | None:
    """Why a large table is not made: most of its cells would be hidden, and a reader would have nothing of it."""
    cells = np.concatenate([table.values.ravel(), *(c.ravel() for c in counted.values())])
    filled = cells[cells > 0]
    share = float((filled < threshold).mean()) if filled.size else 0.0
    if cells.size <= LARGE or share <= _MOST_SMALL or threshold >= EVERYTHING:
        return None
    return Held(
        {
            "ja": f"集計が細かすぎます（{cells.size:,}セルのうち{share:.0%}が{threshold}未満）。by の列を減らすか、classes や recode で粗くしてください。",
            "en": f"The table is too fine ({share:.0%} of its {cells.size:,} cells are below {threshold}). Use fewer columns in by, or coarser ones.",
        }
    )


def _hidden(
    table: Cube, counted: Mapping[str, NDArray[np.float64]], telling: set[int], limits: _Limits
) -> tuple[Mask, dict[str, Mask]]:
    """Groups to hide (flat), and for each column of counted values the cells to hide, groups × sets.

    All measures are one table to an attacker: the counts of groups, and below each the counts of values, which add up to it
    in every column. So they are protected together.
    """
    counts = table.values.ravel()
    if counts[0] < limits.threshold:
        every = {c: np.ones((counts.size, a.shape[-1]), dtype=np.bool_) for c, a in counted.items()}
        return np.ones(counts.size, dtype=np.bool_), every
    places, cells, sums, levels = _whole_table(table, counted)
    parts_of = {g: [int(p) for of in places.values() for p in of[g]] for g in range(counts.size)}
    # a count of nobody, or of all but nobody, tells what everybody in the group has; in an empty group it tells nothing
    empty = {p for g in np.flatnonzero(counts == 0) for p in parts_of[int(g)]}
    also = telling | ({p for g in parts_of for p in parts_of[g] if cells[p] == 0} - empty)
    also |= set() if limits.zero else {int(g) for g in np.flatnonzero(counts == 0)}
    while True:
        answer = suppress(
            cells.tolist(), sums, limits.threshold, levels=levels.tolist(), also=sorted(also),
            shape=None if counted else table.values.shape,
        )  # fmt: skip
        # values of a hidden group are hidden with it, also where the group itself is large
        more = {p for g in answer.hidden if g < counts.size for p in parts_of[g]} - answer.hidden
        if not more:
            break
        also = set(answer.hidden) | more
    dark = np.zeros(cells.size, dtype=np.bool_)
    dark[list(answer.hidden)] = True
    return dark[: counts.size], {column: dark[of] for column, of in places.items()}


def _whole_table(
    table: Cube, counted: Mapping[str, NDArray[np.float64]]
) -> tuple[dict[str, NDArray[np.int64]], NDArray[np.float64], list[Sum], NDArray[np.int64]]:
    """Counts and all counts of values as one list of cells: positions of the values (groups × sets) by column, the cells,
    everything that adds up, and how much of a total each cell is."""
    counts, levels = table.values.ravel(), table.levels
    places: dict[str, NDArray[np.int64]] = {}
    cells, sums, level = [counts], list(table.sums), [levels + bool(counted)]
    start = counts.size
    for column, values in counted.items():
        sets = values.shape[-1]
        of = start + np.arange(values.size).reshape(counts.size, sets)
        sums += [
            Sum(int(of[s.total, j]), tuple(int(of[p, j]) for p in s.parts)) for s in table.sums for j in range(sets)
        ]
        sums += [Sum(g, tuple(int(p) for p in of[g])) for g in range(counts.size)]
        places[column], start = of, start + values.size
        cells.append(values.ravel())
        level.append(np.repeat(levels, sets))
    return places, np.concatenate(cells), sums, np.concatenate(level)


def _column(
    measure: Measure, table: Cube, hidden: Mask, splits: Mapping[str, _Split], means: Mapping[str, Middles],
    options: Mapping[str, Any], marker: str,
) -> list[str]:  # fmt: skip
    counts = table.values.ravel()
    step, way = _rounding(options)

    def shown(number: float) -> float:
        return number if step is None else rounded(number, step, way)

    dark: Sequence[bool] | Mask = hidden
    if measure.name in means:
        numbers = list(means[measure.name].numbers)
    elif not measure.values:
        numbers = [whole(shown(c)) for c in counts]
    else:
        of = splits[measure.column]
        place = of.sets.index(measure.values)
        cells = of.counts.reshape(counts.size, -1)[:, place]
        dark = np.where(counts == 0, hidden, of.dark[:, place])
        # a share of rounded counts: the exact one would tell the count that was rounded
        numbers = [
            whole(shown(c)) if measure.kind == "count" else percent(shown(c), shown(n))
            for c, n in zip(cells, counts, strict=True)
        ]
    return [marker if d else n for n, d in zip(numbers, dark, strict=True)]


def _rounding(options: Mapping[str, Any]) -> tuple[int | None, Way]:
    wanted = options.get("round")
    return (int(wanted.get("to", 10)), wanted.get("way", "up")) if isinstance(wanted, Mapping) else (None, "up")


def _rows(table: Cube, by: list[str], columns: Mapping[str, list[str]], total: str, totals: bool) -> pl.DataFrame:
    """One row per group, totals last along each axis."""
    shape = table.values.shape
    order = [[*range(1, n), *([0] if totals else [])] for n in shape]
    places = list(np.ndindex(*[len(o) for o in order]))
    cells = [tuple(order[a][i] for a, i in enumerate(p)) for p in places]
    data: dict[str, list[str]] = {}
    for axis, name in enumerate(by):
        data[name] = [table.labels[axis][c[axis] - 1] if c[axis] else total for c in cells]
    flat = [int(np.ravel_multi_index(c, shape)) for c in cells]
    data.update({name: [values[f] for f in flat] for name, values in columns.items()})
    return pl.DataFrame(data, schema=dict.fromkeys(data, pl.String))


__all__ = ["MOST_CELLS", "MOST_DIMENSIONS", "Groups", "aggregate", "limits_of"]
