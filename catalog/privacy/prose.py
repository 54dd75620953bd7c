"""People in running text: names after a word that introduces a person, before an honorific, or beside an address.

Bare full names count only as a hint: descriptions of temples and statues are full of people long dead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from catalog.privacy import addresses
from catalog.privacy.name_lexicon import HIRAGANA, NAME, SHAPED
from catalog.privacy.names import (
    ends_as_thing,
    grade,
    is_given,
    is_organisation,
    is_surname,
    is_surname_kana,
)
from catalog.privacy.recognizers import LANDMARKS
from catalog.privacy.words import words
from catalog.regex import regex

_NAME_RUN = r"[㐀-鿿豈-﫿々〆ヶ]{1,7}(?:[ ・][㐀-鿿豈-﫿々ぁ-ゖァ-ヺー]{1,5})?"
_KANA_RUN = r"[ァ-ヺー]{2,7}[ ・][ァ-ヺー]{2,8}"


@dataclass(frozen=True, slots=True)
class Person:
    """One mention. `certain` when a word beside it says that a person is meant."""

    category: str
    certain: bool
    text: str


def mentions(text: str, *, is_note: bool = False) -> Iterator[Person]:
    """People named in one folded text. In notes of a clerk any full name with an honorific counts as sure; in
    descriptions for the public (events, sights) only 様 and words for private roles do."""
    if len(text) > 20000:
        for start in range(0, len(text), 19000):
            yield from mentions(text[start : start + 20000], is_note=is_note)
        return
    for found in _with_honorific().finditer(text):
        if _NOBODY().search(text[max(0, found.start()) : found.end() + 1]):
            continue
        sure = found[2] in ("様", "さま") or is_note
        name = _tail_name(found[1], surname_too=found[2] in ("様", "さま", "さん") and is_note)
        if name is None and is_note and found[2] in ("様", "さま"):
            name = _addressed(found[1], text[: found.start()], text[found.end() :])
        if name:
            yield Person("person-name", sure, name)
    for pattern, sure in ((_introduced("introduces_person"), True), (_introduced("introduces_public"), is_note)):
        for found in pattern.finditer(text):
            name = _head_name(found[2]) or (_told(found) if sure and is_note else None)
            if name:
                yield Person("person-name", sure, name)
    yield from landmarks(text)
    for found in re.finditer(rf"({_NAME_RUN}) ?[(（]([^)）]{{4,60}})", text):
        name = _tail_name(found[1], surname_too=False)
        if name and (
            addresses.parse(found[2]).is_part
            or re.match(r"(?:携帯|自宅|電話|tel)?[:： ]*\(?0[0-9]", found[2], re.IGNORECASE)
        ):
            yield Person("person-name", True, name)
            if addresses.parse(found[2]).is_part:
                yield Person("home-address", True, found[2])


def landmarks(text: str) -> Iterator[Person]:
    """Somebody's house as a landmark: 「山本宅前」「鈴木様方」."""
    for found in _dwellings().finditer(text):
        named = len(found[1]) >= 2 or bool(found[2])
        if is_surname(found[1]) and named:
            yield Person("person-name", True, found[1])
        elif found[2] and len(found[1]) >= 2 and not is_organisation(found[1]) and not _NOBODY().search(found[0]):
            # who says さん of a house means somebody, also by a rare name
            yield Person("person-name", True, found[1])


def _tail_name(run: str, *, surname_too: bool) -> str | None:
    """The name at the end of a run of characters (「申出者 武村 千壽」 → 武村 千壽)."""
    run = run.strip()
    for start in range(len(run)):
        if start and run[start - 1] not in " ・" and " " in run[start:]:
            pass
        piece = run[start:].strip()
        if 3 <= len(piece) <= 9 and grade(piece) == NAME:
            return piece
    last = run.split(" ")[-1]
    if (
        surname_too
        and 2 <= len(last) <= (4 if _KANJI_SIGN.search(last) else 6)
        and not ends_as_thing(last)
        and (is_surname(last) or (is_surname_kana(last.translate(HIRAGANA)) and len(last) >= 3))
    ):
        return last
    return None


def _head_name(run: str) -> str | None:
    """The name at the start of a run (「青木 仁奈へ…」 has been cut by the pattern already)."""
    run = run.strip()
    for end in range(min(len(run), 9), 2, -1):
        piece = run[:end].strip()
        if grade(piece) == NAME and not ends_as_thing(run):
            return piece
    return None


def _told(found: re.Match[str]) -> str | None:
    """「通報者：屋嘉比直子」: after a private role and a colon, the shape of a name is enough."""
    between = found[0][len(found[1]) : -len(found[2])]
    run = found[2].strip()
    if ":" not in between or not 3 <= len(run) <= 9 or grade(run) < SHAPED or ends_as_thing(run):
        return None
    family, spaced, given = run.partition(" ")
    if spaced:
        return run if is_given(given) or is_surname(family) else None
    return run if any(is_given(run[cut:]) for cut in range(1, len(run) - 1)) else None


def _addressed(run: str, before: str, after: str) -> str | None:
    """「小川様より」「雲類鷲様へ」: who writes 様 means somebody, whatever the name ends with."""
    name = run.rsplit(" ", maxsplit=1)[-1]
    if (before and not _EDGE.match(before[-1])) and name == run:
        return None
    if not 1 <= len(name) <= 4 or not _FOLLOWS.match(after):
        return None
    if is_surname(name):
        return name
    return name if len(name) >= 2 and not ends_as_thing(name) and not is_organisation(name) else None


_KANJI_SIGN = regex("[㐀-鿿々]")
_EDGE = regex(r"[ 、。,.:;/()「」『』・のとは]")
_FOLLOWS = regex(r"$|[ 、。,.:;/()」]|より|から|へ|に|の|宅|方|は|が|と|お|ご|立会|電話|来庁")


@cache
def hint() -> str:
    """What makes a raw value worth a look, as one expression that Rust and Python read alike."""
    introduced = "|".join(map(re.escape, (*words("introduces_person"), *words("introduces_public"))))
    return (
        rf"[㐀-鿿々ァ-ヺーぁ-ゖ][ 　]?(?:様|さま|さん|氏|殿|君|くん|ちゃん)|(?:{introduced})(?:の|[御お])?(?:氏名|名前|名)?(?:[(（][^)）]{{0,12}}[)）])?[:：はが、 　]{{0,3}}[㐀-鿿ァ-ヺ][ 　]?[㐀-鿿ァ-ヺ]"
        rf"|[㐀-鿿ぁ-ゖァ-ヺ][ 　]?[(（][^)）]*[0-9０-９]|{LANDMARKS}"
    )


@cache
def _with_honorific() -> re.Pattern[str]:
    return re.compile(
        rf"((?:{_NAME_RUN}|{_KANA_RUN}|[ァ-ヺー]{{2,6}}|[ぁ-ゖ]{{2,4}}))[ ]?(様|さま|さん|氏|殿|君|くん|ちゃん)"
    )


@cache
def _introduced(key: str) -> re.Pattern[str]:
    listed = "|".join(map(re.escape, words(key)))
    return re.compile(
        rf"({listed})(?:の|[御お])?(?:氏名|名前|名)?(?:[(（][^)）]{{0,12}}[)）])?[:：はが、 ]{{0,3}}({_NAME_RUN}|{_KANA_RUN})"
    )


@cache
def _dwellings() -> re.Pattern[str]:
    listed = "|".join(map(re.escape, words("dwelling")))
    return re.compile(rf"(?<![㐀-鿿々])([㐀-鿿々]{{1,4}})(様|さん|氏)?(?:{listed})(?![配急地建設])")


@cache
def _NOBODY() -> re.Pattern[str]:  # noqa: N802 - a constant, made when first needed
    return re.compile("|".join(map(re.escape, words("no_person"))))
