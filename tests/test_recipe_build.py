"""A dataset made by a recipe: only what the steps leave goes out; the source never does; what cannot be made is held."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path

import pytest

from catalog.config import load_city
from catalog.pipeline import Settings, build
from catalog.release.prepare import prepare
from catalog.release.requests import for_dataset
from catalog.strict_yaml import dump
from tests.cities import GIVEN, SURNAMES, everything, start

TOWNS = ("汐見町", "風待町", "帆柱町")


def enrolments(seed: int = 3, rows: int = 900) -> str:
    """Made-up applicants of a course, one row each."""
    rng = random.Random(seed)
    lines = ["氏名,町,性別,年代"]
    for i in range(rows):
        lines.append(
            f"{rng.choice(SURNAMES)}{i} {rng.choice(GIVEN)},{rng.choice(TOWNS)},{rng.choice('男女')},{rng.choice((20, 30, 40))}代"
        )
    return "\n".join(lines) + "\n"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A city whose only dataset is made from rows of people in a vault outside."""
    city = start(tmp_path / "city")
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "rows.csv").write_text(enrolments(), encoding="utf-8")
    folder = city / "courses"
    folder.mkdir()
    descriptor = {
        "name": "courses",
        "title": "講座申込者数",
        "description": "町別・性別・年代別の講座申込者数です。個票から集計しています。",
        "keywords": ["講座"],
        "resources": [{"name": "courses", "path": "courses.csv"}],
    }
    (folder / "datapackage.yaml").write_text(dump(descriptor), encoding="utf-8")
    return city


def write_recipe(city: Path, **changes: object) -> None:
    """The recipe: names out, then counts, small ones hidden."""
    recipe = {
        "recipe": 1,
        "title": "講座申込者の集計",
        "source": "../../vault/rows.csv",
        "output": "courses.csv",
        "steps": [
            {"drop": ["氏名"]},
            {"aggregate": {"by": ["町", "性別", "年代"], "measures": {"人数": "count"}, "threshold": 10}},
        ],
        **changes,
    }
    (city / "courses" / "recipe.yaml").write_text(dump(recipe), encoding="utf-8")


def run(city: Path) -> tuple[int, int]:
    """Builds; returns (published, held)."""
    built = build(city, Settings(out=city.parent / "public", reports=city.parent / "reports", as_of="2026-04-01"))
    return built.published, built.held


def test_statistics_go_out_and_nothing_of_the_vault_does(city: Path, tmp_path: Path) -> None:
    """The counts add up to the rows; no name, place, hash or small count of the source is in the site, the reports or the
    cache; the page, the manifest and PROV tell the steps."""
    source = (tmp_path / "vault" / "rows.csv").read_text(encoding="utf-8")
    (tmp_path / "vault" / "rows.csv").write_text(source + "汐見 一帆,鴎浜,男,90代\n", encoding="utf-8")
    write_recipe(
        city,
        steps=[
            {"drop": ["氏名"]},
            {"suppress_rare": {"column": "町", "below": 5, "rows": True}},
            {"aggregate": {"by": ["町", "性別"], "measures": {"人数": "count"}, "threshold": 10}},
        ],
    )
    assert run(city) == (1, 0)
    digest = hashlib.sha256((tmp_path / "vault" / "rows.csv").read_bytes()).hexdigest()
    for folder in ("public", "reports"):
        found = everything(tmp_path / folder)
        for secret in ("rows.csv", str(tmp_path / "vault"), "鴎浜", digest):
            assert secret.encode() not in found, (folder, secret)
    page = (tmp_path / "public/datasets/courses/index.html").read_text(encoding="utf-8")
    assert "「氏名」を削除" in page and "行 10未満" in page and "小さい度数" not in page
    assert "「氏名」を削除" in (tmp_path / "public/datasets/courses/metadata.ttl").read_text(encoding="utf-8")
    table = (tmp_path / "public/datasets/courses/courses.csv").read_text(encoding="utf-8")
    counts = [line.rsplit(",", 1) for line in table.splitlines()[1:]]
    assert sum(int(n) for names, n in counts if "計" not in names.split(",") and n.isdigit()) == 900
    for folder in ("public", "reports"):
        assert not [n for n in SURNAMES if f"{n}1".encode() in everything(tmp_path / folder)]
    manifest = json.loads((tmp_path / "public/manifest.json").read_bytes())
    steps = [s["step"] for s in manifest["distributions"][0]["steps"] if isinstance(s, dict)]
    assert steps == ["drop", "suppress_rare", "aggregate"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"output": "other.csv"}, "other.csv"), ({"source": "courses.csv"}, "resources に挙げられて")],
)
def test_a_recipe_that_makes_nothing_listed_holds(
    city: Path, tmp_path: Path, changes: dict[str, str], reason: str
) -> None:
    """Its output is not in the descriptor, or its source is: the listed file is not taken for the made one."""
    (city / "courses" / "courses.csv").write_text("町,人数\n汐見町,120\n", encoding="utf-8")
    write_recipe(city, **changes)
    assert run(city) == (0, 1)
    assert reason in (tmp_path / "reports/report.json").read_text(encoding="utf-8")


def test_the_made_file_is_screened_like_any_other(city: Path) -> None:
    """A recipe that forgets the names is stopped by the gate."""
    write_recipe(city, steps=[{"drop": ["年代"]}])
    assert run(city) == (0, 1)


def test_a_recipe_that_misses_its_target_holds(city: Path, tmp_path: Path) -> None:
    """k is not reached: nothing comes out, and the report says why."""
    write_recipe(city, steps=[{"drop": ["氏名"]}], release={"k": 500, "quasi_identifiers": ["町", "性別", "年代"]})
    assert run(city) == (0, 1)
    report = json.loads((tmp_path / "reports/report.json").read_bytes())
    [finding] = [f for f in report["datasets"][0]["resources"][0]["findings"] if f["verdict"] == "withhold"]
    assert finding["rule"] == "disclosure/recipe-held" and "k=500に届きません" in finding["message"]["ja"]
    assert "k=500 is not reached" in finding["message"]["en"] and "に" not in finding["message"]["en"]


def test_statistics_only_needs_an_approved_recipe(city: Path, tmp_path: Path) -> None:
    """The recipe must be approved by name, with the lists that it reads; a changed word or list is a new recipe."""
    from catalog.release.transform import approve

    (tmp_path / "vault" / "areas.csv").write_text("\n".join(f"{t},東部" for t in TOWNS), encoding="utf-8")
    steps = [
        {"keep": ["町", "性別"]},
        {"recode": {"column": "町", "table": "../../vault/areas.csv"}},
        {"aggregate": {"by": ["町", "性別"], "measures": {"人数": "count"}}},
    ]
    release = {"only": "statistics", "impact_assessment": "https://www.example.jp/pia/"}
    write_recipe(city, release=release, steps=steps)
    assert held(city) == "承認されていません"
    approve(city / "courses/recipe.yaml", by="情報政策課長 汐見健", on="2026-04-01", reason="影響評価を実施した")
    assert held(city) == ""
    (tmp_path / "vault" / "areas.csv").write_text("\n".join(f"{t},西部" for t in TOWNS), encoding="utf-8")
    assert held(city) == "承認のあとで変わりました"


def held(city: Path) -> str:
    """Why the recipe makes nothing, "" when it does."""
    catalog = load_city(city)
    [dataset] = catalog.datasets
    made = prepare(for_dataset(dataset, catalog.policy, "2026-04-01", city.parent / "store"))
    reasons = " ".join(why["ja"] for why in made.request.unmade.values())
    return next((w for w in ("承認されていません", "承認のあとで変わりました") if w in reasons), reasons)


def test_a_broken_recipe_holds_and_names_the_line(city: Path, tmp_path: Path) -> None:
    """An unknown step stops this dataset, not the build."""
    write_recipe(city, steps=[{"forget": ["氏名"]}])
    assert run(city) == (0, 1)
    assert "recipe.yaml" in (tmp_path / "reports/report.json").read_text(encoding="utf-8")


def test_a_changed_source_is_made_anew(city: Path, tmp_path: Path) -> None:
    """The cache looks at the source too, although it lies outside the folder."""
    write_recipe(city)
    run(city)
    before = (tmp_path / "public/datasets/courses/courses.csv").read_bytes()
    (tmp_path / "vault" / "rows.csv").write_text(enrolments(seed=4, rows=1200), encoding="utf-8")
    run(city)
    assert (tmp_path / "public/datasets/courses/courses.csv").read_bytes() != before
