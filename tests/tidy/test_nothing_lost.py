"""Nothing goes without a word, and nothing is guessed: what a reader of the sheet sees stands in the tables, their notes or the messages."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from catalog.release.tidy import tidy
from catalog.release.tidy_words import era_year, iso_date, quantity
from tests.tidy.test_csv import run


def test_a_sum_takes_nothing_with_it_that_the_parts_do_not_give(tmp_path: Path) -> None:
    """A rate in the row of the sum cannot be computed from the others: it stays as a note. Plain sums need none."""
    (written,), result = run(
        "園,定員,入園,充足率\n東,20,10,50.0\n西,30,27,90.0\n南,10,9,90.0\n合計,60,46,76.7\n", tmp_path
    )
    assert "合計" not in written
    (said,) = [c.text["ja"] for c in result.changes if c.kind == "sum"]
    assert "充足率 76.7" in said
    assert "合計：充足率 76.7" in result.tables[0].notes
    _, result = run("園,定員\n東,20\n西,30\n合計,50\n", tmp_path)
    assert result.tables[0].notes == []


def test_a_sum_that_mostly_does_not_add_up_stays(tmp_path: Path) -> None:
    """One column that happens to fit proves nothing."""
    text = "園,定員,男,女\n東,20,9,11\n西,30,14,16\n計,50,30,31\n"
    (written,), result = run(text, tmp_path)
    assert "計,50,30,31" in written
    assert [c.kind for c in result.undecided] == ["sum"]


def test_figures_beyond_a_gap_belong_to_the_labels_on_the_left(tmp_path: Path) -> None:
    """A blank column before columns of figures parts nothing; a part with labels of its own is a table."""
    (written,), _ = run("園名,学級,,男,女\n東,3,,20,21\n西,2,,14,15\n南,4,,33,30\n", tmp_path)
    assert written == "園名,学級,男,女\n東,3,20,21\n西,2,14,15\n南,4,33,30\n"
    written, _ = run("園名,学級,,園名,男\n東,3,,東,20\n西,2,,西,14\n", tmp_path)
    assert len(written) == 2


def test_a_preamble_with_marks_is_no_table(tmp_path: Path) -> None:
    """#lang, #license above the names; a header that only begins with # is one as before."""
    text = "#LINK,,\n#lang,ja,\n#license,CC BY,\n#property,name,beds\n#type,string,integer\n1,東院,20\n2,西院,30\n"
    (written,), result = run(text, tmp_path)
    assert written == "#property,name,beds\n1,東院,20\n2,西院,30\n"
    said = "\n".join(result.messages())
    assert all(words in said for words in ("#LINK", "#lang ja", "#license CC BY", "#type string integer"))
    (written,), _ = run("#,name,beds\n1,東院,20\n2,西院,30\n", tmp_path)
    assert written.startswith("#,name,beds\n1,")


def test_a_title_that_shares_its_cell_with_a_note_starts_a_table(tmp_path: Path) -> None:
    """Two tables under one header stay told apart; a note alone between them is a page break."""
    head = ",2年度,3年度\n"
    text = f'"＜山手線＞\n（1日平均）",,\n{head}東駅,1,2\n西駅,3,4\n"※実数による\n＜海岸線＞",,\n{head}南駅,5,6\n北駅,7,8\n'
    (written,), result = run(text, tmp_path)
    assert written.splitlines()[1].startswith("＜山手線＞,東駅")
    assert written.splitlines()[3].startswith("＜海岸線＞,南駅")
    assert "※実数による" in "\n".join(result.messages())
    (written,), _ = run(f"{head}東駅,1,2\n西駅,3,4\n※実数による,,\n{head}南駅,5,6\n北駅,7,8\n", tmp_path)
    assert written.splitlines()[1].startswith("東駅")


def test_lines_above_the_header_stay_in_the_metadata(tmp_path: Path) -> None:
    """The second line of a title is no heading between records, and is kept like the first."""
    _, result = run("推計人口,,\nEstimated Population,,\n地区,男,女\n東,12,13\n西,14,15\n", tmp_path)
    assert result.tables[0].title == "推計人口"
    assert result.tables[0].notes == ["Estimated Population"]


def test_counted_classes_under_a_heading(tmp_path: Path) -> None:
    """１年 ２年 ３年 beside the first name of its column are names; among records they are not."""
    text = ",学級数,,,生徒数,,\n区分,１年,２年,３年,１年,２年,３年\n東中,3,4,3,90,99,95\n西中,2,2,3,70,65,80\n南中,5,5,5,150,160,155\n"
    (written,), _ = run(text, tmp_path)
    assert written.splitlines()[0] == "区分,学級数_１年,学級数_２年,学級数_３年,生徒数_１年,生徒数_２年,生徒数_３年"
    (written,), result = run("学年,学級数,経過年数\n東中,3,1年\n西中,2,4\n南中,5,5\n北中,6,6\n", tmp_path)
    assert written.splitlines()[0] == "学年,学級数,経過年数"
    assert written.splitlines()[1] == "東中,3,1年"
    assert any(c.kind == "odd" for c in result.undecided)


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (["内科\n外科", "内科", "外科\n眼科", "眼科"], ["内科;外科", "内科", "外科;眼科", "眼科"]),
        (["03-1111-2222\n03-1111-3333", "03-2222-1111"], ["03-1111-2222;03-1111-3333", "03-2222-1111"]),
        (["東部\n公民館", "西部\n公民館", "南部公民館", "北部公民館"], ["東部公民館", "西部公民館", "南部公民館", "北部公民館"]),
        (["東部\n公民館", "東部\n体育館", "西部\n公民館", "西部\n体育館"], ["東部公民館", "東部体育館", "西部公民館", "西部体育館"]),
    ],
)  # fmt: skip
def test_line_breaks(tmp_path: Path, cells: list[str], wanted: list[str]) -> None:
    """Values that stand on lines of their own stay apart; a text that was broken to fit its cell is one again."""
    rows = [f'{n},"{cell}"\n' for n, cell in enumerate(cells, start=1)]
    (written,), _ = run("番号,内容\n" + "".join(rows), tmp_path)
    assert [line.split(",")[1] for line in written.splitlines()[1:]] == wanted


def test_letters_set_apart(tmp_path: Path) -> None:
    """県 庁 前 is one word; names of people keep their blank."""
    (written,), _ = run("駅名,駅長氏名\n県 庁 前,林 一 郎\n三   宮,森   茂\n湊川 公園,原 恵\n", tmp_path)
    assert written.splitlines()[1:] == ["県庁前,林 一 郎", "三宮,森   茂", "湊川 公園,原 恵"]


def test_what_a_csv_cannot_show_is_said(tmp_path: Path) -> None:
    """Comments become notes; objects, struck-out cells and hidden lines are named; a plain sheet has nothing to say."""
    path = tmp_path / "book.xlsx"
    made = xlsxwriter.Workbook(str(path))
    page = made.add_worksheet()
    for n, row in enumerate([["施設", "定員"], ["東館", 20], ["西館", 30], ["南館", 40]]):
        page.write_row(n, 0, row)
    page.write("A3", "西館", made.add_format({"font_strikeout": True}))
    page.write_comment("B2", "改修で減る")
    page.insert_textbox("D2", "図")
    page.set_row(3, None, None, {"hidden": True})
    made.close()
    result = tidy(path, tmp_path / "out.csv")
    assert {c.kind for c in result.changes} == {"comment", "object", "strike", "hidden"}
    assert result.tables[0].notes == ["B2：改修で減る"]
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").count("南館") == 1
    plain = tmp_path / "plain.xlsx"
    made = xlsxwriter.Workbook(str(plain))
    made.add_worksheet().write_column(0, 0, ["施設", "東館", "西館"])
    made.close()
    assert tidy(plain, tmp_path / "plain.csv").changes == []


def test_dates_and_units_in_other_letters() -> None:
    """One kanji for the era, numbers in kanji, rates and scaled units; words that only look like them are none."""
    assert iso_date("令6.4.1") == "2024-04-01"
    assert iso_date("昭和六十三年三月十日") == "1988-03-10"
    assert era_year("平成二十年度") == ("2008", "年度")
    assert quantity("1,200円/月") == ("1200", "円/月")
    assert quantity("12千ｔ") == ("12", "千t")
    assert iso_date("大手6.4.1") is None
    assert era_year("昭和六町") is None
    assert quantity("1万2千人") is None


def test_a_second_line_of_names_over_figures_that_could_be_years(tmp_path: Path) -> None:
    """Names in English above 1932 and 2007; a record whose figures are withheld is none."""
    (written,), _ = run(
        "町名,世帯,人口\nTown,Households,Population\n東町,239,1932\n西町,658,2007\n南町,148,1999\n", tmp_path
    )
    assert written.splitlines()[0] == "町名_Town,世帯_Households,人口_Population"
    (written,), _ = run("町名,世帯,人口\n北町,X,X\n東町,239,1932\n西町,658,2007\n南町,148,1999\n", tmp_path)
    assert written.splitlines()[:2] == ["町名,世帯,人口", "北町,X,X"]


def test_formulas_without_a_stored_result_are_said(tmp_path: Path) -> None:
    """A program that writes formulas and computes none leaves empty cells; stored results are values like any other."""
    path = tmp_path / "book.xlsx"
    made = xlsxwriter.Workbook(str(path))
    page = made.add_worksheet()
    page.write_row(0, 0, ["施設", "男", "女", "計"])
    for n in (1, 2, 3):
        page.write_row(n, 0, [f"{n}館", n, n])
        page.write_formula(n, 3, f"=B{n + 1}+C{n + 1}", None, "" if n > 1 else 2)
    made.close()
    result = tidy(path, tmp_path / "out.csv")
    (said,) = [c for c in result.undecided if c.kind == "formula"]
    assert said.rows == (3, 4)
    assert "D3 =B3+C3" in said.text["ja"]
    assert [row[3] for row in result.tables[0].rows] == ["2", "", ""]
