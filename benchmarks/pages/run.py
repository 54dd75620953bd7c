"""CPU seconds to render the pages of a catalogue: the example city's datasets, repeated under new ids.

    python benchmarks/pages/run.py [DATASETS]      default 1000
    python benchmarks/pages/run.py 1000 --profile  where the time goes

Prints pages, CPU seconds of one core (gate, metadata and search not counted), bytes, and whether a second rendering
gives the same bytes.
"""

from __future__ import annotations

import cProfile
import hashlib
import pstats
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from catalog.config import load_city
from catalog.pages.render import render
from catalog.release import history
from catalog.release.published import Published
from catalog.release.requests import for_dataset
from catalog.stages import Job, process

CITY = Path(__file__).resolve().parents[2] / "datasets"


def published(count: int) -> list[Published]:
    """`count` datasets, each a copy of one of the example city's under an id and files of its own."""
    catalog = load_city(CITY)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder)
        jobs = [
            Job(
                for_dataset(d, catalog.policy, "2026-11-25", store),
                replace(catalog, datasets=()),
                history.Previous(),
                store,
            )
            for d in catalog.datasets
        ]
        own = [p for job in jobs if (p := process(job).published) is not None]
    return [_renamed(own[n % len(own)], f"{own[n % len(own)].dataset.id}-{n // len(own)}") for n in range(count)]


def _renamed(one: Published, name: str) -> Published:
    old, new = f"datasets/{one.dataset.id}/", f"datasets/{name}/"
    return replace(
        one,
        dataset=replace(one.dataset, id=name),
        distributions=tuple(replace(d, path=d.path.replace(old, new)) for d in one.distributions),
        tables=tuple(
            replace(t, stem=t.stem.replace(old, new), geojson=t.geojson and t.geojson.replace(old, new))
            for t in one.tables
        ),
    )


def main() -> None:
    count = next((int(a) for a in sys.argv[1:] if a.isdigit()), 1000)
    datasets = published(count)
    catalog = load_city(CITY)
    profiler = cProfile.Profile()
    if "--profile" in sys.argv:
        profiler.enable()
    runs = []
    for _ in range(1 if "--profile" in sys.argv else 2):
        started, pages, size, digest = time.process_time(), 0, 0, hashlib.sha256()
        for path, body in render(catalog, datasets):
            pages += "datasets/" in path and path.count("/") >= 2 and path.endswith("index.html")
            size += len(body)
            digest.update(body)
        runs.append((time.process_time() - started, digest.hexdigest()))
        print(f"{count} datasets, {pages} pages of datasets: {runs[-1][0]:.1f} CPU s, {size / 1e6:.0f} MB")
    if "--profile" in sys.argv:
        profiler.disable()
        pstats.Stats(profiler).sort_stats("tottime").print_stats(28)
    else:
        print("same bytes" if runs[0][1] == runs[1][1] else "DIFFERENT BYTES")


if __name__ == "__main__":
    main()
