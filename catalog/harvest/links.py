"""Link check: do the addresses of remote files answer? Used by `catalog build --check-links`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from catalog.errors import CatalogError
from catalog.harvest.fetch import Fetcher, Limits, UnsaidError
from catalog.text import LangText

#: Hosts that are asked at the same time; each host gets one request after the other.
HOSTS = 8


@dataclass(frozen=True, slots=True)
class LinkResult:
    """What an address answered. `reason` says in words why it did not; a host that is busy, or whose robots.txt asks not
    to be read, is not said to be broken."""

    url: str
    ok: bool
    status: int | None = None
    reason: LangText = field(default_factory=dict)


def linkcheck(
    urls: Iterable[str], *, allow_private: bool = False, limits: Limits | None = None
) -> dict[str, LinkResult]:
    """Asks each address once (HEAD, then the first bytes when a host refuses HEAD); results in the given order."""
    wanted = list(dict.fromkeys(urls))
    by_host: dict[str, list[str]] = {}
    for url in wanted:
        by_host.setdefault(urlsplit(url).netloc, []).append(url)
    bounds = limits or Limits(tries=2, read=20.0, interval=0.2)
    with ThreadPoolExecutor(HOSTS) as pool:
        groups = pool.map(lambda group: _check(group, bounds, allow_private), by_host.values())
        found = {result.url: result for group in groups for result in group}
    return {url: found[url] for url in wanted}


def _check(urls: Sequence[str], limits: Limits, allow_private: bool) -> list[LinkResult]:
    with Fetcher(limits, allow_private=allow_private) as fetcher:
        return [_one(url, fetcher) for url in urls]


def _one(url: str, fetcher: Fetcher) -> LinkResult:
    try:
        status = fetcher.request("HEAD", url, {}, api=True).status
        if status >= 400:
            # Some hosts answer HEAD wrongly: what counts is whether the file comes.
            status = fetcher.probe(url)
    except CatalogError as error:
        why = {lang: error.text(lang).split(" → ", 1)[0].replace(url, "").strip(" :、はの") for lang in ("ja", "en")}
        return LinkResult(url, isinstance(error, UnsaidError), None, why)
    return LinkResult(url, status < 400, status, {} if status < 400 else {"ja": str(status), "en": str(status)})
