"""The readability score: each level starts at 100, each rule that is met takes something off.

The deductions are those of the sample application published beside the rule of 2026 (`validators/readability/scoring.yaml`):
per level by severity, a fatal item takes all of its level, an item is deducted once however often it is met. The total is
the weighted mean of the levels: level 1 is the ground the others stand on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from catalog.bundled import bundled_data
from catalog.regex import regex
from catalog.rule import Finding, Hit, check
from catalog.tables.table import Source

LEVELS = ("L1", "L2", "L3")
_ITEM = regex(r"\bL[123]-\d\d\b")


@dataclass(frozen=True, slots=True)
class Scoring:
    """`items`: item → severity; `deductions`: severity → level → points; `weights`: level → share of the total."""

    items: dict[str, str]
    deductions: dict[str, dict[str, int]]
    weights: dict[str, float]


@cache
def scoring() -> Scoring:
    """The parameters of the score."""
    data = bundled_data("readability/scoring.yaml")
    return Scoring(dict(data["items"]), {k: dict(v) for k, v in data["deductions"].items()}, dict(data["weights"]))


def readability_score(findings: Iterable[Finding]) -> dict[str, Any]:
    """{"readability": 0-100, "levels": {"L1": …, "L2": …, "L3": …}} of one file's findings."""
    parameters = scoring()
    met = {
        item for f in findings if f.rule.startswith("readability/") for r in f.references for item in _ITEM.findall(r)
    }
    levels = dict.fromkeys(LEVELS, 100)
    for item in sorted(met):
        level = item[:2]
        levels[level] -= parameters.deductions.get(parameters.items.get(item, ""), {}).get(level, 0)
    levels = {level: max(0, points) for level, points in levels.items()}
    total = sum(levels[level] * parameters.weights[level] for level in LEVELS) / sum(parameters.weights.values())
    return {"readability": int(total + 0.5), "levels": levels}


@check("low-score", "source")
def low_score(source: Source, least: int = 50) -> Iterator[Hit]:
    """Answers nothing by itself: the gate asks it after the score of the file is known."""
    return
    yield


def questions() -> list[dict[str, Any]]:
    """What only a person can decide: [{"item": "L1-09", "question": {"ja": …, "en": …}}, …]."""
    return [dict(q) for q in bundled_data("readability/questions.yaml")["questions"]]
