"""Where the readability rules look, beyond the examples of their pages."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
import xlsxwriter

from catalog.checks.choices import canonical
from catalog.checks.text_cells import is_dependent
from catalog.checks.times import fault, western_year
from catalog.release.gate import Request, examine
from catalog.rule import Finding
from catalog.rules.pack import load_pack
from catalog.text import valid_area_code


def check(tmp_path: Path, text: str, name: str = "t.csv") -> list[Finding]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    found = examine(Request(name, ((name, path, None),), None, {}, "2026-04-01", tmp_path / "store")).findings
    return [f for f in found if f.rule.startswith("readability/")]


def rules(findings: list[Finding]) -> set[str]:
    return {f.rule.removeprefix("readability/") for f in findings}


CLEAN = "全国地方公共団体コード,施設名,住所,定員（人）,面積（平方メートル）,開設日,駐車場の有無,備考\n" + "".join(
    f"131016,{name}公民館,東京都千代田区{name}町{i}-2-3,{100 + i},{12.5 * i},200{i}-04-01,{'有' if i % 2 else '無'},{'雨天は休み、要予約です。' if i == 3 else ''}\n"
    for i, name in enumerate("中東西南北本新元", 1)
)


def test_a_clean_table_has_no_finding(tmp_path: Path) -> None:
    """Codes, addresses, remarks with commas and dates are as they should be."""
    assert not check(tmp_path, CLEAN)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("定員（人）", "定員", "missing-unit"),
        ("定員（人）", "", "meaningless-header"),
        ("施設名", "施　設　名", "layout-spaces"),
        (",101,", ",１０１,", "number-as-text"),
        (",101,", ",101人,", "unit-in-cell"),
        (",101,", ',"1,101人",', "unit-in-cell"),
        (",101,", ',"1,101人",', "number-as-text"),
        (",102,", ",X,", "symbol-in-numbers"),
        ("中公民館", "中①公民館", "platform-dependent-character"),
        (",有,", ",あり,", "inconsistent-choice"),
        ("2001-04-01", "平成13年4月1日", "era-year"),
        ("131016,中公民館", "13101,中公民館", "region-without-code"),
        ("開設日", "定員（人）", "duplicate-header"),
    ],
)
def test_one_change_is_one_finding(tmp_path: Path, old: str, new: str, rule: str) -> None:
    """A single slip in a clean table is found, at its column."""
    found = check(tmp_path, CLEAN.replace(old, new, 1 if rule != "inconsistent-choice" else 2))
    assert rule in rules(found)
    mine = next(f for f in found if f.rule == f"readability/{rule}")
    assert mine.place.column_index is not None


def test_a_total_is_found_and_no_other_row(tmp_path: Path) -> None:
    """The row of the sum, by its number."""
    (found,) = [
        f
        for f in check(tmp_path, "地区,人口（人）\n中央,300\n東,190\n西,210\n合計,700\n")
        if f.rule.endswith("total-row")
    ]
    assert found.place.rows == (5,)


def test_readability_findings_never_hold_more_than_review() -> None:
    """Only the fatal items of level 1 and a low score hold, none withholds."""
    held = {r.id.removeprefix("readability/") for r in load_pack().family("readability") if r.verdict != "pass"}
    assert held == {
        "not-machine-readable",
        "several-tables",
        "broken-row",
        "unquoted-delimiter",
        "unclosed-quote",
        "low-score",
    }
    assert all(r.verdict != "withhold" for r in load_pack().family("readability"))


def test_all_thirty_items_but_the_described_one_have_a_rule() -> None:
    """L3-08 concerns metadata and is asked as a question."""
    items = {ref for r in load_pack().family("readability") for ref in r.references if ref[:2] in ("L1", "L2", "L3")}
    assert len(items) == 29
    assert "L3-08" not in items


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("令和8年4月1日", "era"),
        ("S59.2.1", "era"),
        ("R元.5.1", "era"),
        ("4月1日", "no-year"),
        ("23/4/1", "short-year"),
        ("11/1/2018", "order"),
        ("45292", "serial"),
        ("2026-04-01", None),
        ("2026（令和8）年4月", None),
        ("通年", None),
    ],
)
def test_notations_of_dates(text: str, expected: str | None) -> None:
    """Western years are right, alone or beside the era."""
    assert fault(text) == expected


def test_era_years() -> None:
    """The first year of an era is one."""
    assert (western_year("令和元年"), western_year("S64"), western_year("平成31")) == (2019, 1989, 2019)


@pytest.mark.parametrize(("code", "right"), [("131016", True), ("011002", True), ("131017", False), ("13101", False)])
def test_the_check_digit_of_municipality_codes(code: str, right: bool) -> None:
    """A mistyped code is found."""
    assert valid_area_code(code) is right


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("実施済", "実施済み", True),
        ("取組中", "取り組み中", True),
        ("不 可", "不可", True),
        ("ＯＫ", "ok", True),
        ("可", "不可", False),
        ("20代", "30代", False),
        ("7:30", "8:30", False),
    ],
)
def test_spellings_of_an_answer(one: str, other: str, same: bool) -> None:
    """Habits of spelling are folded, different answers are not."""
    assert (canonical(one) == canonical(other)) is same


@pytest.mark.parametrize(
    ("character", "dependent"),
    [
        ("①", True),
        ("㈱", True),
        ("髙", True),
        ("ｱ", True),
        ("㎡", True),
        ("🐈", True),
        ("高", False),
        ("℃", False),
        ("～", False),
        ("é", False),
        ("・", False),
    ],
)
def test_characters_that_change_with_the_machine(character: str, dependent: bool) -> None:
    """Vendor signs are named, ordinary ones are not."""
    assert is_dependent(character) is dependent


def test_headings_between_records_are_told_even_when_they_are_many(tmp_path: Path) -> None:
    """A line of one word to every three records; where every second row has one cell, the column is optional."""
    lines = ["館名,電話番号,定員（人）"]
    for part in ("北部", "南部", "東部"):
        lines += [f"■{part},,", *[f"{part}{n}館,0{n}-1234-5678,{n}0" for n in range(1, 4)]]
    assert "unrelated-cells" in rules(check(tmp_path, "\n".join(lines) + "\n"))
    optional = "".join(f"{n}館,,\n{n}園,0{n}-1234-5678,{n}0\n" for n in range(1, 6))
    assert "unrelated-cells" not in rules(check(tmp_path, f"館名,電話番号,定員（人）\n{optional}"))


def test_stripes_for_the_eye_mean_nothing(tmp_path: Path) -> None:
    """Every second row shaded, also where the last row stays white; every second row but one says something."""
    for count, told in ((10, False), (11, False), (12, False)):
        assert ("meaning-by-format" in rules(striped(tmp_path, count, range(2, count + 2, 2)))) is told
    assert "meaning-by-format" in rules(striped(tmp_path, 12, [2, 4, 8, 9]))


def striped(tmp_path: Path, count: int, shaded: Iterable[int]) -> list[Finding]:
    """Findings of a workbook of `count` records in which some rows are shaded."""
    path = tmp_path / "t.xlsx"
    made = xlsxwriter.Workbook(str(path))
    page, grey = made.add_worksheet(), made.add_format({"bg_color": "#F2F2F2"})
    page.write_row(0, 0, ["施設名", "定員（人）"])
    for n in range(count):
        page.write_row(n + 1, 0, [f"第{n}館", 10 + 3 * n], grey if n + 2 in shaded else None)
    made.close()
    found = examine(Request("t", (("t.xlsx", path, None),), None, {}, "2026-04-01", tmp_path / "store")).findings
    return [f for f in found if f.rule.startswith("readability/")]
