"""What a text in a messy sheet is: a number, a date, a unit line, a note, a sum. Only words and patterns, no layout."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import lru_cache
from typing import Literal

from catalog.regex import regex
from catalog.text import kanji_number

Kind = Literal["blank", "number", "date", "year", "dash", "text"]

ERAS = {
    "明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018,
    "M": 1867, "T": 1911, "S": 1925, "H": 1988, "R": 2018,
    "明": 1867, "大": 1911, "昭": 1925, "平": 1988, "令": 2018, "㍾": 1867, "㍽": 1911, "㍼": 1925, "㍻": 1988, "㋿": 2018,
}  # fmt: skip
_ERA = (
    r"(?P<era>明治|大正|昭和|平成|令和|[明大昭平令](?=\.?\s*[\d元])|[MTSHRmtshr](?=\.?\s*\d|元))\.?\s*(?P<n>\d{1,2}|元)"
)
_YEAR = rf"(?:{_ERA}|(?P<year>\d{{4}}))"
_PAREN = r"(?:\s*\([^()]{1,12}\))?"
_DAY = regex(
    rf"^{_YEAR}{_PAREN}(?:\s*年\s*|\s*[./-]\s*)(?P<month>\d{{1,2}})(?:\s*月\s*|\s*[./-]\s*)(?P<day>\d{{1,2}})\s*日?\s*(?:\([月火水木金土日]\)|[月火水木金土日]曜日?)?(?:[T ]00:00(?::00)?)?$"
)
_MONTH = regex(rf"^{_YEAR}{_PAREN}(?:\s*年\s*(?P<month>\d{{1,2}})\s*月(?:分|末)?|\s*[./-]\s*(?P<month2>\d{{1,2}}))$")
_ONLY_YEAR = regex(rf"^{_YEAR}{_PAREN}\s*(?P<word>年度|年|)(?P<rest>分|末)?$")
_SLASH_YEAR = regex(r"^(?P<era>明治|大正|昭和|平成|令和)\s*(?P<n>\d{1,2}|元)\s*(?P<word>年度|年)$")

_SIGN = r"[-+△▲−‐–—―]"
_NUMBER = regex(
    rf"^(?P<sign>{_SIGN})?\s*[¥\\]?\s*(?P<sign2>[-△▲−])?\s*(?P<digits>\d{{1,3}}(?:,\d{{3}})+|\d+)(?P<rest>\.\d+)?$"
)
UNITS = (
    "人", "名", "戸", "世帯", "件", "円", "千円", "百万円", "万円", "億円", "兆円", "個", "台", "本", "冊", "枚", "点", "回", "日", "日間", "時間", "分", "秒", "歳", "才", "箇所", "か所",
    "カ所", "ヶ所", "ヵ所", "ケ所", "所", "棟", "基", "区画", "社", "校", "学級", "クラス", "団体", "組", "頭", "羽", "匹", "尾", "食", "杯", "皿", "品", "種", "種類", "室", "床", "席", "便", "隻", "両", "駅",
    "路線", "系統", "店", "館", "園", "町", "村", "票", "議席", "%", "‰", "ポイント", "人口千対", "℃", "度", "mm", "cm", "m", "km", "㎜", "㎝", "㎞", "m2", "km2", "㎡", "㎢", "m²", "km²", "ha", "a", "アール",
    "ヘクタール", "平方メートル", "平方キロメートル", "立方メートル", "m3", "㎥", "m³", "千m3", "千㎥", "メートル", "キロメートル", "センチメートル", "ミリメートル", "mg", "g", "kg", "t", "トン", "千トン", "グラム", "キログラム",
    "mg/l", "mg/L", "μg/m3", "ppm", "ml", "mL", "L", "l", "kl", "リットル", "キロリットル", "kW", "kWh", "MWh", "GJ", "W", "V", "m/s", "dB", "hPa", "kcal", "キロカロリー", "人/km2", "人/㎢", "円/㎡", "千人", "万人", "千戸",
    "百人", "千件", "年", "か月", "ヶ月", "カ月", "週", "泊", "坪", "畳", "株", "束", "箱", "袋", "袋詰", "倍", "割", "階", "階建", "GB", "MB", "kB",
)  # fmt: skip
_UNIT = regex(
    "(?:"
    + "|".join(re.escape(unicodedata.normalize("NFKC", u)) for u in sorted(set(UNITS), key=len, reverse=True))
    + ")"
)
#: a unit with a scale in front (千t) or of a rate (t/日)
_MEASURE = rf"[百千万億]{{0,2}}{_UNIT.pattern}(?:/(?:{_UNIT.pattern}|年|月|日|時|分|秒))?"
_UNIT_ONLY = regex(rf"^[(\[]?\s*(?:単位\s*[:;.]?\s*)?(?P<unit>{_MEASURE})\s*[)\]]?$")
_UNIT_LINE = regex(
    r"^[(\[【〔]?\s*(?:金額の|面積の|数量の)?単位\s*[:;.\s]?\s*(?P<units>[^)\]】〕]{1,60}?)\s*[)\]】〕]?\s*$|^[(\[]\s*(?P<units2>[^)\]]{1,20})\s*[)\]]$"
)
_UNIT_AT_END = regex(rf"\s*[(\[]?(?P<unit>{_MEASURE})[)\]]?$")
MARK = regex(r"\s*(?:[(\[]\s*(?:注|※|\*|備考)\s*\d*\s*[)\]]|注\d+\)?|(?:※|\*)\s*\d*|[(]\d{1,2}[)](?=$)|\d\))$")
_SAFE_MARK = regex(r"\s*(?:[(\[]\s*(?:注|※|\*)\s*\d*\s*[)\]]|(?<=\D)注\d+\)?|※\s*\d*|\*\d*)$")
_NOTE = regex(
    r"^\s*(?:[(\[〔【<]?\s*(?:注|備考|資料|出典|出所|典拠|※|\*|参考|凡例|補足|作成|担当|問合せ|問い合わせ|お問い合わせ|連絡先)|[(\[]?(?:注)?\s*\d+[)\]]\s*\D|[a-zA-Z][)]|・|●|■|→|←)"
)
_AS_OF = regex(
    r"(?:現在|時点|基準日|作成日|更新日|調べ|現在の状況)\s*[)\]]?$|^(?:基準日|作成日|更新日|調査日|時点|現在)\s*[:;]"
)
_TITLE = regex(r"^(?:表|第|図|別表|様式|資料)\s*\d|一覧表?$|の(?:概況|状況|推移|一覧|概要|内訳|実績)$|分$")
_SUM = regex(
    r"^(?:小計|中計|合計|総計|計|総数|累計|年計|年度計|月計|再掲計|全体|総合計|市計|県計|全市計|全体計|合計数|総合計数|total|subtotal|sum)$",
    re.I,
)
_SUM_END = regex(r"(?:小計|合計|総計|(?<![会設統時家集生余日温体推])計|総数|平均)$|^(?:小計|合計|総計|計)[(:].*$|の計$")
_MEAN = regex(r"^(?:平均|平均値|全市平均|単純平均|average|mean)$", re.I)
#: names of columns whose figures do not add up: rates, means, extremes
RATE = regex(r"率|割合|比$|構成比|前年[度同]?比|指数|平均|密度|倍|回転|[当あ]たり|単価|最[大小高低]|順位|%|‰|℃")
DASHES = frozenset("-－―‐–—−ー─ｰ") | {"--", "－－", "---"}
DITTO = frozenset({"〃", "″", '"', "''", "々", "同上", "同右", "同左", "”", "“", "〟", "〝", "゛"})
_CLOCK = regex(
    r"^(?P<half>午前|午後|AM|PM)?\s*(?P<h>\d{1,2})\s*(?:時\s*(?:(?P<m>\d{1,2})\s*分|(?P<zero>半)?)?|:(?P<m2>\d{2}))$",
    re.I,
)


@lru_cache(maxsize=100_000)
def narrow(text: str) -> str:
    """NFKC without surrounding spaces."""
    return unicodedata.normalize("NFKC", text).strip()


@lru_cache(maxsize=100_000)
def squeeze(text: str) -> str:
    """NFKC without any space: what makes two labels the same."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=100_000)
def kind(text: str) -> Kind:
    """What a cell holds, seen alone."""
    value = narrow(text)
    if not value:
        return "blank"
    if value in DASHES or text.strip() in DASHES:
        return "dash"
    if re.fullmatch(r"(?:19|20)\d\d", value) or (_ONLY_YEAR.match(_arabic(value)) and not value.isdigit()):
        return "year"
    if iso_date(value):
        return "date"
    if plain_number(value) is not None or quantity(value) is not None:
        return "number"
    return "text"


@lru_cache(maxsize=100_000)
def plain_number(text: str) -> str | None:
    """A number as a machine reads it, or None. Separators go, △ becomes a minus, zeros in front stay."""
    found = _NUMBER.match(narrow(text))
    if not found:
        return None
    negative = (found["sign"] or "+") != "+" or found["sign2"] is not None
    return ("-" if negative else "") + found["digits"].replace(",", "") + (found["rest"] or "")


@lru_cache(maxsize=100_000)
def quantity(text: str) -> tuple[str, str] | None:
    """(number, unit) of a number with a known unit behind it: 3,756戸 → ("3756", "戸")."""
    value = narrow(text)
    end = _UNIT_AT_END.search(value)
    if not end:
        return None
    number = plain_number(value[: end.start()])
    return None if number is None else (number, end["unit"])


@lru_cache(maxsize=100_000)
def unmarked(text: str, *, safe: bool = False) -> tuple[str, str]:
    """(text, mark) without a footnote mark at its end: 17,713(注1) → ("17,713", "(注1)")."""
    value = unicodedata.normalize("NFKC", text).strip()
    found = (_SAFE_MARK if safe else MARK).search(value)
    if not found or found.start() == 0:
        return text, ""
    return value[: found.start()].rstrip(), found.group().strip()


@lru_cache(maxsize=100_000)
def iso_date(text: str) -> str | None:
    """A day (YYYY-MM-DD) or a month (YYYY-MM) written in any Japanese way, or None."""
    value = _arabic(narrow(text))
    if found := _DAY.match(value):
        year = _year(found)
        try:
            return dt.date(year, int(found["month"]), int(found["day"])).isoformat() if year else None
        except ValueError:
            return None
    if found := _MONTH.match(value):
        year, month = _year(found), int(found["month"] or found["month2"])
        if year and 1 <= month <= 12 and (found["month"] or found["year"] is None or "-" in value or "/" in value):
            return f"{year:04d}-{month:02d}"
    return None


_IN_KANJI = regex(r"^(?:明治|大正|昭和|平成|令和)\s*[一二三四五六七八九十]")


def _arabic(value: str) -> str:
    """昭和六十年三月 → 昭和60年3月; anything else as it is."""
    if not _IN_KANJI.match(value):
        return value
    return re.sub(r"[一二三四五六七八九十]{1,3}(?=\s*[年月日])", lambda m: str(kanji_number(m[0]) or m[0]), value)


@lru_cache(maxsize=10_000)
def era_year(text: str) -> tuple[str, str] | None:
    """(western year, 年 or 年度) of 令和5年, R5年度, 昭和元年; None for anything else."""
    value = _arabic(narrow(text))
    found = _SLASH_YEAR.match(value) or _ONLY_YEAR.match(value)
    if not found or not found.groupdict().get("era") or not found["word"]:
        return None
    year = _year(found)
    return (str(year), found["word"]) if year else None


@lru_cache(maxsize=10_000)
def clock(text: str) -> str | None:
    """HH:MM of 8時30分 or 午後1時; None where it already is a time or none at all."""
    value = narrow(text)
    found = _CLOCK.match(value)
    if not found or (found["m2"] and not found["half"]):
        return None
    hour = int(found["h"]) + (12 if (found["half"] or "").upper() in ("午後", "PM") and int(found["h"]) < 12 else 0)
    minute = 30 if found["zero"] else int(found["m"] or found["m2"] or 0)
    return f"{hour:02d}:{minute:02d}" if hour <= 24 and minute < 60 else None


def unit_of(text: str) -> str | None:
    """The unit when a cell holds nothing else: （人） → 人."""
    found = _UNIT_ONLY.match(narrow(text))
    return found["unit"] if found else None


def units_in(text: str) -> list[str]:
    """Units that a unit line names: （単位：戸、ヘクタール） → [戸, ヘクタール]; [] when it is no unit line."""
    found = _UNIT_LINE.match(narrow(text))
    if not found:
        return []
    units = [u for u in re.split(r"[、,・;]\s*|\s+", found["units"] or found["units2"]) if u]
    if found["units2"] and not all(_UNIT.fullmatch(u) for u in units):
        return []
    return units


def is_note(text: str) -> bool:
    """A footnote, a source or a memo by its first word."""
    return bool(_NOTE.match(narrow(text)))


def is_as_of(text: str) -> bool:
    """A line that says when: 令和5年10月1日現在."""
    return bool(_AS_OF.search(narrow(text)))


def is_title(text: str) -> bool:
    """A line that names a table: 表1 …, 2022年度分, …の状況."""
    return bool(_TITLE.search(narrow(text))) or kind(text) == "year"


def is_sum(text: str) -> bool:
    """A label that can mean nothing but a sum: 計, 合計, 総数."""
    return bool(_SUM.match(squeeze(text)))


def may_be_sum(text: str) -> bool:
    """A label that can mean a sum or a mean (北地区計); the figures have to tell."""
    return is_sum(text) or bool(_SUM_END.search(squeeze(text))) or is_mean(text)


def is_mean(text: str) -> bool:
    """A label of a row of means."""
    return bool(_MEAN.match(squeeze(text)))


def _year(found: re.Match[str]) -> int | None:
    if found.groupdict().get("year"):
        year = int(found["year"])
        return year if 1600 <= year <= 2199 else None
    count = 1 if found["n"] == "元" else int(found["n"])
    base = ERAS.get(found["era"]) or ERAS.get(found["era"].upper())
    return base + count if base and count else None
