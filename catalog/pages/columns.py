"""Columns in words and drawings: heads of the preview, rows of the data dictionary.

Made here and not in a template: a page may have hundreds of them, and each cell through a template costs ten times as much.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from markupsafe import Markup

from catalog.pages import preview
from catalog.pages.language import Language
from catalog.pages.links import anchor
from catalog.pages.pieces import icon
from catalog.release.published import ColumnProfile, PublishedTable

#: a longer value is not named in the words of a distribution
SHOWN = 12


def heads(table: PublishedTable, sparks: Sequence[Markup], language: Language, spoken: str = "ja") -> Markup:
    """The `th` elements of the preview: name, distribution, type and what the distribution shows in words.

    `spoken` is the language of the data.
    """
    tongue = "" if language.html == spoken else f' lang="{language.html}"'
    cells = []
    for index, c in enumerate(table.columns):
        name = escape(c.name or language.of(c.title) or str(index + 1), quote=False)
        title = language.of(c.title) if language.html != spoken else ""
        named = f"{title} · " if title and title != c.name else ""
        said = escape(f"{named}{type_words(c, language)} · {words(c, language)}", quote=False)
        gaps = preview.fill_bar(c, table.rows) if c.missing and c.filled else ""
        cells.append(
            f'<th scope="col" aria-sort="none" data-type="{escape(c.type)}"><span class="col-name">{name}</span>'
            f'<span class="col-shape">{sparks[index]}{gaps}</span><span class="col-note"{tongue}>{said}</span></th>\n'
        )
    return Markup("".join(cells))


def dictionary(
    table: PublishedTable, number: int, sparks: Sequence[Markup], language: Language, spoken: str = "ja"
) -> Markup:
    """The rows of the data dictionary of the page's table `number`; `spoken` is the language of the data."""
    tongue = "" if language.html == spoken else f' lang="{escape(spoken)}"'
    required = f' <span class="chip tiny">{language.t("columns.required")}</span>'
    unit, filled = language.t("columns.unit"), language.t("columns.filled")
    standard = any(c.standard for c in table.columns)
    lines = []
    for index, c in enumerate(table.columns):
        title = language.marked(c.title) if language.of(c.title) != c.name else ""
        share = 0 if not table.rows else 100 if c.filled == table.rows else min(99, int(100 * c.filled / table.rows))
        lines.append(
            f'<tr id="col-{number}-{index}-{anchor(c.name)}"><th scope="row"><span{tongue}>{escape(c.name, quote=False) or "–"}</span>'
            f"{required if c.required else ''}</th>"
            f"<td>{f'<strong>{title}</strong> ' if title else ''}{language.marked(c.description)}</td>"
            f'<td class="type">{escape(type_words(c, language))}'
            f"{f'<br><span class=note>{unit} {escape(c.unit)}</span>' if c.unit else ''}</td>"
            f'<td class="filled"><span class="narrow">{filled} </span>{preview.fill_bar(c, table.rows) if c.missing else ""}<span>{share}%</span></td>'
            f'<td class="spread">{sparks[index]}<span class="note">{escape(words(c, language), quote=False)}</span></td>'
            f"{f'<td>{_standard(c, language)}</td>' if standard else ''}</tr>\n"
        )
    return Markup("".join(lines))


def _standard(column: ColumnProfile, language: Language) -> str:
    """The column of the standard dataset: a tick when it has the same name."""
    number, _, name = (column.standard or "").partition(":")
    if not number:
        return ""
    said = language.plain("columns.same_name") if name == column.name else name
    return f'{icon("check")}<span class="n">{escape(number)}</span> {escape(said)}'


def type_words(column: ColumnProfile, language: Language) -> str:
    key = f"type.{column.type}"
    return language.plain(key) if language.has(key) else column.type


def words(profile: ColumnProfile, language: Language) -> str:
    """The distribution in words: what the drawing beside it shows."""
    missing = "" if not profile.missing else language.plain("column.missing", n=profile.missing)
    if not profile.filled:
        return language.plain("column.empty")
    if profile.minimum is not None and profile.maximum is not None and profile.minimum != profile.maximum:
        low, high = (_figure(text, profile.type) for text in (profile.minimum, profile.maximum))
        said = language.plain("column.range", low=low, high=high)
    elif profile.distinct == profile.filled and profile.filled > 1:
        said = language.plain("column.unique")
    elif profile.distinct == 1:
        value = profile.top[0][0] if profile.top else ""
        said = (
            language.plain("column.always", value=value)
            if 0 < len(value) <= SHOWN
            else language.plain("column.constant")
        )
    else:
        said = language.plain("column.distinct", n=profile.distinct)
        tied = len(profile.top) > 1 and profile.top[0][1] == profile.top[1][1]
        if profile.top and profile.top[0][1] > 1 and len(profile.top[0][0]) <= SHOWN and not tied:
            most = math.floor(100 * profile.top[0][1] / profile.filled)
            said += " · " + language.plain("column.most", value=profile.top[0][0], share=most)
    return f"{said} · {missing}" if missing else said


def _figure(text: str, kind: str) -> str:
    """A whole number with thousands separators; anything else, and a year, as it is written."""
    return f"{int(text):,}" if kind == "integer" and text.lstrip("-").isdecimal() and text.isascii() else text
