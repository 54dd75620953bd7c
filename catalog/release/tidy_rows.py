"""Records: merged, repeated (〃) and blank labels filled, rows of sums taken out when the figures prove them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from catalog.regex import regex
from catalog.release.tidy_grid import Block, Grid
from catalog.release.tidy_result import Log
from catalog.release.tidy_words import (
    DITTO,
    RATE,
    is_mean,
    is_sum,
    kind,
    may_be_sum,
    narrow,
    plain_number,
    quantity,
    squeeze,
    unmarked,
)

#: Letters without which no label can mean a sum.
_MAYBE = regex(r"計|総数|全体|平均|total|sum|average|mean", re.I)


@dataclass(slots=True)
class Body:
    """The records of a block, by column; `rows` are their lines in the input."""

    rows: list[int]
    cells: list[list[str]]
    #: what stood in rows that were taken out and cannot be computed from the others
    notes: list[str] = field(default_factory=list)

    def column(self, i: int) -> list[str]:
        return [row[i] for row in self.cells]


def body_of(grid: Grid, block: Block, names: Sequence[str], log: Log) -> Body:
    """The records with every label that a reader would see, and without sums."""
    body = Body(list(block.records), [[grid.at(r, c).strip() for c in block.columns] for r in block.records])
    sums = _sum_rows(body)
    _fill_merged(grid, block, body, names, log)
    _fill_ditto(body, names, log)
    _fill_blank(body, names, sums, log)
    return _without_sums(body, names, sums, log)


def figure(text: str) -> Decimal | None:
    """The number that a cell holds, whatever stands around it."""
    value = unmarked(text)[0]
    number = plain_number(value)
    if number is None and (measured := quantity(value)):
        number = measured[0]
    return None if number is None else Decimal(number)


def _fill_merged(grid: Grid, block: Block, body: Body, names: Sequence[str], log: Log) -> None:
    at = {r: i for i, r in enumerate(body.rows)}
    place = {c: i for i, c in enumerate(block.columns)}
    filled: dict[int, list[int]] = {}
    for m in grid.merged:
        text = (
            grid.at(m.first_row, m.first_column).strip()
            if m.first_row <= grid.height and m.first_column < grid.width
            else ""
        )
        if not text or m.first_row not in at:
            continue
        if m.last_column > m.first_column and may_be_sum(text):
            continue
        for r in range(m.first_row, m.last_row + 1):
            for c in range(m.first_column, m.last_column + 1):
                if r in at and c in place and not body.cells[at[r]][place[c]]:
                    body.cells[at[r]][place[c]] = text
                    filled.setdefault(place[c], []).append(r)
    for i, rows in sorted(filled.items()):
        log.add(
            "merged",
            "列「{column}」の結合セルを{count}か所うめました（{rows}行）",
            "column “{column}”: filled {count} merged cells (rows {rows})",
            rows,
            names[i],
        )


def _fill_ditto(body: Body, names: Sequence[str], log: Log) -> None:
    for i, name in enumerate(names):
        rows = []
        for n in range(1, len(body.cells)):
            if body.cells[n][i] in DITTO and body.cells[n - 1][i] and body.cells[n - 1][i] not in DITTO:
                body.cells[n][i] = body.cells[n - 1][i]
                rows.append(body.rows[n])
        if rows:
            log.add(
                "ditto",
                "列「{column}」の〃などを上の値でうめました（{rows}行）",
                "column “{column}”: replaced ditto marks by the value above (rows {rows})",
                rows,
                name,
            )


def _fill_blank(body: Body, names: Sequence[str], sums: set[int], log: Log) -> None:
    """Labels of groups that stand only in their first row; from the left, as long as columns are grouped."""
    group_starts: set[int] = {0}
    for i, name in enumerate(names):
        plain = [n for n in range(len(body.cells)) if n not in sums]
        values = body.column(i)
        blank = [n for n in plain if not values[n]]
        if not plain or not _is_label(values, plain):
            return
        starts = {n for n in plain if values[n]}
        if not blank:
            if len({values[n] for n in plain}) == len(plain):  # a key: nothing right of it is a group
                return
            group_starts |= {n for k, n in enumerate(plain) if k == 0 or values[n] != values[plain[k - 1]]}
            continue
        if plain[0] in blank or not group_starts.intersection(plain) <= starts or len(names) < 2:
            return
        rows, last = [], ""
        for n in plain:
            if values[n]:
                last = values[n]
            elif last and any(body.cells[n][k] for k in range(len(names)) if k != i):
                body.cells[n][i] = last
                rows.append(body.rows[n])
        group_starts |= starts
        if not rows:
            continue
        log.add(
            "blank-label",
            "列「{column}」の空欄を上の見出しでうめました（{rows}行）",
            "column “{column}”: filled blank labels from above (rows {rows})",
            rows,
            name,
        )


def _is_label(values: Sequence[str], plain: Sequence[int]) -> bool:
    """Words or years that name groups; neither figures nor running numbers nor free remarks."""
    present = [values[n] for n in plain if values[n]]
    kinds = [kind(v) for v in present]
    if not present or sum(k in ("number", "dash") for k in kinds) * 2 >= len(kinds):
        return False
    codes = [v for v in present if re.search(r"\d", v) and kind(v) == "text"]
    running = (
        len(codes) == len(present) == len(set(present))
        and len({re.sub(r"\d", "9", squeeze(v)) for v in codes}) == 1
        and len(present) > 1
    )
    complete = len(present) == len(plain)
    return complete or not (running and len(present) > len(plain) // 2)


def _sum_rows(body: Body) -> set[int]:
    """Records whose label says that they are a sum or a mean."""
    found = set()
    usual = None
    for n, row in enumerate(body.cells):
        if not any(_MAYBE.search(text) for text in row):
            continue
        for text in row:
            k = kind(text)
            if k in ("number", "date") and not is_sum(text):
                break
            if text and may_be_sum(text):
                if usual is None:
                    usual = sorted(_words(r) for r in body.cells)[len(body.cells) // 2]
                # a sum has fewer words than its neighbours: no codes and names
                if is_sum(text) or is_mean(text) or _words(row) <= max(1, usual - 1):
                    found.add(n)
                break
    return found if len(found) < len(body.cells) else set()


def _words(row: Sequence[str]) -> int:
    return sum(bool(t) and kind(t) == "text" for t in row)


def _without_sums(body: Body, names: Sequence[str], sums: set[int], log: Log) -> Body:
    if not sums:
        return body
    figures = [[figure(t) for t in row] for row in body.cells]
    rates = {i for i, name in enumerate(names) if RATE.search(narrow(name))}
    proven = {n: right for n in sums if (right := _proven(n, figures, sums, rates, is_mean(_label(body, n))))}
    changed = True
    while changed:  # a sum of sums is proven by proven sums
        changed = False
        for n in sorted(sums - proven.keys()):
            if right := _sum_of(n, figures, sorted(proven), rates):
                proven[n] = right
                changed = True
    empty = {n for n in sums - proven.keys() if not any(f is not None for f in figures[n])}
    notes = [_taken_out(body, names, n, figures[n], right, log) for n, right in sorted(proven.items())]
    for n in sorted(sums - proven.keys() - empty):
        log.add(
            "sum",
            f"{{rows}}行 「{_label(body, n)}」は合計のようですが、内訳と合わないため残しました",
            f"row {{rows}}: kept “{_label(body, n)}”, which looks like a sum but does not match its parts",
            [body.rows[n]],
            undecided=True,
        )
    keep = [n for n in range(len(body.cells)) if n not in proven]
    return Body([body.rows[n] for n in keep], [body.cells[n] for n in keep], [note for note in notes if note])


def _taken_out(
    body: Body, names: Sequence[str], n: int, figures: Sequence[Decimal | None], right: frozenset[int], log: Log
) -> str:
    """Says that a row of sums goes, with every figure that its parts do not give (a rate, a sum with a slip). -> these."""
    label = _label(body, n)
    other = [
        f"{names[i]} {body.cells[n][i]}" for i, value in enumerate(figures) if value is not None and i not in right
    ]
    rest = "、".join(other)
    log.add(
        "sum",
        f"{{rows}}行 「{label}」は内訳の合計（平均）なので外しました"
        + (f"。内訳から求められない値は説明に残しました（{rest}）" if other else ""),
        f"row {{rows}}: took out “{label}”, a sum or mean of the others"
        + (f"; kept as metadata what they do not give ({rest})" if other else ""),
        [body.rows[n]],
    )
    return f"{label}：{rest}" if other else ""


def _label(body: Body, n: int) -> str:
    return next((narrow(t) for t in body.cells[n] if t and may_be_sum(t)), "")


def _proven(
    n: int, figures: Sequence[Sequence[Decimal | None]], sums: set[int], rates: set[int], mean: bool
) -> frozenset[int]:
    """Columns where row n is the sum (or mean) of some run of records that a reader would take for its parts."""
    before: list[int] = []
    after: list[int] = []
    for m in range(n - 1, -1, -1):
        if m in sums:
            break
        before.insert(0, m)
    for m in range(n + 1, len(figures)):
        if m in sums:
            break
        after.append(m)
    plain = [m for m in range(len(figures)) if m not in sums]
    parts = [before, [m for m in plain if m < n], after, [m for m in plain if m > n], plain]
    return max((_sum_of(n, figures, part, rates, mean=mean) for part in parts), key=len)


def _sum_of(
    n: int, figures: Sequence[Sequence[Decimal | None]], parts: Sequence[int], rates: set[int], *, mean: bool = False
) -> frozenset[int]:
    """Columns where row n is the sum or mean of `parts`; none when more than a quarter does not add up (rates never do)."""
    parts = [m for m in parts if m != n]
    right: set[int] = set()
    checked = 0
    for i, total in enumerate(figures[n]):
        values = [v for m in parts if (v := figures[m][i]) is not None]
        if total is None or not values:
            continue
        checked += mean or i not in rates
        expected = sum(values, Decimal(0)) / (len(values) if mean else 1)
        digits = max((-int(v.as_tuple().exponent) for v in [*values, total]), default=0)
        slack = Decimal(10) ** -digits / 2 * (len(values) if digits and not mean else 1 if mean else 0)
        if abs(expected - total) <= slack and (total != 0 or len(values) > 1):
            right.add(i)
    telling = right if mean else right - rates
    return frozenset(right) if telling and len(telling) * 4 >= checked * 3 else frozenset()
