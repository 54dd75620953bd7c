"""The table in the page: the first rows as HTML, and the distribution that stands at the head of each column.

The rows are the same in every language and are made once per dataset. Everything is escaped here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from markupsafe import Markup

from catalog.release.published import ColumnProfile, PublishedTable
from catalog.text import shorten

#: the page may hold this much preview (characters of HTML): about 60 kB compressed in the worst case
BUDGET = 160_000
#: a longer cell is cut; the file has it whole
CELL = 160
NUMERIC = frozenset({"integer", "number", "year"})
_URL = re.compile(r"https?://[^\s<>\"']{4,300}")


def body(table: PublishedTable) -> tuple[Markup, int]:
    """The rows as `tr` elements and how many of them fit the budget (at least one)."""
    numeric = [c.type in NUMERIC for c in table.columns]
    rows: list[str] = []
    size = 0
    for row in table.preview:
        html = "<tr>" + "".join(map(_cell, row, numeric)) + "</tr>\n"
        size += len(html)
        if size > BUDGET and rows:
            break
        rows.append(html)
    return Markup("".join(rows)), len(rows)


def _cell(value: str, numeric: bool) -> str:
    if numeric:
        return f"<td class=n>{escape(value, quote=False)}</td>"
    if value.startswith("http") and _URL.fullmatch(value):
        shown = shorten(value, 48)
        return f'<td><a href="{escape(value)}" rel="nofollow noopener external">{escape(shown, quote=False)}</a></td>'
    return f"<td>{escape(shorten(value, CELL), quote=False)}</td>"


def spark(column: ColumnProfile, height: int = 28) -> Markup:
    """The distribution of a column as a small drawing, "" when there is nothing to draw.

    Numbers and dates: one bar per bin. Texts that repeat: one bar per frequent value, the rest pale.
    Hidden from assistive technology: the words beside it say the same.
    """
    counts = _bars(column)
    if not counts:
        return Markup("")
    top = max(counts)
    width = 100 / len(counts)
    gap = min(1.0, width * 0.15)
    path = "".join(
        f"M{_n(i * width + gap / 2)} {height}v{_n(-max(height * c / top, 1.5 if c else 0))}h{_n(width - gap)}V{height}z"
        for i, c in enumerate(counts)
        if c
    )
    kind = "h" if column.histogram else "t"
    return Markup(
        f'<svg class="spark {kind}" viewBox="0 0 100 {height}" preserveAspectRatio="none" aria-hidden="true" '
        f'focusable="false"><path d="{path}"/></svg>'
    )


def _bars(column: ColumnProfile) -> Sequence[int]:
    if column.histogram:
        return [count for _, _, count in column.histogram]
    if column.top and column.distinct > 1:
        return [count for _, count in column.top]
    return ()


def fill_bar(column: ColumnProfile, rows: int) -> Markup:
    """How much of a column is filled, as a bar."""
    share = column.filled / rows * 100 if rows else 0
    return Markup(
        '<svg class="fill" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect class="fill-all" width="100" height="6"/><rect class="fill-some" width="{_n(share)}" height="6"/></svg>'
    )


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
