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
        """Texts without placeholders, as markup."""
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
        if not values:
            if key not in self._made:
                self._made[key] = _ruby(self.raw(key))
            return self._made[key]
        text = _ruby(self.raw(key, values.get("n")))
        return text.format(**{k: _shown(v) for k, v in values.items()})

    def plain(self, key: str, /, **values: Any) -> str:
        """The text without markup, for attributes, feeds and titles."""
        text = self.raw(key, values.get("n"))
        if "<" in text or "|" in text:
            text = re.sub(r"<[^>]+>", "", RUBY.sub(r"\1", text))
        return text.format(**{k: _shown(v) for k, v in values.items()}) if values else text

    def has(self, key: str) -> bool:
        return key in self.texts

    def of(self, text: LangText) -> str:
        """A declared text in this language, else in another."""
        return pick(text, self.html)

    def marked(self, text: LangText) -> Markup:
        """A declared text, marked with its language when it is not the page's."""
        lang = pick_lang(text, self.html)
        value = escape(pick(text, self.html))
        return value if not lang or lang == self.html else Markup('<span lang="{}">{}</span>').format(lang, value)

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

    def time(self, iso: str | None) -> Markup:
        """A date as a `time` element."""
        return Markup('<time datetime="{}">{}</time>').format(iso, self.date(iso)) if iso else Markup("")


def _ruby(text: str) -> Markup:
    return Markup(RUBY.sub(r"<ruby>\1<rp>（</rp><rt>\2</rt><rp>）</rp></ruby>", text) if "|" in text else text)


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
