"""The names that columns have where they go out: every one named, no two alike."""

from __future__ import annotations

from collections.abc import Sequence


def unique_names(header: Sequence[str]) -> list[str]:
    """The headings, else 列1, 列2 …; a repeated one gets its number."""
    names: list[str] = []
    for index, heading in enumerate(header):
        name = heading.strip() or f"列{index + 1}"
        base, n = name, 2
        while name in names:
            name, n = f"{base}_{n}", n + 1
        names.append(name)
    return names
