"""The catalogue's common files, joined from the parts as they come: memory holds the catalogue, not its datasets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from catalog.metadata import catalogue, ckan, dcat_us, feeds, listing, serialise
from catalog.metadata.json_text import around, document
from catalog.metadata.parts import Part
from catalog.metadata.profiles import names
from catalog.metadata.schema_org import issued, modified
from catalog.metadata.scope import series
from catalog.metadata.spool import Dump, Spool
from catalog.metadata.terms import Graph
from catalog.model import Catalog
from catalog.release.published import Published, Tombstone

Files = Iterator[tuple[str, Iterable[bytes]]]


class Whole:
    """Takes the parts one after the other, in the order of `published`; gives a Hydra page whenever one is full."""

    def __init__(self, catalog: Catalog, published: Sequence[Published], as_of: str) -> None:
        self._catalog = catalog
        self._entries = [
            catalogue.Entry(p.dataset.id, issued(p), modified(p), p.dataset.themes) for p in published
        ]  # fmt: skip
        self._series = series(published)
        self._span = catalogue.dates(catalog, self._entries, as_of)
        self._as_of = as_of
        self._pages = max(1, -(-len(published) // catalogue.PAGE_SIZE))
        self._page = 0
        #: Turtle and JSON-LD of the datasets of the page that is filling, and what they share
        self._waiting: list[tuple[bytes, bytes]] = []
        self._page_shared = Graph()
        self._shared = Graph()
        self._dump = Dump()
        self._spool = Spool()
        self._feeds: list[feeds.Entry] = []
        self._rows: list[tuple[str, ...]] = []
        self._packages: list[tuple[str, str]] = []

    def add(self, part: Part) -> None:
        """Takes one part."""
        self._dump.add(part.ntriples)
        for lane, piece in (("ttl", part.turtle), ("jsonld", part.jsonld), ("rdf", part.rdfxml)):
            self._spool.add(lane, piece)
        for lane, text in (("ckan", part.package[2]), ("us", part.us), ("us3", part.us3)):
            self._spool.add(lane, text.encode())
        self._shared.update(part.shared)
        self._page_shared.update(part.shared)
        self._feeds.append(part.feed)
        self._rows.append(part.row)
        self._packages.append(part.package[:2])
        self._waiting.append((part.turtle, part.jsonld))

    @property
    def is_page_full(self) -> bool:
        return len(self._waiting) == catalogue.PAGE_SIZE

    def page(self) -> Files:
        """The next Hydra page, in each of its forms."""
        self._page += 1
        waiting, self._waiting = self._waiting, []
        shared, self._page_shared = self._page_shared, Graph()
        start = (self._page - 1) * catalogue.PAGE_SIZE
        entries = self._entries[start : start + len(waiting)]
        for suffix in ("ttl", "jsonld"):
            common = catalogue.paging(self._catalog, self._page, self._pages, len(self._entries), suffix)
            common.update(catalogue.catalogue(self._catalog, entries, {}, span=self._span, full=False))
            common.update(shared)
            pieces = [t for t, _ in waiting] if suffix == "ttl" else _separated([j for _, j in waiting])
            yield f"catalog/{self._page}.{suffix}", _document(suffix, serialise.render(common), pieces)

    def finish(self, tombstones: Sequence[Tombstone]) -> Files:
        """The last page and the files of the whole catalogue."""
        if self._waiting or not self._entries:
            yield from self.page()
        common = catalogue.catalogue(self._catalog, self._entries, self._series, as_of=self._as_of, span=self._span)
        common.update(self._shared)
        rendered = serialise.render(common)
        self._dump.add(rendered.ntriples.encode())
        for suffix in ("ttl", "jsonld", "rdf"):
            pieces = self._spool.pieces(suffix, b",\n" if suffix == "jsonld" else b"")
            yield f"catalog.{suffix}", _document(suffix, rendered, pieces)
        yield "catalog.nt.gz", self._dump.finish()
        if "dcat-us" in names(self._catalog):
            for name, lane, head in (
                ("data.json", "us", dcat_us.data_json(self._catalog, [])),
                ("dcat-us-3.json", "us3", dcat_us.catalog_3(self._catalog, [])),
            ):
                yield name, around(head, "dataset", self._spool.pieces(lane, b",\n"))
        yield "opendata-list.csv", (listing.opendata_list(self._rows),)
        yield from self._ckan()
        for path, content in feeds.feeds(self._catalog, self._feeds, tombstones, self._as_of):
            yield path, (content,)
        for path, content in feeds.sitemap(self._catalog, self._feeds):
            yield path, (content,)
        yield "robots.txt", (feeds.robots(self._catalog),)

    def _ckan(self) -> Files:
        order = sorted(range(len(self._packages)), key=self._packages.__getitem__)
        listed = ckan.package_list([name for _, name in self._packages])
        # CKAN answers with and without a version in the address; its Python client asks without.
        for folder in ("api/3/action", "api/action"):
            found = self._spool.pieces("ckan", b",\n", order)
            yield f"{folder}/package_search", ckan.package_search(found, len(order))
            yield f"{folder}/package_list", (document(listed),)


def _document(suffix: str, common: serialise.Rendered, pieces: Iterable[bytes]) -> Iterator[bytes]:
    # The common subjects first: a reader meets the catalogue before its datasets.
    if suffix == "jsonld":
        yield (serialise.JSONLD_HEAD + common.jsonld.removesuffix(",\n")).encode()
        first = True
        for piece in pieces:
            yield b",\n" if first else b""
            first = False
            yield piece
        yield serialise.JSONLD_TAIL.encode()
        return
    head, tail = (serialise.RDF_HEAD, serialise.RDF_TAIL) if suffix == "rdf" else (serialise.TURTLE_HEAD, "")
    yield (head + (common.rdfxml if suffix == "rdf" else common.turtle)).encode()
    yield from pieces
    yield tail.encode()


def _separated(pieces: Sequence[bytes]) -> Iterator[bytes]:
    for number, piece in enumerate(pieces):
        if number:
            yield b",\n"
        yield piece
