"""Columns of strings as codes and numbers, prepared on distinct values.

Equal means equal after NFKC and trimming, or k would be too small; an empty cell is a value of its own (the cautious
reading: a masked value does not hide among all others).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Ints = NDArray[np.int64]
#: what `str.strip` takes away
_BLANKS = "".join(chr(c) for c in range(0x3001) if chr(c).isspace())


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """One column as integers 0 … size - 1; `labels[code]` is the normal value ("" for empty)."""

    values: Ints
    labels: tuple[str, ...]

    @property
    def size(self) -> int:
        return len(self.labels)

    def mapped(self, function: Callable[[str], str]) -> Codes:
        """The column after a function of its values (a generalisation)."""
        table, labels = _table([function(label) for label in self.labels])
        return Codes(table[self.values], labels)


def codes(column: pl.Series) -> Codes:
    """A String column as codes of its normal values."""
    filled = column.fill_null("")
    distinct = filled.unique()
    normal = normalised(distinct)
    labels = normal.unique().sort()
    if (normal == distinct).all():
        values = filled.cast(pl.Enum(labels)).to_physical().to_numpy().astype(np.int64)
        return Codes(values, tuple(labels.to_list()))
    place = normal.cast(pl.Enum(labels)).to_physical().to_numpy().astype(np.int64)
    physical = filled.cast(pl.Enum(distinct)).to_physical().to_numpy()
    return Codes(place[physical], tuple(labels.to_list()))


def normalised(column: pl.Series) -> pl.Series:
    """Values that count as equal become equal."""
    return column.str.normalize("NFKC").str.strip_chars(_BLANKS)


def combined(columns: list[Codes]) -> tuple[Ints, int]:
    """One code per row for several columns together, and how many codes there can be (dense enough to count)."""
    rows = len(columns[0].values) if columns else 0
    key: Ints = np.zeros(rows, dtype=np.int64)
    size = 1
    for column in columns:
        if size > 1 and size * column.size > max(1 << 22, 4 * rows):
            key, size = _dense(key)
        key = key * column.size + column.values
        size *= column.size
        if size > max(1 << 22, 4 * rows):
            key, size = _dense(key)
    return key, max(size, 1)


def numbers(column: pl.Series) -> NDArray[np.float64]:
    """The column as floats, NaN where a cell is no number. Reads full-width digits, separators, △, units 人 件 世帯 % 歳."""
    distinct = column.unique().drop_nulls()
    found = distinct.cast(pl.Float64, strict=False)
    missing = found.is_null()
    if missing.any():
        rest = distinct.filter(missing)
        read = [_number(v) for v in rest.to_list()]
        keep = [(v, n) for v, n in zip(rest.to_list(), read, strict=True) if n is not None]
        if keep:
            other = column.replace_strict(
                [v for v, _ in keep], [n for _, n in keep], default=None, return_dtype=pl.Float64
            )
            result = column.cast(pl.Float64, strict=False).fill_null(other)
            return _finite(result)
    return _finite(column.cast(pl.Float64, strict=False))


def _finite(column: pl.Series) -> NDArray[np.float64]:
    result = column.to_numpy().astype(np.float64, copy=True)
    result[~np.isfinite(result)] = np.nan
    return result


def _dense(key: Ints) -> tuple[Ints, int]:
    distinct, inverse = np.unique(key, return_inverse=True)
    return inverse.astype(np.int64), len(distinct)


def _table(values: list[str]) -> tuple[Ints, tuple[str, ...]]:
    """Position of each value among the distinct ones, in order of first appearance in sorted order."""
    labels = sorted(set(values))
    place = {label: i for i, label in enumerate(labels)}
    return np.array([place[v] for v in values], dtype=np.int64), tuple(labels)


def _normal(value: str) -> str:
    return value.strip() if value.isascii() else unicodedata.normalize("NFKC", value).strip()


_UNITS = ("人", "名", "件", "世帯", "戸", "%", "歳", "円", "人未満")


def _number(value: str) -> float | None:
    text = _normal(value).replace(",", "").replace(" ", "")
    sign = 1.0
    if text[:1] in "△▲-−":
        sign, text = -1.0, text[1:]
    for unit in _UNITS:
        text = text.removesuffix(unit)
    try:
        number = sign * float(text) if text[:1].isdigit() or text[:1] == "." else None
    except ValueError:
        return None
    return number
