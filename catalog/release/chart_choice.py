"""Which charts a table deserves, chosen from the data when it is published (shapes: see `catalog.pages.charts`).

Only sums that are sure to be right are drawn: values as they stand, counts of rows, means of months, and counts of
people by age.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from catalog.release.chart_lines import counted, lines, wide
from catalog.release.chart_time import period, times
from catalog.release.chart_words import DULL, NOTHING, TOTAL, UNNAMED, atoms, number, ordered, same, short
from catalog.release.kinds import BOOLEANS, CODE, Values, is_coordinate
from catalog.release.pyramid import pyramid

#: charts per table
MOST = 4
#: bars of one chart; more when they have an order of their own, as ages have
BARS, ORDERED = 12, 24

Chart = Mapping[str, Any]


def choose(frame: pl.DataFrame, columns: Sequence[Values], units: Mapping[str, str | None]) -> list[Chart]:
    """At most four charts, the most telling first."""
    if frame.height < 2:
        return []
    found: list[Chart] = []
    people = pyramid(frame, columns)
    if people is not None:
        found.append(people)
    years = wide(frame, columns, units)
    when = times(frame, columns)
    moves = [years] if years is not None else list(lines(when, columns, units)) if when is not None else []
    found += moves
    labelled = [] if moves else list(_labelled(frame, columns, units))
    found += labelled
    if frame.height >= 8 and people is None and not moves and not (labelled and len(_labels(frame, columns)) > 1):
        if when is not None:
            found += list(counted(when, columns, frame.height))
        found += list(_flags(columns, frame.height))[:1]
        found += list(itertools.islice(_counts(frame, columns, when is not None), 2))
        if not labelled:
            found += list(itertools.islice(_histograms(columns, units), 2))
    return [{**chart, "title": {k: " ".join(v.split()) for k, v in chart["title"].items()}} for chart in found[:MOST]]


def _labelled(frame: pl.DataFrame, columns: Sequence[Values], units: Mapping[str, str | None]) -> Iterator[Chart]:
    """Values that stand beside a name each, as in a table of statistics; two at most, the second of other figures than the first."""
    labels = _labels(frame, columns)
    measures = [c for c in columns if c.measures and c.distinct > 1 and not UNNAMED.match(c.name)]
    if not labels or not measures or any(is_coordinate(c.name) for c in columns):
        return
    name = "・".join(short(c.name) for c in labels)
    rows = [row for row in frame.select(*(c.name for c in labels), *(number(c.name) for c in measures)).iter_rows()
            if None not in row[: len(labels)] and not any(TOTAL.search(x.strip()) for x in row[: len(labels)])]  # fmt: skip
    drawn: list[list[float | None]] = []
    for place, measure in enumerate(measures, len(labels)):
        known = [(" ".join(dict.fromkeys(row[: len(labels)])), row[place]) for row in rows if row[place] is not None]
        figures = [row[place] for row in rows]
        if len(known) < 3 or any(same(figures, other) for other in drawn):
            continue
        drawn.append(figures)
        order = ordered([a for a, _ in known]) if len(known) <= ORDERED and len(labels) == 1 else None
        shown = [known[i] for i in order] if order else sorted(known, key=lambda r: -abs(r[1]))[:BARS]
        if not order:
            shown.sort(key=lambda r: -r[1])
        cut = len(shown) < len(known)
        yield {
            "kind": "bar",
            "title": {
                "ja": f"{name}ごとの{short(measure.name)}{f'（大きい順に{len(shown)}）' if cut else ''}",
                "en": f"{short(measure.name)} by {name}{f' (the largest {len(shown)})' if cut else ''}",
            },
            "label": name,
            "labels": [a for a, _ in shown],
            "values": [b for _, b in shown],
            "of": len(known),
            "value_label": {"ja": measure.name},
            "unit": units.get(measure.name) or "",
        }
        if len(drawn) == 2:
            return


def _labels(frame: pl.DataFrame, columns: Sequence[Values]) -> list[Values]:
    """The column that names each row, or the two or three that do so together (districts by trade); [] when none does."""
    names = [c for c in columns if c.kind == "string" and not CODE.search(c.name) and not _numbers(c)]
    for c in names:
        if 2 < c.distinct == c.filled <= 40:
            return [c]
    categories = [c for c in names if 2 <= c.distinct <= 40 and c.distinct < c.filled == frame.height]
    for size in (2, 3):
        if size == 3 and frame.height > 40:
            break
        for chosen in itertools.combinations(categories[:5], size):
            halves = size == 3 or all(c.distinct * 2 <= c.filled for c in chosen)
            enough = math.prod(c.distinct for c in chosen) >= frame.height  # else some rows must share their names
            if halves and enough and not frame.select(c.name for c in chosen).is_duplicated().any():
                return list(chosen)
    return []


def _counts(frame: pl.DataFrame, columns: Sequence[Values], dated: bool) -> Iterator[Chart]:
    """How many rows each category has; categories that split the table evenly come first."""
    said: list[Values] = []
    found: list[tuple[float, Values, list[tuple[str, float]], bool]] = []
    for c in columns:
        if c.kind not in ("string", "boolean") or _is_flag(c) or CODE.search(c.name) or DULL.search(c.name):
            continue
        if c.distinct * 2 > c.filled or c.filled < frame.height * 0.5 or (dated and "曜日" in c.name) or _numbers(c):
            continue
        if UNNAMED.match(c.name) or sum(period(v) is not None for v in c.values.head(20).to_list()) * 2 > min(
            20, c.distinct
        ):
            continue
        sizes, several = _sizes(c)
        if not 2 <= len(sizes) <= BARS or max(len(label) for label, _ in sizes) > 40:
            continue
        numbers = [n for _, n in sizes]
        alike = not several and max(numbers) >= c.filled * 0.97
        if alike or min(numbers) * 1.15 > max(numbers):  # one for nearly all, or all as many
            continue
        found.append((_evenness(numbers), c, sizes, several))
    for _, c, sizes, several in sorted(found, key=lambda f: (f[1].kind == "boolean", -f[0])):
        if any(_one_to_one(frame, c, other) for other in said):
            continue
        said.append(c)
        order = ordered([label for label, _ in sizes])
        shown = [sizes[i] for i in order] if order else sizes
        yield {
            "kind": "bar",
            "title": {
                "ja": f"{short(c.name)}ごとの件数{'（複数あり）' if several else ''}",
                "en": f"Rows by {short(c.name)}{' (several each)' if several else ''}",
            },
            "label": c.name,
            "labels": [label for label, _ in shown],
            "values": [n for _, n in shown],
            "of": len(shown),
            "value_label": {"ja": "件数", "en": "Rows"},
            "unit": {"ja": "件", "en": ""},
        }


def _sizes(c: Values) -> tuple[list[tuple[str, float]], bool]:
    """Categories and their rows, most frequent first; a cell of several answers counts for each. And whether there are such."""
    sizes: dict[str, float] = {}
    several = False
    if c.distinct > 200:
        return [], False
    for value, n in zip(c.values.to_list(), c.counts.to_list(), strict=True):
        parts = list(dict.fromkeys(atoms(value))) or [value]
        several |= len(parts) > 1
        for part in parts:
            if not NOTHING.match(part):
                sizes[part] = sizes.get(part, 0.0) + float(n)
    return sorted(sizes.items(), key=lambda pair: -pair[1]), several


def _one_to_one(frame: pl.DataFrame, one: Values, other: Values) -> bool:
    """True when two columns say the same in other words (地区 and its English name)."""
    pairs = frame.select(one.name, other.name).drop_nulls().unique().height
    return pairs <= max(one.distinct, other.distinct) and abs(one.distinct - other.distinct) <= 1


#: the values that say yes in a column of yes and no
YES = ("1", "有", "あり", "○", "〇", "true", "TRUE", "True", "はい", "可", "yes")


def _is_flag(c: Values) -> bool:
    """Yes or no, whatever type was declared for it."""
    return 0 < c.distinct <= 2 and set(c.values.to_list()) in BOOLEANS


def _numbers(c: Values) -> bool:
    """True when the texts of a column are numbers, but for a few."""
    return int(c.counts.filter(c.values.str.contains(r"^[-−▲△]?\s*[0-9０-９.,]+$")).sum() or 0) > 0.9 * c.filled


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
                "title": {"ja": f"{short(family)}ごとの件数", "en": f"Rows by {short(family)}"},
                "label": family,
                "labels": [name for name, _ in ranked],
                "values": [float(n) for _, n in ranked],
                "of": len(ranked),
                "value_label": {"ja": "件数", "en": "Rows"},
                "unit": {"ja": "件", "en": ""},
            }


def _evenness(sizes: Sequence[float]) -> float:
    """1 when every category is as frequent as any other, times a liking for five or so of them."""
    whole = sum(sizes)
    return (1 - sum((n / whole) ** 2 for n in sizes)) * (1 - abs(len(sizes) - 5) / 20)


def _histograms(columns: Sequence[Values], units: Mapping[str, str | None]) -> Iterator[Chart]:
    from catalog.release.profile import histogram

    years = [p for c in columns if (p := period(c.name)) is not None]
    for c in columns:
        if UNNAMED.match(c.name) or (len(years) > 2 and (period(c.name) or max(years)) < max(years)):
            continue  # of columns that are years the newest stands for all
        if c.measures and c.distinct > BARS and c.filled >= 20:
            known = c.numbers.is_not_null()
            bins = histogram(c.numbers.filter(known), c.counts.filter(known))
            if len(bins) >= 4:
                yield {
                    "kind": "histogram",
                    "title": {"ja": f"{short(c.name)}の分布", "en": f"Distribution of {short(c.name)}"},
                    "label": short(c.name),
                    "bins": [list(b) for b in bins],
                    "unit": units.get(c.name) or "",
                }
