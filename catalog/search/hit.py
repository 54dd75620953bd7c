"""A dataset found, and how."""

from __future__ import annotations

from dataclasses import dataclass

AS_TYPED, OTHER_FORMS, SENTENCE, PART, NEAR, ALIKE = range(6)
KINDS = ("typed", "forms", "sentence", "part", "near", "alike")


@dataclass(slots=True)
class Hit:
    """One dataset found."""

    number: int
    #: AS_TYPED … ALIKE
    tier: int
    score: int
    #: bits of `match.FIELDS`
    fields: int
    #: how, when not as typed: spelling, reading, romaji, synonym
    via: str = ""
