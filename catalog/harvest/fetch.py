"""One polite, bounded request after the other: conditional, with retries, robots and rate, every redirect looked at."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from types import TracebackType
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import requests
from requests.utils import get_environ_proxies, select_proxy

import catalog
from catalog.errors import CatalogError
from catalog.harvest.addresses import PrivateAddressError, require_public, session
from catalog.harvest.body import PACKED, read
from catalog.harvest.state import State

AGENT = "machi-catalog"
#: Bytes of a robots.txt that are looked at (RFC 9309).
ROBOTS = 500_000
#: Answers that may be different in a moment.
RETRIED = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a harvest. Sizes in bytes, times in seconds."""

    response: int = 50_000_000
    total: int = 5_000_000_000
    pages: int = 2_000
    datasets: int = 100_000
    redirects: int = 5
    connect: float = 10.0
    read: float = 60.0
    #: seconds for one whole answer, however slowly it drips
    whole: float = 300.0
    #: seconds between two requests to one host
    interval: float = 0.5
    #: the longest pause that a host may ask for
    patience: float = 60.0
    tries: int = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """What came. `unchanged` when the host says that nothing changed since the last harvest (no body then)."""

    url: str
    status: int
    body: bytes
    media_type: str
    unchanged: bool = False


class UnsaidError(CatalogError):
    """The host is busy, or asks programs not to read: that says nothing of whether the address leads anywhere."""


def _refusal(status: int, error: CatalogError) -> CatalogError:
    return UnsaidError(*error.mistakes) if status == 429 else error


class Fetcher:
    """Fetches for one harvest. Use it as a context manager."""

    def __init__(self, limits: Limits, *, allow_private: bool = False, state: State | None = None) -> None:
        self.limits = limits
        self._allow_private = allow_private
        self.state = state
        self._session = session(allow_private)
        self._last: dict[str, float] = {}
        self._taken = 0
        self._robots: dict[str, RobotFileParser | None] = {}

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def get(self, url: str, *, accept: str = "*/*", api: bool = False) -> Answer:
        """The body at an address.

        `api` marks a documented interface for programs: a general "Disallow: /api/" (CKAN's default robots.txt) is
        meant for search engines and does not bind it; a rule for our own name does, and so does the asked-for pace.

        Raises:
            CatalogError: refused, not found, too large, a private address, or no answer after several tries.
        """
        if self.state is not None and self.state.is_read(url):
            return Answer(url, 304, b"", "", unchanged=True)
        kept = self.state.validators(url) if self.state else {}
        return self.request("GET", url, {"Accept": accept, **kept}, api=api)

    def probe(self, url: str) -> int:
        """The status of an address, without reading what it gives."""
        self._permitted(url, api=True)
        with self._retried("GET", url, {"Range": "bytes=0-0"}) as response:
            return response.status_code

    def request(self, method: str, url: str, headers: Mapping[str, str], *, api: bool = False) -> Answer:
        """One request with redirects, each hop checked like the first."""
        for _ in range(self.limits.redirects + 1):
            self._permitted(url, api)
            response = self._retried(method, url, headers)
            with response:
                if response.status_code not in (301, 302, 303, 307, 308):
                    return self._answer(url, response, method)
                target = response.headers.get("Location")
            if not target:
                raise CatalogError(f"{url} redirects to nowhere → ask its operator")
            url = urljoin(url, target)
        raise CatalogError(f"{url} redirects too often → give the final address")

    def _answer(self, url: str, response: requests.Response, method: str) -> Answer:
        media_type = response.headers.get("Content-Type", "").split(";", 1)[0].strip().lower()
        if response.status_code == 304:
            return Answer(url, 304, b"", media_type, unchanged=True)
        if response.status_code != 200 and method == "GET":
            raise CatalogError(f"{url} answers {response.status_code} → check the address")
        body = b"" if method == "HEAD" else self._body(url, response)
        if self.state is not None and method == "GET":
            self.state.remember(url, response.headers.get("ETag"), response.headers.get("Last-Modified"))
        return Answer(url, response.status_code, body, media_type)

    def _body(self, url: str, response: requests.Response) -> bytes:
        body = read(url, response, min(self.limits.response, self.limits.total - self._taken), self.limits.whole)
        self._taken += len(body)
        return body

    def _retried(self, method: str, url: str, headers: Mapping[str, str]) -> requests.Response:
        words = {"User-Agent": f"{AGENT}/{catalog.__version__}", "Accept-Encoding": PACKED, **headers}
        pause, status = 1.0, 0
        for attempt in range(self.limits.tries):
            if attempt:
                time.sleep(min(pause, self.limits.patience) if self.limits.interval else 0)
                pause *= 2
            self._pace(url)
            try:
                response = self._session.request(
                    method,
                    url,
                    headers=words,
                    stream=True,
                    allow_redirects=False,
                    timeout=(self.limits.connect, self.limits.read),
                )
            except (requests.RequestException, PrivateAddressError) as error:
                if "private address" in str(error):
                    raise CatalogError(
                        f"{url} leads inside the office network → use --allow-private when that is meant"
                    ) from None
                status = 0
                continue
            if response.status_code not in RETRIED or method == "HEAD":
                return response
            status = response.status_code
            asked = _asked_pause(response)
            response.close()
            if asked > self.limits.patience:
                raise _refusal(
                    status, CatalogError(f"{url} asks to wait {asked:,.0f} seconds → try again then; what came is kept")
                )
            pause = max(pause, asked)
        tries = self.limits.tries
        if status:
            raise _refusal(
                status, CatalogError(f"{url} answers {status} after {tries} tries → try again later; what came is kept")
            )
        raise CatalogError(f"{url} does not answer after {tries} tries → try again later; what came is kept")

    def _permitted(self, url: str, api: bool) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise CatalogError(f"'{url}' is no web address → only http and https are followed")
        if parts.username or parts.password:
            raise CatalogError("an address with a user name or password is not followed → give one without")
        proxied = select_proxy(url, get_environ_proxies(url))
        if not self._allow_private and not proxied:
            require_public(parts.hostname, parts.port)
        rules = self._rules(f"{parts.scheme}://{parts.netloc}")
        if rules is not None and not _allowed(rules, url, api):
            raise UnsaidError(
                *CatalogError(f"{url}: the site's robots.txt asks not to read this → ask its operator").mistakes
            )

    def _rules(self, site: str) -> RobotFileParser | None:
        if site in self._robots:
            return self._robots[site]
        self._robots[site] = None
        try:
            response = self._retried("GET", f"{site}/robots.txt", {"Accept": "text/plain"})
        except CatalogError:
            return None
        with response:
            if response.status_code != 200:
                return None
            text = self._robots_text(site, response)
        rules = RobotFileParser()
        rules.parse(text.splitlines())
        self._robots[site] = rules
        return rules

    def _robots_text(self, site: str, response: requests.Response) -> str:
        try:
            return read(f"{site}/robots.txt", response, ROBOTS, self.limits.read).decode("utf-8", "replace")
        except CatalogError:
            # What cannot be read forbids nothing (RFC 9309), but it shall not stop the harvest either.
            return ""

    def _pace(self, url: str) -> None:
        site = urlsplit(url).netloc
        wait = self.limits.interval
        rules = self._robots.get(f"{urlsplit(url).scheme}://{site}")
        if rules is not None and wait:
            asked = rules.crawl_delay(AGENT)
            wait = max(wait, min(float(asked or 0), 10.0))
        since = time.monotonic() - self._last.get(site, -wait)
        if since < wait:
            time.sleep(wait - since)
        self._last[site] = time.monotonic()


def _allowed(rules: RobotFileParser, url: str, api: bool) -> bool:
    if rules.can_fetch(AGENT, url):
        return True
    # Rules that name us bind always; those for everybody bind pages, not documented interfaces.
    named = any(AGENT in agent for entry in rules.entries for agent in entry.useragents)  # type: ignore[attr-defined]
    return api and not named


def _asked_pause(response: requests.Response) -> float:
    asked = response.headers.get("Retry-After", "")
    if asked.isdigit():
        return float(asked)
    try:
        import datetime

        until = parsedate_to_datetime(asked)
        return max(0.0, (until - datetime.datetime.now(datetime.UTC)).total_seconds())
    except (TypeError, ValueError):
        return 0.0
