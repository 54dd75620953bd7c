"""Withdrawal: a dataset leaves the next build, and a tombstone with date and reason stays in its place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from catalog.config import DESCRIPTOR_FILES, find
from catalog.declared import date, near_misses
from catalog.errors import CatalogError, Mistake
from catalog.files import write_file
from catalog.model import Catalog
from catalog.release.published import Tombstone
from catalog.strict_yaml import dump, load

FILE = "withdrawn.yaml"
_KEYS = ("date", "reason", "replacement")


def withdraw(folder: Path, reason: str, on: str, replacement: str | None = None) -> Path:
    """Marks a dataset folder as withdrawn; `replacement` is the id of the dataset that readers are led to.

    Raises:
        CatalogError: it is withdrawn already, no reason is given, or the replacement is no other dataset of the city.
    """
    path = folder / FILE
    mistakes = []
    if not reason.strip():
        mistakes.append(Mistake("--reason", "is empty", "write what readers should know: it is shown to the public"))
    if replacement and (replacement == folder.name or not _is_there(folder.parent, replacement)):
        what, hint = "is no other dataset of this city", "write the id of a dataset"
        mistakes.append(Mistake(f"--replacement {replacement}", what, hint))
    if mistakes:
        raise CatalogError(*mistakes)
    if path.exists():
        raise CatalogError.at(
            f"{folder.name}/{FILE}", "is there already: the dataset is withdrawn", "remove the file to bring it back"
        )
    write_file(
        path,
        "# `catalog withdraw` で取り下げました。公開に戻すなら、このファイルを消してください。\n"
        "# Withdrawn by `catalog withdraw`. Remove this file to bring the dataset back.\n"
        + dump({"date": on, "reason": reason, **({"replacement": replacement} if replacement else {})}),
    )
    return path


def tombstones(catalog: Catalog) -> tuple[Tombstone, ...]:
    """The withdrawn datasets of a city.

    Raises:
        CatalogError: a withdrawn.yaml lacks its date or reason, or names a replacement that is not there.
    """
    found, known = [], {d.id for d in catalog.datasets}
    for dataset in catalog.datasets:
        path = dataset.folder / FILE if dataset.folder else None
        if path is None or not path.is_file():
            continue
        document = load(path, f"{dataset.id}/{FILE}")
        data = document.data
        if not isinstance(data, Mapping) or not data.get("date") or not data.get("reason"):
            raise CatalogError(document.mistake("lacks date or reason", "write `date: 2026-04-01` and `reason: …`"))
        mistakes: list[Mistake] = []
        near_misses(document, data, _KEYS, mistakes)
        date(document, data, "date", mistakes)
        if mistakes:
            raise CatalogError(*mistakes)
        reason = data["reason"]
        text = {str(k): str(v) for k, v in reason.items()} if isinstance(reason, Mapping) else {"ja": str(reason)}
        replacement = str(data["replacement"]) if data.get("replacement") else None
        if replacement is not None and (replacement == dataset.id or replacement not in known):
            what = f"names the replacement '{replacement}', which is no other dataset of this city"
            raise CatalogError(document.mistake(what, "write the id of a dataset", "replacement"))
        found.append(Tombstone(dataset.id, text, str(data["date"]), replacement))
    return tuple(found)


def _is_there(city: Path, name: str) -> bool:
    return Path(name).name == name and find(city / name, DESCRIPTOR_FILES) is not None
