"""The parts: check digits, patterns with their own examples, addresses, headings, running text."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.bundled import bundled
from catalog.privacy import checksums, filebook, prose
from catalog.privacy.addresses import parse
from catalog.privacy.folding import fold, fold_series
from catalog.privacy.lexicon import sense_of
from catalog.privacy.recognizers import NUMBERS, found_in, kind, patterns, year_of
from catalog.privacy.words import data

PATTERNS = {p.id: p for p in patterns()}


@pytest.mark.parametrize("entry", data("patterns")["patterns"], ids=lambda e: str(e["id"]))
def test_patterns_meet_their_examples(entry: dict[str, list[str]]) -> None:
    """Every pattern hits what it is for, misses what only looks like it, and the prefilter lets it through."""
    pattern = PATTERNS[str(entry["id"])]
    hits = found_in(fold_series(pl.Series(entry["match"])), pattern)
    assert hits.all() or pattern.check == "individual_number"
    assert not found_in(fold_series(pl.Series(entry["miss"])), pattern).any()
    assert pl.Series([f"あ{m}" for m in entry["match"]]).str.contains(NUMBERS).all()


@settings(deadline=None)
@given(st.integers(0, 10**11 - 1))
def test_exactly_one_check_digit_is_right(number: int) -> None:
    """Of ten last digits one belongs to an individual number."""
    values = pl.Series([f"{number:011}{last}" for last in range(10)])
    assert checksums.individual_number(values).sum() == 1


def test_check_digits_of_known_numbers() -> None:
    """The corporate number of a ministry, codes of municipalities, a test card."""
    assert checksums.corporate_number(pl.Series(["8000012010038", "8000012010039", "x"])).to_list() == [
        True,
        False,
        False,
    ]
    assert checksums.municipality_code(pl.Series(["131016", "011002", "131017"])).to_list() == [True, True, False]
    assert checksums.luhn(pl.Series(["4111111111111111", "4111111111111112", ""])).to_list() == [True, False, False]
    assert checksums.driver_licence(pl.Series(["309012345620", "309012345630"])).to_list() == [True, False]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("０９０－１２３４－５６７８", "mobile"), ("9012345678", "mobile-short"), ("054-000-1234（代）", "landline"), ("0120-000-111", "toll-free"), ("139.821692", "decimal"),
     ("8000012010038", "digits13"), ("551-2035", "postcode"), ("H29.05.05", "date"), ("3561023", "date7"), ("AB12345678CD", "residence-card"), ("普通　1234567", "bank"),
     ("info@city.example.lg.jp", "office-mail"), ("taro@gmail.com", "personal-mail"), ("白鷺市北浜2-3-4　ハイツ緑104号室", "home"), ("白鷺市北浜2丁目3番4号", "address"), ("9:00～17:00", "text")],
)  # fmt: skip
def test_kinds_of_single_values(value: str, expected: str) -> None:
    """What one cell is."""
    assert kind(fold(value)) == expected


@pytest.mark.parametrize(
    "value", ["1981/10/23", "昭和56年10月23日", "S56.10.23", "S561023", "19811023", "3561023", "29882"]
)
def test_one_birth_date_in_seven_spellings(value: str) -> None:
    """1981 in every calendar a clerk may use."""
    assert year_of(value) == 1981 or (value == "29882" and year_of(value) == 1982)


def test_addresses_are_read_down_to_the_room() -> None:
    """Municipality, house, flat; a date or an hour is no address."""
    assert parse("青嶺県白鷺市北浜2丁目3番4号").is_full
    assert parse("北浜2-3-4").is_part
    assert not parse("北浜2-3-4").is_full
    assert parse("白鷺市北浜2-3 メゾン港201号室").home
    assert not parse("2026-04-01").is_part
    assert not parse("平日9:00-17:00").is_part


@pytest.mark.parametrize(
    ("heading", "category"),
    [("※氏　名（必須）", "person-name"), ("本人_住所", "home-address"), ("dateOfBirth", "birth-date"), ("犬の名前", None), ("法人番号", None), ("発生年月日", None), ("0～4歳", None),
     ("menuName", None), ("使用者氏名又は名称", "person-name"), ("酵母", None), ("回答数", None), ("被保険者番号", "care-insurance-number"), ("numberOfInsured", None)],
)  # fmt: skip
def test_headings_mean_what_they_say(heading: str, category: str | None) -> None:
    """The longest term wins; counts and things are no people."""
    assert sense_of(heading).category == category


@pytest.mark.parametrize(
    "text", ["申出者は神藤 美穂様（携帯）", "所有者 百瀬 聡へ通知", "椿 彩花（白鷺市北浜1-2-3）", "鮫島宅前の電柱"]
)
def test_people_in_running_text(text: str) -> None:
    """A name after a private role, before 様, beside an address, or as a landmark."""
    assert any(p.certain for p in prose.mentions(fold(text)))


@pytest.mark.parametrize(
    "text",
    [
        "お客様へのお願い",
        "同様に処理",
        "市営住宅前",
        "松本町内会様式",
        "担当：市民課",
        "利用者の皆様",
        "徳川家康ゆかりの寺",
        "画家の神藤美穂さんの作品",
    ],
)
def test_running_text_about_nobody(text: str) -> None:
    """Words of courtesy, estates, history and artists do not hold a file."""
    assert not any(p.certain for p in prose.mentions(fold(text)))


def test_the_book_of_personal_files_is_read() -> None:
    """Numbered record items of a published 個人情報ファイル簿 are told apart, and columns find their file."""
    from pathlib import Path

    book = filebook.read_book(Path(__file__).parent / "filebook.csv")
    assert book[0].items == ("所有者氏名", "所有者住所", "犬の名前", "犬種", "登録年度", "鑑札番号")
    found = filebook.match(["犬の名前", "犬種", "登録年度", "町名"], book)
    assert found is not None
    assert (found[0].name, found[1]) == ("犬の登録原簿", [0, 1, 2])
    assert filebook.match(["施設名", "所在地", "電話番号"], book) is None


def test_every_line_of_the_name_lists_has_its_two_parts() -> None:
    """A line without its tab would shift all names after it."""
    for name in ("surnames.tsv", "given.tsv"):
        lines = (bundled("validators") / "privacy" / "names" / name).read_text(encoding="utf-8").splitlines()
        assert lines and all(line.count("\t") == 1 for line in lines)
