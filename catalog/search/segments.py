"""A sentence as the words it is about: 「港地区にあるAED」 → 港地区, AED. Twin: `site/assets/search/segments.js`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.search.normalise import KANJI, normalise
from catalog.search.words import surface, words

_RUN = re.compile(
    f"[{KANJI}]+(?:(?!(?:の|が|は|を|に|で|と|や|へ|も|な|から|まで|する|した)[{KANJI}])[ぁ-ゖ]{{1,2}}[{KANJI}]+)*[ぁ-ゖ]*"
    "|[ァ-ヺー・]+|[ぁ-ゖー]+|[a-z0-9][a-z0-9'.-]*|[^\\W_]+"
)
_KANJI_PART = re.compile(f"(.*[{KANJI}])([ぁ-ゖ]*)")
_HIRAGANA = re.compile("[ぁ-ゖー]+")
MAX_SEGMENTS = 12


def strip_asking(typed: str) -> str:
    """A query without the way of asking: 「ごみの出し方を知りたい」 → 「ごみの出し方」. Never empties it."""
    known = words()
    text = typed.strip(" ?!。、？！.")
    changed = True
    while changed:
        changed = False
        for ending in known.endings:
            if text.endswith(ending) and len(text) > len(ending):
                text, changed = text[: -len(ending)].rstrip(" 、"), True
                break
    for filler in known.fillers:
        if filler in text and text != filler:
            text = text.replace(filler, " ")
    return text.strip() or typed


def segments(typed: str) -> list[str]:
    """The words of a query that carry meaning, normalised, in order, at most twelve. [] when there are none."""
    known = words()
    found: list[str] = []
    text = strip_asking(typed)
    for said, meant in known.everyday:
        if said in normalise(text):
            found += meant[:1]
    for hit in _RUN.finditer(text):
        found += _parts(hit[0])
    return list(dict.fromkeys(found))[:MAX_SEGMENTS]


def runs(text: str) -> Iterator[str]:
    """The words of a title, normalised: runs of one script."""
    for hit in _RUN.finditer(surface(text)):
        yield normalise(hit[0])


def _parts(run: str) -> list[str]:
    known = words()
    if hit := _KANJI_PART.fullmatch(run):
        body, tail = hit.groups()
        if not tail or tail in known.joints or any(tail.startswith(joint) for joint in known.joints):
            rest = _longest_joint(tail)
            return [normalise(body), *(_kana_parts(tail[len(rest) :]) if tail else [])]
        if len(body) == 1:
            # a verb (調べる) or a noun and kana (子ども): whole, as it stands
            return [normalise(run)] if len(tail) <= 2 else [normalise(body)]
        return [normalise(body)]
    if _HIRAGANA.fullmatch(run):
        return _kana_parts(run)
    return [normalise(run)]


def _longest_joint(tail: str) -> str:
    return next((joint for joint in words().joints if tail.startswith(joint)), "")


def _kana_parts(run: str) -> list[str]:
    """Hiragana between other words: nothing when it only joins, else cut at の and を where both sides are words."""
    if run in words().joints or len(run) < 2:
        return []
    parts = re.split("[のを]", run)
    kept = parts if len(parts) > 1 and all(len(part) >= 2 for part in parts) else [run]
    return [normalise(part) for part in kept if part not in words().joints]
