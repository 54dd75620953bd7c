"""A datapackage.yaml becomes a `model.Dataset`: its resources, fields and words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from catalog.declared import agent, contact, date, items, keywords, licences, mapping, near_misses, one_text, temporal
from catalog.errors import Mistake
from catalog.model import Catalog, Dataset, Resource
from catalog.regex import regex
from catalog.strict_yaml import Document, load
from catalog.table_schema import fields
from catalog.text import lang_text

#: Dataset ids become URLs and stay for ever: letters, digits, hyphen, underscore.
ID = regex(r"[a-z0-9](?:[a-z0-9_-]{0,98}[a-z0-9])?\Z")

_KNOWN_DATASET = {
    "name", "id", "title", "description", "keywords", "licenses", "themes", "publisher", "contactPoint", "temporal", "spatial",
    "accrualPeriodicity", "resources", "issued", "modified", "created", "landingPage", "conformsTo", "inSeries", "accessRights",
    "reading", "translations", "version", "profile", "$schema", "homepage",
}  # fmt: skip
_KNOWN_RESOURCE = {
    "name",
    "path",
    "title",
    "description",
    "format",
    "mediatype",
    "encoding",
    "schema",
    "dialect",
    "translations",
}


def dataset(document: Document, folder: Path, catalog: Catalog | None, mistakes: list[Mistake]) -> Dataset:
    data = mapping(document, document.data, mistakes)
    near_misses(document, data, _KNOWN_DATASET, mistakes)
    words = data.get("translations")
    identifier = folder.name
    if not ID.match(identifier):
        mistakes.append(
            Mistake(
                f"{folder.name}/",
                "is no dataset id",
                "name the folder with a–z, 0–9, hyphen and underscore: it becomes the dataset's address",
            )
        )
    if data.get("name") not in (None, identifier):
        mistakes.append(
            document.mistake(
                f"name '{data['name']}' differs from the folder '{identifier}'",
                "make them equal: the folder's name is the dataset's id",
                "name",
            )
        )
    listed = items(data.get("resources"))
    resources = tuple(
        r for i, entry in enumerate(listed) if (r := _resource(document, entry, i, folder, mistakes)) is not None
    )
    if not listed:
        mistakes.append(
            document.mistake("lists no resources", "add `resources: [{name: …, path: file.csv}]`", "resources")
        )
    names = [r.name for r in resources]
    for name in sorted({n for n in names if names.count(n) > 1}):
        mistakes.append(document.mistake(f"has two resources named '{name}'", "give each its own name", "resources"))
    # What was harvested is another's: neither our licence nor our desk or area speaks for it.
    lender = None if isinstance(data.get("origin"), Mapping) else catalog
    return Dataset(
        id=identifier,
        folder=folder,
        title=lang_text(data.get("title"), words, "title", document.language),
        description=lang_text(data.get("description"), words, "description", document.language),
        keywords=keywords(data.get("keywords"), words, document.language),
        themes=tuple(str(t) for t in items(data.get("themes"))),
        publisher=agent(document, data.get("publisher"), words, mistakes, "publisher")
        or (lender.publisher if lender else None),
        contact_point=contact(document, data.get("contactPoint"), words, mistakes)
        or (lender.contact_point if lender else None),
        licences=licences(document, data.get("licenses"), mistakes) or (lender.licences if lender else ()),
        resources=resources,
        spatial=one_text(document, data, "spatial", mistakes) or (lender.municipality if lender else None),
        temporal=temporal(document, data.get("temporal"), mistakes),
        accrual_periodicity=one_text(document, data, "accrualPeriodicity", mistakes),
        issued=date(document, data, "issued", mistakes),
        modified=date(document, data, "modified", mistakes),
        landing_page=one_text(document, data, "landingPage", mistakes),
        conforms_to=tuple(str(c) for c in items(data.get("conformsTo"))),
        in_series=one_text(document, data, "inSeries", mistakes),
        access_rights=one_text(document, data, "accessRights", mistakes),
        reading=one_text(document, data, "reading", mistakes),
        version=one_text(document, data, "version", mistakes),
        extras={k: v for k, v in data.items() if k not in _KNOWN_DATASET},
        descriptor=Path(document.path).name,
    )


def _resource(document: Document, entry: Any, index: int, folder: Path, mistakes: list[Mistake]) -> Resource | None:
    key = ("resources", index)
    if not isinstance(entry, Mapping):
        mistakes.append(document.mistake("has a resource that is no mapping", "write `- {name: …, path: …}`", *key))
        return None
    path = unicodedata.normalize("NFC", str(entry.get("path") or ""))
    if not path:
        mistakes.append(document.mistake("has a resource without path", "add `path: file.csv`", *key))
        return None
    remote = path.startswith(("http://", "https://"))
    parts = Path(path).parts
    if not remote and (
        Path(path).is_absolute() or ".." in parts or "\\" in path or any(p.startswith(".") for p in parts)
    ):
        mistakes.append(
            document.mistake(f"path '{path}' leaves the dataset folder", "give a file inside the folder", *key, "path")
        )
        return None
    if not remote and not (folder / path).exists() and path != _made(folder):
        mistakes.append(
            document.mistake(
                f"lists '{path}', which is not in the folder", "correct the path or add the file", *key, "path"
            )
        )
        return None
    near_misses(document, entry, _KNOWN_RESOURCE, mistakes, *key)
    words = entry.get("translations")
    schema = entry.get("schema")
    if isinstance(schema, str):
        schema = _schema_file(document, folder, schema, mistakes, (*key, "schema"))
    schema = schema if isinstance(schema, Mapping) else {}
    dialect = entry.get("dialect")
    return Resource(
        name=str(entry.get("name") or _slug(Path(path).stem) or f"resource-{index + 1}"),
        path=path,
        title=lang_text(entry.get("title"), words, "title", document.language),
        description=lang_text(entry.get("description"), words, "description", document.language),
        format=one_text(document, entry, "format", mistakes, *key),
        media_type=one_text(document, entry, "mediatype", mistakes, *key),
        encoding=one_text(document, entry, "encoding", mistakes, *key),
        delimiter=dialect.get("delimiter") if isinstance(dialect, Mapping) else None,
        fields=fields(document, schema, (*key, "schema"), mistakes),
        missing_values=tuple(str(v) for v in items(schema.get("missingValues", [""]))),
        primary_key=tuple(str(v) for v in items(schema.get("primaryKey"))),
        foreign_keys=tuple(v for v in items(schema.get("foreignKeys")) if isinstance(v, Mapping)),
        extras={k: v for k, v in entry.items() if k not in _KNOWN_RESOURCE},
    )


def _made(folder: Path) -> str | None:
    """The file that the folder's recipe makes: it is not there before the build."""
    recipe = folder / "recipe.yaml"
    data = load(recipe, f"{folder.name}/recipe.yaml").data if recipe.is_file() else None
    return str(data["output"]) if isinstance(data, Mapping) and data.get("output") else None


def _schema_file(
    document: Document, folder: Path, name: str, mistakes: list[Mistake], key: tuple[str | int, ...]
) -> Any:
    path = folder / name
    if Path(name).is_absolute() or ".." in Path(name).parts or not path.is_file():
        mistakes.append(
            document.mistake(
                f"schema '{name}' is not a file in the folder", "give the schema inline or as a file beside it", *key
            )
        )
        return {}
    return load(path, f"{folder.name}/{name}").data


def _slug(stem: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")
