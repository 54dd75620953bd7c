"""Words in every spelling: the shared vectors, and what has to hold for any text."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search import codec, normalise
from catalog.search.parse import parse
from catalog.search.segments import segments
from catalog.search.words import characters, words

VECTORS: dict[str, list[list[Any]]] = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))


def _parsed(text: str) -> dict[str, Any]:
    query = parse(text)
    return {
        "terms": [[term.text, term.surface, term.exact] for term in query.terms],
        "excluded": list(query.excluded),
        "facets": [list(pair) for pair in query.facets],
    }


FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "normalise": normalise.normalise,
    "forms": normalise.forms,
    "kana": normalise.kana,
    "loosen": normalise.loosen,
    "stem": normalise.stem,
    "parse": _parsed,
    "segments": segments,
    "cover": codec.cover,
    "fnv": codec.fnv,
    "decode": codec.decode,
}


@pytest.mark.parametrize("kind", sorted(FUNCTIONS))
def test_python_gives_the_expected_spellings(kind: str) -> None:
    """The command understands words as the shared list says."""
    for given_text, expected in VECTORS[kind]:
        assert FUNCTIONS[kind](given_text) == expected, given_text


def test_browser_gives_the_expected_spellings(node: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """The site's search box understands words exactly as the command does."""
    job = {"vectors": VECTORS, "characters": " ".join(characters()), "words": words().to_json()}
    answers = node(job)["vectors"]
    for kind, cases in VECTORS.items():
        for (given_text, expected), answer in zip(cases, answers[kind], strict=True):
            assert answer == expected, (kind, given_text)


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    """A text that was already put into one spelling stays as it is."""
    once = normalise.normalise(unicodedata.normalize("NFC", text))
    assert normalise.normalise(once) == once


@given(st.lists(st.integers(0, 2**31 - 1), unique=True))
def test_lists_of_numbers_survive_writing(numbers: list[int]) -> None:
    """What the index says about which datasets hold a word is read back unchanged."""
    ordered = sorted(numbers)
    assert codec.decode(codec.encode(ordered)) == ordered


@given(st.text(min_size=2, max_size=12), st.text(max_size=8), st.text(max_size=8))
def test_a_text_holds_all_pieces_of_a_part_of_it(part: str, before: str, after: str) -> None:
    """Looking a word up by its pieces never misses a text that holds the word."""
    assert set(codec.cover(part)) <= codec.grams([before + part + after])


def test_no_character_stands_for_two() -> None:
    """Each old form of a character leads to exactly one of today's, so 沢 and 澤 meet."""
    seen: dict[str, str] = {}
    for group in characters():
        for character in group:
            assert seen.setdefault(character, group) == group
    assert normalise.normalise("澤") == normalise.normalise("沢")


def test_synonyms_are_normalised_words() -> None:
    """Every listed synonym can be met: none is empty and none changes under normalisation."""
    for term in words().lookup:
        assert term
        assert normalise.normalise(term) == term
