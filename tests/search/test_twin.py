"""The site's search box and the command give the same answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from catalog.search.query import search_store
from catalog.search.readings import reading
from catalog.search.store import Store
from catalog.search.suggest import suggestions
from tests.search.corpus import documents, labelled

Node = Callable[[dict[str, Any]], dict[str, Any]]
TYPED = ["人口", "ひなん", "避難", "a", "図書", "名", "環境", ""]
ASKED = [[case.query, [], 50, "ja"] for case in labelled()] + [
    ["", [], 300, "ja"],
    ["一覧", [["theme", "JUST"], ["format", "csv"]], 50, "en"],
    ["人口", [["year", "2025"], ["year", "2026"]], 50, "ja"],
    ["の", [], 300, "ja"],
    ["調査 平成", [["publisher", "環境省"]], 50, "ja"],
    ["<b>&amp;", [], 50, "ja"],
]


def _misheard(sound: str, at: int) -> str:
    """The beginning of a reading with one sound left out."""
    return sound[: 3 + at % 4] + sound[4 + at % 4 : 9 + at % 7]


#: Pieces of titles and descriptions, words of two records together, the same in kana and with a slip.
PIECES = [
    query
    for at, one in enumerate(documents())
    for query in (
        one.title[at % 3 : at % 3 + 2 + at % 7],
        f"{one.title[-3:]} {one.description[4:7]}",
        one.description[at % 5 : at % 5 + 9] + "を知りたい",
        one.title[:2] + one.title[3:6],
        _misheard(reading(one.title).replace(" ", ""), at),
        " ".join(re.findall("[一-龠]+|[ァ-ヺー]+|[A-Za-z]+", one.title + one.description[: at % 3 * 40])),
        " ".join(reading(one.title).split(" ")[at % 2 : 2 + at % 2]),
    )
    if query.strip()
][::3]


def _facets(pairs: list[list[str]]) -> dict[str, list[str]]:
    facets: dict[str, list[str]] = {}
    for facet, value in pairs:
        facets.setdefault(facet, []).append(value)
    return facets


@pytest.mark.parametrize("form", ["site", "large_site"])
def test_same_results_in_the_same_order(form: str, request: pytest.FixtureRequest, node: Node) -> None:
    """Every query gives the same datasets, order, scores, counts and offers in the browser and on the command line."""
    folder: Path = request.getfixturevalue(form)
    asked = [*ASKED, *([query, [], 10, "ja"] for query in PIECES)]
    assert len(asked) >= 300
    theirs = node({"folder": str(folder / "search"), "asked": asked, "typed": TYPED})
    opened = Store(folder)
    for (query, facets, limit, lang), answer in zip(asked, theirs["answers"], strict=True):
        ours = search_store(opened, str(query), _facets(facets), int(str(limit)), lang=str(lang))  # type: ignore[arg-type]
        assert [one["id"] for one in answer["results"]] == [one["id"] for one in ours["results"]], query
        for one, other in zip(answer["results"], ours["results"], strict=True):
            assert one == {key: other[key] for key in one}, query
        counts = {
            facet: [[value, count] for value, count in values.items()] for facet, values in ours["facets"].items()
        }
        assert answer["facets"] == counts, query
        for key in ("total", "found", "corrected", "offers"):
            assert answer[key] == ours[key], (query, key)
    for text, answer in zip(TYPED, theirs["suggested"], strict=True):
        assert answer == suggestions(opened, text, 8, "ja"), text


def test_a_query_reads_only_what_it_needs(site: Path, node: Node) -> None:
    """A word that stands in titles needs the manifest, the heads and the one shard of its pieces."""
    manifest = Store(site).manifest
    heads = len(manifest["heads"]["names"]) // 8
    reads = node({"folder": str(site / "search"), "asked": [["避難所", [], 20, "ja"]], "typed": []})["reads"]
    more = [path for path in reads if not path.startswith(("index.json", "heads/"))]
    assert len([path for path in reads if path.startswith("heads/")]) == heads
    assert all(path.startswith(("grams/", "words", "readings/")) for path in more)
    reads = node({"folder": str(site / "search"), "asked": [["一覧", [], 20, "ja"]], "typed": []})["reads"]
    assert [path.split("/")[0] for path in reads if not path.startswith(("index.json", "heads/"))] == ["grams"]


def test_the_first_cards_cost_twelve_files_at_most(cities_site: Path, node: Node) -> None:
    """What the list of datasets reads until it shows something, cards included, whatever is asked first."""
    queries = [query for query in (*(str(one[0]) for one in ASKED), *PIECES) if query][::3]
    counts = node({"folder": str(cities_site / "search"), "first": queries})["counts"]
    assert len(counts) == len(queries) >= 100
    assert [(query, count) for query, count in zip(queries, counts, strict=True) if count > 12] == []


def test_a_lost_shard_is_not_a_lost_search(site: Path, tmp_path: Path, node: Node) -> None:
    """When a file of the index cannot be had, titles are still found."""
    import shutil

    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    shutil.rmtree(copy / "search" / "grams")
    answer = node({"folder": str(copy / "search"), "asked": [["避難所一覧", [], 20, "ja"]], "typed": []})["answers"][0]
    assert answer["results"][0]["id"] == "shelter-stay"
