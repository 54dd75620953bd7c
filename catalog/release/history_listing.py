"""All rows that came, went or changed between two versions as a CSV, under the same rule as the page: what was taken out
is not said again.

`added` rows stand in the table that goes out now. A changed row has two lines: `before` with its names and those earlier
values that may be repeated, `after` as it stands now. A `removed` row has nothing but its names.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from catalog.release.differences import BEFORE, MORE, Pair, Standing, names_rows

#: A cell that a spreadsheet would run as a formula (CWE-1236). Numbers with a sign are no formulas.
_FORMULA, _NUMBER = r"^[=+\-@\t\r]", r"^[+\-]?[\d.,]+\s*[%％]?$"


def listing(pair: Pair) -> bytes:
    """The CSV (UTF-8 with BOM, for spreadsheets); empty when no row differs."""
    if not pair.common:
        return b""
    named, columns = pair.named, pair.after.columns
    if pair.key:
        added, gone = pair.added, pair.removed.select(named)
        parts = [_changed(pair.changed, named, pair.rest, columns, pair.standing)]
    else:
        added = _repeated(pair.added).select(pair.common)
        gone = (_repeated(pair.removed) if names_rows(named) else pair.before.clear()).select(named)
        parts = []
    parts += [_lines("added", added, columns), _lines("removed", gone, columns)]
    frame = pl.concat(parts)
    return frame.select(_safe(c) for c in frame.columns).write_csv(include_bom=True).encode() if frame.height else b""


def _lines(kind: str, frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Lines with the columns of the table, empty where the rows have none, and the kind of change in front."""
    cells = [pl.col(c) if c in frame.columns else pl.lit("").alias(c) for c in columns]
    return frame.select(pl.lit(kind).alias(_head(columns)), *cells)


def _changed(
    frame: pl.DataFrame, named: Sequence[str], rest: Sequence[str], columns: Sequence[str], standing: Standing
) -> pl.DataFrame:
    """Two lines for each changed row, one after the other."""
    earlier = {c: [""] * frame.height for c in columns}
    for column in columns:
        if column not in rest:
            if column in named:
                earlier[column] = frame.get_column(column).to_list()
            continue
        pairs = zip(frame.get_column(column + BEFORE), frame.get_column(column), strict=True)
        said = [old if old != new and standing.may_show(column, old, new) else "" for old, new in pairs]
        if column in named:
            said = [old or new for old, new in zip(said, frame.get_column(column), strict=True)]
        earlier[column] = said
    old = _lines("before", pl.DataFrame(earlier, schema=dict.fromkeys(columns, pl.String)), columns)
    new = _lines("after", frame, columns)
    number = pl.Series("\x00row", range(frame.height), dtype=pl.UInt32)
    both = pl.concat([old.with_columns(number), new.with_columns(number)])
    return both.sort("\x00row", maintain_order=True).drop("\x00row")


def _repeated(frame: pl.DataFrame) -> pl.DataFrame:
    """Each row as often as it came or went."""
    return frame.select(pl.all().repeat_by(pl.col(MORE).abs())).explode(frame.columns) if frame.height else frame


def _head(columns: Sequence[str]) -> str:
    name = "change"
    while name in columns:
        name = f"_{name}"
    return name


def _safe(column: str) -> pl.Expr:
    """Values that a spreadsheet would run get a leading apostrophe, the column's name too."""
    value = pl.col(column)
    runs = value.str.contains(_FORMULA) & ~value.str.contains(_NUMBER)
    name = f"'{column}" if column[:1] in ("=", "+", "-", "@", "\t", "\r") else column
    return pl.when(runs).then("'" + value).otherwise(value).alias(name)
