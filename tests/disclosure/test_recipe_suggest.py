"""`catalog transform --suggest`: the cheapest way to the target, what fits the register, and a recipe that runs."""

from __future__ import annotations

import random
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from catalog.disclosure.columns import Codes
from catalog.disclosure.uniqueness import groups
from catalog.errors import CatalogError
from catalog.release import transform
from catalog.release.recipe_lattice import Lattice, Level
from catalog.release.recipe_suggest import Proposal, suggest
from tests.cities import GIVEN, SURNAMES

TOWNS = ("汐見町", "風待町", "帆柱町", "凪ケ丘")


def proposal(folder: Path, name: str, header: str, row: object, rows: int = 600, **options: object) -> Proposal:
    """A proposal for a made-up register; `row` makes one line of it from a random generator and a number."""
    rng = random.Random(name)
    text = header + "\n" + "".join(",".join(map(str, row(rng, n))) + "\n" for n in range(rows))  # type: ignore[operator]
    (folder / name).write_text(text, encoding="utf-8")
    return suggest(folder / name, as_of="2026-04-01", **options)  # type: ignore[arg-type]


def person(rng: random.Random) -> str:
    return f"{rng.choice(SURNAMES)} {rng.choice(GIVEN)}"


def steps(found: Proposal) -> list[str]:
    return [s.name for s in found.best.steps] if found.best else []


@pytest.mark.parametrize("seed", range(6))
def test_the_search_finds_the_cheapest_of_all(seed: int) -> None:
    """Against trying everything: the same loss, and never more rows in small groups than allowed."""
    rng = np.random.default_rng(seed)
    columns = []
    for _ in range(int(rng.integers(2, 5))):
        values = rng.integers(0, 24, 300)
        levels = [
            Level(_codes(values // part), float(loss))
            for part, loss in zip((1, 2, 4, 12), np.sort(rng.random(4)) * [0, 1, 1, 1], strict=True)
        ]
        columns.append([*levels, Level(None, 1.0)])
    lattice = Lattice(columns, 5)
    for allowed in (0, 6, 30):
        best = min(
            (
                sum(columns[c][n].loss for c, n in enumerate(node)) / len(columns)
                for node in product(*[range(len(c)) for c in columns])
                if (kept := [x for c, n in enumerate(node) if (x := columns[c][n].codes) is not None])
                and groups(kept).below(5) <= allowed
            ),
            default=None,
        )
        found = lattice.cheapest(allowed)
        assert (found is None) == (best is None)
        assert found is None or best is None or (found.below <= allowed and found.loss == pytest.approx(best))
    assert len(lattice.asked) < np.prod([len(c) for c in columns])


def _codes(values: np.ndarray) -> Codes:
    labels, coded = np.unique(values, return_inverse=True)
    return Codes(coded.astype(np.int64), tuple(map(str, labels)))


def test_a_survey_becomes_rows_that_hide_among_each_other(tmp_path: Path) -> None:
    """No names: rows of k, free text and numbers of the answer out, the exact age in classes; the recipe runs and reaches k."""
    found = proposal(
        tmp_path, "調査回答.csv", "回答番号,年齢,性別,地区,満足度,自由意見",
        lambda rng, n: (n, rng.randint(18, 89), rng.choice("男女"), rng.choice("東西南"), rng.randint(1, 5), f"意見{n}のとおり"),
        wanted=["年齢"],
    )  # fmt: skip
    assert found.best is not None and found.best.form == "rows" and found.best.k >= 5 and found.level == "anonymised"
    path = tmp_path / "recipe.yaml"
    path.write_text(found.yaml, encoding="utf-8")
    result = transform.run(path)
    assert result.frame is not None
    assert not {"回答番号", "自由意見"} & set(result.frame.columns) and "年齢" in result.frame.columns
    assert any("1/" in line for line in found.messages("ja")) and len({t.loss for t in found.trades}) > 1


def test_pupils_and_patients_become_counts(tmp_path: Path) -> None:
    """Rows of children are never proposed by themselves; the lawful way is named; nothing of a row is left."""
    found = proposal(
        tmp_path, "児童名簿.csv", "学校名,学年,児童氏名,性別,生年月日,保護者氏名",
        lambda rng, _: (f"{rng.choice(TOWNS)}小学校", f"{rng.randint(1, 6)}年", person(rng), rng.choice("男女"),
                        f"20{rng.randint(14, 19)}/{rng.randint(1, 12)}/{rng.randint(1, 28)}", person(rng)),
    )  # fmt: skip
    assert found.best is not None and found.best.form == "statistics" and found.level == "statistics"
    assert steps(found)[-1] == "aggregate" and found.decision == "publish"
    assert any("69条" in line for line in found.messages("ja"))


def test_measurements_of_people_are_no_counts(tmp_path: Path) -> None:
    """A health check looks like a table of numbers; its rows are people, and no pressure of blood is left in them."""
    found = proposal(
        tmp_path, "健診結果.csv", "整理番号,年齢,性別,地区,収縮期血圧,判定",
        lambda rng, n: (n, rng.randint(40, 74), rng.choice("男女"), rng.choice("東西南"), rng.randint(95, 180), rng.choice(["異常なし", "要受診"])),
        form="rows",
    )  # fmt: skip
    assert found.best is not None and found.best.form == "rows"
    told = [s.options.get("column") for s in found.best.steps] + list(found.best.steps[0].parameters)
    assert "収縮期血圧" in told and "整理番号" in told


def test_a_register_of_shops_only_loses_its_people(tmp_path: Path) -> None:
    """The licence list can go out without the licensee's name and home."""
    found = proposal(
        tmp_path, "営業許可一覧.csv", "許可番号,施設名称,施設所在地,営業者氏名,営業者住所,業種",
        lambda rng, n: (f"第{n}号", f"{rng.choice(TOWNS)}食堂{n}", f"千代田区麹町{rng.randint(1, 6)}-{n % 9 + 1}", person(rng),
                        f"千代田区霞が関{rng.randint(1, 3)}-{n % 7 + 1}-2", rng.choice(["飲食店営業", "菓子製造業"])), 120,
    )  # fmt: skip
    assert found.best is not None and found.best.form == "columns"
    assert set(found.best.steps[0].parameters) >= {"営業者氏名"} and "施設名称" in found.best.axes


def test_a_printed_table_gets_its_small_cells_hidden(tmp_path: Path) -> None:
    """Counts of people on welfare by town: suppression, with the threshold for such matters."""
    found = proposal(
        tmp_path, "町別生活保護世帯数.csv", "町名,単身,高齢者,合計",
        lambda rng, n: (f"{n}番町", a := rng.randint(2, 40), b := rng.randint(2, 40), a + b), 9,
    )  # fmt: skip
    assert steps(found) == ["suppress"] and found.best is not None and found.best.steps[0].options["threshold"] == 10
    assert found.best.hidden > 0 and found.decision == "publish"


def test_what_asks_for_no_recipe_is_told_so(tmp_path: Path) -> None:
    """A list of parks needs nothing."""
    with pytest.raises(CatalogError, match="catalog add"):
        proposal(tmp_path, "公園一覧.csv", "名称,面積", lambda rng, n: (f"なかよし公園{n}", rng.randint(100, 900)), 30)


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty file is not told to name a sheet."""
    monkeypatch.setenv("CATALOG_LANG", "ja")
    (tmp_path / "empty.xlsx").write_bytes(b"")
    with pytest.raises(CatalogError) as caught:
        suggest(tmp_path / "empty.xlsx")
    assert "中身が空です" in caught.value.text("ja")
