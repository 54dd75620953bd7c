"""What visitors do, in a real browser: read, search, filter, sort, copy, open the map, with mouse, keyboard and without script."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.sites import WITHDRAWN

pytestmark = pytest.mark.browser

Visit = Callable[..., Any]
BUSY = "datasets/evacuation-sites/"
#: one page of each type
PAGES = (
    "", "datasets/", BUSY, "datasets/population-2026/", "datasets/bus-gtfs/", f"{BUSY}changes/", f"datasets/{WITHDRAWN}/", "themes/",
    "themes/population/", "publishers/", "formats/", "standards/", "quality/", "api/", "screening/", "licences/", "accessibility/",
    "guide/", "about/", "404.html", "pages/contest/",
)  # fmt: skip
EASY = ("", "datasets/", "datasets/population-2026/", "quality/", "guide/", "screening/", f"datasets/{WITHDRAWN}/")
ALL = tuple(f"{p}{page}" for p in ("", "en/") for page in PAGES) + tuple(f"easy/{p}" for p in EASY)
#: what the colours of the page decide; all else is the same in light and dark
OF_COLOUR = ["color-contrast", "link-in-text-block"]


def _axe(page: Any, rules: list[str] | None = None) -> list[str]:
    """What axe-core finds against WCAG 2.2 A and AA and its best practices. Rows after the fifth are like the first."""
    page.evaluate("() => document.querySelectorAll('tbody tr:nth-child(n+6)').forEach((row) => row.remove())")
    if not page.evaluate("'axe' in window"):
        page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    # a popup that is still fading in is paler than it will be
    page.evaluate("() => Promise.allSettled(document.getAnimations().map((one) => one.finished)).then(() => null)")
    only = {"runOnly": {"type": "rule", "values": rules}} if rules else {}
    result = page.evaluate("(only) => axe.run(document, {resultTypes: ['violations'], ...only})", only)
    return [f"{v['id']}: {n['target']} {n['failureSummary']}" for v in result["violations"] for n in v["nodes"][:3]]


def _both(page: Any) -> list[str]:
    """Axe in light, and what can differ in the dark."""
    page.emulate_media(color_scheme="light")
    found = _axe(page)
    page.emulate_media(color_scheme="dark")
    return found + [f"dark: {line}" for line in _axe(page, OF_COLOUR)]


@pytest.mark.parametrize("path", ALL)
def test_accessible(visit: Visit, path: str) -> None:
    """axe finds nothing on any type of page, in any language, light or dark, unfolded; at 320 pixels nothing sticks out."""
    page = visit(path, viewport={"width": 1280, "height": 900})
    page.wait_for_load_state("networkidle")
    page.evaluate("() => document.querySelectorAll('details').forEach((d) => { d.open = true })")
    assert _both(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("width", [320, 1280])
def test_accessible_in_use(visit: Visit, width: int) -> None:
    """Also the states that scripts make: answers with chips and facets, all rows and a sorted column, the open map."""
    page = visit("datasets/?q=避難", viewport={"width": width, "height": 900})
    page.wait_for_selector("[data-facets] input[type=checkbox]", state="attached")
    page.evaluate("() => document.querySelectorAll('details').forEach((d) => { d.open = true })")
    page.locator("[data-facets] input[type=checkbox]:visible").first.check()
    page.get_by_role("button", name="外す").first.wait_for()
    assert _both(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("input[type=search]").fill("ひなん")
    page.wait_for_selector("[role=option]")
    assert _both(page) == []
    page = visit("datasets/weather/", viewport={"width": width, "height": 900})
    page.get_by_role("button", name="全件を読む").click()
    page.get_by_role("button", name="次の 100 行").click()
    page.locator("table.data th button").first.click()
    page.get_by_label("表の中をさがす").fill("2025")
    assert _both(page) == []
    page = visit(BUSY, elsewhere=True, viewport={"width": width, "height": 900})
    page.get_by_role("button", name="地図で表示").click()
    page.locator(".leaflet-interactive").first.press("Enter")
    page.wait_for_selector(".leaflet-popup dl")
    assert _both(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", ["", "datasets/", BUSY])
def test_forced_colours(visit: Visit, path: str) -> None:
    """In a high-contrast mode nothing is lost that axe can see."""
    assert _axe(visit(path, forced_colors="active")) == []


def test_forced_colours_show_where_one_is_and_what_is_a_button(visit: Visit) -> None:
    """Only the current page is underlined in the menu, and the search button has an edge."""
    page = visit("datasets/", forced_colors="active")
    lines: list[str] = page.eval_on_selector_all(
        ".main-nav a", "all => all.map(one => getComputedStyle(one).borderBottomColor)"
    )
    canvas: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    here: list[bool] = page.eval_on_selector_all(
        ".main-nav a", "all => all.map(one => one.hasAttribute('aria-current'))"
    )
    assert [line != canvas for line in lines] == here
    assert page.locator(".search button").evaluate("one => getComputedStyle(one).borderTopWidth") == "2px"


def test_skip_link(visit: Visit) -> None:
    """The first press of Tab offers to skip to the content, Enter goes there."""
    page = visit(BUSY)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_search_from_home(visit: Visit) -> None:
    """A word typed on the home page leads to the list with its hits, the number announced."""
    page = visit("")
    page.locator("input[type=search]").fill("避難")
    page.keyboard.press("Enter")
    page.wait_for_url("**/datasets/?q=*")
    page.wait_for_function("() => document.querySelector('[data-results] a[href*=\"evacuation-sites/\"]')")
    page.wait_for_function("() => /^[1-9]件$/.test(document.querySelector('[role=status][data-count]').textContent)")
    page.locator("[data-results] a").first.click()
    page.wait_for_url("**/datasets/*/")
    assert page.locator("h2#preview").is_visible()


def test_search_in_english(visit: Visit) -> None:
    """The English list answers in English and leads to English pages."""
    page = visit("en/datasets/?q=shelter")
    page.wait_for_function(
        "() => /^\\d datasets?$/.test(document.querySelector('[role=status][data-count]').textContent)"
    )
    href = page.locator("[data-results] a").first.get_attribute("href")
    page.goto(page.evaluate("(href) => new URL(href, location).href", href))
    assert page.locator("html").get_attribute("lang") == "en"


def test_search_in_easy_japanese(visit: Visit) -> None:
    """A hit on the やさしい日本語 list leads to a page that exists."""
    page = visit("easy/datasets/?q=人口")
    page.wait_for_function("() => /^\\d件$/.test(document.querySelector('[role=status][data-count]').textContent)")
    href = page.locator("[data-results] a").first.get_attribute("href")
    assert page.goto(page.evaluate("(href) => new URL(href, location).href", href)).status == 200


def test_facets_by_keyboard(visit: Visit) -> None:
    """A facet is reached and ticked with the keyboard; the list gets shorter and the chip takes it away again."""
    page = visit("datasets/?q=一覧")
    page.wait_for_selector("[data-facets] input[type=checkbox]")
    before = page.locator("[data-count]").text_content()
    box = page.locator("[data-facets] input[type=checkbox]:visible").first
    box.focus()
    page.keyboard.press("Space")
    page.wait_for_function("(old) => document.querySelector('[data-count]').textContent !== old", arg=before)
    assert "=" in page.url.split("?")[1]
    page.get_by_role("button", name="外す").first.press("Enter")
    page.wait_for_function("(old) => document.querySelector('[data-count]').textContent === old", arg=before)


def test_sort_by_keyboard(visit: Visit) -> None:
    """A head sorts up, down, and back to the order of the file; assistive technology is told."""
    page = visit("datasets/weather/")
    head = page.locator("table.data th").nth(3)
    button = head.get_by_role("button")
    cells = page.locator("table.data tbody tr td:nth-child(4)")
    original = cells.all_text_contents()
    button.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    up = [float(x) for x in cells.all_text_contents() if x]
    assert up == sorted(up)
    button.press("Space")
    assert head.get_attribute("aria-sort") == "descending"
    down = [float(x) for x in cells.all_text_contents() if x]
    assert down == sorted(down, reverse=True)
    button.press("Enter")
    assert head.get_attribute("aria-sort") == "none"
    assert cells.all_text_contents() == original


def test_filter_the_table(visit: Visit) -> None:
    """Typing shows only the rows that hold the word, in any width or kana, and says how many."""
    page = visit(BUSY)
    rows = page.locator("table.data tbody tr")
    whole = rows.count()
    page.get_by_label("表の中をさがす").fill("ｺｳｴﾝ")
    page.wait_for_function("(n) => document.querySelectorAll('table.data tbody tr').length < n", arg=whole)
    assert rows.count() > 0
    assert all("コウエン" in text for text in rows.all_text_contents())
    assert f"{rows.count()} 行が当てはまります" in page.locator(".preview-count").text_content()
    page.get_by_role("button", name="しぼりこみを解除").click()
    assert rows.count() == whole


def test_filter_by_a_bar(visit: Visit) -> None:
    """A click on a bar of a distribution shows the rows with that value."""
    page = visit("datasets/garbage-sorting/")
    spark = page.locator("th .spark.pick").first
    box = spark.bounding_box()
    spark.click(position={"x": box["width"] * 0.03, "y": box["height"] * 0.8})
    value = page.get_by_label("表の中をさがす").input_value()
    assert value
    column = page.locator(".preview-tools select").input_value()
    cells = page.locator(f"table.data tbody td:nth-child({int(column) + 1})").all_text_contents()
    assert cells and set(cells) == {value}


def test_all_rows_from_parquet(visit: Visit) -> None:
    """More than a hundred rows are read on a click, page by page, and sorting then covers all of them."""
    page = visit("datasets/weather/")
    assert page.locator("table.data tbody tr").count() == 100
    page.get_by_role("button", name="全件を読む").click()
    page.wait_for_function("() => document.querySelector('.preview-count').textContent.includes('365')")
    page.get_by_role("button", name="次の 100 行").click()
    assert page.locator("table.data tbody tr").count() == 100
    head = page.locator("table.data th").first.get_by_role("button")
    head.click()
    head.click()
    assert page.locator("table.data tbody td").first.text_content() == "2026-03-31"


def test_map_after_a_click(visit: Visit) -> None:
    """No tile is asked for before the button is pressed; then the map, its attribution, its buttons and a popup are there."""
    page = visit(BUSY, elsewhere=True)
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if "cyberjapandata" in r.url else None)
    page.wait_for_load_state("networkidle")
    assert not asked
    assert page.locator("svg.dotmap").is_visible()
    page.get_by_role("button", name="地図で表示").press("Enter")
    page.wait_for_selector(".leaflet-interactive")
    page.wait_for_timeout(300)
    assert asked and all(url.startswith("https://cyberjapandata.gsi.go.jp/xyz/") for url in asked)
    credit = page.get_by_role("link", name="地理院タイル")
    assert credit.get_attribute("href") == "https://maps.gsi.go.jp/development/ichiran.html"
    assert page.get_by_role("button", name="拡大").is_visible()
    page.locator(".leaflet-interactive").first.focus()
    page.locator(".leaflet-interactive").first.press("Enter")
    page.wait_for_selector(".leaflet-popup dl")
    assert page.locator(".leaflet-popup strong").text_content()


@pytest.mark.parametrize("path", ["", "datasets/", BUSY, "en/" + BUSY, "quality/"])
def test_useful_without_script(visit: Visit, path: str) -> None:
    """Without JavaScript the list, rows, charts, downloads and quality can be read and nothing is a dead button."""
    page = visit(path, java_script_enabled=False)
    assert page.locator("h1").is_visible()
    if path.endswith(BUSY):
        assert page.locator("table.data tbody tr").count() >= 30
        assert page.locator("svg.chart").count() >= 1
        assert page.locator("svg.dotmap").count() == 1
        assert page.locator("a[download]").count() >= 5
        assert page.locator("main button:visible").count() == 0
    if path == "datasets/":
        assert page.locator("[data-results] a").count() >= 20
    if path == "":
        assert page.locator(".tile").count() >= 5


def test_opened_from_a_disk(visit: Visit, site: Path) -> None:
    """The folder works without a server: pages have their style and links lead to pages."""
    page = visit((site / "index.html").as_uri())
    assert page.evaluate("getComputedStyle(document.querySelector('.tile')).borderRadius") != "0px"
    page.locator(".news a").first.click()
    page.wait_for_load_state("load")
    assert page.url.endswith("/index.html")
    assert page.locator("h2#preview").is_visible()
    page.get_by_role("link", name="English").click()
    page.wait_for_load_state("load")
    assert page.locator("html").get_attribute("lang") == "en"


def test_not_found_helps(visit: Visit) -> None:
    """The page for a wrong address has its style and offers ids that look like it."""
    page = visit("datasets/evacuation-site/index.html")
    assert page.evaluate("getComputedStyle(document.querySelector('.search button')).borderRadius") != "0px"
    assert page.locator("#near").is_visible()
    page.get_by_role("link", name="evacuation-sites").click()
    page.wait_for_load_state("load")
    assert page.locator("h2#preview").is_visible()


def test_focus_is_seen(visit: Visit) -> None:
    """Every control that can be reached with Tab shows a thick outline, and none is hidden under anything."""
    page = visit("")
    seen = 0
    for _ in range(25):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, parseFloat(s.outlineWidth)] }"
        )
        assert outline[0] == "solid" and outline[1] >= 3
        seen += 1
    assert seen == 25


def test_targets_are_large(visit: Visit) -> None:
    """Buttons and links that stand alone measure at least 24 by 24 pixels (WCAG 2.5.8)."""
    page = visit(BUSY, viewport={"width": 390, "height": 800})
    small = page.evaluate("""() => [...document.querySelectorAll('button, summary, nav a, a.chip, a.button, select, input')]
        .filter((e) => e.offsetParent && !e.classList.contains('skip'))
        .map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
        .filter(([, r]) => r.width < 24 || r.height < 24).map(([html, r]) => `${html} ${r.width}x${r.height}`)""")
    assert small == []


def test_prints(visit: Visit) -> None:
    """On paper the tools go and the facts stay."""
    page = visit(BUSY)
    page.emulate_media(media="print")
    assert not page.locator(".preview-tools").first.is_visible()
    assert not page.locator("nav.main-nav").is_visible()
    assert page.locator("table.data").is_visible()
    assert page.locator("dl.facts").first.is_visible()
    assert page.locator(".data thead th").nth(7).is_visible() and not page.locator(".data thead th").nth(8).is_visible()
    for th in page.locator(".data thead th:visible").all():  # no heads whose letters stand in a stack
        assert th.bounding_box()["height"] < 120


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_jumps_land_and_nothing_moves(visit: Visit, width: int) -> None:
    """Each jump of a long page brings its heading to the top, as an address too; nothing moves while a page loads."""
    page = visit("datasets/population-2026/#columns", viewport={"width": width, "height": 800})
    top = "(id) => document.getElementById(id).getBoundingClientRect().top"
    page.wait_for_function("() => Math.abs(document.getElementById('columns').getBoundingClientRect().top) < 60")
    moved = page.evaluate("""() => new Promise((done) => { let sum = 0
        new PerformanceObserver((list) => list.getEntries().forEach((e) => { if (!e.hadRecentInput) sum += e.value }))
            .observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(sum), 50) })""")
    assert moved < 0.02
    for name in ("preview", "charts", "quality", "privacy", "use"):
        page.locator(f'.on-page a[href="#{name}"]').click()
        page.wait_for_function(f"() => Math.abs(({top})('{name}')) < 60")


def test_a_telephone_hides_no_column(visit: Visit) -> None:
    """At 360 pixels the files and the data dictionary are read downwards: no cell lies to the right of the window."""
    page = visit("datasets/population-2026/", viewport={"width": 360, "height": 740})
    hidden = page.evaluate("""() => [...document.querySelectorAll('.files-table td, .dictionary td, .dictionary tbody th, .chart text')]
        .filter((e) => e.getBoundingClientRect().right > innerWidth).map((e) => e.outerHTML.slice(0, 80))""")
    assert hidden == []


def test_labels_of_charts_do_not_touch(visit: Visit) -> None:
    """On a telephone no two marks of an axis overlap, and no label runs into its value."""
    for path in ("datasets/visitors/", "datasets/weather/", "datasets/evacuation-sites/", "datasets/food-business/"):
        page = visit(path, viewport={"width": 360, "height": 740})
        assert (
            page.evaluate("""() => [...document.querySelectorAll('svg.chart')].flatMap((svg) => {
            const boxes = [...svg.querySelectorAll('text')].map((t) => [t.textContent, t.getBoundingClientRect()])
            return boxes.flatMap(([a, p], i) => boxes.slice(i + 1).filter(([, q]) => p.left < q.right && q.left < p.right
              && p.top < q.bottom - 4 && q.top < p.bottom - 4).map(([b]) => `${a} / ${b}`)) })""")
            == []
        )
