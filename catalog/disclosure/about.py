"""What the rows of a table are, asked by rules and level alike, and where in it a finding stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from catalog.disclosure import records
from catalog.disclosure.screened import with_screening
from catalog.disclosure.subject import Subject, subject
from catalog.rule import Context, Place
from catalog.tables.table import Source, Table
from catalog.text import LangText

_ROWS = 20


def about(table: Table, source: Source, context: Context) -> Subject:
    """What the rows of a table stand for, with what the privacy screening saw of unnamed columns."""
    return with_screening(subject(table, source, context), table, source, context)


def measure(table: Table, found: Subject, context: Context) -> records.Records | None:
    """The measurement of a table of persons, made once per file: rules and level ask for it."""
    known = context.memo.setdefault("disclosure-measured", {})
    if id(table) not in known:
        # the table is kept beside it, so that its identity stays its own
        known[id(table)] = (table, records.measure(table, found))
    return known[id(table)][1]  # type: ignore[no-any-return]


def place(table: Table, index: int, rows: tuple[int, ...]) -> Place:
    return Place(
        part="table" if table.visible else "hidden-sheet",
        sheet=table.sheet,
        column=table.header[index] or None,
        column_index=table.columns[index],
        rows=rows,
    )


def listed(names: Sequence[str]) -> LangText:
    """Names of columns in a sentence."""
    return {"ja": "、".join(names), "en": ", ".join(names)}


def lines(table: Table, positions: Any) -> tuple[int, ...]:
    """Lines of the file of some body rows."""
    return tuple(int(table.rows[int(p)]) for p in positions[:_ROWS])
