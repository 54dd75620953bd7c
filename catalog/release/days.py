"""Dates as they come out of municipal systems, read for a recipe: what is no day of the calendar is not read.

Beyond `disclosure.generalise.parse_date`: 昭56.10.23, the seven digits of resident systems (3561023: 1 明治 2 大正 3 昭和
4 平成 5 令和), and the serial numbers that a spreadsheet leaves behind when its dates are saved as CSV.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Iterable

from catalog.disclosure.generalise import parse_date
from catalog.regex import regex

Day = tuple[int, int | None, int | None]

_ERAS = {
    "明": (1868, 1912), "大": (1912, 1926), "昭": (1926, 1989), "平": (1989, 2019), "令": (2019, 2200),
}  # fmt: skip
_DIGIT_ERA = dict(zip("12345", _ERAS, strict=True))
_SHORT = regex(r"([明大昭平令])(?=\d|元)")
_CODED = regex(r"([1-5])(\d{2})(\d{2})(\d{2})$")
_LETTER = {"m": "明", "t": "大", "s": "昭", "h": "平", "r": "令"}
_ERA_YEAR = regex(r"(?:明治|大正|昭和|平成|令和|[mtshr])\.?(\d{1,2}|元)年?$", re.IGNORECASE)
_FULL = {"明": "明治", "大": "大正", "昭": "昭和", "平": "平成", "令": "令和"}
_YEARS = (1868, 2200)
#: serial 1 is 1900-01-01 in a spreadsheet (which knows a 29 February 1900)
_EPOCH = dt.date(1899, 12, 30)
_SERIAL = regex(r"\d{3,5}(?:\.\d+)?$")


def day(value: str, serial: bool = False) -> Day | None:
    """(year, month, day) of a date, the finer parts None when they are not written; None when it is no date."""
    text = unicodedata.normalize("NFKC", value).strip().removesuffix("生").removesuffix("生まれ")
    if serial and _SERIAL.match(text):
        number = int(float(text))
        if number < 1:
            return None
        found = _EPOCH + dt.timedelta(days=number)
        return found.year, found.month, found.day
    if coded := _CODED.match(text):
        first = _ERAS[_DIGIT_ERA[coded[1]]][0]
        return _checked((first - 1 + int(coded[2]), int(coded[3]), int(coded[4])), _DIGIT_ERA[coded[1]])
    text = re.sub(r"\(.*?\)$", "", _SHORT.sub(lambda m: _FULL[m[1]], text)).strip()
    head = text[:1].lower()
    era = head if head in _ERAS else _LETTER.get(head, "")
    if era and (only := _ERA_YEAR.match(text)):
        return _checked((_ERAS[era][0] - 1 + (1 if only[1] == "元" else int(only[1])), None, None), era)
    return _checked(parse_date(text), era)


def serials(values: Iterable[str]) -> bool:
    """Whether a column of dates holds serial numbers: most filled cells are numbers of five digits between 1927 and 2100."""
    filled = [v.strip() for v in values if v and v.strip()]
    hits = sum(len(v.split(".")[0]) == 5 and bool(_SERIAL.match(v)) and 9_999 < float(v) < 73_051 for v in filled)
    return bool(filled) and hits > 0.5 * len(filled)


def ages(born: Day, today: tuple[int, int, int]) -> tuple[int, int] | None:
    """Youngest and oldest age in full years on a day; None before birth. They differ when a month or day is missing."""
    year, month, number = born
    low = _age((year, month or 12, number or 31), today)
    high = _age((year, month or 1, number or 1), today)
    return (max(low, 0), high) if high >= 0 else None


def _age(born: tuple[int, int, int], today: tuple[int, int, int]) -> int:
    return today[0] - born[0] - ((today[1], today[2]) < (born[1], born[2]))


def _checked(found: Day | None, era: str = "") -> Day | None:
    """The date when it stands in the calendar, and in its era (昭和65年 is none)."""
    if found is None:
        return None
    year, month, number = found
    first, last = _ERAS.get(era, _YEARS)
    if not first <= year <= last or (month is not None and not 1 <= month <= 12):
        return None
    if number is not None and (month is None or not 1 <= number <= calendar.monthrange(year, month)[1]):
        return None
    return found
