"""A word in kana that no title is read like: titles that sound much like it. Twin: `site/assets/search/sound.js`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from catalog.search.hit import ALIKE, Hit
from catalog.search.match import READING, spoken
from catalog.search.parse import Query
from catalog.search.rarity import rarity
from catalog.search.store import Store

_KANA = re.compile("[ぁ-ゖー]+")
#: Shortest sound that is taken apart.
SHORTEST = 5
#: Kept are titles with this share (hundredths) of the pieces, and of what the best one's weigh; at most so many.
SHARE, BEST, MOST = 30, 80, 50


def alike(store: Store, parsed: Query, pieces: Sequence[str]) -> list[Hit]:
    """Datasets whose titles are read with many of the pieces of the only word; [] for anything but one word in kana.

    One slip spoils the pieces of two and three sounds about it and leaves the others: かざんきほちんず still holds
    かざん, ざんき, んきほ of 火山基本図. Pieces that no title is read with count as looked for and weigh nothing.
    """
    if len(parsed.terms) != 1 or len(pieces) > 1 or not _KANA.fullmatch(parsed.terms[0].text):
        return []
    sound = spoken(parsed.terms[0].text)
    if len(sound) < SHORTEST:
        return []
    scores: dict[int, list[int]] = {}
    looked = mass = 0
    for piece in _pieces(sound):
        if not store.affords(piece):
            continue
        numbers = store.lists(piece).get("r", [])
        looked += 1
        if not numbers:
            continue
        weight = rarity(store.count, len(numbers))
        mass += weight
        for number in numbers:
            score = scores.setdefault(number, [0, 0])
            score[0] += weight
            score[1] += 1
    scores = {number: score for number, score in scores.items() if score[1] * 100 >= looked * SHARE}
    best = max((weight for weight, _ in scores.values()), default=0)
    kept = [
        Hit(number, ALIKE, 1000 * weight // mass, READING, "reading")
        for number, (weight, _) in scores.items()
        if weight * 100 >= best * BEST
    ]
    kept.sort(key=lambda hit: (-hit.score, hit.number))
    return kept[:MOST]


def _pieces(sound: str) -> list[str]:
    """Its pieces of three sounds, every second one first, then those of two: not all of them may be read."""
    starts = [(size, at) for size in (3, 2) for odd in (0, 1) for at in range(odd, len(sound) - size + 1, 2)]
    return list(dict.fromkeys(sound[at : at + size] for size, at in starts))
