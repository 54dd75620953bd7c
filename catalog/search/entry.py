"""One dataset as the index holds it: the columns of a head, the texts of a body, its facets and its rank."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.search.document import SearchDocument
from catalog.search.normalise import VOICED, loosen, normalise, spellings, stem
from catalog.search.readings import reading
from catalog.search.words import standard_sets, theme_labels

#: Classes of text behind the heads, looked up by grams: columns, description, values, other spellings in these.
BEHIND_CLASSES = ("c", "d", "v", "s")
#: In a large catalogue also the titles by length, short texts and derived words.
TITLE_CLASSES = ("t0", "t1", "t2", "t3")
HEAD_CLASSES = (*TITLE_CLASSES, "k", "x")
#: Always: readings by sound.
SOUND_CLASSES = ("r",)
#: Where a title begins and ends, where a reading and a word of it begin: only the pieces that stand there.
TEXT_EDGES, SOUND_EDGES = ("b", "e"), ("y", "w")
EDGE_CLASSES = (*TEXT_EDGES, *SOUND_EDGES)
CLASSES = (*BEHIND_CLASSES, *HEAD_CLASSES, *SOUND_CLASSES, *EDGE_CLASSES)
#: Longest title of the classes t0 … t2, and the length that stands for each class when a title is weighed.
TITLE_LENGTHS = (8, 16, 32)
TYPICAL_LENGTHS = (6, 12, 24, 48)
FACETS = ("theme", "format", "publisher", "licence", "standard", "area", "year", "quality", "map", "level")
#: Lower ends of the quality bands.
BANDS = (80, 60, 40, 0)
BODY_LENGTH = 2_000
_LABEL_PART = re.compile("[・、, ]")
#: Sounds of so many kana say too little: such words are looked up as they are written.
SHORT_SOUND = 2
#: Members of a series are drawn up to their best one when they score at least this share (hundredths) of it.
STEM_SHARE = 90


def quality_band(quality: int) -> str:
    """The band of a readability score, by its lower end."""
    return str(next(band for band in BANDS if quality >= band))


@dataclass(slots=True)
class Entry:
    """A search document ready to be written. Nothing but plain values, so that it can wait in a file."""

    id: str
    head: dict[str, Any]
    body: dict[str, Any]
    #: kana of the title's words, separated by blanks
    kana: str
    facets: dict[str, tuple[str, ...]]
    stem: str
    #: what it is a member of; "" for nothing (twin: `order.series_of`)
    series: str
    normal: Mapping[str, tuple[str, ...]]

    @property
    def head_size(self) -> int:
        """Characters of the head: decides whether heads are scanned or looked up."""
        return sum(len(value) for value in self.head.values() if isinstance(value, str))


def entry(one: SearchDocument, today: str) -> Entry:
    """The entry of a document. Texts of several values are joined with line breaks.

    Head: i id, t title, e English title, k keywords, p publisher, q English publisher, y declared reading, l places,
    x other spellings, s series, u updated, g rank; facets: a themes, b formats, c licence, d standards, f area,
    h quality (−1: none), m has map, o level. Body: d description and files, c columns, v values.
    """
    title, keywords = normalise(one.title), tuple(map(normalise, one.keywords))
    short = tuple(filter(None, map(normalise, (one.english, one.publisher, one.publisher_english, *one.places))))
    declared = normalise(one.reading)
    head_texts = (title, *keywords, *short)
    other = _other_spellings(head_texts)
    described = list(dict.fromkeys(filter(None, (one.description, one.english_description, *one.resources))))
    described = [text for text in described if text != one.title]
    descriptions = tuple(map(normalise, described))
    columns = tuple(map(normalise, one.columns))
    kana = reading(one.title)
    head: dict[str, Any] = {
        "i": one.id,
        "t": one.title,
        "e": one.english,
        "k": "\n".join(one.keywords),
        "p": one.publisher,
        "q": one.publisher_english,
        "y": one.reading,
        "l": "\n".join(one.places),
        "x": "\n".join(other),
        "s": one.series,
        "u": one.updated[:10],
        "g": rank(one, today),
        "a": "\n".join(one.themes),
        "b": "\n".join(one.formats),
        "c": one.licence,
        "d": "\n".join(one.standard),
        "f": one.area,
        "h": -1 if one.quality is None else one.quality,
        "m": int(one.has_map),
        "o": one.level,
    }
    body = {"d": "\n".join(described)[:BODY_LENGTH], "c": "\n".join(one.columns), "v": "\n".join(one.values)}
    plain = stem(title)
    return Entry(
        id=one.id,
        head=head,
        body=body,
        kana=kana,
        facets=facets(one),
        stem=plain,
        series=one.series or (f"{one.publisher}|{plain}" if plain != title else ""),
        normal={
            "t": (title,),
            "k": tuple(dict.fromkeys((*keywords, *short, *filter(None, (declared,))))),
            "x": tuple(dict.fromkeys((*other, *map(normalise, _standards(one))))),
            "r": tuple(dict.fromkeys(filter(None, _sounds(kana, declared)))),
            "c": columns,
            "d": descriptions,
            "v": tuple(map(normalise, one.values)),
            "s": _other_spellings((*descriptions, *columns)),
        },
    )


def title_class(title: str) -> str:
    """Which of the title classes a normalised title belongs to, by its length."""
    return TITLE_CLASSES[sum(len(title) > limit for limit in TITLE_LENGTHS)]


def facets(one: SearchDocument) -> dict[str, tuple[str, ...]]:
    """Facet → values of one dataset; facets it has no value for are left out."""
    values: dict[str, tuple[str, ...]] = {
        "theme": one.themes,
        "format": one.formats,
        "publisher": (one.publisher,),
        "licence": (one.licence,),
        "standard": one.standard,
        "area": (one.area,),
        "year": (one.updated[:4],),
        "quality": () if one.quality is None else (quality_band(one.quality),),
        "map": ("yes",) if one.has_map else (),
        "level": (one.level,),
    }
    return {facet: kept for facet, all_values in values.items() if (kept := tuple(filter(None, all_values)))}


def rank(one: SearchDocument, today: str) -> int:
    """0 … 15, of the dataset alone: a standard dataset 5, how fresh 0 … 5, how readable 0 … 4, a map 1."""
    points = 5 * bool(one.standard) + one.has_map
    if one.quality is not None:
        points += max(0, min(4, (one.quality - 40) // 12))
    if one.updated[:4].isdecimal() and today[:4].isdecimal():
        points += max(0, 5 - max(0, int(today[:4]) - int(one.updated[:4])))
    return min(points, 15)


def label_parts(names: Iterable[str]) -> tuple[str, ...]:
    """Normalised names of facet values and their parts (健康・医療 → itself, 健康, 医療): found when named whole."""
    parts: dict[str, None] = {}
    for name in map(normalise, names):
        parts |= dict.fromkeys((name, *_LABEL_PART.split(name)))
    return tuple(filter(None, parts))


def _standards(one: SearchDocument) -> Iterator[str]:
    for standard in one.standard:
        yield from standard_sets().get(standard.rsplit("/", 1)[-1], ())


def facet_labels(themes: Iterable[str], standards: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    """Names of facet values that are codes: theme → [Japanese, English, other words], standard → [Japanese, English]."""
    known = standard_sets()
    return {
        "theme": {theme: list(theme_labels()[theme]) for theme in sorted(themes) if theme in theme_labels()},
        "standard": {name: list(known[key]) for name in sorted(standards) if (key := name.rsplit("/", 1)[-1]) in known},
    }


def _sounds(kana: str, declared: str) -> Iterator[str]:
    """Readings by sound with a blank at each word's beginning, once more with the beginnings voiced (所: しょ, じょ),
    which no rule decides, and with the words as they are written of which two kana would be left (傾向: けいこう)."""
    for text in (kana, declared):
        words = [word for word in text.split(" ") if word]
        spoken = list(map(loosen, words))
        yield " ".join(spoken)
        yield " ".join([*spoken[:1], *(VOICED.get(word[:1], word[:1]) + word[1:] for word in spoken[1:])])
        yield " ".join(word if len(sound) <= SHORT_SOUND else sound for word, sound in zip(words, spoken, strict=True))


def _other_spellings(texts: Iterable[str]) -> tuple[str, ...]:
    texts = tuple(texts)
    whole = "\n".join(texts)
    found = dict.fromkeys(spelling for text in texts for spelling in spellings(text))
    return tuple(spelling for spelling in found if spelling not in whole)
