"""The one search behind the command, the Python call and (through its JavaScript twin) the site's box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def search(
    site: Path, query: str, facets: Mapping[str, Sequence[str]] | None = None, limit: int = 20, *, lang: str = "ja"
) -> dict[str, Any]:
    """What `catalog search --format json` prints: query, total, results, facets (contract §6).

    `site` is the output folder (the one with `search/index.json`), `facets` maps facet names to wanted values.
    """
    raise NotImplementedError


def suggest(site: Path, text: str, limit: int = 8, *, lang: str = "ja") -> list[dict[str, Any]]:
    """Titles, themes, column names and words that begin like or contain `text`: [{"text", "kind", "url"?}]."""
    raise NotImplementedError
