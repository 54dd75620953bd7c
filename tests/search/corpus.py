"""The records and queries of the search tests."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from catalog.search.document import SearchDocument

FOLDER = Path(__file__).resolve().parent
CITY = "みなと風市"


@dataclass(frozen=True)
class Labelled:
    """A query and what has to be among its first `within` results; `within` 0: nothing may be found."""

    query: str
    wanted: tuple[str, ...]
    within: int
    kind: str


def documents() -> list[SearchDocument]:
    """The made-up city's datasets and the ministries' titles."""
    records = _lines("records.txt")
    with (FOLDER / "titles.tsv").open(encoding="utf-8", newline="") as lines:
        titles = list(csv.DictReader(lines, delimiter="\t"))
    return [_record(line) for line in records] + [
        SearchDocument(
            id=row["id"],
            title=row["title"],
            publisher=row["publisher"],
            themes=(row["theme"],) if row["theme"] else (),
            formats=("pdf",),
            licence="CC-BY-4.0",
            updated=row["issued"],
            level="non-personal",
        )
        for row in titles
    ]


def _record(line: str) -> SearchDocument:
    (
        id_, title, english, description, keywords, columns, values, theme, formats, standard, updated, quality,
    ) = (cell.strip() for cell in line.split("|"))  # fmt: skip
    return SearchDocument(
        id=id_,
        title=title,
        english=english,
        description=description,
        keywords=tuple(keywords.split()),
        columns=tuple(columns.split()),
        values=tuple(values.split()),
        publisher=CITY,
        publisher_english="Minatokaze City",
        themes=(theme,),
        formats=tuple(formats.split()),
        licence="CC-BY-4.0",
        standard=(f"jp-standard/{standard}",) if standard else (),
        area=CITY,
        updated=updated,
        quality=int(quality),
        has_map="geojson" in formats,
        level="non-personal",
    )


def labelled() -> list[Labelled]:
    """The labelled queries of `queries.txt`."""
    out = []
    for line in _lines("queries.txt"):
        query, wanted, within, kind = (cell.strip() for cell in line.rsplit("|", 3))
        out.append(Labelled(query, tuple(wanted.split()), int(within), kind))
    return out


def _lines(name: str) -> list[str]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
