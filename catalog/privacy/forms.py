"""Forms: labels with their values beside them, one record or many below each other (氏名 | 山川太郎 | 生年月日 | …)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from catalog.privacy.folding import fold
from catalog.privacy.lexicon import Sense, sense_of
from catalog.privacy.name_lexicon import NAME
from catalog.privacy.names import grade
from catalog.privacy.packed import is_packed

#: Larger grids are tables; wider lines are no form.
TALLEST, _WIDEST = 3000, 16
#: Labels, and share of the filled cells that labels and their values make up.
_FEWEST, _COVERED = 2, 0.6
_LONGEST_LABEL = 16
#: A form has a label with its value among its first lines.
_BEGINNING = 12


def records(lines: Sequence[Sequence[str | None]]) -> tuple[tuple[str, ...], pl.DataFrame, tuple[int, ...]] | None:
    """The labels of a form, a row per record, and the line (from 0) where each label first stands; None for anything else.

    A label that comes again begins a new record.
    """
    if not lines or len(lines) > TALLEST or len(lines[0]) > _WIDEST:
        return None
    if next(_pairs(lines[:_BEGINNING]), None) is None:
        return None
    pairs = list(_pairs(lines))
    labels = list(dict.fromkeys(label for _, label, _, _ in pairs))
    senses = {label: sense for _, label, _, sense in pairs}
    filled = sum(bool(cell and cell.strip()) for line in lines for cell in line)
    personal = [s for s in senses.values() if s.category is not None]
    sure = any(not sense.weak and _is_somebody(sense, value) for _, _, value, sense in pairs)
    if not personal or not (sure or (len(labels) >= _FEWEST and 2 * len(pairs) >= _COVERED * filled)):
        return None
    if not any(not s.weak for s in personal) and len(personal) < 2:
        return None
    found: list[dict[str, str]] = [{}]
    for _, label, value, _ in pairs:
        if label in found[-1]:
            found.append({})
        found[-1][label] = value
    frame = pl.DataFrame(
        {str(i): [record.get(label) for record in found] for i, label in enumerate(labels)},
        schema={str(i): pl.String for i in range(len(labels))},
    )
    first = {label: place for place, label, _, _ in reversed(pairs)}
    return tuple(labels), frame, tuple(first[label] for label in labels)


def _pairs(lines: Sequence[Sequence[str | None]]) -> Iterator[tuple[int, str, str, Sense]]:
    """Line, label, value and what the label means. A label beside a label is the heading of a table, and no pair."""
    for place, line in enumerate(lines):
        cells = [(cell or "").strip() for cell in line]
        senses = [_label(cell) for cell in cells]
        skip = False
        for i, cell in enumerate(cells[:-1]):
            if skip:
                skip = False
                continue
            after = next((j for j in range(i + 1, min(i + 3, len(cells))) if cells[j]), None)
            if senses[i] and after is not None and not senses[after]:
                yield place, fold(cell), cells[after], senses[i]
                skip = after == i + 1


def _is_somebody(sense: Sense, value: str) -> bool:
    """Is a value what its label says (氏名 | 山川太郎), and not the next heading (氏名 | 班)?"""
    if sense.category in ("person-name", "person-name-kana"):
        return grade(value) == NAME
    return (
        sense.category in ("birth-date", "phone-number", "individual-number") and sum(c.isdigit() for c in value) >= 4
    )


def _label(cell: str) -> Sense:
    short = 0 < len(cell) <= _LONGEST_LABEL and not is_packed(cell) and sum(c.isdigit() for c in cell) <= 1
    return sense_of(cell) if short else Sense("")
