"""The language at the root: whichever the catalogue names first."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from catalog.config import load_city
from catalog.errors import CatalogError
from catalog.pages.render import render
from catalog.pages.settings import Settings as SiteSettings
from catalog.pipeline import Settings, build
from tests.cities import dataset, start

HALLS = "name,kind,capacity,opened\n" + "".join(
    f"Hall {i},{'hall' if i % 2 else 'library'},{40 + i},{1960 + i}\n" for i in range(12)
)


def _town(tmp_path: Path, languages: list[str], **more: object) -> Path:
    """The site of a made-up town that writes English."""
    words = {
        "title": "Portside open data",
        "description": "Made-up data of a made-up town.",
        "publisher": {"name": "Town of Portside", "url": "https://www.example.org/"},
        "contactPoint": {"name": "Data office", "email": "data@example.org"},
        "base_url": "https://data.example.org/",
    }
    city = start(tmp_path / "city", languages=languages, **{**words, **more})
    dataset(
        city, "halls", HALLS, title="Public halls", themes=["GOVE"], keywords=["hall"],
        description="Halls and libraries of the town. Capacity is the number of seats.",
    )  # fmt: skip
    out = tmp_path / "public"
    assert build(city, Settings(out=out, reports=tmp_path / "reports", as_of="2026-04-02")).published == 1
    return out


def test_english_alone_stands_at_the_root(tmp_path: Path) -> None:
    """A town elsewhere gets English pages, feeds and reports without folders, and its own texts count as English."""
    site = _town(tmp_path, ["en"])
    assert not any((site / name).exists() for name in ("en", "ja", "easy"))
    for name in ("index.html", "datasets/index.html", "datasets/halls/index.html", "404.html"):
        text = (site / name).read_text("utf-8")
        assert '<html lang="en">' in text and 'lang="ja"' not in text and "easy/" not in text, name
    page = (site / "datasets/halls/index.html").read_text("utf-8")
    assert "<h1>Public halls</h1>" in page and "更新情報" not in page
    assert set(re.findall(r'hreflang="([^"]+)" href="([^"]+)"', page)) == {
        (tag, "https://data.example.org/datasets/halls/") for tag in ("en", "x-default")
    }
    assert 'xml:lang="en"' in (site / "feed.atom").read_text("utf-8")
    assert json.loads((site / "feed.json").read_bytes())["language"] == "en"
    assert "/en/" not in (site / "sitemap.xml").read_text("utf-8")
    assert '"Public halls"@en' in (site / "datasets/halls/metadata.ttl").read_text("utf-8")
    assert '<html lang="en">' in (tmp_path / "reports" / "report.html").read_text("utf-8")


def test_the_first_language_has_no_folder(tmp_path: Path) -> None:
    """With English first, Japanese and やさしい日本語 stand in folders of their own, and every page names its twins."""
    site = _town(tmp_path, ["en", "ja"], translations={"ja": {"title": "ポートサイドのデータ"}})
    assert '<html lang="en">' in (site / "datasets/halls/index.html").read_text("utf-8")
    japanese = (site / "ja/datasets/halls/index.html").read_text("utf-8")
    assert '<html lang="ja">' in japanese and "ポートサイドのデータ" in japanese
    assert "https://data.example.org/ja/datasets/halls/" in japanese
    assert (site / "ja/datasets/halls/changes/index.html").is_file()
    assert 'href="../../../ja/datasets/halls/changes/"' in (site / "easy/datasets/halls/index.html").read_text("utf-8")
    sitemap = (site / "sitemap.xml").read_text("utf-8")
    assert "<loc>https://data.example.org/ja/datasets/halls/</loc>" in sitemap
    assert {p.relative_to(site).as_posix() for p in site.glob("themes/**/*.html")} == {
        p.relative_to(site / "ja").as_posix() for p in (site / "ja").glob("themes/**/*.html")
    }


def test_plain_japanese_needs_japanese(tmp_path: Path) -> None:
    """やさしい日本語 is no language of its own: neither first nor without Japanese."""
    for languages in (["easy", "ja"], ["en", "easy"]):
        city = start(tmp_path / languages[0], site={"languages": languages})
        with pytest.raises(CatalogError, match="easy needs Japanese before it"):
            SiteSettings.of(load_city(city))


def test_texts_follow_the_first_language(tmp_path: Path) -> None:
    """A text that names no language is in the catalogue's first one; what names its language keeps it."""
    city = start(
        tmp_path / "city", languages=["fr"], title={"en": "Data", "fr": "Données"}, publisher={"name": "Ville"}
    )
    dataset(city, "salles", HALLS, title="Salles publiques", keywords=["salle"])
    found = load_city(city)
    assert (found.publisher.name, found.title["en"]) == ({"fr": "Ville"}, "Data")
    assert found.datasets[0].title == {"fr": "Salles publiques"} and found.datasets[0].keywords == {"fr": ("salle",)}
    assert found.locales == ("en",)


def test_conformance_needs_a_published_test(tmp_path: Path) -> None:
    """「準拠」 stands on the page only with the day and the results of a test by people; a slip of a key is told."""
    page = "accessibility/index.html"
    plain = start(tmp_path / "plain")
    assert "配慮し" in _rendered(plain)[page]
    tested = {"degree": "partly", "date": "2026-10-01", "results": "https://www.example.jp/a11y"}
    found = _rendered(start(tmp_path / "tested", site={"accessibility": tested}))
    assert "一部準拠" in found[page] and 'href="https://www.example.jp/a11y"' in found[page]
    assert "自治体が試験をしたあと" not in found[page] and "Partly conforms" in found["en/" + page]
    for wrong in (
        {"degree": "conforms"},
        {"degree": "full"},
        {"date": "autumn"},
        {"results": "a.docx"},
        {"results": "https://"},
    ):
        city = start(tmp_path / "wrong", site={"accessibility": wrong})
        with pytest.raises(CatalogError, match=r"site\.accessibility"):
            SiteSettings.of(load_city(city))
    with pytest.raises(CatalogError, match=r"has the key 'keep_version'"):
        load_city(start(tmp_path / "slip", site={"keep_version": 3}))


def _rendered(city: Path) -> dict[str, str]:
    return {path: body.decode() for path, body in render(load_city(city), ()) if path.endswith(".html")}
