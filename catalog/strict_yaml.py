"""YAML as a city may write it, read without surprises.

Differs from the usual loaders on purpose: duplicate keys, aliases, tags and files over 1 MB are refused; only
`true`/`false`, `null` and plain decimal numbers are anything but text, so dates, `no`, `0123` and `12:30` stay as
written. Every key keeps its line number for messages.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from catalog.errors import CatalogError, Mistake
from catalog.regex import regex

_WIDE_COLON = regex(r"\s*(?:-\s+)?[A-Za-z_]+\s*：")

MAX_BYTES = 1_000_000
MAX_DEPTH = 40

_INTEGER = regex(r"-?(0|[1-9][0-9]{0,17})\Z")
_FLOAT = regex(r"-?(0|[1-9][0-9]*)\.[0-9]+\Z")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A read file: its data, and the line (from 1) of every key and list item by path, `("resources", 0, "path")`."""

    path: str
    data: Any
    lines: dict[Key, int] = field(default_factory=dict)
    #: of texts that name none
    language: str = "ja"

    def line(self, *key: str | int) -> int | None:
        """The line of a key, or of the nearest one above it."""
        for end in range(len(key), 0, -1):
            if key[:end] in self.lines:
                return self.lines[key[:end]]
        return None

    def mistake(self, what: str, hint: str = "", *key: str | int) -> Mistake:
        """A mistake at a key of this document."""
        return Mistake(self.path, what, hint, self.line(*key))


def load(path: Path, name: str | None = None) -> Document:
    """Reads a YAML or JSON file.

    Raises:
        CatalogError: not readable, not UTF-8, too large, not well-formed, duplicate key, alias or tag; with the line.
    """
    name = name or path.name
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CatalogError.at(name, "larger than 1 MB", "a descriptor holds metadata only; keep data in its files")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CatalogError.at(
            name, f"cannot be read ({error.strerror})", "check the file and its permissions"
        ) from None
    except UnicodeDecodeError as error:
        raise CatalogError.at(name, f"is not UTF-8 (byte {error.start})", "save it as UTF-8") from None
    return loads(text, name)


def loads(text: str, name: str) -> Document:
    """Reads YAML (or JSON) text; see `load`."""
    lines: dict[Key, int] = {}
    try:
        events = iter(yaml.parse(text, Loader=_LOADER))
        data = _document(events, lines, name)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        if (wide := _wide_colon(text)) is not None:
            raise CatalogError.at(
                name, "has a full-width colon", "write `:` and a space, in half width", wide
            ) from None
        problem = str(getattr(error, "problem", None) or error).splitlines()[0]
        raise CatalogError.at(
            name, f"is not well-formed YAML ({problem})", "check indentation, quotes and colons", mark and mark.line + 1
        ) from None
    return Document(name, data, lines)


def _wide_colon(text: str) -> int | None:
    """The first line whose key ends with a full-width colon, as Japanese keyboards write it."""
    lines = enumerate(text.splitlines(), start=1)
    return next((n for n, line in lines if _WIDE_COLON.match(line)), None)


def dump(data: Any) -> str:
    """YAML text that `loads` reads back to the same data: block style, keys in order, Japanese as it is."""
    return str(yaml.dump(_plain(data), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110))


class _Dumper(yaml.SafeDumper):
    """Quotes every string that other YAML readers would take for something else."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, False)


def _plain(data: Any) -> Any:
    if isinstance(data, dict):
        return {str(k): _plain(v) for k, v in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(v) for v in data]
    return data


def _document(events: Any, lines: dict[Key, int], name: str) -> Any:
    data = None
    seen = 0
    for event in events:
        if isinstance(
            event, yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentStartEvent | yaml.DocumentEndEvent
        ):
            continue
        seen += 1
        if seen > 1:
            raise CatalogError.at(name, "holds several documents (---)", "keep one", event.start_mark.line + 1)
        data = _node(event, events, (), lines, name)
    return data


def _node(event: Any, events: Any, key: Key, lines: dict[Key, int], name: str) -> Any:
    line = event.start_mark.line + 1
    lines.setdefault(key, line)
    if len(key) > MAX_DEPTH:
        raise CatalogError.at(name, f"is nested more than {MAX_DEPTH} deep", "flatten it", line)
    if isinstance(event, yaml.AliasEvent):
        raise CatalogError.at(name, f"uses an alias (*{event.anchor})", "write the value out", line)
    if getattr(event, "tag", None) not in (None, "!") and not _plain_tag(event):
        raise CatalogError.at(name, f"uses a tag ({event.tag})", "remove it", line)
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Any] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(_node(event, events, (*key, len(items)), lines, name))
        return items
    mapping: dict[str, Any] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        if not isinstance(event, yaml.ScalarEvent):
            raise CatalogError.at(name, "has a key that is not plain text", "use text keys", line)
        word = event.value
        at: int = event.start_mark.line + 1  # type: ignore[union-attr]
        if word in mapping:
            raise CatalogError.at(name, f"has the key '{word}' twice", "keep one of them", at)
        lines[(*key, word)] = at
        mapping[word] = _node(next(events), events, (*key, word), lines, name)
    return mapping


def _plain_tag(event: Any) -> bool:
    return isinstance(event, yaml.ScalarEvent) and bool(event.implicit[1]) and event.tag == "tag:yaml.org,2002:str"


def _scalar(event: Any) -> Any:
    value: str = event.value
    if event.style not in (None, ""):
        return value
    if value in _WORDS:
        return _WORDS[value]
    if _INTEGER.match(value):
        return int(value)
    if _FLOAT.match(value):
        return json.loads(value)
    return value
