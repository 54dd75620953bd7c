"""People without a heading: in lists and sentences of a document, in forms, in cells that hold more than one thing."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from catalog.disclosure.subject import subject
from catalog.privacy.bare_names import acting, listed
from catalog.privacy.screen import screening
from catalog.rule import Context, Hit
from catalog.tables.read import read


def hits(path: Path) -> list[Hit]:
    """What holds the file."""
    return [h for h in screening(read(path, path.name), Context()).hits() if h.verdict != "pass"]


def rules(path: Path) -> set[str]:
    return {str(h.rule) for h in hits(path)}


def csv_file(folder: Path, rows: list[list[str]], name: str = "list.csv") -> Path:
    with (folder / name).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return folder / name


@pytest.mark.parametrize(
    "text",
    [
        "出席者は以下のとおり\n山川 太郎、小野寺美咲、長谷川 翔\n議題は駅前広場",
        "当番\n山川太郎\n小野寺美咲\n以上",
        "表彰者\n山川　太郎（67）　港町在住\n三浦　優子（44）　浜通在住",
        "|番号|人|町|\n|1|山川太郎|港町|\n|2|小野寺美咲|浜通|\n|3|長谷川翔|北町|",
        "ﾔﾏｶﾜ ﾀﾛｳ\n3割\nｵﾉﾃﾞﾗ ﾐｻｷ\n1割\nﾊｾｶﾞﾜ ｼｮｳ",
    ],
)
def test_lists_of_names_in_a_document(text: str) -> None:
    """Names below each other, or side by side, need no heading."""
    assert list(listed(text))


@pytest.mark.parametrize(
    "text",
    [
        "江戸時代には山川太郎、小野寺美咲らが活躍した",
        "上野 打田 上芝 小田 竹房 黒土 花野 尾崎",
        "文化会館は午前9時から\n大ホールは定員800名\n森本町や林地区からはバスが便利です",
        "若松町、西大通、中原、下川原",
    ],
)
def test_lists_of_other_things(text: str) -> None:
    """Hamlets, sentences of a guide and the people of history are no list of people."""
    assert not list(listed(text))


def test_a_name_that_acts_in_a_sentence() -> None:
    """Somebody does something; a mayor does it in office, a slogan is nobody."""
    assert list(acting("山川太郎が転倒し救急要請"))
    assert list(acting("情報は 小野寺 美咲 折返し希望", is_note=True))
    assert not list(acting("市長 山川太郎が挨拶した"))
    assert not list(acting("豊かな海の町 自然と共に"))
    assert not list(acting("豊かな文化 ともに創るまち"))


def test_a_name_after_a_label_of_two_words(tmp_path: Path) -> None:
    """申込者氏名：… names somebody as 氏名：… does."""
    path = tmp_path / "list.txt"
    path.write_text("許可番号：第12号\n申込者氏名：山川　太郎\n銃種：散弾銃\n", encoding="utf-8")
    assert "privacy/person-name" in rules(path)


@pytest.mark.parametrize("blank", [True, False])
def test_forms_below_each_other(tmp_path: Path, blank: bool) -> None:
    """A label and its value per line, record after record; the names reach no report."""
    path = tmp_path / "form.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("様式")
        line = 0
        for name in ("山川 太郎", "小野寺 美咲", "長谷川 翔"):
            for label, value in (("現住所", "みなと風市港町1-2-3"), ("氏名", name), ("性別", "男")):
                sheet.write_row(line, 0, [label, value])
                line += 1
            line += blank
    assert "privacy/person-name" in rules(path)
    assert "みなと風市港町1-2-3" in screening(read(path, path.name), Context()).veiled


def test_a_form_with_its_labels_in_a_line(tmp_path: Path) -> None:
    """許可番号 | … | 氏名 | … in one line."""
    path = tmp_path / "form.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("申請書")
        sheet.write_row(0, 0, ["許可番号", "", "第12号", "", "申込者氏名", "", "山川 太郎"])
        sheet.write_row(1, 1, ["交付日", "", "2026-04-01"])
    assert "privacy/person-name" in rules(path)


def test_cells_with_their_label(tmp_path: Path) -> None:
    """氏名:… and 住所:… in every cell."""
    rows = [
        [f"申込者氏名:{n}", f"銃種:{k}"]
        for n, k in (("山川太郎", "散弾銃"), ("小野寺美咲", "空気銃"), ("長谷川翔", "散弾銃"))
    ]
    assert "privacy/person-name" in rules(csv_file(tmp_path, rows))


def test_a_heading_with_an_example_stays_a_heading(tmp_path: Path) -> None:
    """備考：例… is no data, and what stands below keeps its heading."""
    rows = [["施設名", "備考：休館日など", "緯度"]] + [[f"{n}公民館", "月曜", "35.1"] for n in ("港町", "浜通", "北町")]
    assert not rules(csv_file(tmp_path, rows))


def test_several_values_in_a_cell(tmp_path: Path) -> None:
    """Everything in one column, a slash between."""
    people = ("山川 太郎", "小野寺 美咲", "長谷川 翔", "三浦 優子", "石井 大輔", "前田 彩")
    rows = [["データ"], *([f"{n}／みなと風市港町{i}-2-3／第{i}号"] for i, n in enumerate(people, 1))]
    assert "privacy/person-name" in rules(csv_file(tmp_path, rows))


def test_an_archive_in_an_archive(tmp_path: Path) -> None:
    """Readings and dates without a telling word are found by their columns, also one archive deeper."""
    table = "宛名コード,カナ氏名,生年月日\n" + "".join(
        f"57484404{i}1,{n},昭{30 + i}・{i}・4\n" for i, n in enumerate(("ﾔﾏｶﾜ ﾀﾛｳ", "ｵﾉﾃﾞﾗ ﾐｻｷ", "ﾊｾｶﾞﾜ ｼｮｳ"), 1)
    )
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x/list.csv", table)
    path = tmp_path / "outer.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
    assert "privacy/person-name-kana" in rules(path)


@pytest.mark.parametrize("number", ["080・1234・5678", "０９０．１２３４．５６７８", "070_1234_5678"])
def test_telephone_numbers_with_odd_marks(tmp_path: Path, number: str) -> None:
    """A dot in the middle hides no number."""
    path = tmp_path / "note.txt"
    path.write_text(f"時間外は {number} へ", encoding="utf-8")
    assert "privacy/phone-number" in rules(path)


def test_things_that_only_look_like_people(tmp_path: Path) -> None:
    """A ranking of family names, the city's own cars, who wrote a school's song, readings of parks, people of the past."""
    tables = {
        "ranking": [["順位", "名字", "件数"], *([str(i), n, str(900 - i)] for i, n in enumerate(("山川", "小野寺", "三浦", "石井", "前田")))],
        "cars": [["車両番号", "用途"], *([f"公用車{i}号", "広報車"] for i in range(1, 8))],
        "song": [["学校", "作詞", "作曲"], *([f"{t}小学校", "山川太郎", "小野寺美咲"] for t in ("港町", "浜通", "北町"))],
        "parks": [["公園名", "よみ"], *([f"{t}公園", "こうえん"] for t in ("港町", "浜通", "北町"))],
        "past": [["施設名", "人物", "生年", "没年"], *([f"{t}記念館", n, "1870", "1931"] for t, n in (("港", "山川太郎"), ("浜", "小野寺美咲"), ("北", "長谷川翔")))],
    }  # fmt: skip
    for name, rows in tables.items():
        assert not rules(csv_file(tmp_path, rows, f"{name}.csv")), name


def test_words_of_a_value_are_no_second_heading(tmp_path: Path) -> None:
    """単身 and DV are values of a consultation, not the head of another table."""
    cases = [("R8.1.4", "30代", "女", "単身", "DV"), ("R8.1.9", "50代", "男", "夫婦", "失業")] * 6
    rows = [["相談日", "年代", "性別", "世帯構成", "相談内容"], *map(list, cases)]
    found = screening(read(csv_file(tmp_path, rows), "list.csv"), Context())
    assert [t.grid.frame.height for t in found.tables] == [12]


def test_parts_under_a_total_count_people(tmp_path: Path) -> None:
    """糖尿病 and 循環器 beside 計 are counts, and so is a column hidden as a whole."""
    rows = [
        ["地区", "糖尿病", "精神疾患", "循環器", "計"],
        *([f"{i}地区", f"{20 + i}", "*", "30", f"{53 + i}"] for i in range(1, 9)),
    ]
    path = csv_file(tmp_path, rows, "入院患者数.csv")
    table = read(path, path.name).tables[0]
    kinds = {r.header: r.role for r in subject(table, read(path, path.name)).roles}
    assert {kinds[h] for h in ("糖尿病", "精神疾患", "循環器", "計")} == {"count"}
