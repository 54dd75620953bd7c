"""One spelling for texts and queries, and the other spellings of a word. Twin: `site/assets/search/language.js`.

`normalise` is applied to both sides; two texts that read the same to a person are equal after it. What is looser (long
vowels, okurigana, era years, hyphens) is not folded but offered as further forms (`forms` of a query word, `spellings`
of a text), so that what was typed finds what contains it, and nothing else, first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from catalog.search.words import characters

_SPACE = re.compile("[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_GONE = re.compile("[\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
#: A dash between kana is a long vowel that was typed so (デ-タ).
_KANA_DASH = re.compile("(?<=[ぁ-ゖ])-(?=[ぁ-ゖ])")
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"

KANJI = "一-龠々〆"
#: First year minus one of each era: 令和2 = 2018 + 2.
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
ERAS |= {"r": 2018, "h": 1988, "s": 1925, "t": 1911, "m": 1867}
_ERA = re.compile(
    "(?:(令和|平成|昭和|大正|明治)|(?<![a-z0-9])([rhstm])\\.?)(元|[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?![0-9a-z])"
)
_ERA_SPAN = re.compile("(令和|平成|昭和)(元|[0-9]{1,2})年?度?[~-]([0-9]{1,2})年")
_YEAR = re.compile("(?:fy|西暦)?([12][0-9]{3})(?:年度?|fy)?")
_STEM = re.compile("(?:fy)?(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])(?:年度?|fy)?")
_N_VOWEL = re.compile("(?<=[a-z])n(?=[aiueoy])")
_GA = re.compile(f"(?<=[{KANJI}0-9])[けゖゕかが箇](?=[{KANJI}])")
_LOOSE = re.compile("[ー・\\-'./]")
_LOOSE_RUN = re.compile("[ぁ-ゖー・a-z0-9'.\\-]{4,24}")
#: One kana of a word's okurigana: none that joins two words (市の人口, 川と橋).
INNER_KANA = f"(?!(?:の|が|は|を|に|で|と|や|へ|も|な|する|した)[{KANJI}])[ぁ-ゖ]"
_OKURIGANA = re.compile(f"[{KANJI}]+(?:{INNER_KANA}(?:{INNER_KANA})?[{KANJI}]+)+")
_TAIL = re.compile(f"(.*[{KANJI}]{{2}})[ぁ-ゖ]{{1,2}}")
_HIRAGANA = re.compile("[ぁ-ゖ]")
_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", 1)}

_ROW = {
    "a": "あかさたなはまやらわがざだばぱゃぁゎ",
    "i": "いきしちにひみりぎじぢびぴぃ",
    "u": "うくすつぬふむゆるぐずづぶぷゅぅゔ",
    "e": "えけせてねへめれげぜでべぺぇ",
    "o": "おこそとのほもよろをごぞどぼぽょぉ",
}
_VOWEL = {kana: vowel for vowel, row in _ROW.items() for kana in row}
_SAME_SOUND = {"づ": "ず", "ぢ": "じ", "を": "お"}
#: Voiced kana → the plain one that a compound may voice (避難 + 所: ひなん + しょ → ひなんじょ).
PLAIN = dict(zip("がぎぐげござじずぜぞだぢづでどばびぶべぼ", "かきくけこさしすせそたちつてとはひふへほ", strict=True))
VOICED = {plain: voiced for voiced, plain in PLAIN.items()}
_LONG = {"あ": "a", "い": "ei", "う": "ou", "え": "e", "お": "o"}


@cache
def fold_table() -> dict[int, str]:
    """Character → the one that stands for it: katakana to hiragana, 旧字 and 異体字 to 新字, dashes to one."""
    table = {code: chr(code - 0x60) for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}
    table |= {ord(dash): "-" for dash in _DASHES}
    table |= {ord("〜"): "~", ord("゠"): "-", ord("’"): "'", ord("‘"): "'", ord("“"): '"', ord("”"): '"'}
    for group in characters():
        table |= {ord(character): group[0] for character in group[1:]}
    return table


def normalise(text: str) -> str:
    """NFKC, lower case, hiragana, 新字体, one kind of dash, single spaces. Idempotent."""
    text = _GONE.sub("", unicodedata.normalize("NFKC", text)).lower().translate(fold_table())
    text = _KANA_DASH.sub("ー", text)
    return _SPACE.sub(" ", text).strip(" ")


def era_year(era: str, number: str) -> int:
    """西暦 of an era year: 令和, 2 → 2020. `number` may be 元, digits or kanji."""
    if number == "元":
        value = 1
    elif number.isdecimal():
        value = int(number)
    else:
        tens, _, ones = number.rpartition("十")
        value = (_DIGITS.get(tens, 1) * 10 if "十" in number else 0) + _DIGITS.get(ones, 0)
    return ERAS[era] + value


def western(word: str) -> str:
    """A normalised word with its era years as 西暦: 令和2年度人口 → 2020年度人口."""
    return _ERA.sub(lambda hit: str(era_year(hit[1] or hit[2], hit[3])), word)


def forms(word: str) -> list[str]:
    """Other spellings of one normalised query word, best first: 引っ越し → 引越, r2 → 2020, wi-fi → wifi."""
    found: list[str] = []
    year = western(word)
    if year != word:
        found.append(year)
    if hit := _YEAR.fullmatch(year):
        found.append(hit[1])
    found.append(_GA.sub("が", word))
    loose = _LOOSE.sub("", word)
    if len(loose) >= 3:
        found.append(loose)
    if _OKURIGANA.search(word):
        found.append(_OKURIGANA.sub(lambda hit: _HIRAGANA.sub("", hit[0]), word))
    for form in (word, *found):
        if hit := _TAIL.fullmatch(form):
            found.append(hit[1])
    return [form for form in dict.fromkeys(found) if form != word]


def spellings(text: str) -> Iterator[str]:
    """What `forms` may ask for and the normalised text does not contain: its words in their plain spelling."""
    for hit in _ERA.finditer(text):
        yield str(era_year(hit[1] or hit[2], hit[3]))
    for hit in _ERA_SPAN.finditer(text):
        first, last = era_year(hit[1], hit[2]), era_year(hit[1], hit[3])
        yield from (str(year) for year in range(first, min(last, first + 15) + 1))
    for hit in re.finditer(f"[{KANJI}0-9]+[けゖゕか箇][{KANJI}]+", text):
        yield _GA.sub("が", hit[0])
    for hit in _LOOSE_RUN.finditer(text):
        loose = _LOOSE.sub("", hit[0])
        if loose != hit[0] and len(loose) >= 3:
            yield loose
    for hit in _OKURIGANA.finditer(text):
        yield _HIRAGANA.sub("", hit[0])


def stem(title: str) -> str:
    """A normalised title without its years: the same for all members of a series (人口_令和2年 → 人口_)."""
    return _STEM.sub("", western(title))


def loosen(kana: str) -> str:
    """Kana by sound: long vowels shortened, づ as ず: とうきょう → ときょ. For readings only."""
    out: list[str] = []
    vowel = ""
    for character in kana:
        if character == "ー" or (vowel and vowel in _LONG.get(character, "")):
            continue
        character = _SAME_SOUND.get(character, character)
        vowel = _VOWEL.get(character, "")
        out.append(character)
    return "".join(out)


def kana(romaji: str) -> list[str]:
    """Hiragana that a word typed in Latin letters may mean (hinanjo → ひなんじょ); [] when it is no romaji.

    An n before a vowel is read as な … の, then as ん (seni: せに, せんい), since few type the apostrophe.
    """
    text = unicodedata.normalize("NFD", romaji).replace("\u0304", "-").replace("\u0302", "-")
    readings = [_kana(text)]
    if divided := _N_VOWEL.sub("n'", text.replace("nn", "n'")):
        readings.append(_kana(divided))
    return [reading for reading in dict.fromkeys(readings) if reading]


def _kana(text: str) -> str:
    from catalog.search.words import words

    table = words().romaji
    out: list[str] = []
    at = 0
    while at < len(text):
        one, rest = text[at], text[at + 1 : at + 2]
        if one in "-'":
            at += 1
            continue
        for length in (4, 3, 2, 1):
            if length <= len(text) - at and (found := table.get(text[at : at + length])):
                out.append(found)
                at += length
                break
        else:
            if one == "n" or (one == "m" and rest and rest in "bpm"):
                out.append("ん")
                at += 2 if one == "n" and rest == "n" and text[at + 2 : at + 3] not in tuple("aiueoy") else 1
            elif rest == one or text[at : at + 3] == "tch":
                out.append("っ")
                at += 1
            else:
                return ""
    return "".join(out)
