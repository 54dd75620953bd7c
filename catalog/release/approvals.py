"""Approvals: recorded, dated, reasoned permissions in `release.yaml`, each for one finding in one version of a file.

An approval that is expired, names another file hash, lacks a basis the policy knows, or stands for a finding that can
never be approved counts as absent. `withhold` needs two different approvers and a legal basis; `review` needs one.
"""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

from catalog.bundled import bundled_data
from catalog.declared import near_misses
from catalog.errors import CatalogError, Mistake
from catalog.files import write_file
from catalog.release.unreadable import FATAL
from catalog.rule import Finding
from catalog.strict_yaml import Document, dump, load
from catalog.text import LangText

FILE = "release.yaml"
#: Rules that no approval covers: the law limits to whom individual numbers may be provided (番号法 19条), and of what was
#: not read or made there is nothing that anybody could answer for.
NEVER = frozenset({"privacy/individual-number", "disclosure/recipe-held", *FATAL})
_HEAD = "# Approvals of this dataset, written by `catalog approve`. Each is good for one finding in one version of a file.\n"
#: An approval is good for at most a year.
LONGEST = datetime.timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Basis:
    """One legal basis of validators/policies/bases.yaml. `legal` ones can cover `withhold`."""

    id: str
    title: LangText
    explanation: LangText
    article: str
    legal: bool


@dataclass(frozen=True, slots=True)
class Approval:
    """One recorded permission. `by` names office and person; only the office's dataset, basis and dates are public."""

    finding: str
    rule: str
    resource: str
    sha256: str
    basis: str
    reason: str
    by: str
    date: str
    until: str
    answers: Mapping[str, Any] | None = None
    article: str | None = None

    def public(self) -> dict[str, Any]:
        """What may stand in reports: no name of a person."""
        return {"basis": self.basis, "article": self.article, "date": self.date, "until": self.until}


@cache
def bases() -> Mapping[str, Basis]:
    """The bases an approval may name, by id, in the order of the law's own questions."""
    data = bundled_data("policies/bases.yaml")
    return {
        b["id"]: Basis(b["id"], b["title"], b["explanation"], str(b.get("article", "")), bool(b.get("legal")))
        for b in data["bases"]
    }


def read(folder: Path | None) -> tuple[Approval, ...]:
    """The approvals of a dataset folder, expired ones too.

    Raises:
        CatalogError: release.yaml is wrong; each mistake with its line.
    """
    if folder is None or not (folder / FILE).is_file():
        return ()
    document = load(folder / FILE, f"{folder.name}/{FILE}")
    mistakes: list[Mistake] = []
    found: list[Approval] = []
    for i, entry in enumerate(_entries(document, mistakes)):
        needed = ("finding", "rule", "resource", "sha256", "basis", "reason", "by", "date", "until")
        missing = [k for k in needed if not isinstance(entry, Mapping) or not str(entry.get(k) or "").strip()]
        if missing:
            mistakes.append(
                document.mistake(
                    f"approval {i + 1} lacks {', '.join(missing)}", "write it with `catalog approve`", "approvals", i
                )
            )
            continue
        if str(entry["basis"]) not in bases():
            mistakes.append(
                document.mistake(
                    f"basis '{entry['basis']}' is not known",
                    f"use one of {', '.join(bases())}",
                    "approvals",
                    i,
                    "basis",
                )
            )
            continue
        undated = [k for k in ("date", "until") if not _is_date(str(entry[k]))]
        for key in undated:
            what, hint = f"{key} '{entry[key]}' is no date", "write it as 2027-03-31"
            mistakes.append(document.mistake(what, hint, "approvals", i, key))
        if undated:
            continue
        found.append(
            Approval(**{k: str(entry[k]) for k in needed}, answers=entry.get("answers"), article=entry.get("article"))
        )
    if mistakes:
        raise CatalogError(*mistakes)
    return tuple(found)


def _entries(document: Document, mistakes: list[Mistake]) -> Sequence[Any]:
    """The list of approvals; a file of another shape would be passed over, and what it says would count for nothing."""
    data = document.data if document.data is not None else {}
    hint = "write it with `catalog approve`, or remove the file"
    if not isinstance(data, Mapping):
        mistakes.append(document.mistake("release.yaml is no mapping", hint))
        return ()
    near_misses(document, data, ("approvals",), mistakes)
    entries = data.get("approvals") or ()
    if not isinstance(entries, list | tuple):
        mistakes.append(document.mistake("approvals is no list", hint, "approvals"))
        return ()
    return entries


def _is_date(text: str) -> bool:
    try:
        return bool(datetime.date.fromisoformat(text[:10]))
    except ValueError:
        return False


def cover(findings: Sequence[Finding], approvals: Sequence[Approval], sha256: str, as_of: str) -> tuple[Finding, ...]:
    """The findings of one file with the approvals that cover them today."""
    return tuple(_covered(f, approvals, sha256, as_of) for f in findings)


def _covered(finding: Finding, approvals: Sequence[Approval], sha256: str, as_of: str) -> Finding:
    if finding.verdict == "pass" or finding.rule in NEVER:
        return finding
    mine = [a for a in approvals if a.finding == finding.fingerprint and a.rule == finding.rule]
    live = [a for a in mine if a.sha256 == sha256 and is_live(a, as_of)]
    if finding.verdict == "withhold":
        live = [a for a in live if bases()[a.basis].legal]
        if len({approver(a.by) for a in live}) < 2:
            return _with_reason(finding, mine, live, sha256)
    if not live:
        return _with_reason(finding, mine, live, sha256)
    newest = max(live, key=lambda a: a.date)
    return replace(finding, approval={**newest.public(), "approvers": len({approver(a.by) for a in live})})


def _with_reason(finding: Finding, mine: Sequence[Approval], live: Sequence[Approval], sha256: str) -> Finding:
    """The finding, saying why the approvals that were given for it do not cover it."""
    if not mine:
        return finding
    if live:
        ja, en = (
            "承認はまだ1人です。別の承認者がもう1人必要です。",
            "One approver so far: a second, different one is needed.",
        )
    elif all(a.sha256 != sha256 for a in mine):
        ja, en = (
            "前の承認は、ファイルが変わったため無効です。",
            "An earlier approval is void, because the file has changed.",
        )
    elif finding.verdict == "withhold" and any(not bases()[a.basis].legal for a in mine):
        ja, en = (
            "前の承認は、公開不可の指摘に使える法令上の根拠ではありません。",
            "An earlier approval has no legal basis that can cover a withheld finding.",
        )
    else:
        ja, en = "前の承認は、期限が過ぎたため無効です。", "An earlier approval is void, because its date has passed."
    message = {"ja": finding.message.get("ja", "") + ja, "en": f"{finding.message.get('en', '')} {en}".strip()}
    return replace(finding, message=message)


def is_live(approval: Approval, as_of: str) -> bool:
    """True when the approval holds on that day, and was not given for longer than a year."""
    try:
        start, end, today = (datetime.date.fromisoformat(x[:10]) for x in (approval.date, approval.until, as_of))
    except ValueError:
        return False
    return start <= today <= end and end - start <= LONGEST


def approver(by: str) -> str:
    """A person's name reduced so that width, case and blanks make no second approver out of one."""
    return "".join(unicodedata.normalize("NFKC", by).casefold().split())


def record(folder: Path, approval: Approval) -> None:
    """Adds an approval to the dataset's release.yaml (comments above the list stay)."""
    path = folder / FILE
    entry: dict[str, Any] = {
        "finding": approval.finding,
        "rule": approval.rule,
        "resource": approval.resource,
        "sha256": approval.sha256,
        "basis": approval.basis,
        **({"article": approval.article} if approval.article else {}),
        "reason": approval.reason,
        "by": approval.by,
        "date": approval.date,
        "until": approval.until,
        **({"answers": dict(approval.answers)} if approval.answers else {}),
    }
    data: dict[str, Any] = dict(load(path).data or {}) if path.is_file() else {}
    data["approvals"] = [*(data.get("approvals") or []), entry]
    write_file(path, (_comments(path) if path.is_file() else _HEAD) + dump(data))


def _comments(path: Path) -> str:
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    return "".join(takewhile(lambda line: not line.strip() or line.startswith("#"), lines))
