"""The lists of family and given names (`validators/privacy/names/`), and the grades that a value gets by them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from catalog.bundled import bundled

#: Grades of a value: nothing like a name · has the shape of one · is one.
NONE, SHAPED, NAME = 0, 1, 2

#: Hiragana as katakana, for `str.translate`.
HIRAGANA = {c: c + 0x60 for c in range(0x3041, 0x3097)}
#: Old forms of characters as the lists have them.
VARIANTS = str.maketrans(
    "髙﨑邊邉濵濱齋齊斎廣國澤眞惠德靜萬龍嶋嶌峯槇曾瀨槙彥淸祐福神",
    "高崎辺辺浜浜斉斉斉広国沢真恵徳静万竜島島峰槙曽瀬槙彦清祐福神",
)


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
