"""What each step of a recipe takes: its keys, which are needed, and the words that some of them must be.

One table for reading recipes, for the messages about them, and for the test that keeps docs/recipes.md true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

Kind = Literal["text", "number", "whole", "column", "columns", "words", "mapping", "list", "flag", "any"]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a step. `words`: the only values it may have."""

    kind: Kind
    needed: bool = False
    words: tuple[str, ...] = ()


_UNREAD = Key("words", words=("hold", "blank", "keep"))
_COLUMN = Key("column", needed=True)

#: step → its keys; None: the step takes a list of columns, or a mapping of column → new name
STEPS: Mapping[str, Mapping[str, Key] | None] = {
    "drop": None,
    "keep": None,
    "rename": None,
    "address": {
        "column": _COLUMN,
        "to": Key("words", True, ("block", "chome", "town", "municipality", "prefecture")),
        "aliases": Key("mapping"), "municipality": Key("text"), "towns": Key("text"),
        "style": Key("words", words=("written", "official")), "unparsed": _UNREAD,
    },
    "date": {
        "column": _COLUMN,
        "to": Key("words", True, ("month", "year", "fiscal-year", "decade", "age", "age-class")),
        "separator": Key("text"), "as_of": Key("text"), "width": Key("whole"), "breaks": Key("list"),
        "serial": Key("flag"), "unparsed": _UNREAD,
    },
    "classes": {
        "column": _COLUMN, "width": Key("number"), "breaks": Key("list"), "unit": Key("text"), "unparsed": _UNREAD,
    },
    "top_bottom": {
        "column": _COLUMN, "top": Key("any"), "bottom": Key("any"), "share": Key("number"),
        "ends": Key("words", words=("both", "top", "bottom")), "top_label": Key("text"), "bottom_label": Key("text"),
        "unit": Key("text"), "unparsed": _UNREAD,
    },
    "recode": {"column": _COLUMN, "values": Key("mapping"), "table": Key("text"), "unparsed": _UNREAD},
    "suppress_rare": {
        "column": _COLUMN, "below": Key("whole", True), "with": Key("text"), "rows": Key("flag"),
    },
    "groups": {
        "columns": Key("columns", True), "below": Key("whole", True), "do": Key("words", words=("drop", "merge", "blank")),
        "column": Key("column"), "with": Key("text"),
    },
    "code": {"column": _COLUMN, "do": Key("words", True, ("remove", "replace")), "key": Key("text")},
    "shuffle": {"seed": Key("any")},
    "aggregate": {
        "by": Key("columns", True), "measures": Key("mapping", True), "totals": Key("flag"), "total_label": Key("text"),
        "threshold": Key("whole"), "population": Key("whole"), "marker": Key("text"), "round": Key("mapping"),
        "zero": Key("words", words=("show", "hide")),
    },
    "suppress": {
        "columns": Key("columns", True), "threshold": Key("whole"), "population": Key("whole"), "marker": Key("text"),
        "zero": Key("words", words=("show", "hide")),
    },
    "round": {
        "columns": Key("columns", True), "to": Key("whole", True), "way": Key("words", words=("up", "half-up", "nearest")),
    },
}  # fmt: skip

#: keys of the recipe itself, and of `release:`
TOP = ("recipe", "title", "description", "source", "source_sha256", "sheet", "output", "release", "steps")
RELEASE = ("k", "quasi_identifiers", "only", "impact_assessment")

_KINDS: Mapping[str, tuple[type, ...]] = {
    "text": (str, int, float), "number": (int, float), "whole": (int,), "column": (str, int), "columns": (list,),
    "words": (str,), "mapping": (dict,), "list": (list,), "flag": (bool,), "any": (object,),
}  # fmt: skip
_SHAPE = {
    "text": "a text", "number": "a number", "whole": "a whole number", "column": "the name of a column",
    "columns": "a list of columns", "words": "a word", "mapping": "a mapping", "list": "a list", "flag": "true or false",
}  # fmt: skip


def wrong(step: str, parameters: Mapping[str, Any]) -> Iterator[tuple[str | None, str, str]]:
    """(key or None, what is wrong, what to do) for the parameters of a step."""
    keys = STEPS[step] or {}
    for name, value in parameters.items():
        key = keys.get(str(name))
        if key is None:
            yield str(name), f"{step} does not know '{name}'", meant(str(name), keys)
        elif key.words and value not in key.words:
            yield str(name), f"{step}: {name}: '{value}' is unknown", ", ".join(key.words)
        elif not isinstance(value, _KINDS[key.kind]) or (isinstance(value, bool) and key.kind not in ("flag", "any")):
            yield str(name), f"{step}: {name} must be {_SHAPE[key.kind]}", _example(step)
        elif key.kind in ("whole", "number") and float(str(value)) <= 0:
            yield str(name), f"{step}: {name} must be more than 0", ""
    for name, key in keys.items():
        if key.needed and name not in parameters:
            yield None, f"{step} needs '{name}'", _example(step)


def meant(name: str, known: Sequence[str] | Mapping[str, Any]) -> str:
    """The known word that was probably meant, else all of them."""
    close = get_close_matches(name, list(known), 1, 0.5)
    return f"did you mean '{close[0]}'?" if close else "known: " + ", ".join(known)


EXAMPLES: Mapping[str, str] = {
    "drop": "drop: [氏名, 電話番号]",
    "keep": "keep: [町, 性別, 年代]",
    "rename": "rename: {住所: 町}",
    "address": "address: {column: 住所, to: town}",
    "date": "date: {column: 生年月日, to: age-class, as_of: 2026-04-01}",
    "classes": "classes: {column: 年齢, breaks: [15, 65], unit: 歳}",
    "top_bottom": "top_bottom: {column: 世帯年収, top: 2000, bottom: 100, unit: 万円}",
    "recode": "recode: {column: 町, values: {汐見町: 東部, 凪ケ丘: 西部}}",
    "suppress_rare": "suppress_rare: {column: 職業, below: 5}",
    "groups": "groups: {columns: [町, 性別, 年代], below: 5, do: drop}",
    "code": "code: {column: 宛名番号, do: remove}",
    "shuffle": "shuffle: {seed: 1}",
    "aggregate": "aggregate: {by: [町, 年代], measures: {人数: count}, threshold: 10}",
    "suppress": "suppress: {columns: [要介護1, 要介護2, 合計], threshold: 10}",
    "round": "round: {columns: [人数], to: 5, way: nearest}",
}


def _example(step: str) -> str:
    return f"for example: {EXAMPLES[step]}"


def overview() -> str:
    """A recipe with one example of every step, and below each the keys that it takes."""
    lines = ["recipe: 1", "source: ../../vault/raw.csv", "output: released.csv", "steps:"]
    for name, keys in STEPS.items():
        lines.append(f"  - {EXAMPLES[name]}")
        told = [
            (f"{key}*" if what.needed else key) + (f" ({'|'.join(what.words)})" if what.words else "")
            for key, what in (keys or {}).items()
        ]
        if told:
            lines.append(f"    # {', '.join(told)}")
    return "\n".join(lines) + "\n"
