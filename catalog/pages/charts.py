"""Charts as SVG, drawn when the page is made: no script, no library, readable by assistive technology.

A chart is a mapping that `release.profile` chose from the data:
  {"kind": "line", "title", "x": [text], "x_label": text, "series": [{"name": text, "values": [number | None]}], "unit"}
  {"kind": "bar", "title", "labels": [text], "values": [number], "value_label": LangText, "unit"}
  {"kind": "histogram", "title", "bins": [[lower, upper, count]], "label": text, "unit"}
  {"kind": "pyramid", "title", "labels": [text], "left": {"name", "values"}, "right": {"name", "values"}, "unit"}
`title` and `description` are texts by language; a name or a unit may be one.

The drawings stretch with the page: lengths along the width are percentages, so letters keep their size on a telephone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from markupsafe import Markup

from catalog.pages.language import Language
from catalog.text import shorten

PLOT = 200  # height of the plot area in px
ROW = 34  # height of one horizontal bar with its label


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
        "bar": _bar,
        "histogram": _histogram,
        "pyramid": _pyramid,
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


Drawing = tuple[str, str, int, tuple[str, ...], tuple[tuple[str, ...], ...], tuple[str, ...]]


def _line(data: Mapping[str, Any], language: Language) -> Drawing:
    labels = [str(x) for x in data["x"]]
    series = [{**s, "name": _said(s["name"], language)} for s in data["series"][:6]]
    known = [float(v) for s in series for v in s["values"] if v is not None]
    low, high, step = scale(min(known), max(known))
    last = max(len(labels) - 1, 1)

    def y(value: float) -> float:
        return 8 + (high - value) / (high - low) * PLOT

    unit = str(data.get("unit") or "")
    parts = [_grid(low, high, step, unit)]
    long = max(map(len, labels)) > 7
    for at in ticks(len(labels), 3 if long else 5):
        parts.append(_tick(100 * at / last, labels[at], at == 0, at == last))
    for number, s in enumerate(series):
        runs: list[list[str]] = [[]]
        for i, v in enumerate(s["values"]):
            if v is None:
                runs.append([])
            else:
                runs[-1].append(f"{_n(100 * i / last)} {_n(y(float(v)))}")
        path = "".join("M" + "L".join(run) for run in runs if run)
        parts.append(
            f'<svg x="0" y="0" width="100%" height="{PLOT + 16}" viewBox="0 0 100 {PLOT + 16}" preserveAspectRatio="none">'
            f'<path class="line s{number}" d="{path}" vector-effect="non-scaling-stroke"/></svg>'
        )
        if len(labels) <= 40:
            parts += [
                f'<circle class="dot s{number}" cx="{_n(100 * i / last)}%" cy="{_n(y(float(v)))}" r="3.5"/>'
                for i, v in enumerate(s["values"])
                if v is not None
            ]
    first = series[0]
    pairs = [(labels[i], float(v)) for i, v in enumerate(first["values"]) if v is not None]
    words = language.plain(
        "chart.line_words", name=first["name"], start=pairs[0][0], end=pairs[-1][0], first=amount(pairs[0][1], unit),
        last=amount(pairs[-1][1], unit),
    )  # fmt: skip
    head = (str(data.get("x_label") or ""), *(_headed(s["name"], unit) for s in series))
    rows = tuple(
        (label, *("" if s["values"][i] is None else number_text(float(s["values"][i])) for s in series))
        for i, label in enumerate(labels)
    )
    legend = tuple(str(s["name"]) for s in series) if len(series) > 1 else ()
    return words, "".join(parts), PLOT + 40, head, rows, legend


def _bar(data: Mapping[str, Any], language: Language) -> Drawing:
    labels = [str(x) for x in data["labels"]]
    values = [float(v) for v in data["values"]]
    unit = str(data.get("unit") or "")
    top = max(*values, 0) or 1
    parts = []
    for i, (label, value) in enumerate(zip(labels, values, strict=True)):
        y = i * ROW
        width = max(value, 0) / top * 100
        parts.append(
            f'<text class="label" x="0" y="{y + 13}">{escape(shorten(label, 34))}</text>'
            f'<text class="value" x="100%" y="{y + 13}">{escape(amount(value, unit))}</text>'
            f'<rect class="track" x="0" y="{y + 18}" width="100%" height="9" rx="4.5"/>'
            f'<rect class="bar s0" x="0" y="{y + 18}" width="{_n(width)}%" height="9" rx="4.5"/>'
        )
    most = max(range(len(values)), key=values.__getitem__)
    words = language.plain("chart.bar_words", n=len(values), label=labels[most], value=amount(values[most], unit))
    head = (str(data.get("label") or ""), _headed(language.of(data.get("value_label") or {}), unit))
    rows = tuple((label, number_text(v)) for label, v in zip(labels, values, strict=True))
    return words, "".join(parts), ROW * len(values), head, rows, ()


def _histogram(data: Mapping[str, Any], language: Language) -> Drawing:
    bins = [(float(a), float(b), int(c)) for a, b, c in data["bins"]]
    unit = str(data.get("unit") or "")
    low, high, step = scale(0, max(c for _, _, c in bins), whole=True)
    width = 100 / len(bins)
    parts = [_grid(low, high, step, language.plain("chart.row_unit"))]
    for i, (_, _, count) in enumerate(bins):
        tall = (count - low) / (high - low) * PLOT
        if count:
            parts.append(
                f'<rect class="bar s0" x="{_n(i * width + width * 0.04)}%" y="{_n(8 + PLOT - tall)}" '
                f'width="{_n(width * 0.92)}%" height="{_n(tall)}"/>'
            )
    edges = [a for a, _, _ in bins] + [bins[-1][1]]
    every = max(1, -(-len(bins) // 4))
    shown = range(0, len(edges), every)
    for at in shown:
        text = amount(edges[at], unit) if at == shown[-1] else number_text(edges[at])
        parts.append(_tick(100 * at / len(bins), text, at == 0, at == len(bins)))
    peak = max(bins, key=lambda b: b[2])
    words = language.plain(
        "chart.histogram_words", name=data["label"], low=amount(edges[0], unit), high=amount(edges[-1], unit),
        start=number_text(peak[0]), end=amount(peak[1], unit), n=peak[2],
    )  # fmt: skip
    head = (_headed(str(data["label"]), unit), language.plain("chart.rows"))
    rows = tuple((f"{number_text(a)}–{number_text(b)}", number_text(c)) for a, b, c in bins)
    return words, "".join(parts), PLOT + 40, head, rows, ()


def _pyramid(data: Mapping[str, Any], language: Language) -> Drawing:
    labels = [str(x) for x in data["labels"]]
    left, right = ({**data[side], "name": _said(data[side]["name"], language)} for side in ("left", "right"))
    unit = _said(data.get("unit"), language)
    most = max(map(float, [*left["values"], *right["values"]])) or 1
    row = 16 if len(labels) <= 24 else 9
    every = 1 if len(labels) <= 24 else 5
    parts = [
        (
            f'<text class="label" x="0" y="13">{escape(str(left["name"]))}</text>'
            f'<text class="value" x="100%" y="13">{escape(str(right["name"]))}</text>'
        )
    ]
    for i, label in enumerate(labels):
        y = 22 + (len(labels) - 1 - i) * row
        a, b = (float(side["values"][i]) / most * 42 for side in (left, right))
        parts.append(
            f'<rect class="bar s0" x="{_n(42 - a)}%" y="{y + 1}" width="{_n(a)}%" height="{row - 2}"/>'
            f'<rect class="bar s1" x="58%" y="{y + 1}" width="{_n(b)}%" height="{row - 2}"/>'
        )
        if i % every == 0:
            parts.append(f'<text class="middle" x="50%" y="{y + row - 4}">{escape(shorten(label, 8))}</text>')
    height = 22 + len(labels) * row + 20
    parts.append(
        f'<text class="tick" x="0" y="{height - 6}" text-anchor="start">{escape(amount(most, unit))}</text>'
        f'<text class="tick" x="100%" y="{height - 6}" text-anchor="end">{escape(amount(most, unit))}</text>'
    )
    sums = [sum(map(float, side["values"])) for side in (left, right)]
    words = language.plain(
        "chart.pyramid_words", left=left["name"], right=right["name"], a=amount(sums[0], unit), b=amount(sums[1], unit)
    )
    head = (_said(data.get("label"), language), _headed(left["name"], unit), _headed(right["name"], unit))
    rows = tuple(
        (label, number_text(float(left["values"][i])), number_text(float(right["values"][i])))
        for i, label in enumerate(labels)
    )
    return words, "".join(parts), height, head, rows, ()


def _grid(low: float, high: float, step: float, unit: str) -> str:
    """Horizontal lines with the numbers to their left (outside the drawing: the style sheet leaves room).

    The unit stands above the highest number.
    """
    lines = [f'<text class="tick" x="-8" y="-8" text-anchor="end">{escape(shorten(unit, 6))}</text>'] if unit else []
    for k in range(round((high - low) / step) + 1):
        value = low + k * step
        y = _n(8 + (high - value) / (high - low) * PLOT)
        lines.append(
            f'<line class="grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
            f'<text class="tick" x="-8" y="{float(y) + 4:g}" text-anchor="end">{compact(value)}</text>'
        )
    return "".join(lines)


def _tick(x: float, label: str, first: bool, last: bool) -> str:
    side = "start" if first else "end" if last else "middle"
    return f'<text class="tick" x="{_n(x)}%" y="{PLOT + 30}" text-anchor="{side}">{escape(shorten(label, 12))}</text>'


def scale(low: float, high: float, whole: bool = False) -> tuple[float, float, float]:
    """Round limits and step of an axis: 3 to 6 steps of 1, 2 or 5 × 10ⁿ. Starts at 0 unless the values lie far from it."""
    if low > 0 and (high - low) > high * 0.35:
        low = 0
    if high == low:
        low, high = (0, high or 1) if high >= 0 else (high, 0)
    rough = (high - low) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough * 0.999)
    if whole:
        step = max(step, 1)
    return math.floor(low / step) * step, math.ceil(high / step - 1e-9) * step, step


def ticks(count: int, most: int = 5) -> list[int]:
    """Places of at most `most` labels among `count`, first and last among them."""
    if count <= 1:
        return [0]
    gaps = min(most - 1, count - 1)
    return sorted({round(i * (count - 1) / gaps) for i in range(gaps + 1)})


def number_text(value: float) -> str:
    """A number as the page writes it: 1,234 or 0.25."""
    return f"{value:,.0f}" if value == round(value) else f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.1f}"


def compact(value: float) -> str:
    """A number on an axis; four signs or so."""
    for size, sign in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= size:
            divisor = 1e3 if sign == "k" else size
            return f"{value / divisor:g}{sign}"
    return f"{value:,g}" if abs(value) >= 1 or value == 0 else f"{value:.3g}"


def amount(value: float, unit: str) -> str:
    """Number and unit; a sign or a letter of the Latin alphabet stands apart."""
    return number_text(value) + (unit if not unit or unit in "%％°" or not unit[0].isascii() else f" {unit}")


def _said(value: Any, language: Language) -> str:
    """A name that is one text, or a text by language."""
    return language.of(value) if isinstance(value, Mapping) else str(value or "")


def _headed(name: Any, unit: str) -> str:
    return f"{name} ({unit})" if unit else str(name)


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def share_bar(parts: Sequence[tuple[str, int]], identifier: str, title: str) -> Markup:
    """One bar split into parts (class name, count): the quality of a catalogue at a glance."""
    total = sum(n for _, n in parts) or 1
    x = 0.0
    inner = []
    for name, n in parts:
        if n:
            inner.append(f'<rect class="band {name}" x="{_n(x)}%" y="0" width="{_n(100 * n / total)}%" height="20"/>')
            x += 100 * n / total
    return Markup(
        f'<svg class="bands" role="img" aria-labelledby="{identifier}" width="100%" height="20">'
        f'<title id="{identifier}">{escape(title)}</title>{"".join(inner)}</svg>'
    )


def level_bar(value: float) -> Markup:
    """A score of 0…100 as a bar; the number stands beside it."""
    width = _n(min(100.0, max(0.0, float(value))))
    return Markup(
        '<svg class="level" width="100%" height="8" aria-hidden="true" focusable="false"><rect class="track" width="100%" height="8" rx="4"/>'
        f'<rect class="bar s0" width="{width}%" height="8" rx="4"/></svg>'
    )
