"""Where a word stands and how much that is worth. Integers only, so that the twin `search/match.js` agrees to the bit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from catalog.search.codec import exact
from catalog.search.concepts import ASCII, latin
from catalog.search.entry import BODY_LENGTH, SHORT_SOUND, TITLE_CLASSES, TYPICAL_LENGTHS, title_class
from catalog.search.head import Head
from catalog.search.normalise import loosen, normalise
from catalog.search.store import Store

#: Fields by bit, in the order in which `matched` names them.
FIELDS = ("title", "english", "reading", "keywords", "publisher", "place", "theme", "column", "description", "value")
TITLE, ENGLISH, READING, KEYWORD, PUBLISHER, PLACE, THEME, COLUMN, DESCRIPTION, VALUE = (1 << bit for bit in range(10))
#: Class of grams → (weight, field)
CLASS_WEIGHTS = {"k": (350, KEYWORD), "c": (220, COLUMN), "v": (180, VALUE), "d": (150, DESCRIPTION)}
#: Pieces of a word by which it is looked for in readings.
SOUND_PIECES = 3
#: Shards of texts that are read to look again whether a word stands there in one piece.
VERIFY_SHARDS = 6


#: number → (weight, fields)
Hits = dict[int, tuple[int, int]]
#: number → (weight, fields, how: "" as typed, or the kind of form)
Found = dict[int, tuple[int, int, str]]
T = TypeVar("T")


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
    return weigh(store.holding(word), word, in_heads(store, word))


def in_heads(store: Store, word: str) -> Hits:
    """`literal` as far as the heads tell, which costs no shard: nothing in a large catalogue."""
    weighed = ((number, head_weight(head, word)) for number, head in store.heads.items())
    return {number: found for number, found in weighed if found[0]}


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


def verified(store: Store, hits: dict[int, T], typed: Sequence[str], beyond: Sequence[str] = ()) -> dict[int, T]:
    """Without the numbers that hold all pieces of a word but not the word, as far as looking costs few shards; words
    `beyond` what the question may read have to be seen."""
    doubtful = [word for word in typed if not exact(word) or word in beyond]
    if not doubtful:
        return hits
    unseen = {n for n in hits if store.large or not all(word in store.heads[n].whole for word in doubtful)}
    shards = {store.body_shard(number) for number in unseen}
    if len(shards) > VERIFY_SHARDS or not store.looks(shards):
        return {number: hit for number, hit in hits.items() if number not in unseen} if beyond else hits
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


def spoken(word: str) -> str:
    """What a word in kana is looked up as among the readings: its sound, or itself when little would be left of it."""
    sound = loosen(word)
    return sound if len(sound) > SHORT_SOUND else word


def by_reading(store: Store, word: str) -> Hits:
    """Numbers whose title is read like the kana `word`, beginning at a word's beginning."""
    sound = spoken(word)
    if len(sound) < 2:
        return {}
    held = store.holding(sound, SOUND_PIECES, sounds=True)
    first, begins = set(held.get("y", ())), set(held.get("w", ()))
    return {number: (550 if number in first else 450, READING) for number in held.get("r", ()) if number in begins}


def both(hits: Iterable[Found]) -> Found:
    """Numbers that every word found: weights added, fields joined, the first kind that is not "as typed"."""
    every = list(hits)
    if not every:
        return {}
    found: Found = {}
    for number in min(every, key=len):
        if all(number in one for one in every):
            weight = fields = 0
            kind = ""
            for one in every:
                worth, where, how = one[number]
                weight, fields, kind = weight + worth, fields | where, kind or how
            found[number] = (weight // len(every), fields, kind)
    return found
