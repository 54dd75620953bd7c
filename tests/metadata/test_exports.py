"""The machine-readable files of the output folder, as the programs of others read them."""

from __future__ import annotations

import csv
import dataclasses
import gzip
import io
import json
import pickle
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from catalog.errors import CatalogError
from catalog.metadata import shacl
from catalog.metadata.exports import dataset_files, export, part, schema_org, tasks, typed_links
from catalog.metadata.identifiers import permanent, published_ids
from catalog.metadata.listing import COLUMNS
from catalog.model import Agent, Catalog, Dataset, Licence
from catalog.release.published import Published, Tombstone
from tests.metadata.conftest import SHARED, made_catalog, made_distribution, made_published

AS_OF = "2026-11-23"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def files(city: Catalog, published: list[Published], tombstones: list[Tombstone]) -> dict[str, bytes]:
    return dict(export(city, published, tombstones=tombstones, as_of=AS_OF))


def read(data: bytes, kind: str) -> Any:
    import rdflib

    return rdflib.Graph().parse(data=data, format=kind)


def test_every_file_of_the_contract_is_there(files: dict[str, bytes]) -> None:
    """約束したファイルがすべてある。"""
    expected = {
        "catalog.ttl", "catalog.jsonld", "catalog.rdf", "catalog.nt.gz", "catalog/1.ttl", "catalog/1.jsonld", "data.json",
        "opendata-list.csv", "api/3/action/package_search", "api/3/action/package_list", "feed.atom", "sitemap.xml", "robots.txt",
        "themes/heal/feed.atom", "publishers/minatokaze-city-fire-department/feed.atom",
    }  # fmt: skip
    expected |= {
        f"datasets/aed/{n}"
        for n in (
            "metadata.ttl",
            "metadata.jsonld",
            "metadata.rdf",
            "datapackage.json",
            "croissant.json",
            "aed.csv-metadata.json",
        )
    }
    expected |= {f"api/3/action/package_show/{n}" for n in ("aed", "budget-2025", "budget-2026")}
    assert expected <= set(files)


def test_four_serialisations_say_the_same(files: dict[str, bytes]) -> None:
    """Turtle、JSON-LD、RDF/XML、N-Triples のどれを読んでも、同じカタログになる。"""
    import rdflib

    graphs = [
        set(read(files["catalog.ttl"], "turtle")),
        set(read(files["catalog.jsonld"], "json-ld")),
        set(read(files["catalog.rdf"], "xml")),
        set(read(gzip.decompress(files["catalog.nt.gz"]), "nt")),
    ]
    assert graphs[0] == graphs[1] == graphs[2] == graphs[3]
    assert not any(isinstance(node, rdflib.BNode) for triple in graphs[0] for node in triple)


def test_whole_catalogue_conforms(files: dict[str, bytes]) -> None:
    """カタログ全体が、公式の検査に違反も推奨の不足もなく合格する。"""
    graph = read(files["catalog.ttl"], "turtle")
    assert shacl.validate(graph, ("dcat-ap", "dcat-ap-recommended", "integrity")) == []


def test_files_of_one_dataset_conform_alone(files: dict[str, bytes]) -> None:
    """1つのデータセットのファイルだけでも、検査に合格する。"""
    for name in ("aed", "budget-2026"):
        graph = read(files[f"datasets/{name}/metadata.ttl"], "turtle")
        assert shacl.validate(graph, ("dcat-ap", "dcat-ap-recommended", "integrity")) == []


def test_hydra_pages_hold_every_dataset_once(city: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """ページに分けたカタログをたどると、どのデータセットもちょうど1回出てくる。"""
    import rdflib

    monkeypatch.setattr("catalog.metadata.catalogue.PAGE_SIZE", 2)
    many = [made_published(tmp_path, f"d-{i}") for i in range(5)]
    files = dict(export(city, many, as_of=AS_OF))
    hydra = rdflib.Namespace("http://www.w3.org/ns/hydra/core#")
    dcat = rdflib.Namespace("http://www.w3.org/ns/dcat#")
    for suffix, kind in (("ttl", "turtle"), ("jsonld", "json-ld")):
        path: str | None = f"catalog/1.{suffix}"
        met: list[str] = []
        while path:
            graph = read(files[path], kind)
            met += [str(s) for s in graph.subjects(rdflib.RDF.type, dcat.Dataset)]
            assert {int(n) for n in graph.objects(None, hydra.totalItems)} == {5}
            assert shacl.validate(graph, ("dcat-ap",)) == []
            following = next(iter(graph.objects(None, hydra.next)), None)
            path = str(following).removeprefix("https://data.example.jp/") if following else None
        assert sorted(met) == sorted({f"https://data.example.jp/datasets/d-{i}/#dataset" for i in range(5)})


def test_held_datasets_leave_no_trace(published: list[Published], tmp_path: Path) -> None:
    """保留のデータセットは、名前もIDもどのファイルにも出ない。"""
    held = Dataset("himitsu-no-id", tmp_path, {"ja": "ひみつの題名"}, in_series="予算")
    city = made_catalog(tmp_path, datasets=(held, *(p.dataset for p in published)))
    for path, data in export(city, published, as_of=AS_OF):
        text = (gzip.decompress(data) if path.endswith(".gz") else data).decode()
        assert "himitsu" not in text + path
        assert "ひみつ" not in text


def test_same_input_same_bytes(city: Catalog, published: list[Published]) -> None:
    """同じ内容からは、いつも同じバイト列ができる。"""
    first = list(export(city, published, as_of=AS_OF))
    assert first == list(export(city, published, as_of=AS_OF))
    assert len({path for path, _ in first}) == len(first)


def test_parts_can_be_made_elsewhere(city: Catalog, published: list[Published]) -> None:
    """データセットごとの仕事を別のプロセスでしても、結果は同じになる。"""
    jobs = list(tasks(city, published))
    assert all(pickle.loads(pickle.dumps(job)) for job in jobs)
    with ProcessPoolExecutor(1) as pool:
        parts = list(pool.map(part, *zip(*jobs, strict=True)))
    assert dict(export(city, published, as_of=AS_OF, parts=parts)) == dict(export(city, published, as_of=AS_OF))


def test_dataset_files_need_no_neighbours(city: Catalog, published: list[Published]) -> None:
    """1つのデータセットのファイルは、それだけで作れる。"""
    assert {path.rsplit("/", 1)[-1] for path, _ in dataset_files(city, published[1])} >= {
        "metadata.ttl",
        "datapackage.json",
    }


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared development data")
def test_data_json_is_valid(files: dict[str, bytes]) -> None:
    """data.json が、米国の1.1の規格に合っている。"""
    import jsonschema
    from referencing import Registry, Resource

    folder = SHARED / "dcat-ap/dcat-us-1.1/schema"
    schemas = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}
    known = [(s["id"].rstrip("#"), Resource.from_contents(s)) for s in schemas.values()]
    known += [
        (f"https://project-open-data.cio.gov/v1.1/schema/{n}", Resource.from_contents(s)) for n, s in schemas.items()
    ]
    validator = jsonschema.Draft4Validator(schemas["catalog.json"], registry=Registry().with_resources(known))
    assert [e.message for e in validator.iter_errors(json.loads(files["data.json"]))] == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared development data")
def test_dcat_us_3_is_valid(files: dict[str, bytes]) -> None:
    """DCAT-US 3 のファイルが、その規格に合っている。"""
    import jsonschema

    folder = SHARED / "dcat-ap/dcat-us-3.0/jsonschema"
    root = json.loads((folder / "dcat_us_3.0.0_schema.json").read_text(encoding="utf-8"))
    definitions = {}
    for name, entry in root["definitions"].items():
        path = folder / str(entry.get("$ref", "none"))
        definitions[name] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else entry
    for name in ("Resource", "Frequency", "LinguisticSystem", "ChecksumAlgorithm", "Role", "ImageObject"):
        definitions.setdefault(name, {"type": "object"})  # named in the schema, defined nowhere

    def without_ids(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: without_ids(v) for k, v in value.items() if k != "$id"}
        return [without_ids(v) for v in value] if isinstance(value, list) else value

    checker = jsonschema.FormatChecker(["date"])
    checker.checks("date-time")(lambda value: "T" in str(value))
    schema = {"$schema": root["$schema"], "definitions": without_ids(definitions), "$ref": "#/definitions/Catalog"}
    validator = jsonschema.Draft7Validator(schema, format_checker=checker)
    assert [e.message[:200] for e in validator.iter_errors(json.loads(files["dcat-us-3.json"]))] == []


def test_frictionless_opens_every_package(files: dict[str, bytes], published: list[Published], tmp_path: Path) -> None:
    """datapackage.json は、frictionless が開いて、どのファイルも正しいと言う。"""
    import frictionless

    public = tmp_path / "public"
    for path, data in files.items():
        (public / path).parent.mkdir(parents=True, exist_ok=True)
        (public / path).write_bytes(data)
    for p in published:
        for d in p.distributions:
            (public / d.path).write_bytes(d.blob.read_bytes())
    for p in published:
        report = frictionless.validate(str(public / f"datasets/{p.dataset.id}/datapackage.json"))
        assert report.valid, report.flatten(["type", "note"])
    package = frictionless.Package(str(public / "datasets/aed/datapackage.json"))
    assert package.get_resource("aed.csv").read_rows()[0]["台数"] == 1


def test_ckan_shapes(files: dict[str, bytes]) -> None:
    """CKANの形の答えに、題名・ライセンス・ファイルがあり、3つの答えが食い違わない。"""
    search = json.loads(files["api/3/action/package_search"])["result"]
    names = json.loads(files["api/3/action/package_list"])["result"]
    for name in ("package_search", "package_list"):  # where CKAN's Python client asks
        assert files[f"api/action/{name}"] == files[f"api/3/action/{name}"]
    assert search["count"] == len(search["results"]) == len(names) == 3
    assert [p["id"] for p in search["results"]] == sorted(p["id"] for p in search["results"])
    for package in search["results"]:
        assert json.loads(files[f"api/3/action/package_show/{package['name']}"])["result"] == package
        assert package["title"] and package["license_id"] == "CC-BY-4.0" and package["organization"]["title"]
        assert all(
            r["url"].startswith("https://data.example.jp/datasets/") and r["format"] for r in package["resources"]
        )
        assert {e["key"] for e in package["extras"]} >= {"uri", "identifier", "更新頻度"}


def test_japanese_file_name_is_encoded_everywhere(files: dict[str, bytes]) -> None:
    """日本語のファイル名は、どの形式でも同じ使えるURLになる。"""
    url = "https://data.example.jp/datasets/budget-2026/%E4%BA%88%E7%AE%972026.csv"
    for path in (
        "catalog.ttl",
        "catalog.jsonld",
        "catalog.rdf",
        "data.json",
        "api/3/action/package_search",
        "feed.atom",
    ):
        assert url in files[path].decode()
        assert "/予算2026.csv>" not in files[path].decode()


def test_opendata_list(files: dict[str, bytes]) -> None:
    """オープンデータ一覧は15列で、1つのデータセットが1行になる。"""
    rows = list(csv.DictReader(io.StringIO(files["opendata-list.csv"].decode())))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 3
    first = rows[0]
    assert (first["都道府県名"], first["市区町村名"], first["NO"]) == ("東京都", "千代田区", "aed")
    assert (first["データ形式"], first["分類"], first["更新頻度"]) == ("CSV;JSON", "社会保障・衛生", "毎年")
    assert (first["登録日"], first["最終更新日"], first["ライセンス"]) == ("2026-04-01", "2026-10-01", "CC-BY-4.0")
    assert rows[1]["分類"] == "行財政"


def test_feeds(files: dict[str, bytes]) -> None:
    """更新情報（Atom）は読めて、新しい順に並び、取り下げたものも伝える。"""
    feed = ET.fromstring(files["feed.atom"])
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 3
    updated = [e.findtext(f"{ATOM}updated") for e in entries]
    assert updated == sorted(updated, reverse=True)
    assert all(u and u.endswith("+09:00") for u in updated)
    assert feed.find("{http://purl.org/atompub/tombstones/1.0}deleted-entry") is not None
    government = ET.fromstring(files["themes/government/feed.atom"])
    assert len(government.findall(f"{ATOM}entry")) == 2


def test_sitemap_names_both_languages(
    files: dict[str, bytes], city: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """サイトマップに日英のページがあり、多すぎるときは分かれる。"""
    text = files["sitemap.xml"].decode()
    assert "https://data.example.jp/datasets/aed/" in text
    assert "https://data.example.jp/en/datasets/aed/" in text
    monkeypatch.setattr("catalog.metadata.feeds.SITEMAP_LIMIT", 10)
    many = dict(export(city, [made_published(tmp_path, f"d-{i}") for i in range(4)], as_of=AS_OF))
    index = ET.fromstring(many["sitemap.xml"])
    assert index.tag.endswith("sitemapindex")
    assert {p for p in many if p.startswith("sitemap-")} == {f"sitemap-{n}.xml" for n in range(1, len(index) + 1)}


def test_csvw_and_croissant(files: dict[str, bytes]) -> None:
    """CSVW と Croissant に、どの列も出ている。"""
    columns = json.loads(files["datasets/aed/aed.csv-metadata.json"])["tableSchema"]["columns"]
    assert [c["titles"] for c in columns] == ["名称", "緯度", "経度", "台数"]
    assert [c["datatype"] for c in columns] == ["string", "number", "number", "integer"]
    croissant = json.loads(files["datasets/aed/croissant.json"])
    assert [f["name"] for f in croissant["recordSet"][0]["field"]] == ["名称", "緯度", "経度", "台数"]
    names = {f["@id"] for f in croissant["distribution"]}
    assert {f["source"]["fileObject"]["@id"] for f in croissant["recordSet"][0]["field"]} <= names


def test_schema_org_is_what_search_engines_want(city: Catalog, published: list[Published], tmp_path: Path) -> None:
    """検索エンジン向けの説明に、名前、50字以上の説明、ライセンス、ダウンロード先がある。"""
    short = made_published(tmp_path, "short", description={"ja": "短い。"})
    shortest = made_published(
        tmp_path, "s", title={"ja": "道"}, description={}, publisher=Agent({"ja": "市"}), tables=()
    )
    for p in (*published, short, shortest):
        for lang in ("ja", "en"):
            data = schema_org(city, p, lang)
            assert data["@type"] == "Dataset" and data["name"]
            assert 50 <= len(data["description"]) <= 5000
            assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
            assert all(d["contentUrl"].startswith("https://") and d["encodingFormat"] for d in data["distribution"])
    assert schema_org(city)["@type"] == "DataCatalog"
    assert schema_org(city, published[0], "en")["name"] == "AED locations"


def test_extruct_reads_a_page(city: Catalog, published: list[Published]) -> None:
    """ページに埋め込んだ説明を、外の道具が読み取れる。"""
    extruct = pytest.importorskip("extruct", reason="needs the test extra")
    data = json.dumps(schema_org(city, published[0]), ensure_ascii=False)
    page = f'<html><head><script type="application/ld+json">{data}</script></head><body></body></html>'
    found = extruct.extract(page, base_url="https://data.example.jp/", syntaxes=["json-ld"])["json-ld"][0]
    assert found["name"] == "AED設置箇所一覧"
    assert found["distribution"][0]["contentUrl"] == "https://data.example.jp/datasets/aed/aed.csv"


def test_typed_links_lead_to_files_that_exist(
    city: Catalog, published: list[Published], files: dict[str, bytes]
) -> None:
    """ページの頭に書くリンクの先に、本当にファイルがある。"""
    here = set(files) | {d.path for p in published for d in p.distributions}
    for links in (typed_links(city), typed_links(city, published[0])):
        assert {"describedby", "type"} <= {link["rel"] for link in links}
        for link in links:
            if link["href"].startswith("https://data.example.jp/"):
                assert link["href"].removeprefix("https://data.example.jp/") in here


def test_switched_off_profile_writes_nothing(city: Catalog, published: list[Published]) -> None:
    """DCAT-US を使わない市では、data.json を作らない。"""
    only = dataclasses.replace(city, extras={"profiles": ["dcat-ap", "dcat-goj"]})
    assert "data.json" not in dict(export(only, published, as_of=AS_OF))


def test_empty_catalogue_is_valid_too(city: Catalog) -> None:
    """まだ1件もないカタログでも、読めるファイルができる。"""
    files = dict(export(city, [], as_of=AS_OF))
    graph = read(files["catalog.ttl"], "turtle")
    assert shacl.validate(graph, ("dcat-ap", "integrity")) == []
    assert json.loads(files["data.json"])["dataset"] == []


def test_remote_files_stay_where_they_are(city: Catalog, tmp_path: Path) -> None:
    """取り込んだデータのファイルは、元の場所のまま案内される。"""
    url = "https://files.example.jp/%E4%B8%80%E8%A6%A7.csv"
    remote = dataclasses.replace(
        made_distribution(tmp_path, url, "csv", "text/csv", b""), resource="list", sha256="", source_sha256=""
    )
    p = made_published(
        tmp_path, "remote", distributions=(remote,), tables=(), extras={"origin": {"url": "https://other.example.jp/d"}}
    )
    files = dict(export(city, [p], as_of=AS_OF))
    graph = read(files["datasets/remote/metadata.ttl"], "turtle")
    assert shacl.validate(graph, ("dcat-ap", "dcat-ap-recommended", "integrity")) == []
    assert f"<{url}>" in files["catalog.ttl"].decode()
    assert json.loads(files["datasets/remote/datapackage.json"])["resources"][0]["path"] == url
    assert 'rel="via" href="https://other.example.jp/d"' in files["feed.atom"].decode()


def test_changed_id_is_refused_unless_declared(tmp_path: Path) -> None:
    """一度公開したIDは、黙って変えたり消したりできない。"""
    manifest = {
        "files": [
            {"path": "datasets/old/datapackage.json"},
            {"path": "datasets/aed/datapackage.json"},
            {"path": "feed.atom"},
        ]
    }
    before = published_ids(manifest)
    assert before == {"old", "aed"}
    new, aed = Dataset("new", None, {"ja": "新"}), Dataset("aed", None, {"ja": "AED"})
    with pytest.raises(CatalogError, match="formerly: old"):
        permanent(before, [new, aed])
    assert permanent(before, [new, aed], withdrawn=["old"]) == {}
    declared = dataclasses.replace(new, extras={"formerly": "old"})
    assert permanent(before, [declared, aed]) == {"old": "new"}
    assert permanent(published_ids(None), [aed]) == {}
    with pytest.raises(CatalogError, match="still there"):
        permanent(before, [dataclasses.replace(new, extras={"formerly": "aed"}), aed], withdrawn=["old"])


def test_licence_that_nobody_knows_is_not_called_open(city: Catalog, tmp_path: Path) -> None:
    """知らない利用条件のデータを、オープンだとも表示ライセンスだとも言わない。"""
    terms = Licence("terms", "https://www.example.jp/terms")
    files = dict(export(city, [made_published(tmp_path, licences=(terms,))], as_of=AS_OF))
    package = json.loads(files["api/3/action/package_show/aed"])["result"]
    assert (package["isopen"], package["license_url"]) == (False, "https://www.example.jp/terms")
    assert "licencetype/UnknownIPR" in files["datasets/aed/metadata.ttl"].decode()
    assert "licencetype/Attribution" not in files["datasets/aed/metadata.ttl"].decode()
