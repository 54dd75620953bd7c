"""What ties rows of people together although no name is left: a shared address or code, a register's number, the order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from catalog.disclosure.columns import Codes, Ints, codes, normalised
from catalog.disclosure.quasi import Role
from catalog.disclosure.records import Records
from catalog.disclosure.subject import Subject
from catalog.tables.table import Table

#: rows that one household can have; a code shared by more is a class, not a household
MOST_IN_HOUSEHOLD = 8
#: rows below which an order says nothing
FEWEST_ORDERED = 30
#: share of rows whose place among their neighbours nothing that is left explains
UNEXPLAINED = 0.2
#: rows that are looked at first
_FIRST = 1000
#: a house number: what is left of an address when 丁目 is taken out still holds a number
_HOUSE = r"\d"
_BLOCK = r"[\d一二三四五六七八九十]+丁目|〒?\d{3}-?\d{4}"
_CODE_DIGITS = r"^\D*(\d{1,15})\D*$"
_PHONE = re.compile(r"電話|携帯|tel|phone|連絡先", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Order:
    """The column that rows are sorted by, how many rows stand in an order that no column explains, and whether the finer
    value behind it is one of the person (a day of birth, not a day of publication)."""

    role: Role
    rows: int
    telling: bool


def households(table: Table, about: Subject) -> Iterator[tuple[Role, Ints, int]]:
    """Columns whose values few rows share: (column, rows that share one, number of such groups)."""
    for role in about.roles:
        if not role.values or not _may_tie(role):
            continue
        column = codes(table.frame[:, role.index])
        filled = np.ones(column.size, dtype=np.bool_)
        filled[: column.labels[0] == ""] = False  # labels are sorted: the empty one is the first
        if role.role == "quasi" and not _houses(column):
            continue
        sizes = np.bincount(column.values, minlength=column.size) * filled
        shared = (sizes >= 2) & (sizes <= MOST_IN_HOUSEHOLD)
        rows = np.flatnonzero(shared[column.values])
        known = int(sizes.sum())
        if shared.sum() >= 2 and sizes[sizes > MOST_IN_HOUSEHOLD].sum() <= 0.05 * known and known:
            yield role, rows, int(shared.sum())


def serial(table: Table, about: Subject) -> tuple[Role, Ints] | None:
    """A number of its own on every row that is no plain 1, 2, 3 …: it is that of the register, or keeps its order."""
    for role in about.of("serial"):
        column = table.frame[:, role.index]
        if not role.values or column.null_count() or table.height < 2:
            continue
        digits = column.str.extract(_CODE_DIGITS)
        if digits.null_count():
            continue
        # full-width digits are read by Python only
        read = digits.cast(pl.Int64, strict=False)
        numbers = np.array([int(d) for d in digits.to_list()]) if read.null_count() else read.to_numpy()
        plain = np.arange(1, len(numbers) + 1)
        if len(np.unique(numbers)) == len(numbers) and (numbers != plain).any():
            return role, np.flatnonzero(numbers != plain)
    return None


def order(table: Table, measured: Records) -> Order | None:
    """The column by which rows are sorted, when their order within equal values is none that the table explains.

    Rows sorted by the year of birth come from a list sorted by the day of birth, or of the register's numbers: who knows
    the list knows the rows. Sorted by all their columns, or shuffled, they tell nothing.
    """
    if table.height < FEWEST_ORDERED or not _sorted(table):
        return None
    everything = [codes(table.frame[:, i]) for i in range(table.width)]
    blocks: Ints = np.zeros(table.height, dtype=np.int64)
    by: Role | None = None
    roles = {r.index: r for r in measured.quasi}
    left = [i for i, c in enumerate(everything) if 1 < c.size < table.height]
    while True:
        grouped = [i for i in left if _grouped(blocks, everything[i])]
        # the coarsest first: its blocks hold those of the others
        chosen = min(grouped, key=lambda i: everything[i].size, default=None)
        if chosen is None:
            break
        blocks = _refined(blocks, everything[chosen])
        left.remove(chosen)
        if chosen in roles and (by is None or _telling(roles[chosen])):
            by = roles[chosen]
    if by is None:
        return None
    sizes = np.bincount(blocks)
    varied = np.zeros(len(sizes), dtype=np.bool_)
    for i in left:
        changes = np.flatnonzero((np.diff(everything[i].values) != 0) & (np.diff(blocks) == 0))
        varied[blocks[changes]] = True
    rows = int(sizes[varied & (sizes >= 3)].sum())
    return Order(by, rows, _telling(by)) if rows >= UNEXPLAINED * table.height else None


def _sorted(table: Table) -> bool:
    """Whether equal values stand together in some column. Most tables are told apart by their first rows, at no cost."""
    return any(
        _together(table.frame[:_FIRST, i], alone=True) and _together(table.frame[:, i], alone=False)
        for i in range(table.width)
    )


def _together(column: pl.Series, *, alone: bool) -> bool:
    """Whether equal values of a column follow each other; `alone`: what is said when all differ or all are equal."""
    values = normalised(column.fill_null(""))
    runs = int((values != values.shift(1)).sum()) + 1
    if runs == len(values):
        return alone and values.n_unique() == runs
    return (alone or runs > 1) and values.n_unique() == runs


def _may_tie(role: Role) -> bool:
    if role.role == "linking" or (role.role == "quasi" and role.kind == "place"):
        return True
    return role.kind == "contact" and bool(_PHONE.search(role.header))


def _houses(column: Codes) -> bool:
    """Whether most values are addresses down to the house."""
    labels = pl.Series([label for label in column.labels if label], dtype=pl.String)
    return int(labels.str.replace_all(_BLOCK, "").str.contains(_HOUSE).sum()) > 0.6 * len(labels)


def _grouped(blocks: Ints, column: Codes) -> bool:
    """Whether within every block equal values stand together."""
    pair = blocks * column.size + column.values
    return 1 + int(np.count_nonzero(np.diff(pair))) == len(np.unique(pair))


def _refined(blocks: Ints, column: Codes) -> Ints:
    pair = blocks * column.size + column.values
    starts: NDArray[np.int64] = np.concatenate([[0], (np.diff(pair) != 0).astype(np.int64)])
    return np.cumsum(starts)


def _telling(role: Role) -> bool:
    return role.kind in ("birth", "age") or (role.kind == "place" and role.values > 3)
