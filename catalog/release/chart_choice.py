"""Which charts a table deserves, chosen from the data when it is published (shapes: see `catalog.pages.charts`).

Only sums that are sure to be right are drawn: values as they stand, counts of rows, and counts of people by age.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from catalog.regex import regex
from catalog.release.kinds import BOOLEANS, CODE, Values, is_coordinate
from catalog.release.pyramid import pyramid

#: charts per table
MOST = 4
#: bars of one chart, series of one line chart
BARS, SERIES = 12, 4
TOTAL = regex(r"^(総数|合計|総計|計|小計|全体|全域|市全体|総額|total)$|(合計|総数|小計)$", re.IGNORECASE)
_DULL = regex(
    r"備考|注記|url|住所|所在地|都道府県|市区?町村|郵便|説明|カナ|英語|方書|メール|画像|ファイル|法人", re.IGNORECASE
)
_ERAS = {
    "明治": 1867,
    "大正": 1911,
    "昭和": 1925,
    "平成": 1988,
    "令和": 2018,
    "m": 1867,
    "t": 1911,
    "s": 1925,
    "h": 1988,
    "r": 2018,
}
_ERA = regex(r"^(明治|大正|昭和|平成|令和|[mtshr])\.?(元|\d{1,2})(?:年度?)?(?:[./-]?(\d{1,2})月?)?$", re.IGNORECASE)
_WESTERN = regex(r"^(\d{4})(?:年度?)?(?:[-/.]?(\d{1,2})月?)?(?:[-/.]?(\d{1,2})日?)?(?:[t ].*)?$", re.IGNORECASE)
_TIME_NAME = regex(r"年|月|日|時期|期間|year|month|date|time", re.IGNORECASE)

Chart = Mapping[str, Any]


def choose(frame: pl.DataFrame, columns: Sequence[Values], units: Mapping[str, str | None]) -> list[Chart]:
    """At most four charts, the most telling first."""
    if frame.height < 2:
        return []
    found: list[Chart] = []
    people = pyramid(frame, columns)
    if people is not None:
        found.append(people)
    lines = list(_lines(frame, columns, units))
    found += lines
    if not lines:
        found += list(_labelled(frame, columns, units))[:2]
    if frame.height >= 8:
        found += list(_flags(columns, frame.height))[:1]
        found += list(_counts(frame, columns))[:2]
        if not lines:
            found += list(_histograms(columns, units))[:2]
    return [{**chart, "title": {k: " ".join(v.split()) for k, v in chart["title"].items()}} for chart in found[:MOST]]


def period(text: str) -> float | None:
    """A point in time as a number that sorts: 2020 → 2020.0, 令和2年 → 2020.0, 2024-03 → 2024.1667; None when it is none."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if m := _WESTERN.match(plain):
        year, month, day = int(m[1]), int(m[2] or 1), int(m[3] or 1)
    elif m := _ERA.match(plain):
        year, month, day = _ERAS[m[1].lower()] + (1 if m[2] == "元" else int(m[2])), int(m[3] or 1), 1
    else:
        return None
    if not 1800 <= year <= 2200 or not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return year + (month - 1) / 12 + (day - 1) / 372


def _time_column(columns: Sequence[Values]) -> tuple[Values, dict[str, float]] | None:
    for c in columns:
        if c.kind not in ("year", "yearmonth", "date", "datetime", "string", "integer") or not 3 <= c.distinct <= 5000:
            continue
        if c.kind in ("string", "integer") and not _TIME_NAME.search(c.name):
            continue
        points = {v: p for v in c.values.to_list() if (p := period(v)) is not None}
        rest = [v for v in c.values.to_list() if v not in points]
        if len(points) >= 3 and all(TOTAL.search(v.strip()) for v in rest):
            return c, points
    return None


def _lines(frame: pl.DataFrame, columns: Sequence[Values], units: Mapping[str, str | None]) -> Iterator[Chart]:
    found = _time_column(columns)
    if found is None:
        return
    time, points = found
    dated = frame.filter(pl.col(time.name).is_in(list(points)))
    labels = sorted(points, key=points.__getitem__)
    measures = [c for c in columns if c.measures and c.distinct > 1]
    things = any(is_coordinate(c.name) for c in columns) or any(
        c is not time and c.kind == "string" and c.distinct == c.filled > 0 and _period_share(c) < 0.9 for c in columns
    )
    if things:  # rows are places or events with a date, not measurements in time
        measures = []
    if time.distinct == time.filled and len(labels) <= 400 and measures:
        yield from _series_charts(dated, time, labels, measures, units)
        return
    split = next(
        (c for c in columns if c is not time and c.kind in ("string", "boolean") and 2 <= c.distinct <= SERIES + 1),
        None,
    )
    if (
        split is not None
        and measures
        and len(labels) <= 400
        and not dated.select(time.name, split.name).is_duplicated().any()
    ):
        yield from _split_charts(dated, time, labels, split, measures[:2], units)
        return
    if time.kind in ("date", "datetime", "yearmonth") and frame.height >= 12 and not measures_by_row(columns):
        yield from _counted(dated, time, points)


def _period_share(c: Values) -> float:
    head = c.values.head(50).to_list()
    return sum(period(v) is not None for v in head) / len(head)


def measures_by_row(columns: Sequence[Values]) -> bool:
    """True when rows are measurements rather than things, so that counting them says nothing."""
    return sum(c.measures for c in columns) > len(columns) / 2


def _series_charts(
    frame: pl.DataFrame, time: Values, labels: list[str], measures: Sequence[Values], units: Mapping[str, str | None]
) -> Iterator[Chart]:
    """One value per point in time: columns of one unit and size share a chart."""
    rows = {row[0]: row[1:] for row in frame.select(time.name, *(_number(c.name) for c in measures)).iter_rows()}
    groups: list[list[int]] = []
    for i, c in enumerate(measures[:8]):
        top = float(c.numbers.abs().max() or 0)  # type: ignore[arg-type]
        for group in groups:
            first = measures[group[0]]
            size = float(first.numbers.abs().max() or 0)  # type: ignore[arg-type]
            if units.get(first.name) == units.get(c.name) and len(group) < SERIES and size / 8 <= top <= size * 8:
                group.append(i)
                break
        else:
            groups.append([i])
    for group in groups[:2]:
        names = [measures[i].name for i in group]
        yield {
            "kind": "line",
            "title": {"ja": f"{'・'.join(names)}の移り変わり", "en": f"{', '.join(names)} over time"},
            "x_label": time.name,
            "x": labels,
            "series": [{"name": measures[i].name, "values": [rows[x][i] for x in labels]} for i in group],
            "unit": units.get(names[0]) or "",
        }


def _split_charts(
    frame: pl.DataFrame,
    time: Values,
    labels: list[str],
    split: Values,
    measures: Sequence[Values],
    units: Mapping[str, str | None],
) -> Iterator[Chart]:
    """One value per point in time and category: a line for each category."""
    kinds = sorted(v for v in split.values.to_list())
    for measure in measures:
        cells = {
            (a, b): v
            for a, b, v in frame.select(time.name, split.name, _number(measure.name)).iter_rows()
            if b is not None
        }
        yield {
            "kind": "line",
            "title": {
                "ja": f"{split.name}ごとの{measure.name}の移り変わり",
                "en": f"{measure.name} over time by {split.name}",
            },
            "x_label": time.name,
            "x": labels,
            "series": [{"name": k, "values": [cells.get((x, k)) for x in labels]} for k in kinds],
            "unit": units.get(measure.name) or "",
        }


def _counted(frame: pl.DataFrame, time: Values, points: Mapping[str, float]) -> Iterator[Chart]:
    """How many rows fall into each year, or each month when there are few years."""
    counts: dict[int, int] = {}
    by_month = max(points.values()) - min(points.values()) < 4
    for text, n in zip(time.values.to_list(), time.counts.to_list(), strict=True):
        at = int(points[text] * 12 + 1e-6) if by_month else int(points[text])
        counts[at] = counts.get(at, 0) + int(n)
    first, last = min(counts), max(counts)
    if not 3 <= last - first + 1 <= 200:
        return
    keys = list(range(first, last + 1))
    labels = [f"{k // 12}-{k % 12 + 1:02}" if by_month else str(k) for k in keys]
    yield {
        "kind": "line",
        "title": {"ja": f"{time.name}ごとの件数", "en": f"Rows by {time.name}"},
        "x_label": time.name,
        "x": labels,
        "series": [{"name": {"ja": "件数", "en": "Rows"}, "values": [float(counts.get(k, 0)) for k in keys]}],
        "unit": "",
    }


def _labelled(frame: pl.DataFrame, columns: Sequence[Values], units: Mapping[str, str | None]) -> Iterator[Chart]:
    """Values that stand beside a name each, as in a table of statistics."""
    labels = _labels(frame, columns)
    measures = [c for c in columns if c.measures and c.distinct > 1]
    if not labels or not measures or any(is_coordinate(c.name) for c in columns):
        return
    name = "・".join(c.name for c in labels)
    for measure in measures:
        rows = [
            (" ".join(a), b) for *a, b in frame.select(*(c.name for c in labels), _number(measure.name)).iter_rows()
            if None not in a and b is not None and not any(TOTAL.search(x) for x in a)
        ]  # fmt: skip
        rows = sorted(rows, key=lambda r: -r[1])[:BARS]
        if len(rows) >= 3 and rows[-1][1] >= 0:
            yield {
                "kind": "bar",
                "title": {"ja": f"{name}ごとの{measure.name}", "en": f"{measure.name} by {name}"},
                "label": name,
                "labels": [a for a, _ in rows],
                "values": [b for _, b in rows],
                "value_label": {"ja": measure.name},
                "unit": units.get(measure.name) or "",
            }


def _labels(frame: pl.DataFrame, columns: Sequence[Values]) -> list[Values]:
    """The column that names each row, or the two that do so together (a table of districts by trade); [] when none does."""
    names = [c for c in columns if c.kind == "string" and not CODE.search(c.name)]
    for c in names:
        if 2 < c.distinct == c.filled <= 40:
            return [c]
    categories = [c for c in names if 2 <= c.distinct <= 40 and c.distinct * 2 <= c.filled == frame.height]
    for one, other in itertools.combinations(categories[:4], 2):
        if not frame.select(one.name, other.name).is_duplicated().any():
            return [one, other]
    return []


def _counts(frame: pl.DataFrame, columns: Sequence[Values]) -> Iterator[Chart]:
    """How many rows each category has; categories that split the table evenly come first."""
    suitable = [
        c for c in columns
        if c.kind in ("string", "boolean") and 2 <= c.distinct <= BARS and not _is_flag(c) and not _all_numbers(c) and c.filled >= frame.height * 0.5
        and c.distinct * 2 <= c.filled and not CODE.search(c.name) and not _DULL.search(c.name)
        and int(str(c.values.str.len_chars().max() or 0)) <= 30
    ]  # fmt: skip
    if len(_labels(frame, columns)) == 2:  # rows are cells of a statistic: counting them says nothing
        return
    for c in sorted(suitable, key=lambda c: (c.kind == "boolean", -_evenness(c))):
        if int(c.counts[0]) < c.filled * 0.97 and int(c.counts.min() or 0) < int(c.counts.max() or 0):  # type: ignore[arg-type, call-overload]
            yield {
                "kind": "bar",
                "title": {"ja": f"{c.name}ごとの件数", "en": f"Rows by {c.name}"},
                "label": c.name,
                "labels": c.values.to_list(),
                "values": [float(n) for n in c.counts.to_list()],
                "value_label": {"ja": "件数", "en": "Rows"},
                "unit": "",
            }


#: the values that say yes in a column of yes and no
YES = ("1", "有", "あり", "○", "〇", "true", "TRUE", "True", "はい", "可", "yes")


def _is_flag(c: Values) -> bool:
    """Yes or no, whatever type was declared for it."""
    return 0 < c.distinct <= 2 and set(c.values.to_list()) in BOOLEANS


def _all_numbers(c: Values) -> bool:
    return bool(c.values.str.contains(r"^[0-9０-９.,]+$").all())


def _flags(columns: Sequence[Values], rows: int) -> Iterator[Chart]:
    """How often each of several yes-or-no columns of one family says yes (災害種別_洪水, 災害種別_津波 …)."""
    families: dict[str, list[tuple[str, int]]] = {}
    for c in columns:
        if _is_flag(c) and (m := re.match(r"^(.+)[_＿:：/／](.+)$", c.name)):
            yes = int(c.counts.filter(c.values.is_in(YES)).sum() or 0)
            families.setdefault(m[1], []).append((m[2], yes))
    for family, parts in families.items():
        if 3 <= len(parts) <= BARS and len({n for _, n in parts}) > 1:
            ranked = sorted(parts, key=lambda x: -x[1])
            yield {
                "kind": "bar",
                "title": {"ja": f"{family}ごとの件数", "en": f"Rows by {family}"},
                "label": family,
                "labels": [name for name, _ in ranked],
                "values": [float(n) for _, n in ranked],
                "value_label": {"ja": "件数", "en": "Rows"},
                "unit": "",
            }


def _evenness(c: Values) -> float:
    """1 when every category is as frequent as any other, times a liking for five or so of them."""
    shares = (c.counts / c.filled).to_list()
    return float((1 - sum(s * s for s in shares)) * (1 - abs(c.distinct - 5) / 20))


def _histograms(columns: Sequence[Values], units: Mapping[str, str | None]) -> Iterator[Chart]:
    from catalog.release.profile import histogram

    for c in columns:
        if c.measures and c.distinct > BARS and c.filled >= 20:
            known = c.numbers.is_not_null()
            bins = histogram(c.numbers.filter(known), c.counts.filter(known))
            if len(bins) >= 4:
                yield {
                    "kind": "histogram",
                    "title": {"ja": f"{c.name}の分布", "en": f"Distribution of {c.name}"},
                    "label": c.name,
                    "bins": [list(b) for b in bins],
                    "unit": units.get(c.name) or "",
                }


def _number(name: str) -> pl.Expr:
    plain = pl.col(name).str.replace_all(",", "", literal=True).str.replace(r"^[−▲△]", "-").str.strip_chars()
    return plain.cast(pl.Float64, strict=False).alias(f"number of {name}")
