"""The pages that speak of the whole catalogue: home, list, themes, publishers, formats, standards, quality, guide …"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from catalog.metadata.exports import schema_org, typed_links
from catalog.metadata.profiles import names
from catalog.pages.context import Card, Shelf
from catalog.pages.dataset import json_block
from catalog.pages.environment import Site, site
from catalog.pages.groups import Group
from catalog.pages.language import Language
from catalog.pages.markdown import markdown
from catalog.pages.scoreboard import Scoreboard
from catalog.pages.settings import ExtraPage, RuleNote, Settings
from catalog.pages.snippets import samples
from catalog.pages.words import licence_words

#: the pages of the interface: page → template
INTERFACE = {
    "": "home.html", "datasets/": "list.html", "themes/": "themes.html", "publishers/": "publishers.html",
    "formats/": "formats.html", "standards/": "standards.html", "quality/": "quality.html", "api/": "api.html",
    "screening/": "screening.html", "licences/": "licences.html", "accessibility/": "accessibility.html",
    "guide/": "guide.html", "about/": "about.html", "404.html": "404.html",
}  # fmt: skip
#: addresses that exist once, and patterns of those of each dataset: (path, key of its words under `api.`)
API_ROWS = (
    ("catalog.jsonld", "catalog_jsonld"), ("catalog.ttl", "catalog_ttl"), ("catalog.rdf", "catalog_rdf"),
    ("catalog.nt.gz", "catalog_nt"), ("catalog/1.jsonld", "catalog_pages"), ("data.json", "data_json"),
    ("api/3/action/package_search", "ckan"), ("api/3/action/package_list", "ckan_list"), ("opendata-list.csv", "goj"), ("feed.atom", "feed"), ("feed.json", "feed_json"),
    ("sitemap.xml", "sitemap"), ("manifest.json", "manifest"),
)  # fmt: skip
API_PATTERNS = (
    ("datasets/<id>/<resource>.csv", "dataset_csv"), ("datasets/<id>/<resource>.parquet", "dataset_parquet"),
    ("datasets/<id>/datapackage.json", "dataset_package"), ("datasets/<id>/metadata.jsonld", "dataset_metadata"),
    ("datasets/<id>/<resource>.csv-metadata.json", "dataset_csvw"), ("datasets/<id>/croissant.json", "dataset_croissant"),
    ("datasets/<id>/history.json", "dataset_history"), ("themes/<theme>/feed.atom", "group_feed"),
)  # fmt: skip
#: datasets on one page of the list, of a theme or of a publisher
PER_PAGE = 50
#: ids among which the page of what was not found looks for the nearest, at most
IDS_KEPT = 5_000
#: families of rules on the screening page, in the order in which a citizen asks
FAMILIES = ("privacy", "disclosure", "hidden", "confidential", "file", "readability", "schema", "metadata")


def catalogue_pages(shelf: Shelf, settings: Settings) -> Iterator[tuple[str, bytes]]:
    """Every page that is not one dataset's."""
    made = site(settings)
    board = Scoreboard(shelf, settings)
    context = {"shelf": shelf, "catalog": shelf.catalog}
    for locale in settings.locales:
        language = made.languages[locale]
        for page, template in INTERFACE.items():
            yield made.page(settings, locale, page, template, **context, **_own(page, shelf, board, settings, language))
        for number, address, cards, pages in _numbered(shelf.cards, "list/"):
            if number > 1:  # the first one is `datasets/`
                shown = {"cards": cards, "number": number, "pages": pages}
                yield made.page(settings, locale, address, "list.html", **context, **shown)
        yield from _groups(made, shelf, settings, locale, context)
        for stone in shelf.tombstones:
            yield made.page(settings, locale, f"datasets/{stone.id}/", "tombstone.html", **context, stone=stone)
        for extra in settings.pages:
            source, spoken = _source(extra, locale)
            yield made.page(
                settings, locale, f"pages/{extra.slug}/", "extra.html", **context, extra=extra,
                body=markdown(_without_title(source)), spoken="" if spoken == language.html else spoken,
            )  # fmt: skip


def _own(page: str, shelf: Shelf, board: Scoreboard, settings: Settings, language: Language) -> dict[str, Any]:
    """What a page needs beyond the shelf."""
    match page:
        case "":
            return {
                "json_ld": json_block(schema_org(shelf.catalog, lang=language.html)),
                "links": typed_links(shelf.catalog),
                "format_slugs": [g.slug for g in shelf.formats],
                "measures": board.measures,
            }
        case "datasets/":
            _, _, cards, pages = next(_numbered(shelf.cards, ""))
            return {"cards": cards, "number": 1, "pages": pages}
        case "404.html":
            return {"ids": " ".join(c.id for c in shelf.cards[:IDS_KEPT])}
        case "formats/" | "standards/":
            return {"most": PER_PAGE}
        case "quality/":
            return {
                "departments": board.departments(language),
                "frequent": board.frequent,
                "measures": board.measures,
                "metadata": board.metadata,
            }
        case "api/":
            rows = [row for row in API_ROWS if row[0] != "data.json" or "dcat-us" in names(shelf.catalog)]
            return {"api_rows": rows, "api_patterns": API_PATTERNS, "samples": samples(settings.base_url)}
        case "screening/":
            return {"families": families(settings)}
        case "licences/":
            known = {p.name: p for d in shelf.published for p in d.dataset.licences}
            known |= {p.name: p for p in shelf.catalog.licences}
            return {"licences": [licence_words(known[name], language) for name in sorted(known)]}
        case _:
            return {}


def _numbered(cards: Sequence[Card], first: str) -> Iterator[tuple[int, str, Sequence[Card], int]]:
    """Pages of cards: number, address, cards, how many pages. At least one."""
    pages = max(1, -(-len(cards) // PER_PAGE))
    for number in range(1, pages + 1):
        address = first + (f"{number}/" if number > 1 else "")
        yield number, address, cards[(number - 1) * PER_PAGE : number * PER_PAGE], pages


def _groups(
    made: Site, shelf: Shelf, settings: Settings, locale: str, context: dict[str, Any]
) -> Iterator[tuple[str, bytes]]:
    for kind, groups in (("themes", shelf.all_themes), ("publishers", shelf.publishers)):
        for group in groups:
            shown = {"kind": kind, "group": group, "shares": _bands(group), "about": shelf.about(group)}
            for number, address, cards, pages in _numbered(group.cards, f"{kind}/{group.slug}/"):
                yield made.page(
                    settings, locale, address, "group.html", **context, **shown,
                    cards=cards, number=number, pages=pages,
                )  # fmt: skip


def _bands(group: Group) -> list[tuple[str, int]]:
    counts = Counter(c.band for c in group.cards)
    return [(name, counts[name]) for name in ("excellent", "good", "fair", "poor")]


def families(settings: Settings) -> list[tuple[str, list[RuleNote]]]:
    """The rules by family, for the page that says what is checked."""
    members: dict[str, list[RuleNote]] = defaultdict(list)
    for note in settings.rules:
        members[note.id.split("/")[0]].append(note)
    return [(name, members[name]) for name in FAMILIES if members[name]]


def _source(extra: ExtraPage, locale: str) -> tuple[str, str]:
    """The Markdown of a city's page for readers of a language, and the language that it is in."""
    wanted = ("easy", "ja") if locale == "easy" else (locale,)
    found = next((x for x in wanted if x in extra.sources), next(iter(extra.sources)))
    return extra.sources[found], "ja" if found == "easy" else found


def _without_title(markdown_source: str) -> str:
    lines = markdown_source.splitlines()
    first = next((i for i, line in enumerate(lines) if line.startswith("# ")), None)
    return "\n".join(lines[:first] + lines[first + 1 :]) if first is not None else markdown_source
