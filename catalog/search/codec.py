"""Grams, their shard, and lists of numbers as text. Twin: `site/assets/search/store.js`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_PAIRS = {value: _DIGITS[value & 31 | 32] + _DIGITS[value >> 5] for value in range(32, 1024)}

#: Latin letters are few and words of them long: their runs are also cut in pieces of five.
_RUN = re.compile("[a-z0-9]{5,}")
#: Pieces of a term that are looked up, at most.
MOST_PIECES = 4
#: Of more pieces so many are those at the last numbers.
_NUMBER, AT_NUMBERS = re.compile("[0-9]+"), 2


def pack(values: Iterable[int]) -> str:
    """Whole numbers, five bits a character, the sixth bit says that more follow."""
    out: list[str] = []
    for value in values:
        if value < 32:
            out.append(_DIGITS[value])
        elif value < 1024:
            out.append(_PAIRS[value])
        else:
            while value >= 32:
                out.append(_DIGITS[value & 31 | 32])
                value >>= 5
            out.append(_DIGITS[value])
    return "".join(out)


def unpack(text: str) -> Iterator[int]:
    """The numbers that `pack` wrote."""
    number = shift = 0
    for digit in text:
        value = _VALUES[digit]
        number |= (value & 31) << shift
        if value & 32:
            shift += 5
            continue
        yield number
        number = shift = 0


def encode(numbers: Iterable[int], last: int = 0) -> str:
    """Ascending numbers as their gaps, from `last` on."""
    return pack(_gaps(numbers, last))


def _gaps(numbers: Iterable[int], last: int) -> Iterator[int]:
    for number in numbers:
        yield number - last
        last = number


def decode(text: str) -> list[int]:
    """The numbers that `encode` wrote."""
    return list(accumulate(unpack(text)))


def fnv(text: str) -> int:
    """32-bit FNV-1a over code points, with its high bits mixed down."""
    value = 0x811C9DC5
    for character in text:
        value = ((value ^ ord(character)) * 0x01000193) & 0xFFFFFFFF
    return value ^ (value >> 15)


#: Begins the key of what a synonym term means; no text holds it.
MARK = "\x04"


def home(gram: str) -> int:
    """What decides on the shard of a gram: its hash; of what a term means, the hash of the term's first piece."""
    return fnv(cover(gram[1:])[0] if gram[0] == MARK else gram)


def grams(texts: Iterable[str]) -> set[str]:
    """All pieces of one, two and three characters, and of five in runs of Latin letters and digits."""
    found: set[str] = set()
    for text in texts:
        found.update(text)
        found.update(map("".join, pairwise(text)))
        found.update(map("".join, zip(text, text[1:], text[2:], strict=False)))
        for run in _RUN.findall(text):
            found.update(run[at : at + 5] for at in range(len(run) - 4))
    return found


def beginnings(text: str) -> Iterator[str]:
    """The pieces that `cover` may begin with for a term at the beginning of a text."""
    yield from (text[:size] for size in (1, 2, 3) if size <= len(text))
    if _RUN.match(text):
        yield text[:5]


def endings(text: str) -> Iterator[str]:
    """The pieces that `cover` may end with for a term at the end of a text."""
    yield from (text[-size:] for size in (1, 2, 3) if size <= len(text))
    if _RUN.fullmatch(text[-5:]):
        yield text[-5:]


def cover(term: str, most: int = MOST_PIECES) -> list[str]:
    """At most four pieces of a term that together say whether a text holds it: its ends and what lies between. Of more
    pieces one or two are those at its last numbers, by which the members of a series differ.

    Exact up to three characters (five Latin ones). Beyond, a text could hold all pieces apart from each other; that is
    rare, and what is shown is looked at again in the texts themselves (`match.verified`).
    """
    size = 5 if _RUN.fullmatch(term) else 3
    last = len(term) - size
    if last <= 0:
        return [term]
    # long pieces say more
    steps = min(last, most - 1, 2 if size == 5 else most)
    numbers = [min(max(hit.end() - 2, 0), last) for hit in _NUMBER.finditer(term)][-AT_NUMBERS:]
    if most > MOST_PIECES and size == 3:
        steps = min(last, most - 1 - len(numbers))
    else:
        numbers = []
    places = [*(last * step // steps for step in range(steps + 1)), *numbers]
    return list(dict.fromkeys(term[at : at + size] for at in sorted(places)))


def exact(term: str) -> bool:
    """Whether the pieces of a term say for certain that a text holds it."""
    return len(term) <= (5 if _RUN.fullmatch(term) else 3)


def intersect(lists: Iterable[Sequence[int]]) -> list[int]:
    """Numbers that all lists hold, ascending."""
    ordered = sorted(lists, key=len)
    if not ordered:
        return []
    if len(ordered) == 1:
        return list(ordered[0])
    found = set(ordered[0])
    for other in ordered[1:]:
        found.intersection_update(other)
    return sorted(found)
