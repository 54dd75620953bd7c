"""What search knows of one dataset: only what went out (`Published`), in the words of the people who look for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from catalog.model import Catalog, Field
from catalog.release.published import ColumnProfile, Published, PublishedTable
from catalog.text import LangText, pick

#: Columns whose values are names of things one looks for: facilities, towns, districts, stops.
NAME_COLUMN = re.compile(
    r"(名称|名前|施設名|店名|駅名|町名|町丁|大字|地区|地域|校名|園名|公園名|バス停|停留所|路線名|所在地|方書|場所)"
    r"|\b(name|title|facility|stop_name|town|district|area|place)\b",
    re.IGNORECASE,
)
#: Columns that carry names of people or codes in spite of the pattern above.
NOT_NAME_COLUMN = re.compile(
    r"(カナ|かな|ｶﾅ|英字|英語|ローマ字|コード|番号|ID$|氏名|代表者|担当|URL|緯度|経度|電話)|kana|code", re.I
)
#: Values kept per dataset, and the longest value that still counts as a name.
VALUES_KEPT = 150
VALUE_LENGTH = 40


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One dataset as the index takes it. Every text is as declared or as published; nothing is normalised yet."""

    id: str
    title: str
    #: kana reading of the title, when declared
    reading: str = ""
    #: English title, description, keywords
    english: str = ""
    english_description: str = ""
    description: str = ""
    keywords: tuple[str, ...] = ()
    #: titles and descriptions of the files
    resources: tuple[str, ...] = ()
    #: column names, titles and meanings
    columns: tuple[str, ...] = ()
    #: sample values of name-like columns of published tables
    values: tuple[str, ...] = ()
    publisher: str = ""
    publisher_english: str = ""
    #: declared place (`spatial`) when it is a name, not a code or an IRI
    places: tuple[str, ...] = ()
    #: facets
    themes: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    licence: str = ""
    standard: tuple[str, ...] = ()
    area: str = ""
    updated: str = ""
    quality: int | None = None
    has_map: bool = False
    level: str = ""
    series: str = ""
    #: relative to the site's root
    url: str = ""


def document(catalog: Catalog, published: Published) -> SearchDocument:
    """The search document of a dataset that passed the gate."""
    dataset = published.dataset
    publisher = (dataset.publisher or catalog.publisher).name
    licences = dataset.licences
    spatial = dataset.spatial or ""
    readability = published.score.get("readability")
    return SearchDocument(
        id=dataset.id,
        title=pick(dataset.title),
        reading=dataset.reading or "",
        english=_english(dataset.title),
        english_description=_english(dataset.description),
        description=pick(dataset.description),
        keywords=tuple(dict.fromkeys(word for words in dataset.keywords.values() for word in words)),
        resources=tuple(_resource_texts(published)),
        columns=tuple(dict.fromkeys(_column_texts(published))),
        values=tuple(_names(published.tables)),
        publisher=pick(publisher),
        publisher_english=_english(publisher),
        places=(spatial,) if spatial and not re.fullmatch(r"\d{5,6}|https?://\S+|[-+\d.,\s]+", spatial) else (),
        themes=dataset.themes,
        formats=tuple(sorted({d.format.lower() for d in published.distributions})),
        licence=licences[0].name if licences else "",
        standard=dataset.conforms_to,
        area=spatial,
        updated=dataset.modified or dataset.issued or "",
        quality=round(readability) if isinstance(readability, int | float) else None,
        has_map=any(table.points or table.geojson for table in published.tables),
        level=published.level,
        series=dataset.in_series or "",
        url=f"datasets/{dataset.id}/",
    )


def _english(text: LangText) -> str:
    return text.get("en", "")


def _resource_texts(published: Published) -> Iterator[str]:
    own = {pick(published.dataset.title), pick(published.dataset.description), ""}
    for resource in published.dataset.resources:
        for text in (*resource.title.values(), *resource.description.values()):
            if text not in own:
                own.add(text)
                yield text


def _column_texts(published: Published) -> Iterator[str]:
    for resource in published.dataset.resources:
        for field in resource.fields:
            yield from _field_texts(field)
    for table in published.tables:
        for column in table.columns:
            yield from _field_texts(column)


def _field_texts(field: Field | ColumnProfile) -> Iterator[str]:
    for text in (field.name, *field.title.values(), *field.description.values()):
        if text:
            yield text


def _names(tables: tuple[PublishedTable, ...]) -> Iterator[str]:
    """Distinct values of the name-like columns, in file order, from the published preview and frequent values."""
    seen: set[str] = set()
    for table in tables:
        for index, column in enumerate(table.columns):
            label = f"{column.name} {pick(column.title)} {column.standard or ''}"
            if column.type not in {"string", "any"} or not NAME_COLUMN.search(label) or NOT_NAME_COLUMN.search(label):
                continue
            shown = (row[index] for row in table.preview if index < len(row))
            for value in (*shown, *(value for value, _ in column.top)):
                value = value.strip()
                if value and len(value) <= VALUE_LENGTH and value not in seen and not value.isdecimal():
                    seen.add(value)
                    yield value
                    if len(seen) >= VALUES_KEPT:
                        return
