"""Steps that make the values of one column coarser: address, date, classes, top and bottom coding, recoding, rounding."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from catalog.disclosure.rounding import rounded
from catalog.errors import CatalogError
from catalog.release.amounts import Amount, amount, bound, plain, usual_scale
from catalog.release.days import ages, day, serials
from catalog.release.recipe import Recipe, Step
from catalog.release.towns import load_towns
from catalog.release.transform_step import Done, Held, coarsened, mapped, wrong
from catalog.text import LangText

_NO_TOWN: LangText = {
    "ja": "「{column}」の{count}行は住所の表で読めません（町名の誤り、通称、丁目のない町など）。aliases か towns で補うか、unparsed: blank にしてください。",
    "en": "{count} rows of '{column}' are not explained by the address table (wrong or informal town, no such 丁目). Add aliases or towns, or say unparsed: blank.",
}
_NO_DAY: LangText = {
    "ja": "「{column}」の{count}行は日付として読めません。元のファイルで直すか、unparsed: blank（空欄にする）にしてください。",
    "en": "{count} rows of '{column}' cannot be read as dates. Mend them in the source, or say unparsed: blank.",
}
_NO_NUMBER: LangText = {
    "ja": "「{column}」の{count}行は、数として読めないか、境目をまたぐ範囲です。境目を変えるか、unparsed: blank（空欄にする）にしてください。",
    "en": "{count} rows of '{column}' are no numbers, or ranges across a bound. Change the bounds, or say unparsed: blank.",
}
_NO_CODE: LangText = {
    "ja": "「{column}」の{count}行の値は対応表にありません。values か table に加えるか、unparsed: blank（空欄にする）にしてください。",
    "en": "{count} rows of '{column}' are not in the list of values. Add them to values or table, or say unparsed: blank.",
}


def address(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    """番地以下削除, or further: cut where the table of towns says that a 丁目, a town or a municipality ends."""
    options = step.options
    level = {"chome": "block"}.get(options["to"], options["to"])
    own = recipe.path.parent / str(options["towns"]) if options.get("towns") else None
    towns = load_towns(own, options.get("aliases"), options.get("municipality"))
    formal = options.get("style") == "official"

    def cut(value: str) -> str | None:
        found = towns.parse(value, level)
        if found is None:
            return None
        return found.formal(level) if formal or level == "prefecture" else found.until(level)

    return coarsened(step, frame, cut, _NO_TOWN)


def date(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    """A date to its month, year, 年度, decade, or to the age on a declared day and its class."""
    options = step.options
    to, separator, width = options["to"], str(options.get("separator", "-")), int(options.get("width", 10))
    told = day(str(options.get("as_of", "")))
    if to in ("age", "age-class") and (told is None or told[2] is None):
        raise wrong(step, recipe, "an age needs as_of", "the day on which ages are counted: as_of: 2026-04-01")
    today = (told[0], told[1] or 1, told[2] or 1) if told else (0, 1, 1)
    label = _age_classes(step, recipe, width) if to == "age-class" else lambda age: f"{int(age)}歳"
    column = frame[str(options["column"])]
    serial = bool(options["serial"]) if "serial" in options else serials(column.to_list())

    def cut(value: str) -> str | None:
        parsed = day(value, serial)
        if parsed is None or (to in ("month", "fiscal-year") and parsed[1] is None):
            return None
        year, month, _ = parsed
        if to == "month":
            return f"{year:04d}{separator}{month:02d}"
        if to == "year":
            return f"{year:04d}"
        if to == "fiscal-year":
            return f"{year - (month is not None and month < 4)}年度"
        if to == "decade":
            return f"{year // 10 * 10}年代"
        between = ages(parsed, today)
        shown = {label(age) for age in between} if between else set()
        return shown.pop() if len(shown) == 1 else None

    return coarsened(step, frame, cut, _NO_DAY, {"serial_numbers": True} if serial else None)


def _age_classes(step: Step, recipe: Recipe, width: int) -> Callable[[float], str]:
    if step.options.get("breaks"):
        breaks = _breaks(step, recipe, 1.0)
        return lambda age: _class(age, breaks, 1.0, "歳")
    return lambda age: f"{int(age) // width * width}～{int(age) // width * width + width - 1}歳"


def classes(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    """A number to its class: [low, high), by equal widths or by declared breaks. A range must lie inside one class."""
    options = step.options
    scale, usual = usual_scale(frame[str(options["column"])].to_list(), str(options.get("unit", "")))
    unit = str(options.get("unit", usual))
    width = float(options.get("width") or 0) * scale
    breaks = _breaks(step, recipe, scale)
    if not breaks and width <= 0:
        raise wrong(step, recipe, "classes need width or breaks", "width: 10, or breaks: [15, 65]")

    def name(number: float) -> str:
        if breaks:
            return _class(number, breaks, scale, unit)
        low = number // width * width
        return f"{plain(low / scale)}{unit}以上{plain((low + width) / scale)}{unit}未満"

    def cut(value: str) -> str | None:
        read = amount(value)
        if read is None:
            return None
        if math.isinf(read.low) or math.isinf(read.high):
            edge = breaks and (breaks[-1] <= read.low if math.isinf(read.high) else read.high <= breaks[0])
            return name(read.low if math.isinf(read.high) else read.high - scale / 1e6) if edge else None
        # 300-400万 ends where 400-500万 begins: the upper end of a range belongs to the class below it
        top = read.high if read.high == read.low else read.high - scale / 1e6
        return name(read.low) if name(read.low) == name(top) else None

    return coarsened(step, frame, cut, _NO_NUMBER)


def _breaks(step: Step, recipe: Recipe, scale: float) -> list[float]:
    found = [bound(b, scale) for b in step.options.get("breaks") or ()]
    if None in found:
        raise wrong(step, recipe, "breaks must be numbers", "breaks: [15, 65]")
    return sorted(b for b in found if b is not None)


def _class(number: float, breaks: Sequence[float], scale: float, unit: str) -> str:
    above = [b for b in breaks if number >= b]
    below = [b for b in breaks if number < b]
    if not above:
        return f"{plain(below[0] / scale)}{unit}未満"
    return f"{plain(above[-1] / scale)}{unit}以上" + (f"{plain(below[0] / scale)}{unit}未満" if below else "")


def top_bottom(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    """What lies above a declared bound becomes "2000万超", below the lower one "100万未満".

    `share` computes the bounds on all rows of the file, rounds them outwards to two digits (a bound must not be
    somebody's own value), and holds when so few rows have no such tail.
    """
    options = step.options
    column = frame[str(options["column"])]
    scale, usual = usual_scale(column.to_list(), str(options.get("unit", "")))
    unit = str(options.get("unit", usual))
    top, bottom = bound(options.get("top"), scale), bound(options.get("bottom"), scale)
    if (top is None and options.get("top") is not None) or (bottom is None and options.get("bottom") is not None):
        raise wrong(step, recipe, "top and bottom must be numbers", "top: 2000, or top: 2000万")
    record: dict[str, Any] = {}
    if options.get("share") is not None:
        share, ends = float(options["share"]), str(options.get("ends", "both"))
        numbers = np.array([a.low for v in column.to_list() if v and (a := amount(v)) is not None])
        numbers = numbers[np.isfinite(numbers)]
        if not 0 < share < 0.5:
            raise wrong(step, recipe, "share must lie between 0 and 0.5", "share: 0.05 for the top and bottom 5 %")
        if len(numbers) * share < 1:
            return Done(frame, {"removed": {"values": 0}}, (_no_tail(column.name, len(numbers), share),))
        low, high = (float(x) for x in np.quantile(numbers, [share, 1 - share], method="lower"))
        top = _two_digits(high, math.floor) if ends in ("both", "top") else None
        bottom = _two_digits(low, math.ceil) if ends in ("both", "bottom") else None
        if top is not None and bottom is not None and bottom > top:
            raise wrong(step, recipe, "the tails overlap", "declare top and bottom")
        shown = {"bottom": bottom, "top": top}
        record["bounds"] = {k: plain(v / scale) + unit for k, v in shown.items() if v is not None} | {
            "rows": len(numbers)
        }
    if top is None and bottom is None:
        raise wrong(step, recipe, "top, bottom or share is missing", "declare the bounds")
    high_label = str(options.get("top_label") or (f"{plain(top / scale)}{unit}超" if top is not None else ""))
    low_label = str(options.get("bottom_label") or (f"{plain(bottom / scale)}{unit}未満" if bottom is not None else ""))
    coded = {"top": 0, "bottom": 0}
    counts = dict(column.fill_null("").value_counts().iter_rows())

    def cut(value: str) -> str | None:
        read = amount(value)
        if read is None:
            return None
        side = _side(read, top, bottom)
        if side in coded:
            coded[side] += counts.get(value, 0)
            return high_label if side == "top" else low_label
        return value if side == "inside" else None

    done = coarsened(step, frame, cut, _NO_NUMBER, record)
    return Done(done.frame, {**done.record, "removed": {**done.record["removed"], **coded}}, done.held)


def _side(read: Amount, top: float | None, bottom: float | None) -> str:
    """Where an interval lies: "top", "bottom", "inside", "across" a bound."""
    if top is not None and read.high > top:
        return "top" if read.low >= top else "across"
    if bottom is not None and read.low < bottom:
        return "bottom" if read.high <= bottom else "across"
    return "inside"


def _two_digits(number: float, way: Callable[[float], int]) -> float:
    if number == 0:
        return 0.0
    size = 10.0 ** max(0, math.floor(math.log10(abs(number))) - 1)
    return way(number / size) * size


def _no_tail(column: str, rows: int, share: float) -> Held:
    return Held(
        {
            "ja": f"「{column}」の{rows}行には上位・下位{share:.0%}に当たる行がありません。全件から求めた境界を top、bottom に書いてください。",
            "en": f"The {rows} rows of '{column}' have no tail of {share:.0%}. Declare top and bottom as computed on the full file.",
        }
    )


def recode(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    """Values to wider ones by a declared list: towns to districts, occupations to groups."""
    table = {str(k): str(v) for k, v in (step.options.get("values") or {}).items()}
    if step.options.get("table"):
        table |= _table(step, recipe, recipe.path.parent / str(step.options["table"]))
    if not table:
        raise wrong(step, recipe, "values or table is missing", "values: {汐見町: 東部, 凪ケ丘: 西部}")
    return coarsened(step, frame, table.get, _NO_CODE)


def _table(step: Step, recipe: Recipe, path: Any) -> Mapping[str, str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [r for r in csv.reader(file) if r]
    except (OSError, UnicodeDecodeError, csv.Error):
        raise wrong(step, recipe, "the table cannot be read", "UTF-8 CSV: value, wider value") from None
    if any(len(r) < 2 for r in rows):
        raise wrong(step, recipe, "the table needs two columns", "UTF-8 CSV: value, wider value")
    return {r[0]: r[1] for r in rows}


def round_counts(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    """Counts to multiples: up to tens (厚生労働省 plan 1), or to the nearest 5. Marks stay."""
    del recipe
    way, size = step.options.get("way", "up"), int(step.options["to"])

    def turned(value: str) -> str:
        read = amount(value)
        return str(rounded(read.low, size, way)) if read is not None and read.low == read.high else value

    changed = 0
    for name in map(str, step.options["columns"]):
        try:
            column, count = mapped(frame[name], turned)
        except OverflowError:
            raise CatalogError.at(step.name, f"'{name}' holds a number that is too large to round") from None
        frame, changed = frame.with_columns(column), changed + count
    return Done(frame, {"removed": {"values": changed}})
