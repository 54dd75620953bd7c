"""A dataset found, and how."""

from __future__ import annotations

from dataclasses import dataclass

AS_TYPED, OTHER_FORMS, SENTENCE, PART, NEAR = range(5)
KINDS = ("typed", "forms", "sentence", "part", "near")


@dataclass(slots=True)
class Hit:
    """One dataset found."""

    number: int
    #: AS_TYPED … NEAR
    tier: int
    score: int
    #: bits of `match.FIELDS`
    fields: int
    #: how, when not as typed: spelling, reading, romaji, synonym
    via: str = ""
