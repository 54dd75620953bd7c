"""The steps of recipes on what municipal files really hold: units, eras, serial numbers, rare values, keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.errors import CatalogError
from catalog.release import transform
from catalog.release.amounts import amount
from catalog.release.days import day, serials
from catalog.release.recipe_columns import column_names
from catalog.release.transform import Result
from catalog.release.transform_rows import new_key


def made(folder: Path, step: str, *columns: tuple[str, str]) -> Result:
    """One step on columns written as "name", "a b c"."""
    cells = [values.split(" ") for _, values in columns]
    text = (
        ",".join(name for name, _ in columns) + "\n" + "".join(",".join(row) + "\n" for row in zip(*cells, strict=True))
    )
    (folder / "source.csv").write_text(text, encoding="utf-8")
    path = folder / "recipe.yaml"
    path.write_text(f"recipe: 1\nsource: source.csv\nsteps:\n  - {step}\n", encoding="utf-8")
    return transform.run(path)


def column(folder: Path, step: str, values: str) -> list[str]:
    """One step on one column 値."""
    result = made(folder, step, ("値", values))
    assert result.frame is not None, result.held
    return [v or "" for v in result.frame[:, 0].to_list()]


@pytest.mark.parametrize(
    ("cell", "low", "high"),
    [
        ("３，５００円", 3500, 3500),
        ("1億2000万", 120_000_000, 120_000_000),
        ("300-400万", 3_000_000, 4_000_000),
        ("5000万～5500万円", 50_000_000, 55_000_000),
        ("500万円以上", 5_000_000, float("inf")),
        ("20代", 20, 29),
        ("△5", -5, -5),
    ],
)
def test_amounts_as_they_are_written(cell: str, low: float, high: float) -> None:
    """A cell is an interval; 億 and 万 count."""
    read = amount(cell)
    assert read is not None and (read.low, read.high) == (low, high)


@pytest.mark.parametrize("cell", ["不明", "2020/3", "3-1", "3年2組", "一二三", ""])
def test_what_is_no_amount_is_not_guessed(cell: str) -> None:
    """A date, a house number, a class of a school: no number is read out of them."""
    assert amount(cell) is None


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("昭和56年10月23日生", (1981, 10, 23)),
        ("S56.10.23", (1981, 10, 23)),
        ("昭56.10.23", (1981, 10, 23)),
        ("3561023", (1981, 10, 23)),
        ("平成元年1月8日", (1989, 1, 8)),
        ("昭和56年", (1981, None, None)),
        ("2021/02/29", None),
        ("昭和99年1月1日", None),
        ("29882", None),
    ],
)
def test_days_of_every_system(cell: str, wanted: object) -> None:
    """Eras in all their spellings; a day that the calendar does not have is none."""
    assert day(cell) == wanted


def test_serial_numbers_of_a_spreadsheet(tmp_path: Path) -> None:
    """A column of five-digit numbers where dates should be: the serial numbers that a workbook leaves in CSV."""
    assert serials(["29882", "30000", ""]) and not serials(["1981/10/23", "29882"])
    assert column(tmp_path, "date: {column: 値, to: month}", "29882 7000 42000") == ["1981-10", "1919-03", "2014-12"]


@pytest.mark.parametrize(
    ("to", "wanted"),
    [("year", "2024"), ("fiscal-year", "2023年度"), ("decade", "2020年代"), ("age, as_of: 2026-04-01", "2歳")],
)
def test_dates_grow_coarse(to: str, wanted: str, tmp_path: Path) -> None:
    """Year, 年度, decade and age."""
    assert column(tmp_path, f"date: {{column: 値, to: {to}}}", "2024-03-31") == [wanted]


def test_an_age_that_a_missing_day_leaves_open_holds(tmp_path: Path) -> None:
    """Born some time in 1981: on 1 April 2026 44 or 45, so no age, but one class of ten years."""
    assert made(tmp_path, "date: {column: 値, to: age, as_of: 2026-04-01}", ("値", "1981")).is_held
    assert column(tmp_path, "date: {column: 値, to: age-class, as_of: 2026-04-01}", "1981") == ["40～49歳"]


def test_top_coding_counts_in_the_unit_of_the_column(tmp_path: Path) -> None:
    """1億2000万 is above 2000万; a class across the bound holds; 不明 stays."""
    step = "top_bottom: {column: 値, top: 2000}"
    assert column(tmp_path, step, "300-400万 1億2000万 不明 1900-2000万") == [
        "300-400万",
        "2000万超",
        "不明",
        "1900-2000万",
    ]
    assert column(tmp_path, "top_bottom: {column: 値, top: 1億}", "300-400万 1億2000万") == ["300-400万", "10000万超"]
    held = made(tmp_path, step, ("値", "300-400万 1500-2500万 高い"))
    assert held.is_held and "3, 4" in held.held[0]["en"] and "高い" not in " ".join(held.messages())


def test_bounds_by_share_are_nobodys_own_value(tmp_path: Path) -> None:
    """The bound that is computed on the file is rounded outwards to two digits."""
    values = " ".join(str(1000 + 17 * n) for n in range(100))
    result = made(tmp_path, "top_bottom: {column: 値, share: 0.05, ends: top}", ("値", values))
    assert result.frame is not None
    assert "2500超" in result.frame["値"].to_list() and result.steps[0]["removed"]["top"] >= 5


def test_classes_of_ranges(tmp_path: Path) -> None:
    """300-400万 lies in one class or the release holds."""
    step = "classes: {column: 値, breaks: [400, 800]}"
    assert column(tmp_path, step, "300-400万 400-500万 800-900万") == [
        "400万未満",
        "400万以上800万未満",
        "800万以上",
    ]
    assert made(tmp_path, step, ("値", "300-500万")).is_held


def test_a_single_other_is_not_left_alone(tmp_path: Path) -> None:
    """One rare job as その他 would be as rare as before: the next rarest joins it."""
    assert column(tmp_path, "suppress_rare: {column: 値, below: 3}", "A A A A B B B C") == ["A"] * 4 + ["その他"] * 4


def test_recoding_needs_every_value(tmp_path: Path) -> None:
    """A town that the list does not know holds the release."""
    step = "recode: {column: 値, values: {汐見町: 東部}}"
    assert column(tmp_path, step, "汐見町 汐見町") == ["東部", "東部"]
    assert made(tmp_path, step, ("値", "汐見町 渚町")).is_held


def test_merged_groups_reach_their_size_or_go(tmp_path: Path) -> None:
    """Small groups become one; what stays small is dropped."""
    result = made(
        tmp_path,
        "groups: {columns: [町, 性], below: 2, do: merge, column: 町}",
        ("町", "A A B C D"),
        ("性", "男 男 女 女 男"),
    )
    assert result.frame is not None and sorted(result.frame.rows()) == [
        ("A", "男"),
        ("A", "男"),
        ("その他", "女"),
        ("その他", "女"),
    ]


def test_a_key_is_made_once_and_links_nothing_across_files(tmp_path: Path) -> None:
    """The key is for its owner only and never overwritten; one number has different codes in two released files."""
    city, key = tmp_path / "city" / "a", tmp_path / "codes.key"
    city.mkdir(parents=True)
    new_key(key)
    assert key.stat().st_mode & 0o077 == 0
    with pytest.raises(CatalogError, match="there already"):
        new_key(key)
    codes = []
    for output in ("a.csv", "b.csv"):
        (city / "raw.csv").write_text("番号\n0001\n0001\n", encoding="utf-8")
        path = city / "recipe.yaml"
        path.write_text(
            f"recipe: 1\nsource: raw.csv\noutput: {output}\nsteps:\n  - code: {{column: 番号, do: replace, key: ../../codes.key}}\n",
            encoding="utf-8",
        )
        frame = transform.run(path).frame
        assert frame is not None
        codes.append(frame["番号"].to_list())
    assert codes[0][0] == codes[0][1] != codes[1][0]


@pytest.mark.parametrize("place", ["city/key", "repository/key"])
def test_a_key_where_it_could_get_out_is_refused(place: str, tmp_path: Path) -> None:
    """Neither inside the city folder nor in a git repository."""
    folder = tmp_path / "city" / "a"
    folder.mkdir(parents=True)
    (tmp_path / "city" / "catalog.yaml").write_text("title: x\n", encoding="utf-8")
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    (tmp_path / place).write_text("0123456789abcdef0123456789abcdef", encoding="utf-8")
    with pytest.raises(CatalogError, match=r"inside the city folder|git repository"):
        made(folder, f"code: {{column: 値, do: replace, key: ../../{place}}}", ("値", "1 2"))


def test_every_misspelt_column_is_told_at_once(tmp_path: Path) -> None:
    """Each with its line and the column that was meant."""
    (tmp_path / "source.csv").write_text("氏名,町\nA,B\n", encoding="utf-8")
    path = tmp_path / "recipe.yaml"
    path.write_text(
        "recipe: 1\nsource: source.csv\nsteps:\n  - drop: [氏名]\n  - rename: {街: 町名}\n  - keep: [氏名]\n",
        encoding="utf-8",
    )
    with pytest.raises(CatalogError) as error:
        transform.run(path)
    assert [m.line for m in error.value.mistakes] == [5, 6]


@pytest.mark.parametrize(
    ("step", "meant"),
    [
        ("adress: {column: 値, to: town}", "did you mean 'address'"),
        ("date: {column: 値, to: months}", "month, year"),
        ("date: {colum: 値, to: month}", "did you mean 'column'"),
        ("groups: {columns: 値, below: 5}", "for example: groups"),
        ("suppress_rare: {column: 値, below: 0}", "more than 0"),
    ],
)
def test_mistakes_show_the_way_out(step: str, meant: str, tmp_path: Path) -> None:
    """A misspelt step, word or key names what was probably meant."""
    with pytest.raises(CatalogError, match=meant):
        made(tmp_path, step, ("値", "1"))


def test_repeated_headings_get_names_that_are_free() -> None:
    """x, x_4, x: the third column cannot be called x_4, which is there."""
    assert column_names(["氏名", "x", "x_4", "x", "性別", ""]) == ["氏名", "x", "x_4", "x_5", "性別", "列6"]
    assert column_names(["a", "a", "b"]) == ["a", "a_2", "b"]
    assert column_names(["x", "x", "x_2"]) == ["x", "x_3", "x_2"]
