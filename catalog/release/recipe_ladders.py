"""For each column of a table of people, the steps that make it coarser: from as it is, gently, to dropped."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from catalog.disclosure.columns import codes
from catalog.disclosure.quasi import Role
from catalog.release.amounts import amount, usual_scale
from catalog.release.days import day, serials
from catalog.release.recipe import Recipe, Step
from catalog.release.recipe_lattice import Level, entropy_loss
from catalog.release.transform_steps import apply

#: class limits of ages; each list is part of the one before, so that a coarser class is a union of finer ones
AGES = (
    [*range(5, 90, 5)],
    [*range(10, 90, 10)],
    [20, 40, 60, 80],
    [20, 60],
)
#: what readers ask of a register first: what it is about, then age, sex and place; amounts and days last
WEIGHTS = {
    "sensitive": 1.6, "birth": 1.5, "age": 1.5, "sex": 1.2, "place": 1.2, "class": 1.0, "date": 0.5, "number": 0.5,
}  # fmt: skip
#: classes of amounts, the finest first
_PARTS = (16, 8, 4, 2)
#: distinct amounts above which they would tell rows apart by themselves
_MANY = 30
#: share of cells that a proposed step may fail to read; they are emptied then
_UNREAD = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Rung:
    """One level of a column with the step that makes it. `step` None: as it is, or, with `dropped`, taken out."""

    level: Level
    step: Step | None = None
    dropped: bool = False


def ladder(role: Role, column: pl.Series, k: int, as_of: str) -> list[Rung]:
    """The rungs of one column: no two that part the rows alike, the last one drops it.

    A date of birth, a day and a house number are never a rung: rows that show them are a register, whatever k is. Loss is
    measured from the finest rung.
    """
    frame = pl.DataFrame([column])
    whole = codes(column)
    rungs = [] if _too_fine(role, column) else [Rung(Level(whole, 0.0))]
    if role.kind == "birth" and not _aged(column, as_of):
        role_steps = _events(column, birth=True)
    else:
        role_steps = list(_steps(role, column, k, as_of))
    for step in role_steps:
        done = apply(step, frame, _NOBODY)
        if done.held:
            unread = int(done.record["removed"].get("blanked", 0))
            if unread > _UNREAD * column.len():
                continue
            step = Step(step.name, {**step.parameters, "unparsed": "blank"})
        coarse = codes(done.frame[:, 0])
        finest = rungs[0].level.codes if rungs else None
        if coarse.size < 2 or (rungs and coarse.size == (rungs[-1].level.codes or coarse).size):
            continue
        rungs.append(Rung(Level(coarse, entropy_loss(finest, coarse) if finest is not None else 0.0), step))
    return [*rungs, Rung(Level(None, 1.0), dropped=True)]


_NOBODY = Recipe(Path("recipe.yaml"), "", "", Path("source"), ())


def _steps(role: Role, column: pl.Series, k: int, as_of: str) -> Iterator[Step]:
    name = column.name
    if role.kind == "birth":
        yield from (Step("date", {"column": name, "to": "age-class", "breaks": b, "as_of": as_of}) for b in AGES)
    elif role.kind in ("date",):
        yield from _events(column)
    elif role.kind == "age" and _years(column):
        yield from (Step("classes", {"column": name, "breaks": b, "unit": "歳"}) for b in AGES)
    elif role.kind == "number":
        yield from _amounts(column)
    elif role.kind == "place":
        yield from (Step("address", {"column": name, "to": to}) for to in ("block", "town", "municipality"))
        yield from _rare(column, k)
    elif role.kind != "sex":
        yield from _rare(column, k)


def _too_fine(role: Role, column: pl.Series) -> bool:
    """Whether a column as it is belongs into no released rows of people."""
    if role.kind in ("birth", "date"):
        return True
    values = [v for v in column.unique().to_list() if v]
    if role.kind == "place":
        return sum(any(c.isdigit() for c in v) for v in values) > 0.3 * len(values)
    return role.kind == "number" and len(values) > _MANY


def _years(column: pl.Series) -> bool:
    """Whether an age column holds ages, not grades of a school (3年)."""
    read = [a for v in column.unique().to_list() if v and (a := amount(v)) is not None]
    return bool(read) and all(a.unit in ("", "歳", "才", "代") for a in read)


def _aged(column: pl.Series, as_of: str) -> bool:
    """Whether a column of births holds whole dates, so that ages can be counted."""
    values = [v for v in column.unique().to_list() if v][:400]
    serial = serials(values)
    found = [day(v, serial) for v in values]
    return (
        bool(found)
        and sum(d is not None and d[1] is not None for d in found) >= (1 - _UNREAD) * len(found)
        and day(as_of) is not None
    )


def _events(column: pl.Series, birth: bool = False) -> list[Step]:
    return [Step("date", {"column": column.name, "to": to}) for to in ("month", "year", *(["decade"] if birth else []))]


def _rare(column: pl.Series, k: int) -> Iterator[Step]:
    """その他 for the rare values: rarer than k, than a hundredth, a twentieth, a tenth of all rows."""
    for below in sorted({k, *(max(k, column.len() // part) for part in (100, 20, 10))}):
        yield Step("suppress_rare", {"column": column.name, "below": below})


def _amounts(column: pl.Series) -> Iterator[Step]:
    """Classes of about equal size at round limits; of ranges (300-400万) only their own ends can be limits."""
    values = [v for v in column.to_list() if v]
    read = [a for v in values if (a := amount(v)) is not None and np.isfinite([a.low, a.high]).all()]
    if not read or len(read) < (1 - _UNREAD) * len(values):
        return
    scale, unit = usual_scale(values)
    lows = np.array([a.low for a in read]) / scale
    ranged = any(a.low != a.high for a in read)
    ends = sorted({*lows.tolist(), *(a.high / scale for a in read)}) if ranged else []
    limits: list[float] = []
    for parts in _PARTS:
        wanted = np.quantile(lows, [i / parts for i in range(1, parts)])
        # limits of a coarser level are chosen among those of the finer one
        among = limits or ends
        found = sorted({min(among, key=lambda e: abs(e - w)) if among else _round(float(w)) for w in wanted})
        limits = [b for b in found if lows.min() < b <= lows.max()]
        if not limits:
            return
        yield Step(
            "classes",
            {"column": column.name, "breaks": [_whole(b) for b in limits], **({"unit": unit} if unit else {})},
        )


def _round(number: float) -> float:
    """To one or two digits that read well: 347 → 350."""
    if number == 0:
        return 0.0
    size = 10.0 ** math.floor(math.log10(abs(number)))
    step = size / 2 if abs(number) >= 2 * size else size / 10
    return round(number / step) * step


def _whole(number: float) -> int | float:
    return int(number) if number == int(number) else number


def columns_of(ladders: Sequence[Sequence[Rung]], kinds: Sequence[str]) -> list[list[Level]]:
    """The levels of the rungs, their losses weighted by what the columns speak of (so that the mean weight is 1)."""
    weights = [WEIGHTS.get(kind, 1.0) for kind in kinds]
    mean = sum(weights) / len(weights)
    return [
        [Level(rung.level.codes, rung.level.loss * weight / mean) for rung in rungs]
        for rungs, weight in zip(ladders, weights, strict=True)
    ]
