"""When nothing is found: words one slip of the pen away, and what else could be asked. Twin: `search/near.js`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from catalog.search.alternatives import wide
from catalog.search.hit import Hit
from catalog.search.match import literal
from catalog.search.parse import Query, Term
from catalog.search.segments import segments
from catalog.search.store import Store
from catalog.search.vocabulary import LONGEST, keys

CANDIDATES = 5


def mended(store: Store, parsed: Query, find: Callable[[Query], list[Hit]]) -> tuple[list[Hit], str | None]:
    """The hits of the query with its unknown words replaced by the nearest known ones, and that query; ([], None)."""
    if any(term.exact for term in parsed.terms):
        return [], None
    unknown = [
        term for term in parsed.terms if segments(term.surface) in ([], [term.text]) and not wide(store, term.text)
    ]
    if not unknown:
        return [], None
    nearest = {term: nearby(term.text, _known(store, term.text)) for term in unknown}
    for choice in range(CANDIDATES):
        terms = []
        for term in parsed.terms:
            others = nearest.get(term, [term.text])
            if not others:
                return [], None
            text = others[min(choice, len(others) - 1)]
            terms.append(Term(text, text) if term in nearest else term)
        if not all(store.begins(term.text) for term in terms):
            break
        if hits := find(Query(tuple(terms), parsed.excluded, parsed.facets)):
            return hits, " ".join(term.surface for term in terms)
        if all(len(others) <= choice + 1 for others in nearest.values()):
            break
    return [], None


def _known(store: Store, word: str) -> dict[str, int]:
    """Words that occur and may be one slip away from a word → the place in their list, the most frequent first."""
    places: dict[str, int] = {}
    for key in keys(word) if len(word) <= LONGEST else ():
        for place, other in enumerate(store.near(key)):
            places[other] = min(places.get(other, place), place)
    return places


def nearby(word: str, known: Mapping[str, int]) -> list[str]:
    """At most five known words within one edit (two from eight characters on), nearest first; of two as near the one
    that leaves out no letter that was typed, then the more frequent one.

    None for words below three characters, or five Latin letters: every short one is near another (AED, aid).
    """
    size = len(word)
    if size < (5 if word.isascii() else 3):
        return []
    most = 2 if size >= 8 else 1
    letters = set(word)
    found: list[tuple[int, int, int, int, str]] = []
    for other, place in known.items():
        if abs(len(other) - size) > most or len(other) < 2 or len(letters.intersection(other)) < size // 2:
            continue
        distance = edits(word, other)
        if 0 < distance <= most:
            found.append((distance, int(other[0] != word[0]), int(len(other) < size), place, other))
    return [other for *_, other in sorted(found)[:CANDIDATES]]


def edits(one: str, other: str) -> int:
    """Insertions, deletions, replacements and swaps of neighbours between two words (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def other_queries(store: Store, parsed: Query) -> list[str]:
    """What to try when nothing was found: the query less its filters, or each of its words that finds something."""
    shown = " ".join(term.text for term in parsed.terms)
    offers = [shown] if shown and (parsed.excluded or parsed.facets) else []
    pieces = list(dict.fromkeys(piece for term in parsed.terms for piece in (term.text, *segments(term.surface))))
    offers += [piece for piece in pieces if piece != shown and store.begins(piece) and literal(store, piece)]
    return list(dict.fromkeys(offers))[:3]
