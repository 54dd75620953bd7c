"""Words that occur, for queries with a slip of the pen. A slip leaves a word's first two or its last two characters as
they are, so each word is kept under both, in shards: a query reads two of them. Short words, where a slip in the
middle spoils both, are kept under their first and last one too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from catalog.search.codec import fnv
from catalog.search.segments import runs
from catalog.search.words import words

#: Longest word that is kept, and longest query that looks under single characters.
LONGEST, SHORT = 24, 4
#: Words under one key; the most frequent ones stay.
MOST = 2_000


def keys(word: str) -> list[str]:
    """Where a query looks for the words one slip away."""
    ends = 1 if len(word) <= SHORT else 2
    return list(dict.fromkeys((f"^{word[:ends]}", f"{word[-ends:]}$")))


def words_of(title: str, english: str, keywords: Iterable[str], kana: str) -> Iterator[str]:
    """Words of a dataset: of its titles by script, its keywords, its reading."""
    for text in (title, english):
        yield from runs(text)
    yield from keywords
    yield from kana.split(" ")


def known_words() -> Iterator[str]:
    """Words of the synonym lists and their readings."""
    yield from words().lookup
    for _, kana in words().readings:
        yield from kana


def shards(counts: dict[str, int], size: int, most: int) -> list[dict[str, str]]:
    """{key: words, a line each, the most frequent first} by `fnv(key)` modulo their number, about `size` characters each."""
    lists: dict[str, list[str]] = defaultdict(list)
    total = 0
    for word in sorted(counts):
        if 2 <= len(word) <= LONGEST:
            ends = (1, 2) if len(word) <= SHORT + 1 else (2,)
            for one in {f"^{word[:end]}" for end in ends} | {f"{word[-end:]}$" for end in ends}:
                lists[one].append(word)
                total += len(word) + 1
    count = 1
    while count < most and total / count > size:
        count *= 2
    parts: list[dict[str, str]] = [{} for _ in range(count)]
    for key in sorted(lists):
        kept = sorted(lists[key], key=lambda word: (-counts[word], word))[:MOST]
        parts[fnv(key) % count][key] = "\n".join(kept)
    return parts
