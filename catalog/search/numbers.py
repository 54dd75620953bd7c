"""The number of each dataset: a hash of what it is, so that a changed text or a new neighbour moves no other one.

Numbers lie in regions, one a rank and the best first, so that a list of numbers is in order of rank at no cost in bytes;
a small catalogue, where heads say the rank, has one region. A region has two to four times as many numbers as datasets.
Within it datasets of like title, whoever publishes them, lie near each other: they are found together, shown together,
have the same facets, and compress best so.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog.search.codec import fnv

#: Ranks are below this.
RANKS = 16
#: Titles without years that begin with so many equal characters lie near each other, and nearer still.
NEAR, LIKE = 8, 20


#: What stands between a publisher's name and the rest of a title.
_BETWEEN = " _-・:/()[]「」【】『』〔〕のー"


@dataclass(frozen=True, slots=True)
class Seat:
    """What a number is made of."""

    id: str
    rank: int
    #: title without years and publisher (`subject`)
    stem: str


def subject(stem: str, names: Iterable[str]) -> str:
    """A title's stem without the names of who publishes it and where: みなと市_公園一覧 and 【北山町】公園一覧 lie together.

    The stem itself when nothing else is left of it.
    """
    left = stem
    for name in sorted(filter(None, names), key=lambda name: (-len(name), name)):
        left = left.replace(name, "")
    return left.lstrip(_BETWEEN) or stem


@dataclass(frozen=True, slots=True)
class Numbering:
    """`numbers` in the order of the given seats, `room` the first number that is none, `regions` [first number, rank]."""

    numbers: list[int]
    room: int
    regions: list[tuple[int, int]]


def number(seats: Sequence[Seat], *, ranked: bool) -> Numbering:
    """Numbers for all seats, all different; the same for the same seats in any order."""
    groups: dict[int, list[int]] = defaultdict(list)
    for at, seat in enumerate(seats):
        groups[seat.rank if ranked else 0].append(at)
    numbers = [0] * len(seats)
    sizes = {rank: 2 << len(members).bit_length() for rank, members in groups.items()}
    # regions begin where they would if all were as large as the largest, so that one that grows moves no other
    width = max(sizes.values(), default=2)
    best = RANKS - 1 if ranked else 0
    for rank in sorted(groups, reverse=True):
        members = sorted(groups[rank], key=lambda at: seats[at].id)
        size, first = sizes[rank], (best - rank) * width
        near = Counter(seats[at].stem[:NEAR] for at in members)
        like = Counter(seats[at].stem[:LIKE] for at in members)
        taken = bytearray(size)
        for at in members:
            seat = seats[at]
            digest = int.from_bytes(hashlib.sha256(seat.id.encode()).digest()[:8], "big")
            start = fnv(seat.stem[:NEAR]) * size >> 32
            start += fnv(seat.stem[:LIKE]) % (1 << near[seat.stem[:NEAR]].bit_length())
            slot = (start + digest % (1 << like[seat.stem[:LIKE]].bit_length())) % size
            # the next free one; a region is at most half full
            found = taken.find(0, slot)
            slot = found if found >= 0 else taken.find(0)
            taken[slot] = 1
            numbers[at] = first + slot
    regions = [((best - rank) * width, rank) for rank in range(best, -1, -1)]
    return Numbering(numbers, (best + 1) * width, regions)
