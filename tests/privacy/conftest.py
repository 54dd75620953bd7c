"""Tables in, screenings out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import polars as pl

from catalog.privacy.grids import Grid
from catalog.privacy.screen import Screened, screen_grid, verdict
from catalog.privacy.words import CityWords

HELD = ("review", "withhold")


def screened(
    header: Sequence[str],
    rows: Sequence[Sequence[str | None]],
    titles: Sequence[str] = (),
    city: CityWords | None = None,
) -> Screened:
    """Screens a table given as heading line and body."""
    names = [str(i) for i in range(len(header))]
    frame = pl.DataFrame(
        {n: [row[i] or None for row in rows] for i, n in enumerate(names)}, schema=dict.fromkeys(names, pl.String)
    )
    return screen_grid(
        Grid(None, tuple(header), frame, tuple(range(len(header))), range(2, 2 + len(rows))),
        titles,
        city or CityWords(),
    )


def held(table: Screened) -> dict[int, set[str]]:
    """Categories that hold, per column."""
    found: dict[int, set[str]] = defaultdict(set)
    for mark in table.marks:
        if verdict(mark, table) in HELD and mark.column is not None:
            found[mark.column.index].add(mark.category)
    return dict(found)


def decision(table: Screened) -> str:
    """The strictest verdict of a table."""
    order = ("pass", "review", "withhold")
    return max((verdict(m, table) or "pass" for m in table.marks), key=order.index, default="pass")
