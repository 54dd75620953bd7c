"""The index as files: what `public/search/` holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from catalog.search.document import SearchDocument


def build(documents: Iterable[SearchDocument], *, as_of: str = "") -> Iterator[tuple[str, bytes]]:
    """(path under public/, bytes) of every index file: content-hashed shards and the manifest `search/index.json`."""
    raise NotImplementedError
