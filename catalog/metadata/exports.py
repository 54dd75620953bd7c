"""All machine-readable files of the output folder (contract §6), from what the gate has let through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catalog.metadata.schema_org import schema_org, typed_links
from catalog.model import Catalog
from catalog.release.published import Published, Tombstone

__all__ = ["dataset_files", "export", "schema_org", "typed_links"]


def export(
    catalog: Catalog,
    published: Sequence[Published],
    *,
    tombstones: Sequence[Tombstone] = (),
    as_of: str = "",
    generator: str = "machi-catalog",
) -> Iterator[tuple[str, bytes]]:
    """Every machine-readable file as (path in public/, bytes), in a fixed order."""
    yield from ()


def dataset_files(catalog: Catalog, published: Published) -> list[tuple[str, bytes]]:
    """The machine-readable files of one dataset: a pure function that any Executor can run."""
    return []
