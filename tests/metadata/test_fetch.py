"""What may be asked of another catalogue's server, and what is taken from it: private addresses, bombs, robots, links."""

from __future__ import annotations

import gzip
import json
import socket
import zlib
from pathlib import Path

import pytest

from catalog.errors import CatalogError
from catalog.harvest import Limits, harvest, linkcheck
from catalog.harvest.addresses import is_public
from tests.metadata.loopback import FAST, Site, serve, take


@pytest.mark.parametrize(
    ("body", "media_type", "why"),
    [
        (b'{"@context": "https://example.org/context.jsonld", "@graph": []}', "application/ld+json", "remote context"),
        (b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><r/>', "application/rdf+xml", "document type"),
        ("<!DOCTYPE r><r/>".encode("utf-16"), "application/rdf+xml", "document type"),
        (b'<?xml version="1.0" encoding="cp037"?>' + "<!DOCTYPE r><r/>".encode("cp037"), "application/rdf+xml", "document type"),
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
        ("2606:4700::1111", True), ("::127.0.0.1", False), ("::ffff:0:7f00:1", False), ("64:ff9b:1::a00:1", False),
        ("fec0::1", False), ("192.0.0.8", False), ("64:ff9b::808:808", True),
    ],
)  # fmt: skip
def test_which_addresses_are_public(address: str, public: bool) -> None:
    """庁内・自分・予約済みのアドレスは、書き方を変えても見分ける。"""
    assert is_public(address) is public


def test_answers_are_bounded(site: Site, folder: Path) -> None:
    """大きすぎる答えは途中でやめる。圧縮で小さく見せても同じ。"""
    site.pages["/data.json"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b" " * 5_000_000))
    bounds = Limits(interval=0, response=1_000_000)
    with pytest.raises(CatalogError, match="larger than"):
        take(f"{site.address}/data.json", "data.json", folder, limits=bounds)
    site.pages["/robots.txt"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"#" * 50_000_000))
    site.page("/data.json", json.dumps({"dataset": []}))
    assert take(f"{site.address}/data.json", "data.json", folder, limits=bounds).written == ()


@pytest.mark.parametrize("packed", ["gzip", "two members", "deflate", "bare deflate"])
def test_packed_answers_are_read(site: Site, folder: Path, packed: str) -> None:
    """圧縮された答えは、どの圧縮でも読める。"""
    text = json.dumps({"dataset": []}).encode()
    bare = zlib.compressobj(wbits=-15)
    body = {
        "gzip": gzip.compress(text),
        "two members": gzip.compress(text[:5]) + gzip.compress(text[5:]),
        "deflate": zlib.compress(text),
        "bare deflate": bare.compress(text) + bare.flush(),
    }[packed]
    site.pages["/data.json"] = (
        200,
        {"Content-Encoding": packed.rsplit(maxsplit=1)[-1].replace("members", "gzip")},
        body,
    )
    assert take(f"{site.address}/data.json", "data.json", folder).written == ()


@pytest.mark.parametrize(("encoding", "cut"), [("gzip", -4), ("br", None)])
def test_answers_that_break_off_are_not_taken(site: Site, folder: Path, encoding: str, cut: int | None) -> None:
    """途中で切れた答えや、頼んでいない圧縮の答えは受け取らない。"""
    body = gzip.compress(json.dumps({"dataset": []}).encode())[:cut]
    site.pages["/data.json"] = (200, {"Content-Encoding": encoding}, body)
    with pytest.raises(CatalogError, match=r"broke off|not asked for"):
        take(f"{site.address}/data.json", "data.json", folder)


def test_robots_are_heard(site: Site, folder: Path) -> None:
    """robots.txt で断られたページは読まない。CKANの一般向けの断りはAPIには当たらないが、名指しなら従う。"""
    site.page("/robots.txt", "User-agent: *\nDisallow: /\n", "text/plain")
    site.page("/c.ttl", "", "text/turtle")
    with pytest.raises(CatalogError, match="robots"):
        take(f"{site.address}/c.ttl", "dcat", folder)
    one = {"name": "a", "title": "一覧", "url": "https://www.example.jp/a"}
    answer = json.dumps({"success": True, "result": {"count": 1, "results": [one]}})
    site.page("/api/3/action/package_search", answer)
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


def test_a_busy_host_is_not_called_broken(site: Site) -> None:
    """429, with or without a pause it asks for: nothing is known of the link. 503 with a long pause is a broken link."""
    site.pages["/busy.csv"] = (429, {}, b"")
    site.pages["/later.csv"] = (429, {"Retry-After": "3600"}, b"")
    site.pages["/down.csv"] = (503, {"Retry-After": "3600"}, b"")
    urls = [f"{site.address}/{name}.csv" for name in ("busy", "later", "down")]
    results = linkcheck(urls, allow_private=True, limits=FAST)
    assert [r.ok for r in results.values()] == [True, True, False]


def test_no_connection_is_left_open() -> None:
    """テスト用のサーバーは使い終わると閉じる。"""
    with serve() as site:
        port = int(site.address.rsplit(":", 1)[1])
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
