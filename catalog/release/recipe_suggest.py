"""Proposes a recipe for a table of people that reaches a smallest group size with little loss, and shows the trade."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from catalog.disclosure.columns import Codes, codes
from catalog.disclosure.quasi import Role
from catalog.disclosure.records import quasi_identifiers
from catalog.disclosure.subject import subject
from catalog.disclosure.uniqueness import Groups, groups, share
from catalog.errors import CatalogError
from catalog.release.amounts import amount
from catalog.release.recipe import Recipe, Step
from catalog.release.transform_steps import apply
from catalog.tables.read import read
from catalog.tables.table import Table
from catalog.text import LangText

#: shares of rows that a proposal may drop for being in groups that stay small
DROPPED = (0.0, 0.02, 0.1)
#: combinations of steps tried
MOST_TRIED = 500


@dataclass(frozen=True, slots=True)
class Trade:
    """One way to reach the target: what it costs and what is left of the risk."""

    steps: tuple[tuple[str, Step | None], ...]
    #: share of the information of the quasi-identifiers that is lost, 0…1 (entropy)
    loss: float
    dropped: int
    k: int
    unique: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A recipe as YAML text, and the sentences that explain it."""

    yaml: str
    lines: tuple[LangText, ...]
    trades: tuple[Trade, ...]
    reached: bool

    def messages(self, lang: str = "ja") -> list[str]:
        """Lines for the screen."""
        return [line.get(lang, line["ja"]) for line in self.lines]


def suggest(file: Path, target: int = 5) -> Proposal:
    """A recipe that brings the rows of a file to groups of at least `target`.

    Raises:
        CatalogError: the file holds no table of people.
    """
    if not file.is_file():
        raise CatalogError.at(file.name, "is no file", "check the spelling")
    source = read(file, file.name)
    table = source.main
    if table is None:
        raise CatalogError.at(file.name, "there is no table in it")
    found = subject(table, source)
    if found.kind != "person":
        raise CatalogError.at(
            file.name,
            "its rows do not look like people, so there is nothing to generalise",
            "for statistics see the aggregate step",
        )
    names = [h or f"列{n + 1}" for n, h in enumerate(table.header)]
    frame = table.frame.rename(dict(zip(table.frame.columns, names, strict=True)))
    away = [names[r.index] for r in found.of("direct", "linking", "serial")]
    quasi = quasi_identifiers(found)
    if not quasi:
        raise CatalogError.at(file.name, "no column tells people apart", "declare them: disclosure: quasi-identifier")
    trades = _trades(frame, quasi, names, target, table)
    before = groups([codes(frame[names[r.index]]) for r in quasi])
    best = min(trades, key=lambda t: t.loss + 2.0 * t.dropped / frame.height) if trades else None
    return Proposal(
        _yaml(file, away, best, quasi, names, target),
        tuple(_lines(before, trades, best, target, frame.height)),
        tuple(trades),
        best is not None,
    )


def _trades(frame: pl.DataFrame, quasi: Sequence[Role], names: list[str], target: int, table: Table) -> list[Trade]:
    """The cheapest combination of steps for each share of rows that may be dropped."""
    del table
    blank = Recipe(Path("recipe.yaml"), "", "", Path("source"), ())
    ladders: list[list[tuple[Step | None, Codes | None, float]]] = []
    for role in quasi:
        column = frame[names[role.index]]
        whole = codes(column)
        ladder: list[tuple[Step | None, Codes | None, float]] = [(None, whole, 0.0)]
        for step in _options(role, column, names[role.index], target):
            done = apply(step, pl.DataFrame([column.alias(names[role.index])]), blank)
            coarse = codes(done.frame[:, 0])
            ladder.append((step, coarse, _loss(whole, coarse)))
        ladder.append((Step("drop", [names[role.index]]), None, 1.0))
        ladders.append(ladder)
    found: list[Trade] = []
    for allowed in DROPPED:
        trade = _cheapest(ladders, quasi, names, target, allowed, frame.height)
        if trade is not None and all(trade.loss < t.loss - 0.005 for t in found):
            found.append(trade)
    return found


def _cheapest(
    ladders: list[list[tuple[Step | None, Codes | None, float]]],
    quasi: Sequence[Role],
    names: list[str],
    target: int,
    allowed: float,
    rows: int,
) -> Trade | None:
    for tried, choice in enumerate(_by_loss(ladders)):
        picked = [ladders[n][i] for n, i in enumerate(choice)]
        kept = [c for _, c, _ in picked if c is not None]
        if tried >= MOST_TRIED:
            picked, kept = _greedy(ladders, target, allowed, rows)
        if not kept:
            continue
        found = groups(kept)
        below = found.below(target)
        if below <= allowed * rows and (below < rows or not rows):
            left = found.sizes[found.sizes >= target]
            loss = sum(x for _, _, x in picked) / len(picked)
            steps = tuple((names[r.index], s) for r, (s, _, _) in zip(quasi, picked, strict=True))
            return Trade(steps, loss, below, int(left.min()) if len(left) else 0, 0)
        if tried >= MOST_TRIED:
            return None
    return None


def _by_loss(ladders: list[list[tuple[Step | None, Codes | None, float]]]) -> Iterator[tuple[int, ...]]:
    """All combinations of steps, the least lossy first (a sample of them when there are very many)."""
    sizes = [range(len(x)) for x in ladders]
    if math.prod(len(s) for s in sizes) > 200_000:
        sizes = [range(0, len(x), max(1, len(x) // 3)) for x in ladders]
    every = sorted(product(*sizes), key=lambda c: (sum(ladders[n][i][2] for n, i in enumerate(c)), c))
    # the cheap combinations nearly all fail: begin where the losses are a plausible share, then refine backwards
    yield from every


def _greedy(
    ladders: list[list[tuple[Step | None, Codes | None, float]]], target: int, allowed: float, rows: int
) -> tuple[list[tuple[Step | None, Codes | None, float]], list[Codes]]:
    """One step at a time, always the one that frees most rows for its loss."""
    place = [0] * len(ladders)

    def kept(at: Sequence[int]) -> list[Codes]:
        return [c for n, i in enumerate(at) if (c := ladders[n][i][1]) is not None]

    while True:
        now = groups(kept(place)).below(target) if kept(place) else rows
        if now <= allowed * rows:
            break
        options: list[tuple[float, list[int]]] = []
        for n, i in enumerate(place):
            for further in range(i + 1, len(ladders[n])):
                at = [*place[:n], further, *place[n + 1 :]]
                left = kept(at)
                if left:
                    gain = now - groups(left).below(target)
                    options.append((gain / (0.02 + ladders[n][further][2] - ladders[n][i][2]), at))
        if not options:
            break
        place = max(options, key=lambda o: (o[0], [-x for x in o[1]]))[1]
    return [ladders[n][i] for n, i in enumerate(place)], kept(place)


def _options(role: Role, column: pl.Series, name: str, target: int) -> list[Step]:
    """Steps that coarsen a column, the gentlest first."""
    if role.kind in ("birth", "date"):
        ways = ["month", "year", "decade"] if role.kind == "birth" else ["month", "year"]
        return [Step("date", {"column": name, "to": to}) for to in ways]
    if role.kind == "age":
        exact = sum(bool(v) and v.strip("歳才 ").isdigit() for v in column.to_list()) > 0.5 * len(column)
        steps = [Step("classes", {"column": name, "width": w, "unit": "歳"}) for w in (5, 10)] if exact else []
        return [*steps, Step("classes", {"column": name, "breaks": [20, 60], "unit": "歳"})]
    if role.kind == "number":
        numbers = [n.low for v in column.to_list() if v and (n := amount(v)) is not None]
        size = 10 ** max(0, len(str(int(max(numbers, default=1)))) - 1)
        return (
            [Step("classes", {"column": name, "width": w}) for w in (size // 2 or 1, size)]
            if len(numbers) > 0.8 * len(column)
            else []
        )
    if role.kind == "place":
        from catalog.release.towns import load_towns

        towns = load_towns()
        distinct = [v for v in column.unique().to_list() if v]
        parsed = sum(towns.parse(v) is not None for v in distinct[:200])
        rare = [Step("suppress_rare", {"column": name, "below": b, "with": "その他"}) for b in (target, 10 * target)]
        if distinct and parsed > 0.8 * min(len(distinct), 200):
            return [Step("address", {"column": name, "to": to, "unparsed": "blank"}) for to in ("town", "municipality")]
        return rare
    if role.kind == "class":
        return [Step("suppress_rare", {"column": name, "below": b, "with": "その他"}) for b in (target, 10 * target)]
    return []


def _loss(before: Codes, after: Codes) -> float:
    """Share of the information (entropy) of a column that is gone."""
    whole = _entropy(before)
    return 0.0 if whole == 0 else max(0.0, 1.0 - _entropy(after) / whole)


def _entropy(column: Codes) -> float:
    counts = np.bincount(column.values, minlength=column.size)
    p = counts[counts > 0] / max(1, counts.sum())
    return float(-(p * np.log(p)).sum())


def _yaml(file: Path, away: list[str], best: Trade | None, quasi: Sequence[Role], names: list[str], target: int) -> str:
    steps: list[tuple[str, Any]] = []
    drop = list(away)
    kept = [names[r.index] for r in quasi]
    for name, step in best.steps if best else ():
        if step is None:
            continue
        if step.name == "drop":
            drop.append(name)
            kept.remove(name)
        else:
            steps.append((step.name, step.parameters))
    if drop:
        steps.insert(0, ("drop", drop))
    if best is not None and best.dropped:
        steps.append(("groups", {"columns": kept, "below": target, "do": "drop"}))
    steps.append(("shuffle", {"seed": 1}))
    lines = [
        "recipe: 1",
        f"title: {_scalar(file.stem)}",
        f"source: {_scalar(file.name)}",
        f"output: {_scalar(file.stem + '-released.csv')}",
    ]
    lines.append("release: " + _scalar({"k": target, "quasi_identifiers": kept}))
    lines.append("steps:")
    lines.extend(f"  - {name}: {_scalar(parameters)}" for name, parameters in steps)
    return "\n".join(lines) + "\n"


def _scalar(value: Any) -> str:
    """A value as JSON, which is YAML too."""
    return json.dumps(value, ensure_ascii=False)


def _lines(before: Groups, trades: Sequence[Trade], best: Trade | None, target: int, rows: int) -> Iterator[LangText]:
    yield {
        "ja": f"いま: k={before.k}、一意な行 {share(before.unique, rows)}、{target}行未満の組の行 {share(before.below(target), rows)}",
        "en": f"now: k={before.k}, unique rows {share(before.unique, rows)}, rows in groups below {target} {share(before.below(target), rows)}",
    }
    for trade in trades:
        mark = "→" if trade is best else " "
        what = [
            f"{name}: {step.name}" + (f" {_scalar(_short(step))}" if step.name != "drop" else "")
            for name, step in trade.steps
            if step is not None
        ]
        yield {
            "ja": f"{mark} k={trade.k}、情報の損失 {trade.loss:.0%}、除く行 {share(trade.dropped, rows)}: {' · '.join(what) or '列の変更なし'}",
            "en": f"{mark} k={trade.k}, information lost {trade.loss:.0%}, rows dropped {share(trade.dropped, rows)}: {' · '.join(what) or 'no column changed'}",
        }
    if best is None:
        yield {
            "ja": f"列を粗くするだけではk={target}に届きません。aggregateで統計にしてください。",
            "en": f"Coarsening alone does not reach k={target}. Make statistics with aggregate.",
        }
    yield {
        "ja": "届いても行は人のままです。公開するかは担当者が決めます。迷うときは統計（aggregate）にしてください。",
        "en": "The rows are still people. An officer decides about release; when in doubt make statistics (aggregate).",
    }


def _short(step: Step) -> Any:
    return {k: v for k, v in step.options.items() if k not in ("column", "unparsed", "with")}
