"""Statistics that went out before: kept beside the reports, never inside the site, so that what is hidden today is also
checked against what was shown yesterday.

`releases/index.json` lists the tables, `releases/<sha256>.csv` holds their published bytes. Withdrawn and corrected tables
stay: whoever fetched them still has them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from catalog.disclosure.subject import subject
from catalog.disclosure.words import normal
from catalog.files import content_digest, write_file
from catalog.tables.table import Table

FOLDER = "releases"
_INDEX = "index.json"
#: bytes above which a table is not kept: the audit would not look at it
LARGEST = 20_000_000
#: earlier tables that one table is compared with, the newest first
MOST = 60


@dataclass(frozen=True, slots=True)
class Release:
    """A table of statistics as it went out. `date` is that of the build."""

    dataset: str
    resource: str
    date: str
    columns: tuple[str, ...]
    sha256: str

    @property
    def name(self) -> str:
        """What a finding calls it."""
        return f"{self.dataset}/{self.resource} {self.date}"


def remember(folder: Path, tables: Iterable[tuple[str, str, str, Path]]) -> None:
    """Keeps released tables: (dataset, resource, date, CSV). A table already kept is not kept again."""
    known = {(r.dataset, r.sha256): r for r in read(folder)}
    before = len(known)
    for dataset, resource, date, path in tables:
        if path.stat().st_size > LARGEST:
            continue
        content = path.read_bytes()
        digest = content_digest(content)
        if (dataset, digest) in known:
            continue
        header = _frame(content, rows=0)
        if header is None:
            continue
        folder.mkdir(parents=True, exist_ok=True)
        write_file(folder / f"{digest}.csv", content)
        known[dataset, digest] = Release(dataset, resource, date, tuple(header.columns), digest)
    if len(known) > before:
        entries = [asdict(r) for r in known.values()]
        write_file(folder / _INDEX, (json.dumps(entries, ensure_ascii=False, indent=1) + "\n").encode())


def adopt(folder: Path, site: Path, manifest: Mapping[str, Any] | None) -> None:
    """Keeps the statistics of a standing site whose builds kept nothing (or whose reports were lost)."""
    if manifest is None or (folder / _INDEX).is_file():
        return
    date = str(manifest.get("created", ""))[:10]
    files = (d for d in manifest.get("distributions", []) if str(d.get("path", "")).endswith(".csv"))
    found = ((str(d.get("dataset", "")), d["path"].rsplit("/", 1)[-1], date, site / d["path"]) for d in files)
    remember(folder, (item for item in found if item[3].is_file() and _is_statistic(item[3])))


def read(folder: Path) -> tuple[Release, ...]:
    """All releases that are kept, the oldest first."""
    path = folder / _INDEX
    return _index(path, path.stat().st_mtime_ns) if path.is_file() else ()


def earlier(folder: Path | None, table: Table, dataset: str) -> Iterator[tuple[str, Table]]:
    """Earlier releases that show a column of the same name, those of the same dataset first, the newest first."""
    if folder is None:
        return
    wanted = {normal(h) for h in table.header if h}
    newest = [r for r in reversed(read(folder)) if wanted & {normal(c) for c in r.columns}]
    newest.sort(key=lambda r: r.dataset != dataset)
    for release in newest[:MOST]:
        path = folder / f"{release.sha256}.csv"
        frame = _frame(path.read_bytes()) if path.is_file() else None
        if frame is not None:
            yield release.name, as_table(frame)


def as_table(frame: pl.DataFrame) -> Table:
    """A published CSV as the reader would give it."""
    header = tuple(frame.columns)
    plain = frame.rename({h: str(i) for i, h in enumerate(header)})
    return Table(None, header, plain, tuple(range(len(header))), (1,), range(2, frame.height + 2))


@lru_cache(maxsize=8)
def _index(path: Path, changed: int) -> tuple[Release, ...]:
    del changed
    return tuple(
        Release(e["dataset"], e["resource"], e["date"], tuple(e["columns"]), e["sha256"])
        for e in json.loads(path.read_bytes())
    )


def _is_statistic(path: Path) -> bool:
    frame = _frame(path.read_bytes()) if path.stat().st_size <= LARGEST else None
    return frame is not None and subject(as_table(frame)).kind == "statistic"


def _frame(content: bytes, rows: int | None = None) -> pl.DataFrame | None:
    try:
        return pl.read_csv(content, infer_schema=False, n_rows=rows)
    except pl.exceptions.PolarsError:
        return None
