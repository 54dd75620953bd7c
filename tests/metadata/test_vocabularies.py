"""Words that a city writes, and what they become for other catalogues."""

from __future__ import annotations

import pytest

from catalog.licences import LICENCES
from catalog.metadata import vocabularies


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("毎年", "ANNUAL"), ("年1回", "ANNUAL"), ("年１回", "ANNUAL"), ("annual", "ANNUAL"), ("R/P1Y", "ANNUAL"), ("月次", "MONTHLY"),
        ("随時", "IRREG"), ("不定期", "IRREG"), ("四半期ごと", "QUARTERLY"), ("毎日", "DAILY"), ("1日2回", "DAILY_2"),
        ("http://publications.europa.eu/resource/authority/frequency/WEEKLY", "WEEKLY"), ("Monthly", "MONTHLY"),
    ],
)  # fmt: skip
def test_frequency_words(word: str, code: str) -> None:
    """「年1回」も「annual」も同じ更新頻度になる。"""
    found = vocabularies.frequency(word)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("word", ["", "ときどき", "3", None])
def test_unknown_words_are_not_guessed(word: str | None) -> None:
    """知らない言葉は、似た言葉に置きかえない。"""
    assert vocabularies.frequency(word) is None


def test_each_of_the_17_fields_has_eu_themes() -> None:
    """17分類のどれを書いても、EUの分類に結び付く。"""
    assert len(vocabularies.fields()) == 17
    for name in vocabularies.fields():
        found = vocabularies.theme(name)
        assert found is not None
        assert found.field == name
        assert set(found.eu) <= set(vocabularies.eu_themes())


def test_eu_themes_both_ways() -> None:
    """EUの分類コード13個は、どれも17分類の1つに当たる。"""
    assert len(vocabularies.eu_themes()) == 13
    for code in vocabularies.eu_themes():
        found = vocabularies.theme(code)
        assert found is not None
        assert found.eu == (code,)
        assert found.field in vocabularies.fields()


def test_licences_cover_those_a_city_may_declare() -> None:
    """catalog.yaml に書けるライセンスは、どれも種別とCKANの名前をもつ。"""
    from catalog.model import Licence

    for name, (iri, title) in LICENCES.items():
        facts = vocabularies.licence_facts(Licence(name, iri, title))
        assert facts["ckan"]
        assert vocabularies.licence_type(facts["type"]).label["ja"]
        assert vocabularies.licence_named(name) == name


def test_areas_by_code_and_name() -> None:
    """市区町村はコード（6桁・5桁）でも名前でも見つかり、同じ名前が2つある市は名前だけでは決めない。"""
    chiyoda = vocabularies.area("131016")
    assert chiyoda is not None
    assert chiyoda.city == "千代田区"
    assert vocabularies.area("13101") == chiyoda
    assert vocabularies.area_named("東京都千代田区") == chiyoda
    assert vocabularies.area_named("千代田区") == chiyoda
    assert vocabularies.area_named("府中市") is None
    assert vocabularies.area("13") == vocabularies.area("130001")
    assert vocabularies.area("999999") is None
    assert vocabularies.area("１３１０１６") is None


def test_every_area_lies_in_japan() -> None:
    """どの市区町村の範囲も日本の中にあり、役所はその範囲の近くにある。"""
    found = [vocabularies.area(code) for code in ("011002", "131016", "462012", "472018", "134210", "422011")]
    for area in found:
        assert area is not None
        assert area.bbox is not None
        assert area.centroid is not None
        west, south, east, north = area.bbox
        assert 122 < west < east < 154
        assert 20 < south < north < 46
        assert west - 0.05 < area.centroid[0] < east + 0.05
        assert south - 0.05 < area.centroid[1] < north + 0.05


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("csv", "csv"), (".CSV", "csv"), ("text/csv", "csv"), ("CSV", "csv"), ("application/geo+json", "geojson"), ("xlsx", "xlsx"),
        ("http://publications.europa.eu/resource/authority/file-type/JSON_LD", "jsonld"),
        ("https://www.iana.org/assignments/media-types/application/pdf", "pdf"),
    ],
)  # fmt: skip
def test_format_words(word: str, key: str) -> None:
    """形式は、拡張子でもメディアタイプでもEUのコードでもわかる。"""
    found = vocabularies.file_format(word)
    assert found is not None
    assert found.key == key


def test_standard_datasets() -> None:
    """標準データセットは番号でも名前でもわかる。"""
    assert vocabularies.standard("jp-standard/08") == ("08", "AED設置箇所一覧")
    assert vocabularies.standard("jp-standard/8") == ("08", "AED設置箇所一覧")
    assert vocabularies.standard("AED設置箇所一覧") == ("08", "AED設置箇所一覧")
    assert vocabularies.standard("https://example.org/") is None
