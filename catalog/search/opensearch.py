"""For those who outgrow static files: bulk NDJSON and a mapping that an OpenSearch cluster takes as they are.

    curl -X PUT  $HOST/machi-catalog -H 'Content-Type: application/json' --data-binary @mapping.json
    curl -X POST $HOST/_bulk -H 'Content-Type: application/x-ndjson' --data-binary @bulk.ndjson
    curl -X POST $HOST/machi-catalog/_search -H 'Content-Type: application/json' --data-binary @query.json

The cluster needs the plugins `analysis-kuromoji` and `analysis-icu`. Words are indexed three ways: by kuromoji (search
mode, base forms, synonyms of this catalogue at query time), by pairs of characters (so that every substring is found)
and by sound (kana and romaji find kanji, from the beginning of any word of the title). `also` holds a year's other
spellings. Weights follow the ranking of the static search. `query.json` is a request for 避難所: put the typed text in its
place, facets as `filter`, -words as `must_not`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from catalog.search.document import SearchDocument
from catalog.search.entry import facets, rank
from catalog.search.match import CLASS_WEIGHTS
from catalog.search.normalise import ERAS, VOICED, normalise, spellings, western
from catalog.search.readings import reading
from catalog.search.words import characters, everyday_words, surface, synonym_groups, words

INDEX = "machi-catalog"
#: Field → weight, in the proportions of `match`: a title's beginning 800 … a description 150.
WEIGHTS = {"title": 8.0, "english": 6.0, "keywords": 4.0, "publisher": 3.0, "places": 2.8} | {
    "columns": CLASS_WEIGHTS["c"][0] / 100,
    "values": CLASS_WEIGHTS["v"][0] / 100,
    "description": CLASS_WEIGHTS["d"][0] / 100,
}

#: Characters of a title's sound that are looked up from each of its words on.
SOUND_KEPT = 40
_YEAR = re.compile("(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


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
    text: dict[str, Any] = {
        "type": "text",
        "analyzer": "japanese",
        "search_analyzer": "japanese_query",
        "fields": {"pairs": {"type": "text", "analyzer": "pairs", "search_analyzer": "pairs"}},
    }
    latin = {"type": "text", "analyzer": "icu", "fields": {"pairs": text["fields"]["pairs"]}}
    exact = {"type": "keyword"}
    return {
        "settings": {"index": {"number_of_shards": 1, "analysis": _analysis()}},
        "mappings": {
            "dynamic": "strict",
            "properties": {
                "id": exact,
                "title": text
                | {
                    "fields": {
                        **text["fields"],
                        "exact": {"type": "keyword", "normalizer": "folded", "ignore_above": 1000},
                    }
                },
                "english": latin,
                "sound": {"type": "text", "analyzer": "sound", "search_analyzer": "sound"},
                "also": {"type": "text", "analyzer": "japanese", "search_analyzer": "japanese_query"},
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
    """A search request in the weights of the static ranking: what contains the text first, other forms below.

    Sounds are compared from the beginning of a word on; of three words or more 40 % may be missing, which asks a sentence;
    slips in words of Latin letters or katakana come last.
    """
    fields = [f"{name}^{weight:g}" for name, weight in WEIGHTS.items()]
    pairs = [f"{name}.pairs^{weight:g}" for name, weight in WEIGHTS.items()]
    return {
        "size": size,
        "query": {
            "bool": {
                "must": {
                    "bool": {
                        "should": [
                            {"term": {"title.exact": {"value": text, "boost": 20}}},
                            {"multi_match": {"query": text, "fields": pairs, "type": "phrase", "boost": 4}},
                            {
                                "multi_match": {
                                    "query": text,
                                    "fields": [*fields, "also^2"],
                                    "type": "cross_fields",
                                    "minimum_should_match": "2<-40%",
                                }
                            },
                            {"match_phrase_prefix": {"sound": {"query": text, "boost": 2}}},
                            {
                                "multi_match": {
                                    "query": text,
                                    "fields": ["title", "english", "columns"],
                                    "operator": "and",
                                    "fuzziness": "AUTO",
                                    "prefix_length": 1,
                                    "boost": 0.1,
                                }
                            },
                        ]
                    }
                },
                "should": {"rank_feature": {"field": "rank", "boost": 0.5}},
            }
        },
        "highlight": {"fields": {"title": {}, "description": {}, "columns": {}}},
        "aggs": {
            facet: {"terms": {"field": facet, "size": 50}} for facet in ("theme", "format", "publisher_name", "year")
        },
    }


def _analysis() -> dict[str, Any]:
    known = words()
    synonyms = [", ".join(group) for group in synonym_groups() if len(group) > 1]
    everyday = {surface(said): surface(meant[0]) for said, meant in everyday_words().items()}
    same = [f"{other} => {group[0]}" for group in characters() for other in group[1:]] + ["障がい => 障害"]
    asked, around = ("|".join(map(re.escape, said)) for said in (known.endings, known.fillers))
    return {
        "char_filter": {
            "nfkc": {"type": "icu_normalizer", "name": "nfkc_cf", "mode": "compose"},
            "same_characters": {"type": "mapping", "mappings": same},
            "hiragana": {
                "type": "mapping",
                "mappings": [f"{chr(code)} => {chr(code - 0x60)}" for code in range(0x30A1, 0x30F7)],
            },
            # 「…を知りたい」 says nothing of what is sought, unless nothing else is said
            "asking": {
                "type": "pattern_replace",
                "pattern": rf"(?<=.)(?:{asked})+[\s?!。、]*$|(?:{around})(?=.)|(?<=.)(?:{around})",
                "replacement": " ",
            },
            "everyday": {
                "type": "mapping",
                "mappings": [f"{said} => {meant}" for said, meant in sorted(everyday.items())],
            },
            "joined": {"type": "pattern_replace", "pattern": r"[\s・]+", "replacement": ""},
            "romaji": {"type": "mapping", "mappings": _romaji(known.romaji)},
        },
        "tokenizer": {
            # parts without the compound: a synonym whose word gives both is refused (消防署: 消防, 消防署, 署)
            "kuromoji": {"type": "kuromoji_tokenizer", "mode": "search", "discard_compound_token": True},
            "pairs": {"type": "ngram", "min_gram": 1, "max_gram": 2, "token_chars": ["letter", "digit"]},
        },
        "filter": {"synonyms": {"type": "synonym_graph", "synonyms": synonyms, "lenient": True}},
        "normalizer": {
            "folded": {"type": "custom", "char_filter": ["nfkc", "same_characters"], "filter": ["lowercase"]}
        },
        "analyzer": {
            "japanese": _analyzer("kuromoji", *_WORD),
            "japanese_query": _analyzer("kuromoji", *_WORD, "synonyms", first=("asking", "everyday")),
            "pairs": _analyzer("pairs", "lowercase", first=("hiragana",)),
            "sound": _analyzer("keyword", "lowercase", first=("hiragana", "joined", "romaji")),
            "icu": _analyzer("icu_tokenizer", "icu_folding"),
        },
    }


#: Particles fall away before synonyms are looked up: a gap inside a graph of words leads nowhere.
_WORD = ("kuromoji_baseform", "kuromoji_part_of_speech", "kuromoji_stemmer", "cjk_width", "lowercase")


def _analyzer(tokenizer: str, *filters: str, first: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "type": "custom",
        "char_filter": ["nfkc", "same_characters", *first],
        "tokenizer": tokenizer,
        "filter": list(filters),
    }


def _romaji(table: Mapping[str, str]) -> list[str]:
    """Mappings from Latin letters to kana: syllables, doubled consonants (tt → っt), vowels with a stroke."""
    syllables = dict(table) | {"nn": "ん", "n": "ん"}
    syllables |= {f"{one[0]}{one}": f"っ{kana}" for one, kana in table.items() if one[0] not in "aiueon"}
    syllables |= {
        one[:-1] + {"o": "ō", "u": "ū"}[one[-1]]: kana + "う" for one, kana in table.items() if one[-1] in "ou"
    }
    return [f"{one} => {kana}" for one, kana in sorted(syllables.items())]


def _source(one: SearchDocument, today: str) -> dict[str, Any]:
    named = {facet: list(values) for facet, values in facets(one).items()}
    named["publisher_name"] = named.pop("publisher", [])
    source: dict[str, Any] = {
        "id": one.id,
        "title": one.title,
        "english": " ".join(filter(None, (one.english, one.english_description))),
        "sound": _sounds(one),
        "also": " ".join(_also(normalise(" ".join((one.title, one.description))))),
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


def _sounds(one: SearchDocument) -> list[str]:
    """The sound of the title from each of its words on, without blanks."""
    kept: dict[str, None] = {}
    for said in filter(None, (one.reading, reading(one.title))):
        parts = said.split()
        for at in range(len(parts)):
            kept["".join(parts[at:])[:SOUND_KEPT]] = None
            if at + 1 < len(parts) and (voiced := VOICED.get(parts[at + 1][0])):  # ひなん しょ is said ひなんじょ
                kept["".join((parts[at], voiced, parts[at + 1][1:], *parts[at + 2 :]))[:SOUND_KEPT]] = None
    return list(kept)


def _also(text: str) -> list[str]:
    """Other spellings of what a normalised text says: years of both calendars, words without okurigana or long vowels."""
    years = dict.fromkeys(int(year) for year in _YEAR.findall(western(text)))
    eras = [(era, year - first) for year in years for era, first in ERAS.items() if 0 < year - first < 65]
    return [
        *map(str, years),
        *(f"{era}{number}" + ("年" if len(era) > 1 else "") for era, number in eras),
        *dict.fromkeys(spellings(text)),
    ]


def _json(data: Any, indent: int | None = None) -> bytes:
    separators = (",", ": ") if indent else (",", ":")
    return json.dumps(data, ensure_ascii=False, indent=indent, separators=separators).encode("utf-8")
