"""Rounding of counts, and what an attacker can conclude from a rounded one.

厚生労働省 介護DBオープンデータ（案）: 1 to 9 are hidden, 0 may be shown; plan 1 rounds every other cell up to tens, plan 2 half
up to tens, plan 3 rounds totals only (up). Totals are rounded by themselves, so rounded tables need not add up.
"""

from __future__ import annotations

import math
from typing import Literal

Way = Literal["up", "half-up", "nearest"]


def rounded(count: float, step: int = 10, way: Way = "up") -> int:
    """A count rounded to a multiple of `step`; 0 stays 0. "nearest" rounds halves to the even multiple."""
    if way == "up":
        return math.ceil(count / step) * step
    if way == "half-up":
        return math.floor(count / step + 0.5) * step
    return round(count / step) * step


def range_of(shown: float, step: int = 10, way: Way = "up") -> tuple[float, float]:
    """Smallest and largest whole count that is shown as `shown`."""
    if shown == 0 and way == "up":
        return 0.0, 0.0
    if way == "up":
        return float(shown - step + 1), float(shown)
    if way == "half-up":
        return max(0.0, float(math.ceil(shown - step / 2))), float(math.ceil(shown + step / 2) - 1)
    return max(0.0, float(math.ceil(shown - step / 2))), float(math.floor(shown + step / 2))


def released(count: int, threshold: int = 10, step: int = 10, way: Way = "up", marker: str = "―") -> str:
    """A count as it goes out: hidden below the threshold (0 is shown), else rounded."""
    if 0 < count < threshold:
        return marker
    return str(rounded(count, step, way))


def hidden_by_ladder(population: int, count: int) -> bool:
    """The MHLW ladder by size of municipality: under 2,000 nothing is shown, under 25,000 from 20, else from 10 (0 is shown)."""
    from catalog.disclosure.thresholds import ladder_step

    step = ladder_step(population)
    if step.smallest is None:
        return True
    return 0 < count < step.smallest or (count == 0 and not step.zero)
