"""Points in time in a table: which columns tell when, and where each row stands on the axis."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from catalog.regex import regex
from catalog.release.chart_words import TOTAL
from catalog.release.kinds import Values

_ERAS = {
    "明治": 1867,
    "大正": 1911,
    "昭和": 1925,
    "平成": 1988,
    "令和": 2018,
    "m": 1867,
    "t": 1911,
    "s": 1925,
    "h": 1988,
    "r": 2018,
}
_ERA = regex(r"^(明治|大正|昭和|平成|令和|[mtshr])\.?(元|\d{1,2})(?:年度?)?(?:[./-]?(\d{1,2})月?)?$", re.IGNORECASE)
_WESTERN = regex(r"^(\d{4})(?:年度?)?(?:[-/.]?(\d{1,2})月?)?(?:[-/.]?(\d{1,2})日?)?(?:[t ].*)?$", re.IGNORECASE)
_COMPACT = regex(r"^(\d{4})(\d{2})(\d{2})$")
_TIME_NAME = regex(r"年|月|日|時期|期間|year|month|date|time", re.IGNORECASE)
_YEAR, _MONTH, _DAY = regex(r"^(年|西暦年?|year)$", re.I), regex(r"^(月|month)($|_)", re.I), regex(r"^(日|day)$", re.I)
_MONTH_NAME = regex(r"^(\d{1,2})月?$")


@dataclass(frozen=True, slots=True, eq=False)
class Times:
    """The points in time of a table.

    `frame` are its rows that have one, with the point's text in the column `AT`; `at` places each text on the axis in
    years; `by` is "year", "fiscal", "month", "day", or "order" when texts only follow each other.
    """

    frame: pl.DataFrame
    name: str
    columns: frozenset[str]
    at: Mapping[str, float]
    by: str

    @property
    def one_row_each(self) -> bool:
        return self.frame.height == len(self.at)


#: the column that `Times.frame` adds
AT = "\0at"


def period(text: str) -> float | None:
    """A point in time as a number that sorts: 2020 → 2020.0, 令和2年 → 2020.0, 2024-03 → 2024.1667; None when it is none."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if m := _COMPACT.match(plain) or _WESTERN.match(plain):
        year, month, day = int(m[1]), int(m[2] or 1), int(m[3] or 1)
    elif m := _ERA.match(plain):
        year, month, day = _ERAS[m[1].lower()] + (1 if m[2] == "元" else int(m[2])), int(m[3] or 1), 1
    else:
        return None
    if not 1800 <= year <= 2200 or not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return year + (month - 1) / 12 + (day - 1) / 372


def times(frame: pl.DataFrame, columns: Sequence[Values]) -> Times | None:
    """The points in time of a table, from the first column that tells them, or from 年 and 月 (and 日) together."""
    named = {
        key: next((c for c in columns if p.match(c.name)), None)
        for key, p in (("y", _YEAR), ("m", _MONTH), ("d", _DAY))
    }
    year, month = named["y"], named["m"]
    if year is not None and month is not None and month.filled == frame.height:
        return _joined(frame, [c for c in (year, month, named["d"]) if c is not None])
    for c in columns:
        if c.kind not in ("year", "yearmonth", "date", "datetime", "string", "integer") or not 3 <= c.distinct <= 5000:
            continue
        if c.kind in ("string", "integer") and not _TIME_NAME.search(c.name):
            continue
        points = {v: p for v in c.values.to_list() if (p := period(v)) is not None}
        rest = [v for v in c.values.to_list() if v not in points]
        few = sum(n for v, n in zip(c.values.to_list(), c.counts.to_list(), strict=True) if v not in points)
        if len(points) >= 3 and (all(TOTAL.search(v.strip()) for v in rest) or few <= 0.05 * c.filled):
            return _made(frame.with_columns(pl.col(c.name).alias(AT)), c.name, [c.name], points)
    return _months(frame, month)


def _joined(frame: pl.DataFrame, parts: Sequence[Values]) -> Times | None:
    shown = frame.with_columns(
        pl.concat_str([pl.col(c.name).str.strip_chars().str.strip_suffix(s) + s for c, s in zip(parts, "年月日", strict=False)]).alias(AT)
    )  # fmt: skip
    texts = shown.get_column(AT).drop_nulls().unique().to_list()
    points = {t: p for t in texts if (p := period(t)) is not None}
    if len(points) < 3 or len(points) < len(texts):
        return None
    return _made(shown, "・".join(c.name for c in parts), [c.name for c in parts], points)


def _months(frame: pl.DataFrame, month: Values | None) -> Times | None:
    """The months of a year in the order of the rows: a fiscal year begins in April."""
    if month is None or not 6 <= month.distinct <= 12:
        return None
    texts = frame.get_column(month.name).drop_nulls().unique(maintain_order=True).to_list()
    found = [m for t in texts if (m := _MONTH_NAME.match(unicodedata.normalize("NFKC", t.strip())))]
    numbers = [int(m[1]) for m in found]
    if len(found) < len(texts) or not all(b == a % 12 + 1 for a, b in itertools.pairwise(numbers)):
        return None
    names = dict(zip(texts, (f"{n}月" for n in numbers), strict=True))
    shown = frame.with_columns(pl.col(month.name).replace_strict(names, default=None).alias(AT))
    at = {name: float(i) for i, name in enumerate(names.values())}
    return Times(shown.filter(pl.col(AT).is_not_null()), month.name, frozenset({month.name}), at, "order")


def _made(frame: pl.DataFrame, name: str, columns: Sequence[str], points: Mapping[str, float]) -> Times:
    whole = all(p == int(p) for p in points.values())
    fiscal = "年度" in name or all("年度" in t for t in points)
    by = (
        ("fiscal" if fiscal else "year")
        if whole
        else "month"
        if all(abs(p * 12 - round(p * 12)) < 1e-6 for p in points.values())
        else "day"
    )
    return Times(frame.filter(pl.col(AT).is_in(list(points))), name, frozenset(columns), dict(points), by)
