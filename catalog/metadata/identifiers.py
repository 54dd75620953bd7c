"""Identifiers are for ever: a dataset may not change its id, or vanish, without somebody saying so.

Harvesters take a changed id for a new dataset and keep the old one beside it (962 such doubles at data.gov). So an id
that was once published must stay, be withdrawn with a reason, or be declared as the former id of another dataset:
`formerly: old-id` in that dataset's datapackage.yaml. The old address then leads to the new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from catalog.errors import CatalogError, Mistake
from catalog.model import Dataset


def published_ids(manifest: Mapping[str, Any] | None) -> set[str]:
    """The ids of the datasets that a manifest.json lists files of (`datasets/<id>/datapackage.json`)."""
    files = (manifest or {}).get("files") or ()
    paths = (str(f.get("path", "")) for f in files if isinstance(f, Mapping))
    return {p.split("/")[1] for p in paths if p.startswith("datasets/") and p.endswith("/datapackage.json")}


def former_ids(datasets: Iterable[Dataset]) -> dict[str, str]:
    """Declared former id → id of today.

    Raises:
        CatalogError: two datasets claim the same former id, or one that is in use.
    """
    every = list(datasets)
    ids = {d.id for d in every}
    found: dict[str, str] = {}
    mistakes: list[Mistake] = []
    for d in every:
        given = d.extras.get("formerly")
        for old in given if isinstance(given, list | tuple) else [given] if given else []:
            if str(old) in ids:
                mistakes.append(
                    Mistake(_where(d), f"formerly '{old}' is the id of a dataset that is still there", "remove one")
                )
            elif str(old) in found:
                mistakes.append(
                    Mistake(_where(d), f"formerly '{old}' is also claimed by '{found[str(old)]}'", "keep it in one")
                )
            else:
                found[str(old)] = d.id
    if mistakes:
        raise CatalogError(*mistakes)
    return found


def permanent(previous: Iterable[str], datasets: Iterable[Dataset], withdrawn: Iterable[str] = ()) -> dict[str, str]:
    """Checks that every id once published is accounted for; `datasets` are all declared ones, held ones included.

    Returns:
        Former id → id of today, for the pages that lead from the old address to the new.

    Raises:
        CatalogError: an id vanished without being withdrawn or declared as a former one.
    """
    every = list(datasets)
    former = former_ids(every)
    here = {d.id for d in every} | set(withdrawn) | set(former)
    lost = sorted(set(previous) - here)
    if lost:
        raise CatalogError(
            *(
                Mistake(
                    f"{name}/",
                    "was published and is gone",
                    f"if it was renamed, write `formerly: {name}` in the new dataset's datapackage.yaml; "
                    f"if it shall end, put the folder back and use `catalog withdraw {name}`; "
                    "if this site was never made public, remove its folder and build anew",
                )
                for name in lost
            )
        )
    return former


def _where(d: Dataset) -> str:
    return f"{d.id}/{d.descriptor or 'datapackage.yaml'}"
