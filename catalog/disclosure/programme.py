"""A linear or whole-number programme that is built once and solved many times (HiGHS).

Each further question starts from the last answer, so it costs a few steps of the simplex method, not a whole solution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: nodes of the search for whole numbers after which it gives up (a count, not a time: the same answer everywhere)
MOST_NODES = 400
_WHOLE = 1e-5
#: HiGHS: the numbers that stand there satisfy everything
_FEASIBLE = 2


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """A sparse matrix by rows: entries of row r are `start[r]:start[r + 1]` of `index` (column) and `value`."""

    start: Ints
    index: Ints
    value: Floats
    columns: int

    @property
    def count(self) -> int:
        return len(self.start) - 1

    @property
    def of(self) -> Ints:
        """The row of every entry."""
        return np.repeat(np.arange(self.count), np.diff(self.start))


def rows(entries: Sequence[Sequence[tuple[int, float]]], columns: int) -> Rows:
    """A matrix from (column, value) pairs of each row."""
    start = np.concatenate([[0], np.cumsum([len(row) for row in entries])]).astype(np.int64)
    index = np.array([c for row in entries for c, _ in row], dtype=np.int64)
    value = np.array([v for row in entries for _, v in row], dtype=np.float64)
    return Rows(start, index, value, columns)


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """`x`: the cheapest found, None when there is none. `bound`: no x is cheaper than that (the price of `x` itself
    unless the search for whole numbers was given up). `unbounded`: the price can fall for ever."""

    x: Floats | None
    bound: float = 0.0
    unbounded: bool = False

    @property
    def whole(self) -> bool:
        """Whether all numbers of the answer are whole."""
        return self.x is not None and bool(np.abs(self.x - np.round(self.x)).max(initial=0.0) < _WHOLE)


class Programme:
    """min prices · x  under  matrix · x = right,  low <= x <= high."""

    def __init__(self, matrix: Rows, right: Floats, low: Floats, high: Floats) -> None:
        self._matrix, self._right = matrix, right
        self.low, self.high = low.copy(), high.copy()
        self.prices = np.zeros(matrix.columns)
        self._linear: Any = None
        self._integer: Any = None

    def price(self, columns: Ints, prices: Floats) -> None:
        """Sets the price of some columns; the others keep theirs."""
        self.prices[columns] = prices
        for solver in (self._linear, self._integer):
            if solver is not None:
                solver.changeColsCost(len(columns), columns.astype(np.int32), np.asarray(prices, dtype=np.float64))

    def bound(self, columns: Ints, low: Floats, high: Floats) -> None:
        """Sets the bounds of some columns."""
        self.low[columns], self.high[columns] = low, high
        for solver in (self._linear, self._integer):
            if solver is not None:
                solver.changeColsBounds(len(columns), columns.astype(np.int32), self.low[columns], self.high[columns])

    def solve(self) -> Answer:
        """The cheapest x, fractions allowed."""
        if self._linear is None:
            self._linear = self._solver(presolve="off")
        return _answer(self._linear)

    def solve_whole(self) -> Answer:
        """A cheapest whole-numbered x, or the best one found until the search was given up."""
        if self._integer is None:
            self._integer = self._solver(presolve="on", mip_max_nodes=MOST_NODES)
            columns = np.arange(self._matrix.columns, dtype=np.int32)
            self._integer.changeColsIntegrality(len(columns), columns, np.full(len(columns), 1, dtype=np.uint8))
        return _answer(self._integer)

    def _solver(self, **options: Any) -> Any:
        from highspy import HighsLp, MatrixFormat

        solver = _quiet()
        settings = {"output_flag": False, "threads": 1, "parallel": "off", "random_seed": 0, **options}
        for name, value in settings.items():
            solver.setOptionValue(name, value)
        model, matrix = HighsLp(), self._matrix
        model.num_col_, model.num_row_ = matrix.columns, matrix.count
        model.col_cost_, model.col_lower_, model.col_upper_ = self.prices, self.low, self.high
        model.row_lower_ = model.row_upper_ = self._right
        model.a_matrix_.format_ = MatrixFormat.kRowwise
        model.a_matrix_.num_col_, model.a_matrix_.num_row_ = matrix.columns, matrix.count
        model.a_matrix_.start_ = matrix.start.astype(np.int32)
        model.a_matrix_.index_ = matrix.index.astype(np.int32)
        model.a_matrix_.value_ = matrix.value
        solver.passModel(model)
        return solver


def _quiet() -> Any:
    from highspy import Highs

    class Quiet(Highs):  # type: ignore[misc]
        def enableCallbacks(self) -> None:  # noqa: N802
            """None are used, and switching them on prints the solver's name to standard output."""

    return Quiet()  # type: ignore[no-untyped-call]


def _answer(solver: Any) -> Answer:
    from highspy import HighsModelStatus

    solver.run()
    status, info = solver.getModelStatus(), solver.getInfo()
    if status == HighsModelStatus.kOptimal:
        return Answer(np.asarray(solver.getSolution().col_value), float(info.objective_function_value))
    if status in (HighsModelStatus.kUnbounded, HighsModelStatus.kUnboundedOrInfeasible):
        return Answer(None, unbounded=True)
    given_up = status in (HighsModelStatus.kSolutionLimit, HighsModelStatus.kIterationLimit)
    found = given_up and info.primal_solution_status == _FEASIBLE
    x = np.asarray(solver.getSolution().col_value) if found else None
    return Answer(x, float(info.mip_dual_bound) if given_up else 0.0)
