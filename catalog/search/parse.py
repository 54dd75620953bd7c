"""What was typed, taken apart: words, "phrases", -exclusions and `facet:value`. Twin: `site/assets/search/language.js`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from catalog.search.normalise import normalise

#: Names of facets as they may be typed before a colon.
FACET_NAMES = {
    "theme": ("theme", "テーマ", "分類", "分野"),
    "format": ("format", "形式", "ファイル形式", "フォーマット"),
    "publisher": ("publisher", "公開者", "提供者", "組織", "担当"),
    "licence": ("licence", "license", "ライセンス", "利用条件"),
    "standard": ("standard", "標準", "標準データセット", "推奨データセット"),
    "area": ("area", "地域", "対象地域"),
    "year": ("year", "更新年", "年"),
    "quality": ("quality", "品質"),
    "map": ("map", "地図"),
    "level": ("level", "段階", "個人情報"),
}
#: every name of a facet → the facet
FACET_OF = {name: facet for facet, names in FACET_NAMES.items() for name in names}
_TOKEN = re.compile(
    r'(-)?(?:([^\s:"「『“-][^\s:"「『“]*):)?(?:"([^"]*)"?|「([^」]*)」?|『([^』]*)』?|“([^”]*)”?|([^\s"「『“]+))'
)


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a query. `text` is normalised, `surface` is only NFKC and lower case."""

    text: str
    surface: str
    #: "in quotes": as it stands, no synonyms
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query."""

    terms: tuple[Term, ...]
    excluded: tuple[str, ...]
    #: (facet, value) as typed
    facets: tuple[tuple[str, str], ...]


def parse(query: str) -> Query:
    """Takes a query apart. Whatever is not understood is an ordinary word; nothing typed is an error."""
    terms: list[Term] = []
    excluded: list[str] = []
    facets: list[tuple[str, str]] = []
    for hit in _TOKEN.finditer(unicodedata.normalize("NFKC", query).lower()):
        minus, key, *values = hit.groups()
        quoted = next((value for value in values[:-1] if value is not None), None)
        value = quoted if quoted is not None else values[-1]
        facet = FACET_OF.get(key or "")
        if facet and not minus:
            if value.strip():
                facets.append((facet, value.strip()))
            continue
        if key:
            value = f"{key}:{value}"
        text = normalise(value)
        if not text:
            continue
        if minus:
            excluded.append(text)
        else:
            terms.append(Term(text, value.strip(), quoted is not None))
    return Query(tuple(dict.fromkeys(terms)), tuple(dict.fromkeys(excluded)), tuple(dict.fromkeys(facets)))
