"""What a harvest remembers between runs: validators of each page, and which datasets it gave.

Kept in `<city>/.harvest/<host>-<hash>.json`. It makes requests conditional and lets an interrupted harvest go on: pages
that answer 304 are not read again. It can be deleted at any time; the next harvest then reads everything.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

FOLDER = ".harvest"


class State:
    """The memory of harvests from one address."""

    def __init__(self, path: Path, data: Mapping[str, Any]) -> None:
        self._path = path
        self._pages: dict[str, dict[str, Any]] = {
            str(k): dict(v) for k, v in dict(data.get("pages") or {}).items() if isinstance(v, Mapping)
        }
        self._fresh: dict[str, dict[str, str]] = {}
        self.known: tuple[str, ...] = tuple(str(x) for x in data.get("datasets") or ())

    @classmethod
    def load(cls, city: Path, url: str) -> State:
        host = re.sub(r"[^a-z0-9.-]+", "-", (urlsplit(url).hostname or "catalogue").lower())
        path = city / FOLDER / f"{host}-{hashlib.sha256(url.encode()).hexdigest()[:12]}.json"
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            data = {}
        return cls(path, data if isinstance(data, dict) else {})

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
        self._pages[url] = {**self._fresh.pop(url, {}), "datasets": sorted(datasets)}

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
        self.save()

    def save(self) -> None:
        self._path.parent.mkdir(exist_ok=True)
        data = {"pages": self._pages, "datasets": list(self.known)}
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n", encoding="utf-8")
        new.replace(self._path)
