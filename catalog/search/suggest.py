"""What to offer while someone types: themes, keywords, titles, column names. Twin: `site/assets/search/suggest.js`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalog.search.match import by_reading
from catalog.search.normalise import normalise
from catalog.search.store import Store

#: At most so many of a kind, in this order.
QUOTAS = (("theme", 2), ("keyword", 3), ("title", 5), ("column", 2))


def suggestions(store: Store, text: str, limit: int, lang: str) -> list[dict[str, Any]]:
    """At most `limit` of {"text", "kind"} (titles also "url"): what begins like `text` before what contains it."""
    typed = normalise(text)
    if not typed:
        return []
    out: list[dict[str, Any]] = []
    seen: set[str] = set()
    for kind, most in QUOTAS:
        found = sorted(_candidates(store, kind, typed, lang), key=lambda one: one[:3])
        kept = 0
        for _, _, shown, url in found:
            if kept < most and (normal := normalise(shown)) not in seen and normal != typed:
                seen.add(normal)
                kept += 1
                out.append({"text": shown, "kind": kind, **({"url": url} if url else {})})
    return out[:limit]


def _candidates(store: Store, kind: str, typed: str, lang: str) -> Iterator[tuple[int, int, str, str]]:
    """(0 begins · 1 contains · 2 is read so, minus how often or how high, text, url)"""
    if kind == "theme":
        for names in store.manifest["facets"]["theme"].values():
            for name in names:
                if (place := _place(normalise(name), typed)) is not None:
                    yield place, 0, name, ""
                    break
    elif kind == "title":
        read = by_reading(store, typed) if not store.large and all("ぁ" <= one <= "ー" for one in typed) else {}
        for number, head in store.heads.items():
            shown = str((head.row.get("e") if lang == "en" else "") or head.row.get("t", ""))
            place = _place(normalise(shown), typed)
            if place is not None or number in read:
                yield 2 if place is None else place, -head.rank, shown, f"datasets/{head.row['i']}/"
    else:
        for word, count in store.terms.get(kind, ()):
            if (place := _place(normalise(str(word)), typed)) is not None:
                yield place, -int(count), str(word), ""


def _place(text: str, typed: str) -> int | None:
    at = text.find(typed)
    return None if at < 0 else min(at, 1)
