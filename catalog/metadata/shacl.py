"""SHACL: our shapes, whose IRI is the rule id, and the official ones of DCAT-AP 3.0.1, mended where they are broken.

pyshacl is the validator; it is imported only when something is validated (0.3 s). Nothing is fetched: owl:imports are
not followed, data are parsed by our own writer's inverse or given as triples. Validate per dataset, or in chunks of
about 100 for speed; the result of a dataset depends on nothing but its own graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from catalog.bundled import bundled
from catalog.metadata.terms import Graph, Literal

if TYPE_CHECKING:
    import rdflib

RULE = "urn:machi-catalog:rule:"
#: Names of the sets of shapes → files under validators/shapes.
SHAPES: dict[str, tuple[str, ...]] = {
    "own": ("dataset.ttl",),
    "integrity": ("integrity.ttl",),
    "dcat-ap": ("dcat-ap-3.0.1/shapes.ttl", "dcat-ap-3.0.1/range.ttl"),
    "dcat-ap-recommended": ("dcat-ap-3.0.1/shapes_recommended.ttl",),
}
SH = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result. `shape` is a rule id for our own shapes, else the IRI of the official one."""

    shape: str
    severity: str
    focus: str
    path: str
    value: str
    message: dict[str, str]


def validate(graph: Graph | rdflib.Graph, shapes: Sequence[str] = ("own", "integrity", "dcat-ap")) -> list[Result]:
    """Validates a graph against named sets of shapes; results in a stable order.

    Raises:
        KeyError: an unknown set of shapes.
    """
    import pyshacl

    data = to_rdflib(graph) if isinstance(graph, Graph) else graph
    _, report, _ = pyshacl.validate(
        data,
        shacl_graph=shapes_graph(tuple(shapes)),
        do_owl_imports=False,
        inference="none",
        advanced=False,
        meta_shacl=False,
        inplace=True,
    )
    return sorted(_results(report), key=lambda r: (r.focus, r.shape, r.path, r.value))


@cache
def shapes_graph(names: tuple[str, ...]) -> Any:
    """The shapes of some sets as one rdflib graph, mended."""
    import rdflib

    graph = rdflib.Graph()
    for name in names:
        for file in SHAPES[name]:
            text = (bundled("validators") / "shapes" / file).read_text(encoding="utf-8")
            # `sh:shape` is no term of SHACL: a date of DCAT-AP would never be looked at.
            graph.parse(data=text.replace("sh:shape :DateOr", "sh:node :DateOr"), format="turtle")
    return graph


def to_rdflib(graph: Graph) -> rdflib.Graph:
    """The same triples as an rdflib graph, which pyshacl wants."""
    import rdflib
    from rdflib.term import Literal as RdfLiteral
    from rdflib.term import URIRef

    found = rdflib.Graph()
    nodes: dict[str, URIRef] = {}

    def node(iri: str) -> URIRef:
        known = nodes.get(iri)
        if known is None:
            known = nodes[iri] = URIRef(iri)
        return known

    for s, p, o in graph.triples():
        if isinstance(o, Literal):
            literal = RdfLiteral(
                o.value, lang=o.lang or None, datatype=node(o.datatype) if o.datatype else None, normalize=False
            )
            found.add((node(s), node(p), literal))
        else:
            found.add((node(s), node(p), node(o)))
    return found


def _results(report: Any) -> Iterable[Result]:
    from rdflib.term import Literal as RdfLiteral
    from rdflib.term import URIRef

    def one(node: Any, name: str) -> str:
        value = report.value(node, URIRef(SH + name))
        return "" if value is None else str(value)

    for node in report.objects(None, URIRef(SH + "result")):
        shape = one(node, "sourceShape")
        yield Result(
            shape=shape.removeprefix(RULE),
            severity=one(node, "resultSeverity").removeprefix(SH),
            focus=one(node, "focusNode"),
            path=one(node, "resultPath"),
            value=one(node, "value"),
            message={
                m.language or "en": str(m)
                for m in report.objects(node, URIRef(SH + "resultMessage"))
                if isinstance(m, RdfLiteral)
            },
        )
