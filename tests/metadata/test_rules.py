"""What a description lacks: the quick rules say the same as the SHACL shapes, and each has its texts."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from catalog.licences import LICENCES
from catalog.metadata import dcat, shacl, vocabularies
from catalog.metadata.draft import draft
from catalog.metadata.rules import findings
from catalog.metadata.score import preliminary, score, table
from catalog.model import Catalog, ContactPoint, Dataset, Licence, Resource, Temporal
from catalog.release.published import Published
from catalog.rules.pack import load_pack
from tests.metadata.conftest import CITY, LICENCE, made_catalog, made_distribution, made_published

OWN = "urn:machi-catalog:rule:metadata/"
FULL = {
    "title": {"ja": "AED設置箇所一覧", "en": "AED locations"},
    "description": {"ja": "市内の公共施設に設置したAEDの場所と台数を、施設ごとにまとめた一覧です。"},
    "keywords": {"ja": ("AED",)},
    "themes": ("HEAL",),
    "publisher": CITY,
    "contact_point": ContactPoint({"ja": "情報政策課"}, "opendata@example.jp"),
    "licences": (LICENCE,),
    "spatial": "131016",
    "temporal": Temporal("2026-04-01", "2027-03-31"),
    "accrual_periodicity": "毎年",
    "issued": "2026-04-01",
    "modified": "2026-04-01",
    "resources": (Resource("aed", "https://files.example.jp/aed.csv", format="csv", extras={"bytes": 10}),),
}
#: What may be missing or otherwise: field → values that differ from FULL.
OTHERWISE: dict[str, tuple[Any, ...]] = {
    "title": ({}, {"ja": "題"}),
    "description": ({}, {"ja": "短い"}),
    "keywords": ({},),
    "themes": ((),),
    "publisher": (None,),
    "contact_point": (None, ContactPoint({"ja": "課"})),
    "licences": ((), (Licence("PDL-1.0", *LICENCES["PDL-1.0"]),)),
    "spatial": (None,),
    "temporal": (
        None,
        Temporal("2026-04-01", None),
        Temporal(None, "2027-03-31"),
        Temporal("2026-04-01", "2026-04-01"),
    ),
    "accrual_periodicity": (None,),
    "resources": (
        (Resource("aed", "https://files.example.jp/aed.pdf", format="pdf", extras={"bytes": 10}),),
        (Resource("aed", "https://files.example.jp/aed", extras={"bytes": 10}),),
        (Resource("aed", "https://files.example.jp/aed.jpg", format="jpg"),),
    ),
}
#: Rules that no shape states: they are about what was written, not about what the graph then says.
NOT_IN_SHAPES = {
    "unknown-theme", "unknown-area", "unknown-frequency", "unknown-access-rights", "invalid-address", "missing-issued",
    "missing-modified", "missing-column-description", "dcat-ap-violation", "broken-link",
}  # fmt: skip


def described(**changes: Any) -> Dataset:
    return Dataset(**{"id": "aed", "folder": Path(), "descriptor": "datapackage.yaml", **FULL, **changes})


def by_rules(dataset: Dataset) -> set[str]:
    return {name for name, _, _ in findings(dataset, ())} - NOT_IN_SHAPES


def by_shapes(dataset: Dataset) -> set[str]:
    results = shacl.validate(dcat.describe(*draft(dataset, (), "2026-04-01")), ("own",))
    return {r.shape.removeprefix("metadata/").split("#", 1)[0] for r in results}


CASES = [{}] + [{k: v} for k, values in OTHERWISE.items() for v in values]
PAIRS = [a | b for a, b in itertools.combinations(CASES[1:], 2) if not set(a) & set(b)][::7]


@pytest.mark.parametrize("changes", [*CASES, *PAIRS])
def test_rules_and_shapes_agree(changes: dict[str, Any]) -> None:
    """速い検査とSHACLの検査が、同じ不足を見つける。"""
    dataset = described(**changes)
    quick, formal = by_rules(dataset), by_shapes(dataset)
    # A file of unknown format is told as such only; the shapes count it as neither open nor readable as well.
    if "missing-format" in quick:
        formal -= {"proprietary-format", "not-machine-readable"}
    # Without a licence there is nothing to recognise, without a description nothing to measure.
    formal -= {"licence-not-recognised"} if "missing-licence" in formal else set()
    formal -= {"short-description"} if "missing-description" in formal else set()
    formal -= {"missing-english-title"} if "missing-title" in formal else set()
    assert quick == formal


def test_complete_description_has_no_finding() -> None:
    """そろった説明には、何も言われない。"""
    assert [name for name, _, _ in findings(described(), ()) if name != "missing-column-description"] == []


def test_every_shape_is_a_rule_with_both_languages() -> None:
    """どの検査の項目にも、同じ名前の規則と、日本語と英語の説明がある。"""
    import rdflib

    graph = shacl.shapes_graph(("own",))
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    rules = load_pack().rules
    shapes = {str(s) for s in graph.subjects(rdflib.RDF.type, sh.PropertyShape)}
    assert len(shapes) > 15
    for shape in shapes:
        assert f"metadata/{shape.removeprefix(OWN).split('#', 1)[0]}" in rules
        assert {m.language for m in graph.objects(rdflib.URIRef(shape), sh.message)} == {"ja", "en"}
    for shape in shacl.shapes_graph(("integrity",)).subjects(rdflib.RDF.type, sh.PropertyShape):
        languages = {m.language for m in shacl.shapes_graph(("integrity",)).objects(shape, sh.message)}
        assert languages == {"ja", "en"}


def test_every_rule_of_ours_is_a_shape_or_known_not_to_be() -> None:
    """規則は、SHACLの検査にあるか、ない理由がわかっているかのどちらかである。"""
    names = {r.id.removeprefix("metadata/") for r in load_pack().family("metadata")}
    stated = {str(s).removeprefix(OWN).split("#", 1)[0] for s in shacl.shapes_graph(("own",)).subjects()}
    assert names - stated == NOT_IN_SHAPES


def test_lists_in_the_shapes_are_those_of_the_vocabularies() -> None:
    """SHACLの検査に書いた形式とライセンスの一覧が、語彙の表と同じである。"""
    import rdflib
    from rdflib.collection import Collection

    graph = shacl.shapes_graph(("own",))
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")

    def listed(name: str) -> set[str]:
        shape = graph.value(rdflib.URIRef(OWN + name), sh.qualifiedValueShape)
        return {str(n) for n in Collection(graph, graph.value(shape, sh["in"]))}

    formats = set(vocabularies._format_words().values())
    assert listed("proprietary-format") == {f.iri for f in formats if f.open}
    assert listed("not-machine-readable") == {f.iri for f in formats if f.readable}
    known = {n for n in LICENCES if vocabularies.licence_facts(Licence(n, "", {})).get("vocabulary")}
    assert listed("licence-not-recognised") == {LICENCES[n][0] for n in known}


def test_bare_files_have_no_metadata_findings() -> None:
    """説明のない裸のファイルには、説明の不足を言わない。"""
    from catalog.metadata.rules import metadata
    from catalog.rule import Context

    bare = Dataset("x", None, {})
    rules = tuple(load_pack().family("metadata"))
    assert list(metadata((), Context(dataset=bare), rules)) == []
    assert list(metadata((), Context(), rules)) == []


def test_wrong_address_does_not_repeat_what_may_be_a_person() -> None:
    """メールアドレスの欄に書かれた人の名前を、報告に写さない。"""
    contact = ContactPoint({"ja": "課"}, "見本 太郎")
    found = [d for name, _, d in findings(described(contact_point=contact), ()) if name == "invalid-address"]
    assert found
    assert "太郎" not in str(found)


def test_score_of_a_complete_dataset(city: Catalog, published: list[Published]) -> None:
    """すべてそろったデータセットは405点になる。"""
    result = score(city, published[0])
    assert result["metadata"] == 405
    assert result["rating"] == "excellent"
    assert sum(of for _, of in result["dimensions"].values()) == 405
    assert all(c["met"] for c in result["criteria"])


def test_score_says_how_to_gain_the_missing_points(tmp_path: Path) -> None:
    """足りない項目ごとに、失った点と直し方がわかる。"""
    city = made_catalog(tmp_path, licences=(), municipality=None, contact_point=None)
    pdf = made_distribution(tmp_path, "datasets/aed/aed.pdf", "pdf", "application/pdf", b"x")
    p = made_published(
        tmp_path, keywords={}, themes=(), licences=(), contact_point=None, spatial=None, temporal=None, distributions=(pdf,)
    )  # fmt: skip
    result = score(city, p)
    lost = {c["id"]: c["of"] for c in result["criteria"] if not c["met"]}
    assert lost == {
        "keyword": 30, "theme": 30, "spatial": 20, "temporal": 20, "format-open": 20, "format-readable": 20, "licence": 20,
        "licence-vocabulary": 10, "contact-point": 20, "rights": 5,
    }  # fmt: skip
    assert result["metadata"] == 405 - sum(lost.values())
    assert all(c["fix"]["ja"] and c["fix"]["en"] for c in result["criteria"])


def test_dead_remote_file_costs_its_points(tmp_path: Path) -> None:
    """リンクの確認で開けなかった外部のファイルは、点が下がる。"""
    url = "https://files.example.jp/a.csv"
    p = made_published(tmp_path, distributions=(made_distribution(tmp_path, url, "csv", "text/csv", b"a"),))
    city = made_catalog(tmp_path)
    assert score(city, p, {url: False})["metadata"] == 405 - 30
    assert score(city, p, {url: True})["metadata"] == 405


def test_table_of_points_adds_up() -> None:
    """点数の表は405点で、どの項目にも規則か直し方がある。"""
    criteria = table()["criteria"]
    assert sum(c["points"] for c in criteria) == 405
    rules = load_pack().rules
    assert all(c["rule"] in rules for c in criteria if c.get("rule"))


def test_score_before_release(tmp_path: Path) -> None:
    """公開の前でも、説明の点数がわかる。"""
    assert preliminary(described(), ())["metadata"] == 405
    assert preliminary(described(keywords={}, licences=()), ())["metadata"] < 405 - 60
