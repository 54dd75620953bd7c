"""The steps of a recipe on rows: pure functions of a frame of strings. Each says what it removed, in counts only."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from catalog.disclosure.columns import codes
from catalog.disclosure.generalise import parse_date
from catalog.disclosure.uniqueness import groups
from catalog.errors import CatalogError
from catalog.release.recipe import Recipe, Step
from catalog.release.towns import load_towns
from catalog.text import LangText

_HEX_KEY = 16
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)(万|億)?")


@dataclass(frozen=True, slots=True)
class Done:
    """A frame after a step, what the step did (for provenance), and why it holds the release, if it does."""

    frame: pl.DataFrame
    record: Mapping[str, Any] = field(default_factory=dict)
    held: tuple[LangText, ...] = ()


def apply(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    """One step on a frame.

    Raises:
        CatalogError: the step names a column that is not there, or its parameters make no sense.
    """
    return _FUNCTIONS[step.name](step, frame, recipe)


def wrong(step: Step, recipe: Recipe, what: str, hint: str = "") -> CatalogError:
    """A mistake at a step of the recipe."""
    return CatalogError.at(recipe.path.name, f"{step.name}: {what}", hint, step.line)


def column_of(step: Step, frame: pl.DataFrame, recipe: Recipe, name: Any) -> str:
    """A column that must be there."""
    if str(name) not in frame.columns:
        raise wrong(step, recipe, f"there is no column '{name}'", "columns here: " + ", ".join(frame.columns))
    return str(name)


def _drop(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    names = [column_of(step, frame, recipe, n) for n in step.parameters]
    return Done(frame.drop(names), {"removed": {"columns": len(names)}})


def _keep(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    names = [column_of(step, frame, recipe, n) for n in step.parameters]
    return Done(frame.select(names), {"removed": {"columns": frame.width - len(names)}})


def _rename(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    names = {column_of(step, frame, recipe, k): str(v) for k, v in step.parameters.items()}
    return Done(frame.rename(names), {"removed": {}})


def _address(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    options = step.options
    name = column_of(step, frame, recipe, options["column"])
    level = {"chome": "block"}.get(options["to"], options["to"])
    if level not in ("block", "town", "municipality"):
        raise wrong(
            step, recipe, f"to: '{options['to']}' is unknown", "block (番地以下削除), chome, town, municipality"
        )
    own = recipe.path.parent / str(options["towns"]) if options.get("towns") else None
    towns = load_towns(own, options.get("aliases"), options.get("municipality"))
    formal = options.get("style") == "official"
    unparsed: set[str] = set()

    def cut(value: str) -> str:
        found = towns.parse(value)
        if found is None:
            unparsed.add(value)
            return ""
        return found.formal(level) if formal else found.until(level)

    column, changed = _mapped(frame[name], cut)
    result = frame.with_columns(column)
    bad = frame[name].is_in(list(unparsed)).sum() if unparsed else 0
    record = {"removed": {"values": changed, "unparsed": bad}}
    if bad and options.get("unparsed", "hold") == "hold":
        return Done(result, record, ({
            "ja": f"「{name}」の{bad}行は住所の表で読めません（町名の誤り、通称、丁目のない町など）。aliases か towns で補うか、unparsed: blank にしてください。",
            "en": f"{bad} rows of '{name}' are not explained by the address table (wrong or informal town, no such 丁目). Add aliases or towns, or say unparsed: blank.",
        },))  # fmt: skip
    return Done(result, record)


def _date(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    options = step.options
    name = column_of(step, frame, recipe, options["column"])
    to, separator, width = options["to"], str(options.get("separator", "-")), int(options.get("width", 10))
    if to not in ("month", "year", "decade", "age", "age-class"):
        raise wrong(step, recipe, f"to: '{to}' is unknown", "month, year, decade, age, age-class")
    today = parse_date(str(options.get("as_of", "")))
    if to in ("age", "age-class") and (today is None or today[2] is None):
        raise wrong(step, recipe, "an age needs as_of", "the day on which ages are counted: as_of: 2026-04-01")
    failed: set[str] = set()

    def cut(value: str) -> str:
        parsed = parse_date(value)
        if parsed is None or (to == "month" and parsed[1] is None):
            failed.add(value)
            return ""
        year, month, day = parsed
        if to == "month":
            return f"{year:04d}{separator}{month:02d}"
        if to == "year":
            return f"{year:04d}"
        if to == "decade":
            return f"{year // 10 * 10}年代"
        assert today is not None
        age = today[0] - year - (((today[1] or 1), (today[2] or 1)) < ((month or 1), (day or 1)))
        return f"{age}歳" if to == "age" else f"{age // width * width}～{age // width * width + width - 1}歳"

    column, changed = _mapped(frame[name], cut)
    bad = int(frame[name].is_in(list(failed)).sum()) if failed else 0
    return Done(frame.with_columns(column), {"removed": {"values": changed, "blanked": bad}})


def _classes(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    options = step.options
    name = column_of(step, frame, recipe, options["column"])
    unit = str(options.get("unit", ""))
    breaks = sorted(float(b) for b in options.get("breaks") or ())
    width = float(options.get("width") or 0)
    if not breaks and width <= 0:
        raise wrong(step, recipe, "classes need width or breaks", "width: 10, or breaks: [15, 65]")

    def cut(value: str) -> str:
        number = amount(value)
        if number is None:
            return ""
        if breaks:
            above = [b for b in breaks if number >= b]
            below = [b for b in breaks if number < b]
            if not above:
                return f"{_plain(below[0])}{unit}未満"
            return f"{_plain(above[-1])}{unit}以上" + (f"{_plain(below[0])}{unit}未満" if below else "")
        low = number // width * width
        return f"{_plain(low)}{unit}以上{_plain(low + width)}{unit}未満"

    column, changed = _mapped(frame[name], cut)
    return Done(frame.with_columns(column), {"removed": {"values": changed}})


def _top_bottom(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    options = step.options
    name = column_of(step, frame, recipe, options["column"])
    unit = str(options.get("unit", ""))
    top, bottom = options.get("top"), options.get("bottom")
    record: dict[str, Any] = {}
    if options.get("share") is not None:
        share = float(options["share"])
        numbers = np.array([n for v in frame[name].to_list() if v and (n := amount(v)) is not None])
        if len(numbers) * share < 1:
            return Done(frame, {"removed": {"values": 0}}, ({
                "ja": f"「{name}」の{len(numbers)}行には上位・下位{share:.0%}に当たる行がありません。全件から求めた境界を top、bottom に書いてください。",
                "en": f"The {len(numbers)} rows of '{name}' have no tail of {share:.0%}. Declare top and bottom as computed on the full file.",
            },))  # fmt: skip
        bottom, top = (float(x) for x in np.quantile(numbers, [share, 1 - share], method="lower"))
        record["bounds"] = {"bottom": bottom, "top": top, "rows": len(numbers)}
    if top is None and bottom is None:
        raise wrong(step, recipe, "top, bottom or share is missing", "declare the bounds")
    top_label = str(options.get("top_label") or (f"{_plain(float(top))}{unit}超" if top is not None else ""))
    bottom_label = str(
        options.get("bottom_label") or (f"{_plain(float(bottom))}{unit}未満" if bottom is not None else "")
    )
    coded = {"top": 0, "bottom": 0}
    counts = dict(frame[name].fill_null("").value_counts().iter_rows())

    def cut(value: str) -> str:
        number = amount(value)
        if number is None:
            return value
        if top is not None and number > float(top):
            coded["top"] += counts.get(value, 0)
            return top_label
        if bottom is not None and number < float(bottom):
            coded["bottom"] += counts.get(value, 0)
            return bottom_label
        return value

    column, _ = _mapped(frame[name], cut)
    return Done(frame.with_columns(column), {**record, "removed": {"values": coded["top"] + coded["bottom"], **coded}})


def _suppress_rare(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    options = step.options
    name = column_of(step, frame, recipe, options["column"])
    counts = frame[name].fill_null("").value_counts()
    rare = counts.filter(pl.col("count") < int(options["below"]))[name].to_list()
    hit = frame[name].fill_null("").is_in(rare)
    if options.get("rows"):
        return Done(frame.filter(~hit), {"removed": {"rows": int(hit.sum())}})
    column = (
        pl.select(pl.when(hit).then(pl.lit(str(options.get("with", "その他")))).otherwise(frame[name]))
        .to_series()
        .alias(name)
    )
    return Done(frame.with_columns(column), {"removed": {"values": int(hit.sum())}})


def _groups(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    options = step.options
    names = [column_of(step, frame, recipe, n) for n in options["columns"]]
    below, do = int(options["below"]), options.get("do", "drop")
    small = _small_rows(frame, names, below)
    if do == "drop":
        return Done(frame.filter(pl.Series(~small)), {"removed": {"rows": int(small.sum())}})
    if do == "merge":
        target = column_of(step, frame, recipe, options.get("column") or names[0])
        label = str(options.get("with", "その他"))
        merged = frame.with_columns(
            pl.when(pl.Series(small)).then(pl.lit(label)).otherwise(pl.col(target)).alias(target)
        )
        left = _small_rows(merged, names, below)
        return Done(merged.filter(pl.Series(~left)), {"removed": {"values": int(small.sum()), "rows": int(left.sum())}})
    if do == "blank":
        targets = [column_of(step, frame, recipe, options["column"])] if options.get("column") else names
        label = str(options.get("with", "＊"))
        blanked = frame.with_columns(
            pl.when(pl.Series(small)).then(pl.lit(label)).otherwise(pl.col(t)).alias(t) for t in targets
        )
        return Done(blanked, {"removed": {"values": int(small.sum()) * len(targets)}})
    raise wrong(step, recipe, f"do: '{do}' is unknown", "drop, merge, blank")


def _code(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    options = step.options
    name = column_of(step, frame, recipe, options["column"])
    if options["do"] == "remove":
        return Done(frame.drop(name), {"removed": {"columns": 1}})
    if options["do"] != "replace":
        raise wrong(step, recipe, f"do: '{options['do']}' is unknown", "remove, replace")
    key = _key(step, recipe)

    def keyed(value: str) -> str:
        return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()[:_HEX_KEY]

    column, changed = _mapped(frame[name], keyed)
    return Done(frame.with_columns(column), {"removed": {"values": changed}, "method": "HMAC-SHA256"})


def _key(step: Step, recipe: Recipe) -> bytes:
    """The secret of keyed replacement; it must lie outside the folder of the recipe and be no guessable word."""
    named = step.options.get("key")
    if not named:
        raise wrong(step, recipe, "replace needs a key file", "key: ../secrets/codes.key, outside the dataset folder")
    path = (recipe.path.parent / str(named)).resolve()
    if path.is_relative_to(recipe.path.parent.resolve()):
        raise wrong(
            step, recipe, "the key file lies inside the dataset folder", "move it out, it must never be published"
        )
    try:
        key = path.read_bytes().strip()
    except OSError:
        raise wrong(step, recipe, "the key file cannot be read", "make one with 32 random bytes") from None
    if len(key) < _HEX_KEY:
        raise wrong(step, recipe, "the key is shorter than 16 bytes", "make one with 32 random bytes")
    return key


def _shuffle(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    """Rows in an order that depends on their content and a seed only, so that the order of the source is gone."""
    del recipe
    seed = str(step.options.get("seed", 1))
    rows = ["\x1f".join(v or "" for v in row) for row in frame.iter_rows()]
    order = sorted(range(len(rows)), key=lambda i: (hashlib.sha256(f"{seed}\x1e{rows[i]}".encode()).digest(), rows[i]))
    return Done(frame[order], {"removed": {"order": True}})


def _round(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    from catalog.disclosure.rounding import rounded

    way, size = step.options.get("way", "up"), int(step.options["to"])
    if way not in ("up", "half-up", "nearest"):
        raise wrong(step, recipe, f"way: '{way}' is unknown", "up, half-up, nearest")
    changed = 0
    for name in (column_of(step, frame, recipe, n) for n in step.options["columns"]):
        column, count = _mapped(frame[name], lambda v: v if (n := amount(v)) is None else str(rounded(n, size, way)))
        frame, changed = frame.with_columns(column), changed + count
    return Done(frame, {"removed": {"values": changed}})


def amount(value: str) -> float | None:
    """The number a cell begins with; of a range (300-400万, 5000万-5500万) the lower end, in the unit as written."""
    text = value.replace(",", "").strip()
    found = _AMOUNT.match(text)
    return float(found[1]) if found else None


def _mapped(column: pl.Series, function: Callable[[str], str]) -> tuple[pl.Series, int]:
    """A column after a function of its distinct values, and how many cells changed. Empty cells stay empty."""
    distinct = [v for v in column.unique().to_list() if v]
    table = {v: function(v) for v in sorted(distinct)}
    result = (
        column.replace_strict(list(table), list(table.values()), default=None, return_dtype=pl.String)
        if table
        else column
    )
    changed = int((column.fill_null("") != result.fill_null("")).sum())
    return result.alias(column.name), changed


def _small_rows(frame: pl.DataFrame, names: list[str], below: int) -> Any:
    classes = groups([codes(frame[n]) for n in names])
    return classes.sizes[classes.of_row] < below


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)


def _aggregate(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    from catalog.release.transform_aggregate import aggregate

    return aggregate(step, frame, recipe)


_FUNCTIONS: dict[str, Callable[[Step, pl.DataFrame, Recipe], Done]] = {
    "drop": _drop, "keep": _keep, "rename": _rename, "address": _address, "date": _date, "classes": _classes,
    "top_bottom": _top_bottom, "suppress_rare": _suppress_rare, "groups": _groups, "code": _code,
    "shuffle": _shuffle, "aggregate": _aggregate, "round": _round,
}  # fmt: skip
