"""What programs open a dataset with: datapackage.json (Frictionless), CSVW metadata and Croissant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from catalog.metadata import iris, vocabularies
from catalog.metadata.distributions import format_of
from catalog.metadata.schema_org import address, description, issued, keywords, modified
from catalog.metadata.scope import distribution_name
from catalog.model import Catalog, Field
from catalog.release.published import ColumnProfile, Distribution, Published, PublishedTable
from catalog.text import LangText, pick

#: Constraints of Table Schema that frictionless knows.
CONSTRAINTS = ("required", "unique", "minLength", "maxLength", "minimum", "maximum", "pattern", "enum")
#: Table Schema type → CSVW datatype and Croissant type.
CSVW_TYPES = {
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "year": "gYear",
}
CROISSANT_TYPES = {"integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean", "date": "sc:Date"}
_NAME = re.compile(r"[^a-z0-9._-]+")


def datapackage(catalog: Catalog, published: Published) -> dict[str, Any]:
    """A Data Package of the published files; `path` is relative to the file itself, so the folder can be copied."""
    dataset = published.dataset
    licences = dataset.licences or catalog.licences
    publisher = dataset.publisher or catalog.publisher
    return _filled(
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
                _filled({"title": pick(publisher.name), "roles": ["publisher"], "path": iris.clean(publisher.url) or ""})
            ],
            "sources": [{"title": f"{pick(publisher.name)} {pick(dataset.title)}", "path": iris.dataset_page(catalog, dataset.id)}],
            "themes": list(dataset.themes),
            "spatial": dataset.spatial or catalog.municipality or "",
            "temporal": _filled({"start": dataset.temporal.start, "end": dataset.temporal.end}) if dataset.temporal else {},
            "accrualPeriodicity": dataset.accrual_periodicity,
            "conformsTo": list(dataset.conforms_to),
            "translations": _translations(dataset.title, dataset.description, dataset.keywords),
            "resources": _resources(catalog, published),
        }
    )  # fmt: skip


def csvw(catalog: Catalog, published: Published, d: Distribution, table: PublishedTable) -> dict[str, Any]:
    """CSV on the Web metadata of one CSV file (W3C Tabular Metadata), found by its name `<file>-metadata.json`."""
    dataset = published.dataset
    licences = dataset.licences or catalog.licences
    declared = {f.name: f for f in table.resource.fields}
    return _filled(
        {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": "ja"}],
            "url": quote(iris.file_name(d.path)),
            "dc:title": pick(d.title) or pick(dataset.title),
            "dc:description": pick(dataset.description),
            "dc:publisher": pick((dataset.publisher or catalog.publisher).name),
            "dc:license": {"@id": iris.clean(licences[0].iri)} if licences else {},
            "dc:modified": {"@value": modified(published)[:10], "@type": "xsd:date"},
            "dcat:keyword": keywords(published),
            "dialect": {"encoding": "utf-8", "header": True, "delimiter": ","},
            "tableSchema": _filled(
                {
                    "columns": [_csvw_column(i, c, declared.get(c.name)) for i, c in enumerate(table.columns)],
                    "primaryKey": [_csvw_name(i, n) for n in table.resource.primary_key if (i := _position(table, n)) >= 0],
                }
            ),
        }
    )  # fmt: skip


def croissant(catalog: Catalog, published: Published) -> dict[str, Any]:
    """Croissant 1.0 (MLCommons): the files, and for each CSV a record set with typed fields."""
    dataset = published.dataset
    licences = dataset.licences or catalog.licences
    publisher = dataset.publisher or catalog.publisher
    return _filled(
        {
            "@context": CROISSANT_CONTEXT,
            "@type": "sc:Dataset",
            "@id": iris.dataset(catalog, dataset.id),
            "conformsTo": "http://mlcommons.org/croissant/1.0",
            "name": pick(dataset.title),
            "alternateName": dataset.id,
            "description": description(catalog, published),
            "url": iris.dataset_page(catalog, dataset.id),
            "license": iris.clean(licences[0].iri) if licences else "",
            "keywords": keywords(published),
            "datePublished": issued(published)[:10],
            "dateModified": modified(published)[:10],
            "version": _semantic(dataset.version or (published.changes[0].version if published.changes else "")),
            "inLanguage": "ja",
            "creator": {"@type": "Organization", "name": pick(publisher.name), "url": iris.clean(publisher.url) or iris.site(catalog)},
            "publisher": {"@type": "Organization", "name": pick(publisher.name)},
            "citeAs": f"{pick(publisher.name)}「{pick(dataset.title)}」 {iris.dataset_page(catalog, dataset.id)}",
            "isLiveDataset": False,
            "distribution": [
                _filled(
                    {
                        "@type": "cr:FileObject",
                        "@id": distribution_name(d),
                        "name": distribution_name(d),
                        "contentUrl": address(catalog, d),
                        "contentSize": f"{d.bytes} B" if d.bytes else "",
                        "encodingFormat": d.media_type,
                        "sha256": d.sha256,
                    }
                )
                for d in published.distributions
            ],
            "recordSet": [_record_set(published, d, t) for d, t in tables(published)],
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
        found.append(_filled(entry))
    return found


def _schema(table: PublishedTable) -> dict[str, Any]:
    declared = {f.name: f for f in table.resource.fields}
    names = {c.name for c in table.columns}
    keys = [k for k in table.resource.primary_key if k in names]
    return _filled(
        {
            "fields": [_field(c, declared.get(c.name), c.name in keys) for c in table.columns],
            "missingValues": list(table.resource.missing_values) or [""],
            "primaryKey": keys if len(keys) == len(table.resource.primary_key) else [],
        }
    )


def _field(column: ColumnProfile, declared: Field | None, key: bool) -> dict[str, Any]:
    kind = declared.type if declared and declared.type not in ("any", "") else _seen(column)
    constraints = {k: v for k, v in (declared.constraints if declared else {}).items() if k in CONSTRAINTS}
    return _filled(
        {
            "name": column.name,
            "type": kind,
            "format": declared.format if declared and declared.format not in ("default", "") else "",
            "title": pick(column.title) if pick(column.title) != column.name else "",
            "description": pick(column.description),
            "unit": column.unit,
            "constraints": constraints,
            "translations": _translations(column.title, column.description, {}),
        }
    )


def _seen(column: ColumnProfile) -> str:
    # A type that was only seen is stated where no reader can disagree with it; everything else is text.
    return column.type if column.type in ("integer", "number", "date") else "string"


def _csvw_column(index: int, column: ColumnProfile, declared: Field | None) -> dict[str, Any]:
    kind = declared.type if declared and declared.type not in ("any", "") else _seen(column)
    datatype: Any = CSVW_TYPES.get(kind, "string")
    if declared is not None and declared.constraints.get("pattern") and datatype == "string":
        datatype = {"base": "string", "format": str(declared.constraints["pattern"])}
    return _filled(
        {
            "name": _csvw_name(index, column.name),
            "titles": column.name,
            "datatype": datatype,
            "required": column.required or None,
            "dc:description": pick(column.description),
            "schema:unitText": column.unit,
        }
    )


def _csvw_name(index: int, name: str) -> str:
    # A column's name must be a variable of RFC 6570: letters, digits, "_" and percent-encoded octets.
    return re.sub(r"[.~-]", "_", quote(name, safe="")).lstrip("_") or f"column_{index + 1}"


def _position(table: PublishedTable, name: str) -> int:
    return next((i for i, c in enumerate(table.columns) if c.name == name), -1)


def _record_set(published: Published, d: Distribution, table: PublishedTable) -> dict[str, Any]:
    file = distribution_name(d)
    return {
        "@type": "cr:RecordSet",
        "@id": f"{file}-records",
        "name": f"{file}-records",
        "description": pick(published.dataset.title),
        "field": [
            _filled(
                {
                    "@type": "cr:Field",
                    "@id": f"{file}-records/{c.name}",
                    "name": c.name,
                    "description": pick(c.description) or pick(c.title) or c.name,
                    "dataType": CROISSANT_TYPES.get(c.type, "sc:Text"),
                    "source": {"fileObject": {"@id": file}, "extract": {"column": c.name}},
                }
            )
            for c in table.columns
        ],
    }


def _translations(title: LangText, text: LangText, words: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    languages = sorted((set(title) | set(text) | set(words)) - {"ja"})
    return {
        lang: _filled({"title": title.get(lang), "description": text.get(lang), "keywords": list(words.get(lang, ()))})
        for lang in languages
    }


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in data.items() if v not in ("", None, [], {})}


def _unique(name: str, used: set[str]) -> str:
    candidate, number = name, 2
    while candidate in used:
        candidate, number = f"{name}-{number}", number + 1
    used.add(candidate)
    return candidate


def _moment(value: str) -> str:
    return f"{value}T00:00:00+09:00" if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else value


def _semantic(version: str) -> str:
    # Croissant wants MAJOR.MINOR.PATCH; a version that is a date or a word is completed or left out.
    numbers = version.split(".")
    if not version or not all(n.isdigit() for n in numbers) or len(numbers) > 3:
        return ""
    return ".".join([*numbers, "0", "0"][:3])


#: The context that Croissant 1.0 prescribes, written out.
CROISSANT_CONTEXT: dict[str, Any] = {
    "@language": "ja",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}

__all__ = ["croissant", "csvw", "datapackage", "tables", "vocabularies"]
