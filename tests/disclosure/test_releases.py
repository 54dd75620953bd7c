"""What is hidden today was perhaps shown yesterday, or is shown by a coarser table of the same people."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from catalog.disclosure import releases
from catalog.disclosure.joint import made_of
from catalog.disclosure.rules import people_counts
from catalog.pipeline import Settings, build
from catalog.rule import Context, Hit
from catalog.tables.read import read

BLOCKS = [
    ("東町一丁目", 12),
    ("東町二丁目", 25),
    ("西町一丁目", 31),
    ("西町二丁目", 22),
    ("南町一丁目", 40),
    ("南町二丁目", 18),
]


def _csv(rows: list[tuple[str, object]], measure: str = "認定者数", label: str = "町名") -> str:
    return f"{label},{measure}\n" + "".join(f"{a},{n}\n" for a, n in rows)


def _hits(text: str, folder: Path, *, kept: Path | None = None, others: tuple[str, ...] = ()) -> list[Hit]:
    paths = [folder / f"{n}.csv" for n in range(len(others) + 1)]
    for path, content in zip(paths, (text, *others), strict=True):
        path.write_text(content, encoding="utf-8")
    sources = [read(p, p.name) for p in paths]
    found = people_counts(sources[0], (), Context(siblings=tuple(sources[1:]), releases=kept))
    return [h for h in found if h.rule in ("disclosure/recoverable-cell", "disclosure/guessable-cell")]


def _kept(folder: Path, *texts: str, dataset: str = "care") -> Path:
    for n, text in enumerate(texts):
        (folder / f"old-{n}.csv").write_text(text, encoding="utf-8")
        releases.remember(folder / "kept", [(dataset, "care.csv", f"2025-0{n + 1}-01", folder / f"old-{n}.csv")])
    return folder / "kept"


def test_a_count_hidden_now_but_published_last_year(tmp_path: Path) -> None:
    """X today, 7 in the release of January: the finding names that release."""
    before = [(a, 7 if a == "東町一丁目" else n) for a, n in BLOCKS]
    now = _csv([(a, "X" if a == "東町一丁目" else n) for a, n in BLOCKS])
    assert _hits(now, tmp_path) == []
    found = _hits(now, tmp_path, kept=_kept(tmp_path, _csv(before)))
    assert [(h.rule, h.count, h.place.rows) for h in found] == [("disclosure/recoverable-cell", 1, (2,))]
    assert "care/care.csv 2025-01-01" in found[0].details["by"]["ja"]


def test_other_figures_of_another_year_say_nothing(tmp_path: Path) -> None:
    """A release with other numbers is another statistic, not the hidden one."""
    now = _csv([(a, "X" if n == 12 else n) for a, n in BLOCKS])
    assert _hits(now, tmp_path, kept=_kept(tmp_path, _csv([(a, n + 3) for a, n in BLOCKS]))) == []


def test_two_releases_that_hide_different_cells(tmp_path: Path) -> None:
    """Each release alone is safe; together, with the totals, every cell is known."""
    total = [("計", sum(n for _, n in BLOCKS))]
    first = [(a, "X" if i in (0, 1) else n) for i, (a, n) in enumerate(BLOCKS)] + total
    second = [(a, "X" if i in (0, 2) else n) for i, (a, n) in enumerate(BLOCKS)] + total
    assert _hits(_csv(second), tmp_path) == []
    found = _hits(_csv(second), tmp_path, kept=_kept(tmp_path, _csv(first)))
    assert sorted(r for h in found for r in h.place.rows) == [2, 4]


def test_towns_and_their_blocks_in_one_dataset(tmp_path: Path) -> None:
    """Hidden 丁目 follow from the table of 町, and a hidden 町 from the table of 丁目."""
    towns = [("東町", 37), ("西町", 53), ("南町", 58)]
    blocks = _csv([(a, "X" if n == 12 else n) for a, n in BLOCKS])
    assert [h.place.rows for h in _hits(blocks, tmp_path, others=(_csv(towns),))] == [(2,)]
    hidden = _csv([(a, "X" if n == 37 else n) for a, n in towns])
    assert [h.place.rows for h in _hits(hidden, tmp_path, others=(_csv(BLOCKS),))] == [(2,)]
    assert _hits(blocks, tmp_path, others=(_csv([(a, n + 2) for a, n in towns]),)) == []


def test_classes_of_age_and_a_breakdown_by_sex(tmp_path: Path) -> None:
    """Ten-year classes give five-year classes away, and a table by sex gives the one without it away."""
    fives = [("0～4歳", 30), ("5～9歳", "X"), ("10～14歳", 25), ("15～19歳", 14), ("20～24歳", 31), ("25～29歳", 12)]
    tens = [("0～9歳", 38), ("10～19歳", 39), ("20代", 43)]
    found = _hits(_csv(fives, "患者数", "年齢"), tmp_path, others=(_csv(tens, "患者数", "年齢"),))
    assert [h.place.rows for h in found] == [(3,)]
    sexes = "町名,性別,患者数\n東町,男,4\n東町,女,5\n西町,男,20\n西町,女,30\n南町,男,17\n南町,女,25\n"
    found = _hits(_csv([("東町", "X"), ("西町", 50), ("南町", 42)], "患者数"), tmp_path, others=(sexes,))
    assert [h.place.rows for h in found] == [(2,)]


def test_a_cell_known_to_two_values(tmp_path: Path) -> None:
    """Not exact, but only 0 or 1 is possible: reviewed."""
    text = "地区,患者数_男,患者数_女,患者数_計\n東地区,X,X,56\n西地区,X,X,115\n北地区,40,55,95\n計,41,225,266\n"
    assert {h.rule for h in _hits(text, tmp_path)} == {"disclosure/guessable-cell"}


@pytest.mark.parametrize(
    ("label", "others", "wanted"),
    [
        ("東町", ["東町一丁目", "東町2丁目", "西町一丁目", "計"], ("東町一丁目", "東町2丁目")),
        ("東町", ["東町", "東町一丁目"], ("東町",)),
        ("東", ["東町"], ()),
        ("0～9歳", ["0～4歳", "5～9歳", "10～14歳"], ("0～4歳", "5～9歳")),
        ("0～9歳", ["0～4歳", "10～14歳"], ()),
        ("65歳以上", ["65～74歳", "75歳以上"], ("65～74歳", "75歳以上")),
        ("計", ["東町", "西町", "総数"], ("総数",)),
        ("計", ["東町", "西町"], ("東町", "西町")),
    ],
)
def test_what_makes_up_a_label(label: str, others: list[str], wanted: tuple[str, ...]) -> None:
    """Areas within areas, ages within ages without gaps, all within a total."""
    assert made_of(label, others) == wanted


def test_the_store_keeps_each_table_once_and_all_versions(tmp_path: Path) -> None:
    """The same bytes are kept once; a changed table is kept beside the first."""
    folder = _kept(tmp_path, _csv(BLOCKS), _csv(BLOCKS), _csv([(a, n + 1) for a, n in BLOCKS]))
    assert [r.date for r in releases.read(folder)] == ["2025-01-01", "2025-03-01"]
    table = releases.as_table(pl.read_csv(tmp_path / "old-0.csv", infer_schema=False))
    assert [name for name, _ in releases.earlier(folder, table, "care")] == [
        "care/care.csv 2025-03-01",
        "care/care.csv 2025-01-01",
    ]
    assert list(releases.earlier(None, table, "care")) == []


def test_a_build_remembers_and_the_next_one_looks_back(tmp_path: Path) -> None:
    """Published with all numbers, then with one hidden: the second build holds the dataset, even when the reports were lost."""
    city, rows = tmp_path / "city", [(a, n) for a, n in BLOCKS]
    (city / "care").mkdir(parents=True)
    (city / "catalog.yaml").write_text(
        "title: みなと風市\ndescription: 例\nbase_url: https://data.example.jp/\nmunicipality: '131016'\nlanguages: [ja]\n"
        "publisher: {name: みなと風市}\ncontactPoint: {name: 情報政策課, email: opendata@example.jp}\n"
        "licenses: [{name: CC-BY-4.0}]\n",
        encoding="utf-8",
    )
    (city / "care" / "datapackage.yaml").write_text(
        "name: care\ntitle: 町別の認定者数\ndescription: 町ごとの数です。\nkeywords: [介護]\nresources: [{name: care, path: care.csv}]\n",
        encoding="utf-8",
    )
    settings = Settings(tmp_path / "public", tmp_path / "reports", as_of="2026-04-01")

    def run(values: list[tuple[str, object]]) -> list[str]:
        (city / "care" / "care.csv").write_text(_csv(values), encoding="utf-8")
        data = build(city, settings).report["datasets"][0]
        return [f["rule"] for f in data["resources"][0]["findings"] if f["rule"].startswith("disclosure/")]

    assert run(list(rows)) == []
    kept = json.loads((tmp_path / "reports" / "releases" / "index.json").read_text(encoding="utf-8"))
    assert [k["resource"] for k in kept] == ["care.csv"]
    hidden = [(a, "X" if n == 12 else n) for a, n in rows]
    shutil.rmtree(tmp_path / "reports" / "releases")
    assert run(hidden) == ["disclosure/recoverable-cell"], "the standing site itself is what went out"
    assert not list((tmp_path / "public").rglob("releases"))
