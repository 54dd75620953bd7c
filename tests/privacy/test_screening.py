"""What the gate says of made-up tables: people are seen under any heading, facilities raise no alarm."""

from __future__ import annotations

import pytest

from catalog.privacy.name_lexicon import NAME, NONE
from catalog.privacy.names import grade
from catalog.privacy.words import CityWords
from tests.privacy.clean import clean_tables
from tests.privacy.conftest import decision, held, screened
from tests.privacy.made_up import PERSONAL, Maker, table

CASES = [
    (heading, maker, category) for headings, makers, category in PERSONAL for heading in headings for maker in makers
]
#: a number of days since 1900 under no heading may be any number
NEUTRAL = sorted({(maker, category) for _, maker, category in CASES} - {("serial", "birth-date")})


@pytest.mark.parametrize(("heading", "maker", "category"), CASES)
def test_a_personal_column_is_seen_under_its_heading(heading: str, maker: str, category: str) -> None:
    """Whatever a town calls the column and however it writes the values, it is held."""
    make = Maker(3)
    columns = {"番号": make.count, heading: getattr(make, maker), "金額": make.money}
    header, rows = table(columns, 24)
    assert held(screened(header, rows)).get(1), category


@pytest.mark.parametrize(("maker", "category"), NEUTRAL)
def test_a_personal_column_is_seen_without_a_heading(maker: str, category: str) -> None:
    """Headings like 項目3, or none at all, hide nothing when a name stands beside."""
    make = Maker(4)
    beside = make.money if category.startswith("person-name") else make.name
    for names in (("項目1", "項目2", "項目3"), ("", "", "")):
        rows = [[make.count(), beside(), getattr(make, maker)()] for _ in range(24)]
        assert held(screened(names, rows)).get(2), (category, names)


@pytest.mark.parametrize("case", sorted(clean_tables(Maker())))
@pytest.mark.parametrize("rows", [12, 60])
def test_clean_tables_raise_no_alarm(case: str, rows: int) -> None:
    """Parks named after families, dishes with a maiden's name, twelve-digit serials: nobody is meant."""
    header, body = table(clean_tables(Maker(11))[case], rows)
    found = screened([h.strip() for h in header], body)
    assert not held(found), found.subject


@pytest.mark.parametrize(
    "value",
    [
        "田中公園",
        "山本町",
        "渡辺橋",
        "佐藤こどもクリニック",
        "株式会社高橋組",
        "危機管理課",
        "小松菜",
        "月～金",
        "室・出先",
        "ヤマモトコウエン",
        "松本駅南口",
    ],
)
def test_places_and_organisations_are_nobody(value: str) -> None:
    """A family name inside a place or a company is no person."""
    assert grade(value) == NONE


@pytest.mark.parametrize(
    "value",
    [
        "山川太郎",
        "山川　太郎",
        "髙﨑 澪",
        "ﾔﾏｶﾜ ﾀﾛｳ",
        "やまかわ たろう",
        "YAMAKAWA, Taro",
        "理事長　山川太郎",
        "山川太郎 様",
        "マリア・サントス",
        "NGUYEN VAN AN",
        "株式会社港 代表取締役 山川太郎",
    ],
)
def test_names_are_names_in_every_dress(value: str) -> None:
    """Kanji, kana, half-width, romaji, with title or office: a person is meant."""
    assert grade(value) == NAME


def test_raw_records_are_withheld_and_registers_reviewed() -> None:
    """The same names: withheld in a list of residents, a person's decision in a register of shops."""
    make = Maker(5)
    residents = table({"氏名": make.name, "住所": make.address, "生年月日": make.iso, "電話番号": make._landline}, 30)
    shops = table(
        {
            "営業所名称": make.facility,
            "営業者氏名": make.name,
            "業種": lambda: "飲食店営業",
            "電話番号": make._landline,
        },
        30,
    )
    assert decision(screened(*residents)) == "withhold"
    assert decision(screened(*shops)) == "review"
    assert set(held(screened(*shops))) == {1}


def test_people_without_names_are_still_people() -> None:
    """Removing names only is not anonymising: rows of age, sex and illness are held."""
    make = Maker(6)
    r = make.r
    header, rows = table(
        {
            "番号": make.count,
            "居住地": make.town,
            "年代": lambda: r.choice(["20代", "60代"]),
            "性別": lambda: r.choice("男女"),
            "症状": lambda: r.choice(["発熱", "咳"]),
        },
        40,
    )
    found = screened(header, rows)
    assert found.subject.name == "person"
    assert decision(found) == "review"
    assert not found.is_raw


def test_one_person_among_companies_is_found() -> None:
    """A sole trader in a column of companies is listed with its line."""
    make = Maker(8)
    rows = [[make.facility(), make.company()] for _ in range(300)]
    rows[211][1] = "神藤 美穂"
    found = screened(["名称", "設置者"], rows)
    mark = next(m for m in found.marks if m.category == "person-name")
    assert (mark.count, mark.rows) == (1, (211,))


def test_one_number_among_a_hundred_thousand_rows_is_found() -> None:
    """A single individual number, a single mobile number, far down a clean list, change the verdict."""
    make = Maker(9)
    rows = [["粗大ごみ", "現地確認済み"]] * 100_000
    assert decision(screened(["区分", "注意"], rows)) == "pass"
    for planted in (
        f"個人番号{make.individual()}を確認",
        make.individual(),
        f"連絡は{make.wide_mobile()}へ",
        "所有者 神藤 美穂（白鷺市北浜1-2-3）へ通知",
    ):
        rows[76_543] = ["粗大ごみ", planted]
        found = screened(["区分", "注意"], rows)
        assert decision(found) != "pass", planted
        assert any(m.rows == (76_543,) for m in found.marks), planted


def test_a_number_said_to_be_individual_can_only_be_withheld() -> None:
    """With the word beside it there is no doubt."""
    found = screened(["注意"], [["異常なし"], [f"マイナンバー {Maker(1).individual('-')}"], ["確認済み"]])
    assert decision(found) == "withhold"


def test_numbers_cut_into_three_columns_are_put_together() -> None:
    """A telephone number in three cells, an individual number in three cells."""
    make = Maker(10)
    rows = [[make.name(), *make.any_phone().split("-"), *make.individual("-").split("-")] for _ in range(30)]
    found = held(screened(["氏名", "電話1", "電話2", "電話3", "番号1", "番号2", "番号3"], rows))
    assert all("phone-number" in found[i] for i in (1, 2, 3))
    assert all("individual-number" in found[i] for i in (4, 5, 6))


def test_family_and_given_names_in_two_columns() -> None:
    """姓 beside 名, with and without headings."""
    make = Maker(12)
    rows = [[*make.name(" ").split(" "), make.money()] for _ in range(30)]
    for header in (["姓", "名", "金額"], ["項目1", "項目2", "項目3"]):
        assert set(held(screened(header, rows))) >= {0, 1}


def test_office_contacts_are_no_finding() -> None:
    """Landlines, toll-free numbers and mail boxes of offices may go out."""
    make = Maker(13)
    rows = [[make.facility(), make._landline(), "kouhou@city.example.lg.jp", "0120-000-111"] for _ in range(20)]
    assert not held(screened(["施設名", "電話番号", "メール", "フリーダイヤル"], rows))


def test_a_city_can_add_words_but_not_take_any() -> None:
    """Words of catalog.yaml widen the lexicon; the bundled ones stay."""
    make = Maker(14)
    city = CityWords.from_policy({"privacy": {"headers": {"person-name": ["組頭さま"]}, "sensitive": ["被爆者区分"]}})
    rows = [[make.joined(), make.iso(), "1号"] for _ in range(10)]
    found = screened(["組頭さま", "生年月日", "被爆者区分"], rows, city=city)
    assert {m.category for m in found.marks} >= {"person-name", "birth-date", "social-status"}
    assert "person-name" in held(screened(["氏名", "生年月日"], [r[:2] for r in rows], city=city))[0]


def test_the_report_says_what_a_row_is_and_why() -> None:
    """One sentence in Japanese and English."""
    make = Maker(15)
    subject = screened(*table({"氏名": make.name, "生年月日": make.iso}, 10)).subject
    assert "個人" in subject.reason["ja"]
    assert "a person" in subject.reason["en"]
    assert "生年月日" in subject.reason["ja"]
