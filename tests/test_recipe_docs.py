"""docs/recipes.md says what the code does: every step, every key, every example, to the cell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from catalog.release import transform
from catalog.release.recipe_keys import RELEASE, STEPS, TOP
from tests.conftest import REPOSITORY

TEXT = (REPOSITORY / "docs" / "recipes.md").read_text(encoding="utf-8")
SECTIONS = {m[1]: m[2] for m in re.finditer(r"^### (\w+)\n(.*?)(?=^##)", TEXT, re.DOTALL | re.MULTILINE)}
LADDERS = re.findall(r"```yaml\n(recipe: 1\nsource: raw\.csv.*?)```", TEXT, re.DOTALL)
#: keys that several steps share; their words stand in one place
SHARED_KEYS = {"unparsed", "zero"}


def test_every_step_has_its_section_and_every_key_its_words() -> None:
    """A step or key that the code takes is in the docs, and none is there that it does not take."""
    assert list(SECTIONS) == list(STEPS)
    for name, keys in STEPS.items():
        for key, what in (keys or {}).items():
            assert f"`{key}`" in SECTIONS[name] or f"`{key}: " in SECTIONS[name], (name, key)
            text = TEXT if key in SHARED_KEYS else SECTIONS[name]
            assert all(f"`{word}`" in text or f"{key}: {word}`" in text for word in what.words), (name, key)
    assert all(f"`{key}`" in TEXT for key in TOP)
    assert all(f"`{key}" in TEXT for key in RELEASE)


@pytest.mark.parametrize("name", STEPS)
def test_the_example_of_a_step_gives_what_it_says(name: str, tmp_path: Path) -> None:
    """The step of the example turns the first table into the second."""
    step, before, after = re.search(
        r"```yaml\n(.*?)```\n```csv\n(.*?)```\n```csv\n(.*?)```", SECTIONS[name], re.DOTALL
    ).groups()  # type: ignore[union-attr]
    (tmp_path / "source.csv").write_text(before, encoding="utf-8")
    path = tmp_path / "recipe.yaml"
    path.write_text(f"recipe: 1\nsource: source.csv\nsteps:\n  - {step}", encoding="utf-8")
    result = transform.run(path)
    assert result.content is not None, result.held
    assert result.content.decode() == after


def test_the_recipes_of_the_ladder_run(tmp_path: Path) -> None:
    """The documented recipes make the anonymised rung and the statistics from rows of the documented shape."""
    from tests.disclosure.test_recipe import RAW

    (tmp_path / "raw.csv").write_text(RAW, encoding="utf-8")
    made = []
    for n, text in enumerate(LADDERS):
        path = tmp_path / f"recipe-{n}.yaml"
        path.write_text(text, encoding="utf-8")
        made.append(transform.run(path).frame)
    rows, counts = made
    assert rows is not None and counts is not None
    assert rows["住所"].to_list()[0] == "千代田区五番町" and rows["世帯年収"].to_list()[-1] == "2000万超"
    assert set(counts["人数"]) == {"X"}
