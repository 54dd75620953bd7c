"""data.json (Project Open Data / DCAT-US 1.1), and telling what a catalogue of unknown kind is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from catalog.errors import CatalogError
from catalog.harvest.fetch import Fetcher
from catalog.harvest.record import Page, Pages, Record, RemoteFile, address, text
from catalog.metadata import vocabularies


def pages(url: str, fetcher: Fetcher) -> Pages:
    """The one page of a data.json."""
    answer = fetcher.get(url, accept="application/json", api=True)
    if answer.unchanged:
        yield Page(url, unchanged=True)
        return
    try:
        entries = json.loads(answer.body)["dataset"]
        found = [record(e) for e in entries if isinstance(e, Mapping)][: fetcher.limits.datasets]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise CatalogError(f"{url} is no data.json → try --type ckan or --type dcat") from None
    yield Page(url, tuple(found))


def record(entry: Mapping[str, Any]) -> Record:
    """An entry in our words."""
    publisher, contact = _mapping(entry.get("publisher")), _mapping(entry.get("contactPoint"))
    start, _, end = text(entry.get("temporal")).partition("/")
    identifier = text(entry.get("identifier"))
    return Record.of(
        identifier=identifier,
        name=identifier.rstrip("/").rsplit("/", 1)[-1],
        title={_lang(entry): title} if (title := text(entry.get("title"))) else {},
        description={_lang(entry): words} if (words := text(entry.get("description"))) else {},
        keywords={_lang(entry): found} if (found := [text(k) for k in entry.get("keyword") or () if text(k)]) else {},
        themes=entry.get("theme") or (),
        publisher=text(publisher.get("name")),
        contact=contact.get("fn"),
        email=contact.get("hasEmail"),
        licence_url=entry.get("license"),
        issued=entry.get("issued"),
        modified=entry.get("modified"),
        frequency=entry.get("accrualPeriodicity"),
        spatial=place.code if (place := vocabularies.area_named(text(entry.get("spatial")))) else None,
        start=start,
        end=end,
        landing_page=entry.get("landingPage"),
        files=[
            RemoteFile(url, text(d.get("title")), text(d.get("description")), text(d.get("format")), text(d.get("mediaType")))
            for d in entry.get("distribution") or ()
            if isinstance(d, Mapping) and (url := address(d.get("downloadURL")) or address(d.get("accessURL")))
        ],
    )  # fmt: skip


def kind(body: bytes) -> str:
    """What an answer is: a data.json, an answer of CKAN, or (anything else) DCAT."""
    if body.lstrip()[:1] == b"{":
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            return "dcat"
        if isinstance(data, dict) and isinstance(data.get("dataset"), list) and "@graph" not in data:
            return "data.json"
        if isinstance(data, dict) and "success" in data:
            return "ckan"
    return "dcat"


def _lang(entry: Mapping[str, Any]) -> str:
    tags = [text(t) for t in entry.get("language") or ()] if isinstance(entry.get("language"), list) else []
    return "en" if tags and all(t.startswith("en") for t in tags) else "ja"


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
