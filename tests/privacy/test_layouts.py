"""Where people hide in a file: on its side, below another table, beyond the heading, in a heading, on a hidden sheet."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import xlsxwriter

from catalog.privacy.screen import screening
from catalog.rule import Context, Hit
from catalog.tables.read import read
from tests.privacy.made_up import Maker


def hits(path: Path) -> list[Hit]:
    """What holds the file."""
    return [h for h in screening(read(path, path.name), Context()).hits() if h.verdict != "pass"]


def csv_file(folder: Path, rows: list[list[str]], name: str = "list.csv") -> Path:
    with (folder / name).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return folder / name


def book(folder: Path, rows: list[list[str]], **options: bool) -> Path:
    path = folder / "book.xlsx"
    with xlsxwriter.Workbook(path) as made:
        cover = made.add_worksheet("公開用")
        for i, row in enumerate([["施設名", "定員"], ["港町公民館", "40"], ["浜通図書館", "60"]]):
            cover.write_row(i, 0, row)
        sheet = made.add_worksheet("元データ")
        for i, row in enumerate(rows):
            sheet.write_row(i, 0, row)
        if options.get("hidden"):
            sheet.hide()
    return path


@pytest.mark.parametrize("first", ["基礎年金番号", "氏名", "生年月日"])
def test_a_table_on_its_side(tmp_path: Path, first: str) -> None:
    """One person per column, headings down the left."""
    m = Maker(21)
    lines = {
        "基礎年金番号": [f"{m.r.randint(1000, 9999)}-{m.r.randint(100000, 999999)}" for _ in range(12)],
        "氏名": [m.name() for _ in range(12)],
        "生年月日": [m.slash() for _ in range(12)],
        "電話番号": [m._landline() for _ in range(12)],
    }
    order = [first, *(k for k in lines if k != first)]
    assert hits(csv_file(tmp_path, [[k, *lines[k]] for k in order]))


def test_a_second_table_below_the_first(tmp_path: Path) -> None:
    """Facilities above, residents below."""
    m = Maker(22)
    rows = [
        ["施設", "所在地", "定員"],
        *([m.facility(), m.address(), m.count()] for _ in range(15)),
        ["", "", ""],
        ["氏名", "住所", "携帯電話"],
        *([m.name(), m.address(), m.mobile()] for _ in range(15)),
    ]
    assert any(h.verdict == "withhold" for h in hits(csv_file(tmp_path, rows)))


def test_cells_beyond_the_heading(tmp_path: Path) -> None:
    """Two headings, five columns of data."""
    m = Maker(23)
    rows = [["番号", "欄"], *([str(i), "", "", m.name(), m.mobile(), m.era()] for i in range(1, 30))]
    assert hits(csv_file(tmp_path, rows))


def test_a_first_line_that_is_data(tmp_path: Path) -> None:
    """No heading at all: the first person counts, and no heading repeats her name."""
    m = Maker(24)
    rows = [[m.name(), m.address(), m.mobile()] for _ in range(20)]
    found = hits(csv_file(tmp_path, rows))
    assert {h.place.column_index for h in found} == {0, 1, 2}
    assert not any(cell in repr(h.place) for h in found for cell in rows[0])


def test_people_from_row_six_hundred_on(tmp_path: Path) -> None:
    """Empty for long, then names."""
    m = Maker(25)
    rows = [["氏名", "郵便番号"], *(["", "100-0001"] for _ in range(600)), *([m.name(), "100-0001"] for _ in range(5))]
    assert min(next(h for h in hits(csv_file(tmp_path, rows)) if h.rule == "privacy/person-name").place.rows) == 602


@pytest.mark.parametrize("hidden", [True, False])
def test_a_second_sheet(tmp_path: Path, hidden: bool) -> None:
    """Residents behind a clean sheet, shown or hidden."""
    m = Maker(26)
    found = hits(book(tmp_path, [["氏名", "生年月日"], *([m.name(), m.iso()] for _ in range(10))], hidden=hidden))
    assert {h.place.sheet for h in found} == {"元データ"}
    assert {h.place.part for h in found} == {"hidden-sheet" if hidden else "table"}


def test_a_file_name_with_a_name(tmp_path: Path) -> None:
    """「申請書_百瀬健吾.csv」 goes out with its name."""
    rows = [["施設名", "定員"], ["港町公民館", "40"], ["浜通図書館", "60"]]
    assert [h.place.part for h in hits(csv_file(tmp_path, rows, "申請書_百瀬健吾.csv"))] == ["file-name"]
    assert not hits(csv_file(tmp_path, rows, "公民館一覧_港町.csv"))
