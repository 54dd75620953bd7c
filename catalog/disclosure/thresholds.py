"""How small is too small: the thresholds of the rules, tightened by the city, loosened only with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.disclosure.words import policy_file
from catalog.policy import THRESHOLDS
from catalog.text import LangText

#: the threshold where no count may be shown at all
EVERYTHING = 1 << 60


@dataclass(frozen=True, slots=True)
class LadderStep:
    """Smallest count shown in a municipality of a size; None: nothing is shown."""

    smallest: int | None
    zero: bool


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Counts of 1 … value - 1 are small."""

    small_count: int
    small_count_care: int
    small_count_business: int
    #: values that a hidden cell must at least be able to have
    interval: int
    group: int
    unique_share: float
    ladder: LadderStep | None = None
    #: what the city changed, in words for the finding: "small_count 3 (reason)"
    changed: tuple[LangText, ...] = ()

    def for_count(self, kind: str, care: bool) -> int:
        """The threshold for a column that counts `kind`."""
        if kind == "businesses":
            return self.small_count_business
        if not care:
            return self.small_count
        if self.ladder is None:
            return max(self.small_count_care, self.small_count)
        if self.ladder.smallest is None:
            return EVERYTHING
        return max(self.small_count_care, self.small_count, self.ladder.smallest)

    def zero_for(self, threshold: int) -> bool:
        """Whether a zero may be shown where `threshold` holds."""
        return threshold < EVERYTHING or self.ladder is None or self.ladder.zero


def thresholds(policy: Mapping[str, Any]) -> Thresholds:
    """The thresholds under a city's policy (`policy:` of catalog.yaml).

    `small_count: 10` tightens; `small_count: {value: 3, reason: …}` loosens and the reason goes into every finding it
    touches; a smaller number without a reason changes nothing. `population: 1800` brings the municipality ladder of the
    Ministry of Health, Labour and Welfare in for health, welfare and education.
    """
    defaults = policy_file()["thresholds"]
    values: dict[str, Any] = {}
    changed: list[LangText] = []
    for key, larger in THRESHOLDS.items():
        default = defaults[key]["value"]
        wanted = policy.get(key)
        reason = ""
        if isinstance(wanted, Mapping):
            reason, wanted = str(wanted.get("reason") or "").strip(), wanted.get("value")
        number = _number(wanted)
        stricter = number is not None and (number > default if larger else number < default)
        if number is None or number == default or not (stricter or reason):
            values[key] = default
            continue
        values[key] = int(number) if larger else number
        if not stricter:
            changed.append(
                {
                    "ja": f"{key}を{wanted}に緩和（理由: {reason}）",
                    "en": f"{key} loosened to {wanted} (reason: {reason})",
                }
            )
    population = _number(policy.get("population"))
    ladder = ladder_step(int(population)) if population is not None else None
    return Thresholds(**values, ladder=ladder, changed=tuple(changed))


def ladder_step(population: int) -> LadderStep:
    """The step of the municipality ladder for a population."""
    for step in policy_file()["municipality_ladder"]:
        if step["population_below"] is None or population < step["population_below"]:
            return LadderStep(step["smallest"], bool(step["zero"]))
    raise AssertionError("the ladder has no last step")


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
