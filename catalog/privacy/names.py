"""Names of people: is this value one, and how sure is that?

Dictionaries of family and given names (`validators/privacy/names/`) plus the shape of the value; words that make an
organisation, a place or a thing of it decide first (田中公園, 山本町, 佐藤こどもクリニック are nobody).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from catalog.privacy import latin_names
from catalog.privacy.folding import fold
from catalog.privacy.name_lexicon import HIRAGANA, NAME, NONE, SHAPED, VARIANTS, lexicon
from catalog.privacy.words import words
from catalog.regex import regex

KANJI = "㐀-鿿豈-﫿々〆ヶヵ"
_JA_NAME = regex(rf"[{KANJI}ぁ-ゖァ-ヺー]{{1,5}}(?:[ ・][{KANJI}ぁ-ゖァ-ヺー]{{1,6}})?")
_HAS_KANJI = regex(rf"[{KANJI}]")
_KANA = regex(r"[ァ-ヺー]{1,7}(?:[ ・][ァ-ヺー]{1,9}){0,3}")
_PARENTHESES = regex(r"[(（\[【〔<][^)）\]】〕>]*[)）\]】〕>]?")
_SEVERAL = regex(r"[、,，/;；\n]|・(?=[㐀-鿿]{3,})|及び|ほか|外[0-9一二三四五六七八九十]+名")
_EDITOR = regex(r" ?(?:編|著|訳|作|監修|編著|絵|文|他|ほか|ら)$")


def grade(value: str) -> int:
    """How sure a cell is a person's full name (NONE, SHAPED or NAME). Titles and offices are cut off first;
    of several names in a cell the surest counts. `value` may be raw."""
    text = fold(value)
    if not 2 <= len(text) <= 60:
        return NONE
    return _grade(text)


@lru_cache(maxsize=65536)
def _grade(text: str) -> int:
    bare = _PARENTHESES.sub(" ", text).strip()
    core, had_office = _without_titles(bare)
    if not had_office and is_organisation(bare):
        return NONE
    if latin_names.has_shape(bare):
        return latin_names.likeness(bare)
    pieces = [p.strip() for p in _SEVERAL.split(core) if p and p.strip()]
    return max((_one(_EDITOR.sub("", p)) for p in pieces[:12]), default=NONE)


def _one(text: str) -> int:
    """One name without titles."""
    if len(text) < 2 or is_organisation(text):
        return NONE
    if _KANA.fullmatch(text):
        return kana(text)
    if not _JA_NAME.fullmatch(text):
        hiragana = text.translate(HIRAGANA)
        return kana(hiragana) if _KANA.fullmatch(hiragana) else NONE
    if not _HAS_KANJI.search(text):
        return kana(text.translate(HIRAGANA))
    if "・" in text:
        return NONE
    parts = text.split(" ")
    return _parted(*parts) if len(parts) == 2 else _joined(text)


def _parted(family: str, given: str) -> int:
    """「山田 太郎」: the space itself says much."""
    if ends_as_thing(family) and not is_surname(family):
        return NONE
    known_family, known_given = is_surname(family), is_given(given) or _given_in_katakana(given)
    if ends_as_thing(given) and not (known_given and known_family):
        return NONE
    if len(given) > 4 or len(family) > 4:
        return NONE
    if len(family) == len(given) == 1:
        # one character each is as often a word set wide (神　港)
        return SHAPED if known_family and known_given else NONE
    if known_family and (known_given or plausible_given(given)):
        return NAME
    if known_given and _HAS_KANJI.search(family):
        return NAME if len(given) >= 2 else SHAPED
    return SHAPED if known_family or (plausible_given(given) and len(family) <= 3) else NONE


def _joined(text: str) -> int:
    """「山田太郎」: some cut must give a family name and a given name."""
    if not 2 <= len(text) <= 7 or is_surname(text) or ends_as_thing(text):
        return NONE
    best = NONE
    for cut in range(1, min(5, len(text))):
        family, given = text[:cut], text[cut:]
        if not is_surname(family):
            continue
        if len(text) >= 3 and (is_given(given) or _given_in_katakana(given)):
            return NAME
        if len(given) <= 3 and (plausible_given(given) or (len(text) == 2 and is_given(given))):
            best = SHAPED
    return best


def kana(text: str) -> int:
    """A reading in katakana: 「ヤマダ タロウ」, 「ヤマダタロウ」, 「マリア・サントス」."""
    names = lexicon()
    parts = re.split("[ ・]", text)
    if len(parts) == 1:
        if not 4 <= len(text) <= 11:
            return NONE
        fits = any(
            text[:i] in names.surname_readings and text[i:] in names.given_readings for i in range(1, min(8, len(text)))
        )
        return SHAPED if fits else NONE
    if _kana_word(parts[-1]) or _kana_word(parts[0]):
        return NONE
    if len(parts) == 2:
        family, given = parts[0] in names.surname_readings, parts[1] in names.given_readings
        if family and given:
            return NAME
        if (family or given) and len(parts[0]) <= 7 and len(parts[1]) <= 6:
            return SHAPED
    known = sum(p in names.foreign or p in names.given_readings or p in names.surname_readings for p in parts)
    if known == len(parts):
        return NAME if "・" in text else SHAPED
    return SHAPED if known and "・" in text and len(parts) <= 4 else NONE


def _kana_word(part: str) -> bool:
    return part.endswith(_KANA_THINGS)


_KANA_THINGS = (
    "コウエン", "ガッコウ", "ショウガッコウ", "クリニック", "ビョウイン", "イイン", "トショカン", "コウミンカン", "センター", "ホイクエン", "ヨウチエン", "タイイクカン", "カイカン", "エキ", "バシ", "ベンジョ", "トイレ", "シュウカイジョ", "コミュニティ", "テン", "グラウンド", "プール", "ヒロバ", "リョクチ",
    "ジンジャ", "ステーション", "ホーム", "ホール", "プラザ", "パーク", "ショップ", "ストア", "サービス", "クラブ", "ハウス", "ビル", "カフェ", "ホテル", "ヤッキョク", "シカ", "コウバン",
)  # fmt: skip


def is_surname(text: str) -> bool:
    """A family name as written, old character forms included."""
    names = lexicon().surnames
    return text in names or text.translate(VARIANTS) in names


def is_given(text: str) -> bool:
    """A given name as written."""
    names = lexicon().given
    return text in names or text.translate(VARIANTS) in names


def _given_in_katakana(text: str) -> bool:
    """タエ, トメ: given names that are written in katakana, as those of old women often are."""
    return 2 <= len(text) <= 4 and _KANA.fullmatch(text) is not None and text in lexicon().given_readings


def plausible_given(text: str) -> bool:
    """Not in the dictionary, but made of one to three characters that given names are made of."""
    characters = lexicon().given_characters
    text = text.translate(VARIANTS)
    return 1 <= len(text) <= 3 and all(c in characters for c in text) and not ends_as_thing(text)


def is_surname_kana(text: str) -> bool:
    return text.translate(HIRAGANA) in lexicon().surname_readings


def is_given_kana(text: str) -> bool:
    return text.translate(HIRAGANA) in lexicon().given_readings


@cache
def _organisations() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(fold(w)) for w in (*words("organisation"), *words("facility"))))


@cache
def _facilities() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(fold(w)) for w in words("facility")))


def is_facility(text: str) -> bool:
    return _facilities().search(text) is not None


def is_kana(text: str) -> bool:
    """One to four words of kana alone."""
    return _KANA.fullmatch(text.translate(HIRAGANA)) is not None


def is_organisation(text: str) -> bool:
    return _organisations().search(text) is not None


@cache
def _things() -> tuple[str, ...]:
    return tuple(words("place_or_thing"))


def ends_as_thing(text: str) -> bool:
    return text.endswith(_things())


@cache
def _titles() -> tuple[re.Pattern[str], re.Pattern[str]]:
    offices = "|".join(map(re.escape, words("office")))
    honorifics = "|".join(map(re.escape, words("honorific")))
    return (
        re.compile(rf"(?:^|.*[ :：])(?:[^ ]{{0,12}}?)(?:{offices})[ :：]+(?=[^ ])|^(?:{offices})(?=.{{3,}})"),
        re.compile(rf"[ ]?(?:{honorifics})$|[ ]+(?:{offices})$"),
    )


def _without_titles(text: str) -> tuple[str, bool]:
    """The name alone, and whether an office stood with it."""
    before, after = _titles()
    cut = before.sub("", text, count=1)
    had_office = cut != text
    shorter = after.sub("", cut)
    return (shorter or cut).strip(), had_office


def without_titles(text: str) -> str:
    """A folded value without honorific and office."""
    return _without_titles(text)[0]


def has_office(text: str) -> bool:
    """Does an office (理事長, 院長 …) stand in the value?"""
    return _without_titles(fold(text))[1]
