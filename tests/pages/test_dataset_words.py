"""What a dataset's page and a tombstone say: steps of a recipe, the impact assessment, the successor, the languages."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from catalog.bundled import bundled
from catalog.config import load_city
from catalog.errors import CatalogError
from catalog.model import Catalog, Dataset
from catalog.pages import listing
from catalog.pages.language import Language, languages
from catalog.pages.render import render
from catalog.release.published import Published, Tombstone
from catalog.release.withdrawals import tombstones, withdraw
from catalog.rule import Finding, Place
from tests.cities import dataset, start


@pytest.fixture(scope="module")
def words() -> dict[str, Language]:
    """The languages of the interface."""
    return languages((bundled("site") / "translations",), ("ja", "en", "easy"))


def _city(tmp_path: Path, **more: object) -> Catalog:
    return load_city(start(tmp_path / "city", **more))


def _published(**more: object) -> Published:
    halls = Dataset("halls", None, {"ja": "会館一覧"})
    base = Published(halls, (), (), (), {}, "2026-04-01", {})
    return dataclasses.replace(base, **more)  # type: ignore[arg-type]


def _pages(catalog: Catalog, *published: Published, gone: tuple[Tombstone, ...] = ()) -> dict[str, str]:
    found = render(catalog, published, gone)
    return {path: body.decode() for path, body in found if path.endswith(".html")}


def test_every_step_of_a_recipe_has_words(words: dict[str, Language]) -> None:
    """Whatever step a recipe may take, readers are told in Japanese and in English."""
    from catalog.release.recipe_keys import STEPS

    for name in STEPS:
        for locale in ("ja", "en"):
            assert words[locale].has(f"step.{name}"), (locale, name)


def test_the_page_tells_the_steps(tmp_path: Path) -> None:
    """Steps stand in the words of the page's language, with the reason; an unknown one by its name."""
    steps = ({"step": "drop", "reason": "公開しない項目のため"}, {"step": "polish", "columns": 4})
    pages = _pages(_city(tmp_path), _published(steps=steps))
    assert "必要のない列を消しました。" in pages["datasets/halls/index.html"]
    assert "公開しない項目のため" in pages["datasets/halls/index.html"]
    assert "<li>polish</li>" in pages["en/datasets/halls/index.html"]
    assert "公開のために取り除いたり" not in pages["datasets/halls/index.html"]


@pytest.mark.parametrize(("address", "shown"), [("https://www.example.jp/pia", True), ("secret/pia.docx", False)])
def test_the_impact_assessment_is_linked(tmp_path: Path, address: str, shown: bool) -> None:
    """An assessment on the web is a link; a path inside the town hall is not shown."""
    page = _pages(_city(tmp_path), _published(screening={"impact_assessment": address}))["datasets/halls/index.html"]
    assert (f'href="{address}"' in page) == shown and ("影響評価書を見る" in page) == shown


def test_a_tombstone_leads_to_its_successor(tmp_path: Path) -> None:
    """Who comes to the old address is led to the new dataset, in each language; the 404 page knows it too."""
    stone = Tombstone("old-halls", {"ja": "統合しました。"}, "2026-03-31", "halls")
    pages = _pages(_city(tmp_path), _published(), gone=(stone,))
    for prefix in ("", "en/", "easy/"):
        assert 'href="../halls/"' in pages[f"{prefix}datasets/old-halls/index.html"]
    assert "/datasets/halls/" in pages["404.html"]


@pytest.mark.parametrize(
    ("declared", "folders"),
    [
        ({}, {"", "en", "easy"}),
        ({"languages": ["ja"]}, {"", "easy"}),
        ({"site": {"languages": ["ja", "en"]}}, {"", "en"}),
    ],
)
def test_the_catalogue_says_which_languages(tmp_path: Path, declared: dict[str, object], folders: set[str]) -> None:
    """`languages:` decides which pages there are, `site.languages` has the last word."""
    city = {"languages": ["ja", "en"], **declared}
    found = {p.split("/")[0] for p in _pages(_city(tmp_path, **city)) if p.split("/")[0] in ("en", "easy")}
    assert found | {""} == folders


def test_an_empty_catalogue_says_so(tmp_path: Path) -> None:
    """Without data the pages are whole and say that nothing is published yet, with no empty score."""
    pages = _pages(_city(tmp_path))
    for path in ("index.html", "datasets/index.html"):
        assert "公開中のデータはまだありません" in pages[path]
    assert "big-number" not in pages["index.html"] and "<table" not in pages["quality/index.html"]


@pytest.mark.parametrize(
    ("start_day", "end_day", "ja", "en"),
    [
        ("2026-04-01", "2027-03-31", "2026年度", "fiscal year 2026"),
        ("2026-01-01", "2026-12-31", "2026年", "2026"),
        ("2026-02-01", "2026-02-28", "2026年2月", "February 2026"),
        ("2026-04-01", "2026-04-01", "2026年4月1日", "1 April 2026"),
        ("2026-04-02", "2027-03-31", "2026年4月2日〜2027年3月31日", "2 April 2026 – 31 March 2027"),
        ("2026", "", "2026年から", "from 2026"),
    ],
)
def test_a_span_of_time_has_a_name(words: dict[str, Language], start_day: str, end_day: str, ja: str, en: str) -> None:
    """Fiscal and calendar years and months go by their names, other spans by both ends."""
    assert words["ja"].period(start_day, end_day) == ja
    assert words["en"].period(start_day, end_day) == en


def test_a_moved_dataset_was_not_withdrawn(tmp_path: Path) -> None:
    """A former id says that there is a new address, and does not call the data withdrawn."""
    moved = Tombstone("old-halls", {"ja": "新しいアドレスに移りました。"}, "2026-03-31", "halls", moved=True)
    page = _pages(_city(tmp_path), _published(), gone=(moved,))["datasets/old-halls/index.html"]
    assert "新しいアドレスに移りました" in page and "取り下げ" not in page and 'href="../halls/"' in page


def test_a_theme_is_introduced(tmp_path: Path) -> None:
    """The page of a theme or a publisher says how many data and files there are, how fresh they are and what they speak of."""
    one = _published()
    told = dataclasses.replace(
        one.dataset, themes=("GOVE",), keywords={"ja": ("集会所", "施設")}, modified="2026-04-03"
    )
    pages = _pages(_city(tmp_path), dataclasses.replace(one, dataset=told))
    theme = pages["themes/gove/index.html"]
    assert "1件 · " in theme and "2026年4月3日" in theme and "?q=%E9%9B%86%E4%BC%9A%E6%89%80" in theme
    publisher = next(text for path, text in pages.items() if path.startswith("publishers/") and path.count("/") == 2)
    assert 'href="../../themes/gove/"' in publisher and "feed.atom" in publisher


def test_many_datasets_are_paged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A theme of many datasets has pages that lead to each other; none is listed twice."""
    monkeypatch.setattr(listing, "PER_PAGE", 2)
    one = _published()
    made = [
        dataclasses.replace(one, dataset=dataclasses.replace(one.dataset, id=f"halls-{n}", themes=("GOVE",)))
        for n in range(5)
    ]
    pages = _pages(_city(tmp_path), *made)
    shown = [pages[f"en/themes/gove/{page}index.html"] for page in ("", "2/", "3/")]
    assert [text.count('<article class="card">') for text in shown] == [2, 2, 1]
    assert 'href="../3/"' in shown[1] and 'href="../"' in shown[1] and "Page 2 of 3" in shown[1]
    assert 'rel="next"' not in shown[2] and "share-bar" not in shown[2]


def test_the_list_is_paged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many datasets there are, no page holds them all."""
    monkeypatch.setattr(listing, "PER_PAGE", 2)
    one = _published()
    made = [dataclasses.replace(one, dataset=dataclasses.replace(one.dataset, id=f"halls-{n}")) for n in range(5)]
    pages = _pages(_city(tmp_path), *made)
    shown = [pages[path] for path in ("datasets/index.html", "list/2/index.html", "list/3/index.html")]
    assert [text.count('<article class="card">') for text in shown] == [2, 2, 1]
    assert 'href="../list/2/"' in shown[0] and 'href="../../datasets/" rel="prev"' in shown[1]
    assert 'href="../2/" rel="prev"' in shown[2] and "data-pages" in shown[2]


def test_a_replacement_must_exist(tmp_path: Path) -> None:
    """Who withdraws a dataset may name the one to use instead; a wrong id is a mistake with its line."""
    city = start(tmp_path / "town")
    for name in ("halls", "parks"):
        dataset(city, name, "名称\n汐入会館\n")
    withdraw(city / "halls", "公園一覧にまとめました", "2026-05-01", "parks")
    assert tombstones(load_city(city))[0].replaced_by == "parks"
    (city / "halls" / "withdrawn.yaml").write_text(
        "date: '2026-05-01'\nreason: 統合\nreplacement: none\n", encoding="utf-8"
    )
    with pytest.raises(CatalogError, match=r"withdrawn\.yaml:3: .*no other dataset"):
        tombstones(load_city(city))


@pytest.mark.parametrize(("reason", "to"), [("  ", None), ("統合", "halls"), ("統合", "none"), ("統合", "../parks")])
def test_a_withdrawal_that_would_stop_the_next_build_is_refused(tmp_path: Path, reason: str, to: str | None) -> None:
    """Without a reason, or towards a dataset that is not there, nothing is recorded."""
    city = start(tmp_path / "town")
    for name in ("halls", "parks"):
        dataset(city, name, "名称\n汐入会館\n")
    with pytest.raises(CatalogError, match=r"--re.* → write"):
        withdraw(city / "halls", reason, "2026-05-01", to)
    assert not (city / "halls" / "withdrawn.yaml").exists()


@pytest.mark.parametrize("slip", ["date: soon\nreason: 統合\n", "date: 2026-05-01\nreason: 統合\nreplacment: parks\n"])
def test_a_slip_in_a_withdrawal_is_told_with_its_line(tmp_path: Path, slip: str) -> None:
    """A date that is none would stand on the page, and a mistyped key would lead nobody on."""
    home = dataset(start(tmp_path / "town"), "halls", "名称\n汐入会館\n")
    (home / "withdrawn.yaml").write_text(slip, encoding="utf-8")
    with pytest.raises(CatalogError, match=r"withdrawn\.yaml:[13]: "):
        tombstones(load_city(tmp_path / "town"))


def test_the_api_page_shows_how_to_begin(tmp_path: Path) -> None:
    """Addresses, lines to copy with the city's own address, terms and changes stand on one page."""
    page = _pages(_city(tmp_path), _published())["en/api/index.html"]
    assert "urlopen(" in page and "api/3/action/package_search" in page and "const { result } = await" in page
    for words in ("No registration, no key", "Record of changes", "catalog.nt.gz", "CORS"):
        assert words in page


def test_questions_have_answers(tmp_path: Path) -> None:
    """The guide answers what people ask most, in every language, and leads to やさしい日本語."""
    pages = _pages(_city(tmp_path), _published())
    for prefix in ("", "en/", "easy/"):
        assert pages[f"{prefix}guide/index.html"].count('<details id="faq-') == 8
    assert 'href="../easy/guide/"' in pages["guide/index.html"]


def test_what_a_row_is_is_said_once(tmp_path: Path) -> None:
    """Name and reading of a licensee give two notes; why a row was taken for a shop stands in the first."""
    reason = {"ja": "1行は施設とみました（「屋号」の列があるため）。", "en": "A row was taken to be a facility."}
    notes = tuple(
        Finding(
            rule=rule, verdict="review", certainty="likely", place=Place(column=column), count=3, of=3,
            message={lang: f"{column}: {text}" for lang, text in reason.items()},
            fix={"ja": "", "en": ""}, fingerprint=column, evidence=None, references=(),
        )
        for rule, column in (("privacy/person-name", "氏名"), ("privacy/person-name-kana", "氏名カナ"))
    )  # fmt: skip
    published = _published(findings=notes, screening={"subjects": [{"reason": reason}]})
    pages = _pages(_city(tmp_path), published)
    for path, sentence in (("", reason["ja"]), ("en/", reason["en"])):
        assert pages[f"{path}datasets/halls/index.html"].count(sentence) == 1
