"""Columns in words and drawings: heads of the preview, rows of the data dictionary.

Made here and not in a template: a page may have hundreds of them, and each cell through a template costs ten times as much.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from markupsafe import Markup

from catalog.pages import preview
from catalog.pages.language import Language
from catalog.pages.links import anchor
from catalog.release.published import ColumnProfile, PublishedTable


def heads(table: PublishedTable, sparks: Sequence[Markup], language: Language) -> Markup:
    """The `th` elements of the preview: name, distribution, type and what the distribution shows in words."""
    tongue = "" if language.html == "ja" else f' lang="{language.html}"'
    cells = []
    for index, c in enumerate(table.columns):
        name = escape(c.name or language.of(c.title) or str(index + 1), quote=False)
        said = escape(f"{type_words(c, language)} · {words(c, language)}", quote=False)
        cells.append(
            f'<th scope="col" aria-sort="none" data-type="{escape(c.type)}"><span class="col-name">{name}</span>'
            f'{sparks[index]}<span class="col-note"{tongue}>{said}</span></th>\n'
        )
    return Markup("".join(cells))


def dictionary(table: PublishedTable, number: int, sparks: Sequence[Markup], language: Language) -> Markup:
    """The rows of the data dictionary of the page's table `number`."""
    tongue = "" if language.html == "ja" else ' lang="ja"'
    required = f' <span class="chip tiny">{language.t("columns.required")}</span>'
    unit = language.t("columns.unit")
    standard = any(c.standard for c in table.columns)
    lines = []
    for index, c in enumerate(table.columns):
        title = language.marked(c.title) if language.of(c.title) != c.name else ""
        share = 0 if not table.rows else 100 if c.filled == table.rows else min(99, int(100 * c.filled / table.rows))
        lines.append(
            f'<tr id="col-{number}-{index}-{anchor(c.name)}"><th scope="row"><span{tongue}>{escape(c.name, quote=False) or "–"}</span>'
            f"{required if c.required else ''}</th>"
            f"<td>{f'<strong>{title}</strong> ' if title else ''}{language.marked(c.description)}</td>"
            f"<td>{escape(type_words(c, language))}"
            f"{f'<br><span class=note>{unit} {escape(c.unit)}</span>' if c.unit else ''}</td>"
            f'<td class="filled">{preview.fill_bar(c, table.rows)}<span>{share}%</span></td>'
            f'<td class="spread">{sparks[index]}<span class="note">{escape(words(c, language), quote=False)}</span></td>'
            f"{f'<td>{escape(c.standard or str())}</td>' if standard else ''}</tr>\n"
        )
    return Markup("".join(lines))


def type_words(column: ColumnProfile, language: Language) -> str:
    key = f"type.{column.type}"
    return language.plain(key) if language.has(key) else column.type


def words(profile: ColumnProfile, language: Language) -> str:
    """The distribution in words: what the drawing beside it shows."""
    missing = "" if not profile.missing else language.plain("column.missing", n=profile.missing)
    if not profile.filled:
        return language.plain("column.empty")
    if profile.minimum is not None and profile.maximum is not None and profile.minimum != profile.maximum:
        said = language.plain("column.range", low=profile.minimum, high=profile.maximum)
    elif profile.distinct == profile.filled and profile.filled > 1:
        said = language.plain("column.unique")
    elif profile.distinct == 1:
        said = language.plain("column.constant")
    else:
        said = language.plain("column.distinct", n=profile.distinct)
    return f"{said} · {missing}" if missing else said
