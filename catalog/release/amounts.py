"""Numbers as municipal tables write them: 3,500 · ３５歳 · 1億2000万円 · 300-400万 · 500万円以上 · 20代.

A cell is an interval: a plain number has equal ends, a range keeps both, an open class ends at infinity. What is not
understood is None, never a guess: 1億 must not be read as 1.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from catalog.regex import regex

_SCALE = {"千": 1e3, "百万": 1e6, "千万": 1e7, "万": 1e4, "億": 1e8, "兆": 1e12}
_PIECE = regex(r"(\d+(?:\.\d+)?)(百万|千万|千|万|億|兆)?")
_NUMBER = r"(?:\d+(?:\.\d+)?(?:百万|千万|千|万|億|兆)?)+"
_UNIT = r"[^\d\s~\-.]{0,4}?"
_FORM = regex(
    rf"(?P<sign>[-△▲])?(?P<low>{_NUMBER})(?P<unit>{_UNIT})(?P<open>以上|超|~|から)?"
    rf"(?:[~-]?(?P<high>{_NUMBER})(?P<unit2>{_UNIT})(?P<end>未満|以下|まで)?)?(?P<end1>未満|以下|代)?$"
)
_NOISE = regex(r"[\s,¥\\約]|およそ")


@dataclass(frozen=True, slots=True)
class Amount:
    """An interval of numbers in plain units (万 is multiplied out). `scale` is the multiple its last number was written in."""

    low: float
    high: float
    scale: float = 1.0
    unit: str = ""


@lru_cache(maxsize=1 << 16)
def amount(value: str) -> Amount | None:
    """The number or range of numbers of a cell; None when it holds neither.

    300-400万 is 3,000,000 … 4,000,000: a first number without a multiple takes that of the second.
    """
    text = unicodedata.normalize("NFKC", value).translate(_SAME)
    text = _NOISE.sub("", text)
    found = _FORM.match(text)
    if found is None:
        return None
    low, scale = _number(found["low"])
    unit = _scale_word(scale) + found["unit"]
    if found["high"] is None:
        return _single(found, -low if found["sign"] else low, scale, unit)
    if found["sign"] or found["end1"]:
        return None
    high, scale2 = _number(found["high"])
    if scale == 1.0 and scale2 != 1.0:
        low, scale = low * scale2, scale2
    if not found["open"] and "~" not in text and "-" not in text:
        return None
    return Amount(low, high, scale2, _scale_word(scale2) + found["unit2"]) if low <= high else None


_SAME = str.maketrans(dict.fromkeys("‐‑–—―−ー－", "-") | dict.fromkeys("〜～∼", "~"))


def _single(found: re.Match[str], low: float, scale: float, unit: str) -> Amount | None:
    end = found["end1"]
    if found["open"]:
        return Amount(low, math.inf, scale, unit) if end is None else None
    if end == "代":
        return Amount(low, low + 9, scale, unit) if low % 10 == 0 else None
    return Amount(-math.inf, low, scale, unit) if end else Amount(low, low, scale, unit)


def _number(text: str) -> tuple[float, float]:
    """(value, multiple of its last piece): 1億2000万 → (120000000, 10000)."""
    total, scale = 0.0, 1.0
    for digits, word in _PIECE.findall(text):
        scale = _SCALE.get(word, 1.0)
        total += float(digits) * scale
    return total, scale


def _scale_word(scale: float) -> str:
    return next((word for word, size in _SCALE.items() if size == scale), "")


def usual_scale(values: Iterable[str], unit: str = "") -> tuple[float, str]:
    """(multiple, unit as written) that plain numbers of a recipe are in: that of a declared `unit`, else the column's usual
    one, so that `top: 2000` means 2000万 where incomes are written 300-400万."""
    if unit:
        word = next((w for w in sorted(_SCALE, key=len, reverse=True) if unit.startswith(w)), "")
        return _SCALE.get(word, 1.0), unit
    units = Counter((a.scale, a.unit) for v in values if v and (a := amount(v)) is not None)
    return max(units.items(), key=lambda item: (item[1], item[0]))[0] if units else (1.0, "")


def bound(value: object, scale: float) -> float | None:
    """A bound of a recipe in plain units: 2000 in the column's multiple, "1億" as it says."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value) * scale
    read = amount(str(value))
    if read is None or read.low != read.high:
        return None
    return read.low * (scale if read.scale == 1.0 and read.unit == "" else 1.0)


def plain(number: float) -> str:
    """A number without a needless fraction."""
    return str(int(number)) if number == int(number) else f"{number:g}"
