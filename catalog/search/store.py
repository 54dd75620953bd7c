"""An index on disk, read as the browser fetches it: only the shards that a query needs. Twin: `search/store.js`."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from catalog.errors import CatalogError
from catalog.search.codec import MARK, MOST_PIECES, cover, decode, fnv, home, intersect
from catalog.search.entry import EDGE_CLASSES, SOUND_CLASSES, SOUND_EDGES, TEXT_EDGES, label_parts
from catalog.search.facets import FIRST_FACETS, Column, column
from catalog.search.head import Head, head, rows

_SOUND = re.compile("[ぁ-ゖー]+|[a-z0-9]+")


#: Requests of a question at most: the manifest, the word lists, heads or (so many) cards, and shards of grams and of near
#: words. What would be beyond is not looked at: a long word is found by fewer of its pieces.
MOST_REQUESTS, LEAST_CARDS = 12, 2
#: Shards of grams after which other forms of the typed words are no longer looked for, so that some are left for slips:
#: of one word, and so many more of several.
BUDGET, SEVERAL = 6, 2
#: The same for the words of a sentence, and the pieces by which each is looked up.
SOFT_BUDGET, SOFT_PIECES = 12, 2
#: A term of more characters that stands somewhere at all is looked up by more pieces: a text may hold them apart.
LONG_TERM, LONG_PIECES = 6, 7
#: Pieces of a term that are read at once, after the first ones: often they tell that nothing holds it.
BATCH = 2
#: The list of all numbers among the shards that a question has read.
EVERYTHING = -(1 << 30)
#: Facets whose values are found by their names.
NAMED_FACETS = {"heads": ("theme", "format", "licence"), "grams": ("theme", "format")}


class Store:
    """The files under `<site>/search/`. Raises `CatalogError` when there is none, or one is missing or damaged."""

    def __init__(self, site: Path) -> None:
        self.folder = site / "search"
        manifest = self.folder / "index.json"
        if not manifest.is_file():
            raise CatalogError.at(
                site, "there is no search index", "build the site first, or name its folder with --site"
            )
        self._files: dict[str, Any] = {}
        self.manifest: dict[str, Any] = self._read("index.json")
        mode = self.manifest["mode"]
        self.large = mode == "grams"
        self.count = int(self.manifest["count"])
        self.reserve = LEAST_CARDS if self.large else 0
        self.most = MOST_REQUESTS - 2 - (self.reserve or len(self.manifest["heads"]["names"]) // 8)
        self.budget = BUDGET
        self.classes: list[str] = self.manifest["grams"]["classes"]
        #: pieces of a term that are looked up: fewer when there are several terms
        self.pieces = MOST_PIECES
        #: shards of grams that the question at hand has read: in this way to answer it; in all, near words as −1, −2 …
        self.touched: set[int] = set()
        self.read: set[int] = set()
        #: shards of texts read to look again whether a word stands there in one piece
        self.looked: set[int] = set()
        #: series → numbers, filled when first asked for (a small catalogue)
        self.series: dict[str, list[int]] = {}
        self._lists: dict[str, dict[str, list[int]]] = {}
        self._cards: dict[int, Head] = {}

    @cached_property
    def heads(self) -> dict[int, Head]:
        """All heads by number; empty in a large catalogue."""
        if self.large:
            return {}
        return {row["n"]: head(row, self.manifest["facets"]) for row in self._rows("heads", self.manifest["heads"])}

    @cached_property
    def terms(self) -> dict[str, list[list[Any]]]:
        """Words for suggestions: kind → [[word, datasets], …]."""
        return dict(self._read(f"terms.{self.manifest['terms']}.json"))

    def rank(self, number: int) -> int:
        """How well a dataset ranks by itself, 0 … 15."""
        if not self.large:
            return self.heads[number].rank
        regions = self.manifest["regions"]
        return int(regions[bisect_right(regions, number, key=lambda region: region[0]) - 1][1])

    def ask(self, terms: int) -> None:
        """A question of so many terms begins: nothing is read for it yet."""
        self.pieces = max(2, MOST_PIECES + 1 - terms)
        self.read.clear()
        self.looked.clear()
        self.again(BUDGET + (SEVERAL if terms > 1 else 0))

    def again(self, budget: int | None = None, pieces: int | None = None) -> None:
        """Another way to answer the question begins, for which so many shards may be read, and so many pieces of a term
        (default: as many as before)."""
        self.touched.clear()
        self.budget = budget or self.budget
        self.pieces = pieces or self.pieces

    def cover(self, term: str, pieces: int = MOST_PIECES) -> list[str]:
        """The pieces of a term that are looked up; the key of what a term means is one."""
        if term[:1] == MARK:
            return [term]
        most = min(pieces, self.pieces)
        return cover(term, LONG_PIECES if most == MOST_PIECES and len(term) > LONG_TERM else most)

    def shard(self, piece: str) -> int:
        """Which shard of grams holds a piece."""
        return home(piece) % (len(self.manifest["grams"]["names"]) // 8)

    def affords(self, *terms: str, pieces: int = MOST_PIECES) -> bool:
        """Whether terms that need not be looked for may still be."""
        wanted = {self.shard(piece) for term in terms for piece in self.cover(term, pieces)}
        return len(self.touched | wanted) <= self.budget and self._may_read(wanted)

    def begins(self, term: str) -> bool:
        """Whether at least the first piece of a term is within what a question may read."""
        return self._may_read({self.shard(self.cover(term)[0])})

    def lists(self, piece: str) -> dict[str, list[int]]:
        """Class → numbers whose texts of this class hold a piece of one to three characters."""
        shard = self.shard(piece)
        self.touched.add(shard)
        self.read.add(shard)
        if piece not in self._lists:
            name = self.manifest["grams"]["names"][shard * 8 : shard * 8 + 8]
            texts = self._read(f"grams/{name}.json").get(piece, "").split("|")
            self._lists[piece] = {key: decode(text) for key, text in zip(self.classes, texts, strict=False) if text}
        return self._lists[piece]

    def holding(self, term: str, pieces: int = MOST_PIECES, *, sounds: bool = False) -> dict[str, list[int]]:
        """Class → numbers whose texts of this class hold `term`, as far as its pieces tell (`codec.cover`); of the
        edges those where the first or last piece stands at the edge. `sounds`: the readings, not the texts. {} when
        the question has read too much already (`begins`)."""
        if not self.begins(term):
            return {}
        wanted = self.cover(term, pieces)
        edges = SOUND_EDGES if sounds else TEXT_EDGES
        names = [name for name in self.classes if name not in EDGE_CLASSES and (name in SOUND_CLASSES) == sounds]
        # a word in kana or Latin letters stands in the texts, or only its sound does; a long one is a sentence, often:
        # what is read first mostly tells that nothing holds it
        probes = wanted[:1] if _SOUND.fullmatch(term) else wanted if len(term) <= LONG_TERM else [wanted[0], wanted[-1]]
        others = [piece for piece in wanted if piece not in probes]
        found: dict[str, dict[str, list[int]]] = {}
        for batch in (probes, *(others[at : at + BATCH] for at in range(0, len(others), BATCH))):
            found |= {piece: self.lists(piece) for piece in batch if self._may_read({self.shard(piece)})}
            if not any(self._held(found.values(), name) for name in names):
                return {}
        held = {name: self._held(found.values(), name) for name in names}
        for name in edges:
            held[name] = found.get(wanted[-1 if name == "e" else 0], {}).get(name, [])
        return {name: numbers for name, numbers in held.items() if numbers}

    @staticmethod
    def _held(found: Collection[dict[str, list[int]]], name: str) -> list[int]:
        return intersect(one.get(name, []) for one in found)

    def _may_read(self, shards: set[int]) -> bool:
        return self.requests(shards) <= self.most

    def requests(self, shards: Collection[int] = (), texts: Collection[int] = ()) -> int:
        """Shards that the question has read, with some more: of grams and near words, of texts beyond the cards' own,
        of which one is left for cards."""
        return len(self.read.union(shards)) + max(0, len(self.looked.union(texts)) - max(0, self.reserve - 1))

    def looks(self, shards: set[int]) -> bool:
        """Whether these shards of texts may be read to look again; if so they are counted."""
        if self.requests(texts=shards) > self.most:
            return False
        self.looked |= shards
        return True

    def body_shard(self, number: int) -> int:
        """Which shard holds the texts behind a dataset."""
        return bisect_right(self._starts, number) - 1

    def body(self, number: int) -> dict[str, Any]:
        """The texts behind a hit; in a large catalogue with its head. {} when there is none."""
        table = self.manifest["cards" if self.large else "body"]
        shard = self.body_shard(number)
        path = f"body/{table['names'][shard * 8 : shard * 8 + 8]}.json"
        if f"{path}#" not in self._files:
            self._files[f"{path}#"] = {row["n"]: row for row in rows(self._read(path))}
        row: dict[str, Any] = self._files[f"{path}#"].get(number, {})
        return row

    def card(self, number: int) -> Head:
        """The head of a hit, from wherever it lies."""
        if not self.large:
            return self.heads[number]
        if number not in self._cards:
            self._cards[number] = head(self.body(number), self.manifest["facets"])
        return self._cards[number]

    def column(self, facet: str) -> Column:
        """Which values of a facet each dataset has."""
        if facet not in self._columns:
            if not self.large:
                found = Column.of((n, tuple(one.facets.get(facet, ()))) for n, one in sorted(self.heads.items()))
            elif facet in FIRST_FACETS:
                found = column(self.manifest["first"], facet)
            else:
                name = self.manifest["columns"].get(facet)
                found = column(self._read(f"facets/of.{name}.json") if name else {}, facet)
            self._columns[facet] = found
        return self._columns[facet]

    def everything(self) -> list[int]:
        """The numbers of all datasets, ascending."""
        return decode(self._read(f"all.{self.manifest['all']}.json")) if self.large else sorted(self.heads)

    def named(self, word: str) -> list[int]:
        """Numbers that have a facet value of that name: a theme or part of its name, a format, a licence."""
        if self._names is None:
            self._names = {}
            for facet in NAMED_FACETS[self.manifest["mode"]]:
                labels = self.manifest["facets"].get(facet, {})
                for value in self.column(facet).names():
                    for name in label_parts(labels.get(value, [value])):
                        self._names.setdefault(name, []).append((facet, value))
        found: set[int] = set()
        if self.large and word in self._names:
            if not self._may_read({EVERYTHING}):
                return []
            self.read.add(EVERYTHING)
        for facet, value in self._names.get(word, ()):
            here, numbers = self.column(facet), self.everything()
            kept = here.chosen({value})
            found.update(number for number, at in zip(numbers, here.at(numbers), strict=True) if kept[at])
        return sorted(found)

    def near(self, key: str) -> list[str]:
        """Words that occur, under a key of `vocabulary.keys`."""
        names = self.manifest["near"]["names"]
        shard = fnv(key) % (len(names) // 8)
        if not self._may_read({-1 - shard}):
            return []
        self.read.add(-1 - shard)
        at = shard * 8
        text: str = self._read(f"near/{names[at : at + 8]}.json").get(key, "")
        return text.split("\n") if text else []

    @cached_property
    def _starts(self) -> list[int]:
        return decode(self.manifest["cards" if self.large else "body"]["starts"])

    @cached_property
    def _columns(self) -> dict[str, Column]:
        return {}

    _names: dict[str, list[tuple[str, str]]] | None = None

    def _rows(self, kind: str, table: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for at in range(0, len(table["names"]), 8):
            yield from rows(self._read(f"{kind}/{table['names'][at : at + 8]}.json"))

    def _read(self, path: str) -> Any:
        if path not in self._files:
            try:
                self._files[path] = json.loads((self.folder / path).read_text(encoding="utf-8"))
            except (OSError, ValueError):
                site, hint = self.folder.parent, "build the site again: `catalog build`"
                raise CatalogError.at(site, "has a damaged search index", hint) from None
        return self._files[path]
