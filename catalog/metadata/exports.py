"""All machine-readable files of the output folder (contract §6), from what the gate has let through.

Per dataset the work is a pure function (`parts.part`) that any Executor can run; the catalogue-wide files only join what
the parts give (`whole.Whole`), so that their cost grows with the number of datasets and no faster, and their memory hardly
at all. `catalog.datasets` is never looked at: held datasets stand there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from catalog.metadata.dcat import describe
from catalog.metadata.gate import Gate
from catalog.metadata.parts import Part, dataset_files, part, tasks
from catalog.metadata.schema_org import schema_org, typed_links
from catalog.metadata.scope import neighbours, slim
from catalog.metadata.whole import Files, Whole
from catalog.model import Catalog
from catalog.release.published import Published, Tombstone


def export(
    catalog: Catalog,
    published: Sequence[Published],
    *,
    tombstones: Sequence[Tombstone] = (),
    as_of: str = "",
    parts: Iterable[Part] | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Every machine-readable file as (path in public/, bytes): `stream` with whole files, for small catalogues."""
    for path, content in stream(catalog, published, tombstones=tombstones, as_of=as_of, parts=parts):
        yield path, b"".join(content)


def stream(
    catalog: Catalog,
    published: Sequence[Published],
    *,
    tombstones: Sequence[Tombstone] = (),
    as_of: str = "",
    parts: Iterable[Part] | None = None,
    gate: Gate | None = None,
) -> Files:
    """Every machine-readable file as (path in public/, its pieces), in a fixed order.

    The pieces of a file are to be taken before the next file is asked for. `parts` may give what an Executor has made of
    `tasks(catalog, published)`, in the same order; otherwise they are made here, one after the other. `gate` is shown
    every description.
    """
    catalog = slim(catalog)
    near = neighbours(published)
    made = parts if parts is not None else (part(catalog, p, near[p.dataset.id]) for p in published)
    whole = Whole(catalog, published, as_of)
    for p, one in zip(published, made, strict=True):
        for path, content in one.files:
            yield path, (content,)
        if gate is not None:
            gate.look(p.dataset.id, one.forms, partial(describe, catalog, p, near[p.dataset.id]))
        whole.add(one)
        if whole.is_page_full:
            yield from whole.page()
    yield from whole.finish(tombstones)


__all__ = ["Part", "dataset_files", "export", "part", "schema_org", "stream", "tasks", "typed_links"]
