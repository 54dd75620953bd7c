"""How text is written in cells and headers: layout by spaces, several values in one cell, characters (L1-06 to L1-08)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

import polars as pl

from catalog.checks.columns import ADDRESS, LINK, PEOPLE, REMARK, Column, columns, parts
from catalog.regex import regex
from catalog.rule import Context, Hit, check
from catalog.tables.cell_kinds import kind
from catalog.tables.table import Source

_SPACES = frozenset(" \u3000\t\n\r\u00a0\u2002\u2003\u2009\u200b\u202f\ufeff")
_BREAKS = frozenset("\n\r\t")
#: leading or trailing blanks, runs of them, breaks, letters set apart (合　計), for Rust's regex
_LAYOUT = (
    r"^[\s\u{3000}\u{a0}\u{feff}]|[\s\u{3000}\u{a0}\u{feff}]$|[ \u{3000}\u{a0}]{2,}|[\r\n\t]"
    r"|(?:^|[ \u{3000}])\p{Han}(?:[ \u{3000}]\p{Han}){2,}(?:$|[ \u{3000}])|^[合総小累][ \u{3000}]+[計数]$"
)
#: two kanji set apart (水　稲): layout, but for short names of people (林　茂)
_APART = r"^\p{Han}\u{3000}\p{Han}$"


@check("layout-spaces", "source")
def layout_spaces(source: Source, context: Context) -> Iterator[Hit]:
    """L1-06: blanks and line breaks that only arrange the text, in names and in cells."""
    for part in parts(source, context):
        for column in part.columns:
            if _arranged(column.header, many=len(part.table.header_rows) > 1):
                yield Hit(
                    column.place(part.table.header_rows),
                    details={"what": _WHERE["header"]},
                    shown=_visible(column.header),
                )
            if not column.has(_SPACES):
                continue
            layout = _LAYOUT if _people(column) else f"{_LAYOUT}|{_APART}"
            flags = column.series.str.contains(layout).fill_null(value=False)
            if flags.any() and _prose(column):
                # in running text only what stands at the edges of the cell is layout
                flags = column.series.str.contains(r"^[\s\u{3000}]|[\s\u{3000}]$|[ \u{3000}]{3,}").fill_null(
                    value=False
                )
            count = int(flags.sum())
            if count:
                yield Hit(column.place(column.rows(flags)), count, column.filled, details={"what": _WHERE["cells"]})


def _people(column: Column) -> bool:
    """Columns of people, by their name or by full names among the values (山田　太郎), whatever the name says."""
    full = r"^\p{Han}{2,4}[ \u{3000}]\p{Han}{1,4}$|^\p{Han}[ \u{3000}]\p{Han}{2,4}$"
    return bool(PEOPLE.search(column.name)) or bool(column.series.str.contains(full).any())


_WHERE = {"header": {"ja": "項目名", "en": "the name"}, "cells": {"ja": "セル", "en": "cells"}}


def _arranged(header: str, *, many: bool) -> bool:
    text = header if not many else header.strip()
    if not text.strip():
        return bool(text)
    if text != text.strip(" \u3000\t\r\n\u00a0"):
        return True
    if _BREAKS & set(text) or re.search(r"[ \u3000\u00a0]{2,}", text):
        return True
    parts_ = unicodedata.normalize("NFKC", text).split()
    return len(parts_) > 1 and all(
        len(p) == 1 and not p.isascii() for p in re.sub(r"[(（].*", "", " ".join(parts_)).split()
    )


def _visible(text: str) -> str:
    return text.replace("\n", "⏎").replace("\r", "").replace("\u3000", "□").replace(" ", "·").replace("\t", "→")[:60]


def _prose(column: Column) -> bool:
    lengths = [len(value) for value in column.sample]
    return bool(REMARK.search(column.name)) or (bool(lengths) and sum(lengths) / len(lengths) > 40)


@check("several-values", "source")
def several_values(source: Source, context: Context, share: float = 0.2, least: int = 2) -> Iterator[Hit]:
    """L1-07: cells that hold several values: coordinates, lists, amounts with their labels, a range."""
    for column in columns(source, context):
        if not column.filled or (
            column.role in ("number", "code", "coordinate", "year") and not column.has(_LIST_MARKS)
        ):
            continue
        dated = column.role in ("date", "year") or column.kinds["date"] * 2 > len(column.sample)
        for what, pattern, needed in _PATTERNS:
            if not column.has(pattern.marks) or not pattern.fits(column) or (dated and what != "range"):
                continue
            hits = sum(bool(pattern.sample.fullmatch(unicodedata.normalize("NFKC", v).strip())) for v in column.sample)
            if hits < least or hits < max(needed, share if what == "list" else needed) * len(column.sample):
                continue
            if what == "list" and not _is_list(column, pattern):
                continue
            if what == "labelled" and _counts_nothing(column, pattern.sample):
                continue
            flags = _matches(column, pattern.sample)
            count = int(flags.sum())
            yield Hit(
                column.place(column.rows(flags)),
                count,
                column.filled,
                details={"what": _VALUES[what]},
                certainty="certain" if what == "pair" else "likely",
            )
            break
        else:
            if (spaced := _spaced(column, share, least)) is not None:
                yield Hit(
                    column.place(column.rows(spaced)),
                    int(spaced.sum()),
                    column.filled,
                    details={"what": _VALUES["list"]},
                )


#: columns whose values are names of several words
_WORDY = regex(r"名$|名称|市区?町村|自治体|地区|町|city|pref|部署|課$|組織|所属|路線|科目名", re.IGNORECASE)


def _spaced(column: Column, share: float, least: int) -> pl.Series | None:
    """Cells that list words with spaces between (延長保育　一時保育): the same words come again alone or in other company."""
    if column.role != "text" or not column.has(frozenset(" \u3000")) or _WORDY.search(column.bare):
        return None
    if PEOPLE.search(column.name) or not _PATTERNS[-1][1].fits(column):
        return None
    cells = [unicodedata.normalize("NFKC", value).split() for value in column.sample]
    lists = [words for words in cells if len(words) > 1]
    if len(lists) < max(least, share * len(cells)) or any(len(word) > 12 for words in lists for word in words):
        return None
    within = Counter(word for words in cells for word in set(words))
    seen = [within[word] > 1 for words in lists for word in words]
    alone = {words[0] for words in cells if len(words) == 1}
    varied = max(map(len, lists)) > 2 or any(word in alone for words in lists for word in words)
    if sum(seen) * 5 < len(seen) * 4 or not varied or len({tuple(words) for words in lists}) < 2:
        return None
    return column.series.str.strip_chars().str.contains(r"\S[ \u{3000}]+\S").fill_null(value=False)


def _counts_nothing(column: Column, pattern: re.Pattern[str]) -> bool:
    """Block and house numbers and times of day (午後5時30分) and of order (令和6年第1回) are no amounts."""
    labelled = [v for v in column.sample if pattern.fullmatch(unicodedata.normalize("NFKC", v).strip())]
    found = sum(bool(re.search(r"[町村市区]|丁目|番地?|号|条|\d時\d|第\d|\d年", value)) for value in labelled)
    return found * 2 > len(labelled)


def _matches(column: Column, pattern: re.Pattern[str]) -> pl.Series:
    """Rows whose folded value matches, over distinct values when there are few of them."""
    distinct = column.series.unique(maintain_order=True).drop_nulls()
    good = [v for v in distinct.to_list()[:200_000] if pattern.fullmatch(unicodedata.normalize("NFKC", v).strip())]
    return column.series.is_in(good).fill_null(value=False)


class _Pattern:
    def __init__(self, marks: str, sample: str, *, names: bool = True) -> None:
        self.marks = frozenset(marks)
        self.sample = re.compile(sample, re.DOTALL)
        #: False: not for columns of names, where the mark is part of a name
        self.names = names

    def fits(self, column: Column) -> bool:
        if (
            LINK.search(column.name)
            or column.bare == "単位"
            or (REMARK.search(column.name) and not re.search(r"内容|対象", column.name))
        ):
            return False
        if ADDRESS.search(column.name) and "\n" not in self.marks:
            return False
        return self.names or not re.search(
            r"名$|名称|課$|部署|担当|団体|施設|組織|会社|法人|タイトル|イベント|カナ|かな|フリガナ|ふりがな",
            column.bare,
        )


_NUMBER = r"[-+]?\d[\d,]*(?:\.\d+)?"
_LIST_MARKS = frozenset("、,，・･／/;；\n|｜＋+&＆ 　")
_TIME = r"(?:午前|午後|AM|PM|am|pm)?\s*\d{1,2}(?:[:時]\s*(?:\d{1,2}分?|半)?)?"
_ITEM = r"[^、,，・･/;；\n|\s。]{1,15}"
_PATTERNS: tuple[tuple[str, _Pattern, float], ...] = (
    ("pair", _Pattern(",，、 　/", r"[(]?\s*-?\d{1,3}\.\d{3,}\s*[,、/\s]\s*-?\d{1,3}\.\d{3,}\s*[)]?"), 0.3),
    ("labelled", _Pattern("0123456789０１２３４５６７８９", rf"(?:(?:[^\d\s,、/・:：;()A-Za-z\-]{{1,8}}\s*[:：]?|[A-Za-z ]{{1,8}}\s*[:：])\s*{_NUMBER}\s*(?:[^\d\s,、/・]{{1,4}})?[\s,、/・;；\n]*){{2,}}", names=False), 0.3),
    ("numbers", _Pattern("/／()（）・、|｜×xX✕*＊", rf"{_NUMBER}\s*(?:[/・|]\s*{_NUMBER}\s*)+|{_NUMBER}\s*\(\s*{_NUMBER}\s*\)|{_NUMBER}\s*(?:[a-z]{{1,2}}\s*)?(?:[×xX✕*]\s*{_NUMBER}\s*(?:[a-z]{{1,2}})?\s*)+"), 0.5),
    ("numbers", _Pattern("(（", rf"{_NUMBER}\s*[^\d\s()]{{0,4}}\s*\((?:うち|内|他に?|ほか|再掲|含む?)[^\d()]{{0,10}}{_NUMBER}[^\d()]{{0,4}}\)"), 0.3),
    ("range", _Pattern("~～〜-－–―", rf"{_TIME}\s*(?:[~〜–―ー\-－]|から)\s*{_TIME}(?:まで)?|\d{{4}}[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}日?\s*[~〜]\s*\d{{4}}[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}日?"), 0.5),
    ("list", _Pattern("、,，\n;；|｜＋&＆", rf"{_ITEM}(?:\s*[、,\n|＋+&;]\s*{_ITEM})+(?:\s*(?:など|等|ほか|他))?"), 0.2),
    ("list", _Pattern("・･／/", rf"{_ITEM}(?:\s*[・･/]\s*{_ITEM})+(?:\s*(?:など|等|ほか|他))?", names=False), 0.3),
)  # fmt: skip
_VALUES = {
    "pair": {"ja": "緯度と経度", "en": "latitude and longitude"},
    "labelled": {"ja": "複数の項目と数値", "en": "several labels with numbers"},
    "numbers": {"ja": "複数の数値", "en": "several numbers"},
    "range": {"ja": "開始と終了", "en": "a start and an end"},
    "list": {"ja": "複数の値", "en": "a list of values"},
}


def _is_list(column: Column, pattern: _Pattern) -> bool:
    """Whether the mark parts values: items are short words, and not all cells are one and the same phrase or numbers."""
    if column.role in ("date", "number") or column.kinds["date"] * 2 > len(column.sample):
        return False
    splitter = re.compile(r"\s*[" + re.escape("".join(pattern.marks)) + r"]\s*")
    lists = [
        splitter.split(unicodedata.normalize("NFKC", v).strip())
        for v in column.sample
        if pattern.sample.fullmatch(unicodedata.normalize("NFKC", v).strip())
    ]
    items = [item for cells in lists for item in cells if item]
    if all(kind(item) in ("number", "date", "time") for item in items):
        # 1,234 is one number; 12/34 is told as numbers
        return False
    if any(re.search(r"丁目|番地|\d-\d", item) for item in items[:200]) and ADDRESS.search(column.name):
        return False
    # the standard of municipal data sets writes lists with a half-width semicolon
    return not all(
        ";" in value and not re.search(r"[、,・/\n]", value) for value in column.sample if ";" in value
    ) or ";" not in "".join(column.sample)


#: characters that JIS X 0208 has but whose vendor duplicates or neighbours are meant by the ranges below
_FINE = frozenset("♂♀☆★♪†‡¶∀∃√∽∝∵∫∬〒〆〇")
_RANGES = (
    (0x2150, 0x218F), (0x2460, 0x24FF), (0x2600, 0x27BF), (0x2B00, 0x2BFF), (0x3200, 0x33FF), (0x3400, 0x4DBF),
    (0xE000, 0xFAFF), (0xFE00, 0xFE0F), (0xFE30, 0xFE4F), (0xFF61, 0xFF9F), (0xFFF0, 0xFFFF), (0x1F000, 0x3FFFF),
    (0xE0000, 0x10FFFF), (0x2100, 0x214F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F),
)  # fmt: skip
_LETTERLIKE_FINE = frozenset("℃Å")


def is_dependent(character: str, allow: frozenset[str] = frozenset()) -> bool:
    """Whether a character shows differently, or not at all, on some machines: vendor extensions, circled and squared
    signs, Roman numerals, half-width kana, private use, emoji, kanji that only IBM's extension of CP932 has."""
    if character <= "\u00ff" or character in _FINE or character in _LETTERLIKE_FINE or character in allow:
        return False
    code = ord(character)
    if any(first <= code <= last for first, last in _RANGES):
        return True
    return "\u4e00" <= character <= "\u9fff" and not _in_jis(character)


def _in_jis(character: str) -> bool:
    try:
        character.encode("shift_jis")
    except UnicodeEncodeError:
        return False
    return True


@check("platform-dependent-character", "source")
def platform_dependent_character(source: Source, context: Context, allow: str = "") -> Iterator[Hit]:
    """L1-08: per column, which characters of that sort stand in it."""
    allowed = frozenset(allow)
    for part in parts(source, context):
        for column in part.columns:
            in_header = sorted({c for c in column.header if is_dependent(c, allowed)})
            if in_header:
                yield Hit(
                    column.place(part.table.header_rows),
                    len(in_header),
                    details={"characters": " ".join(in_header[:10])},
                    shown=" ".join(in_header[:10]),
                )
            found = sorted(c for c in column.characters if is_dependent(c, allowed))
            if found:
                flags = column.series.str.contains("[" + re.escape("".join(found[:300])) + "]").fill_null(value=False)
                count = int(flags.sum())
                if count:
                    yield Hit(
                        column.place(column.rows(flags)),
                        count,
                        column.filled,
                        details={"characters": _shown(found)},
                        shown=_shown(found),
                    )


def _shown(found: list[str]) -> str:
    """The signs themselves; characters that cannot be seen by their code point. Single letters are no personal value."""
    return " ".join(c if c.isprintable() and not "\ue000" <= c <= "\uf8ff" else f"U+{ord(c):04X}" for c in found[:10])
