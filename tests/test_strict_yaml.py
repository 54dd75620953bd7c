"""YAML as a city writes it: nothing is guessed, every mistake has its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import CatalogError
from catalog.strict_yaml import dump, loads


def test_dates_and_codes_stay_as_written() -> None:
    """A date, a code with a zero in front, a time and "no" are text."""
    data = loads("date: 2026-04-01\ncode: 0123\ntime: 12:30:00\nanswer: no\n", "x.yaml").data
    assert data == {"date": "2026-04-01", "code": "0123", "time": "12:30:00", "answer": "no"}


def test_numbers_and_flags() -> None:
    """Plain numbers, true, false and null are what they look like."""
    assert loads("a: 5\nb: -1.5\nc: true\nd: null\ne:\n", "x").data == {
        "a": 5,
        "b": -1.5,
        "c": True,
        "d": None,
        "e": None,
    }


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("pii: hold\npii: allow\n", 2, "twice"),
        ("a: &x [1]\nb: *x\n", 2, "alias"),
        ("a: !!python/object:os.system x\n", 1, "tag"),
        ("a: [1, 2\nb: 3\n", 2, "well-formed"),
        ("a: 1\n---\nb: 2\n", 3, "several documents"),
    ],
)
def test_dangerous_or_broken_yaml_is_refused_with_its_line(text: str, line: int, word: str) -> None:
    """Duplicate keys, aliases, tags, broken brackets and second documents are refused."""
    with pytest.raises(CatalogError) as error:
        loads(text, "x.yaml")
    [mistake] = error.value.mistakes
    assert mistake.line == line
    assert word in mistake.what


def test_lines_of_keys() -> None:
    """A key deep inside knows its line."""
    document = loads("resources:\n  - name: a\n    path: b.csv\n", "x")
    assert document.line("resources", 0, "path") == 3
    assert document.line("resources", 0, "missing") == 2


words = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufeff\ufffe\uffff\u2028\u2029"), max_size=20
)


@given(
    st.dictionaries(
        words.filter(bool),
        st.one_of(words, st.integers(-(10**9), 10**9), st.booleans(), st.none(), st.lists(words, max_size=4)),
        max_size=5,
    )
)
def test_what_is_written_reads_back(data: dict[str, object]) -> None:
    """Whatever `dump` writes, `loads` reads back the same."""
    assert (loads(dump(data), "x").data or {}) == data


@pytest.mark.parametrize("text", ["title： 見本\nlanguages: [ja]\n", "title: 見本\nlanguages：[ja]\nbase_url: x\n"])
def test_a_full_width_colon_is_named(text: str) -> None:
    """Japanese keyboards write ： where YAML wants a colon: the line and the sign are said, in Japanese."""
    with pytest.raises(CatalogError) as caught:
        loads(text, "catalog.yaml")
    told = caught.value.text("ja")
    assert f"catalog.yaml:{next(n for n, line in enumerate(text.splitlines(), 1) if '：' in line)}: " in told
    assert "全角「：」" in told and "半角" in told
