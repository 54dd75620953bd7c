"""Pieces of pages that occur by the hundred: icons, cards, lists of rules. In a template each would cost ten times as much.

A city's theme may still draw its own: `macros.html` only calls these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from markupsafe import Markup

from catalog.pages.icons import ICONS
from catalog.pages.language import Language
from catalog.pages.words import format_label
from catalog.text import human_bytes

if TYPE_CHECKING:
    from catalog.pages.context import Card, Shelf
    from catalog.pages.environment import Place
    from catalog.pages.settings import RuleNote
    from catalog.pages.snippets import Snippet

#: formats named on a card
CARD_FILES = 5


@cache
def icon(name: str) -> Markup:
    """A line drawing; the words beside it say the same."""
    return Markup(
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">'
        f'<path d="{ICONS[name]}"/></svg>'
    )


def cards(shelf: Shelf, page: Place, language: Language, items: Iterable[Card], level: int = 3) -> Markup:
    """List items, one a dataset. What does not depend on the page is made once and kept on the shelf."""
    lines = []
    for c in items:
        made = shelf.drawn.get((language.locale, c.id))
        if made is None:
            made = shelf.drawn[language.locale, c.id] = _card(c, language)
        title, rest = made
        lines.append(
            f'<li><article class="card"><h{level} class="card-title"><a href="{page.url(f"datasets/{c.id}/")}">{title}</a>'
            f"</h{level}>{rest}</article></li>\n"
        )
    return Markup("".join(lines))


def _card(c: Card, language: Language) -> tuple[str, str]:
    t = language.t
    chips = [] if c.elsewhere else [f'<span class="chip ok">{icon("shield")}{t("chip.privacy")}</span>']
    if c.elsewhere:
        chips.append(f'<span class="chip">{t("chip.elsewhere")}</span>')
    if c.quality is not None:
        chips.append(f'<span class="chip q-{c.band}">{t("chip.quality", n=c.quality)}</span>')
    if c.standard:
        chips.append(f'<span class="chip std">{t("chip.standard")}</span>')
    if c.has_map:
        chips.append(f'<span class="chip">{icon("pin")}{t("chip.map")}</span>')
    files = "".join(
        f'<span class="file">{escape(format_label(name, language))}'
        f"{f' <span class=size>{human_bytes(size)}</span>' if size else ''}</span>"
        for name, size, _ in c.formats[:CARD_FILES]
    )
    facts = []
    if c.rows is not None:
        facts.append(f"<span>{t('card.rows', n=c.rows)}</span>")
    if c.temporal[0] or c.temporal[1]:
        facts.append(f"<span>{t('card.temporal')} {escape(language.period(*c.temporal))}</span>")
    if c.modified:
        facts.append(f"<span>{t('card.modified')} {language.time(c.modified)}</span>")
    text = f'<p class="card-text">{language.marked(c.summary)}</p>' if c.summary else ""
    return str(language.marked(c.title)), (
        f'{text}<p class="chips">{"".join(chips)}</p><p class="card-facts"><span class="files">{files}</span></p>'
        f'<p class="card-facts">{"".join(facts)}</p>'
    )


def met_rules(notes: Sequence[RuleNote], language: Language) -> Markup:
    """The rules that a dataset meets: the same list on most pages of a good catalogue."""
    key = ("met", *(n.id for n in notes))
    if key not in language.kept:
        mark = icon("check")
        language.kept[key] = Markup("".join(f"<li>{mark}{language.marked(n.title)}</li>" for n in notes))
    return language.kept[key]


def criteria(found: Sequence[Mapping[str, Any]], language: Language) -> Markup:
    """The criteria of the metadata score, each with its points and, where it is not met, what to do."""
    lines = []
    for c in found:
        fix = "" if c["met"] else f" <strong>{language.t('quality.fix')}</strong> {language.marked(c['fix'])}"
        sign = icon("check" if c["met"] else "warn")
        lines.append(f"<li>{sign}{language.marked(c['title'])} {c['points']}/{c['of']}{fix}</li>")
    return Markup("".join(lines))


def head_links(links: Iterable[Mapping[str, str]]) -> Markup:
    """Typed links as `link` elements."""
    return Markup("".join("<link" + "".join(f' {k}="{escape(v)}"' for k, v in link.items()) + ">\n" for link in links))


def downloads(rows: Iterable[Mapping[str, Any]], page: Place, language: Language) -> Markup:
    """The files of a dataset as table rows: the one to take first."""
    main = f' <span class="chip ok">{language.t("downloads.main")}</span>'
    there = language.t("downloads.elsewhere")
    lines = []
    for row in rows:
        file = row["file"]
        part = f'<br><span class="note">{escape(row["part"])}</span>' if row["part"] else ""
        lines.append(
            f'<tr><td><a href="{escape(page.file(file.path))}" download>{escape(row["name"])}</a>{part}</td>'
            f"<td>{escape(row['label'])}{main if row['main'] else ''}</td>"
            f'<td class="n">{human_bytes(file.bytes) if file.bytes else "–"}</td>'
            f"<td>{there if file.is_remote else row['use']}</td></tr>\n"
        )
    return Markup("".join(lines))


def keywords(found: Iterable[str], page: Place) -> Markup:
    """Keywords as links to the search."""
    start = page.url("datasets/")
    return Markup("".join(f'<a class="chip" href="{start}?q={quote(word)}">{escape(word)}</a>' for word in found))


def code_samples(found: Iterable[Snippet], language: Language) -> Markup:
    """A heading, a word of help and lines to copy for each tool."""
    lines = []
    for s in found:
        help_key = f"use.{s.key}"
        note = f'<p class="note">{language.t(help_key)}</p>' if language.has(help_key) else ""
        code = escape(s.code).replace("\n", "&#10;")  # line breaks that survive the squeezing of the page
        lines.append(
            f'<section class="snippet" aria-labelledby="use-{s.key}"><h3 id="use-{s.key}">{escape(s.title)}</h3>{note}'
            f'<div class="code"><pre><code data-copy>{code}</code></pre></div></section>\n'
        )
    return Markup("".join(lines))


def chart_head(names: Sequence[str]) -> Markup:
    """The head cells of the table beside a chart: the first names the rows, the others hold numbers."""
    cells = [f"<th scope=col{' class=n' if i else ''}>{escape(name) or '–'}</th>" for i, name in enumerate(names)]
    return Markup("".join(cells))
