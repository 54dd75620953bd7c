"""Charts without time: bars, histograms, population pyramids, and the small bars of scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from markupsafe import Markup

from catalog.pages.chart_axes import PLOT, Drawing, amount, compact, grid, headed, number_text, plain, said, scale, tick
from catalog.pages.language import Language
from catalog.text import shorten

ROW = 34  # height of one horizontal bar with its label
#: letters of a bar's label beside its value on the narrowest page; a longer one has the line for itself
BESIDE, LONGEST = 15, 22


def bar(data: Mapping[str, Any], language: Language) -> Drawing:
    labels = [str(x) for x in data["labels"]]
    values = [float(v) for v in data["values"]]
    unit = said(data.get("unit"), language)
    top, low = max(*values, 0.0), min(*values, 0.0)
    whole = top - low or 1.0
    # a long label would run into its value on a telephone: then the value stands at the end of the bar's line
    beside = max(map(_letters, labels)) <= BESIDE
    track = 100 if beside else 97 - 4.5 * max(_letters(amount(v, unit)) for v in values)  # of 288 px at least
    zero = -low / whole * track
    parts = []
    for i, (label, value) in enumerate(zip(labels, values, strict=True)):
        y = i * ROW
        x, width = (
            (zero, value / whole * track) if value >= 0 else (zero + value / whole * track, -value / whole * track)
        )
        parts.append(
            f'<text class="label" x="0" y="{y + 13}">{escape(_fitting(label, LONGEST))}</text>'
            f'<text class="value" x="100%" y="{y + (13 if beside else 26)}">{escape(amount(value, unit))}</text>'
            f'<rect class="track" x="0" y="{y + 18}" width="{plain(track)}%" height="9" rx="4.5"/>'
            f'<rect class="bar {"s1" if value < 0 else "s0"}" x="{plain(x)}%" y="{y + 18}" width="{plain(width)}%" height="9" rx="4.5"/>'
        )
    if low < 0:
        parts.append(
            f'<line class="grid zero" x1="{plain(zero)}%" x2="{plain(zero)}%" y1="14" y2="{ROW * len(values) - 4}"/>'
        )
    largest = [label for label, v in zip(labels, values, strict=True) if v == max(values)]
    count = int(data.get("of") or len(values))
    named = language.plain("chart.and").join(largest[:3])
    if len(largest) > 3:
        named = language.plain("chart.others", label=largest[0], n=len(largest) - 1)
    words = language.plain("chart.bar_words", n=count, label=named, value=amount(max(values), unit))
    if count > len(values):
        words += ("" if language.html == "ja" else " ") + language.plain("chart.bar_cut", n=len(values))
    head = (str(data.get("label") or ""), headed(language.of(data.get("value_label") or {}), unit))
    rows = tuple((label, number_text(v)) for label, v in zip(labels, values, strict=True))
    return words, "".join(parts), ROW * len(values), head, rows, ()


def _letters(text: str) -> float:
    """The width of a text in full-width letters."""
    return sum(0.55 if c.isascii() else 1.0 for c in text)


def _fitting(text: str, most: float) -> str:
    """The text in so many full-width letters."""
    while _letters(text) > most:
        text = text.removesuffix("…")[:-1] + "…"
    return text


def histogram(data: Mapping[str, Any], language: Language) -> Drawing:
    bins = [(float(a), float(b), int(c)) for a, b, c in data["bins"]]
    unit = said(data.get("unit"), language)
    low, high, step = scale(0, max(c for _, _, c in bins), whole=True)
    width = 100 / len(bins)
    parts = [grid(low, high, step, language.plain("chart.row_unit"), language)]
    for i, (_, _, count) in enumerate(bins):
        tall = (count - low) / (high - low) * PLOT
        if count:
            parts.append(
                f'<rect class="bar s0" x="{plain(i * width + width * 0.04)}%" y="{plain(8 + PLOT - tall)}" '
                f'width="{plain(width * 0.92)}%" height="{plain(tall)}"/>'
            )
    edges = [a for a, _, _ in bins] + [bins[-1][1]]
    size = edges[1] - edges[0]
    first = round(edges[0] / size)
    every = next(m for m in (1, 2, 4, 5, 8, 10, 20) if len(bins) / m < 5)
    for at in range(-first % every, len(edges), every):
        parts.append(tick(100 * at / len(bins), compact(edges[at], size * every, language)))
    named = headed(str(data["label"]), unit)
    parts.append(f'<text class="tick" x="100%" y="{PLOT + 48}" text-anchor="end">{escape(shorten(named, 24))}</text>')
    peak = max(bins, key=lambda b: b[2])
    words = language.plain(
        "chart.histogram_words", name=data["label"], low=amount(edges[0], unit), high=amount(edges[-1], unit),
        start=number_text(peak[0]), end=amount(peak[1], unit), n=peak[2],
    )  # fmt: skip
    head = (named, language.plain("chart.rows"))
    rows = tuple((f"{number_text(a)}–{number_text(b)}", number_text(c)) for a, b, c in bins)
    return words, "".join(parts), PLOT + 56, head, rows, ()


def pyramid(data: Mapping[str, Any], language: Language) -> Drawing:
    labels = [str(x) for x in data["labels"]]
    left, right = ({**data[side], "name": said(data[side]["name"], language)} for side in ("left", "right"))
    unit = said(data.get("unit"), language)
    _, most, step = scale(0, max(map(float, [*left["values"], *right["values"]])) or 1, whole=True)
    half = 43.0  # percent of the width on either side; the ages stand between
    row = 16 if len(labels) <= 24 else 9
    every = 1 if len(labels) <= 24 else 5
    bottom = 22 + len(labels) * row
    parts = [
        (
            f'<text class="label" x="0" y="13">{escape(str(left["name"]))}</text>'
            f'<text class="value" x="100%" y="13">{escape(str(right["name"]))}</text>'
        )
    ]
    marks = [k * step for k in range(round(most / step) + 1)]
    shown = marks[:: max(1, -(-(len(marks) - 1) // 2))]
    for mark in marks:
        for x in (half - mark / most * half, 100 - half + mark / most * half):
            parts.append(f'<line class="grid" x1="{plain(x)}%" x2="{plain(x)}%" y1="22" y2="{bottom}"/>')
            if mark in shown:
                parts.append(tick(x, compact(mark, step, language), bottom + 14))
    for i, label in enumerate(labels):
        y = 22 + (len(labels) - 1 - i) * row
        a, b = (float(side["values"][i]) / most * half for side in (left, right))
        parts.append(
            f'<rect class="bar s0" x="{plain(half - a)}%" y="{y + 1}" width="{plain(a)}%" height="{row - 2}"/>'
            f'<rect class="bar s1" x="{plain(100 - half)}%" y="{y + 1}" width="{plain(b)}%" height="{row - 2}"/>'
        )
        if i % every == 0:
            parts.append(f'<text class="middle" x="50%" y="{y + row - 4}">{escape(shorten(label, 8))}</text>')
    if unit:
        parts.append(f'<text class="middle" x="50%" y="{bottom + 14}">{escape(unit)}</text>')
    sums = [sum(map(float, side["values"])) for side in (left, right)]
    words = language.plain(
        "chart.pyramid_words", left=left["name"], right=right["name"], a=amount(sums[0], unit), b=amount(sums[1], unit)
    )
    head = (said(data.get("label"), language), headed(left["name"], unit), headed(right["name"], unit))
    rows = tuple(
        (label, number_text(float(left["values"][i])), number_text(float(right["values"][i])))
        for i, label in enumerate(labels)
    )
    return words, "".join(parts), bottom + 22, head, rows, ()


def share_bar(parts: Sequence[tuple[str, int]], identifier: str, title: str) -> Markup:
    """One bar split into parts (class name, count): the quality of a catalogue at a glance."""
    total = sum(n for _, n in parts) or 1
    x = 0.0
    inner = []
    for name, n in parts:
        if n:
            inner.append(
                f'<rect class="band {name}" x="{plain(x)}%" y="0" width="{plain(100 * n / total)}%" height="20"/>'
            )
            x += 100 * n / total
    return Markup(
        f'<svg class="bands" role="img" aria-labelledby="{identifier}" width="100%" height="20">'
        f'<title id="{identifier}">{escape(title)}</title>{"".join(inner)}</svg>'
    )


def level_bar(value: float) -> Markup:
    """A score of 0…100 as a bar; the number stands beside it."""
    width = plain(min(100.0, max(0.0, float(value))))
    return Markup(
        '<svg class="level" width="100%" height="8" aria-hidden="true" focusable="false"><rect class="track" width="100%" height="8" rx="4"/>'
        f'<rect class="bar s0" width="{width}%" height="8" rx="4"/></svg>'
    )
