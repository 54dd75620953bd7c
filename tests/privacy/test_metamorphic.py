"""Changes that change nothing, and changes that must: rows shuffled, columns turned, widths folded, headings taken away."""

from __future__ import annotations

import random
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.privacy.folding import fold
from catalog.privacy.screen import screening
from catalog.rule import Context
from catalog.rules.pack import load_pack
from catalog.rules.run import run
from catalog.tables.read import read
from catalog.text import mask
from tests.privacy.conftest import decision, held, screened
from tests.privacy.made_up import Maker, table


def sample(seed: int) -> tuple[list[str], list[list[str]]]:
    """A list of residents, a register of shops or a list of facilities."""
    m = Maker(seed)
    kinds = [
        {"氏名": m.name, "住所": m.address, "携帯電話": m.mobile, "生年月日": m.era},
        {"営業所名称": m.facility, "営業者氏名": m.name, "許可年月日": m.iso},
        {"施設名": m.facility, "所在地": m.address, "電話番号": m._landline},
        {"番号": m.count, "個人番号": m.individual, "フリガナ": m.kana},
    ]
    return table(kinds[seed % 4], 30)


@pytest.mark.parametrize("seed", range(8))
def test_order_of_rows_and_columns_does_not_matter(seed: int) -> None:
    """Sorting a list otherwise, or moving a column, leaves the verdict."""
    header, rows = sample(seed)
    before = screened(header, rows)
    shuffled = rows[:]
    random.Random(seed).shuffle(shuffled)
    order = list(range(len(header)))
    random.Random(seed).shuffle(order)
    moved = screened([header[i] for i in order], [[r[i] for i in order] for r in rows])
    assert held(screened(header, shuffled)) == held(before)
    assert {header[i]: c for i, c in held(before).items()} == {header[order[i]]: c for i, c in held(moved).items()}
    assert decision(moved) == decision(before)


@pytest.mark.parametrize("seed", range(8))
def test_width_of_characters_does_not_matter(seed: int) -> None:
    """１２３ and 123 are the same."""
    header, rows = sample(seed)
    wide = [["".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in cell) for cell in row] for row in rows]
    narrow = [[unicodedata.normalize("NFKC", cell) for cell in row] for row in rows]
    assert held(screened(header, wide)).keys() == held(screened(header, narrow)).keys()
    assert decision(screened(header, wide)) == decision(screened(header, narrow))


@pytest.mark.parametrize("seed", [0, 1, 3, 4, 5, 7])
def test_taking_the_heading_away_never_publishes_people(seed: int) -> None:
    """Without headings a decision may soften to review, never to publish."""
    header, rows = sample(seed)
    assert decision(screened(header, rows)) != "pass"
    assert decision(screened([""] * len(header), rows)) != "pass"


@pytest.mark.parametrize("seed", range(4))
def test_workbook_and_csv_say_the_same(seed: int, tmp_path: Path) -> None:
    """The same table as CSV and as Excel gets the same findings."""
    import csv

    import xlsxwriter

    header, rows = sample(seed)
    with (tmp_path / "t.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        sheet = book.add_worksheet("一覧")
        for i, row in enumerate([header, *rows]):
            for j, cell in enumerate(row):
                sheet.write_string(i, j, cell)
    found = []
    for name in ("t.csv", "t.xlsx"):
        hits = screening(read(tmp_path / name, name), Context()).hits()
        found.append(
            sorted((h.rule or "", h.verdict or "", h.place.column_index or 0) for h in hits if h.place.part == "table")
        )
    assert found[0] == found[1]


@pytest.mark.parametrize("seed", [0, 1, 3])
def test_no_value_stands_in_the_report(seed: int, tmp_path: Path) -> None:
    """Findings carry masks, lines and counts, never a name, a number or an address, with headings or without."""
    import csv

    header, rows = sample(seed)
    for lines in ([header, *rows], rows):
        path = tmp_path / "list.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(lines)
        said = repr(run(read(path, "list.csv"), load_pack(), Context(as_of="2026-04-01")).findings)
        for index in held(screened(header, rows)):
            assert not [row[index] for row in rows if len(row[index]) > 3 and row[index] in said]


@settings(max_examples=200, deadline=None)
@given(st.text(min_size=2, max_size=30))
def test_a_mask_never_holds_the_value(value: str) -> None:
    """Of a value only its first character stays."""
    text = unicodedata.normalize("NFKC", value).strip()
    assert len(text) < 2 or text not in mask(value) or set(text) <= {"＊", "*"}


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(value: str) -> None:
    """The screening copy is stable."""
    assert fold(fold(value)) == fold(value)
