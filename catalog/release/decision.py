"""From findings to a decision: the worst verdict that no approval covers (contract §1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from catalog.rule import Finding, worst

Decision = Literal["publish", "review", "withhold"]
DECISIONS: tuple[Decision, ...] = ("publish", "review", "withhold")


def decide(findings: Iterable[Finding]) -> Decision:
    """`publish` when nothing is left to decide, else what the strictest uncovered finding says."""
    verdict = worst([f.verdict for f in findings if f.approval is None])
    return "publish" if verdict == "pass" else verdict


def strictest(decisions: Iterable[Decision]) -> Decision:
    """The strictest of some decisions; `publish` when there are none."""
    return max(decisions, key=DECISIONS.index, default="publish")
