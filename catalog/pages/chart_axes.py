"""Axes of charts: round limits, marks of time, and numbers as people of each language write them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from catalog.pages.language import Language
from catalog.text import shorten

PLOT = 200  # height of the plot area in px
#: words, SVG, height, heads and rows of the table, legend
Drawing = tuple[str, str, int, tuple[str, ...], tuple[tuple[str, ...], ...], tuple[str, ...]]
#: names of large numbers on an axis
_LARGE = {"ja": ((1e12, "兆"), (1e8, "億"), (1e4, "万")), "en": ((1e12, "T"), (1e9, "bn"), (1e6, "M"), (1e3, "k"))}


def scale(low: float, high: float, whole: bool = False) -> tuple[float, float, float]:
    """Round limits and step of an axis: 3 to 6 steps of 1, 2 or 5 × 10ⁿ. Starts at 0 unless the values lie far from it."""
    if low > 0 and (high - low) > high * 0.35:
        low = 0
    if high < 0 and (high - low) > -low * 0.35:
        high = 0
    if high == low:
        low, high = (0, high or 1) if high >= 0 else (high, 0)
    rough = (high - low) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough * 0.999)
    if whole:
        step = max(step, 1)
    return math.floor(low / step) * step, math.ceil(high / step - 1e-9) * step, step


def ticks(count: int, most: int = 5) -> list[int]:
    """Places of at most `most` labels among `count`, first and last among them."""
    if count <= 1:
        return [0]
    gaps = min(most - 1, count - 1)
    return sorted({round(i * (count - 1) / gaps) for i in range(gaps + 1)})


def time_ticks(first: float, last: float, by: str, language: Language) -> list[tuple[float, str, str]]:
    """Round points in time between two (in years), at most five: years, first days of months (with the year below), days."""
    ja = language.html == "ja"
    if by in ("year", "fiscal") or last - first >= 4:
        low, high = math.ceil(first - 1e-9), math.floor(last + 1e-9)
        step = next(s for s in (1, 2, 5, 10, 20, 25, 50, 100, 200) if high // s - -(-low // s) < 5)
        years = range(-(-low // step) * step, high + 1, step)
        before, after, below = ("", "年", "") if by != "fiscal" else ("", "", "年度")
        if not ja:  # the first mark says what the numbers are
            before, after, below = ("FY" if by == "fiscal" else "", "", "")
        return [
            (float(y), f"{before}{y}{after}" if y == years[0] else str(y), below if y == years[0] else "")
            for y in years
        ]
    if by == "month" or last - first > 0.2:
        low, high = math.ceil(first * 12 - 1e-6), math.floor(last * 12 + 1e-6)
        step = next(s for s in (1, 2, 3, 6, 12) if high // s - -(-low // s) < 4)
        months = range(-(-low // step) * step, high + 1, step)
        return [
            (m / 12, _month(m, language), _year(m // 12, language) if m == months[0] or m % 12 < step else "")
            for m in months
        ]
    days = range(math.ceil(first * 372 - 1e-6), math.floor(last * 372 + 1e-6) + 1)
    step = max(1, -(-len(days) // 4))
    return [
        (
            d / 372,
            f"{d // 31 % 12 + 1}月{d % 31 + 1}日" if ja else f"{d % 31 + 1} {_month(d // 31, language)}",
            _year(d // 372, language) if d == days[0] else "",
        )
        for d in days[::step]
    ]


def _month(month: int, language: Language) -> str:
    if language.html == "ja":
        return f"{month % 12 + 1}月"
    return language.date(f"2000-{month % 12 + 1:02}")[:3]


def _year(year: int, language: Language) -> str:
    return language.date(str(year))


def grid(low: float, high: float, step: float, unit: str, language: Language) -> str:
    """Horizontal lines with the numbers to their left (outside the drawing: the style sheet leaves room).

    The unit stands above the highest number, the line of zero is the strong one.
    """
    lines = [f'<text class="tick" x="-44" y="-8">{escape(shorten(unit, 20))}</text>'] if unit else []
    for k in range(round((high - low) / step) + 1):
        value = low + k * step
        y = plain(8 + (high - value) / (high - low) * PLOT)
        zero = " zero" if abs(value) < step / 1e6 else ""
        lines.append(
            f'<line class="grid{zero}" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
            f'<text class="tick" x="-8" y="{float(y) + 4:g}" text-anchor="end">{compact(value, step, language)}</text>'
        )
    return "".join(lines)


def tick(x: float, label: str, y: int = PLOT + 30, below: str = "") -> str:
    """A label below the plot at `x` percent, and a second line; near the edges they lean inwards."""
    side = "start" if x < 7 else "end" if x > 93 else "middle"
    return "".join(
        f'<text class="tick" x="{plain(x)}%" y="{line}" text-anchor="{side}">{escape(shorten(text, 14))}</text>'
        for line, text in ((y, label), (y + 15, below))
        if text
    )


def number_text(value: float) -> str:
    """A number as the page writes it: 1,234 or 0.25."""
    text = f"{value:,.0f}" if value == round(value) else f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.1f}"
    return text.replace("-", "−")


def compact(value: float, step: float, language: Language) -> str:
    """A number on an axis whose marks are `step` apart: 15,000, 20万 or 201.6万 in Japanese, 20k or 2,016k in English."""
    sizes = _LARGE["ja" if language.html == "ja" else "en"]
    size, sign = next(((s, n) for s, n in sizes if step >= s or abs(value) >= max(10 * s, 1e5)), (1.0, ""))
    if not value or (size == 1.0 and abs(value) >= 1):
        return number_text(value)
    digits = max(0, math.ceil(-math.log10(step / size) - 1e-9))
    text = f"{value / size:,.{digits}f}" if size > 1 else f"{value:.3g}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−") + sign


def amount(value: float, unit: str) -> str:
    """Number and unit; a sign or a letter of the Latin alphabet stands apart."""
    return number_text(value) + (unit if not unit or unit in "%％°" or not unit[0].isascii() else f" {unit}")


def said(value: Any, language: Language) -> str:
    """A name that is one text, or a text by language."""
    return language.of(value) if isinstance(value, Mapping) else str(value or "")


def headed(name: Any, unit: str) -> str:
    """A heading with its unit."""
    return f"{name} ({unit})" if unit else str(name)


def dated(label: str, language: Language) -> str:
    """A point in time as people write it, when the data write it as ISO 8601 does."""
    plain_label = label.strip()
    if len(plain_label) == 4 and plain_label.isascii() and plain_label.isdigit():
        return language.date(plain_label)
    if plain_label.endswith("月") and plain_label[:-1].isdigit():
        return _month(int(plain_label[:-1]) - 1, language)
    parts = plain_label.replace("/", "-").split("-")
    if 2 <= len(parts) <= 3 and all(p.isascii() and p.isdigit() for p in parts) and len(parts[0]) == 4:
        return language.date("-".join(p.zfill(2) for p in parts))
    return plain_label


def plain(value: float) -> str:
    """A length with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def places(at: Sequence[float], pad: float = 0.0) -> list[float]:
    """Positions from 0 to 100 for points in time, with `pad` left free at both ends (in the unit of `at`)."""
    low, high = min(at) - pad, max(at) + pad
    return [position(a, low, high) for a in at]


def position(at: float, low: float, high: float) -> float:
    """Where a point lies between the ends of an axis, from 0 to 100: in the middle when the ends are one."""
    return 50.0 if high == low else 100 * (at - low) / (high - low)
