"""JSON, JSON Lines, GeoJSON and TopoJSON → tables of records with dotted paths; nothing is dropped on the way.

Numbers keep their text (`1.0`, `00`-less 12 digits, 1e400), duplicate keys are found and their earlier values kept for
screening, nesting is limited. Text that belongs to no record becomes a `Text`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from catalog.tables.contents import Contents, table_of
from catalog.tables.geojson_members import Number, foreign_members, leaves, scalar, topology_members
from catalog.tables.table import Problem, Table, Text

#: levels of nesting that are followed; deeper files are refused (a file for people to reuse has less than ten)
DEPTH = 100
#: columns of one table; wider records are kept as text
WIDTH = 5_000
_GEOMETRIES = frozenset(
    {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}
)


class _Duplicates:
    """Collects values that a later equal key would silently replace."""

    def __init__(self) -> None:
        self.count = 0
        self.keys: set[str] = set()
        self.values: list[Any] = []

    def hook(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        record = dict(pairs)
        if len(record) != len(pairs):
            seen: dict[str, Any] = {}
            for key, value in pairs:
                if key in seen:
                    self.count += 1
                    self.keys.add(key)
                    self.values.append(seen[key])
                seen[key] = value
        return record


def read_json(utf8: bytes, form: str) -> Contents:
    """`form`: json, geojson or jsonl; what it really is, is told by the parsed value."""
    contents = Contents(form)
    duplicates = _Duplicates()
    try:
        if _too_deep(utf8):
            raise RecursionError
        value, form = _parse(utf8.decode("utf-8"), form, duplicates)
    except RecursionError:
        contents.problems.append(Problem("file/unreadable", details={"reason": "nested too deeply", "limit": DEPTH}))
        return contents
    except ValueError as error:
        row = (int(getattr(error, "lineno", 0)),) if getattr(error, "lineno", 0) else ()
        contents.problems.append(Problem("file/unreadable", rows=row, details={"reason": "not valid JSON"}))
        return contents
    contents.format = form
    if isinstance(value, dict) and _is_geojson(value):
        contents.format = "geojson"
        _geojson(value, contents)
    elif isinstance(value, dict) and value.get("type") == "Topology":
        _topology(value, contents)
    else:
        contents.tables = list(_tables(value, "", contents.texts))
    if duplicates.count:
        contents.problems.append(Problem("file/duplicate-entry", count=duplicates.count, details={"what": "key"}))
        for old in duplicates.values:
            contents.texts.extend(Text("text", text, "duplicate key") for text in leaves(old))
    return contents


def _parse(text: str, form: str, duplicates: _Duplicates) -> tuple[Any, str]:
    decoder = json.JSONDecoder(
        object_pairs_hook=duplicates.hook, parse_float=Number, parse_int=Number, parse_constant=Number
    )
    if form != "jsonl":
        try:
            return decoder.decode(text), form
        except ValueError:
            lines = [line for line in text.splitlines() if line.strip()]
            if len(lines) < 2 or not all(line.lstrip().startswith(("{", "[")) for line in lines[:50]):
                raise
    records = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                records.append(decoder.decode(line.strip()))
            except ValueError as error:
                if form == "jsonl" and number == 1:
                    return decoder.decode(text), "json"
                error.lineno = number  # type: ignore[attr-defined]
                raise
    return records, "jsonl"


_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"', re.S)
_BRACKETS = bytes(b for b in range(256) if b not in b"[]{}")


def _too_deep(utf8: bytes) -> bool:
    """Counts brackets outside strings, before any parser recurses over them."""
    opening = utf8.count(b"[") + utf8.count(b"{")
    if opening <= DEPTH:
        return False
    brackets = _STRINGS.sub(b"", utf8).translate(None, _BRACKETS)
    # matched pairs next to each other say nothing of depth: fold them level by level
    for _ in range(DEPTH):
        folded = brackets.replace(b"[]", b"").replace(b"{}", b"")
        if not folded:
            return False
        if len(folded) == len(brackets):
            break
        brackets = folded
    depth = deepest = 0
    for bracket in brackets:
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
        if deepest > DEPTH:
            return True
    return False


def flatten(record: Mapping[str, Any], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, str | None]]:
    """(dotted path, text) of each leaf. Lists stay one cell as JSON text."""
    if depth > DEPTH:
        raise RecursionError
    for key, value in record.items():
        path = f"{prefix}{key}"
        if isinstance(value, dict) and value:
            yield from flatten(value, f"{path}.", depth + 1)
        elif isinstance(value, (list, dict)):
            yield path, json.dumps(value, ensure_ascii=False) if value else None
        else:
            yield path, scalar(value)


def records_table(name: str | None, records: Iterable[Mapping[str, Any]], rows: list[int] | None = None) -> Table:
    """Records as a table; the columns in order of first appearance."""
    columns: dict[str, list[str | None]] = {}
    height = 0
    for record in records:
        for path, text in flatten(record):
            cells = columns.get(path)
            if cells is None:
                if len(columns) >= WIDTH:
                    raise ValueError("too many columns")
                cells = columns[path] = []
            if len(cells) < height:
                cells.extend([None] * (height - len(cells)))
            if len(cells) == height:
                cells.append(text)
        height += 1
    for cells in columns.values():
        cells.extend([None] * (height - len(cells)))
    return table_of(name, columns, rows)


def _tables(value: Any, path: str, texts: list[Text], depth: int = 0) -> Iterator[Table]:
    """Tables in a parsed value: each list of objects, each list of lists, each object of equal objects."""
    if depth > DEPTH:
        raise RecursionError
    name = path or None
    if isinstance(value, list):
        yield from _list_tables(value, path, texts, depth)
    elif isinstance(value, dict) and _is_keyed(value):
        keyed = [{"": key, **record} for key, record in value.items()]
        yield from _with_children(keyed, path, texts, depth)
    elif isinstance(value, dict) and _is_columnar(value):
        yield table_of(
            name,
            {
                k: [scalar(v) if not isinstance(v, (list, dict)) else json.dumps(v, ensure_ascii=False) for v in cells]
                for k, cells in value.items()
            },
        )
    elif isinstance(value, dict):
        plain = {k: v for k, v in value.items() if not _holds_table(v)}
        rest = {k: v for k, v in value.items() if _holds_table(v)}
        if not rest:
            if plain:
                yield records_table(name, [plain], [2])
            return
        for key, text in flatten(plain):
            if text:
                texts.append(Text("text", text, f"{path}.{key}".lstrip(".")))
        for key, inner in rest.items():
            yield from _tables(inner, f"{path}.{key}".lstrip("."), texts, depth + 1)
    elif scalar(value):
        yield table_of(name, {"value": [scalar(value)]})


def _list_tables(items: list[Any], path: str, texts: list[Text], depth: int) -> Iterator[Table]:
    name = path or None
    records = [item for item in items if isinstance(item, dict)]
    if records and len(records) == len(items):
        yield from _with_children(records, path, texts, depth)
    elif items and all(isinstance(item, list) for item in items):
        yield _grid_table(items, name)
    elif records:
        yield from _with_children([i if isinstance(i, dict) else {"value": i} for i in items], path, texts, depth)
    elif items:
        cells = [json.dumps(i, ensure_ascii=False) if isinstance(i, (list, dict)) else scalar(i) for i in items]
        yield table_of(name, {"value": cells})


def _with_children(records: list[dict[str, Any]], path: str, texts: list[Text], depth: int) -> Iterator[Table]:
    """The records, then what is nested in them as tables of their own (their rows are those of the parents)."""
    nested: dict[str, list[tuple[int, Any]]] = {}
    flat: list[dict[str, Any]] = []
    for row, record in enumerate(records, 2):
        own = {}
        for key, value in record.items():
            if isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
                nested.setdefault(key, []).extend((row, v) for v in value)
            else:
                own[key] = value
        flat.append(own)
    if any(flat):
        yield records_table(path or None, flat)
    for key, children in nested.items():
        inner = f"{path}.{key}".lstrip(".")
        if depth + 1 > DEPTH:
            raise RecursionError
        prefixed = [{f"{inner}.{k}": v for k, v in child.items()} for _, child in children]
        yield records_table(inner, prefixed, [row for row, _ in children])


def _grid_table(rows: list[list[Any]], name: str | None) -> Table:
    width = max(len(row) for row in rows)
    texts = [
        [json.dumps(v, ensure_ascii=False) if isinstance(v, (list, dict)) else scalar(v) for v in row] for row in rows
    ]
    head = texts[0]
    names_first = (
        len(rows) > 1
        and len(head) == width == len(set(head))
        and all(isinstance(v, str) and not isinstance(v, Number) and v for v in rows[0])
        and any(isinstance(v, Number) for v in rows[1])
    )
    names = [str(v) for v in head] if names_first else [str(i) for i in range(width)]
    body = texts[1:] if names_first else texts
    columns = {n: [row[i] if i < len(row) else None for row in body] for i, n in enumerate(names)}
    return table_of(name, columns, None if names_first else list(range(1, len(body) + 1)))


def _is_keyed(value: dict[str, Any]) -> bool:
    """{"id 1": {…}, "id 2": {…}}: objects that share most of their keys."""
    inner = list(value.values())
    if len(inner) < 2 or not all(isinstance(v, dict) and v for v in inner) or "" in inner[0]:
        return False
    common = set(inner[0]).intersection(*inner[1:])
    return len(common) * 2 >= max(len(v) for v in inner)


def _is_columnar(value: dict[str, Any]) -> bool:
    """{"a": [1, 2], "b": [3, 4]}: lists of one length."""
    lists = list(value.values())
    if len(lists) < 2 or not all(isinstance(v, list) and v for v in lists):
        return False
    flat = all(not isinstance(cell, dict) for cells in lists for cell in cells)
    return flat and len({len(v) for v in lists}) == 1


def _holds_table(value: Any) -> bool:
    """A list of objects or lists, or an object that holds one."""
    if isinstance(value, list):
        return any(isinstance(v, (dict, list)) for v in value)
    if isinstance(value, dict):
        return _is_keyed(value) or any(_holds_table(v) for v in value.values())
    return False


def _is_geojson(value: dict[str, Any]) -> bool:
    kind = value.get("type")
    return (
        (kind == "FeatureCollection" and isinstance(value.get("features"), list))
        or (kind == "Feature" and "geometry" in value)
        or (isinstance(kind, str) and kind in _GEOMETRIES and ("coordinates" in value or "geometries" in value))
    )


def _geojson(value: dict[str, Any], contents: Contents) -> None:
    """Properties as a table (headers are the property names), one representative point per feature."""
    kind = value.get("type")
    whole = value["features"] if kind == "FeatureCollection" else [value] if kind == "Feature" else []
    features = [f if isinstance(f, dict) else {} for f in whole]
    shapes = [f.get("geometry") for f in features] if kind in ("FeatureCollection", "Feature") else [value]
    records: list[dict[str, Any]] = []
    for feature in features:
        properties = feature.get("properties")
        own = dict(properties) if isinstance(properties, dict) else {}
        # identifiers and foreign members are part of the record too
        for key, member in feature.items():
            if key not in ("type", "geometry", "properties", "bbox"):
                own.setdefault(f"feature.{key}" if key in own else key, member)
        records.append(own)
    contents.tables = list(_with_children(records, "", contents.texts, 0)) if any(records) else []
    for text, where in foreign_members(value, kind, whole, shapes):
        contents.texts.append(Text("text", text, where))
    points = [representative(shape) for shape in shapes]
    if any(math.isfinite(x) for x, _ in points):
        contents.points = tuple(points)
    contents.facts["features"] = len(features)
    contents.facts["geometries"] = sorted(
        {str(s["type"]) for s in shapes if isinstance(s, dict) and s.get("type") in _GEOMETRIES}
    )


def representative(shape: Any) -> tuple[float, float]:
    """One (longitude, latitude) for a geometry: the point, else the middle of its positions; NaN without one."""
    positions = list(_positions(shape))
    if not positions:
        return (float("nan"), float("nan"))
    return (sum(p[0] for p in positions) / len(positions), sum(p[1] for p in positions) / len(positions))


def _positions(shape: Any, depth: int = 0) -> Iterator[tuple[float, float]]:
    if depth > 12:
        return
    if isinstance(shape, dict):
        yield from _positions(shape.get("coordinates"), depth + 1)
        for inner in shape.get("geometries") or ():
            yield from _positions(inner, depth + 1)
    elif isinstance(shape, list):
        if len(shape) >= 2 and not isinstance(shape[0], (list, dict)):
            try:
                yield float(shape[0]), float(shape[1])
            except (TypeError, ValueError):
                return
        else:
            for inner in shape:
                yield from _positions(inner, depth + 1)


def _topology(value: dict[str, Any], contents: Contents) -> None:
    """TopoJSON: the properties of its geometries; the arcs are numbers of a map."""
    contents.tables = []
    objects = value.get("objects")
    for name, item in objects.items() if isinstance(objects, dict) else ():
        shapes = item.get("geometries") if isinstance(item, dict) else None
        shapes = shapes if isinstance(shapes, list) else [item]
        records = []
        for shape in shapes:
            properties = shape.get("properties") if isinstance(shape, dict) else None
            own = dict(properties) if isinstance(properties, dict) else {}
            if isinstance(shape, dict) and "id" in shape:
                own.setdefault("id", shape["id"])
            records.append(own)
        if any(records):
            contents.tables.append(records_table(str(name), records))
    contents.facts["topology"] = True
    contents.texts.extend(Text("text", text, "topology") for text in topology_members(value))
