"""Atom feeds (RFC 4287) of the catalogue, each theme and each publisher, a JSON Feed, the sitemap and robots.txt."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from catalog.pages.context import Card, Shelf
from catalog.pages.links import absolute, page_path
from catalog.pages.settings import Settings
from catalog.text import pick

MOST = 50


def feeds(shelf: Shelf, settings: Settings) -> Iterator[tuple[str, bytes]]:
    """`feed.atom`, `feed.json`, and `feed.atom` beside each theme and publisher page."""
    title = pick(shelf.catalog.title)
    yield "feed.atom", atom(shelf, settings, "", title, shelf.newest)
    yield "feed.json", json_feed(shelf, settings, title)
    for kind, groups in (("themes", shelf.themes), ("publishers", shelf.publishers)):
        for g in groups:
            cards = sorted(g.cards, key=lambda c: (c.modified, c.id), reverse=True)
            yield (
                f"{kind}/{g.slug}/feed.atom",
                atom(shelf, settings, f"{kind}/{g.slug}/", f"{title}: {pick(g.label)}", cards),
            )


def atom(shelf: Shelf, settings: Settings, page: str, title: str, cards: Sequence[Card]) -> bytes:
    """One Atom feed, newest first. Ids and dates come from the data, so that an unchanged feed keeps its bytes."""
    here = absolute(settings.base_url, page)
    updated = _instant(max((c.modified for c in cards), default="") or settings.as_of)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ja">',
        f"<id>{escape(here)}</id><title>{escape(title)}</title><updated>{updated}</updated>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(here + "feed.atom")}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(here)}/>',
        f"<author><name>{escape(pick(shelf.catalog.publisher.name))}</name></author>",
    ]
    for c in cards[:MOST]:
        url = absolute(settings.base_url, f"datasets/{c.id}/")
        text = pick(c.latest) or pick(c.summary)
        terms = "".join(f"<category term={quoteattr(t.slug)} label={quoteattr(pick(t.label))}/>" for t in c.themes)
        lines.append(
            f"<entry><id>{escape(url)}</id><title>{escape(pick(c.title))}</title><updated>{_instant(c.modified or settings.as_of)}</updated>"
            f'<link rel="alternate" type="text/html" href={quoteattr(url)}/>'
            f"<summary>{escape(text)}</summary>{terms}</entry>"
        )
    return ("\n".join([*lines, "</feed>"]) + "\n").encode()


def json_feed(shelf: Shelf, settings: Settings, title: str) -> bytes:
    """JSON Feed 1.1."""
    items = [
        {
            "id": absolute(settings.base_url, f"datasets/{c.id}/"),
            "url": absolute(settings.base_url, f"datasets/{c.id}/"),
            "title": pick(c.title),
            "content_text": pick(c.latest) or pick(c.summary) or pick(c.title),
            "date_modified": _instant(c.modified or settings.as_of),
        }
        for c in shelf.newest[:MOST]
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1", "title": title, "language": "ja", "home_page_url": settings.base_url,
        "feed_url": absolute(settings.base_url, "feed.json"), "items": items,
    }  # fmt: skip
    return (json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode()


def sitemap(shelf: Shelf, settings: Settings) -> Iterator[tuple[str, bytes]]:
    """`sitemap.xml` with the languages of each page; beyond 50,000 addresses an index of several."""
    locales = [x for x in settings.locales if x != "easy"]
    pages: list[tuple[str, str]] = [
        (p, "") for p in ("", "datasets/", "themes/", "publishers/", "formats/", "standards/", "quality/", "api/", "screening/",
                          "licences/", "accessibility/", "guide/", "about/")
    ]  # fmt: skip
    pages += [(f"themes/{g.slug}/", "") for g in shelf.themes]
    pages += [(f"publishers/{g.slug}/", "") for g in shelf.publishers]
    pages += [(f"pages/{p.slug}/", "") for p in settings.pages]
    pages += [(f"datasets/{c.id}/", c.modified) for c in shelf.cards]
    entries = [_entry(settings, locale, page, date, locales) for page, date in pages for locale in locales]
    chunks = [entries[i : i + 40_000] for i in range(0, len(entries), 40_000)]
    if len(chunks) == 1:
        yield "sitemap.xml", _urlset(chunks[0])
        return
    names = [f"sitemap-{n}.xml" for n in range(1, len(chunks) + 1)]
    listed = "".join(f"<sitemap><loc>{escape(absolute(settings.base_url, n))}</loc></sitemap>\n" for n in names)
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    )
    yield "sitemap.xml", f"{head}{listed}</sitemapindex>\n".encode()
    for name, chunk in zip(names, chunks, strict=True):
        yield name, _urlset(chunk)


def robots(settings: Settings) -> Iterator[tuple[str, bytes]]:
    yield "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {absolute(settings.base_url, 'sitemap.xml')}\n".encode()


def _entry(settings: Settings, locale: str, page: str, date: str, locales: Sequence[str]) -> str:
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{x}" href={quoteattr(absolute(settings.base_url, page_path(x, page)))}/>'
        for x in locales
    )
    changed = f"<lastmod>{escape(date)}</lastmod>" if len(date) >= 4 else ""
    return f"<url><loc>{escape(absolute(settings.base_url, page_path(locale, page)))}</loc>{changed}{others}</url>\n"


def _urlset(entries: Sequence[str]) -> bytes:
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    )
    return f"{head}{''.join(entries)}</urlset>\n".encode()


def _instant(date: str) -> str:
    """An RFC 3339 instant from a date that may be a year or a month only."""
    parts = (date or "1970").split("T")[0].split("-")
    year, month, day = [*parts, "01", "01"][:3]
    return f"{year:0>4}-{month:0>2}-{day:0>2}T00:00:00Z"
