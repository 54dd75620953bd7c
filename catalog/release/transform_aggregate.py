"""Aggregation of rows to statistics whose small counts are hidden and cannot be worked out from the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from catalog.disclosure.columns import codes
from catalog.disclosure.rounding import Way, rounded
from catalog.disclosure.suppress import Cube, cube, suppress, suppress_cube
from catalog.disclosure.thresholds import ladder_step
from catalog.release.recipe import Recipe, Step
from catalog.release.transform_steps import Done, amount, column_of, wrong

_MEASURES = ("count", "mean", "median", "share")
#: dimensions and cells above which an aggregation is refused
MOST_DIMENSIONS = 4
MOST_CELLS = 50_000


@dataclass(frozen=True, slots=True, eq=False)
class _Groups:
    """Which group every row is in along each axis; 0 is the total."""

    labels: tuple[tuple[str, ...], ...]
    codes: tuple[NDArray[np.int64], ...]

    def count(self, weights: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        shape = [len(x) for x in self.labels]
        flat = np.ravel_multi_index(self.codes, shape) if self.codes else np.zeros(0, dtype=np.int64)
        return np.bincount(flat, weights=weights, minlength=int(np.prod(shape))).reshape(shape).astype(np.float64)


def aggregate(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    """Counts, means, medians and shares by up to four columns, with totals; one row per group.

    Hidden are: groups below the threshold, shares that would tell a small count or its rest, and as many further groups
    as it takes that none of these follows from totals. Means and medians go with the count of their group.
    """
    options = step.options
    by = [column_of(step, frame, recipe, n) for n in options["by"]]
    measures = _measures(step, frame, recipe)
    threshold, zero = _threshold(options)
    axes = [codes(frame[n]) for n in by]
    grouped = _Groups(tuple(a.labels for a in axes), tuple(a.values for a in axes))
    cells = int(np.prod([a.size + 1 for a in axes]))
    if len(by) > MOST_DIMENSIONS or cells > MOST_CELLS:
        raise wrong(
            step,
            recipe,
            f"{len(by)} dimensions with {cells:,} cells are too many",
            "fewer columns in by, or coarser ones",
        )
    table = cube(grouped.labels, grouped.count())
    hidden, shares = _hidden(table, grouped, frame, measures, threshold, zero)
    marker = str(options.get("marker", "―"))
    columns = _columns(frame, table, grouped, measures, hidden, shares, options, marker)
    total = str(options.get("total_label", "計"))
    totals = bool(options.get("totals", True))
    result = _rows(table, by, columns, total, totals)
    counted = table.values.ravel()
    primary = int(((counted > 0) & (counted < threshold)).sum())
    record: dict[str, Any] = {
        "removed": {"rows": frame.height, "cells_hidden": int(hidden.sum()), "cells_small": primary},
        "threshold": threshold,
        "dimensions": len(by),
    }
    return Done(result, record)


def _measures(step: Step, frame: pl.DataFrame, recipe: Recipe) -> dict[str, tuple[str, str, str]]:
    """Output column → (kind, column, value)."""
    found: dict[str, tuple[str, str, str]] = {}
    for name, what in dict(step.options["measures"]).items():
        if what == "count":
            found[str(name)] = ("count", "", "")
            continue
        kinds = [k for k in _MEASURES if isinstance(what, Mapping) and k in what]
        if len(kinds) != 1 or (kinds[0] == "share" and "of" not in what):
            raise wrong(
                step,
                recipe,
                f"measure '{name}' is not understood",
                "count, {mean: 列}, {median: 列}, {share: 列, of: 値}",
            )
        found[str(name)] = (kinds[0], column_of(step, frame, recipe, what[kinds[0]]), str(what.get("of", "")))
    return found


def _threshold(options: Mapping[str, Any]) -> tuple[int, bool]:
    """Smallest count shown, and whether 0 is shown."""
    threshold, zero = int(options.get("threshold", 10)), options.get("zero", "show") == "show"
    if options.get("population") is not None:
        ladder = ladder_step(int(options["population"]))
        threshold = max(threshold, ladder.smallest if ladder.smallest is not None else 1 << 60)
        zero = zero and ladder.zero
    return threshold, zero


def _hidden(
    table: Cube,
    grouped: _Groups,
    frame: pl.DataFrame,
    measures: Mapping[str, tuple[str, str, str]],
    threshold: int,
    zero: bool,
) -> tuple[NDArray[np.bool_], dict[str, NDArray[np.bool_]]]:
    """Groups to hide, and for each share the groups whose share is to be hidden."""
    counts = table.values
    if counts.ravel()[0] < threshold:
        everything = np.ones(counts.size, dtype=np.bool_)
        return everything, {name: everything for name, m in measures.items() if m[0] == "share"}
    hidden = np.zeros(counts.size, dtype=np.bool_)
    hidden[list(suppress_cube(table, threshold, show_zero=zero).hidden)] = True
    with_value = {
        name: cube((*grouped.labels, ("of", "rest")), _split(grouped, frame, column, value))
        for name, (kind, column, value) in measures.items()
        if kind == "share"
    }
    shares: dict[str, NDArray[np.bool_]] = {}
    for _ in range(6):
        before = hidden.copy()
        for name, split in with_value.items():
            flat = np.arange(split.values.size).reshape(split.values.shape)
            totals, parts = flat[..., 0].ravel(), flat[..., 1:].reshape(-1, 2)
            also = [int(c) for c in totals[hidden]] + [int(c) for c in parts[hidden].ravel()]
            found = suppress(
                split.values.ravel().tolist(),
                split.sums,
                threshold,
                levels=split.levels.tolist(),
                show_zero=False,
                also=also,
            )
            dark = np.zeros(split.values.size, dtype=np.bool_)
            dark[list(found.hidden)] = True
            hidden |= dark[totals]
            shares[name] = np.asarray(dark[parts].any(axis=1), dtype=np.bool_)
        if (hidden == before).all():
            break
    return hidden, {name: dark | hidden for name, dark in shares.items()}


def _split(grouped: _Groups, frame: pl.DataFrame, column: str, value: str) -> NDArray[np.float64]:
    """Rows of each group with the value, and without it, along a last axis."""
    has = (frame[column].fill_null("") == value).to_numpy().astype(np.float64)
    return np.stack([grouped.count(has), grouped.count(1.0 - has)], axis=-1)


def _columns(
    frame: pl.DataFrame,
    table: Cube,
    grouped: _Groups,
    measures: Mapping[str, tuple[str, str, str]],
    hidden: NDArray[np.bool_],
    shares: Mapping[str, NDArray[np.bool_]],
    options: Mapping[str, Any],
    marker: str,
) -> dict[str, list[str]]:
    step: int | None = None
    way: Way = "up"
    if isinstance(options.get("round"), Mapping):
        step, way = int(options["round"].get("to", 10)), options["round"].get("way", "up")
    counts = table.values.ravel()
    columns: dict[str, list[str]] = {}
    for name, (kind, column, value) in measures.items():
        dark = shares.get(name, hidden)
        if kind == "count":
            numbers = [str(int(c) if step is None else rounded(c, step, way)) for c in counts]
        elif kind == "share":
            has = cube(grouped.labels, _split(grouped, frame, column, value)[..., 0]).values.ravel()
            numbers = ["" if not n else f"{100 * h / n:.1f}" for h, n in zip(has, counts, strict=True)]
        else:
            numbers = _middle(frame[column], grouped, table, kind)
        columns[name] = [marker if d else n for n, d in zip(numbers, dark, strict=True)]
    return columns


def _middle(column: pl.Series, grouped: _Groups, table: Cube, kind: str) -> list[str]:
    """Mean or median of a column in every group and total. Ranges (300-400万) count with their lower end."""
    values = np.array([np.nan if not v or (n := amount(v)) is None else n for v in column.to_list()], dtype=np.float64)
    shape = table.values.shape
    numbers = []
    for place in np.ndindex(shape):
        rows = np.ones(len(values), dtype=np.bool_)
        for axis, label in enumerate(place):
            if label:
                rows &= grouped.codes[axis] == label - 1
        chosen = values[rows]
        chosen = chosen[~np.isnan(chosen)]
        numbers.append("" if not len(chosen) else f"{(chosen.mean() if kind == 'mean' else np.median(chosen)):.1f}")
    return numbers


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
