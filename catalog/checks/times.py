"""Years and dates that a machine can order (L3-05)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from catalog.checks.columns import Column, Part, parts
from catalog.regex import regex
from catalog.rule import Context, Hit, check
from catalog.tables.table import Source
from catalog.text import kanji_number

_KANJI = "一二三四五六七八九十"
_COUNT = rf"(?:\d{{1,2}}|[{_KANJI}]{{1,3}})"
#: 令和6, R6, 令6, r6 (only where month or day follow), 令和六, 令和元
_ERA = (
    r"(?:令和|平成|昭和|大正|明治|[令平昭大明](?=\s*\.?\s*[\d元])|[MTSHR]|[mtshr](?=\s*\.?\s*\d+\s*[./\-年]))"
    rf"\s*\.?\s*(?:[1-9]\d?|0[1-9]|元|[{_KANJI}]{{1,3}})(?!\d)"
)
_DATE_PART = rf"(?:\s*年度?|[./\-・])?\s*(?:{_COUNT}\s*(?:月|[./\-・])?\s*(?:{_COUNT}\s*日?)?)?"
_ERA_DATE = regex(rf"\s*{_ERA}{_DATE_PART}(?:度|末|初め?|分|以降|以前|現在|時点|頃|ごろ|[(（].*[)）])?\s*")
#: R060401: only a date where a column is one of dates
_ERA_DIGITS = regex(r"[MTSHRmtshr]\.?\d{4}(?:\d{2})?")


_WESTERN = regex(r"(?:西暦\s*)?(?:1[6-9]|20|21)\d{2}(?!\d)")


_NO_YEAR = regex(
    r"\s*\d{1,2}\s*(?:月|/|\.|-)\s*\d{1,2}\s*日?\s*(?:[(（].[)）])?\s*|\s*\d{1,2}月\s*(?:上旬|中旬|下旬)?\s*"
)


_SHORT_YEAR = regex(r"\s*['’`]?\d{2}\s*(?:[./\-年])\s*\d{1,2}(?:\s*[./\-月]\s*\d{1,2}\s*日?)?月?\s*")


_AMERICAN = regex(r"\s*\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{4}|\d{2})\s*")


_ENGLISH = regex(r"(?i).*\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b.*\d.*")


_SERIAL = regex(r"[1-5]\d{4}(?:\.\d+)?")


_SHAPES = (
    ("2026-04-01", regex(r"\d{4}-\d{1,2}(?:-\d{1,2})?(?:[T ].*)?")),
    ("2026/4/1", regex(r"\d{4}/\d{1,2}(?:/\d{1,2})?(?: .*)?")),
    ("2026.4.1", regex(r"\d{4}\.\d{1,2}(?:\.\d{1,2})?")),
    ("2026年4月1日", regex(r"\d{4}年\d{1,2}月(?:\d{1,2}日)?")),
    ("20260401", regex(r"(?:19|20)\d{6}")),
)


def fault(value: str) -> str | None:
    """What is wrong with a date's notation: era, era-digits, no-year, short-year, order, serial; None when a western year is in it."""
    text = unicodedata.normalize("NFKC", value).strip()
    if _AMERICAN.fullmatch(text):
        return "order"
    if _WESTERN.search(text):
        return "order" if _ENGLISH.fullmatch(text) else None
    if _ERA_DATE.fullmatch(text):
        return "era"
    if _ERA_DIGITS.fullmatch(text):
        return "era-digits"
    if _NO_YEAR.fullmatch(text):
        return "no-year"
    if _SHORT_YEAR.fullmatch(text):
        return "short-year"
    return "serial" if _SERIAL.fullmatch(text) else None


_FAULTS = {
    "era": {"ja": "西暦のない和暦", "en": "a Japanese era without the western year"},
    "era-digits": {"ja": "西暦のない和暦", "en": "a Japanese era without the western year"},
    "no-year": {"ja": "年のない日付", "en": "a date without a year"},
    "short-year": {"ja": "2桁の年", "en": "a year of two digits"},
    "order": {"ja": "日本の順でない日付", "en": "a date in another order"},
    "serial": {"ja": "表計算ソフトの通し番号", "en": "a serial number of a spreadsheet"},
    "mixed": {"ja": "いくつもの書き方", "en": "several notations"},
}


@check("era-year", "source")
def era_year(source: Source, context: Context, share: float = 0.1) -> Iterator[Hit]:
    """L3-05: dates by era alone, without a year, in two digits, as serials, in mixed notations."""
    for part in parts(source, context):
        for column in part.columns:
            if column.role in ("number", "coordinate", "code", "empty") or not column.sample:
                continue
            dated = column.role in ("date", "year")
            faults = Counter(f for v in _telling(column, dated=dated) if (f := fault(v)))
            if not dated:
                faults = Counter({"era": faults["era"]} if faults["era"] * 2 > len(column.sample) else {})
            count = sum(faults.values())
            # a single era among western dates is another notation; other faults may be slips of a few
            enough = count >= share * len(column.sample) or (dated and faults["era"])
            if count and enough and not (faults["era"] and _western_beside(column, part.columns)):
                worst = faults.most_common(1)[0][0]
                bad = [v for v in column.series.unique().drop_nulls().to_list() if fault(v)]
                flags = column.series.is_in(bad).fill_null(value=False)
                yield Hit(
                    column.place(column.rows(flags)), int(flags.sum()), column.filled, details={"what": _FAULTS[worst]}
                )
            elif dated:
                yield from _mixed(column)
        yield from _era_headers(part)


def _telling(column: Column, *, dated: bool) -> list[str]:
    """The sample, and in a long column of dates every value too that begins like an era."""
    if not dated or column.height <= len(column.sample) or not column.has(_ERA_LETTERS):
        return column.sample
    eras = column.series.filter(
        column.series.str.contains(r"^\s*[令平昭大明㋿㍻㍼㍽㍾MTSHRmtshr]").fill_null(value=False)
    )
    return [*column.sample, *eras.unique(maintain_order=True).to_list()]


_ERA_LETTERS = frozenset("令平昭大明㋿㍻㍼㍽㍾MTSHRmtshr")


def _mixed(column: Column) -> Iterator[Hit]:
    shapes = Counter(
        name
        for v in column.sample
        for name, shape in _SHAPES
        if shape.fullmatch(unicodedata.normalize("NFKC", v).strip())
    )
    if len(shapes) < 2:
        return
    usual = shapes.most_common(1)[0][0]
    pattern = dict(_SHAPES)[usual]
    odd = [
        v
        for v in column.series.unique().drop_nulls().to_list()
        if not pattern.fullmatch(unicodedata.normalize("NFKC", v).strip())
    ]
    flags = column.series.is_in(odd).fill_null(value=False)
    yield Hit(
        column.place(column.rows(flags)),
        int(flags.sum()),
        column.filled,
        shown=" / ".join(shapes),
        details={"what": _FAULTS["mixed"]},
    )


def western_year(text: str) -> int | None:
    """The western year of a Japanese era year (令和8 → 2026, S59 → 1984)."""
    folded = unicodedata.normalize("NFKC", text).strip()
    match = re.match(rf"(令和?|平成?|昭和?|大正?|明治?|[MTSHRmtshr])\s*\.?\s*(\d{{1,2}}|元|[{_KANJI}]{{1,3}})", folded)
    if not match:
        return None
    return _STARTS[match[1][0].upper()] + kanji_number(match[2])


#: the year before the first of each era
_STARTS = {
    "令": 2018,
    "平": 1988,
    "昭": 1925,
    "大": 1911,
    "明": 1867,
    "R": 2018,
    "H": 1988,
    "S": 1925,
    "T": 1911,
    "M": 1867,
}


def _western_beside(column: Column, others: tuple[Column, ...]) -> bool:
    """Whether another column gives the same years in the western calendar."""
    rows = [(i, western_year(v)) for i, v in enumerate(column.series.head(200).to_list()) if v]
    wanted = [(i, year) for i, year in rows if year]
    if not wanted:
        return False
    for other in others:
        if other is column or other.role not in ("date", "year", "number", "text"):
            continue
        values = other.series.head(200).to_list()
        same = sum(bool(values[i]) and str(year) in str(values[i])[:8] for i, year in wanted)
        if same * 10 >= len(wanted) * 8:
            return True
    return False


def _era_headers(part: Part) -> Iterator[Hit]:
    """Years by era as column names."""
    eras = [
        c
        for c in part.columns
        if _ERA_DATE.fullmatch(re.sub(r"[(（].*?[)）]", "", c.name)) and not _WESTERN.search(c.name)
    ]
    eras = [c for c in eras if not re.fullmatch(r"[A-Za-z]\d{1,2}", c.name) or len(eras) >= 2]
    if eras and not part.table.headerless:
        column = eras[0]
        yield Hit(
            column.place(part.table.header_rows), len(eras), shown=column.header, details={"what": _FAULTS["era"]}
        )
