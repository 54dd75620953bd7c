"""Numbers that are numbers, with their unit, their symbols explained, blank told from zero (L1-09, L2-01, L3-03, L3-04)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import polars as pl

from catalog.checks.columns import (
    CODE,
    ORDINAL,
    UNITS,
    Column,
    columns,
    is_symbol,
    parts,
)
from catalog.checks.units import with_unit
from catalog.regex import regex
from catalog.rule import Context, Hit, check
from catalog.tables.cells import CellSet
from catalog.tables.table import Source

# [0-9] and not \d: a full-width digit is one of the things to find
_PLAIN = r"^[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$"


_PLAIN_CHARACTERS = frozenset("0123456789.-")


@check("number-as-text", "source")
def number_as_text(source: Source, context: Context) -> Iterator[Hit]:
    """L2-01: numbers with commas, signs, full-width digits, words; in workbooks also numbers stored as text."""
    for column in columns(source, context):
        if column.role != "number":
            continue
        flags = _odd_numbers(column) & ~with_unit(column, plain=True)
        stored = column.layout.text_cells
        if isinstance(stored, CellSet) and column.index in stored.columns and not _ticked(column):
            typed = set(stored.rows(column.index))
            rows = pl.Series([row in typed for row in column.table.rows], dtype=pl.Boolean)
            flags = flags | (rows & column.series.is_not_null() & ~_symbols(column))
        count = int(flags.sum())
        if count:
            yield Hit(column.place(column.rows(flags)), count, column.filled)


def _odd_numbers(column: Column) -> pl.Series:
    """Filled cells that are no plain number and no sign for a missing one."""
    none = pl.repeat(False, column.height, eager=True)
    if column.characters <= _PLAIN_CHARACTERS:
        return none
    odd = ~column.series.str.contains(_PLAIN).fill_null(value=True)
    return odd & ~_symbols(column) if odd.any() else none


def _symbols(column: Column) -> pl.Series:
    """Cells that hold a sign in place of a number."""
    odd = column.series.filter(~column.series.str.contains(_PLAIN).fill_null(value=True)).unique(maintain_order=True)
    signs = [v for v in odd.to_list()[:50_000] if is_symbol(v)]
    return column.series.is_in(signs).fill_null(value=False)


@check("symbol-in-numbers", "source")
def symbol_in_numbers(source: Source, context: Context) -> Iterator[Hit]:
    """L3-03: X, ***, - and the like among numbers, where neither a note nor the description says what they mean."""
    described = {
        f.name: " ".join(f.description.values()) for f in (context.resource.fields if context.resource else ())
    }
    for part in parts(source, context):
        notes = " ".join(text for _, text in part.table.notes)
        for column in part.columns:
            if column.role != "number" or column.characters <= _PLAIN_CHARACTERS - {"-", "."}:
                continue
            flags = _symbols(column)
            count = int(flags.sum())
            if not count:
                continue
            legend = unicodedata.normalize("NFKC", f"{notes} {described.get(column.header, '')}").strip()
            signs = sorted({v.strip() for v in column.series.filter(flags).unique().to_list()})
            if legend and all(_explained(sign, legend) for sign in signs):
                continue
            yield Hit(
                column.place(column.rows(flags)),
                count,
                column.filled,
                shown=" ".join(signs[:5]),
                details={"signs": " ".join(signs[:5])},
            )


def _explained(sign: str, legend: str) -> bool:
    folded = re.escape(unicodedata.normalize("NFKC", sign))
    return bool(re.search(rf"[「『\"'(]?{folded}[」』\"')]?\s*(?:は|:|=|…|・・|―)", legend))


@check("blank-or-zero", "source")
def blank_or_zero(source: Source, context: Context) -> Iterator[Hit]:
    """L1-09: a column of numbers with both blanks and zeros: is a blank nothing, or not known?"""
    for column in columns(source, context):
        if column.role == "number" and 0 < column.filled < column.height:
            zeros = int((column.series == "0").sum())
            if zeros:
                flags = column.series.is_null()
                yield Hit(
                    column.place(column.rows(flags)),
                    column.height - column.filled,
                    column.height,
                    details={"zeros": zeros},
                )


#: words in brackets that say which figure it is, and not in what it is measured
_QUALIFIER = (
    r"見込み?|実績|予定|予算|決算|計画|目標|速報値?|確報値?|確定値?|推計値?|概算|暫定|参考|再掲|男|女|男性|女性|男子|女子|計|合計|総数|税込み?|税抜き?|平均|最[大小高低]"
    r"|前年度?|前回|今回|当年|前期|後期|午前|午後|市内|市外|国内|国外|昼間|夜間|常勤|非常勤|正規|公立|私立|平日|休日|うち.*|内数|.*[当あ]たり|.*年度?|.*月|.*現在|.*時点"
)
_UNIT_IN_HEADER = regex(
    rf"[(（\[［【〔<＜]\s*(?!(?:{_QUALIFIER})[)）\]］】〕>＞])[^)）\]］】〕>＞]+[)）\]］】〕>＞]|(?:[_/／・:：\s]|単位)(?:{UNITS})$"
    r"|(?<=[\u3040-\u9fff])(?:kcal|kg|mg|g|km|cm|mm|m|ha|t|kW|kWh|円|％|%)$"
    r"|[_\s/](?:m2?|km2?|kg|t|ha|yen|jpy|usd|pct|percent|count|persons?|people|households?|min|minutes|hours?|days|years)$",
    re.IGNORECASE,
)


@check("missing-unit", "source")
def missing_unit(source: Source, context: Context) -> Iterator[Hit]:
    """L3-04: amounts whose unit stands neither in the header nor in a unit column, a unit line or the declaration."""
    declared = {f.name: f for f in context.resource.fields} if context.resource else {}
    for part in parts(source, context):
        if part.table.headerless or any(
            "単位" in column.name or column.name.lower() == "unit" for column in part.columns
        ):
            continue
        if any("単位" in text for _, text in part.table.notes):
            continue
        for column in part.columns:
            field = declared.get(column.header)
            if column.role != "number" or not column.header.strip() or (field is not None and field.unit):
                continue
            if _UNIT_IN_HEADER.search(unicodedata.normalize("NFKC", column.header).strip()) or _needs_no_unit(column):
                continue
            yield Hit(
                column.place(part.table.header_rows),
                details={"name": column.header.strip()},
                shown=column.header.strip(),
            )


#: quantities that are measured in nothing
_PURE = regex(r"pH|指数|係数|比重|震度|偏差値|倍率", re.IGNORECASE)
_YES_OR_NO = regex(r"有無|可否|要否|種別|該当|対応|重複|フラグ|flag$", re.IGNORECASE)
_LEVEL = regex(r"レベル$|level", re.IGNORECASE)


def _is_flag(column: Column) -> bool:
    """0 and 1 for no and yes."""
    return set(column.sample) <= {"0", "1"}


def _ticked(column: Column) -> bool:
    """A flag that cannot be a count: 1 or nothing, or 0 and 1 below a name that says so (災害種別_洪水)."""
    return _is_flag(column) and ("0" not in column.sample or bool(_YES_OR_NO.search(column.name)))


def _needs_no_unit(column: Column) -> bool:
    """Ordinals, flags, running numbers, years as names; amounts whose cells or number format show the unit."""
    measured = _LEVEL.search(column.bare) and any("." in v for v in column.sample)  # 騒音レベル: 62.5 ranks nothing
    if (ORDINAL.search(column.bare) and not measured) or CODE.search(column.bare) or _PURE.search(column.bare):
        return True
    if re.fullmatch(r"[\d\W]+", column.bare):
        return True
    values = [v for v in column.sample if re.fullmatch(r"\d+", v)]
    if _is_flag(column):
        return True
    numbers = [int(v) for v in values[:50]]
    if (
        len(numbers) > 3
        and len(values) == len(column.sample)
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] <= 1
    ):
        return True
    if column.kinds["unit"] * 2 > len(column.sample):
        return True
    rows = [column.table.rows[i] for i in range(min(column.height, 5))]
    formats = [column.layout.formats.get((row, column.index), "") for row in rows]
    return any(re.search(r'"[^"]+"|[%円人件]', code) for code in formats)
