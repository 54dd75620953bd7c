"""The gate: everything between reading a file and the decision, for one dataset, as a pure function.

`examine` takes a `Request` (picklable) and gives an `Examined` (picklable), so any `concurrent.futures.Executor` can
run it. Unknown means hold: a file that cannot be read, understood or screened is never published.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from catalog.checks.score import readability_score
from catalog.config import OWN_FILES
from catalog.disclosure.level import level
from catalog.files import content_digest
from catalog.model import Dataset, Resource
from catalog.privacy import risk
from catalog.privacy.screen import screening
from catalog.release import approvals
from catalog.release.decision import Decision, decide, strictest
from catalog.rule import Context, Finding, Hit, Place, Rule
from catalog.rules.pack import Pack, load_pack
from catalog.rules.run import CRASHED, run, run_dataset, stamp, stamp_all
from catalog.tables.table import Problem, Source
from catalog.text import LangText, path_text

#: Files larger than this are not read (policy `largest_file`, bytes).
LARGEST = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """One dataset to examine: a declared dataset, or bare files reported under the path given."""

    id: str
    #: (name in the report, path on disk, declared resource)
    files: tuple[tuple[str, Path, Resource | None], ...]
    dataset: Dataset | None
    policy: Mapping[str, Any]
    as_of: str
    #: folder for private copies of the files; the caller removes it
    store: Path
    #: facts of the last release: resource path → {"columns": […], "sha256": …}
    previous: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    #: files that a recipe has made (they lie in `store`), and those that it did not make, with the reason
    made: frozenset[str] = frozenset()
    unmade: Mapping[str, LangText] = field(default_factory=dict)
    #: addresses of the dataset that did not answer, when links were checked: address → what came instead ("404")
    broken: Mapping[str, LangText] = field(default_factory=dict)
    #: folder of the statistics that went out before (`disclosure.releases`)
    releases: Path | None = None


@dataclass(frozen=True, slots=True)
class ExaminedResource:
    """One file after the gate. `source` is None when it was not kept (check only) or not read."""

    path: str
    sha256: str
    bytes: int
    format: str
    encoding: str | None
    rows: int | None
    columns: tuple[str, ...]
    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    decision: Decision
    level: str
    facts: Mapping[str, Any]
    resource: Resource | None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """One dataset after the gate."""

    id: str
    dataset: Dataset | None
    resources: tuple[ExaminedResource, ...]
    decision: Decision
    score: Mapping[str, Any]
    as_of: str
    rules: int
    ruleset: str

    @property
    def findings(self) -> list[Finding]:
        return [f for r in self.resources for f in r.findings]


def examine(request: Request, keep: bool = False) -> Examined:
    """Reads every file of a dataset, runs every rule, applies approvals, decides. Never raises for bad data.

    Args:
        keep: keep the read `Source`s in the result (for the release stage in the same process).
    """
    pack = load_pack()
    granted = approvals.read(request.dataset.folder) if request.dataset else ()
    sources = [_read(name, path, resource, request) for name, path, resource in request.files]
    contexts = [
        _context(source, resource, sources, request)
        for source, (_, _, resource) in zip(sources, request.files, strict=True)
    ]
    whole = _dataset_hits(tuple(sources), request, pack, frozenset().union(*(c.veiled for c in contexts)))
    examined = []
    for index, (source, context) in enumerate(zip(sources, contexts, strict=True)):
        outcome = run(source, pack, context)
        extra = stamp_all(whole.get(index, []), source.path, request.policy)
        findings = (*outcome.findings, *extra.findings)
        findings = (*findings, *_low_score(findings, source, pack, request.policy))
        findings = approvals.cover(findings, granted, source.sha256, request.as_of)
        main = source.main
        examined.append(
            ExaminedResource(
                path=source.path,
                sha256=source.sha256,
                bytes=source.size,
                format=source.format,
                encoding=source.encoding,
                rows=main.height if main is not None else None,
                columns=_columns(source, context.veiled),
                findings=tuple(findings),
                counts={**outcome.counts, **extra.counts},
                decision=decide(findings),
                level=_level(source, context, findings),
                facts=_facts(source, context),
                resource=context.resource,
                source=source if keep else None,
            )
        )
    return Examined(
        id=request.id,
        dataset=request.dataset,
        resources=tuple(examined),
        decision=strictest(r.decision for r in examined) if examined else "review",
        score=_score(examined, request, tuple(sources)),
        as_of=request.as_of,
        rules=len(pack.rules),
        ruleset=pack.digest,
    )


def _context(source: Source, resource: Resource | None, sources: Sequence[Source], request: Request) -> Context:
    """What the checks of one file may know, and what of its headings nobody may be told."""
    context = Context(
        resource=resource,
        dataset=request.dataset,
        policy=request.policy,
        siblings=tuple(s for s in sources if s is not source),
        previous=request.previous.get(source.path),
        releases=request.releases,
        as_of=request.as_of,
    )
    return replace(context, veiled=_veiled(source, context))


def _veiled(source: Source, context: Context) -> frozenset[str]:
    """Headings and sheet names that are somebody's data; all of them when the screening itself fails."""
    try:
        return screening(source, context).veiled
    except Exception:
        # the run of the rules reports the crash, and holds
        return frozenset(h for t in source.tables for h in (*t.header, t.sheet or "") if h)


def _columns(source: Source, veiled: frozenset[str]) -> tuple[str, ...]:
    """Headings of the main table as the report may list them."""
    main = source.main
    if main is None or main.headerless:
        return ()
    return tuple("" if heading in veiled else heading for heading in main.header)


def _read(name: str, path: Path, resource: Resource | None, request: Request) -> Source:
    """Copies the file once, then reads the copy: what is screened is what can be published."""
    from catalog.tables.worker import read_guarded

    limit = int(request.policy.get("largest_file", LARGEST))
    if resource is not None and resource.is_remote:
        digest = content_digest(name)
        if request.dataset is not None and "origin" in request.dataset.extras:
            # Harvested: its publisher answers for the file; only what we show of it, the metadata, passes our gate.
            return Source(name, path, digest, 0, "remote")
        problem = Problem("file/not-screened", details={"reason": "remote"})
        return Source(name, path, digest, 0, "unknown", problems=(problem,))
    if name in request.unmade:
        problem = Problem("disclosure/recipe-held", details={"reason": request.unmade[name]})
        return Source(name, path, "", 0, "unknown", problems=(problem,))
    root = request.dataset.folder if request.dataset and name not in request.made else None
    try:
        blob, sha256, size = _copy(path, request.store, limit, root)
    except _NotRead as error:
        return Source(
            name, path, "", error.size, "unknown", problems=(Problem(error.rule, details={"reason": error.reason}),)
        )
    source = read_guarded(blob, name, resource, sha256=sha256, size=size)
    return replace(source, path=name, blob=blob, sha256=sha256, size=size)


class _NotRead(Exception):  # noqa: N818
    def __init__(self, rule: str, reason: str, size: int = 0) -> None:
        super().__init__(reason)
        self.rule, self.reason, self.size = rule, reason, size


def _copy(path: Path, store: Path, limit: int, root: Path | None) -> tuple[Path, str, int]:
    """Opens without following links, refuses what is no plain file, copies, hashes, and checks it did not change."""
    if root is not None and not path.resolve().is_relative_to(root.resolve()):
        raise _NotRead("file/unreadable", "link out of the folder")
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        reason = "link" if error.errno == errno.ELOOP else error.strerror
        raise _NotRead("file/unreadable", reason or "cannot be opened") from None
    with os.fdopen(descriptor, "rb") as file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise _NotRead("file/unreadable", "not a plain file")
        if before.st_size > limit:
            raise _NotRead("file/too-large", f"{before.st_size} bytes", before.st_size)
        store.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        temporary = store / f"{os.getpid()}-{id(file)}.part"
        with temporary.open("wb") as out:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
                out.write(chunk)
        after = os.fstat(file.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        temporary.unlink()
        raise _NotRead("file/unreadable", "changed while it was read", after.st_size)
    blob = store / digest.hexdigest()
    temporary.replace(blob)
    return blob, digest.hexdigest(), after.st_size


def _dataset_hits(
    sources: tuple[Source, ...], request: Request, pack: Pack, veiled: frozenset[str]
) -> dict[int, list[tuple[Rule, Hit]]]:
    """Hits about the dataset as a whole, by the index of the file they are shown at (the first when none is meant)."""
    context = Context(
        dataset=request.dataset, policy=request.policy, as_of=request.as_of, broken=request.broken, veiled=veiled
    )
    hits: dict[int, list[tuple[Rule, Hit]]] = {}
    at = {source.path: i for i, source in enumerate(sources)}
    for path, rule, hit in run_dataset(sources, pack, context):
        hits.setdefault(at.get(path or "", 0), []).append((rule, hit))
    for name in unlisted(request.dataset):
        hits.setdefault(0, []).append((pack.rules["file/unlisted-file"], Hit(Place(part="file-name", where=name))))
    return hits


def unlisted(dataset: Dataset | None) -> list[str]:
    """Files in the dataset's folder that its descriptor does not list."""
    if dataset is None or dataset.folder is None:
        return []
    listed = {r.path for r in dataset.resources if not r.is_remote}
    files = (p for p in sorted(dataset.folder.rglob("*")) if p.is_file() or p.is_symlink())
    names = (path_text(p.relative_to(dataset.folder).as_posix()) for p in files)
    recipe = _recipe_inputs(dataset)
    return [n for n in names if n not in listed and n not in OWN_FILES and n not in recipe and not n.startswith(".")]


def _recipe_inputs(dataset: Dataset) -> set[str]:
    """Files that the dataset's recipe reads: they are listed there, and never go out."""
    from catalog.release.prepare import inputs_of

    if dataset.folder is None:
        return set()
    home = dataset.folder.resolve()
    inputs = (path.resolve() for path in inputs_of(dataset.folder))
    return {path.relative_to(home).as_posix() for path in inputs if path.is_relative_to(home)}


def _low_score(findings: Iterable[Finding], source: Source, pack: Pack, policy: Mapping[str, Any]) -> list[Finding]:
    """Below the threshold a file is held for a person to look at (contract §5)."""
    rule = pack.rules.get("readability/low-score")
    if rule is None:
        return []
    score = readability_score(list(findings))
    least = max(int(rule.parameters.get("least", 50)), int(policy.get("readability_least", 0)))
    if score["readability"] >= least:
        return []
    return [stamp(rule, Hit(details={"score": score["readability"], "least": least}), source.path, policy)]


def _score(resources: list[ExaminedResource], request: Request, sources: tuple[Source, ...]) -> dict[str, Any]:
    """Readability: the worst file of the dataset, per level too. Metadata: points of the MQA table."""
    # A file that stays at its publisher's was not read: it has no score.
    each = [readability_score(list(r.findings)) for r in resources if r.format != "remote"]
    score: dict[str, Any] = {}
    if each:
        score["readability"] = min(s["readability"] for s in each)
        score["levels"] = {level: min(s["levels"][level] for s in each) for level in ("L1", "L2", "L3")}
    score["metadata"] = None
    return score


def _facts(source: Source, context: Context) -> dict[str, Any]:
    """What the report says of a file beside its findings: the reader's facts, what a row is, who is at risk."""
    try:
        screened = screening(source, context)
    except Exception:
        # as in `_veiled`: the rules have told of the crash, and hold
        about, at_risk = None, None
    else:
        about, at_risk = risk.subjects(screened), risk.people(screened)
    return {
        **source.facts,
        **({"encoding_evidence": source.encoding_evidence} if source.encoding_evidence else {}),
        **({"subjects": about} if about else {}),
        **({"people": at_risk} if at_risk else {}),
        # what others publish decides with whether a hidden count stays hidden: such a result is never taken from the cache
        **({"hides_counts": True} if context.memo.get("disclosure-hides") else {}),
    }


def _level(source: Source, context: Context, findings: Iterable[Finding]) -> str:
    return str(level(source, context, list(findings)))


__all__ = ["CRASHED", "Examined", "ExaminedResource", "Request", "examine", "unlisted"]
