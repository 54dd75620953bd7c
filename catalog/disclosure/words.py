"""The words by which tables about people are recognised (`validators/policies/disclosure.yaml`), compiled once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from catalog.bundled import bundled_data
from catalog.regex import regex

_CAMEL = regex(r"(?<=[a-z0-9])(?=[A-Z])")
_SPACE = regex(r"[\s\u3000]+")
#: what a stacked header or a standard layout puts before the word itself: 患者_年代, 対象者（年齢）
_LAST = regex(r"[_/／・:：]")


@dataclass(frozen=True, slots=True)
class Quasi:
    """A kind of quasi-identifier and the header words it goes by."""

    kind: str
    category: str
    words: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Words:
    """The compiled lexicon. Patterns are searched in headers that went through `normal`."""

    quasi: tuple[Quasi, ...]
    sensitive: tuple[tuple[str, re.Pattern[str]], ...]
    counts: tuple[tuple[str, re.Pattern[str]], ...]
    headers: Mapping[str, re.Pattern[str]]
    titles: Mapping[str, re.Pattern[str]]
    things: Mapping[str, re.Pattern[str]]
    totals: re.Pattern[str]
    certain_marks: frozenset[str]
    ambiguous_marks: frozenset[str]
    lawful_ways: tuple[tuple[str, re.Pattern[str], Mapping[str, str]], ...]


@cache
def policy_file() -> Mapping[str, Any]:
    """`validators/policies/disclosure.yaml` as data."""
    return bundled_data("policies/disclosure.yaml")  # type: ignore[no-any-return]


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of the lexicon. A Latin word begins where it stands: "rate" is not found in "corporate"."""
    pieces = [piece[:-1] for piece in _ALTERNATIVE.findall(_nested(pattern) + "|")]
    start, found = 0, []
    for piece in pieces:
        text = pattern[start : start + len(piece)]
        found.append(f"(?<![a-z]){text}" if re.match(r"[a-z]", text) else text)
        start += len(piece) + 1
    return re.compile("|".join(found))


_ALTERNATIVE = regex(r"[^|]*\|")


def _nested(pattern: str) -> str:
    """The pattern with every sign inside brackets, groups and escapes made neutral, same length."""
    result: list[str] = []
    depth, bracket, escaped = 0, False, False
    for sign in pattern:
        plain = not escaped and not bracket
        if plain and sign == "(":
            depth += 1
        result.append(sign if plain and depth == 0 and sign == "|" else "_")
        if plain and sign == ")":
            depth -= 1
        if not escaped and sign in "[]":
            bracket = sign == "["
        escaped = sign == "\\" and not escaped
    return "".join(result)


@cache
def words() -> Words:
    """The bundled lexicon."""
    data = policy_file()
    headers = data["headers"]
    return Words(
        quasi=tuple(Quasi(q["kind"], q["category"], compiled(q["words"])) for q in headers["quasi"]),
        sensitive=tuple((s["category"], compiled(s["words"])) for s in headers["sensitive"]),
        counts=tuple((kind, compiled(pattern)) for kind, pattern in data["counts"].items()),
        headers={k: compiled(headers[k]) for k in ("direct", "linking", "serial", "event_date", "care")},
        titles={k: compiled(v) for k, v in data["titles"].items()},
        things={k: compiled(v) for k, v in data["things"].items()},
        totals=compiled(data["totals"]),
        certain_marks=frozenset(normal_value(m) for m in data["marks"]["certain"]),
        ambiguous_marks=frozenset(normal_value(m) for m in data["marks"]["ambiguous"]),
        lawful_ways=tuple(
            (k, compiled(w["words"]), {"ja": w["ja"], "en": w["en"]}) for k, w in data["lawful_ways"].items()
        ),
    )


@lru_cache(maxsize=8192)
def normal(header: str) -> str:
    """A header as the lexicon reads it: NFKC, camelCase split by "_", lower case, without white space."""
    text = unicodedata.normalize("NFKC", header)
    text = _CAMEL.sub("_", text)
    return _SPACE.sub("" if not text.isascii() else "_", text.strip()).lower()


def parts(header: str) -> tuple[str, ...]:
    """The normal header and its parts, the last first: "患者_年代" → ("患者_年代", "年代", "患者")."""
    whole = normal(header)
    pieces = [p for p in _LAST.split(whole) if p] if not whole.isascii() else []
    return (whole, *reversed(pieces)) if len(pieces) > 1 else (whole,)


@lru_cache(maxsize=65536)
def normal_value(value: str) -> str:
    """A value as it is compared: NFKC, trimmed, lower case."""
    return unicodedata.normalize("NFKC", value).strip().lower()
