"""All words of a dataset's description: they go out on its page, in its metadata and in the search index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from catalog.rule import Context
from catalog.tables.table import Text

#: addresses of this machine, words of the format itself, dates: not what a person wrote
_SILENT = frozenset(
    ["folder", "descriptor", "id", "identifier", "iri", "path", "format", "media_type", "type", "encoding",
     "delimiter", "issued", "modified", "accrual_periodicity", "pattern", "bytes", "resources", "foreign_keys"]
)  # fmt: skip


def declared(context: Context) -> Iterator[Text]:
    """One text for each word of the descriptor; `where` is its path, as in `dataset.contact_point.name.ja`."""
    for thing, name in ((context.dataset, "dataset"), (context.resource, "resource")):
        for where, text in _words(thing, name):
            yield Text("metadata", text, where=where)


def _words(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if len(value) > 1:
            yield where, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in _SILENT:
                yield from _words(inner, f"{where}.{key}")
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from _words(inner, where)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in _SILENT:
                yield from _words(getattr(value, field.name), f"{where}.{field.name}")
