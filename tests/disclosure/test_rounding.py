"""Rounding and the ladder by size of municipality."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from catalog.disclosure.audit import Interval, Sum, attack
from catalog.disclosure.rounding import hidden_by_ladder, range_of, released, rounded
from catalog.disclosure.thresholds import EVERYTHING, thresholds

SHARED = Path(__file__).resolve().parents[3] / "shared"


def test_plan_one_rounds_up_and_hides_below_ten() -> None:
    """0 is shown, 1 to 9 are hidden, all else goes up to tens."""
    assert [released(n) for n in (0, 1, 9, 10, 11, 1476)] == ["0", "―", "―", "10", "20", "1480"]


def test_the_range_behind_a_rounded_count() -> None:
    """40 rounded up can be 31 to 40; half up 35 to 44."""
    assert range_of(40) == (31.0, 40.0)
    assert range_of(40, way="half-up") == (35.0, 44.0)
    assert all(
        range_of(rounded(n, 10, "half-up"), 10, "half-up")[0]
        <= n
        <= range_of(rounded(n, 10, "half-up"), 10, "half-up")[1]
        for n in range(200)
    )
    assert all(
        range_of(rounded(n, 5, "nearest"), 5, "nearest")[0] <= n <= range_of(rounded(n, 5, "nearest"), 5, "nearest")[1]
        for n in range(200)
    )


@pytest.mark.parametrize(
    ("population", "count", "hidden"),
    [
        (1999, 0, True),
        (1999, 500, True),
        (2000, 0, False),
        (2000, 19, True),
        (2000, 20, False),
        (24999, 19, True),
        (25000, 9, True),
        (25000, 10, False),
    ],
)
def test_the_ladder_at_its_steps(population: int, count: int, hidden: bool) -> None:
    """Under 2,000 people nothing goes out, under 25,000 from 20, else from 10."""
    assert hidden_by_ladder(population, count) is hidden


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared development data")
def test_ladder_and_plans_of_the_guideline() -> None:
    """The ministry's own example, and every line of the table of municipalities."""
    folder = SHARED / "sdc-oracles" / "mhlw"
    with (folder / "municipality_rule.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert hidden_by_ladder(int(row["municipality_population"]), int(row["count"])) == (
                row["decision"] == "hide"
            )
    with (folder / "kaigo_before.csv").open(encoding="utf-8", newline="") as file:
        before = list(csv.reader(file))
    for plan, way in (("plan1_all_cells_round_up", "up"), ("plan2_all_cells_round_half_up", "half-up")):
        with (folder / f"kaigo_{plan}.csv").open(encoding="utf-8", newline="") as file:
            after = list(csv.reader(file))
        assert [[r[0], *(released(int(v), way=way) for v in r[1:])] for r in before[1:]] == after[1:]  # type: ignore[arg-type]


def test_a_city_tightens_freely_and_loosens_with_a_reason() -> None:
    """A larger threshold counts at once, a smaller one only with a reason, which is kept for the report."""
    assert thresholds({"small_count": 10}).small_count == 10
    assert thresholds({"small_count": 3}).small_count == 5
    loosened = thresholds({"small_count": {"value": 3, "reason": "審議会答申"}})
    assert loosened.small_count == 3
    assert "審議会答申" in loosened.changed[0]["ja"]
    assert thresholds({"population": 1800}).for_count("people", True) == EVERYTHING
    assert thresholds({"population": 1800}).for_count("people", False) == 5
    assert thresholds({"population": 12000}).for_count("people", True) == 20


#: before rounding, the hidden cell (2, row ② column A) among them
CARE = [[1476, 39, 372, 1065], [59, 11, 12, 36], [1302, 2, 305, 995], [115, 26, 55, 34]]


def _care_plan(plan: int) -> list[list[str]]:
    """The table of the ministry under one of its three plans: every cell up, every cell half up, totals up."""
    way = "half-up" if plan == 2 else "up"
    return [
        [released(n, step=1 if plan == 3 and r and c else 10, way=way) for c, n in enumerate(row)]  # type: ignore[arg-type]
        for r, row in enumerate(CARE)
    ]


@pytest.mark.parametrize(("plan", "wanted"), [(1, (1, 8)), (2, (1, 4)), (3, (1, 3))])
def test_what_each_plan_leaves_of_the_hidden_cell(plan: int, wanted: tuple[int, int]) -> None:
    """ "―" means 1 to 9; sums of rounded numbers narrow it to 1–8, 1–4 or 1–3, as worked out by trying everything."""
    shown, way = _care_plan(plan), "half-up" if plan == 2 else "up"
    ranges = {}
    for r, row in enumerate(shown):
        for c, text in enumerate(row):
            exact = plan == 3 and r and c
            span = (1.0, 9.0) if text == "―" else (float(text),) * 2 if exact else range_of(float(text), 10, way)  # type: ignore[arg-type]
            ranges[4 * r + c] = (span[0], span[1])
    sums = [Sum(4 * r, tuple(4 * r + c for c in (1, 2, 3))) for r in range(4)]
    sums += [Sum(c, tuple(4 * r + c for r in (1, 2, 3))) for c in range(4)]
    values = [None if t == "―" else float(t) for row in shown for t in row]
    assert attack(values, sums, ranges=ranges) == {9: Interval(*map(float, wanted))}


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared development data")
@pytest.mark.parametrize(
    "name", ["plan1_all_cells_round_up", "plan2_all_cells_round_half_up", "plan3_totals_only_round_up"]
)
def test_our_plans_are_those_that_the_ministry_printed(name: str) -> None:
    """All three, plan 3 with its exact inner cells included."""
    with (SHARED / "sdc-oracles" / "mhlw" / f"kaigo_{name}.csv").open(encoding="utf-8", newline="") as file:
        assert _care_plan(int(name[4])) == [row[1:] for row in list(csv.reader(file))[1:]]
