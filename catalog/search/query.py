"""The one search behind the command, the Python call and (through its JavaScript twin) the site's box.

What contains all words as typed comes first and is all there is, when it is enough. Only when fewer than `ENOUGH`
datasets do, the same words in other forms are added below: spellings, readings, romaji, synonyms, the other language.
When that finds nothing, the query is read as a sentence and its words may match in part; when even that finds
nothing, words one slip of the pen away are tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from catalog.search.alternatives import meanings, other_forms, wide
from catalog.search.facets import narrowed, wanted_values
from catalog.search.hit import AS_TYPED, KINDS, NEAR, OTHER_FORMS, Hit
from catalog.search.match import ENGLISH, FIELDS, KEYWORD, READING, THEME, TITLE, Found, both, literal, verified
from catalog.search.near import mended, other_queries
from catalog.search.order import ordered
from catalog.search.parse import Query, Term, parse
from catalog.search.segments import segments, strip_asking
from catalog.search.sentence import soft
from catalog.search.sound import alike
from catalog.search.store import SOFT_BUDGET, SOFT_PIECES, Store
from catalog.search.suggest import suggestions

#: Datasets that hold the words as typed from which other forms are not looked for.
ENOUGH = 3
#: Fields that tell what a dataset is.
TELLING = TITLE | ENGLISH | READING | KEYWORD | THEME
#: Longest word of which other forms are looked for though it can be cut into several.
SENTENCE_FROM = 6


def search(
    site: Path, query: str, facets: Mapping[str, Sequence[str]] | None = None, limit: int = 20, *, lang: str = "ja"
) -> dict[str, Any]:
    """What `catalog search --format json` prints: query, total, results, facets (contract §6).

    `site` is the output folder (the one with `search/index.json`), `facets` maps facet names to wanted values.
    """
    return search_store(Store(site), query, facets, limit, lang=lang)


def search_store(
    store: Store, query: str, facets: Mapping[str, Sequence[str]] | None = None, limit: int = 20, *, lang: str = "ja"
) -> dict[str, Any]:
    """`search` in an index that is already open (many queries, one site)."""
    parsed = parse(query)
    store.ask(len(parsed.terms))
    # first, so that there are always files left to read for what must not be shown
    excluded: set[int] = set()
    for word in parsed.excluded:
        excluded |= set(verified(store, literal(store, word), [word]))
    hits, corrected = find(store, parsed)
    hits = [hit for hit in hits if hit.number not in excluded]
    wanted = wanted_values(
        store, [*parsed.facets, *((name, value) for name, values in (facets or {}).items() for value in values)]
    )
    numbers, counts = narrowed(store, sorted(hit.number for hit in hits), wanted)
    kept = [hit for hit in hits if hit.number in numbers]
    return {
        "query": query,
        "total": len(kept),
        "results": [_result(store, hit, lang) for hit in ordered(store, kept, max(limit, 0))],
        "facets": counts,
        "found": KINDS[min((hit.tier for hit in kept), default=0)],
        "corrected": corrected,
        "offers": [] if kept else other_queries(store, parsed),
    }


def find(store: Store, parsed: Query) -> tuple[list[Hit], str | None]:
    """All hits, unordered, and the query that was answered instead, when a slip of the pen was mended."""
    if not parsed.terms:
        return [Hit(number, AS_TYPED, 0, 0) for number in store.everything()], None
    if found := _all_words(store, parsed):
        return found, None
    if any(term.exact for term in parsed.terms):
        return [], None
    pieces = [piece for term in parsed.terms for piece in segments(term.surface)]
    store.again()
    hits, instead = mended(store, parsed, lambda other: _all_words(store, other, anew=True))
    if hits:
        for hit in hits:
            hit.tier = NEAR
        return hits, instead
    store.again(SOFT_BUDGET, SOFT_PIECES)
    return alike(store, parsed, pieces) or soft(store, pieces, " ".join(term.text for term in parsed.terms)), None


def _all_words(store: Store, parsed: Query, *, anew: bool = False) -> list[Hit]:
    """Datasets that hold every word, as typed or (when those are few) in other forms."""
    if anew:
        store.again()
    typed, lost = _typed(store, parsed.terms)
    found = {number: Hit(number, AS_TYPED, weight, fields) for number, (weight, fields, _) in typed.items()}
    if len(found) < ENOUGH and not (not found and _asks(parsed)):
        for number, (weight, fields, via) in _other_forms(store, parsed, lost, beside=bool(found)).items():
            if number not in found:
                found[number] = Hit(number, OTHER_FORMS, weight, fields, via)
            elif weight > found[number].score:
                found[number].score = weight
    _whole_query(store, parsed, found.values())
    return list(found.values())


def _typed(store: Store, terms: Sequence[Term]) -> tuple[Found, Term | None]:
    """Datasets that hold every word as it stands, and a word that nothing holds: no other one is looked up after it."""
    found, beyond = [], []
    # one piece of each before more of any: often the last word tells most
    for term in terms:
        if store.begins(term.text):
            store.lists(store.cover(term.text)[0])
    for term in terms:
        if store.begins(term.text):
            found.append({n: (*hit, "") for n, hit in literal(store, term.text).items()})
            if not found[-1]:
                return {}, term
        else:
            beyond.append(term.text)
    return verified(store, both(found), [term.text for term in terms], beyond), None


def _asks(parsed: Query) -> bool:
    """Whether what was typed in one piece is a sentence, of which no other form is worth looking for."""
    return any(
        (len(term.text) > SENTENCE_FROM or strip_asking(term.surface) != term.surface)
        and len(segments(term.surface)) > 1
        for term in parsed.terms
    )


def _other_forms(store: Store, parsed: Query, lost: Term | None, *, beside: bool) -> Found:
    """Every word, or several that are one term together (public toilet), in any form.

    `lost`: a word that nothing holds as it stands, whose forms are looked for first: often there are none.
    `beside`: some datasets hold the words as typed; others have to bear what they mean where it tells what they are.
    """
    whole = " ".join(term.text for term in parsed.terms)
    several = len(parsed.terms) > 1 and not any(term.exact for term in parsed.terms)

    def forms(word: str) -> Found:
        found = wide(store, word, strict=beside)
        return {n: hit for n, hit in found.items() if not hit[2] or hit[1] & TELLING} if beside else found

    found = {lost: forms(lost.text)} if lost and not lost.exact else {}
    single: Found = {}
    if all(found.values()) and not (lost and lost.exact):
        typed = {term: literal(store, term.text) for term in parsed.terms if term not in found}
        # other forms help most where least was found
        for term in sorted(typed, key=lambda one: len(typed[one])):
            found[term] = {n: (*hit, "") for n, hit in typed[term].items()} if term.exact else forms(term.text)
        single = both(found[term] for term in parsed.terms)
    together: Found = {}
    terms, left = meanings(whole)
    if several and ((terms and not left) or any(one.kind != "spelling" for one in other_forms(whole))):
        together = {n: hit for n, hit in forms(whole).items() if hit[2]}
    return together | single


def _whole_query(store: Store, parsed: Query, hits: Iterable[Hit]) -> None:
    """A title that holds the words one after the other is worth more than one that scatters them."""
    if len(parsed.terms) < 2 or store.large:
        return
    joined = ["".join(term.text for term in parsed.terms), " ".join(term.text for term in parsed.terms)]
    for hit in hits:
        if any(one in store.heads[hit.number].title for one in joined):
            hit.score += 100


def _result(store: Store, hit: Hit, lang: str) -> dict[str, Any]:
    row = store.card(hit.number).row
    title = (row.get("e") if lang == "en" else "") or row.get("t", "")
    return {
        "id": row["i"],
        "title": title,
        "score": hit.score,
        "matched": [name for bit, name in enumerate(FIELDS) if hit.fields >> bit & 1],
        "url": f"datasets/{row['i']}/",
        "found": KINDS[hit.tier],
        "via": hit.via or None,
        "publisher": row.get("p", ""),
        "updated": row.get("u", ""),
        "formats": [value for value in row.get("b", "").split("\n") if value],
        "series": row.get("s") or None,
    }


def suggest(site: Path, text: str, limit: int = 8, *, lang: str = "ja") -> list[dict[str, Any]]:
    """Themes, keywords, titles and column names that begin like or contain `text`: [{"text", "kind", "url"?}]."""
    return suggestions(Store(site), text, limit, lang)
