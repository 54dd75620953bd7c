"""Grams, their shard, and lists of numbers as text. Twin: `site/assets/search/codec.js`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_PAIRS = {value: _DIGITS[value & 31 | 32] + _DIGITS[value >> 5] for value in range(32, 1024)}


def encode(numbers: Sequence[int]) -> str:
    """Ascending numbers as their gaps, five bits a character, the sixth bit says that more follow."""
    out: list[str] = []
    last = 0
    for number in numbers:
        gap, last = number - last, number
        if 32 <= gap < 1024:
            out.append(_PAIRS[gap])
            continue
        while gap >= 32:
            out.append(_DIGITS[gap & 31 | 32])
            gap >>= 5
        out.append(_DIGITS[gap])
    return "".join(out)


def decode(text: str) -> list[int]:
    """The numbers that `encode` wrote."""
    numbers: list[int] = []
    last = gap = shift = 0
    for digit in text:
        value = _VALUES[digit]
        gap |= (value & 31) << shift
        if value & 32:
            shift += 5
            continue
        last += gap
        numbers.append(last)
        gap = shift = 0
    return numbers


def fnv(text: str) -> int:
    """32-bit FNV-1a over code points, with its high bits mixed down."""
    value = 0x811C9DC5
    for character in text:
        value = ((value ^ ord(character)) * 0x01000193) & 0xFFFFFFFF
    return value ^ (value >> 15)


def grams(texts: Iterable[str]) -> set[str]:
    """All pieces of one, two and three characters."""
    found: set[str] = set()
    for text in texts:
        found.update(text)
        found.update(map("".join, pairwise(text)))
        found.update(map("".join, zip(text, text[1:], text[2:], strict=False)))
    return found


def cover(term: str) -> list[str]:
    """At most four pieces of a term that together say whether a text holds it: its ends and what lies between.

    Exact up to three characters. Beyond, a text could hold all pieces apart from each other; that is rare enough
    (measured in `benchmarks/search`) and saves a positional index.
    """
    last = len(term) - 3
    if last <= 0:
        return [term]
    starts = range(0, last + 1, 2) if last <= 6 else (0, last // 3, 2 * last // 3, last)
    return list(dict.fromkeys(term[at : at + 3] for at in (*starts, last)))


def intersect(lists: Iterable[Sequence[int]]) -> list[int]:
    """Numbers that all lists hold, ascending."""
    ordered = sorted(lists, key=len)
    if not ordered:
        return []
    found = set(ordered[0])
    for other in ordered[1:]:
        found &= set(other)
    return sorted(found)
