"""Errors a user can cause. Each says what is wrong, where, and the way out, and knows its exit code.

Messages are written in English in the code; `validators/locales/errors.yaml` holds the Japanese of each, and a test
asks for every one. Which is shown is decided where it is printed.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing the user must mend: where (file, option), the line, what is wrong, and the way out."""

    where: str
    what: str
    hint: str = ""
    line: int | None = None

    def __str__(self) -> str:
        return self.text("en")

    def text(self, lang: str) -> str:
        """`where:line: what → hint` in a language (en or ja)."""
        what, hint = (in_language(words, lang) for words in (self.what, self.hint))
        place = f"{self.where}:{self.line}" if self.line is not None else self.where
        return (f"{place}: {what}" if place else what) + (f" → {hint}" if hint else "")


class CatalogError(Exception):
    """The command line or the city folder is wrong (exit code 2). Collects every mistake before it is raised.

    A plain string reads "where: what → way out".
    """

    exit_code = 2

    def __init__(self, *mistakes: Mistake | str) -> None:
        self.mistakes = [m if isinstance(m, Mistake) else _parsed(m) for m in mistakes]
        super().__init__("\n".join(str(m) for m in self.mistakes))

    @classmethod
    def at(cls, where: str | Path, what: str, hint: str = "", line: int | None = None) -> CatalogError:
        """A single mistake at a file (and line)."""
        return cls(Mistake(str(where), what, hint, line))

    def text(self, lang: str | None = None) -> str:
        """All mistakes, one per line, in the language of the terminal."""
        return "\n".join(m.text(lang or language()) for m in self.mistakes)


class OurFault(CatalogError):  # noqa: N818 - reads as the sentence it prints
    """Something that only a bug or a full disk can cause (exit code 3)."""

    exit_code = 3


def language() -> str:
    """Language of terminal messages: CATALOG_LANG, else Japanese."""
    return "en" if os.environ.get("CATALOG_LANG", "").lower().startswith("en") else "ja"


def in_language(words: str, lang: str) -> str:
    """An English message in `lang`; as it is when no translation is known."""
    if lang != "ja" or not words:
        return words
    for pattern, template in _japanese():
        if match := pattern.fullmatch(words):
            gaps = template.split("{}")
            return gaps[0] + "".join(value + gap for value, gap in zip(match.groups(), gaps[1:], strict=False))
    return words


def _parsed(text: str) -> Mistake:
    rest, _, hint = text.partition(" → ")
    where, colon, what = rest.partition(": ")
    return Mistake(where, what, hint) if colon else Mistake("", rest, hint)


@cache
def _japanese() -> list[tuple[re.Pattern[str], str]]:
    """(pattern of the English, Japanese template), longest first so that the most specific wins."""
    from catalog.bundled import bundled_data

    try:
        data = bundled_data("locales/errors.yaml")
    except CatalogError:
        return []
    entries = sorted(data.items(), key=lambda e: len(e[0]), reverse=True)
    return [(re.compile("(.*)".join(re.escape(part) for part in en.split("{}")), re.DOTALL), ja) for en, ja in entries]
