"""All machine-readable files of the output folder (contract §6), from what the gate has let through.

Per dataset the work is a pure function (`part`) that any Executor can run; the catalogue-wide files only join what the
parts give, so that their cost grows with the number of datasets and no faster. `catalog.datasets` is never looked at:
held datasets stand there.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.metadata import catalogue, ckan, dcat_us, feeds, iris, listing, packages, serialise
from catalog.metadata.dcat import describe
from catalog.metadata.profiles import names
from catalog.metadata.schema_org import issued, modified, schema_org, typed_links
from catalog.metadata.scope import Neighbours, neighbours, series, slim
from catalog.metadata.terms import Graph
from catalog.model import Catalog
from catalog.release.published import Published, Tombstone


@dataclass(frozen=True, slots=True)
class Part:
    """What one dataset gives to the catalogue: its own files, and its share of the common ones."""

    files: tuple[tuple[str, bytes], ...]
    entry: catalogue.Entry
    feed: feeds.Entry
    #: the dataset's own subjects, rendered
    turtle: str
    jsonld: str
    rdfxml: str
    ntriples: str
    #: subjects that other datasets may describe as well
    shared: Graph
    row: tuple[str, ...]
    package: dict[str, Any]
    us: dict[str, Any] | None
    us3: dict[str, Any] | None


def export(
    catalog: Catalog,
    published: Sequence[Published],
    *,
    tombstones: Sequence[Tombstone] = (),
    as_of: str = "",
    generator: str = "machi-catalog",
    parts: Iterable[Part] | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Every machine-readable file as (path in public/, bytes), in a fixed order.

    `parts` may give what an Executor has made of `tasks(catalog, published)`, in the same order; otherwise they are
    made here, one after the other.
    """
    catalog = slim(catalog)
    made = parts if parts is not None else (part(c, p, n) for c, p, n in tasks(catalog, published))
    gathered: list[Part] = []
    for one in made:
        yield from one.files
        gathered.append(_without_files(one))
    yield from _whole(catalog, gathered, series(published), as_of)
    yield from _pages(catalog, gathered, as_of)
    if "dcat-us" in names(catalog):
        yield "data.json", _json(dcat_us.data_json(catalog, [p.us for p in gathered if p.us is not None]))
        us3 = dcat_us.catalog_3(catalog, [p.us3 for p in gathered if p.us3 is not None])
        yield "dcat-us-3.json", _json(us3)
    yield "opendata-list.csv", listing.opendata_list(p.row for p in gathered)
    yield from _ckan(gathered)
    yield from feeds.feeds(catalog, [p.feed for p in gathered], tombstones, as_of)
    yield from feeds.sitemap(catalog, [p.feed for p in gathered])
    yield "robots.txt", feeds.robots(catalog)


def tasks(catalog: Catalog, published: Sequence[Published]) -> Iterator[tuple[Catalog, Published, Neighbours]]:
    """The arguments of `part` for each dataset: `executor.map(part, *zip(*tasks(catalog, published)))`."""
    small, known = slim(catalog), neighbours(published)
    for p in published:
        yield small, p, known[p.dataset.id]


def dataset_files(catalog: Catalog, published: Published, near: Neighbours | None = None) -> list[tuple[str, bytes]]:
    """The machine-readable files of one dataset: a pure, picklable function."""
    return list(part(catalog, published, near).files)


def part(catalog: Catalog, published: Published, near: Neighbours | None = None) -> Part:
    """Describes one dataset in every form; pure, so that it may run anywhere."""
    graph = describe(catalog, published, near)
    own, shared = _divide(graph, iris.dataset_page(catalog, published.dataset.id))
    package = ckan.package(catalog, published)
    american = "dcat-us" in names(catalog)
    return Part(
        files=tuple(_files(catalog, published, graph, package)),
        entry=catalogue.Entry(
            published.dataset.id, issued(published), modified(published), published.dataset.themes
        ),
        feed=feeds.entry(catalog, published),
        turtle=serialise.turtle_blocks(own),
        jsonld=serialise.jsonld_nodes(own),
        rdfxml=serialise.rdfxml_blocks(own),
        ntriples=serialise.ntriples(own),
        shared=shared,
        row=listing.row(catalog, published),
        package=package,
        us=dcat_us.dataset(catalog, published) if american else None,
        us3=dcat_us.dataset_3(catalog, published) if american else None,
    )  # fmt: skip


def _files(
    catalog: Catalog, published: Published, graph: Graph, package: dict[str, Any]
) -> Iterator[tuple[str, bytes]]:
    folder = f"datasets/{published.dataset.id}/"
    yield folder + "metadata.ttl", serialise.turtle(graph).encode()
    yield folder + "metadata.jsonld", serialise.jsonld(graph).encode()
    yield folder + "metadata.rdf", serialise.rdfxml(graph).encode()
    yield folder + "datapackage.json", _json(packages.datapackage(catalog, published))
    yield folder + "croissant.json", _json(packages.croissant(catalog, published))
    for d, table in packages.tables(published):
        if not d.path.startswith(("http://", "https://")):
            yield f"{d.path}-metadata.json", _json(packages.csvw(catalog, published, d, table))
    yield f"api/3/action/package_show/{published.dataset.id}", _json(ckan.package_show(package))


def _whole(
    catalog: Catalog, parts: Sequence[Part], members: dict[str, list[str]], as_of: str
) -> Iterator[tuple[str, bytes]]:
    common = catalogue.catalogue(catalog, [p.entry for p in parts], members, as_of=as_of)
    for p in parts:
        common.update(p.shared)
    yield from _document("catalog", parts, common, ("ttl", "jsonld", "rdf", "nt.gz"))


def _pages(catalog: Catalog, parts: Sequence[Part], as_of: str) -> Iterator[tuple[str, bytes]]:
    total, size = len(parts), catalogue.PAGE_SIZE
    pages = max(1, -(-total // size))
    span = catalogue.dates(catalog, [p.entry for p in parts], as_of)
    for number in range(1, pages + 1):
        mine = parts[(number - 1) * size : number * size]
        for suffix in ("ttl", "jsonld"):
            common = catalogue.paging(catalog, number, pages, total, suffix)
            common.update(catalogue.catalogue(catalog, [p.entry for p in mine], {}, span=span, full=False))
            for p in mine:
                common.update(p.shared)
            yield from _document(f"catalog/{number}", mine, common, (suffix,))


def _document(path: str, parts: Sequence[Part], common: Graph, suffixes: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    # The common subjects first: a reader meets the catalogue before its datasets.
    for suffix in suffixes:
        if suffix == "ttl":
            blocks = [serialise.TURTLE_HEAD, serialise.turtle_blocks(common), *(p.turtle for p in parts)]
            yield f"{path}.ttl", "".join(blocks).encode()
        elif suffix == "jsonld":
            nodes = [n for n in (serialise.jsonld_nodes(common), *(p.jsonld for p in parts)) if n]
            yield f"{path}.jsonld", (serialise.JSONLD_HEAD + ",\n".join(nodes) + serialise.JSONLD_TAIL).encode()
        elif suffix == "rdf":
            blocks = [
                serialise.RDF_HEAD,
                serialise.rdfxml_blocks(common),
                *(p.rdfxml for p in parts),
                serialise.RDF_TAIL,
            ]
            yield f"{path}.rdf", "".join(blocks).encode()
        else:
            lines = "".join([serialise.ntriples(common), *(p.ntriples for p in parts)])
            # No time and no name in the gzip head: the same triples give the same bytes.
            yield f"{path}.nt.gz", gzip.compress(lines.encode(), compresslevel=6, mtime=0)


def _ckan(parts: Sequence[Part]) -> Iterator[tuple[str, bytes]]:
    found = [p.package for p in parts]
    yield "api/3/action/package_search", _json(ckan.package_search(found))
    yield "api/3/action/package_list", _json(ckan.package_list(found))


def _divide(graph: Graph, page: str) -> tuple[Graph, Graph]:
    own, shared = Graph(), Graph()
    for subject, predicates in graph.subjects.items():
        (own if subject.startswith(page) else shared).subjects[subject] = predicates
    return own, shared


def _without_files(one: Part) -> Part:
    from dataclasses import replace

    return replace(one, files=())


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


__all__ = ["Part", "dataset_files", "export", "part", "schema_org", "tasks", "typed_links"]
