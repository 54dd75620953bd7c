"""What every page knows of the site: made once, picklable, so that pages can be rendered in other processes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from catalog import __version__
from catalog.bundled import bundled
from catalog.declared import items
from catalog.errors import CatalogError, Mistake
from catalog.model import Catalog
from catalog.pages.conformance import Conformance, conformance
from catalog.pages.links import LOCALES
from catalog.rule import Rule
from catalog.text import LangText

#: where the site's settings stand
FILE = "catalog.yaml"
#: earlier versions whose files a site may keep
MOST_KEPT = 20
#: The words of home's 「よく使われる語」 when the city names none, by the language at the root.
POPULAR: Mapping[str, tuple[str, ...]] = {
    "ja": ("避難所", "AED", "公園", "人口", "ごみ"),
    "en": ("shelter", "AED", "park", "population", "waste"),
}


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
    #: locale → Markdown source; that of the language at the root is always there
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
    popular: tuple[str, ...] = POPULAR["ja"]
    accessibility: Conformance = field(default_factory=Conformance)
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
        mistakes: list[Mistake] = []
        locales = catalog.locales
        if unknown := [x for x in locales if x not in LOCALES]:
            what = f"site.languages: '{', '.join(unknown)}' is no language of the pages"
            mistakes.append(Mistake(FILE, what, f"choose from {', '.join(LOCALES)}"))
        if locales[0] == "easy" or ("easy" in locales and "ja" not in locales):
            mistakes.append(Mistake(FILE, "site.languages: easy needs Japanese before it", "write [ja, easy]"))
        theme = catalog.folder / str(site["theme"]) if site.get("theme") else None
        if theme and not theme.is_dir():
            what = f"site.theme: there is no folder '{site['theme']}' beside catalog.yaml"
            mistakes.append(Mistake(FILE, what, "make it, or correct the name"))
        if site.get("map", "gsi") not in ("gsi", "off", False, True):
            mistakes.append(Mistake(FILE, f"site.map '{site['map']}' is not known", "write gsi or off"))
        if site.get("logo") and not (catalog.folder / str(site["logo"])).is_file():
            mistakes.append(_no_file("logo", site["logo"]))
        kept = site.get("keep_versions", 0)
        if not isinstance(kept, int) or isinstance(kept, bool) or not 0 <= kept <= MOST_KEPT:
            what = f"site.keep_versions '{kept}' is no number of versions"
            mistakes.append(Mistake(FILE, what, f"write a number from 0 to {MOST_KEPT}"))
        colours: Any = site.get("colours") or site.get("colors")
        if colours and not isinstance(colours, Mapping):
            what, hint = f"site.colours '{colours}' names no colours", 'write `colours: {key: "#0055ad"}`'
            mistakes.append(Mistake(FILE, what, hint))
        accessibility = conformance(site.get("accessibility"), FILE, mistakes)
        pages = tuple(_pages(catalog, mistakes))
        if mistakes:
            raise CatalogError(*mistakes)
        # 地理院タイル are drawn for Japan.
        popular = items(site.get("popular")) or POPULAR.get(catalog.main_language, ())
        ours = "gsi" if "ja" in locales or catalog.municipality else "off"
        made = cls(
            base_url=(base_url or catalog.base_url).rstrip("/") + "/",
            as_of=as_of,
            city=catalog.folder,
            locales=locales,
            theme=theme,
            logo=str(site["logo"]) if site.get("logo") else None,
            colours={str(k): str(v) for k, v in (colours or {}).items()},
            map="off" if site.get("map", ours) in ("off", False) else "gsi",
            popular=tuple(str(x) for x in popular),
            accessibility=accessibility,
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


def _no_file(key: str, name: object) -> Mistake:
    return Mistake(
        FILE, f"site.{key}: there is no file '{name}' beside catalog.yaml", "correct the path or add the file"
    )


def _pages(catalog: Catalog, mistakes: list[Mistake]) -> list[ExtraPage]:
    """`pages/request.md` is in the language at the root, `pages/request.en.md` its English; the first heading is the title."""
    root = catalog.main_language
    found = []
    for entry in items(catalog.site.get("pages")):
        path: Any = catalog.folder / str(entry)
        if not path.is_file():
            mistakes.append(_no_file("pages", entry))
            continue
        sources = {root: path.read_text("utf-8")}
        for locale in (x for x in LOCALES if x != root):
            other = path.with_name(f"{path.stem}.{locale}{path.suffix}")
            if other.is_file():
                sources[locale] = other.read_text("utf-8")
        titles = {k: heading(v) or path.stem for k, v in sources.items() if k != "easy"}
        found.append(ExtraPage(path.stem, titles, sources))
    return found


def heading(markdown: str) -> str:
    """The text of the first `# heading`."""
    return next((line[2:].strip() for line in markdown.splitlines() if line.startswith("# ")), "")
