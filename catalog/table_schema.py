"""Fields, constraints and keys of a resource's Table Schema (Data Package v2), with every word that it does not have refused.

A type or a constraint that is misspelt would check nothing: it is a mistake of the descriptor, told with its line.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from catalog.declared import items, near_misses, offered, one_text
from catalog.errors import Mistake
from catalog.model import Field
from catalog.strict_yaml import Document
from catalog.text import lang_text

Key = tuple[str | int, ...]

#: Types of Table Schema, https://datapackage.org/standard/table-schema/#field-types
TYPES = (
    "any", "array", "boolean", "date", "datetime", "duration", "geojson", "geopoint", "integer", "list", "number", "object",
    "string", "time", "year", "yearmonth",
)  # fmt: skip
#: Constraints of Table Schema, https://datapackage.org/standard/table-schema/#field-constraints
CONSTRAINTS = (
    "enum", "exclusiveMaximum", "exclusiveMinimum", "jsonSchema", "maxLength", "maximum", "minLength", "minimum", "pattern",
    "required", "unique",
)  # fmt: skip
_KNOWN = {"name", "title", "description", "type", "format", "unit", "constraints", "translations"}


def fields(document: Document, schema: Mapping[str, Any], key: Key, mistakes: list[Mistake]) -> tuple[Field, ...]:
    """The fields of a schema in order; keys that name no field are mistakes as well."""
    found = [
        field
        for i, entry in enumerate(items(schema.get("fields")))
        if (field := _field(document, entry, (*key, "fields", i), mistakes)) is not None
    ]
    names = {field.name for field in found}
    if names:
        _names(document, items(schema.get("primaryKey")), names, (*key, "primaryKey"), mistakes)
        for i, foreign in enumerate(items(schema.get("foreignKeys"))):
            if isinstance(foreign, Mapping):
                _names(document, items(foreign.get("fields")), names, (*key, "foreignKeys", i, "fields"), mistakes)
    return tuple(found)


def _names(document: Document, wanted: list[Any], names: Collection[str], key: Key, mistakes: list[Mistake]) -> None:
    for name in wanted:
        if str(name) not in names:
            mistakes.append(
                document.mistake(f"names the column '{name}', which is no field", "use the name of a field", *key)
            )


def _field(document: Document, entry: Any, key: Key, mistakes: list[Mistake]) -> Field | None:
    if not isinstance(entry, Mapping) or entry.get("name") in (None, ""):
        mistakes.append(document.mistake("has a field without name", "write `- {name: 列名, type: string}`", *key))
        return None
    near_misses(document, entry, _KNOWN, mistakes, *key)
    kind = str(entry.get("type") or "any")
    if kind not in TYPES:
        what = f"has the type '{kind}', which Table Schema does not know"
        mistakes.append(document.mistake(what, offered(kind.lower(), TYPES), *key, "type"))
    words = entry.get("translations")
    return Field(
        name=str(entry["name"]),
        title=lang_text(entry.get("title"), words, "title", document.language),
        description=lang_text(entry.get("description"), words, "description", document.language),
        type=kind,
        format=str(entry.get("format") or "default"),
        unit=one_text(document, entry, "unit", mistakes, *key),
        constraints=_constraints(document, entry.get("constraints"), (*key, "constraints"), mistakes),
        extras={k: v for k, v in entry.items() if k not in _KNOWN},
    )


def _constraints(document: Document, entry: Any, key: Key, mistakes: list[Mistake]) -> Mapping[str, Any]:
    if entry is None:
        return {}
    if not isinstance(entry, Mapping):
        mistakes.append(document.mistake("constraints is no mapping", "write `constraints: {required: true}`", *key))
        return {}
    for name, value in entry.items():
        if name not in CONSTRAINTS:
            what = f"has the constraint '{name}', which Table Schema does not know"
            mistakes.append(document.mistake(what, offered(str(name), CONSTRAINTS), *key, name))
        elif name in ("required", "unique") and not isinstance(value, bool):
            mistakes.append(document.mistake(f"{name} is neither true nor false", f"write `{name}: true`", *key, name))
        elif name == "enum" and not (isinstance(value, list) and value):
            mistakes.append(document.mistake("enum is no list of values", "write `enum: [有, 無]`", *key, name))
        elif name == "pattern" and not _compiles(value):
            mistakes.append(
                document.mistake("pattern is no regular expression", "check brackets and backslashes", *key, name)
            )
    return entry


def _compiles(pattern: Any) -> bool:
    try:
        re.compile(str(pattern))
    except re.error:
        return False
    return isinstance(pattern, str)
