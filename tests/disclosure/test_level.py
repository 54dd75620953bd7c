"""The level of a file, from 非個人情報 to 生の個人情報, where officers and readers see it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from catalog.disclosure.level import Level, level, name, worst
from catalog.release.gate import examine
from catalog.release.requests import for_paths
from catalog.rules.report import report, to_text
from tests.cities import SURNAMES

REGISTER = "施設名称,施設所在地,営業者氏名,業種\n" + "".join(
    f"汐見食堂{n},千代田区麹町{1 + n % 6}-{n},{SURNAMES[n % len(SURNAMES)]} 一帆,飲食店営業\n" for n in range(40)
)


def test_the_report_tells_the_level(tmp_path: Path) -> None:
    """In the terminal beside the decision, in both languages; the worst file of a dataset counts."""
    (tmp_path / "a.csv").write_text("町名,人口\n汐見町,120\n風待町,240\n", encoding="utf-8")
    seen = [examine(r) for r in for_paths([tmp_path / "a.csv"], "2026-04-01", tmp_path / "store")]
    data = report(seen, "2026-04-01", "")
    assert "段階: 統計情報" in to_text(data) and "level: statistics" in to_text(data, "en")
    assert data["datasets"][0]["resources"][0]["level_name"]["ja"] == "統計情報"
    assert worst(["statistics", "raw", "non-personal"]) == Level.RAW


def test_a_file_that_cannot_be_read_is_not_called_free(tmp_path: Path) -> None:
    """Nothing is known of it, and that is what the report says."""
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04broken")
    [seen] = [examine(r) for r in for_paths([tmp_path / "a.xlsx"], "2026-04-01", tmp_path / "store")]
    assert [r.level for r in seen.resources] == ["unknown"] and "不明" in name("unknown")["ja"]


def test_an_approved_name_is_still_a_name(tmp_path: Path) -> None:
    """A register of shops whose licensees are approved for publication holds personal information."""
    (tmp_path / "営業許可一覧.csv").write_text(REGISTER, encoding="utf-8")
    [seen] = [
        examine(r, keep=True) for r in for_paths([tmp_path / "営業許可一覧.csv"], "2026-04-01", tmp_path / "store")
    ]
    resource = seen.resources[0]
    names = [f for f in resource.findings if f.rule == "privacy/person-name"]
    assert names and resource.source is not None
    approved = [replace(f, approval={"basis": "law-or-ordinance"}) for f in names]
    assert level(resource.source, None, approved) == Level.RAW


def test_a_file_is_not_called_free_before_a_person_has_looked(tmp_path: Path) -> None:
    """Names that wait for a decision: undecided in the report; after a false alarm was confirmed: not personal."""
    (tmp_path / "営業許可一覧.csv").write_text(REGISTER, encoding="utf-8")
    [seen] = [
        examine(r, keep=True) for r in for_paths([tmp_path / "営業許可一覧.csv"], "2026-04-01", tmp_path / "store")
    ]
    resource = seen.resources[0]
    assert resource.level == Level.UNDECIDED and resource.source is not None
    said = to_text(report([seen], "2026-04-01", ""))
    assert "確認待ち" in said and "非個人情報" not in said
    mistaken = [replace(f, approval={"basis": "not-personal"}) for f in resource.findings if f.verdict != "pass"]
    assert level(resource.source, None, mistaken) == Level.NON_PERSONAL
    assert worst([Level.UNDECIDED, Level.STATISTICS]) == Level.UNDECIDED
    assert worst([Level.UNDECIDED, Level.ABSTRACTED]) == Level.ABSTRACTED
