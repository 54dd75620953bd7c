"""Rows that no name ties together any more, but an address, a code, a number or their order."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.disclosure.rules import people_records
from catalog.pipeline import check
from catalog.rule import Context, Hit
from catalog.tables.read import read


def _hits(text: str, folder: Path) -> dict[str, Hit]:
    (folder / "調査.csv").write_text(text, encoding="utf-8")
    found = people_records(read(folder / "調査.csv", "調査.csv"), (), Context())
    return {str(h.rule).removeprefix("disclosure/"): h for h in found}


def _people(order: list[int], head: str = "生年,性別,居住地") -> str:
    rows = [f"{1970 + n // 12},{'男女'[n * 7 % 11 % 2]},{'東西南'[n * 5 % 7 % 3]}町" for n in order]
    return "\n".join([head, *rows]) + "\n"


def test_families_stay_together_by_code_address_or_telephone(tmp_path: Path) -> None:
    """Two to eight rows with one value are a household; a code that half a town shares is none."""
    body = [f"A{n // 3},{30 + n},男,東町" for n in range(12)]
    found = _hits("世帯コード,年齢,性別,町名\n" + "\n".join(body) + "\n", tmp_path)["linkable-household"]
    assert (found.count, found.of, found.details["groups"]) == (12, 12, "4")
    phones = [f"045-000-{n // 2:04d},{30 + n},男,東町" for n in range(8)]
    assert "linkable-household" in _hits("電話番号,年齢,性別,町名\n" + "\n".join(phones) + "\n", tmp_path)
    classes = [f"K{n // 20},{30 + n % 30},男,東町" for n in range(60)]
    assert "linkable-household" not in _hits("管理コード,年齢,性別,町名\n" + "\n".join(classes) + "\n", tmp_path)


@pytest.mark.parametrize("numbers", ["1,2,3,5", "4,2,1,3", "1001,1002,1003,1004", "R-12,R-15,R-19,R-20"])
def test_numbers_of_the_register(numbers: str, tmp_path: Path) -> None:
    """Gaps, another order, another start: the number is not that of this table."""
    rows = [f"{n},{20 + 10 * i}代,{'男女'[i % 2]}" for i, n in enumerate(numbers.split(","))]
    assert "serial-link" in _hits("No,年代,性別\n" + "\n".join(rows) + "\n", tmp_path)


def test_numbers_from_one_are_the_table_s_own(tmp_path: Path) -> None:
    """1, 2, 3 … tells no more than the order does."""
    rows = [f"{i + 1},{20 + 10 * i}代,{'男女'[i % 2]}" for i in range(5)]
    assert "serial-link" not in _hits("No,年代,性別\n" + "\n".join(rows) + "\n", tmp_path)


def test_an_order_that_the_columns_do_not_explain(tmp_path: Path) -> None:
    """Sorted by a day of birth that was cut to the year: reviewed. Shuffled, or sorted by all columns: nothing."""
    rows = list(range(120))
    assert _hits(_people(rows), tmp_path)["row-order"].verdict == "review"
    assert "row-order" not in _hits(_people([n * 37 % 121 for n in rows if n * 37 % 121 < 120]), tmp_path)
    head, *body = _people(rows).splitlines()
    assert "row-order" not in _hits("\n".join([head, *sorted(body)]) + "\n", tmp_path)


def test_an_order_of_publication_is_only_worth_knowing(tmp_path: Path) -> None:
    """Cases in the order of their announcement: the day stands in the table, and the order within it is a note."""
    rows = [f"2021/4/{1 + n // 9},{'男女'[n * 7 % 11 % 2]},{20 + n * 5 % 7 * 10}代" for n in range(90)]
    assert _hits("公表日,性別,年代\n" + "\n".join(rows) + "\n", tmp_path)["row-order"].verdict == "pass"


def test_small_groups_say_what_would_help(tmp_path: Path) -> None:
    """Not only unique rows: the sentence names the column and the share before and after."""
    rows = [f"{20 + 10 * (n % 3)}代,{'男女'[n // 3 % 2]},{'東西'[n // 6 % 2]}町" for n in range(36)]
    found = _hits("年代,性別,居住地\n" + "\n".join(rows) + "\n", tmp_path)["small-group"]
    assert "「性別」の列を除くと100 %→0 %" in found.details["effects"]["ja"]
    assert found.details["columns"] == {"ja": "年代、性別、居住地", "en": "年代, 性別, 居住地"}


def test_the_town_of_a_person_counts(tmp_path: Path) -> None:
    """町名 beside people is where they live: without it four would look alike."""
    rows = [f"30代,男,{t}町" for t in "東西南北"]
    assert _hits("年代,性別,町名\n" + "\n".join(rows) + "\n", tmp_path)["unique-records"].count == 4


def test_rows_with_names_need_no_ties(tmp_path: Path) -> None:
    """Who is named is known anyway: a shared household code adds nothing until the names are gone."""
    body = [f"{n // 3:04},風早 {'太郎花子次郎'[n % 6]}{n},{20 + n % 40},{'男女'[n % 2]}" for n in range(60)]
    assert "linkable-household" not in _hits("世帯コード,氏名,年齢,性別\n" + "\n".join(body) + "\n", tmp_path)


def test_unique_rows_with_a_day_of_onset_must_not_go_out(tmp_path: Path) -> None:
    """Patients by day of onset, town, age and sex: rows that stand alone with a matter of health are withheld."""
    body = [
        f"2026-0{1 + n % 9}-{10 + n % 19},2026-0{1 + n % 9}-{1 + n % 9:02},第{n % 7}町,{20 + 10 * (n % 6)}代,{'男女'[n % 2]}性"
        for n in range(90)
    ]
    path = tmp_path / "患者一覧.csv"
    path.write_text(
        "公表_年月日,発症_年月日,患者_居住地,患者_年代,患者_性別\n" + "\n".join(body) + "\n", encoding="utf-8"
    )
    [one] = check([path], as_of="2026-04-01")["datasets"]
    [alone] = [f for f in one["resources"][0]["findings"] if f["rule"] == "disclosure/unique-records"]
    assert alone["verdict"] == "withhold"
    assert "発症_年月日" in alone["message"]["ja"]
