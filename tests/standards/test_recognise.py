"""Which standard dataset a header follows, and what differs from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.standards import compare, fold, follow, layouts, migration, operator_columns, recognise, titles

SHARED = Path(__file__).resolve().parents[3] / "shared"


@pytest.mark.parametrize("layout", layouts(), ids=lambda s: f"{s.number}-{s.layout}")
def test_every_layout_is_recognised_by_its_own_header(layout) -> None:  # type: ignore[no-untyped-def]
    """Nothing is missing, extra or renamed in a header taken from the layout itself."""
    match = recognise(layout.names)
    assert match is not None
    assert (match.layout.number, match.layout.layout) == (layout.number, layout.layout)
    assert (match.missing, match.extra, dict(match.renamed)) == ((), (), {})


def test_the_fourteen_sets_of_2021_are_whole() -> None:
    """All sets of the 推奨データセット are known with every column."""
    legacy = [s for s in layouts() if s.layout == "legacy"]
    assert len(legacy) == 14
    assert all(s.status == "complete" for s in legacy)
    assert {s.number: len(s.fields) for s in legacy}["08"] == 22
    assert len(titles()) == 31


def _header(number: str, layout: str) -> list[str]:
    return list(next(s for s in layouts() if (s.number, s.layout) == (number, layout)).names)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("所在地_連結標記", "所在地_連結表記"), ("建物名等（方書）", "建物名等(方書)"), ("　種別　", "種別"), ("町字ＩＤ", "町字ID"), ("口径※必須", "口径"),
        ("全国地方公共団体コ―ド", "全国地方公共団体コード"), ("所在地_番地以\n下", "所在地_番地以下"), ("地方公共団体の名", "地方公共団体名"),
    ],
)  # fmt: skip
def test_near_misses_are_the_same_column(wrong: str, right: str) -> None:
    """Typos, full-width letters, padding and 必須 marks do not hide a column; the right name is said."""
    header = [wrong if name == right else name for name in _header("14", "v3")]
    match = recognise(header)
    assert match is not None
    assert match.layout.id == "jp-standard/14"
    assert dict(match.renamed) == {header.index(wrong): right}
    assert not match.missing


def test_a_prefix_of_all_columns_is_no_matter() -> None:
    """品目 and ごみの分別方法_品目 are the same column."""
    names = _header("28", "v3")
    for header in ([n.split("_", 1)[1] for n in names], [n.replace("ゴミ", "ごみ") for n in names]):
        match = recognise(header)
        assert match is not None
        assert match.layout.number == "28"
        assert len(match.columns) == 5


def test_missing_and_extra_columns_are_named() -> None:
    """What the standard has and the file has not, and the other way round."""
    header = [n for n in _header("08", "legacy") if n != "設置位置"] + ["点検日"]
    match = recognise(header)
    assert match is not None
    assert [f.name for f in match.missing] == ["設置位置"]
    assert [header[i] for i in match.extra] == ["点検日"]


@pytest.mark.parametrize(
    "header",
    [
        ["名称", "住所", "電話番号", "備考"], ["名称", "名称_カナ", "住所", "緯度", "経度", "電話番号", "URL", "備考"], ["年月", "館名", "貸出冊数", "来館者数"],
        ["氏名", "住所", "生年月日", "性別"], ["全国地方公共団体コード", "ID", "地方公共団体名", "名称", "所在地_連結表記", "緯度", "経度"], [], ["", "", "", ""],
    ],
)  # fmt: skip
def test_ordinary_lists_follow_no_standard(header: list[str]) -> None:
    """Names and addresses alone make no standard dataset."""
    assert recognise(header) is None


def test_opposite_words_are_never_taken_for_a_slip() -> None:
    """開始時間 is no misspelt 終了時間, 0-4歳 no 5-9歳."""
    layout = next(s for s in layouts() if (s.number, s.layout) == ("04", "v3"))
    match = compare(["5-9歳の男性"], layout)
    assert [f.name for f in match.columns.values()] == ["5-9歳の男性"]
    shop = next(s for s in layouts() if (s.number, s.layout) == ("08", "legacy"))
    assert [f.name for f in compare(["終了時間"], shop).columns.values()] == ["終了時間"]


def test_the_way_from_the_layout_of_2021() -> None:
    """Each old column is told where it goes, and the address is split."""
    match = follow(_header("14", "legacy"), "14")
    assert match is not None
    assert match.layout.layout == "legacy"
    steps = {s.column: s.to for s in migration(match)}
    assert steps["住所"] == ("所在地_連結表記", "所在地_都道府県", "所在地_市区町村", "所在地_町字", "所在地_番地以下")
    assert steps["NO"] == ("ID",)
    assert "緯度" not in steps


def test_food_businesses_name_the_columns_that_stay_empty_for_persons() -> None:
    """In a list of food permits 法人名 and 法人番号 are known by their place."""
    header = _header("15", "v3")
    assert operator_columns(header) == (header.index("法人名"), header.index("法人番号"))
    assert operator_columns(["名称", "法人名", "法人番号", "住所"]) is None


def test_folding_keeps_what_tells_columns_apart() -> None:
    """No two columns of one layout become the same."""
    for layout in layouts():
        assert len({fold(n) for n in layout.names}) == len(layout.names)


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared development data")
def test_real_headers_are_recognised_where_their_files_say_so() -> None:
    """Among 592 real header rows those of standard files are found, and only those."""
    found = {}
    for line in (SHARED / "standards" / "observed_municipal_headers.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        path, header = (line.split("\t"))[1], line.split("\t")[3].split(",")
        if match := recognise(header):
            found[path] = match.layout.number
    expected = {
        "_aed.csv": "08",
        "_public_toilet.csv": "13",
        "_fire_hydrant.csv": "14",
        "_evacuation_space.csv": "03",
        "_public_wireless_lan.csv": "07",
        "_preschool.csv": "05",
    }
    for end, number in expected.items():
        assert [n for p, n in found.items() if p.endswith(end)] == [number]
    assert set(found.values()) <= {*expected.values(), "01", "11"}
