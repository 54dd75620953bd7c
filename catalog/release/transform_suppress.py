"""Suppression in a table that was aggregated elsewhere: its own totals are found, and small counts hidden under them."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from catalog.disclosure.audit import Sum
from catalog.disclosure.columns import numbers
from catalog.disclosure.sums import cube_sums, is_total, lines
from catalog.disclosure.suppress import suppress
from catalog.disclosure.thresholds import EVERYTHING
from catalog.release.recipe import Recipe, Step
from catalog.release.transform_aggregate import MOST_CELLS, limits_of
from catalog.release.transform_step import Done, Held, wrong

Floats = NDArray[np.float64]
#: what stands for nought in a printed table (皆無)
_NOUGHT = frozenset(["-", "－", "―", "—", "‐", "–"])


def suppress_table(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    """Counts below the threshold, and the cheapest further cells that keep them from being worked out.

    Totals (計, 合計, …) are found by their labels and proved by their numbers, along columns and along rows.
    """
    options = step.options
    names = [str(n) for n in options["columns"]]
    threshold, zero = limits_of(options)
    if not names or frame.height * len(names) > MOST_CELLS:
        raise wrong(step, recipe, "no cells, or too many", "the columns of counts, at most 50,000 cells")
    filled = np.column_stack([frame[n].fill_null("").str.strip_chars().ne("").to_numpy() for n in names])
    nought = np.column_stack([frame[n].fill_null("").str.strip_chars().is_in(list(_NOUGHT)).to_numpy() for n in names])
    grid = np.where(nought | ~filled, 0.0, np.column_stack([numbers(frame[n]) for n in names]))
    with np.errstate(invalid="ignore"):
        strange = ~((grid >= 0) & (grid % 1 == 0))
    if strange.any():
        rows = np.flatnonzero(strange.any(axis=1))
        return Done(frame, {"removed": {}}, (_no_counts(rows),))
    if grid.sum() == 0 or threshold >= EVERYTHING:
        dark, sums = np.ones(grid.size, dtype=np.bool_), []
    else:
        sums = _sums(frame, names, grid)
        found = suppress(
            grid.ravel().tolist(), sums, threshold, levels=_levels(sums, grid.size).tolist(), show_zero=zero
        )
        dark = np.zeros(grid.size, dtype=np.bool_)
        dark[list(found.hidden)] = True
    shape = dark.reshape(grid.shape) & filled
    marker = str(options.get("marker", "―"))
    columns = [
        pl.Series(
            n, [marker if d else v for v, d in zip(frame[n].to_list(), shape[:, i], strict=True)], dtype=pl.String
        )
        for i, n in enumerate(names)
    ]
    small = int(((grid > 0) & (grid < threshold)).sum())
    removed = {"cells_small": small, "cells_hidden": int(shape.sum())}
    return Done(
        frame.with_columns(columns),
        {"removed": removed, "threshold": threshold if threshold < EVERYTHING else None, "sums": len(sums)},
    )


def _sums(frame: pl.DataFrame, names: list[str], grid: Floats) -> list[Sum]:
    """Every total of the table with the cells that it sums up."""
    texts = [
        column
        for n in frame.columns
        if n not in names and len(set(column := frame[n].fill_null("").to_list())) > 1 and not _numeric(frame[n])
    ]
    clear = np.zeros(grid.shape, dtype=np.bool_)
    width = len(names)
    found = [
        Sum(r * width + s.total, tuple(r * width + p for p in s.parts))
        for s in lines(grid, clear, names)
        for r in range(len(grid))
    ]
    long = sum(any(is_total(v) for v in set(t)) for t in texts) >= 1 and len(texts) >= 2
    if long:
        for n in range(width):
            found.extend(
                Sum(s.total * width + n, tuple(p * width + n for p in s.parts))
                for s in cube_sums(texts, grid[:, n], clear[:, n])
            )
    down = [next((t[r] for t in texts if is_total(t[r])), texts[0][r] if texts else "") for r in range(len(grid))]
    found.extend(
        Sum(s.total * width + c, tuple(p * width + c for p in s.parts))
        for s in lines(grid.T, clear.T, down if not long else [""] * len(down))
        for c in range(width)
    )
    return list(dict.fromkeys(found))


def _levels(sums: list[Sum], size: int) -> NDArray[np.int64]:
    """How many sums each cell is the total of: totals are hidden last."""
    found = np.zeros(size, dtype=np.int64)
    for s in sums:
        found[s.total] += 1
    return np.minimum(found, 3)


def _numeric(column: pl.Series) -> bool:
    values = numbers(column)
    return bool((~np.isnan(values)).mean() > 0.9)


def _no_counts(rows: NDArray[np.int64]) -> Held:
    return Held(
        {
            "ja": f"{len(rows)}行に、件数として読めない値（秘匿の記号、小数、負の数など）があります。秘匿する前の表を元にしてください。",
            "en": f"{len(rows)} rows hold cells that are no counts (marks of suppression, fractions, negatives). Start from the table before suppression.",
        },
        tuple(rows[:5].tolist()),
    )
