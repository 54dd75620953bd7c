"""The straight line: city folder → tables → findings → decision → distributions → graph → pages → index → public/.

The only module that knows all stages. Two laws: gather everything, then write; and nothing that the decision does not
publish ever reaches the right-hand side.
"""

from __future__ import annotations

import datetime
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog import cache
from catalog.config import OWN_FOLDERS, is_web_address, load_city
from catalog.disclosure import releases
from catalog.errors import CatalogError, Mistake
from catalog.files import write_file
from catalog.model import Catalog, Dataset
from catalog.output import Generation, locked, previous_site
from catalog.progress import Progress, Silent, closing
from catalog.release import history
from catalog.release.gate import Examined, Request
from catalog.release.published import Published, Tombstone
from catalog.release.requests import addresses, for_dataset, for_paths
from catalog.release.unfinished import is_guessed, is_sample, sample_data
from catalog.release.withdrawals import tombstones
from catalog.rules.pack import load_pack
from catalog.rules.report import report
from catalog.text import LangText

if TYPE_CHECKING:
    from catalog.stages import Job, Processed


@dataclass(frozen=True, slots=True)
class Settings:
    """How a build runs. `reports` holds what people read and the cache; it never lies inside `out`."""

    out: Path = Path("public")
    reports: Path = Path("reports")
    base_url: str | None = None
    jobs: int = 1
    cluster: str | None = None
    as_of: str = ""
    strict: bool = False
    check_links: bool = False
    search_export: str | None = None
    cache: bool = True

    @property
    def released(self) -> Path:
        """Folder of the statistics that have gone out; no cache: it is never made again from anything."""
        return self.reports.resolve() / releases.FOLDER

    def kept(self, name: str) -> Path | None:
        """Folder of results kept between builds, None without cache."""
        return self.reports.resolve() / ".cache" / name if self.cache else None


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did."""

    report: Mapping[str, Any]
    #: None when nothing was published (`--strict` and something was held)
    out: Path | None
    published: int
    held: int
    cached: int = 0
    broken_links: tuple[LangText, ...] = field(default=())
    #: ids of datasets whose description does not conform to DCAT-AP (what it lacks was approved)
    nonconformant: tuple[str, ...] = field(default=())
    #: ids that the site had before this build, and that are held now
    dropped: tuple[str, ...] = field(default=())
    #: ids of published datasets whose title or description is still a guess of `catalog add`
    guessed: tuple[str, ...] = field(default=())
    #: True while the catalogue says what `catalog init` wrote
    sample: bool = False
    #: ids of published datasets that `catalog init` made up
    made_up: tuple[str, ...] = field(default=())


def check(paths: Sequence[Path], *, as_of: str, jobs: int = 1, progress: Progress | None = None) -> dict[str, Any]:
    """The gate alone, on city folders, dataset folders or bare files. Writes nothing but a private temporary copy.

    Returns:
        The report (contract §4).

    Raises:
        CatalogError: a path is missing or a descriptor is wrong.
    """
    with tempfile.TemporaryDirectory(prefix="machi-catalog-") as store, closing(progress or Silent()) as shown:
        requests = for_paths(paths, as_of, Path(store))
        shown.stage("read", len(requests))
        with executor(jobs if len(requests) > 1 else 1) as pool:
            examined = list(_examine_all(requests, pool, shown))
    return report(examined, as_of, load_pack().digest)


def build(city: Path, settings: Settings, progress: Progress | None = None) -> Built:
    """Gate, distributions, metadata, site, search, manifest; the finished site is exchanged in at once.

    Raises:
        CatalogError: the city folder is wrong, or the output folder is not ours or is being built.
    """
    from catalog.pages.settings import Settings as SiteSettings
    from catalog.rules.reports import write_reports
    from catalog.stages import process

    catalog = load_city(city)
    SiteSettings.of(catalog)  # a slip in `site:` is told before anything is read
    if settings.base_url:
        if not is_web_address(settings.base_url):
            raise CatalogError(
                f"--base-url {settings.base_url}: is no web address → write it as https://data.example.jp/"
            )
        catalog = replace(catalog, base_url=settings.base_url.rstrip("/") + "/")
    started = time.time()
    _out_of_the_way(catalog, settings)
    out, reports = settings.out.resolve(), settings.reports.resolve()
    with (
        locked(out),
        closing(progress or Silent()) as shown,
        tempfile.TemporaryDirectory(prefix="machi-catalog-") as private,
    ):
        manifest = previous_site(out)
        withdrawn = _gone(catalog, manifest)
        catalog = replace(catalog, datasets=_standing(catalog, withdrawn))
        broken = _links(catalog) if settings.check_links else {}
        with executor(settings.jobs, settings.cluster) as pool:
            releases.adopt(settings.released, out, manifest)
            jobs = _jobs(catalog, settings, out, manifest, broken, Path(private))
            shown.stage("read", len(jobs))
            processed = []
            for result in pool.map(process, jobs) if pool else map(process, jobs):
                shown.step(result.examined.id, result.examined.decision)
                processed.append(result)
            data = report([p.examined for p in processed], settings.as_of, load_pack().digest)
            write_reports(data, reports, catalog.main_language, city)
            held = data["summary"]["review"] + data["summary"]["withhold"]
            if settings.strict and held:
                return Built(data, None, 0, held)
            published = [p.published for p in processed if p.published is not None]
            withdrawn = _leading_somewhere(withdrawn, published)
            unfit = _site(catalog, published, processed, withdrawn, out, settings, pool, shown)
            releases.remember(settings.released, _statistics(published, settings.as_of))
            if settings.search_export:
                _search_export(catalog, published, reports)
            cache.sweep(reports / ".cache", started, (d.sha256 for p in published for d in p.files))
    return Built(
        report=data,
        out=settings.out,
        published=len(published),
        held=held,
        cached=sum(p.cached for p in processed),
        broken_links=_told(broken),
        nonconformant=unfit,
        dropped=_dropped(manifest, data),
        guessed=tuple(sorted(p.dataset.id for p in published if is_guessed(p.dataset.folder))),
        sample=is_sample(catalog),
        made_up=sample_data(replace(catalog, datasets=tuple(p.dataset for p in published))),
    )


def _out_of_the_way(catalog: Catalog, settings: Settings) -> None:
    """Refuses places where a build would read, publish or overwrite what it has written, or the city's own files.

    `public/` and `reports/` right inside the city folder are fine (`cd mycity && catalog build .`).

    Raises:
        CatalogError: which of the two folders lies in the way.
    """
    city, mistakes = catalog.folder.resolve(), []
    read = {*OWN_FOLDERS, *(d.id for d in catalog.datasets)}
    for option, named in (("--out", settings.out), ("--reports", settings.reports)):
        place = named.resolve()
        if city == place or (option == "--out" and city.is_relative_to(place)):
            what, hint = "is or holds the city folder", f"choose another folder with {option}"
            mistakes.append(Mistake(f"{option} {named}", what, hint))
        elif place.is_relative_to(city) and (part := place.relative_to(city).parts[0]) in read:
            what, hint = f"lies in {part}/, which a build reads", f"choose a folder beside the datasets with {option}"
            mistakes.append(Mistake(f"{option} {named}", what, hint))
    if settings.reports.resolve().is_relative_to(settings.out.resolve()):
        what, hint = "lies inside the site, where everybody could read it", "choose another --reports"
        mistakes.append(Mistake(str(settings.reports), what, hint))
    if mistakes:
        raise CatalogError(*mistakes)


def _statistics(published: Sequence[Published], date: str) -> Iterator[tuple[str, str, str, Path]]:
    """The tables of statistics that have just gone out: (dataset, resource, date, CSV)."""
    for one in published:
        for file in one.distributions:
            table = one.table_of(file) if file.format == "csv" and not file.is_remote else None
            if table is not None and table.level == "statistics":
                yield one.dataset.id, table.resource.path, date, file.blob


def _gone(catalog: Catalog, manifest: Mapping[str, Any] | None) -> tuple[Tombstone, ...]:
    """Withdrawn datasets, and former ids that lead to new ones; an id that vanished without a word is refused."""
    from catalog.metadata.identifiers import permanent, published_ids

    withdrawn = tombstones(catalog)
    renamed = permanent(published_ids(manifest), catalog.datasets, {t.id for t in withdrawn})
    moved = {"ja": "新しいアドレスに移りました。", "en": "This dataset has a new address."}
    dates = {d.id: d.modified or d.issued or "" for d in catalog.datasets}
    return (*withdrawn, *(Tombstone(old, moved, dates[new], new, moved=True) for old, new in sorted(renamed.items())))


def _dropped(manifest: Mapping[str, Any] | None, report: Mapping[str, Any]) -> tuple[str, ...]:
    """What was on the site and is held now: readers miss it from today on."""
    from catalog.metadata.identifiers import published_ids

    before = published_ids(manifest)
    return tuple(d["id"] for d in report["datasets"] if d["decision"] != "publish" and d["id"] in before)


def _leading_somewhere(gone: Sequence[Tombstone], published: Sequence[Published]) -> tuple[Tombstone, ...]:
    """A tombstone names its successor only when that one is out: nothing of a held dataset, not its id, is shown."""
    out = {p.dataset.id for p in published}
    return tuple(t if t.replaced_by in out else replace(t, replaced_by=None) for t in gone)


def _standing(catalog: Catalog, withdrawn: Sequence[Tombstone]) -> tuple[Dataset, ...]:
    gone = {t.id for t in withdrawn}
    return tuple(d for d in catalog.datasets if d.id not in gone)


def _links(catalog: Catalog) -> dict[str, LangText]:
    """Remote files and landing pages that do not answer, with what came instead (the network is used).

    They are asked before the gate, so that a broken link is a finding like any other: it counts in the score, and a
    city's policy can make it hold.
    """
    from catalog.harvest import linkcheck

    urls = [address for dataset in catalog.datasets for address in addresses(dataset)]
    return {r.url: r.reason for r in linkcheck(urls).values() if not r.ok}


def _told(broken: Mapping[str, LangText]) -> tuple[LangText, ...]:
    return tuple({lang: f"{address} ({word})" for lang, word in answer.items()} for address, answer in broken.items())


def _search_export(catalog: Catalog, published: Sequence[Published], reports: Path) -> None:
    """Bulk files for an OpenSearch cluster, beside the reports: they are for the operator, not for the public."""
    from catalog.search.document import document
    from catalog.search.opensearch import export_opensearch

    folder = reports / "opensearch"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in export_opensearch(document(catalog, p) for p in published):
        write_file(folder / name, content)


def _jobs(
    catalog: Catalog,
    settings: Settings,
    out: Path,
    manifest: Mapping[str, Any] | None,
    broken: Mapping[str, LangText],
    private: Path,
) -> list[Job]:
    from catalog.stages import Job

    store = settings.reports.resolve() / ".cache" / "objects"
    kept = settings.kept("results")
    standing = history.by_dataset(manifest) if manifest is not None else None
    jobs = []
    for dataset in catalog.datasets:
        before = history.previous(out, None if standing is None else standing.get(dataset.id, {}), dataset.id)
        request = for_dataset(dataset, catalog.policy, settings.as_of, private, before.resources, broken)
        request = replace(request, releases=settings.released)
        jobs.append(Job(request, replace(catalog, datasets=()), before, store, kept))
    return jobs


def _site(
    catalog: Catalog,
    published: Sequence[Published],
    processed: Sequence[Processed],
    withdrawn: Sequence[Tombstone],
    out: Path,
    settings: Settings,
    pool: Executor | None,
    shown: Progress,
) -> tuple[str, ...]:
    """Everything right of the gate, into a new generation, exchanged in when it is complete.

    Returns:
        Ids of datasets that the official shapes of DCAT-AP object to; each form of description is validated once.
    """
    from catalog.metadata.exports import part, stream, tasks
    from catalog.metadata.gate import Gate
    from catalog.pages.render import render
    from catalog.search.index import build as build_index

    generation = Generation(out)
    generation.start()
    try:
        shown.stage("release", len(published))
        for one in published:
            generation.place(one.files)
            shown.step(one.dataset.id)
        generation.write(
            (f"datasets/{p.published.dataset.id}/{history.FILE}", history.to_json(p.history))
            for p in processed
            if p.published
        )
        shown.stage("metadata", 1)
        memory = cache.Remembering(settings.kept("made"), pool)
        parts = memory.map(part, *zip(*tasks(catalog, published), strict=True)) if published else None
        shapes = Gate(settings.kept("shacl"), load_pack().digest)
        generation.write(
            stream(catalog, published, tombstones=withdrawn, as_of=settings.as_of, parts=parts, gate=shapes)
        )
        shapes.save()
        shown.stage("pages", 1)
        generation.write(render(catalog, published, withdrawn, executor=memory))
        shown.stage("search", 1)
        generation.write(build_index(catalog, published))
        shown.stage("publish", 1)
        generation.manifest(published, _created(settings.as_of), load_pack().digest)
        generation.publish()
    except BaseException:
        generation.abandon()
        raise
    return tuple(sorted(shapes.held))


def _created(as_of: str) -> str:
    return datetime.datetime.fromisoformat(as_of).replace(tzinfo=datetime.UTC).isoformat()


def _examine_all(requests: Sequence[Request], pool: Executor | None, shown: Progress) -> Iterator[Examined]:
    from catalog.stages import examine_only

    for result in pool.map(examine_only, requests) if pool else map(examine_only, requests):
        shown.step(result.id, result.decision)
        yield result


@contextmanager
def executor(jobs: int, cluster: str | None = None) -> Iterator[Executor | None]:
    """None for one job (a plain loop), a process pool for several, a Dask cluster's executor for an address."""
    if cluster:
        from catalog.cluster import connect

        with connect(cluster) as pool:
            yield pool
    elif jobs > 1:
        from catalog.workers import processes

        with processes(jobs) as pool:
            yield pool
    else:
        yield None
