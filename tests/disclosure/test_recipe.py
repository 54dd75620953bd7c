"""Recipes: declared, replayable, holding what they do not understand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from catalog.disclosure.rounding import hidden_by_ladder
from catalog.errors import CatalogError
from catalog.release import transform
from catalog.release.towns import load_towns

SHARED = Path(__file__).resolve().parents[3] / "shared"
HEADER = "氏名,住所,生年月日,性別,世帯年収,既婚／独身,子の有無\n"
#: made-up people at addresses of the same shape as the example of the guideline
RAW = HEADER + (
    "湊一郎,千代田区五番町2,1981/10/23,女性,300-400万,既婚,なし\n"
    "湊花子,千代田区五番町2,1984/05/03,男性,300-400万,既婚,なし\n"
    "灘次郎,千代田区霞が関3-1,1970/06/18,女性,800-900万,独身,なし\n"
    "岬三郎,千代田区麹町1-2,1963/09/25,男性,500-600万,既婚,あり\n"
    "浜四郎,千代田区神保町2-3-5,1997/10/10,男性,5000万-5500万,独身,あり\n"
)
ABSTRACTED = """
  - drop: [氏名]
  - address: {column: 住所, to: block, aliases: {神保町: 神田神保町}}
  - date: {column: 生年月日, to: month, separator: "/"}
"""
ANONYMISED = ABSTRACTED + "  - top_bottom: {column: 世帯年収, top: 2000, top_label: 2000万超}\n"
STATISTICS = """
  - address: {column: 住所, to: town, aliases: {神保町: 神田神保町}}
  - rename: {住所: 町}
  - aggregate: {by: [町], measures: {人数: count}, threshold: 10, marker: X}
"""


def _recipe(folder: Path, steps: str, raw: str = RAW, head: str = "") -> Path:
    (folder / "raw.csv").write_text(raw, encoding="utf-8")
    path = folder / "recipe.yaml"
    path.write_text(f"recipe: 1\nsource: raw.csv\noutput: out.csv\n{head}steps:{steps}", encoding="utf-8")
    return path


def test_the_abstracted_rung(tmp_path: Path) -> None:
    """番地以下削除 by a table of towns: 五番町2 loses its 2, 霞が関3-1 keeps its 丁目."""
    result = transform.run(_recipe(tmp_path, ABSTRACTED))
    assert result.content is not None
    lines = result.content.decode().splitlines()
    assert lines[0] == "住所,生年月日,性別,世帯年収,既婚／独身,子の有無"
    assert [line.split(",")[0] for line in lines[1:]] == [
        "千代田区五番町",
        "千代田区五番町",
        "千代田区霞が関3",
        "千代田区麹町1",
        "千代田区神保町2",
    ]
    assert lines[1].split(",")[1] == "1981/10"
    assert [s["step"] for s in result.steps] == ["drop", "address", "date"]
    assert result.steps[0]["removed"] == {"columns": 1}
    assert "aliases" not in result.steps[1]["parameters"]


def test_an_address_the_table_does_not_explain_holds(tmp_path: Path) -> None:
    """神保町 is no official town: without an alias nothing is written."""
    result = transform.run(_recipe(tmp_path, ABSTRACTED.replace(", aliases: {神保町: 神田神保町}", "")))
    assert result.is_held
    assert result.content is None
    assert not (tmp_path / "out.csv").exists()
    assert "神保町" not in " ".join(result.messages())


def test_top_coding_needs_bounds_that_exist(tmp_path: Path) -> None:
    """Five rows have no tail of five percent: the recipe holds instead of guessing; a declared bound works."""
    guessed = transform.run(_recipe(tmp_path, ABSTRACTED + "  - top_bottom: {column: 世帯年収, share: 0.05}\n"))
    assert guessed.is_held
    result = transform.run(_recipe(tmp_path, ANONYMISED))
    assert result.frame is not None
    assert result.frame["世帯年収"].to_list() == ["300-400万", "300-400万", "800-900万", "500-600万", "2000万超"]


def test_five_people_give_no_statistics(tmp_path: Path) -> None:
    """Counts of two, one, one and one are hidden, and the sum of five with them."""
    result = transform.run(_recipe(tmp_path, STATISTICS))
    assert result.frame is not None
    assert set(result.frame["人数"]) == {"X"}
    assert result.level == "statistics"


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared development data")
@pytest.mark.parametrize(
    ("steps", "wanted"), [(ABSTRACTED, "abstracted_strict.csv"), (ANONYMISED, "anonymised_strict.csv")]
)
def test_the_original_rungs_to_the_byte(steps: str, wanted: str, tmp_path: Path) -> None:
    """The rules as written make the published rungs from the original rows."""
    folder = SHARED / "seed-ladder"
    result = transform.run(_recipe(tmp_path, steps, (folder / "raw.csv").read_text(encoding="utf-8")))
    assert result.content == (folder / wanted).read_bytes()


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared development data")
def test_the_original_release_decision(tmp_path: Path) -> None:
    """Nothing of the statistics goes out, by either rule set."""
    folder = SHARED / "seed-ladder"
    result = transform.run(_recipe(tmp_path, STATISTICS, (folder / "raw.csv").read_text(encoding="utf-8")))
    assert result.frame is not None
    with (folder / "statistics_release_decision.csv").open(encoding="utf-8", newline="") as file:
        wanted = {row["町"]: row for row in csv.DictReader(file)}
    with (folder / "statistics_exact_never_publish.csv").open(encoding="utf-8", newline="") as file:
        true = {row["町"]: int(row["人数"]) for row in csv.DictReader(file)}
    released = dict(result.frame.select("町", "人数").iter_rows())
    assert released == {town: row["人数"] for town, row in wanted.items()}
    for town, row in wanted.items():
        assert (row["判定_閾値10"] == "非公表") == (0 < true[town] < 10)
        assert (row["判定_介護DB型_人口2000未満"] == "非公表") == hidden_by_ladder(1999, true[town])


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared development data")
def test_the_true_figures_of_the_original(tmp_path: Path) -> None:
    """With nothing hidden (never to be published) counts and means are those worked out by hand."""
    folder = SHARED / "seed-ladder"
    steps = STATISTICS.replace("{人数: count}, threshold: 10", "{人数: count, 平均: {mean: 世帯年収}}, threshold: 1")
    frame = transform.run(_recipe(tmp_path, steps, (folder / "raw.csv").read_text(encoding="utf-8"))).frame
    with (folder / "statistics_exact_never_publish.csv").open(encoding="utf-8", newline="") as file:
        true = {r["町"]: (r["人数"], float(r["世帯年収中央値換算の平均（万円）"])) for r in csv.DictReader(file)}
    assert frame is not None
    assert {town: (count, float(mean)) for town, count, mean in frame.iter_rows()} == true


def test_the_same_recipe_gives_the_same_bytes(tmp_path: Path) -> None:
    """Shuffling depends on the rows and a seed only: replay gives equal bytes, another order of the source too."""
    steps = "\n  - drop: [氏名]\n  - shuffle: {seed: 7}\n"
    first = transform.run(_recipe(tmp_path, steps)).content
    lines = RAW.splitlines(keepends=True)
    again = transform.run(_recipe(tmp_path, steps, lines[0] + "".join(reversed(lines[1:])))).content
    assert first == again
    assert first is not None
    assert first.decode().splitlines()[1:] != [line.split(",", 1)[1] for line in RAW.splitlines()[1:]]


def test_codes_are_replaced_with_a_key_that_lies_elsewhere(tmp_path: Path) -> None:
    """A key inside the city folder is refused; with one outside the codes cannot be guessed from a list of numbers."""
    folder = tmp_path / "city"
    folder.mkdir()
    raw = "宛名番号,年代\n0001,30代\n0001,40代\n0002,30代\n"
    (folder / "inside.key").write_text("0123456789abcdef0123", encoding="utf-8")
    with pytest.raises(CatalogError, match="inside the city folder"):
        transform.run(_recipe(folder, "\n  - code: {column: 宛名番号, do: replace, key: inside.key}\n", raw))
    (tmp_path / "outside.key").write_text("0123456789abcdef0123", encoding="utf-8")
    result = transform.run(_recipe(folder, "\n  - code: {column: 宛名番号, do: replace, key: ../outside.key}\n", raw))
    assert result.frame is not None
    replaced = result.frame["宛名番号"].to_list()
    assert replaced[0] == replaced[1] != replaced[2]
    assert "outside.key" not in str(result.steps)


def test_statistics_only_needs_an_approved_recipe(tmp_path: Path) -> None:
    """The recipe is approved by name as it is written; a changed word asks for a new approval."""
    head = 'release: {only: statistics, impact_assessment: "https://www.example.jp/pia"}\n'
    path = _recipe(tmp_path, STATISTICS, head=head)
    assert transform.run(path).is_held
    transform.approve(path, by="情報政策課長", on="2026-11-25", reason="審査済み")
    assert not transform.run(path).is_held
    path.write_text(path.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    assert transform.run(path).is_held
    with pytest.raises(CatalogError, match="no step aggregates"):
        transform.run(_recipe(tmp_path, ABSTRACTED, head=head))


def test_a_release_target_that_is_missed_holds(tmp_path: Path) -> None:
    """Rows below the declared group size are never written."""
    assert transform.run(
        _recipe(tmp_path, ABSTRACTED, head="release: {k: 2, quasi_identifiers: [住所, 性別]}\n")
    ).is_held


def test_a_step_for_printed_tables_does_not_open_rows(tmp_path: Path) -> None:
    """Rows below the declared group size hold also when a step hides counts in them; no rows at all are no groups."""
    head = "release: {k: 2, quasi_identifiers: [町, 性別]}\n"
    raw = "町,性別,人数\nA,男,3\nA,女,30\n"
    assert transform.run(_recipe(tmp_path, "\n  - suppress: {columns: [人数]}\n", raw, head)).is_held
    steps = "\n  - groups: {columns: [町, 性別], below: 9}\n  - groups: {columns: [町], below: 2, do: merge}\n"
    result = transform.run(_recipe(tmp_path, steps, raw))
    assert result.frame is not None and result.frame.height == 0


def test_every_mistake_of_a_recipe_is_told_at_once(tmp_path: Path) -> None:
    """Unknown steps and missing keys, each with its line."""
    with pytest.raises(CatalogError) as error:
        transform.run(_recipe(tmp_path, "\n  - melt: [氏名]\n  - date: {column: 生年月日}\n"))
    assert len(error.value.mistakes) == 2
    assert all(m.line for m in error.value.mistakes)


@pytest.mark.parametrize("head", ["source_sha256: [a]\n", "sheet: {a: b}\n", "title: [a]\n"])
def test_a_list_in_place_of_a_text_is_told(tmp_path: Path, head: str) -> None:
    """Sheet, title and the like are one text each; a sheet named 2026 is one too."""
    with pytest.raises(CatalogError, match=r"recipe.*:\d+: .* must be one text"):
        transform.run(_recipe(tmp_path, "\n  - drop: [氏名]\n", head=head))
    with pytest.raises(CatalogError, match=r"recipe\.yaml:4: there is no table on a sheet '2026'"):
        transform.run(_recipe(tmp_path, "\n  - drop: [氏名]\n", head="sheet: 2026\n"))
    with pytest.raises(CatalogError, match="rename needs"):
        transform.run(_recipe(tmp_path, "\n  - rename: {氏名: [a]}\n"))


def test_a_recipe_that_drops_everything_holds(tmp_path: Path) -> None:
    """Blank lines are no data: nothing is written."""
    columns = RAW.splitlines()[0]
    result = transform.run(_recipe(tmp_path, f"\n  - drop: [{columns}]\n"))
    assert result.is_held and not (tmp_path / "out.csv").exists()


def test_a_source_that_is_not_there_is_told_with_its_line(tmp_path: Path) -> None:
    """The line of the recipe, not only its name: a recipe may be long."""
    path = _recipe(tmp_path, "\n  - drop: [氏名]\n")
    (tmp_path / "raw.csv").unlink()
    with pytest.raises(CatalogError, match=r"recipe\.yaml:2: the source 'raw\.csv' is not there"):
        transform.run(path)


def test_a_source_that_cannot_be_read_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged file is not told to name a sheet, and is read where it can do no harm."""
    monkeypatch.setenv("CATALOG_LANG", "ja")
    recipe = _recipe(tmp_path, "\n  - drop: [氏名]\n")
    (tmp_path / "raw.csv").write_bytes(b"PK\x03\x04" + b"\x00" * 200)
    with pytest.raises(CatalogError) as caught:
        transform.run(recipe)
    assert "シート" not in caught.value.text("ja")
    assert "読み取れません" in caught.value.text("ja")


def test_aggregation_hides_what_totals_would_tell(tmp_path: Path) -> None:
    """One small town is not enough to hide: a second one goes with it, and shares follow the counts."""
    rows = (
        [("東町", "男")] * 20
        + [("東町", "女")] * 15
        + [("西町", "男")] * 3
        + [("西町", "女")] * 1
        + [("北町", "男")] * 25
        + [("北町", "女")] * 30
    )
    raw = "町,性別\n" + "".join(f"{a},{b}\n" for a, b in rows)
    steps = "\n  - aggregate: {by: [町], measures: {人数: count, 男性割合: {share: 性別, of: 男}}, threshold: 10}\n"
    frame = transform.run(_recipe(tmp_path, steps, raw)).frame
    assert frame is not None
    shown = dict(frame.select("町", "人数").iter_rows())
    assert shown["西町"] == "―"
    assert list(shown.values()).count("―") == 2
    assert shown["計"] == "94"
    assert all(share == "―" for count, share in frame.select("人数", "男性割合").iter_rows() if count == "―")


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("東京都千代田区霞ケ関三丁目1番1号", "東京都千代田区霞ケ関三丁目"),
        ("千代田区五番町2", "千代田区五番町"),
        ("千代田区丸の内１丁目９番１号", "千代田区丸の内1丁目"),
        ("横浜市中区山下町279", "横浜市中区山下町"),
        ("札幌市東区北22条東1丁目1-20", "札幌市東区北22条東1丁目"),
        ("千代田区3番町6", "千代田区3番町"),
        ("千代田区霞が関9-1", None),
        ("どこかの町3-1", None),
    ],
)
def test_addresses_by_the_table(address: str, block: str | None) -> None:
    """Cut where the table says that the town or 丁目 ends; what it does not explain is not cut at all."""
    found = load_towns().parse(address)
    assert (found.until("block") if found else None) == block


def test_addresses_that_begin_with_a_ward_or_end_above_the_block() -> None:
    """中央区 is 神戸市's when that city is declared; a 丁目 that is cut away anyway need not be in the table."""
    found = load_towns(municipality="神戸市").parse("中央区加納町6-5-1")
    assert found is not None and found.formal("town") == "兵庫県神戸市中央区加納町"
    above = load_towns().parse("千代田区霞が関9-1", "town")
    assert above is not None and above.until("town") == "千代田区霞が関"
