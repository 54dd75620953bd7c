"""Metadata at scale: how the cost grows from 1,000 to 10,000 datasets, and what others need for the same graph.

    python benchmarks/metadata/run.py [--most 10000] [--peers]

CPU seconds and megabytes on one core. `--peers` adds rdflib's Turtle writer and pyshacl on the whole graph (slow).
"""

from __future__ import annotations

import argparse
import dataclasses
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from catalog.metadata import dcat, serialise, shacl
from catalog.metadata.exports import export, part, tasks
from catalog.metadata.gate import gate
from catalog.metadata.terms import Graph
from catalog.release.published import Published
from tests.metadata.conftest import made_catalog, made_published

THEMES = ("HEAL", "行財政", "TRAN", "防災", "教育・文化・スポーツ・生活")


def many(folder: Path, count: int) -> Iterator[Published]:
    """Datasets that differ in what real ones differ in: title, theme, period, keywords, frequency, missing parts."""
    one = made_published(folder)
    for i in range(count):
        d = dataclasses.replace(
            one.dataset,
            id=f"dataset-{i:05d}",
            title={"ja": f"データセット{i}", "en": f"Dataset {i}"} if i % 3 else {"ja": f"データセット{i}"},
            themes=(THEMES[i % len(THEMES)],),
            keywords={"ja": tuple(f"語{(i * k) % 97}" for k in range(1, 2 + i % 4))},
            temporal=one.dataset.temporal if i % 5 else None,
            issued=f"20{10 + i % 15}-04-01",
        )
        files = tuple(
            dataclasses.replace(x, path=x.path.replace("datasets/aed/aed", f"datasets/dataset-{i:05d}/data"))
            for x in one.distributions
        )
        yield dataclasses.replace(one, dataset=d, distributions=files)


def timed(name: str, count: int, work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    spent = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:<44} {count:>6} datasets {spent:>8.2f} s {spent / count * 1000:>8.3f} ms each  peak {memory:,.0f} MB")
    return spent


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--most", type=int, default=10_000)
    arguments.add_argument("--peers", action="store_true")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        city = made_catalog(folder)
        for count in sorted({1_000, given.most}):
            published = list(many(folder, count))
            size = 0

            def write(published: list[Published] = published) -> None:
                nonlocal size
                size = sum(len(data) for _, data in export(city, published, as_of="2026-11-23"))

            timed("every machine file", count, write)
            print(f"{'':<44} {size / 1e6:,.0f} MB written")
            graphs = [(p.dataset.id, dcat.describe(city, p)) for p in published[:2_000]]
            timed("Turtle of all", len(graphs), lambda graphs=graphs: [serialise.turtle_blocks(g) for _, g in graphs])
            known: set[str] = set()
            timed("SHACL gate (base and range), first build", len(graphs), lambda g=graphs, k=known: gate(g, k))
            timed("SHACL gate, next build", len(graphs), lambda g=graphs, k=known: gate(g, k))
        if given.peers:
            peers(city, list(many(folder, 300)))


def peers(city: object, published: list[Published]) -> None:
    """The same graph with rdflib's writer and pyshacl on everything."""
    whole = Graph()
    for job in tasks(city, published):  # type: ignore[arg-type]
        whole.update(dcat.describe(*job))
    graph = shacl.to_rdflib(whole)
    timed("rdflib Turtle", len(published), lambda: graph.serialize(format="turtle"))
    timed("pyshacl, whole graph (base and range)", len(published), lambda: shacl.validate(graph, ("dcat-ap",)))
    timed(
        "pyshacl, one by one (base and range)",
        50,
        lambda: [shacl.validate(dcat.describe(city, p), ("dcat-ap",)) for p in published[:50]],
    )  # type: ignore[arg-type]
    assert part is not None


if __name__ == "__main__":
    main()
