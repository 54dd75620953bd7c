"""A dataset before the gate, described as if it went out: for rules and a first score, never for publication."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from catalog.metadata import vocabularies
from catalog.model import Agent, Catalog, Dataset, Resource
from catalog.release.published import Distribution, Published
from catalog.tables.table import Source

#: An address for graphs that nobody will see.
BASE = "https://draft.invalid/"


def draft(dataset: Dataset, sources: Sequence[Source], as_of: str = "") -> tuple[Catalog, Published]:
    """A catalogue of one dataset with a distribution for each declared resource: its own file, and the CSV that the
    release makes of a table. Size and checksum are those of the source."""
    catalog = Catalog(
        folder=dataset.folder or Path(),
        title={"ja": "下書き"},
        description={},
        base_url=BASE,
        publisher=dataset.publisher or Agent({}),
        municipality=dataset.spatial if dataset.spatial and vocabularies.area(dataset.spatial) else None,
    )
    read = {source.path: source for source in sources}
    distributions: list[Distribution] = []
    for resource in dataset.resources:
        distributions.extend(_distributions(dataset, resource, read.get(resource.path)))
    return catalog, Published(
        dataset=dataset,
        distributions=tuple(distributions),
        tables=(),
        findings=(),
        score={},
        screened=as_of,
        screening={},
    )


def _distributions(dataset: Dataset, resource: Resource, source: Source | None) -> list[Distribution]:
    if resource.is_remote:
        known = vocabularies.file_format(resource.format) or vocabularies.file_format(resource.media_type)
        known = known or vocabularies.file_format(Path(resource.path.split("?", 1)[0]).suffix)
        size = resource.extras.get("bytes")
        media = resource.media_type or (known.media_type if known else "")
        return [_one(resource, resource.path, known.key if known else "", media, size if isinstance(size, int) else 0)]
    path = f"datasets/{dataset.id}/{resource.path}"
    # The path a report gives may be longer than the declared one; a dataset of one file needs no match.
    kind = vocabularies.file_format(source.format if source else Path(resource.path).suffix)
    found = [
        _one(resource, path, kind.key if kind else "", kind.media_type if kind else "", source.size if source else 1)
    ]
    if source is not None and source.main is not None and source.format != "csv":
        stem = path.rsplit(".", 1)[0]
        found.append(_one(resource, f"{stem}.csv", "csv", "text/csv", source.size))
    return found


def _one(resource: Resource, path: str, kind: str, media_type: str, size: int) -> Distribution:
    return Distribution(
        resource=resource.name,
        path=path,
        format=kind,
        media_type=media_type,
        bytes=size,
        sha256="",
        blob=Path(),
        source_sha256="",
        title=resource.title,
    )
