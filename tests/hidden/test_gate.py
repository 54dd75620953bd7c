"""What hides in a workbook that passes stays behind: the published copies are searched byte by byte, unpacked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from catalog.config import load_dataset
from catalog.release.distributions import make
from catalog.rule import Context
from catalog.rules.run import run
from catalog.tables.read import read
from tests.hidden.examples import own_pack
from tests.hidden.places import CANARY, LATIN, PLACES

NEEDLES = [text.encode(code) for text in (LATIN, CANARY, CANARY[-3:]) for code in ("utf-8", "utf-16-le", "cp932")]
#: values that stand in a visible cell, and go out as such
SHOWN = {"xlsx cell outside a false dimension", "ods stored value"}
WORKBOOKS = sorted(n for n in PLACES if n.startswith(("xlsx", "ods")) and n not in SHOWN)


def _unpacked(data: bytes) -> Iterator[bytes]:
    yield data
    if data[:4] == b"PAR1":
        yield pl.read_parquet(io.BytesIO(data)).write_csv().encode()
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield from _unpacked(archive.read(name))


@pytest.mark.parametrize("name", WORKBOOKS)
def test_nothing_hidden_is_in_a_published_copy(name: str, tmp_path: Path) -> None:
    """Either the workbook is held, or no byte of its copies holds the planted value."""
    path = PLACES[name](tmp_path / "made")
    home = tmp_path / "list"
    home.mkdir()
    file = path.rename(home / f"data{path.suffix}")
    (home / "datapackage.yaml").write_text(
        f"name: list\ntitle: 施設一覧\nresources: [{{name: data, path: {file.name}}}]\n", encoding="utf-8"
    )
    source = read(file, file.name)
    findings = run(source, own_pack(), Context(as_of="2026-04-01")).findings
    if any(f.verdict != "pass" for f in findings if f.rule.startswith(("file/", "hidden/"))):
        return
    dataset = load_dataset(home)
    made = make(dataset, dataset.resources[0], source, tmp_path / "store")
    assert made.distributions
    for distribution in made.distributions:
        for data in _unpacked(distribution.blob.read_bytes()):
            assert not any(needle in data for needle in NEEDLES), distribution.path
