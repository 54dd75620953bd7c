"""A built index of the test records, in both forms."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from catalog.search.index import files
from catalog.search.store import Store
from tests.search.corpus import documents

HERE = Path(__file__).resolve().parent
AS_OF = "2026-06-01"


def write(folder: Path, contents: Any) -> Path:
    """Files of an index below `folder`, which stands for public/."""
    for path, body in contents:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
    return folder


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """public/ with the index of the test records."""
    return write(tmp_path_factory.mktemp("site"), files(documents(), as_of=AS_OF))


@pytest.fixture(scope="session")
def cities_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The records of twelve cities in the form for large catalogues: cards in many shards, series across them."""
    cities = [
        replace(one, id=f"{one.id}-{at}", title=f"{city}_{one.title}", publisher=city)
        for at, city in enumerate("東西南北上下大小中新古高")
        for one in documents()
    ]
    return write(tmp_path_factory.mktemp("cities"), files(cities, as_of=AS_OF, large=True))


@pytest.fixture(scope="session")
def large_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same records in the form for large catalogues."""
    return write(tmp_path_factory.mktemp("large"), files(documents(), as_of=AS_OF, large=True))


@pytest.fixture(scope="session")
def store(site: Path) -> Store:
    """The opened index."""
    return Store(site)


@pytest.fixture(scope="session")
def node() -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Runs `twin.mjs` with a job. Skips where node is not installed: the browser is then the only JavaScript there is."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("needs node to run the browser's search outside a browser")

    def run(job: dict[str, Any]) -> dict[str, Any]:
        done = subprocess.run(
            [program, str(HERE / "twin.mjs")], input=json.dumps(job), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    return run
