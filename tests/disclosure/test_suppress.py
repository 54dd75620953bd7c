"""What we hide stays hidden: an attacker who knows all totals cannot narrow a hidden cell below the protection width."""

from __future__ import annotations

import numpy as np
import pytest

from catalog.disclosure.audit import attack, protected, unsafe
from catalog.disclosure.suppress import Cube, cube, suppress_cube

WIDTH = 10


def _random(seed: int) -> Cube:
    rng = np.random.default_rng(seed)
    shape = [int(rng.integers(2, 5)) for _ in range(int(rng.integers(1, 4)))]
    inner = rng.choice([0, 0, 1, 3, 7, 9, 12, 25, 60, 200], shape).astype(float)
    return cube([[str(i) for i in range(n)] for n in shape], inner)


@pytest.mark.parametrize("hundred", range(10))
def test_hidden_cells_stay_hidden_in_a_thousand_tables_of_one_to_three_dimensions(hundred: int) -> None:
    """Every small count is hidden and the attacker knows no hidden cell to less than the protection width."""
    for seed in range(100 * hundred, 100 * hundred + 100):
        table = _random(seed)
        found = suppress_cube(table, WIDTH)
        flat = table.values.ravel()
        assert {i for i, v in enumerate(flat) if 0 < v < WIDTH} <= found.hidden
        values = [None if i in found.hidden else float(v) for i, v in enumerate(flat)]
        assert unsafe(values, table.sums, WIDTH) == {}, seed


@pytest.mark.parametrize("seed", range(0, 1000, 125))
def test_the_exact_intervals_of_what_is_hidden(seed: int) -> None:
    """The slow attacker, who solves for both ends of every cell, comes to the same conclusion."""
    table = _random(seed)
    found = suppress_cube(table, WIDTH)
    values = [None if i in found.hidden else float(v) for i, v in enumerate(table.values.ravel())]
    intervals = attack(values, table.sums)
    assert set(intervals) == set(found.hidden)
    for cell, interval in intervals.items():
        assert interval.low <= table.values.ravel()[cell] <= interval.high
        assert protected(interval, WIDTH)


@pytest.mark.parametrize("shape", [(4,), (2, 2), (1, 4), (2, 2, 1)])
@pytest.mark.parametrize("seed", range(100, 112))
def test_an_independent_attacker_who_tries_everything_learns_nothing(shape: tuple[int, ...], seed: int) -> None:
    """Small tables: all whole numbers are tried for the inner cells; each hidden cell keeps a range of at least 3."""
    rng = np.random.default_rng(seed)
    table = cube([[str(i) for i in range(n)] for n in shape], rng.choice([0, 1, 2, 3, 4, 6], shape).astype(float))
    found = suppress_cube(table, 3)
    guesses = np.stack(np.meshgrid(*[np.arange(16.0)] * 4, indexing="ij"), axis=-1).reshape(-1, *shape)
    for axis in range(1, len(shape) + 1):
        guesses = np.concatenate([guesses.sum(axis=axis, keepdims=True), guesses], axis=axis)
    full = guesses.reshape(len(guesses), -1)
    shown = [i for i in range(full.shape[1]) if i not in found.hidden]
    possible = full[(full[:, shown] == table.values.ravel()[shown]).all(axis=1)]
    for values in (possible[:, i] for i in found.hidden):
        assert values.max() - values.min() >= 3 or (values.min() == 0 and values.max() >= 2)


def test_a_table_with_three_dimensions_and_thousands_of_cells() -> None:
    """40 towns by 20 ages by 2 sexes: the cheap way of hiding protects as well as the thorough one."""
    inner = np.random.default_rng(1).negative_binomial(1, 0.04, (40, 20, 2)).astype(float)
    table = cube([[str(i) for i in range(n)] for n in inner.shape], inner)
    found = suppress_cube(table, WIDTH)
    values = [None if i in found.hidden else float(v) for i, v in enumerate(table.values.ravel())]
    assert unsafe(values, table.sums, WIDTH) == {}
    assert len(found.hidden) < 0.4 * table.values.size


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
