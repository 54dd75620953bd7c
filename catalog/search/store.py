"""An index on disk, read as the browser fetches it: only the shards that a query needs. Twin: `search/store.js`."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from catalog.errors import CatalogError
from catalog.search.codec import cover, decode, fnv, intersect
from catalog.search.entry import label_parts
from catalog.search.normalise import loosen, normalise


@dataclass(slots=True)
class Head:
    """A dataset's short texts, raw (`row`, columns as in `entry.entry`) and normalised."""

    number: int
    row: dict[str, Any]
    title: str
    english: str
    reading: str
    keywords: list[str]
    publisher: list[str]
    places: list[str]
    spellings: str
    #: names of themes, formats and licence, whole and in parts; titles of standard datasets as one text
    labels: frozenset[str]
    standards: str
    #: all of the above but spellings and labels: what a word must stand in to be a hit as typed
    whole: str
    facets: dict[str, list[str]] = field(default_factory=dict)

    @property
    def rank(self) -> int:
        return int(self.row["g"])


class Store:
    """The files under `<site>/search/`. Raises `CatalogError` when there is none."""

    def __init__(self, site: Path) -> None:
        self.folder = site / "search"
        manifest = self.folder / "index.json"
        if not manifest.is_file():
            raise CatalogError.at(
                site, "there is no search index", "build the site first, or name its folder with --site"
            )
        self.manifest: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
        self.large = self.manifest["mode"] == "grams"
        self.count = int(self.manifest["count"])
        self.classes: list[str] = self.manifest["grams"]["classes"]
        self._grams: dict[str, dict[str, str]] = {}
        self._lists: dict[str, dict[str, list[int]]] = {}
        self._bodies: dict[int, dict[int, dict[str, Any]]] = {}

    @cached_property
    def heads(self) -> dict[int, Head]:
        """All heads by number, in order of numbers; empty in a large catalogue."""
        if self.large:
            return {}
        return {row["n"]: head(row, self.manifest["facets"]) for row in self._rows("heads", self.manifest["heads"])}

    @cached_property
    def readings(self) -> dict[int, str]:
        """Kana of the title by number; empty in a large catalogue (there it is a class of grams)."""
        if self.large:
            return {}
        return {row["n"]: row.get("r", "") for row in self._rows("readings", self.manifest["readings"])}

    @cached_property
    def sounds(self) -> dict[int, str]:
        """Readings by sound (`normalise.loosen`), word for word."""
        return {number: " ".join(map(loosen, reading.split(" "))) for number, reading in self.readings.items()}

    @cached_property
    def terms(self) -> dict[str, list[list[Any]]]:
        """Words for suggestions: kind → [[word, datasets], …]."""
        return dict(self._read(f"terms.{self.manifest['terms']}.json"))

    def lists(self, piece: str) -> dict[str, list[int]]:
        """Class → numbers whose texts of this class hold a piece of one to three characters."""
        if piece not in self._lists:
            names = self.manifest["grams"]["names"]
            at = fnv(piece) % (len(names) // 8) * 8
            name = names[at : at + 8]
            if name not in self._grams:
                self._grams[name] = self._read(f"grams/{name}.json")
            texts = self._grams[name].get(piece, "").split("|")
            self._lists[piece] = {key: decode(text) for key, text in zip(self.classes, texts, strict=False) if text}
        return self._lists[piece]

    def holding(self, term: str) -> dict[str, list[int]]:
        """Class → numbers whose texts of this class hold `term`, as far as its pieces tell (`codec.cover`)."""
        found = [self.lists(piece) for piece in cover(term)]
        return {name: numbers for name in self.classes if (numbers := intersect(one.get(name, []) for one in found))}

    def body(self, number: int) -> dict[str, Any]:
        """The texts behind a hit; in a large catalogue with its head. {} when there is none."""
        table = self.manifest["cards" if self.large else "body"]
        starts = decode(table["starts"])
        shard = bisect_right(starts, number) - 1
        if shard not in self._bodies:
            self._bodies[shard] = {row["n"]: row for row in self._shard("body", table, shard)}
        return self._bodies[shard].get(number, {})

    def card(self, number: int) -> Head:
        """The head of a hit, from wherever it lies."""
        if self.large:
            return head(self.body(number), self.manifest["facets"])
        return self.heads[number]

    def facet_lists(self, facet: str) -> dict[str, list[int]]:
        """Value → numbers, of a large catalogue."""
        name = self.manifest["facet_lists"].get(facet)
        return {value: decode(text) for value, text in self._read(f"facets/{name}.json").items()} if name else {}

    def _rows(self, kind: str, table: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for shard in range(len(table["names"]) // 8):
            yield from self._shard(kind, table, shard)

    def _shard(self, kind: str, table: dict[str, Any], shard: int) -> Iterator[dict[str, Any]]:
        columns = self._read(f"{kind}/{table['names'][shard * 8 : shard * 8 + 8]}.json")
        for at in range(len(columns.get("n", ()))):
            yield {key: values[at] for key, values in columns.items()}

    def _read(self, path: str) -> Any:
        return json.loads((self.folder / path).read_text(encoding="utf-8"))


def head(row: dict[str, Any], labels: dict[str, dict[str, list[str]]]) -> Head:
    """A head from its row, with everything that matching needs."""

    def text(key: str) -> str:
        return str(row.get(key, ""))

    def lines(key: str) -> list[str]:
        return [line for line in text(key).split("\n") if line]

    themes, formats, standards = lines("a"), lines("b"), lines("d")
    names = [name for theme in themes for name in labels["theme"].get(theme, [theme])]
    title, english, reading = normalise(text("t")), normalise(text("e")), normalise(text("y"))
    keywords = [normalise(word) for word in lines("k")]
    publisher = [normalise(name) for name in (text("p"), text("q")) if name]
    places = [normalise(place) for place in lines("l")]
    quality = row.get("h", -1)
    facets = {
        "theme": themes,
        "format": formats,
        "publisher": [text("p")],
        "licence": [text("c")],
        "standard": standards,
        "area": [text("f")],
        "year": [text("u")[:4]],
        "quality": []
        if quality < 0
        else ["80" if quality >= 80 else "60" if quality >= 60 else "40" if quality >= 40 else "0"],
        "map": ["yes"] if row.get("m") else [],
        "level": [text("o")],
    }
    return Head(
        number=row["n"],
        row={"g": 0, **row},
        title=title,
        english=english,
        reading=reading.replace(" ", ""),
        keywords=keywords,
        publisher=publisher,
        places=places,
        spellings=text("x"),
        labels=frozenset(label_parts((*names, *formats, text("c")))),
        standards="\n".join(normalise(name) for one in standards for name in labels["standard"].get(one, [])),
        whole="\n".join(
            filter(None, (title, english, reading, reading.replace(" ", ""), *keywords, *publisher, *places))
        ),
        facets={facet: kept for facet, values in facets.items() if (kept := [value for value in values if value])},
    )
