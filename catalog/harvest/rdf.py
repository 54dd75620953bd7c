"""DCAT in Turtle, RDF/XML, JSON-LD or N-Triples, page after page (Hydra).

Nothing but the pages themselves is ever fetched: a JSON-LD document that names a remote context, and RDF/XML with a
document type (entities), are refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from catalog.errors import CatalogError
from catalog.harvest.fetch import Answer, Fetcher
from catalog.harvest.record import Page, Pages, Record, RemoteFile, address, size, text
from catalog.metadata import vocabularies
from catalog.metadata.terms import iri

if TYPE_CHECKING:
    import rdflib

ACCEPT = "text/turtle, application/ld+json;q=0.9, application/rdf+xml;q=0.8, application/n-triples;q=0.7"
FORMATS = {
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "xml",
    "application/n-triples": "nt",
    "text/n3": "turtle",
}
SUFFIXES = {
    ".ttl": "turtle",
    ".jsonld": "json-ld",
    ".rdf": "xml",
    ".xml": "xml",
    ".nt": "nt",
    ".n3": "turtle",
    ".json": "json-ld",
}


#: Encodings of XML in which markup is ASCII.
_PLAIN = (b"UTF-8", b"US-ASCII", b"ASCII", b"ISO-8859-1")


def pages(url: str, fetcher: Fetcher) -> Pages:
    """Every page of a DCAT catalogue: hydra:next is followed on the same host, each address once."""
    seen: set[str] = set()
    following: str | None = url
    while following and following not in seen and len(seen) < fetcher.limits.pages:
        seen.add(following)
        one, following = following, None
        answer = fetcher.get(one, accept=ACCEPT)
        state = fetcher.state
        if answer.unchanged and state is not None:
            following = state.fact(one, "next")
            yield Page(one, unchanged=True)
            continue
        graph = parse(answer, one)
        following = next_page(graph, one)
        if state is not None and following:
            state.extra(one, next=following)
        yield Page(one, tuple(records(graph)))


def parse(answer: Answer, url: str) -> rdflib.Graph:
    """The graph of an answer.

    Raises:
        CatalogError: not RDF, a remote context, or a document type.
    """
    import rdflib

    kind = format_of(answer, url)
    body = answer.body
    if kind == "xml":
        _refuse_document_types(body, url)
    if kind == "json-ld":
        _refuse_remote_contexts(body, url)
    graph = rdflib.Graph()
    try:
        graph.parse(data=body, format=kind, publicID=url)
    except Exception as error:
        raise CatalogError(
            f"{url} cannot be read as RDF ({kind}: {type(error).__name__}) → check the address"
        ) from None
    return graph


def format_of(answer: Answer, url: str) -> str:
    """By the media type, else by the suffix, else by how it begins."""
    if answer.media_type in FORMATS:
        return FORMATS[answer.media_type]
    start = answer.body.lstrip()[:200]
    if start[:1] in (b"{", b"["):
        return "json-ld"
    if start.startswith((b"<?xml", b"<rdf:RDF")):
        return "xml"
    suffix = re.search(r"\.\w+$", urlsplit(url).path)
    return SUFFIXES.get(suffix[0].lower(), "turtle") if suffix else "turtle"


def next_page(graph: rdflib.Graph, url: str) -> str | None:
    """The address of the next page, on the same host."""
    from rdflib import URIRef

    for name in ("hydra:next", "hydra:nextPage"):
        for node in sorted(graph.objects(None, URIRef(iri(name))), key=str):
            target = urljoin(url, str(node))
            if urlsplit(target).netloc == urlsplit(url).netloc and target != url:
                return target
    return None


def records(graph: rdflib.Graph) -> Iterable[Record]:
    """Every dcat:Dataset of a graph, in order of their IRIs. Older versions of a dataset are not datasets of their own."""
    from rdflib import URIRef
    from rdflib.namespace import RDF

    series = set(graph.subjects(RDF.type, URIRef(iri("dcat:DatasetSeries"))))
    versions = set(graph.subjects(URIRef(iri("dcat:isVersionOf")), None))
    for node in sorted(set(graph.subjects(RDF.type, URIRef(iri("dcat:Dataset")))) - series - versions, key=str):
        yield _record(graph, node)


def _record(graph: rdflib.Graph, node: Any) -> Record:
    identifier = _one(graph, node, "dct:identifier") or str(node)
    publisher, contact = _node(graph, node, "dct:publisher"), _node(graph, node, "dcat:contactPoint")
    period = _node(graph, node, "dct:temporal")
    files, licence = _files(graph, node)
    return Record.of(
        identifier=identifier,
        name=_name(identifier, str(node)),
        title=_words(graph, node, "dct:title"),
        description=_words(graph, node, "dct:description"),
        keywords=_keywords(graph, node),
        themes=[str(t) for t in _all(graph, node, "dcat:theme")],
        publisher=_one(graph, publisher, "foaf:name") if publisher is not None else "",
        publisher_url=_one(graph, publisher, "foaf:homepage") if publisher is not None else None,
        contact=_one(graph, contact, "vcard:fn") if contact is not None else "",
        email=_one(graph, contact, "vcard:hasEmail") if contact is not None else None,
        licence_url=licence or _one(graph, node, "dct:license"),
        issued=_one(graph, node, "dct:issued"),
        modified=_one(graph, node, "dct:modified"),
        frequency=_one(graph, node, "dct:accrualPeriodicity"),
        spatial=_area(graph, node),
        start=_one(graph, period, "dcat:startDate") if period is not None else None,
        end=_one(graph, period, "dcat:endDate") if period is not None else None,
        landing_page=_one(graph, node, "dcat:landingPage"),
        files=files,
    )


def _files(graph: rdflib.Graph, node: Any) -> tuple[list[RemoteFile], str]:
    found, licence = [], ""
    for d in sorted(_all(graph, node, "dcat:distribution"), key=str):
        url = address(_one(graph, d, "dcat:downloadURL")) or address(_one(graph, d, "dcat:accessURL"))
        licence = licence or _one(graph, d, "dct:license")
        if url:
            kind = vocabularies.file_format(_one(graph, d, "dct:format"))
            media = _one(graph, d, "dcat:mediaType").removeprefix(vocabularies.IANA)
            media = media.removeprefix("http://www.iana.org/assignments/media-types/")
            words = _words(graph, d, "dct:title"), _words(graph, d, "dct:description")
            titles = [w.get("ja") or next(iter(w.values()), "") for w in words]
            found.append(
                RemoteFile(
                    url, titles[0], titles[1], kind.key if kind else "", media, size(_one(graph, d, "dcat:byteSize"))
                )
            )
    return found, licence


def _area(graph: rdflib.Graph, node: Any) -> str | None:
    for place in sorted(_all(graph, node, "dct:spatial"), key=str):
        code = _one(graph, place, "dct:identifier")
        if re.fullmatch(r"\d{6}", code, re.ASCII):
            return code
        for word in (_one(graph, place, "dct:identifier"), _one(graph, place, "skos:prefLabel"), str(place)):
            known = vocabularies.area(word) or vocabularies.area_named(word)
            if known is not None:
                return known.code
    return None


def _keywords(graph: rdflib.Graph, node: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in sorted(_all(graph, node, "dcat:keyword"), key=str):
        found.setdefault(getattr(word, "language", None) or "ja", []).append(str(word))
    return found


def _words(graph: rdflib.Graph, node: Any, name: str) -> dict[str, str]:
    words = {getattr(o, "language", None) or "ja": text(str(o)) for o in sorted(_all(graph, node, name), key=str)}
    return {lang: word for lang, word in sorted(words.items(), key=lambda item: item[0] != "ja") if word}


def _one(graph: rdflib.Graph, node: Any, name: str) -> str:
    # Japanese first where there are several languages.
    found = sorted(_all(graph, node, name), key=lambda o: (getattr(o, "language", None) != "ja", str(o)))
    return str(found[0]) if found else ""


def _node(graph: rdflib.Graph, node: Any, name: str) -> Any:
    return next(iter(sorted(_all(graph, node, name))), None)


def _all(graph: rdflib.Graph, node: Any, name: str) -> list[Any]:
    from rdflib import URIRef

    return list(graph.objects(node, URIRef(iri(name))))


def _name(identifier: str, node: str) -> str:
    for word in (identifier, node):
        parts = [p for p in re.split(r"[/#]", word) if p and p not in ("dataset", "id") and "." not in p]
        if parts and re.search(r"[A-Za-z0-9]", parts[-1]):
            return parts[-1]
    return "dataset"


def _refuse_document_types(body: bytes, url: str) -> None:
    # Looked for in the bytes, so the bytes must be what they seem: UTF-16 or EBCDIC would hide the words.
    declared = re.match(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""", body.removeprefix(b"\xef\xbb\xbf"))
    hidden = b"\x00" in body or (declared is not None and declared[1].upper() not in _PLAIN)
    if hidden or re.search(rb"<!(DOCTYPE|ENTITY)", body):
        raise CatalogError(f"{url}: RDF/XML with a document type is not read → ask for it without, or use Turtle")


def _refuse_remote_contexts(body: bytes, url: str) -> None:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise CatalogError(f"{url} is no JSON → check the address") from None
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            contexts = value.get("@context")
            for context in contexts if isinstance(contexts, list) else [contexts]:
                if isinstance(context, str) or (isinstance(context, dict) and "@import" in context):
                    raise CatalogError(
                        f"{url} names a remote context, which is not fetched → ask for Turtle, or JSON-LD with its context inside"
                    )
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
