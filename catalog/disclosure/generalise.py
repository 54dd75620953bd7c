"""Coarser values: a date to its month, an age to its class, an address to its municipality. Pure functions of one value.

What is not understood stays as it is, so that a measurement never counts on a coarsening that did not happen.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from catalog.regex import regex
from catalog.text import LangText

#: as most files have it: no need to take it apart
_ISO = regex(r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}")
_WESTERN = regex(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?(?:[ T].*|月)?$")
_COMPACT = regex(r"(1[89]|20)(\d{2})(0[1-9]|1[0-2])([0-2]\d|3[01])$")
_ERA = regex(r"(明治|大正|昭和|平成|令和|[MTSHR])[ .]?(\d{1,2}|元)[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?$", re.I)
_YEAR = regex(r"(\d{4})年?$")
_ERA_START = {
    "明治": 1867, "m": 1867, "大正": 1911, "t": 1911, "昭和": 1925, "s": 1925,
    "平成": 1988, "h": 1988, "令和": 2018, "r": 2018,
}  # fmt: skip
_AGE = regex(r"(\d{1,3})(?:歳|才)?(?:\d{1,2}(?:か|ヶ|ケ|カ)月)?$")
_AGE_DECADE = regex(r"(\d{1,3})(?:歳)?代")
_MUNICIPALITY = regex(
    r"((?:東京都|北海道|(?:京都|大阪)府|.{2,3}?県)?(?:(?:[^\d]{1,6}?郡)?[^\d]{1,6}?[町村]|[^\d]{1,7}?市(?:[^\d]{1,4}?区)?|[^\d]{1,4}?区))"
)
_NUMBER = regex(r"-?\d+(?:\.\d+)?$")


@dataclass(frozen=True, slots=True)
class Step:
    """A way to coarsen a column: its name for a sentence (after 「列名」 in Japanese) and the function."""

    name: LangText
    function: Callable[[str], str]


def month(value: str) -> str:
    """1981/10/23 → 1981-10."""
    if _ISO.fullmatch(value):
        return value[:7]
    parsed = parse_date(value)
    return value if parsed is None or parsed[1] is None else f"{parsed[0]:04d}-{parsed[1]:02d}"


def year(value: str) -> str:
    """1981/10/23 → 1981."""
    if _ISO.fullmatch(value):
        return value[:4]
    parsed = parse_date(value)
    return value if parsed is None else f"{parsed[0]:04d}"


def decade(value: str) -> str:
    """A date of birth to its decade: 1981/10/23 → 1980年代."""
    if _ISO.fullmatch(value):
        return f"{value[:3]}0年代"
    parsed = parse_date(value)
    return value if parsed is None else f"{parsed[0] // 10 * 10}年代"


def age_decade(value: str) -> str:
    """46 → 40代."""
    found = _AGE.match(value)
    return f"{int(found[1]) // 10 * 10}代" if found else value


def age_generation(value: str) -> str:
    """46 or 40代 → 20～59歳 (three classes: young, working, old)."""
    found = _AGE_DECADE.match(value) or _AGE.match(value)
    if not found:
        return value
    age = int(found[1])
    return "20歳未満" if age < 20 else "20～59歳" if age < 60 else "60歳以上"


def municipality(value: str) -> str:
    """千代田区五番町2 → 千代田区. Without a municipality in it the value stays."""
    found = _MUNICIPALITY.match(value)
    return found[1] if found else value


def nothing(value: str) -> str:
    """Everything to one value: the column dropped."""
    return ""


def hundreds(value: str) -> str:
    """A number to a class a tenth as fine: 347 → 300～."""
    if not _NUMBER.match(value.replace(",", "")):
        return value
    number = float(value.replace(",", ""))
    size = 10 ** max(1, len(str(int(abs(number)))) - 1)
    return f"{int(number // size * size)}～"


@lru_cache(maxsize=1 << 16)
def parse_date(value: str) -> tuple[int, int | None, int | None] | None:
    """(year, month, day) of a date as municipalities write it: 2020-4-1, 2020/4, 2020年4月1日, R2.4.1, 平成29年10月, 20200401."""
    value = value.strip()
    if found := _WESTERN.match(value):
        return int(found[1]), int(found[2]), int(found[3]) if found[3] else None
    if found := _COMPACT.match(value):
        return int(found[1] + found[2]), int(found[3]), int(found[4])
    if found := _ERA.match(value):
        start = _ERA_START[found[1].lower()]
        return start + (1 if found[2] == "元" else int(found[2])), int(found[3]), int(found[4]) if found[4] else None
    if found := _YEAR.match(value):
        return int(found[1]), None, None
    return None


_DROP = Step({"ja": "の列を除く", "en": "dropping the column"}, nothing)

#: kind of quasi-identifier → ways to coarsen it, the gentlest first
LADDER: dict[str, tuple[Step, ...]] = {
    "date": (
        Step({"ja": "の日を除く", "en": "dropping the day"}, month),
        Step({"ja": "を年だけにする", "en": "keeping only the year"}, year),
        _DROP,
    ),
    "birth": (
        Step({"ja": "の日を除く", "en": "dropping the day"}, month),
        Step({"ja": "を年だけにする", "en": "keeping only the year"}, year),
        Step({"ja": "を10年きざみにする", "en": "10-year classes"}, decade),
        _DROP,
    ),
    "age": (
        Step({"ja": "を10歳階級にする", "en": "10-year classes"}, age_decade),
        Step({"ja": "を3区分にする", "en": "three age classes"}, age_generation),
        _DROP,
    ),
    "place": (Step({"ja": "を市区町村までにする", "en": "keeping the municipality only"}, municipality), _DROP),
    "number": (Step({"ja": "を階級にする", "en": "classes"}, hundreds), _DROP),
    "sex": (_DROP,),
    "class": (_DROP,),
}
