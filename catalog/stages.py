"""The per-dataset part of the line, as one pure function that any `concurrent.futures.Executor` can run.

Request → Examined (always) and Published (only when the decision is `publish`). Nothing of a held dataset leaves here
but its entry in the report.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import catalog
from catalog import cache
from catalog.disclosure.level import FALSE_ALARM, worst
from catalog.files import content_digest
from catalog.model import Catalog
from catalog.release import history
from catalog.release.gate import Examined, ExaminedResource, Request, examine
from catalog.release.history_files import with_earlier_files
from catalog.release.prepare import prepare
from catalog.release.published import Published, PublishedTable
from catalog.tables.table import Table
from catalog.text import LangText

if TYPE_CHECKING:
    from catalog.release.distributions import Made


@dataclass(frozen=True, slots=True)
class Job:
    """One dataset on its way. `store` receives published bytes; sources are copied into a folder that is removed."""

    request: Request
    catalog: Catalog
    previous: history.Previous
    store: Path
    cache: Path | None = None


@dataclass(frozen=True, slots=True)
class Processed:
    """What comes out: the examination for the report, and the dataset as it goes out (None when held)."""

    examined: Examined
    published: Published | None
    history: tuple[Mapping[str, Any], ...] = ()
    cached: bool = False


def process(job: Job) -> Processed:
    """Gate, then distributions, profile and score of one dataset."""
    content = cache.content(job.request, job.catalog.keep_versions) if job.cache is not None else ""
    key = cache.key(content, job.previous)
    if job.cache is not None and (found := cache.get(job.cache, key)) is not None:
        return replace(found, cached=True)
    job.store.mkdir(parents=True, exist_ok=True)
    private = Path(
        tempfile.mkdtemp(prefix="machi-catalog-", dir=job.request.store if job.request.store.is_dir() else None)
    )
    try:
        done = _process(replace(job, request=replace(job.request, store=private)))
    finally:
        shutil.rmtree(private, ignore_errors=True)
    hides = any(r.facts.get("hides_counts") for r in done.examined.resources)
    if job.cache is not None and done.published is not None and not hides:
        # The next build knows one version more; unless the data change, its result is this one.
        after = replace(job.previous, entries=done.history)
        for name in {key, cache.key(content, after)}:
            cache.put(job.cache, name, done)
    return done


def examine_only(request: Request) -> Examined:
    """The gate alone, for `catalog check`: nothing is made; a described dataset gets its preliminary metadata score."""
    return _without_sources(_preliminary(examine(prepare(request).request, keep=True), request.broken))


def _preliminary(examined: Examined, broken: Mapping[str, LangText]) -> Examined:
    """Adds the metadata score that a described dataset would get as it lies in its folder."""
    if examined.dataset is None or examined.dataset.descriptor is None:
        return examined
    from catalog.metadata.score import preliminary, shown

    sources = [r.source for r in examined.resources if r.source is not None]
    result = preliminary(examined.dataset, sources, examined.as_of, broken)
    return replace(examined, score={**examined.score, "metadata": result["metadata"], "criteria": shown(result)})


def _process(job: Job) -> Processed:
    from catalog.release.distributions import make, named_frame

    prepared = prepare(job.request)
    examined = examine(prepared.request, keep=True)
    if examined.decision != "publish" or examined.dataset is None:
        return Processed(_without_sources(_preliminary(examined, job.request.broken)), None)
    made = [
        (r, make(examined.dataset, r.resource, r.source, job.store))
        for r in examined.resources
        if r.resource and r.source
    ]
    sha256 = content_digest("".join(r.sha256 for r in examined.resources))
    closed = _closed(job, examined, bool(prepared.steps))
    passes = partial(_passes, job)
    entries = history.advance(
        job.previous,
        sha256,
        job.request.as_of,
        [
            history.Released(stem, named_frame(table), r.resource.primary_key if n == 0 and r.resource else ())
            for r, m in made
            for n, (table, stem) in enumerate(m.tables)
        ],
        ruleset=examined.ruleset,
        closed=closed,
        secret=lambda: "" if passes(tuple(job.previous.csv.values())) else "screening",
        store=job.store,
    )
    replaced = bool(job.previous.entries) and entries[0]["version"] != job.previous.entries[0]["version"]
    most = 0 if closed else job.catalog.keep_versions
    entries = with_earlier_files(entries, replaced, job.previous.files, most, passes, job.store)
    published = Published(
        dataset=examined.dataset,
        distributions=tuple(d for _, m in made for d in m.distributions),
        tables=tuple(_table(r, m, table, stem) for r, m in made for table, stem in m.tables),
        findings=tuple(examined.findings),
        score=examined.score,
        screened=job.request.as_of,
        screening=_screening(examined, prepared.impact_assessment),
        approvals=_approvals(examined),
        steps=prepared.steps,
        level=_level(examined),
        changes=history.changes(entries, job.store),
    )
    published, examined = _scored(job.catalog, published, examined, job.request.broken)
    return Processed(_without_sources(examined), published, entries)


def _closed(job: Job, examined: Examined, recipe: bool) -> str:
    """Why the history may list no rows of this dataset and keep no file of it; "" when it may: what is about people
    is only counted."""
    assert examined.dataset is not None
    if examined.dataset.extras.get("changes") == "counts":
        return "chosen"
    return "people" if recipe or job.previous.recipe or _level(examined) not in history.OPEN_LEVELS else ""


def _passes(job: Job, paths: Sequence[Path]) -> bool:
    """Whether files of an earlier version would go out by today's rules, as they lie there and without approvals."""
    files = tuple((path.name, path, None) for path in paths)
    before = examine(Request(job.request.id, files, None, job.request.policy, job.request.as_of, job.request.store))
    about_form = ("readability/", "schema/", "metadata/")
    held = any(f.verdict != "pass" and not f.rule.startswith(about_form) for f in before.findings)
    return not held and _level(before) in history.OPEN_LEVELS


def _table(r: ExaminedResource, made: Made, table: Table, stem: str) -> PublishedTable:
    assert r.resource is not None and r.source is not None
    geojson = next(
        (d.path for d in made.distributions if d.format == "geojson" and d.path.startswith(stem + ".")), None
    )
    from catalog.release.profile import profile

    shown = profile(table, r.resource, points=r.source.points, geojson=geojson)
    return replace(shown, level=r.level, stem=stem)


def _scored(
    city: Catalog, published: Published, examined: Examined, broken: Mapping[str, LangText]
) -> tuple[Published, Examined]:
    """Adds the metadata score (405 points, each criterion with its fix) that only a described dataset has."""
    from catalog.metadata.score import score, shown

    result = score(city, published, dict.fromkeys(broken, False))
    merged = {**published.score, "metadata": result["metadata"], "criteria": result["criteria"]}
    return replace(published, score=merged), replace(examined, score={**merged, "criteria": shown(result)})


def _screening(examined: Examined, impact_assessment: str | None) -> dict[str, Any]:
    rows = sum(r.rows or 0 for r in examined.resources)
    cells = sum((r.rows or 0) * len(r.columns) for r in examined.resources)
    return {
        "rows": rows,
        "cells": cells,
        "files": len(examined.resources),
        "rules": examined.rules,
        "ruleset": examined.ruleset,
        "tool": catalog.__version__,
        **({"impact_assessment": impact_assessment} if impact_assessment else {}),
        "subjects": [s for r in examined.resources for s in r.facts.get("subjects", [])],
    }


def _approvals(examined: Examined) -> tuple[Mapping[str, Any], ...]:
    """Approvals in force, as the public may see them: basis, office and dates, never a person."""
    from catalog.release.approvals import bases

    office = examined.dataset.publisher.name if examined.dataset and examined.dataset.publisher else {}
    seen: dict[tuple[str, str], Mapping[str, Any]] = {}
    for f in examined.findings:
        if f.approval:
            basis = bases()[f.approval["basis"]]
            seen[(f.rule, f.fingerprint)] = {
                "rule": f.rule,
                "column": f.place.column,
                "basis": dict(basis.title),
                "article": f.approval.get("article") or basis.article,
                "office": dict(office),
                "date": f.approval["date"],
                "until": f.approval["until"],
                **({"mistaken": True} if f.approval["basis"] == FALSE_ALARM else {}),
            }
    return tuple(seen.values())


def _level(examined: Examined) -> str:
    return str(worst(r.level for r in examined.resources))


def _without_sources(examined: Examined) -> Examined:
    return replace(examined, resources=tuple(replace(r, source=None) for r in examined.resources))
