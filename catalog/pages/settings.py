"""What every page knows of the site: made once, picklable, so that pages can be rendered in other processes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from catalog import __version__
from catalog.bundled import bundled
from catalog.errors import CatalogError
from catalog.model import Catalog
from catalog.pages.links import PREFIXES
from catalog.rule import Rule
from catalog.text import LangText

#: The words of home's 「よく使われる語」 when the city names none.
POPULAR = ("避難所", "AED", "公園", "人口", "ごみ")


@dataclass(frozen=True, slots=True)
class RuleNote:
    """What a page says of a rule."""

    id: str
    title: LangText
    why: LangText
    fix: LangText
    references: tuple[str, ...] = ()

    @classmethod
    def of(cls, rule: Rule) -> RuleNote:
        # A fix is a template of a message: a brace that is meant is doubled there.
        fix = {lang: text.replace("{{", "{").replace("}}", "}") for lang, text in rule.fix.items()}
        return cls(rule.id, dict(rule.title), dict(rule.why), fix, rule.references)


@dataclass(frozen=True, slots=True)
class ExtraPage:
    """A Markdown page of the city: `site: {pages: [pages/data-request.md]}`."""

    slug: str
    title: LangText
    #: locale → Markdown source; a page has at least Japanese or English
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Settings:
    """The site's settings. `site:` of catalog.yaml gives name, logo, colours, map, theme, pages, popular, request."""

    base_url: str
    as_of: str
    locales: tuple[str, ...] = ("ja", "en", "easy")
    version: str = __version__
    #: the city folder, for its logo
    city: Path | None = None
    theme: Path | None = None
    logo: str | None = None
    colours: Mapping[str, str] = field(default_factory=dict)
    #: "gsi": 地理院タイル after a click; "off": the drawn dot map only
    map: str = "gsi"
    popular: tuple[str, ...] = POPULAR
    #: where citizens can ask for data: an address or a mail address
    request: str | None = None
    pages: tuple[ExtraPage, ...] = ()
    rules: tuple[RuleNote, ...] = ()
    #: sha256 over templates, texts and assets, the city's theme and logo among them: a page is kept between builds only
    #: while it would still be drawn the same
    look: str = ""

    @classmethod
    def of(
        cls, catalog: Catalog, *, as_of: str = "", base_url: str | None = None, rules: tuple[Rule, ...] = ()
    ) -> Settings:
        """Settings from `catalog.yaml`. Raises `CatalogError` with every mistake in `site:`."""
        site = catalog.site
        mistakes = []
        locales = catalog.locales
        if unknown := [x for x in locales if x not in PREFIXES]:
            mistakes.append(f"catalog.yaml: site.languages: unknown {', '.join(unknown)}; known: {', '.join(PREFIXES)}")
        theme = catalog.folder / str(site["theme"]) if site.get("theme") else None
        if theme and not theme.is_dir():
            mistakes.append(f"catalog.yaml: site.theme: no folder '{site['theme']}' beside catalog.yaml")
        if site.get("map", "gsi") not in ("gsi", "off", False, True):
            mistakes.append("catalog.yaml: site.map: write gsi or off")
        if site.get("logo") and not (catalog.folder / str(site["logo"])).is_file():
            mistakes.append(f"catalog.yaml: site.logo: no file '{site['logo']}' beside catalog.yaml")
        pages = tuple(_pages(catalog, mistakes))
        if mistakes:
            raise CatalogError(*mistakes)
        made = cls(
            base_url=(base_url or catalog.base_url).rstrip("/") + "/",
            as_of=as_of,
            city=catalog.folder,
            locales=locales,
            theme=theme,
            logo=str(site["logo"]) if site.get("logo") else None,
            colours={str(k): str(v) for k, v in (site.get("colours") or site.get("colors") or {}).items()},
            map="off" if site.get("map", "gsi") in ("off", False) else "gsi",
            popular=tuple(str(x) for x in site.get("popular") or POPULAR),
            request=str(site["request"]) if site.get("request") else None,
            pages=pages,
            rules=tuple(RuleNote.of(rule) for rule in rules),
        )
        return replace(made, look=made._digest())

    def _digest(self) -> str:
        digest = hashlib.sha256()
        for folder in (f for name in ("templates", "translations", "assets") for f in self.folders(name)):
            for path in sorted(p for p in folder.rglob("*") if p.is_file()):
                digest.update(f"{path.relative_to(folder)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
        if self.logo and self.city:
            digest.update((self.city / self.logo).read_bytes())
        return digest.hexdigest()

    def folders(self, name: str) -> tuple[Path, ...]:
        """Ours, then the city's overlay: `templates`, `translations` or `assets`."""
        ours = bundled("site") / name
        return (ours, self.theme / name) if self.theme else (ours,)


def _pages(catalog: Catalog, mistakes: list[str]) -> list[ExtraPage]:
    """`pages/request.md` is Japanese, `pages/request.en.md` its English; the first heading is the title."""
    found = []
    for entry in catalog.site.get("pages") or ():
        path: Any = catalog.folder / str(entry)
        if not path.is_file():
            mistakes.append(f"catalog.yaml: site.pages: no file '{entry}' beside catalog.yaml")
            continue
        sources = {"ja": path.read_text("utf-8")}
        for locale in ("en", "easy"):
            other = path.with_name(f"{path.stem}.{locale}{path.suffix}")
            if other.is_file():
                sources[locale] = other.read_text("utf-8")
        titles = {k: heading(v) or path.stem for k, v in sources.items() if k != "easy"}
        found.append(ExtraPage(path.stem, titles, sources))
    return found


def heading(markdown: str) -> str:
    """The text of the first `# heading`."""
    return next((line[2:].strip() for line in markdown.splitlines() if line.startswith("# ")), "")
