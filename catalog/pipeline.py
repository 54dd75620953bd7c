"""The straight line: city folder → tables → findings → decision → distributions → graph → pages → index → public/.

The only module that knows all stages. Two laws: gather everything, then write; and nothing that the decision does not
publish ever reaches the right-hand side.
"""

from __future__ import annotations

import multiprocessing
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from catalog.progress import Progress, Silent, closing
from catalog.release.gate import Examined, Request, examine
from catalog.release.requests import for_paths
from catalog.rules.pack import load_pack
from catalog.rules.report import report


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


def _examine_all(requests: Sequence[Request], pool: Executor | None, shown: Progress) -> Iterator[Examined]:
    for result in pool.map(examine, requests) if pool else map(examine, requests):
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
        context = multiprocessing.get_context("forkserver")
        with ProcessPoolExecutor(jobs, mp_context=context) as workers:
            yield workers
    else:
        yield None
