"""Text in one or several languages, and masking."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

#: Language tag → text. Never empty strings.
LangText = Mapping[str, str]


def lang_text(value: Any, translations: Any = None, key: str = "", plain: str = "ja") -> dict[str, str]:
    """A text that may be a string in the language `plain` or {ja: …, en: …}, joined with `translations: {en: {key: …}}`."""
    text: dict[str, str] = {}
    if isinstance(value, Mapping):
        text = {str(k): str(v).strip() for k, v in value.items() if v not in (None, "")}
    elif value not in (None, ""):
        text = {plain: str(value).strip()}
    if isinstance(translations, Mapping):
        for lang, words in translations.items():
            if isinstance(words, Mapping) and words.get(key) not in (None, ""):
                text.setdefault(str(lang), str(words[key]).strip())
    return text


def path_text(path: str | os.PathLike[str]) -> str:
    """A path as text for people and reports. Names that are no UTF-8 (an old zip from Windows) are read as CP932."""
    text = os.fspath(path)
    if not any("\ud800" <= ch <= "\udfff" for ch in text):
        return text
    raw = os.fsencode(text)
    try:
        return raw.decode("cp932")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace")


def pick(text: LangText, lang: str = "ja") -> str:
    """The text in `lang`, else Japanese, else English, else whatever there is; "" when there is none."""
    for key in (lang, "ja", "en"):
        if text.get(key):
            return text[key]
    return next(iter(text.values()), "")


def pick_lang(text: LangText, lang: str = "ja") -> str:
    """The language tag that `pick` would take ("" when there is no text)."""
    for key in (lang, "ja", "en"):
        if text.get(key):
            return key
    return next(iter(text), "")


def mask(value: str) -> str:
    """A personal value as it may stand in a report: first character, the rest as ＊ (田＊＊＊), never its length beyond 8.

    Values of one character are masked whole. E-mail addresses keep nothing but their shape.
    """
    value = unicodedata.normalize("NFKC", value).strip()
    if not value:
        return ""
    if "@" in value:
        return "＊＊＊@＊＊＊"
    if len(value) == 1:
        return "＊"
    head = "＊" if value[0].isdigit() else value[0]
    return head + "＊" * min(len(value) - 1, 7)


def column_letter(index: int) -> str:
    """Spreadsheet letter of a column counted from 0: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """A1-style name of a cell; `row` counts from 1, `column` from 0."""
    return f"{column_letter(column)}{row}"


def human_bytes(size: int) -> str:
    """18 kB, 1.2 MB … (decimal units, as file managers show)."""
    value = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            return f"{value:.0f} {unit}" if unit == "B" or value >= 10 else f"{value:.1f} {unit}"
        value /= 1000
    return f"{size} B"


def shorten(text: str, most: int) -> str:
    """The text in at most so many characters, the last an ellipsis when something is left out."""
    return text if len(text) <= most else text[: most - 1] + "…"


def valid_area_code(code: str) -> bool:
    """Whether 6 digits end in the check digit of 全国地方公共団体コード: last digit of 11 − Σ d·w mod 11, w = 6 … 2."""
    if not re.fullmatch(r"\d{6}", code):
        return False
    total = sum(int(d) * w for d, w in zip(code, (6, 5, 4, 3, 2), strict=False))
    return str(11 - total % 11)[-1] == code[5]


def kanji_number(text: str) -> int:
    """元, 12, 十二, 二十 as a number; 0 for anything else."""
    if text.isdigit():
        return int(text)
    if text == "元":
        return 1
    found = re.fullmatch(rf"(?P<tens>[{_KANJI[1:]}]?十)?(?P<ones>[{_KANJI}])?", text)
    if not found or not text:
        return 0
    tens, ones = found["tens"], found["ones"]
    ten = 0 if not tens else 10 * (_KANJI.index(tens[0]) + 1 if len(tens) == 2 else 1)
    return ten + (_KANJI.index(ones) + 1 if ones else 0)


_KANJI = "一二三四五六七八九"
