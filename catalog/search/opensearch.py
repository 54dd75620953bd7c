"""For those who outgrow static files: bulk NDJSON and a mapping that an OpenSearch cluster takes as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from catalog.search.document import SearchDocument


def export_opensearch(documents: Iterable[SearchDocument]) -> Iterator[tuple[str, bytes]]:
    """(file name, bytes): `mapping.json` (PUT /machi-catalog) and `bulk.ndjson` (POST /_bulk)."""
    raise NotImplementedError
