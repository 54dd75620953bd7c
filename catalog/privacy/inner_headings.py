"""Lines of headings among the values: a second table below the first that the reader took for its rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import polars as pl

from catalog.privacy.folding import fold
from catalog.privacy.lexicon import personal_terms, sense_of
from catalog.privacy.recognizers import kind

#: Kinds of values that mostly belong to people.
PERSONAL = frozenset(
    {
        "mobile",
        "landline",
        "mobile-short",
        "personal-mail",
        "named-mail",
        "home",
        "address",
        "residence-card",
        "pension",
        "bank",
        "digits12",
        "date",
        "date8",
    }
)
#: Kinds that no heading has.
_NO_HEADING = PERSONAL | {"age", "integer", "decimal", "postcode", "url"}
#: A word that stands more often in its column than this is a value.
_HEADINGS_AGAIN = 2
#: Taller tables are not searched (the patterns search them all the same).
_TALLEST = 100_000


def inner_headings(frame: pl.DataFrame, lines: Sequence[int]) -> list[int]:
    """Body rows that are a line of headings about people; `lines` are the lines of the file that they stand in."""
    if not 2 <= frame.height <= _TALLEST:
        return []
    terms = _terms()
    hits: set[int] = set()
    for name in frame.columns:
        hits.update(frame[name].str.strip_chars().is_in(terms).fill_null(False).arg_true().head(10).to_list())
    found = []
    for row in sorted(hits)[:40]:
        cells = [str(c) for c in frame.row(row) if c]
        if any(kind(fold(c)) in _NO_HEADING for c in cells) or _repeats(frame, row):
            continue
        alone = len(cells) == 1 and row > 0 and lines[row] - lines[row - 1] > 1
        if len(cells) == 1 and not (alone and _is_strong(cells[0])):
            continue
        if sum(bool(sense_of(c)) for c in cells) >= 0.6 * len(cells) and all(len(c) <= 24 for c in cells):
            found.append(row)
    return found[:8]


def _is_strong(cell: str) -> bool:
    """A heading that can only be about people (氏名)."""
    sense = sense_of(cell)
    return sense.category is not None and not sense.weak


def _repeats(frame: pl.DataFrame, row: int) -> bool:
    """Do cells of a row come again in their columns, and not all of them together? So do values (男, 単身), and no headings."""
    times = {
        int((frame[name] == value).sum()) for name, value in zip(frame.columns, frame.row(row), strict=True) if value
    }
    return len(times) > 1 and max(times) > _HEADINGS_AGAIN


@cache
def _terms() -> pl.Series:
    return pl.Series(sorted(personal_terms()), dtype=pl.String)
