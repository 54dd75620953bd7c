"""How much a column's values look like names of people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.privacy.name_lexicon import NAME, SHAPED
from catalog.privacy.names import (
    KANJI,
    ends_as_thing,
    grade,
    has_office,
    is_facility,
    is_given,
    is_given_kana,
    is_kana,
    is_organisation,
    is_surname,
    is_surname_kana,
    without_titles,
)
from catalog.regex import regex


@dataclass(frozen=True, slots=True)
class NameShares:
    """Shares of a column's values, 0 to 1."""

    name: float = 0.0
    shaped: float = 0.0
    #: full names in kana only, both parts known
    kana: float = 0.0
    #: has the shape of a name in kana
    kana_shaped: float = 0.0
    latin: float = 0.0
    surname: float = 0.0
    given: float = 0.0
    surname_kana: float = 0.0
    given_kana: float = 0.0
    organisation: float = 0.0
    #: of these, facilities and offices (病院, 小学校, 支所)
    facility: float = 0.0
    #: distinct given parts among the names: near 0 for 「○○公園」, high for people
    variety: float = 0.0
    office: float = 0.0
    #: ends as a place or a thing does (橋, 池, 園, 茶)
    thing: float = 0.0
    #: two short words with a space between, both varied: what a column of names looks like to one who knows no name
    spaced: float = 0.0


def shares(values: Iterable[str]) -> NameShares:
    """What a sample of (folded, non-empty) values looks like."""
    sample = list(values)
    if not sample:
        return NameShares()
    n = len(sample)
    grades = [grade(v) for v in sample]
    cores = [without_titles(v) for v in sample]
    kana_like = [is_kana(c) for c in cores]
    named = [c for c, g in zip(cores, grades, strict=True) if g]
    return NameShares(
        name=sum(g == NAME for g in grades) / n,
        shaped=sum(g >= SHAPED for g in grades) / n,
        kana=sum(k and g == NAME for k, g in zip(kana_like, grades, strict=True)) / n,
        kana_shaped=sum(k and g >= SHAPED for k, g in zip(kana_like, grades, strict=True)) / n,
        latin=sum(g >= SHAPED and v.isascii() for v, g in zip(sample, grades, strict=True)) / n,
        surname=sum(is_surname(c) for c in cores) / n,
        given=sum(is_given(c) for c in cores) / n,
        surname_kana=sum(is_surname_kana(c) for c in cores) / n,
        given_kana=sum(is_given_kana(c) for c in cores) / n,
        organisation=sum(is_organisation(v) for v in sample) / n,
        facility=sum(is_facility(v) for v in sample) / n,
        variety=len({c[-2:] for c in named}) / len(named) if named else 0.0,
        office=sum(has_office(v) for v in sample) / n,
        thing=sum(ends_as_thing(c) for c in cores) / n,
        spaced=_spaced(cores),
    )


_TWO_WORDS = regex(rf"([{KANJI}]{{1,4}}|[ァ-ヺー]{{2,7}}|[ぁ-ゖー]{{2,7}}) ([{KANJI}ぁ-ゖァ-ヺー]{{1,6}})")


def _spaced(cores: list[str]) -> float:
    parts = [
        m.groups()
        for c in cores
        if (m := _TWO_WORDS.fullmatch(c)) and not ends_as_thing(m[2]) and not is_organisation(c)
    ]
    if len(parts) < 6 or len({a for a, _ in parts}) < 0.3 * len(parts) or len({b for _, b in parts}) < 0.5 * len(parts):
        return 0.0
    return len(parts) / len(cores)
