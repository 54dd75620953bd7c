"""What stands in a map file outside the properties of its features: the file goes out as it is, so all of it is read.

RFC 7946 lets every object of a GeoJSON file carry further members, and readers skip what is in a wrong place; a name in
a `bbox` or among the coordinates is shown by no map, and by every text editor.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

#: members whose values are numbers, or are read elsewhere
_NUMBERS = ("bbox", "coordinates", "arcs", "transform")
_KINDS = frozenset(
    ["FeatureCollection", "Feature", "Topology", "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon",
     "MultiPolygon", "GeometryCollection"]
)  # fmt: skip


class Number(str):
    """The text of a JSON number."""

    __slots__ = ()


def scalar(value: Any) -> str | None:
    """A JSON scalar as text; null and "" are an empty cell."""
    if value is None or value == "":
        return None
    if value is True or value is False:
        return "true" if value else "false"
    return str(value)


def leaves(value: Any) -> Iterator[str]:
    """Every key and every value as text."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(key)
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    else:
        text = scalar(value)
        if text:
            yield text


def foreign_members(
    value: dict[str, Any], kind: Any, features: list[Any], shapes: list[Any]
) -> Iterator[tuple[str, str]]:
    """(text, member's name) of all that is neither a property of a feature nor a number of its geometry."""
    if kind == "FeatureCollection":
        for key, member in value.items():
            if key not in ("type", "features"):
                yield from _member(key, member)
    for feature in features:
        if not isinstance(feature, dict):
            yield from ((text, "features") for text in leaves(feature))
            continue
        if feature.get("type") != "Feature":
            yield from ((text, "type") for text in leaves(feature.get("type")))
        if "bbox" in feature:
            yield from _member("bbox", feature["bbox"])
        properties = feature.get("properties")
        if properties is not None and not isinstance(properties, dict):
            yield from ((text, "properties") for text in leaves(properties))
    for shape in shapes:
        yield from ((text, "geometry") for text in _geometry(shape))


def topology_members(value: dict[str, Any]) -> Iterator[str]:
    """Texts of a TopoJSON file that are no properties of its geometries."""
    for key, member in value.items():
        if key == "objects" and isinstance(member, dict):
            for item in member.values():
                yield from _geometry(item, properties=False)
        elif key != "type":
            yield from (text for text, _ in _member(key, member))


def _says(key: str) -> bool:
    """A member's name that may say more than what its value is."""
    return len(key) > 15 or not key.isascii()


def _member(key: str, member: Any) -> Iterator[tuple[str, str]]:
    """A member with its name; where numbers belong, only what is none."""
    if key in _NUMBERS:
        yield from ((text, key) for text in _words(member))
    else:
        if _says(key):
            yield key, "member"
        yield from ((text, key) for text in leaves(member))


def _geometry(shape: Any, *, properties: bool = True) -> Iterator[str]:
    """What a geometry holds beside its type and its numbers; geometries in it too."""
    if not isinstance(shape, dict):
        yield from leaves(shape)
        return
    for key, member in shape.items():
        if key == "geometries" and isinstance(member, list):
            for inner in member:
                yield from _geometry(inner, properties=properties)
        elif key == "type":
            if member not in _KINDS:
                yield from leaves(member)
        elif key in _NUMBERS:
            yield from _words(member)
        elif properties or key not in ("properties", "id") or not isinstance(member, (dict, str)):
            if _says(key):
                yield key
            yield from leaves(member)


def _words(value: Any) -> Iterator[str]:
    """All in a list of numbers that is no number."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(inner for inner in item if type(inner) is not Number)
        elif item is not None and type(item) is not Number:
            yield from leaves(item)
