"""What a harvest remembers between runs: validators of each page, and which datasets it gave.

Kept in `<city>/.harvest/<host>-<hash>.json`. It makes requests conditional (pages that answer 304 are not read again) and
lets an interrupted harvest go on where it stopped, for a day. It can be deleted at any time; the next harvest then reads everything.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from catalog.files import content_digest, write_file

FOLDER = ".harvest"
#: Seconds for which pages of an interrupted harvest count as read.
RESUMED = 24 * 3600.0


class State:
    """The memory of harvests from one address."""

    def __init__(self, path: Path, data: Mapping[str, Any]) -> None:
        self._path = path
        self._pages: dict[str, dict[str, Any]] = {
            str(k): dict(v) for k, v in dict(data.get("pages") or {}).items() if isinstance(v, Mapping)
        }
        self._fresh: dict[str, dict[str, str]] = {}
        begun = dict(data.get("unfinished") or {})
        young = 0 <= time.time() - float(begun.get("begun") or 0) < RESUMED
        self._begun = float(begun["begun"]) if young else time.time()
        #: pages that this harvest has read, also before it was interrupted; None when it is finished
        self._done: list[str] | None = [str(u) for u in begun.get("pages") or ()] if young else []
        self._before = frozenset(self._done or ())
        self.known: tuple[str, ...] = tuple(str(x) for x in data.get("datasets") or ())

    @classmethod
    def load(cls, city: Path, url: str) -> State:
        host = re.sub(r"[^a-z0-9.-]+", "-", (urlsplit(url).hostname or "catalogue").lower())
        path = city / FOLDER / f"{host}-{content_digest(url)[:12]}.json"
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            data = {}
        return cls(path, data if isinstance(data, dict) else {})

    def is_read(self, url: str) -> bool:
        """True for a page that this harvest has read before it was interrupted: it is not asked for again."""
        return url in self._before and "datasets" in self._pages.get(url, {})

    def validators(self, url: str) -> dict[str, str]:
        """Headers of a conditional request, when the page and all that it gave are known."""
        kept = self._pages.get(url)
        if not kept or "datasets" not in kept:
            return {}
        headers = {"If-None-Match": kept.get("etag"), "If-Modified-Since": kept.get("last_modified")}
        return {k: str(v) for k, v in headers.items() if v}

    def remember(self, url: str, etag: str | None, last_modified: str | None) -> None:
        """Keeps the validators of a page until its datasets are written (`read`)."""
        self._fresh[url] = {k: v for k, v in (("etag", etag), ("last_modified", last_modified)) if v}

    def read(self, url: str, datasets: Iterable[str]) -> None:
        """The datasets of a page are written: from now on it need not be read again until it changes."""
        kept = self._pages.get(url, {}) if self.is_read(url) else {}
        self._pages[url] = {**kept, **self._fresh.pop(url, {}), "datasets": sorted(datasets)}
        if self._done is not None and url not in self._done:
            self._done.append(url)

    def extra(self, url: str, **facts: Any) -> None:
        """Keeps facts that a later run needs when the page answers 304 (where the next page is)."""
        self._fresh.setdefault(url, {}).update(facts)

    def fact(self, url: str, name: str) -> Any:
        return self._pages.get(url, {}).get(name)

    def ids_of(self, url: str) -> list[str]:
        return [str(x) for x in self._pages.get(url, {}).get("datasets", ())]

    def finish(self, datasets: Iterable[str]) -> None:
        """The harvest came to its end: these are the datasets of the other catalogue."""
        self.known = tuple(sorted(datasets))
        self._done = None
        self.save()

    def save(self) -> None:
        self._path.parent.mkdir(exist_ok=True)
        data: dict[str, Any] = {"pages": self._pages, "datasets": list(self.known)}
        if self._done is not None:
            data["unfinished"] = {"begun": self._begun, "pages": self._done}
        write_file(self._path, json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n")
