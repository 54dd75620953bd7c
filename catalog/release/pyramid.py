"""Population pyramids: finds age and sex in a table, in the three shapes in which Japanese municipalities publish them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from catalog.regex import regex
from catalog.release.kinds import Values

#: 「0-4歳の男性」「85歳以上の女性」「0～4歳（男）」
_WIDE = regex(r"^(\d{1,3})(?:歳)?(?:[-~〜ー―–](\d{1,3})歳|歳(以上)?)の?[(（_]?(男|女)性?[)）]?$")
_AGE = regex(r"^(\d{1,3})(?:歳)?(?:[-~〜ー―–](\d{1,3}))?(?:歳)?(以上|\+)?$")
_MALE, _FEMALE = (
    regex(r"^(男性?|male|男性?人口)(\(人\)|数)?$"),
    regex(r"^(女性?|female|女性?人口)(\(人\)|数)?$"),
)
_TOTAL = regex(r"^(総数|合計|総計|計|全体|全域|市全体|町全体|村全体|区全体|男女計|total)$|(全域|全体)$", re.IGNORECASE)
_WHEN = regex(r"年月日|調査日|基準日|時点|年月|^年度?$|西暦|year|date", re.IGNORECASE)


def pyramid(frame: pl.DataFrame, columns: Sequence[Values]) -> Mapping[str, Any] | None:
    """The pyramid of a table's newest date over all its areas; None when it has no ages by sex."""
    return _wide(frame, columns) or _long(frame, columns)


def _wide(frame: pl.DataFrame, columns: Sequence[Values]) -> Mapping[str, Any] | None:
    """One row per area, a column per age group and sex (the standard data set of 地域・年齢別人口)."""
    found: dict[str, dict[int, tuple[str, str]]] = {"男": {}, "女": {}}
    for c in columns:
        if m := _WIDE.match(_plain(c.name)):
            label = f"{m[1]}–{m[2]}" if m[2] else f"{m[1]}+" if m[3] else m[1]
            found[m[4]][int(m[1])] = (label, c.name)
    ages = sorted(set(found["男"]) & set(found["女"]))
    if len(ages) < 4:
        return None
    chosen = _whole(frame, columns)
    sums = {
        sex: [_sum(chosen, found[sex][age][1]) for age in ages] for sex in ("男", "女")
    }  # fmt: skip
    return _made([found["男"][a][0] for a in ages], sums["男"], sums["女"], _newest_label(chosen, columns))


def _long(frame: pl.DataFrame, columns: Sequence[Values]) -> Mapping[str, Any] | None:
    """A column of ages beside one for men and one for women, or beside a column of sexes and one of counts."""
    age = next((c for c in columns if _is_age(c)), None)
    if age is None:
        return None
    chosen = _whole(frame, columns, but=age.name)
    male = next((c.name for c in columns if _MALE.match(_plain(c.name)) and c.kind == "integer"), None)
    female = next((c.name for c in columns if _FEMALE.match(_plain(c.name)) and c.kind == "integer"), None)
    if male and female:
        triples = [
            (a, m, f) for a, m, f in chosen.select(age.name, _number(male, "m"), _number(female, "f")).iter_rows()
        ]
    else:
        sex = next((c for c in columns if "性別" in c.name and c.distinct <= 4), None)
        count = next((c for c in columns if c.measures and re.search("人口|人数|人", c.name)), None)
        if sex is None or count is None:
            return None
        rows = chosen.select(age.name, sex.name, _number(count.name, "n")).iter_rows()
        triples = [(a, n if (s or "")[:1] == "男" else None, n if (s or "")[:1] == "女" else None) for a, s, n in rows]
    sums: dict[tuple[int, str], list[float]] = {}
    for text, m, f in triples:
        found = _AGE.match(_plain(text or ""))
        if found:
            label = f"{found[1]}–{found[2]}" if found[2] else f"{found[1]}+" if found[3] else found[1]
            pair = sums.setdefault((int(found[1]), label), [0.0, 0.0])
            pair[0] += m or 0
            pair[1] += f or 0
    ages = sorted(sums)
    if len(ages) < 4:
        return None
    return _made(
        [label for _, label in ages],
        [sums[a][0] for a in ages],
        [sums[a][1] for a in ages],
        _newest_label(chosen, columns),
    )


def _is_age(c: Values) -> bool:
    if "年齢" not in c.name and not re.search(r"(?<![a-z])age", c.name.lower()) and c.name != "歳":
        return False
    known = [v for v in c.values.to_list() if _AGE.match(_plain(v))]
    return len(known) >= 4 and len(known) * 10 >= c.distinct * 8


def _whole(frame: pl.DataFrame, columns: Sequence[Values], but: str = "") -> pl.DataFrame:
    """The rows of the newest date, and of the whole area when a row says so, else without rows that are sums."""
    chosen = frame
    for c in columns:
        if (
            c.name != but
            and _WHEN.search(c.name)
            and c.kind in ("date", "year", "yearmonth", "string", "integer")
            and c.filled
        ):
            newest = chosen.get_column(c.name).drop_nulls().max()
            chosen = chosen.filter(pl.col(c.name) == newest)
            break
    for c in columns:
        if (
            c.kind == "string"
            and c.name != but
            and c.distinct > 1
            and re.search("地域|町名|地区|区分|町丁|大字|行政区|area", c.name)
        ):
            sums = chosen.filter(pl.col(c.name).str.strip_chars().str.contains(_TOTAL.pattern.replace("^", "^(?i)", 1)))
            if sums.height:
                return sums
    return chosen


def _newest_label(chosen: pl.DataFrame, columns: Sequence[Values]) -> str:
    for c in columns:
        if _WHEN.search(c.name) and c.kind in ("date", "year", "yearmonth", "string"):
            return str(chosen.get_column(c.name).drop_nulls().max() or "")
    return ""


def _made(labels: list[str], male: list[float], female: list[float], when: str) -> Mapping[str, Any] | None:
    if not sum(male) and not sum(female):
        return None
    said = re.sub(r"^(\d{4})[-/]0?(\d{1,2})[-/]0?(\d{1,2})$", r"\1年\2月\3日", when)
    dated = {"ja": f"（{said}）", "en": f" ({when})"} if when else {"ja": "", "en": ""}
    return {
        "kind": "pyramid",
        "title": {"ja": f"年齢別の人口{dated['ja']}", "en": f"Population by age{dated['en']}"},
        "label": {"ja": "年齢", "en": "Age"},
        "labels": labels,
        "left": {"name": {"ja": "男性", "en": "Men"}, "values": male},
        "right": {"name": {"ja": "女性", "en": "Women"}, "values": female},
        "unit": {"ja": "人", "en": "people"},
    }


def _sum(frame: pl.DataFrame, name: str) -> float:
    return float(frame.select(_number(name, "n")).to_series().sum() or 0)


def _number(name: str, alias: str) -> pl.Expr:
    return (
        pl.col(name)
        .str.replace_all(",", "", literal=True)
        .str.strip_chars()
        .cast(pl.Float64, strict=False)
        .alias(alias)
    )


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).replace("才", "歳").lower()
