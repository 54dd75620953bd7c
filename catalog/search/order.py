"""The order of what was found: the best first, series together. Twin: `search/order.js`."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.search.codec import decode
from catalog.search.entry import STEM_SHARE
from catalog.search.head import Head
from catalog.search.hit import OTHER_FORMS, PART, SENTENCE, Hit
from catalog.search.normalise import stem
from catalog.search.store import Store


def ordered(store: Store, hits: Sequence[Hit], limit: int) -> list[Hit]:
    """The best `limit` hits; members of a series that score nearly as well follow their best one, newest first."""
    for hit in hits:
        hit.score += 4 * store.rank(hit.number)
    best = sorted(hits, key=lambda hit: (_class(hit), -hit.score, hit.number))
    place = {hit.number: at for at, hit in enumerate(best)}
    out: list[Hit] = []
    placed: set[int] = set()
    for hit in best:
        if len(out) >= limit:
            break
        if hit.number in placed:
            continue
        others = [place[number] for number in members(store, hit.number) if number in place and number not in placed]
        group = [best[at] for at in sorted(others)]
        group = [one for one in group if one.tier == hit.tier and one.score * 100 >= hit.score * STEM_SHARE]
        out += [hit, *(one for one in group if one is not hit)]
        placed.update(one.number for one in (hit, *group))
    return out[:limit]


def _class(hit: Hit) -> int:
    """As typed and in other forms are one class; all words of a sentence and most of them too: the score tells."""
    return {PART: SENTENCE}.get(hit.tier, max(hit.tier, OTHER_FORMS))


def members(store: Store, number: int) -> list[int]:
    """The numbers of a dataset's series, itself among them; [] when it is in none."""
    if store.large:
        return decode(str(store.card(number).row["w"]))
    if not store.series:
        for other, head in store.heads.items():
            store.series.setdefault(series_of(head), []).append(other)
    name = series_of(store.heads[number])
    return store.series[name] if name else []


def series_of(head: Head) -> str:
    """What a dataset is a member of: its declared series, else publisher and title without years; "" for neither."""
    if declared := head.row.get("s"):
        return str(declared)
    name = stem(head.title)
    return f"{head.row.get('p', '')}|{name}" if name != head.title else ""
