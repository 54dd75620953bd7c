"""What is worth knowing of a published table: its columns, first rows, points and charts. Columns, not rows."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import polars as pl

from catalog import standards
from catalog.model import Field, Resource
from catalog.release.chart_choice import choose
from catalog.release.distributions import named_frame
from catalog.release.kinds import NAMES_A_ROW, NAMES_NO_ROW, Values, coordinate_columns, values
from catalog.release.published import ColumnProfile, PublishedTable
from catalog.tables.table import Table

#: rows in the page, points on the map, values and bins of a distribution
PREVIEW, POINTS, TOP, BINS = 100, 5000, 10, 20
#: a longer text is no category
LONGEST = 40


def profile(
    table: Table, resource: Resource, *, points: Sequence[tuple[float, float]] = (), geojson: str | None = None
) -> PublishedTable:
    """Profiles a table that goes out.

    Args:
        points: (longitude, latitude) per feature, when the source knows geometries itself.
        geojson: path of the published GeoJSON, for the map.
    """
    frame = named_frame(table)
    names = frame.columns
    declared = {f.name: f for f in resource.fields}
    matched = _standard(table.header)
    columns: list[Values] = []
    profiles: list[ColumnProfile] = []
    for index, name in enumerate(names):
        header = table.header[index]
        field = declared.get(header) or declared.get(name)
        found = values(name, frame.get_column(name), resource.missing_values, field.type if field else "any")
        columns.append(found)
        profiles.append(_column(found, field, matched.get(index), frame.height))
    located = _points(frame, columns, points)
    return PublishedTable(
        resource=resource,
        columns=tuple(profiles),
        rows=frame.height,
        preview=_preview(frame),
        points=located,
        geojson=geojson,
        charts=tuple(choose(frame, columns, {p.name: p.unit for p in profiles})),
    )


def _preview(frame: pl.DataFrame) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple("" if v is None else v for v in row) for row in frame.head(PREVIEW).iter_rows())


def _standard(header: Sequence[str]) -> dict[int, tuple[str, Field]]:
    """Column index → (number of the standard dataset, its field), when the header follows one."""
    match = standards.recognise(header)
    if match is None:
        return {}
    return {i: (match.layout.number, f) for i, f in match.columns.items()}


def _column(found: Values, field: Field | None, matched: tuple[str, Field] | None, rows: int) -> ColumnProfile:
    standard = matched[1] if matched else None
    low, high, mean, histogram = _numbers(found)
    named = (
        found.distinct <= max(0.5 * found.filled, TOP * 2) and found.distinct < found.filled
    ) or found.distinct == 1
    top: tuple[tuple[str, int], ...] = ()
    if named and not histogram and int(found.counts[0] if found.distinct else 0) >= 1:
        head = zip(found.values.head(TOP).to_list(), found.counts.head(TOP).to_list(), strict=True)
        top = tuple((v, int(c)) for v, c in head if len(v) <= LONGEST)
    return ColumnProfile(
        name=found.name,
        title=(field.title if field else {}) or {},
        description=(field.description if field else {}) or (standard.description if standard else {}) or {},
        type=found.kind,
        unit=(field.unit if field else None) or (standard.unit if standard else None),
        required=bool(field and field.constraints.get("required")),
        filled=found.filled,
        missing=rows - found.filled,
        distinct=found.distinct,
        top=top,
        minimum=low,
        maximum=high,
        mean=mean,
        histogram=histogram,
        standard=f"{matched[0]}:{matched[1].name}" if matched else None,
    )


def _numbers(found: Values) -> tuple[str | None, str | None, float | None, tuple[tuple[float, float, int], ...]]:
    """Smallest and largest value as written, mean, histogram."""
    if found.kind not in ("integer", "number", "year", "date", "datetime"):
        return None, None, None, ()
    known = found.numbers.is_not_null() & found.numbers.is_finite()
    if not known.any():
        return None, None, None, ()
    numbers, texts, counts = (s.filter(known) for s in (found.numbers, found.values, found.counts))
    low, high = numbers.arg_min(), numbers.arg_max()
    assert low is not None and high is not None
    measured = found.kind in ("integer", "number")
    mean = float(np.average(numbers.to_numpy(), weights=counts.to_numpy())) if measured else None
    return texts[low], texts[high], mean, histogram(numbers, counts)


def histogram(numbers: pl.Series, counts: pl.Series) -> tuple[tuple[float, float, int], ...]:
    """At most 20 bins with round edges over numbers that occur `counts` times each."""
    known = numbers.cast(pl.Float64).to_numpy()
    low, high = float(known.min()), float(known.max())
    if low == high:
        return ()
    step = round_step((high - low) / (BINS - 2))
    whole = bool((numbers == numbers.round()).all())
    if whole:
        step = max(step, 1.0)
    start = math.floor(low / step) * step
    bins = max(1, math.floor((high - start) / step + 1e-9) + 1)
    if bins > BINS:
        step = round_step(step * 1.01)
        start = math.floor(low / step) * step
        bins = max(1, math.floor((high - start) / step + 1e-9) + 1)
    slot = ((numbers - start) / step + 1e-9).floor().clip(0, bins - 1).cast(pl.Int64)
    summed = pl.DataFrame({"slot": slot, "n": counts}).group_by("slot").agg(pl.col("n").sum()).rows()
    heights = dict(summed)
    return tuple(
        (_clean(start + i * step), _clean(start + (i + 1) * step), int(heights.get(i, 0))) for i in range(bins)
    )


def round_step(rough: float) -> float:
    """The next 1, 2, 2.5 or 5 × 10ⁿ."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough * (1 - 1e-9))


def _clean(value: float) -> float:
    return float(f"{value:.12g}")


def _points(
    frame: pl.DataFrame, columns: Sequence[Values], given: Sequence[tuple[float, float]]
) -> tuple[tuple[float, float, str], ...]:
    """(longitude, latitude, label) of the rows that have a place; impossible ones are left out."""
    pair = coordinate_columns(frame.columns)
    labels = _labels(frame, columns)
    if pair is None:
        if not given:
            return ()
        names = labels.to_list() if labels is not None and labels.len() == len(given) else [""] * len(given)
        placed = zip(given, names, strict=True)  # a feature without geometry has no place (NaN)
        return tuple((x, y, n or "") for (x, y), n in placed if -180 <= x <= 180 and -90 <= y <= 90)[:POINTS]
    latitude, longitude = (frame.get_column(n).str.strip_chars().cast(pl.Float64, strict=False) for n in pair)
    table = pl.DataFrame(
        {"x": longitude, "y": latitude, "label": labels if labels is not None else [""] * frame.height}
    )
    table = table.filter(pl.col("x").is_between(-180, 180) & pl.col("y").is_between(-90, 90))
    table = table.filter((pl.col("x") != 0) | (pl.col("y") != 0))
    at_home = table.filter(pl.col("x").is_between(122, 154) & pl.col("y").is_between(20, 46))
    if at_home.height * 2 > table.height:
        table = at_home  # a swapped or mistyped pair would shrink the city to a dot
    return tuple((float(x), float(y), label or "") for x, y, label in table.head(POINTS).iter_rows())


def _labels(frame: pl.DataFrame, columns: Sequence[Values]) -> pl.Series | None:
    """The column that names a row."""
    texts = [c for c in columns if c.kind == "string" and c.filled]
    named = [c for c in texts if NAMES_A_ROW.search(c.name) and not NAMES_NO_ROW.search(c.name)]
    chosen = next(
        iter([c for c in named if c.distinct * 2 > c.filled] or named or [c for c in texts if c.distinct == c.filled]),
        None,
    )
    return None if chosen is None else frame.get_column(chosen.name).str.slice(0, 60)
