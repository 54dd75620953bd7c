"""What a column of strings holds, judged by its distinct values and how often each occurs."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import polars as pl

from catalog.regex import regex

#: names of columns whose digits name things instead of measuring them
CODE = regex(
    r"コード|番号|枝番|連番|通し|順番|^(no|№|#.*|[a-z]?id|color|colour)\.?$|(?<![a-z])id$|^id|^parent_station$|^shape_dist_traveled$|[a-z]_(id|type|sequence|index|key)$|mesh|メッシュ"
    r"|電話|fax|ファックス|郵便|code$|number$|jan|方書|番地",
    re.IGNORECASE,
)
#: columns whose value names the row, and those that only look so
NAMES_A_ROW = regex(r"名称|施設名|設置場所|^名前$|^name$|名$|title", re.IGNORECASE)
NAMES_NO_ROW = regex(r"カナ|kana|英|en$|市区?町?村?名|都道府県|氏名", re.IGNORECASE)
YEAR_NAME = regex(r"年度$|年$|^year$|西暦", re.IGNORECASE)
#: signs that stand for "no number here" in Japanese statistics
SIGNS = (
    "-",
    "－",
    "―",
    "‐",
    "–",
    "…",
    "...",
    "x",
    "X",
    "χ",
    "*",
    "**",
    "***",
    "＊",
    "・",
    "不詳",
    "非公表",
    "秘匿",
    "該当なし",
    "▲",
)
_NUMBER = r"^[-+−▲△]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?$"
_ZERO = r"^[-+]?0[0-9]"
_DATE = r"^([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?$"
_DATETIME = r"^[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}[T ][0-9]{1,2}:[0-9]{2}"
_TIME = r"^[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?$"
_YEAR = r"^(1[89]|20)[0-9]{2}$"
_MONTH = r"^[0-9]{4}[-/年](0?[1-9]|1[0-2])月?$"
BOOLEANS = (
    {"0", "1"}, {"有", "無"}, {"あり", "なし"}, {"○", "×"}, {"〇", "×"}, {"true", "false"}, {"TRUE", "FALSE"}, {"はい", "いいえ"},
    {"可", "不可"}, {"yes", "no"}, {"1"}, {"○"}, {"〇"},
)  # fmt: skip
#: declared types that we keep as they are
DECLARED = frozenset({"string", "integer", "number", "boolean", "date", "time", "datetime", "year", "yearmonth", "geopoint", "geojson",
                      "object", "array", "list", "duration"})  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """The distinct values of a column, most frequent first: `values` (String), `counts` (UInt32), `numbers` (Float64,
    null where a value is none; for dates days since 1970)."""

    name: str
    kind: str
    values: pl.Series
    counts: pl.Series
    numbers: pl.Series
    filled: int

    @property
    def distinct(self) -> int:
        return self.values.len()

    @property
    def measures(self) -> bool:
        """True when the numbers measure something (not a code, not a year, not a coordinate)."""
        if self.kind not in ("integer", "number") or CODE.search(self.name) or is_coordinate(self.name):
            return False
        known = self.numbers.drop_nulls()
        if self.kind == "number" or not known.len():
            return True
        low, high = float(known.to_numpy().min()), float(known.to_numpy().max())
        counted = self.distinct == self.filled >= 10 and high - low < 1.2 * self.filled  # 1, 2, 3 …: a running number
        days = known.is_between(19_000_101, 21_001_231) & (known % 100).is_between(1, 31)
        dated = low >= 19_000_101 and float(days.mean() or 0) > 0.95  # type: ignore[arg-type]  # 20260401; 29991231 is no date yet
        return not counted and not dated


def values(name: str, series: pl.Series, missing: tuple[str, ...], declared: str = "any") -> Values:
    """Counts the values of a column and tells its kind. `missing` are texts that stand for an empty cell."""
    empty = [m for m in missing if m]
    full = series.drop_nulls()
    table = full.rename("value").value_counts(name="count")
    table = table.filter(pl.col("value").str.strip_chars() != "")
    if empty:
        table = table.filter(~pl.col("value").is_in(empty))
    table = table.sort("count", "value", descending=[True, False])
    texts, counts = table.get_column("value"), table.get_column("count")
    filled = int(counts.sum() or 0)
    kind = declared if declared in DECLARED else _kind(name, texts, counts, filled)
    return Values(name, kind, texts, counts, _numbers(kind, texts), filled)


def _kind(name: str, texts: pl.Series, counts: pl.Series, filled: int) -> str:
    if not filled:
        return "string"
    distinct = texts.len()
    if distinct <= 2 and set(texts.to_list()) in BOOLEANS and not (distinct == 1 and texts[0] == "1"):
        return "boolean"
    numeric = texts.str.contains(_NUMBER)
    share = _weight(numeric, counts) / filled
    if share > 0.9 and (share == 1 or _weight(texts.is_in(SIGNS) | numeric, counts) == filled):
        zero = texts.str.contains(_ZERO)
        if CODE.search(name) or zero.any():
            return "string"
        if YEAR_NAME.search(name) and texts.str.contains(_YEAR).all():
            return "year"
        return "integer" if not texts.filter(numeric).str.contains(r"[.eE]").any() else "number"
    for kind, pattern in (("date", _DATE), ("datetime", _DATETIME), ("time", _TIME), ("yearmonth", _MONTH)):
        if _weight(texts.str.contains(pattern), counts) >= 0.98 * filled:
            return kind
    return "string"


def _weight(mask: pl.Series, counts: pl.Series) -> int:
    return int(counts.filter(mask).sum() or 0)


def _numbers(kind: str, texts: pl.Series) -> pl.Series:
    if kind in ("integer", "number", "year"):
        plain = texts.str.replace_all(",", "", literal=True).str.replace(r"^[−▲△]", "-").str.strip_chars()
        return plain.cast(pl.Float64, strict=False)
    if kind in ("date", "datetime"):
        parts = texts.str.extract_groups(r"^([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})").struct.unnest()
        frame = parts.select(
            pl.date(*(pl.col(c).cast(pl.Int32, strict=False) for c in parts.columns)).cast(pl.Int32, strict=False).cast(pl.Float64)
        ) if _valid_dates(parts) else None  # fmt: skip
        if frame is not None:
            return frame.to_series()
    return pl.Series([None] * texts.len(), dtype=pl.Float64)


def _valid_dates(parts: pl.DataFrame) -> bool:
    """`pl.date` raises on the 31st of February, so impossible dates leave the column without numbers."""
    joined = parts.select(pl.format("{}-{}-{}", *(pl.col(c).str.zfill(2) for c in parts.columns))).to_series()
    return joined.str.to_date("%Y-%m-%d", strict=False).null_count() == joined.null_count()


_LATITUDE = regex(r"緯度|(?<![a-z])lat(itude)?(?![a-z])")
_LONGITUDE = regex(r"経度|(?<![a-z])(lon|lng|long)(gitude)?(?![a-z])")


def folded(name: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)).lower()


def is_coordinate(name: str) -> bool:
    text = folded(name)
    return bool(_LATITUDE.search(text) or _LONGITUDE.search(text)) or text in ("x", "y", "x座標", "y座標")


def coordinate_columns(names: list[str]) -> tuple[str, str] | None:
    """The latitude and the longitude column by name; None unless there is a best pair.

    「緯度」「施設緯度」「緯度（10進）」 "lat" "Latitude" count; among several the shortest names win.
    """
    found = []
    for pattern in (_LATITUDE, _LONGITUDE):
        matching = sorted((n for n in names if pattern.search(folded(n))), key=lambda n: (len(n), names.index(n)))
        if not matching:
            return None
        found.append(matching[0])
    return (found[0], found[1]) if found[0] != found[1] else None
