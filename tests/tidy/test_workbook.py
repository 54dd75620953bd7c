"""What `catalog tidy` makes of workbooks: merged cells, several sheets, hidden sheets, real dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from catalog.release.tidy import tidy
from catalog.release.tidy_result import TidyResult

Rows = Sequence[Sequence[Any]]


def book(folder: Path, sheets: dict[str, Rows], merged: Sequence[str] = (), hidden: Sequence[str] = ()) -> Path:
    """A workbook; merged ranges belong to the first sheet."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    for area in merged:
        workbook.worksheets[0].merge_cells(area)
    path = folder / "book.xlsx"
    workbook.save(path)
    return path


def lines(path: Path, folder: Path) -> tuple[list[list[str]], TidyResult]:
    """Lines of each CSV, and the result."""
    result = tidy(path, folder / "out.csv")
    return [p.read_text(encoding="utf-8").splitlines() for p in result.written], result


def test_merged_headings_over_three_rows_become_one_name(tmp_path: Path) -> None:
    """Heading over heading over heading: the name carries all three."""
    rows = [
        ["番号", "名称", "平日", None, "休日", None],
        [None, None, "第1会場", None, "第1会場", None],
        [None, None, "前半", "後半", "前半", "後半"],
        ["S1", "汐見", 1, 2, 3, 4],
        ["S2", "渚", 5, 6, 7, 8],
    ]
    path = book(tmp_path, {"表": rows}, ["A1:A3", "B1:B3", "C1:D1", "E1:F1", "C2:D2", "E2:F2"])
    written, _ = lines(path, tmp_path)
    assert written == [
        [
            "番号,名称,平日_第1会場_前半,平日_第1会場_後半,休日_第1会場_前半,休日_第1会場_後半",
            "S1,汐見,1,2,3,4",
            "S2,渚,5,6,7,8",
        ]
    ]


def test_merged_labels_are_filled_and_sums_taken_out(tmp_path: Path) -> None:
    """A label merged over its rows stands in each of them; proven sums go."""
    rows = [
        ["用途", "年度", "水量"],
        ["営業用", 2020, 10],
        [None, 2021, 20],
        ["計", None, 30],
        ["家庭用", 2020, 5],
        [None, 2021, 6],
        ["計", None, 11],
        ["総計", None, 41],
    ]
    path = book(tmp_path, {"表": rows}, ["A2:A3", "A5:A6"])
    written, result = lines(path, tmp_path)
    assert written == [["用途,年度,水量", "営業用,2020,10", "営業用,2021,20", "家庭用,2020,5", "家庭用,2021,6"]]
    assert [c.rows for c in result.changes if c.kind == "sum"] == [(4,), (7,), (8,)]


def test_dates_of_the_workbook_become_iso(tmp_path: Path) -> None:
    """A cell formatted as a date is a date, without midnight."""
    path = book(
        tmp_path, {"表": [["名称", "開設日"], ["汐見", dt.datetime(2013, 9, 6)], ["渚", dt.datetime(2011, 11, 26)]]}
    )
    written, _ = lines(path, tmp_path)
    assert written == [["名称,開設日", "汐見,2013-09-06", "渚,2011-11-26"]]


def test_sheets_with_one_header_become_one_table(tmp_path: Path) -> None:
    """A sheet per year is one table with the sheet's name beside each record."""
    path = book(tmp_path, {"2022": [["館名", "冊数"], ["中央", 1]], "2023": [["館名", "冊数"], ["中央", 2]]})
    written, _ = lines(path, tmp_path)
    assert written == [["シート,館名,冊数", "2022,中央,1", "2023,中央,2"]]


def test_a_hidden_sheet_is_not_written_and_is_said(tmp_path: Path) -> None:
    """What nobody sees does not slip into the clean file."""
    path = book(
        tmp_path,
        {"表": [["館名", "冊数"], ["中央", 1]], "作業用": [["氏名", "電話"], ["岬 汐里", "090-0000-0001"]]},
        hidden=["作業用"],
    )
    written, result = lines(path, tmp_path)
    assert written == [["館名,冊数", "中央,1"]]
    assert any("作業用" in m for m in result.messages())
    assert not any("岬" in m for m in result.messages())


def test_a_memo_beside_the_table_is_no_column(tmp_path: Path) -> None:
    """A remark written next to the table is named, not made a column."""
    path = book(
        tmp_path,
        {
            "表": [
                ["館名", "冊数", None, None],
                ["中央", 1, None, "要確認"],
                ["港", 2, None, None],
                ["山の手", 3, None, None],
            ]
        },
    )
    written, result = lines(path, tmp_path)
    assert written == [["館名,冊数", "中央,1", "港,2", "山の手,3"]]
    assert any("要確認" in m and "2行" in m for m in result.messages())


def test_school_grades_are_names_and_not_the_first_figures(tmp_path: Path) -> None:
    """計 1年 2年 under a merged heading name its parts; without merged cells as well."""
    rows = [
        ["校名", "学級数", None, None, "児童数", None, None],
        [None, "計", "1年", "2年", "計", "1年", "2年"],
        ["渚小", 4, 2, 2, 120, 60, 60],
        ["汐見小", 5, 2, 3, 135, 70, 65],
        ["岬小", 2, 1, 1, 53, 26, 27],
    ]
    wanted = "校名,学級数_計,学級数_1年,学級数_2年,児童数_計,児童数_1年,児童数_2年"
    for merged in ([], ["A1:A2", "B1:D1", "E1:G1"]):
        written, _ = lines(book(tmp_path, {"表": rows}, merged), tmp_path)
        assert written[0][:2] == [wanted, "渚小,4,2,2,120,60,60"]


def test_amounts_with_units_stay_figures(tmp_path: Path) -> None:
    """A first record written with its units is a record, not a second line of names."""
    rows = [["施設名", "定員", "面積"], ["渚会館", "10人", "25㎡"], ["汐見会館", 20, 30], ["岬会館", 15, 28]]
    written, _ = lines(book(tmp_path, {"表": rows}), tmp_path)
    assert len(written[0]) == 4
    assert written[0][1] == "渚会館,10,25"
