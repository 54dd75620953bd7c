"""When nothing is found: words one slip of the pen away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from catalog.search.parse import Query
from catalog.search.store import Store


def near(
    store: Store, parsed: Query, pieces: Sequence[str], again: Callable[[str], list[Any]]
) -> tuple[list[Any], str | None]:
    return [], None
