"""Which rows and columns differ between a table as it stands and the one that replaces it.

What was taken out is not said again: a row that is gone is only named, and an earlier value is shown only when it is a
number or a date, or still stands in the column. Rows are told apart by the primary key, else by a column that names
each of them, else as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from catalog.regex import regex
from catalog.release.kinds import CODE, NAMES_A_ROW, NAMES_NO_ROW, SIGNS
from catalog.text import shorten

#: rows of each sort, columns of a new row, changed cells of a row, and characters of a cell that are kept
ROWS, COLUMNS, CELLS, LONGEST = 200, 8, 6, 80
#: what stands behind the name of a column for its earlier values
BEFORE = "\x00before"
#: how many rows more or fewer than before
MORE = "\x00more"
_MEASURE = regex(
    r"[-+−▲△]?(?!0\d)\d[\d,]{0,14}(\.\d+)?\s*[%％]?|\d{4}[-/.年]\d{1,2}([-/.月]\d{1,2}日?|月)?|\d{1,2}:\d{2}(:\d{2})?"
)


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Two versions of a table as texts, and which rows of one are rows of the other.

    `common` are the columns of both; `key` those that tell rows apart, `rest` the others, `named` those by which a reader
    knows a row. `changed` rows have the earlier cells beside them, named with `BEFORE`. Without a key rows are compared as
    wholes: none is changed, and `MORE` says of those that came or went how many there are more or fewer.
    """

    before: pl.DataFrame
    after: pl.DataFrame
    common: tuple[str, ...]
    key: tuple[str, ...]
    added: pl.DataFrame
    removed: pl.DataFrame
    changed: pl.DataFrame
    #: what may be said of earlier values
    standing: Standing

    @property
    def rest(self) -> list[str]:
        return [c for c in self.common if c not in self.key]

    @property
    def named(self) -> list[str]:
        return _naming(self.key, self.common)


def paired(before: pl.DataFrame, after: pl.DataFrame, primary: Sequence[str] = ()) -> Pair:
    """Finds the rows of two versions in each other: once, for the history and for the list of all rows.

    Args:
        primary: declared primary key.
    """
    before, after = texts(before), texts(after)
    common = tuple(c for c in after.columns if c in before.columns)
    key = tuple(_row_key(before, after, common, primary))
    if key:
        added, removed, changed = _by_key(before, after, key, [c for c in common if c not in key])
    elif common:
        added, removed = _as_wholes(before, after, common)
        changed = after.clear()
    else:
        added, removed, changed = after.clear(), before.clear(), after.clear()
    return Pair(before, after, common, key, added, removed, changed, Standing(after))


def compare(name: str, pair: Pair, *, rows: bool = True) -> dict[str, Any]:
    """The difference of two versions of a table, as `history.json` keeps it.

    Args:
        rows: list rows and cells; otherwise only count them.
    """
    found: dict[str, Any] = {
        "table": name,
        "columns_added": [c for c in pair.after.columns if c not in pair.common],
        "columns_removed": [c for c in pair.before.columns if c not in pair.common],
    }
    if not pair.common:
        return found
    return {**found, **(_keyed(pair, rows) if pair.key else _whole(pair, rows))}


def texts(frame: pl.DataFrame) -> pl.DataFrame:
    """The table as strings, empty where a cell is."""
    return frame.with_columns(pl.all().cast(pl.String).fill_null(""))


def _row_key(before: pl.DataFrame, after: pl.DataFrame, common: Sequence[str], primary: Sequence[str]) -> list[str]:
    """Columns that tell rows apart in both tables; none when there are no such columns."""
    codes = [c for c in common if CODE.search(c) and not re.search("電話|fax|郵便|phone", c, re.IGNORECASE)]
    names = [c for c in common if _names_a_row(c)]
    candidates = [list(primary)] if primary and set(primary) <= set(common) else []
    for columns in (*candidates, *([c] for c in (*codes, *names))):
        if _unique(before, columns) and _unique(after, columns):
            kept = after.join(before.select(columns), on=columns, how="semi").height
            if columns == list(primary) or 2 * kept >= min(before.height, after.height):
                return columns
    return []


def _unique(frame: pl.DataFrame, columns: Sequence[str]) -> bool:
    part = frame.select(columns)
    return frame.height > 0 and part.n_unique() == frame.height and not (part == "").to_numpy().any()


def _names_a_row(column: str) -> bool:
    """True for 名称, 施設名 and the like."""
    return bool(NAMES_A_ROW.search(column)) and not NAMES_NO_ROW.search(column)


def _by_key(
    before: pl.DataFrame, after: pl.DataFrame, key: Sequence[str], rest: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Rows that came, that went, and that have other cells in `rest` (with the earlier ones, named with `BEFORE`)."""
    added = after.join(before.select(key), on=key, how="anti", maintain_order="left")
    removed = before.join(after.select(key), on=key, how="anti", maintain_order="left")
    both = after.join(before, on=key, how="inner", suffix=BEFORE, maintain_order="left")
    differs = [pl.col(c) != pl.col(c + BEFORE) for c in rest]
    return added, removed, both.filter(pl.any_horizontal(differs)) if differs else both.clear()


def _as_wholes(before: pl.DataFrame, after: pl.DataFrame, common: Sequence[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that occur more often than before, and those that occur less often; `MORE` says how many more or fewer."""
    now = after.select(common).group_by(common, maintain_order=True).len(MORE)
    then = before.select(common).group_by(common, maintain_order=True).len(BEFORE)
    both = now.join(then, on=list(common), how="full", coalesce=True, maintain_order="left_right")
    more = pl.col(MORE).fill_null(0).cast(pl.Int64) - pl.col(BEFORE).fill_null(0).cast(pl.Int64)
    both = both.with_columns(more.alias(MORE))
    return both.filter(pl.col(MORE) > 0), both.filter(pl.col(MORE) < 0)


def _keyed(pair: Pair, rows: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "key": list(pair.key), "rows_added": pair.added.height, "rows_removed": pair.removed.height,
        "rows_changed": pair.changed.height,
    }  # fmt: skip
    if rows:
        named, rest = pair.named, pair.rest
        found |= {
            "names": named,
            "added": _added(pair.added, named),
            "removed": _cells(pair.removed, named),
            "changed": [
                _changes(row, named, rest, pair.standing) for row in pair.changed.head(ROWS).iter_rows(named=True)
            ],
        }
    return found


def _whole(pair: Pair, rows: bool) -> dict[str, Any]:
    """Rows that occur more often than before are added, those that occur less often removed."""
    found: dict[str, Any] = {
        "key": [],
        "rows_added": int(pair.added.get_column(MORE).sum()),
        "rows_removed": int(-pair.removed.get_column(MORE).sum()),
    }
    if rows:
        named = pair.named
        found |= {"names": named, "added": _added(pair.added.select(pair.common), named), "changed": []}
        found["removed"] = _cells(pair.removed, named) if names_rows(named) else []
    return found


def names_rows(named: Sequence[str]) -> bool:
    """Whether a row that is gone may be named where no key tells rows apart: what stands there is a name, no content."""
    return any(_names_a_row(c) for c in named)


def _naming(key: Sequence[str], common: Sequence[str]) -> list[str]:
    """The columns by which a reader knows a row: its key, and the column that names it."""
    return list(dict.fromkeys([*key, *[c for c in common if _names_a_row(c)][:1]])) or list(common[:1])


def _added(frame: pl.DataFrame, named: Sequence[str]) -> dict[str, Any]:
    """New rows: they stand in the table that goes out, so their cells may be shown."""
    columns = list(dict.fromkeys([*named, *frame.columns]))[:COLUMNS]
    return {"columns": columns, "rows": _cells(frame, columns)}


def _cells(frame: pl.DataFrame, columns: Sequence[str]) -> list[list[str]]:
    return [[shorten(v, LONGEST) for v in row] for row in frame.select(columns).head(ROWS).iter_rows()]


def _changes(row: Mapping[str, str], named: Sequence[str], rest: Sequence[str], standing: Standing) -> dict[str, Any]:
    cells = []
    for column in rest:
        old, new = row[column + BEFORE], row[column]
        if old != new:
            shown = standing.may_show(column, old, new)
            cells.append([column, shorten(old, LONGEST) if shown else None, shorten(new, LONGEST)])
    return {
        "row": [shorten(row[c], LONGEST) for c in named],
        "cells": cells[:CELLS],
        "more": max(0, len(cells) - CELLS),
    }


class Standing:
    """The values of a table as it stands, by column: what may be said of earlier ones."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame
        self._values: dict[str, frozenset[str]] = {}

    def may_show(self, column: str, old: str, new: str) -> bool:
        """Whether an earlier value may stand beside the new one. A cell that was emptied or crossed out says nothing more."""
        if old == "":
            return True
        return new != "" and new not in SIGNS and self.may_stay(column, old)

    def may_stay(self, column: str, value: str) -> bool:
        """Whether a value of an earlier version may be told at all: a number, a date, or one that still stands there."""
        if value == "" or (_MEASURE.fullmatch(value) and not CODE.search(column)):
            return True
        if column not in self._values:
            known = self._frame.get_column(column).unique() if column in self._frame.columns else ()
            self._values[column] = frozenset(known)
        return value in self._values[column]


def summed(tables: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Counts and columns over all tables of a dataset; a count is there when some table has it."""
    found: dict[str, Any] = {}
    for name in ("rows_added", "rows_removed", "rows_changed"):
        if any(name in t for t in tables):
            found[name] = sum(int(t.get(name, 0)) for t in tables)
    for name in ("columns_added", "columns_removed"):
        found[name] = list(dict.fromkeys(c for t in tables for c in t[name]))
    return found
