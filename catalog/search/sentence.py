"""A query that nothing answers as it stands, read as a sentence: what holds most of its words. Twin: `search/sentence.js`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from catalog.search.alternatives import at_hand, wide
from catalog.search.hit import PART, SENTENCE, Hit
from catalog.search.match import Found
from catalog.search.normalise import KANJI
from catalog.search.rarity import rarity
from catalog.search.store import Store

_KANJI = re.compile(f"[{KANJI}]{{4,}}")
#: Kept are datasets with this share (hundredths) of the weight of all words, and of the best one's score; at most so many.
SHARE, BEST, MOST = 25, 45, 50
#: What a word counts that was not found whole and of which only two characters are (hundredths).
CUT = 70
#: What two words count that stand side by side as typed.
BESIDE = 60


def soft(store: Store, pieces: Sequence[str], typed: str) -> list[Hit]:
    """Datasets that hold most of what the pieces weigh; rare pieces weigh more, and (where the heads tell) pieces that
    stand side by side in `typed` as well as in a title or keyword (家電リサイクル法)."""
    found = [(rarity(store.count, len(hits)) * worth // 100, hits) for worth, hits in _found(store, pieces)]
    mass = sum(weight for weight, _ in found)
    scores: dict[int, list[int]] = {}
    for weight, hits in found:
        for number, (worth, fields, _) in hits.items():
            one = scores.setdefault(number, [0, 0, 0, 0])
            one[0] += weight * (worth + 500)
            one[1] += weight
            one[2] |= fields
            one[3] += 1
    pairs = [one + other for one, other in pairwise(pieces) if one + other in typed]

    def beside(number: int) -> int:
        return 0 if store.large else BESIDE * sum(pair in store.heads[number].whole for pair in pairs)

    ranked = [
        Hit(number, SENTENCE if count == len(found) else PART, total // mass + beside(number), fields, "sentence")
        for number, (total, share, fields, count) in scores.items()
        if share * 100 >= mass * SHARE
    ]
    best = max((hit.score for hit in ranked), default=0)
    ranked = [hit for hit in ranked if hit.tier == SENTENCE or hit.score * 100 >= best * BEST]
    ranked.sort(key=lambda hit: (-hit.score, hit.number))
    return ranked[:MOST] if any(hit.tier == PART for hit in ranked) else ranked


def _found(store: Store, pieces: Sequence[str]) -> list[tuple[int, Found]]:
    """(worth in hundredths, hits) of each piece that is found at all; a long one that is not is cut in twos, which is
    where most words of four kanji are joined (冷凍物流: 冷凍, 物流)."""
    found: dict[str, Found] = {}
    for piece in pieces:
        if not found or store.affords(piece):
            found[piece] = at_hand(store, piece)
    # other forms help most where least was found
    for piece in sorted(found, key=lambda one: len(found[one])):
        found[piece] = wide(store, piece)
    cut: dict[str, Found] = {}
    for piece, hits in found.items():
        if not hits and _KANJI.fullmatch(piece):
            for part in _twos(piece):
                if part not in found and part not in cut and store.affords(part):
                    cut[part] = wide(store, part)
    return [(100, hits) for hits in found.values() if hits] + [(CUT, hits) for hits in cut.values() if hits]


def _twos(piece: str) -> list[str]:
    """中部地方 → 中部, 地方; 需要側調査 → 需要, 側調, 調査."""
    return list(dict.fromkeys(piece[at : at + 2] for at in (*range(0, len(piece) - 1, 2), len(piece) - 2)))
