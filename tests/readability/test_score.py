"""The readability score and the questions for a person."""

from __future__ import annotations

import pytest

from catalog.checks.score import questions, readability_score, scoring
from catalog.rule import Finding, Place


def finding(*references: str, rule: str = "readability/x") -> Finding:
    return Finding(rule, "pass", "certain", Place(), 1, None, None, {}, {}, references, "f")


def test_nothing_found_is_a_hundred() -> None:
    """A clean table has full marks."""
    assert readability_score([]) == {"readability": 100, "levels": {"L1": 100, "L2": 100, "L3": 100}}


def test_an_item_counts_once() -> None:
    """A hundred merged ranges cost as much as one."""
    many = readability_score([finding("L1-12")] * 100)
    assert many == readability_score([finding("L1-12")])
    assert many["levels"] == {"L1": 90, "L2": 100, "L3": 100}


def test_a_fatal_item_takes_its_level() -> None:
    """Numbers as text make level 2 worth nothing."""
    assert readability_score([finding("L2-01"), finding("L2-05")])["levels"]["L2"] == 0


@pytest.mark.parametrize("item", ["L1-09", "L3-02", "L3-03", "L3-08"])
def test_questions_cost_nothing(item: str) -> None:
    """What only a person can decide takes nothing off."""
    assert readability_score([finding(item)])["readability"] == 100


def test_other_families_do_not_count() -> None:
    """Privacy findings are no matter of readability."""
    assert readability_score([finding("L1-13", rule="hidden/hidden-row")])["readability"] == 100


def test_every_item_has_a_severity_and_every_undecidable_one_a_question() -> None:
    """The thirty items are complete."""
    assert len(scoring().items) == 30
    asked = {q["item"] for q in questions()}
    assert {item for item, severity in scoring().items.items() if severity == "none"} <= asked
