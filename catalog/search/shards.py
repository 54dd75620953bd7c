"""Shards as files, each named by the hash of its content: `search/<kind>/<hash>.json`."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from catalog.files import content_digest
from catalog.search.codec import encode

T = TypeVar("T")
#: Yields files, returns what the manifest says of them.
Files = Generator[tuple[str, bytes], None, T]


def ranges(
    kind: str,
    numbers: Sequence[int],
    sizes: Sequence[int],
    room: int,
    size: int,
    most: int,
    rows: Iterator[dict[str, Any]],
) -> Files[dict[str, Any]]:
    """Columns of the entries, cut by number into ranges; ranges that grew too big are halved.

    Yields files and returns the table of shards: {"starts": first number of each, "names": their hashes}.
    """
    count = 1
    while count < most and sum(sizes) / count > size:
        count *= 2
    width = max(1, room.bit_length() - (count.bit_length() - 1))
    starts: list[int] = []
    ends: list[int] = []

    def cut(start: int, width: int, first: int, last: int) -> None:
        if width > 0 and last - first > 1 and sum(sizes[first:last]) > 2 * size:
            middle_number = start + (1 << (width - 1))
            middle = next((at for at in range(first, last) if numbers[at] >= middle_number), last)
            cut(start, width - 1, first, middle)
            cut(middle_number, width - 1, middle, last)
        elif last > first or not starts:
            starts.append(start)
            ends.append(last)

    at = 0
    for start in range(0, max(room, 1), 1 << width):
        end = at
        while end < len(numbers) and numbers[end] < start + (1 << width):
            end += 1
        cut(start, width, at, end)
        at = end
    names = ""
    at = 0
    for end in ends:
        part = [next(rows) for _ in range(end - at)]
        at = end
        keys = list(part[0]) if part else []
        # like titles side by side compress best
        part.sort(key=lambda one: (str(one.get("t", "")), one["n"]))
        columns = {key: [one[key] for one in part] for key in keys}
        # a column that is empty throughout says nothing
        data = json_bytes({key: values for key, values in columns.items() if key == "n" or any(values)})
        name = _name(data)
        names += name
        yield f"search/{kind}/{name}.json", data
    return {"starts": encode(starts), "names": names}


def hashed(kind: str, parts: Iterable[dict[str, str]], more: dict[str, Any]) -> Files[dict[str, Any]]:
    """Shards in order; those of the same content are one file."""
    names: list[str] = []
    written: set[str] = set()
    for part in parts:
        data = json_bytes(part)
        name = _name(data)
        names.append(name)
        if name not in written:
            written.add(name)
            yield f"search/{kind}/{name}.json", data
    return {**more, "names": "".join(names)}


def single(kind: str, data: Any) -> Files[str]:
    encoded = json_bytes(data)
    name = _name(encoded)
    yield f"search/{kind}.{name}.json", encoded
    return name


def _name(data: bytes) -> str:
    """Eight hex digits of the content's hash: the manifest holds all names of a kind as one string."""
    return content_digest(data)[:8]


def json_bytes(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
