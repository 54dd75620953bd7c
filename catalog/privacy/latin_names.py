"""Names of people in Latin letters: romaji and foreign names."""

from __future__ import annotations

import re
from functools import cache

from catalog.privacy.folding import fold
from catalog.privacy.name_lexicon import NAME, NONE, SHAPED, lexicon
from catalog.privacy.words import words
from catalog.regex import regex

_LATIN = regex(r"[A-Za-z][A-Za-z'’.-]*(?:, ?| )[A-Za-z][A-Za-z'’.-]*(?: [A-Za-z][A-Za-z'’.-]*){0,3}")
_SYLLABLES = regex(r"(?:[bcdfghjklmnprstvwyz]{0,3}[aiueo]{1,2}|n(?=[^aiueoy]|$)|[kstcp](?=[kstcp]))+h?n?")
_LATIN_PLACE = regex(
    r"\b(park|station|sta|center|centre|hall|school|hospital|clinic|museum|bridge|river|street|st|road|ave|city|town|office|shop|store|"
    r"hotel|inn|cafe|castle|temple|shrine|garden|library|gym|stadium|port|airport|line|co|ltd|inc|corp|llc|university|college|"
    r"building|bldg|house|plaza|tower|beach|island|mt|lake|free|wifi|spot|the|of|and|for)\b",
    re.IGNORECASE,
)


def has_shape(text: str) -> bool:
    """Two to five words in Latin letters, perhaps with a comma."""
    return _LATIN.fullmatch(text) is not None


def likeness(text: str) -> int:
    """Romaji or a foreign name: "YAMADA, Taro", "Taro Yamada", "NGUYEN VAN AN"."""
    if _LATIN_PLACE.search(text):
        return NONE
    tokens = [t.strip(",.") for t in re.split(r"[ ,]+", text) if t.strip(",.")]
    if not 2 <= len(tokens) <= 5 or any(len(t) > 14 for t in tokens):
        return NONE
    families, givens = known()
    keys = [romaji_key(t) for t in tokens]
    hits = [(k in families, k in givens) for k in keys]
    if any(hits[i][0] and hits[j][1] for i in range(len(hits)) for j in range(len(hits)) if i != j):
        return NAME
    cased = all(t[:1].isupper() for t in tokens)
    if cased and sum(t.lower() in _foreign_latin() for t in tokens) >= (
        1 if all(t.isupper() for t in tokens) or "," in text else 2
    ):
        return NAME
    loud = [t.isupper() and len(t) > 1 for t in tokens]
    if ("," in text and cased) or (cased and any(loud) and not all(loud)):
        return SHAPED
    japanese = all(_SYLLABLES.fullmatch(t.lower()) for t in tokens)
    return SHAPED if cased and ((any(f or g for f, g in hits) and japanese) or all(loud)) else NONE


@cache
def _foreign_latin() -> frozenset[str]:
    return frozenset(words("foreign_latin"))


@cache
def known() -> tuple[frozenset[str], frozenset[str]]:
    """Family and given names in Latin letters, as `romaji_key` spells them."""
    names = lexicon()
    return (
        frozenset(romaji_key(romaji(k)) for k in names.surname_readings if len(k) > 1),
        frozenset(romaji_key(romaji(k)) for k in names.given_readings if len(k) > 1),
    )


_ROWS = {
    "": "アイウエオ", "k": "カキクケコ", "s": "サシスセソ", "t": "タチツテト", "n": "ナニヌネノ", "h": "ハヒフヘホ", "m": "マミムメモ", "r": "ラリルレロ",
    "g": "ガギグゲゴ", "z": "ザジズゼゾ", "d": "ダヂヅデド", "b": "バビブベボ", "p": "パピプペポ",
}  # fmt: skip
_SYLLABLE = {k: c + v for c, row in _ROWS.items() for k, v in zip(row, "aiueo", strict=True)} | {
    "ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ワ": "wa", "ヲ": "o", "ン": "n", "シ": "shi", "チ": "chi", "ツ": "tsu", "フ": "fu", "ジ": "ji", "ヂ": "ji", "ヅ": "zu", "ヴ": "vu", "ー": "",
}  # fmt: skip
_SMALL = {"ャ": "ya", "ュ": "yu", "ョ": "yo", "ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o"}


def romaji(reading: str) -> str:
    """Hepburn of a katakana reading, long vowels as written (ou, uu)."""
    out = ""
    double = False
    for character in reading:
        if character == "ッ":
            double = True
        elif character in _SMALL and out:
            tail = _SMALL[character]
            out = out[:-1] + (tail[1:] if out.endswith(("shi", "chi", "ji")) and tail[0] == "y" else tail)
        else:
            syllable = _SYLLABLE.get(character, "")
            out += (syllable[:1] if double and syllable else "") + syllable
            double = False
    return out


def romaji_key(text: str) -> str:
    """Spellings of one name fall together: Satou, Sato, Satoh, SATÔ; Shinji, Sinzi; Honma, Homma."""
    if not text.isascii():
        text = fold(text).translate(_MACRONS)
    key = _NOT_LETTER.sub("", text.lower())
    for old, new in _SPELLINGS:
        key = key.replace(old, new)
    return _LONG_O.sub("o", key)


_MACRONS = str.maketrans("āīūēōâîûêôĀĪŪĒŌÂÎÛÊÔ", "aiueoaiueoaiueoaiueo")
_NOT_LETTER = regex(r"[^a-z]")
_SPELLINGS = (
    ("tch", "cch"), ("shi", "si"), ("chi", "ti"), ("tsu", "tu"), ("sh", "sy"), ("ch", "ty"), ("fu", "hu"), ("ji", "zi"), ("jy", "zy"), ("j", "zy"),
    ("mb", "nb"), ("mp", "np"), ("mm", "nm"), ("uu", "u"), ("oo", "o"),
)  # fmt: skip
_LONG_O = regex(r"o[uh](?![aiueo])")
