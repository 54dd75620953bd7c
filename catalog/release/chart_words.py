"""Names and values as charts need them: sums, dull columns, ordered labels, short titles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import polars as pl

from catalog.regex import regex
from catalog.text import shorten

TOTAL = regex(r"^(総数|合計|総計|計|小計|全体|全域|市全体|総額|全税目|total)$|(合計|総数|小計)$", re.IGNORECASE)
#: columns whose categories say nothing of the table as a whole
DULL = regex(
    r"備考|注記|url|住所|所在地|都道府県|市区?町村|郵便|説明|カナ|英語|方書|メール|画像|ファイル|法人"
    r"|\b(note|remark|memo|comment|description)|^(lang|language|.*timezone)$|address",
    re.IGNORECASE,
)
#: names of columns that hold a date whatever way it is written
DATE = regex(r"年月日|日$|date", re.IGNORECASE)
#: a column whose heading was empty
UNNAMED = regex(r"^列\d+$")
#: texts that stand for no answer
NOTHING = regex(r"^([-－―ー‐—–−ｰ─━…]+|null|none|nan|n/?a)$", re.IGNORECASE)
_WEEK = "月火水木金土日"
_NUMBERED = regex(r"^(?:第|約|満|生後)?(\d+(?:\.\d+)?)\s*(か月|ヶ月|カ月|日|週)?(.*)$")
_BRACKETS = regex(r"[（(][^（()）]*[)）]$")
#: parts of a year, for ages of children
_PART = {"か月": 12, "ヶ月": 12, "カ月": 12, "週": 52, "日": 365}
_SPACED = regex(r"(?<=[ぁ-ヿ一-鿿])\s+(?=[ぁ-ヿ一-鿿])")


def short(name: str) -> str:
    """A column's name as a title can bear it: the questions of a survey are columns too."""
    return shorten(_SPACED.sub("", " ".join(name.split())), 30)


def alike(one: str, other: str) -> bool:
    """True for names of one family: 最高気温 and 最低気温, 定期（通勤） and 定期（通学）, birthMan and birthWoman.

    A Japanese name says last what it is, a name in letters says it first.
    """
    if one.isascii() and other.isascii():
        return _shared(one, other) >= 3
    heads = [_BRACKETS.sub("", name).rpartition("_")[0] or _BRACKETS.sub("", name) for name in (one, other)]
    return heads[0] == heads[1] or _shared(heads[0][::-1], heads[1][::-1]) >= 2


def _shared(one: str, other: str) -> int:
    """How many letters two texts begin with together."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def number(name: str) -> pl.Expr:
    """A column of a frame of strings as numbers."""
    plain = pl.col(name).str.replace_all(",", "", literal=True).str.replace(r"^[−▲△]", "-").str.strip_chars()
    return plain.cast(pl.Float64, strict=False).alias(f"number of {name}")


def same(one: Sequence[float | None], other: Sequence[float | None]) -> bool:
    """True when two figures go together so closely that a second chart would repeat the first (all people, and men)."""
    pairs = np.array([(a, b) for a, b in zip(one, other, strict=False) if a is not None and b is not None])
    if len(pairs) < 3 or not pairs.std(axis=0).all():
        return True
    return abs(float(np.corrcoef(pairs.T)[0, 1])) > 0.95


def ordered(labels: Sequence[str]) -> list[int] | None:
    """The places of labels that have an order of their own (days of the week, ages, floors, shares); None when they have none."""
    plain = [unicodedata.normalize("NFKC", label).strip() for label in labels]
    days = [_WEEK.find(t[0]) if t and (len(t) == 1 or t[1:] in ("曜", "曜日")) else -1 for t in plain]
    if sum(d >= 0 for d in days) >= max(3, len(labels) - 2):
        return sorted(range(len(labels)), key=lambda i: (days[i] < 0, days[i]))
    numbers = [_place(t) for t in plain]
    known = [n for n in numbers if n is not None]
    if len(known) >= 3 and len(known) * 10 >= len(labels) * 7:
        return sorted(range(len(labels)), key=lambda i: (numbers[i] is None, numbers[i] or 0.0))
    return None


def _place(text: str) -> float | None:
    """Where a label that begins with a number stands: 「10歳未満」 before 「10代」, 「6か月」 before 「1歳」."""
    m = _NUMBERED.match(text)
    if m is None:
        return None
    return float(m[1]) / _PART.get(m[2] or "", 1) - (0.5 if "未満" in m[3] else 0.0)


def atoms(value: str) -> list[str]:
    """The single answers of a cell that holds several: 「スロープ;多目的トイレ」, ["PDF", "XLS"]."""
    text = value.strip()
    if text.startswith("[") and text.endswith("]"):
        text = re.sub(r'["\']', "", text[1:-1]).replace(",", ";")
    return [unicodedata.normalize("NFKC", part).strip() for part in re.split(r"[;；|｜]", text) if part.strip()]
