"""Bringing another catalogue's descriptions in, from a server on this machine that answers as real ones do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.config import load_city
from catalog.errors import CatalogError
from catalog.metadata.exports import export
from catalog.release.published import Published
from catalog.strict_yaml import load
from tests.metadata.conftest import SHARED, made_catalog
from tests.metadata.loopback import CITY, Site, take


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.harvest.ckan.ROWS", 10)


def package(number: int, **changes: Any) -> dict[str, Any]:
    """A package as a CKAN of a Japanese prefecture or of BODIK answers it."""
    facts: dict[str, Any] = {
        "id": f"00000000-0000-0000-0000-{number:012d}",
        "name": f"t131016d{number:010d}",
        "title": f"公衆トイレ一覧 {number}",
        "notes": "市内の公衆トイレの一覧です。\r\n毎年更新します。",
        "organization": {"name": "t131016", "title": "千代田区"},
        "maintainer": "環境まちづくり部道路公園課",
        "maintainer_email": "koen@example.jp",
        "license_id": "CC-BY-4.0",
        "license_title": "クリエイティブ・コモンズ 表示（CC BY）",
        "license_url": "https://creativecommons.org/licenses/by/4.0/deed.ja",
        "groups": [{"name": "c023", "title": "観光"}],
        "tags": [{"name": "トイレ", "display_name": "トイレ"}],
        "extras": [{"key": "更新頻度", "value": "月次"}],
        "url": f"https://www.example.jp/toilet/{number}",
        "metadata_created": "2025-04-01T00:00:00.000000",
        "metadata_modified": "2026-04-01T09:30:00.000000",
        "state": "active",
        "private": False,
        "resources": [
            {
                "name": "公衆トイレ一覧（2026年3月31日現在）",
                "description": "",
                "format": "CSV",
                "mimetype": "text/csv",
                "size": 2048,
                "url": f"https://files.example.jp/公衆トイレ {number}.csv",
            }
        ],
    }
    return {**facts, **changes}


def search(packages: list[dict[str, Any]], count: int) -> str:
    return json.dumps({"success": True, "result": {"count": count, "results": packages}}, ensure_ascii=False)


def ckan(site: Site, packages: list[dict[str, Any]], etag: str = "") -> None:
    for start in range(0, len(packages) + 1, 10):
        path = f"/api/3/action/package_search?rows=10&start={start}&sort=id%20asc"
        tag = f'"{etag}{start}"' if etag else ""
        site.page(path, search(packages[start : start + 10], len(packages)), etag=tag)


def test_ckan_is_read_page_by_page(site: Site, folder: Path) -> None:
    """25件のCKANが3回の問い合わせで入り、公開組織・ライセンス・元のURLが残る。"""
    ckan(site, [package(n) for n in range(25)])
    result = take(site.address, "ckan", folder)
    assert len(result.written) == 25
    assert not result.failed
    assert sum(1 for _, path, _ in site.log if "package_search" in path) == 3
    data = load(folder / "t131016d0000000007" / "datapackage.yaml").data
    assert data["publisher"] == {"name": "千代田区"}
    assert data["licenses"] == [{"name": "CC-BY-4.0"}]
    assert data["spatial"] == "131016"
    assert data["accrualPeriodicity"] == "MONTHLY"
    assert data["contactPoint"] == {"name": "環境まちづくり部道路公園課", "email": "koen@example.jp"}
    assert data["origin"]["catalog"] == site.address
    assert data["resources"][0]["path"].startswith("https://files.example.jp/%E5%85%AC")
    assert data["issued"] == "2025-04-01"


def test_harvested_folders_load_as_a_city(site: Site, folder: Path) -> None:
    """取り込んだフォルダは、そのまま市のフォルダとして読める。"""
    ckan(site, [package(n) for n in range(3)])
    take(site.address, "ckan", folder)
    city = load_city(folder)
    assert [d.id for d in city.datasets] == [f"t131016d{n:010d}" for n in range(3)]
    assert city.datasets[0].resources[0].is_remote
    assert city.datasets[0].publisher is not None
    assert city.datasets[0].publisher.name["ja"] == "千代田区"


def test_second_harvest_asks_only_for_changes(site: Site, folder: Path) -> None:
    """変わっていないページは304で済み、何も書き直さない。"""
    ckan(site, [package(n) for n in range(15)], etag="a")
    take(site.address, "ckan", folder)
    before = {p: p.stat().st_mtime_ns for p in folder.rglob("datapackage.yaml")}
    again = take(site.address, "ckan", folder)
    assert not again.written
    assert len(again.unchanged) == 15
    assert not again.gone
    assert before == {p: p.stat().st_mtime_ns for p in folder.rglob("datapackage.yaml")}
    assert any("if-none-match" in headers for _, _, headers in site.log)


def test_changed_dataset_is_written_again_and_gone_ones_are_named(site: Site, folder: Path) -> None:
    """直された1件だけが書き直され、元から消えた1件は名前が伝えられる（消しはしない）。"""
    ckan(site, [package(n) for n in range(3)])
    take(site.address, "ckan", folder)
    ckan(site, [package(0), package(1, title="改名した一覧")])
    again = take(site.address, "ckan", folder)
    assert again.written == ("t131016d0000000001",)
    assert again.gone == ("t131016d0000000002",)
    assert (folder / "t131016d0000000002").is_dir()


@pytest.mark.parametrize("address", ["http://[::1", "ftp://data.example.jp/", "https://", "data.example.jp"])
def test_an_address_where_no_catalogue_can_be(folder: Path, address: str) -> None:
    """A mistyped address is told before anything is asked."""
    with pytest.raises(CatalogError, match="is no address of a catalogue"):
        take(address, None, folder)


def test_only_a_city_folder_takes_a_harvest(site: Site, tmp_path: Path) -> None:
    """A slip in --city does not fill another folder with datasets that no build would find."""
    ckan(site, [package(1)])
    for place in (tmp_path / "nosuch", tmp_path):
        with pytest.raises(CatalogError, match="is not a city folder"):
            take(site.address, "ckan", place)
    assert not list(tmp_path.iterdir())


def test_interrupted_harvest_goes_on(site: Site, folder: Path) -> None:
    """2ページ目で止まっても、次はそこから続き、1ページ目は読み直さない。"""
    packages = [package(n) for n in range(15)]
    ckan(site, packages, etag="a")
    second = "/api/3/action/package_search?rows=10&start=10&sort=id%20asc"
    kept = site.pages[second]
    site.pages[second] = (503, {}, b"")
    with pytest.raises(CatalogError, match="503"):
        take(site.address, "ckan", folder)
    assert len(list(folder.glob("t*"))) == 10
    site.pages[second] = kept
    again = take(site.address, "ckan", folder)
    assert len(again.written) == 5
    assert len(again.unchanged) == 10


def test_killed_harvest_goes_on_where_it_stopped(site: Site, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """途中で強制終了されても、次はそのページから続く（ETag を返さない相手でも読み直さない）。次の取り込みは最初から読む。"""
    ckan(site, [package(n) for n in range(25)])
    first, second = (f"/api/3/action/package_search?rows=10&start={n}&sort=id%20asc" for n in (0, 10))
    lines: list[str] = []

    def stop_at_second(line: str) -> None:
        lines.append(line)
        if len(lines) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take(site.address, "ckan", folder, tell=stop_at_second)
    again = take(site.address, "ckan", folder)
    assert (len(again.written), len(again.unchanged), again.gone) == (5, 20, ())
    assert (site.asked(first), site.asked(second)) == (1, 1)
    assert len(take(site.address, "ckan", folder).unchanged) == 25
    assert site.asked(first) == 2


def test_host_that_asks_for_a_long_pause_is_left_alone(site: Site, folder: Path) -> None:
    """1時間後にと言われたら、待たずに何度もたずねることはせず、そう伝えてやめる。"""
    path = "/api/3/action/package_search?rows=10&start=0&sort=id%20asc"
    site.pages[path] = (503, {"Retry-After": "3600"}, b"")
    with pytest.raises(CatalogError, match="wait 3,600 seconds"):
        take(site.address, "ckan", folder)
    assert site.asked(path) == 1


def test_package_without_a_page_is_read_at_its_catalogue(site: Site, folder: Path) -> None:
    """ページのURLがないデータは、元のCKANのページへ案内する。"""
    ckan(site, [package(1, url="")])
    take(site.address, "ckan", folder)
    data = load(folder / "t131016d0000000001" / "datapackage.yaml").data
    assert data["origin"]["url"] == f"{site.address}/dataset/t131016d0000000001"


def test_nothing_of_ours_is_lent_to_what_was_harvested(site: Site, folder: Path) -> None:
    """ライセンスや連絡先のないデータに、市のライセンスや連絡先を付けない。公開組織がなければ取り込み元の名前にする。"""
    city = CITY + "licenses: [{name: CC-BY-4.0}]\ncontactPoint: {name: 情報政策課, email: opendata@example.jp}\n"
    (folder / "catalog.yaml").write_text(city, encoding="utf-8")
    bare = {
        "organization": None,
        "license_id": "",
        "license_title": "",
        "license_url": "",
        "maintainer": "",
        "notes": "",
    }
    ckan(site, [package(1, **bare)])
    take(site.address, "ckan", folder)
    found = load_city(folder).datasets[0]
    assert (found.licences, found.contact_point, found.spatial) == ((), None, None)
    assert found.publisher is not None and found.publisher.name == {"ja": "127.0.0.1"}


def test_busy_host_is_asked_again(site: Site, folder: Path) -> None:
    """混んでいる相手（429）には待ってからもう一度たずねる。"""
    answers = iter([(429, {"Retry-After": "0"}, b""), (503, {}, b"")])
    good = (200, {"Content-Type": "application/json"}, search([package(1)], 1).encode())
    path = "/api/3/action/package_search?rows=10&start=0&sort=id%20asc"
    site.pages[path] = lambda headers: next(answers, good)
    assert len(take(site.address, "ckan", folder).written) == 1
    assert site.asked(path) == 3


def test_static_catalogue_that_answers_every_page_alike_ends(site: Site, folder: Path) -> None:
    """どのページを求めても同じ答えを返す静的なカタログでも、終わりなく続かない。"""
    site.page("/api/3/action/package_search", search([package(n) for n in range(5)], 500))
    assert len(take(site.address, "ckan", folder).written) == 5
    assert len([1 for _, p, _ in site.log if "package_search" in p]) == 2


def test_one_organisation_of_a_shared_ckan(site: Site, folder: Path) -> None:
    """共同利用のCKANから、1つの団体だけを取り込める。"""
    path = "/api/3/action/package_search?rows=10&start=0&sort=id%20asc&fq=organization:131016"
    site.page(path, search([package(1)], 1))
    assert len(take(f"{site.address}/organization/131016", None, folder).written) == 1


def test_names_of_people_are_not_brought_in(site: Site, folder: Path) -> None:
    """担当者の個人名らしい連絡先は取り込まない。"""
    ckan(site, [package(1, maintainer="見本 太郎", maintainer_email="taro@example.jp", author="見本 花子")])
    take(site.address, "ckan", folder)
    text = (folder / "t131016d0000000001" / "datapackage.yaml").read_text(encoding="utf-8")
    assert "太郎" not in text
    assert "taro" not in text
    assert "花子" not in text


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"license_id": "cc-by"}, [{"name": "CC-BY-4.0"}]),
        ({"license_id": "", "license_title": "公共データ利用規約（第1.0版）", "license_url": ""}, [{"name": "PDL-1.0"}]),
        ({"license_id": "other", "license_url": "https://www.example.jp/terms"}, [{"name": "other", "path": "https://www.example.jp/terms"}]),
        ({"license_id": "notspecified", "license_title": "", "license_url": ""}, None),
    ],
)  # fmt: skip
def test_licence_of_the_origin(site: Site, folder: Path, given: dict[str, Any], expected: object) -> None:
    """元のライセンスは、知られた名前か、元のURLのまま残る。わからなければ付けない。"""
    ckan(site, [package(1, **given)])
    take(site.address, "ckan", folder)
    data = load(folder / "t131016d0000000001" / "datapackage.yaml").data
    assert data.get("licenses") == expected


def test_folder_of_the_city_is_never_replaced(site: Site, folder: Path) -> None:
    """市が自分で作った同じ名前のフォルダは上書きしない。"""
    own = folder / "t131016d0000000001"
    own.mkdir()
    (own / "datapackage.yaml").write_text("title: 自分のデータ\n", encoding="utf-8")
    ckan(site, [package(1)])
    result = take(site.address, "ckan", folder)
    assert (own / "datapackage.yaml").read_text(encoding="utf-8") == "title: 自分のデータ\n"
    assert result.written == ("127-0-0-1-t131016d0000000001",)


def test_package_that_makes_no_sense_stops_nothing(site: Site, folder: Path) -> None:
    """題名もファイルもない項目があっても、ほかの項目は取り込まれる。"""
    ckan(site, [package(1), package(2, title="", resources=None, tags="x"), package(3)])
    result = take(site.address, "ckan", folder)
    assert len(result.written) == 2
    assert len(result.failed) == 1


def test_our_own_catalogue_can_be_harvested(
    site: Site, folder: Path, published: list[Published], tmp_path: Path
) -> None:
    """自分の書き出したDCAT（3つの形）とCKAN、data.jsonが、もれなく読み戻せる。"""
    files = dict(export(made_catalog(tmp_path), published, as_of="2026-11-23"))
    types = {"ttl": "text/turtle", "jsonld": "application/ld+json", "rdf": "application/rdf+xml"}
    for suffix, media_type in types.items():
        site.page(f"/catalog.{suffix}", files[f"catalog.{suffix}"], media_type)
    site.page("/data.json", files["data.json"])
    site.page("/api/3/action/package_search", files["api/3/action/package_search"])
    ids: dict[str, set[str]] = {}
    for kind, path in (
        ("dcat", "/catalog.ttl"),
        ("dcat", "/catalog.jsonld"),
        ("dcat", "/catalog.rdf"),
        ("data.json", "/data.json"),
        ("ckan", ""),
    ):
        city = folder / (path.strip("/") or "ckan")
        city.mkdir()
        (city / "catalog.yaml").write_bytes((folder / "catalog.yaml").read_bytes())
        result = take(site.address + path, kind, city)
        assert not result.failed
        ids[path] = {load(city / name / "datapackage.yaml").data["title"] for name in result.written}
    assert set(map(frozenset, ids.values())) == {frozenset({"AED設置箇所一覧", "2025年度予算", "2026年度予算"})}
    data = load(next((folder / "catalog.ttl").glob("*aed/datapackage.yaml"))).data
    assert data["licenses"] == [{"name": "CC-BY-4.0"}]
    assert data["translations"]["en"]["title"] == "AED locations"
    assert data["temporal"] == {"start": "2026-04-01", "end": "2027-03-31"}
    assert data["themes"] == ["HEAL"]


def test_hydra_pages_are_followed(site: Site, folder: Path) -> None:
    """ページに分かれたDCATカタログを最後まで読む。よその相手へは続かない。"""
    head = (
        "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> ."
        "@prefix hydra: <http://www.w3.org/ns/hydra/core#> .\n"
    )
    body = '<https://e.example/{n}> a dcat:Dataset ; dct:title "一覧{n}"@ja ; dcat:landingPage <https://e.example/p/{n}> .\n'
    for n in (1, 2, 3):
        link = f"<> a hydra:PartialCollectionView ; hydra:next <{f'/p{n + 1}' if n < 3 else 'http://127.0.0.2/p4'}> .\n"
        site.page(f"/p{n}", head + body.format(n=n) + link, "text/turtle")
    result = take(f"{site.address}/p1", "dcat", folder)
    assert len(result.written) == 3


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared development data")
def test_descriptions_of_a_real_catalogue_come_in_whole(site: Site, folder: Path) -> None:
    """実在するカタログの説明が、1件も落ちずに、公開元の名前とライセンスのまま入る。"""
    lines = (SHARED / "realdata/catalog-metadata/kobe_city.jsonl").read_text(encoding="utf-8").splitlines()[:40]
    given = [json.loads(line) for line in lines]
    packages = [
        {
            "id": r["id"], "name": r["id"].lower(), "title": r["title"], "notes": r.get("description"),
            "organization": {"title": r["publisher"]}, "license_title": r["licence"], "license_url": r.get("licence_url"),
            "tags": [{"name": word} for word in r.get("keywords", ())], "metadata_modified": r.get("modified"),
            "resources": [{"name": x["title"], "format": x["format"], "url": x["url"]} for x in r["resources"]],
        }
        for r in given
    ]  # fmt: skip
    ckan(site, packages)
    result = take(site.address, "ckan", folder)
    assert (len(result.written), result.failed) == (len(given), ())
    found = {str(d.extras["origin"]["identifier"]): d for d in load_city(folder).datasets}
    for r in given:
        d = found[r["id"]]
        assert d.title["ja"] == r["title"]
        assert [x.name for x in d.licences] == ["CC0-1.0" if r["licence"] == "CC0" else "CC-BY-4.0"]
        assert d.publisher is not None and d.publisher.name["ja"] == r["publisher"]
        assert len(d.resources) == len({x["url"] for x in r["resources"]}) or len(d.resources) == len(r["resources"])
