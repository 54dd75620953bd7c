"""Columns whose cells hold more than one datum: a label with its value (氏名：山川太郎), or several values with a mark between
(山川太郎／港町1-2-3／…). They are screened as the columns that they would be."""

from __future__ import annotations

import re

import polars as pl

from catalog.privacy.lexicon import sense_of
from catalog.regex import regex

#: Cells looked at, and how many there must be.
_LOOKED_AT, _FEWEST = 60, 3
#: Marks between values, on raw cells.
_MARKS = ("／", "｜", "|", "；", ";", " / ", "\t")
_LABELLED = regex(r"([^:：0-9]{1,16})[:：][ 　]*")


def label(values: pl.Series) -> str | None:
    """The label that stands in every cell of a column before a colon, when it is a known heading."""
    cells = values.drop_nulls().head(_LOOKED_AT).to_list()
    if len(cells) < _FEWEST or not _LABELLED.match(cells[0]):
        return None
    labels = {found[1].strip() if (found := _LABELLED.match(cell)) else "" for cell in cells}
    return labels.pop() if len(labels) == 1 and all(map(sense_of, labels)) else None


def unlabelled(values: pl.Series) -> pl.Series:
    """The cells without their label."""
    return values.str.replace(r"^[^:：]{1,16}[:：][ 　]*", "")


def pieces(values: pl.Series) -> pl.DataFrame | None:
    """The values of each cell as columns "0", "1" …, when nearly all cells hold equally many; None for anything else."""
    cells = values.drop_nulls().head(_LOOKED_AT).to_list()
    if len(cells) < _FEWEST:
        return None
    for mark in _MARKS:
        counts = [cell.count(mark) for cell in cells]
        most = max(set(counts), key=counts.count)
        if most and counts.count(most) >= 0.9 * len(counts):
            split = values.str.splitn(mark, most + 1)
            frame = split.struct.unnest() if split.len() else None
            return None if frame is None else frame.rename({c: str(i) for i, c in enumerate(frame.columns)})
    return None


def value(cell: str) -> str:
    """What stands after the label of a packed cell; any other cell as it is."""
    found = _LABELLED.match(cell)
    return cell[found.end() :] if found and sense_of(found[1]) else cell


def is_packed(cell: str) -> bool:
    """Does a cell hold a label and a value?"""
    found = _LABELLED.match(cell)
    return found is not None and bool(re.search(r"[^ 　]", cell[found.end() :])) and bool(sense_of(found[1]))
