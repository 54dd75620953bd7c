"""The template engine: Jinja2, escaping everything, strict about names, looking in the city's theme before ours."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

import jinja2
from markupsafe import Markup

from catalog.model import Catalog
from catalog.pages import pieces
from catalog.pages.assets import Assets, assets
from catalog.pages.chart_bars import level_bar, share_bar
from catalog.pages.language import Language, languages
from catalog.pages.links import absolute, anchor, page_file, page_path, relative
from catalog.pages.settings import Settings
from catalog.pages.words import format_label, frequency, standard_label
from catalog.text import human_bytes


class Site:
    """Templates, words and assets of one site, ready to render pages. One per process and theme."""

    def __init__(self, settings: Settings) -> None:
        self.languages = languages(settings.folders("translations"), settings.locales)
        self.assets: Assets = assets(settings)
        self._parts: dict[tuple[str, ...], Markup] = {}
        self.environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(list(reversed(settings.folders("templates")))),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
            auto_reload=False,
        )
        self.environment.filters["bytes"] = human_bytes
        self.environment.filters["n"] = lambda value: f"{value:,}"
        self.environment.globals |= {
            "icon": pieces.icon,
            "cards_of": pieces.cards,
            "chart_head": pieces.chart_head,
            "code_samples": pieces.code_samples,
            "criteria": pieces.criteria,
            "download_rows": pieces.downloads,
            "head_links": pieces.head_links,
            "keyword_links": pieces.keywords,
            "met_rules": pieces.met_rules,
            "share_bar": share_bar,
            "format_label": format_label,
            "frequency": frequency,
            "anchor": anchor,
            "level_bar": level_bar,
            "standard_label": standard_label,
            "logo_asset": next((n for n in self.assets.names if n.startswith("logo.")), ""),
            "has_search": "search/search.js" in self.assets.names,
            "has_opensearch": False,
        }

    def page(self, settings: Settings, locale: str, page: str, template: str, **context: Any) -> tuple[str, bytes]:
        """One rendered page: (path in public/, bytes)."""
        path = page_file(locale, page, settings.locales[0])
        language = self.languages[locale]
        place = Place(settings, language, page, path, self.assets)
        context |= {
            "settings": settings, "page": place, "lang": language, "t": language.t, "plain": language.plain,
            "marked": language.marked, "request_link": _request(settings, context["catalog"]),
        }  # fmt: skip
        context["part"] = partial(self._part, context)
        text = self.environment.get_template(template).render(context)
        return path, (_lean(text) + "\n").encode()

    def _part(self, context: dict[str, Any], template: str) -> Markup:
        """A part that is the same on all pages that lie at one depth of one section, such as the foot: rendered once."""
        place, catalog, settings = context["page"], context["catalog"], context["settings"]
        said = (
            catalog.title,
            catalog.publisher,
            catalog.contact_point,
            catalog.homepage,
            settings.base_url,
            [(extra.slug, extra.title) for extra in settings.pages],
        )
        key = (template, place.locale, place.zone, repr(said))
        if key not in self._parts:
            self._parts[key] = Markup(self.environment.get_template(template).render(context))
        return self._parts[key]


class Place:
    """Where a page stands: gives every link that a template prints."""

    def __init__(self, settings: Settings, language: Language, page: str, path: str, assets: Assets) -> None:
        self.name = page
        self.path = path
        self.locale = language.locale
        self._settings = settings
        self._root = settings.locales[0]
        self._assets = assets
        # a web host shows the page for wrong addresses at any depth, where relative links would lead nowhere
        self._origin = urlsplit(settings.base_url).path if path.endswith("404.html") else None
        section, _, below = page.partition("/")
        #: pages of one zone link to all pages outside of it in the same way
        self.zone = f"{section}/{below.count('/')}" if below and section != "pages" else page
        self.canonical = absolute(settings.base_url, page_path(language.locale, page, self._root))

    def _to(self, target: str) -> str:
        if "://" in target:
            return target
        return (
            relative(self.path, target) if self._origin is None else self._origin + quote(target, safe="/?=&#%.,~+-_")
        )

    @property
    def data_root(self) -> str:
        """Where `datasets/<id>/` begins for this language: what scripts put before a dataset's address."""
        return self._to(page_path(self.locale, "datasets/x/", self._root).removesuffix("datasets/x/"))

    def url(self, page: str) -> str:
        """Link to a page in the same language ("datasets/", "datasets/aed/#quality")."""
        name, mark, fragment = page.partition("#")
        return self._to(page_path(self.locale, name, self._root)) + mark + fragment

    def other(self, locale: str) -> str:
        """Link to this page in another language."""
        return self._to(page_path(locale, self.name, self._root))

    def file(self, path: str) -> str:
        """Link to a file that exists once for all languages."""
        return self._to(path)

    def asset(self, name: str) -> str:
        """Link to one of our style sheets or scripts by its plain name."""
        return self._to(self._assets.names[name])

    def full(self, path: str) -> str:
        """The public address of a page or file."""
        return absolute(self._settings.base_url, path)

    def public(self, locale: str) -> str:
        """The public address of this page in a language."""
        return absolute(self._settings.base_url, page_path(locale, self.name, self._root))


def _lean(html: str) -> str:
    """Without the indentation and blank lines that templates leave (no `pre` of ours starts a line with blanks)."""
    return "\n".join(line for raw in html.split("\n") if (line := raw.strip()))


def _request(settings: Settings, catalog: Catalog) -> str:
    """Where to ask for data: the city's form or address, else the catalogue's contact point."""
    contact = catalog.contact_point
    where = settings.request or (contact and (contact.url or contact.email)) or ""
    return f"mailto:{where}" if "@" in where and not where.startswith(("http", "mailto:")) else where


_SITES: dict[object, Site] = {}


def site(settings: Settings) -> Site:
    """The site of these settings, made once per process."""
    colours = tuple(sorted(settings.colours.items()))
    key = (settings.look, settings.folders("templates"), settings.locales, settings.logo, colours)
    if key not in _SITES:
        _SITES[key] = Site(settings)
    return _SITES[key]
