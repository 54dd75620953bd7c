"""Spellings beyond the examples of the rules' pages: for each class one sheet that is told and one like it that is not."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from catalog.checks.times import fault, western_year
from catalog.release.gate import Request, examine
from tests.readability.test_checks import check, rules


def column(name: str, values: list[str]) -> str:
    """A table of public halls with one more column."""
    names = ["中央", "東部", "西部", "南部", "北部", "本町", "新町", "港町"]
    quoted = [f'"{v}"' if "," in v else v for v in values]
    return f"公民館名,{name}\n" + "".join(f"{n}公民館,{v}\n" for n, v in zip(names, quoted, strict=False))


NUMBERS = ["120", "80", "95", "60", "410", "77", "230", "54"]


@pytest.mark.parametrize(
    ("rule", "told", "fine"),
    [
        # a rate or a scaled unit in every cell; words that only bound a class
        ("unit-in-cell", ("収集量（t）", [f"{n}千ｔ" for n in NUMBERS]), ("収集量（t）", NUMBERS)),
        ("unit-in-cell", ("使用料（円/月）", [f"{n}円/月" for n in NUMBERS]), ("使用料（円/月）", NUMBERS)),
        ("unit-in-cell", ("飼養数（頭羽）", [f"{n}頭羽" for n in NUMBERS]), ("対象年齢", ["3歳以上", "6歳以上"] * 4)),
        ("unit-in-cell", ("面積（㎡）", [f"{n}㎡" for n in NUMBERS]), ("面積（㎡）", NUMBERS)),
        ("unit-in-cell", ("水温（℃）", [f"{n}.5℃" for n in NUMBERS]), ("水温（℃）", NUMBERS)),
        ("unit-in-cell", ("鉛", [f"0.{n}mg/L" for n in NUMBERS]), ("鉛（mg/L）", [f"0.{n}" for n in NUMBERS])),
        # words in place of a figure
        *[
            ("symbol-in-numbers", ("検体数（件）", [*NUMBERS[:6], sign, "9"]), ("検体数（件）", NUMBERS))
            for sign in ("秘", "欠測", "N.D.", "n/a", "χ", "⋯", "...", "不検出")
        ],
        # brackets that hold no unit; levels that are measured
        ("missing-unit", ("決算額（見込み）", NUMBERS), ("決算額（千円）", NUMBERS)),
        ("missing-unit", ("排出量（1人1日当たり）", NUMBERS), ("排出量（g）", NUMBERS)),
        ("missing-unit", ("騒音レベル", ["52.1", "60.4", "48.9", "55.0"]), ("危険度レベル", ["1", "3", "2", "4"])),
        ("missing-unit", ("平均気圧", ["1013.2", "1009.8", "1011.4", "1012.0"]), ("pH", ["7.1", "6.9", "7.4", "7.0"])),
        # sums with other names, below a column of months
        ("total-row", ("年月", ["2024-04", "2024-05", "2024-06", "2024-07", "年計"]), ("年月", ["2024-04", "2024-05"] * 2)),
        ("omitted-value", ("地区", ["北", "（同）", "（同）", "南", "（同）"]), ("地区", ["北", "北", "北", "南", "南"])),
        ("omitted-value", ("地区", ["北", "↓", "↓", "南", "↓"]), ("前年との比較", ["↑", "↓", "→", "↓", "↑"])),
        ("meaningless-header", ("ヘッダー3", NUMBERS), ("見出し看板数（基）", NUMBERS)),
        # kanji set apart, but not the names of people
        ("layout-spaces", ("品目", ["水　稲", "小　麦", "大　豆", "牧草"]), ("代表者", ["林　茂", "森　誠", "原　恵", "東　進"])),
        ("layout-spaces", ("区", ["東　区", "西　区", "南　区", "北　区"]), ("設置", ["みなと風市", "林　茂", "山田　太郎", "港会"])),
        ("layout-spaces", ("校名", ["若葉　小　学　校", "緑中学校", "旭中学校", "栄中学校"]), ("校名", ["若葉小学校", "緑中学校"])),
        # several values
        ("several-values", ("寸法", ["10×20", "12×24", "9×18", "11x22"]), ("寸法", ["大", "中", "小", "中"])),
        ("several-values", ("在籍", ["200人（うち女子90人）", "150人（うち女子70人）"] * 2), ("在籍（人）", NUMBERS)),
        (
            "several-values",
            ("実施事業", ["延長保育　一時保育", "延長保育　病児保育", "一時保育", "延長保育　一時保育　病児保育"]),
            ("設置会社", ["みなと 運輸", "かもめ 食品", "しおさい 建設", "はまかぜ 商事"]),
        ),
        ("several-values", ("区画", ["北4南3", "北2南6", "北1南9", "北8南2"]), ("単位", ["mg/L", "人/日", "t/年", "円/月"])),
        ("several-values", ("対象", ["幼児/小学生", "小学生/中学生"] * 2), ("使用料（円/月）", ["120円/月", "95円/月"] * 2)),
        ("several-values", ("内訳", ["男3女4", "男5女2"] * 2), ("地区", ["旭町1丁目2", "栄町3丁目1", "本町2", "港町1丁目4"])),
        ("several-values", ("対象", ["大人3子ども4", "大人5子ども2"] * 2), ("開館", ["午前9時30分", "午後5時15分"] * 2)),
        ("several-values", ("内訳", ["大型3小型4", "大型5小型2"] * 2), ("会議", ["令和6年第1回", "令和6年第2回"] * 2)),
        # one answer, several spellings; and answers that only share letters
        ("inconsistent-choice", ("性別", ["男", "男性", "女", "女性"] * 2), ("性別", ["男", "女"] * 4)),
        (
            "inconsistent-choice",
            ("種別", ["街区公園", "街区", "近隣公園", "街区公園"] * 2),
            ("種別", ["街区公園", "近隣公園", "地区公園", "街区公園"] * 2),
        ),
        ("inconsistent-choice", ("満足度", ["満足", "満 足"] * 4), ("満足度", ["満足", "やや満足", "やや不満", "不満"] * 2)),
        ("inconsistent-choice", ("対象", ["対象", "対 象"] * 4), ("対象", ["会員", "会員外", "対象", "対象外"] * 2)),
        ("other-with-detail", ("来館手段", ["徒歩", "⑤その他（送迎）", "バス"]), ("来館手段", ["徒歩", "その他", "バス"])),
        ("other-with-detail", ("来館手段", ["徒歩", "その他→船", "バス"]), ("来館手段", ["徒歩", "その他公共交通", "バス"])),
    ],
)  # fmt: skip
def test_spellings(tmp_path: Path, rule: str, told: tuple[str, list[str]], fine: tuple[str, list[str]]) -> None:
    """The first column is told, the second, which looks like it, is not."""
    found = [f for f in check(tmp_path, column(*told)) if f.rule == f"readability/{rule}"]
    assert [f.place.column_index for f in found] != []
    assert 1 in [f.place.column_index for f in found]
    assert rule not in rules(check(tmp_path, column(*fine)))


@pytest.mark.parametrize(
    ("value", "year"),
    [
        ("令6.4.1", 2024), ("平30", 2018), ("昭和六十年", 1985), ("昭和六十三年三月一日", 1988), ("r6.4.1", 2024), ("明治二十年", 1887),
        ("令和元年度末", 2019), ("R060401", 2024), ("㋿6年4月1日", 2024), ("大正十年頃", 1921),
    ],
)  # fmt: skip
def test_eras_in_other_letters(value: str, year: int) -> None:
    """An era shortened to one kanji, in small letters, in kanji numerals, in digits without separators."""
    assert fault(value) in ("era", "era-digits")
    if not value.startswith("R0"):
        assert western_year(value.replace("㋿", "令和")) == year


@pytest.mark.parametrize("value", ["2024年4月1日", "令和6年（2024年）", "大手町", "明", "r6", "平野", "2024-04-01"])
def test_what_is_no_era(value: str) -> None:
    """Words and western dates."""
    assert fault(value) is None


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("地区,月曜,火曜,水曜,木曜", True),
        ("地区,8時,9時,10時,11時", True),
        ("地区,上半期,下半期", True),
        ("地区,年,月,日", False),
        ("地区,上半期,前年", False),
    ],
)
def test_columns_that_repeat_in_time(tmp_path: Path, header: str, told: bool) -> None:
    """Weekdays, hours and halves of a year are columns that would be rows."""
    width = header.count(",")
    body = "".join(
        f"{town}," + ",".join(str(10 * i + k) for k in range(width)) + "\n" for i, town in enumerate("北南東西", 1)
    )
    assert ("wide-layout" in rules(check(tmp_path, f"{header}\n{body}"))) is told


def test_one_era_among_thousands_of_western_dates(tmp_path: Path) -> None:
    """A single date in another notation is told in a long column too, and not where all are western."""
    days = [f"2{year:03}-{month:02}-01" for year in range(1, 401) for month in range(1, 13)]
    clean = "番号,受付日\n" + "".join(f"{at},{day}\n" for at, day in enumerate(days, 1))
    assert "era-year" not in rules(check(tmp_path, clean))
    odd = clean.replace("2123-05-01", "令和6年5月1日")
    assert odd != clean
    assert "era-year" in rules(check(tmp_path, odd))


def test_flags_that_are_stored_as_text(tmp_path: Path) -> None:
    """0 and 1 for no and yes may be text in a workbook; figures may not."""

    def stored(name: str, values: list[str]) -> set[str]:
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet.append(["公民館名", name])
        for at, value in enumerate(values):
            sheet.append([f"第{at}公民館", None])
            sheet.cell(at + 2, 2, value).data_type = "s"
        book.save(tmp_path / "book.xlsx")
        request = Request(
            "book.xlsx", (("book.xlsx", tmp_path / "book.xlsx", None),), None, {}, "2026-04-01", tmp_path / "s"
        )
        return rules([f for f in examine(request).findings if f.rule.startswith("readability/")])

    assert "number-as-text" not in stored("駐車場の有無", ["0", "1", "1", "0", "1", "0"])
    assert "number-as-text" not in stored("駐車場", ["1", "1", "1"])
    assert "number-as-text" in stored("16階以上（棟）", ["0", "1", "0", "0", "0", "0"])
    assert "number-as-text" in stored("定員（人）", ["120", "80", "95", "60", "410", "77"])


def test_a_word_that_is_struck_out_in_its_cell(tmp_path: Path) -> None:
    """Part of a cell's text in red or struck out carries meaning as the whole cell does; readings above it do not."""
    book = xlsxwriter.Workbook(tmp_path / "book.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["公民館名", "備考", "摘要"])
    red, struck = book.add_format({"font_color": "#C00000"}), book.add_format({"font_strikeout": True})
    bold = book.add_format({"bold": True})
    for row in range(1, 13):
        sheet.write_row(row, 0, [f"第{row}公民館", f"予約は{row}日前まで", f"収容{row}人"])
        sheet.write_rich_string(row, 2, bold, "収容", f"{row}人")
    sheet.write_rich_string(4, 1, "予約は", struck, "4日前", "当日まで")
    sheet.write_rich_string(9, 1, "予約は", red, "9日前", "まで")
    book.close()
    request = Request(
        "book.xlsx", (("book.xlsx", tmp_path / "book.xlsx", None),), None, {}, "2026-04-01", tmp_path / "s"
    )
    found = [f.place for f in examine(request).findings if f.rule == "readability/meaning-by-format"]
    assert {(place.column_index, place.rows) for place in found} == {(1, (5,)), (1, (10,))}
