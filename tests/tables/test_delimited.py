"""CSV and TSV as grids of strings."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.tables.delimited import read_delimited, sniff

CELL = st.text(alphabet='a,"\n\r 1あ\t;', max_size=5)


def cells(text: str, delimiter: str | None = ",") -> list[list[str]]:
    return [[value or "" for value in row] for row in read_delimited(text.encode(), delimiter).grid.rows()]


def padded(rows: list[list[str]]) -> list[list[str]]:
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1, max_size=6),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_reads_what_was_written(rows: list[list[str]], end: str, every: bool) -> None:
    """A file written by the csv module comes back cell by cell, whichever way it is read."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator=end, quoting=csv.QUOTE_ALL if every else csv.QUOTE_MINIMAL).writerows(rows)
    expected = list(csv.reader(io.StringIO(buffer.getvalue(), newline="")))
    if max(map(len, expected)):
        assert cells(buffer.getvalue()) == padded(expected)


@settings(max_examples=120, deadline=None)
@given(st.text(alphabet='a,"\n\r1', min_size=1, max_size=14))
def test_agrees_with_the_csv_module_on_any_text(text: str) -> None:
    """Odd files, too, are read as RFC 4180 says or not at all."""
    if "\r" in text and "\n" not in text:
        return
    try:
        expected = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        return
    if max(map(len, expected), default=0):
        assert cells(text) == padded(expected)


@pytest.mark.parametrize("value", ["007", "NA", "1-2", "2.0E+11", "123456789012", "null", " a ", "1,5", "TRUE"])
def test_nothing_is_guessed(value: str) -> None:
    """Leading zeros, NA, 12-digit numbers and blanks survive."""
    assert cells(f'x,y\n"{value}",1\n')[1][0] == value


def test_blank_lines_are_rows() -> None:
    """Row numbers stay those of the file."""
    grid = read_delimited(b"a,b\n\n1,2\n").grid
    assert grid.rows() == [("a", "b"), (None, None), ("1", "2")]


def test_ragged_rows_are_kept_and_told() -> None:
    """Cells beyond the header survive, and the row is named."""
    read = read_delimited("a,b\n1,2\n3,4,あふれ\n5\n".encode(), ",")
    assert read.ragged == ((3, 3), (4, 1))
    assert read.width == 2
    assert read.grid.row(2) == ("3", "4", "あふれ")


def test_an_unclosed_quote_swallows_nothing() -> None:
    """The rest of the file does not vanish into one cell."""
    read = read_delimited(b'a,b\n"open,1\n2,3\n4,5\n', ",")
    assert read.unclosed == 2
    assert read.grid.height == 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a\tb\n1\t2\n", "\t"), ("a;b\n1,5;2\n2,5;3\n", ";"), ("a,b\n1;2,3\n", ","), ("名称\n甲\n", ",")],
)
def test_the_delimiter_is_the_one_that_splits_evenly(text: str, expected: str) -> None:
    """Tabs and semicolons are found; a comma within values does not mislead."""
    assert sniff(text) == expected


def test_old_mac_line_ends() -> None:
    """Files with carriage returns alone are tables too."""
    assert cells("a,b\r1,2\r") == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_commas_of_thousands_part_no_cells(delimiter: str) -> None:
    """A comma in every figure, and another sign that splits the header too; where commas split all lines they win."""
    lines = ["館名|利用者数", "中央館|9,895", "東館|8,682", "西館|6,829"]
    read = read_delimited("\n".join(lines).replace("|", delimiter).encode())
    assert read.delimiter == delimiter
    assert read.grid.row(1) == ("中央館", "9,895")
    assert read_delimited("\n".join(lines).replace("|", ",").replace("9,8", "98").encode()).delimiter == ","
