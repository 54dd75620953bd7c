"""The news as JSON Feed 1.1, for readers that prefer it to Atom (which `catalog.metadata.feeds` makes)."""

from __future__ import annotations

import json

from catalog.pages.context import Shelf
from catalog.pages.links import absolute
from catalog.pages.settings import Settings
from catalog.text import pick

MOST = 50


def json_feed(shelf: Shelf, settings: Settings) -> bytes:
    """`feed.json`, newest first. Ids and dates come from the data, so that an unchanged feed keeps its bytes."""
    tongue = shelf.catalog.main_language
    items = [
        {
            "id": absolute(settings.base_url, f"datasets/{c.id}/"),
            "url": absolute(settings.base_url, f"datasets/{c.id}/"),
            "title": pick(c.title, tongue),
            "content_text": pick(c.latest, tongue) or pick(c.summary, tongue) or pick(c.title, tongue),
            "date_modified": instant(c.modified or settings.as_of),
        }
        for c in shelf.newest[:MOST]
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": pick(shelf.catalog.title, tongue),
        "language": tongue,
        "home_page_url": settings.base_url,
        "feed_url": absolute(settings.base_url, "feed.json"),
        "items": items,
    }
    return (json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode()


def instant(date: str) -> str:
    """An RFC 3339 instant from a date that may be a year or a month only; days are those of Japan."""
    parts = (date or "1970").split("T")[0].split("-")
    year, month, day = [*parts, "01", "01"][:3]
    return f"{year:0>4}-{month:0>2}-{day:0>2}T00:00:00+09:00"
