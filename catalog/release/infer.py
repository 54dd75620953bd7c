"""Guesses about a file that `catalog add` describes: the type, unit and constraints of each column, what the data are about.

Types come from all values, never from a sample; a type is only given when every value has it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import polars as pl

from catalog.bundled import bundled_data
from catalog.checks.schema_types import values_of_type
from catalog.model import Field
from catalog.regex import regex
from catalog.release.tidy_header import has_unit
from catalog.standards import Match, fold, layouts
from catalog.tables.table import Table

#: Codes and numbers that count nothing stay text, whatever they look like.
_CODE = regex(r"コード|番号|^id$|^no\.?$|[_ ]id$|電話|tel|fax|郵便|〒|symbol|code$", re.I)
_CHOICE = regex(r"有無|可否|区分|種別|種類|分類|要否|対応$")
_TYPES = (
    Field("", type="integer"), Field("", type="number"), Field("", type="date"), Field("", type="time", format="%H:%M"),
    Field("", type="time"), Field("", type="datetime"), Field("", type="yearmonth"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guess:
    """A described column, and which parts of the description are guesses ("type", "description", "enum" …)."""

    field: Field
    guessed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """What the data are about, by their words."""

    category: str | None = None
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def columns(table: Table, match: Match | None) -> list[Guess]:
    """A guess for each column, from the standard dataset when the table follows one, else from name and values."""
    made = []
    for at, name in enumerate(table.header):
        values = table.frame.to_series(at)
        known = match.columns.get(at) if match else None
        guess = _standard(name, values, known) if known else _free(name, values)
        made.append(guess)
    return made


def topic(words: str) -> Topic:
    """The field and keywords that words of a title suggest."""
    for entry in bundled_data("schemas/guesses.yaml"):
        if any(word.lower() in words.lower() for word in entry["words"]):
            return Topic(entry["field"], {"ja": tuple(entry["ja"]), "en": tuple(entry["en"])})
    return Topic()


def type_of(name: str, values: pl.Series) -> Field:
    """The narrowest Table Schema type that every value has; a field without name."""
    stripped = values.str.strip_chars()
    present = stripped.filter(stripped.is_not_null() & (stripped != ""))
    filled = values.filter(values.is_not_null() & (values != ""))
    if present.is_empty() or _CODE.search(fold(name)):
        return Field("", type="string")
    if present.str.contains(r"^(19|20)\d\d$").all() and re.search(r"年度?$|year$", name, re.I):
        return Field("", type="year")
    zeros = present.str.contains(r"^[-+]?0\d").any()
    for candidate in _TYPES:
        if zeros and candidate.type in ("integer", "number"):
            continue
        # as they stand: the gate would hold a number with a space behind it for the type that we wrote
        if values_of_type(filled, candidate)[1] is None:
            return candidate
    if present.str.contains(r"^https?://\S+$").all():
        return Field("", type="string", format="uri")
    return Field("", type="string")


def _standard(name: str, values: pl.Series, known: Field) -> Guess:
    """The standard's description, with its constraints as far as the values keep them."""
    described = replace(known, name=name, title={"ja": known.name, **_english(known)})
    filled = values.filter(values.is_not_null())
    guessed: list[str] = []
    if filled.len() and values_of_type(filled, described)[1] is not None:
        found = type_of(name, values)
        described = replace(described, type=found.type, format=found.format, constraints={})
        guessed.append("type")
    constraints = {k: v for k, v in described.constraints.items() if _keeps(filled, values, k, v)}
    return Guess(replace(described, constraints=constraints), tuple(guessed))


def _keeps(filled: pl.Series, values: pl.Series, key: str, bound: Any) -> bool:
    if key == "required":
        return filled.len() == values.len()
    if key == "enum":
        return bool(filled.is_in([str(b) for b in bound]).all())
    if key == "pattern":
        return bool(filled.str.contains(f"^(?:{bound})$").all())
    numbers = filled.cast(pl.Float64, strict=False).drop_nulls()
    return bool((numbers >= float(bound)).all() if key == "minimum" else (numbers <= float(bound)).all())


def _free(name: str, values: pl.Series) -> Guess:
    found = type_of(name, values)
    word = _glossary().get(fold(name))
    unit = has_unit(name) or (word.unit if word and found.type in ("integer", "number") else None)
    constraints: dict[str, Any] = {}
    guessed = ["type"]
    filled = values.drop_nulls()
    if _CHOICE.search(name) and filled.len() >= 10 and filled.n_unique() <= 8:
        constraints["enum"] = sorted(filled.unique().to_list())
        guessed.append("enum")
    if (
        re.search(r"番号$|^id$|コード$|^no\.?$", fold(name), re.I)
        and filled.len() == values.len() > 1
        and filled.n_unique() == filled.len()
    ):
        constraints.update(required=True, unique=True)
        guessed.append("unique")
    if unit:
        guessed.append("unit")
    title = {"ja": re.sub(r"\s*\n\s*", "", name.strip()), **(_english(word) if word else {})}
    description = dict(word.description) if word else {}
    if description:
        guessed.append("description")
    return Guess(Field(name, title, description, found.type, found.format, unit, constraints), tuple(guessed))


def _english(known: Field) -> dict[str, str]:
    return {"en": known.title["en"]} if "en" in known.title else {}


@cache
def _glossary() -> Mapping[str, Field]:
    """Every column of every standard dataset by its folded name."""
    found: dict[str, Field] = {}
    for layout in layouts():
        for one in layout.fields:
            found.setdefault(fold(one.name), one)
    return found


def named(header: Sequence[str]) -> bool:
    """Whether every column has a name of its own."""
    return all(h.strip() for h in header) and len(set(header)) == len(header)
