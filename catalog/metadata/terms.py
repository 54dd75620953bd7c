"""RDF as plain tuples: namespaces, literals and a graph that keeps its order.

An IRI is a `str`, everything else a `Literal`; there are no blank nodes at all. A graph is a mapping
subject → predicate → objects, so that a writer needs no sorting of triples and a dataset costs microseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from catalog.regex import regex
from catalog.text import LangText

#: Prefix → namespace, in the order in which a Turtle file declares them.
PREFIXES: dict[str, str] = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "dpv": "https://w3id.org/dpv#",
    "dqv": "http://www.w3.org/ns/dqv#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
RDF_TYPE = PREFIXES["rdf"] + "type"


def iri(name: str) -> str:
    """The IRI of a prefixed name: `iri("dct:title")`."""
    found = _IRIS.get(name)
    if found is None:
        prefix, local = name.split(":", 1)
        found = _IRIS[name] = PREFIXES[prefix] + local
    return found


_IRIS: dict[str, str] = {}


class Literal(NamedTuple):
    """An RDF literal: with a language tag, with a datatype IRI, or (neither) a plain string."""

    value: str
    lang: str = ""
    datatype: str = ""


Node = str | Literal
Triple = tuple[str, str, Node]

_LOCAL = regex(r"[A-Za-z_](?:[\w-]*[\w])?\Z", re.ASCII)
_LANG = regex(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*\Z")
_DATE = regex(r"\d{4}-\d{2}-\d{2}\Z")
_YEAR = regex(r"\d{4}\Z")
_MONTH = regex(r"\d{4}-\d{2}\Z")
_MOMENT = regex(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?\Z")
# XML 1.0 allows no other control characters, and a lone surrogate cannot be written as UTF-8.
_FORBIDDEN = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def text(value: str) -> str:
    """A string that every RDF syntax can carry: line ends as \\n, no control characters."""
    return _FORBIDDEN.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


def typed(value: str, datatype: str) -> Literal:
    """A literal with a datatype given as a prefixed name: `typed("3", "xsd:integer")`."""
    return Literal(text(value), "", iri(datatype))


def date(value: str | None, *, end: bool = False) -> Literal | None:
    """A typed, real date. A year or a month becomes its first day, or its last when it ends a period.

    Returns None for what is no date (the era name of an old file, `2024-13-45`).
    """
    import datetime

    if not value:
        return None
    value = value.strip()
    try:
        if _MOMENT.match(value):
            datetime.datetime.fromisoformat(value)
            # XML Schema wants seconds; ISO 8601 may leave them out.
            if len(value) == 16 or (len(value) > 16 and value[16] != ":"):
                value = value[:16] + ":00" + value[16:]
            return Literal(value, "", iri("xsd:dateTime"))
        if _YEAR.match(value):
            value = f"{value}-12-31" if end else f"{value}-01-01"
        elif _MONTH.match(value):
            first = datetime.date.fromisoformat(value + "-01")
            if end:
                following = (first.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
                value = (following - datetime.timedelta(days=1)).isoformat()
            else:
                value = first.isoformat()
        if _DATE.match(value):
            datetime.date.fromisoformat(value)
            return Literal(value, "", iri("xsd:date"))
    except ValueError:
        return None
    return None


class Graph:
    """An ordered RDF graph: subject → predicate → objects, each triple once."""

    __slots__ = ("subjects",)

    def __init__(self) -> None:
        self.subjects: dict[str, dict[str, dict[Node, None]]] = {}

    def add(self, subject: str, predicate: str, *nodes: Node | None) -> None:
        """Adds triples; `predicate` is a prefixed name ("a" for rdf:type), None is left out."""
        objects = None
        for node in nodes:
            if node is None or node == "":
                continue
            if objects is None:
                name = RDF_TYPE if predicate == "a" else iri(predicate)
                objects = self.subjects.setdefault(subject, {}).setdefault(name, {})
            objects[node] = None

    def words(self, subject: str, predicate: str, words: LangText | None) -> None:
        """Adds a text in each of its languages, never without a tag (research: DCAT-AP.de #78)."""
        for lang, word in (words or {}).items():
            clean = text(word).strip()
            if clean:
                self.add(subject, predicate, Literal(clean, lang if _LANG.match(lang) else "ja"))

    def plain(self, subject: str, predicate: str, value: str | None) -> None:
        """Adds a plain string: for identifiers and the like, which have no language."""
        if value:
            self.add(subject, predicate, Literal(text(value)))

    def copy(self, subject: str, other: str, predicates: Iterable[str]) -> None:
        """Gives `other` the values that `subject` has for some predicates (prefixed names)."""
        for predicate in predicates:
            self.add(other, predicate, *self.subjects.get(subject, {}).get(iri(predicate), ()))

    def update(self, other: Graph) -> None:
        """Adds all triples of another graph."""
        for subject, predicates in other.subjects.items():
            mine = self.subjects.setdefault(subject, {})
            for predicate, objects in predicates.items():
                mine.setdefault(predicate, {}).update(objects)

    def triples(self) -> Iterator[Triple]:
        """Every triple, in order of subjects as added."""
        for subject, predicates in self.subjects.items():
            for predicate, objects in predicates.items():
                for node in objects:
                    yield subject, predicate, node

    def __len__(self) -> int:
        return sum(len(objects) for predicates in self.subjects.values() for objects in predicates.values())


def compact(name: str, prefixes: Mapping[str, str] = PREFIXES) -> str | None:
    """The prefixed name of an IRI, when one of the namespaces fits and the rest is a plain local name."""
    cut = max(name.rfind("#"), name.rfind("/")) + 1
    prefix = _BY_NAMESPACE.get(name[:cut])
    return f"{prefix}:{name[cut:]}" if prefix and prefix in prefixes and _LOCAL.match(name[cut:]) else None


_BY_NAMESPACE = {namespace: prefix for prefix, namespace in PREFIXES.items()}
