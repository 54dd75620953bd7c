"""Where pages and files lie in the output folder, and how one links to another.

All links are relative, so that the folder works under any prefix, on a file share and opened from a disk. Page names are
folder paths that end in "/" ("datasets/aed/", "" for the home page); the file is `index.html` inside.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote

from catalog.files import content_digest

#: languages of the interface
LOCALES = ("ja", "en", "easy")


def page_path(locale: str, page: str, root: str = "ja") -> str:
    """Path of a page without its `index.html`: ("en", "datasets/aed/") → "en/datasets/aed/".

    Pages in the language `root` have no prefix.

    The rows of a version history are the same in やさしい日本語, so those pages are the Japanese ones.
    """
    if locale == "easy" and page.endswith("/changes/"):
        locale = "ja"
    return page if locale == root else f"{locale}/{page}"


def page_file(locale: str, page: str, root: str = "ja") -> str:
    """The file that holds a page: "en/datasets/aed/index.html"."""
    path = page_path(locale, page, root)
    return path if path.endswith(".html") else path + "index.html"


@lru_cache(maxsize=65536)
def relative(source: str, target: str) -> str:
    """Relative link from the page file `source` to `target` (a file, or a folder path that ends in "/").

    >>> relative("en/datasets/aed/index.html", "datasets/aed/aed.csv")
    '../../../datasets/aed/aed.csv'
    >>> relative("datasets/index.html", "datasets/aed/")
    'aed/'
    """
    here = source.split("/")[:-1]
    there = target.split("/")
    shared = 0
    while shared < len(here) and shared < len(there) - 1 and here[shared] == there[shared]:
        shared += 1
    link = "../" * (len(here) - shared) + quote("/".join(there[shared:]), safe="/?=&#%.,~+-_")
    return link or "./"


def anchor(text: str) -> str:
    """A stable fragment name for a heading or a column: readable when ASCII, else a short hash."""
    slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    return slug if slug and text.isascii() else f"x-{content_digest(text)[:8]}"


def absolute(base_url: str, target: str) -> str:
    """The public address of a page or file, for citations, canonical links and feeds."""
    return base_url.rstrip("/") + "/" + quote(target, safe="/?=&#%.,~+-_")
