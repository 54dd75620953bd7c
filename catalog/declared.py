"""Pieces that catalog.yaml and datapackage.yaml share: agents, contact points, dates, periods, lists, near misses of a key.

Each adds to `mistakes` what it cannot take, with file, line and the way out, and goes on.
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Collection, Mapping
from typing import Any

from catalog.errors import Mistake
from catalog.licences import LICENCES, licence
from catalog.model import Agent, ContactPoint, Licence, Temporal
from catalog.regex import regex
from catalog.strict_yaml import Document
from catalog.text import lang_text


def agent(document: Document, entry: Any, words: Any, mistakes: list[Mistake], key: str) -> Agent | None:
    if entry is None:
        return None
    entry = {"name": entry} if isinstance(entry, str) else entry
    name = lang_text(entry.get("name"), words, key, document.language) if isinstance(entry, Mapping) else {}
    if not name:
        mistakes.append(document.mistake(f"{key} has no name", f"write `{key}: {{name: …}}`", key))
        return None
    url, mail, identifier = (one_text(document, entry, k, mistakes, key) for k in ("url", "email", "identifier"))
    return Agent(name, url, mail, identifier or None)


def contact(document: Document, entry: Any, words: Any, mistakes: list[Mistake]) -> ContactPoint | None:
    if entry is None:
        return None
    entry = {"name": entry} if isinstance(entry, str) else entry
    name = lang_text(entry.get("name"), words, "contactPoint", document.language) if isinstance(entry, Mapping) else {}
    if not name:
        mistakes.append(
            document.mistake("contactPoint has no name", "write `contactPoint: {name: 課名, email: …}`", "contactPoint")
        )
        return None
    email, url, phone = (one_text(document, entry, k, mistakes, "contactPoint") for k in ("email", "url", "telephone"))
    return ContactPoint(name, email, url, phone)


def licences(document: Document, entries: Any, mistakes: list[Mistake]) -> tuple[Licence, ...]:
    found = []
    for i, entry in enumerate(items(entries)):
        one = licence(entry)
        if one is None:
            mistakes.append(
                document.mistake(
                    "has a licence that is not known and has no path",
                    f"use one of {', '.join(LICENCES)} or add `path: https://…`",
                    "licenses",
                    i,
                )
            )
        else:
            found.append(one)
    return tuple(found)


def keywords(value: Any, words: Any, plain: str = "ja") -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    if isinstance(value, Mapping):
        found = {str(k): tuple(str(x) for x in items(v)) for k, v in value.items()}
    elif value:
        found = {plain: tuple(str(x) for x in items(value))}
    if isinstance(words, Mapping):
        for lang, entry in words.items():
            if isinstance(entry, Mapping) and entry.get("keywords"):
                found.setdefault(str(lang), tuple(str(x) for x in items(entry["keywords"])))
    return found


_DATE = regex(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T[0-9:.+Z-]+)?)?)?\Z")


def date(document: Document, data: Mapping[str, Any], key: str, mistakes: list[Mistake], *above: str) -> str | None:
    value = data.get(key)
    if value in (None, ""):
        return None
    text = str(value)
    match = _DATE.match(text)
    if match is None or not _real(match):
        mistakes.append(document.mistake(f"{key} '{text}' is no date", "write it as 2026-04-01", *above, key))
        return None
    return text


def _real(match: re.Match[str]) -> bool:

    try:
        datetime.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True


def temporal(document: Document, entry: Any, mistakes: list[Mistake]) -> Temporal | None:
    if entry is None:
        return None
    if isinstance(entry, str) and "/" in entry:
        first, last = entry.split("/", 1)
        entry = {"start": first, "end": last}
    if not isinstance(entry, Mapping):
        mistakes.append(
            document.mistake(
                "temporal is no period", "write `temporal: {start: 2026-04-01, end: 2027-03-31}`", "temporal"
            )
        )
        return None
    start, end = (
        date(document, entry, "start", mistakes, "temporal"),
        date(document, entry, "end", mistakes, "temporal"),
    )
    if start and end and start > end:
        mistakes.append(
            document.mistake(f"temporal ends ({end}) before it starts ({start})", "exchange them", "temporal")
        )
    return Temporal(start, end)


def mapping(document: Document, data: Any, mistakes: list[Mistake]) -> Mapping[str, Any]:
    if isinstance(data, Mapping):
        return data
    mistakes.append(document.mistake("is empty or no mapping", "write `key: value` lines"))
    return {}


def sub(document: Document, data: Mapping[str, Any], key: str, mistakes: list[Mistake]) -> Mapping[str, Any]:
    value = data.get(key)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        mistakes.append(document.mistake(f"{key} is no mapping", f"write `{key}: {{…}}`", key))
        return {}
    return value


def one_text(
    document: Document, data: Mapping[str, Any], key: str, mistakes: list[Mistake], *above: str | int
) -> str | None:
    """What is said in one text; a number is one, a list is not."""
    value = data.get(key)
    if isinstance(value, list | tuple | Mapping):
        mistakes.append(document.mistake(f"{key} must be one text", f"write `{key}: …`", *above, key))
        return None
    return str(value) if value is not None else None


def items(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def offered(word: str, known: Collection[str]) -> str:
    """The way out for a word that is not known: those nearest to it, else all."""
    close = difflib.get_close_matches(word, known, 3, 0.5)
    return f"use one of {', '.join(close or known)}"


def near_misses(
    document: Document, data: Mapping[str, Any], known: Collection[str], mistakes: list[Mistake], *above: str | int
) -> None:
    """A key that is one slip away from a known one (`licence`, `theme`) would be passed over in silence: it is a mistake."""
    by_lower = {name.lower(): name for name in known}
    for key in data:
        if key in known or not isinstance(key, str):
            continue
        close = difflib.get_close_matches(key.lower(), by_lower, 1, 0.8)
        # hasVersion is not a slip for version
        if close and not (close[0] in key.lower() and len(key) - len(close[0]) > 2):
            meant = by_lower[close[0]]
            mistakes.append(
                document.mistake(f"has the key '{key}', which means nothing here", f"write `{meant}:`", *above, key)
            )
