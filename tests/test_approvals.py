"""Approvals cover exactly what was approved: one finding, one version of the file, for a time, on a legal basis."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import CatalogError
from catalog.release import approvals
from catalog.release.approvals import Approval, bases, cover, read, record
from catalog.release.decision import decide
from catalog.rule import Finding, Place, Verdict


def finding(verdict: Verdict = "review", rule: str = "privacy/person-name") -> Finding:
    """A finding as the gate gives it."""
    return Finding(rule, verdict, "likely", Place(column="代表者"), 2, 10, "山＊", {}, {}, (), "f1")


def approval(**changes: str) -> Approval:
    """A good approval for it."""
    good = Approval(
        "f1",
        "privacy/person-name",
        "x.csv",
        "sha",
        "planned-publication",
        "営業許可台帳の閲覧",
        "生活衛生課長 みなと花子",
        "2026-04-01",
        "2027-03-31",
    )
    return replace(good, **changes)


SECOND = {"by": "総務課長 風早太郎"}


def covered(f: Finding, *granted: Approval, sha256: str = "sha", as_of: str = "2026-10-01") -> bool:
    """True when the finding no longer holds the release."""
    [result] = cover([f], granted, sha256, as_of)
    return result.approval is not None


def test_review_needs_one() -> None:
    """One live approval covers a finding that a person must decide."""
    assert covered(finding(), approval())
    assert decide(cover([finding()], [approval()], "sha", "2026-10-01")) == "publish"


@pytest.mark.parametrize(
    "bad",
    [
        {"sha256": "other"},
        {"finding": "f2"},
        {"rule": "privacy/home-address"},
        {"until": "2026-09-30"},
        {"date": "2026-10-02"},
        {"until": "2029-03-31"},
        {"date": "someday"},
    ],
)
def test_whatever_does_not_fit_counts_as_absent(bad: dict[str, str]) -> None:
    """A changed file, another finding or rule, a passed or impossible date: as if there were no approval."""
    assert not covered(finding(), approval(**bad))


def test_withhold_needs_two_people_and_a_legal_basis() -> None:
    """One approver is not enough, the same one twice is not, and not without a legal basis."""
    f = finding("withhold")
    assert not covered(f, approval())
    assert not covered(f, approval(), approval(by="生活衛生課長　みなと 花子"))
    assert not covered(f, approval(basis="business-activity"), approval(basis="business-activity", **SECOND))
    assert covered(f, approval(), approval(**SECOND))


def test_individual_numbers_never() -> None:
    """個人番号 can never be approved, by however many."""
    f = finding("withhold", "privacy/individual-number")
    granted = [approval(rule="privacy/individual-number", by=f"課長 {i}") for i in range(5)]
    assert not covered(f, *granted)


@pytest.mark.parametrize("rule", ["file/unreadable", "file/encrypted", "file/too-large", "disclosure/recipe-held"])
def test_what_nobody_could_look_at_never(rule: str) -> None:
    """A file that was not read or made does not go out, however many approve it."""
    assert not covered(finding("withhold", rule), approval(rule=rule), approval(rule=rule, **SECOND))


def test_report_names_no_approver() -> None:
    """Who approved stays inside the city."""
    [result] = cover([finding()], [approval()], "sha", "2026-10-01")
    assert "みなと花子" not in str(result.approval)


def test_recorded_approvals_read_back(tmp_path: Path) -> None:
    """What `catalog approve` writes is what the next build reads; earlier entries stay."""
    record(tmp_path, approval())
    record(tmp_path, approval(**SECOND))
    assert read(tmp_path) == (approval(), approval(**SECOND))


def test_a_broken_release_file_stops_with_its_line(tmp_path: Path) -> None:
    """A missing reason or an unknown basis is told, not passed over."""
    (tmp_path / "release.yaml").write_text(
        "approvals:\n  - finding: f1\n    rule: privacy/person-name\n", encoding="utf-8"
    )
    with pytest.raises(CatalogError, match="lacks resource, sha256"):
        read(tmp_path)
    record_bad = {
        **{
            k: getattr(approval(), k)
            for k in ("finding", "rule", "resource", "sha256", "reason", "by", "date", "until")
        },
        "basis": "because",
    }
    from catalog.strict_yaml import dump

    (tmp_path / "release.yaml").write_text(dump({"approvals": [record_bad]}), encoding="utf-8")
    with pytest.raises(CatalogError, match="basis 'because' is not known"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("- a\n", "no mapping"),
        ("aprovals: []\n", "means nothing here"),
        ("approvals: {finding: f1}\n", "no list"),
        ("approvals: [{%s, basis: [consent], until: 2027-03-31}]\n", "is not known"),
        ("approvals: [{%s, basis: consent, until: soon}]\n", "until 'soon' is no date"),
    ],
)
def test_what_would_count_for_nothing_is_told(tmp_path: Path, text: str, what: str) -> None:
    """A release.yaml written by hand with a slip does not leave its writer in the belief that it was approved."""
    whole = "finding: f1, rule: privacy/age, resource: x.csv, sha256: a, reason: b, by: c, date: 2026-04-01"
    (tmp_path / "release.yaml").write_text(text.replace("%s", whole), encoding="utf-8")
    with pytest.raises(CatalogError, match=what):
        read(tmp_path)


def test_comments_above_the_approvals_stay(tmp_path: Path) -> None:
    """What an office has noted at the head of release.yaml is not lost by the next approval."""
    (tmp_path / "release.yaml").write_text("# 課内の覚え書き\n\napprovals: []\n", encoding="utf-8")
    record(tmp_path, approval())
    assert (tmp_path / "release.yaml").read_text(encoding="utf-8").startswith("# 課内の覚え書き\n\napprovals:\n")
    assert read(tmp_path) == (approval(),)


def test_every_basis_is_told_in_both_languages() -> None:
    """The list in validators/policies/bases.yaml is complete."""
    for basis in bases().values():
        assert basis.title["ja"] and basis.title["en"] and basis.explanation["ja"] and basis.explanation["en"]
        assert basis.article or not basis.legal


@given(st.lists(st.sampled_from(["pass", "review", "withhold"]), max_size=6))
def test_decision_is_the_worst_uncovered_verdict(verdicts: list[Verdict]) -> None:
    """Adding a finding never loosens a decision."""
    order = ("publish", "review", "withhold")
    all_of_them = decide(finding(v) for v in verdicts)
    for i in range(len(verdicts)):
        without = decide(finding(v) for v in verdicts[:i] + verdicts[i + 1 :])
        assert order.index(without) <= order.index(all_of_them)


def test_an_approval_lasts_at_most_a_year() -> None:
    """The longest approval is a year and a day of grace for leap years."""
    assert approvals.is_live(approval(until="2027-04-01"), "2026-12-01")
    assert not approvals.is_live(approval(until="2027-04-03"), "2026-12-01")


@pytest.mark.parametrize(
    ("granted", "on", "sha256", "said"),
    [
        ([approval()], "2026-10-01", "other", "ファイルが変わった"),
        ([approval()], "2027-10-01", "sha", "期限が過ぎた"),
    ],
)
def test_a_void_approval_says_why(granted: list[Approval], on: str, sha256: str, said: str) -> None:
    """Who approved once is told why it holds no more."""
    [result] = cover([finding()], granted, sha256, on)
    assert result.approval is None
    assert said in result.message["ja"]


def test_one_of_two_approvals_says_that_one_is_missing() -> None:
    """Half of what a withheld finding needs is shown as half."""
    [result] = cover([finding("withhold")], [approval()], "sha", "2026-10-01")
    assert "もう1人必要" in result.message["ja"]
