"""All machine-readable files of the output folder (contract §6), from what the gate has let through.

Per dataset the work is a pure function (`part`) that any Executor can run; the catalogue-wide files only join what the
parts give, so that their cost grows with the number of datasets and no faster. `catalog.datasets` is never looked at:
held datasets stand there.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from catalog.metadata import catalogue, ckan, dcat_us, feeds, iris, listing, packages, serialise
from catalog.metadata.croissant import croissant
from catalog.metadata.csvw import csvw
from catalog.metadata.dcat import describe
from catalog.metadata.distributions import csvw_path
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
    #: the dataset's own subjects, rendered, in UTF-8
    turtle: bytes
    jsonld: bytes
    rdfxml: bytes
    ntriples: bytes
    #: subjects that other datasets may describe as well
    shared: Graph
    row: tuple[str, ...]
    #: CKAN id and name, and the package as JSON
    package: tuple[str, str, str]
    #: entries of data.json and of the DCAT-US 3 file as JSON; "" when switched off
    us: str
    us3: str


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
    dump = _Dump()
    for one in made:
        yield from one.files
        dump.add(one.ntriples)
        gathered.append(replace(one, files=(), ntriples=b""))
    yield from _whole(catalog, gathered, series(published), as_of, dump)
    yield from _pages(catalog, gathered, as_of)
    if "dcat-us" in names(catalog):
        yield "data.json", _around(dcat_us.data_json(catalog, []), "dataset", [p.us for p in gathered])
        yield "dcat-us-3.json", _around(dcat_us.catalog_3(catalog, []), "dataset", [p.us3 for p in gathered])
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
    mine, common = serialise.render(own), serialise.render(shared, recurring=True)
    package = ckan.package(catalog, published)
    text = _dumps(package)
    american = "dcat-us" in names(catalog)
    return Part(
        files=tuple(_files(catalog, published, mine, common, text)),
        entry=catalogue.Entry(published.dataset.id, issued(published), modified(published), published.dataset.themes),
        feed=feeds.entry(catalog, published),
        turtle=mine.turtle.encode(),
        jsonld=mine.jsonld.encode(),
        rdfxml=mine.rdfxml.encode(),
        ntriples=mine.ntriples.encode(),
        shared=shared,
        row=listing.row(catalog, published),
        package=(package["id"], package["name"], text),
        us=_dumps(dcat_us.dataset(catalog, published)) if american else "",
        us3=_dumps(dcat_us.dataset_3(catalog, published)) if american else "",
    )


def _files(
    catalog: Catalog, published: Published, mine: serialise.Rendered, common: serialise.Rendered, package: str
) -> Iterator[tuple[str, bytes]]:
    folder = f"datasets/{published.dataset.id}/"
    yield folder + "metadata.ttl", (serialise.TURTLE_HEAD + mine.turtle + common.turtle).encode()
    yield folder + "metadata.jsonld", serialise.document_jsonld(mine.jsonld + common.jsonld).encode()
    body = mine.rdfxml + common.rdfxml
    yield folder + "metadata.rdf", (serialise.RDF_HEAD + body + serialise.RDF_TAIL).encode()
    yield folder + "datapackage.json", _json(packages.datapackage(catalog, published))
    yield folder + "croissant.json", _json(croissant(catalog, published))
    for d, table in packages.tables(published):
        yield csvw_path(d), _json(csvw(catalog, published, d, table))
    yield f"api/3/action/package_show/{published.dataset.id}", ckan.package_show(package).encode()


def _whole(
    catalog: Catalog, parts: Sequence[Part], members: Mapping[str, Sequence[str]], as_of: str, dump: _Dump
) -> Iterator[tuple[str, bytes]]:
    common = catalogue.catalogue(catalog, [p.entry for p in parts], members, as_of=as_of)
    for p in parts:
        common.update(p.shared)
    rendered = serialise.render(common)
    dump.add(rendered.ntriples.encode())
    for suffix in ("ttl", "jsonld", "rdf"):
        yield f"catalog.{suffix}", _document(suffix, parts, rendered)
    yield "catalog.nt.gz", dump.finish()


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
            yield f"catalog/{number}.{suffix}", _document(suffix, mine, serialise.render(common))


def _document(suffix: str, parts: Sequence[Part], common: serialise.Rendered) -> bytes:
    # The common subjects first: a reader meets the catalogue before its datasets.
    if suffix == "ttl":
        return b"".join([(serialise.TURTLE_HEAD + common.turtle).encode(), *(p.turtle for p in parts)])
    if suffix == "rdf":
        head, tail = (serialise.RDF_HEAD + common.rdfxml).encode(), serialise.RDF_TAIL.encode()
        return b"".join([head, *(p.rdfxml for p in parts), tail])
    nodes = [common.jsonld.encode(), *(p.jsonld for p in parts)]
    nodes[-1] = nodes[-1].removesuffix(b",\n")
    return b"".join([serialise.JSONLD_HEAD.encode(), *nodes, serialise.JSONLD_TAIL.encode()])


class _Dump:
    """catalog.nt.gz, compressed as the parts come; no time and no name in its head, so that bytes depend on triples."""

    def __init__(self) -> None:
        self._packer = zlib.compressobj(6, zlib.DEFLATED, 31)
        self._chunks: list[bytes] = []

    def add(self, lines: bytes) -> None:
        self._chunks.append(self._packer.compress(lines))

    def finish(self) -> bytes:
        return b"".join([*self._chunks, self._packer.flush()])


def _ckan(parts: Sequence[Part]) -> Iterator[tuple[str, bytes]]:
    found = sorted(p.package for p in parts)
    yield "api/3/action/package_search", ckan.package_search([text for _, _, text in found]).encode()
    yield "api/3/action/package_list", _json(ckan.package_list([name for _, name, _ in found]))


def _divide(graph: Graph, page: str) -> tuple[Graph, Graph]:
    own, shared = Graph(), Graph()
    for subject, predicates in graph.subjects.items():
        (own if subject.startswith(page) else shared).subjects[subject] = predicates
    return own, shared


def _around(head: Mapping[str, Any], key: str, entries: Sequence[str]) -> bytes:
    """A JSON object whose list under `key` is given as rendered entries, one a line."""
    rest = {k: v for k, v in head.items() if k != key}
    body = ",\n".join(entries)
    return f'{_lines(rest)[:-2]},\n"{key}": [\n{body}\n]\n}}\n'.encode()


def _json(data: Mapping[str, Any]) -> bytes:
    return (_lines(data) + "\n").encode()


def _lines(data: Mapping[str, Any]) -> str:
    """JSON with one key a line, and one entry a line where a value is a list of objects: fast, and diffs stay small."""
    lines = []
    for key in sorted(data):
        value = data[key]
        if isinstance(value, list) and value and isinstance(value[0], dict):
            entries = ",\n  ".join(_dumps(entry) for entry in value)
            lines.append(f" {_dumps(key)}: [\n  {entries}\n ]")
        else:
            lines.append(f" {_dumps(key)}: {_dumps(value)}")
    return "{\n" + ",\n".join(lines) + "\n}"


_dumps = json.JSONEncoder(ensure_ascii=False, sort_keys=True, check_circular=False).encode

__all__ = ["Part", "dataset_files", "export", "part", "schema_org", "tasks", "typed_links"]
