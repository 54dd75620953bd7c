"""The export for an OpenSearch cluster."""

from __future__ import annotations

import json
import re

from catalog.search.opensearch import export_opensearch, mapping, query
from tests.search.corpus import documents

FILES = dict(export_opensearch(documents()))


def _documents() -> list[bytes]:
    return FILES["bulk.ndjson"].splitlines()[1::2]


def test_bulk_file_pairs_actions_and_documents() -> None:
    """Two lines a dataset, as the bulk API takes them, ending with a line break."""
    body = FILES["bulk.ndjson"]
    assert body.endswith(b"\n")
    lines = [json.loads(line) for line in body.splitlines()]
    assert len(lines) == 2 * len(documents())
    assert lines[0]["index"]["_id"] == lines[1]["id"]


def test_every_field_of_a_document_is_mapped() -> None:
    """The mapping is strict, so a field that it does not name would be refused."""
    mapped = set(json.loads(FILES["mapping.json"])["mappings"]["properties"])
    for line in _documents():
        assert set(json.loads(line)) <= mapped


#: What the cluster and its plugins analysis-icu and analysis-kuromoji know, and the parameters of each.
KNOWN = {
    "char_filter": {
        "icu_normalizer": {"name", "mode", "unicode_set_filter"},
        "mapping": {"mappings", "mappings_path"},
        "pattern_replace": {"pattern", "replacement", "flags"},
    },
    "tokenizer": {
        "kuromoji_tokenizer": {"mode", "discard_punctuation", "discard_compound_token", "user_dictionary"},
        "ngram": {"min_gram", "max_gram", "token_chars", "custom_token_chars"},
        "icu_tokenizer": set(),
        "keyword": {"buffer_size"},
    },
    "filter": {
        "synonym_graph": {"synonyms", "synonyms_path", "expand", "lenient", "format", "updateable"},
        "kuromoji_baseform": set(),
        "kuromoji_part_of_speech": {"stoptags"},
        "kuromoji_stemmer": {"minimum_length"},
        "cjk_width": set(),
        "lowercase": {"language"},
        "icu_folding": {"unicode_set_filter"},
    },
}


def test_analysers_are_defined() -> None:
    """Every analyser, filter and tokenizer that is named is one of the cluster's own or defined beside it, and every
    parameter one that it takes."""
    index = json.loads(FILES["mapping.json"])
    analysis = index["settings"]["index"]["analysis"]
    for kind, types in KNOWN.items():
        for one in analysis.get(kind, {}).values():
            assert set(one) - {"type"} <= types[one["type"]]
    for analyzer in analysis["analyzer"].values():
        assert set(analyzer["filter"]) <= set(KNOWN["filter"]) | set(analysis["filter"])
        assert set(analyzer["char_filter"]) <= set(analysis["char_filter"])
        assert analyzer["tokenizer"] in set(KNOWN["tokenizer"]) | set(analysis["tokenizer"])
    for one in index["mappings"]["properties"].values():
        for named in (one.get("analyzer"), one.get("search_analyzer")):
            assert named is None or named in analysis["analyzer"]


def test_sounds_begin_at_every_word() -> None:
    """ひなんじょ finds 指定緊急避難所, also where the dictionary reads しょ."""
    sounds = {json.loads(line)["id"]: json.loads(line).get("sound", []) for line in _documents()}
    assert any(one.startswith("ひなんじょ") for one in sounds["shelter-stay"])
    assert any(one.startswith("いちらん") for one in sounds["shelter-stay"])


def test_years_are_written_in_both_calendars() -> None:
    """R7, 令和7年 and 2025 find the population of 令和7年."""
    also = {json.loads(line)["id"]: json.loads(line).get("also", "").split() for line in _documents()}
    assert {"2025", "令和7年", "r7"} <= set(also["population-2025"])


def test_asking_falls_away() -> None:
    """「…を知りたい」 at the end and 「市内の」 at the beginning go, a query of nothing else stays."""
    asking = mapping()["settings"]["index"]["analysis"]["char_filter"]["asking"]
    for typed, left in (
        ("人口の推移を知りたい?", "人口の推移"),
        ("市内の空き家", "空き家"),
        ("知りたい", "知りたい"),
        ("避難所", "避難所"),
    ):
        assert re.sub(asking["pattern"], asking["replacement"], typed).strip() == left


def test_romaji_have_doubled_consonants_and_long_vowels() -> None:
    """gakkou is がっこう, kōen こうえん."""
    table = dict(
        line.split(" => ") for line in mapping()["settings"]["index"]["analysis"]["char_filter"]["romaji"]["mappings"]
    )
    assert (table["kko"], table["kō"], table["n"], table["zyo"]) == ("っこ", "こう", "ん", "じょ")


def test_query_asks_only_for_mapped_fields() -> None:
    """The query template and the mapping agree."""
    properties = json.loads(FILES["mapping.json"])["mappings"]["properties"]
    for clause in query("避難所")["query"]["bool"]["must"]["bool"]["should"]:
        for field in clause.get("multi_match", {}).get("fields", ()):
            name = field.split("^")[0].split(".")
            assert name[0] in properties
            assert len(name) == 1 or name[1] in properties[name[0]]["fields"]


def test_synonyms_keep_their_script() -> None:
    """The cluster's analyser sees katakana: a synonym put into hiragana would never be met."""
    lines = mapping()["settings"]["index"]["analysis"]["filter"]["synonyms"]["synonyms"]
    assert any("シェルター" in line.split(", ") for line in lines)
    assert not any("しぇるたー" in line for line in lines)
