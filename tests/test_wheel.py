"""The built wheel carries its rules and templates, and works far from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.cities import dataset, facilities, start
from tests.conftest import REPOSITORY


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked as an installation would lay it."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
    )
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site-packages")
    return folder / "site-packages"


def test_rules_and_templates_are_inside(installed: Path) -> None:
    """Every rule pack and template of the checkout is in the wheel; nothing of the example city or the tests is."""
    for name in ("validators", "site"):
        here = {p.relative_to(REPOSITORY / name).as_posix() for p in (REPOSITORY / name).rglob("*") if p.is_file()}
        there = {
            p.relative_to(installed / "catalog/_bundled" / name).as_posix()
            for p in (installed / "catalog/_bundled" / name).rglob("*")
            if p.is_file()
        }
        assert here == there
    assert not (installed / "datasets").exists() and not (installed / "tests").exists()


def test_it_builds_a_city_from_another_folder(installed: Path, tmp_path: Path) -> None:
    """The installed program, run elsewhere, finds its own rules and builds a site."""
    city = start(tmp_path / "city")
    dataset(city, "halls", facilities())
    env = {**os.environ, "PYTHONPATH": str(installed), "CATALOG_LANG": "en"}
    where = subprocess.run(
        [sys.executable, "-P", "-c", "import catalog; print(catalog.__file__)"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(installed) in where.stdout
    done = subprocess.run(
        [sys.executable, "-P", "-m", "catalog", "build", "city"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "public/datasets/halls/index.html").is_file()
