"""`catalog add` and `catalog init`: what is written, what is marked as a guess, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from catalog.config import load_city
from catalog.errors import CatalogError
from catalog.release.add import add, init
from catalog.release.tidy import tidy
from catalog.standards import layouts
from tests.cities import SURNAMES

HYDRANTS = next(s for s in layouts() if (s.number, s.layout) == ("14", "v3"))
ROWS = (
    "222992,FH0000000001,静岡県みなと風市,消火栓,222992,0001000,静岡県みなと風市汐見町1-1-1,静岡県,みなと風市,汐見町,1-1-1,,34.745001,138.196001,150,\n"
    "222992,FH0000000002,静岡県みなと風市,防火水そう,222992,0001000,静岡県みなと風市汐見町1-2-1,静岡県,みなと風市,汐見町,1-2-1,,34.745101,138.196101,,\n"
)


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A fresh city."""
    init(tmp_path / "city")
    return tmp_path / "city"


def test_a_new_city_is_right_as_it_is(city: Path) -> None:
    """`init` writes a folder that loads without a mistake and has a dataset in it."""
    catalog = load_city(city)
    assert [d.id for d in catalog.datasets] == ["libraries"]
    assert catalog.datasets[0].resources[0].fields


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    """`init` does not write into a folder that holds something."""
    (tmp_path / "a.txt").write_text("a")
    with pytest.raises(CatalogError, match="not empty"):
        init(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_standard_file_is_described_by_its_standard(city: Path, tmp_path: Path) -> None:
    """Encoding, types, units, English titles and conformsTo are written; nothing has to be typed."""
    file = tmp_path / "消火栓.csv"
    file.write_bytes((",".join(HYDRANTS.names) + "\n" + ROWS).encode("cp932"))
    added = add(file, city, as_of="2026-04-01")
    dataset = next(d for d in load_city(city).datasets if d.id == added.id)
    assert added.id == "fire-hydrant"
    assert dataset.conforms_to == ("jp-standard/14",)
    resource = dataset.resources[0]
    assert resource.encoding == "cp932"
    by_name = {f.name: f for f in resource.fields}
    assert (by_name["口径"].type, by_name["口径"].unit, by_name["緯度"].type) == ("integer", "ミリメートル", "number")
    assert by_name["町字ID"].type == "string"
    assert by_name["種別"].title["en"] == "Type"
    assert (city / "fire-hydrant" / "消火栓.csv").read_bytes() == file.read_bytes()
    assert added.decision == "publish"


def test_guesses_are_marked(city: Path, tmp_path: Path) -> None:
    """Whatever was not in the file carries the mark 推測; what nobody can know is left to fill in."""
    file = tmp_path / "park_list.csv"
    file.write_text(
        "公園番号,公園名,面積（ha）,開園日,遊具の有無\n"
        + "".join(f"P{n},公園{n},1.{n},19{80 + n}-04-01,{'有無'[n % 2]}\n" for n in range(12)),
        encoding="utf-8",
    )
    added = add(file, city, "parks", as_of="2026-04-01")
    text = (added.folder / "datapackage.yaml").read_text(encoding="utf-8")
    lines = {
        line.split("name: ")[1].split(",")[0]: line
        for line in text.splitlines()
        if line.lstrip().startswith("- {name:")
    }
    assert "type: number, unit: ha" in lines["面積（ha）"]
    assert "type: date" in lines["開園日"]
    assert "enum: [無, 有]" in lines["遊具の有無"] or "enum: [有, 無]" in lines["遊具の有無"]
    assert "unique: true" in lines["公園番号"]
    assert all("# 推測" in line for line in lines.values())
    assert any(line.startswith("title:") and "# 推測" in line for line in text.splitlines())
    assert "# accrualPeriodicity" in text
    assert load_city(city)


def test_codes_with_zeros_stay_text(city: Path, tmp_path: Path) -> None:
    """A code is never described as a number, whatever it looks like."""
    file = tmp_path / "areas.csv"
    file.write_text("地域コード,区域,人数\n001,01,10\n002,02,20\n", encoding="utf-8")
    add(file, city, "areas", as_of="2026-04-01")
    types = {f.name: f.type for f in next(d for d in load_city(city).datasets if d.id == "areas").resources[0].fields}
    assert types == {"地域コード": "string", "区域": "string", "人数": "integer"}


def test_differences_from_the_standard_are_said(city: Path, tmp_path: Path) -> None:
    """Missing, extra and renamed columns stand in the messages in both languages."""
    header = [n.replace("連結表記", "連結標記") for n in HYDRANTS.names if n != "町字ID"]
    file = tmp_path / "hydrants.csv"
    file.write_text(",".join(header) + "\n" + ROWS.replace("0001000,", ""), encoding="utf-8")
    added = add(file, city, as_of="2026-04-01")
    said = "\n".join(added.messages["ja"])
    assert "町字ID" in said
    assert "所在地_連結標記→所在地_連結表記" in said
    assert "Missing columns: 町字ID" in "\n".join(added.messages["en"])


def test_a_register_of_people_is_held_at_once(city: Path, tmp_path: Path) -> None:
    """The gate runs on what was added, and no name stands in the messages."""
    file = tmp_path / "members.csv"
    file.write_text(
        "氏名,住所,電話番号,生年月日\n"
        + "".join(f"岬　汐里{n},みなと風市汐見町1-{n}-1,090-0000-00{n:02d},19{60 + n}-04-01\n" for n in range(10, 20)),
        encoding="utf-8",
    )
    added = add(file, city, as_of="2026-04-01")
    assert added.decision == "withhold"
    assert "汐里" not in "\n".join(added.messages["ja"] + added.messages["en"])


def test_what_cannot_be_added_is_refused_with_a_way_out(city: Path, tmp_path: Path) -> None:
    """No file, no city, a wrong id, an id in use."""
    file = tmp_path / "a.csv"
    file.write_text("名称,数\nA,1\nB,2\n", encoding="utf-8")
    for arguments in (
        (tmp_path / "none.csv", city, None),
        (file, tmp_path / "nowhere", None),
        (file, city, "Bad Id"),
        (file, city, "libraries"),
    ):
        with pytest.raises(CatalogError, match="→"):
            add(*arguments, as_of="2026-04-01")


def test_a_file_that_cannot_be_read_says_why(city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason and the way out stand in the message itself, not the name of a rule."""
    monkeypatch.setenv("CATALOG_LANG", "ja")
    (tmp_path / "empty.xlsx").write_bytes(b"")
    with pytest.raises(CatalogError) as caught:
        add(tmp_path / "empty.xlsx", city, as_of="2026-04-01")
    assert "中身が空です" in caught.value.text("ja") and "→" in caught.value.text("ja")
    assert "file/" not in caught.value.text("ja")


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("汐　見　市　の　推　計　人　口", "汐見市の推計人口"),
        ("☆年度別ごみ収集量（単位：トン）", "年度別ごみ収集量"),
        ("◎大型シートを設置 ○小型シートを設置", "table 1"),
        ("#LINK", "table 1"),
    ],
)
def test_what_stands_above_is_a_title_only_if_it_reads_like_one(
    city: Path, tmp_path: Path, above: str, title: str
) -> None:
    """Letters set apart are closed up; a key of signs and a line of settings are no titles."""
    book = xlsxwriter.Workbook(str(tmp_path / "table_1.xlsx"))
    page = book.add_worksheet("表")
    page.write_row(0, 0, [above])
    for row, values in enumerate(
        [["年度", "数　　　量", "前年比"], *([2015 + n, 100 + n, 0.9] for n in range(9))], start=2
    ):
        page.write_row(row, 0, values)
    book.close()
    added = add(tmp_path / "table_1.xlsx", city, as_of="2026-04-01")
    assert f"「{title}」" in added.messages["ja"][0]
    assert "年度、数量、前年比の項目" in (added.folder / "datapackage.yaml").read_text(encoding="utf-8")


def test_a_name_in_japanese_gets_an_id_that_says_something(city: Path, tmp_path: Path) -> None:
    """The id becomes the address: what the data are about, never a bare number; it is said, with the way to change it."""
    file = tmp_path / "市立小学校の通学区域.csv"
    file.write_text("学校名,町名\n汐見小学校,汐見町\n風待小学校,風待町\n", encoding="utf-8")
    added = add(file, city, as_of="2026-04-01")
    assert added.id == "school-education"
    said = "\n".join(added.messages["ja"])
    assert "ID は school-education です" in said and "--id" in said
    assert f"{city}/school-education/datapackage.yaml" in said and f"`catalog build {city}`" in said


def test_the_next_step_is_said_when_something_holds(city: Path, tmp_path: Path) -> None:
    """Each finding in one sentence, then the commands that show how to mend it or approve it, with the city's folder."""
    file = tmp_path / "shops.csv"
    file.write_text(
        "屋号,営業者氏名,業種\n"
        + "".join(f"居酒屋{n},{name} 一帆,飲食店営業\n" for n, name in enumerate(SURNAMES[:20])),
        encoding="utf-8",
    )
    said = "\n".join(add(file, city, "shops", as_of="2026-04-01").messages["ja"])
    assert f"`catalog check {city}/shops`" in said and f"`catalog approve shops --city {city}`" in said
    assert "1行は" not in said


def test_sheets_of_different_columns_are_not_held_for_our_own_schema(city: Path, tmp_path: Path) -> None:
    """A schema holds for every table of a file: where the sheets differ none is written, and that is said."""
    book = xlsxwriter.Workbook(str(tmp_path / "halls.xlsx"))
    for name, header in (("北", ["会館", "座席数"]), ("南", ["会館", "駐車台数", "建築年"]), ("東", ["公園", "面積"])):
        page = book.add_worksheet(name)
        page.write_row(0, 0, header)
        for row in range(1, 7):
            page.write_row(row, 0, [f"汐見{name}{row}", *([row * 10] * (len(header) - 1))])
    book.close()
    added = add(tmp_path / "halls.xlsx", city, as_of="2026-04-01")
    said = "\n".join(added.messages["ja"])
    assert added.decision == "publish", said
    assert "3個の表" in said and "列の違う表がいくつかあるため" in said
    assert "schema:" not in (added.folder / "datapackage.yaml").read_text(encoding="utf-8")


def test_no_type_is_written_that_the_gate_would_hold(city: Path, tmp_path: Path) -> None:
    """A space behind one number: the column is described as text, and the file is not held for our own guess."""
    file = tmp_path / "gauges.csv"
    rows = "".join(f"汐見{n}号,34.7{n},138.1{n}\n" for n in range(8)) + "汐見8号,34.79 ,138.19　\n"
    file.write_text("名称,水位,雨量\n" + rows, encoding="utf-8")
    assert add(file, city, "gauges", as_of="2026-04-01").decision == "publish"


def test_a_new_version_is_no_second_dataset(city: Path, tmp_path: Path) -> None:
    """Adding a file of a name that is there: the way to update is told; another dataset needs an id of its own."""
    file = tmp_path / "gauges.csv"
    file.write_text("名称,水位\n汐見1号,3\n汐見2号,4\n", encoding="utf-8")
    add(file, city, as_of="2026-04-01")
    with pytest.raises(CatalogError, match="has a file of this name already") as caught:
        add(file, city, as_of="2026-04-01")
    assert "gauges/gauges.csv" in caught.value.text("ja") and "置きかえて" in caught.value.text("ja")
    assert add(file, city, "gauges-north", as_of="2026-04-01").id == "gauges-north"


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("駅,汐見,汐見,風待\n始発,5:35,5:51,6:09\n終着,5:48,6:04,6:22\n", "2件あり、駅、汐見、風待の項目があります。"),
        (
            '2026-04-01 10:00,"{""a"": 1}"\n2026-04-02 11:00,"{""a"": 2}"\n2026-04-03 12:00,"{""a"": 3}"\n',
            "3件あります。",
        ),
    ],
)
def test_the_guessed_description_reads_like_a_sentence(city: Path, tmp_path: Path, text: str, description: str) -> None:
    """A name that comes again is told once; without names none are."""
    file = tmp_path / "table.csv"
    file.write_text(text, encoding="utf-8")
    written = (add(file, city, as_of="2026-04-01").folder / "datapackage.yaml").read_text(encoding="utf-8")
    assert f"tableのデータです。{description}" in written


def test_a_tidied_table_keeps_its_title_and_notes(city: Path, tmp_path: Path) -> None:
    """What `tidy` took out of the sheet and kept beside its CSV stands in the descriptor; the id is that of the sheet."""
    book = xlsxwriter.Workbook(str(tmp_path / "waste.xlsx"))
    page = book.add_worksheet("表")
    page.write_row(0, 0, ["☆汐見市の年度別ごみ収集量"])
    for row, values in enumerate([["年度", "収集量", "回収箱"], *([2015 + n, 100 + n, 7] for n in range(9))], start=2):
        page.write_row(row, 0, values)
    page.write_row(13, 0, ["※ 粗大ごみを含みません。"])
    book.close()
    tidy(tmp_path / "waste.xlsx", tmp_path / "waste.tidy.csv")
    added = add(tmp_path / "waste.tidy.csv", city, as_of="2026-04-01")
    assert added.id == "waste" and "「汐見市の年度別ごみ収集量」" in added.messages["ja"][0]
    written = (added.folder / "datapackage.yaml").read_text(encoding="utf-8")
    assert "粗大ごみを含みません" in written and (added.folder / "waste.tidy.csv").is_file()
    assert not (added.folder / "waste.tidy.metadata.yaml").exists()


@pytest.mark.parametrize(("given", "told"), [("folder", "1つずつ"), ("https://www.example.jp/a.csv", "ダウンロード")])
def test_a_folder_and_an_address_are_no_spelling_mistakes(city: Path, tmp_path: Path, given: str, told: str) -> None:
    """Each has its own way out."""
    (tmp_path / "folder").mkdir()
    file = Path(given) if "://" in given else tmp_path / given
    with pytest.raises(CatalogError) as caught:
        add(file, city, as_of="2026-04-01")
    assert told in caught.value.text("ja")
