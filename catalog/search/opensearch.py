"""For those who outgrow static files: bulk NDJSON and a mapping that an OpenSearch cluster takes as they are.

    curl -X PUT  $HOST/machi-catalog -H 'Content-Type: application/json' --data-binary @mapping.json
    curl -X POST $HOST/_bulk -H 'Content-Type: application/x-ndjson' --data-binary @bulk.ndjson
    curl -X POST $HOST/machi-catalog/_search -H 'Content-Type: application/json' --data-binary @query.json

The cluster needs the plugins `analysis-kuromoji` and `analysis-icu`. Words are indexed three ways: by kuromoji (search
mode, base forms, synonyms of this catalogue at query time), by pairs of characters (so that every substring is found)
and by reading (kana and romaji find kanji). Weights follow the ranking of the static search.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from catalog.search.document import SearchDocument
from catalog.search.entry import facets, rank
from catalog.search.match import CLASS_WEIGHTS
from catalog.search.readings import reading
from catalog.search.words import characters, synonym_groups

INDEX = "machi-catalog"
#: Field → weight, in the proportions of `match`: a title's beginning 800 … a description 150.
WEIGHTS = {"title": 8.0, "english": 6.0, "reading": 5.0, "keywords": 4.0, "publisher": 3.0, "places": 2.8} | {
    "columns": CLASS_WEIGHTS["c"][0] / 100,
    "values": CLASS_WEIGHTS["v"][0] / 100,
    "description": CLASS_WEIGHTS["d"][0] / 100,
}


def export_opensearch(documents: Iterable[SearchDocument]) -> Iterator[tuple[str, bytes]]:
    """(file name, bytes): `mapping.json` (settings and mapping), `bulk.ndjson` (documents), `query.json` (a template)."""
    kept = sorted(documents, key=lambda one: one.id)
    today = max((one.updated for one in kept), default="")
    yield "mapping.json", _json(mapping(), 1)
    lines: list[bytes] = []
    for one in kept:
        lines.append(_json({"index": {"_index": INDEX, "_id": one.id}}))
        lines.append(_json(_source(one, today)))
    yield "bulk.ndjson", b"".join(line + b"\n" for line in lines)
    yield "query.json", _json(query("避難所"), 1)


def mapping() -> dict[str, Any]:
    """Settings and mapping of the index, as `PUT /machi-catalog` takes them."""
    text = {
        "type": "text",
        "analyzer": "japanese",
        "search_analyzer": "japanese_query",
        "fields": {"pairs": {"type": "text", "analyzer": "pairs", "search_analyzer": "pairs"}},
    }
    latin = {"type": "text", "analyzer": "icu", "fields": {"pairs": text["fields"]["pairs"]}}  # type: ignore[index]
    exact = {"type": "keyword"}
    return {
        "settings": {"index": {"number_of_shards": 1, "analysis": _analysis()}},
        "mappings": {
            "dynamic": "strict",
            "properties": {
                "id": exact,
                "title": text | {"fields": {**text["fields"], "exact": {"type": "keyword", "normalizer": "folded"}}},  # type: ignore[dict-item]
                "english": latin,
                "reading": {"type": "text", "analyzer": "kana", "search_analyzer": "kana"},
                "keywords": text,
                "description": text,
                "columns": text,
                "values": text,
                "publisher": text,
                "places": text,
                **dict.fromkeys(
                    ("theme", "format", "licence", "standard", "area", "year", "quality", "map", "level"), exact
                ),
                "publisher_name": exact,
                "series": exact,
                "updated": {"type": "date", "format": "yyyy-MM-dd||yyyy-MM||yyyy", "ignore_malformed": True},
                "rank": {"type": "rank_feature"},
                "url": {"type": "keyword", "index": False},
            },
        },
    }


def query(text: str, size: int = 20) -> dict[str, Any]:
    """A search request in the weights of the static ranking: what contains the text first, other forms below."""
    fields = [f"{name}^{weight:g}" for name, weight in WEIGHTS.items() if name != "reading"]
    pairs = [f"{name}.pairs^{weight:g}" for name, weight in WEIGHTS.items() if name != "reading"]
    return {
        "size": size,
        "query": {
            "bool": {
                "should": [
                    {"term": {"title.exact": {"value": text, "boost": 20}}},
                    {"multi_match": {"query": text, "fields": pairs, "type": "phrase", "boost": 4}},
                    {"multi_match": {"query": text, "fields": fields, "type": "cross_fields", "operator": "and"}},
                    {"match_phrase_prefix": {"reading": {"query": text, "boost": 2}}},
                    {"rank_feature": {"field": "rank", "boost": 0.5}},
                ],
                "minimum_should_match": 2,
            }
        },
        "highlight": {"fields": {"title": {}, "description": {}, "columns": {}}},
        "aggs": {
            facet: {"terms": {"field": facet, "size": 50}} for facet in ("theme", "format", "publisher_name", "year")
        },
    }


def _analysis() -> dict[str, Any]:
    synonyms = [", ".join(group) for group in synonym_groups() if len(group) > 1]
    same = [f"{other} => {group[0]}" for group in characters() for other in group[1:]]
    return {
        "char_filter": {
            "nfkc": {"type": "icu_normalizer", "name": "nfkc_cf", "mode": "compose"},
            "same_characters": {"type": "mapping", "mappings": same},
            "hiragana": {
                "type": "mapping",
                "mappings": [f"{chr(code)} => {chr(code - 0x60)}" for code in range(0x30A1, 0x30F7)],
            },
        },
        "tokenizer": {
            # parts without the compound: a synonym whose word gives both is refused (消防署: 消防, 消防署, 署)
            "kuromoji": {"type": "kuromoji_tokenizer", "mode": "search", "discard_compound_token": True},
            "pairs": {"type": "ngram", "min_gram": 1, "max_gram": 2, "token_chars": ["letter", "digit"]},
        },
        "filter": {
            "synonyms": {"type": "synonym_graph", "synonyms": synonyms, "lenient": True},
            "kana_reading": {"type": "kuromoji_readingform", "use_romaji": False},
            "to_hiragana": {"type": "icu_transform", "id": "Katakana-Hiragana"},
            "to_kana": {"type": "icu_transform", "id": "Latin-Hiragana"},
        },
        "normalizer": {
            "folded": {"type": "custom", "char_filter": ["nfkc", "same_characters"], "filter": ["lowercase"]}
        },
        "analyzer": {
            "japanese": _analyzer("kuromoji", "kuromoji_baseform", "kuromoji_stemmer", "cjk_width", "lowercase"),
            "japanese_query": _analyzer(
                "kuromoji", "kuromoji_baseform", "kuromoji_stemmer", "cjk_width", "lowercase", "synonyms"
            ),
            "pairs": _analyzer("pairs", "lowercase", hiragana=True),
            "kana": _analyzer("kuromoji", "kana_reading", "to_hiragana", "to_kana"),
            "icu": _analyzer("icu_tokenizer", "icu_folding"),
        },
    }


def _analyzer(tokenizer: str, *filters: str, hiragana: bool = False) -> dict[str, Any]:
    first = ["nfkc", "same_characters", *(["hiragana"] if hiragana else [])]
    return {"type": "custom", "char_filter": first, "tokenizer": tokenizer, "filter": list(filters)}


def _source(one: SearchDocument, today: str) -> dict[str, Any]:
    named = {facet: list(values) for facet, values in facets(one).items()}
    named["publisher_name"] = named.pop("publisher", [])
    source: dict[str, Any] = {
        "id": one.id,
        "title": one.title,
        "english": " ".join(filter(None, (one.english, one.english_description))),
        "reading": " ".join(filter(None, (one.reading, reading(one.title)))),
        "keywords": list(one.keywords),
        "description": "\n".join(filter(None, (one.description, *one.resources))),
        "columns": list(one.columns),
        "values": list(one.values),
        "publisher": " ".join(filter(None, (one.publisher, one.publisher_english))),
        "places": list(one.places),
        "series": one.series,
        "updated": one.updated[:10],
        # a rank feature has to be above zero
        "rank": rank(one, today) + 1,
        "url": one.url,
        **named,
    }
    return {key: value for key, value in source.items() if value not in ("", [])}


def _json(data: Any, indent: int | None = None) -> bytes:
    separators = (",", ": ") if indent else (",", ":")
    return json.dumps(data, ensure_ascii=False, indent=indent, separators=separators).encode("utf-8")
