"""Atom feeds (whole catalogue, each theme, each publisher), the sitemap and robots.txt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from catalog.metadata import iris, vocabularies
from catalog.metadata.schema_org import address, issued, modified
from catalog.metadata.scope import origin
from catalog.model import Catalog
from catalog.release.published import Published, Tombstone
from catalog.text import LangText, pick

#: Entries of one feed: enough for a year of a busy catalogue.
LIMIT = 200
#: URLs of one sitemap file (sitemaps.org).
SITEMAP_LIMIT = 50_000
#: Pages of the site beside those of datasets.
PAGES = (
    "", "datasets/", "themes/", "publishers/", "formats/", "standards/", "quality/", "api/", "screening/", "licences/",
    "accessibility/", "guide/", "about/",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """What the feeds and the sitemap say of a dataset."""

    id: str
    title: str
    summary: str
    updated: str
    published: str
    author: str
    publisher_slug: str
    themes: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str, int], ...]
    origin: str = ""


def entry(catalog: Catalog, published: Published) -> Entry:
    d = published.dataset
    publisher = d.publisher or catalog.publisher
    tongue = catalog.main_language
    change = pick(published.changes[0].summary, tongue) if published.changes else ""
    return Entry(
        id=d.id,
        title=pick(d.title, tongue),
        summary=("　" if tongue == "ja" else ". ").join(x for x in (change, pick(d.description, tongue)) if x),
        updated=modified(published),
        published=issued(published),
        author=pick(publisher.name, tongue),
        publisher_slug=iris.publisher_slug(publisher.name),
        themes=tuple((vocabularies.theme_slug(t), _theme_label(t, tongue)) for t in d.themes),
        links=tuple((address(catalog, x), x.media_type, x.bytes) for x in published.distributions),
        origin=str(origin(d).get("url") or origin(d).get("catalog") or ""),
    )


def feeds(
    catalog: Catalog, entries: Sequence[Entry], tombstones: Sequence[Tombstone], as_of: str
) -> Iterator[tuple[str, bytes]]:
    """feed.atom of the catalogue, then one in each theme's and each publisher's folder."""
    name = pick(catalog.title, catalog.main_language)
    colon = "：" if catalog.main_language == "ja" else ": "
    yield "feed.atom", _feed(catalog, "feed.atom", name, entries, as_of, tombstones=tombstones)
    by_theme: dict[tuple[str, str], list[Entry]] = {}
    by_publisher: dict[str, list[Entry]] = {}
    for e in entries:
        for theme in dict.fromkeys(e.themes):
            by_theme.setdefault(theme, []).append(e)
        by_publisher.setdefault(e.publisher_slug, []).append(e)
    seen: set[str] = set()
    for (slug, label), found in sorted(by_theme.items()):
        if slug not in seen:
            seen.add(slug)
            path = f"themes/{slug}/feed.atom"
            yield path, _feed(catalog, path, name + colon + label, found, as_of)
    for slug, found in sorted(by_publisher.items()):
        path = f"publishers/{slug}/feed.atom"
        yield path, _feed(catalog, path, name + colon + found[0].author, found, as_of)


def sitemap(catalog: Catalog, entries: Sequence[Entry]) -> Iterator[tuple[str, bytes]]:
    """sitemap.xml; beyond 50,000 addresses an index of several. Each page names its form in the other languages."""
    languages = [tag for tag in catalog.locales if tag in ("ja", "en")]
    root, easy = catalog.main_language, "easy" in catalog.locales
    blocks: list[str] = []
    for path, changed in [(p, "") for p in PAGES] + [(f"datasets/{e.id}/", e.updated[:10]) for e in entries]:
        addresses = {tag: iris.address(catalog, ("" if tag == root else f"{tag}/") + path) for tag in languages}
        others = (
            "".join(f'<xhtml:link rel="alternate" hreflang="{t}" href="{escape(a)}"/>' for t, a in addresses.items())
            if len(addresses) > 1
            else ""
        )
        lastmod = f"<lastmod>{changed}</lastmod>" if changed else ""
        blocks += [f"<url><loc>{escape(a)}</loc>{lastmod}{others}</url>\n" for a in addresses.values()]
        if easy:  # やさしい日本語 has no language tag of its own, so it is nobody's alternate
            blocks.append(f"<url><loc>{escape(iris.address(catalog, 'easy/' + path))}</loc>{lastmod}</url>\n")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    parts = [blocks[i : i + SITEMAP_LIMIT] for i in range(0, len(blocks), SITEMAP_LIMIT)] or [[]]
    files = [
        f'{head}<urlset {space} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{"".join(part)}</urlset>\n'
        for part in parts
    ]
    if len(files) == 1:
        yield "sitemap.xml", files[0].encode()
        return
    names = [f"sitemap-{n}.xml" for n in range(1, len(files) + 1)]
    links = "".join(f"<sitemap><loc>{escape(iris.address(catalog, n))}</loc></sitemap>\n" for n in names)
    yield "sitemap.xml", f"{head}<sitemapindex {space}>\n{links}</sitemapindex>\n".encode()
    yield from zip(names, (f.encode() for f in files), strict=True)


def robots(catalog: Catalog) -> bytes:
    """robots.txt: everything may be read, and here is the sitemap."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {iris.address(catalog, 'sitemap.xml')}\n".encode()


def _feed(
    catalog: Catalog,
    path: str,
    title: str,
    entries: Sequence[Entry],
    as_of: str,
    *,
    tombstones: Sequence[Tombstone] = (),
) -> bytes:
    tongue = catalog.main_language
    newest = sorted(entries, key=lambda e: (e.updated, e.id), reverse=True)[:LIMIT]
    updated = max([e.updated for e in newest] + [t.date for t in tombstones], default=as_of) or "1970-01-01"
    page = iris.address(catalog, path.removesuffix("feed.atom"))
    gone = "".join(
        f'<at:deleted-entry ref="{escape(iris.dataset(catalog, t.id))}" when="{_moment(t.date)}">'
        f"<at:comment>{escape(pick(t.reason, tongue))}</at:comment></at:deleted-entry>\n"
        for t in sorted(tombstones, key=lambda t: t.id)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:lang="'
        + tongue
        + '">\n'
        f"<id>{escape(iris.address(catalog, path))}</id>\n"
        f"<title>{escape(title)}</title>\n"
        f"<updated>{_moment(updated)}</updated>\n"
        f'<link rel="self" type="application/atom+xml" href="{escape(iris.address(catalog, path))}"/>\n'
        f'<link rel="alternate" type="text/html" href="{escape(page)}"/>\n'
        f"<author><name>{escape(pick(catalog.publisher.name, tongue))}</name></author>\n"
        f"{gone}{''.join(_entry(catalog, e) for e in newest)}</feed>\n"
    ).encode()


def _entry(catalog: Catalog, e: Entry) -> str:
    page = iris.dataset_page(catalog, e.id)
    categories = "".join(f'<category term="{escape(s)}" label="{escape(label)}"/>\n' for s, label in e.themes)
    files = "".join(
        f'<link rel="enclosure" href="{escape(url)}" type="{escape(kind)}"'
        + (f' length="{size}"' if size else "")
        + "/>\n"
        for url, kind, size in e.links
    )
    origin = f'<link rel="via" href="{escape(e.origin)}"/>\n' if e.origin else ""
    return (
        f"<entry>\n<id>{escape(iris.dataset(catalog, e.id))}</id>\n<title>{escape(e.title)}</title>\n"
        f"<updated>{_moment(e.updated)}</updated>\n<published>{_moment(e.published)}</published>\n"
        f'<link rel="alternate" type="text/html" href="{escape(page)}"/>\n{files}{origin}'
        f"<author><name>{escape(e.author)}</name></author>\n{categories}<summary>{escape(e.summary)}</summary>\n</entry>\n"
    )


def _theme_label(theme: str, lang: str) -> str:
    code = theme.rstrip("/").rsplit("/", 1)[-1].upper()
    label: LangText = vocabularies.eu_theme(code).label if code in vocabularies.eu_themes() else {"ja": theme}
    return pick(label, lang)


def _moment(value: str) -> str:
    """A date as Atom wants it (RFC 3339); days are those of Japan."""
    if "T" in value:
        return value if value.endswith("Z") or value[-6] in "+-" else value + "+09:00"
    return f"{(value + '-01-01')[:10] if len(value) == 4 else (value + '-01')[:10] if len(value) == 7 else value}T00:00:00+09:00"
