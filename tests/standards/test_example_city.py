"""The example city: written the same at every run, and showing the gate at work."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from catalog.config import load_city
from catalog.metadata.score import preliminary
from catalog.release.gate import Examined, examine
from catalog.release.prepare import prepare
from catalog.release.requests import for_dataset

ROOT = Path(__file__).resolve().parents[2]
HELD = {"park-volunteers", "hall-bookings", "care-recipients", "damage-reports"}


@pytest.fixture(scope="module")
def examined(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Examined]:
    """Every dataset after the gate."""
    catalog = load_city(ROOT / "datasets")
    store = tmp_path_factory.mktemp("store")
    found = {}
    for d in catalog.datasets:
        request = for_dataset(d, catalog.policy, "2026-11-25", store / d.id)
        found[d.id] = examine(prepare(request).request, keep=True)
    return found


def test_the_generator_writes_the_same_bytes(tmp_path: Path) -> None:
    """What is committed is what the generator writes."""
    subprocess.run(
        [sys.executable, str(ROOT / "tools" / "generate_example_city.py"), str(tmp_path / "datasets")],
        check=True,
        capture_output=True,
    )
    made = {p.relative_to(tmp_path).as_posix(): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    kept = {
        p.relative_to(ROOT).as_posix(): p.read_bytes()
        for folder in ("datasets", "vault")
        for p in (ROOT / folder).rglob("*")
        if p.is_file()
    }
    assert sorted(made) == sorted(kept)
    assert [name for name in made if made[name] != kept[name]] == []


def test_what_must_not_go_out_is_held_and_the_rest_is_not(examined: dict[str, Examined]) -> None:
    """A register, a hidden sheet, small cells and names in free text are held; all else can be published."""
    assert {i for i, e in examined.items() if e.decision != "publish"} == HELD
    assert (len(examined), len(examined) - len(HELD)) == (29, 25)


def test_metadata_are_whole(examined: dict[str, Examined]) -> None:
    """Every dataset is described so that it reaches at least 395 of 405 points."""
    scores = {}
    for name, one in examined.items():
        assert one.dataset is not None
        scores[name] = preliminary(one.dataset, [r.source for r in one.resources if r.source], "2026-11-25")["metadata"]
    assert {name: score for name, score in scores.items() if score < 395} == {}


def test_the_city_shows_formats_and_encodings() -> None:
    """CSV in three encodings, TSV, XLSX, JSON, GeoJSON, GTFS; a series of years."""
    catalog = load_city(ROOT / "datasets")
    suffixes = {Path(r.path).suffix for d in catalog.datasets for r in d.resources}
    assert {".csv", ".tsv", ".xlsx", ".json", ".geojson", ".zip"} <= suffixes
    assert {"utf-8", "cp932"} <= {r.encoding for d in catalog.datasets for r in d.resources}
    assert len([d for d in catalog.datasets if d.in_series == "population"]) == 3
    assert all(set(d.title) >= {"ja", "en"} and set(d.keywords) >= {"ja", "en"} for d in catalog.datasets)
