"""`catalog approve` without options: one plain question at a time leads to a basis, or to no."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from catalog.release import walkthrough
from catalog.release.approving import Wish, approve, approve_alike, examined_dataset

CSV = "屋号,営業者,業種\n居酒屋みなと,山川 太郎,飲食店営業\n喫茶はま,株式会社港企画,飲食店営業\n北町ベーカリー,小野寺 美咲,菓子製造業\n"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A dataset with a trader's name in a register of shops."""
    folder = tmp_path / "licences"
    folder.mkdir()
    (folder / "licences.csv").write_text(CSV, encoding="utf-8")
    (folder / "datapackage.yaml").write_text(
        "name: licences\ntitle: 許可施設\nresources: [{name: licences, path: licences.csv}]\n", encoding="utf-8"
    )
    return folder


def led(folder: Path, *answers: str) -> tuple[Wish | None, list[str]]:
    """The wish that the answers lead to, and what was said. Running out of answers fails."""
    left, said = list(answers), []

    def ask(question: str) -> str:
        said.append(question)
        return left.pop(0)

    wish = walkthrough.walk(folder, "2026-10-01", "ja", finding=None, by=None, ask=ask, tell=said.append)
    assert not left
    return wish, said


def test_the_law_s_own_order_leads_to_an_article(register: Path) -> None:
    """範囲内か → 変更できるか → 同意 → 目的外: the answers are kept beside the approval."""
    no = "いいえ"
    wish, said = led(
        register, "1", no, no, no, no, no, no, "はい", "1", "食品衛生法55条", "許可台帳の公表", "保健所 主査", ""
    )
    assert wish is not None
    assert (wish.basis, wish.article, wish.until) == ("law-or-ordinance", "食品衛生法55条", None)
    assert wish.answers is not None
    assert wish.answers["consent"] == "no"
    assert any("69条2項1号" in line for line in said)


def test_a_trader_s_own_trade_needs_one_answer(register: Path) -> None:
    """What a shop makes public for its trade is asked before the questions on other use."""
    wish, _ = led(
        register, "1", "いいえ", "いいえ", "はい", "屋号に併記して公表している氏名", "保健所 主査", "2027-03-31"
    )
    assert wish is not None
    assert wish.basis == "business-activity"


def test_internal_use_carries_no_release(register: Path) -> None:
    """法69条2項2号 allows use inside; who has nothing more is told to drop the column."""
    no = "いいえ"
    wish, said = led(register, "1", no, no, no, no, no, no, "はい", "3", no)
    assert wish is None
    assert any("公開の根拠がありません" in line for line in said)


def test_a_slip_at_the_end_does_not_cost_the_answers(register: Path) -> None:
    """A date that is none, or too far away, and a reason of a word are asked again."""
    wish, said = led(
        register, "1", "いいえ", "いいえ", "はい", "済", "屋号に併記して公表している氏名", "保健所 主査", "来年", "2029-01-01", "2027-03-31"
    )  # fmt: skip
    assert wish is not None and (wish.until, wish.reason) == ("2027-03-31", "屋号に併記して公表している氏名")
    assert any("日付として読めません" in line for line in said) and any(
        "1年以内ではありません" in line for line in said
    )
    assert any("[要確認]" in line for line in said) and not any("[review]" in line for line in said)


def test_it_says_what_still_holds(register: Path) -> None:
    """After the last approval the next build publishes; then there is nothing to approve."""
    wish, _ = led(register, "1", "いいえ", "いいえ", "はい", "屋号に併記して公表している氏名", "保健所 主査", "")
    assert wish is not None
    done = approve(register, wish, "2026-10-01")
    others = [f for f in examined_dataset(register, "2026-10-01").findings if f.verdict != "pass" and not f.approval]
    assert f"ほかに{len(others)}件" in done.messages["ja"][-1]
    for other in others:
        done = approve(register, replace(wish, finding=other.fingerprint, basis="not-personal"), "2026-10-01")
    assert "catalog build" in done.messages["ja"][-1]
    nothing, said = led(register)
    assert nothing is None and said == ["公開を止めている指摘はありません。承認は要りません。"]


def test_the_list_of_findings_names_the_sheets(tmp_path: Path) -> None:
    """Several sheets with the same finding: who decides must know which one is meant."""
    folder = tmp_path / "shops"
    folder.mkdir()
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name in ("北", "南"):
        page = book.create_sheet(name)
        for line in CSV.splitlines():
            page.append([*line.split(","), name])
    book.save(folder / "shops.xlsx")
    (folder / "datapackage.yaml").write_text(
        "name: shops\ntitle: 許可施設\nresources: [{name: shops, path: shops.xlsx}]\n", encoding="utf-8"
    )
    said: list[str] = []

    def ask(question: str) -> str:
        raise EOFError

    with pytest.raises(EOFError):
        walkthrough.walk(folder, "2026-10-01", "ja", finding=None, by=None, ask=ask, tell=said.append)
    assert any("] 北: " in line for line in said) and any("] 南: " in line for line in said)


def test_the_same_answer_for_the_same_question(tmp_path: Path) -> None:
    """Small counts in several sheets: one answer may stand for all, each recorded by itself; names are asked one by one."""
    folder = tmp_path / "wards"
    folder.mkdir()
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name in ("北区", "南区", "東区"):
        page = book.create_sheet(name)
        for row in [["町名", "人口", "男性", "女性"], *([f"汐見{n}丁目", 100 + n, 2, 98 + n] for n in range(1, 9))]:
            page.append(row)
    book.save(folder / "wards.xlsx")
    (folder / "datapackage.yaml").write_text(
        "name: wards\ntitle: 町別人口\nresources: [{name: wards, path: wards.xlsx}]\n", encoding="utf-8"
    )
    held = [f for f in examined_dataset(folder, "2026-10-01").findings if f.verdict != "pass"]
    first = next(f for f in held if f.rule == "disclosure/small-count")
    wish = Wish(first.fingerprint, "risk-assessed", "町別の人口は統計法により公表している", "統計課 主査")
    done = approve(folder, wish, "2026-10-01")
    assert len(done.alike) == sum(f.rule == first.rule for f in held) - 1 >= 2
    last = approve_alike(folder, wish, done.alike, "2026-10-01")
    left = [f for f in examined_dataset(folder, "2026-10-01").findings if f.verdict != "pass" and f.approval is None]
    assert not any(f.rule == first.rule for f in left)
    assert f"ほかに{len(left)}件" in last.messages["ja"][-1] if left else "catalog build" in last.messages["ja"][-1]


def test_a_person_s_data_are_asked_each_time(register: Path) -> None:
    """No answer about somebody's name stands for another column."""
    named = [f for f in examined_dataset(register, "2026-10-01").findings if f.rule.startswith("privacy/")]
    wish = Wish(named[0].fingerprint, "business-activity", "屋号に併記して公表している", "保健所 主査")
    assert approve(register, wish, "2026-10-01").alike == ()
