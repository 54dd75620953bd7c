"""A sentence as the words it is about: 「港地区にあるAED」 → 港地区, AED. Twin: `site/assets/search/language.js`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.search.normalise import INNER_KANA, KANJI, loosen, normalise
from catalog.search.words import surface, words

_RUN = re.compile(
    "(?:令和|平成|昭和|大正|明治)(?:元|[0-9]{1,2})年?度?"
    f"|[{KANJI}]+(?:{INNER_KANA}(?:{INNER_KANA})?[{KANJI}]+)*[ぁ-ゖ]*"
    "|[ァ-ヺー・]+|[ぁ-ゖー]+|[a-z0-9][a-z0-9'.-]*(?:年度?)?|[^\\W_]+"
)
_KANJI_PART = re.compile(f"(.*[{KANJI}])([ぁ-ゖ]*)")
_HIRAGANA = re.compile("[ぁ-ゖー]+")
MAX_SEGMENTS = 12


def strip_asking(typed: str) -> str:
    """A query without the way of asking: 「ごみの出し方を知りたい」 → 「ごみの出し方」. Never empties it."""
    known = words()
    text = surface(typed).strip(" ?!。、？！.")
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
    """The words of a query that carry meaning, normalised, at most twelve: what people say in everyday words whole
    (使い道, ごみの出し方), then the others in order. [] when there are none."""
    said, text = _everyday(re.sub(" +", " ", strip_asking(typed)))
    found = [*said, *(part for hit in _RUN.finditer(text) for part in _parts(hit[0]))]
    return list(dict.fromkeys(found))[:MAX_SEGMENTS]


def _everyday(text: str) -> tuple[list[str], str]:
    """The everyday phrases in a text, and the text with blanks for them."""
    normal = normalise(text)
    if len(normal) != len(text):
        return [], text
    said: list[str] = []
    for phrase in words().said:
        while (at := normal.find(phrase)) >= 0:
            said.append(phrase)
            normal = normal[:at] + " " * len(phrase) + normal[at + len(phrase) :]
            text = text[:at] + " " * len(phrase) + text[at + len(phrase) :]
    return said, text


def runs(text: str) -> Iterator[str]:
    """The words of a title, normalised: runs of one script."""
    for hit in _RUN.finditer(surface(text)):
        yield normalise(hit[0])


def _parts(run: str) -> list[str]:
    known = words()
    if hit := _KANJI_PART.fullmatch(run):
        body, tail = hit.groups()
        first = next((joint for joint in known.joints if tail.startswith(joint)), "")
        if not tail or first:
            return [normalise(body), *_kana_parts(tail[len(first) :])]
        last = next((joint for joint in known.joints if tail.endswith(joint)), "")
        tail = tail[: len(tail) - len(last)]
        # a verb or a noun and kana (子ども) whole, as it stands; okurigana of longer words says nothing
        return [normalise(body + tail if len(body) == 1 and len(tail) <= 2 else body)]
    return _kana_parts(run) if _HIRAGANA.fullmatch(run) else [normalise(run)]


def _kana_parts(run: str) -> list[str]:
    """Hiragana between other words: nothing when it only joins; a known word without the joint that follows it; else
    cut at の and を where both sides are words."""
    known = words()
    if run in known.joints or len(run) < 2:
        return []
    for joint in known.joints:
        plain = normalise(run[: len(run) - len(joint)])
        if run.endswith(joint) and (plain in known.lookup or loosen(plain) in known.read):
            return [plain]
    parts = re.split("[のを]", run)
    kept = parts if len(parts) > 1 and all(len(part) >= 2 for part in parts) else [run]
    return [normalise(part) for part in kept if part not in known.joints]
