"""DCAT 3 / DCAT-AP 3.0.1: the description of a dataset and of the catalogue, as functions over a `Scope`.

Sources: W3C DCAT 3; DCAT-AP 3.0.1 (SEMIC), whose range shapes want every value typed: shared values (a licence, a file
type, an area) are described where they are used, so that a file can be validated alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from catalog.metadata import iris, vocabularies
from catalog.metadata.schema_org import coverage
from catalog.metadata.scope import Neighbours, Scope, scope
from catalog.metadata.terms import Graph, Literal, date, iri, typed
from catalog.model import Agent, Catalog, ContactPoint, Licence
from catalog.release.published import Published

STANDARD_PAGE = "https://www.digital.go.jp/resources/open_data/municipal-standard-data-set-test"
#: Tag by which BODIK and others find data of the municipal standard.
STANDARD_TAG = "自治体標準ODS"
LOCAL_AUTHORITY = "http://purl.org/adms/publishertype/LocalAuthority"


def describe(catalog: Catalog, published: Published, neighbours: Neighbours | None = None) -> Graph:
    """The graph of one dataset: by itself valid, without the catalogue, under the catalogue's profiles."""
    from catalog.metadata.profiles import functions

    found = scope(catalog, published, neighbours)
    for function in functions(catalog):
        function(found)
    return found.graph


# --- the functions of a profile -----------------------------------------------------------------------------------


def identity(s: Scope) -> None:
    """Mandatory: type, title, description; the identifier that stays."""
    d = s.published.dataset
    s.graph.add(s.iri, "a", iri("dcat:Dataset"), iri("dcat:Resource"))
    s.graph.words(s.iri, "dct:title", d.title)
    s.graph.words(s.iri, "dct:description", d.description)
    s.graph.plain(s.iri, "dct:identifier", identifier(s.catalog, d.id))


def subject(s: Scope) -> None:
    """Recommended: keywords and themes; the names of a standard dataset as the tags that others look for."""
    d = s.published.dataset
    for lang, words in sorted(d.keywords.items(), key=lambda item: (item[0] != "ja", item[0])):
        for word in words:
            s.graph.words(s.iri, "dcat:keyword", {lang: word})
    for tag in standard_tags(d.conforms_to):
        s.graph.words(s.iri, "dcat:keyword", {"ja": tag})
    for code in eu_themes(d.themes):
        term = vocabularies.eu_theme(code)
        s.graph.add(s.iri, "dcat:theme", concept(s.graph, term, vocabularies.DATA_THEME))
        theme_scheme(s.graph)


def responsible(s: Scope) -> None:
    """Recommended: publisher and contact point."""
    if s.publisher.name:
        s.graph.add(s.iri, "dct:publisher", agent(s.graph, s.catalog, s.publisher))
    if s.contact is not None:
        s.graph.add(s.iri, "dcat:contactPoint", contact_point(s.graph, s.catalog, s.contact))


def extent(s: Scope) -> None:
    """Recommended: the area and the period that the data are about."""
    spatial = s.published.dataset.spatial
    known = coverage(s.catalog, s.published)
    box = _box([(x, y) for table in s.published.tables for x, y, _ in table.points])
    if known is not None:
        s.graph.add(s.iri, "dct:spatial", area(s.graph, s.catalog, known))
    elif spatial:
        # Harvesters take one area: the recorded places bound it only when the words are no known municipality.
        node = s.part("area")
        s.graph.add(s.iri, "dct:spatial", node)
        s.graph.add(node, "a", iri("dct:Location"))
        s.graph.words(node, "skos:prefLabel", {"ja": str(spatial)})
        _shape(s.graph, node, box)
    period = s.published.dataset.temporal
    start, end = (date(period.start), date(period.end, end=True)) if period else (None, None)
    if start or end:
        node = s.part("period")
        s.graph.add(s.iri, "dct:temporal", node)
        s.graph.add(node, "a", iri("dct:PeriodOfTime"))
        s.graph.add(node, "dcat:startDate", start)
        s.graph.add(node, "dcat:endDate", end)


def access(s: Scope) -> None:
    """Access rights, language, pages, the standard that the data follow."""
    d, g = s.published.dataset, s.graph
    rights = vocabularies.access_rights(d.access_rights or "PUBLIC")
    if rights:
        g.add(s.iri, "dct:accessRights", rights.iri)
        g.add(rights.iri, "a", iri("dct:RightsStatement"))
        concept(g, rights, vocabularies.EU + "access-right")
    for tag in _tags(d.extras.get("language")) or ("ja",):
        s.graph.add(s.iri, "dct:language", language(g, tag))
    g.add(s.iri, "dcat:landingPage", document(g, s.page))
    declared = iris.clean(d.landing_page)
    if declared and declared != s.page:
        g.add(s.iri, "foaf:page", document(g, declared))
    for reference in d.conforms_to:
        g.add(s.iri, "dct:conformsTo", standard(g, s.catalog, reference))


# --- shared nodes ---------------------------------------------------------------------------------------------------


def identifier(catalog: Catalog, dataset_id: str) -> str:
    """The identifier that is unique in the whole country and outlives a change of address: 131016_aed."""
    return f"{catalog.municipality}_{dataset_id}" if catalog.municipality else dataset_id


def standard_tags(references: Sequence[str]) -> list[str]:
    """Tags of standard datasets: 自治体標準ODS, the name of the dataset, and the name without 一覧, which BODIK reads."""
    found = [known[1] for r in references if (known := vocabularies.standard(r))]
    names = [n for name in found for n in (name, name.removesuffix("一覧"))]
    return list(dict.fromkeys([STANDARD_TAG, *names])) if found else []


def eu_themes(words: Sequence[str]) -> list[str]:
    """The EU data themes of what was declared, each once, in order."""
    found = (vocabularies.theme(word) for word in words)
    return list(dict.fromkeys(code for theme in found if theme for code in theme.eu))


#: Schemes that get their title elsewhere.
_OWN_TITLES = {vocabularies.DATA_THEME}


def concept(g: Graph, term: vocabularies.Term, scheme: str, kind: str | None = "skos:Concept") -> str:
    """Describes a term of a controlled vocabulary where it is used."""
    if kind:
        g.add(term.iri, "a", iri(kind))
    g.words(term.iri, "skos:prefLabel", term.label)
    g.add(term.iri, "skos:inScheme", scheme)
    g.add(scheme, "a", iri("skos:ConceptScheme"))
    if scheme not in _OWN_TITLES:
        g.words(scheme, "dct:title", {"en": scheme.removesuffix("/1.0").rsplit("/", 1)[-1]})
    return term.iri


def theme_scheme(g: Graph) -> str:
    node = vocabularies.DATA_THEME
    g.add(node, "a", iri("skos:ConceptScheme"))
    g.words(node, "dct:title", {"ja": "EUのデータ分類", "en": "Data themes of the EU vocabularies"})
    return node


def agent(g: Graph, catalog: Catalog, who: Agent) -> str:
    node = iris.agent(catalog, who)
    g.add(node, "a", iri("foaf:Agent"), iri("foaf:Organization"))
    g.words(node, "foaf:name", who.name)
    g.add(node, "foaf:mbox", iris.mailto(who.email))
    g.plain(node, "dct:identifier", who.identifier)
    if home := iris.clean(who.url):
        g.add(node, "foaf:homepage", document(g, home))
    g.add(node, "dct:type", LOCAL_AUTHORITY)
    kind = vocabularies.Term("LocalAuthority", LOCAL_AUTHORITY, {"ja": "地方公共団体", "en": "Local authority"})
    concept(g, kind, "http://purl.org/adms/publishertype/1.0")
    return node


def contact_point(g: Graph, catalog: Catalog, who: ContactPoint) -> str:
    node = iris.contact(catalog, who)
    g.add(node, "a", iri("vcard:Kind"), iri("vcard:Organization"))
    g.words(node, "vcard:fn", who.name)
    g.add(node, "vcard:hasEmail", iris.mailto(who.email))
    g.add(node, "vcard:hasTelephone", iris.telephone(who.telephone))
    g.add(node, "vcard:hasURL", iris.clean(who.url))
    return node


def area(g: Graph, catalog: Catalog, known: vocabularies.Area) -> str:
    node = iris.area(catalog, known.code)
    g.add(node, "a", iri("dct:Location"))
    g.words(node, "skos:prefLabel", known.name)
    g.plain(node, "dct:identifier", known.code)
    _shape(g, node, known.bbox, known.centroid)
    g.add(node, "rdfs:seeAlso", known.statistics_iri)
    return node


def document(g: Graph, address: str) -> str:
    g.add(address, "a", iri("foaf:Document"))
    return address


def language(g: Graph, tag: str) -> str | None:
    term = vocabularies.language(tag)
    if term is None:
        return None
    g.add(term.iri, "a", iri("dct:LinguisticSystem"))
    return concept(g, term, vocabularies.EU + "language", kind=None)


def licence(g: Graph, given: Licence) -> str | None:
    node = iris.clean(given.iri)
    if node is None:
        return None
    g.add(node, "a", iri("dct:LicenseDocument"))
    g.words(node, "dct:title", given.title)
    g.plain(node, "dct:identifier", given.name)
    kind = vocabularies.licence_type(vocabularies.licence_facts(given).get("type", "UnknownIPR"))
    g.add(node, "dct:type", concept(g, kind, "http://purl.org/adms/licencetype/1.0"))
    return node


def standard(g: Graph, catalog: Catalog, reference: str) -> str | None:
    """A standard that data follow: a standard dataset of the municipal standard, or any address."""
    if found := vocabularies.standard(reference):
        number, name = found
        node = f"{iris.address(catalog, 'standards/')}#jp-standard-{number}"
        g.words(node, "dct:title", {"ja": f"自治体標準オープンデータセット {number} {name}"})
        g.add(node, "rdfs:seeAlso", STANDARD_PAGE)
    else:
        address = iris.clean(reference)
        node = address or f"{iris.address(catalog, 'standards/')}#{iris.fragment(reference)}"
        if address is None:
            g.words(node, "dct:title", {"ja": reference})
    g.add(node, "a", iri("dct:Standard"))
    return node


def _shape(
    g: Graph,
    node: str,
    box: tuple[float, float, float, float] | None,
    centre: tuple[float, float] | None = None,
) -> None:
    # WKT in longitude, latitude: the order of CRS84, which GeoSPARQL takes when none is named.
    if box is not None:
        west, south, east, north = box
        ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
        corners = ", ".join(f"{_degrees(x)} {_degrees(y)}" for x, y in ring)
        g.add(node, "dcat:bbox", typed(f"POLYGON(({corners}))", "geo:wktLiteral"))
        centre = centre or ((west + east) / 2, (south + north) / 2)
    if centre is not None:
        g.add(node, "dcat:centroid", typed(f"POINT({_degrees(centre[0])} {_degrees(centre[1])})", "geo:wktLiteral"))


def _box(points: Sequence[tuple[float, float]]) -> tuple[float, float, float, float] | None:
    if not points:
        return None
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _degrees(value: float) -> str:
    return f"{value:.5f}".rstrip("0").rstrip(".")


def _tags(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(v) for v in value) if isinstance(value, list | tuple) else ()


Function = Callable[[Scope], None]
__all__ = ["Function", "Literal", "describe", "identifier"]
