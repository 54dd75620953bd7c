"""Footnote marks that were taken off values go into a column of their own, as the rule asks: 単位や注釈は別列に分離すること."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.release.tidy_header import unique
from catalog.release.tidy_result import Log, TidyTable
from catalog.release.tidy_words import narrow, unmarked

#: what the column is called behind the name of the column whose marks it holds
ENDING = "_注"


def taken_off(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The mark that each value lost; [] when none did."""
    marks = []
    for old, new in zip(before, after, strict=True):
        mark = unmarked(old)[1] if old != new else ""
        marks.append("" if not new or narrow(new).endswith(mark or "\0") or narrow(old) == narrow(new) else mark)
    return marks if any(marks) else []


def with_mark_columns(table: TidyTable, log: Log) -> TidyTable:
    """The table with a column of marks behind each column that had some."""
    for name, marks in table.marks.items():
        at = table.header.index(name) + 1
        bare = name.split("（")[0] or name
        fresh = unique([*table.header, f"{bare}{ENDING}"])[0][-1]
        table.header.insert(at, fresh)
        table.units.insert(at, "")
        for row, mark in zip(table.rows, marks, strict=True):
            row.insert(at, mark)
        log.add(
            "mark",
            f"注の印を列「{fresh}」に移しました",
            f"put the footnote marks into a column “{fresh}”",
            column=fresh,
        )
    return table
