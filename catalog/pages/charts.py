"""Charts as SVG, drawn when the page is made: no script, no library, readable by assistive technology.

A chart is a mapping that `release.profile` chose from the data:
  {"kind": "line", "title", "x": [text], "at": [years], "by": text, "x_label", "series": [{"name", "values": [number | None]}], "unit"}
  {"kind": "column", the same with one series}
  {"kind": "bar", "title", "labels": [text], "values": [number], "of": number, "value_label": LangText, "unit"}
  {"kind": "histogram", "title", "bins": [[lower, upper, count]], "label": text, "unit"}
  {"kind": "pyramid", "title", "labels": [text], "left": {"name", "values"}, "right": {"name", "values"}, "unit"}
`title` and `description` are texts by language; a name or a unit may be one. `at` and `by` are explained in
`release.chart_time.Times`.

The drawings stretch with the page: lengths along the width are percentages, so letters keep their size on a telephone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from catalog.pages.chart_axes import (
    PLOT,
    Drawing,
    amount,
    dated,
    grid,
    headed,
    number_text,
    places,
    plain,
    position,
    said,
    scale,
    tick,
    ticks,
    time_ticks,
)
from catalog.pages.chart_bars import bar, histogram, pyramid
from catalog.pages.language import Language


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart as the template prints it: drawing, words, and the table that says the same."""

    id: str
    kind: str
    title: str
    description: str
    svg: Markup
    head: tuple[str, ...]
    rows: Markup
    legend: tuple[str, ...] = ()


def chart(data: Mapping[str, Any], identifier: str, language: Language) -> Chart:
    """Draws the chart of some chosen data."""
    kind = str(data["kind"])
    dense = " dense" if len(data.get("x") or ()) > 120 else ""
    title = language.of(data["title"])
    words, inner, height, head, rows, legend = {
        "line": _line,
        "column": _column,
        "bar": bar,
        "histogram": histogram,
        "pyramid": pyramid,
    }[kind](data, language)
    description = language.of(data.get("description") or {}) or words
    svg = Markup(
        f'<svg class="chart {kind}{dense}" role="img" aria-labelledby="{identifier}-t {identifier}-d" width="100%" '
        f'height="{height}"><title id="{identifier}-t">{escape(title)}</title>'
        f'<desc id="{identifier}-d">{escape(description)}</desc>{inner}</svg>'
    )
    return Chart(identifier, kind, title, description, svg, head, table_rows(rows), legend)


def table_rows(rows: Sequence[Sequence[str]]) -> Markup:
    """Rows as `tr` elements, the first cell of each its head. Made here and not in a template: there may be hundreds."""
    lines = []
    for first, *rest in rows:
        cells = "".join(f"<td class=n>{escape(cell, quote=False)}</td>" for cell in rest)
        lines.append(f"<tr><th scope=row>{escape(first, quote=False)}</th>{cells}</tr>\n")
    return Markup("".join(lines))


def _line(data: Mapping[str, Any], language: Language) -> Drawing:
    labels = [str(x) for x in data["x"]]
    series = [{**s, "name": said(s["name"], language)} for s in data["series"][:6]]
    unit = said(data.get("unit"), language)
    known = [float(v) for s in series for v in s["values"] if v is not None]
    low, high, step = scale(min(known), max(known), whole=all(v == round(v) for v in known))
    at = [float(a) for a in data["at"]]
    xs = places(at)
    parts = [grid(low, high, step, unit, language), _times(data, labels, at, 0.0, language)]
    for number, s in enumerate(series):
        points = [
            (x, 8 + (high - float(v)) / (high - low) * PLOT, v) if v is not None else None
            for x, v in zip(xs, s["values"], strict=True)
        ]
        path = "".join(
            "" if p is None else f"{'L' if i and points[i - 1] else 'M'}{plain(p[0])} {plain(p[1])}" for i, p in enumerate(points)
        )  # fmt: skip
        parts.append(
            f'<svg x="0" y="0" width="100%" height="{PLOT + 16}" viewBox="0 0 100 {PLOT + 16}" preserveAspectRatio="none">'
            f'<path class="line s{number}" d="{path}" vector-effect="non-scaling-stroke"/></svg>'
        )
        # a value between two gaps has no line: only a dot shows it
        alone = {i for i, p in enumerate(points) if p and not any(points[max(0, i - 1) : i] + points[i + 1 : i + 2])}
        parts += [
            f'<circle class="dot s{number}" cx="{plain(p[0])}%" cy="{plain(p[1])}" r="3.5"/>'
            for i, p in enumerate(points)
            if p and (len(labels) <= 40 or i in alone)
        ]
    words = _moves(series, labels, unit, language)
    legend = tuple(str(s["name"]) for s in series) if len(series) > 1 else ()
    return words, "".join(parts), PLOT + 52, *_time_table(data, labels, series, unit, language), legend


def _column(data: Mapping[str, Any], language: Language) -> Drawing:
    labels = [str(x) for x in data["x"]]
    series = [{**s, "name": said(s["name"], language)} for s in data["series"][:1]]
    unit = said(data.get("unit"), language)
    values = [None if v is None else float(v) for v in series[0]["values"]]
    known = [v for v in values if v is not None]
    low, high, step = scale(min(0.0, *known), max(0.0, *known), whole=all(v == round(v) for v in known))
    at = [float(a) for a in data["at"]]
    gap = min((b - a for a, b in pairwise(sorted(at))), default=1.0) or 1.0
    xs = places(at, gap / 2)
    width = 100 * gap / (max(at) - min(at) + gap) * (0.84 if len(labels) <= 120 else 1)
    zero = 8 + high / (high - low) * PLOT
    parts = [grid(low, high, step, unit, language), _times(data, labels, at, gap / 2, language)]
    for x, v in zip(xs, values, strict=True):
        if v:
            tall = abs(v) / (high - low) * PLOT
            parts.append(
                f'<rect class="bar s0" x="{plain(x - width / 2)}%" y="{plain(zero - tall if v > 0 else zero)}" '
                f'width="{plain(width)}%" height="{plain(tall)}"/>'
            )
    most = max(range(len(values)), key=lambda i: values[i] or 0.0)
    words = language.plain(
        "chart.column_words",
        name=series[0]["name"],
        start=dated(labels[0], language),
        end=dated(labels[-1], language),
        label=dated(labels[most], language),
        value=amount(values[most] or 0.0, unit),
    )
    return words, "".join(parts), PLOT + 52, *_time_table(data, labels, series, unit, language), ()


def _times(data: Mapping[str, Any], labels: Sequence[str], at: Sequence[float], pad: float, language: Language) -> str:
    """The marks below a chart over time."""
    by = str(data.get("by") or "order")
    marks: list[tuple[float, str, str]] = []
    if by != "order" and max(at) > min(at):
        marks = time_ticks(min(at), max(at), by, language)
    if len(marks) < 2:
        most = 3 if max(map(len, labels)) > 5 else 6
        shown = list(range(0, len(labels), -(-len(labels) // most))) if len(labels) > most else ticks(len(labels), most)
        marks = [(at[i], dated(labels[i], language), "") for i in shown]
    low, high = min(at) - pad, max(at) + pad
    return "".join(tick(position(a, low, high), text, below=below) for a, text, below in marks)


def _time_table(
    data: Mapping[str, Any], labels: Sequence[str], series: Sequence[Mapping[str, Any]], unit: str, language: Language
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    head = (said(data.get("x_label"), language), *(headed(s["name"], unit) for s in series))
    rows = tuple(
        (label, *("" if s["values"][i] is None else number_text(float(s["values"][i])) for s in series))
        for i, label in enumerate(labels)
    )
    return head, rows


def _moves(series: Sequence[Mapping[str, Any]], labels: Sequence[str], unit: str, language: Language) -> str:
    """What lines show, in words: where each begins and ends, and of a single one its extremes."""
    said_lines: list[str] = []
    if len(series) > 3:
        ends = [(float(s["values"][-1]), str(s["name"])) for s in series if s["values"][-1] is not None]
        if len(ends) > 1:
            return language.plain(
                "chart.lines_words", n=len(series), start=dated(labels[0], language), end=dated(labels[-1], language),
                top=max(ends)[1], a=amount(max(ends)[0], unit), low=min(ends)[1], b=amount(min(ends)[0], unit),
            )  # fmt: skip
    for s in series:
        pairs = [(dated(labels[i], language), float(v)) for i, v in enumerate(s["values"]) if v is not None]
        if not pairs:
            continue
        said_lines.append(
            language.plain(
                "chart.line_words", name=s["name"], start=pairs[0][0], end=pairs[-1][0], first=amount(pairs[0][1], unit),
                last=amount(pairs[-1][1], unit),
            )
        )  # fmt: skip
        if len(series) == 1 and len(pairs) > 3:
            top, low = max(pairs, key=lambda p: p[1]), min(pairs, key=lambda p: p[1])
            said_lines.append(
                language.plain(
                    "chart.extremes", top=amount(top[1], unit), top_at=top[0], low=amount(low[1], unit), low_at=low[0]
                )
            )
    return ("" if language.html == "ja" else " ").join(said_lines)
