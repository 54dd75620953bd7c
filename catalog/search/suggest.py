"""What to offer while someone types: themes, keywords, titles, column names. Twin: `site/assets/search/suggest.js`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from catalog.search.entry import TITLE_CLASSES
from catalog.search.head import Head
from catalog.search.match import by_reading
from catalog.search.normalise import normalise
from catalog.search.store import Store

#: At most so many of a kind, in this order.
QUOTAS = (("theme", 2), ("keyword", 3), ("title", 5), ("column", 2))
#: Titles and shards of cards that are looked at in a large catalogue.
MOST_TITLES, MOST_SHARDS = 40, 3
_EU_CODE = re.compile("[A-Z]{4}")


def suggestions(store: Store, text: str, limit: int, lang: str) -> list[dict[str, Any]]:
    """At most `limit` of {"text", "kind"} (titles also "url"): what begins like `text` before what contains it."""
    typed = normalise(text)
    if not typed:
        return []
    store.ask(1)
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
        yield from _themes(store, typed)
    elif kind == "title":
        kana = all("ぁ" <= one <= "ー" for one in typed)
        read = by_reading(store, typed) if kana and not store.large else {}
        for number, head in _titled(store, typed):
            shown = str((head.row.get("e") if lang == "en" else "") or head.row.get("t", ""))
            place = _place(normalise(shown), typed)
            if place is not None or number in read:
                yield 2 if place is None else place, -head.rank, shown, f"datasets/{head.row['i']}/"
    else:
        for word, count in store.terms.get(kind, ()):
            if (place := _place(normalise(str(word)), typed)) is not None:
                yield place, -int(count), str(word), ""


def _themes(store: Store, typed: str) -> Iterator[tuple[int, int, str, str]]:
    """Themes of one vocabulary: names of the Japanese 分類 where one fits, else of the EU codes."""
    found: dict[bool, list[tuple[int, int, str, str]]] = {True: [], False: []}
    for key, names in store.manifest["facets"]["theme"].items():
        places = ((_place(normalise(name), typed), name) for name in names)
        first = next(((place, name) for place, name in places if place is not None), None)
        if first:
            found[bool(_EU_CODE.fullmatch(key))].append((first[0], 0, first[1], ""))
    yield from found[False] or found[True]


def _titled(store: Store, typed: str) -> Iterator[tuple[int, Head]]:
    """All heads; in a large catalogue the best ranked whose titles hold what was typed, as far as few shards go."""
    yield from store.heads.items()
    if store.large:
        held = store.holding(typed)
        numbers = {number for name in TITLE_CLASSES for number in held.get(name, ())}
        begins = numbers.intersection(held.get("b", ()))
        shards: set[int] = set()
        for number in [*sorted(begins), *sorted(numbers - begins)][:MOST_TITLES]:
            shards.add(store.body_shard(number))
            if len(shards) > MOST_SHARDS:
                return
            yield number, store.card(number)


def _place(text: str, typed: str) -> int | None:
    at = text.find(typed)
    return None if at < 0 else min(at, 1)
