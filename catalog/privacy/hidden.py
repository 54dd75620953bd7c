"""Full names in places that nobody looks at: notes, properties, earlier versions, caches, members of an archive.

In a text for readers a bare name is mostly that of somebody long dead; in a place that no page shows, nobody writes about
history. There a word that is a full name and nothing else counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from catalog.privacy.folding import fold
from catalog.privacy.name_lexicon import NAME
from catalog.privacy.names import grade
from catalog.regex import regex
from catalog.rule import Verdict
from catalog.tables.magic import REWRITTEN, TREES
from catalog.tables.table import Source, Text

#: parts that a reader of the file sees, and the name of the file (judged elsewhere)
_SHOWN = frozenset(["text", "table", "file-name", "header-footer"])
#: words of a descriptor that name who is in charge: an office, never a person
_IN_CHARGE = regex(r"^(?:dataset|resource)\.(?:contact_point|publisher)\.name")
_SHAPE = regex("[㐀-鿿々]{1,3}[ 　・]?[㐀-鿿々ぁ-ゖァ-ヺー]{1,4}")
#: a name in Latin letters, alone in its line
_LATIN = regex("[A-Z][A-Za-z]{2,11} [A-Z][A-Za-z]{2,11}")
_CUT = regex(r"[\r\n\t,、，;；:：/|=<>(){}\[\]\"'「」（）]+")
_KANJI = regex("[㐀-鿿]")
#: pieces of one text that are looked at
_MOST = 5000


def hidden_name(text: Text, source: Source) -> str | None:
    """The first full name in a text that no reader is shown, None when there is none."""
    if text.part == "metadata" and text.where.startswith(("dataset.", "resource.")):
        whole = fold(text.text)
        return whole if _IN_CHARGE.match(text.where) and _SHAPE.fullmatch(whole) and grade(whole) == NAME else None
    if text.part in _SHOWN and not (text.part == "text" and source.format in TREES):
        return None
    return next((word for word in _words(text.text) if grade(word) == NAME), None)


def _words(text: str) -> Iterator[str]:
    """Pieces of a text that have the shape of a full name: whole ones, and words of one (「氏名 山田太郎 住所 …」)."""
    for piece in _CUT.split(text)[:_MOST]:
        if not _KANJI.search(piece):
            if 7 <= len(piece) <= 30 and _LATIN.fullmatch(piece.strip()):
                yield piece.strip()
            continue
        whole = fold(piece)
        for word in [whole] if len(whole) <= 9 else whole.split(" "):
            if 4 <= len(word.replace(" ", "")) <= 8 and _SHAPE.fullmatch(word):
                yield word


def hidden_verdict(text: Text, source: Source) -> Verdict:
    """What stays behind when only a clean copy goes out is only worth knowing."""
    return "pass" if source.format in REWRITTEN and text.part != "text" else "review"
