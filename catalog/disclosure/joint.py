"""Two tables about the same people: which cells of the coarse one are sums of cells of the fine one.

丁目 within 町 within 市, five-year ages within ten-year ages, a breakdown that the other table does not have, or the same
cells once more. Labels propose the links, numbers prove them: where both sides are shown they must agree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from catalog.disclosure.audit import Sum
from catalog.disclosure.sums import is_total
from catalog.disclosure.words import normal

Labels = Sequence[tuple[str, ...]]
#: links that must agree where both sides are shown, at least so many and in this share of all
LEAST, AGREE = 2, 0.9
#: parts of one cell above which two tables are not linked
MOST_PARTS = 3000
_AGES = re.compile(r"(?:満)?(\d{1,3})(?:歳|才)?(?:(代)|(以上|~|～|〜|-|－|–)(\d{1,3})?(?:歳|才)?|(未満)|(以下))?$")
_OLDEST = 200
#: what may follow the name of an area in the name of a part of it
_PART_OF_AREA = re.compile(r"[\d一二三四五六七八九十〇 　・･_/-]|字|大字|[^\d]{1,8}(区|町|村|丁目)|[^\d]{2,}")


@dataclass(frozen=True, slots=True, eq=False)
class Printed:
    """A printed table of counts: `grid` (rows × measures, NaN where empty or hidden), labels of each row by dimension."""

    headers: tuple[str, ...]
    grid: NDArray[np.float64]
    hidden: NDArray[np.bool_]
    labels: Labels
    sums: Sequence[Sum] = ()

    @property
    def cells(self) -> int:
        return int(self.grid.size)

    def value(self, row: int, column: int) -> float | None:
        """The number of a cell, None where hidden; an empty cell counts as nothing."""
        if self.hidden[row, column]:
            return None
        number = float(self.grid[row, column])
        return number if number == number else 0.0  # noqa: PLR0124 - NaN

    def values(self) -> list[float | None]:
        """All cells, row by row."""
        height, width = self.grid.shape
        return [self.value(r, c) for r in range(height) for c in range(width)]


def links(one: Printed, other: Printed) -> list[Sum]:
    """Sums between two tables; cells of `other` are counted on after those of `one`. Empty when they are not about the
    same people."""
    found = _sums(other, one, one.cells, 0)
    if not found:
        found = _sums(one, other, 0, one.cells)
    return found


def _sums(coarse: Printed, fine: Printed, coarse_from: int, fine_from: int) -> list[Sum]:
    columns = _same_headers(coarse, fine)
    matched = _matched(coarse.labels, fine.labels)
    if not columns or matched is None:
        return []
    rows = _rows_by(fine.labels, [axis for _, axis, _ in matched])
    width_coarse, width_fine = coarse.grid.shape[1], fine.grid.shape[1]
    found: list[Sum] = []
    same = different = 0
    for row, label in enumerate(coarse.labels):
        parts = _parts_of(label, matched, rows)
        if not parts:
            continue
        for c, f in columns:
            whole, pieces = coarse.value(row, c), [fine.value(p, f) for p in parts]
            known = [p for p in pieces if p is not None]
            if whole is not None and len(known) == len(pieces):
                if whole or sum(known):
                    agrees = abs(whole - sum(known)) < 0.5
                    same, different = same + agrees, different + (not agrees)
                    if not agrees:
                        continue
            elif whole is not None and sum(known) > whole:
                different += 1
                continue
            found.append(
                Sum(coarse_from + row * width_coarse + c, tuple(fine_from + p * width_fine + f for p in parts))
            )
    return found if same >= LEAST and same >= AGREE * (same + different) else []


def _same_headers(one: Printed, other: Printed) -> list[tuple[int, int]]:
    """Measures of both tables with the same heading; two tables with one measure each count as the same one."""
    places = {normal(h): i for i, h in enumerate(other.headers)}
    found = [(i, places[normal(h)]) for i, h in enumerate(one.headers) if normal(h) in places]
    return found or ([(0, 0)] if len(one.headers) == len(other.headers) == 1 else [])


def _matched(coarse: Labels, fine: Labels) -> list[tuple[int, int, Mapping[str, tuple[str, ...]]]] | None:
    """For every dimension of the coarse table (dimension there, dimension of the fine one, label → labels that make it
    up); None when one has no counterpart."""
    found: list[tuple[int, int, Mapping[str, tuple[str, ...]]]] = []
    fine_axes = [sorted(set(axis)) for axis in zip(*fine, strict=True)]
    for n, axis in enumerate(zip(*coarse, strict=True)):
        distinct = sorted(set(axis))
        best: tuple[int, int, Mapping[str, tuple[str, ...]]] | None = None
        for m, other in enumerate(fine_axes):
            if any(m == taken for _, taken, _ in found):
                continue
            parts = {label: p for label in distinct if (p := made_of(label, other))}
            if best is None or len(parts) > len(best[2]):
                best = (n, m, parts)
        if best is not None and len(best[2]) >= min(2, len(distinct)):
            found.append(best)
        elif len(distinct) > 1:
            return None
    return found or None


def _rows_by(labels: Labels, axes: list[int]) -> dict[tuple[str, ...], list[int]]:
    """Rows by their labels along some dimensions; total rows of the other dimensions are left out."""
    others = [a for a in range(len(labels[0]) if labels else 0) if a not in axes]
    found: dict[tuple[str, ...], list[int]] = {}
    for row, label in enumerate(labels):
        if any(is_total(label[a]) for a in others):
            continue
        found.setdefault(tuple(label[a] for a in axes), []).append(row)
    return found


def _parts_of(
    label: tuple[str, ...],
    matched: Sequence[tuple[int, int, Mapping[str, tuple[str, ...]]]],
    rows: Mapping[tuple[str, ...], list[int]],
) -> list[int]:
    choices = [parts.get(label[n], ()) for n, _, parts in matched]
    if not all(choices) or int(np.prod([len(c) for c in choices])) > MOST_PARTS:
        return []
    return [row for key in product(*choices) for row in rows.get(key, ())]


def made_of(label: str, others: Sequence[str]) -> tuple[str, ...]:
    """The labels that together make up a label: itself, classes of age within a class, parts of an area, or all."""
    if label in others:
        return (label,)
    plain = [o for o in others if not is_total(o)]
    if is_total(label):
        totals = [o for o in others if is_total(o)]
        return (totals[0],) if len(totals) == 1 else tuple(plain)
    if (span := ages(label)) is not None:
        return _within(span, plain)
    if len(label) < 2 or label[-1].isdigit():
        return ()
    return tuple(o for o in plain if o.startswith(label) and _PART_OF_AREA.match(o[len(label) :]))


def ages(label: str) -> tuple[int, int] | None:
    """First and last year of a class of age: 0～4歳, 65歳以上, 20代, 15歳未満."""
    found = _AGES.match(label)
    if found is None or not re.search(r"歳|才|代|以上|未満|以下|[~～〜－–-]\d", label):
        return None
    first = int(found[1])
    if found[2]:
        return first, first + 9
    if found[3]:
        return first, int(found[4]) if found[4] else _OLDEST
    if found[5] or found[6]:
        return 0, first - (1 if found[5] else 0)
    return first, first


def _within(span: tuple[int, int], others: Sequence[str]) -> tuple[str, ...]:
    """Classes that fill a span of ages without gap or overlap."""
    inside = sorted((a, o) for o in others if (a := ages(o)) is not None and span[0] <= a[0] and a[1] <= span[1])
    at = span[0]
    for (first, last), _ in inside:
        if first != at:
            return ()
        at = last + 1
    return tuple(o for _, o in inside) if inside and at == span[1] + 1 else ()
