"""What a row is taken for, where the headings alone would mislead."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import xlsxwriter

from catalog.privacy import risk
from catalog.privacy.screen import Screening, screening
from catalog.privacy.words import CityWords
from catalog.rule import Context
from catalog.tables.read import read
from tests.privacy.conftest import decision, held, screened
from tests.privacy.made_up import TOWNS, Maker

TOWN = TOWNS[:12]


def test_grades_of_care_beside_one_line_per_district_are_counts() -> None:
    """要介護4 and 要介護5 under districts are numbers of people, not somebody's grade."""
    rows = [[town, str(20 + i), str(30 + i)] for i, town in enumerate(TOWN)]
    assert screened(["行政区", "要介護4", "要介護5"], rows).subject.name == "statistic"


def test_measures_of_one_person_are_no_counts() -> None:
    """Beside sex and age the same numbers are one person's."""
    rows = [[str(i), "女", f"{50 + i}", str(i % 5 + 1)] for i in range(12)]
    assert screened(["番号", "性別", "年齢", "要介護度"], rows).subject.name == "person"


def test_households_are_told_from_people() -> None:
    """Size and income of a household, and nothing that only one member has."""
    rows = [[str(100 + i), str(i % 5 + 1), "300-400万円", TOWN[i % 4]] for i in range(20)]
    found = screened(["世帯番号", "世帯人員", "世帯年収", "町丁目"], rows)
    assert found.subject.name == "household"
    assert "世帯" in found.subject.reason["ja"]
    assert decision(found) == "review"


def test_animals_have_birthdays_too() -> None:
    """The zoo's list holds nobody's birth date; with the keeper's name it holds the name."""
    make = Maker(41)
    rows = [["ニホンザル", "オス", make.iso()] for _ in range(15)]
    assert not held(screened(["動物名", "性別", "生年月日"], rows))
    owned = [[*row, make.name()] for row in rows]
    assert "person-name" in held(screened(["動物名", "性別", "生年月日", "飼い主"], owned))[3]


@pytest.mark.parametrize(
    "values",
    [
        ["けんちん汁", "親子煮", "麦ごはん", "白玉だんご", "ひじき和え", "豚汁", "菜めし", "青菜炒め", "ぶり大根", "五目豆"],
        ["北の池公園", "柳瀬緑地", "旭ヶ丘公園", "一本木広場", "古川公園", "中洲公園", "新町広場", "桜木公園", "山吹公園", "石原緑地"],
        ["モカ", "コタ", "ハナ", "チャチャ", "ゴン", "ミケ", "タマ", "ポチ", "クロ", "シロ"],
    ],
)  # fmt: skip
def test_a_heading_name_over_things_is_about_nobody(values: list[str]) -> None:
    """名前 over dishes, parks and pets: they have names; only people's are held."""
    rows = [[v, str(10 + i)] for i, v in enumerate(values)]
    assert not held(screened(["名前", "数"], rows))


def test_labels_that_repeat_are_no_people() -> None:
    """一戸建 and 長屋建 look like a family name and a given name; three labels over sixty rows are no people."""
    rows = [[("一戸建", "長屋建", "共同住宅")[i % 3], str(i + 10)] for i in range(60)]
    assert not held(screened(["建て方", "戸数"], rows))


def test_a_register_that_names_only_people_is_raw() -> None:
    """農地 with the farmer's name and home: nothing but people is named, so a row is a person."""
    make = Maker(42)
    rows = [[f"白鷺市柳瀬{100 + i}番地", make.name(), make.address(), "1200"] for i in range(20)]
    found = screened(["農地の所在", "耕作者氏名", "耕作者住所", "面積"], rows)
    assert decision(found) == "withhold"
    assert 0 not in held(found), "where the field lies is not where the farmer lives"


def test_day_numbers_of_a_spreadsheet_are_birth_dates_but_amounts_are_not() -> None:
    """29882 is 1981-10-23; 12,000 yen is not."""
    make = Maker(43)
    start = datetime.date(1899, 12, 30)
    rows = [[make.name(), str((datetime.date(*make.born()) - start).days), f"{1000 * (i + 7)}"] for i in range(30)]
    found = held(screened(["項目1", "項目2", "項目3"], rows))
    assert "birth-date" in found[1]
    assert 2 not in found


def test_one_individual_number_among_serials() -> None:
    """Serials begin alike; a number with the right check digit that does not is shown to a person."""
    make = Maker(44)
    rows = [[f"2026{i:08}"] for i in range(300)]
    assert not held(screened(["管理番号"], rows))
    rows[137] = [make.individual()]
    while rows[137][0].startswith("20"):
        rows[137] = [make.individual()]
    found = screened(["管理番号"], rows)
    assert held(found) == {0: {"individual-number"}}
    assert decision(found) == "review"


@pytest.mark.parametrize(("heading", "value"), [("ロット", "AB{:07}"), ("番号", "2026-{:06}")])
def test_lots_and_works_carry_no_passports(heading: str, value: str) -> None:
    """The shape of a passport or pension number says nothing where no row is a person."""
    rows = [[value.format(1000 + 37 * i), "毛布"] for i in range(40)]
    assert not held(screened([heading, "品名"], rows))


def test_readings_beside_firms_and_people_count_the_people() -> None:
    """営業者名かな: the reading of a company is nobody's."""
    make = Maker(45)
    rows = []
    for i in range(30):
        rows.append(
            [make.company(), "カブシキガイシャ", "飲食店営業"] if i % 3 else [make.name(), make.kana(), "飲食店営業"]
        )
    found = screened(["営業者名", "営業者名かな", "業種"], rows)
    counts = {m.column.header: m.count for m in found.marks if m.column is not None}
    assert counts["営業者名かな"] == counts["営業者名"] < 20


def _report_of(path: Path) -> tuple[Screening, Context]:
    context = Context()
    return screening(read(path, path.name), context), context


def test_headings_that_are_people_are_never_shown(tmp_path: Path) -> None:
    """A table on its side has people for headings: the report may not list them."""
    make = Maker(46)
    people = [[make.name(), make.iso(), make.mobile()] for _ in range(8)]
    lines = [[head, *(p[i] for p in people)] for i, head in enumerate(("氏名", "生年月日", "携帯電話"))]
    path = tmp_path / "side.csv"
    path.write_text("\n".join(",".join(line) for line in lines), encoding="utf-8")
    found, _ = _report_of(path)
    assert {p[0] for p in people} <= found.veiled
    assert "氏名" not in found.veiled


def test_a_sheet_named_after_a_person_is_held_and_masked(tmp_path: Path) -> None:
    """One sheet per person: the name of the sheet goes out like any cell."""
    make = Maker(47)
    name = make.name()
    path = tmp_path / "sheets.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for sheet in (name, "公園"):
        page = book.add_worksheet(sheet)
        for i, row in enumerate([["日付", "点"], *([f"2026-04-{d:02}", d] for d in range(1, 9))]):
            page.write_row(i, 0, row)
    book.close()
    found, _ = _report_of(path)
    assert [h.rule for h in found.hits() if h.verdict != "pass"] == ["privacy/person-name"]
    assert name not in str(risk.subjects(found))


def test_the_reporting_duty_names_its_number() -> None:
    """1号 for what the law calls sensitive, 5号 for what the ordinance adds, 4号 from a hundred and one people."""
    make = Maker(48)
    city = CityWords.from_policy({"privacy": {"sensitive": ["集落区分"]}})
    rows = [[make.name(), make.address(), "甲"] for _ in range(101)]
    found = screened(["氏名", "住所", "集落区分"], rows, city=city)
    people = risk.people(Screening((found,)))
    assert people is not None
    assert people["reportable"] == ["4号", "5号"]
    ill = screened(["氏名", "住所", "病名"], [[*row[:2], "高血圧症"] for row in rows[:9]])
    assert (risk.people(Screening((ill,))) or {})["reportable"] == ["1号"]


def test_records_without_names_are_counted_as_people() -> None:
    """Age, sex and town in each row: whoever signs must know how many people that is, although no column says who."""
    rows = [[f"{20 + n % 60}歳", "男性" if n % 2 else "女性", "汐見町" if n % 3 else "風待町"] for n in range(120)]
    found = screened(["年齢", "性別", "居住地"], rows)
    people = risk.people(Screening((found,)))
    assert people is not None and people["count"] == 120 and people["reportable"] == ["4号"]
    assert "約120人の記録" in people["ja"] and "個人が分かる場合は" in people["ja"]
    facilities = screened(["施設名", "住所"], [[f"汐見公園{n}", f"汐見町{n}-1"] for n in range(40)])
    assert risk.people(Screening((facilities,))) is None
