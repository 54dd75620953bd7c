"""Before the gate: a dataset with a `recipe.yaml` gets its released file made, from a source that never goes out.

The made file lies in the private folder of the run, so that the gate screens exactly what would be published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from catalog.errors import CatalogError
from catalog.release.gate import Request
from catalog.text import LangText

FILE = "recipe.yaml"


@dataclass(frozen=True, slots=True)
class Prepared:
    """The request with made files in place of declared ones, and the steps that made them (for the manifest and PROV)."""

    request: Request
    steps: tuple[Mapping[str, Any], ...] = ()
    #: address of the published impact assessment that the recipe names
    impact_assessment: str | None = None


def prepare(request: Request) -> Prepared:
    """Runs the dataset's recipe, if it has one. A recipe that holds, or fails, holds the dataset."""
    folder = request.dataset.folder if request.dataset else None
    if folder is None or not (folder / FILE).is_file():
        return Prepared(request)
    from catalog.release.recipe import load_recipe
    from catalog.release.transform import public_steps, run

    request.store.mkdir(parents=True, exist_ok=True)
    names = [name for name, _, _ in request.files]
    try:
        plan = load_recipe(folder / FILE)
        output = plan.output or ""
        made = request.store / f"made-{request.id}.csv"
        if reason := _misplaced(plan.source, output, folder, names):
            return Prepared(replace(request, unmade=dict.fromkeys(names, reason)))
        result = run(folder / FILE, made)
    except CatalogError as error:
        reason = {"ja": error.text("ja"), "en": error.text("en")}
        return Prepared(replace(request, unmade=dict.fromkeys(names, reason)))
    except Exception as error:  # a step that crashes holds its dataset, as a check that crashes does
        reason = {
            "ja": f"手順の途中でプログラムの誤りがありました（{type(error).__name__}）。",
            "en": f"A step failed by a fault of the program ({type(error).__name__}).",
        }
        return Prepared(replace(request, unmade=dict.fromkeys(names, reason)))
    if result.is_held:
        reason = {lang: " ".join(h.get(lang, h["ja"]) for h in result.held) for lang in ("ja", "en")}
        return Prepared(replace(request, unmade={output: reason}))
    files = tuple((name, made if name == output else path, resource) for name, path, resource in request.files)
    assessment = plan.release.get("impact_assessment")
    return Prepared(
        replace(request, files=files, made=frozenset({output})),
        public_steps(result),
        str(assessment) if assessment else None,
    )


def _misplaced(source: Path, output: str, folder: Path, names: Sequence[str]) -> LangText | None:
    """Why a recipe cannot be what makes this dataset: nothing listed is made by it, or its source would be published."""
    if output not in names:
        return {
            "ja": f"手順書の output（{output or '未記入'}）が datapackage の resources にありません。同じ名前にしてください。",
            "en": f"The recipe's output ({output or 'none'}) is no resource of the datapackage. Give both the same name.",
        }
    if any((folder / name).resolve() == source.resolve() for name in names):
        return {
            "ja": "手順書の元のファイルが resources に挙げられています。元のファイルは市のフォルダの外に置いてください。",
            "en": "The recipe's source is listed as a resource. Keep the source outside the city folder.",
        }
    return None


def output_of(folder: Path) -> str | None:
    """The file that the folder's recipe makes, when it has one."""
    source = _read(folder)
    return str(source["output"]) if source.get("output") else None


def inputs_of(folder: Path) -> tuple[Path, ...]:
    """The files that the folder's recipe reads: its source, its lists of towns and values, its keys."""
    from catalog.release.recipe import files_of

    recipe = _read(folder)
    steps = recipe.get("steps")
    listed = files_of(steps if isinstance(steps, list) else ())
    return tuple(folder / str(name) for name in (recipe.get("source"), *listed) if name)


def _read(folder: Path) -> Mapping[str, Any]:
    from catalog.strict_yaml import load

    if not (folder / FILE).is_file():
        return {}
    data = load(folder / FILE, f"{folder.name}/{FILE}").data
    return data if isinstance(data, Mapping) else {}
