"""The export for an OpenSearch cluster."""

from __future__ import annotations

import json

from catalog.search.opensearch import export_opensearch, mapping, query
from tests.search.corpus import documents

FILES = dict(export_opensearch(documents()))


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
    for line in FILES["bulk.ndjson"].splitlines()[1::2]:
        assert set(json.loads(line)) <= mapped


def test_analysers_are_defined() -> None:
    """Every analyser, filter and tokenizer that is named is one of the cluster's own or defined beside it."""
    index = json.loads(FILES["mapping.json"])
    analysis = index["settings"]["index"]["analysis"]
    own = {"kuromoji_baseform", "kuromoji_stemmer", "cjk_width", "lowercase", "icu_folding", "icu_tokenizer"}
    for analyzer in analysis["analyzer"].values():
        assert set(analyzer["filter"]) <= own | set(analysis["filter"])
        assert set(analyzer["char_filter"]) <= set(analysis["char_filter"])
        assert analyzer["tokenizer"] in own | set(analysis["tokenizer"])
    for one in index["mappings"]["properties"].values():
        for named in (one.get("analyzer"), one.get("search_analyzer")):
            assert named is None or named in analysis["analyzer"]


def test_query_asks_only_for_mapped_fields() -> None:
    """The query template and the mapping agree."""
    properties = json.loads(FILES["mapping.json"])["mappings"]["properties"]
    for clause in query("避難所")["query"]["bool"]["should"]:
        for field in clause.get("multi_match", {}).get("fields", ()):
            name = field.split("^")[0].split(".")
            assert name[0] in properties
            assert len(name) == 1 or name[1] in properties[name[0]]["fields"]


def test_synonyms_keep_their_script() -> None:
    """The cluster's analyser sees katakana: a synonym put into hiragana would never be met."""
    lines = mapping()["settings"]["index"]["analysis"]["filter"]["synonyms"]["synonyms"]
    assert any("シェルター" in line.split(", ") for line in lines)
    assert not any("しぇるたー" in line for line in lines)
