"""The SHACL gate over a whole catalogue: 10,000 datasets are validated in seconds, because most have the same form.

The official shapes of DCAT-AP look at a node and the classes of what it points to: how many values a property has, of
which kind, datatype and class. They never look at the words. So two nodes of the same form (see `forms`) have the same
results, and a form that has conformed once need not be shown to pyshacl again: neither for the next dataset nor, with
the known forms kept between builds, in the next build. A test compares the results with a validation of everything.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

from catalog.files import content_digest, write_file
from catalog.metadata.shacl import Result, validate
from catalog.metadata.terms import RDF_TYPE, Graph, Literal, iri
from catalog.regex import regex

#: Sets of shapes whose results depend on the form alone. ("own" counts characters and compares values: it does not.)
FORMAL = ("dcat-ap",)

_LEXICAL = {
    iri("xsd:date"): regex(r"\d{4}-\d{2}-\d{2}\Z"),
    iri("xsd:dateTime"): regex(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?\Z"),
    iri("xsd:nonNegativeInteger"): regex(r"\d+\Z"),
    iri("xsd:integer"): regex(r"-?\d+\Z"),
    iri("xsd:hexBinary"): regex(r"(?:[0-9a-fA-F]{2})*\Z"),
}


class Gate:
    """Looks at descriptions one after the other and keeps the objections to those that do not conform.

    The forms that have conformed under these rules (`digest`, of `catalog.rules.pack.Pack`) are kept in the folder `cache`
    between builds, so that the next build validates only forms that it has not met.
    """

    def __init__(self, cache: Path | None = None, digest: str = "", shapes: Sequence[str] = FORMAL) -> None:
        self._path = cache / "conformant-forms.json" if cache is not None else None
        self._digest, self._shapes = digest, shapes
        self._known = self._kept()
        self._before = len(self._known)
        #: id → what the shapes object to
        self.held: dict[str, list[Result]] = {}

    def look(self, name: str, mine: Collection[str], describe: Callable[[], Graph]) -> None:
        """Judges one description by its forms (see `forms`); it is made only when one of them was never met."""
        if self._known.issuperset(mine):
            return
        found = validate(describe(), self._shapes)
        if found:
            self.held[name] = found
        else:
            self._known.update(mine)

    def save(self) -> None:
        """Keeps what was learnt for the next build."""
        if self._path is None:
            return
        if len(self._known) == self._before and self._path.is_file():
            self._path.touch()  # used: the cache drops what no build has used
        elif len(self._known) > self._before:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_file(self._path, json.dumps({"rules": self._digest, "forms": sorted(self._known)}) + "\n")

    def _kept(self) -> set[str]:
        try:
            data = json.loads(self._path.read_text(encoding="utf-8")) if self._path is not None else {}
            return {str(f) for f in data["forms"]} if data.get("rules") == self._digest else set()
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return set()


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
                kinds[kind] = 2 if kind in kinds else 1
            lines.append(predicate)
            lines += [f"{kinds[kind]}{kind}" for kind in (sorted(kinds) if len(kinds) > 1 else kinds)]
        found.add(content_digest("\n".join(lines))[:24])
    return found


def _types(nodes: Iterable[object]) -> str:
    return " ".join(sorted(str(n) for n in nodes))


def _literal(node: Literal) -> str:
    if not node.datatype:
        return f"@{node.lang}"
    pattern = _LEXICAL.get(node.datatype)
    # The writer makes only real dates; what it did not make is told apart by its text.
    return f"^{node.datatype}" + ("" if pattern is None or pattern.match(node.value) else f"!{node.value}")
