"""What a dataset of the example city is made of, and how it is written down."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

SCHEMAS = Path(__file__).resolve().parents[2] / "validators" / "schemas"
Column = dict[str, Any]


@dataclass
class File:
    """A resource: its bytes, and the columns in it."""

    name: str
    path: str
    data: bytes
    title: str
    title_en: str
    columns: Sequence[Column] = ()
    encoding: str | None = None
    key: str | Sequence[str] | None = None
    extras: dict[str, Any] = field(default_factory=dict)
    #: cells that stand for no value (a hidden count)
    missing: Sequence[str] = ()


@dataclass
class Entry:
    """A dataset: Japanese and English side by side."""

    id: str
    title: tuple[str, str]
    reading: str
    description: tuple[str, str]
    keywords: tuple[Sequence[str], Sequence[str]]
    themes: Sequence[str]
    office: tuple[str, str]
    period: tuple[str, str]
    frequency: str
    issued: str
    modified: str
    files: Sequence[File]
    conforms_to: str | None = None
    series: str | None = None
    #: further files that are not listed in the descriptor as resources (recipe.yaml and its source)
    beside: Mapping[str, bytes] = field(default_factory=dict)


def column(name: str, en: str, ja: str, kind: str = "string", unit: str | None = None, **constraints: Any) -> Column:
    """A Table Schema field with a Japanese description and an English title."""
    return {"name": name, "en": en, "ja": ja, "type": kind, "unit": unit, "constraints": constraints}


@cache
def _load(name: str) -> Any:
    return YAML(typ="safe").load((SCHEMAS / name).read_text(encoding="utf-8"))


def standard_columns(layout: str, /, without: Sequence[str] = (), **override: Mapping[str, Any]) -> list[Column]:
    """The columns of a standard layout ("08-legacy") as fields; `override` adds constraints by ASCII name."""
    glossary, made = _load("columns.yaml"), []
    for entry in _load(f"{layout}.yaml")["fields"]:
        word = glossary[entry["name"]]
        if entry["name"] in without:
            continue
        constraints = {"required": True} if entry.get("required") else {}
        for key in ("enum", "pattern", "minimum", "maximum"):
            if key in entry or key in word:
                constraints[key] = entry.get(key, word.get(key))
        constraints.update(override.get(word["ascii"], {}))
        made.append(
            {
                "name": entry["name"], "en": word["en"], "ja": word["ja"], "type": entry.get("type", word["type"]),
                "format": word.get("format"), "unit": word.get("unit"), "ascii": word["ascii"], "constraints": constraints,
            }
        )  # fmt: skip
    return made


#: How the frequency reads in a description.
OFTEN = {"annual": "毎年", "quarterly": "3か月ごとに", "monthly": "毎月", "daily": "毎日"}


def descriptor(entry: Entry, code: str) -> bytes:
    """The datapackage.yaml of a dataset, in stable order."""
    ja, en = entry.keywords
    data: dict[str, Any] = {
        "name": entry.id, "title": entry.title[0], "reading": entry.reading, "description": f"{entry.description[0]}{OFTEN[entry.frequency]}、{entry.office[0]}が更新しています。",
        "keywords": _flow(ja), "themes": _flow(entry.themes), "licenses": [_flow_map({"name": "CC-BY-4.0"})],
        "publisher": _flow_map({"name": f"みなと風市 {entry.office[0]}", "url": "https://www.example.jp/"}),
        "contactPoint": _flow_map({"name": f"みなと風市 {entry.office[0]}", "email": "opendata@example.jp"}),
        "spatial": code, "temporal": _flow_map({"start": entry.period[0], "end": entry.period[1]}),
        "accrualPeriodicity": entry.frequency, "accessRights": "public", "issued": entry.issued, "modified": entry.modified,
        "landingPage": f"https://www.example.jp/opendata/{entry.id}/",
    }  # fmt: skip
    if entry.conforms_to:
        data["conformsTo"] = entry.conforms_to
    if entry.series:
        data["inSeries"] = entry.series
    data["translations"] = {
        "en": {
            "title": entry.title[1], "description": entry.description[1], "keywords": _flow(en),
            "publisher": f"Minatokaze City, {entry.office[1]}", "contactPoint": f"Minatokaze City, {entry.office[1]}",
        }
    }  # fmt: skip
    data["resources"] = [_resource(f) for f in entry.files]
    return dump(data)


def dump(data: Any) -> bytes:
    """YAML as a person would write it: one line per field of a schema."""
    yaml = YAML()
    yaml.default_flow_style, yaml.width, yaml.allow_unicode = False, 100_000, True
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.BytesIO()
    yaml.dump(data, out)
    return out.getvalue()


def _resource(file: File) -> dict[str, Any]:
    made: dict[str, Any] = {"name": file.name, "path": file.path, "title": file.title}
    if file.encoding:
        made["encoding"] = file.encoding
    made.update(file.extras)
    made["translations"] = {"en": _flow_map({"title": file.title_en})}
    if file.columns:
        schema: dict[str, Any] = {"fields": [_flow_map(_field(c)) for c in file.columns]}
        if file.key:
            schema["primaryKey"] = file.key if isinstance(file.key, str) else _flow(file.key)
        if file.missing:
            schema["missingValues"] = _flow(file.missing)
        made["schema"] = schema
    return made


def _field(c: Column) -> dict[str, Any]:
    made = {"name": c["name"], "title": c["name"], "description": c["ja"], "type": c["type"]}
    for key in ("format", "unit", "ascii"):
        if c.get(key):
            made[key] = c[key]
    if c["constraints"]:
        made["constraints"] = _flow_map(
            {k: _flow(v) if isinstance(v, list) else v for k, v in c["constraints"].items()}
        )
    made["translations"] = _flow_map({"en": _flow_map({"title": c["en"]})})
    return made


def _flow(values: Sequence[Any]) -> CommentedSeq:
    made = CommentedSeq(values)
    made.fa.set_flow_style()
    return made


def _flow_map(values: Mapping[str, Any]) -> CommentedMap:
    made = CommentedMap(values)
    made.fa.set_flow_style()
    return made
