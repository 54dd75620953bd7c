"""Types for the convenience formats: a column becomes numbers or dates only when every value is one and nothing is lost."""

from __future__ import annotations

import polars as pl

from catalog.model import Resource

_INTEGER = r"^-?(0|[1-9][0-9]{0,14})$"
_NUMBER = r"^-?(0|[1-9][0-9]{0,14})(\.[0-9]+)?$"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def typed(frame: pl.DataFrame, resource: Resource) -> pl.DataFrame:
    """`frame` of strings with columns cast where the declared type (or, undeclared, every value) allows it.

    Leading zeros, codes and mixed columns stay text. An empty cell becomes null.
    """
    declared = {f.name: f.type for f in resource.fields}
    missing = [m for m in resource.missing_values if m]
    casts = []
    for name in frame.columns:
        column = pl.col(name).replace(dict.fromkeys(missing)) if missing else pl.col(name)
        kind = declared.get(name)
        target = _target(frame.get_column(name), kind, missing)
        casts.append(column if target is None else _cast(column, target))
    return frame.select(casts)


def _target(series: pl.Series, declared: str | None, missing: list[str]) -> str | None:
    if declared in ("string", "boolean", "time", "any", "geopoint", "list", "object", "array"):
        return None
    values = series.drop_nulls()
    if missing:
        values = values.filter(~values.is_in(missing))
    if values.len() == 0:
        return None
    order = {"integer": ("integer",), "year": ("integer",), "number": ("integer", "number"), "date": ("date",)}
    for target in order.get(declared or "", ("integer", "number", "date")):
        pattern = {"integer": _INTEGER, "number": _NUMBER, "date": _DATE}[target]
        if values.str.contains(pattern).all() and (
            target != "date" or values.str.to_date("%Y-%m-%d", strict=False).null_count() == 0
        ):
            return target
    return None


def _cast(column: pl.Expr, target: str) -> pl.Expr:
    if target == "date":
        return column.str.to_date("%Y-%m-%d")
    return column.cast(pl.Int64 if target == "integer" else pl.Float64)
