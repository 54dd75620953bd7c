"""A mark: one category of personal information met in one column, in all of its cells or in some."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from catalog.privacy.columns import Column
from catalog.privacy.words import data
from catalog.rule import Certainty

CLASSES = {category: name for name, listed in data("verdicts")["classes"].items() for category in listed}


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """One category met in one column. `rows` are body rows from 0 (None: every filled cell)."""

    category: str
    column: Column | None
    count: int
    rows: tuple[int, ...] | None = None
    certainty: Certainty = "certain"
    in_text: bool = False
    #: a lone number without a word beside it: ask, do not withhold
    doubtful: bool = False
    #: class in verdicts.yaml when it differs from the category's (a home town is no home address)
    as_kind: str = ""
    values: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """Class of the category in verdicts.yaml."""
        return self.as_kind or CLASSES[self.category]


def whole(category: str, column: Column, certainty: Certainty = "certain", as_kind: str = "") -> Mark:
    """The whole column is of this category."""
    count = column.filled
    if column.blank > 0:
        kept = column.values.drop_nulls()
        count = int(kept.len() - kept.str.strip_chars().str.contains(f"^(?:{data('patterns')['blank']})$").sum())
    return Mark(category, column, count, certainty=certainty, values=column.sample[:3], as_kind=as_kind)


def cells(category: str, column: Column, met: pl.DataFrame, certainty: Certainty, *, doubtful: bool = False) -> Mark:
    """Some cells are: `met` has their body rows (`row`, from 0) and folded values (`v`)."""
    return Mark(
        category,
        column,
        met.height,
        tuple(met["row"].head(20).to_list()),
        certainty,
        True,
        doubtful,
        values=tuple(met["v"].head(3).to_list()),
    )
