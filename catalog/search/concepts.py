"""Which datasets speak of what a word means, found when the index is built: one list answers for all words of its groups of
synonyms, in both languages, where looking each up would cost a shard a word. It lies in the shard of the word's first
piece (`codec.home`), which whoever typed the word reads anyway."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from catalog.search.codec import MARK
from catalog.search.words import words

ASCII = re.compile("[ -~]+")
#: Shorter Latin words count only whole, longer ones where a word begins.
WHOLE_UP_TO = 3


def key(term: str) -> str:
    """The gram that stands for what a synonym term means."""
    return MARK + term


@cache
def _terms() -> tuple[frozenset[str], dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Terms of two and three characters; longer ones by their first three; keys of all that mean the same as a term."""
    short: set[str] = set()
    long: dict[str, list[str]] = defaultdict(list)
    keys: dict[str, tuple[str, ...]] = {}
    members: dict[int, list[str]] = defaultdict(list)
    for term, groups in words().lookup.items():
        for group in groups:
            members[group].append(term)
    for term, groups in words().lookup.items():
        keys[term] = tuple(dict.fromkeys(key(other) for group in groups for other in members[group]))
        # a single character stands in too many other words
        if 2 <= len(term) <= 3:
            short.add(term)
        elif len(term) > 3:
            long[term[:3]].append(term)
    return frozenset(short), {piece: tuple(terms) for piece, terms in long.items()}, keys


def spoken_of(texts: Mapping[str, tuple[str, ...]], held: Mapping[str, set[str]]) -> Iterator[tuple[str, set[str]]]:
    """(class, keys of the terms that mean what stands there) for normalised texts and their grams by class; the title
    also as b when it begins with such a word."""
    short, long, keys = _terms()
    for name, pieces in held.items():
        terms = [term for term in short & pieces if _stands(term, texts[name])]
        for piece in long.keys() & pieces:
            terms += [term for term in long[piece] if _stands(term, texts[name])]
        if terms:
            yield name, {one for term in terms for one in keys[term]}
            if name == "t" and (first := [term for term in terms if texts["t"][0].startswith(term)]):
                yield "b", {one for term in first for one in keys[term]}


def _stands(term: str, texts: tuple[str, ...]) -> bool:
    if not ASCII.fullmatch(term):
        return any(term in text for text in texts)
    pattern = latin(term, len(term) <= WHOLE_UP_TO)
    return any(pattern.search(text) for text in texts)


@lru_cache(maxsize=4096)
def latin(term: str, whole: bool) -> re.Pattern[str]:
    """Where a Latin word begins in a normalised text; `whole`: and ends."""
    end = "(?![a-z0-9])" if whole else ""
    return re.compile(f"(?<![a-z0-9]){re.escape(term)}{end}")
