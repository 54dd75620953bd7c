"""Kana readings of titles, made at build time, so that ひなんじょ and hinanjo find 避難所."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from catalog.search.normalise import KANJI, normalise

_NEEDS_READING = re.compile(f"[{KANJI}ァ-ヺ]")
_KANA = re.compile("[ぁ-ゖー]+")
_CHUNK = 8_000


def reading(text: str) -> str:
    """Words in kana, separated by blanks: 避難所一覧 → "ひなん じょ いちらん". "" when the text has none.

    Word boundaries are those of the short units, sounds those of the longest ones (避難所 is read as one word). A match
    may run over the blanks but starts at one. Without the dictionary (`sudachipy`) there are no readings.
    """
    if not _NEEDS_READING.search(text):
        return ""
    tokenizer = _tokenizer()
    if tokenizer is None:
        return ""
    short, long = _modes()
    out: list[str] = []
    for at in range(0, len(text), _CHUNK):
        for token in tokenizer.tokenize(text[at : at + _CHUNK], long):
            sound = _sound(token)
            if not sound:
                continue
            parts = [_sound(part) for part in token.split(short)]
            out += parts if "".join(parts) == sound else [sound]
    return " ".join(filter(None, out))


def _sound(token: Any) -> str:
    """Hiragana of a token; "" for signs, blanks, digits and what the dictionary cannot read."""
    if token.part_of_speech()[0] in {"補助記号", "空白"} or not re.search(r"[^\W\d]", token.surface()):
        return ""
    if token.part_of_speech()[1] == "数詞":
        return ""
    sound = normalise(token.reading_form())
    return sound if _KANA.fullmatch(sound) else ""


@cache
def _tokenizer() -> Any:
    try:
        from sudachipy import dictionary

        return dictionary.Dictionary(dict="small").create()
    except Exception:  # a broken dictionary installation costs readings, never the build
        return None


@cache
def _modes() -> tuple[Any, Any]:
    from sudachipy import tokenizer

    return tokenizer.Tokenizer.SplitMode.A, tokenizer.Tokenizer.SplitMode.C
