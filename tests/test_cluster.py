"""The same build, spread over a Dask cluster, gives the same site."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.errors import CatalogError
from catalog.pipeline import Settings, build
from tests.cities import dataset, facilities, people, start

distributed = pytest.importorskip("distributed", reason="needs the extra `cluster` (dask.distributed)")


def test_a_cluster_builds_the_same_site(tmp_path: Path) -> None:
    """Two workers of a cluster and a plain loop write the same bytes."""
    city = start(tmp_path / "city")
    dataset(city, "halls", facilities(1))
    dataset(city, "parks", facilities(2))
    dataset(city, "register", people(3))
    sites = []
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None
    ) as cluster:
        for name, address in (("alone", None), ("spread", cluster.scheduler_address)):
            folder = tmp_path / name
            built = build(
                city, Settings(out=folder / "public", reports=folder / "reports", as_of="2026-04-01", cluster=address)
            )
            assert (built.published, built.held) == (2, 1)
            sites.append(
                {
                    p.relative_to(folder).as_posix(): p.read_bytes()
                    for p in (folder / "public").rglob("*")
                    if p.is_file()
                }
            )
    assert sites[0] == sites[1]


def test_no_cluster_there(tmp_path: Path) -> None:
    """An address where nothing answers is told as such; no site is touched."""
    city = start(tmp_path / "city")
    dataset(city, "halls", facilities(1))
    with pytest.raises(CatalogError, match="nothing answers"):
        build(
            city,
            Settings(
                out=tmp_path / "public", reports=tmp_path / "reports", as_of="2026-04-01", cluster="tcp://127.0.0.1:9"
            ),
        )
    assert not (tmp_path / "public").exists()
