"""What to examine: paths on the command line become requests, one per dataset or bare file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from catalog.config import CATALOG_FILES, DESCRIPTOR_FILES, find, load_catalog, load_city, load_dataset, named
from catalog.errors import CatalogError
from catalog.model import Dataset
from catalog.release.gate import Request
from catalog.text import LangText, path_text

#: Never read as data when a folder is walked: what editors and systems leave behind.
_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


def for_dataset(
    dataset: Dataset,
    policy: Mapping[str, Any],
    as_of: str,
    store: Path,
    previous: Mapping[str, Mapping[str, Any]] | None = None,
    broken: Mapping[str, LangText] | None = None,
) -> Request:
    """The request for a declared dataset: the files that its descriptor lists, in that order.

    `broken` are the addresses of a link check that did not answer; those of other datasets are left out.
    """
    folder = dataset.folder or Path()
    files = tuple((r.path, Path(r.path) if r.is_remote else folder / r.path, r) for r in dataset.resources)
    mine = {a: why for a in addresses(dataset) if (why := (broken or {}).get(a))}
    return Request(dataset.id, files, dataset, policy, as_of, store, previous or {}, broken=mine)


def addresses(dataset: Dataset) -> list[str]:
    """The addresses outside the catalogue that a dataset sends its readers to: remote files and its landing page."""
    found = [r.path for r in dataset.resources if r.is_remote]
    return [*found, dataset.landing_page] if dataset.landing_page else found


def for_paths(paths: Sequence[Path], as_of: str, store: Path) -> list[Request]:
    """Requests for `catalog check`: city folders, dataset folders, or bare files (folders of them recursively).

    Raises:
        CatalogError: a path does not exist, or a city folder or descriptor is wrong.
    """
    missing = [p for p in paths if not p.exists()]
    if missing:
        raise CatalogError(*(f"{p}: there is no such file or folder → check the spelling" for p in missing))
    requests: list[Request] = []
    for path in paths:
        if path.is_dir() and find(path, CATALOG_FILES):
            catalog = load_city(path)
            requests.extend(for_dataset(d, catalog.policy, as_of, store) for d in catalog.datasets)
        elif path.is_dir() and find(path, DESCRIPTOR_FILES):
            folder = named(path)
            city = load_catalog(folder.parent) if find(folder.parent, CATALOG_FILES) else None
            dataset = load_dataset(folder, city)
            requests.append(for_dataset(dataset, city.policy if city else {}, as_of, store))
        elif path.is_dir():
            requests.extend(_bare(p, as_of, store) for p in _walk(path))
        else:
            requests.append(_bare(path, as_of, store))
    return requests


def _bare(path: Path, as_of: str, store: Path) -> Request:
    name = path_text(path)
    return Request(name, ((name, path, None),), None, {}, as_of, store)


def _walk(folder: Path) -> list[Path]:
    files = [p for p in folder.rglob("*") if (p.is_file() or p.is_symlink()) and p.name not in _LITTER]
    return sorted(p for p in files if not any(part.startswith(".") for part in p.relative_to(folder).parts))
