"""The version history: which rows came, went and changed, and what is not said again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

from catalog.pipeline import Settings, build
from catalog.release.differences import compare
from catalog.release.history import Previous, Released, advance
from tests.cities import dataset, facilities, start


def _frame(text: str) -> pl.DataFrame:
    return pl.read_csv(text.encode(), infer_schema=False)


BEFORE = _frame("番号,名称,種別,定員,備考\n1,汐入会館,会館,40,担当は別紙\n2,風見館,会館,50,\n3,港公園,公園,,\n")
AFTER = _frame("番号,名称,種別,定員,備考\n1,汐入会館,会館,45,\n3,港中央公園,公園,,予約制\n4,丘公園,公園,,\n")


def test_rows_are_known_by_their_number() -> None:
    """A corrected row is one changed row; the row that is gone is only named."""
    found = compare("halls", BEFORE, AFTER)
    assert found["key"] == ["番号"]
    assert [found[f"rows_{w}"] for w in ("added", "removed", "changed")] == [1, 1, 2]
    assert found["added"]["rows"] == [["4", "丘公園", "公園", "", ""]]
    assert found["names"] == ["番号", "名称"] and found["removed"] == [["2", "風見館"]]


def test_what_was_taken_out_is_not_repeated() -> None:
    """Numbers and values that still stand are told with what they were; a text that was deleted or replaced is not."""
    first, third = (row["cells"] for row in compare("halls", BEFORE, AFTER)["changed"])
    assert first == [["定員", "40", "45"], ["備考", None, ""]]
    assert third == [["名称", None, "港中央公園"], ["備考", "", "予約制"]]
    assert "担当は別紙" not in json.dumps(compare("halls", BEFORE, AFTER), ensure_ascii=False)


def test_a_declared_key_decides() -> None:
    """A primary key of several columns tells the rows apart, whatever other columns look like numbers."""
    before = _frame("年,地区,人口\n2024,A,10\n2024,B,20\n")
    after = _frame("年,地区,人口\n2024,A,11\n2024,B,20\n2025,A,12\n")
    found = compare("people", before, after, ("年", "地区"))
    assert (found["key"], found["rows_added"], found["rows_removed"], found["rows_changed"]) == (
        ["年", "地区"],
        1,
        0,
        1,
    )


def test_rows_without_a_key() -> None:
    """Where nothing tells rows apart, whole rows are counted, repeated ones as often as they stand."""
    found = compare("t", _frame("a,b\nx,1\nx,1\ny,2\n"), _frame("a,b\nx,1\ny,2\ny,3\n"))
    assert (found["key"], found["rows_added"], found["rows_removed"]) == ([], 1, 1)
    assert found["added"]["rows"] == [["y", "3"]] and found["removed"] == []


def test_many_rows_are_a_sample() -> None:
    """The numbers are exact, the lists end."""
    after = pl.DataFrame({"ID": [str(i) for i in range(3000)], "値": ["x" * 200] * 3000})
    found = compare("t", after.head(0), after)
    assert found["rows_added"] == 3000 and len(found["added"]["rows"]) == 50
    assert max(len(c) for row in found["added"]["rows"] for c in row) == 80


def test_old_versions_keep_numbers_only(tmp_path: Path) -> None:
    """Rows of the sixth version back, and rows that other rules had screened, are no longer listed."""
    csv = tmp_path / "t.csv"
    entries: tuple[Any, ...] = ()
    csv.write_text("ID,値\n1,0\n", encoding="utf-8")
    for n in range(8):
        old = Previous(entries, csv={"d/t": csv})
        entries = advance(
            old, f"s{n}", f"2026-04-0{n + 1}", [Released("d/t", _frame(f"ID,値\n1,{n + 1}\n"))], ruleset="r1"
        )
    assert ["changed" in e["tables"][0] for e in entries] == [True] * 5 + [False] * 3
    assert all(e["rows_changed"] == 1 for e in entries)
    same = advance(Previous(entries), "s7", "2026-05-01", [], ruleset="r2")
    assert len(same) == 8 and not any("changed" in t for e in same for t in e["tables"])


def _twice(tmp_path: Path, change: str = "") -> tuple[str, str]:
    """history.json and the page after a second release in which a hall closed and the first one got another year."""
    city = start(tmp_path / "city")
    dataset(city, "halls", facilities(1), title="市民センター一覧")
    if change:
        with (city / "halls" / "datapackage.yaml").open("a", encoding="utf-8") as file:
            file.write(change)
    settings = {"out": tmp_path / "public", "reports": tmp_path / "reports"}
    build(city, Settings(as_of="2026-04-01", **settings))  # type: ignore[arg-type]
    path = city / "halls" / "halls.csv"
    first, *lines = path.read_text("utf-8").splitlines()
    lines[0] = lines[0].rsplit(",", 1)[0] + ",2001"
    path.write_text("\n".join([first, *lines[:-1]]) + "\n", encoding="utf-8")
    build(city, Settings(as_of="2026-05-01", **settings))  # type: ignore[arg-type]
    folder = tmp_path / "public" / "datasets" / "halls"
    return (folder / "history.json").read_text("utf-8"), (folder / "changes" / "index.html").read_text("utf-8")


def test_the_page_lists_the_rows(tmp_path: Path) -> None:
    """Readers see which place is gone and what the year was before."""
    gone = facilities(1).splitlines()[-1].split(",")[0]
    history, page = _twice(tmp_path)
    assert json.loads(history)["versions"][0]["rows_changed"] == 1
    assert gone in page and "<ins>2001</ins>" in page
    assert "「名称」が同じ行" in page and "<del>1960</del>" in page


def test_a_publisher_may_tell_numbers_only(tmp_path: Path) -> None:
    """`changes: counts` in the descriptor keeps rows out of the history, in the page and in the file."""
    gone = facilities(1).splitlines()[-1].split(",")[0]
    history, page = _twice(tmp_path, "changes: counts\n")
    assert gone not in history and gone not in page
    assert "どの行が変わったかは示しません" in page
