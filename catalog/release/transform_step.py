"""What the steps of a recipe share: what a step gives back, and how it treats a column by its distinct values."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from catalog.disclosure.columns import codes
from catalog.disclosure.uniqueness import groups
from catalog.errors import CatalogError
from catalog.release.recipe import Recipe, Step
from catalog.text import LangText

#: cells that say that nothing is known; they stay as they are, in every step
UNKNOWN = frozenset(
    [
        "不明", "不詳", "無回答", "未回答", "回答しない", "非公表", "未記入", "未記載", "調査中", "未定", "なし",
        "-", "―", "—", "…", "x", "X", "*", "unknown", "n/a", "na",
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """Why a step holds the release, and the positions of the rows that are the reason (their values are not told)."""

    words: LangText
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """A frame after a step, what the step did in counts (for provenance), and why it holds the release, if it does."""

    frame: pl.DataFrame
    record: Mapping[str, Any] = field(default_factory=dict)
    held: tuple[Held, ...] = ()


def wrong(step: Step, recipe: Recipe, what: str, hint: str = "") -> CatalogError:
    """A mistake at a step of the recipe."""
    return CatalogError.at(recipe.path.name, what, hint, step.line)


def is_unknown(value: str) -> bool:
    """不明, 無回答, － and the like."""
    return unicodedata.normalize("NFKC", value).strip().lower() in UNKNOWN or value.strip() in UNKNOWN


def mapped(column: pl.Series, function: Callable[[str], str]) -> tuple[pl.Series, int]:
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


def coarsened(
    step: Step,
    frame: pl.DataFrame,
    function: Callable[[str], str | None],
    reason: LangText,
    record: Mapping[str, Any] | None = None,
) -> Done:
    """A column after a function that gives None for what it cannot read.

    `unparsed: hold` (the default) holds the release then, `blank` empties such cells, `keep` leaves them as they are.
    Cells that say 不明 and the like stay.
    """
    name = str(step.options["column"])
    way = step.options.get("unparsed", "hold")
    unread: set[str] = set()

    def read(value: str) -> str:
        if is_unknown(value):
            return value
        found = function(value)
        if found is None:
            unread.add(value)
            return value if way == "keep" else ""
        return found

    column, changed = mapped(frame[name], read)
    rows: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
    if unread:
        rows = np.flatnonzero(frame[name].is_in(list(unread)).fill_null(False).to_numpy())
    bad = len(rows)
    removed = {"values": changed - (bad if way != "keep" else 0)}
    if bad:
        removed["kept_unread" if way == "keep" else "blanked"] = bad
    held = (
        Held({lang: text.format(column=name, count=bad) for lang, text in reason.items()}, tuple(rows[:5].tolist())),
    )
    return Done(
        frame.with_columns(column), {**(record or {}), "removed": removed}, held if bad and way == "hold" else ()
    )


def small_rows(frame: pl.DataFrame, names: list[str], below: int) -> NDArray[np.bool_]:
    """Rows whose group by some columns has fewer than `below` rows."""
    classes = groups([codes(frame[n]) for n in names])
    return np.asarray(classes.sizes[classes.of_row] < below)
