"""dcat:Distribution: one for each published file, with format, size, checksum, licence and how to credit it."""

from __future__ import annotations

from catalog.metadata import iris, vocabularies
from catalog.metadata.dcat import concept, document, language, licence, standard
from catalog.metadata.schema_org import address, issued, modified
from catalog.metadata.scope import Scope
from catalog.metadata.terms import Graph, date, iri, typed
from catalog.release.published import Distribution
from catalog.text import LangText, human_bytes, pick

SHA256 = iri("spdx:checksumAlgorithm_sha256")


def distributions(s: Scope) -> None:
    """Recommended: the dataset's distributions, the main one first."""
    for d in sorted(s.published.distributions, key=lambda d: not d.main):
        s.graph.add(s.iri, "dcat:distribution", _distribution(s, d))


def credit(s: Scope) -> LangText:
    """How the data are to be credited, in the form that CC BY and PDL 1.0 ask for."""
    title, publisher = s.published.dataset.title, s.publisher.name
    name = s.licence
    words = {
        "ja": f"出典：「{pick(title)}」（{pick(publisher)}）（{s.page}）",
        "en": f"Source: “{pick(title, 'en')}” ({pick(publisher, 'en')}) ({s.page})",
    }
    if name is None:
        return words
    return {
        "ja": f"{words['ja']}、{pick(name.title) or name.name}（{name.iri}）",
        "en": f"{words['en']}, {pick(name.title, 'en') or name.name} ({name.iri})",
    }


def format_of(distribution: Distribution) -> vocabularies.Format | None:
    """The format of a distribution by its key, else by its media type."""
    return vocabularies.file_format(distribution.format) or vocabularies.file_format(distribution.media_type)


def description(s: Scope, d: Distribution) -> LangText:
    """A sentence on what the file is: the resource's own description, else format, rows and size."""
    declared = next((r.description for r in s.published.dataset.resources if r.name == d.resource), {})
    if declared:
        return declared
    kind, table = format_of(d), s.published.table_of(d)
    label = kind.label if kind else d.format.upper()
    size = human_bytes(d.bytes) if d.bytes else ""
    ja = "、".join(x for x in (f"{label}形式", f"{table.rows:,}行" if table else "", size) if x)
    en = ", ".join(x for x in (f"{label} file", f"{table.rows:,} rows" if table else "", size) if x)
    return {"ja": f"「{pick(title_of(s, d))}」（{ja}）", "en": f"{pick(title_of(s, d), 'en')} ({en})"}


def title_of(s: Scope, d: Distribution) -> LangText:
    """The distribution's title, else the resource's, else the dataset's."""
    declared = next((r.title for r in s.published.dataset.resources if r.name == d.resource), {})
    return d.title or declared or s.published.dataset.title


def csvw_path(d: Distribution) -> str:
    """Where the CSVW metadata of a CSV file lies: its own name with -metadata.json, as the standard has it."""
    return f"{d.path}-metadata.json"


def _distribution(s: Scope, d: Distribution) -> str:
    g, node = s.graph, s.distribution(d)
    remote = d.is_remote
    download = address(s.catalog, d)
    g.add(node, "a", iri("dcat:Distribution"))
    g.words(node, "dct:title", title_of(s, d))
    g.words(node, "dct:description", description(s, d))
    g.plain(node, "dct:identifier", None if remote else d.path)
    g.add(node, "dcat:accessURL", s.page)
    g.add(node, "dcat:downloadURL", download or None)
    _format(s, d, node)
    licensed(s, node)
    g.add(node, "dct:issued", date(issued(s.published)))
    g.add(node, "dct:modified", date(modified(s.published)))
    g.add(node, "dct:language", language(g, s.catalog.languages[0]))
    if d.bytes or not remote:
        g.add(node, "dcat:byteSize", typed(str(d.bytes), "xsd:nonNegativeInteger"))
    if d.sha256:
        g.add(node, "spdx:checksum", checksum(s, iris.checksum(node), d.sha256))
    availability(g, node, "AVAILABLE" if remote else "STABLE")
    status(g, node, "COMPLETED")
    for reference in s.published.dataset.conforms_to:
        g.add(node, "dct:conformsTo", standard(g, s.catalog, reference))
    table = s.published.table_of(d)
    if d.format == "csv" and not remote and table is not None and table.columns:
        meta = iris.address(s.catalog, f"{d.path}-metadata.json")
        g.add(node, "foaf:page", document(g, meta))
    return node


def licensed(s: Scope, node: str) -> None:
    """The licence, and how to credit the data under it."""
    if s.licence is None:
        return
    g, rights = s.graph, s.part("credit")
    g.add(node, "dct:license", licence(g, s.licence))
    g.add(node, "dct:rights", rights)
    g.add(rights, "a", iri("dct:RightsStatement"))
    g.words(rights, "rdfs:label", credit(s))


def availability(g: Graph, node: str, code: str) -> None:
    """How long the file is meant to stay, in the EU's words."""
    g.add(
        node,
        "dcatap:availability",
        concept(g, vocabularies.availability(code), vocabularies.EU + "planned-availability"),
    )


def status(g: Graph, node: str, code: str) -> None:
    """Whether the file is given out, in the EU's words (配信中・配信停止中)."""
    g.add(node, "adms:status", concept(g, vocabularies.status(code), vocabularies.EU + "distribution-status"))


def _format(s: Scope, d: Distribution, node: str) -> None:
    g, kind = s.graph, format_of(d)
    if kind is not None:
        g.add(node, "dct:format", kind.iri)
        g.add(kind.iri, "a", iri("dct:MediaTypeOrExtent"))
        g.words(kind.iri, "rdfs:label", {"en": kind.label})
        if kind.iri.startswith(vocabularies.EU):
            g.add(kind.iri, "skos:inScheme", vocabularies.EU + "file-type")
    media = d.media_type or (kind.media_type if kind else "")
    if "/" in media:
        node_media = vocabularies.IANA + iris.fragment(media).replace("%2F", "/")
        g.add(node, "dcat:mediaType", node_media)
        g.add(node_media, "a", iri("dct:MediaType"))
    if kind is not None and kind.package:
        package = vocabularies.IANA + kind.package
        g.add(node, "dcat:packageFormat", package)
        g.add(package, "a", iri("dct:MediaType"))


def checksum(s: Scope, node: str, sha256: str) -> str:
    """spdx:Checksum; hexBinary in lower case, as sha256sum prints it."""
    s.graph.add(node, "a", iri("spdx:Checksum"))
    s.graph.add(node, "spdx:algorithm", SHA256)
    s.graph.add(node, "spdx:checksumValue", typed(sha256, "xsd:hexBinary"))
    s.graph.add(SHA256, "a", iri("spdx:ChecksumAlgorithm"))
    return node
