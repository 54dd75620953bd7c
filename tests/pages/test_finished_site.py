"""What a visitor may rely on, read from the files of a finished site."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import pytest

from tests.sites import WITHDRAWN

JA = ["プレビュー", "グラフ", "データ項目", "品質", "個人情報の確認", "使う", "変更履歴"]
EN = ["Preview", "Charts", "Data dictionary", "Quality", "Privacy screening", "Use it", "Version history"]
BUSY = "evacuation-sites"
#: obsolete prefix attributes of SVG and the like that html5lib calls errors although the standard allows them
_ALLOWED = {"non-void-element-with-trailing-solidus"}


class Page(HTMLParser):
    """Links, fragment names, headings, inline code and data blocks of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.headings: list[str] = []
        self.inline: list[str] = []
        self.blocks: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self._heading = self._script = ""
        self._data = False
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        for name in (
            "href",
            "src",
            "action",
            "data-parquet",
            "data-geojson",
            "data-leaflet",
            "data-leaflet-css",
            "data-hyparquet",
        ):
            if name in found and not (
                tag == "link" and found.get("rel") in ("canonical", "alternate") and "://" in str(found[name])
            ):
                self.links.append((tag, str(found[name] or "")))
        if "style" in found or any(n.startswith("on") for n in found):
            self.inline.append(f"<{tag} {attributes}>")
        if tag == "style":
            self.inline.append("<style>")
        if tag == "img":
            self.images.append(found)
        if tag == "script":
            self._script = "data" if found.get("type") == "application/ld+json" else "" if "src" in found else "code"
        if tag in ("h1", "h2"):
            self._heading = tag
            self.headings.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._script = ""
        if tag == self._heading:
            self._heading = ""

    def handle_data(self, data: str) -> None:
        if self._heading:
            self.headings[-1] += data.strip()
        if self._script == "data":
            self.blocks.append(data)
        if self._script == "code" and data.strip():
            self.inline.append(data)


def pages(site: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(site.rglob("*.html")):
        yield path.relative_to(site).as_posix(), path


@cache
def page(path: Path) -> Page:
    return Page(path.read_text("utf-8"))


def target(site: Path, at: Path, link: str) -> Path:
    if link.startswith("/city/"):  # the page for wrong addresses is shown at any depth, so its links begin at the root
        at, link = site / "404.html", link.removeprefix("/city/")
    path = (at.parent / unquote(urlsplit(link).path)).resolve() if urlsplit(link).path else at
    return path / "index.html" if path.is_dir() else path


def test_no_link_is_broken(site: Path) -> None:
    """Every link leads to a file that is there, every fragment to a place in it."""
    broken = []
    for name, path in pages(site):
        for tag, link in page(path).links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            file = target(site, path, link)
            if not file.is_file() or not file.is_relative_to(site.resolve()):
                broken.append(f"{name}: <{tag}> {link}")
            elif parts.fragment and file.suffix == ".html" and unquote(parts.fragment) not in page(file).ids:
                broken.append(f"{name}: no place #{parts.fragment} in {link}")
    assert not broken, "\n".join(broken[:20])


def one_of_each(site: Path) -> list[Path]:
    """A page of each type in each language; of datasets a list of places, a statistic, a time table and a tombstone."""
    shown = {"evacuation-sites", "population-2026", "bus-gtfs", WITHDRAWN}
    seen: set[str] = set()
    found = []
    for name, path in pages(site):
        parts = name.removeprefix("en/").removeprefix("easy/").split("/")
        kind = name
        if parts[0] == "datasets" and len(parts) > 2 and parts[1] not in shown:
            continue
        if parts[0] in ("themes", "publishers") and len(parts) > 2:
            kind = name.replace(parts[1], "*")
        if kind not in seen:
            seen.add(kind)
            found.append(path)
    return found


def test_every_page_is_well_formed_html(site: Path) -> None:
    """A strict HTML parser finds nothing to mend."""
    wrong = []
    for path in one_of_each(site):
        # rows are alike: three of each table are enough
        text = re.sub(r"((?:<tr>.*?</tr>\s*){3})(?:<tr>.*?</tr>\s*)+", r"\1", path.read_text("utf-8"), flags=re.DOTALL)
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(text)
        wrong += [f"{path}: {code} {where}" for where, code, _ in parser.errors if code not in _ALLOWED]
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.skipif(
    not (os.environ.get("VNU_JAR") and shutil.which("java")), reason="VNU_JAR names no jar of the Nu HTML Checker"
)
def test_the_nu_html_checker_finds_nothing(site: Path) -> None:
    """The checker of the W3C has no error on any type of page, nor in our style sheet."""
    jar = ["java", "-jar", os.environ["VNU_JAR"], "--errors-only", "--format", "gnu"]
    html = subprocess.run([*jar, *map(str, one_of_each(site))], capture_output=True, text=True, check=False)
    assert not html.stderr.strip(), html.stderr[:3000]
    sheet = next(site.glob("assets/site.*.css"))
    css = subprocess.run([*jar, "--css", str(sheet)], capture_output=True, text=True, check=False)
    assert not css.stderr.strip(), css.stderr[:3000]


def test_no_page_names_a_place_twice(site: Path) -> None:
    """Fragment names are unique within a page."""
    for name, path in pages(site):
        ids = page(path).ids
        assert len(ids) == len(set(ids)), (name, sorted({i for i in ids if ids.count(i) > 1}))


def test_nothing_runs_or_styles_inline(site: Path) -> None:
    """The strict content security policy stands in every page and nothing in it needs an exception."""
    for name, path in pages(site):
        text = path.read_text("utf-8")
        assert "Content-Security-Policy" in text and "default-src 'self'" in text, name
        assert not page(path).inline, (name, page(path).inline[:3])
        assert "unsafe" not in text.split("</head>")[0], name


def test_only_pages_with_a_map_may_ask_for_tiles(site: Path) -> None:
    """The one foreign address is allowed where a button leads to it, nowhere else."""
    for name, path in pages(site):
        text = path.read_text("utf-8")
        assert ("cyberjapandata" in text.split("</head>")[0]) == ("data-map" in text), name


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    """Style sheets, scripts and pictures come from the site itself."""
    for name, path in pages(site):
        text = path.read_text("utf-8")
        for tag, attributes in re.findall(r"<(script|img|link)\b([^>]*)>", text):
            if tag == "link" and 'rel="stylesheet"' not in attributes and 'rel="icon"' not in attributes:
                continue
            assert not re.search(r'(?:src|href)="(?:https?:)?//', attributes), (name, attributes)


@pytest.mark.parametrize(("prefix", "headings"), [("", JA), ("en/", EN)])
def test_a_dataset_page_has_its_parts(site: Path, prefix: str, headings: list[str]) -> None:
    """Preview, charts, dictionary, quality, screening, use and history stand on every dataset's page, the map where it can."""
    checked = 0
    for folder in sorted((site / f"{prefix}datasets").iterdir()):
        if not folder.is_dir() or folder.name == WITHDRAWN:
            continue
        found = page(folder / "index.html").headings
        assert [h for h in found if h in headings] == headings, (folder.name, found)
        has_map = "地図" in found or "Map" in found
        assert has_map == (
            (site / "datasets" / folder.name).glob("*.geojson").__next__() is not None if has_map else False
        )
        checked += 1
    assert checked >= 20


def test_english_pages_mirror_the_japanese(site: Path) -> None:
    """Every page has its English twin under en/ with the same name."""
    japanese = {n for n, _ in pages(site) if not n.startswith(("en/", "easy/"))}
    english = {n.removeprefix("en/") for n, _ in pages(site) if n.startswith("en/")}
    assert japanese == english


def test_search_engines_read_every_dataset(site: Path) -> None:
    """A dataset's page carries its schema.org description, the home page that of the catalogue."""
    for name in ("index.html", "en/index.html"):
        assert "DataCatalog" in "".join(page(site / name).blocks)
    for path in sorted((site / "datasets").glob("*/index.html")):
        if path.parent.name == WITHDRAWN:
            continue
        data = json.loads(page(path).blocks[0])
        assert data["@type"] == "Dataset"
        assert data["name"]


def test_a_withdrawn_dataset_leaves_a_tombstone(site: Path) -> None:
    """The address still answers, says when and why, and nothing of the data is left."""
    folder = site / "datasets" / WITHDRAWN
    assert sorted(p.name for p in folder.iterdir() if p.is_file()) == ["index.html"]
    text = (folder / "index.html").read_text("utf-8")
    assert "公共施設一覧にまとめました" in text
    assert WITHDRAWN in (site / "404.html").read_text("utf-8")
    assert f'href="{WITHDRAWN}/"' not in (site / "datasets/index.html").read_text("utf-8")


def test_held_datasets_are_nowhere(site: Path) -> None:
    """No page names a dataset that was held back."""
    for name, path in pages(site):
        text = path.read_text("utf-8")
        for held in ("park-volunteers", "hall-bookings", "公園ボランティア名簿"):
            assert held not in text, (name, held)


def test_pages_are_light(site: Path) -> None:
    """A dataset's page weighs at most 40 kB before the rows of the preview and 100 kB with style and scripts."""
    shared = sum(
        len(gzip.compress(p.read_bytes())) for p in (site / "assets").glob("*.*") if p.suffix in (".css", ".js")
    )
    for path in sorted(site.glob("datasets/*/index.html")):
        whole = path.read_bytes()
        bare = re.sub(rb"<td.*?</td>", b"", whole, flags=re.DOTALL)
        assert len(gzip.compress(bare)) <= 40_000, path
        assert len(gzip.compress(whole)) + shared <= 100_000, path


def test_the_list_is_whole_without_a_script(site: Path) -> None:
    """The list page holds every dataset, the count and the search box before any script runs."""
    text = (site / "datasets/index.html").read_text("utf-8")
    count = sum(1 for p in (site / "datasets").iterdir() if p.is_dir() and p.name != WITHDRAWN)
    assert f'role="status" data-count class="hit-count">{count}件</p>' in text
    assert text.count('<article class="card">') == count
    assert re.search(r'<form role="search"[^>]*data-search data-index="\.\./search/"', text)
    assert "data-facets" in text and "<ol data-results" in text and 'type="search"' in text
    english = (site / "en/datasets/index.html").read_text("utf-8")
    assert f">{count} datasets</p>" in english


def test_preview_shows_the_first_rows(site: Path) -> None:
    """The published rows stand in the page, at most a hundred, with a sortable head for each column."""
    text = (site / f"datasets/{BUSY}/index.html").read_text("utf-8")
    csv = (site / f"datasets/{BUSY}/{BUSY}.csv").read_text("utf-8-sig").splitlines()
    body = text.split("<tbody>")[2]
    assert text.count('aria-sort="none"') == len(csv[0].split(","))
    assert body.split("</tbody>")[0].count("<tr>") == min(100, len(csv) - 1)
    assert csv[1].split(",")[2] in body


def test_charts_say_what_they_show(site: Path) -> None:
    """Each chart has a title, a description and the same numbers as a table."""
    found = 0
    for path in sorted(site.glob("datasets/*/index.html")):
        for figure in re.findall(r'<figure class="chart-box.*?</figure>', path.read_text("utf-8"), flags=re.DOTALL):
            assert re.search(
                r'role="img" aria-labelledby="(\S+) (\S+)".*<title id="\1">[^<]+</title><desc id="\2">[^<]+</desc>',
                figure,
            )
            assert figure.count("<tr>") >= 3, path
            found += 1
    assert found > 15


def test_a_city_dresses_the_site(site: Path) -> None:
    """Colours, words, an extra page and a style sheet of the city stand in the site, and nothing unsafe comes with them."""
    css = next(site.glob("assets/site.*.css")).read_text("utf-8")
    assert "--key:" in css.rsplit(":root", 1)[1]
    assert ".hero { border-bottom: 2px" in css
    assert "人気のことば" in (site / "index.html").read_text("utf-8")
    extra = (site / "pages/contest/index.html").read_text("utf-8")
    assert "<strong>募集</strong>" in extra and "<table>" in extra
    assert "alert(1)" not in extra and "tracker.example" not in extra
    assert "Data contest" in (site / "en/pages/contest/index.html").read_text("utf-8")


def test_feed_lists_the_newest(site: Path) -> None:
    """The JSON feed names datasets with address and date, newest first."""
    items = json.loads((site / "feed.json").read_bytes())["items"]
    dates = [i["date_modified"] for i in items]
    assert dates == sorted(dates, reverse=True)
    assert all(i["url"].startswith("https://data.example.jp/city/datasets/") for i in items)
