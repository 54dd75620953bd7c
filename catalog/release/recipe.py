"""`recipe.yaml`: the steps that make a released table from a source file, declared and replayable.

```yaml
recipe: 1
title: 転入届の集計
source: ../vault/raw.csv          # never copied, never published
output: released.csv
release: {k: 5, quasi_identifiers: [年代, 性別]}      # or {only: statistics, impact_assessment: URL}
steps:
  - drop: [氏名]
  - address: {column: 住所, to: block}
  - date: {column: 生年月日, to: month}
  - aggregate: {by: [住所, 性別], measures: {人数: count}, threshold: 10}
```
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.errors import CatalogError, Mistake
from catalog.release.recipe_keys import EXAMPLES, RELEASE, STEPS, TOP, meant, wrong
from catalog.strict_yaml import Document, load

#: what a recipe says in one text; a sheet named 2026 is one
_TEXTS = ("title", "output", "sheet", "source_sha256")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name, its parameters, its line in the recipe."""

    name: str
    parameters: Any
    line: int | None = None

    @property
    def options(self) -> Mapping[str, Any]:
        return self.parameters if isinstance(self.parameters, Mapping) else {}


@dataclass(frozen=True, slots=True)
class Recipe:
    """A read recipe. `sha256` is its fingerprint: what an approval names."""

    path: Path
    sha256: str
    title: str
    source: Path
    steps: tuple[Step, ...]
    output: str | None = None
    source_sha256: str | None = None
    sheet: str | None = None
    release: Mapping[str, Any] = field(default_factory=dict)
    #: lines of the recipe, for messages
    lines: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def statistics_only(self) -> bool:
        """The pattern of 姫路市 and 西宮市: nobody sees the abstracted rows, only statistics come out."""
        return self.release.get("only") == "statistics"


def files_of(steps: Iterable[Any]) -> list[str]:
    """The files that the steps read beside the source, as the recipe names them: lists of towns and values, keys."""
    found = []
    for item in steps:
        for parameters in item.values() if isinstance(item, Mapping) else ():
            if isinstance(parameters, Mapping):
                found += [str(parameters[k]) for k in ("towns", "table", "key") if isinstance(parameters.get(k), str)]
    return found


def fingerprint(content: bytes, lists: Sequence[bytes] = ()) -> str:
    """What an approval names: the sha256 of the recipe, and of the lists of towns and values that it reads."""
    digest = hashlib.sha256(content)
    for data in lists:
        digest.update(hashlib.sha256(data).digest())
    return digest.hexdigest()


def load_recipe(path: Path) -> Recipe:
    """Reads a recipe.

    Raises:
        CatalogError: every mistake of the recipe, with its line.
    """
    document = load(path)
    data = document.data
    if not isinstance(data, Mapping):
        raise CatalogError(document.mistake("a recipe is a mapping", "begin with recipe: 1"))
    mistakes: list[Mistake] = []
    mistakes.extend(document.mistake(f"unknown key '{k}'", meant(str(k), TOP), k) for k in data if k not in TOP)
    if data.get("recipe") != 1:
        mistakes.append(document.mistake("recipe must be 1", "the version of this format", "recipe"))
    if not isinstance(data.get("source"), str):
        mistakes.append(document.mistake("source is missing", "the path of the file to transform", "source"))
    listed = [k for k in _TEXTS if isinstance(data.get(k), list | Mapping)]
    mistakes.extend(document.mistake(f"{k} must be one text", f"write `{k}: …`", k) for k in listed)
    texts = {k: str(data[k]) for k in _TEXTS if data.get(k) is not None}
    release = data.get("release") or {}
    if not isinstance(release, Mapping):
        mistakes.append(document.mistake("release must be a mapping", "", "release"))
        release = {}
    mistakes.extend(
        document.mistake(f"unknown key 'release.{k}'", meant(str(k), RELEASE), "release", k)
        for k in release
        if k not in RELEASE
    )
    least = release.get("k", 2)
    if not isinstance(least, int) or isinstance(least, bool) or least < 2:
        mistakes.append(document.mistake("release.k must be a whole number from 2", "k: 5", "release", "k"))
    if not isinstance(release.get("quasi_identifiers", []), list):
        mistakes.append(
            document.mistake("release.quasi_identifiers must be a list of columns", "", "release", "quasi_identifiers")
        )
    if release.get("only") not in (None, "statistics"):
        mistakes.append(document.mistake("release.only must be statistics", "", "release", "only"))
    steps = _steps(document, data.get("steps"), mistakes)
    if release.get("only") == "statistics":
        if not any(s.name == "aggregate" for s in steps):
            mistakes.append(
                document.mistake(
                    "only statistics may come out, but no step aggregates", "add an aggregate step", "steps"
                )
            )
        if not _assessment(str(release.get("impact_assessment") or ""), path.parent.parent):
            mistakes.append(
                document.mistake(
                    "release.impact_assessment is missing",
                    "the address of the published impact assessment (PIA), or a page of this site: pages/pia.md",
                    "release",
                )
            )
    if mistakes:
        raise CatalogError(*mistakes)
    lists = [path.parent / str(s.options[k]) for s in steps for k in ("towns", "table") if s.options.get(k)]
    return Recipe(
        path=path,
        sha256=fingerprint(path.read_bytes(), [p.read_bytes() for p in lists if p.is_file()]),
        title=texts.get("title") or path.stem,
        source=path.parent / str(data["source"]),
        steps=steps,
        output=texts.get("output"),
        source_sha256=texts.get("source_sha256"),
        sheet=texts.get("sheet"),
        release=release,
        lines={k: document.line(k) for k in ("source", "source_sha256", "sheet", "output")},
    )


def _are_names(parameters: Any, *, named: bool) -> bool:
    """Whether a step names columns: a list of them, or old and new ones."""
    if named:
        parameters = list(parameters.values()) if isinstance(parameters, Mapping) else None
    return isinstance(parameters, list) and bool(parameters) and not any(isinstance(n, list | dict) for n in parameters)


def _assessment(named: str, city: Path) -> bool:
    """Whether a reader will find the impact assessment: on the web, or as a page that the city's site has."""
    return named.startswith(("https://", "http://")) or (named.endswith(".md") and (city / named).is_file())


def _steps(document: Document, items: Any, mistakes: list[Mistake]) -> tuple[Step, ...]:
    if not isinstance(items, list) or not items:
        mistakes.append(document.mistake("steps is missing", "a list of steps", "steps"))
        return ()
    found = []
    for n, item in enumerate(items):
        if not isinstance(item, Mapping) or len(item) != 1:
            mistakes.append(
                document.mistake(f"step {n + 1} must have one name", "such as '- drop: [氏名]'", "steps", n)
            )
            continue
        name, parameters = next(iter(item.items()))
        if name not in STEPS:
            mistakes.append(document.mistake(f"unknown step '{name}'", meant(str(name), STEPS), "steps", n, name))
            continue
        example = f"for example: {EXAMPLES[name]}"
        if STEPS[name] is None:
            if not _are_names(parameters, named=name == "rename"):
                shape = "{old: new}" if name == "rename" else "a list of columns"
                mistakes.append(document.mistake(f"{name} needs {shape}", example, "steps", n, name))
                continue
        elif not isinstance(parameters, Mapping):
            mistakes.append(document.mistake(f"{name} needs a mapping", example, "steps", n, name))
            continue
        else:
            mistakes.extend(
                document.mistake(what, hint, "steps", n, name, *([key] if key is not None else []))
                for key, what, hint in wrong(str(name), parameters)
            )
        found.append(Step(str(name), parameters, document.line("steps", n)))
    return tuple(found)
