"""Workbooks: values as a person sees them, and what the sheet shows beside them."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from catalog.release.gate import Request, examine
from catalog.tables.read import read
from catalog.tables.table import Merged
from catalog.tables.workbook import number_text, read_workbook, shown
from catalog.tables.worker import read_guarded


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    made = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    page = made.add_worksheet("一覧")
    page.write_row(0, 0, ["コード", "数（人）", "日付", "計"], made.add_format({"bold": True}))
    page.write_row(1, 0, ["007", 120])
    page.write_datetime(1, 2, dt.datetime(2026, 4, 1), made.add_format({"num_format": "yyyy/m/d"}))
    page.write_formula(1, 3, "=B2*2", None, 240)
    page.write_row(2, 0, ["123456789012", 0.1 + 0.2])
    page.write_string(2, 3, "赤い字", made.add_format({"font_color": "#FF0000", "bg_color": "#FFFF00"}))
    page.merge_range("A5:B5", "結合")
    page.set_row(5, None, None, {"hidden": True})
    page.set_column(2, 2, None, None, {"hidden": True})
    page.write_comment("B3", "作成者のメモ")
    page.insert_textbox("F2", "図形")
    hidden = made.add_worksheet("裏")
    hidden.write(0, 0, "隠した値")
    hidden.hide()
    made.close()
    return path


def test_values(book: Path) -> None:
    """Zeros in front survive, numbers are short, dates are ISO 8601."""
    sheets, problems = read_workbook(book, "xlsx")
    assert not problems
    assert sheets[0].grid.row(1) == ("007", "120", "2026-04-01", "240")
    assert sheets[0].grid.row(2) == ("123456789012", "0.3", None, "赤い字")


def test_layout(book: Path) -> None:
    """Merges, hidden lines, formulas, colours, comments, shapes, with their places."""
    layout = read_workbook(book, "xlsx")[0][0].layout
    assert layout.merged == (Merged(5, 0, 5, 1),)
    assert layout.hidden_rows == (6,)
    assert layout.hidden_columns == (2,)
    assert layout.formulas == {(2, 3): "B2*2"}
    assert layout.fills[3, 3] == "FFFF00"
    assert layout.fonts[3, 3] == frozenset({"colour:FF0000"})
    assert layout.fonts[1, 0] == frozenset({"bold"})
    assert layout.formats[2, 2] == "yyyy/m/d"
    assert (2, 0) in layout.text_cells
    assert (2, 1) in layout.number_cells
    assert layout.comments == {(3, 1): "作成者のメモ"}
    assert layout.objects == ((2, 5, "text-box"),)


def test_hidden_sheets_are_read_and_marked(book: Path) -> None:
    """What is hidden is screened."""
    source = read(book, "book.xlsx")
    assert [(s.name, s.visible) for s in source.sheets] == [("一覧", True), ("裏", False)]
    assert [t.visible for t in source.tables] == [True, False]


def test_a_worker_reads_the_same(book: Path) -> None:
    """Reading in another process changes nothing."""
    here, there = read(book, "book.xlsx"), read_guarded(book, "book.xlsx")
    assert [s.grid.rows() for s in here.sheets] == [s.grid.rows() for s in there.sheets]
    assert dict(there.sheets[0].layout.fills) == dict(here.sheets[0].layout.fills)


def test_a_worker_out_of_time_is_a_problem(book: Path) -> None:
    """A file that takes too long holds; the next one is read again."""
    late = read_guarded(book, "book.xlsx", seconds=0.0)
    assert [p.rule for p in late.problems] == ["file/unreadable"]
    assert read_guarded(book, "book.xlsx").sheets


def test_a_broken_workbook_is_a_problem(tmp_path: Path, book: Path) -> None:
    """Half a file is told, not raised."""
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(book.read_bytes()[:2000])
    assert "file/unreadable" in {p.rule for p in read(broken, "broken.xlsx").problems}


def test_a_doctype_in_a_sheet_is_refused(tmp_path: Path, book: Path) -> None:
    """Entities are never expanded."""
    bad = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(bad, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename.endswith("sheet1.xml"):
                data = data.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)
            new.writestr(info.filename, data)
    assert read(bad, "bad.xlsx").problems


def test_opendocument_layout(tmp_path: Path) -> None:
    """Hidden rows and columns, merges and formulas of .ods."""
    from catalog.tables.other_layout import ods_layouts

    path = tmp_path / "a.ods"
    content = (
        '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>'
        '<table:table table:name="一覧"><table:table-column/><table:table-column table:visibility="collapse"/>'
        '<table:table-row><table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="1"/></table:table-row>'
        '<table:table-row table:visibility="filter"><table:table-cell table:formula="of:=[.A1]*2"/></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", content)
    layout = ods_layouts(path)["一覧"]
    assert layout.hidden_rows == (2,)
    assert layout.hidden_columns == (1,)
    assert layout.merged == (Merged(1, 0, 1, 1),)
    assert layout.formulas == {(2, 0): "[.A1]*2"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (0.1, "0.1"),
        (64.300000000000004, "64.3"),
        (123456789012.0, "123456789012"),
        (1e-5, "0.00001"),
        (-2.5, "-2.5"),
        (1e300, "1e+300"),
    ],
)
def test_numbers_in_shortest_form(value: float, text: str) -> None:
    """As a spreadsheet shows them: fifteen digits, no artefacts."""
    assert number_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "TRUE"),
        (None, None),
        ("", None),
        (" ", " "),
        (dt.time(9, 0), "09:00"),
        (dt.datetime(2026, 4, 1, 9, 30), "2026-04-01 09:30:00"),
        (dt.timedelta(hours=30), "30:00"),
    ],
)
def test_other_values(value: object, text: str | None) -> None:
    """Truth values, times and blanks."""
    assert shown(value) == text


def test_what_lies_over_the_cells(tmp_path: Path) -> None:
    """A button and a sheet that is one chart are objects; a comment, drawn in the same old language, is none."""
    path = tmp_path / "over.xlsx"
    made = xlsxwriter.Workbook(str(path))
    page = made.add_worksheet("釦")
    page.write_row(0, 0, ["施設", "数"])
    page.insert_button("D4", {"caption": "集計"})
    memo = made.add_worksheet("注")
    memo.write_row(0, 0, ["施設", "数"])
    memo.write_comment("B1", "覚え書き")
    chart = made.add_chart({"type": "column"})
    chart.add_series({"values": "=釦!$B$2:$B$4"})
    made.add_chartsheet("図").set_chart(chart)
    made.close()
    sheets, problems = read_workbook(path, "xlsx")
    assert not problems
    assert [(s.name, s.layout.objects) for s in sheets] == [
        ("釦", ((4, 3, "control"),)),
        ("注", ()),
        ("図", ((1, 0, "chart"),)),
    ]
    found = examine(Request("o", (("over.xlsx", path, None),), None, {}, "2026-04-01", tmp_path / "store")).findings
    assert {f.place.sheet for f in found if f.rule == "readability/object-on-sheet"} == {"釦", "図"}


def test_looks_that_can_carry_meaning(tmp_path: Path) -> None:
    """Underlines and patterns, not only colours; a plain cell has no look."""
    path = tmp_path / "looks.xlsx"
    made = xlsxwriter.Workbook(str(path))
    page = made.add_worksheet()
    page.write_column(0, 0, ["施設", "東", "西", "南", "北", "中", "本"])
    page.write("A3", "西", made.add_format({"underline": 1}))
    page.write("A5", "北", made.add_format({"pattern": 4}))
    made.close()
    layout = read_workbook(path, "xlsx")[0][0].layout
    assert layout.fonts[3, 0] == frozenset({"underline"})
    assert layout.fills[5, 0]
    assert (2, 0) not in layout.fills
    found = examine(Request("l", (("looks.xlsx", path, None),), None, {}, "2026-04-01", tmp_path / "store")).findings
    assert {f.place.rows for f in found if f.rule == "readability/meaning-by-format"} == {(3,), (5,)}
