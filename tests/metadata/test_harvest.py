"""Bringing another catalogue's descriptions in, from a server on this machine that answers as real ones do."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from catalog.config import load_city
from catalog.errors import CatalogError
from catalog.harvest import Limits, harvest, linkcheck
from catalog.harvest.addresses import is_public
from catalog.metadata.exports import export
from catalog.release.published import Published
from catalog.strict_yaml import load
from tests.metadata.conftest import made_catalog
from tests.metadata.loopback import Site, serve

FAST = Limits(interval=0, tries=3, read=5.0)
CITY = """title: みなと風市カタログ
description: 見本です。
base_url: https://data.example.jp/
publisher: {name: みなと風市}
municipality: "131016"
"""


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as found:
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "catalog.yaml").write_text(CITY, encoding="utf-8")
    return tmp_path


def take(url: str, kind: str | None, folder: Path, **more: Any) -> Any:
    return harvest(url, kind, folder, allow_private=True, limits=more.pop("limits", FAST), **more)


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
    for start in range(0, len(packages) + 1, 100):
        path = f"/api/3/action/package_search?rows=100&start={start}&sort=id%20asc"
        tag = f'"{etag}{start}"' if etag else ""
        site.page(path, search(packages[start : start + 100], len(packages)), etag=tag)


def test_ckan_is_read_page_by_page(site: Site, folder: Path) -> None:
    """250件のCKANが3回の問い合わせで入り、公開組織・ライセンス・元のURLが残る。"""
    ckan(site, [package(n) for n in range(250)])
    result = take(site.address, "ckan", folder)
    assert len(result.written) == 250
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
    ckan(site, [package(n) for n in range(150)], etag="a")
    take(site.address, "ckan", folder)
    before = {p: p.stat().st_mtime_ns for p in folder.rglob("datapackage.yaml")}
    again = take(site.address, "ckan", folder)
    assert not again.written
    assert len(again.unchanged) == 150
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


def test_interrupted_harvest_goes_on(site: Site, folder: Path) -> None:
    """2ページ目で止まっても、次はそこから続き、1ページ目は読み直さない。"""
    packages = [package(n) for n in range(150)]
    ckan(site, packages, etag="a")
    second = "/api/3/action/package_search?rows=100&start=100&sort=id%20asc"
    kept = site.pages[second]
    site.pages[second] = (503, {}, b"")
    with pytest.raises(CatalogError, match="503"):
        take(site.address, "ckan", folder)
    assert len(list(folder.glob("t*"))) == 100
    site.pages[second] = kept
    again = take(site.address, "ckan", folder)
    assert len(again.written) == 50
    assert len(again.unchanged) == 100


def test_busy_host_is_asked_again(site: Site, folder: Path) -> None:
    """混んでいる相手（429）には待ってからもう一度たずねる。"""
    answers = iter([(429, {"Retry-After": "0"}, b""), (503, {}, b"")])
    good = (200, {"Content-Type": "application/json"}, search([package(1)], 1).encode())
    path = "/api/3/action/package_search?rows=100&start=0&sort=id%20asc"
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
    path = "/api/3/action/package_search?rows=100&start=0&sort=id%20asc&fq=organization:131016"
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


@pytest.mark.parametrize(
    ("body", "media_type", "why"),
    [
        (b'{"@context": "https://example.org/context.jsonld", "@graph": []}', "application/ld+json", "remote context"),
        (b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><r/>', "application/rdf+xml", "document type"),
        (b"<html><body>404</body></html>", "text/html", "cannot be read"),
        (b'{"@context": {"@import": "https://example.org/c"}, "@graph": []}', "application/ld+json", "remote context"),
    ],
)  # fmt: skip
def test_dangerous_rdf_is_refused(site: Site, folder: Path, body: bytes, media_type: str, why: str) -> None:
    """外部の文脈や実体を読み込ませる文書、RDFでない文書は受け取らない。"""
    site.page("/c", body, media_type)
    with pytest.raises(CatalogError, match=why):
        take(f"{site.address}/c", "dcat", folder)


def test_private_addresses_are_refused(site: Site, folder: Path) -> None:
    """許可がなければ、庁内や自分自身のアドレスへは行かない。"""
    with pytest.raises(CatalogError, match="office network"):
        harvest(site.address, "ckan", folder, limits=FAST)
    assert not site.log


def test_redirect_into_the_office_is_refused(site: Site, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """公開のアドレスから庁内へ転送されても、ついて行かない。"""
    site.pages["/data.json"] = (302, {"Location": "http://169.254.169.254/latest/meta-data/"}, b"")
    import catalog.harvest.fetch as fetch

    real = fetch.require_public
    monkeypatch.setattr(fetch, "require_public", lambda host, port: None if host == "127.0.0.1" else real(host, port))
    monkeypatch.setattr("catalog.harvest.addresses.is_public", lambda address: address == "127.0.0.1")
    with pytest.raises(CatalogError, match="office network"):
        harvest(f"{site.address}/data.json", "data.json", folder, limits=FAST)


def test_name_that_changes_its_address_gets_nothing(site: Site, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """確かめたあとでアドレスが変わる名前（DNSリバインディング）には、何も送らない。"""
    monkeypatch.setattr("catalog.harvest.fetch.require_public", lambda host, port: None)
    with pytest.raises(CatalogError, match="office network"):
        harvest(f"{site.address}/data.json", "data.json", folder, limits=FAST)
    assert not site.log


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True), ("127.0.0.1", False), ("10.1.2.3", False), ("192.168.0.1", False), ("169.254.169.254", False),
        ("100.64.0.1", False), ("0.0.0.0", False), ("::1", False), ("fe80::1", False), ("fc00::1", False),
        ("::ffff:10.0.0.1", False), ("64:ff9b::a00:1", False), ("2002:0a00:0001::", False), ("224.0.0.1", False),
        ("2606:4700::1111", True),
    ],
)  # fmt: skip
def test_which_addresses_are_public(address: str, public: bool) -> None:
    """庁内・自分・予約済みのアドレスは、書き方を変えても見分ける。"""
    assert is_public(address) is public


def test_answers_are_bounded(site: Site, folder: Path) -> None:
    """大きすぎる答えは途中でやめる。圧縮で小さく見せても同じ。"""
    import gzip

    site.pages["/data.json"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b" " * 5_000_000))
    with pytest.raises(CatalogError, match="larger than"):
        take(f"{site.address}/data.json", "data.json", folder, limits=Limits(interval=0, response=1_000_000))


def test_robots_are_heard(site: Site, folder: Path) -> None:
    """robots.txt で断られたページは読まない。CKANの一般向けの断りはAPIには当たらないが、名指しなら従う。"""
    site.page("/robots.txt", "User-agent: *\nDisallow: /\n", "text/plain")
    site.page("/c.ttl", "", "text/turtle")
    with pytest.raises(CatalogError, match="robots"):
        take(f"{site.address}/c.ttl", "dcat", folder)
    ckan(site, [package(1)])
    assert len(take(site.address, "ckan", folder).written) == 1
    site.page("/robots.txt", "User-agent: machi-catalog\nDisallow: /\n", "text/plain")
    with pytest.raises(CatalogError, match="robots"):
        take(site.address, "ckan", folder)


@pytest.mark.parametrize("url", ["ftp://example.jp/", "file:///etc/hostname", "https://", "例"])
def test_other_schemes_are_refused(url: str, folder: Path) -> None:
    """http と https のほかは受け付けない。"""
    with pytest.raises(CatalogError, match="address"):
        harvest(url, "dcat", folder)


def test_links_are_checked(site: Site) -> None:
    """開けるもの、消えたもの、HEADを断るもの、名前のないものを見分ける。"""
    site.page("/ok.csv", "a", "text/csv")
    site.pages["/moved"] = (302, {"Location": "/ok.csv"}, b"")
    site.pages["/loop"] = (302, {"Location": "/loop"}, b"")
    urls = [f"{site.address}/{p}" for p in ("ok.csv", "gone.csv", "moved", "loop")] + ["http://no-such-host.invalid/a"]
    results = linkcheck(urls, allow_private=True, limits=FAST)
    assert [results[u].ok for u in urls] == [True, False, True, False, False]
    assert results[urls[1]].status == 404


def test_no_connection_is_left_open() -> None:
    """テスト用のサーバーは使い終わると閉じる。"""
    with serve() as site:
        port = int(site.address.rsplit(":", 1)[1])
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
