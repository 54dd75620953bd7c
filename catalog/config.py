"""A city folder as declared: catalog.yaml and every datapackage.yaml become `catalog.model`.

All mistakes are collected and raised at once, each with file, line and the way out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from catalog.errors import CatalogError, Mistake
from catalog.model import Agent, Catalog, ContactPoint, Dataset, Field, Licence, Resource, Temporal
from catalog.strict_yaml import Document, load
from catalog.text import LangText

CATALOG_FILES = ("catalog.yaml", "catalog.yml", "catalog.json")
DESCRIPTOR_FILES = ("datapackage.yaml", "datapackage.yml", "datapackage.json")
#: Files of a dataset folder that are ours, not data.
OWN_FILES = frozenset(
    {*DESCRIPTOR_FILES, "release.yaml", "recipe.yaml", "recipe.approved.yaml", "withdrawn.yaml", "README.md"}
)
#: Dataset ids become URLs and stay for ever: letters, digits, hyphen, underscore.
ID = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,98}[a-z0-9])?\Z")

LICENCES: dict[str, tuple[str, dict[str, str]]] = {
    "CC-BY-4.0": ("https://creativecommons.org/licenses/by/4.0/", {"ja": "クリエイティブ・コモンズ 表示 4.0 国際", "en": "Creative Commons Attribution 4.0"}),
    "CC-BY-SA-4.0": ("https://creativecommons.org/licenses/by-sa/4.0/", {"ja": "クリエイティブ・コモンズ 表示-継承 4.0 国際", "en": "Creative Commons Attribution-ShareAlike 4.0"}),
    "CC-BY-2.1-JP": ("https://creativecommons.org/licenses/by/2.1/jp/", {"ja": "クリエイティブ・コモンズ 表示 2.1 日本", "en": "Creative Commons Attribution 2.1 Japan"}),
    "CC0-1.0": ("https://creativecommons.org/publicdomain/zero/1.0/", {"ja": "CC0 1.0（権利放棄）", "en": "CC0 1.0 Public Domain Dedication"}),
    "PDL-1.0": ("https://www.digital.go.jp/resources/open_data/public_data_license_v1.0", {"ja": "公共データ利用規約（第1.0版）", "en": "Public Data License 1.0 (Japan)"}),
    "GJSTU-2.0": ("https://www.digital.go.jp/copyright-policy/gjstu-2.0", {"ja": "政府標準利用規約（第2.0版）", "en": "Japanese Government Standard Terms of Use 2.0"}),
    "ODC-BY-1.0": ("https://opendatacommons.org/licenses/by/1-0/", {"ja": "ODC 表示ライセンス 1.0", "en": "Open Data Commons Attribution License 1.0"}),
    "ODbL-1.0": ("https://opendatacommons.org/licenses/odbl/1-0/", {"ja": "ODbL 1.0", "en": "Open Database License 1.0"}),
}  # fmt: skip
_ALIASES = {
    "CC0": "CC0-1.0",
    "CC BY 4.0": "CC-BY-4.0",
    "CC-BY": "CC-BY-4.0",
    "CC BY": "CC-BY-4.0",
    "PDL1.0": "PDL-1.0",
    "政府標準利用規約2.0": "GJSTU-2.0",
}

_KNOWN_DATASET = {
    "name", "id", "title", "description", "keywords", "licenses", "themes", "publisher", "contactPoint", "temporal", "spatial",
    "accrualPeriodicity", "resources", "issued", "modified", "created", "landingPage", "conformsTo", "inSeries", "accessRights",
    "reading", "translations", "version", "profile", "$schema", "homepage",
}  # fmt: skip
_KNOWN_CATALOG = {
    "title", "description", "base_url", "municipality", "languages", "publisher", "contactPoint", "licenses", "translations",
    "policy", "homepage", "site",
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


def load_city(folder: Path) -> Catalog:
    """Reads a city folder with all its datasets, in order of id.

    Raises:
        CatalogError: no catalog.yaml, or any mistake in it or in a descriptor.
    """
    main = find(folder, CATALOG_FILES)
    if main is None:
        raise CatalogError.at(
            folder.name or str(folder),
            "is not a city folder: there is no catalog.yaml in it",
            "make one with `catalog init DIR`, or give the folder that holds catalog.yaml",
        )
    document = load(main, main.name)
    mistakes: list[Mistake] = []
    catalog = _catalog(document, folder, mistakes)
    datasets: list[Dataset] = []
    for sub in sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith((".", "_"))):
        if find(sub, DESCRIPTOR_FILES) is None:
            if any(p.is_file() and not p.name.startswith(".") for p in sub.iterdir()) and sub.name not in (
                "pages",
                "theme",
                "assets",
            ):
                mistakes.append(
                    Mistake(
                        f"{sub.name}/",
                        "has files but no datapackage.yaml",
                        "describe it with `catalog add FILE`, or move it out",
                    )
                )
            continue
        try:
            datasets.append(load_dataset(sub, catalog))
        except CatalogError as error:
            mistakes.extend(error.mistakes)
    if mistakes:
        raise CatalogError(*mistakes)
    return _with_datasets(catalog, datasets)


def load_dataset(folder: Path, catalog: Catalog | None = None) -> Dataset:
    """Reads one dataset folder; publisher, contact point and licences fall back on the catalogue's."""
    path = find(folder, DESCRIPTOR_FILES)
    if path is None:
        raise CatalogError.at(f"{folder.name}/", "has no datapackage.yaml", "describe it with `catalog add FILE`")
    document = load(path, f"{folder.name}/{path.name}")
    mistakes: list[Mistake] = []
    dataset = _dataset(document, folder, catalog, mistakes)
    if mistakes:
        raise CatalogError(*mistakes)
    return dataset


def find(folder: Path, names: tuple[str, ...]) -> Path | None:
    """The first of `names` that is a file in `folder`."""
    return next((folder / n for n in names if (folder / n).is_file()), None)


def lang_text(value: Any, translations: Any = None, key: str = "") -> dict[str, str]:
    """A text that may be a string or {ja: …, en: …}, joined with `translations: {en: {key: …}}`."""
    text: dict[str, str] = {}
    if isinstance(value, Mapping):
        text = {str(k): str(v).strip() for k, v in value.items() if v not in (None, "")}
    elif value not in (None, ""):
        text = {"ja": str(value).strip()}
    if isinstance(translations, Mapping):
        for lang, words in translations.items():
            if isinstance(words, Mapping) and words.get(key) not in (None, ""):
                text.setdefault(str(lang), str(words[key]).strip())
    return text


def licence(entry: Any) -> Licence | None:
    """A licence by name, IRI or Frictionless entry {name, path, title}."""
    entry = {"name": entry} if isinstance(entry, str) else entry
    if not isinstance(entry, Mapping):
        return None
    name, iri = str(entry.get("name") or ""), str(entry.get("path") or "")
    name = _ALIASES.get(name, name)
    if name in LICENCES:
        return Licence(name, LICENCES[name][0], LICENCES[name][1])
    for known, (known_iri, title) in LICENCES.items():
        if iri and iri.rstrip("/").removeprefix("http://").removeprefix("https://") == known_iri.rstrip(
            "/"
        ).removeprefix("https://"):
            return Licence(known, known_iri, title)
    if iri.startswith(("http://", "https://")) or name.startswith(("http://", "https://")):
        return Licence(name or iri, iri or name, lang_text(entry.get("title")))
    return None


def _catalog(document: Document, folder: Path, mistakes: list[Mistake]) -> Catalog:
    data = _mapping(document, document.data, mistakes)
    words = data.get("translations")
    title = lang_text(data.get("title"), words, "title")
    if not title:
        mistakes.append(document.mistake("has no title", "add `title: …オープンデータカタログ`"))
    base_url = str(data.get("base_url") or "")
    if not base_url.startswith(("http://", "https://")) or not urlsplit(base_url).hostname:
        mistakes.append(
            document.mistake(
                "has no base_url",
                "add the address where the site will stand: `base_url: https://data.example.jp/`",
                "base_url",
            )
        )
    publisher = _agent(document, data.get("publisher"), words, mistakes, "publisher")
    if publisher is None:
        mistakes.append(document.mistake("has no publisher", "add `publisher: {name: …, url: https://…}`", "publisher"))
    municipality = data.get("municipality")
    if municipality is not None and not _municipality(str(municipality)):
        mistakes.append(
            document.mistake(
                f"municipality '{municipality}' is not a 6-digit code with a right check digit",
                'write it in quotes with its check digit: "131016"',
                "municipality",
            )
        )
    return Catalog(
        folder=folder,
        title=title,
        description=lang_text(data.get("description"), words, "description"),
        base_url=base_url.rstrip("/") + "/",
        publisher=publisher or Agent({}),
        contact_point=_contact(document, data.get("contactPoint"), words, mistakes),
        licences=_licences(document, data.get("licenses"), mistakes),
        languages=tuple(str(x) for x in _list(data.get("languages"))) or ("ja",),
        municipality=str(municipality) if municipality is not None else None,
        homepage=data.get("homepage"),
        policy=_sub(document, data, "policy", mistakes),
        site=_sub(document, data, "site", mistakes),
        extras={k: v for k, v in data.items() if k not in _KNOWN_CATALOG},
    )


def _dataset(document: Document, folder: Path, catalog: Catalog | None, mistakes: list[Mistake]) -> Dataset:
    data = _mapping(document, document.data, mistakes)
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
    resources = tuple(
        r
        for i, entry in enumerate(_list(data.get("resources")))
        if (r := _resource(document, entry, i, folder, mistakes)) is not None
    )
    if not resources:
        mistakes.append(
            document.mistake("lists no resources", "add `resources: [{name: …, path: file.csv}]`", "resources")
        )
    names = [r.name for r in resources]
    for name in sorted({n for n in names if names.count(n) > 1}):
        mistakes.append(document.mistake(f"has two resources named '{name}'", "give each its own name", "resources"))
    licences = _licences(document, data.get("licenses"), mistakes)
    return Dataset(
        id=identifier,
        folder=folder,
        title=lang_text(data.get("title"), words, "title"),
        description=lang_text(data.get("description"), words, "description"),
        keywords=_keywords(data.get("keywords"), words),
        themes=tuple(str(t) for t in _list(data.get("themes"))),
        publisher=_agent(document, data.get("publisher"), words, mistakes, "publisher")
        or (catalog.publisher if catalog else None),
        contact_point=_contact(document, data.get("contactPoint"), words, mistakes)
        or (catalog.contact_point if catalog else None),
        licences=licences or (catalog.licences if catalog else ()),
        resources=resources,
        spatial=str(data["spatial"])
        if data.get("spatial") is not None
        else (catalog.municipality if catalog else None),
        temporal=_temporal(document, data.get("temporal"), mistakes),
        accrual_periodicity=data.get("accrualPeriodicity"),
        issued=_date(document, data, "issued", mistakes),
        modified=_date(document, data, "modified", mistakes),
        landing_page=data.get("landingPage"),
        conforms_to=tuple(str(c) for c in _list(data.get("conformsTo"))),
        in_series=data.get("inSeries"),
        access_rights=data.get("accessRights"),
        reading=data.get("reading"),
        version=str(data["version"]) if data.get("version") is not None else None,
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
    words = entry.get("translations")
    schema = entry.get("schema")
    if isinstance(schema, str):
        schema = _schema_file(document, folder, schema, mistakes, (*key, "schema"))
    schema = schema if isinstance(schema, Mapping) else {}
    dialect = entry.get("dialect")
    return Resource(
        name=str(entry.get("name") or _slug(Path(path).stem) or f"resource-{index + 1}"),
        path=path,
        title=lang_text(entry.get("title"), words, "title"),
        description=lang_text(entry.get("description"), words, "description"),
        format=entry.get("format"),
        media_type=entry.get("mediatype"),
        encoding=entry.get("encoding"),
        delimiter=dialect.get("delimiter") if isinstance(dialect, Mapping) else None,
        fields=tuple(
            f
            for i, e in enumerate(_list(schema.get("fields")))
            if (f := _field(document, e, (*key, "schema", "fields", i), mistakes)) is not None
        ),
        missing_values=tuple(str(v) for v in schema.get("missingValues", [""])),
        primary_key=tuple(str(v) for v in _list(schema.get("primaryKey"))),
        foreign_keys=tuple(v for v in _list(schema.get("foreignKeys")) if isinstance(v, Mapping)),
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


def _field(document: Document, entry: Any, key: tuple[str | int, ...], mistakes: list[Mistake]) -> Field | None:
    if not isinstance(entry, Mapping) or entry.get("name") in (None, ""):
        mistakes.append(document.mistake("has a field without name", "write `- {name: 列名, type: string}`", *key))
        return None
    known = {"name", "title", "description", "type", "format", "unit", "constraints", "translations"}
    constraints = entry.get("constraints")
    words = entry.get("translations")
    return Field(
        name=str(entry["name"]),
        title=lang_text(entry.get("title"), words, "title"),
        description=lang_text(entry.get("description"), words, "description"),
        type=str(entry.get("type") or "any"),
        format=str(entry.get("format") or "default"),
        unit=entry.get("unit"),
        constraints=constraints if isinstance(constraints, Mapping) else {},
        extras={k: v for k, v in entry.items() if k not in known},
    )


def _agent(document: Document, entry: Any, words: Any, mistakes: list[Mistake], key: str) -> Agent | None:
    if entry is None:
        return None
    entry = {"name": entry} if isinstance(entry, str) else entry
    name = lang_text(entry.get("name"), words, f"{key}") if isinstance(entry, Mapping) else {}
    if not name:
        mistakes.append(document.mistake(f"{key} has no name", f"write `{key}: {{name: …}}`", key))
        return None
    return Agent(
        name, entry.get("url"), entry.get("email"), str(entry["identifier"]) if entry.get("identifier") else None
    )


def _contact(document: Document, entry: Any, words: Any, mistakes: list[Mistake]) -> ContactPoint | None:
    if entry is None:
        return None
    entry = {"name": entry} if isinstance(entry, str) else entry
    name = lang_text(entry.get("name"), words, "contactPoint") if isinstance(entry, Mapping) else {}
    if not name:
        mistakes.append(
            document.mistake("contactPoint has no name", "write `contactPoint: {name: 課名, email: …}`", "contactPoint")
        )
        return None
    return ContactPoint(name, entry.get("email"), entry.get("url"), entry.get("telephone"))


def _licences(document: Document, entries: Any, mistakes: list[Mistake]) -> tuple[Licence, ...]:
    found = []
    for i, entry in enumerate(_list(entries)):
        one = licence(entry)
        if one is None:
            mistakes.append(
                document.mistake(
                    "has a licence that is not known and has no path",
                    f"use one of {', '.join(LICENCES)} or add `path: https://…`",
                    "licenses",
                    i,
                )
            )
        else:
            found.append(one)
    return tuple(found)


def _keywords(value: Any, words: Any) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    if isinstance(value, Mapping):
        found = {str(k): tuple(str(x) for x in _list(v)) for k, v in value.items()}
    elif value:
        found = {"ja": tuple(str(x) for x in _list(value))}
    if isinstance(words, Mapping):
        for lang, entry in words.items():
            if isinstance(entry, Mapping) and entry.get("keywords"):
                found.setdefault(str(lang), tuple(str(x) for x in _list(entry["keywords"])))
    return found


_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T[0-9:.+Z-]+)?)?)?\Z")


def _date(document: Document, data: Mapping[str, Any], key: str, mistakes: list[Mistake], *above: str) -> str | None:
    value = data.get(key)
    if value in (None, ""):
        return None
    text = str(value)
    match = _DATE.match(text)
    if match is None or not _real(match):
        mistakes.append(document.mistake(f"{key} '{text}' is no date", "write it as 2026-04-01", *above, key))
        return None
    return text


def _real(match: re.Match[str]) -> bool:
    import datetime

    try:
        datetime.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True


def _temporal(document: Document, entry: Any, mistakes: list[Mistake]) -> Temporal | None:
    if entry is None:
        return None
    if isinstance(entry, str) and "/" in entry:
        first, last = entry.split("/", 1)
        entry = {"start": first, "end": last}
    if not isinstance(entry, Mapping):
        mistakes.append(
            document.mistake(
                "temporal is no period", "write `temporal: {start: 2026-04-01, end: 2027-03-31}`", "temporal"
            )
        )
        return None
    start, end = (
        _date(document, entry, "start", mistakes, "temporal"),
        _date(document, entry, "end", mistakes, "temporal"),
    )
    if start and end and start > end:
        mistakes.append(
            document.mistake(f"temporal ends ({end}) before it starts ({start})", "exchange them", "temporal")
        )
    return Temporal(start, end)


def _municipality(code: str) -> bool:
    """6 digits with the check digit of 全国地方公共団体コード: last digit of 11 − Σ d·w mod 11, w = 6 … 2."""
    if not re.fullmatch(r"\d{6}", code):
        return False
    total = sum(int(d) * w for d, w in zip(code, (6, 5, 4, 3, 2), strict=False))
    return str(11 - total % 11)[-1] == code[5]


def _mapping(document: Document, data: Any, mistakes: list[Mistake]) -> Mapping[str, Any]:
    if isinstance(data, Mapping):
        return data
    mistakes.append(document.mistake("is empty or no mapping", "write `key: value` lines"))
    return {}


def _sub(document: Document, data: Mapping[str, Any], key: str, mistakes: list[Mistake]) -> Mapping[str, Any]:
    value = data.get(key)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        mistakes.append(document.mistake(f"{key} is no mapping", f"write `{key}: {{…}}`", key))
        return {}
    return value


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _slug(stem: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")


def _with_datasets(catalog: Catalog, datasets: list[Dataset]) -> Catalog:
    from dataclasses import replace

    return replace(catalog, datasets=tuple(datasets))


__all__ = [
    "CATALOG_FILES",
    "DESCRIPTOR_FILES",
    "LICENCES",
    "LangText",
    "find",
    "lang_text",
    "licence",
    "load_city",
    "load_dataset",
]
