"""The attacker: it finds exactly what the published totals allow, no more and no less."""

from __future__ import annotations

import csv
import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.disclosure.audit import Sum, attack, known, peel
from catalog.disclosure.sums import grid_sums
from catalog.disclosure.suppress import cube

SHARED = Path(__file__).resolve().parents[3] / "shared"
ATTACK = SHARED / "sdc-oracles" / "attack"


def _brute(values: list[float | None], sums: list[Sum], most: int) -> dict[int, set[int]]:
    """Every value that a hidden cell can have, by trying all of them."""
    hidden = [i for i, v in enumerate(values) if v is None]
    seen: dict[int, set[int]] = {i: set() for i in hidden}
    for guess in product(range(most + 1), repeat=len(hidden)):
        full = list(values)
        for i, v in zip(hidden, guess, strict=True):
            full[i] = v
        if all(full[s.total] == sum(full[p] or 0 for p in s.parts) for s in sums):
            for i, v in zip(hidden, guess, strict=True):
                seen[i].add(v)
    return seen


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_intervals_equal_those_of_trying_everything(data: st.DataObject) -> None:
    """The smallest and largest possible value of each hidden cell are those found by brute force."""
    rows, columns = data.draw(st.integers(2, 3)), data.draw(st.integers(2, 3))
    inner = data.draw(st.lists(st.integers(0, 4), min_size=rows * columns, max_size=rows * columns))
    table = cube([["r"] * rows, ["c"] * columns], np.array(inner, dtype=float).reshape(rows, columns))
    inside = [r * (columns + 1) + c for r in range(1, rows + 1) for c in range(1, columns + 1)]
    dark = data.draw(st.lists(st.sampled_from(inside), min_size=1, max_size=5, unique=True))
    values = [None if i in dark else float(v) for i, v in enumerate(table.values.ravel())]
    truth = _brute(values, table.sums, int(max(sum(inner), 1)) if sum(inner) <= 9 else 9)
    found = attack(values, table.sums)
    exact = known(values, table.sums)
    for cell in dark:
        if truth[cell] and max(truth[cell]) < 9:
            assert (found[cell].low, found[cell].high) == (min(truth[cell]), max(truth[cell]))
            assert (cell in exact) == (len(truth[cell]) == 1)


def test_two_hidden_cells_in_every_line_can_still_be_solved() -> None:
    """The published hard case: nine hidden cells, at least two in each line, and one of them is exactly 47."""
    rows = [
        [None, None, None, 89, 230],
        [None, 124, None, 31, 250],
        [92, None, 59, None, 336],
        [800, None, 651, None, 3127],
        [1012, 1262, 779, 890, 3943],
    ]
    values = [v for row in rows for v in row]
    sums = [Sum(r * 5 + 4, tuple(r * 5 + c for c in range(4))) for r in range(5)]
    sums += [Sum(20 + c, tuple(r * 5 + c for r in range(4))) for c in range(5)]
    assert peel(values, sums) == {}
    assert known(values, sums) == {1: 47.0}
    opened = [None if i == 6 else v for i, v in enumerate(values)]
    assert not attack(opened, sums)[1].exact
    opened = [None if i == 8 else v for i, v in enumerate(values)]
    interval = attack(opened, sums)[1]
    assert (interval.low, interval.high) == (0.0, 78.0)


def test_a_rounded_total_leaves_a_range() -> None:
    """With totals rounded up to tens the hidden cell is known to a range, not to a value."""
    found = attack(
        [None, 310.0, 1000.0, 1310.0],
        [Sum(3, (0, 1, 2))],
        ranges={1: (301, 310), 2: (991, 1000), 3: (1301, 1310), 0: (1, 9)},
    )
    assert (found[0].low, found[0].high) == (1.0, 9.0)


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared development data")
@pytest.mark.parametrize(
    "name", [p.name[:-14] for p in sorted(ATTACK.glob("*.published.csv"))] if ATTACK.is_dir() else ["none"]
)
def test_oracle_of_the_attack(name: str) -> None:
    """Low and high of every hidden cell equal the published ones, with the sums found from the labels alone."""
    case = next(c for c in json.loads((ATTACK / "expected.json").read_text(encoding="utf-8")) if c["name"] == name)
    with (ATTACK / f"{name}.published.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    columns, rows = lines[0][1:], [line[0] for line in lines[1:]]
    hidden = np.array([[v == "X" for v in line[1:]] for line in lines[1:]])
    grid = np.array([[np.nan if v == "X" else float(v) for v in line[1:]] for line in lines[1:]])
    sums = grid_sums(grid, hidden, rows, columns)
    values = [None if h else float(v) for h, v in zip(hidden.ravel(), grid.ravel(), strict=True)]
    found = attack(values, sums)
    for key, wanted in case["suppressed"].items():
        row, column = key.split("|")
        interval = found[rows.index(row) * len(columns) + columns.index(column)]
        assert (interval.low, interval.high) == (wanted["low"], wanted["up"])
    assert bool(known(values, sums)) == (not case["safe"])
