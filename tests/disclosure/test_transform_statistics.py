"""What an aggregation publishes keeps its secrets, all measures taken together."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from catalog.disclosure.audit import Sum, unsafe
from catalog.release import transform
from catalog.release.recipe import Recipe, Step
from catalog.release.transform_aggregate import aggregate
from catalog.release.transform_suppress import suppress_table

RECIPE = Recipe(Path("recipe.yaml"), "", "", Path("source"), ())
THRESHOLD = 10


def people(seed: int) -> pl.DataFrame:
    """Made-up rows: a town, an age class, and two answers."""
    rng = random.Random(seed)
    towns, answers = (
        [f"町{i}" for i in range(rng.randint(2, 4))],
        ["はい", "いいえ", "どちらでもない"][: rng.randint(2, 3)],
    )
    rows = [
        {
            "町": rng.choices(towns, [9, 5, 2, 1][: len(towns)])[0],
            "年代": rng.choice(["若", "老"]),
            "答": rng.choices(answers, [6, 3, 1][: len(answers)])[0],
            "性": rng.choice("男女"),
        }
        for _ in range(rng.randint(60, 300))
    ]
    return pl.DataFrame(rows)


@pytest.mark.parametrize("seed", range(30))
def test_counts_of_two_questions_together_give_nothing_away(seed: int) -> None:
    """An attacker adds up groups, answers and sexes of all groups and totals; no hidden or unpublished small count is known."""
    frame = people(seed)
    measures = {"人数": "count", "はい": {"count": "答", "of": "はい"}, "男": {"count": "性", "of": "男"}}
    options = {"by": ["町", "年代"], "measures": measures, "threshold": THRESHOLD, "marker": "X"}
    shown = aggregate(Step("aggregate", options), frame, RECIPE).frame
    towns, ages = sorted(frame["町"].unique()), sorted(frame["年代"].unique())
    groups = [(t, a) for t in [*towns, "計"] for a in [*ages, "計"]]
    published = {(r["町"], r["年代"]): r for r in shown.iter_rows(named=True)}
    names = ["人数", "はい", "いいえなど", "男", "女"]
    place = {(g, n): i for i, (g, n) in enumerate((g, n) for g in groups for n in names)}
    values: list[float | None] = [None] * len(place)
    for g in groups:
        for n in ("人数", "はい", "男"):
            cell = published[g][n]
            values[place[g, n]] = None if cell == "X" else float(cell)
    sums = []
    for g in groups:
        for yes, no in (("はい", "いいえなど"), ("男", "女")):
            sums.append(Sum(place[g, "人数"], (place[g, yes], place[g, no])))
    for n in names:
        sums += [Sum(place[("計", a), n], tuple(place[(t, a), n] for t in towns)) for a in [*ages, "計"]]
        sums += [Sum(place[(t, "計"), n], tuple(place[(t, a), n] for a in ages)) for t in [*towns, "計"]]
    secret = {place[g, n] for g in groups for n in ("人数", "はい", "男") if published[g][n] == "X"}
    # the rest of a question is not published; a small one must not be known either
    for g in groups:
        rows = frame.filter(
            pl.lit(True), *(pl.col(c) == v for c, v in zip(("町", "年代"), g, strict=True) if v != "計")
        )
        for rest, column, yes in (("いいえなど", "答", "はい"), ("女", "性", "男")):
            count = rows.filter(pl.col(column) != yes).height
            if rows.height and count < THRESHOLD:
                secret.add(place[g, rest])
                assert published[g][yes] == "X"
    assert not secret & set(unsafe(values, sums, THRESHOLD))


def test_a_share_of_rounded_counts_is_worked_out_from_them() -> None:
    """With counts rounded to tens, 44.4 % of 27 would tell both: the share is that of the rounded counts."""
    frame = pl.DataFrame({"町": ["A"] * 27 + ["B"] * 40, "性": ["男"] * 12 + ["女"] * 15 + ["男"] * 20 + ["女"] * 20})
    options = {
        "by": ["町"], "measures": {"人数": "count", "男": {"share": "性", "of": "男"}}, "threshold": 10,
        "round": {"to": 10, "way": "up"}, "totals": False,
    }  # fmt: skip
    assert aggregate(Step("aggregate", options), frame, RECIPE).frame.rows() == [
        ("A", "30", "66.7"),
        ("B", "40", "50.0"),
    ]


def test_rounding_to_five_as_a_way_out() -> None:
    """Base 5, to the nearest: counts and totals are each rounded by themselves."""
    frame = pl.DataFrame({"町": ["A"] * 12 + ["B"] * 13})
    options = {"by": ["町"], "measures": {"人数": "count"}, "threshold": 10, "round": {"to": 5, "way": "nearest"}}
    assert aggregate(Step("aggregate", options), frame, RECIPE).frame["人数"].to_list() == ["10", "15", "25"]


def test_means_of_few_or_of_one_giant_are_hidden() -> None:
    """A mean of three numbers is hidden though its group is large; so is one that a single amount makes up."""
    amounts = ["100"] * 3 + [""] * 17 + ["10"] * 19 + ["90000"] + ["50", "60"] * 15 + ["70", "80"] * 15
    frame = pl.DataFrame({"町": ["A"] * 20 + ["B"] * 20 + ["C"] * 30 + ["D"] * 30, "売上": amounts})
    options = {"by": ["町"], "measures": {"数": "count", "平均": {"mean": "売上"}}, "threshold": 10, "marker": "X"}
    shown = {r[0]: r[2] for r in aggregate(Step("aggregate", options), frame, RECIPE).frame.iter_rows()}
    assert shown["A"] == shown["B"] == shown["計"] == "X" and shown["C"] == "55.0"


def test_ranges_count_with_their_middle(tmp_path: Path) -> None:
    """300-400万 is 350 to a mean, in the unit of the column; groups and classes stand in natural order."""
    rows = "".join(
        f"{c},300-400万\n{c},5000万-5500万\n" for c in ("9歳以下", "10歳以上20歳未満", "20歳以上") for _ in range(9)
    )
    (tmp_path / "s.csv").write_text("年齢,年収\n" + rows, encoding="utf-8")
    path = tmp_path / "recipe.yaml"
    path.write_text(
        "recipe: 1\nsource: s.csv\nsteps:\n  - aggregate: {by: [年齢], measures: {平均: {mean: 年収}}, threshold: 3}\n",
        encoding="utf-8",
    )
    frame = transform.run(path).frame
    assert frame is not None
    assert frame.rows() == [(a, "2800.0") for a in ("9歳以下", "10歳以上20歳未満", "20歳以上", "計")]


@pytest.mark.parametrize("seed", range(12))
def test_a_printed_table_is_suppressed_under_its_own_totals(seed: int) -> None:
    """Totals of columns and rows are found; no hidden cell can be worked out from what is left."""
    rng = np.random.default_rng(seed)
    inner = rng.choice([2, 5, 12, 30, 60], (int(rng.integers(3, 6)), 3))
    grid = np.hstack([inner, inner.sum(1, keepdims=True)])
    grid = np.vstack([grid, grid.sum(0)])
    names = ["要介護1", "要介護2", "要介護3", "合計"]
    towns = [f"町{i}" for i in range(len(inner))] + ["計"]
    frame = pl.DataFrame({"町": towns} | {n: [str(v) for v in grid[:, i]] for i, n in enumerate(names)})
    done = suppress_table(Step("suppress", {"columns": names, "threshold": THRESHOLD, "marker": "X"}), frame, RECIPE)
    cells = [v for row in done.frame.select(names).iter_rows() for v in row]
    values = [None if c == "X" else float(c) for c in cells]
    assert all(c == "X" for c, v in zip(cells, grid.ravel(), strict=True) if 0 < v < THRESHOLD)
    sums = [Sum(4 * r + 3, (4 * r, 4 * r + 1, 4 * r + 2)) for r in range(len(grid))]
    sums += [Sum(4 * (len(grid) - 1) + c, tuple(4 * r + c for r in range(len(inner)))) for c in range(4)]
    assert unsafe(values, sums, THRESHOLD) == {}


def test_a_table_with_marks_already_is_not_suppressed_twice() -> None:
    """Where values are hidden already nothing can be protected: the recipe asks for the table before."""
    frame = pl.DataFrame({"町": ["A", "B"], "人数": ["x", "12"]})
    assert suppress_table(Step("suppress", {"columns": ["人数"]}), frame, RECIPE).held
