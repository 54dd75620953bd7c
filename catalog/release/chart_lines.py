"""Charts along time: what figures did (lines), what was gathered or happened in each period (bars)."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from catalog.regex import regex
from catalog.release.chart_time import AT, Times, period
from catalog.release.chart_words import DATE, TOTAL, alike, number, same, short
from catalog.release.kinds import CODE, Values, is_coordinate

#: series of one line chart that we choose ourselves, and categories that may be lines together
SERIES, SPLITS = 4, 6
#: points of one line; a longer series is drawn as means
POINTS = 400
#: bars over time
BINS = 40
#: 「７年度」: a year of an era that the heading does not name
_BARE_YEAR = regex(r"^(\d{1,2})年度?$")
#: what is gathered over a period is a bar of it, not a point on a line
_GATHERED = regex(r"降水量|降雪量|雨量|積雪|precipitation|rainfall", re.IGNORECASE)

Chart = Mapping[str, Any]


def lines(when: Times, columns: Sequence[Values], units: Mapping[str, str | None]) -> Iterator[Chart]:
    """What the figures of a table did over time; nothing when its rows are things or events that only have a date."""
    measures = [c for c in columns if c.measures and c.distinct > 1 and c.name not in when.columns]
    others = [c for c in columns if c.name not in when.columns]
    if any(is_coordinate(c.name) for c in columns) or any(_names_rows(c) for c in others) or not measures:
        return
    if when.one_row_each:
        yield from _series(when, measures, units)
        return
    split = _split(when, others)
    if split is None:
        return
    drawn: list[list[float | None]] = []
    for measure in measures[:6]:
        chart = _by_category(when, split, measure, units.get(measure.name) or "")
        values = [v for series in chart["series"] for v in series["values"]]
        # lines that lie upon each other (the same days in all branches) say nothing, nor does a second chart of one shape
        if len({tuple(series["values"]) for series in chart["series"]}) > 1 and not any(same(values, d) for d in drawn):
            drawn.append(values)
            yield chart
        if len(drawn) == 2:
            return


def _names_rows(c: Values) -> bool:
    """True for a column of names that occur once each."""
    if c.kind != "string" or c.distinct != c.filled or not c.filled or CODE.search(c.name):
        return False
    head = c.values.head(50).to_list()
    return sum(period(v) is not None for v in head) < 0.9 * len(head)


def _split(when: Times, columns: Sequence[Values]) -> Values | None:
    """The column whose categories make one row for each point in time, most of them present at each."""
    for c in columns:
        if (
            c.kind in ("string", "boolean")
            and not CODE.search(c.name)
            and 2 <= c.distinct <= 60
            and when.frame.height <= c.distinct * len(when.at) <= 2 * when.frame.height
            and c.filled >= 0.98 * when.frame.height
            and not when.frame.select(AT, c.name).is_duplicated().any()
        ):
            return c
    return None


def _series(when: Times, measures: Sequence[Values], units: Mapping[str, str | None]) -> Iterator[Chart]:
    """One value per point in time: columns of one unit, size and family share a chart."""
    shown, at, by, mean = _thinned(when, [c.name for c in measures])
    rows = {row[0]: row[1:] for row in shown.iter_rows()}
    labels = sorted(at, key=at.__getitem__)
    groups: list[list[int]] = []
    for i, c in enumerate(measures[:12]):
        for group in groups:
            first = measures[group[0]]
            like = alike(first.name, c.name) or len(measures) <= SERIES
            if units.get(first.name) == units.get(c.name) and len(group) < SERIES and like and _of_one_size(first, c):
                group.append(i)
                break
        else:
            groups.append([i])
    for group in groups[:2]:
        names = [measures[i].name for i in group]
        ja, en = "・".join(map(short, names)), ", ".join(map(short, names))
        if len(ja) > 60:
            ja, en = f"{short(names[0])}など{len(names)}項目", f"{short(names[0])} and {len(names) - 1} more"
        gathered = len(group) == 1 and _GATHERED.search(names[0])
        yield {
            "kind": "column" if gathered and not mean else "line",
            "title": {
                "ja": f"{ja}{'の月平均' if mean else ''}の移り変わり",
                "en": f"{en} over time{' (monthly means)' if mean else ''}",
            },
            "x_label": when.name,
            "x": labels,
            "at": [at[x] for x in labels],
            "by": by,
            "series": [{"name": measures[i].name, "values": [rows[x][i] for x in labels]} for i in group],
            "unit": units.get(names[0]) or "",
        }


def _of_one_size(one: Values, other: Values) -> bool:
    a, b = (float(c.numbers.abs().max() or 0) for c in (one, other))  # type: ignore[arg-type]
    return a / 8 <= b <= a * 8


def _thinned(
    when: Times, measures: Sequence[str], split: Sequence[str] = ()
) -> tuple[pl.DataFrame, Mapping[str, float], str, bool]:
    """The figures by point in time, and by category where the columns in `split` tell several at one point.

    Means of the months when a daily series is long: (frame, places, kind of axis, means?).
    """
    shown = when.frame.select(AT, *split, *(number(m) for m in measures))
    if len(when.at) <= POINTS or when.by != "day":
        return shown, when.at, when.by, False
    month = {t: int(p * 12 + 1e-6) for t, p in when.at.items()}
    label = {t: f"{m // 12}-{m % 12 + 1:02}" for t, m in month.items()}
    means = shown.with_columns(pl.col(AT).replace_strict(label)).group_by(AT, *split, maintain_order=True).mean()
    return means, {label[t]: m / 12 for t, m in month.items()}, "month", True


def _by_category(when: Times, split: Values, measure: Values, unit: str) -> Chart:
    """A line for each category; of many, those with the largest sums."""
    cells = {}
    sizes: dict[str, float] = {}
    shown, at, by, mean = _thinned(when, [measure.name], [split.name])
    for a, b, v in shown.iter_rows():
        if b is not None:
            cells[a, b] = v
            sizes[b] = sizes.get(b, 0.0) + abs(v or 0.0)
    kinds = [k for k in sizes if not TOTAL.search(k.strip())] if len(sizes) > SPLITS else list(sizes)
    cut = len(kinds) > SPLITS
    kinds = sorted(kinds, key=lambda k: (-sizes[k], k))[: SPLITS - 1 if cut else SPLITS]
    labels = sorted(at, key=at.__getitem__)
    name, of = short(measure.name), short(split.name)
    most = (f"（大きい順に{len(kinds)}）", f" (the largest {len(kinds)})") if cut else ("", "")
    means = ("の月平均", " (monthly means)") if mean else ("", "")
    return {
        "kind": "line",
        "title": {
            "ja": f"{of}ごとの{name}{means[0]}の移り変わり{most[0]}",
            "en": f"{name} over time by {of}{means[1]}{most[1]}",
        },
        "x_label": when.name,
        "x": labels,
        "at": [at[x] for x in labels],
        "by": by,
        "series": [{"name": k, "values": [cells.get((x, k)) for x in labels]} for k in kinds],
        "unit": unit,
    }


def wide(frame: pl.DataFrame, columns: Sequence[Values], units: Mapping[str, str | None]) -> Chart | None:
    """A table with a column for each year: a line for each row, or for the sum row when there are many."""
    figures = [c for c in columns if c.kind in ("integer", "number") and c.filled]
    dated = [(c, p) for c in figures if (p := period(c.name)) is not None]
    bare = [(c, float(m[1])) for c in figures if (m := _BARE_YEAR.match(unicodedata.normalize("NFKC", c.name).strip()))]
    by = (
        "fiscal"
        if all("年度" in c.name for c, _ in dated)
        else "year"
        if all(p == int(p) for _, p in dated)
        else "month"
    )
    if len(bare) > len(dated) and all(b[1] == a[1] + 1 for a, b in itertools.pairwise(bare)):
        dated, by = bare, "order"
    named = [c for c in columns if c.kind == "string" and period(c.name) is None and not CODE.search(c.name)]
    label = next((c for c in named if c.distinct == c.filled >= frame.height - 1), None)
    if len(dated) < 4 or label is None or not 2 <= frame.height <= 60:
        return None
    dated.sort(key=lambda pair: pair[1])
    if len({p for _, p in dated}) < len(dated):
        return None
    rows = [
        (name, values)
        for name, *values in frame.select(label.name, *(number(c.name) for c, _ in dated)).iter_rows()
        if name and any(v is not None for v in values)
    ]
    sums = [row for row in rows if TOTAL.search(row[0].strip())]
    parts = [row for row in rows if row not in sums]
    chosen = rows if len(rows) <= SERIES else sums[:1] or sorted(parts, key=lambda r: -abs(r[1][-1] or 0))[:SERIES]
    if not chosen:
        return None
    single = short(chosen[0][0]) if len(chosen) == 1 else f"{short(label.name)}ごと"
    of = len(chosen) < len(parts) and len(chosen) > 1
    return {
        "kind": "line",
        "title": {
            "ja": f"{single}の移り変わり{f'（大きい順に{len(chosen)}）' if of else ''}",
            "en": (f"{chosen[0][0]} over time" if len(chosen) == 1 else f"Over time by {short(label.name)}")
            + (f" (the largest {len(chosen)})" if of else ""),
        },
        "x_label": {"ja": "年", "en": "Year"},
        "x": [c.name for c, _ in dated],
        "at": [p for _, p in dated],
        "by": by,
        "series": [{"name": name, "values": values} for name, values in chosen],
        "unit": units.get(dated[-1][0].name) or "",
    }  # fmt: skip


def counted(when: Times, columns: Sequence[Values], height: int) -> Iterator[Chart]:
    """How many rows fall into each month, year or run of years: bars, for a row is an event or a thing."""
    source = next((c for c in columns if c.name in when.columns), None)
    dates = source is not None and (
        source.kind in ("date", "datetime", "yearmonth") or (bool(DATE.search(source.name)) and when.by == "day")
    )
    if not dates or height < 12 or sum(c.measures for c in columns) > len(columns) / 2:
        return
    sizes = dict(when.frame.get_column(AT).value_counts().iter_rows())
    first, last = min(when.at.values()), max(when.at.values())
    if last - first < 4:
        unit, step = 12, 1
    else:
        unit = 1
        years = int(last) - int(first) + 1
        step = next((s for s in (1, 2, 5, 10, 20) if years / s <= BINS and (s >= 10 or height * s >= 2 * years)), 20)
    slot: dict[int, int] = {}
    for text, at in when.at.items():
        key = int(at * unit + 1e-6) // step * step
        slot[key] = slot.get(key, 0) + int(sizes.get(text, 0))
    keys = list(range(min(slot), max(slot) + 1, step))
    even = len(slot) == len(keys) and min(slot.values()) * 1.15 > max(slot.values())  # bars of one length say nothing
    if not 3 <= len(keys) <= BINS + 8 or even:
        return
    name = short(when.name)
    labels = [
        f"{k // 12}-{k % 12 + 1:02}" if unit == 12 else str(k) if step == 1 else f"{k}–{k + step - 1}" for k in keys
    ]
    yield {
        "kind": "column",
        "title": {"ja": f"{name}ごとの件数", "en": f"Rows by {name}"},
        "x_label": when.name,
        "x": labels,
        "at": [k / unit for k in keys],
        "by": "month" if unit == 12 else "year",
        "series": [{"name": {"ja": "件数", "en": "Rows"}, "values": [float(slot.get(k, 0)) for k in keys]}],
        "unit": {"ja": "件", "en": "rows"},
    }
