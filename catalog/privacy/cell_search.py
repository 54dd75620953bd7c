"""Patterns and people in single cells: every row is searched, whatever the column as a whole is."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from catalog.privacy import bare_names, prose
from catalog.privacy.columns import Column
from catalog.privacy.folding import fold_series
from catalog.privacy.mark import Mark, cells
from catalog.privacy.numbers import lone_numbers, strangers
from catalog.privacy.recognizers import LANDMARKS, URL, found_in, longest, mail_kind, patterns, suspects

#: Headings under which shops, dishes and places stand: 「山本さんのパン」 names nobody there, 「山本宅前」 does.
_NAMES_OF_THINGS = frozenset(
    {"facility-name", "business-name", "thing-name", "area-name", "work-name", "event-name", "office-name"}
)


def in_cells(column: Column, known: set[str]) -> Iterator[Mark]:
    """Patterns and people in single cells, every row searched. `known`: categories the column is marked with already."""
    if "individual-number" not in known:
        yield from strangers(column)
    extra = _prose_hint(column, known)
    hits = suspects(column.values, column.kinds, sorted(known), extra, column.is_repeated)
    if not len(hits):
        return
    folded = fold_series(column.values.gather(hits))
    if column.share("url") > 0.2 or column.is_prose:
        folded = folded.str.replace_all(URL, " ")
    frame = pl.DataFrame({"row": hits, "v": folded})
    heading = column.header
    for pattern in patterns():
        if pattern.category in known or (known & {"individual-number"} and pattern.id == "licence"):
            continue
        hit = found_in(folded, pattern, heading)
        if not hit.any():
            continue
        met = frame.filter(hit)
        if pattern.id == "mobile" and column.share("digits11", "code") > 0.5:
            # permits of eleven digits: one in two hundred begins like a mobile number
            met = met.filter(~pl.col("v").str.contains("^[0-9]{11}$"))
            if not met.height:
                continue
        if pattern.id == "email":
            met = met.filter(_personal(met["v"]))
        elif pattern.id == "individual-number":
            yield from lone_numbers(met, column)
            continue
        if met.height:
            yield cells(pattern.category, column, met, "certain" if not pattern.near else "likely")
    if extra:
        yield from _mentioned(column, frame, known)


def _prose_hint(column: Column, known: set[str]) -> str:
    """What beside numbers a cell is searched for: people in running text, houses as landmarks in names of places."""
    if known & {"person-name", "person-name-kana"} or column.textual < 0.3:
        return ""
    most = longest(column.values)
    if column.sense.sense == "note" and most > 12:
        return f"{prose.hint()}|{bare_names.hint()}"
    if most < 9:
        return ""
    if column.sense.sense == "stop-name":
        return ""
    if column.sense.sense in _NAMES_OF_THINGS or column.addresses > 0.5 or (column.length < 8 and most < 48):
        return LANDMARKS
    if column.sense.category not in (None, "free-text") and not column.is_prose:
        return LANDMARKS
    return prose.hint()


def _personal(values: pl.Series) -> pl.Series:
    distinct = values.unique().to_list()
    personal = [v for v in distinct if mail_kind(v) in ("personal-mail", "named-mail")]
    return values.is_in(personal)


def _mentioned(column: Column, frame: pl.DataFrame, known: set[str]) -> Iterator[Mark]:
    frame = frame.filter(pl.col("v").str.contains(_prose_hint(column, known)))
    distinct = frame.group_by("v", maintain_order=True).agg(pl.col("row"))
    rows: dict[str, list[int]] = {}
    examples: dict[str, list[str]] = {}
    sure: dict[str, bool] = {}
    landmarks_only = _prose_hint(column, known) == LANDMARKS
    is_note = column.sense.sense == "note"
    for value, where in distinct.iter_rows():
        for person in prose.landmarks(value) if landmarks_only else _people(value, is_note=is_note):
            if person.category in known:
                continue
            rows.setdefault(person.category, []).extend(where)
            examples.setdefault(person.category, []).append(person.text)
            sure[person.category] = sure.get(person.category, False) or person.certain
    for category, where in rows.items():
        met = sorted(set(where))
        yield Mark(
            category,
            column,
            len(met),
            tuple(met[:20]),
            "certain" if sure[category] else "likely",
            in_text=True,
            values=tuple(examples[category][:3]),
        )


def _people(value: str, *, is_note: bool) -> Iterator[prose.Person]:
    """People mentioned in one cell; in notes also those without a word beside their name."""
    found = list(prose.mentions(value, is_note=is_note))
    yield from found
    if is_note and not found:
        yield from (prose.Person("person-name", True, name) for name in bare_names.acting(value, is_note=True))
