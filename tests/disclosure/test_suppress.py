"""What we hide stays hidden: an attacker who knows all totals cannot narrow a hidden cell below the protection width."""

from __future__ import annotations

import numpy as np
import pytest

from catalog.disclosure.audit import attack, protected
from catalog.disclosure.suppress import Cube, cube, suppress_cube


def _random(seed: int) -> Cube:
    rng = np.random.default_rng(seed)
    shape = [int(rng.integers(2, 5)) for _ in range(int(rng.integers(1, 4)))]
    inner = rng.choice([0, 0, 1, 3, 7, 9, 12, 25, 60, 200], shape).astype(float)
    return cube([[str(i) for i in range(n)] for n in shape], inner)


@pytest.mark.parametrize("seed", range(24))
def test_hidden_cells_stay_hidden_in_one_to_three_dimensions(seed: int) -> None:
    """Random tables with totals: every small count is hidden and no hidden cell is known to less than 10."""
    table = _random(seed)
    found = suppress_cube(table, 10)
    flat = table.values.ravel()
    assert {i for i, v in enumerate(flat) if 0 < v < 10} <= found.hidden
    values = [None if i in found.hidden else float(v) for i, v in enumerate(flat)]
    assert all(protected(x, 10) for x in attack(values, table.sums).values())


@pytest.mark.parametrize("seed", range(100, 140))
def test_an_independent_attacker_who_tries_everything_learns_nothing(seed: int) -> None:
    """Small tables: all whole numbers are tried for the inner cells; each hidden cell keeps a range of at least 3."""
    rng = np.random.default_rng(seed)
    inner = rng.choice([0, 1, 2, 3, 4, 6], (2, 2)).astype(float)
    table = cube([["a", "b"], ["x", "y"]], inner)
    found = suppress_cube(table, 3)
    guesses = np.stack(np.meshgrid(*[np.arange(16.0)] * 4, indexing="ij"), axis=-1).reshape(-1, 2, 2)
    full = np.concatenate([guesses.sum(axis=1, keepdims=True), guesses], axis=1)
    full = np.concatenate([full.sum(axis=2, keepdims=True), full], axis=2).reshape(-1, 9)
    shown = [i for i in range(9) if i not in found.hidden]
    possible = full[(full[:, shown] == table.values.ravel()[shown]).all(axis=1)]
    seen = {i: possible[:, i].tolist() for i in found.hidden}
    for values in seen.values():
        assert max(values) - min(values) >= 3 or (min(values) == 0 and max(values) >= 2)


def test_nothing_is_hidden_when_nothing_is_small() -> None:
    """A clean table goes out as it is."""
    assert not suppress_cube(cube([["a", "b"], ["x", "y"]], np.array([[10.0, 20.0], [0.0, 40.0]])), 10).hidden


def test_the_order_of_rows_does_not_matter() -> None:
    """Swapping rows hides as many cells."""
    inner = np.array([[3.0, 40.0, 20.0], [50.0, 60.0, 8.0], [70.0, 15.0, 90.0]])
    labels = [["a", "b", "c"], ["x", "y", "z"]]
    first, second = suppress_cube(cube(labels, inner), 10), suppress_cube(cube(labels, inner[::-1]), 10)
    assert len(first.primary) == len(second.primary)
    assert len(first.hidden) == len(second.hidden)


def test_even_totals_are_hidden_when_the_whole_table_is_small() -> None:
    """Five people in four towns: nothing is shown, not even the sum."""
    table = cube([["五番町", "霞が関", "麹町", "神保町"]], np.array([2.0, 1.0, 1.0, 1.0]))
    assert len(suppress_cube(table, 10).hidden) == 5
