"""What is said of a dataset in DCAT, and that the official shapes have nothing to say against it."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.metadata import dcat, serialise, shacl
from catalog.metadata.gate import Gate, forms
from catalog.metadata.scope import Neighbours, neighbours
from catalog.metadata.terms import RDF_TYPE, Graph, Literal, iri
from catalog.model import Agent, Catalog, ContactPoint, Temporal
from catalog.release.published import Change, Published
from tests.metadata.conftest import SHARED, made_catalog, made_published

ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:[!-~]+\Z")


def values(graph: Graph, subject: str, name: str) -> list[str]:
    found = graph.subjects[subject].get(iri(name), {})
    return [n.value if isinstance(n, Literal) else n for n in found]


AED = "https://data.example.jp/datasets/aed/#dataset"


def test_dataset_says_everything_that_is_recommended(city: Catalog, published: list[Published]) -> None:
    """データセットには、DCAT-APの必須と推奨の項目がすべてある。"""
    graph = dcat.describe(city, published[0])
    for name in (
        "dct:title", "dct:description", "dct:publisher", "dcat:contactPoint", "dcat:keyword", "dcat:theme", "dct:spatial",
        "dct:temporal", "dcat:distribution", "dct:accessRights", "dct:accrualPeriodicity", "dct:conformsTo", "dct:identifier",
        "dct:issued", "dct:modified", "dct:language", "dcat:landingPage", "dcat:version", "dct:provenance", "adms:versionNotes",
        "prov:wasGeneratedBy", "dqv:hasQualityMeasurement",
    ):  # fmt: skip
        assert values(graph, AED, name), name
    file = "https://data.example.jp/datasets/aed/#distribution-aed.csv"
    for name in (
        "dcat:accessURL", "dcat:downloadURL", "dct:format", "dcat:mediaType", "dct:license", "dct:rights", "dcat:byteSize",
        "spdx:checksum", "dcatap:availability", "adms:status", "dct:title", "dct:description", "dct:issued", "dct:modified",
        "prov:wasDerivedFrom", "prov:wasGeneratedBy",
    ):  # fmt: skip
        assert values(graph, file, name), name


def test_identifier_is_unique_in_the_country(city: Catalog, published: list[Published]) -> None:
    """管理IDは団体コードとIDからなり、サイトのアドレスが変わっても変わらない。"""
    moved = made_catalog(Path(), base_url="https://elsewhere.example.jp/")
    for catalog in (city, moved):
        graph = dcat.describe(catalog, published[0])
        subject = next(s for s in graph.subjects if s.endswith("/datasets/aed/#dataset"))
        assert values(graph, subject, "dct:identifier") == ["131016_aed"]


def test_standard_dataset_carries_the_tags_others_look_for(city: Catalog, published: list[Published]) -> None:
    """標準データセットには、他のサイトが目印にするタグがつく。"""
    words = values(dcat.describe(city, published[0]), AED, "dcat:keyword")
    assert "自治体標準ODS" in words
    assert "AED設置箇所一覧" in words


def test_texts_have_languages_and_nodes_have_names(city: Catalog, published: list[Published]) -> None:
    """すべての文に言語の印があり、名前のない項目はなく、名前は規格どおりである。"""
    texts = {
        iri(n)
        for n in (
            "dct:title",
            "dct:description",
            "dcat:keyword",
            "rdfs:label",
            "skos:prefLabel",
            "foaf:name",
            "vcard:fn",
        )
    }
    for p in published:
        for subject, predicate, node in dcat.describe(city, p).triples():
            assert ADDRESS.match(subject)
            if isinstance(node, Literal):
                assert not (predicate in texts and not node.lang)
            else:
                assert ADDRESS.match(node)


def test_provenance_leads_from_the_source_to_the_file(city: Catalog, published: list[Published]) -> None:
    """公開したファイルから、加工の手順をさかのぼって、確認した元ファイルに行き着く。"""
    graph = dcat.describe(city, published[0])
    node = "https://data.example.jp/datasets/aed/#distribution-aed.csv"
    steps = []
    at = values(graph, node, "prov:wasGeneratedBy")[0]
    while informed := graph.subjects[at].get(iri("prov:wasInformedBy")):
        steps.append(values(graph, at, "rdfs:label")[0])
        at = str(next(iter(informed)))
    assert at.endswith("#screening")
    assert steps == ["文字コードの変換（utf-8）", "文字コードの読み取り（cp932）"]
    source = values(graph, node, "prov:wasDerivedFrom")[0]
    assert source in values(graph, at, "prov:used")
    checksum = values(graph, source, "spdx:checksum")[0]
    assert values(graph, checksum, "spdx:checksumValue") == [published[0].distributions[0].source_sha256]


def test_privacy_says_on_which_basis(city: Catalog, published: list[Published]) -> None:
    """承認のあるデータには根拠と期限が書かれ、個人情報を含まないとは書かれない。"""
    approved = dcat.describe(city, published[2])
    basis = "https://data.example.jp/datasets/budget-2026/#approval-1"
    assert values(approved, basis, "rdfs:label") == ["職務上の氏名（公表慣行）", "Names of officials, by custom public"]
    assert values(approved, basis, "dct:valid") == ["2027-03-31"]
    assert iri("dpv:PersonalData") in values_of_type(approved, "https://data.example.jp/datasets/budget-2026/#data")
    plain = dcat.describe(city, published[0])
    assert iri("dpv:NonPersonalData") in values_of_type(plain, "https://data.example.jp/datasets/aed/#data")


def test_screening_says_who_why_and_how_well(city: Catalog, tmp_path: Path) -> None:
    """公開前の確認に、だれが、何のために、どの影響評価のもとで公開したかと、表の埋まり具合が書かれる。"""
    page = "https://www.example.jp/pia.html"
    graph = dcat.describe(city, made_published(tmp_path, screening={"impact_assessment": page}))
    screening = "https://data.example.jp/datasets/aed/#screening"
    assert values(graph, screening, "dpv:hasDataController") == values(graph, AED, "dct:publisher")
    assert "官民データ活用推進基本法" in values(graph, values(graph, screening, "dpv:hasPurpose")[0], "rdfs:label")[0]
    assert values(graph, screening, "dpv:hasImpactAssessment") == [page]
    assert values(graph, "https://data.example.jp/datasets/aed/#quality-completeness", "dqv:value") == ["100"]
    assert shacl.validate(graph, ("dcat-ap", "dcat-ap-recommended", "integrity")) == []


def values_of_type(graph: Graph, subject: str) -> list[str]:
    return values(graph, subject, "rdf:type")


def test_series_and_versions_speak_only_of_published_datasets(city: Catalog, published: list[Published]) -> None:
    """シリーズの前の年へのつながりは、公開されたものにだけできる。"""
    near = neighbours(published)
    assert near["budget-2026"].previous == "budget-2025"
    assert near["budget-2025"].following == "budget-2026"
    graph = dcat.describe(city, published[2], near["budget-2026"])
    subject = "https://data.example.jp/datasets/budget-2026/#dataset"
    assert values(graph, subject, "dcat:prev") == ["https://data.example.jp/datasets/budget-2025/#dataset"]
    assert neighbours([published[2]])["budget-2026"] == Neighbours()


def test_replaced_dataset_names_its_new_version(city: Catalog, tmp_path: Path) -> None:
    """作り直したデータセットと前の版は、互いに相手を指す。"""
    old = made_published(tmp_path, "old")
    new = made_published(tmp_path, "new", extras={"previousVersion": "old"})
    near = neighbours([old, new])
    assert near["new"].replaces == "old"
    assert near["old"].replaced_by == ("new",)
    before, after = (f"https://data.example.jp/datasets/{name}/#dataset" for name in ("old", "new"))
    assert values(dcat.describe(city, old, near["old"]), before, "dct:isReplacedBy") == [after]
    assert values(dcat.describe(city, new, near["new"]), after, "dcat:previousVersion") == [before]
    renamed = dcat.describe(city, made_published(tmp_path, "new", extras={"formerly": "older"}))
    assert values(renamed, after, "dct:replaces") == ["https://data.example.jp/datasets/older/#dataset"]


def test_every_release_is_a_version(city: Catalog, tmp_path: Path) -> None:
    """公開した版は1つずつ名前をもち、新しい版から前の版へたどれる。公式の検査にも推奨の不足がない。"""
    texts = ({"ja": "+2行 −0行", "en": "+2 −0 rows"}, {"ja": "公開開始", "en": "First published"})
    days = ("2026-10-01", "2026-04-01")
    changes = tuple(Change(day, day, text) for day, text in zip(days, texts, strict=True))
    graph = dcat.describe(city, made_published(tmp_path, changes=changes))
    new, old = (f"https://data.example.jp/datasets/aed/#version-{day}" for day in days)
    assert values(graph, AED, "dcat:hasVersion") == [new, old]
    assert values(graph, AED, "dcat:hasCurrentVersion") == [new]
    assert values(graph, new, "dcat:previousVersion") == [old]
    assert values(graph, new, "dcat:distribution") == values(graph, AED, "dcat:distribution")
    assert values(graph, old, "dct:issued") == ["2026-04-01"]
    # Only the dataset itself is a dcat:Dataset for those who list them.
    assert [s for s, p in graph.subjects.items() if iri("dcat:Dataset") in p.get(RDF_TYPE, {})] == [AED]
    assert shacl.validate(graph, ("dcat-ap", "dcat-ap-recommended", "integrity")) == []


def test_official_shapes_have_nothing_to_say(city: Catalog, published: list[Published]) -> None:
    """DCAT-APの公式の検査で、違反も推奨項目の不足もない。"""
    for p in published:
        graph = dcat.describe(city, p, neighbours(published)[p.dataset.id])
        assert shacl.validate(graph, ("dcat-ap", "dcat-ap-recommended", "integrity")) == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared development data")
def test_full_official_file_has_nothing_to_say(city: Catalog, published: list[Published]) -> None:
    """公式の全項目の検査（3.0.1の1つのファイル）にも違反がない。"""
    import pyshacl
    import rdflib

    shapes = rdflib.Graph().parse(SHARED / "dcat-ap/dcat-ap-3.0.1/shacl/dcat-ap-SHACL.ttl")
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    for shape, part in list(shapes.subject_objects(sh.property)):
        if (part, sh.path, None) not in shapes:  # named there, but defined nowhere
            shapes.remove((shape, sh.property, part))
    data = shacl.to_rdflib(dcat.describe(city, published[0]))
    assert pyshacl.validate(data, shacl_graph=shapes, do_owl_imports=False)[0]


def test_broken_dates_are_found_by_the_mended_shapes() -> None:
    """公式の検査は直してから使うので、元号の日付やありえない日付を見のがさない。"""
    for wrong in (Literal("令和6年4月1日"), Literal("2024-13-45", "", iri("xsd:date")), Literal("2024-04-01")):
        graph = Graph()
        graph.add("https://e.example/d", "a", iri("dcat:Dataset"))
        graph.words("https://e.example/d", "dct:title", {"ja": "題"})
        graph.words("https://e.example/d", "dct:description", {"ja": "説明"})
        graph.add("https://e.example/d", "dct:issued", wrong)
        assert [r for r in shacl.validate(graph, ("dcat-ap",)) if r.path == iri("dct:issued")]


def test_gate_sees_what_a_full_validation_sees(city: Catalog, published: list[Published], tmp_path: Path) -> None:
    """同じ形の説明をまとめて検査しても、1件ずつ全部検査したときと結果が同じである。"""
    graphs = [(p.dataset.id, dcat.describe(city, p)) for p in published]
    for i in range(5):
        graph = dcat.describe(city, made_published(tmp_path, f"more-{i}"))
        graphs.append((f"more-{i}", graph))
    broken = dcat.describe(city, made_published(tmp_path, "broken"))
    subject = "https://data.example.jp/datasets/broken/#dataset"
    broken.subjects[subject].pop(iri("dct:description"))
    broken.add(subject, "dct:issued", Literal("2024-99-99", "", iri("xsd:date")))
    graphs.insert(3, ("broken", broken))
    whole = {name: found for name, graph in graphs if (found := shacl.validate(graph, ("dcat-ap",)))}
    assert looked(Gate(), graphs).held == whole
    assert set(whole) == {"broken"}


def looked(gate: Gate, graphs: list[tuple[str, Graph]]) -> Gate:
    for name, graph in graphs:
        gate.look(name, forms(graph), lambda graph=graph: graph)
    gate.save()
    return gate


def test_one_changed_description_is_validated_alone(
    city: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """合格した形は次のビルドまで残り、1件だけ直すと1件だけ検査される。規則が変われば、はじめから検査する。"""
    graphs = [(f"d-{i}", dcat.describe(city, made_published(tmp_path, f"d-{i}"))) for i in range(20)]
    calls: list[int] = []
    monkeypatch.setattr("catalog.metadata.gate.validate", lambda *a: calls.append(1) or [])
    looked(Gate(tmp_path / "cache", "rules-1"), graphs)
    assert len(calls) == 1
    graphs[7] = ("d-7", dcat.describe(city, made_published(tmp_path, "d-7", keywords={}, temporal=None)))
    looked(Gate(tmp_path / "cache", "rules-1"), graphs)
    assert len(calls) == 2
    looked(Gate(tmp_path / "cache", "rules-1"), graphs)
    assert len(calls) == 2
    looked(Gate(tmp_path / "cache", "rules-2"), graphs)
    assert len(calls) == 4
    (tmp_path / "cache" / "conformant-forms.json").write_text("{", encoding="utf-8")
    looked(Gate(tmp_path / "cache", "rules-2"), graphs)
    assert len(calls) == 6


TEXT = st.text(max_size=30)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    title=TEXT, description=TEXT, keyword=TEXT, spatial=TEXT, url=TEXT, email=TEXT, frequency=TEXT, version=TEXT,
    start=st.sampled_from(["2026", "2026-04", "2026-04-01", "昔", None]),
)  # fmt: skip
def test_whatever_is_declared_stays_valid_rdf(
    tmp_path: Path, title: str, description: str, keyword: str, spatial: str, url: str, email: str, frequency: str,
    version: str, start: str | None,
) -> None:  # fmt: skip
    """何が書かれていても、4つの書き方のどれでも読め、読んだ結果は同じになる。"""
    import rdflib

    city = made_catalog(tmp_path, publisher=Agent({"ja": title or "市"}, url))
    p = made_published(
        tmp_path, title={"ja": title}, description={"ja": description, "x y": description}, keywords={"ja": (keyword,)},
        spatial=spatial, contact_point=ContactPoint({"ja": title}, email, url, email), accrual_periodicity=frequency,
        landing_page=url, temporal=Temporal(start, None), conforms_to=(url,), version=version, in_series=title,
    )  # fmt: skip
    graph = dcat.describe(city, p)
    read = [
        set(rdflib.Graph().parse(data=text, format=kind))
        for text, kind in (
            (serialise.turtle(graph), "turtle"),
            (serialise.jsonld(graph), "json-ld"),
            (serialise.rdfxml(graph), "xml"),
            (serialise.ntriples(graph), "nt"),
        )
    ]
    assert read[0] == read[1] == read[2] == read[3]
    assert len(read[0]) == len(graph)


def test_same_input_same_bytes(city: Catalog, tmp_path: Path) -> None:
    """同じ内容からは、いつも同じファイルができる。"""
    first, second = (serialise.turtle(dcat.describe(city, made_published(tmp_path))) for _ in range(2))
    assert first == second


def test_profiles_can_be_switched(city: Catalog, published: list[Published]) -> None:
    """catalog.yaml で書き方（プロファイル）を選べる。"""
    only = dataclasses.replace(city, extras={"profiles": ["dcat-ap"]})
    every, some = dcat.describe(city, published[0]), dcat.describe(only, published[0])
    record = "https://data.example.jp/datasets/aed/#record"
    assert record in every.subjects
    assert record not in some.subjects
    assert shacl.validate(some, ("dcat-ap", "dcat-ap-recommended")) == []


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"drop": ["氏名", "電話番号"]}, "項目の削除（氏名、電話番号）"),
        ({"step": "aggregate", "columns": ["町名"]}, "集計（町名）"),
        ({"date": {"column": "生年月日", "to": "year"}}, "日付の一般化（生年月日）"),
        ({"label": {"ja": "町ごとに集計", "en": "By town"}}, "町ごとに集計"),
    ],
)
def test_recipe_steps_are_told_in_words(city: Catalog, tmp_path: Path, step: dict[str, object], words: str) -> None:
    """加工の手順は、事務の言葉で来歴に出る。"""
    graph = dcat.describe(city, made_published(tmp_path, steps=(step,)))
    assert values(graph, "https://data.example.jp/datasets/aed/#recipe-1", "rdfs:label")[0] == words


def test_several_tables_of_one_workbook_keep_their_own_columns(city: Catalog, tmp_path: Path) -> None:
    """1つのブックから2つの表が出たとき、それぞれのCSVに、その表の項目の説明がつく。"""
    from catalog.metadata.exports import dataset_files

    one = made_published(tmp_path)
    first = dataclasses.replace(one.tables[0], stem="datasets/aed/aed")
    second = dataclasses.replace(one.tables[0], columns=one.tables[0].columns[:2], stem="datasets/aed/aed-2")
    csv_file = one.distributions[0]
    files = (csv_file, dataclasses.replace(csv_file, path="datasets/aed/aed-2.csv", main=False))
    made = dict(dataset_files(city, dataclasses.replace(one, tables=(first, second), distributions=files)))
    assert made["datasets/aed/aed.csv-metadata.json"].count(b'"titles"') == 4
    assert made["datasets/aed/aed-2.csv-metadata.json"].count(b'"titles"') == 2
