"""Follows the columns through a recipe before anything runs: every column that a step names must be there by then.

All misspelt columns are told at once, each with its line and the column that was probably meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from catalog.errors import CatalogError, Mistake
from catalog.release.recipe import Recipe, Step
from catalog.release.recipe_keys import STEPS, meant


def column_names(header: Sequence[str]) -> list[str]:
    """The names that a recipe calls columns by: headings as they are, 列N for none, a number behind one that repeats."""
    names = [h or f"列{n + 1}" for n, h in enumerate(header)]
    found: list[str] = []
    for n, name in enumerate(names):
        number = n + 1
        while name in found or (name != names[n] and name in names):
            name, number = f"{names[n]}_{number}", number + 1
        found.append(name)
    return found


def check_columns(recipe: Recipe, header: Sequence[str]) -> None:
    """Walks the steps with the columns of the source.

    Raises:
        CatalogError: every step that names a column that is not there.
    """
    mistakes: list[Mistake] = []
    columns = list(header)
    for step in recipe.steps:
        missing = [name for name in _named(step) if name not in columns]
        mistakes.extend(
            Mistake(recipe.path.name, f"{step.name}: there is no column '{name}'", meant(name, columns), step.line)
            for name in dict.fromkeys(missing)
        )
        columns = _after(step, columns)
        twice = next((c for n, c in enumerate(columns) if c in columns[:n]), None)
        if twice is not None:
            mistakes.append(
                Mistake(
                    recipe.path.name,
                    f"{step.name}: two columns would be called '{twice}'",
                    "give another name",
                    step.line,
                )
            )
            columns = list(dict.fromkeys(columns))
    wanted = recipe.release.get("quasi_identifiers") or ()
    mistakes.extend(
        Mistake(
            recipe.path.name,
            f"release.quasi_identifiers: there is no column '{name}' in the result",
            meant(str(name), columns),
        )
        for name in wanted
        if str(name) not in columns
    )
    if mistakes:
        raise CatalogError(*mistakes)


def _named(step: Step) -> Iterator[str]:
    """The columns that a step reads."""
    keys = STEPS[step.name]
    if keys is None:
        yield from map(str, step.parameters)
        return
    for name, key in keys.items():
        value = step.options.get(name)
        if value is not None and key.kind in ("column", "columns"):
            yield from map(str, value if isinstance(value, list) else [value])
    if step.name == "aggregate":
        for what in dict(step.options["measures"]).values():
            if isinstance(what, Mapping):
                yield from (str(what[k]) for k in ("mean", "median", "share", "count") if k in what)


def _after(step: Step, columns: list[str]) -> list[str]:
    """The columns that are there after a step."""
    options: Mapping[str, Any] = step.options
    if step.name == "drop":
        return [c for c in columns if c not in map(str, step.parameters)]
    if step.name == "keep":
        return [str(c) for c in step.parameters]
    if step.name == "rename":
        return [str(options.get(c, c)) for c in columns]
    if step.name == "code" and options["do"] == "remove":
        return [c for c in columns if c != str(options["column"])]
    if step.name == "aggregate":
        return [*map(str, options["by"]), *map(str, options["measures"])]
    return columns
