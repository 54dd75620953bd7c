"""The words of the interface: `site/translations/{ja,en,easy}.yaml`, laid over by the city's own.

A text may hold {placeholders}, small markup, and ruby as `[漢字|かんじ]`. A text that depends on a number is a map of
`one` and `other`. やさしい日本語 falls back to Japanese where it has no text of its own; English never does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from catalog.errors import OurFault
from catalog.strict_yaml import load
from catalog.text import LangText, pick, pick_lang

RUBY = re.compile(r"\[([^\[\]|]+)\|([^\[\]|]+)\]")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip


@dataclass(frozen=True)
class Language:
    """One interface language. `html` is the value of the `lang` attribute, `data` the language of declared texts."""

    locale: str
    texts: Mapping[str, str | Mapping[str, str]]

    @cached_property
    def html(self) -> str:
        return "en" if self.locale == "en" else "ja"

    @cached_property
    def _made(self) -> dict[str, Markup]:
        """Texts as markup, by what the translation says."""
        return {}

    @cached_property
    def _plain(self) -> dict[str, str]:
        """Texts without markup, by what the translation says."""
        return {}

    @cached_property
    def kept(self) -> dict[Any, Markup]:
        """Pieces in this language that many pages share."""
        return {}

    def raw(self, key: str, /, n: int | float | None = None) -> str:
        """The text as written. Raises `OurFault` for a key that the catalogue does not have."""
        try:
            text = self.texts[key]
        except KeyError:
            raise OurFault(f"site/translations/{self.locale}.yaml: no text for '{key}'") from None
        if isinstance(text, str):
            return text
        return text["one"] if n == 1 and "one" in text else text["other"]

    def t(self, key: str, /, **values: Any) -> Markup:
        """The text as markup; values are escaped, numbers get thousands separators."""
        raw = self.raw(key, values.get("n"))
        text = self._made.get(raw)
        if text is None:
            text = self._made[raw] = _ruby(raw)
        # Markup.format would do the same, five times slower.
        return Markup(str.format_map(text, {k: _escaped(v) for k, v in values.items()})) if values else text

    def plain(self, key: str, /, **values: Any) -> str:
        """The text without markup, for attributes, feeds and titles."""
        raw = self.raw(key, values.get("n"))
        text = self._plain.get(raw)
        if text is None:
            text = self._plain[raw] = re.sub(r"<[^>]+>", "", RUBY.sub(r"\1", raw))
        return text.format_map({k: _shown(v) for k, v in values.items()}) if values else text

    def has(self, key: str) -> bool:
        return key in self.texts

    def of(self, text: LangText) -> str:
        """A declared text in this language, else in another."""
        return pick(text, self.html)

    def marked(self, text: LangText) -> Markup:
        """A declared text, marked with its language when it is not the page's."""
        lang = pick_lang(text, self.html)
        value = escape(pick(text, self.html))
        return value if not lang or lang == self.html else Markup(f'<span lang="{escape(lang)}">{value}</span>')

    def date(self, iso: str | None) -> str:
        """An ISO 8601 date (or year, or month) as people write it."""
        if not iso:
            return ""
        parts = iso[:10].split("-")
        if not all(p.isdigit() for p in parts):
            return iso
        if self.html == "en":
            words = [parts[0]]
            if len(parts) > 1:
                words.insert(0, _MONTHS[(int(parts[1]) - 1) % 12])
            if len(parts) > 2:
                words.insert(0, str(int(parts[2])))
            return " ".join(words)
        return "".join(f"{int(p)}{unit}" for p, unit in zip(parts, "年月日", strict=False))

    def period(self, start: str, end: str, *, named: bool = True) -> str:
        """What a span of time is called: a day, a month, a year, a Japanese fiscal year (April to March), or both ends.

        Args:
            named: a fiscal year by its name; otherwise by its first and last month.
        """
        if not start or not end or start == end:
            open_end = "" if start == end else "end" if not end else "start"
            day = self.date(start or end)
            return self.plain(f"period.no_{open_end}", date=day) if open_end else day
        first, last = start[:10], end[:10]
        year, month = first[:4], first[:7]
        if first[4:] in ("", "-01", "-01-01") and last in (year, f"{year}-12", f"{year}-12-31"):
            return self.date(year)
        following = f"{int(year) + 1}-03" if year.isdigit() else ""
        if first[4:] in ("-04", "-04-01") and following and last in (following, following + "-31"):
            if named:
                return self.plain("period.fiscal", year=year)
            return self.plain("period.both", start=self.date(f"{year}-04"), end=self.date(last[:7]))
        if first == f"{month}-01" and last[:7] == month and last[8:] in ("28", "29", "30", "31"):
            return self.date(month)
        return self.plain("period.both", start=self.date(start), end=self.date(end))

    def time(self, iso: str | None) -> Markup:
        """A date as a `time` element."""
        return Markup(f'<time datetime="{escape(iso)}">{escape(self.date(iso))}</time>') if iso else Markup("")


def _ruby(text: str) -> Markup:
    return Markup(RUBY.sub(r"<ruby>\1<rp>（</rp><rt>\2</rt><rp>）</rp></ruby>", text) if "|" in text else text)


def _escaped(value: Any) -> Any:
    shown = _shown(value)
    return shown if isinstance(shown, bool | float) else escape(shown)


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return f"{value:,}"
    return value


def languages(folders: tuple[Path, ...], locales: tuple[str, ...]) -> dict[str, Language]:
    """The languages of the interface; later folders override single texts of earlier ones."""
    texts = {locale: _read(folders, locale) for locale in {*locales, "ja"}}
    if "easy" in texts:
        texts["easy"] = {**texts["ja"], **texts["easy"]}
    return {locale: Language(locale, texts[locale]) for locale in locales}


def _read(folders: tuple[Path, ...], locale: str) -> dict[str, str | Mapping[str, str]]:
    found: dict[str, str | Mapping[str, str]] = {}
    for folder in folders:
        path = folder / f"{locale}.yaml"
        if path.is_file():
            found |= _flat(load(path).data or {})
    return found


def _flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str | Mapping[str, str]]:
    flat: dict[str, str | Mapping[str, str]] = {}
    for key, value in tree.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and set(value) <= {"one", "other"}:
            flat[name] = {k: str(v) for k, v in value.items()}
        elif isinstance(value, Mapping):
            flat |= _flat(value, f"{name}.")
        else:
            flat[name] = str(value)
    return flat
