"""Points that are somebody's home: a map without names still tells who lives there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from catalog.privacy.words import data
from catalog.rule import Hit, Place
from catalog.tables.table import Source

if TYPE_CHECKING:
    from catalog.privacy.screen import Screened

#: Decimals of a degree from which a point means one house (0.0001° is about 10 m).
_ROOF = 4


def home_points(source: Source, tables: Sequence[Screened], titles: Sequence[str]) -> Iterator[Hit]:
    """`privacy/personal-location`: exact points of homes or of people, from geometries or coordinate columns."""
    for table in tables:
        if table.subject.name not in ("person", "household", "home"):
            continue
        latitude = [c for c in table.columns if c.sense.sense == "coordinate" and _precise(c.sample)]
        exact = (
            [p for p in source.points if _decimals(p[0]) >= _ROOF]
            if len(source.points) == table.grid.frame.height
            else []
        )
        if not latitude and not exact:
            continue
        first = latitude[0] if latitude else None
        row = "raw" if table.is_raw else table.subject.name
        yield Hit(
            place=Place(
                part="table" if table.grid.visible else "hidden-sheet",
                sheet=table.grid.sheet,
                column=table.grid.label(first.index) if first else None,
                column_index=table.grid.column_index(first.place) if first else None,
                rows=table.grid.rows_of(None, first.values, first.place)[0] if first else (),
            ),
            count=first.filled if first else len(exact),
            of=table.grid.frame.height,
            rule="privacy/personal-location",
            verdict=data("verdicts")["verdicts"][row]["location"],
            certainty="likely",
            details={"subject": table.subject.label, "reason": table.subject.reason, "people": f"{table.people:,}"},
        )


def _precise(sample: Sequence[str]) -> bool:
    numbers = [v for v in sample if "." in v]
    return bool(numbers) and sum(len(v.partition(".")[2]) >= _ROOF for v in numbers) > 0.5 * len(numbers)


def _decimals(value: float) -> int:
    return len(repr(value).partition(".")[2])
