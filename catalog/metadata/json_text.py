"""JSON as text: fast, in stable order, a key or an entry a line, so that a diff between two builds stays small."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

dumps = json.JSONEncoder(ensure_ascii=False, sort_keys=True, check_circular=False).encode


def document(data: Mapping[str, Any]) -> bytes:
    """A JSON file: one key a line, and one entry a line where a value is a list of objects."""
    return (_lines(data) + "\n").encode()


def around(head: Mapping[str, Any], key: str, entries: Iterable[bytes]) -> Iterator[bytes]:
    """A JSON file whose list under `key` is given as rendered entries with their separators, piece by piece."""
    rest = {k: v for k, v in head.items() if k != key}
    yield f'{_lines(rest)[:-2]},\n"{key}": [\n'.encode()
    yield from entries
    yield b"\n]\n}\n"


def _lines(data: Mapping[str, Any]) -> str:
    lines = []
    for key in sorted(data):
        value = data[key]
        if isinstance(value, list) and value and isinstance(value[0], dict):
            entries = ",\n  ".join(dumps(entry) for entry in value)
            lines.append(f" {dumps(key)}: [\n  {entries}\n ]")
        else:
            lines.append(f" {dumps(key)}: {dumps(value)}")
    return "{\n" + ",\n".join(lines) + "\n}"
