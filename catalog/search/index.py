"""The index as files: what `public/search/` holds.

Tiers, each fetched only when a query needs it, each cut into shards named by the hash of their content:

* `index.json`: the manifest. How many, which shards, what the facet values are called.
* `heads/`: id, title, keywords, facets of every dataset; scanned as text. Only while they are small (`HEADS_LIMIT`).
* `grams/`: which datasets hold a piece of one to three characters, per class of text (`entry.CLASSES`), and which speak
  of what a word means. In a large catalogue (`"mode": "grams"`) for title and keywords too.
* `body/`: the texts behind, for the lines shown under a hit; in a large catalogue the whole card.
* `near/`: words that occur, by their first and last characters, for slips of the pen.
* `facets/`, `all` (large): which values each dataset has, and which numbers there are; those of the facets counted at once
  are in the manifest. `words`, `terms`: synonyms, suggestions.

Documents are read once and wait in a temporary file, so that a hundred thousand need little memory. A dataset's number
is a hash (`numbers`), so a changed dataset rewrites the shards that hold its own texts and no other.
"""

from __future__ import annotations

import marshal
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from catalog.model import Catalog
from catalog.release.published import Published
from catalog.search import concepts, vocabulary
from catalog.search.codec import beginnings, encode, endings, grams
from catalog.search.document import SearchDocument, document
from catalog.search.entry import BEHIND_CLASSES, CLASSES, FACETS, Entry, entry, facet_labels, title_class
from catalog.search.facets import FIRST_FACETS, Runs
from catalog.search.normalise import normalise
from catalog.search.numbers import Seat, number, subject
from catalog.search.postings import Postings
from catalog.search.shards import Files, hashed, json_bytes, ranges, single
from catalog.search.words import characters, words

VERSION = 3

#: Characters of all heads up to which they are scanned instead of looked up (about 250 kB compressed).
HEADS_LIMIT = 600_000
#: Characters of a shard aimed at (heads: some 25 kB compressed; small shards of heads compress badly); of grams in a
#: small and in a large catalogue.
HEAD_SHARD, BODY_SHARD, CARD_SHARD, NEAR_SHARD = 300_000, 6_000, 24_000, 6_000
GRAM_SHARD = {False: 4_000, True: 10_000}
MAX_HEAD_SHARDS, MAX_SHARDS = 2, 4096
TERMS_KEPT = 1_500
#: Members of a series that its cards name, at most.
SERIES_KEPT = 100


def build(catalog: Catalog, published: Sequence[Published]) -> Iterator[tuple[str, bytes]]:
    """(path under public/, bytes) of every file of the search index, for the datasets that passed the gate."""
    newest = max((one.screened for one in published), default="")
    yield from files((document(catalog, one) for one in published), as_of=newest)


def files(
    documents: Iterable[SearchDocument], *, as_of: str = "", large: bool | None = None
) -> Iterator[tuple[str, bytes]]:
    """The same for search documents. `as_of` (ISO date) is the day that freshness counts back from (default: the newest
    update); `large` forces the form for large catalogues on or off."""
    if not as_of:
        documents = list(documents)
        as_of = max((one.updated for one in documents), default="")
    waiting = _Waiting()
    for one in documents:
        waiting.add(entry(one, as_of))
    if large is None:
        large = waiting.head_size > HEADS_LIMIT
    numbering = number(waiting.seats, ranked=large)
    order = sorted(range(len(waiting.seats)), key=numbering.numbers.__getitem__)
    numbers = [numbering.numbers[at] for at in order]
    manifest: dict[str, Any] = {
        "version": VERSION,
        "count": len(order),
        "mode": "grams" if large else "heads",
        "room": numbering.room,
        "regions": numbering.regions,
        "characters": " ".join(characters()),
        "facets": facet_labels(waiting.themes, waiting.standards),
    }

    def rows(row: Callable[[Entry], dict[str, Any]]) -> Iterator[dict[str, Any]]:
        return ({"n": own, **row(waiting.get(at))} for own, at in zip(numbers, order, strict=True))

    def table(kind: str, size: int, most: int, row: Callable[[Entry], dict[str, Any]]) -> Files[dict[str, Any]]:
        lengths = [
            waiting.sizes[at][0 if kind == "heads" else 1] + (waiting.sizes[at][0] if large else 0) for at in order
        ]
        return ranges(kind, numbers, lengths, numbering.room, size, most, rows(row))

    if large:
        series = waiting.series(numbering.numbers)

        def card(one: Entry) -> dict[str, Any]:
            return {**one.head, **one.body, "w": encode(series.get(one.series, ())[:SERIES_KEPT])}

        manifest["cards"] = yield from table("body", CARD_SHARD, MAX_SHARDS, card)
    else:
        manifest["heads"] = yield from table("heads", HEAD_SHARD, MAX_HEAD_SHARDS, lambda one: one.head)
        manifest["body"] = yield from table("body", BODY_SHARD, 1024, lambda one: one.body)
    postings = Postings(CLASSES)
    columns = {facet: Runs([facet]) for facet in FACETS if facet not in FIRST_FACETS} | {"": Runs(FIRST_FACETS)}
    for own, at in zip(numbers, order, strict=True):
        kept = waiting.get(at)
        postings.add(own, _pieces(kept, large))
        if large:
            for runs in columns.values():
                runs.add(own, kept.facets)
    manifest["grams"] = yield from hashed(
        "grams", postings.shards(GRAM_SHARD[large], MAX_SHARDS), {"classes": list(CLASSES)}
    )
    if large:
        manifest["first"] = columns.pop("").file()
        manifest["columns"] = {}
        for facet, runs in columns.items():
            if written := runs.file():
                manifest["columns"][facet] = yield from single("facets/of", written)
        manifest["all"] = yield from single("all", encode(numbers))
    manifest["near"] = yield from hashed("near", vocabulary.shards(waiting.words, NEAR_SHARD, 1024), {})
    manifest["words"] = yield from single("words", words().to_json())
    manifest["terms"] = yield from single("terms", waiting.terms())
    yield "search/index.json", json_bytes(manifest)


class _Waiting:
    """Entries in a file, and of each only what must be known before the first can be written."""

    def __init__(self) -> None:
        self._file: IO[bytes] = SpooledTemporaryFile(1 << 25)  # noqa: SIM115  lives as long as this
        self._starts: list[int] = []
        self.seats: list[Seat] = []
        #: characters of (head, body) of each
        self.sizes: list[tuple[int, int]] = []
        self.head_size = 0
        self.themes: set[str] = set()
        self.standards: set[str] = set()
        self.words: Counter[str] = Counter(vocabulary.known_words())
        self._members: dict[str, list[int]] = defaultdict(list)
        self._counts: dict[str, Counter[str]] = {"keyword": Counter(), "column": Counter()}

    def add(self, one: Entry) -> None:
        """Puts an entry aside."""
        at = len(self.seats)
        self._starts.append(self._file.tell())
        self._file.write(
            marshal.dumps((one.id, one.head, one.body, one.kana, one.facets, one.stem, one.series, dict(one.normal)))
        )
        names = (*one.facets.get("publisher", ()), *one.facets.get("area", ()))
        self.seats.append(Seat(one.id, one.head["g"], subject(one.stem, map(normalise, names))))
        self.sizes.append((_length(one.head), _length(one.body)))
        self.head_size += one.head_size
        self.themes.update(one.facets.get("theme", ()))
        self.standards.update(one.facets.get("standard", ()))
        if one.series:
            self._members[one.series].append(at)
        keywords = [word for line in str(one.head["k"]).split("\n") if (word := line.strip())]
        self._counts["keyword"].update({word for word in keywords if 1 < len(word) <= 30})
        self._counts["column"].update({word for word in one.body["c"].split("\n") if 1 < len(word.strip()) <= 20})
        self.words.update(
            set(
                vocabulary.words_of(
                    one.head["t"], one.head["e"], one.normal["k"][: len(set(map(normalise, keywords)))], one.kana
                )
            )
        )

    def get(self, at: int) -> Entry:
        """An entry that was put aside."""
        self._file.seek(self._starts[at])
        end = self._starts[at + 1] if at + 1 < len(self._starts) else -1
        return Entry(*marshal.loads(self._file.read(end - self._starts[at] if end >= 0 else -1)))

    def series(self, numbers: Sequence[int]) -> dict[str, list[int]]:
        """Series of two and more members → their numbers, ascending."""
        return {name: sorted(numbers[at] for at in all_) for name, all_ in self._members.items() if len(all_) > 1}

    def terms(self) -> dict[str, list[Any]]:
        """Words for suggestions: {"column": [[word, datasets], …], "keyword": …}, most frequent first."""
        return {
            kind: [list(pair) for pair in sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))[:TERMS_KEPT]]
            for kind, counter in self._counts.items()
        }


def _length(columns: dict[str, Any]) -> int:
    return sum(len(value) + 1 for value in columns.values() if isinstance(value, str)) + 12


def _pieces(one: Entry, large: bool) -> Iterator[tuple[str, Iterable[str]]]:
    """The grams of an entry by class, and the groups of synonyms it speaks of."""
    title = one.normal["t"][0]
    held = {name: grams(one.normal[name]) for name in ("t", "k", "c", "d", "v")}
    names = {"t": title_class(title)}
    for name in BEHIND_CLASSES[:-1]:
        yield name, held[name]
    yield "s", grams(one.normal["s"])
    if large:
        yield names["t"], held["t"]
        yield "k", held["k"]
        yield "x", grams(one.normal["x"])
        yield "b", beginnings(title)
        yield "e", endings(title)
    for name, keys in concepts.spoken_of(one.normal, held):
        yield names.get(name, name), keys
    sounds = one.normal["r"]
    yield "r", grams(text.replace(" ", "") for text in sounds)
    yield "y", {piece for text in sounds for piece in beginnings(text.replace(" ", ""))}
    yield "w", {piece for text in sounds for piece in _word_beginnings(text)}


def _word_beginnings(text: str) -> Iterator[str]:
    parts = text.split(" ")
    for at in range(len(parts)):
        yield from beginnings("".join(parts[at : at + 3])[:3])
