"""Wide year columns (2022, 2023, 令和6年度 …) as rows, when asked for."""

from __future__ import annotations

import re

from catalog.regex import regex
from catalog.release.tidy_header import has_unit
from catalog.release.tidy_result import Log, TidyTable
from catalog.release.tidy_words import era_year, iso_date, narrow

_YEAR = regex(r"^(?P<year>(?:19|20)\d\d)\s*(?P<word>年度|年|)$")


def period_of(name: str) -> tuple[str, str] | None:
    """(kind of period, value) of a column that is named by one: 令和5年度 → ("年度", "2023"), 2023年4月 → ("年月", "2023-04")."""
    bare = re.sub(r"[(（].*[)）]$", "", narrow(name)).strip()
    if found := _YEAR.match(bare):
        return found["word"] or "年", found["year"]
    if era := era_year(bare):
        return era[1], era[0]
    date = iso_date(bare)
    return None if date is None else ("年月" if len(date) == 7 else "年月日", date)


def to_long(table: TidyTable, log: Log) -> TidyTable:
    """One row per record and period; a table with fewer than two period columns stays as it is."""
    periods = {i: p for i, h in enumerate(table.header) if (p := period_of(h)) is not None}
    kinds = {k for k, _ in periods.values()}
    if len(periods) < 2 or len(kinds) > 1:
        log.add(
            "long",
            "年や月の列が2つ以上ないため、縦持ちにしていません",
            "not made long: fewer than two year or month columns",
            undecided=True,
        )
        return table
    kind = kinds.pop()
    keep = [i for i in range(len(table.header)) if i not in periods]
    units = {has_unit(table.header[i]) for i in periods}
    unit = units.pop() if len(units) == 1 else None
    value = f"値（{unit}）" if unit else "値"
    rows, origin = [], []
    for row, at in zip(table.rows, table.origin, strict=True):
        for i, (_, period) in periods.items():
            rows.append([*(row[k] for k in keep), period, row[i]])
            origin.append(at)
    header = [*(table.header[k] for k in keep), kind, value]
    log.add(
        "long",
        f"{len(periods)}個の{kind}の列を縦持ちにしました（列「{kind}」と「{value}」）",
        f"made {len(periods)} period columns long (“{kind}” and “{value}”)",
    )
    return TidyTable(
        header, rows, origin, table.sheet, table.title, table.notes, [*(table.units[k] for k in keep), "", unit or ""]
    )
