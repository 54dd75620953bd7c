"""CKAN: package_search in pages of 100, as BODIK ODCS, 東京都 and search.ckan.jp answer it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from catalog.errors import CatalogError
from catalog.harvest.fetch import Fetcher
from catalog.harvest.record import Page, Pages, Record, RemoteFile, address, size, text

ROWS = 100
ACTION = "/api/3/action/package_search"


def pages(url: str, fetcher: Fetcher) -> Pages:
    """Every page of a CKAN site, or of one organisation (…/organization/131016) or query (?q=, ?fq=) of it."""
    base, query = endpoint(url)
    seen: set[str] = set()
    skipped = 0
    for number in range(fetcher.limits.pages):
        one = f"{base}?rows={ROWS}&start={number * ROWS}&sort=id%20asc{query}"
        answer = fetcher.get(one, accept="application/json", api=True)
        state = fetcher.state
        if answer.unchanged and state is not None:
            yield Page(one, unchanged=True)
            if state.fact(one, "last"):
                return
            skipped += int(state.fact(one, "size") or 0)
            continue
        packages, count = results(answer.body, one)
        # A static site answers every query alike: a page that brings nothing new is the end.
        new = [p for p in packages if text(p.get("id") or p.get("name")) not in seen]
        seen.update(text(p.get("id") or p.get("name")) for p in packages)
        met = len(seen) + skipped
        last = not new or met >= count or met >= fetcher.limits.datasets
        if state is not None:
            state.extra(one, last=last, size=len(packages))
        records, failed = _records(new, base.removesuffix(ACTION))
        yield Page(one, records, failed)
        if last:
            return


def endpoint(url: str) -> tuple[str, str]:
    """The address of package_search, and the rest of the query, for any address of a CKAN site."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    filters = []
    for mark in ("/organization/", "/group/"):
        if mark in path:
            path, name = path.split(mark, 1)
            field = "organization" if mark == "/organization/" else "groups"
            filters.append(f"{field}:{name.split('/', 1)[0]}")
    for mark in ("/api/", "/dataset"):
        path = path.split(mark, 1)[0]
    query = "".join(f"&{p}" for p in parts.query.split("&") if p.startswith(("q=", "fq=")))
    query += "".join(f"&fq={quote(f, safe=':')}" for f in filters)
    return f"{parts.scheme}://{parts.netloc}{path}{ACTION}", query


def results(body: bytes, url: str) -> tuple[list[Mapping[str, Any]], int]:
    """The packages of an answer and how many there are in all.

    Raises:
        CatalogError: it is no answer of package_search.
    """
    try:
        data = json.loads(body)
        result = data["result"]
        packages = [p for p in result["results"] if isinstance(p, Mapping)]
        return packages, int(result.get("count") or len(packages))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise CatalogError(
            f"{url} is no answer of CKAN's package_search → try --type dcat or --type data.json"
        ) from None


def record(package: Mapping[str, Any], site: str = "") -> Record:
    """A package in our words. Names of people (author, maintainer) are not taken over, only those of offices.

    `site` is the address of the CKAN site, where a package without a page of its own is read.
    """
    extras = {text(e.get("key")): text(e.get("value")) for e in package.get("extras") or () if isinstance(e, Mapping)}
    organization = package.get("organization")
    organization = organization if isinstance(organization, Mapping) else {}
    name = text(package.get("name")) or text(package.get("id"))
    return Record.of(
        identifier=text(package.get("id")) or name,
        name=name,
        title={"ja": title} if (title := text(package.get("title"))) else {},
        description={"ja": notes} if (notes := text(package.get("notes"))) else {},
        keywords={"ja": words} if (words := _names(package.get("tags"), "display_name", "name")) else {},
        themes=_names(package.get("groups"), "title", "display_name", "name"),
        publisher=text(organization.get("title")) or text(organization.get("name")),
        contact=package.get("maintainer"),
        email=package.get("maintainer_email"),
        licence=text(package.get("license_id")) or text(package.get("license_title")),
        licence_url=package.get("license_url"),
        issued=extras.get("issued") or package.get("metadata_created"),
        modified=extras.get("modified") or package.get("metadata_modified"),
        frequency=extras.get("更新頻度") or extras.get("frequency") or extras.get("accrual_periodicity"),
        spatial=_area(extras, organization),
        start=extras.get("temporal_start"),
        end=extras.get("temporal_end"),
        landing_page=address(package.get("url")) or (f"{site}/dataset/{name}" if site else None),
        files=_files(package),
    )


def _records(packages: list[Mapping[str, Any]], site: str) -> tuple[tuple[Record, ...], tuple[tuple[str, str], ...]]:
    found, failed = [], []
    for package in packages:
        if text(package.get("state")) in ("deleted", "draft") or package.get("private") is True:
            continue
        try:
            found.append(record(package, site))
        except (AttributeError, TypeError, ValueError) as error:
            failed.append((text(package.get("name")), f"cannot be understood ({type(error).__name__})"))
    return tuple(found), tuple(failed)


def _files(package: Mapping[str, Any]) -> list[RemoteFile]:
    return [
        RemoteFile(
            url,
            text(r.get("name")),
            text(r.get("description")),
            text(r.get("format")),
            text(r.get("mimetype")),
            size(r.get("size")),
        )
        for r in package.get("resources") or ()
        if isinstance(r, Mapping) and (url := address(r.get("url")))
    ]


def _names(entries: Any, *keys: str) -> list[str]:
    found = (
        next((text(e.get(k)) for k in keys if text(e.get(k))), "") if isinstance(e, Mapping) else text(e)
        for e in entries or ()
    )
    return list(dict.fromkeys(f for f in found if f))


def _area(extras: Mapping[str, str], organization: Mapping[str, Any]) -> str | None:
    from catalog.metadata import vocabularies

    # 東京都 names its organisations t + code (t131032), BODIK by the code itself (131016).
    for word in (extras.get("municipality", ""), text(organization.get("name")).lstrip("t")):
        if len(word) == 6 and vocabularies.area(word):
            return word
    if re.fullmatch(r"\d{6}", extras.get("municipality", ""), re.ASCII):
        return extras["municipality"]  # declared as such, though no table has it
    # 神戸市 教育委員会事務局: the city stands before its office.
    words = text(organization.get("title")).split()
    named = vocabularies.area_named(words[0]) if words else None
    return named.code if named else None
