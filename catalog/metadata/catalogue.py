"""dcat:Catalog with its service and series, and the Hydra pages in which large catalogues are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog.metadata import iris, vocabularies
from catalog.metadata.dcat import (
    agent,
    area,
    concept,
    contact_point,
    document,
    eu_themes,
    language,
    licence,
    theme_scheme,
)
from catalog.metadata.profiles import names
from catalog.metadata.schema_org import home
from catalog.metadata.terms import Graph, date, iri, typed
from catalog.metadata.versions import series_node
from catalog.model import Catalog

PAGE_SIZE = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """What the catalogue itself says of a dataset."""

    id: str
    issued: str
    modified: str
    themes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


def dates(catalog: Catalog, entries: Sequence[Entry], as_of: str) -> tuple[str, str]:
    """When the catalogue was first published and last changed: declared, else by its datasets and `as_of`."""
    declared = catalog.extras.get("issued")
    first = declared if isinstance(declared, str) else min((e.issued for e in entries if e.issued), default=as_of)
    last = max((e.modified[:10] for e in entries if e.modified), default="")
    return first, max(as_of, last)


def catalogue(
    catalog: Catalog,
    entries: Sequence[Entry],
    series: Mapping[str, Sequence[str]],
    *,
    as_of: str = "",
    span: tuple[str, str] | None = None,
    full: bool = True,
) -> Graph:
    """The graph of the catalogue with links to `entries`; `full` adds its service and series (once, not on each page)."""
    g, node = Graph(), iris.catalogue(catalog)
    g.add(node, "a", iri("dcat:Catalog"))
    g.words(node, "dct:title", catalog.title)
    g.words(node, "dct:description", catalog.description or catalog.title)
    g.plain(node, "dct:identifier", catalog.municipality)
    g.add(node, "foaf:homepage", document(g, iris.site(catalog)))
    g.add(node, "dct:publisher", agent(g, catalog, catalog.publisher))
    if catalog.contact_point is not None:
        g.add(node, "dcat:contactPoint", contact_point(g, catalog, catalog.contact_point))
    for tag in catalog.languages:
        g.add(node, "dct:language", language(g, tag))
    if catalog.licences:
        g.add(node, "dct:license", licence(g, catalog.licences[0]))
    first, last = span or dates(catalog, entries, as_of)
    g.add(node, "dct:issued", date(first))
    g.add(node, "dct:modified", date(last))
    known = home(catalog)
    if known is not None:
        g.add(node, "dct:spatial", area(g, catalog, known))
    g.add(node, "dcat:themeTaxonomy", theme_scheme(g))
    records = "dcat-goj" in names(catalog)
    if records:
        fields = iris.concept(catalog, "fields")
        g.add(node, "dcat:themeTaxonomy", fields)
        g.add(fields, "a", iri("skos:ConceptScheme"))
        g.words(fields, "dct:title", {"ja": "オープンデータの17分類", "en": "The 17 fields of Japanese open data"})
    for entry in entries:
        g.add(node, "dcat:dataset", iris.dataset(catalog, entry.id))
        if records:
            g.add(node, "dcat:record", iris.part(catalog, entry.id, "record"))
    if full:
        _service(g, catalog, entries)
        for name, members in series.items():
            found = series_node(g, catalog, name)
            # A series is no dcat:Dataset under DCAT-AP's range shapes; dcat:resource is the general membership.
            g.add(node, "dcat:resource", found)
            g.add(found, "dcat:first", iris.dataset(catalog, members[0]))
            g.add(found, "dcat:last", iris.dataset(catalog, members[-1]))
            for member in members:
                g.add(found, "dcat:seriesMember", iris.dataset(catalog, member))
    return g


def _service(g: Graph, catalog: Catalog, entries: Sequence[Entry]) -> None:
    """The static CKAN-shaped API as a dcat:DataService."""
    node = iris.service(catalog)
    g.add(iris.catalogue(catalog), "dcat:service", node)
    g.add(node, "a", iri("dcat:DataService"))
    g.plain(node, "dct:identifier", "api")
    g.words(node, "dct:title", {"ja": "カタログAPI", "en": "Catalogue API"})
    g.words(
        node,
        "dct:description",
        {"ja": "全データセットの一覧と内容をJSONで返します（CKAN互換）。", "en": "Lists and describes all datasets as JSON (CKAN-shaped)."},
    )  # fmt: skip
    g.words(node, "dcat:keyword", {"ja": "API", "en": "API"})
    g.add(node, "dcat:endpointURL", iris.address(catalog, "api/3/action/package_search"))
    g.add(node, "dcat:endpointDescription", iris.address(catalog, "api/"))
    g.add(node, "dcat:landingPage", document(g, iris.address(catalog, "api/")))
    g.add(node, "dct:publisher", agent(g, catalog, catalog.publisher))
    if catalog.contact_point is not None:
        g.add(node, "dcat:contactPoint", contact_point(g, catalog, catalog.contact_point))
    if catalog.licences:
        g.add(node, "dct:license", licence(g, catalog.licences[0]))
    rights = vocabularies.access_rights("PUBLIC")
    if rights is not None:
        g.add(node, "dct:accessRights", rights.iri)
        g.add(rights.iri, "a", iri("dct:RightsStatement"))
        concept(g, rights, vocabularies.EU + "access-right")
    ckan = "https://docs.ckan.org/en/latest/api/"
    g.add(node, "dct:conformsTo", ckan)
    g.add(ckan, "a", iri("dct:Standard"))
    g.words(ckan, "dct:title", {"en": "CKAN Action API v3"})
    codes = dict.fromkeys(code for e in entries for code in eu_themes(e.themes))
    for code in sorted(codes) or ["GOVE"]:
        term = vocabularies.eu_theme(code)
        g.add(node, "dcat:theme", concept(g, term, vocabularies.DATA_THEME))
    for entry in entries:
        g.add(node, "dcat:servesDataset", iris.dataset(catalog, entry.id))


def paging(catalog: Catalog, number: int, pages: int, total: int, suffix: str) -> Graph:
    """The Hydra controls of page `number` (from 1): PartialCollectionView, and PagedCollection for older clients."""
    g, node = Graph(), page_address(catalog, number, suffix)
    whole = iris.catalogue(catalog)
    g.add(whole, "a", iri("hydra:Collection"))
    g.add(whole, "hydra:totalItems", typed(str(total), "xsd:integer"))
    g.add(whole, "hydra:view", node)
    g.add(node, "a", iri("hydra:PartialCollectionView"), iri("hydra:PagedCollection"))
    g.add(node, "hydra:totalItems", typed(str(total), "xsd:integer"))
    g.add(node, "hydra:itemsPerPage", typed(str(PAGE_SIZE), "xsd:integer"))
    links = {"first": 1, "last": pages}
    if number > 1:
        links["previous"] = number - 1
    if number < pages:
        links["next"] = number + 1
    for name, target in links.items():
        address = page_address(catalog, target, suffix)
        g.add(node, f"hydra:{name}", address)
        g.add(node, f"hydra:{name}Page", address)
    return g


def page_address(catalog: Catalog, number: int, suffix: str) -> str:
    return iris.address(catalog, f"catalog/{number}.{suffix}")
