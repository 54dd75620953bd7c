"""Names of people: is this value one, and how sure is that?

Dictionaries of family and given names (`validators/privacy/names/`) plus the shape of the value; words that make an
organisation, a place or a thing of it decide first (田中公園, 山本町, 佐藤こどもクリニック are nobody).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from catalog.bundled import bundled
from catalog.privacy.folding import fold
from catalog.privacy.words import words
from catalog.regex import regex

#: Grades of a value: nothing like a name · has the shape of one · is one.
NONE, SHAPED, NAME = 0, 1, 2

_HIRAGANA = {c: c + 0x60 for c in range(0x3041, 0x3097)}
_VARIANTS = str.maketrans(
    "髙﨑邊邉濵濱齋齊斎廣國澤眞惠德靜萬龍嶋嶌峯槇曾瀨槙彥淸祐福神",
    "高崎辺辺浜浜斉斉斉広国沢真恵徳静万竜島島峰槙曽瀬槙彦清祐福神",
)
_KANJI = "㐀-鿿豈-﫿々〆ヶヵ"
_JA_NAME = regex(rf"[{_KANJI}ぁ-ゖァ-ヺー]{{1,5}}(?:[ ・][{_KANJI}ぁ-ゖァ-ヺー]{{1,6}})?")
_HAS_KANJI = regex(rf"[{_KANJI}]")
_KANA = regex(r"[ァ-ヺー]{1,7}(?:[ ・][ァ-ヺー]{1,9}){0,3}")
_LATIN = regex(r"[A-Za-z][A-Za-z'’.-]*(?:, ?| )[A-Za-z][A-Za-z'’.-]*(?: [A-Za-z][A-Za-z'’.-]*){0,3}")
_SYLLABLES = regex(r"(?:[bcdfghjklmnprstvwyz]{0,3}[aiueo]{1,2}|n(?=[^aiueoy]|$)|[kstcp](?=[kstcp]))+h?n?")
_LATIN_PLACE = regex(
    r"\b(park|station|sta|center|centre|hall|school|hospital|clinic|museum|bridge|river|street|st|road|ave|city|town|office|shop|store|"
    r"hotel|inn|cafe|castle|temple|shrine|garden|library|gym|stadium|port|airport|line|co|ltd|inc|corp|llc|university|college|"
    r"building|bldg|house|plaza|tower|beach|island|mt|lake|free|wifi|spot|the|of|and|for)\b",
    re.IGNORECASE,
)
_PARENTHESES = regex(r"[(（\[【〔<][^)）\]】〕>]*[)）\]】〕>]?")
_SEVERAL = regex(r"[、,，/;；\n]|・(?=[㐀-鿿]{3,})|及び|ほか|外[0-9一二三四五六七八九十]+名")
_EDITOR = regex(r" ?(?:編|著|訳|作|監修|編著|絵|文|他|ほか|ら)$")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Family and given names, in kanji or kana as written, and their readings in katakana."""

    surnames: frozenset[str]
    given: frozenset[str]
    surname_readings: frozenset[str]
    given_readings: frozenset[str]
    foreign: frozenset[str]
    given_characters: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """Reads the bundled lists once (about 15,000 family and 90,000 given names)."""
    folder = bundled("validators") / "privacy" / "names"
    surnames, readings = _lists(folder / "surnames.tsv")
    given_readings, given = _lists(folder / "given.tsv")
    foreign = (folder / "foreign.txt").read_text(encoding="utf-8").split()
    characters = (folder / "given_characters.txt").read_text(encoding="utf-8").strip()
    return Lexicon(
        surnames,
        given,
        readings,
        given_readings,
        frozenset(foreign),
        frozenset(characters),
    )


def _lists(path: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Lines of a word and what belongs to it (word, tab, a list with commas): all words, and all that belongs to them."""
    # one split over the whole text: line by line costs three times as much, at every start
    parts = path.read_text(encoding="utf-8").rstrip("\n").replace("\n", "\t").split("\t")
    return frozenset(parts[0::2]) - {""}, frozenset(",".join(parts[1::2]).split(",")) - {""}


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
    if _LATIN.fullmatch(bare):
        return latin(bare)
    pieces = [p.strip() for p in _SEVERAL.split(core) if p and p.strip()]
    return max((_one(_EDITOR.sub("", p)) for p in pieces[:12]), default=NONE)


def _one(text: str) -> int:
    """One name without titles."""
    if len(text) < 2 or is_organisation(text):
        return NONE
    if _KANA.fullmatch(text):
        return kana(text)
    if not _JA_NAME.fullmatch(text):
        hiragana = text.translate(_HIRAGANA)
        return kana(hiragana) if _KANA.fullmatch(hiragana) else NONE
    if not _HAS_KANJI.search(text):
        return kana(text.translate(_HIRAGANA))
    if "・" in text:
        return NONE
    parts = text.split(" ")
    return _parted(*parts) if len(parts) == 2 else _joined(text)


def _parted(family: str, given: str) -> int:
    """「山田 太郎」: the space itself says much."""
    if ends_as_thing(family) and not is_surname(family):
        return NONE
    known_family, known_given = is_surname(family), is_given(given)
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
        if len(text) >= 3 and is_given(given):
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


def latin(text: str) -> int:
    """Romaji or a foreign name: "YAMADA, Taro", "Taro Yamada", "NGUYEN VAN AN"."""
    if _LATIN_PLACE.search(text):
        return NONE
    tokens = [t.strip(",.") for t in re.split(r"[ ,]+", text) if t.strip(",.")]
    if not 2 <= len(tokens) <= 5 or any(len(t) > 14 for t in tokens):
        return NONE
    families, givens = _romaji()
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
def _romaji() -> tuple[frozenset[str], frozenset[str]]:
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


def is_surname(text: str) -> bool:
    """A family name as written, old character forms included."""
    names = lexicon().surnames
    return text in names or text.translate(_VARIANTS) in names


def is_given(text: str) -> bool:
    """A given name as written."""
    names = lexicon().given
    return text in names or text.translate(_VARIANTS) in names


def plausible_given(text: str) -> bool:
    """Not in the dictionary, but made of one to three characters that given names are made of."""
    characters = lexicon().given_characters
    text = text.translate(_VARIANTS)
    return 1 <= len(text) <= 3 and all(c in characters for c in text) and not ends_as_thing(text)


def is_surname_kana(text: str) -> bool:
    return text.translate(_HIRAGANA) in lexicon().surname_readings


def is_given_kana(text: str) -> bool:
    return text.translate(_HIRAGANA) in lexicon().given_readings


@cache
def _organisations() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(fold(w)) for w in (*words("organisation"), *words("facility"))))


@cache
def _facilities() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(fold(w)) for w in words("facility")))


def is_organisation(text: str) -> bool:
    return _organisations().search(text) is not None


def organisation_pattern() -> str:
    """The organisation words as one pattern (Rust and Python read it alike)."""
    return _organisations().pattern


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


@dataclass(frozen=True, slots=True)
class NameShares:
    """Shares of a column's values, 0 to 1."""

    name: float = 0.0
    shaped: float = 0.0
    #: full names in kana only, both parts known
    kana: float = 0.0
    #: has the shape of a name in kana
    kana_shaped: float = 0.0
    latin: float = 0.0
    surname: float = 0.0
    given: float = 0.0
    surname_kana: float = 0.0
    given_kana: float = 0.0
    organisation: float = 0.0
    #: of these, facilities and offices (病院, 小学校, 支所)
    facility: float = 0.0
    #: distinct given parts among the names: near 0 for 「○○公園」, high for people
    variety: float = 0.0
    office: float = 0.0
    #: ends as a place or a thing does (橋, 池, 園, 茶)
    thing: float = 0.0
    #: two short words with a space between, both varied: what a column of names looks like to one who knows no name
    spaced: float = 0.0


def shares(values: Iterable[str]) -> NameShares:
    """What a sample of (folded, non-empty) values looks like."""
    sample = list(values)
    if not sample:
        return NameShares()
    n = len(sample)
    grades = [grade(v) for v in sample]
    cores = [without_titles(v) for v in sample]
    kana_like = [bool(_KANA.fullmatch(c.translate(_HIRAGANA))) for c in cores]
    named = [c for c, g in zip(cores, grades, strict=True) if g]
    return NameShares(
        name=sum(g == NAME for g in grades) / n,
        shaped=sum(g >= SHAPED for g in grades) / n,
        kana=sum(k and g == NAME for k, g in zip(kana_like, grades, strict=True)) / n,
        kana_shaped=sum(k and g >= SHAPED for k, g in zip(kana_like, grades, strict=True)) / n,
        latin=sum(g >= SHAPED and v.isascii() for v, g in zip(sample, grades, strict=True)) / n,
        surname=sum(is_surname(c) for c in cores) / n,
        given=sum(is_given(c) for c in cores) / n,
        surname_kana=sum(is_surname_kana(c) for c in cores) / n,
        given_kana=sum(is_given_kana(c) for c in cores) / n,
        organisation=sum(is_organisation(v) for v in sample) / n,
        facility=sum(_facilities().search(v) is not None for v in sample) / n,
        variety=len({c[-2:] for c in named}) / len(named) if named else 0.0,
        office=sum(has_office(v) for v in sample) / n,
        thing=sum(ends_as_thing(c) for c in cores) / n,
        spaced=_spaced(cores),
    )


_TWO_WORDS = regex(rf"([{_KANJI}]{{1,4}}|[ァ-ヺー]{{2,7}}|[ぁ-ゖー]{{2,7}}) ([{_KANJI}ぁ-ゖァ-ヺー]{{1,6}})")


def _spaced(cores: list[str]) -> float:
    parts = [
        m.groups()
        for c in cores
        if (m := _TWO_WORDS.fullmatch(c)) and not ends_as_thing(m[2]) and not is_organisation(c)
    ]
    if len(parts) < 6 or len({a for a, _ in parts}) < 0.3 * len(parts) or len({b for _, b in parts}) < 0.5 * len(parts):
        return 0.0
    return len(parts) / len(cores)
