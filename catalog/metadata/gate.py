"""The SHACL gate over a whole catalogue: 10,000 datasets are validated in seconds, because most have the same form.

The official shapes of DCAT-AP look at a node and the classes of what it points to: how many values a property has, of
which kind, datatype and class. They never look at the words. So two nodes of the same form (see `forms`) have the same
results, and a form that has conformed once need not be shown to pyshacl again: neither for the next dataset nor, with
`known` kept between builds, in the next build. A test compares the results with a validation of everything.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from catalog.metadata.shacl import Result, validate
from catalog.metadata.terms import RDF_TYPE, Graph, Literal, iri
from catalog.model import Catalog
from catalog.regex import regex
from catalog.release.published import Published

#: Sets of shapes whose results depend on the form alone. ("own" counts characters and compares values: it does not.)
FORMAL = ("dcat-ap",)

_LEXICAL = {
    iri("xsd:date"): regex(r"\d{4}-\d{2}-\d{2}\Z"),
    iri("xsd:dateTime"): regex(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?\Z"),
    iri("xsd:nonNegativeInteger"): regex(r"\d+\Z"),
    iri("xsd:integer"): regex(r"-?\d+\Z"),
    iri("xsd:hexBinary"): regex(r"(?:[0-9a-fA-F]{2})*\Z"),
}


def gate(
    graphs: Iterable[tuple[str, Graph]], known: set[str] | None = None, shapes: Sequence[str] = FORMAL
) -> dict[str, list[Result]]:
    """Results that are not conformant, by the id given with each graph; an empty mapping when all conform.

    `known` holds the forms that have conformed and is added to; keep it (as a sorted list) for the next build. It must
    be dropped when the shapes change: `Pack.digest` tells.
    """
    known = set() if known is None else known
    held: dict[str, list[Result]] = {}
    for name, graph in graphs:
        mine = forms(graph)
        if mine <= known:
            continue
        found = validate(graph, shapes)
        if found:
            held[name] = found
        else:
            known |= mine
    return held


def forms(graph: Graph) -> set[str]:
    """The form of each node: its classes, and for each property the kinds of its values (none, one, more)."""
    types = {s: _types(p.get(RDF_TYPE, {})) for s, p in graph.subjects.items()}
    found = set()
    for subject, predicates in graph.subjects.items():
        lines = [types[subject]]
        for predicate in sorted(predicates):
            if predicate == RDF_TYPE:
                continue
            kinds: dict[str, int] = {}
            for node in predicates[predicate]:
                kind = _literal(node) if isinstance(node, Literal) else "<" + types.get(node, "")
                kinds[kind] = min(kinds.get(kind, 0) + 1, 2)
            lines.append(f"{predicate} {sorted(kinds.items())}")
        found.add(hashlib.sha256("\n".join(lines).encode()).hexdigest()[:24])
    return found


def _types(nodes: Iterable[object]) -> str:
    return " ".join(sorted(str(n) for n in nodes))


def _literal(node: Literal) -> str:
    if not node.datatype:
        return f"@{node.lang}"
    pattern = _LEXICAL.get(node.datatype)
    # The writer makes only real dates; what it did not make is told apart by its text.
    return f"^{node.datatype}" + ("" if pattern is None or pattern.match(node.value) else f"!{node.value}")


def verify(
    catalog: Catalog, published: Sequence[Published], cache: Path | None = None, digest: str = ""
) -> dict[str, list[Result]]:
    """The gate over what is about to be published: dataset id → violations of DCAT-AP; an empty mapping when all is well.

    `cache` is a folder that outlives the build; the forms that conformed under these rules (`digest`, of
    `catalog.rules.pack.Pack`) are kept there, so that the next build validates only forms that it has not met.
    """
    from catalog.metadata.dcat import describe
    from catalog.metadata.scope import neighbours, slim

    path = cache / "conformant-forms.json" if cache is not None else None
    known = _kept(path, digest)
    before = len(known)
    near, small = neighbours(published), slim(catalog)
    held = gate(((p.dataset.id, describe(small, p, near[p.dataset.id])) for p in published), known)
    if path is not None and len(known) == before and path.is_file():
        path.touch()  # used: the cache drops what no build has used
    elif path is not None and len(known) > before:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_text(json.dumps({"rules": digest, "forms": sorted(known)}) + "\n", encoding="utf-8")
        new.replace(path)
    return held


def _kept(path: Path | None, digest: str) -> set[str]:
    try:
        data = json.loads(path.read_text(encoding="utf-8")) if path is not None else {}
        return {str(f) for f in data["forms"]} if data.get("rules") == digest else set()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return set()
