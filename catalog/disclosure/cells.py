"""Tables that count people: which columns count whom, which counts are small, which groups have one value only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from catalog.disclosure.columns import numbers
from catalog.disclosure.layouts import PERSONAL, bare_rates
from catalog.disclosure.quasi import Role, aggregated, sample
from catalog.disclosure.subject import Subject, people_matter, years_or_dates
from catalog.disclosure.sums import is_total
from catalog.disclosure.thresholds import Thresholds
from catalog.disclosure.words import normal, normal_value, words
from catalog.regex import regex
from catalog.tables.table import Table

_LARGE_UNIT = regex(r"(千|万|百)(人|世帯|件|戸)|\((千|万|百)\)|単位.{0,3}(千|万|百)")
_MAGNITUDE = regex(r"額|売上|出荷|従業者|給与|付加価値|所得|収入|生産|amount|sales|shipment|revenue|employees|turnover")


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """A column of counts, with what it counts and how small is too small."""

    role: Role
    values: NDArray[np.float64]
    #: cells that carry a mark for "hidden" (or one that may mean it)
    marked: NDArray[np.bool_]
    threshold: int
    #: sensitive matter of the whole column, "" for none
    matter: str
    #: rows that speak of a sensitive matter by themselves (None: all as `matter` says)
    sensitive_rows: NDArray[np.bool_] | None
    #: row positions of small counts
    small: NDArray[np.int64]
    #: the column's cells, split by an attribute of persons (sex, age)
    personal: bool

    @property
    def sensitive_small(self) -> NDArray[np.int64]:
        """Small counts that speak of a sensitive matter."""
        if self.matter:
            return self.small
        return self.small[self.sensitive_rows[self.small]] if self.sensitive_rows is not None else self.small[:0]


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """A table of counts: its measures, the label columns, and whether it has no other breakdown than time."""

    measures: tuple[Measure, ...]
    dimensions: tuple[Role, ...]
    time_only: bool
    #: shares and means of personal attributes without the number of people behind them
    bare_shares: tuple[Role, ...] = ()


def counts(table: Table, subject: Subject, limits: Thresholds) -> Counts:
    """The counts of people in a table whose rows are statistics."""
    dimensions = tuple(
        r for r in subject.roles
        if r.values > 1 and (r.role in ("quasi", "sensitive", "thing", "date", "other", "linking") and (r.numeric < 0.6 or r.role in ("quasi", "date")))
        and r.kind not in ("money", "capacity", "contact")
    )  # fmt: skip
    found = subject.counts
    breakdown = [r for r in dimensions if r.role != "serial" and not years_or_dates(table, r)]
    times = [r for r in subject.roles if r.values > 1 and r.role != "count" and years_or_dates(table, r)]
    split = any(r.kind == "age_class" or _split_by_person(r.header) for r in found) or any(
        r.role == "quasi" and r.kind in PERSONAL for r in dimensions
    )
    own_matter = any(r.matter for r in found)
    measures = tuple(
        m for r in found if (m := _measure(table, r, subject, limits, dimensions, own_matter, split)) is not None
    )
    bare = () if measures else tuple(r for r in subject.of("quasi") if aggregated(sample(table.frame)[:, r.index]))
    bare = bare if len(bare) >= 2 and breakdown else tuple(bare_rates(subject.roles))
    return Counts(measures, dimensions, bool(times) and not breakdown and table.height > 1, bare)


def marks(column: pl.Series) -> NDArray[np.bool_]:
    """Cells with a mark that means hidden, or may mean it."""
    lexicon = words()
    known = lexicon.certain_marks | lexicon.ambiguous_marks
    distinct = column.drop_nulls().unique().to_list()
    found = [v for v in distinct if normal_value(v) in known]
    return column.fill_null("").is_in(found).to_numpy() if found else np.zeros(column.len(), dtype=np.bool_)


def business_amounts(table: Table, subject: Subject) -> NDArray[np.int64]:
    """Rows with one or two businesses and an amount about them that is shown."""
    counted = [r for r in subject.counts if r.kind == "businesses"]
    amounts = [
        r
        for r in subject.roles
        if _MAGNITUDE.search(normal(r.header)) and r.numeric > 0.5 and r.role != "count" and r.kind != "rate"
    ]
    if not counted or not amounts:
        return np.zeros(0, dtype=np.int64)
    few = numbers(table.frame[:, counted[0].index])
    shown = np.zeros(table.height, dtype=np.bool_)
    for role in amounts:
        shown |= ~np.isnan(numbers(table.frame[:, role.index]))
    return np.flatnonzero((few >= 1) & (few < 3) & shown)


def whole_groups(measures: tuple[Measure, ...]) -> dict[int, NDArray[np.int64]]:
    """Rows of sensitive counts that equal their group: everybody in it has the matter (100 %). Measure position → rows."""
    totals = [n for n, m in enumerate(measures) if not m.matter]
    found = {}
    for n, measure in enumerate(measures):
        if not measure.matter or is_total(measure.role.header):
            continue
        base = next(
            (measures[t].values for t in totals if t != n and _always_larger(measures[t].values, measure.values)), None
        )
        if base is None:
            continue
        rows = np.flatnonzero((measure.values == base) & (base > 0))
        if 0 < len(rows) < 0.5 * len(base):
            found[n] = rows
    return found


def shares_of_few(table: Table, subject: Subject, counted: Counts) -> list[tuple[Role, Measure, NDArray[np.int64]]]:
    """Shares and means that stand where the number of people they belong to is hidden: the number follows from them."""
    rates = [r for r in subject.roles if r.role == "rate" and r.numeric > 0.3]
    hiding = [m for m in counted.measures if m.marked.any()]
    found = []
    for role in rates:
        bases = (
            hiding if len(rates) == len(hiding) == 1 else [m for m in hiding if _same_word(role.header, m.role.header)]
        )
        if not bases:
            continue
        shown = ~np.isnan(numbers(table.frame[:, role.index]))
        rows = np.flatnonzero(shown & bases[0].marked)
        if len(rows):
            found.append((role, bases[0], rows))
    return found


def _same_word(one: str, other: str) -> bool:
    """Whether two headings begin with the same word: 認定率 and 認定者数, 受診率_男 and 受診者数_男."""
    first, second = normal(one), normal(other)
    return len(first) > 2 and first[:2] == second[:2] and first.split("_")[1:] == second.split("_")[1:]


def _always_larger(whole: NDArray[np.float64], part: NDArray[np.float64]) -> bool:
    both = ~np.isnan(whole) & ~np.isnan(part)
    return bool(both.any()) and bool((whole[both] >= part[both]).all()) and bool((whole[both] > part[both]).any())


def _measure(
    table: Table,
    role: Role,
    subject: Subject,
    limits: Thresholds,
    dimensions: tuple[Role, ...],
    own_matter: bool,
    split: bool,
) -> Measure | None:
    column = table.frame[:, role.index]
    values = numbers(column)
    shown = values[~np.isnan(values)]
    marked = marks(column)
    if role.kind == "businesses" or _LARGE_UNIT.search(normal(role.header)):
        return None
    if (len(shown) and (shown % 1 != 0).mean() > 0.05) or _LARGE_UNIT.search(subject.title):
        return None
    matter = role.matter
    if not matter and role.kind in ("people", "age_class", "households") and not own_matter:
        matter = subject.matter or next(
            (r.category or r.matter for r in subject.roles if r.values and r.role == "sensitive"), ""
        )
    rows = None if matter else _sensitive_rows(table, dimensions)
    care = bool(matter) or subject.care or bool(words().headers["care"].search(normal(role.header)))
    plain = role.kind == "households" or normal(role.header) in ("人口", "総人口", "世帯数", "population")
    threshold = limits.for_count(role.kind, care and not (plain and not matter))
    limit: Any = threshold
    if rows is not None and rows.any():
        limit = np.where(rows, limits.for_count(role.kind, True), threshold)
    lowest = 1 if limits.zero_for(threshold) else 0
    small = np.flatnonzero((values >= lowest) & (values < limit))
    return Measure(role, values, marked, threshold, matter, rows, small, split)


def _sensitive_rows(table: Table, dimensions: tuple[Role, ...]) -> NDArray[np.bool_] | None:
    """Rows whose labels speak of a sensitive matter (区分: 生活保護)."""
    found: NDArray[np.bool_] | None = None
    for role in dimensions:
        if role.numeric > 0.6 or role.kind in ("place", "address", "name"):
            continue
        column = table.frame[:, role.index].fill_null("")
        distinct = column.unique()
        if distinct.len() > 400:
            continue
        hits = [v for v in distinct.to_list() if v and len(v) <= 40 and people_matter([v])]
        if hits:
            rows = column.is_in(hits).to_numpy()
            found = rows if found is None else found | rows
    return found


def _split_by_person(header: str) -> bool:
    return bool(
        re.search(
            r"男|女|歳|代$|(?<![a-z])(man|men|woman|women|male|female|boys|girls)(?![a-z])|(?<![a-z])(wo)?man\d",
            normal(header),
        )
    )


def describe(limits: Thresholds) -> Mapping[str, str]:
    """What the city changed in the thresholds, for a message."""
    if not limits.changed:
        return {"ja": "", "en": ""}
    return {
        "ja": "（" + "、".join(c["ja"] for c in limits.changed) + "）",
        "en": " (" + "; ".join(c["en"] for c in limits.changed) + ")",
    }
