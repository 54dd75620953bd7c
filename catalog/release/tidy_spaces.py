"""Blanks and line breaks that only arrange a value within its cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from catalog.checks.columns import PEOPLE
from catalog.regex import regex
from catalog.release.tidy_levels import shape
from catalog.release.tidy_result import Log

#: A text longer than this is prose.
PROSE = 60
#: A line longer than this is no item of a list.
LINE = 30
#: 県 庁 前, 三   宮: a word set apart letter by letter, by many blanks or over three letters
_APART = regex(
    r"[々\u3041-\u30ff\u4e00-\u9fff](?:(?:[ \u3000]+[々\u3041-\u30ff\u4e00-\u9fff]){2,}|(?:[ \u3000]{2,}[々\u3041-\u30ff\u4e00-\u9fff]))"
)


def trimmed(name: str, values: Sequence[str], rows: Sequence[int], log: Log) -> list[str]:
    """Values without the blanks and breaks that only arrange them; longer texts keep their paragraphs."""

    within, alone = _pieces(values)

    def join(value: str) -> str:
        if _is_list(value, within, alone):
            return ";".join(_split(value))
        if "\n" not in value and "\r" not in value and "\xa0" not in value:
            return value.strip(" \t　")
        if len(value) > PROSE:  # line breaks of a longer text are its paragraphs
            return value.strip()
        value = re.sub(r"\s*[\r\n]+\s*", lambda m: _between(value, m.start(), m.end()), value.strip(" \t\r\n　"))
        return value.replace("\xa0", " ")

    made = [join(v) for v in values]
    listed = [r for r, old in zip(rows, values, strict=True) if _is_list(old, within, alone)]
    if listed:
        log.add(
            "list",
            "列「{column}」の改行で並んだ値を「;」で区切りました（{rows}行）",
            "column “{column}”: parted values that stood on lines of their own by “;” (rows {rows})",
            listed,
            name,
        )
    changed = [r for r, old, new in zip(rows, values, made, strict=True) if old != new]
    where = [r for r in changed if r not in listed] if listed else changed
    if where:
        log.add(
            "space",
            "列「{column}」の値から改行や前後の空白を除きました（{rows}行）",
            "column “{column}”: took out line breaks and outer spaces (rows {rows})",
            where,
            name,
        )
    return _closed(name, made, rows, log)


def _split(value: str) -> list[str]:
    return [piece.strip(" \t　") for piece in value.splitlines() if piece.strip()]


def _pieces(values: Sequence[str]) -> tuple[Counter[str], set[str]]:
    """In how many different values each line stands, and which stand alone; empty where no cell has a break."""
    different = set(values)
    broken = {v for v in different if "\n" in v or "\r" in v}
    if not broken:
        return Counter(), set()
    return Counter(piece for v in different for piece in set(_split(v))), {v.strip() for v in different - broken}


def _is_list(value: str, within: Counter[str], alone: set[str]) -> bool:
    """Several values on lines of their own: lines of one shape with figures (two telephone numbers), or lines that come
    again in other company and alone. Anything else is one text, broken to fit its cell."""
    if not within or ("\n" not in value and "\r" not in value):
        return False
    pieces = _split(value)
    if len(pieces) < 2 or any(len(piece) > LINE or ";" in piece for piece in pieces):
        return False
    if all(within[piece] > 1 for piece in pieces) and any(piece in alone for piece in pieces):
        return True
    return len({shape(piece) for piece in pieces}) == 1 and any(ch.isdigit() for ch in pieces[0])


def _between(text: str, start: int, end: int) -> str:
    """What replaces a line break: nothing between Japanese letters, a space between Latin words."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return " " if before.isascii() and after.isascii() and before.isalnum() and after.isalnum() else ""


def _closed(name: str, values: list[str], rows: Sequence[int], log: Log) -> list[str]:
    """Words that were set apart letter by letter, put together; names of people keep their blank."""
    if PEOPLE.search(name):
        return values
    made = [re.sub(r"[ \u3000]+", "", v) if _APART.fullmatch(v) else v for v in values]
    where = [r for r, old, new in zip(rows, values, made, strict=True) if old != new]
    if where:
        log.add(
            "space",
            "列「{column}」の字間の空白をつめました（{rows}行）",
            "column “{column}”: closed up letters that were set apart (rows {rows})",
            where,
            name,
        )
    return made
