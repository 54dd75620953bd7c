"""Hidden cells of a printed table that can be worked out: from its own totals, or from another table of the dataset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from catalog.disclosure.audit import Interval, Sum, known, unsafe
from catalog.disclosure.cells import marks
from catalog.disclosure.columns import numbers
from catalog.disclosure.joint import Printed, links
from catalog.disclosure.quasi import Role
from catalog.disclosure.subject import Subject, subject
from catalog.disclosure.sums import cube_sums, grid_sums, is_total
from catalog.disclosure.words import normal_value, words
from catalog.tables.table import Table

#: cells above which a table is not audited as a whole
MOST_CELLS = 200_000


@dataclass(frozen=True, slots=True)
class Exposed:
    """A hidden cell that is known: body row, column, by what (own totals, or the names of other tables), how well."""

    row: int
    role: Role
    certain_mark: bool
    by: str
    interval: Interval


def exposed(table: Table, about: Subject, others: Iterable[tuple[str, Table]] = (), width: int = 1) -> list[Exposed]:
    """Hidden cells that are known, or known to fewer than `width` values; zeros are left out (a dash that must be 0 means
    皆無). `others`: tables by the name of where they are shown, earlier releases among them."""
    measures = _measures(table, about)
    if not measures:
        return []
    grid, hidden, certain = _grid(table, measures)
    if not hidden.any():
        return []
    printed = _printed(table, about, measures, grid, hidden)
    found = _known("", printed.values(), printed.sums, printed.cells, width)
    linked = list(_linked(others, printed))
    for name, other, joint in linked:
        _join(found, name, printed, [(other, joint)], width)
    if len(linked) > 1:
        _join(found, "、".join(dict.fromkeys(n for n, _, _ in linked)), printed, [(o, j) for _, o, j in linked], width)
    columns = len(measures)
    return [
        Exposed(cell // columns, measures[cell % columns], bool(certain.flat[cell]), by, interval)
        for cell, (interval, by) in sorted(found.items())
        if bool(certain.flat[cell]) or (interval.exact and _suppressing(grid))
    ]


def _known(
    by: str, values: Sequence[float | None], sums: Sequence[Sum], cells: int, width: int
) -> dict[int, tuple[Interval, str]]:
    """What is known of the first `cells` cells, and by what."""
    found = {i: (Interval(v, v), by) for i, v in known(values, sums).items() if i < cells and v > 0.5}
    if width > 1:
        rest = [found[i][0].low if i in found else v for i, v in enumerate(values)]
        narrow = unsafe(rest, sums, width)
        found.update((i, (x, by)) for i, x in narrow.items() if i < cells and x.high > 0.5 and i not in found)
    return found


def _join(
    found: dict[int, tuple[Interval, str]],
    by: str,
    printed: Printed,
    others: Sequence[tuple[Printed, Sequence[Sum]]],
    width: int,
) -> None:
    """Adds what only the tables together tell."""
    values, sums = printed.values(), list(printed.sums)
    for other, joint in others:
        # the links count on from the end of the first table; here several tables follow each other
        shift = len(values) - printed.cells
        sums.extend(_shifted(s, shift, printed.cells) for s in joint)
        sums.extend(Sum(s.total + len(values), tuple(p + len(values) for p in s.parts)) for s in other.sums)
        values += other.values()
    for cell, known_now in _known(by, values, sums, printed.cells, width).items():
        before = found.get(cell)
        if before is None or known_now[0].width < before[0].width:
            found[cell] = known_now


def _shifted(item: Sum, shift: int, start: int) -> Sum:
    def at(cell: int) -> int:
        return cell + shift if cell >= start else cell

    return Sum(at(item.total), tuple(at(p) for p in item.parts))


def _linked(others: Iterable[tuple[str, Table]], printed: Printed) -> Iterator[tuple[str, Printed, list[Sum]]]:
    """Other tables of counts that share figures with this one, and where. Only of these the sums are sought."""
    for name, table in others:
        about = subject(table)
        measures = _measures(table, about)
        if not measures:
            continue
        grid, hidden, _ = _grid(table, measures)
        labels = _labels(table, about, measures)
        other = Printed(tuple(table.header[r.index] for r in measures), grid, hidden, labels)
        if joint := links(printed, other):
            yield name, replace(other, sums=_sums(table, measures, grid, hidden, labels)), joint


def _measures(table: Table, about: Subject) -> list[Role]:
    found = [r for r in about.roles if r.role == "count" and r.values]
    return found if table.height * len(found) <= MOST_CELLS else []


def _printed(
    table: Table, about: Subject, measures: list[Role], grid: NDArray[np.float64], hidden: NDArray[np.bool_]
) -> Printed:
    labels = _labels(table, about, measures)
    sums = _sums(table, measures, grid, hidden, labels)
    return Printed(tuple(table.header[r.index] for r in measures), grid, hidden, labels, sums)


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


def _dimensions(subject: Subject, measures: list[Role]) -> list[Role]:
    taken = {r.index for r in measures}
    return [
        r
        for r in subject.roles
        if r.index not in taken and r.values and (r.numeric < 0.6 or r.role in ("quasi", "date")) and r.role != "rate"
    ]


def _labels(table: Table, subject: Subject, measures: list[Role]) -> list[tuple[str, ...]]:
    columns = [
        [normal_value(v or "") for v in table.frame[:, r.index].to_list()] for r in _dimensions(subject, measures)
    ]
    return list(zip(*columns, strict=True)) if columns else [("",)] * table.height


def _sums(
    table: Table,
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
