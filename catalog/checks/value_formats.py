"""Formats of values in columns that say what they are: dates, times, coordinates, postcodes, phones, lists, codes.

Source: 行政基本情報データ連携モデル and GIF コアデータパーツ (dates ISO 8601, times with seconds optional, coordinates decimal with six
places, postcodes seven digits, phones half-width), check digits of municipality and corporate codes. A column counts only
when its declaration or its whole name says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from catalog.checks.columns import Column, parts
from catalog.model import Field
from catalog.privacy import checksums
from catalog.regex import regex
from catalog.rule import Context, Hit, check
from catalog.tables.table import Source
from catalog.text import valid_area_code


def corporate_check_digit(number: str) -> bool:
    """法人番号: 13 digits, the first is 9 − (Σ Pn·Qn mod 9), Q = 1 and 2 in turn from the right."""
    if not re.fullmatch(r"[1-9]\d{12}", number):
        return False
    total = sum(int(d) * (1 if i % 2 == 0 else 2) for i, d in enumerate(reversed(number[1:])))
    return int(number[0]) == 9 - total % 9


def _corporate(series: pl.Series) -> pl.Series:
    """The same for a whole column at once; null where a value is not 13 plain digits."""
    digits = series.str.contains("^[0-9]{13}$")
    return pl.select(pl.when(digits).then(checksums.corporate_number(series))).to_series()


def _pattern(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: bool(compiled.fullmatch(text))


def _within(low: float, high: float) -> Callable[[str], bool]:
    """A plain decimal number of degrees within limits."""

    def fits(text: str) -> bool:
        return bool(re.fullmatch(r"-?\d{1,3}(?:\.\d+)?", text)) and low <= float(text) <= high

    return fits


@dataclass(frozen=True, slots=True)
class _Format:
    """`names`: what the whole name of a column is; `field`: whether a declaration says so; `fits`: a right value."""

    names: re.Pattern[str]
    fits: Callable[[str], bool]
    field: Callable[[Field], bool] = lambda _: False
    #: values that match need no closer look (Rust's syntax; only a shortcut over many rows)
    quick: str = ""
    #: limits of plain numbers that need no closer look
    limits: tuple[float, float] | None = None
    #: right, wrong, or null for a closer look, of a whole column
    whole: Callable[[pl.Series], pl.Series] | None = None


_FORMATS: dict[str, _Format] = {
    "time": _Format(
        regex(r"(?:利用|診療|開館|営業|受付)?(?:開始|終了|開館|閉館)(?:時間|時刻)"),
        _pattern(r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"),
        lambda f: f.type == "time",
    ),
    "latitude": _Format(regex(r"緯度|latitude|lat", re.IGNORECASE), _within(20, 46), limits=(20, 46)),
    "longitude": _Format(regex(r"経度|longitude|lon|lng", re.IGNORECASE), _within(122, 154), limits=(122, 154)),
    "postcode": _Format(
        regex(r".{0,4}郵便番号|zip(?:_?code)?|postal_?code", re.IGNORECASE),
        _pattern(r"\d{3}-?\d{4}"),
        quick=r"^[0-9]{3}-?[0-9]{4}$",
    ),
    "phone": _Format(
        regex(r".{0,4}(?:電話番号|FAX番号|ファクス番号)|tel|phone|fax", re.IGNORECASE),
        _pattern(r"\(?0\d{1,4}\)?-?\d{1,4}-?\d{3,4}|\+81[ -]?\(?\d{1,4}\)?-?\d{1,4}-?\d{3,4}"),
        quick=r"^0[0-9]{1,4}-?[0-9]{1,4}-?[0-9]{3,4}$",
    ),
    "weekday": _Format(regex(r"(?:利用可能|診療|営業|開館)曜日"), _pattern(r"月?火?水?木?金?土?日?祝?")),
    "municipality-code": _Format(regex(r"(?:所在地_)?全国地方公共団体コード"), valid_area_code),
    "corporate-number": _Format(
        regex(r"法人番号|corporate_?number", re.IGNORECASE), corporate_check_digit, whole=_corporate
    ),
}


def _kind(column: Column, field: Field | None) -> str | None:
    for kind, form in _FORMATS.items():
        if form.names.fullmatch(column.bare) or (field is not None and form.field(field)):
            return kind
    return None


@check("value-format", "source")
def value_format(source: Source, context: Context, kinds: str = "") -> Iterator[Hit]:
    """Values that do not have the format that their column's name or declaration asks for."""
    wanted = kinds.split()
    declared = {f.name: f for f in context.resource.fields} if context.resource else {}
    for part in parts(source, context):
        for column in part.columns:
            kind = _kind(column, declared.get(column.header))
            if kind is None or kind not in wanted or not column.filled:
                continue
            wrong, other = _wrong(column.series, _FORMATS[kind])
            count = int(wrong.sum())
            if count:
                yield Hit(
                    column.place(column.rows(wrong)),
                    count,
                    column.filled,
                    details={"expected": _EXPECTED[kind], "width": other},
                )


def _wrong(series: pl.Series, form: _Format) -> tuple[pl.Series, int]:
    """Cells with a wrong value; and how many different ones are right but for full width or blanks (the sample says how).

    The many that are plainly right are left out first.
    """
    if form.whole is not None:
        right = form.whole(series)
    elif form.quick:
        right = series.str.contains(form.quick)
    elif form.limits is not None:
        right = series.cast(pl.Float64, strict=False).is_between(*form.limits)
    else:
        right = pl.Series([None], dtype=pl.Boolean).new_from_index(0, len(series))
    known = right if form.whole is not None else right.replace(False, None)
    rest = series.filter(known.is_null()).drop_nulls().unique().to_list()
    odd = [v for v in rest if v.strip() and not form.fits(v)]
    wrong = ~known.fill_null(value=True)
    if odd:
        wrong |= series.is_in(odd).fill_null(value=False)
    return wrong, sum(form.fits(unicodedata.normalize("NFKC", v).strip()) for v in odd)


_EXPECTED = {
    "time": {"ja": "HH:MM（例 09:00）", "en": "HH:MM, such as 09:00"},
    "latitude": {"ja": "10進の緯度（例 35.676000）", "en": "a decimal latitude, such as 35.676000"},
    "longitude": {"ja": "10進の経度（例 139.745000）", "en": "a decimal longitude, such as 139.745000"},
    "postcode": {"ja": "7桁の数字（例 1000013）", "en": "seven digits, such as 1000013"},
    "phone": {"ja": "半角数字とハイフンだけ（例 03-0000-0000）", "en": "half-width digits and hyphens only"},
    "weekday": {"ja": "曜日の文字だけ（例 月火水木金）", "en": "the letters of weekdays only (月火水木金)"},
    "municipality-code": {
        "ja": "検査数字の合う6桁のコード（例 131016）",
        "en": "six digits with the right check digit",
    },
    "corporate-number": {"ja": "検査数字の合う13桁の番号", "en": "13 digits with the right check digit"},
}
