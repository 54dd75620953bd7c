"""The pages of one dataset: the dataset itself and its version history, in every language.

`dataset_pages` is pure and picklable in and out, so that any `concurrent.futures.Executor` can run it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from catalog.metadata import iris
from catalog.metadata.exports import schema_org, typed_links
from catalog.model import Catalog
from catalog.pages import charts, columns, maps, preview
from catalog.pages.context import Related, card, extras, main_distribution, order, publisher_of
from catalog.pages.environment import site
from catalog.pages.language import Language
from catalog.pages.markdown import markdown
from catalog.pages.places import place_text
from catalog.pages.settings import RuleNote, Settings
from catalog.pages.snippets import snippets
from catalog.pages.words import file_words, licence_words
from catalog.release.published import Distribution, Published, PublishedTable
from catalog.rule import Finding
from catalog.rules.wording import without_reasons
from catalog.text import pick, shorten

#: families whose findings speak of the quality; the others stand under 個人情報の確認
QUALITY = ("readability", "schema", "metadata", "file")
#: a page lists at most this many charts and columns heads in full
CHARTS = 6
#: files listed at once; those of further tables of a workbook or a feed are folded away
MOST_FILES = 12
#: what the table's script says, with its {placeholders}
_PREVIEW_WORDS = (
    "filter", "column", "any", "clear", "load", "loading", "failed", "matches", "rows", "previous", "next", "sort", "bar",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableView:
    """One table of the dataset: preview, distributions, charts, map."""

    table: PublishedTable
    id: str
    title: str
    heads: Markup
    dictionary: Markup
    body: Markup
    shown: int
    parquet: Distribution | None
    charts: tuple[charts.Chart, ...]
    dots: Markup | None
    extent: str
    geojson: Distribution | None
    #: True when some column corresponds to one of a standard dataset
    standard: bool


@dataclass(frozen=True, slots=True)
class QualityLine:
    """A rule that was not met: the note of the rule, and where."""

    rule: RuleNote | None
    id: str
    finding: Finding
    places: tuple[str, ...]


def dataset_pages(
    catalog: Catalog, published: Published, related: Sequence[Related], settings: Settings
) -> list[tuple[str, bytes]]:
    """(path in public/, bytes) of every page of one dataset. `catalog` needs no datasets."""
    made = site(settings)
    bodies = [(*preview.body(t), [preview.spark(c) for c in t.columns]) for t in published.tables]
    drawn: dict[str, tuple[TableView, ...]] = {}
    pages = []
    for locale in settings.locales:
        language = made.languages[locale]
        if language.html not in drawn:
            # What a table says of itself is as plain as it can be: やさしい日本語 shows the Japanese drawings.
            drawn[language.html] = tuple(
                _table_view(published, table, body, language, number, catalog.languages[0])
                for number, (table, body) in enumerate(zip(published.tables, bodies, strict=True))
            )
        context = _context(catalog, published, related, settings, language, drawn[language.html])
        base = f"datasets/{published.dataset.id}/"
        pages.append(made.page(settings, locale, base, "dataset.html", **context))
        if locale != "easy":
            pages.append(made.page(settings, locale, base + "changes/", "changes.html", **context))
    return pages


def slim(catalog: Catalog) -> Catalog:
    """The catalogue without its datasets: what `dataset_pages` needs of it, light to send to another process."""
    return replace(catalog, datasets=())


def _context(
    catalog: Catalog,
    published: Published,
    related: Sequence[Related],
    settings: Settings,
    language: Language,
    views: Sequence[TableView],
) -> dict[str, Any]:
    dataset = published.dataset
    title = language.of(dataset.title) or dataset.id
    rules = {note.id: note for note in settings.rules}
    lines = [_quality_line(f, rules, language) for f in published.findings]
    quality = [line for line in lines if line.id.split("/")[0] in QUALITY]
    failed = {line.id for line in quality}
    downloads = _downloads(published, language)
    easy = extras(published, "summary_easy")
    return {
        "catalog": catalog,
        "spoken": catalog.languages[0],
        "d": published,
        "dataset": dataset,
        "card": card(published),
        "title": title,
        "description": markdown(language.of(dataset.description)),
        "easy": easy if isinstance(easy, str) and language.html == "ja" else "",
        "caveats": _texts(extras(published, "caveats"), language)[:3],
        "publisher": publisher_of(catalog, published),
        "publisher_slug": iris.publisher_slug(publisher_of(catalog, published).name),
        "contact": dataset.contact_point,
        "downloads": [d for d in downloads if not d["more"]],
        "more_downloads": [d for d in downloads if d["more"]],
        "main": main_distribution(published),
        "elsewhere": published.is_elsewhere,
        "origin": _origin(published),
        "views": views,
        "charts": [c for v in views for c in v.charts][:CHARTS],
        "maps": [v for v in views if v.dots],
        "live_map": settings.map == "gsi" and any(v.dots and v.geojson for v in views),
        "quality": quality,
        "passed": [n for n in settings.rules if n.id.startswith("readability/") and n.id not in failed]
        if views
        else [],
        "privacy": _said_once([line for line in lines if line not in quality], published),
        "approvals": [_approval(a, rules, language) for a in published.approvals],
        "steps": [_step(s, language) for s in published.steps],
        "impact": _impact(published.screening.get("impact_assessment"), settings),
        "snippets": snippets(published.distributions, settings.base_url),
        "licences": [licence_words(licence, language) for licence in dataset.licences],
        "citations": _citations(catalog, published, settings, language, title),
        "related": related,
        "json_ld": json_block(schema_org(catalog, published, language.html)),
        "links": typed_links(catalog, published),
        "keywords": _keywords(published, language),
        "levels": sorted((published.score.get("levels") or {}).items()),
        "preview_words": _script_words(language, "preview", _PREVIEW_WORDS),
        "map_words": _script_words(language, "map", ("failed", "attribution", "label", "zoom_in", "zoom_out")),
        "report_link": _report_link(catalog, published, settings),
        "short_description": shorten(" ".join((language.of(dataset.description) or title).split()), 155),
    }


def _script_words(language: Language, group: str, names: Sequence[str]) -> Markup:
    """What a script says, as JSON for an attribute; its {placeholders} stay."""
    if group not in language.kept:
        text = json.dumps({k: language.plain(f"{group}.{k}") for k in names}, ensure_ascii=False)
        language.kept[group] = escape(text)
    return language.kept[group]


def _keywords(published: Published, language: Language) -> tuple[str, ...]:
    words = published.dataset.keywords
    return tuple(words.get(language.html) or words.get("ja") or next(iter(words.values()), ()))


def _report_link(catalog: Catalog, published: Published, settings: Settings) -> str:
    contact = published.dataset.contact_point
    if contact and contact.email:
        return f"mailto:{contact.email}?subject={quote(pick(published.dataset.title))}"
    return (contact.url if contact else None) or settings.request or ""


def json_block(data: Any) -> Markup:
    """JSON for a `script` element: no `<` can end it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


def _table_view(
    published: Published,
    table: PublishedTable,
    body: tuple[Markup, int, list[Markup]],
    language: Language,
    number: int,
    spoken: str,
) -> TableView:
    name = table.resource.name
    stem = table.stem or f"datasets/{published.dataset.id}/{name}"
    alone = len(published.tables) == 1
    title = language.of(published.dataset.title if alone else table.resource.title) or name
    if sum(t.resource.name == name for t in published.tables) > 1:
        parts = (language.of(d.title) for d in published.distributions if d.path == f"{stem}.csv")
        title = next((part for part in parts if part), f"{title} ({stem.rsplit('/', 1)[-1]})")
    by_format = {d.format: d for d in reversed(published.distributions) if d.path.startswith(stem + ".")}
    drawn = tuple(charts.chart(c, f"c{number}-{i}", language) for i, c in enumerate(table.charts[:CHARTS]))
    dots = None
    extent = ""
    if table.points:
        words = language.plain("map.words", n=len(table.points), title=title)
        dots = maps.dot_map(table.points, f"m{number}", language.plain("map.title", title=title), words)
        extent = ",".join(f"{v:.6f}" for v in maps.extent(table.points))
    return TableView(
        table,
        f"t{number}",
        title,
        columns.heads(table, body[2], language, spoken),
        columns.dictionary(table, number, body[2], language, spoken),
        body[0],
        body[1],
        by_format.get("parquet"),
        drawn,
        dots,
        extent,
        by_format.get("geojson"),
        any(c.standard for c in table.columns),
    )


def _quality_line(finding: Finding, rules: Mapping[str, RuleNote], language: Language) -> QualityLine:
    return QualityLine(rules.get(finding.rule), finding.rule, finding, place_text(finding, language))


def _said_once(lines: Sequence[QualityLine], published: Published) -> list[QualityLine]:
    """The lines; what a row was taken for stands in the first that says so, not in each."""
    told: dict[str, set[str]] = {}
    shown = []
    for line in lines:
        message = {lang: without_reasons(text, told.get(lang, ())) for lang, text in line.finding.message.items()}
        shown.append(replace(line, finding=replace(line.finding, message=message)))
        for subject in published.screening.get("subjects", ()):
            for lang, reason in subject["reason"].items():
                if reason in message.get(lang, ""):
                    told.setdefault(lang, set()).add(reason)
    return shown


def _part(d: Distribution, published: Published, language: Language) -> str:
    """What of its resource a file holds (the name of a sheet, all files): its title without the resource's own."""
    declared = (language.of(r.title) for r in published.dataset.resources if r.name == d.resource)
    whole = next((title for title in declared if title), language.of(published.dataset.title))
    title = language.of(d.title)
    return title.removeprefix(whole).strip("（）() ") if title.startswith(whole) else title


def _is_first(d: Distribution) -> bool:
    """Whether a file holds the first table of its resource."""
    return d.path.rpartition(".")[0].endswith(f"/{d.resource}")


def _downloads(published: Published, language: Language) -> list[dict[str, Any]]:
    """The files, the one to take first; of a workbook or a feed table by table, each with the name of its table."""
    main = main_distribution(published)
    place = {t.stem: n for n, t in enumerate(published.tables)} if len(published.tables) > 1 else {}
    table = {d.path: place.get(d.path.rpartition(".")[0], -1) for d in published.distributions}
    ranked = sorted(published.distributions, key=lambda d: (d is not main, table[d.path], order(d.format), d.path))
    return [
        {
            "file": d,
            "main": d is main,
            "name": d.path.rsplit("/", 1)[-1],
            "part": _part(d, published, language) if d is main or table[d.path] >= 0 else "",
            "more": len(ranked) > MOST_FILES and table[d.path] >= 0 and not _is_first(d),
            **file_words(d.format, language),
        }
        for d in ranked
    ]


def _citations(
    catalog: Catalog, published: Published, settings: Settings, language: Language, title: str
) -> tuple[str, str]:
    """A short and a full citation. Years and dates are those of the data, never of the build."""
    dataset = published.dataset
    who = language.of(publisher_of(catalog, published).name)
    licence = dataset.licences[0].name if dataset.licences else ""
    date = dataset.modified or dataset.issued or published.screened
    values = {
        "who": who, "title": title, "licence": licence, "date": language.date(date), "year": date[:4],
        "catalog": language.of(catalog.title), "url": f"{settings.base_url}datasets/{dataset.id}/",
    }  # fmt: skip
    return language.plain("cite.short", **values), language.plain("cite.full", **values)


def _origin(published: Published) -> str:
    """Where a harvested dataset was found: its page there, else the catalogue."""
    origin = extras(published, "origin")
    found = (origin.get("url") or origin.get("catalog")) if isinstance(origin, Mapping) else None
    return iris.clean(found) or "" if isinstance(found, str) else ""


def _texts(value: Any, language: Language) -> list[str]:
    """A declared list of texts, each plain or by language."""
    if isinstance(value, Mapping):
        value = value.get(language.html) or value.get("ja") or ()
    if isinstance(value, str):
        value = [value]
    return [language.of(v) if isinstance(v, Mapping) else str(v) for v in value or ()]


def _approval(approval: Mapping[str, Any], rules: Mapping[str, RuleNote], language: Language) -> dict[str, str]:
    rule = rules.get(str(approval.get("rule")))
    return {
        "rule": language.of(rule.title) if rule else str(approval.get("rule", "")),
        "basis": _words(approval.get("basis"), language),
        "article": str(approval.get("article") or ""),
        "column": str(approval.get("column") or ""),
        "office": _words(approval.get("office"), language),
        "date": str(approval.get("date") or ""),
        "until": str(approval.get("until") or ""),
    }


def _words(value: Any, language: Language) -> str:
    return language.of(value) if isinstance(value, Mapping) else str(value or "")


def _step(step: Mapping[str, Any], language: Language) -> dict[str, str]:
    """A step of a recipe in words: its own text when it has one, else its name and its columns."""
    for key in ("message", "summary", "title", "text"):
        value = step.get(key)
        if isinstance(value, Mapping) and value:
            return {"text": language.of(value), "reason": _reason(step, language)}
        if isinstance(value, str) and value:
            return {"text": value, "reason": _reason(step, language)}
    name = str(step.get("step") or step.get("op") or step.get("action") or next(iter(step), ""))
    known = f"step.{name}"
    columns = step.get("columns") or step.get("column") or ()
    if isinstance(columns, int):  # a recipe counts the columns that are left; it does not name them
        columns = ()
    shown = (
        "、".join(map(str, columns)) if isinstance(columns, Sequence) and not isinstance(columns, str) else str(columns)
    )
    text = language.plain(known, columns=shown) if language.has(known) else f"{name} {shown}".strip()
    return {"text": text, "reason": _reason(step, language)}


def _impact(value: object, settings: Settings) -> str:
    """Where the impact assessment is read: an address on the web, or a page of this site; any other path is no link."""
    if not isinstance(value, str):
        return ""
    if value.startswith(("https://", "http://")):
        return value
    slug = value.removeprefix("pages/").removesuffix(".md")
    return f"../../pages/{slug}/" if slug in {page.slug for page in settings.pages} else ""


def _reason(step: Mapping[str, Any], language: Language) -> str:
    return _words(step.get("reason") or step.get("why"), language)
