"""A city folder as declared: catalog.yaml and every datapackage.yaml become `catalog.model`.

All mistakes are collected and raised at once, each with file, line and the way out.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from catalog.declared import agent, contact, items, licences, mapping, near_misses, sub
from catalog.descriptor import dataset
from catalog.errors import CatalogError, Mistake
from catalog.model import Agent, Catalog, Dataset
from catalog.policy import policy
from catalog.strict_yaml import Document, load
from catalog.text import lang_text, valid_area_code

CATALOG_FILES = ("catalog.yaml", "catalog.yml", "catalog.json")
DESCRIPTOR_FILES = ("datapackage.yaml", "datapackage.yml", "datapackage.json")
#: Folders of a city that are no datasets: extra pages, the city's own theme and its files.
OWN_FOLDERS = frozenset({"pages", "theme", "assets"})
#: What a folder holds that a build has written.
_OUTPUT = (("manifest.json", "index.html", "catalog.ttl"), ("report.json", "report.html"))
#: Files of a dataset folder that are ours, not data.
OWN_FILES = frozenset(
    {*DESCRIPTOR_FILES, "release.yaml", "recipe.yaml", "recipe.approved.yaml", "withdrawn.yaml", "README.md"}
)
_KNOWN_CATALOG = {
    "title", "description", "base_url", "municipality", "languages", "publisher", "contactPoint", "licenses", "translations",
    "policy", "homepage", "site",
}  # fmt: skip

_KNOWN_SITE = {
    "languages", "logo", "colours", "colors", "map", "popular", "request", "pages", "theme", "accessibility", "keep_versions",
}  # fmt: skip


def load_city(folder: Path) -> Catalog:
    """Reads a city folder with all its datasets, in order of id.

    Raises:
        CatalogError: no catalog.yaml, or any mistake in it or in a descriptor.
    """
    catalog, mistakes = _declared(folder)
    datasets: list[Dataset] = []
    for child in sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith((".", "_"))):
        if find(child, DESCRIPTOR_FILES) is None:
            if child.name not in OWN_FOLDERS and not _output(child) and _has_files(child):
                mistakes.append(
                    Mistake(
                        f"{child.name}/",
                        "has files but no datapackage.yaml",
                        "describe it with `catalog add FILE`, or move it out",
                    )
                )
            continue
        try:
            datasets.append(load_dataset(child, catalog))
        except CatalogError as error:
            mistakes.extend(error.mistakes)
    if mistakes:
        raise CatalogError(*mistakes)
    return replace(catalog, datasets=tuple(datasets))


def load_catalog(folder: Path) -> Catalog:
    """Reads a city's catalog.yaml alone, for work on one dataset: the slips of the others are their desks'.

    Raises:
        CatalogError: no catalog.yaml, or any mistake in it.
    """
    catalog, mistakes = _declared(folder)
    if mistakes:
        raise CatalogError(*mistakes)
    return catalog


def is_web_address(text: str) -> bool:
    """Whether a site can stand there: http or https, and a host."""
    try:
        return text.startswith(("http://", "https://")) and bool(urlsplit(text).hostname)
    except ValueError:
        return False


def _declared(folder: Path) -> tuple[Catalog, list[Mistake]]:
    main = find(folder, CATALOG_FILES)
    if main is None:
        raise CatalogError.at(
            folder.name or str(folder),
            "is not a city folder: there is no catalog.yaml in it",
            "make one with `catalog init DIR`, or give the folder that holds catalog.yaml",
        )
    mistakes: list[Mistake] = []
    return _catalog(load(main, main.name), folder, mistakes), mistakes


def _has_files(folder: Path) -> bool:
    return any(p.is_file() and not p.name.startswith(".") for p in folder.iterdir())


def _output(folder: Path) -> bool:
    """A site or the reports of an earlier build, left beside the datasets by `cd mycity && catalog build .`."""
    return any(all((folder / name).is_file() for name in names) for names in _OUTPUT)


def load_dataset(folder: Path, catalog: Catalog | None = None) -> Dataset:
    """Reads one dataset folder; publisher, contact point and licences fall back on the catalogue's."""
    path = find(folder, DESCRIPTOR_FILES)
    if path is None:
        raise CatalogError.at(f"{folder.name}/", "has no datapackage.yaml", "describe it with `catalog add FILE`")
    document = load(path, f"{folder.name}/{path.name}")
    mistakes: list[Mistake] = []
    if catalog is not None and catalog.languages:
        document = replace(document, language=catalog.languages[0])
    found = dataset(document, folder, catalog, mistakes)
    if mistakes:
        raise CatalogError(*mistakes)
    return found


def named(folder: Path) -> Path:
    """A folder with the name that is a dataset's id: `.` and `..` have none."""
    return folder if folder.name not in ("", "..") else folder.resolve()


def find(folder: Path, names: tuple[str, ...]) -> Path | None:
    """The first of `names` that is a file in `folder`."""
    return next((folder / n for n in names if (folder / n).is_file()), None)


def _catalog(document: Document, folder: Path, mistakes: list[Mistake]) -> Catalog:
    data = mapping(document, document.data, mistakes)
    near_misses(document, data, _KNOWN_CATALOG, mistakes)
    languages = tuple(str(x) for x in items(data.get("languages"))) or ("ja", "en")
    document = replace(document, language=languages[0])
    words = data.get("translations")
    title = lang_text(data.get("title"), words, "title", languages[0])
    if not title:
        mistakes.append(document.mistake("has no title", "add `title: …オープンデータカタログ`"))
    near_misses(document, sub(document, data, "site", []), _KNOWN_SITE, mistakes, "site")
    base_url = str(data.get("base_url") or "")
    if not is_web_address(base_url):
        mistakes.append(
            document.mistake(
                "has no base_url",
                "add the address where the site will stand: `base_url: https://data.example.jp/`",
                "base_url",
            )
        )
    publisher = agent(document, data.get("publisher"), words, mistakes, "publisher")
    if publisher is None:
        mistakes.append(document.mistake("has no publisher", "add `publisher: {name: …, url: https://…}`", "publisher"))
    municipality = data.get("municipality")
    if municipality is not None and not valid_area_code(str(municipality)):
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
        description=lang_text(data.get("description"), words, "description", languages[0]),
        base_url=base_url.rstrip("/") + "/",
        publisher=publisher or Agent({}),
        contact_point=contact(document, data.get("contactPoint"), words, mistakes),
        licences=licences(document, data.get("licenses"), mistakes),
        languages=languages,
        municipality=str(municipality) if municipality is not None else None,
        homepage=data.get("homepage"),
        policy=policy(document, data.get("policy"), mistakes),
        site=sub(document, data, "site", mistakes),
        extras={k: v for k, v in data.items() if k not in _KNOWN_CATALOG},
    )
