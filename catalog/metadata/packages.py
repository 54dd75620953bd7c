"""datapackage.json: the Frictionless Data Package of what was published."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from catalog.metadata import iris
from catalog.metadata.distributions import format_of
from catalog.metadata.schema_org import issued, keywords, modified
from catalog.metadata.scope import distribution_name
from catalog.model import Catalog, Field
from catalog.regex import regex
from catalog.release.published import ColumnProfile, Distribution, Published, PublishedTable
from catalog.text import LangText, pick

#: Constraints of Table Schema that frictionless knows.
CONSTRAINTS = ("required", "unique", "minLength", "maxLength", "minimum", "maximum", "pattern", "enum")
#: How values are written (Table Schema); a reader that does not know them would call good values wrong.
WRITTEN = ("trueValues", "falseValues", "decimalChar", "groupChar", "bareNumber")
_NAME = regex(r"[^a-z0-9._-]+")


def datapackage(catalog: Catalog, published: Published) -> dict[str, Any]:
    """A Data Package of the published files; `path` is relative to the file itself, so the folder can be copied."""
    dataset = published.dataset
    licences = dataset.licences
    publisher = dataset.publisher or catalog.publisher
    return filled(
        {
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
            "name": dataset.id,
            "id": iris.dataset(catalog, dataset.id),
            "title": pick(dataset.title),
            "description": pick(dataset.description),
            "homepage": iris.dataset_page(catalog, dataset.id),
            "version": dataset.version or (published.changes[0].version if published.changes else ""),
            "created": _moment(issued(published)),
            "modified": modified(published),
            "keywords": keywords(published),
            "licenses": [{"name": x.name, "path": iris.clean(x.iri) or x.iri, "title": pick(x.title)} for x in licences],
            "contributors": [
                filled({"title": pick(publisher.name), "roles": ["publisher"], "path": iris.clean(publisher.url) or ""})
            ],
            "sources": [{"title": f"{pick(publisher.name)} {pick(dataset.title)}", "path": iris.dataset_page(catalog, dataset.id)}],
            "themes": list(dataset.themes),
            "spatial": dataset.spatial or "",
            "temporal": filled({"start": dataset.temporal.start, "end": dataset.temporal.end}) if dataset.temporal else {},
            "accrualPeriodicity": dataset.accrual_periodicity,
            "conformsTo": list(dataset.conforms_to),
            "translations": _translations(dataset.title, dataset.description, dataset.keywords),
            "resources": _resources(catalog, published),
        }
    )  # fmt: skip


def tables(published: Published) -> list[tuple[Distribution, PublishedTable]]:
    """The published CSV files with the table that each holds: a workbook may have given several."""
    return [(d, t) for d in published.distributions if d.format == "csv" and (t := published.table_of(d)) and t.columns]


def _resources(catalog: Catalog, published: Published) -> list[dict[str, Any]]:
    by_path = {d.path: t for d, t in tables(published)}
    used: set[str] = set()
    found = []
    for d in published.distributions:
        remote = d.is_remote
        table = by_path.get(d.path)
        kind = format_of(d)
        name = _unique(_NAME.sub("-", distribution_name(d).lower()).strip("-._") or "file", used)
        entry: dict[str, Any] = {
            "name": name,
            # Only CSV files with a schema are read as tables; the others are the same data in other forms.
            "type": "table" if table else "file",
            "path": (iris.clean(d.path) or "") if remote else iris.file_name(d.path),
            "title": pick(d.title) or pick(published.dataset.title),
            "format": d.format,
            "mediatype": d.media_type or (kind.media_type if kind else ""),
            "encoding": "utf-8" if d.format in ("csv", "tsv", "json", "geojson") else "",
            "bytes": d.bytes or None,
            "hash": f"sha256:{d.sha256}" if d.sha256 else "",
        }
        if table is not None:
            entry["dialect"] = {"header": True, "delimiter": ","}
            entry["schema"] = _schema(table)
        found.append(filled(entry))
    return found


def _schema(table: PublishedTable) -> dict[str, Any]:
    declared = {f.name: f for f in table.resource.fields}
    names = {c.name for c in table.columns}
    keys = [k for k in table.resource.primary_key if k in names]
    return filled(
        {
            "fields": [_field(c, declared.get(c.name), c.name in keys) for c in table.columns],
            "missingValues": list(table.resource.missing_values) or [""],
            "primaryKey": keys if len(keys) == len(table.resource.primary_key) else [],
        }
    )


def _field(column: ColumnProfile, declared: Field | None, key: bool) -> dict[str, Any]:
    kind = type_of(column, declared)
    constraints = {k: v for k, v in (declared.constraints if declared else {}).items() if k in CONSTRAINTS}
    return filled(
        {
            "name": column.name,
            "type": kind,
            "format": declared.format if declared and declared.format not in ("default", "") else "",
            "title": pick(column.title) if pick(column.title) != column.name else "",
            "description": pick(column.description),
            "unit": column.unit,
            **({k: declared.extras[k] for k in WRITTEN if k in declared.extras} if declared else {}),
            "constraints": constraints,
            "translations": _translations(column.title, column.description, {}),
        }
    )


def type_of(column: ColumnProfile, declared: Field | None) -> str:
    """The Table Schema type: the declared one, else the seen one where no reader can disagree with it, else text."""
    if declared is not None and declared.type not in ("any", ""):
        return declared.type
    return column.type if column.type in ("integer", "number", "date") else "string"


def _translations(title: LangText, text: LangText, words: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    languages = sorted((set(title) | set(text) | set(words)) - {"ja"})
    return {
        lang: filled({"title": title.get(lang), "description": text.get(lang), "keywords": list(words.get(lang, ()))})
        for lang in languages
    }


def filled(data: dict[str, Any]) -> dict[str, Any]:
    """The same without what is empty."""
    return {k: v for k, v in data.items() if v not in ("", None, [], {})}


def _unique(name: str, used: set[str]) -> str:
    candidate, number = name, 2
    while candidate in used:
        candidate, number = f"{name}-{number}", number + 1
    used.add(candidate)
    return candidate


def _moment(value: str) -> str:
    return f"{value}T00:00:00+09:00" if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else value
