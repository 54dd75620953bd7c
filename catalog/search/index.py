"""The index as files: what `public/search/` holds.

Tiers, each fetched only when a query needs it, each cut into shards named by the hash of their content:

* `index.json`: the manifest. How many, which shards, what the facet values are called.
* `heads/`: id, title, keywords, facets of every dataset; scanned as text. Only while they are small (`HEADS_LIMIT`).
* `grams/`: which datasets hold a piece of one to three characters, per class of text. For columns, description and
  values always; in a large catalogue (`"mode": "grams"`) for title, keywords and readings too.
* `body/`: the texts behind, for the lines shown under a hit; in a large catalogue the whole card.
* `readings/`, `words`, `terms`: kana of titles, synonyms, suggestions.

A dataset's number is a hash of its id, so a changed dataset rewrites the shards that hold its own texts and no other.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from catalog.model import Catalog
from catalog.release.published import Published
from catalog.search.codec import encode, fnv, grams
from catalog.search.document import SearchDocument, document
from catalog.search.entry import CLASSES, HEAD_CLASSES, Entry, entry, facet_labels
from catalog.search.words import characters, words

VERSION = 1

T = TypeVar("T")
#: Yields files, returns what the manifest says of them.
Files = Generator[tuple[str, bytes], None, T]
#: Characters of all heads up to which they are scanned instead of looked up (about 250 kB compressed).
HEADS_LIMIT = 600_000
#: Characters of a shard aimed at (heads: some 25 kB compressed; small shards of heads compress badly).
HEAD_SHARD, BODY_SHARD, CARD_SHARD, GRAM_SHARD, READING_SHARD = 80_000, 6_000, 24_000, 10_000, 80_000
MAX_HEAD_SHARDS = 8
TERMS_KEPT = 1_500
RANK_BITS, STEM_BITS = 4, 12


def build(catalog: Catalog, published: Sequence[Published]) -> Iterator[tuple[str, bytes]]:
    """(path under public/, bytes) of every file of the search index, for the datasets that passed the gate."""
    newest = max((one.screened for one in published), default="")
    yield from files((document(catalog, one) for one in published), as_of=newest)


def files(
    documents: Iterable[SearchDocument], *, as_of: str = "", large: bool | None = None
) -> Iterator[tuple[str, bytes]]:
    """The same for search documents. `as_of` (ISO date) is the day that freshness counts back from (default: the newest
    update); `large` forces the form for large catalogues on or off."""
    kept = sorted(documents, key=lambda one: one.id)
    today = as_of or max((one.updated for one in kept), default="")
    entries = [entry(one, today) for one in kept]
    if large is None:
        large = sum(one.head_size for one in entries) > HEADS_LIMIT
    bits = _number(entries, large)
    entries.sort(key=lambda one: one.number)
    manifest: dict[str, Any] = {
        "version": VERSION,
        "count": len(entries),
        "mode": "grams" if large else "heads",
        "bits": bits,
        "characters": " ".join(characters()),
        "facets": facet_labels(kept),
    }
    if large:
        manifest["cards"] = yield from _shards(
            "body", entries, bits, CARD_SHARD, 4096, row=lambda one: one.head | one.body
        )
        manifest["facet_lists"] = yield from _facet_lists(entries)
    else:
        manifest["heads"] = yield from _shards(
            "heads", entries, bits, HEAD_SHARD, MAX_HEAD_SHARDS, row=lambda one: one.head
        )
        manifest["body"] = yield from _shards("body", entries, bits, BODY_SHARD, 1024, row=lambda one: one.body)
        manifest["readings"] = yield from _shards(
            "readings", entries, bits, READING_SHARD, MAX_HEAD_SHARDS, row=lambda one: {"r": one.reading}
        )
    manifest["grams"] = yield from _gram_shards(entries, (*HEAD_CLASSES, *CLASSES) if large else CLASSES)
    manifest["words"] = yield from _single("words", words().to_json())
    manifest["terms"] = yield from _single("terms", _terms(kept))
    yield "search/index.json", _json(manifest)


def _number(entries: list[Entry], large: bool) -> int:
    """Gives every entry its number and returns how many bits numbers have.

    Sixteen times as many numbers as datasets, so that hardly two want the same; then the next free one is taken, in
    order of ids. In a large catalogue better ranked datasets come first and like titles lie together: the first page
    of results then lies in few shards.
    """
    room = max(len(entries), 16).bit_length() + 4
    bits = max(room + 2, RANK_BITS + STEM_BITS + 8) if large else room
    taken: set[int] = set()
    for one in sorted(entries, key=lambda one: one.id):
        digest = int.from_bytes(hashlib.sha256(one.id.encode()).digest()[:8], "big")
        if large:
            low = bits - RANK_BITS - STEM_BITS
            wanted = ((15 - one.rank) << STEM_BITS | fnv(one.stem) & ((1 << STEM_BITS) - 1)) << low | digest & (
                (1 << low) - 1
            )
        else:
            wanted = digest & ((1 << bits) - 1)
        while wanted in taken:
            wanted = (wanted + 1) & ((1 << bits) - 1)
        taken.add(wanted)
        one.number = wanted
    return bits


def _shards(
    kind: str, entries: Sequence[Entry], bits: int, size: int, most: int, *, row: Callable[[Entry], dict[str, Any]]
) -> Files[dict[str, Any]]:
    """Columns of the entries, cut by number into ranges; ranges that grew too big are halved.

    Yields files and returns the table of shards: {"starts": first number of each, "names": their hashes}.
    """
    rows = [(one.number, {"n": one.number, **row(one)}) for one in entries]
    sizes = [sum(len(value) + 1 for value in columns.values() if isinstance(value, str)) + 12 for _, columns in rows]
    count = 1
    while count < most and sum(sizes) / count > size:
        count *= 2
    width = max(0, bits - (count.bit_length() - 1))
    parts: list[tuple[int, list[tuple[int, dict[str, Any]]]]] = []

    def cut(start: int, width: int, first: int, last: int) -> None:
        if width > 0 and last - first > 1 and sum(sizes[first:last]) > 3 * size and len(parts) < 2 * most:
            middle_number = start + (1 << (width - 1))
            middle = next((at for at in range(first, last) if rows[at][0] >= middle_number), last)
            cut(start, width - 1, first, middle)
            cut(middle_number, width - 1, middle, last)
        else:
            parts.append((start, rows[first:last]))

    at = 0
    for number in range(count):
        start, end = number << width, at
        while end < len(rows) and rows[end][0] < (number + 1) << width:
            end += 1
        cut(start, width, at, end)
        at = end
    table: dict[str, Any] = {"starts": [], "names": ""}
    for start, part in parts:
        keys = list(part[0][1]) if part else []
        # like titles side by side compress best
        ordered = sorted((one for _, one in part), key=lambda one: (str(one.get("t", "")), one["n"]))
        columns = {key: [one[key] for one in ordered] for key in keys}
        # a column that is empty throughout says nothing
        data = _json({key: values for key, values in columns.items() if key == "n" or any(values)})
        name = _name(data)
        table["starts"].append(start)
        table["names"] += name
        yield f"search/{kind}/{name}.json", data
    table["starts"] = encode(table["starts"])
    return table


def _gram_shards(entries: Sequence[Entry], classes: Sequence[str]) -> Files[dict[str, Any]]:
    """Which numbers hold which gram, per class of text. A shard is {gram: "list|list|…"} in the order of `classes`."""
    lists: list[dict[str, str]] = []
    for name in classes:
        found: dict[str, list[int]] = defaultdict(list)
        for one in entries:
            for gram in grams(one.texts(name)):
                found[gram].append(one.number)
        lists.append({gram: encode(numbers) for gram, numbers in found.items()})
    every: dict[str, str] = {}
    for gram in sorted(set().union(*lists)):
        every[gram] = "|".join(one.get(gram, "") for one in lists).rstrip("|")
    total = sum(len(gram) + len(text) + 6 for gram, text in every.items())
    count = 1
    while count < 4096 and total / count > GRAM_SHARD:
        count *= 2
    parts: list[dict[str, str]] = [{} for _ in range(count)]
    for gram, text in every.items():
        parts[fnv(gram) % count][gram] = text
    names = ""
    written: set[str] = set()
    for part in parts:
        data = _json(part)
        name = _name(data)
        names += name
        if name not in written:
            written.add(name)
            yield f"search/grams/{name}.json", data
    return {"classes": list(classes), "names": names}


def _facet_lists(entries: Sequence[Entry]) -> Files[dict[str, str]]:
    """One file per facet: value → the numbers that have it."""
    names: dict[str, str] = {}
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for one in entries:
        for facet, values in one.facets.items():
            for value in values:
                found[facet][value].append(one.number)
    for facet in sorted(found):
        data = _json({value: encode(numbers) for value, numbers in sorted(found[facet].items())})
        names[facet] = _name(data)
        yield f"search/facets/{names[facet]}.json", data
    return names


def _terms(documents: Sequence[SearchDocument]) -> dict[str, list[Any]]:
    """Words for suggestions and for near misses: {"column": [[word, datasets], …], "keyword": …}, most frequent first."""
    counts: dict[str, Counter[str]] = {"keyword": Counter(), "column": Counter()}
    for one in documents:
        counts["keyword"].update({word.strip() for word in one.keywords if 1 < len(word.strip()) <= 30})
        counts["column"].update({word.strip() for word in one.columns if 1 < len(word.strip()) <= 20})
    return {
        kind: [list(pair) for pair in sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))[:TERMS_KEPT]]
        for kind, counter in counts.items()
    }


def _single(kind: str, data: Any) -> Files[str]:
    encoded = _json(data)
    name = _name(encoded)
    yield f"search/{kind}.{name}.json", encoded
    return name


def _name(data: bytes) -> str:
    """Eight hex digits of the content's hash: the manifest holds all names of a kind as one string."""
    return hashlib.sha256(data).hexdigest()[:8]


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
