"""Dates, versions and series: what came before a dataset, what comes after it, and how it changed.

A version is a resource of its own (`dcat:hasVersion`), so that somebody can say which state of the data they used. Its
class is a subclass of dcat:Dataset: DCAT-AP wants a dataset there, while harvesters that list every dcat:Dataset must
not take each version for one more dataset. Where a city keeps files of earlier versions they are the distributions of
those versions; otherwise (what was wrong in them must not stay in public) the record of changes stands in their place.
"""

from __future__ import annotations

from catalog.metadata import iris, vocabularies
from catalog.metadata.dcat import agent, concept, contact_point, identifier
from catalog.metadata.distributions import availability, checksum, licensed, status
from catalog.metadata.schema_org import issued, modified
from catalog.metadata.scope import Scope, series_facts
from catalog.metadata.terms import Graph, date, iri, typed
from catalog.model import Catalog
from catalog.release.published import Change, KeptFile
from catalog.text import lang_text, pick

#: What a version has in common with its dataset.
INHERITED = ("dct:publisher", "dcat:contactPoint", "dcat:keyword", "dcat:theme", "dct:spatial", "dct:temporal")


def history(s: Scope) -> None:
    """Dates, frequency, number and notes of the version, series, replaced and replacing datasets."""
    d, g = s.published.dataset, s.graph
    g.add(s.iri, "dct:issued", date(issued(s.published)))
    g.add(s.iri, "dct:modified", date(modified(s.published)))
    if term := vocabularies.frequency(d.accrual_periodicity):
        g.add(s.iri, "dct:accrualPeriodicity", term.iri)
        g.add(term.iri, "a", iri("dct:Frequency"))
        concept(g, term, vocabularies.EU + "frequency", kind=None)
    changes = s.published.changes
    version = d.version or (changes[0].version if changes else None)
    g.plain(s.iri, "dcat:version", version)
    if changes:
        g.words(s.iri, "adms:versionNotes", changes[0].summary)
    if d.in_series:
        node = iris.series(s.catalog, str(d.in_series))
        g.add(s.iri, "dcat:inSeries", node)
        series_node(g, s.catalog, str(d.in_series), s)
    near = s.neighbours
    for predicate, other in (
        ("dcat:prev", near.previous),
        ("dcat:next", near.following),
        ("dcat:previousVersion", near.replaces),
        ("dct:replaces", near.replaces),
    ):
        if other:
            g.add(s.iri, predicate, iris.dataset(s.catalog, other))
    former = d.extras.get("formerly")
    for old in former if isinstance(former, list | tuple) else [former] if former else []:
        g.add(s.iri, "dct:replaces", iris.dataset(s.catalog, str(old)))
    for other in near.replaced_by:
        g.add(s.iri, "dct:isReplacedBy", iris.dataset(s.catalog, other))
    for other in near.related:
        g.add(s.iri, "dct:relation", iris.dataset(s.catalog, other))


def versions(s: Scope) -> None:
    """One resource for each release, newest first, each leading to the one before it. Stands after the distributions."""
    changes = s.published.changes
    if not changes:
        return
    g, kind = s.graph, iris.concept(s.catalog, "dataset-version")
    nodes = [s.part(f"version-{change.version}") for change in changes]
    g.add(kind, "a", iri("rdfs:Class"))
    g.add(kind, "rdfs:subClassOf", iri("dcat:Dataset"))
    g.words(kind, "rdfs:label", {"ja": "データセットの版", "en": "Version of a dataset"})
    g.add(s.iri, "dcat:hasCurrentVersion", nodes[0])
    record = _record(s) if any(not c.files for c in changes[1:]) else None
    for number, (node, change) in enumerate(zip(nodes, changes, strict=True)):
        g.add(s.iri, "dcat:hasVersion", node)
        g.add(node, "a", kind, iri("prov:Entity"))
        g.add(node, "dcat:isVersionOf", s.iri)
        _facts(s, node, change)
        if number == 0:
            g.copy(s.iri, node, ("dcat:distribution",))
        elif change.files:
            for file in change.files:
                g.add(node, "dcat:distribution", _earlier(s, file, change))
        elif record is not None:
            g.add(node, "dcat:distribution", record)
        if number + 1 < len(nodes):
            g.add(node, "dcat:previousVersion", nodes[number + 1])
            g.add(node, "prov:wasRevisionOf", nodes[number + 1])


def _facts(s: Scope, node: str, change: Change) -> None:
    g, d = s.graph, s.published.dataset
    day = change.version if change.version.startswith(change.date) else f"{change.version}、{change.date}"
    g.words(node, "dct:title", {lang: f"{title}（{day}）" for lang, title in d.title.items()})
    g.words(node, "dct:description", change.summary)
    g.words(node, "adms:versionNotes", change.summary)
    g.plain(node, "dct:identifier", f"{identifier(s.catalog, d.id)}@{change.version}")
    g.plain(node, "dcat:version", change.version)
    g.add(node, "dct:issued", date(change.date))
    g.copy(s.iri, node, INHERITED)


def _record(s: Scope) -> str:
    """What is left of an earlier version: the page that tells what changed."""
    g, node, page = s.graph, s.part("distribution-changes"), f"{s.page}changes/"
    g.add(node, "a", iri("dcat:Distribution"))
    g.words(node, "dct:title", {"ja": "変更履歴", "en": "Record of changes"})
    g.words(
        node,
        "dct:description",
        {"ja": "以前の版のファイルは配布していません。何が変わったかの記録です。",
         "en": "Files of earlier versions are not kept; this is the record of what changed."},
    )  # fmt: skip
    g.add(node, "dcat:accessURL", page)
    html = vocabularies.file_format("html")
    if html is not None:
        g.add(node, "dct:format", html.iri)
        g.add(html.iri, "a", iri("dct:MediaTypeOrExtent"))
        g.words(html.iri, "rdfs:label", {"en": html.label})
    licensed(s, node)
    availability(g, node, "STABLE")
    status(g, node, "WITHDRAWN")
    return node


def _earlier(s: Scope, file: KeptFile, change: Change) -> str:
    """A file of an earlier version."""
    g, name = s.graph, file.path.rsplit("/", 1)[-1]
    node = s.part(f"distribution-{change.version}-{name}")
    g.add(node, "a", iri("dcat:Distribution"))
    g.words(
        node,
        "dct:title",
        {"ja": f"{name}（{change.version}の版）", "en": f"{name} (version {change.version})"},
    )
    g.words(
        node,
        "dct:description",
        {
            "ja": "以前の版のファイルです。新しい版があります。",
            "en": "A file of an earlier version. There is a newer one.",
        },
    )
    g.add(node, "dcat:accessURL", f"{s.page}changes/")
    g.add(node, "dcat:downloadURL", iris.address(s.catalog, file.path))
    kind = vocabularies.file_format(file.format)
    if kind is not None:
        g.add(node, "dct:format", kind.iri)
        g.add(kind.iri, "a", iri("dct:MediaTypeOrExtent"))
        g.words(kind.iri, "rdfs:label", {"en": kind.label})
    licensed(s, node)
    g.add(node, "dct:issued", date(change.date))
    g.add(node, "dcat:byteSize", typed(str(file.bytes), "xsd:nonNegativeInteger"))
    g.add(node, "spdx:checksum", checksum(s, iris.checksum(node), file.sha256))
    availability(g, node, "TEMPORARY")
    status(g, node, "DEPRECATED")
    return node


def series_node(g: Graph, catalog: Catalog, name: str, s: Scope | None = None) -> str:
    """dcat:DatasetSeries, as `series:` of catalog.yaml describes it."""
    node, facts = iris.series(catalog, name), series_facts(catalog, name)
    title = lang_text(facts.get("title")) or {"ja": name}
    g.add(node, "a", iri("dcat:DatasetSeries"))
    g.words(node, "dct:title", title)
    g.words(
        node,
        "dct:description",
        lang_text(facts.get("description"))
        or {"ja": f"「{pick(title)}」のデータセット群", "en": f"Datasets of the series {pick(title, 'en')}"},
    )
    g.add(node, "dct:publisher", agent(g, catalog, catalog.publisher))
    contact = catalog.contact_point or (s.contact if s else None)
    if contact is not None:
        g.add(node, "dcat:contactPoint", contact_point(g, catalog, contact))
    return node
