"""Where a word stands and how much that is worth. Integers only, so that the twin `search/match.js` agrees to the bit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from catalog.search.normalise import PLAIN, forms, kana, loosen
from catalog.search.store import Head, Store
from catalog.search.words import words

#: Fields by bit, in the order in which `matched` names them.
FIELDS = ("title", "english", "reading", "keywords", "publisher", "place", "theme", "column", "description", "value")
TITLE, ENGLISH, READING, KEYWORD, PUBLISHER, PLACE, THEME, COLUMN, DESCRIPTION, VALUE = (1 << bit for bit in range(10))
#: Class of grams → (weight, field)
CLASS_WEIGHTS = {"t": (650, TITLE), "k": (350, KEYWORD), "c": (220, COLUMN), "v": (180, VALUE), "d": (150, DESCRIPTION)}
#: How much a hit counts that was found by another form than the typed one, in hundredths.
SPELLING, BY_READING, BY_SOUND, SYNONYM, ENGLISH_WORD, EVERYDAY = 90, 85, 70, 75, 70, 60
MAX_ALTERNATIVES = 16
#: So many other forms of a word are looked for in descriptions, columns and values too.
BEHIND_FORMS = 5

_KANA = re.compile("[ぁ-ゖー]+")
_LATIN = re.compile("[a-z'āīūēōâîûêô-]+")
_ASCII = re.compile("[ -~]+")

Hits = dict[int, tuple[int, int]]


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
    if _ASCII.fullmatch(word) and not re.search(f"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", head.whole):
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


def literal(store: Store, word: str, *, behind: bool = True) -> Hits:
    """Numbers whose texts hold the normalised word as it stands; without `behind` only their heads are looked at."""
    hits: Hits = {}
    for number, head in store.heads.items():
        weight, fields = head_weight(head, word)
        if weight:
            hits[number] = (weight, fields)
    for name, numbers in store.holding(word).items() if behind or store.large else ():
        if name not in CLASS_WEIGHTS:
            continue
        worth, field = CLASS_WEIGHTS[name]
        for number in numbers:
            weight, fields = hits.get(number, (0, 0))
            hits[number] = (max(weight, worth), fields | field)
    if store.large and behind:
        for number in store.lists("\x02" + word[:2]).get("t", ()):
            if number in hits and hits[number][1] & TITLE:
                hits[number] = (800, hits[number][1])
        for number in store.lists(word[-2:] + "\x03").get("t", ()):
            if number in hits and hits[number][0] == 800:
                hits[number] = (880, hits[number][1])
    return hits


def derived(store: Store, word: str, *, behind: bool = True) -> Hits:
    """Numbers that have the word only in what was derived: other spellings, names of themes, formats, licence."""
    hits: Hits = {}
    for number, head in store.heads.items():
        if word in head.spellings:
            hits[number] = (500, TITLE)
        elif word in head.labels or word in head.standards:
            hits[number] = (300, THEME)
    found = store.holding(word) if behind or store.large else {}
    if store.large and behind:
        for number in store.holding(f"\x02{word}\x03").get("x", ()):
            hits[number] = (300, THEME)
    for number in found.get("x", ()):
        hits[number] = (400, THEME)
    for number in found.get("s", ()):
        if number not in hits:
            hits[number] = (150, DESCRIPTION)
    return hits


def by_reading(store: Store, word: str) -> Hits:
    """Numbers whose title is read like the kana `word`, beginning at a word's beginning."""
    sound = loosen(word)
    hits: Hits = {}
    if store.large:
        if len(sound) >= 3:
            for number in store.holding(sound).get("r", ()):
                hits[number] = (500, READING)
        return hits
    exact, loose = _spoken(word), _spoken(sound)
    for number, reading in store.readings.items():
        if not reading:
            continue
        if hit := exact.search(reading):
            hits[number] = (550 if hit.start() == 0 else 450, READING)
        elif len(sound) >= 3 and loose.search(store.sounds[number]):
            hits[number] = (380, READING)
    return hits


def _spoken(word: str) -> re.Pattern[str]:
    """Kana that begins where a word begins, runs over the ends of words, and may voice where one begins."""
    parts = [f"(?:{one}|(?<= ){PLAIN[one]})" if at and one in PLAIN else one for at, one in enumerate(word)]
    return re.compile("(?:^| )" + " ?".join(parts))


def alternatives(word: str) -> list[Alternative]:
    """Other forms of a normalised word: spellings, synonyms, the other language, words read so. At most 16."""
    found: list[Alternative] = [Alternative(form, "spelling", SPELLING) for form in forms(word)]
    known = words()
    for term in _terms_in(word, known.lookup):
        for number in known.lookup[term]:
            ja, en = known.groups[number]
            same = ja if term in ja else en
            for other in (*same, *(en if same is ja else ja)):
                if term in other:
                    continue
                text = word.replace(term, other, 1)
                if len(text) > 1:
                    crossed = (other in ja) != (term in ja)
                    found.append(Alternative(text, "synonym", ENGLISH_WORD if crossed else SYNONYM))
    sounds = [word] if _KANA.fullmatch(word) else kana(word) if _LATIN.fullmatch(word) else []
    kind, worth = ("reading", BY_READING) if sounds == [word] else ("romaji", BY_SOUND)
    for sound in sounds:
        for text in known.read.get(loosen(sound), ()):
            found.append(Alternative(text, kind, worth))
            found += [
                Alternative(other, "synonym", EVERYDAY)
                for number in known.lookup.get(text, ())
                for other in known.groups[number][0]
                if text not in other and len(other) > 1
            ]
    for said, meant in known.everyday:
        if said == word:
            found += [Alternative(text, "synonym", EVERYDAY) for text in meant]
    unique: dict[str, Alternative] = {}
    for one in found:
        if one.text != word:
            unique.setdefault(one.text, one)
    return list(unique.values())[:MAX_ALTERNATIVES]


def _terms_in(word: str, lookup: dict[str, tuple[int, ...]]) -> list[str]:
    """The synonym terms that a word is, or else the longest ones it consists of (two characters or more)."""
    if word in lookup:
        return [word]
    if _ASCII.fullmatch(word):
        singular = word[:-1] if word.endswith("s") else word
        return [singular] if singular in lookup else []
    found: list[str] = []
    at = 0
    while at < len(word):
        for end in range(len(word), at + 1, -1):
            if word[at:end] in lookup:
                found.append(word[at:end])
                at = end - 1
                break
        at += 1
    return found


def wide(store: Store, word: str) -> dict[int, tuple[int, int, str]]:
    """Numbers that hold a word or another form of it: (weight, fields, how: "" as typed, or the kind of form)."""
    hits: dict[int, tuple[int, int, str]] = {}

    def add(found: Hits, kind: str, worth: int) -> None:
        for number, (weight, fields) in found.items():
            value = weight * worth // 100
            best, known, how = hits.get(number, (0, 0, kind))
            hits[number] = (value, fields | known, kind) if value > best else (best, fields | known, how)

    add(literal(store, word), "", 100)
    add(derived(store, word), "spelling", SPELLING)
    for place, one in enumerate(alternatives(word)):
        if store.large and place >= BEHIND_FORMS:
            break
        add(_bounded(store, one.text, place < BEHIND_FORMS), one.kind, one.worth)
        if one.kind == "spelling":
            add(derived(store, one.text, behind=place < BEHIND_FORMS and not store.large), "spelling", SPELLING)
    if _KANA.fullmatch(word) and len(word) >= 2:
        add(by_reading(store, word), "reading", BY_READING)
    if _LATIN.fullmatch(word):
        for sound in kana(word):
            if len(sound) >= 2:
                add(by_reading(store, sound), "romaji", BY_SOUND)
    return hits


def _bounded(store: Store, form: str, behind: bool) -> Hits:
    """`literal` for a form that nobody typed: Latin ones count only where a word begins and only in heads, short ones
    only whole; in texts behind the heads (each costs a shard) only the best forms are looked for."""
    latin = _ASCII.fullmatch(form) and not form.isdecimal()
    if store.large:
        return literal(store, form, behind=False) if not latin or len(form) > 3 else {}
    hits = literal(store, form, behind=behind and not latin)
    if not latin:
        return hits
    end = "(?![a-z0-9])" if len(form) <= 3 else ""
    word = re.compile(f"(?<![a-z0-9]){re.escape(form)}{end}")
    return {number: hit for number, hit in hits.items() if word.search(store.heads[number].whole)}


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
