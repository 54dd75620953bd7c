"""CSV on the Web metadata (W3C Tabular Metadata), found by the name of its file: `<file>-metadata.json`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from catalog.metadata import iris
from catalog.metadata.packages import filled, type_of
from catalog.metadata.schema_org import keywords, modified
from catalog.model import Catalog, Field
from catalog.release.published import ColumnProfile, Distribution, Published, PublishedTable
from catalog.text import pick

#: Table Schema type → CSVW datatype; others are text.
TYPES = {
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "datetime": "datetime",
    "year": "gYear",
}
#: Directives of strptime → letters of Unicode TR35, for the formats that every CSVW reader must know.
_LETTERS = {"%Y": "yyyy", "%m": "MM", "%d": "dd", "%H": "HH", "%M": "mm", "%S": "ss"}
_DAYS = {"yyyy-MM-dd", "yyyyMMdd", "dd-MM-yyyy", "MM-dd-yyyy", "dd/MM/yyyy", "MM/dd/yyyy", "dd.MM.yyyy", "MM.dd.yyyy"}
_TIMES = {"HH:mm:ss", "HHmmss", "HH:mm", "HHmm"}
_FORMATS = {
    "date": _DAYS,
    "time": _TIMES,
    "datetime": {f"{d}{gap}{t}" for d in _DAYS for t in _TIMES for gap in ("T", " ")},
}


def csvw(catalog: Catalog, published: Published, d: Distribution, table: PublishedTable) -> dict[str, Any]:
    """The metadata of one CSV file."""
    dataset = published.dataset
    licences = dataset.licences
    declared = {f.name: f for f in table.resource.fields}
    shown = [[row[i] for row in table.preview if i < len(row)] for i in range(len(table.columns))]
    absent = list(table.resource.missing_values)
    keys = [i for n in table.resource.primary_key if (i := _position(table, n)) >= 0]
    return filled(
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
            "null": absent if absent != [""] else [],
            "tableSchema": filled(
                {
                    "columns": [
                        _column(i, c, declared.get(c.name), [v for v in shown[i] if v not in absent])
                        for i, c in enumerate(table.columns)
                    ],
                    "primaryKey": [_name(i, table.columns[i].name) for i in keys],
                }
            ),
        }
    )


def datatype(kind: str, declared: Field | None, values: Iterable[str] = ()) -> str | dict[str, Any]:
    """The CSVW datatype of a Table Schema type; text where CSVW cannot say how the values are written."""
    base, extras = TYPES.get(kind, "string"), declared.extras if declared else {}
    given = declared.format if declared and declared.format not in ("", "default") else ""
    if base == "string":
        pattern = declared.constraints.get("pattern") if declared else None
        return {"base": "string", "format": str(pattern)} if pattern else "string"
    if kind in _FORMATS and given:
        letters = re.sub(r"%[YmdHMS]", lambda m: _LETTERS[m[0]], given)
        return {"base": base, "format": letters} if letters in _FORMATS[kind] else "string"
    if kind == "boolean":
        return _boolean(extras.get("trueValues"), extras.get("falseValues"), values)
    if kind in ("integer", "number"):
        if extras.get("bareNumber") is False:
            return "string"
        marks = {k: str(extras[k]) for k in ("decimalChar", "groupChar") if extras.get(k)}
        return {"base": base, "format": marks} if marks else base
    return base


def _boolean(true: Any, false: Any, values: Iterable[str]) -> str | dict[str, Any]:
    yes, no = (x if isinstance(x, list | tuple) else () for x in (true, false))
    if len(yes) == len(no) == 1 and "|" not in f"{yes[0]}{no[0]}":
        return {"base": "boolean", "format": f"{yes[0]}|{no[0]}"}
    # CSVW knows these four spellings only; Table Schema knows more.
    return "boolean" if not yes and not no and set(values) <= {"true", "false", "1", "0"} else "string"


def _column(index: int, column: ColumnProfile, declared: Field | None, values: list[str]) -> dict[str, Any]:
    return filled(
        {
            "name": _name(index, column.name),
            "titles": column.name,
            "datatype": datatype(type_of(column, declared), declared, values),
            "required": column.required or None,
            "dc:description": pick(column.description),
            "schema:unitText": column.unit,
        }
    )


def _name(index: int, name: str) -> str:
    # A column's name must be a variable of RFC 6570: letters, digits, "_" and percent-encoded octets.
    return re.sub(r"[.~-]", "_", quote(name, safe="")).lstrip("_") or f"column_{index + 1}"


def _position(table: PublishedTable, name: str) -> int:
    return next((i for i, c in enumerate(table.columns) if c.name == name), -1)
