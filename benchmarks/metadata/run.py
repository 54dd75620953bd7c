"""Metadata at scale: cost and memory from 1,000 to 10,000 datasets, and what others need for the same.

    python benchmarks/metadata/run.py [--sizes 1000 3000 10000] [--peers] [--staticat PYTHON]

Each size runs in a process of its own, so that its peak memory is its own. CPU seconds on one core. `--peers` adds
rdflib's Turtle writer and pyshacl on the whole graph. `--staticat` names the interpreter of an environment with staticat;
both tools then describe the same datasets.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from catalog.metadata import dcat, serialise, shacl
from catalog.metadata.exports import stream, tasks
from catalog.metadata.gate import Gate
from catalog.metadata.terms import Graph
from catalog.model import Catalog
from catalog.release.published import Published
from tests.metadata.conftest import made_catalog, made_published

THEMES = ("HEAL", "行財政", "TRAN", "防災", "教育・文化・スポーツ・生活")
AS_OF = "2026-11-23"


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


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def told(name: str, count: int, spent: float, more: str = "") -> None:
    print(f"{name:<46} {count:>6} datasets {spent:>8.2f} s {spent / count * 1000:>8.2f} ms each  {more}")


def write(city: Catalog, published: list[Published], folder: Path, gate: Gate | None = None) -> int:
    """Writes every machine-readable file; returns their bytes."""
    size = 0
    for path, pieces in stream(city, published, as_of=AS_OF, gate=gate):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            size += sum(file.write(piece) for piece in pieces)
    return size


def one_size(count: int) -> None:
    """All files of so many datasets, with the SHACL gate; then the gate of the next build, with one dataset changed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        city, published = made_catalog(folder), list(many(folder, count))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = 0

        def work() -> None:
            nonlocal size
            gate = Gate(folder / "cache", "rules")
            size = write(city, published, folder / "public", gate)
            gate.save()

        spent = cpu(work)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        told(
            "every machine file, SHACL gate included",
            count,
            spent,
            f"{size / 1e6:,.0f} MB written, peak {peak:,.0f} MB (input alone {before:,.0f} MB)",
        )
        looked = 0
        real = shacl.validate

        def counted(*arguments: object) -> object:
            nonlocal looked
            looked += 1
            return real(*arguments)  # type: ignore[arg-type]

        sys.modules["catalog.metadata.gate"].validate = counted  # type: ignore[attr-defined]
        changed = dataclasses.replace(published[count // 2].dataset, access_rights="RESTRICTED", themes=())
        published[count // 2] = dataclasses.replace(published[count // 2], dataset=changed)
        gate = Gate(folder / "cache", "rules")
        write(city, published, folder / "again", gate)
        print(f"{'next build with one dataset changed':<46} {count:>6} datasets  validated again: {looked}")


def peers(count: int = 1_000) -> None:
    """The same graph with rdflib's writer and pyshacl on everything, beside ours."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        city, published = made_catalog(folder), list(many(folder, count))
        described = [(job[1].dataset.id, dcat.describe(*job)) for job in tasks(city, published)]
        whole = Graph()
        for _, graph in described:
            whole.update(graph)
        print(f"{len(whole):,} triples")
        told("Turtle, ours", count, cpu(lambda: serialise.turtle(whole)))
        as_rdflib = shacl.to_rdflib(whole)
        told("Turtle, rdflib", count, cpu(lambda: as_rdflib.serialize(format="turtle")))
        shacl.shapes_graph(shacl_names := ("dcat-ap",))
        found: list[shacl.Result] = []
        told(
            "SHACL, pyshacl on the whole graph",
            count,
            cpu(lambda: found.extend(shacl.validate(as_rdflib, shacl_names))),
        )
        gate = Gate()

        def look() -> None:
            from catalog.metadata.gate import forms

            for identifier, graph in described:
                gate.look(identifier, forms(graph), lambda graph=graph: graph)

        told("SHACL, our gate, nothing known", count, cpu(look))
        told("SHACL, our gate, next build", count, cpu(look))
        print(f"objections: whole graph {len(found)}, gate {sum(map(len, gate.held.values()))}")


CATALOG_TOML = """uri = "https://data.example.jp"
title = "みなと風市"
description = "見本です。"
[publisher]
name = "みなと風市"
uri = "https://www.example.jp/"
"""
DATASET_TOML = """title = {title}
description = "市内の公共施設に設置したAEDの場所と台数です。"
keywords = {keywords}
themes = ["HEAL"]
issued = 2026-04-01T00:00:00
start_date = 2026-04-01T00:00:00
end_date = 2027-03-31T00:00:00
license = "cc-by/4.0"
availability = "STABLE"
spatial = "https://sws.geonames.org/1850147/"
political_geocoding = "http://dcat-ap.de/def/politicalGeocoding/municipalityKey/01001000"
maintainer = {{name = "情報政策課", email = "opendata@example.jp"}}
creator = {{name = "情報政策課", email = "opendata@example.jp"}}
publisher = {{name = "みなと風市", uri = "https://www.example.jp/"}}
"""


def staticat(python: str, sizes: Iterable[int]) -> None:
    """staticat on a folder of datasets with a CSV and a JSON file each; ours for as many, which writes more."""
    empty = 0.0
    for count in (1, *sizes):
        with tempfile.TemporaryDirectory() as name:
            folder, city = Path(name) / "data", made_catalog(Path(name))
            folder.mkdir()
            (folder / "catalog.toml").write_text(CATALOG_TOML, encoding="utf-8")
            published = list(many(Path(name), count))
            for p in published:
                mine = folder / p.dataset.id
                mine.mkdir()
                words = list(p.dataset.keywords["ja"])
                text = DATASET_TOML.format(
                    title=json.dumps(p.dataset.title["ja"], ensure_ascii=False),
                    keywords=json.dumps(words, ensure_ascii=False),
                )
                (mine / "dataset.toml").write_text(text, encoding="utf-8")
                for d in p.distributions:
                    (mine / d.path.rsplit("/", 1)[-1]).write_bytes(d.blob.read_bytes())
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            done = subprocess.run([python, "-m", "staticat", str(folder)], capture_output=True, text=True, check=False)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            turtle = folder / "catalog.ttl"
            if done.returncode or "ERROR" in done.stderr or not turtle.is_file():
                print(done.stderr[-500:])
                return
            if count == 1:
                empty = spent
                print(f"staticat starts in {spent:.2f} s (left out below)")
                continue
            more = f"{turtle.stat().st_size / 1e6:,.1f} MB, catalog.ttl only"
            told("staticat: Turtle and a page a dataset", count, spent - empty, more)
            sizes_ours = 0

            def ours(city: Catalog = city, published: list[Published] = published, name: str = name) -> None:
                nonlocal sizes_ours
                sizes_ours = write(city, published, Path(name) / "public")

            spent = cpu(ours)
            told("ours: every machine-readable file", count, spent, f"{sizes_ours / 1e6:,.1f} MB")
            told("ours: Turtle alone", count, cpu(lambda city=city, published=published: turtle_alone(city, published)))


def turtle_alone(city: Catalog, published: list[Published]) -> int:
    return sum(len(serialise.turtle_blocks(dcat.describe(*job))) for job in tasks(city, published))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sizes", type=int, nargs="+", default=[1_000, 3_000, 10_000])
    arguments.add_argument("--peers", action="store_true")
    arguments.add_argument("--staticat", metavar="PYTHON")
    arguments.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.one:
        one_size(given.one)
        return
    for count in given.sizes:
        subprocess.run([sys.executable, __file__, "--one", str(count)], check=True)
    if given.peers:
        peers()
    if given.staticat:
        staticat(given.staticat, (100, 300, 1_000))


if __name__ == "__main__":
    main()
