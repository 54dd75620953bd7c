"""The search box in a real browser, on a page with the markup that the site's list has."""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from catalog.bundled import bundled
from catalog.search.document import SearchDocument
from catalog.search.index import files
from catalog.search.query import search
from tests.search.conftest import AS_OF, write
from tests.search.corpus import documents, labelled

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>list</title><link rel="icon" href="data:,">
<meta http-equiv="Content-Security-Policy" content="default-src 'self'; img-src data:">
<script type="module" src="{root}assets/search/search.js"></script></head><body>
<form role="search" data-search data-index="{root}search/"><div class="search-row">
<label for="q">q</label><input type="search" id="q" name="q"><button>go</button></div></form>
<div data-facets></div><p role="status" data-count>{count}</p><ol data-results>{items}</ol><nav data-pages>1/9</nav>
<div class="hits"><p class="note"><a href="/request">request</a></p></div></body></html>"""


HOME = """<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>home</title><link rel="icon" href="data:,">
<script src="assets/site.js" defer></script></head><body>
<form role="search" action="datasets/" data-suggest="search/" data-root="" data-box="assets/search/box.js"><div class="search-row">
<label for="q">q</label><input type="search" id="q" name="q"><button>go</button></div></form></body></html>"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", "default-src 'self'; img-src data:")
        super().end_headers()


@contextmanager
def served(root: Path, records: list[SearchDocument]) -> Iterator[str]:
    """The address of a folder with the index of some records, the scripts and the list in both languages."""
    write(root, files(records, as_of=AS_OF))
    shutil.copytree(bundled("site") / "assets" / "search", root / "assets" / "search")
    shutil.copy(bundled("site") / "assets" / "site.js", root / "assets" / "site.js")
    items = "".join(f'<li><a href="../datasets/{one.id}/">{one.id}</a></li>' for one in records)
    for folder, lang, up, count in (
        ("", "ja", "../", f"{len(records)}件"),
        ("en/", "en", "../../", f"{len(records)} datasets"),
    ):
        page = PAGE.format(lang=lang, root=up, count=count, items=items)
        write(root, [(f"{folder}datasets/index.html", page.encode())])
    write(root, [("index.html", HOME.encode())])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The test records, served."""
    with served(tmp_path_factory.mktemp("public"), documents()) as root:
        yield root


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A fresh page; a script error or a request to another origin fails the test."""
    context = browser.new_context()
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    assert errors == []


def _count(page: Any, text: str) -> None:
    page.wait_for_function("text => document.querySelector('[data-count]').textContent === text", arg=text)


def _ids(page: Any) -> list[str]:
    links: list[str] = page.eval_on_selector_all("[data-results] a", "all => all.map(one => one.getAttribute('href'))")
    return [link.removeprefix("../datasets/").rstrip("/") for link in links]


def _compose(page: Any, steps: list[str]) -> None:
    """Types as an input method does: the text changes while it composes, and stands only at the end."""
    page.evaluate(
        """steps => {
          const box = document.querySelector('input[type=search]');
          box.focus();
          const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
          const event = (Kind, name, data, rest) => box.dispatchEvent(new Kind(name, {bubbles: true, data, ...rest}));
          event(CompositionEvent, 'compositionstart', '');
          for (const text of steps) {
            event(CompositionEvent, 'compositionupdate', text);
            set.call(box, text);
            event(InputEvent, 'input', text, {isComposing: true, inputType: 'insertCompositionText'});
          }
          box.dispatchEvent(new KeyboardEvent('keydown', {bubbles: true, key: 'Enter', isComposing: true, keyCode: 229}));
        }""",
        steps,
    )


def _commit(page: Any) -> None:
    page.evaluate(
        "() => document.querySelector('input[type=search]').dispatchEvent(new CompositionEvent('compositionend', {bubbles: true}))"
    )


def test_composing_text_is_not_searched(page: Any, address: str) -> None:
    """Half-converted kana change nothing; the committed word is searched and announced."""
    page.goto(address + "datasets/")
    page.wait_for_selector("[data-facets] details")
    whole = page.text_content("[data-count]")
    _compose(page, ["h", "ひ", "ひな", "ひなん", "ひなんj", "ひなんじょ", "避難所"])
    page.wait_for_timeout(400)
    assert page.text_content("[data-count]") == whole
    assert page.locator("[role=listbox]").is_hidden()
    _commit(page)
    page.wait_for_function("() => new URLSearchParams(location.search).get('q') === '避難所'")
    page.wait_for_function(
        "() => document.querySelector('[data-results] a').getAttribute('href') === '../datasets/shelter-stay/'"
    )


def test_same_answers_as_the_command(page: Any, address: str, site: Path) -> None:
    """Typed queries show the same datasets in the same order as the command, with the same count."""
    page.goto(address + "datasets/")
    for case in labelled()[::6]:
        ours = search(site, case.query, limit=20)
        # the query before may have had as many results: they are marked, and gone when the new ones are drawn
        page.eval_on_selector_all("[data-results] a", "all => all.forEach(one => { one.dataset.before = '' })")
        page.fill("input[type=search]", case.query)
        page.press("input[type=search]", "Enter")
        _count(page, f"{ours['total']}件")
        page.wait_for_function(
            """n => {
              const links = document.querySelectorAll('[data-results] a');
              return links.length === n && ![...links].some(one => 'before' in one.dataset);
            }""",
            arg=len(ours["results"]),
        )
        assert _ids(page) == [one["id"] for one in ours["results"]], case.query


def test_url_is_the_state(page: Any, address: str) -> None:
    """A link to a narrowed search shows it; a chip takes it away; going back brings it again."""
    page.goto(address + "datasets/?q=人口&theme=SOCI&format=csv")
    page.wait_for_selector("[data-results] article")
    narrowed = page.text_content("[data-count]")
    assert page.locator("[data-facets] input:checked").count() == 2
    page.click(".filters .chip.reset")
    page.wait_for_function("text => document.querySelector('[data-count]').textContent !== text", arg=narrowed)
    assert "theme" not in page.url
    page.go_back()
    _count(page, narrowed)
    assert page.locator(".filters .chip").count() == 3


def test_facets_by_keyboard(page: Any, address: str, site: Path) -> None:
    """A value is chosen with the space bar, the counts follow, and the focus stays where it was."""
    page.goto(address + "datasets/?q=人口")
    box = page.locator("[data-facets] input[value=csv]")
    box.focus()
    page.keyboard.press("Space")
    _count(page, f"{search(site, '人口', {'format': ['csv']})['total']}件")
    assert page.evaluate("() => document.activeElement.value") == "csv"


def test_suggestions_by_keyboard(page: Any, address: str) -> None:
    """Suggestions are a list box that the arrow keys walk, Escape closes and Enter takes."""
    page.goto(address + "datasets/")
    box = page.locator("input[type=search]")
    box.press_sequentially("図書")
    page.wait_for_selector("[role=listbox] [role=option]")
    assert box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    active = box.get_attribute("aria-activedescendant")
    assert page.get_attribute(f"#{active}", "aria-selected") == "true"
    text = page.text_content(f"#{active} span")
    box.press("Escape")
    assert page.locator("[role=listbox]").is_hidden()
    box.press("ArrowDown")
    page.wait_for_selector("[role=listbox] [role=option]")
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_function("text => document.querySelector('input[type=search]').value === text", arg=text)


def test_home_page_suggests(page: Any, address: str) -> None:
    """The box of the home page suggests too, reads nothing before, and leads to the list."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    assert not [url for url in asked if "/search/" in url]
    page.locator("input").press_sequentially("避難")
    page.locator('[role="option"]').first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/datasets/?q=*")


def test_cards_say_what_the_list_says(page: Any, address: str) -> None:
    """A hit shows that it was screened, its formats by name and its date in words; the pages of the list wait aside."""
    page.goto(f"{address}datasets/?{urlencode({'q': 'AED'})}")
    card = page.locator("[data-results] article", has_text="AED設置箇所一覧").first
    card.wait_for()
    words = card.inner_text()
    assert "個人情報 確認済み" in words and "標準データセット" in words and "年" in words.split("更新 ")[1]
    assert page.locator("[data-pages]").is_hidden()
    page.fill("input", "")
    page.locator("[data-pages]").wait_for()


def test_nothing_found_offers_more(page: Any, address: str) -> None:
    """Zero hits say so, offer another query and name the office to ask."""
    page.goto(address + "datasets/?q=" + "format:docx 公園")
    _count(page, "0件")
    assert page.locator(".offers a").first.text_content() == "公園"
    assert "窓口" in page.text_content(".search-note")


def test_marks_what_was_found(page: Any, address: str) -> None:
    """The words stand marked in title and snippet, whatever their width or script."""
    page.goto(address + "datasets/?q=ａｅｄ")
    page.wait_for_selector("[data-results] mark")
    assert page.locator("[data-results] mark").first.text_content() == "AED"
    page.goto(address + "datasets/?q=微小粒子")
    page.wait_for_selector(".found-text mark")
    assert page.locator(".found-text mark").first.text_content() == "微小粒子"


def test_english_page(page: Any, address: str) -> None:
    """The English list counts and names in English."""
    page.goto(address + "en/datasets/?q=AED")
    _count(page, "1 dataset")
    assert page.locator("[data-results] h2").first.text_content() == "AED locations"


def test_markup_in_titles_stays_text(page: Any, tmp_path: Path) -> None:
    """A title or query with markup is shown as it is written and runs nothing."""
    title = "<img src=x onerror=document.title='run'> 一覧"
    with served(tmp_path, [replace(documents()[0], title=title)]) as root:
        for query in ("一覧", "<img src=x onerror=alert(1)>"):
            page.goto(f"{root}datasets/?{urlencode({'q': query})}")
            page.wait_for_selector("[data-facets] *, .search-note *")
        page.goto(f"{root}datasets/?q=一覧")
        page.wait_for_selector("[data-results] h2")
        assert page.locator("[data-results] h2").text_content() == title
        assert page.title() == "list"


def test_without_the_index_the_list_stays(browser: Any, address: str) -> None:
    """When the index cannot be read, the page says so and keeps the whole list."""
    context = browser.new_context()
    opened = context.new_page()
    opened.route("**/search/index.json", lambda route: route.abort())
    opened.goto(address + "datasets/?q=避難所")
    opened.wait_for_function("() => document.querySelector('.search-note').textContent.includes('索引')")
    assert opened.locator("[data-results] > li").count() == len(documents())
    context.close()


def test_first_query_reads_few_files(page: Any, address: str) -> None:
    """A first query asks only this site, for the manifest, the heads and the shards of its pieces."""
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.goto(address + "datasets/?q=一覧")
    page.wait_for_selector("[data-results] article")
    assert all(url.startswith(address) for url in seen)
    index = [url for url in seen if "/search/" in url and "/assets/" not in url]
    assert len(index) <= 12
    assert json.dumps(index).count("readings") == 0
