"""Brings another catalogue's metadata in, and checks links: the only parts that use the network.

`harvest` writes one dataset folder for each dataset it meets, with remote resources, the origin and the licence there.
It is polite (one request at a time, robots, rate, conditional requests, back-off), bounded, can be taken up again after
an interruption, and reaches no private address unless it is told to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from catalog.config import CATALOG_FILES, find, is_web_address
from catalog.errors import CatalogError
from catalog.harvest import ckan, datajson, rdf
from catalog.harvest.fetch import Fetcher, Limits
from catalog.harvest.links import LinkResult, linkcheck
from catalog.harvest.record import Page, Pages
from catalog.harvest.state import State
from catalog.harvest.writing import write

KINDS = ("ckan", "dcat", "data.json")


@dataclass(frozen=True, slots=True)
class Harvested:
    """What came of a harvest: ids written, unchanged, and gone at their origin; failures as (what, why)."""

    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(slots=True)
class _Tally:
    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    met: set[str] = field(default_factory=set)


def harvest(
    url: str,
    type: str | None = None,
    city: Path | str = Path("datasets"),
    *,
    allow_private: bool = False,
    tell: Callable[[str], object] = lambda line: None,
    limits: Limits | None = None,
) -> Harvested:
    """Reads another catalogue and writes a dataset folder in `city` for each of its datasets.

    Args:
        url: the catalogue: a CKAN site (or one of its organisations), a DCAT file or page, a data.json.
        type: "ckan", "dcat" or "data.json"; None finds out.
        city: the city folder; harvested folders lie beside its own, and never replace one that was not harvested
            from the same place.
        allow_private: permits addresses inside the office network.
        tell: is given one line for each page read.

    Raises:
        CatalogError: the address is wrong, private or unreachable, or what came is no catalogue.
    """
    if not is_web_address(url):
        raise CatalogError(f"'{url}' is no address of a catalogue → give one that begins with https://")
    if type is not None and type not in KINDS:
        raise CatalogError(f"type '{type}' is not known → use {', '.join(KINDS)}")
    folder = Path(city)
    if not folder.is_dir() or find(folder, CATALOG_FILES) is None:
        hint = "make one with `catalog init DIR`, or name it with --city"
        raise CatalogError.at(str(city), "is not a city folder", hint)
    state = State.load(folder, url)
    fetcher = Fetcher(limits or Limits(), allow_private=allow_private, state=state)
    tally = _Tally()
    with fetcher:
        for page in _pages(url, type, fetcher):
            _take(page, folder, url, tally, state)
            state.save()
            tell(f"{page.address}: {len(page.records)}")
            if len(tally.met) >= fetcher.limits.datasets:
                tally.failed.append((url, f"has more than {fetcher.limits.datasets:,} datasets; the rest is left out"))
                break
    finished = tuple(sorted(set(state.known) - tally.met - set(tally.unchanged))) if not tally.failed else ()
    state.finish(tally.met)
    return Harvested(
        tuple(sorted(tally.written)), tuple(sorted(tally.unchanged)), tuple(tally.failed), gone=finished
    )  # fmt: skip


def _pages(url: str, kind: str | None, fetcher: Fetcher) -> Pages:
    kind = kind or guess(url, fetcher)
    if kind == "ckan":
        return ckan.pages(url, fetcher)
    return datajson.pages(url, fetcher) if kind == "data.json" else rdf.pages(url, fetcher)


def guess(url: str, fetcher: Fetcher) -> str:
    """The kind of a catalogue: by its address when that tells, else by what it answers."""
    path = urlsplit(url).path.lower()
    if path.endswith("data.json"):
        return "data.json"
    if path.endswith((".ttl", ".rdf", ".jsonld", ".xml", ".nt", ".n3")):
        return "dcat"
    if "/api/3" in path or "/api/action" in path or "/organization/" in path or path.rstrip("/") in ("", "/dataset"):
        return "ckan"
    return datajson.kind(fetcher.get(url, accept="text/turtle, application/ld+json;q=0.9, application/json;q=0.8").body)


def _take(page: Page, folder: Path, url: str, tally: _Tally, state: State) -> None:
    tally.failed.extend(page.failed)
    if page.unchanged:
        ids = state.ids_of(page.address)
        tally.met.update(ids)
        tally.unchanged.extend(ids)
        return
    ids = []
    for record in page.records:
        try:
            name, changed = write(record, folder, url)
        except CatalogError as error:
            tally.failed.append((record.identifier, str(error)))
            continue
        ids.append(name)
        tally.met.add(name)
        (tally.written if changed else tally.unchanged).append(name)
    state.read(page.address, ids)


__all__ = ["Fetcher", "Harvested", "Limits", "LinkResult", "harvest", "linkcheck"]
