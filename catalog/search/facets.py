"""Which values of a facet each dataset has, and how many of the datasets found have each. Twin: `search/facets.js`.

Neighbours mostly have the same values (`numbers`), so a column is written as runs: the first number of each, and which
values hold from there on. Counting then costs a step for each dataset found, whatever the catalogue holds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from catalog.search.codec import decode, encode, pack, unpack
from catalog.search.entry import FACETS
from catalog.search.normalise import normalise

if TYPE_CHECKING:
    from catalog.search.store import Store

#: Facets that a page counts at once; the manifest itself holds their column.
FIRST_FACETS = ("theme", "format")

Values = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One facet of all datasets: from the number `starts[i]` on they have `values[which[i]]`."""

    starts: Sequence[int]
    which: Sequence[int]
    values: Sequence[Values]

    @classmethod
    def of(cls, rows: Iterable[tuple[int, Values]]) -> Column:
        """The column of (number, values) in order of numbers."""
        starts, which = [0], [0]
        places: dict[Values, int] = {(): 0}
        for number, values in rows:
            place = places.setdefault(values, len(places))
            if place != which[-1]:
                starts.append(number)
                which.append(place)
        return cls(starts, which, list(places))

    def at(self, numbers: Iterable[int]) -> list[int]:
        """For each number the place of its values in `values`."""
        return [self.which[bisect_right(self.starts, number) - 1] for number in numbers]

    def names(self) -> list[str]:
        """All values that occur, in order."""
        return sorted({value for values in self.values for value in values})

    def chosen(self, wanted: Collection[str]) -> list[bool]:
        """For each of `values` whether one of the wanted ones is among them."""
        return [any(value in wanted for value in values) for values in self.values]


class Runs:
    """The columns of some facets, gathered in order of numbers: runs in which none of them changes."""

    def __init__(self, facets: Sequence[str]) -> None:
        self.facets = tuple(facets)
        self._runs: list[tuple[int, Values]] = []
        self._seen: dict[Values, Values] = {}

    def add(self, number: int, held: Mapping[str, Values]) -> None:
        """The next dataset: facet → its values."""
        values = tuple("\n".join(held.get(facet, ())) for facet in self.facets)
        if not self._runs or self._runs[-1][1] != values:
            self._runs.append((number, self._seen.setdefault(values, values)))

    def file(self) -> dict[str, Any]:
        """What `column` reads; {} when no dataset has any value."""
        often = Counter(values for _, values in self._runs)
        if not any(map(any, often)):
            return {}
        # the most frequent ones first: they take one character
        ordered = sorted(often, key=lambda values: (-often[values], values))
        places = {values: at for at, values in enumerate(ordered)}
        return {
            "facets": list(self.facets),
            "values": ordered,
            "starts": encode(number for number, _ in self._runs),
            "which": pack(places[values] for _, values in self._runs),
        }


def column(file: Mapping[str, Any], facet: str) -> Column:
    """A facet's column from what `Runs.file` gave; empty where it holds none."""
    if facet not in file.get("facets", ()):
        return Column([0], [0], [()])
    own = file["facets"].index(facet)
    values = [tuple(filter(None, one[own].split("\n"))) for one in file["values"]]
    return Column([0, *decode(file["starts"])], [len(values), *unpack(file["which"])], [*values, ()])


def wanted_values(store: Store, given: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Facet → the values meant: a value's code or any of its names, as typed or part of it."""
    wanted: dict[str, set[str]] = {}
    for facet, typed in given:
        if facet not in FACETS:
            continue
        text = normalise(typed)
        labels = store.manifest["facets"].get(facet, {})
        names = {
            value: [normalise(name) for name in (value, *labels.get(value, ()))]
            for value in store.column(facet).names()
        }
        meant = {value for value in names if value == typed} or {v for v, every in names.items() if text in every}
        meant = meant or {value for value, every in names.items() if any(text in name for name in every)}
        wanted[facet] = wanted.get(facet, set()) | meant
    return wanted


def narrowed(
    store: Store, numbers: Sequence[int], wanted: Mapping[str, set[str]]
) -> tuple[set[int], dict[str, dict[str, int]]]:
    """The numbers that have a wanted value in every facet, and facet → {value: how many it would leave}."""
    missed: list[str | None] = [None] * len(numbers)
    for facet, values in wanted.items():
        kept = store.column(facet).chosen(values)
        for place, at in enumerate(store.column(facet).at(numbers)):
            if not kept[at]:
                # a number that misses two facets counts for none: "" is no facet
                missed[place] = facet if missed[place] is None else ""
    counts: dict[str, dict[str, int]] = {}
    for facet in FACETS:
        here = store.column(facet)
        tally: Counter[str] = Counter()
        within = Counter(at for at, miss in zip(here.at(numbers), missed, strict=True) if miss is None or miss == facet)
        for at, count in within.items():
            tally.update(dict.fromkeys(here.values[at], count))
        if tally:
            counts[facet] = dict(sorted(tally.items(), key=lambda pair: (-pair[1], pair[0])))
    return {number for number, miss in zip(numbers, missed, strict=True) if miss is None}, counts
