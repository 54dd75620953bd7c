"""A dataset's short texts as its row in a shard holds them, and normalised. Twin: `search/head.js`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from catalog.search.entry import quality_band
from catalog.search.normalise import normalise


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
    #: titles of standard datasets as one text
    standards: str
    #: all of the above but spellings and standards: what a word must stand in to be a hit as typed
    whole: str
    facets: dict[str, list[str]] = field(default_factory=dict)

    @property
    def rank(self) -> int:
        return int(self.row["g"])


def rows(columns: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    """The rows of a shard that is written column by column."""
    for at in range(len(columns.get("n", ()))):
        yield {key: values[at] for key, values in columns.items()}


def head(row: dict[str, Any], labels: dict[str, dict[str, list[str]]]) -> Head:
    """A head from its row, with everything that matching needs."""

    def text(key: str) -> str:
        return str(row.get(key, ""))

    def lines(key: str) -> list[str]:
        return [line for line in text(key).split("\n") if line]

    themes, formats, standards = lines("a"), lines("b"), lines("d")
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
        "quality": [] if quality < 0 else [quality_band(quality)],
        "map": ["yes"] if row.get("m") else [],
        "level": [text("o")],
    }
    return Head(
        number=row["n"],
        row={"g": 0, "w": "", **row},
        title=title,
        english=english,
        reading=reading.replace(" ", ""),
        keywords=keywords,
        publisher=publisher,
        places=places,
        spellings=text("x"),
        standards="\n".join(normalise(name) for one in standards for name in labels["standard"].get(one, [])),
        whole="\n".join(
            filter(None, (title, english, reading, reading.replace(" ", ""), *keywords, *publisher, *places))
        ),
        facets={facet: kept for facet, values in facets.items() if (kept := [value for value in values if value])},
    )
