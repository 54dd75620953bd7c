"""Words in other forms: when they are looked for, and that they never push aside what holds the words as typed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from catalog.search.document import SearchDocument
from catalog.search.index import files
from catalog.search.query import search_store
from catalog.search.segments import segments
from catalog.search.store import Store
from tests.search.conftest import AS_OF, write


def opened(folder: Path, *texts: tuple[str, str], large: bool = False) -> Store:
    """An index of datasets of these titles and descriptions, numbered in order."""
    records = [
        replace(SearchDocument(id=f"d{at}", title=title), description=said) for at, (title, said) in enumerate(texts)
    ]
    return Store(write(folder, files(records, as_of=AS_OF, large=large)))


def found(store: Store, query: str) -> list[Any]:
    """Ids in order."""
    return [one["id"] for one in search_store(store, query)["results"]]


def test_a_synonym_in_passing_is_not_added_to_what_holds_the_words(tmp_path: Path) -> None:
    """Who asks for 原子力発電 and finds it is not shown what only mentions 原発; a title that says 原発 is shown below."""
    store = opened(tmp_path, ("原子力発電の統計", ""), ("各地の調べ", "原発にもふれる"), ("原発の一覧", ""))
    assert found(store, "原子力発電") == ["d0", "d2"]


def test_words_are_looked_up_one_by_one_before_as_one_term(tmp_path: Path) -> None:
    """取り組み 循環 finds 取組 and 循環 apart from each other in a title."""
    store = opened(tmp_path, ("資源循環の取組を評価する手法", ""), ("循環の統計", ""), ("取組の一覧", ""))
    assert found(store, "取り組み 循環") == ["d0"]


def test_readings_with_two_long_vowels_are_found(tmp_path: Path) -> None:
    """けいこう finds 傾向, though little of it is left when long vowels are shortened."""
    store = opened(tmp_path, ("経済の傾向", ""), ("警報の一覧", ""))
    assert found(store, "けいこう") == ["d0"]
    assert found(store, "ケイホウ") == ["d1"]


def test_everyday_phrases_stand_for_what_they_mean() -> None:
    """使い道 and 犬を飼う are one piece each of what was asked, whatever stands beside them."""
    assert segments("石炭の使い道を知りたい") == ["使い道", "石炭"]
    assert segments("犬を飼うときの手続き")[0] == "犬を飼"


def test_joined_words_that_stand_nowhere_are_cut_in_twos(tmp_path: Path) -> None:
    """冷凍物流 finds what has 物流 when nothing has the whole word."""
    store = opened(tmp_path, ("港の物流の調査", ""), ("公園の一覧", ""))
    assert found(store, "冷凍物流はどこ") == ["d0"]


def test_the_best_of_a_sentence_may_lack_a_word(tmp_path: Path) -> None:
    """A title that has the two rare words stands above a description that has all three."""
    texts = [("別の調べ", "公園と水質と測定")] + [(f"測定その{at}", "") for at in range(9)]
    store = opened(tmp_path, ("公園の水質", ""), *texts)
    assert found(store, "公園の水質の測定を知りたい")[0] == "d0"
