"""Finding tables, headers and notes in a sheet."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.tables.delimited import read_delimited
from catalog.tables.detect import find_tables
from catalog.tables.table import Layout, Merged, Sheet, Table

BODY = ["中央公民館,120,2001-04-01", "東公民館,80,2003-04-01", "西公民館,95,2010-10-01", "南公民館,60,2015-04-01"]
HEAD = "施設名,定員,開設日"


def tables(*lines: str, merged: tuple[Merged, ...] = ()) -> tuple[Table, ...]:
    read = read_delimited("\n".join(lines).encode(), ",")
    return find_tables(Sheet("s", read.grid, layout=Layout(merged=merged), ragged=read.ragged))


def test_a_plain_table() -> None:
    """Row 1 is the header, the rest the body."""
    (table,) = tables(HEAD, *BODY)
    assert table.header == ("施設名", "定員", "開設日")
    assert (table.header_rows, table.rows, table.height) == ((1,), range(2, 6), 4)


def test_titles_and_notes_stand_beside_the_table() -> None:
    """What is above and below is kept, with its row, and is no record."""
    (table,) = tables("市内の公民館,,", ",,（単位：人）", HEAD, *BODY, ",,", "注）定員は最大の人数,,")
    assert table.header_rows == (3,)
    assert table.height == 4
    assert [row for row, _ in table.notes] == [1, 2, 9]


def test_a_stacked_header_is_joined() -> None:
    """Names in two rows become one."""
    (table,) = tables("公園名,利用者,,備考", ",大人,子ども,", "中央,10,20,", "東,11,22,", "西,9,8,")
    assert table.header == ("公園名", "利用者_大人", "利用者_子ども", "備考")
    assert table.header_rows == (1, 2)


def test_a_merged_header_is_joined() -> None:
    """Merged labels go over the columns they cover."""
    merged = (Merged(1, 0, 2, 0), Merged(1, 1, 1, 2))
    (table,) = tables("公園名,利用者,", ",大人,子ども", "中央,10,20", "東,11,22", merged=merged)
    assert table.header == ("公園名", "利用者_大人", "利用者_子ども")


@pytest.mark.parametrize("between", [[",,"], [",,", "団体の一覧,,"], []])
def test_tables_under_each_other(between: list[str]) -> None:
    """A second table below is a table of its own, with or without a blank row or a title."""
    found = tables(HEAD, *BODY, *between, "団体名,会員数（人）,", "町内会,31,", "子ども会,12,")
    assert [t.header for t in found] == [("施設名", "定員", "開設日"), ("団体名", "会員数（人）")]


def test_tables_side_by_side() -> None:
    """Two tables with a blank column between them are two."""
    found = tables("町名,人口,,校名,児童数", "甲町,300,,第一小,310", "乙町,190,,第二小,280", "丙町,210,,,")
    assert [t.columns for t in found] == [(0, 1), (3, 4)]


def test_a_blank_row_does_not_end_a_table() -> None:
    """Rows after a gap still belong to it, and keep their row numbers."""
    (table,) = tables(HEAD, *BODY[:2], ",,", *BODY[2:])
    assert tuple(table.rows) == (2, 3, 5, 6)


def test_a_file_without_header() -> None:
    """When the first row is data, no row is lost to the header."""
    (table,) = tables(*BODY)
    assert table.headerless
    assert table.height == 4


def test_years_as_names_are_a_header() -> None:
    """Numbers in row 1 that are years name columns."""
    (table,) = tables("館名,2022,2023,2024", "中央館,120,130,140", "東館,80,70,90")
    assert not table.headerless


GRIDS = st.lists(
    st.lists(st.sampled_from(["", "", "a", "名称", "12", "※注", "2024-01-01"]), min_size=4, max_size=4),
    min_size=1,
    max_size=12,
)


@settings(max_examples=120, deadline=None)
@given(GRIDS)
def test_no_filled_cell_is_passed_over(rows: list[list[str]]) -> None:
    """Every text of the sheet ends up in a header, a body or a note, so that all of it is screened."""
    grid = pl.DataFrame([pl.Series(str(j), [row[j] or None for row in rows], dtype=pl.String) for j in range(4)])
    found = find_tables(Sheet("s", grid))
    seen: set[tuple[int, int]] = set()
    for table in found:
        seen |= {(row, column) for row in (*table.header_rows, *table.rows) for column in table.columns}
        seen |= {
            (row, column) for row, text in table.notes for column in range(4) if (rows[row - 1][column] or "\0") in text
        }
    filled = {(i, j) for i, row in enumerate(rows, 1) for j, text in enumerate(row) if text}
    assert filled <= seen


def test_a_header_that_counts_its_classes() -> None:
    """地区, 総数, 1, 2, 3 is a header, a row of measurements is none."""
    (table,) = tables("地区,総数,1,2,3,4", "港町,120,30,40,20,30", "浜通,110,20,40,20,30", "北町,130,30,40,30,30")
    assert table.header == ("地区", "総数", "1", "2", "3", "4")
    (table,) = tables("港町,1,2,3,4", "浜通,1,2,3,4", "北町,1,2,3,4")
    assert table.headerless


def test_a_blank_row_below_the_header_parts_nothing() -> None:
    """The names above it head the rows below; a row of names after the blank row heads a table of its own."""
    (table,) = tables(HEAD, ",,", *BODY)
    assert (table.header_rows, table.rows) == ((1,), range(3, 7))
    first, *_ = tables(
        "施設名,所在地,電話番号", *[f"{n}館,{n}町,0{i}-1" for i, n in enumerate("東西")], ",,", HEAD, *BODY
    )
    assert first.height == 2


def test_a_header_that_comes_again_is_still_a_header() -> None:
    """A page break in a table of words: the row that repeats it does not make the first one a record."""
    words = [
        "施設名,所在地,備考",
        "東館,東町,なし",
        "西館,西町,なし",
        "施設名,所在地,備考",
        "南館,南町,なし",
        "北館,北町,なし",
    ]
    (table,) = tables(*words)
    assert table.header_rows == (1,)
    (table,) = tables(*words[1:3], *words[1:3])
    assert table.headerless


def test_titles_side_by_side_part_tables_of_one_height() -> None:
    """Each with its own title; a unit at the right end is no title."""
    left, right = ["館名,定員", "東館,10", "西館,20"], ["路線,便数", "東線,5", "西線,6"]
    rows = [f"{a},,{b}" for a, b in zip(left, right, strict=True)]
    assert len(tables("【施設】,,,【路線】,", *rows)) == 2
    assert len(tables("施設の状況,,,（単位：人）,", *rows)) == 1


def test_a_date_and_a_unit_above_a_narrow_table_are_no_header() -> None:
    """They stand in its corners; two words that name columns are one."""
    (table,) = tables("（令和6年3月31日現在）,,（単位：人）", HEAD, *BODY)
    assert table.header_rows == (2,)
    (table,) = tables("施設,,開設", "名称,定員,年月日", *BODY)
    assert table.header_rows == (1, 2)


def test_a_heading_in_brackets_below_the_header_is_no_row_of_units() -> None:
    """【北部】 stands for the records below; （人） for the column above."""
    (table,) = tables("館名,定員,面積", "【北部】,,", "東館,10,20", "西館,20,30", "北館,30,40")
    assert table.header_rows == (1,)
    (table,) = tables("館名,定員,面積", ",（人）,（㎡）", "東館,10,20", "西館,20,30", "北館,30,40")
    assert table.header_rows == (1, 2)
