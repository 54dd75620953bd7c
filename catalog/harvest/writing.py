"""A harvested dataset as a folder of the city: datapackage.yaml with remote resources, its origin and its licence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from catalog.config import DESCRIPTOR_FILES, find
from catalog.descriptor import ID
from catalog.errors import CatalogError
from catalog.files import write_file
from catalog.harvest.record import Record, RemoteFile
from catalog.metadata import vocabularies
from catalog.metadata.packages import filled
from catalog.strict_yaml import dump, load

NOTE = "# Harvested: change it at its origin, not here; the next harvest writes this file again.\n"


def write(record: Record, city: Path, source: str) -> tuple[str, bool]:
    """Writes or renews the folder of a record.

    Returns:
        The id of the dataset, and whether the file changed.

    Raises:
        CatalogError: the record has no title, or nothing to link to.
    """
    if not record.title:
        raise CatalogError(f"{record.identifier}: has no title → it is left out")
    if not record.files and not record.landing_page:
        raise CatalogError(f"{record.identifier}: has neither a file nor a page → it is left out")
    name = _folder(record, city, source)
    path = city / name / "datapackage.yaml"
    text = NOTE + dump(descriptor(record, name, source))
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return name, False
    path.parent.mkdir(exist_ok=True)
    write_file(path, text)
    return name, True


def descriptor(record: Record, name: str, source: str) -> dict[str, Any]:
    """The datapackage.yaml of a record. `origin` says where it came from and what licence stood there."""
    japanese = record.title.get("ja") or next(iter(record.title.values()))
    data: dict[str, Any] = {
        "name": name,
        "title": japanese,
        "description": record.description.get("ja") or next(iter(record.description.values()), None) or _said(record),
        "keywords": record.keywords.get("ja") or next(iter(record.keywords.values()), None),
        "themes": record.themes,
        "licenses": licences(record),
        # Never ours by default: who does not name a publisher is known by the host it was found at.
        "publisher": filled({"name": record.publisher or urlsplit(source).hostname, "url": record.publisher_url}),
        "contactPoint": filled({"name": record.contact, "email": record.email}) if record.contact else None,
        "spatial": record.spatial,
        "temporal": filled({"start": record.start, "end": record.end}),
        "accrualPeriodicity": record.frequency,
        "issued": record.issued,
        "modified": record.modified,
        "landingPage": record.landing_page,
        "translations": _translations(record),
        "origin": filled(
            {
                "catalog": source,
                "identifier": record.identifier,
                "url": record.landing_page,
                "licence": " ".join(x for x in (record.licence, record.licence_url or "") if x),
            }
        ),
        "resources": _resources(record),
    }
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}


def _said(record: Record) -> str | None:
    """A description where there is none, which every catalogue asks for; nothing that was not said."""
    title = record.title.get("ja") or next(iter(record.title.values()), "")
    return f"{record.publisher}が公開している「{title}」です。" if record.publisher else None


def licences(record: Record) -> list[dict[str, str]]:
    """The licence under its short name when it is known, else as it was given; nothing when there is no address."""
    for word in (record.licence, record.licence_url or ""):
        known = vocabularies.licence_named(word) if word else None
        known = known or (_by_address(word) if word.startswith("http") else None)
        if known:
            return [{"name": known}]
    if record.licence_url:
        return [filled({"name": record.licence or record.licence_url, "path": record.licence_url})]
    return []


def _by_address(word: str) -> str | None:
    from catalog.licences import licence

    found = licence({"path": re.sub(r"/(deed|legalcode)(\.\w+)?$", "/", word)})
    return found.name if found is not None and found.name != found.iri else None


def _folder(record: Record, city: Path, source: str) -> str:
    """The id: the one it had at the last harvest, else its name, with the host before it when that is taken."""
    slug = re.sub(r"[^a-z0-9_-]+", "-", record.name.lower()).strip("-_")[:80] or "dataset"
    host = re.sub(r"[^a-z0-9]+", "-", (urlsplit(source).hostname or "").lower()).strip("-")
    for candidate in (
        slug,
        f"{host}-{slug}"[:100].rstrip("-_"),
        *(f"{host}-{slug}"[:95] + f"-{n}" for n in range(2, 1000)),
    ):
        if ID.match(candidate) and _free(city / candidate, record, source):
            return candidate
    raise CatalogError(f"{record.identifier}: no free folder name → rename a folder")


def _free(folder: Path, record: Record, source: str) -> bool:
    path = find(folder, DESCRIPTOR_FILES) if folder.is_dir() else None
    if path is None:
        return not folder.exists() or not any(folder.iterdir())
    data = load(path).data
    origin = data.get("origin") if isinstance(data, dict) else None
    mine = {"catalog": source, "identifier": record.identifier}
    return isinstance(origin, dict) and all(origin.get(k) == v for k, v in mine.items())


def _resources(record: Record) -> list[dict[str, Any]]:
    files = record.files or [RemoteFile(record.landing_page or "", format="html")]
    names: set[str] = set()
    found = []
    for i, file in enumerate(files):
        stem = Path(urlsplit(file.url).path).stem.lower()
        name = re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:60] or f"file-{i + 1}"
        name = name if name not in names else f"{name}-{i + 1}"
        names.add(name)
        known = vocabularies.file_format(file.format) or vocabularies.file_format(file.media_type)
        known = known or vocabularies.file_format(Path(urlsplit(file.url).path).suffix)
        found.append(
            filled(
                {
                    "name": name,
                    "path": file.url,
                    "title": file.title,
                    "description": file.description,
                    "format": known.key if known else file.format.lower(),
                    "mediatype": known.media_type if known else file.media_type,
                    "bytes": file.size,
                }
            )
        )
    return found


def _translations(record: Record) -> dict[str, Any]:
    languages = {*record.title, *record.description, *record.keywords} - {"ja"}
    if "ja" not in record.title:
        languages -= {next(iter(record.title), "")}
    found = {
        lang: filled(
            {
                "title": record.title.get(lang),
                "description": record.description.get(lang),
                "keywords": record.keywords.get(lang),
            }
        )
        for lang in sorted(languages)
    }
    return {lang: words for lang, words in found.items() if words}
