"""CKAN's own DCAT parser (the extra `ckan`, AGPL, for this test only) reads every dataset of what we write."""

from __future__ import annotations

import pytest

from catalog.metadata.exports import export
from catalog.model import Catalog
from catalog.release.published import Published

processors = pytest.importorskip("ckanext.dcat.processors", reason="needs the extra ckan")


@pytest.mark.parametrize("profile", ["euro_dcat_ap_3", "euro_dcat_ap_2"])
@pytest.mark.parametrize(("suffix", "kind"), [("ttl", "turtle"), ("rdf", "xml"), ("jsonld", "json-ld")])
def test_ckan_reads_every_dataset(
    city: Catalog, published: list[Published], profile: str, suffix: str, kind: str
) -> None:
    """CKANが、どのデータセットも、題名・ライセンス・ファイルつきで読む。版を別のデータセットと数えない。"""
    files = dict(export(city, published, as_of="2026-11-23"))
    parser = processors.RDFParser(profiles=[profile])
    parser.parse(files[f"catalog.{suffix}"].decode(), _format=kind)
    found = list(parser.datasets())
    # Which of the languages CKAN takes is its own setting.
    assert {d["title"] for d in found} <= {title for p in published for title in p.dataset.title.values()}
    assert len(found) == len(published)
    for d in found:
        assert d["title"] and d["notes"] and d["resources"]
        assert all(r["license"] == "https://creativecommons.org/licenses/by/4.0/" for r in d["resources"])
