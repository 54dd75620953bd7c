"""KML, GPX and other XML → records: the repeated element is the row, its leaves and attributes are the columns."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from xml.parsers import expat

from catalog.tables.contents import Contents
from catalog.tables.table import Problem, Text
from catalog.tables.trees import records_table

DEPTH = 100
#: addresses of namespaces and schemas: no text of a person
_NAMESPACE = re.compile(
    r"(?:https?://[A-Za-z0-9./#_:-]{1,120}|urn:[A-Za-z0-9.:_-]{1,120})(?:\s+https?://[A-Za-z0-9./#_:-]{1,120})*"
)
#: elements that are rows, where the format says so
_ROWS = {"kml": ("Placemark",), "gpx": ("wpt", "trkpt", "rtept")}


@dataclass(slots=True)
class Element:
    """A parsed element; namespaces prefixes are dropped from names."""

    name: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    text: str = ""


class _Refused(Exception):  # noqa: N818 - it names what was done
    """A document that is not parsed: it has a DOCTYPE or is nested without end."""


def read_markup(utf8: bytes, form: str) -> Contents:
    """`form`: kml, gpx or xml."""
    contents = Contents(form, tables=[])
    try:
        root = parse(utf8)
    except (_Refused, expat.ExpatError, RecursionError) as error:
        row = (error.lineno,) if isinstance(error, expat.ExpatError) else ()
        reason = str(error) if isinstance(error, _Refused) else "not well-formed XML"
        contents.problems.append(Problem("file/unreadable", rows=row, details={"reason": reason}))
        return contents
    groups = _rows(root, form)
    taken = {id(element) for elements in groups.values() for element in elements}
    tables = []
    for name, elements in groups.items():
        records = [dict(_cells(element)) for element in elements]
        if any(records):
            tables.append(records_table(name if len(groups) > 1 else None, records))
    contents.tables = tables
    _rest(root, taken, contents.texts, root.name)
    if form in _ROWS:
        contents.points = tuple(_point(element, form) for elements in groups.values() for element in elements)
        if not any(math.isfinite(x) for x, _ in contents.points):
            contents.points = ()
    return contents


def parse(utf8: bytes) -> Element:
    """A tree without namespace prefixes. DOCTYPEs, and with them entities, are refused."""
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    stack: list[Element] = [Element("", {})]

    def refuse(*_: object) -> None:
        raise _Refused("DOCTYPE")

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(stack) > DEPTH:
            raise _Refused("nested too deeply")
        element = Element(tag.rpartition(":")[2], attributes)
        stack[-1].children.append(element)
        stack.append(element)

    def end(_: str) -> None:
        stack.pop()

    def text(data: str) -> None:
        stack[-1].text += data

    def comment(data: str) -> None:
        stack[-1].children.append(Element("#comment", {}, text=data))

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.CommentHandler = text, comment
    parser.Parse(utf8, True)
    return next(child for child in stack[0].children if child.name != "#comment")


def _rows(root: Element, form: str) -> dict[str, list[Element]]:
    """The elements that are records, by name: as the format says, else the most frequent siblings that have leaves."""
    named = _ROWS.get(form)
    if named:
        found: dict[str, list[Element]] = {}
        for element in _walk(root):
            if element.name in named:
                found.setdefault(element.name, []).append(element)
        return found
    best: list[Element] = []
    for element in _walk(root):
        kinds = Counter(child.name for child in element.children if child.children or child.attributes)
        for name, count in kinds.items():
            if name != "#comment" and count > max(1, len(best)):
                best = [child for child in element.children if child.name == name]
    return {best[0].name: best} if best else {root.name: [root]}


def _walk(root: Element) -> list[Element]:
    found, queue = [], [root]
    while queue:
        element = queue.pop()
        found.append(element)
        queue.extend(reversed(element.children))
    return found


def _cells(element: Element, prefix: str = "") -> list[tuple[str, str]]:
    """(dotted path, text) of attributes and leaves; a repeated name is numbered, as in a.2."""
    cells = [
        (f"{prefix}{key.rpartition(':')[2]}", value)
        for key, value in element.attributes.items()
        if value and not (key.startswith("xmlns") and _NAMESPACE.fullmatch(value))
    ]
    own = element.text.strip()
    names = Counter(child.name for child in element.children)
    seen: Counter[str] = Counter()
    for child in element.children:
        seen[child.name] += 1
        label = _label(child)
        path = f"{prefix}{label}" + (f".{seen[child.name]}" if names[child.name] > 1 and label == child.name else "")
        inner = _cells(child, f"{path}.")
        if child.text.strip():
            inner = [(path if not child.children else f"{path}.text", child.text.strip()), *inner]
        cells.extend(_without_label(inner, child, path))
    if own and not prefix:
        cells.append(("text", own))
    return cells


def _label(element: Element) -> str:
    """KML's <Data name="x"><value> and <SimpleData name="x"> carry the column's name in an attribute."""
    if element.name in ("Data", "SimpleData") and element.attributes.get("name"):
        return element.attributes["name"]
    return element.name


def _without_label(cells: list[tuple[str, str]], element: Element, path: str) -> list[tuple[str, str]]:
    if _label(element) == element.name:
        return cells
    kept = [(p, t) for p, t in cells if p != f"{path}.name"]
    return [(path if p == f"{path}.value" else p, t) for p, t in kept]


def _rest(element: Element, taken: set[int], texts: list[Text], path: str) -> None:
    """Text outside the records."""
    if id(element) in taken:
        return
    for value in (*element.attributes.values(), element.text.strip()):
        if value and not _NAMESPACE.fullmatch(value):
            texts.append(Text("comment" if element.name == "#comment" else "text", value, path))
    for child in element.children:
        _rest(child, taken, texts, f"{path}.{child.name}")


def _point(element: Element, form: str) -> tuple[float, float]:
    nothing = (float("nan"), float("nan"))
    try:
        if form == "gpx":
            return float(element.attributes["lon"]), float(element.attributes["lat"])
        for inner in _walk(element):
            if inner.name == "coordinates" and inner.text.strip():
                pairs = [p.split(",") for p in inner.text.split()]
                numbers = [(float(p[0]), float(p[1])) for p in pairs if len(p) > 1]
                return sum(n[0] for n in numbers) / len(numbers), sum(n[1] for n in numbers) / len(numbers)
    except (KeyError, ValueError, ZeroDivisionError):
        return nothing
    return nothing
