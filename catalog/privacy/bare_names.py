"""People named without any word beside them: lists of names in a document (出席者 below each other, with 、 between), and a
name that acts in a sentence (「…が転倒し」).

Texts for the public are full of people long dead, of places and of office-holders in their office: lines that tell of the
past, and names after an office of the public, are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from catalog.privacy.folding import fold
from catalog.privacy.name_lexicon import NAME
from catalog.privacy.names import ends_as_thing, grade, is_organisation
from catalog.privacy.words import words
from catalog.regex import regex

#: Lines and pieces of one text that are looked at.
_MOST_LINES, _MOST_PIECES = 20_000, 40
#: Names in one line, lines of one name each, lines of a table with a name in each: fewer are chance.
_TOGETHER, _LINES, _COLUMN = 2, 2, 3
#: Signs of a name in a sentence, without the blank.
_SHORTEST = 4
#: So many short words in one line are a list of words, not family names and given names.
_WORDS = 4
_KANJI = "㐀-鿿豈-﫿々"
_SHAPE = regex(rf"[{_KANJI}ヶ]{{1,4}}[ ・]?[{_KANJI}ぁ-ゖァ-ヺー]{{1,4}}")
_BREAK = regex(r"[、,，;；/／|｜\t]| {2,}|　{2,}|・(?=[^ ]{4})|(?<=[^ ]{3})(?:及び|および)(?=[^ ]{3})")
_LABEL = regex(r"^[^:：]{1,12}[:：] ?|^[0-9]{1,3}[ .．)）]+|^[・○◯●■□◎※*-] ?")
_SENTENCE = regex(
    rf"(?<![{_KANJI}ァ-ヺー])([{_KANJI}]{{1,4}} (?:[{_KANJI}ァ-ヺ]{{1,4}}|[ぁ-ゖ]{{3,4}})|[{_KANJI}]{{4,6}})"
    r"(?=(?:が|は|を|に(?!よ[りる]|つい|おけ|関)|と|へ|も|から|より|宅)(?![0-9]))"
)
_WORD = regex(rf"(?:^|[ :、(])([{_KANJI}]{{1,4}} [{_KANJI}]{{1,4}}|[{_KANJI}]{{4,6}})(?=[ 、)]|$)")
#: readings of a family name and a given name
_READING = regex(r"[ァ-ヺー]{2,7} [ァ-ヺー]{2,7}")
#: a name at the start of a piece, of two words or of one, and what may follow it (age, office, ほか3名)
_HEADS = (
    regex(rf"([{_KANJI}ヶ]{{1,4}}[ ・][{_KANJI}ぁ-ゖァ-ヺー]{{1,4}})(?=$|[ (\[.。]|ら|ほか|他|氏|さん|様)"),
    regex(rf"([{_KANJI}ヶ]{{2,4}}[{_KANJI}ぁ-ゖァ-ヺー]{{1,4}}?)(?=$|[ (\[.。]|ら|ほか|他|氏|さん|様)"),
)
_SHORT = regex(rf"[{_KANJI}]{{1,4}}")
_ALONE = regex(rf"([{_KANJI}]{{1,4}}[ ・]?[{_KANJI}ぁ-ゖァ-ヺー]{{1,4}})")


def listed(text: str) -> Iterator[str]:
    """Names that stand in lists: several in a line, or line by line. `text` is raw, with its line breaks."""
    lines = [line for line in re.split(r"[\r\n\f]+", text)[:_MOST_LINES] if line.strip()]
    alone: list[str] = []
    column: dict[str, None] = {}
    for line in lines:
        if _tells_of_the_past(line):
            alone = []
            continue
        pieces = [_bare(piece) for piece in _BREAK.split(line)[:_MOST_PIECES]]
        names = [piece for piece in pieces if piece and _is_name(piece)]
        if len(names) >= _TOGETHER and len(names) >= 0.5 * len([p for p in pieces if p]):
            yield from names
        if len(names) == 1 and len([p for p in pieces if p]) == 1:
            alone.append(names[0])
            if len(alone) == _LINES:
                yield from alone
            elif len(alone) > _LINES:
                yield names[0]
        else:
            alone = []
        column.update(dict.fromkeys((*names, *_in_columns(line))))
        column.update((piece, None) for piece in pieces if _READING.fullmatch(piece) and grade(piece) == NAME)
    if len(column) >= _COLUMN:
        yield from column


def acting(text: str, *, is_note: bool = False) -> Iterator[str]:
    """Names that act in a sentence, or that are all there is: 「山川太郎が転倒し救急要請」「山川 太郎」. In notes of a clerk also
    those between blanks (情報は 山川太郎 折返し希望). `text` may be raw."""
    for line in re.split(r"[\r\n\f。]+", text)[:_MOST_LINES]:
        if len(line) < 4 or _tells_of_the_past(line):
            continue
        folded = fold(line)
        whole = _ALONE.fullmatch(folded)
        if whole and len(folded.replace(" ", "")) >= 4 and _is_name(folded):
            yield folded
            continue
        for found in (*_SENTENCE.finditer(folded), *(_WORD.finditer(folded) if is_note else ())):
            if len(found[1].replace(" ", "")) < _SHORTEST or found[1].split(" ")[-1] in _common():
                continue
            if not _public_office().search(folded[: found.start()]) and _is_name(found[1]):
                yield found[1]


def hint() -> str:
    """What makes a raw value worth a look, as one expression that Rust and Python read alike."""
    return (
        rf"(?:^|[^{_KANJI}ァ-ヺー])(?:[{_KANJI}]{{4,6}}|[{_KANJI}]{{1,4}}[ 　][{_KANJI}ぁ-ゖァ-ヺ]{{1,4}})"
        r"(?:が|は|を|に|と|へ|も|から|より|宅|、|。|[ 　]|$)"
    )


def _bare(piece: str) -> str:
    """The name at the start of a piece of a list, without number, label and what follows; else the piece."""
    if len(piece) > 40:
        return piece
    text = _LABEL.sub("", fold(piece)).strip()
    heads = (found[1] for pattern in _HEADS if (found := pattern.match(text)))
    return next((head for head in heads if _is_name(head)), text)


def _in_columns(line: str) -> Iterator[str]:
    """Words of a line of a printed table that are full names: 「3 山川太郎 港町1-2-3」, 「山川 太郎 港町…」."""
    if len(line) > 200:
        return
    tokens = fold(line).split(" ")
    words_only = sum(_SHORT.fullmatch(token) is not None for token in tokens) >= _WORDS
    for token, following in zip(tokens, [*tokens[1:], ""], strict=True):
        if 4 <= len(token) <= 7 and _is_name(token):
            yield token
        elif not words_only and 1 <= len(token) <= 3 and 1 <= len(following) <= 4 and len(token + following) >= 3:
            pair = f"{token} {following}"
            if _is_name(pair) and not _is_name(following):
                yield pair


def _is_name(text: str) -> bool:
    joined = text.replace(" ", "")
    if not 3 <= len(joined) <= 8 or (" " not in text and len(joined) < 4) or not _SHAPE.fullmatch(text):
        return False
    if " " in text and _public_office().search(text.split(" ", maxsplit=1)[0]):
        return False
    return grade(text) == NAME and not ends_as_thing(text) and not is_organisation(text)


def _tells_of_the_past(line: str) -> bool:
    return _past().search(line) is not None


@cache
def _past() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words("long_ago"))))


@cache
def _common() -> frozenset[str]:
    return frozenset(words("common_words"))


@cache
def _public_office() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(map(re.escape, words('public_office')))}) ?(?:の|・|:)? ?$")
