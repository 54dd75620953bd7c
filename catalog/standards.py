"""The 自治体標準オープンデータセット: which one a header follows, what is missing, extra or spelt otherwise, and how to migrate.

Layouts are data (`validators/schemas/`): `v3` is the current one, `legacy` the 推奨データセット of 2021. Where a layout is only
known in part (`status`), columns beyond it are never called extra, nor are absent ones called missing.
"""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from catalog.bundled import bundled, bundled_data
from catalog.model import Field
from catalog.regex import regex
from catalog.text import LangText

#: Identifier prefix of `conformsTo`.
PREFIX = "jp-standard/"
#: A header follows a layout from this share (weighted, harmonic mean of columns found and columns explained).
ENOUGH = 0.6
#: Two column names are the same word misspelt from this similarity.
ALIKE = 0.86
_NOTE = regex(r"[←※].*|[(\[](?:必須|任意|半角|全角|入力|選択)[^)\]]*[)\]]")
#: A dash of another kind typed for the long-vowel mark (コ―ド).
_DASH = regex(r"(?<=[ァ-ヶ])[-‐‑‒–—―−─](?=[ァ-ヶ]|$)")
_BRACKETS = str.maketrans("[]{}〔〕【】<>「」", "()()()()()()")


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout of one standard dataset."""

    number: str
    #: "v3" or "legacy"
    layout: str
    #: complete · verbatim (header of a real file) · adapted (some names uncertain) · partial (first columns only)
    status: str
    title: LangText
    slug: str | None
    fields: tuple[Field, ...]

    @property
    def id(self) -> str:
        return PREFIX + self.number

    @property
    def known_whole(self) -> bool:
        return self.status in ("complete", "verbatim")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f.name for f in self.fields)


@dataclass(frozen=True, slots=True)
class Match:
    """How a header compares with a layout. Indices count columns of the header from 0."""

    layout: Layout
    #: column index → the standard's field
    columns: Mapping[int, Field]
    missing: tuple[Field, ...] = ()
    extra: tuple[int, ...] = ()
    #: column index → right name, where it is spelt otherwise
    renamed: Mapping[int, str] = field(default_factory=dict)
    #: 0 … 1
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Step:
    """One column of a migration from the legacy layout."""

    column: str
    to: tuple[str, ...]
    how: LangText


@cache
def layouts() -> tuple[Layout, ...]:
    """Every known layout, newest first within a number."""
    folder = bundled("validators") / "schemas"
    words: Mapping[str, Any] = bundled_data("schemas/columns.yaml")
    sets: Mapping[str, Any] = bundled_data("schemas/sets.yaml")
    made = []
    for path in sorted(folder.glob("[0-9]*-*.yaml"), reverse=True):
        data = bundled_data(f"schemas/{path.name}")
        number = str(data["standard"]).removeprefix(PREFIX)
        fields = tuple(_field(entry, words[entry["name"]]) for entry in data["fields"])
        made.append(Layout(number, data["layout"], data["status"], data["title"], sets[number].get("slug"), fields))
    return tuple(sorted(made, key=lambda s: (s.number, s.layout != "v3")))


@cache
def titles() -> Mapping[str, LangText]:
    """Number → title of every standard dataset, whether its columns are known or not."""
    data = bundled_data("schemas/sets.yaml")
    return {number: {"ja": entry["ja"], "en": entry["en"]} for number, entry in data.items()}


def number_of(conforms_to: Sequence[str]) -> str | None:
    """The number of the standard dataset that `conformsTo` names ("jp-standard/08", or an IRI that ends so)."""
    for entry in conforms_to:
        if found := re.search(r"jp-standard/(\d\d)\b", entry):
            return found.group(1)
    return None


@lru_cache(maxsize=20_000)
def fold(header: str) -> str:
    """A column name without what people add to it: width, spaces, line breaks, kinds of brackets, 必須 marks, a known typo."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", header)).translate(_BRACKETS)
    text = _DASH.sub("ー", _NOTE.sub("", text).strip("*◎○●・:"))
    return (
        text.replace("連結標記", "連結表記")
        .replace("ごみ", "ゴミ")
        .replace("カナ)", "カナ")
        .replace("(カナ", "_カナ")
        .upper()
    )


def recognise(header: Sequence[str]) -> Match | None:
    """The layout that a header follows best, or None. Order of columns does not matter; near misses are found."""
    rough = sorted((compare(header, layout, slips=False) for layout in layouts()), key=_rank, reverse=True)
    if rough[0].score < ENOUGH / 2:
        return None
    best = max((compare(header, m.layout) for m in rough[:4]), key=_rank)
    enough = best.score >= ENOUGH and len(best.columns) >= 4 and _distinct_share(best) >= 0.5
    return best if enough else None


def follow(header: Sequence[str], number: str) -> Match | None:
    """How a header compares with the nearest layout of one standard dataset; None when no layout of it is known."""
    matches = [compare(header, layout) for layout in layouts() if layout.number == number]
    return max(matches, key=lambda m: m.score, default=None)


def compare(header: Sequence[str], layout: Layout, *, slips: bool = True) -> Match:
    """Pairs the columns of a header with those of a layout: exact after folding, then without a common prefix, then (with
    `slips`) those that differ by a letter or two."""
    open_fields = {fold(f.name): f for f in layout.fields}
    columns: dict[int, Field] = {}
    folded = [fold(h) for h in header]
    for spelling in (folded, _without_prefix(folded)):
        for i, name in enumerate(spelling):
            if i not in columns and (found := _take(open_fields, name)) is not None:
                columns[i] = found
    for i, name in enumerate(folded):
        if slips and i not in columns and len(name) >= 4 and (near := _alike(name, open_fields)):
            columns[i] = open_fields.pop(near)
    extra = tuple(i for i, h in enumerate(header) if i not in columns and h.strip())
    missing = tuple(open_fields.values()) if layout.known_whole else ()
    renamed = {i: f.name for i, f in columns.items() if header[i] != f.name}
    gain = sum(_weight(fold(f.name)) for f in columns.values())
    whole = sum(_weight(fold(f.name)) for f in layout.fields)
    explained = gain + sum(_weight(folded[i]) for i in extra)
    if layout.status == "partial":  # of a layout whose end is unknown only the known start can speak
        explained = gain + 0.25 * sum(_weight(folded[i]) for i in extra)
    recall, precision = gain / whole, gain / explained if explained else 0.0
    score = 2 * recall * precision / (recall + precision) if gain else 0.0
    if layout.status == "partial":
        score *= 0.8
    return Match(layout, dict(sorted(columns.items())), missing, extra if layout.known_whole else (), renamed, score)


def successor(layout: Layout) -> Layout | None:
    """The current layout of the same standard dataset, when its columns are known whole."""
    if layout.layout != "legacy":
        return None
    return next(
        (s for s in layouts() if s.number == layout.number and s.layout == "v3" and s.status != "partial"), None
    )


def migration(match: Match) -> tuple[Step, ...]:
    """What to do with each column of a file in the legacy layout, in order; empty when there is nothing newer to follow."""
    newer = successor(match.layout)
    if newer is None:
        return ()
    table: Mapping[str, Any] = bundled_data("schemas/migration.yaml")
    steps = []
    for found in match.columns.values():
        entry = table.get(found.name)
        if entry is not None and (to := tuple(c for c in entry["to"] if c in newer.names)):
            if to != (found.name,):
                steps.append(Step(found.name, to, entry["how"]))
        elif found.name not in newer.names:
            steps.append(
                Step(
                    found.name,
                    (),
                    {
                        "ja": "新しい様式に列がない。備考に残すか外す",
                        "en": "no such column: keep it in the note or leave it out",
                    },
                )
            )
    return tuple(steps)


def operator_columns(header: Sequence[str]) -> tuple[int | None, int | None] | None:
    """For a list of food businesses (jp-standard/15): the columns 法人名 and 法人番号, which stay empty where a natural
    person runs the business. None when the header is not such a list."""
    match = follow(header, "15")
    names = {f.name: i for i, f in match.columns.items()} if match else {}
    marks = {"営業の種類", "営業所所在地", "許可番号", "許可年月日", "許可満了日", "営業所名称"} & names.keys()
    if len(marks) < 3:
        return None
    return names.get("法人名"), names.get("法人番号")


def _field(entry: Mapping[str, Any], word: Mapping[str, Any]) -> Field:
    constraints: dict[str, Any] = {"required": True} if entry.get("required") else {}
    for key in ("enum", "pattern", "minimum", "maximum"):
        if key in entry or key in word:
            constraints[key] = entry.get(key, word.get(key))
    kind = str(entry.get("type", word["type"]))
    return Field(
        name=str(entry["name"]),
        title={"ja": str(entry["name"]), "en": str(word["en"])},
        description={"ja": str(word["ja"])},
        type=kind,
        format=str(word.get("format", "default")) if kind == word["type"] else "default",
        unit=word.get("unit"),
        constraints=constraints,
        extras={"ascii": str(word["ascii"])},
    )


def _distinct_share(match: Match) -> float:
    """How much of what only this standard dataset has (and few others) stands in the header. Addresses say nothing."""
    own = {fold(f.name): w for f in match.layout.fields if (w := _weight(fold(f.name))) > 2}
    found = sum(own.get(fold(f.name), 0.0) for f in match.columns.values())
    return found / sum(own.values()) if own else 1.0


def _rank(match: Match) -> tuple[float, bool]:
    return match.score, match.layout.layout == "v3"


def _take(fields: dict[str, Field], name: str) -> Field | None:
    return fields.pop(name, None) if name else None


def _alike(name: str, fields: Mapping[str, Field]) -> str | None:
    """The one open column whose name differs by a slip. Digits must agree: 0-4歳 is not 5-9歳."""
    digits = re.findall(r"\d+", name)
    candidates = [f for f in fields if abs(len(f) - len(name)) <= 3 and re.findall(r"\d+", f) == digits]
    scored = sorted(((difflib.SequenceMatcher(None, name, f).ratio(), f) for f in candidates), reverse=True)
    if not scored or scored[0][0] < ALIKE or (len(scored) > 1 and scored[1][0] >= scored[0][0]):
        return None
    return None if _opposed(name, scored[0][1]) else scored[0][1]


def _opposed(a: str, b: str) -> bool:
    """Whether two alike names mean opposite things (開始/終了, 男性/女性, 都道府県/市区町村)."""
    pairs = (
        ("開始", "終了"),
        ("男性", "女性"),
        ("和式", "洋式"),
        ("都道府県", "市区町村"),
        ("緯度", "経度"),
        ("電話", "FAX"),
    )
    return any((x in a and y in b) or (y in a and x in b) for x, y in pairs)


def _without_prefix(names: Sequence[str]) -> list[str]:
    """Names without a first part that nearly all share (ゴミの分別方法_品目 → 品目), or with the one of set 28 put before them."""
    heads = Counter(n.split("_", 1)[0] for n in names if "_" in n)
    head, count = heads.most_common(1)[0] if heads else ("", 0)
    if count >= max(3, 0.8 * len(names)):
        return [n.removeprefix(head + "_") for n in names]
    return ["ゴミの分別方法_" + n for n in names]


@cache
def _weights() -> Mapping[str, float]:
    """Columns that many layouts share say little, those of one layout much."""
    sets = len({s.number for s in layouts()})
    numbers: dict[str, set[str]] = {}
    for layout in layouts():
        for f in layout.fields:
            numbers.setdefault(fold(f.name), set()).add(layout.number)
    return {name: 0.25 + math.log(sets / len(found)) for name, found in numbers.items()}


def _weight(name: str) -> float:
    return _weights().get(name, 1.5)
