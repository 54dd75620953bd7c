"""The words of the interface, the links, the colours and the choice of charts."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from catalog.bundled import bundled
from catalog.errors import CatalogError
from catalog.metadata import vocabularies
from catalog.model import Resource
from catalog.pages.colours import city_css, readable
from catalog.pages.context import mean
from catalog.pages.language import languages
from catalog.pages.links import relative
from catalog.pages.markdown import markdown
from catalog.pages.words import LONGEST_GAP, frequency, longest_gap
from catalog.release.kinds import coordinate_columns
from catalog.release.profile import profile
from catalog.tables.table import Table

FOLDER = bundled("site")


def _table(columns: dict[str, list[str | None]]) -> Table:
    frame = pl.DataFrame({str(i): pl.Series(v, dtype=pl.String) for i, v in enumerate(columns.values())})
    width = range(len(columns))
    return Table(None, tuple(columns), frame, tuple(width), (1,), range(2, frame.height + 2))


def _charts(columns: dict[str, list[str | None]]) -> list[tuple[str, str]]:
    shown = profile(_table(columns), Resource("r", "r.csv"))
    return [(c["kind"], c["title"]["ja"]) for c in shown.charts]


def test_every_language_says_the_same_things() -> None:
    """Japanese and English have the same texts with the same blanks; やさしい日本語 invents none."""
    made = languages((FOLDER / "translations",), ("ja", "en", "easy"))
    assert set(made["ja"].texts) == set(made["en"].texts)
    assert set(made["easy"].texts) == set(made["ja"].texts)
    for key, text in made["ja"].texts.items():
        for other in ("en", "easy"):
            said = [t if isinstance(t, str) else t["other"] for t in (text, made[other].texts[key])]
            assert len({frozenset(re.findall(r"\{(\w+)\}", s)) for s in said}) == 1, (other, key)


def test_templates_use_only_known_texts() -> None:
    """No page can ask for a text that is not there."""
    known = languages((FOLDER / "translations",), ("ja",))["ja"].texts
    for path in sorted((FOLDER / "templates").glob("*.html")):
        for key in re.findall(r'\b(?:t|plain)\(["\']([\w.]+)["\'][,)]', path.read_text("utf-8")):
            assert key in known, (path.name, key)


def test_links_are_relative() -> None:
    """A link climbs no higher than it must."""
    assert relative("en/datasets/aed/index.html", "datasets/aed/aed.csv") == "../../../datasets/aed/aed.csv"
    assert relative("datasets/aed/index.html", "datasets/aed/aed.csv") == "aed.csv"
    assert relative("index.html", "") == "./"


@pytest.mark.parametrize("colour", ["#ffff00", "#7fd4c1", "#000000", "#0017c1", "#f00"])
def test_any_city_colour_is_readable(colour: str) -> None:
    """Yellow on white becomes dark enough, black on a dark ground light enough."""
    from catalog.pages.colours import _rgb, contrast

    for ground in ("#ffffff", "#f2f2f2", "#14181d"):
        assert contrast(_rgb(readable(colour, ground)), _rgb(ground)) >= 4.5


def test_a_wrong_colour_is_named() -> None:
    """A typo in catalog.yaml is a message, not a broken style sheet."""
    with pytest.raises(CatalogError, match="kye"):
        city_css({"kye": "#000"})
    with pytest.raises(CatalogError, match="is no colour"):
        city_css({"key": "red;} body{display:none"})


def test_markdown_is_cleaned() -> None:
    """Scripts, handlers and strange addresses do not come through."""
    html = markdown('# A\n\n<img src=x onerror=alert(1)> [x](javascript:alert(1)) <b style="x">b</b>')
    assert "onerror" not in html and "javascript" not in html.split("href")[-1][:13] and "style" not in html
    assert "<h2>A</h2>" in html
    assert "写真" in markdown("![写真](https://tracker.example/x.png)") and "src" not in markdown(
        "![写真](//x.example/x.png)"
    )
    assert "<h2>a</h2>" in markdown("## a\n\n### b") and "<h3>b</h3>" in markdown("## a\n\n### b")


def test_years_become_a_line() -> None:
    """A table of years and numbers is drawn over time, era names in order."""
    columns = {"年度": ["平成30年度", "令和元年度", "令和2年度", "令和3年度"], "収集量": ["100", "120", "110", "1,300"]}
    shown = profile(_table(columns), Resource("r", "r.csv"))
    assert shown.charts[0]["kind"] == "line"
    assert shown.charts[0]["x"] == columns["年度"]
    assert shown.charts[0]["series"][0]["values"] == [100.0, 120.0, 110.0, 1300.0]


def test_a_pyramid_from_long_rows() -> None:
    """Ages in rows with a column for men and one for women make a population pyramid; the sum row is left out."""
    ages = ["0～4歳", "5～9歳", "10～14歳", "15～19歳", "85歳以上", "総数"]
    found = _charts({"年齢": list(ages), "男": ["1", "2", "3", "4", "5", "15"], "女": ["2", "3", "4", "5", "6", "20"]})
    assert found[0][0] == "pyramid"


def test_codes_are_not_measured() -> None:
    """Codes, running numbers and coordinates get no chart."""
    n = 30
    columns = {
        "全国地方公共団体コード": ["131016"] * n,
        "連番": [str(i) for i in range(1, n + 1)],
        "緯度": [f"35.{i:03}" for i in range(n)],
        "経度": [f"139.{i:03}" for i in range(n)],
    }
    assert _charts(columns) == []
    assert len(profile(_table(columns), Resource("r", "r.csv")).points) == n


def test_impossible_points_are_left_out() -> None:
    """A swapped pair or a zero does not shrink the city to a dot."""
    shown = profile(
        _table(
            {
                "名称": ["A", "B", "C", "D"],
                "緯度": ["35.1", "35.2", "139.5", "0"],
                "経度": ["139.1", "139.2", "35.3", "0"],
            }
        ),
        Resource("r", "r.csv"),
    )
    assert [p[2] for p in shown.points] == ["A", "B"]
    given = [(139.1, 35.1), (float("nan"), float("nan"))]  # a GeoJSON feature without geometry
    assert len(profile(_table({"名称": ["A", "B"]}), Resource("r", "r.geojson"), points=given).points) == 1


def test_coordinate_columns_are_found_by_many_names() -> None:
    """緯度 and 経度 in several spellings; a word that only contains the letters is none."""
    assert coordinate_columns(["名称", "施設緯度", "施設経度"]) == ("施設緯度", "施設経度")
    assert coordinate_columns(["stop_lat", "stop_lon"]) == ("stop_lat", "stop_lon")
    assert coordinate_columns(["plate", "belong"]) is None


def test_missing_and_distinct_are_counted() -> None:
    """Empty cells and the signs that stand for them are missing values."""
    shown = profile(
        _table({"種別": ["公園", "公園", None, "-", " "]}), Resource("r", "r.csv", missing_values=("", "-"))
    )
    column = shown.columns[0]
    assert (column.filled, column.missing, column.distinct) == (2, 3, 1)


def test_the_theme_folder_is_looked_at_first(tmp_path: Path) -> None:
    """A city's own word replaces ours, all others stay."""
    (tmp_path / "ja.yaml").write_text("nav: {home: ようこそ}\n", encoding="utf-8")
    ja = languages((FOLDER / "translations", tmp_path), ("ja",))["ja"]
    assert ja.plain("nav.home") == "ようこそ"
    assert ja.plain("nav.themes") == "分野"


def test_cells_of_a_statistic_are_drawn_not_counted() -> None:
    """District by trade, one figure each: bars of the figures, and no chart that says three rows for every trade."""
    districts, trades = ("東", "西", "北"), ("小売", "建設", "水産", "飲食")
    cells: list[tuple[str, str]] = [(d, t) for d in districts for t in trades]
    columns: dict[str, list[str | None]] = {
        "地区": [d for d, _ in cells],
        "業種": [t for _, t in cells],
        "事業者数": [str(10 + 7 * n) for n in range(len(cells))],
    }
    found = profile(_table(columns), Resource("r", "r.csv")).charts
    assert [c["title"]["ja"] for c in found] == ["地区・業種ごとの事業者数"]
    assert found[0]["labels"][0] == "北 飲食" and found[0]["values"][0] == 87.0


def test_categories_that_all_have_as_many_rows_get_no_chart() -> None:
    """Bars of one length say nothing."""
    n = 40
    columns: dict[str, list[str | None]] = {
        "名称": [f"第{i}会館" for i in range(n)],
        "地区": ["東西南北"[i % 4] for i in range(n)],
        "種別": ["会館" if i % 3 else "公園" for i in range(n)],
    }
    assert [title for _, title in _charts(columns)] == ["種別ごとの件数"]


def test_frequencies_are_those_of_the_metadata() -> None:
    """Every term that the description knows has words on the pages and, when something is promised, a day by which it is due."""
    made = languages((FOLDER / "translations",), ("ja", "en", "easy"))
    terms = {term.code for term in vocabularies._frequency_words().values()}
    for language in made.values():
        assert {f"frequency.{code.lower()}" for code in terms} == {
            k for k in language.texts if k.startswith("frequency.")
        }
    assert set(LONGEST_GAP) == terms - {"IRREG", "NEVER", "UNKNOWN"}
    assert (frequency("3ヶ月ごと", made["ja"]), frequency("隔週", made["en"])) == ("年に4回", "Every two weeks")
    assert (frequency("気が向いたら", made["ja"]), longest_gap("気が向いたら"), longest_gap("年度ごと")) == (
        "気が向いたら",
        0,
        396,
    )


def test_a_mean_is_full_only_when_all_are() -> None:
    """One rounding for every score: 404.6 of 405 points is no 405, nor is 99.6 a 100."""
    assert mean([405, 404.2], 405) == 404 and mean([405, 405], 405) == 405
    assert mean([100, 99, None]) == 99 and mean([None]) is None
