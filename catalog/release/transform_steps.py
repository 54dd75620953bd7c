"""Which function runs which step of a recipe."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from catalog.release import transform_aggregate, transform_rows, transform_suppress, transform_values
from catalog.release.recipe import Recipe, Step
from catalog.release.transform_step import Done

FUNCTIONS: Mapping[str, Callable[[Step, pl.DataFrame, Recipe], Done]] = {
    "drop": transform_rows.drop,
    "keep": transform_rows.keep,
    "rename": transform_rows.rename,
    "address": transform_values.address,
    "date": transform_values.date,
    "classes": transform_values.classes,
    "top_bottom": transform_values.top_bottom,
    "recode": transform_values.recode,
    "suppress_rare": transform_rows.suppress_rare,
    "groups": transform_rows.small_groups,
    "code": transform_rows.code,
    "shuffle": transform_rows.shuffle,
    "aggregate": transform_aggregate.aggregate,
    "suppress": transform_suppress.suppress_table,
    "round": transform_values.round_counts,
}


def apply(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    """One step on a frame. Columns were checked before (`recipe_columns`).

    Raises:
        CatalogError: the parameters make no sense for these rows.
    """
    return FUNCTIONS[step.name](step, frame, recipe)
