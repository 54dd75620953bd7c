"""What `catalog tidy` makes of messy delimited sheets: each case shows the sheet and the clean table."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.errors import CatalogError
from catalog.release.tidy import tidy
from catalog.release.tidy_result import TidyResult

CASES = {
    "title_and_gap": ("公園の概況,,\n,,\n名称,種別,面積\n汐見公園,街区公園,1200\n渚公園,近隣公園,9800\n", ["名称,種別,面積\n汐見公園,街区公園,1200\n渚公園,近隣公園,9800\n"]),
    "notes_below": ("名称,面積\n汐見公園,1200\n渚公園,9800\n\n注）民間の広場は含まない。\n資料：公園緑地課\n", ["名称,面積\n汐見公園,1200\n渚公園,9800\n"]),
    "thousands_and_full_width": ('館名,貸出冊数,来館者数\n中央,"29,135",１２３４\n港,"8,221",９８７\n', ["館名,貸出冊数,来館者数\n中央,29135,1234\n港,8221,987\n"]),
    "negative": ("用途,増減\n家庭用,△5\n営業用,▲1.5\n工業用,30\n官公署用,−2\n", ["用途,増減\n家庭用,-5\n営業用,-1.5\n工業用,30\n官公署用,-2\n"]),
    "era_dates": ("名称,開設日\n汐見公園,昭和59年4月18日\n渚公園,H3.8.21\n入江公園,令和元年5月1日\n", ["名称,開設日\n汐見公園,1984-04-18\n渚公園,1991-08-21\n入江公園,2019-05-01\n"]),
    "slash_dates": ("名称,開設日\n汐見公園,2012/2/27\n渚公園,2012年11月9日\n", ["名称,開設日\n汐見公園,2012-02-27\n渚公園,2012-11-09\n"]),
    "era_months": ("年月,冊数\n令和5年1月,10\n令和5年2月,12\n", ["年月,冊数\n2023-01,10\n2023-02,12\n"]),
    "era_years": ("年度,冊数\n平成30年度,10\n令和元年度,12\n", ["年度,冊数\n2018,10\n2019,12\n"]),
    "units_in_cells": ("市,農家数\n北市,3756戸\n南市,199戸\n", ["市,農家数（戸）\n北市,3756\n南市,199\n"]),
    "unit_line": ("市,農家数,面積\n北市,3756,1.5\n南市,199,2.5\n".replace("市,農家数", ",,（単位：戸、ヘクタール）\n市,農家数", 1), ["市,農家数（戸）,面積（ヘクタール）\n北市,3756,1.5\n南市,199,2.5\n"]),
    "dashes": ("名称,人数\n汐見,139\n渚,－\n入江,529\n", ["名称,人数\n汐見,139\n渚,\n入江,529\n"]),
    "footnote_marks": ("名称,人数\n汐見,139(注1)\n渚,20※\n入江,529\n(注1) 推計\n", ["名称,人数,人数_注\n汐見,139,(注1)\n渚,20,※\n入江,529,\n"]),
    "ditto": ("用途,年度,水量\n営業用,2020,10\n〃,2021,20\n家庭用,2020,30\n〃,2021,40\n", ["用途,年度,水量\n営業用,2020,10\n営業用,2021,20\n家庭用,2020,30\n家庭用,2021,40\n"]),
    "blank_labels": ("用途,年度,水量\n営業用,2020,10\n,2021,20\n家庭用,2020,30\n,2021,40\n", ["用途,年度,水量\n営業用,2020,10\n営業用,2021,20\n家庭用,2020,30\n家庭用,2021,40\n"]),
    "sums": ("用途,年度,水量\n営業用,2020,10\n営業用,2021,20\n小計,,30\n家庭用,2020,30\n家庭用,2021,40\n小計,,70\n合計,,100\n", ["用途,年度,水量\n営業用,2020,10\n営業用,2021,20\n家庭用,2020,30\n家庭用,2021,40\n"]),
    "sum_on_top": ("町名,人口\n総数,60\n汐見町,10\n渚町,20\n入江町,30\n", ["町名,人口\n汐見町,10\n渚町,20\n入江町,30\n"]),
    "blank_rows_and_columns": (",名称,,人数\n,汐見,,139\n,,,\n,渚,,20\n", ["名称,人数\n汐見,139\n渚,20\n"]),
    "repeated_header": ("名称,人数\n汐見,139\n名称,人数\n渚,20\n", ["名称,人数\n汐見,139\n渚,20\n"]),
    "stacked_header": ("名称,人口,,世帯\n,男,女,\n汐見町,10,20,12\n渚町,30,40,31\n", ["名称,人口_男,人口_女,世帯\n汐見町,10,20,12\n渚町,30,40,31\n"]),
    "unit_row": ("名称,面積,人口\n,（ha）,（人）\n汐見町,10,20\n渚町,30,40\n", ["名称,面積（ha）,人口（人）\n汐見町,10,20\n渚町,30,40\n"]),
    "second_line_in_english": ("名称,人口,世帯\nName,Population,Households\n汐見町,10,20\n渚町,30,40\n", ["名称_Name,人口_Population,世帯_Households\n汐見町,10,20\n渚町,30,40\n"]),
    "line_breaks": ('名称,"面積\n（ha）"\n"汐見\n公園",10\n渚公園,20\n', ["名称,面積（ha）\n汐見公園,10\n渚公園,20\n"]),
    "sections": ("名称,人数\n北地区\n汐見,139\n渚,20\n南地区\n入江,529\n".replace("北地区", "北地区,").replace("南地区", "南地区,"), ["区分,名称,人数\n北地区,汐見,139\n北地区,渚,20\n南地区,入江,529\n"]),
    "two_tables": ("表1　公園,\n名称,面積\n汐見公園,10\n渚公園,20\n,\n表2　図書館,\n館名,冊数\n中央,300\n港,40\n", ["名称,面積\n汐見公園,10\n渚公園,20\n", "館名,冊数\n中央,300\n港,40\n"]),
    "two_tables_one_header": ("2022年度分,\n館名,冊数\n中央,300\n港,40\n,\n2023年度分,\n館名,冊数\n中央,310\n港,50\n", ["表題,館名,冊数\n2022年度分,中央,300\n2022年度分,港,40\n2023年度分,中央,310\n2023年度分,港,50\n"]),
    "side_by_side": ("表1　公園,,,表2　図書館,\n名称,面積,,館名,冊数\n汐見公園,10,,中央,300\n渚公園,20,,港,40\n入江公園,30,,,\n", ["名称,面積\n汐見公園,10\n渚公園,20\n入江公園,30\n", "館名,冊数\n中央,300\n港,40\n"]),
    "repeated_side_by_side": ("町名,人口,町名,人口\n汐見町,10,入江町,30\n渚町,20,,\n", ["町名,人口\n汐見町,10\n渚町,20\n入江町,30\n"]),
}  # fmt: skip

#: Clean sheets: codes with zeros, addresses, telephones, choices, optional cells.
CLEAN = {
    "codes": "コード,名称,電話番号\n00120,汐見公園,0549-00-1234\n00121,渚公園,0549-00-1235\n",
    "optional_cells": "ID,名称,内線番号,備考\nA1,汐見,,\nA2,渚,12,改修中\nA3,入江,,\n",
    "floors": "名称,階\n会議室A,1階\n会議室B,2階\n会議室C,3階\n",
    "sizes_that_only_look_like_dates": "名称,番地\n汐見,1-2-3\n渚,4-5-6\n",
    "total_that_is_no_sum": "区分,回答\n計画を知っている,30\n合計,12\n知らない,9\n",
    "prose": "名称,説明\n汐見,海の見える公園です。計5台の車が止まれます。\n渚,砂浜の公園です。\n",
}


def run(text: str, folder: Path, name: str = "sheet.csv", *, long: bool = False) -> tuple[list[str], TidyResult]:
    """The CSV files that tidy writes, and what it says."""
    source = folder / name
    source.write_bytes(text.encode())
    result = tidy(
        source, folder / "out" / "table.csv" if (folder / "out").mkdir(exist_ok=True) is None else None, long=long
    )
    return [p.read_text(encoding="utf-8").replace("\r\n", "\n") for p in result.written], result


@pytest.mark.parametrize("name", CASES)
def test_a_messy_sheet_becomes_clean(name: str, tmp_path: Path) -> None:
    """Each mess is taken away and the records stay."""
    text, expected = CASES[name]
    written, result = run(text, tmp_path)
    assert written == expected
    assert result.changes


@pytest.mark.parametrize("name", CASES)
def test_a_second_run_changes_nothing(name: str, tmp_path: Path) -> None:
    """What tidy wrote is clean: tidy leaves it as it is."""
    first, _ = run(CASES[name][0], tmp_path)
    for text in first:
        again, _ = run(text, tmp_path, "again.csv")
        assert again == [text]


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_sheet_stays_as_it_is(name: str, tmp_path: Path) -> None:
    """Codes keep their zeros, remarks stay empty, a total that is no sum stays."""
    written, _ = run(CLEAN[name], tmp_path)
    assert written == [CLEAN[name]]


def test_everything_taken_out_is_said(tmp_path: Path) -> None:
    """Title, unit, note, memo and sum stand in the messages with their line."""
    text = "公園の概況,,,\n,,（単位：人）,\n名称,種別,人数,\n汐見,甲,1,\n渚,乙,2,要確認\n計,,3,\n注）概数\n"
    _, result = run(text, tmp_path)
    said = "\n".join(result.messages("ja"))
    for line, word in ((1, "公園の概況"), (2, "単位：人"), (5, "要確認"), (6, "計"), (7, "注）概数")):
        assert word in said
        assert f"{line}行" in said
    assert len(result.messages("en")) == len(result.messages("ja"))


def test_a_sum_that_does_not_add_up_stays_and_is_said(tmp_path: Path) -> None:
    """Only the figures prove a sum; what cannot be decided is left."""
    written, result = run("用途,水量\n営業用,10\n家庭用,20\n合計,31\n", tmp_path)
    assert "合計,31" in written[0]
    assert any("合計" in c.text["ja"] for c in result.undecided)


def test_words_among_figures_are_left_and_said(tmp_path: Path) -> None:
    """調査中 among figures stays where it is, with its line in the messages."""
    written, result = run('名称,人数\n汐見,"1,139"\n渚,調査中\n入江,529\n港,18\n', tmp_path)
    assert "渚,調査中" in written[0]
    assert "汐見,1139" in written[0]
    assert [c.rows for c in result.undecided] == [(3,)]


def test_titles_and_notes_are_kept_beside_the_csv(tmp_path: Path) -> None:
    """What stood around the table is written as metadata, not thrown away."""
    run("公園の概況,\n名称,人数\n汐見,1\n渚,2\n資料：公園緑地課,\n", tmp_path)
    kept = (tmp_path / "out" / "table.metadata.yaml").read_text(encoding="utf-8")
    assert "公園の概況" in kept
    assert "資料：公園緑地課" in kept


def test_year_columns_become_rows_when_asked(tmp_path: Path) -> None:
    """With --long each year of each record is a row of its own."""
    written, _ = run("町名,2022年,2023年\n汐見町,10,11\n渚町,20,21\n", tmp_path, long=True)
    assert written == ["町名,年,値\n汐見町,2022,10\n汐見町,2023,11\n渚町,2022,20\n渚町,2023,21\n"]
    assert run("町名,2022年,2023年\n汐見町,10,11\n渚町,20,21\n", tmp_path)[0] == [
        "町名,2022年,2023年\n汐見町,10,11\n渚町,20,21\n"
    ]


@pytest.mark.parametrize("name", ["all.csv", "all-1.csv", "all-2.csv"])
def test_the_input_is_never_overwritten(tmp_path: Path, name: str) -> None:
    """Not by the table, nor by one of several whose numbered name is the input's."""
    content = (
        "名称,面積\n汐見公園,10\n渚公園,20\n,\n館名,冊数\n中央,300\n港,40\n" if "-" in name else "名称,面積\n汐見,1\n"
    )
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    with pytest.raises(CatalogError, match="would be overwritten"):
        tidy(file, tmp_path / "all.csv")
    assert file.read_text(encoding="utf-8") == content
