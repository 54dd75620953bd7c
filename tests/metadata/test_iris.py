"""Addresses and names that stand for ever, and are clean for every reader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.metadata import iris
from catalog.metadata.terms import date
from catalog.model import Agent, Catalog
from tests.metadata.conftest import made_catalog

RFC3986 = re.compile(r"[a-z][a-z0-9+.-]*:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*\Z")


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ("https://www.example.jp/日本語.csv", "https://www.example.jp/%E6%97%A5%E6%9C%AC%E8%AA%9E.csv"),
        ("https://www.example.jp/a b.csv", "https://www.example.jp/a%20b.csv"),
        ("https://www.example.jp/a%20b.csv", "https://www.example.jp/a%20b.csv"),
        ("https://www.example.jp/100%.csv", "https://www.example.jp/100%25.csv"),
        ("HTTPS://www.Example.jp/", "https://www.example.jp/"),
        ("https://総務省.jp/", "https://xn--lhr645fjve.jp/"),
        ("https://www.example.jp:8443/?q=あ&r=1#節", "https://www.example.jp:8443/?q=%E3%81%82&r=1#%E7%AF%80"),
        ("mailto:opendata@example.jp", "mailto:opendata@example.jp"),
        ("ttps://www.example.jp/", None),
        ("www.example.jp", None),
        ("https://", None),
        ("https:///path", None),
        ("javascript:alert(1)", None),
        ("https://exa mple.jp/", None),
        ("http://[::1", None),
        ("", None),
        (None, None),
        (3, None),
    ],
)  # fmt: skip
def test_addresses_are_made_clean(given_: object, expected: str | None) -> None:
    """日本語や空白のあるURLは使える形になり、書き損じは受け取らない。"""
    assert iris.clean(given_) == expected


@given(st.text(max_size=60))
def test_clean_is_clean_and_stays(text: str) -> None:
    """直したURLは規格どおりで、もう一度直しても変わらない。"""
    for candidate in (text, f"https://www.example.jp/{text}", f"https://www.example.jp/?q={text}"):
        found = iris.clean(candidate)
        if found is not None:
            assert RFC3986.match(found)
            assert iris.clean(found) == found


@given(st.text(min_size=1, max_size=40))
def test_every_file_name_makes_a_clean_iri(name: str) -> None:
    """どんなファイル名でも、配布物の名前は規格どおりで、名前が違えば違う。"""
    city = made_catalog(Path())
    try:
        name.encode()
    except UnicodeEncodeError:
        return
    assert RFC3986.match(iris.distribution(city, "aed", name))
    assert iris.distribution(city, "aed", name) != iris.distribution(city, "aed", name + "x")


def test_names_do_not_depend_on_what_changes(city: Catalog) -> None:
    """題名や説明を直しても、データセットと公開組織の名前（IRI）は変わらない。"""
    other = made_catalog(Path(), title={"ja": "別の題名"}, description={})
    assert iris.dataset(city, "aed") == iris.dataset(other, "aed") == "https://data.example.jp/datasets/aed/#dataset"
    renamed = Agent({"ja": "みなと風市"}, "https://elsewhere.example.jp/", "x@example.jp")
    assert iris.agent(city, Agent({"ja": "みなと風市"})) == iris.agent(city, renamed)


@pytest.mark.parametrize(
    ("value", "end", "expected"),
    [
        ("2026-04-01", False, "2026-04-01"), ("2026", False, "2026-01-01"), ("2026", True, "2026-12-31"), ("2024-02", True, "2024-02-29"),
        ("2026-04-01T09:30", False, "2026-04-01T09:30:00"), ("2026-04-01T09:30+09:00", False, "2026-04-01T09:30:00+09:00"),
        ("2024-13-45", False, None), ("2023-02-29", False, None), ("令和6年4月1日", False, None), ("", False, None), (None, False, None),
    ],
)  # fmt: skip
def test_dates_are_typed_and_real(value: str | None, end: bool, expected: str | None) -> None:
    """実在する日付だけが日付になる。年だけなら期間の始めか終わりの日になる。"""
    found = date(value, end=end)
    assert (found.value if found else None) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [("03-0000-0000", "tel:+81300000000"), ("０３－００００－００００", "tel:+81300000000"), ("+81 3 0000 0000", "tel:+81300000000"), ("内線12", None)],
)  # fmt: skip
def test_telephone_numbers(number: str, expected: str | None) -> None:
    """電話番号は国際形式になる。"""
    assert iris.telephone(number) == expected
