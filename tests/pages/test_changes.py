"""The version history: which rows came, went and changed, and what is not said again."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import polars as pl

from catalog.output import verify
from catalog.pipeline import Settings, build
from catalog.release.differences import compare, paired
from catalog.release.history import Previous, Released, advance, changes
from catalog.release.history_files import Standings
from catalog.release.history_listing import listing
from catalog.release.withdrawals import withdraw
from tests.cities import dataset, facilities, people, start


def _frame(text: str) -> pl.DataFrame:
    return pl.read_csv(text.encode(), infer_schema=False)


BEFORE = _frame("番号,名称,種別,定員,備考\n1,汐入会館,会館,40,担当は別紙\n2,風見館,会館,50,\n3,港公園,公園,,\n")
AFTER = _frame("番号,名称,種別,定員,備考\n1,汐入会館,会館,45,\n3,港中央公園,公園,,予約制\n4,丘公園,公園,,\n")


def test_rows_are_known_by_their_number() -> None:
    """A corrected row is one changed row; the row that is gone is only named."""
    found = compare("halls", paired(BEFORE, AFTER))
    assert found["key"] == ["番号"]
    assert [found[f"rows_{w}"] for w in ("added", "removed", "changed")] == [1, 1, 2]
    assert found["added"]["rows"] == [["4", "丘公園", "公園", "", ""]]
    assert found["names"] == ["番号", "名称"] and found["removed"] == [["2", "風見館"]]


def test_what_was_taken_out_is_not_repeated() -> None:
    """Numbers and values that still stand are told with what they were; a text that was deleted or replaced is not."""
    first, third = (row["cells"] for row in compare("halls", paired(BEFORE, AFTER))["changed"])
    assert first == [["定員", "40", "45"], ["備考", None, ""]]
    assert third == [["名称", None, "港中央公園"], ["備考", "", "予約制"]]
    assert "担当は別紙" not in json.dumps(compare("halls", paired(BEFORE, AFTER)), ensure_ascii=False)


def test_a_declared_key_decides() -> None:
    """A primary key of several columns tells the rows apart, whatever other columns look like numbers."""
    before = _frame("年,地区,人口\n2024,A,10\n2024,B,20\n")
    after = _frame("年,地区,人口\n2024,A,11\n2024,B,20\n2025,A,12\n")
    found = compare("people", paired(before, after, ("年", "地区")))
    assert (found["key"], found["rows_added"], found["rows_removed"], found["rows_changed"]) == (
        ["年", "地区"],
        1,
        0,
        1,
    )


def test_rows_without_a_key() -> None:
    """Where nothing tells rows apart, whole rows are counted, repeated ones as often as they stand."""
    found = compare("t", paired(_frame("a,b\nx,1\nx,1\ny,2\n"), _frame("a,b\nx,1\ny,2\ny,3\n")))
    assert (found["key"], found["rows_added"], found["rows_removed"]) == ([], 1, 1)
    assert found["added"]["rows"] == [["y", "3"]] and found["removed"] == []


def test_many_rows_are_a_sample() -> None:
    """The numbers are exact, the lists end."""
    after = pl.DataFrame({"ID": [str(i) for i in range(3000)], "値": ["x" * 200] * 3000})
    found = compare("t", paired(after.head(0), after))
    assert found["rows_added"] == 3000 and len(found["added"]["rows"]) == 200
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


def test_all_rows_as_a_table() -> None:
    """The list of all rows says what the page says: names of what is gone, earlier numbers, and no formula that runs."""
    after = _frame("番号,名称,種別,定員,備考\n1,汐入会館,会館,45,\n3,港中央公園,公園,,予約制\n4,丘公園,公園,-5,=1+1\n")
    text = listing(paired(BEFORE, after))
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(text.decode("utf-8-sig").splitlines()))
    assert rows == [
        ["change", "番号", "名称", "種別", "定員", "備考"],
        ["before", "1", "汐入会館", "", "40", ""],
        ["after", "1", "汐入会館", "会館", "45", ""],
        ["before", "3", "港中央公園", "", "", ""],
        ["after", "3", "港中央公園", "公園", "", "予約制"],
        ["added", "4", "丘公園", "公園", "-5", "'=1+1"],
        ["removed", "2", "風見館", "", "", ""],
    ]
    assert listing(paired(after, after)) == b"" and listing(paired(after, _frame("x\n1\n"))) == b""


def test_repeated_rows_are_listed_as_often() -> None:
    """Without a key a row that came twice stands twice; rows that went are named only where there is a name."""
    before = _frame("a,change\nx,1\nx,1\ny,2\n")
    lines = listing(paired(before, _frame("a,change\nx,1\ny,2\ny,3\ny,3\n"))).decode("utf-8-sig").split()
    assert lines == ["_change,a,change", "added,y,3", "added,y,3"]
    named = listing(paired(_frame("名称,b\nx,1\nx,1\n"), _frame("名称,b\nx,1\n"))).decode("utf-8-sig").split()
    assert named == ["change,名称,b", 'removed,x,""']


def test_older_entries_forget_what_was_taken_out(tmp_path: Path) -> None:
    """A row that came in one version and a text that changed in it are told in full only until the next version."""
    versions = [
        "ID,名称,備考,定員\n1,汐入会館,なし,40\n",
        "ID,名称,備考,定員\n1,汐入会館,要予約,45\n2,風見館,担当は別紙,50\n",
        "ID,名称,備考,定員\n1,汐入会館,なし,46\n",
    ]
    csv_file = tmp_path / "t.csv"
    entries: tuple[Any, ...] = ()
    for n, text in enumerate(versions):
        old = Previous(entries, csv={"d/t": csv_file} if n else {})
        entries = advance(old, f"s{n}", f"2026-04-0{n + 1}", [Released("d/t", _frame(text))], store=tmp_path)
        csv_file.write_text(text, encoding="utf-8")
        if n == 1:
            assert "担当は別紙" in json.dumps(entries, ensure_ascii=False) and "listing" in entries[0]["tables"][0]
    told = json.dumps(entries, ensure_ascii=False)
    assert "担当は別紙" not in told and "要予約" not in told
    older = entries[1]["tables"][0]
    assert older["added"] == {"columns": ["ID", "名称"], "rows": [["2", "風見館"]]} and "listing" not in older
    assert older["changed"][0]["cells"] == [["備考", None, None], ["定員", "40", "45"]]
    assert changes(entries)[1].differences[0].changed[0].cells[0] == ("備考", None, None)


class Town:
    """A made-up town that publishes its halls again and again."""

    def __init__(self, folder: Path, **site: object) -> None:
        self.city = start(folder / "city", site=site)
        self.out, self.reports = folder / "public", folder / "reports"
        self.halls = dataset(self.city, "halls", facilities(1), title="市民センター一覧")

    def release(self, day: str, drop: int = 0) -> None:
        """Builds; with `drop` the last rows are taken out before."""
        path = self.halls / "halls.csv"
        lines = path.read_text("utf-8").splitlines()
        path.write_text("\n".join(lines[: len(lines) - drop]) + "\n", encoding="utf-8")
        build(self.city, Settings(out=self.out, reports=self.reports, as_of=day))
        assert verify(self.out) == []

    def describe(self, line: str) -> None:
        with (self.halls / "datapackage.yaml").open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    @property
    def old_files(self) -> list[str]:
        return sorted(
            p.relative_to(self.out / "datasets/halls").as_posix() for p in self.out.glob("datasets/*/versions/*/*")
        )

    @property
    def lists(self) -> list[str]:
        return sorted(
            p.relative_to(self.out / "datasets/halls").as_posix() for p in self.out.glob("datasets/*/changes/*/*.csv")
        )

    @property
    def page(self) -> str:
        return (self.out / "datasets/halls/changes/index.html").read_text("utf-8")


def test_the_list_of_all_rows_stays_until_the_next_change(tmp_path: Path) -> None:
    """The page links the CSV; a build without news keeps its bytes, a newer version replaces it, numbers only end it. No
    file of an earlier version stays unasked."""
    town = Town(tmp_path)
    town.release("2026-04-01")
    assert town.lists == []
    town.release("2026-05-01", drop=1)
    assert town.lists == ["changes/2026-05-01/halls.csv"] and 'href="2026-05-01/halls.csv"' in town.page
    first = (town.out / "datasets/halls" / town.lists[0]).read_bytes()
    shutil.rmtree(town.reports / ".cache")
    town.release("2026-05-02")
    assert (town.out / "datasets/halls" / town.lists[0]).read_bytes() == first
    assert "changes/" not in (town.out / "catalog.ttl").read_text("utf-8").replace("halls/changes/>", "")
    town.release("2026-06-01", drop=1)
    assert town.lists == ["changes/2026-06-01/halls.csv"]
    town.describe("changes: counts")
    town.release("2026-06-02")
    assert town.lists == [] and "どの行が変わったかは示しません" not in town.page
    assert "removed" not in (town.out / "datasets/halls/history.json").read_text("utf-8").replace("s_removed", "")
    assert town.old_files == []


def test_a_city_may_keep_earlier_versions(tmp_path: Path) -> None:
    """The newest ones stay at an address of their own, on the page and in the description; `changes: counts` ends it."""
    town = Town(tmp_path, keep_versions=1)
    for month in range(4, 7):
        town.release(f"2026-0{month}-01", drop=int(month > 4))
    assert town.old_files == ["versions/2026-05-01/halls.csv"]
    gone = facilities(1).splitlines()[-2].split(",")[0]
    assert gone in (town.out / "datasets/halls/versions/2026-05-01/halls.csv").read_text("utf-8-sig")
    assert 'href="../versions/2026-05-01/halls.csv"' in town.page
    turtle = (town.out / "datasets/halls/metadata.ttl").read_text("utf-8")
    assert "https://data.example.jp/datasets/halls/versions/2026-05-01/halls.csv" in turtle and "DEPRECATED" in turtle
    before = town.page
    shutil.rmtree(town.reports / ".cache")
    town.release("2026-06-02")
    assert len(town.old_files) == 1 and town.page == before
    town.describe("changes: counts")
    town.release("2026-06-03")
    assert town.old_files == [] and "versions/" not in town.page


def test_a_withdrawn_dataset_does_not_live_on(tmp_path: Path) -> None:
    """Withdrawing takes every earlier version along."""
    town = Town(tmp_path, keep_versions=2)
    town.release("2026-04-01")
    town.release("2026-05-01", drop=1)
    assert len(town.old_files) == 1
    withdraw(town.halls, "誤りがありました", "2026-05-02")
    town.release("2026-05-02")
    assert [p.name for p in (town.out / "datasets/halls").iterdir()] == ["index.html"]


def test_an_earlier_version_that_would_be_held_goes(tmp_path: Path) -> None:
    """When today's rules find people in an earlier version, its files are gone with the next build, and no list quotes it."""
    town = Town(tmp_path, keep_versions=3)
    town.release("2026-04-01")
    town.release("2026-05-01", drop=1)
    assert len(town.old_files) == 1
    site = town.out / "datasets/halls"
    old, history = site / town.old_files[0], site / "history.json"
    entries = json.loads(history.read_bytes())
    content = people(2).encode()
    old.write_bytes(content)
    entries["versions"][1]["files"][0] |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    history.write_text(json.dumps(entries), encoding="utf-8")
    town.release("2026-05-02")
    assert town.old_files == [] and "files" not in json.loads(history.read_bytes())["versions"][1]


def test_a_path_that_leads_elsewhere_is_not_followed(tmp_path: Path) -> None:
    """What history.json names must lie in the dataset's own folder and be what it was."""
    (tmp_path / "datasets/a").mkdir(parents=True)
    (tmp_path / "datasets/a/x.csv").write_bytes(b"1")
    (tmp_path / "secret.csv").write_bytes(b"1")
    files, digest = Standings(tmp_path, "a"), hashlib.sha256(b"1").hexdigest()
    assert files.content({"path": "datasets/a/x.csv", "sha256": digest}) == b"1"
    for path in ("secret.csv", "datasets/a/../../secret.csv", "datasets/a/none.csv"):
        assert files.content({"path": path, "sha256": digest}) is None
    assert files.content({"path": "datasets/a/x.csv", "sha256": "0"}) is None
