"""Markdown that a city wrote, as clean HTML: no scripts, no styles, no remote pictures, headings below the page's own."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_TAGS = {"a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em", "h2", "h3", "h4", "h5", "h6",
         "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre", "rp", "rt", "ruby", "s", "small", "span", "strong", "sub",
         "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"}  # fmt: skip
_ATTRIBUTES = {"*": {"lang", "id"}, "a": {"href", "title"}, "img": {"src", "alt", "title", "width", "height"},
               "th": {"scope", "colspan", "rowspan"}, "td": {"colspan", "rowspan"}, "ol": {"start"}}  # fmt: skip
_HEADING = re.compile(r"<h([1-6])>")
#: a picture that lost its address leaves its words
_NO_SOURCE = re.compile(r"<img(?![^>]*\ssrc=)[^>]*>")
_ALT = re.compile(r'\salt="([^"]*)"')


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True, "linkify": False}).enable("table").enable("strikethrough")


@lru_cache(maxsize=4096)
def markdown(source: str) -> Markup:
    """The HTML of some Markdown. Its highest heading becomes `h2`: the page has its own `h1`."""
    if not source.strip():
        return Markup("")
    html = _parser().render(source)
    levels = [int(level) for level in _HEADING.findall(html)]
    if levels:
        shift = 2 - min(levels)
        html = re.sub(r"(</?h)([1-6])>", lambda m: f"{m[1]}{min(6, int(m[2]) + shift)}>", html)
    clean = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto", "tel"}, link_rel="noopener",
                      attribute_filter=_only_own_pictures)  # fmt: skip
    return Markup(_NO_SOURCE.sub(lambda m: ((alt := _ALT.search(m[0])) and alt[1]) or "", clean))


def _only_own_pictures(element: str, attribute: str, value: str) -> str | None:
    """A picture from elsewhere would tell another site who reads this page."""
    return None if element == "img" and attribute == "src" and value.startswith(("http:", "https:", "//")) else value
