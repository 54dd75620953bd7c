"""Where a word stands and how much that is worth. Integers only, so that the twin `search/match.js` agrees to the bit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from catalog.search.codec import exact
from catalog.search.concepts import ASCII, WHOLE_UP_TO, key, latin
from catalog.search.entry import BODY_LENGTH, TITLE_CLASSES, TYPICAL_LENGTHS, title_class
from catalog.search.normalise import forms, kana, loosen, normalise
from catalog.search.store import Head, Store
from catalog.search.words import words

#: Fields by bit, in the order in which `matched` names them.
FIELDS = ("title", "english", "reading", "keywords", "publisher", "place", "theme", "column", "description", "value")
TITLE, ENGLISH, READING, KEYWORD, PUBLISHER, PLACE, THEME, COLUMN, DESCRIPTION, VALUE = (1 << bit for bit in range(10))
#: Class of grams → (weight, field)
CLASS_WEIGHTS = {"k": (350, KEYWORD), "c": (220, COLUMN), "v": (180, VALUE), "d": (150, DESCRIPTION)}
#: How much a hit counts that was found by another form than the typed one, in hundredths.
SPELLING, BY_READING, BY_SOUND, SYNONYM, EVERYDAY = 90, 85, 70, 75, 60
#: A longer word is looked for as it stands and in no other form.
LONGEST_WORD = 40
#: Pieces of a word by which it is looked for in readings.
SOUND_PIECES = 3
#: Shards of texts that are read to look again whether a word stands there in one piece.
VERIFY_SHARDS = 6

_KANA = re.compile("[ぁ-ゖー]+")
_LATIN = re.compile("[a-z'āīūēōâîûêô-]+")

Hits = dict[int, tuple[int, int]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another form of a word: its text, how it was come by, and what a hit counts (hundredths)."""

    text: str
    kind: str
    worth: int


def title_weight(title: str, word: str, top: int) -> int:
    """The title itself > its beginning > elsewhere in it, and more the more of it the word fills; 0 when not in it."""
    at = title.find(word)
    if at < 0:
        return 0
    if len(title) == len(word):
        return top
    return top - (200 if at == 0 else 350) + 150 * len(word) // len(title)


def head_weight(head: Head, word: str) -> tuple[int, int]:
    """Weight and fields of a word in a head, as typed; half for a piece of a Latin word. (0, 0) when it is not in it."""
    if word not in head.whole:
        return 0, 0
    best, fields = _best(head, word)
    best, fields = best or 300, fields or TITLE
    if ASCII.fullmatch(word) and not latin(word, True).search(head.whole):
        best //= 2
    return best, fields


def _best(head: Head, word: str) -> tuple[int, int]:
    best = fields = 0
    if weight := title_weight(head.title, word, 1000):
        best, fields = weight, TITLE
    if weight := title_weight(head.english, word, 900):
        best, fields = max(best, weight), fields | ENGLISH
    if word in head.reading:
        best, fields = max(best, 600 if head.reading.startswith(word) else 500), fields | READING
    for keyword in head.keywords:
        if word in keyword:
            best, fields = max(best, 450 if word == keyword else 350), fields | KEYWORD
    for name in head.publisher:
        if word in name:
            best, fields = max(best, 300), fields | PUBLISHER
    for place in head.places:
        if word in place:
            best, fields = max(best, 280), fields | PLACE
    return best, fields


def literal(store: Store, word: str) -> Hits:
    """Numbers whose texts hold the normalised word as it stands."""
    hits: Hits = {}
    for number, head in store.heads.items():
        weight, fields = head_weight(head, word)
        if weight:
            hits[number] = (weight, fields)
    return weigh(store.holding(word), word, hits)


def weigh(held: Mapping[str, Sequence[int]], word: str, hits: Hits) -> Hits:
    """Adds to hits what the lists of a word's pieces tell, class by class."""
    for name, (worth, field) in CLASS_WEIGHTS.items():
        for number in held.get(name, ()):
            weight, fields = hits.get(number, (0, 0))
            hits[number] = (max(weight, worth), fields | field)
    begins, ends = set(held.get("b", ())), set(held.get("e", ()))
    for name, typical in zip(TITLE_CLASSES, TYPICAL_LENGTHS, strict=True):
        numbers = held.get(name, ())
        if not numbers:
            continue
        share = min(150, 150 * len(word) // typical)
        whole = name == title_class(word)
        for number in numbers:
            worth = 650 + share
            if number in begins:
                worth = 1000 if whole and number in ends else 800 + share
            weight, fields = hits.get(number, (0, 0))
            hits[number] = (max(weight, worth), fields | TITLE)
    return hits


def verified(store: Store, hits: dict[int, T], typed: Sequence[str]) -> dict[int, T]:
    """Without the numbers that hold all pieces of a word but not the word, as far as looking costs few shards."""
    doubtful = [word for word in typed if not exact(word)]
    if not doubtful:
        return hits
    unseen = [n for n in hits if store.large or not all(word in store.heads[n].whole for word in doubtful)]
    if len({store.body_shard(number) for number in unseen}) > VERIFY_SHARDS:
        return hits
    wrong = {number for number in unseen if not all(_stands(store, number, word) for word in doubtful)}
    return {number: hit for number, hit in hits.items() if number not in wrong}


def _stands(store: Store, number: int, word: str) -> bool:
    body = store.body(number)
    texts = [str(body.get(name, "")) for name in ("d", "c", "v")]
    # of a long description only the beginning is kept
    return (
        word in store.card(number).whole or len(texts[0]) >= BODY_LENGTH or any(word in normalise(one) for one in texts)
    )


def derived(store: Store, word: str) -> Hits:
    """Numbers that have the word only in what was derived: other spellings, names of themes, formats, licence."""
    hits: Hits = dict.fromkeys(store.named(word), (300, THEME))
    for number, head in store.heads.items():
        if word in head.spellings:
            hits[number] = (500, TITLE)
        elif word in head.standards:
            hits[number] = (300, THEME)
    held = store.holding(word)
    for number in held.get("x", ()):
        hits[number] = (400, THEME)
    for number in held.get("s", ()):
        if number not in hits:
            hits[number] = (150, DESCRIPTION)
    return hits


def by_reading(store: Store, word: str) -> Hits:
    """Numbers whose title is read like the kana `word`, beginning at a word's beginning."""
    sound = loosen(word)
    # しーん is not しん: a short word whose vowels are shortened says too little
    if len(sound) < 2 or (len(sound) == 2 and sound != word):
        return {}
    held = store.holding(sound, SOUND_PIECES)
    first, begins = set(held.get("y", ())), set(held.get("w", ()))
    return {number: (550 if number in first else 450, READING) for number in held.get("r", ()) if number in begins}


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


def wide(store: Store, word: str, *, strict: bool = False) -> dict[int, tuple[int, int, str]]:
    """Numbers that hold a word or another form of it: (weight, fields, how: "" as typed, or the kind of form).

    What was typed is always looked for; other forms as long as they cost few shards (`Store.affords`). `strict`: a word
    has the meaning of a term that it is, not of those it consists of.
    """
    hits: dict[int, tuple[int, int, str]] = {}

    def add(found: Hits, kind: str, worth: int) -> None:
        for number, (weight, fields) in found.items():
            value = weight * worth // 100
            best, known, how = hits.get(number, (0, 0, kind))
            hits[number] = (value, fields | known, kind) if value > best else (best, fields | known, how)

    add(literal(store, word), "", 100)
    add(derived(store, word), "spelling", SPELLING)
    if len(word) > LONGEST_WORD:
        return hits
    latin = bool(_LATIN.fullmatch(word))
    terms, left = meanings(word)
    if (len(terms) == 1 and not left) or not strict:
        add(_meant(store, terms, left), "synonym", SYNONYM)
    for sound in () if strict and latin and len(word) < 5 else sounds(word):
        if store.affords(loosen(sound), pieces=SOUND_PIECES):
            kind, worth = ("reading", BY_READING) if sound == word else ("romaji", BY_SOUND)
            add(by_reading(store, sound), kind, worth)
    for one in other_forms(word):
        # less than was typed: all it says is in what was found as typed
        if not store.affords(one.text) or (strict and word.startswith(one.text)):
            continue
        add(_bounded(store, one.text), one.kind, one.worth)
        if one.kind == "spelling":
            add(derived(store, one.text), "spelling", SPELLING)
        elif one.kind in {"reading", "romaji"}:
            add(_meant(store, *meanings(one.text)), "synonym", EVERYDAY)
    return hits


def _meant(store: Store, terms: Sequence[str], left: Sequence[str]) -> Hits:
    """Numbers that speak of all terms in any word of their groups, and hold what is left as it stands."""
    if not terms or not store.affords(*map(key, terms), *left):
        return {}
    every: list[Hits] = [weigh(store.lists(key(term)), term, {}) for term in terms]
    every += [literal(store, one) for one in left]
    found = both({number: (*hit, "") for number, hit in hits.items()} for hits in every)
    return {number: (weight, fields) for number, (weight, fields, _) in found.items()}


def _bounded(store: Store, form: str) -> Hits:
    """`literal` for a form that nobody typed: Latin ones count only in heads and where a word begins, short ones only
    whole; none in a large catalogue, where that cannot be told."""
    if not ASCII.fullmatch(form) or form.isdecimal():
        return literal(store, form)
    if store.large:
        return {}
    word = latin(form, len(form) <= WHOLE_UP_TO)
    return {n: head_weight(head, form) for n, head in store.heads.items() if word.search(head.whole)}


def both(hits: Iterable[dict[int, tuple[int, int, str]]]) -> dict[int, tuple[int, int, str]]:
    """Numbers that every word found: weights added, fields joined, the first kind that is not "as typed"."""
    every = list(hits)
    if not every:
        return {}
    found: dict[int, tuple[int, int, str]] = {}
    for number in min(every, key=len):
        if all(number in one for one in every):
            weight = fields = 0
            kind = ""
            for one in every:
                worth, where, how = one[number]
                weight, fields, kind = weight + worth, fields | where, kind or how
            found[number] = (weight // len(every), fields, kind)
    return found
