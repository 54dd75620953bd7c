"""The verdicts a careful officer would give, on made-up files and on the four rungs of the example."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from catalog.disclosure.level import NAMES, Level, level
from catalog.disclosure.rules import people_counts, people_records
from catalog.rule import Context, Hit
from catalog.tables.read import read

SHARED = Path(__file__).resolve().parents[3] / "shared"


def _hits(
    name: str, text: str, folder: Path, policy: dict[str, Any] | None = None, others: dict[str, str] | None = None
) -> list[Hit]:
    siblings = []
    for other, content in (others or {}).items():
        (folder / other).write_text(content, encoding="utf-8")
        siblings.append(read(folder / other, other))
    path = folder / name
    path.write_text(text, encoding="utf-8")
    source, context = read(path, name), Context(policy=policy or {}, siblings=tuple(siblings))
    return [*people_records(source, (), context), *people_counts(source, (), context)]


def _verdicts(hits: list[Hit]) -> dict[str, str | None]:
    return {str(h.rule).removeprefix("disclosure/"): h.verdict for h in hits}


PATIENTS = "No,公表日,居住地,年代,性別\n" + "".join(
    f"{n},2021/4/{1 + n // 3},東区,{30 + 10 * (n % 2)}代,男性\n" for n in range(30)
)


def test_patients_without_names_are_reviewed_with_numbers(tmp_path: Path) -> None:
    """A list of cases: unique rows are counted, and the column that would help is named."""
    found = [h for h in _hits("患者.csv", PATIENTS, tmp_path) if h.rule == "disclosure/unique-records"]
    assert len(found) == 1
    assert found[0].verdict == "review"
    assert (found[0].count, found[0].of) == (10, 30)
    assert "公表日" in found[0].details["effects"]["ja"]
    assert "33 %→0 %" in found[0].details["effects"]["ja"]


def test_a_sensitive_column_withholds(tmp_path: Path) -> None:
    """The same list with symptoms beside each person must not go out."""
    lines = PATIENTS.splitlines()
    text = (
        "\n".join([lines[0] + ",症状", *(f"{line},{'重症' if n % 4 else '軽症'}" for n, line in enumerate(lines[1:]))])
        + "\n"
    )
    assert _verdicts(_hits("患者.csv", text, tmp_path))["unique-records"] == "withhold"


def test_small_counts_by_topic(tmp_path: Path) -> None:
    """Population below 5 is reviewed, illness below 10 withheld, permits and city-wide months pass."""
    assert _verdicts(_hits("a.csv", "町名,年齢階級,人口\n東町,0～4歳,3\n西町,0～4歳,90\n", tmp_path)) == {
        "small-count": "review"
    }
    assert _verdicts(_hits("b.csv", "町名,年齢階級,人口\n東町,0～4歳,7\n西町,0～4歳,90\n", tmp_path)) == {}
    assert _verdicts(_hits("c.csv", "町名,疾病,人数\n東町,結核,7\n西町,結核,90\n", tmp_path)) == {
        "small-count": "withhold"
    }
    assert _verdicts(_hits("d.csv", "業種,許可件数\n飲食店,2\n理容所,1\n", tmp_path)) == {}
    assert _verdicts(_hits("e.csv", "年月,出生数\n2024-01,3\n2024-02,12\n", tmp_path)) == {"small-count": "pass"}


def test_a_stricter_city_and_a_city_with_a_reason(tmp_path: Path) -> None:
    """A city that asks for 10 gets 10; one that asks for 3 needs to say why, and the finding repeats it."""
    text = "町名,年齢階級,人口\n東町,0～4歳,7\n西町,0～4歳,4\n"
    assert _hits("a.csv", text, tmp_path, {"small_count": 10})[0].count == 2
    assert _hits("a.csv", text, tmp_path, {"small_count": 3})[0].count == 1
    assert _hits("a.csv", text, tmp_path, {"small_count": {"value": 3, "reason": "審議会答申"}}) == []
    loosened = _hits("a.csv", text.replace(",7", ",2"), tmp_path, {"small_count": {"value": 3, "reason": "審議会答申"}})
    assert "審議会答申" in loosened[0].details["policy"]["ja"]


def test_hidden_cells_that_another_file_shows(tmp_path: Path) -> None:
    """X in one table of the dataset, 3 in another one with the same figures."""
    one = "町名,認定者数\n東町,X\n西町,40\n南町,50\n北町,60\n"
    hits = _hits("a.csv", one, tmp_path, others={"b.csv": one.replace("X", "3")})
    assert _verdicts(hits) == {"recoverable-cell": "review"} or _verdicts(hits) == {"recoverable-cell": "withhold"}
    assert "b.csv" in str(hits[0].details["by"])
    assert _hits("a.csv", one, tmp_path) == []


def test_a_dash_for_none_is_no_hidden_cell(tmp_path: Path) -> None:
    """－ that must be zero by its total means 皆無, not 秘匿."""
    text = "地区,患者数_男,患者数_女,患者数_計\n東,－,15,15\n西,60,55,115\n計,60,70,130\n"
    assert _hits("a.csv", text, tmp_path) == []


def test_no_level_is_called_a_statutory_one() -> None:
    """行政機関等匿名加工情報 is the outcome of a legal procedure; no level bears that name."""
    assert all("行政機関等匿名加工情報" not in name["ja"] for name in NAMES.values())
    assert set(NAMES) == set(Level)


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("施設.csv", "名称,所在地,定員\n東会館,東町1,3\n西会館,西町2,4\n", "non-personal"),
        ("人口.csv", "町名,人口\n東町,120\n西町,130\n", "statistics"),
        ("調査.csv", "年代,性別\n" + "30代,男\n" * 6 + "40代,女\n" * 7, "anonymised"),
        ("調査.csv", "年齢,性別,町名\n31,男,東町\n44,女,西町\n58,女,南町\n", "abstracted"),
        ("名簿.csv", "氏名,生年月日,性別\n湊一郎,1970/1/2,男\n湊花子,1972/3/4,女\n", "raw"),
    ],
)
def test_the_rungs_of_the_ladder(name: str, text: str, wanted: str, tmp_path: Path) -> None:
    """Each kind of file gets its level."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert str(level(read(tmp_path / name, name), Context())) == wanted


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared development data")
@pytest.mark.parametrize(
    ("name", "rule", "wanted"),
    [
        ("raw", "unique-records", "raw"),
        ("abstracted", "only-identifiers-removed", "abstracted"),
        ("abstracted_strict", "only-identifiers-removed", "abstracted"),
        ("anonymised", "unique-records", "abstracted"),
        ("anonymised_strict", "unique-records", "abstracted"),
        ("statistics_exact_never_publish", "small-count", "statistics"),
        ("statistics", "share-without-base", "statistics"),
    ],
)
def test_the_four_rungs_of_the_example(name: str, rule: str, wanted: str) -> None:
    """Raw, abstracted, anonymised, statistics: each is held for its own reason."""
    source, context = read(SHARED / "seed-ladder" / f"{name}.csv", f"{name}.csv"), Context()
    hits = [*people_records(source, (), context), *people_counts(source, (), context)]
    assert rule in _verdicts(hits)
    assert ("only-identifiers-removed" in _verdicts(hits)) == (rule == "only-identifiers-removed")
    assert str(level(source, context)) == wanted


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared development data")
@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("opendata-go-jp/gunma_patients.csv", "unique-records"),
        ("opendata-go-jp/kanagawa_patients.csv", "unique-records"),
        ("takamatsu/population_202401.xlsx", "small-count"),
        ("opendata-go-jp/fukuoka_patients_summary.csv", None),
        ("takamatsu/public_toilet.csv", None),
        ("takamatsu/hospital.csv", None),
        ("iida/iida_cultural_property.csv", None),
        ("opendata-go-jp/kobe_subway_passengers.csv", None),
        ("kobe-city-raw/traffic_census.xls", None),
    ],
)
def test_real_files(path: str, rule: str | None) -> None:
    """Published patient lists and populations of small towns are reviewed, all else is left alone."""
    source, context = read(SHARED / "realdata" / path, path), Context()
    hits = [
        h for h in [*people_records(source, (), context), *people_counts(source, (), context)] if h.verdict != "pass"
    ]
    assert _verdicts(hits) == ({rule: "review"} if rule else {})


def test_the_ladder_of_a_village_a_small_town_and_a_city(tmp_path: Path) -> None:
    """Care counts: below 2,000 people none may go out, not even a zero; below 25,000 from 20; else from 10."""
    text = "地区,要介護認定者数\n東地区,120\n西地区,15\n北地区,0\n"
    found = {n: _hits("a.csv", text, tmp_path, {"population": n}) for n in (1800, 12_000, 80_000)}
    assert [(n, [h.count for h in hits]) for n, hits in found.items()] == [(1800, [3]), (12_000, [1]), (80_000, [])]
    assert "2,000" in found[1800][0].details["limit"]["ja"]


def test_columns_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """A heading over three columns: each is named with its letter, so that somebody can find it in the sheet."""
    text = "受付,性別,年代,居住地,居住地\n" + "".join(
        f"{n},{('男性', '女性')[n % 2]},{20 + 10 * (n % 6)}代,{'東西'[n % 2]}区,汐見町{n % 9}丁目\n" for n in range(40)
    )
    [found] = [h for h in _hits("患者.csv", text, tmp_path) if "columns" in h.details]
    assert (
        "居住地（D列）、居住地（E列）" in found.details["columns"]["ja"]
        and "性別（" not in found.details["columns"]["ja"]
    )
    assert "「居住地」" not in found.details["effects"]["ja"]
