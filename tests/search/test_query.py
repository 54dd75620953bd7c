"""What people type finds what they mean."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from catalog.errors import CatalogError
from catalog.search.concepts import key
from catalog.search.document import SearchDocument
from catalog.search.entry import rank
from catalog.search.index import files
from catalog.search.numbers import Seat, number, subject
from catalog.search.query import search, search_store, suggest
from catalog.search.store import Store
from catalog.search.words import words
from tests.search.conftest import AS_OF, write
from tests.search.corpus import Labelled, documents, labelled
from tests.search.truth import truth

LABELLED = labelled()
WORD = re.compile("[一-龠]+|[ァ-ヺー]+|[A-Za-z]+|[0-9０-９]+")
#: Several words in kana, as people type before they choose the characters.
SPOKEN = [
    ("いりょうきかん いちらん", "hospital"),
    ("じょうほうつうしん はくしょ", "soumu_20140909_0085"),
    ("てんけんけっか こうひょう", "soumu_20141128_0034"),
    ("ちかすいちょうさ きんきちいき", "mlit_20140919_1137"),
    ("いっぱんはいきぶつ しょりじっせき", "waste-amount"),
]


def ids(answer: dict[str, Any]) -> list[str]:
    """Ids of the results in order."""
    return [one["id"] for one in answer["results"]]


@pytest.mark.parametrize("case", LABELLED, ids=[case.query for case in LABELLED])
def test_labelled_query(store: Store, case: Labelled) -> None:
    """Each labelled query has what was meant among its first results."""
    found = ids(search_store(store, case.query, limit=50))
    if case.within:
        assert set(case.wanted) <= set(found[: case.within])
    else:
        assert not found


@pytest.mark.parametrize("form", ["site", "large_site"])
def test_words_as_typed_are_found_completely(form: str, request: pytest.FixtureRequest) -> None:
    """Whatever contains the words is found, and when that is enough nothing else is."""
    opened = Store(request.getfixturevalue(form))
    wanted, right, given = 0, 0, 0
    for case in LABELLED:
        if case.kind in {"exclude", "facet", "phrase", "none"}:
            continue
        true = truth(case.query)
        found = set(ids(search_store(opened, case.query, limit=1000)))
        assert true <= found, case.query
        if len(true) >= 3:
            wanted, right, given = wanted + len(true), right + len(true & found), given + len(found)
    assert wanted
    assert right / given >= 0.98


@pytest.mark.parametrize("form", ["site", "large_site"])
def test_a_question_makes_twelve_requests_at_most(form: str, request: pytest.FixtureRequest) -> None:
    """Manifest, word lists, heads or two shards of cards, and what else is read: never more than twelve files, however
    many words are typed (a title without its signs, all that a record says)."""
    opened = Store(request.getfixturevalue(form))
    always = 2 + (2 if opened.large else len(opened.manifest["heads"]["names"]) // 8)
    words = [" ".join(WORD.findall(text)) for one in documents() for text in (one.title, one.description)]
    for query in [*(case.query for case in LABELLED), *filter(None, words)]:
        search_store(opened, query, limit=0)
        assert always + opened.requests() <= 12, query


@pytest.mark.parametrize("form", ["site", "large_site"])
def test_a_title_finds_itself_without_its_signs(form: str, request: pytest.FixtureRequest) -> None:
    """More words than a question may look up: those beyond have to be seen in what the others found."""
    opened = Store(request.getfixturevalue(form))
    long = [one for one in documents() if len(WORD.findall(one.title)) >= 5]
    assert long
    for one in long:
        found = ids(search_store(opened, " ".join(WORD.findall(one.title)), limit=3))
        assert one.id in found, one.title


@pytest.mark.parametrize("form", ["site", "large_site"])
def test_what_is_excluded_stays_out_of_a_long_query(form: str, request: pytest.FixtureRequest) -> None:
    """However many words use up what a question may read, a word with a minus is looked up."""
    opened = Store(request.getfixturevalue(form))
    asked = "中小企業 雇用 状況 等 関 調査 研究 報告書 概要版 年度 平成"
    assert "meti_20200217_0689" in ids(search_store(opened, asked))
    for word in ("30年", "状況等", "調査研究"):
        assert "meti_20200217_0689" not in ids(search_store(opened, f"{asked} -{word}")), word


@pytest.mark.parametrize("form", ["site", "large_site"])
@pytest.mark.parametrize(("query", "wanted"), SPOKEN)
def test_several_words_as_they_sound(form: str, query: str, wanted: str, request: pytest.FixtureRequest) -> None:
    """Words in kana of which none stands in the texts: each is looked up by its sound."""
    answer = search_store(Store(request.getfixturevalue(form)), query, limit=5)
    assert wanted in ids(answer)
    assert answer["found"] == "forms"


def test_what_a_word_means_lies_where_the_word_does(store: Store) -> None:
    """Whoever typed 避難所 has read the file that says which datasets speak of shelters in other words."""
    assert store.shard(key("避難所")) == store.shard("避難所")
    assert store.shard(key("wheelchair")) == store.shard("wheel")


def test_best_place_comes_first(store: Store) -> None:
    """A title that is the word stands above one that begins with it, above one that contains it, above a description."""
    answer = search_store(store, "避難", limit=50)
    matched = [one["matched"] for one in answer["results"]]
    in_title = [("title" in fields) for fields in matched]
    assert in_title == sorted(in_title, reverse=True)
    assert ids(search_store(store, "公共施設一覧"))[0] == "facilities"


def test_says_where_it_matched(store: Store) -> None:
    """Every result says in which of its texts the words stand."""
    answer = search_store(store, "サービス種別")
    assert answer["results"][0]["matched"] == ["column"]
    assert search_store(store, "潮見灯台")["results"][0]["matched"] == ["value"]
    assert "title" in search_store(store, "AED")["results"][0]["matched"]


def test_series_stand_together_newest_first(store: Store) -> None:
    """The years of one series follow each other, the newest first."""
    found = ids(search_store(store, "町丁目別人口"))
    assert found[:3] == ["population-2026", "population-2025", "population-2024"]


def test_facets_count_what_they_would_leave(site: Path) -> None:
    """Choosing a value leaves exactly as many datasets as stood beside it."""
    before = search(site, "人口", limit=100)
    for facet, counts in before["facets"].items():
        for value, count in counts.items():
            assert search(site, "人口", {facet: [value]}, 100)["total"] == count, (facet, value)


def test_two_values_of_a_facet_add_up(site: Path) -> None:
    """Two themes mean either; a theme and a format mean both."""
    either = search(site, "", {"theme": ["JUST", "ENVI"]}, 100)
    alone = [search(site, "", {"theme": [theme]}, 100)["total"] for theme in ("JUST", "ENVI")]
    assert either["total"] == sum(alone)
    both = search(site, "", {"theme": ["JUST"], "format": ["geojson"]}, 100)
    assert 0 < both["total"] < alone[0]


def test_facet_by_its_name(site: Path) -> None:
    """防災, 司法・安全 and JUST are the same theme, on the command line and in the box."""
    by_code = ids(search(site, "津波", {"theme": ["JUST"]}))
    assert by_code == ids(search(site, "theme:防災 津波")) == ids(search(site, "テーマ:司法・安全 津波"))


def test_unknown_facet_value_finds_nothing(site: Path) -> None:
    """A filter that no dataset meets leaves none, and the query without it is offered."""
    answer = search(site, "format:docx 公園")
    assert answer["total"] == 0
    assert answer["offers"] == ["公園"]


def test_empty_query_lists_everything(site: Path) -> None:
    """Nothing typed is the whole catalogue."""
    assert search(site, "", limit=5)["total"] == len(documents())
    assert len(search(site, "  ", limit=5)["results"]) == 5


def test_hostile_queries_are_only_words(store: Store) -> None:
    """Signs of regular expressions, markup and very long texts are looked for as they are."""
    for query in (
        "(.*)+$",
        "<script>alert(1)</script>",
        "\\x00[",
        "あ" * 5000,
        "a" * 3000 + "!",
        '"',
        "-",
        ":",
        "𠮷" * 40,
    ):
        assert search_store(store, query)["total"] >= 0


def test_mended_query_is_named(store: Store) -> None:
    """When a slip of the pen was mended, the answer says what was looked for instead."""
    answer = search_store(store, "libary")
    assert answer["found"] == "near"
    assert answer["corrected"] == "library"


def test_of_two_words_as_near_the_frequent_one_is_meant(store: Store) -> None:
    """図書館 stands in the records, 図書室 only in the lists of synonyms."""
    assert search_store(store, "図書間")["corrected"] == "図書館"


@pytest.mark.parametrize("query", ["ごみのだしかたをおしえて", "ごみのだしかた を しりたい", "ごみの出し方を知りたい"])
def test_asking_in_kana_is_asking(store: Store, query: str) -> None:
    """Who types everything in kana, the way of asking too, finds what the characters find."""
    assert ids(search_store(store, query))[0] == "garbage-sort"


def test_everyday_phrases_are_understood_in_kana() -> None:
    """A phrase with a reading is listed by it too, unless it is so short that it stands in other words."""
    everyday = dict(words().everyday)
    assert everyday["もらえるおかね"] == everyday["もらえるお金"]
    assert "おみせ" not in everyday


@pytest.mark.parametrize("form", ["site", "large_site"])
def test_a_word_in_kana_that_nothing_sounds_like_finds_nothing(form: str, request: pytest.FixtureRequest) -> None:
    """A slip in a long reading is forgiven; a reading that shares only common sounds is not taken for one."""
    opened = Store(request.getfixturevalue(form))
    close = search_store(opened, "ひなじょいちんらん")
    first = close["results"][0]
    assert (close["found"], first["id"], first["matched"]) == ("alike", "shelter-stay", ["reading"])
    assert search_store(opened, "にほんごのぶんしょうです")["total"] == 0
    assert search_store(opened, '"ひなじょいちんらん"')["total"] == 0


def test_answer_has_the_agreed_shape(site: Path) -> None:
    """The keys of the JSON are those that scripts rely on."""
    answer = json.loads(json.dumps(search(site, "AED", limit=1)))
    assert {"query", "total", "results", "facets"} <= set(answer)
    assert {"id", "title", "score", "matched", "url"} <= set(answer["results"][0])
    assert answer["results"][0]["url"] == "datasets/aed/"


def test_english_titles(site: Path) -> None:
    """In English the results carry their English titles."""
    assert search(site, "AED", limit=1, lang="en")["results"][0]["title"] == "AED locations"


def test_site_without_an_index(tmp_path: Path) -> None:
    """A folder that is no built site is said to be one, with the way out."""
    with pytest.raises(CatalogError, match="no search index"):
        search(tmp_path, "AED")


def test_suggestions(site: Path) -> None:
    """While typing: themes, keywords and titles, those that begin so first; kana finds kanji."""
    texts = [one["text"] for one in suggest(site, "人口")]
    assert texts[0].startswith("人口")
    assert any("町丁目別人口" in text for text in texts)
    assert any(one.get("url") == "datasets/shelter-stay/" for one in suggest(site, "ひなんじょ"))
    assert suggest(site, "") == []


def test_suggested_themes_are_of_one_vocabulary(site: Path) -> None:
    """The 分類 that readers here know, not the EU name beside it; that one where no 分類 fits."""

    def themes(text: str) -> list[str]:
        return [one["text"] for one in suggest(site, text) if one["kind"] == "theme"]

    assert themes("安全") == ["司法・安全・環境"]
    assert themes("交") == ["交通"]


def test_unchanged_input_gives_the_same_bytes() -> None:
    """The same catalogue gives the same index, whatever the order it is read in."""
    once = dict(files(documents(), as_of=AS_OF))
    again = dict(files(reversed(documents()), as_of=AS_OF))
    assert once == again


@pytest.mark.parametrize("large", [False, True])
def test_changed_dataset_rewrites_only_its_shards(large: bool, tmp_path: Path) -> None:
    """One word more in one description, or one dataset more, leaves nearly all files of the index untouched."""
    records = documents()
    before = dict(files(records, as_of=AS_OF, large=large))
    changed = [replace(one, description=one.description + "梅") if one.id == "trees" else one for one in records]
    after = dict(files(changed, as_of=AS_OF, large=large))
    new = sorted(set(after) - set(before))
    kinds = [path.split("/")[1].split(".")[0] for path in new]
    assert not {"heads", "facets", "words", "terms", "near"} & set(kinds)
    assert kinds.count("body") == 1
    assert kinds.count("grams") <= 14
    answer = search(write(tmp_path, after.items()), "梅")
    assert ids(answer) == ["trees"]


@pytest.mark.parametrize("large", [False, True])
def test_new_dataset_moves_no_other(large: bool) -> None:
    """Who comes new gets a number that is free; all others keep theirs."""
    records = documents()
    seats = [Seat(one.id, rank(one, AS_OF), one.title) for one in records]
    before = number(seats[1:], ranked=large)
    after = number(seats, ranked=large)
    moved = sum(one != other for one, other in zip(before.numbers, after.numbers[1:], strict=True))
    assert moved <= 3
    assert len(set(after.numbers)) == len(seats)


def test_the_same_dataset_of_many_offices_lies_together() -> None:
    """公園一覧 of sixty towns, with the town's name before it or without: neighbours, so that one file shows them all."""
    named = [("みなと市_公園一覧", "みなと市"), ("【北山町】公園一覧", "北山町"), ("公園一覧", "東村")]
    assert {subject(title, [office]) for title, office in named} == {"公園一覧"}
    assert subject("みなと市", ["みなと市"]) == "みなと市"
    towns = [Seat(f"park-{at}", 3, "公園一覧") for at in range(60)]
    others = [Seat(f"other-{at}", 3, f"{at}の調べ") for at in range(900)]
    numbers = number([*towns, *others], ranked=True).numbers[:60]
    assert max(numbers) - min(numbers) < 300


def test_large_catalogues_are_answered_as_well(large_site: Path) -> None:
    """In the form for large catalogues the labelled queries find what was meant, with few exceptions."""
    opened = Store(large_site)
    right = sum(
        set(case.wanted) <= set(ids(search_store(opened, case.query, limit=50))[: case.within + 2])
        for case in LABELLED
        if case.within
    )
    assert right >= 0.95 * sum(bool(case.within) for case in LABELLED)


def test_long_words_apart_are_no_phrase(large_site: Path) -> None:
    """A text that holds all pieces of a word, but not the word, is not found."""
    broken = replace(
        documents()[0], id="apart", title="町丁目別の人口", description="目別人口ピラミッド、町丁目、丁目別"
    )
    assert ids(search_store(Store(large_site), "町丁目別人口"))[:1] == ["population-2026"]
    store = Store(write(large_site.parent / "apart", files([*documents(), broken], as_of=AS_OF, large=True)))
    assert "apart" not in ids(search_store(store, '"町丁目別人口"', limit=50))


def test_a_publisher_is_no_keyword_of_a_dataset_without_any() -> None:
    """Words offered for a slip of the pen are titles, keywords and readings: not the office, with or without keywords."""
    one = SearchDocument(id="a", title="人口", publisher="みなと風市消防本部")
    for keywords in ((), ("統計", "統計")):
        shards = b"".join(content for path, content in files([replace(one, keywords=keywords)]) if "/near/" in path)
        assert "統計".encode() in shards or not keywords
        assert one.publisher.encode() not in shards


def test_a_damaged_index_asks_for_a_new_build(tmp_path: Path) -> None:
    """A shard that is missing or cut off, and a manifest that is: told with the site's folder, never a traceback."""
    site = write(tmp_path, files(documents(), as_of=AS_OF))
    for shard in (site / "search" / "grams").iterdir():
        shard.unlink()
    with pytest.raises(CatalogError, match="damaged search index"):
        search(site, "避難所")
    manifest = site / "search" / "index.json"
    manifest.write_bytes(manifest.read_bytes()[:100])
    with pytest.raises(CatalogError, match="damaged search index"):
        search(site, "避難所")
