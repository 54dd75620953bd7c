"""`catalog approve`: binds a person's decision to one finding, in one version of one file."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from catalog.config import CATALOG_FILES, find, load_catalog, load_dataset
from catalog.errors import CatalogError, language
from catalog.release import approvals
from catalog.release.approvals import LONGEST, NEVER, Approval, approver, bases
from catalog.release.gate import Examined, ExaminedResource, examine
from catalog.release.prepare import prepare
from catalog.release.requests import for_dataset
from catalog.rule import Finding
from catalog.text import pick

#: families and rules whose findings may be answered together: the shape of a file, and small counts
TOGETHER = ("readability", "schema", "file", "metadata", "disclosure/small-count")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the approver says. `by` names office and person and stays inside the city."""

    finding: str
    basis: str
    reason: str
    by: str
    until: str | None = None
    article: str | None = None
    answers: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Approved:
    """What was recorded, and whether it is enough."""

    approval: Approval
    enough: bool
    messages: dict[str, list[str]]
    #: other findings by the same rule that the same answer may fit (never about a single person's data)
    alike: tuple[str, ...] = ()


def examined_dataset(folder: Path, as_of: str) -> Examined:
    """The dataset as it is now, through the whole gate."""
    city = load_catalog(folder.parent) if find(folder.parent, CATALOG_FILES) else None
    dataset = load_dataset(folder, city)
    with tempfile.TemporaryDirectory(prefix="machi-catalog-") as store:
        request = for_dataset(dataset, city.policy if city else {}, as_of, Path(store))
        return examine(prepare(request).request)


def approve(folder: Path, wish: Wish, as_of: str) -> Approved:
    """Records an approval.

    Raises:
        CatalogError: no such finding today, it needs or allows no approval, the basis does not fit, or the dates do not.
    """
    return _approve(folder, examined_dataset(folder, as_of), wish, as_of, 1)


def approve_alike(folder: Path, wish: Wish, alike: Sequence[str], as_of: str) -> Approved:
    """Records the same answer for other findings by the same rule, each as an approval of its own; the last of them.

    Raises:
        CatalogError: as `approve`.
    """
    examined = examined_dataset(folder, as_of)
    return [
        _approve(folder, examined, replace(wish, finding=finding), as_of, n) for n, finding in enumerate(alike, start=1)
    ][-1]


def _approve(folder: Path, examined: Examined, wish: Wish, as_of: str, recorded: int) -> Approved:
    """`recorded`: approvals since the dataset was examined, with this one."""
    resource, finding = _held(examined, wish.finding)
    basis = bases().get(wish.basis)
    if basis is None:
        raise CatalogError(f"--basis {wish.basis}: is not known → use one of {', '.join(bases())}")
    if finding.verdict == "withhold" and not basis.legal:
        legal = ", ".join(b.id for b in bases().values() if b.legal)
        raise CatalogError(f"--basis {wish.basis}: is no legal basis, and this finding withholds → use one of {legal}")
    if basis.id == "law-or-ordinance" and not wish.article:
        raise CatalogError("--basis law-or-ordinance: needs the article → add --article 「○○条例第5条」")
    check_reason(wish.reason)
    if not approver(wish.by):
        raise CatalogError("--by: is empty → name the office and the person who approves")
    before = [a for a in approvals.read(folder) if a.finding == wish.finding and a.sha256 == resource.sha256]
    if any(approver(a.by) == approver(wish.by) and approvals.is_live(a, as_of) for a in before):
        raise CatalogError(
            f"--by: this approver has already approved {wish.finding} → a second, different person must approve"
        )
    approval = Approval(
        finding=finding.fingerprint,
        rule=finding.rule,
        resource=resource.path,
        sha256=resource.sha256,
        basis=basis.id,
        reason=wish.reason.strip(),
        by=wish.by.strip(),
        date=as_of,
        until=last_day(wish.until, as_of),
        article=wish.article,
        answers=wish.answers,
    )
    approvals.record(folder, approval)
    people = {approver(a.by) for a in [*before, approval] if approvals.is_live(a, as_of)}
    enough = finding.verdict == "review" or len(people) >= 2
    left = [f for f in examined.findings if f.verdict != "pass" and f.approval is None]
    messages = _messages(folder, finding, approval, enough, len(left) - recorded * enough)
    return Approved(approval, enough, messages, tuple(f.fingerprint for f in left if _is_alike(f, finding)))


def _is_alike(other: Finding, finding: Finding) -> bool:
    """The same question again, of another table or column; whatever is about one person is asked each time."""
    together = {finding.rule, finding.rule.split("/")[0]} & set(
        TOGETHER
    ) and finding.verdict == other.verdict == "review"
    return bool(together) and other.rule == finding.rule and other.fingerprint != finding.fingerprint


def _held(examined: Examined, fingerprint: str) -> tuple[ExaminedResource, Finding]:
    for resource in examined.resources:
        for finding in resource.findings:
            if finding.fingerprint == fingerprint:
                if finding.rule in NEVER:
                    raise CatalogError.at(finding.rule, "can never be approved", pick(finding.fix, language()))
                if finding.verdict == "pass":
                    raise CatalogError(f"{fingerprint}: holds nothing, so it needs no approval")
                return resource, finding
    known = sorted({f.fingerprint for f in examined.findings if f.verdict != "pass" and f.approval is None})
    hint = f"open ones are {', '.join(known[:5])}" if known else "nothing in this dataset is held"
    raise CatalogError(f"--finding {fingerprint}: is not among today's findings of this dataset → {hint}")


def check_reason(reason: str) -> None:
    """A reason says what was checked.

    Raises:
        CatalogError: it is too short for that.
    """
    if len(reason.strip()) < 5:
        raise CatalogError("--reason: is too short to answer for → write what was checked and why it may go out")


def last_day(wanted: str | None, as_of: str) -> str:
    """Until when an approval holds: the wanted day, else a year.

    Raises:
        CatalogError: no date, or further away than an approval lasts.
    """
    start = datetime.date.fromisoformat(as_of)
    if wanted is None:
        return (start + datetime.timedelta(days=365)).isoformat()
    try:
        end = datetime.date.fromisoformat(wanted)
    except ValueError:
        raise CatalogError(f"--until {wanted}: is no date → write it as 2027-03-31") from None
    if not start <= end <= start + LONGEST:
        raise CatalogError(f"--until {wanted}: is not within a year from {as_of} → an approval lasts at most a year")
    return wanted


def _messages(folder: Path, finding: Finding, approval: Approval, enough: bool, left: int) -> dict[str, list[str]]:
    ja = [f"{folder.name}/{approvals.FILE} に記録しました（{finding.rule}、期限 {approval.until}）。"]
    en = [f"Recorded in {folder.name}/{approvals.FILE} ({finding.rule}, until {approval.until})."]
    if not enough:
        ja.append("公開不可の指摘です。もう1人、別の承認者の承認が必要です。")
        en.append("This finding withholds: a second, different approver is needed.")
    ja.append("ファイルが変わるか期限を過ぎると、承認は無効になります。")
    en.append("A changed file or a passed date voids the approval.")
    if enough and left:
        ja.append(f"このデータには、公開を止めている指摘がほかに{left}件あります。")
        en.append(f"{left} more findings hold this dataset.")
    elif enough:
        ja.append("これで公開を止めている指摘はなくなりました。次の `catalog build` で公開されます。")
        en.append("Nothing holds this dataset any more: the next `catalog build` publishes it.")
    return {"ja": ja, "en": en}
