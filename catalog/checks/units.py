"""Units that stand behind each figure instead of once in the heading (L2-01)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import polars as pl

from catalog.checks.columns import Column, columns, unit_of
from catalog.regex import regex
from catalog.rule import Context, Hit, check
from catalog.tables.table import Source

#: distinct values of a column that are looked at
_MOST = 50_000
_FIGURES = frozenset("0123456789.-")
_PLAIN = regex(r"\s*[+-]?[0-9]+(?:\.[0-9]+)?(?![0-9.,，．])")


@check("unit-in-cell", "source")
def unit_in_cell(source: Source, context: Context) -> Iterator[Hit]:
    """L2-01: 95人 in a column of numbers."""
    for column in columns(source, context):
        if column.role != "number":
            continue
        flags = with_unit(column)
        count = int(flags.sum())
        if count:
            units = Counter(unit_of(v) or "" for v in column.series.filter(flags).to_list()[:_MOST])
            unit = max(units, key=lambda u: (units[u], u))
            yield Hit(column.place(column.rows(flags)), count, column.filled, shown=unit, details={"unit": unit})


def with_unit(column: Column, *, plain: bool = False) -> pl.Series:
    """Cells that hold a figure and its unit; with `plain` those that nothing else keeps from being numbers."""
    if column.characters <= _FIGURES:
        return pl.repeat(False, column.height, eager=True)
    values = column.series.drop_nulls().unique(maintain_order=True).to_list()[:_MOST]
    cells = [v for v in values if unit_of(v) and (not plain or _PLAIN.match(v))]
    return column.series.is_in(cells).fill_null(value=False)
