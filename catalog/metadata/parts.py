"""What one dataset gives to the catalogue: its own files, and its share of the common ones; pure, to run anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog.metadata import ckan, dcat_us, feeds, iris, listing, packages, serialise
from catalog.metadata.croissant import croissant
from catalog.metadata.csvw import csvw
from catalog.metadata.dcat import describe
from catalog.metadata.distributions import csvw_path
from catalog.metadata.gate import forms
from catalog.metadata.json_text import document, dumps
from catalog.metadata.profiles import names
from catalog.metadata.scope import Neighbours, neighbours, slim
from catalog.metadata.terms import Graph
from catalog.model import Catalog
from catalog.release.published import Published


@dataclass(frozen=True, slots=True)
class Part:
    """What one dataset gives to the catalogue: its own files, and its share of the common ones."""

    files: tuple[tuple[str, bytes], ...]
    #: the forms of its nodes, which decide whether SHACL has to look (see `gate`)
    forms: tuple[str, ...]
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
    text = dumps(package)
    american = "dcat-us" in names(catalog)
    return Part(
        files=tuple(_files(catalog, published, mine, common, text)),
        forms=tuple(sorted(forms(graph))),
        feed=feeds.entry(catalog, published),
        turtle=mine.turtle.encode(),
        jsonld=mine.jsonld.removesuffix(",\n").encode(),
        rdfxml=mine.rdfxml.encode(),
        ntriples=mine.ntriples.encode(),
        shared=shared,
        row=listing.row(catalog, published),
        package=(package["id"], package["name"], text),
        us=dumps(dcat_us.dataset(catalog, published)) if american else "",
        us3=dumps(dcat_us.dataset_3(catalog, published)) if american else "",
    )


def _files(
    catalog: Catalog, published: Published, mine: serialise.Rendered, common: serialise.Rendered, package: str
) -> Iterator[tuple[str, bytes]]:
    folder = f"datasets/{published.dataset.id}/"
    yield folder + "metadata.ttl", (serialise.TURTLE_HEAD + mine.turtle + common.turtle).encode()
    yield folder + "metadata.jsonld", serialise.document_jsonld(mine.jsonld + common.jsonld).encode()
    body = mine.rdfxml + common.rdfxml
    yield folder + "metadata.rdf", (serialise.RDF_HEAD + body + serialise.RDF_TAIL).encode()
    yield folder + "datapackage.json", document(packages.datapackage(catalog, published))
    yield folder + "croissant.json", document(croissant(catalog, published))
    for d, table in packages.tables(published):
        yield csvw_path(d), document(csvw(catalog, published, d, table))
    yield f"api/3/action/package_show/{published.dataset.id}", ckan.package_show(package).encode()


def _divide(graph: Graph, page: str) -> tuple[Graph, Graph]:
    own, shared = Graph(), Graph()
    for subject, predicates in graph.subjects.items():
        (own if subject.startswith(page) else shared).subjects[subject] = predicates
    return own, shared
