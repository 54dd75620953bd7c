"""What search knows of the language: characters written in two ways, romaji, synonyms, the ways people ask.

Read from `validators/vocabularies/search-*.yaml`, themes from `themes.yaml`, standard datasets from `schemas/sets.yaml`.
The same tables go to the browser (`search/words.<hash>.json`), so that both doors use one vocabulary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from catalog.bundled import bundled_data

_KANA = re.compile("[ぁ-ゖー]{2,}")
#: Shortest everyday phrase in kana: shorter ones stand in other words.
SPOKEN_PHRASE = 5


@dataclass(frozen=True, slots=True)
class Words:
    """The tables as lists of plain strings. Synonyms, everyday words and phrases are normalised."""

    #: groups of characters, the first stands for all ("沢澤")
    characters: tuple[str, ...]
    romaji: dict[str, str]
    #: words that mean the same: (Japanese, English)
    groups: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    #: what people say, also in kana → words of the data
    everyday: tuple[tuple[str, tuple[str, ...]], ...]
    endings: tuple[str, ...]
    fillers: tuple[str, ...]
    joints: tuple[str, ...]
    #: (word, its readings in kana)
    readings: tuple[tuple[str, tuple[str, ...]], ...] = ()
    #: reading by sound (`normalise.loosen`) → words
    read: dict[str, tuple[str, ...]] = field(default_factory=dict)
    #: synonym term → numbers of its groups
    lookup: dict[str, tuple[int, ...]] = field(default_factory=dict)
    #: characters of the longest synonym term
    longest: int = 0
    #: everyday phrases, the longest first
    said: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """What the browser needs beside the character groups, which stand in the manifest."""
        return {
            "romaji": self.romaji,
            "groups": [["\n".join(ja), "\n".join(en)] for ja, en in self.groups],
            "everyday": [[said, *meant] for said, meant in self.everyday],
            "endings": list(self.endings),
            "fillers": list(self.fillers),
            "joints": list(self.joints),
            "readings": " ".join(f"{word}:{','.join(kana)}" for word, kana in self.readings),
        }


@cache
def words() -> Words:
    """The bundled vocabulary."""
    from catalog.search.normalise import loosen, normalise

    def normal(terms: list[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, map(normalise, terms))))

    synonyms, phrases = _read("search-synonyms"), _read("search-phrases")
    groups = []
    for line in synonyms["groups"]:
        ja, _, en = line.partition("|")
        groups.append((normal(ja.split(",")), normal(en.split(","))))
    for one in standard_sets().values():
        groups.append((normal([one[0], one[0].removesuffix("一覧")]), normal([one[1]])))
    for theme in theme_labels().values():
        groups.append((normal([theme[0]]), normal([theme[1]])))
    lookup: dict[str, tuple[int, ...]] = {}
    for number, (ja_words, en_words) in enumerate(groups):
        for term in dict.fromkeys(ja_words + en_words):
            lookup[term] = (*lookup.get(term, ()), number)
    readings = tuple(_readings())
    read: dict[str, tuple[str, ...]] = {}
    for word, kana in readings:
        for sound in dict.fromkeys(map(loosen, kana)):
            read[sound] = (*read.get(sound, ()), word)
    for term in lookup:
        if _KANA.fullmatch(term):
            read[loosen(term)] = (*read.get(loosen(term), ()), term)
    everyday = {normalise(said): normal(meant) for said, meant in synonyms["everyday"].items()}
    for word, kana in readings:
        if word in everyday:
            everyday |= {one: everyday[word] for one in kana if len(one) >= SPOKEN_PHRASE and one not in everyday}
    return Words(
        characters=characters(),
        romaji=dict(_read("search-romaji")["kana"]),
        groups=tuple(groups),
        everyday=tuple(everyday.items()),
        endings=_longest(phrases["endings"]),
        fillers=_longest(phrases["fillers"]),
        joints=_longest(phrases["joints"]),
        readings=readings,
        read=read,
        lookup=lookup,
        longest=max(map(len, lookup)),
        said=_longest(list(everyday), normalise),
    )


def _readings() -> Iterator[tuple[str, tuple[str, ...]]]:
    for pair in _read("search-readings")["readings"].split():
        word, _, kana = pair.partition(":")
        yield word, tuple(kana.split(","))


def synonym_groups() -> list[list[str]]:
    """The groups of synonyms as they are written, Japanese words first, for programs that fold characters themselves."""
    return [
        list(dict.fromkeys(word for side in line.split("|") for part in side.split(",") if (word := part.strip())))
        for line in _read("search-synonyms")["groups"]
    ]


def everyday_words() -> dict[str, list[str]]:
    """What people say → words of the data, as written: for programs that fold characters themselves."""
    return dict(_read("search-synonyms")["everyday"])


@cache
def characters() -> tuple[str, ...]:
    """Groups of interchangeable characters."""
    return tuple(_read("search-variants")["characters"].split())


@cache
def theme_labels() -> dict[str, tuple[str, ...]]:
    """Theme (EU code or one of the 17 分類) → its names: Japanese, English, then words that cities use for it."""
    themes = _read("themes")
    labels = {code: [one["ja"], one["en"]] for code, one in themes["themes"].items()}
    labels |= {one["ja"]: [one["ja"], one["en"]] for one in themes["fields"]}
    for word, codes in themes.get("words", {}).items():
        for code in codes:
            labels[code].append(word)
    return {code: tuple(names) for code, names in labels.items()}


@cache
def standard_sets() -> dict[str, tuple[str, str]]:
    """Number of a standard dataset ("08") → (Japanese, English) title."""
    data = bundled_data("schemas/sets.yaml")
    return {str(number): (one["ja"], one["en"]) for number, one in data.items()}


def surface(text: str) -> str:
    """NFKC and lower case only, as the phrase lists are applied (katakana stays katakana)."""
    return unicodedata.normalize("NFKC", text).lower()


def _longest(phrases: list[str], spell: Callable[[str], str] = surface) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(map(spell, phrases)), key=lambda phrase: (-len(phrase), phrase)))


def _read(name: str) -> Any:
    return bundled_data(f"vocabularies/{name}.yaml")
