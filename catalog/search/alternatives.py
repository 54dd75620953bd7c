"""A word in every form it may have in the texts: spellings, readings, romaji, synonyms. Twin: `search/alternatives.js`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.search.concepts import ASCII, WHOLE_UP_TO, key, latin
from catalog.search.match import (
    SOUND_PIECES,
    Found,
    Hits,
    both,
    by_reading,
    derived,
    head_weight,
    in_heads,
    literal,
    spoken,
    weigh,
)
from catalog.search.normalise import forms, kana, loosen
from catalog.search.store import Store
from catalog.search.words import words

#: How much a hit counts that was found by another form than the typed one, in hundredths.
SPELLING, BY_READING, BY_SOUND, SYNONYM, EVERYDAY = 90, 85, 70, 75, 60
#: A longer word is looked for as it stands and in no other form.
LONGEST_WORD = 40

_KANA = re.compile("[ぁ-ゖー]+")
_LATIN = re.compile("[a-z'āīūēōâîûêô-]+")


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another form of a word: its text, how it was come by, and what a hit counts (hundredths)."""

    text: str
    kind: str
    worth: int


def other_forms(word: str) -> list[Alternative]:
    """Other forms of a normalised word that are looked for as they stand, best first: words that are read like it,
    its other spellings, what is meant by it."""
    if len(word) > LONGEST_WORD:
        return []
    known = words()
    found: list[Alternative] = []
    kind, worth = ("reading", BY_READING) if _KANA.fullmatch(word) else ("romaji", BY_SOUND)
    for sound in sounds(word):
        found += [Alternative(text, kind, worth) for text in known.read.get(loosen(sound), ())]
    found += [Alternative(form, "spelling", SPELLING) for form in forms(word)]
    for said, meant in known.everyday:
        if said == word:
            found += [Alternative(text, "synonym", EVERYDAY) for text in meant]
    unique: dict[str, Alternative] = {}
    for one in found:
        if one.text != word:
            unique.setdefault(one.text, one)
    return list(unique.values())


def sounds(word: str) -> list[str]:
    """The kana that a word is or, in Latin letters, may mean."""
    return [word] if _KANA.fullmatch(word) else kana(word) if _LATIN.fullmatch(word) else []


def meanings(word: str) -> tuple[list[str], list[str]]:
    """The synonym terms a word is or consists of, and what is left of it. Nothing when a single character is left."""
    lookup = words().lookup
    if word in lookup:
        return [word], []
    if len(word) > LONGEST_WORD:
        return [], []
    if ASCII.fullmatch(word):
        singular = word[:-1] if word.endswith("s") else word
        return ([singular], []) if singular in lookup else ([], [])
    terms: list[str] = []
    rest = [""]
    at = 0
    while at < len(word):
        for end in range(min(len(word), at + words().longest), at + 1, -1):
            if word[at:end] in lookup:
                terms.append(word[at:end])
                rest.append("")
                at = end
                break
        else:
            rest[-1] += word[at]
            at += 1
    left = [one for one in rest if one]
    return (terms, left) if terms and all(len(one) > 1 for one in left) else ([], [])


def at_hand(store: Store, word: str, *, strict: bool = False) -> Found:
    """Numbers that hold a word, have it by name or speak of what it means: what the shards of the word itself tell.

    `strict`: a word has the meaning of a term that it is, not of those it consists of.
    """
    hits: Found = {}
    _add(hits, literal(store, word), "", 100)
    _add(hits, derived(store, word), "spelling", SPELLING)
    terms, left = meanings(word)
    if (len(terms) == 1 and not left) or not strict:
        _add(hits, _meant(store, terms, left), "synonym", SYNONYM)
    return hits


def wide(store: Store, word: str, *, strict: bool = False) -> Found:
    """Numbers that hold a word or another form of it: (weight, fields, how: "" as typed, or the kind of form).

    What was typed is always looked for; other forms as long as they cost few shards (`Store.affords`), beyond in heads.
    """
    hits = at_hand(store, word, strict=strict)
    if len(word) > LONGEST_WORD:
        return hits
    latin = bool(_LATIN.fullmatch(word))
    for sound in () if strict and latin and len(word) < 5 else sounds(word):
        if store.affords(spoken(sound), pieces=SOUND_PIECES):
            kind, worth = ("reading", BY_READING) if sound == word else ("romaji", BY_SOUND)
            _add(hits, by_reading(store, sound), kind, worth)
    for one in other_forms(word):
        # less than was typed: all it says is in what was found as typed
        if strict and word.startswith(one.text):
            continue
        affords = store.affords(one.text)
        _add(hits, _bounded(store, one.text, heads_only=not affords), one.kind, one.worth)
        if not affords:
            continue
        if one.kind == "spelling":
            _add(hits, derived(store, one.text), "spelling", SPELLING)
        elif one.kind in {"reading", "romaji"}:
            _add(hits, _meant(store, *meanings(one.text)), "synonym", EVERYDAY)
    return hits


def _add(hits: Found, found: Hits, kind: str, worth: int) -> None:
    """Adds what was found by another form, worth so many hundredths of what the word itself would be."""
    for number, (weight, fields) in found.items():
        value = weight * worth // 100
        best, known, how = hits.get(number, (0, 0, kind))
        hits[number] = (value, fields | known, kind) if value > best else (best, fields | known, how)


def _meant(store: Store, terms: Sequence[str], left: Sequence[str]) -> Hits:
    """Numbers that speak of all terms in any word of their groups, and hold what is left as it stands."""
    if not terms or not store.affords(*map(key, terms), *left):
        return {}
    every: list[Hits] = [weigh(store.lists(key(term)), term, {}) for term in terms]
    every += [literal(store, one) for one in left]
    found = both({number: (*hit, "") for number, hit in hits.items()} for hits in every)
    return {number: (weight, fields) for number, (weight, fields, _) in found.items()}


def _bounded(store: Store, form: str, *, heads_only: bool) -> Hits:
    """`literal` for a form that nobody typed: Latin ones count only in heads and where a word begins, short ones only
    whole; none in a large catalogue, where that cannot be told."""
    if not ASCII.fullmatch(form) or form.isdecimal():
        return in_heads(store, form) if heads_only else literal(store, form)
    word = latin(form, len(form) <= WHOLE_UP_TO)
    return {n: head_weight(head, form) for n, head in store.heads.items() if word.search(head.whole)}
