"""The charts: which are chosen for a table, and how they are drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import pytest

from catalog.bundled import bundled
from catalog.model import Resource
from catalog.pages.chart_axes import compact, dated, scale, time_ticks
from catalog.pages.charts import Chart, chart
from catalog.pages.language import Language, languages
from catalog.release.profile import profile
from catalog.tables.table import Table

LANGUAGES = languages((bundled("site") / "translations",), ("ja", "en"))
JA, EN = LANGUAGES["ja"], LANGUAGES["en"]


def _chosen(columns: Mapping[str, Sequence[str | None]]) -> list[Mapping[str, Any]]:
    frame = pl.DataFrame({str(i): pl.Series(v, dtype=pl.String) for i, v in enumerate(columns.values())})
    table = Table(None, tuple(columns), frame, tuple(range(len(columns))), (1,), range(2, frame.height + 2))
    return list(profile(table, Resource("r", "r.csv")).charts)


def _titles(columns: Mapping[str, Sequence[str | None]]) -> list[tuple[str, str]]:
    return [(c["kind"], c["title"]["ja"]) for c in _chosen(columns)]


def _drawn(data: Mapping[str, Any], language: Language = JA) -> Chart:
    return chart(data, "c", language)


def test_years_by_place_are_lines() -> None:
    """Visitors by year and place: a line for each place, and no distribution of all figures together."""
    cells = [(y, p) for y in range(2017, 2026) for p in ("灯台", "博物館", "温泉", "朝市", "浜", "里")]
    columns: dict[str, Sequence[str | None]] = {
        "年": [str(y) for y, _ in cells],
        "施設名": [p for _, p in cells],
        "入込客数": [str((i * 7919) % 5000 + 10) for i in range(len(cells))],
    }
    found = _chosen(columns)
    assert [(c["kind"], c["title"]["ja"]) for c in found] == [("line", "施設名ごとの入込客数の移り変わり")]
    assert len(found[0]["series"]) == 6


def test_of_many_places_the_largest_are_lines() -> None:
    """Twenty places make no tangle: five lines, and the title says so."""
    cells = [(y, p) for y in range(2020, 2025) for p in range(20)]
    columns: dict[str, Sequence[str | None]] = {
        "年度": [f"{y}年度" for y, _ in cells],
        "館名": [f"{'あいうえおかきくけこさしすせそたちつてと'[p]}館" for _, p in cells],
        "貸出冊数": [str(100 * p + (y * p) % 37) for y, p in cells],
    }
    found = _chosen(columns)
    assert found[0]["title"]["ja"].endswith("（大きい順に5）") and len(found[0]["series"]) == 5
    assert found[0]["series"][0]["name"] == "と館"


def test_years_in_the_headings_are_a_line() -> None:
    """A column for each year is a table over time too."""
    columns: dict[str, Sequence[str | None]] = {"区分": ["可燃", "不燃", "資源"]}
    columns |= {f"{y}年度": [str(y - 1000), str(y - 1500), str(y - 1900)] for y in range(2018, 2024)}
    found = _chosen(columns)
    assert found[0]["kind"] == "line" and found[0]["by"] == "fiscal"
    assert [s["name"] for s in found[0]["series"]] == ["可燃", "不燃", "資源"]


def test_year_and_month_in_two_columns_are_one_time() -> None:
    """年 and 月 beside each other tell the month."""
    columns: dict[str, Sequence[str | None]] = {
        "年": [str(y) for y in (2023, 2024) for _ in range(12)],
        "月": [str(m) for _ in (1, 2) for m in range(1, 13)],
        "収集量": [str(1000 + (i * 37) % 90) for i in range(24)],
    }
    found = _chosen(columns)
    assert found[0]["by"] == "month" and found[0]["x"][0] == "2023年1月" and len(found[0]["x"]) == 24


def test_months_of_a_fiscal_year_keep_their_order() -> None:
    """4月 to 3月 is drawn from April to March."""
    months = [f"{m}月" for m in (*range(4, 13), 1, 2, 3)]
    for written in (months, [m.removesuffix("月") for m in months]):
        found = _chosen({"月": written, "来館者数": [str(100 + i * i) for i in range(12)]})
        assert found[0]["kind"] == "line" and found[0]["x"] == months


def test_long_daily_series_are_drawn_as_means_of_months() -> None:
    """Three years of days are 36 points, and the title says that they are means."""
    days = [f"{y}-{m:02}-{d:02}" for y in (2022, 2023, 2024) for m in range(1, 13) for d in range(1, 29)]
    found = _chosen({"日付": list(days), "乗客数": [str(500 + (i * 31) % 97) for i in range(len(days))]})
    assert found[0]["title"]["ja"] == "乗客数の月平均の移り変わり" and len(found[0]["x"]) == 36


def test_things_with_a_date_are_counted_in_bars() -> None:
    """When parks were opened: bars of five or ten years, not a line that jumps between none and one."""
    years = [1968 + (i * 7) % 48 for i in range(36)]
    found = _chosen(
        {"名称": [f"公園{chr(0x4E00 + i)}" for i in range(36)], "開園年月日": [f"{y}-04-01" for y in years]}
    )
    assert found[0]["kind"] == "column" and found[0]["title"]["ja"] == "開園年月日ごとの件数"
    assert sum(found[0]["series"][0]["values"]) == 36 and len(found[0]["x"]) < 15


def test_dates_written_as_numbers_are_dates() -> None:
    """20210401 is a day: no axis that counts to thirty million, even when a date far off says 期限なし."""
    days = [f"{2015 + i % 9}{1 + i % 12:02}{1 + i % 28:02}" for i in range(60)]
    found = _titles({"屋号": [f"店{chr(0x4E00 + i)}" for i in range(60)], "許可日": [*days[:-1], "29991231"]})
    assert found == [("column", "許可日ごとの件数")]


def test_ordered_categories_keep_their_order() -> None:
    """Days of the week and ages stand in their own order, not by size."""
    n = 40
    columns: dict[str, Sequence[str | None]] = {
        "年代": [["30代", "10歳未満", "20代", "10代"][0 if i % 7 < 4 else i % 4] for i in range(n)],
        "収集日": [["金", "月", "水"][0 if i % 5 < 3 else i % 3] for i in range(n)],
    }
    found = {c["title"]["ja"]: c["labels"] for c in _chosen(columns)}
    assert found["年代ごとの件数"] == ["10歳未満", "10代", "20代", "30代"]
    assert found["収集日ごとの件数"] == ["月", "水", "金"]


def test_cells_of_several_answers_count_for_each() -> None:
    """「スロープ;トイレ」 is a slope and a toilet; a dash is no answer."""
    cells = ["スロープ;トイレ"] * 10 + ["スロープ"] * 5 + ["-"] * 5
    found = _chosen({"設備": cells})
    assert found[0]["title"]["ja"] == "設備ごとの件数（複数あり）"
    assert dict(zip(found[0]["labels"], found[0]["values"], strict=True)) == {"スロープ": 15.0, "トイレ": 10.0}


def test_two_columns_that_say_the_same_are_one_chart() -> None:
    """A district and its English name are not counted twice."""
    names = ["東", "西", "東", "北", "東", "西"] * 5
    columns: dict[str, Sequence[str | None]] = {
        "地区": list(names),
        "area": [{"東": "East", "西": "West", "北": "North"}[n] for n in names],
    }
    assert _titles(columns) == [("bar", "地区ごとの件数")]


def test_figures_that_go_together_are_drawn_once() -> None:
    """All people by town, and not the men again."""
    people = [900, 700, 650, 400, 380, 300]
    columns: dict[str, Sequence[str | None]] = {
        "町名": [f"{c}町" for c in "東西南北中上"],
        "総人口": [str(n) for n in people],
        "男性": [str(n // 2 + i) for i, n in enumerate(people)],
    }
    assert _titles(columns) == [("bar", "町名ごとの総人口")]


def test_bars_below_zero_have_a_line_of_zero() -> None:
    """Losses go to the left of zero, in another colour; the words name the largest."""
    columns: dict[str, Sequence[str | None]] = {
        "地区": ["東部", "西部", "南部", "北部"],
        "増減": ["50", "-100", "20", "-10"],
    }
    data = _chosen(columns)[0]
    drawn = _drawn(data)
    assert data["values"] == [50.0, 20.0, -10.0, -100.0]
    bars = re.findall(r'class="bar (s\d)" x="([\d.]+)%" y="\d+" width="([\d.]+)%"', drawn.svg)
    assert [b[0] for b in bars] == ["s0", "s0", "s1", "s1"]
    assert float(bars[0][1]) == pytest.approx(66.67) and float(bars[3][2]) == pytest.approx(66.67)
    assert "zero" in drawn.svg and "−100" in drawn.svg


def test_time_is_drawn_to_scale_and_gaps_stay_gaps() -> None:
    """1990, 2000 and 2001 do not stand at equal distances; a missing year breaks the line; a lone value keeps its dot."""
    data = {
        "kind": "line", "title": {"ja": "x"}, "x": ["1990", "2000", "2001", "2010"], "at": [1990.0, 2000.0, 2001.0, 2010.0],
        "by": "year", "series": [{"name": "人口", "values": [5.0, None, 6.0, 7.0]}], "unit": "人",
    }  # fmt: skip
    drawn = _drawn(data)
    assert re.findall(r'cx="([\d.]+)%"', drawn.svg) == ["0", "55", "100"]
    assert re.findall(r' d="([^"]+)"', drawn.svg)[0].count("M") == 2
    assert drawn.description == "人口は1990年に5人、2010年に7人。"


def test_a_cut_list_of_bars_says_so() -> None:
    """Twelve of eighteen towns: title and words say how many there are and how many are shown."""
    columns: dict[str, Sequence[str | None]] = {
        "町名": [f"{c}町" for c in "東西南北中上下奥前後左右内外大小新古"],
        "人口": [str(1000 - 13 * i) for i in range(18)],
    }
    data = _chosen(columns)[0]
    assert data["title"]["ja"] == "町名ごとの人口（大きい順に12）" and data["of"] == 18
    assert _drawn(data).description == "18個のうち、もっとも多いのは東町（1,000）。大きい順に12個を示しています。"


def test_long_labels_do_not_run_into_their_values() -> None:
    """When a label needs the line for itself the value stands beside the bar, and the bar leaves room."""
    data = {
        "kind": "bar", "title": {"ja": "x"}, "label": "施設", "labels": ["みなと風市立総合文化会館大ホール及び附属施設の別館", "市役所"],
        "values": [1234567.0, 10.0], "value_label": {"ja": "件数"}, "unit": "",
    }  # fmt: skip
    svg = _drawn(data).svg
    assert '<text class="value" x="100%" y="26">1,234,567</text>' in svg and "…</text>" in svg
    assert 'class="track" x="0" y="18" width="100%"' not in svg


@pytest.mark.parametrize(
    ("first", "last", "by", "said"),
    [
        (2017, 2025, "year", ["2018年", "2020", "2022", "2024"]),
        (1980, 2015, "fiscal", ["1980", "1990", "2000", "2010"]),
        (2025.25, 2026.17, "month", ["4月", "7月", "10月", "1月"]),
    ],
)
def test_marks_of_time_are_round(first: float, last: float, by: str, said: list[str]) -> None:
    """Years that end in 0 or 5, quarters, and never so many that they touch on a telephone."""
    assert [text for _, text, _ in time_ticks(first, last, by, JA)] == said


def test_numbers_are_written_as_people_do() -> None:
    """億 and 万 in Japanese, bn and M in English, minus as a minus."""
    assert [compact(v, 2e10, JA) for v in (0, 2e10, 4e10)] == ["0", "200億", "400億"]
    assert compact(500_000, 500_000, JA) == "50万" and compact(15_000, 5_000, JA) == "15,000"
    assert compact(2_016_000, 2_000, JA) == "201.6万" and compact(2_016_000, 2_000, EN) == "2,016k"
    assert compact(-500_000, 500_000, EN) == "−500k" and compact(0.005, 0.005, JA) == "0.005"


def test_dates_in_words_are_dates() -> None:
    """What a chart says of itself names days as people do; other texts stay."""
    assert (dated("2025-04-01", JA), dated("2025/4/1", EN), dated("2020", JA)) == (
        "2025年4月1日",
        "1 April 2025",
        "2020年",
    )
    assert (dated("令和2年度", EN), dated("4月", EN), dated("2015–2019", JA)) == ("令和2年度", "Apr", "2015–2019")


def test_an_axis_below_zero_ends_at_zero() -> None:
    """All values negative: the axis reaches up to zero when they are not far from it."""
    assert scale(-100, -20)[1] == 0 and scale(-100, -90)[1] < 0
