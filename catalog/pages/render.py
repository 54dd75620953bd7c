"""Every page of the site, from what the gate let through. Gathers nothing from the disk but templates and assets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from itertools import repeat

from catalog.model import Catalog
from catalog.pages.context import Shelf
from catalog.pages.dataset import dataset_pages, slim
from catalog.pages.environment import site
from catalog.pages.feeds import json_feed
from catalog.pages.listing import catalogue_pages
from catalog.pages.settings import Settings
from catalog.release.published import Published, Tombstone


def render(
    catalog: Catalog,
    published: Sequence[Published],
    tombstones: Sequence[Tombstone] = (),
    *,
    settings: Settings | None = None,
    executor: Executor | None = None,
) -> Iterator[tuple[str, bytes]]:
    """(path in public/, bytes) of every page, feed and asset, in a fixed order.

    Args:
        settings: made from the catalogue and the bundled rules when None.
        executor: renders the datasets' pages in other processes when given.

    Raises:
        CatalogError: `site:` of catalog.yaml is wrong.
    """
    settings = settings or default_settings(catalog, published)
    shelf = Shelf(catalog, published, tombstones)
    made = site(settings)
    yield from sorted(made.assets.files.items())
    yield from catalogue_pages(shelf, settings)
    ordered = sorted(published, key=lambda p: p.dataset.id)
    related = [shelf.related[p.dataset.id] for p in ordered]
    light = slim(catalog)
    run = executor.map if executor else map
    for pages in run(dataset_pages, repeat(light), ordered, related, repeat(settings)):
        yield from pages
    yield "feed.json", json_feed(shelf, settings)


def default_settings(catalog: Catalog, published: Sequence[Published]) -> Settings:
    """The settings of a plain build: bundled rules, and the newest screening as its date."""
    from catalog.rules.pack import load_pack

    as_of = max((p.screened for p in published), default="")
    return Settings.of(catalog, as_of=as_of, rules=tuple(load_pack().rules.values()))
