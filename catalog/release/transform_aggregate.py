"""Aggregation of rows to statistics whose small counts are hidden and cannot be worked out from the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from catalog.disclosure.rounding import Way, rounded
from catalog.disclosure.suppress import Cube, cube, suppress
from catalog.disclosure.thresholds import ladder_step
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
from catalog.release.transform_step import Done, wrong

Mask = NDArray[np.bool_]
#: dimensions and cells above which an aggregation is refused
MOST_DIMENSIONS = 4
MOST_CELLS = 50_000


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
        threshold = max(threshold, ladder.smallest if ladder.smallest is not None else 1 << 60)
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
        "threshold": threshold if threshold < 1 << 59 else None,
        "dimensions": len(by),
    }
    left_out = sum(middle.left_out for middle in means.values())
    if left_out:
        record["removed"]["not_numbers"] = left_out
    return Done(result, record)


def _hidden(
    table: Cube, counted: Mapping[str, NDArray[np.float64]], telling: set[int], limits: _Limits
) -> tuple[Mask, dict[str, Mask]]:
    """Groups to hide (flat), and for each column of counted values the cells to hide, groups × sets."""
    counts = table.values.ravel()
    if counts[0] < limits.threshold:
        return np.ones(counts.size, dtype=np.bool_), {
            c: np.ones((counts.size, a.shape[-1]), dtype=np.bool_) for c, a in counted.items()
        }
    hidden = np.zeros(counts.size, dtype=np.bool_)
    dark: dict[str, Mask] = {}
    for _ in range(8):
        before = hidden.copy()
        also = sorted({*np.flatnonzero(hidden).tolist(), *telling})
        answer = suppress(
            counts.tolist(),
            table.sums,
            limits.threshold,
            levels=table.levels.tolist(),
            show_zero=limits.zero,
            also=also,
        )
        hidden[list(answer.hidden)] = True
        for column, cells in counted.items():
            joint = Cube(
                (*table.labels, tuple(map(str, range(cells.shape[-1])))),
                np.concatenate([cells.sum(-1, keepdims=True), cells], -1),
            )
            flat = np.arange(joint.values.size).reshape(counts.size, -1)
            answer = suppress(
                joint.values.ravel().tolist(), joint.sums, limits.threshold, levels=joint.levels.tolist(),
                show_zero=False, also=flat[hidden].ravel().tolist() + flat[counts == 0].ravel().tolist(),
            )  # fmt: skip
            found = np.zeros(joint.values.size, dtype=np.bool_)
            found[list(answer.hidden)] = True
            by_group = found.reshape(counts.size, -1)
            hidden |= by_group[:, 0] & (counts > 0)
            dark[column] = by_group[:, 1:]
        if (hidden == before).all():
            break
    return hidden, {column: cells | hidden[:, None] for column, cells in dark.items()}


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
