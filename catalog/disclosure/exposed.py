"""Hidden cells of a printed table that can be worked out: from its own totals, or from another table of the dataset."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.disclosure.audit import Sum, known
from catalog.disclosure.cells import marks
from catalog.disclosure.columns import numbers
from catalog.disclosure.quasi import Role
from catalog.disclosure.subject import Subject
from catalog.disclosure.sums import cube_sums, grid_sums, is_total
from catalog.disclosure.words import normal_value, words
from catalog.tables.table import Table

#: cells above which a table is not audited as a whole
MOST_CELLS = 200_000
#: shown cells that must agree before another table counts as the same statistic
AGREE = 0.9


@dataclass(frozen=True, slots=True)
class Exposed:
    """A hidden cell that is known: body row, column, and by what (own totals, or the path of another file)."""

    row: int
    role: Role
    certain_mark: bool
    value: float
    by: str = ""


def exposed(table: Table, subject: Subject, others: Iterable[tuple[str, Table]] = ()) -> list[Exposed]:
    """Hidden cells whose value follows from what is shown, zeros left out (a dash that must be 0 means 皆無)."""
    measures = [r for r in subject.roles if r.role == "count" and r.values]
    if not measures or table.height * len(measures) > MOST_CELLS:
        return []
    grid, hidden, certain = _grid(table, measures)
    if not hidden.any():
        return []
    labels = _labels(table, subject, measures)
    found = {
        cell: (value, "")
        for cell, value in known(_values(grid, hidden), _sums(table, subject, measures, grid, hidden, labels)).items()
        if value > 0.5
    }
    for path, other in others:
        for cell, value in _seen_elsewhere(measures, grid, hidden, labels, other).items():
            found.setdefault(cell, (value, path))
    width = len(measures)
    return [
        Exposed(cell // width, measures[cell % width], bool(certain[cell // width, cell % width]), value, by)
        for cell, (value, by) in sorted(found.items())
        if bool(certain[cell // width, cell % width]) or _suppressing(grid)
    ]


def _grid(table: Table, measures: list[Role]) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    lexicon = words()
    columns, hidden, certain = [], [], []
    for role in measures:
        column = table.frame[:, role.index]
        columns.append(numbers(column))
        marked = marks(column)
        hidden.append(marked & np.isnan(columns[-1]))
        surely = [v for v in column.drop_nulls().unique().to_list() if normal_value(v) in lexicon.certain_marks]
        certain.append(
            column.fill_null("").is_in(surely).to_numpy() if surely else np.zeros(table.height, dtype=np.bool_)
        )
    return np.column_stack(columns), np.column_stack(hidden), np.column_stack(certain)


def _suppressing(grid: NDArray[np.float64]) -> bool:
    """Whether a table with dashes looks like one with small counts hidden: zeros are shown, 1 and 2 are not."""
    shown = grid[~np.isnan(grid)]
    return bool((shown == 0).any()) and not bool(((shown > 0) & (shown < 3)).any())


def _values(grid: NDArray[np.float64], hidden: NDArray[np.bool_]) -> list[float | None]:
    return [
        None if h else (0.0 if np.isnan(v) else float(v)) for v, h in zip(grid.ravel(), hidden.ravel(), strict=True)
    ]


def _dimensions(table: Table, subject: Subject, measures: list[Role]) -> list[Role]:
    taken = {r.index for r in measures}
    return [
        r
        for r in subject.roles
        if r.index not in taken and r.values and (r.numeric < 0.6 or r.role in ("quasi", "date")) and r.role != "rate"
    ]


def _labels(table: Table, subject: Subject, measures: list[Role]) -> list[tuple[str, ...]]:
    columns = [
        [normal_value(v or "") for v in table.frame[:, r.index].to_list()]
        for r in _dimensions(table, subject, measures)
    ]
    return list(zip(*columns, strict=True)) if columns else [("",)] * table.height


def _sums(
    table: Table,
    subject: Subject,
    measures: list[Role],
    grid: NDArray[np.float64],
    hidden: NDArray[np.bool_],
    labels: list[tuple[str, ...]],
) -> list[Sum]:
    rows = [next((part for part in label if is_total(part)), label[0] if label else "") for label in labels]
    headers = [table.header[r.index] for r in measures]
    dimensions = list(zip(*labels, strict=True)) if labels and labels[0] else []
    axes = [axis for axis in dimensions if len(set(axis)) > 1]
    found: list[Sum] = []
    width = len(measures)
    if len(axes) >= 2:
        for n in range(width):
            found.extend(
                Sum(item.total * width + n, tuple(p * width + n for p in item.parts))
                for item in cube_sums(axes, grid[:, n], hidden[:, n])
            )
        if width >= 3:
            found.extend(s for s in grid_sums(grid, hidden, [""] * len(rows), headers))
    else:
        found = grid_sums(grid, hidden, rows, headers)
    return found


def _seen_elsewhere(
    measures: list[Role],
    grid: NDArray[np.float64],
    hidden: NDArray[np.bool_],
    labels: list[tuple[str, ...]],
    other: Table,
) -> dict[int, float]:
    """Hidden cells that another table shows under the same labels, when all else that both show agrees."""
    headers = {h: i for i, h in enumerate(other.header)}
    shared = [(n, headers[r.header]) for n, r in enumerate(measures) if r.header in headers]
    if not shared:
        return {}
    wanted = {label for label in set(labels) if label}
    size = len(next(iter(wanted), ()))
    others = [i for i in range(other.width) if i not in {i for _, i in shared}]
    rows: dict[tuple[str, ...], int] = {}
    texts = [[normal_value(v or "") for v in other.frame[:, i].to_list()] for i in others[: size + 6]]
    if len(texts) < size or not size:
        return {}
    for row, label in enumerate(zip(*texts[:size], strict=True)):
        rows.setdefault(label, row)
    numbers_of = {i: numbers(other.frame[:, i]) for _, i in shared}
    found: dict[int, float] = {}
    same = different = 0
    width = len(measures)
    for row, label in enumerate(labels):
        there = rows.get(label)
        if there is None:
            continue
        for n, i in shared:
            value = float(numbers_of[i][there])
            if value != value:  # noqa: PLR0124 - NaN
                continue
            if hidden[row, n]:
                if value > 0:
                    found[row * width + n] = value
            elif grid[row, n] == grid[row, n] and grid[row, n] > 0:
                same += int(grid[row, n] == value)
                different += int(grid[row, n] != value)
    return found if same >= 3 and same >= AGREE * (same + different) else {}
