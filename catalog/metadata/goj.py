"""DCAT-GoJ 2021 (付録「メタデータルールと利用イメージの検討」): the items that DCAT-AP does not already give.

Of its 79 items the others coincide with DCAT-AP: 管理ID dct:identifier, 対象地域 dct:spatial, 対象期間 dct:temporal,
提供者 dct:publisher, 連絡先情報 dcat:contactPoint, 公開範囲 dct:accessRights, 準拠する標準 dct:conformsTo,
来歴情報 dct:provenance, 品質測定結果 dqv:hasQualityMeasurement, ステータス adms:status, 利用規約 dct:rights …
"""

from __future__ import annotations

from catalog.metadata import iris, vocabularies
from catalog.metadata.dcat import concept, language
from catalog.metadata.schema_org import issued, modified
from catalog.metadata.scope import Scope
from catalog.metadata.terms import date, iri
from catalog.text import lang_text

AP_IRI = "http://data.europa.eu/r5r/"
CHANGE_TYPE = "http://purl.org/adms/changetype/"


def record(s: Scope) -> None:
    """カタログレコード: トピックス, 説明, 公開日, 最終更新日, 言語."""
    g, node = s.graph, s.part("record")
    g.add(node, "a", iri("dcat:CatalogRecord"))
    g.add(node, "foaf:primaryTopic", s.iri)
    g.words(node, "dct:title", s.published.dataset.title)
    g.words(node, "dct:description", s.published.dataset.description)
    g.add(node, "dct:issued", date(issued(s.published)))
    g.add(node, "dct:modified", date(modified(s.published)))
    g.add(node, "dct:language", language(g, "ja"))
    g.add(node, "dct:conformsTo", AP_IRI)
    g.add(AP_IRI, "a", iri("dct:Standard"))
    g.words(AP_IRI, "dct:title", {"en": "DCAT Application Profile for data portals in Europe"})
    changed = len(s.published.changes) > 1
    status = vocabularies.Term(
        "updated" if changed else "created",
        CHANGE_TYPE + ("updated" if changed else "created"),
        {"ja": "更新", "en": "Updated"} if changed else {"ja": "新規", "en": "Created"},
    )
    g.add(node, "adms:status", concept(g, status, "http://purl.org/adms/changetype/1.0"))


def names(s: Scope) -> None:
    """サブタイトル and 読み (kana), 作成者, タイプ where the descriptor gives them."""
    g, d = s.graph, s.published.dataset
    g.words(s.iri, "dct:alternative", lang_text(d.extras.get("subtitle")))
    if d.reading:
        g.words(s.iri, "dct:alternative", {"ja-Hrkt": d.reading})


def field(s: Scope) -> None:
    """分類: the field of the 17 under which the オープンデータ一覧 files it, beside the EU theme."""
    g = s.graph
    for name in dict.fromkeys(
        found.field for word in s.published.dataset.themes if (found := vocabularies.theme(word))
    ):
        node = iris.concept(s.catalog, f"field-{vocabularies.theme_slug(name)}")
        scheme = iris.concept(s.catalog, "fields")
        g.add(s.iri, "dcat:theme", concept(g, vocabularies.Term(name, node, vocabularies.field(name)), scheme))
        g.add(scheme, "a", iri("skos:ConceptScheme"))
        g.words(scheme, "dct:title", {"ja": "オープンデータの17分類", "en": "The 17 fields of Japanese open data"})
