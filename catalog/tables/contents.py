"""What the reader of one format gives, before it becomes a Source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from catalog.tables.table import Problem, Sheet, Table, Text


@dataclass(slots=True)
class Contents:
    """Parts of a Source. `tables` is None when they are still to be found in the sheets."""

    format: str
    encoding: str | None = None
    encoding_evidence: str = ""
    delimiter: str | None = None
    sheets: list[Sheet] = field(default_factory=list)
    tables: list[Table] | None = None
    texts: list[Text] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    points: tuple[tuple[float, float], ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)


def table_of(name: str | None, columns: Mapping[str, Sequence[str | None]], rows: Sequence[int] | None = None) -> Table:
    """A table of named columns of equal length. Rows count as if the names stood in line 1, unless `rows` says."""
    series = [pl.Series(str(i), values, dtype=pl.String) for i, values in enumerate(columns.values())]
    frame = pl.DataFrame(series)
    return Table(
        sheet=name,
        header=tuple(columns),
        frame=frame,
        columns=tuple(range(frame.width)),
        header_rows=(1,),
        rows=range(2, frame.height + 2) if rows is None else tuple(rows),
    )


def sheet_of(table: Table) -> Sheet:
    """The table as a grid with its names in line 1, for checks that look at sheets."""
    head = pl.DataFrame([pl.Series(str(i), [text or None], dtype=pl.String) for i, text in enumerate(table.header)])
    return Sheet(table.sheet, pl.concat([head, table.frame]) if table.width else table.frame)
