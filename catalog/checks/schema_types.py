"""Types of Table Schema on whole columns: a cast where polars has one, else one pattern over the column."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import polars as pl

from catalog.model import Field

_TRUE, _FALSE = ["true", "True", "TRUE", "1"], ["false", "False", "FALSE", "0"]
_PATTERNS = {
    "year": r"^-?\d{4,}$",
    "yearmonth": r"^\d{4}-(0[1-9]|1[0-2])$",
    "duration": r"^-?P(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$",
    "geopoint": r"^\s*[-+]?\d+(\.\d+)?\s*,\s*[-+]?\d+(\.\d+)?\s*$",
    "email": r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
    "uri": r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s]+$",
    "uuid": r"^[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}$",
    "binary": r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
    "object": r"^\s*\{[\s\S]*\}\s*$",
    "array": r"^\s*\[[\s\S]*\]\s*$",
}
Typed = tuple[pl.Series | None, pl.Series | None]


def values_of_type(values: pl.Series, field: Field) -> Typed:
    """(values as comparable numbers or dates, or None for text; where the type is wrong, or None when it is right everywhere).

    `values` are strings with nulls for missing ones.
    """
    reader = _READERS.get(field.type)
    if reader is None:
        return None, None
    typed, wrong = reader(values, field)
    return typed, wrong if wrong is not None and wrong.any() else None


def ordered(bound: Any, field: Field) -> Any:
    """A minimum or maximum in the type of the column; None when it cannot be compared."""
    try:
        if field.type in ("integer", "number", "year"):
            return float(bound)
        if field.type == "date":
            return dt.date.fromisoformat(str(bound))
        if field.type == "datetime":
            return dt.datetime.fromisoformat(str(bound).replace("Z", ""))
        if field.type == "time":
            return dt.time.fromisoformat(str(bound))
        if field.type == "yearmonth":
            return str(bound)
    except ValueError:
        return None
    return None


def _integer(values: pl.Series, field: Field) -> Typed:
    text = _bare(values, field)
    typed = text.cast(pl.Int64, strict=False)
    wrong = typed.is_null() & text.is_not_null()
    if wrong.any():  # beyond 64 bits
        wrong = wrong & ~text.str.contains(r"^\s*[-+]?\d+\s*$").fill_null(False)
    return typed, wrong


def _number(values: pl.Series, field: Field) -> Typed:
    decimal = str(field.extras.get("decimalChar") or ".")
    text = _bare(values, field)
    if decimal != ".":
        text = text.str.replace(decimal, ".", literal=True)
    typed = text.cast(pl.Float64, strict=False)
    wrong = typed.is_null() & text.is_not_null()
    # what is_null cannot see: words that only a programming language reads as a number
    strange = typed.is_infinite() | typed.is_nan()
    if strange.any():
        wrong = wrong | (strange & ~text.str.contains(r"^(-?INF|NaN)$")).fill_null(False)
    return typed, wrong


def _bare(values: pl.Series, field: Field) -> pl.Series:
    """Numbers without the declared thousands separator and, when `bareNumber` is false, without what stands around them."""
    group = field.extras.get("groupChar")
    if group:
        values = values.str.replace_all(str(group), "", literal=True)
    if field.extras.get("bareNumber") is False:
        values = values.str.extract(r"([-+]?[0-9][0-9.]*)", 1).fill_null(values)
    return values


def _boolean(values: pl.Series, field: Field) -> Typed:
    allowed = [*(field.extras.get("trueValues") or _TRUE), *(field.extras.get("falseValues") or _FALSE)]
    return None, ~values.is_in(pl.Series([str(a) for a in allowed]).implode()) & values.is_not_null()


def _date(values: pl.Series, field: Field) -> Typed:
    return _temporal(values, field, "%Y-%m-%d", 10, lambda s, f: s.str.to_date(f, strict=False))


def _time(values: pl.Series, field: Field) -> Typed:
    return _temporal(values, field, "%H:%M:%S", 8, lambda s, f: s.str.to_time(f, strict=False))


def _datetime(values: pl.Series, field: Field) -> Typed:
    if field.format == "default":
        pattern = r"^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[-+]\d\d:?\d\d)?$"
        typed = values.str.slice(0, 19).str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False)
        return typed, (typed.is_null() | ~values.str.contains(pattern)) & values.is_not_null()
    return _temporal(values, field, "", 0, lambda s, f: s.str.to_datetime(f, strict=False, ambiguous="null"))


def _temporal(
    values: pl.Series, field: Field, usual: str, length: int, parse: Callable[[pl.Series, str], pl.Series]
) -> Typed:
    if field.format == "any":
        return None, None
    pattern = usual if field.format == "default" else field.format
    try:
        typed = parse(values, pattern)
        fixed = re.sub(r"%[HMSdmy]", "00", pattern.replace("%Y", "0000"))
        length = len(fixed.encode()) if "%" not in fixed else 0
    except (pl.exceptions.PolarsError, ValueError):
        return _temporal_slow(values, pattern)
    wrong = typed.is_null()
    if length:  # 2026-4-1 is read, but it is no ISO 8601
        wrong = wrong | (values.str.len_bytes() != length)
    return typed, wrong & values.is_not_null()


def _temporal_slow(values: pl.Series, pattern: str) -> Typed:
    def fits(value: str | None) -> bool:
        try:
            dt.datetime.strptime(value or "", pattern)
        except ValueError:
            return value is None
        return True

    return None, pl.Series([not fits(v) for v in values.to_list()], dtype=pl.Boolean)


def _year(values: pl.Series, field: Field) -> Typed:
    return values.cast(pl.Int64, strict=False), _wrong(values, _PATTERNS["year"])


def _yearmonth(values: pl.Series, field: Field) -> Typed:
    return values, _wrong(values, _PATTERNS["yearmonth"])


def _string(values: pl.Series, field: Field) -> Typed:
    pattern = _PATTERNS.get(field.format)
    return None, _wrong(values, pattern) if pattern else None


def _shape(values: pl.Series, field: Field) -> Typed:
    return None, _wrong(values, _PATTERNS[field.type])


def _geojson(values: pl.Series, field: Field) -> Typed:
    return None, _wrong(values, r'^\s*\{[\s\S]*"type"[\s\S]*\}\s*$')


def _wrong(values: pl.Series, pattern: str) -> pl.Series:
    return ~values.str.contains(pattern) & values.is_not_null()


_READERS: dict[str, Callable[[pl.Series, Field], Typed]] = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "time": _time,
    "datetime": _datetime,
    "year": _year,
    "yearmonth": _yearmonth,
    "string": _string,
    "duration": _shape,
    "geopoint": _shape,
    "object": _shape,
    "array": _shape,
    "geojson": _geojson,
}
