"""Runs a recipe: reads the source, takes its steps in order, checks what comes out, writes it. Replayable to the byte.

The source stays where it is. Of a recipe that may let out statistics only, no row of people is ever written, and its
sha256 must be approved by name (`recipe.approved.yaml` beside it).
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from catalog.disclosure.uniqueness import columns_of, groups
from catalog.errors import CatalogError
from catalog.files import write_file
from catalog.release.recipe import Recipe, Step, load_recipe
from catalog.release.recipe_columns import check_columns, column_names
from catalog.release.recipe_keys import meant
from catalog.release.transform_step import Done, Held
from catalog.release.transform_steps import apply
from catalog.release.transform_words import public, sentence
from catalog.release.unreadable import readable
from catalog.strict_yaml import load
from catalog.text import LangText

#: parameters that are not repeated in public provenance: they tell values of the source, or where things lie
_PRIVATE = {"address": ("aliases", "towns"), "code": ("key",), "recode": ("values", "table")}


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What a recipe made. `frame` and `content` are None when it is held."""

    recipe: Recipe
    frame: pl.DataFrame | None
    content: bytes | None
    #: where it was written, None when nothing was
    written: Path | None
    #: one mapping per step: {"step", "summary", "parameters", "removed", "rows", "columns"}, for the manifest and PROV
    steps: tuple[Mapping[str, Any], ...]
    held: tuple[LangText, ...]
    source_sha256: str
    level: str

    @property
    def is_held(self) -> bool:
        return bool(self.held)

    def messages(self, lang: str = "ja") -> list[str]:
        """Lines for the screen: what each step removed, then why it is held or where it was written."""
        ja = lang == "ja"
        shape = "{:,}行×{}列" if ja else "{:,} rows × {} columns"
        lines = [
            f"{n}. {s['summary'].get(lang, s['summary']['ja'])} → {shape.format(s['rows'], s['columns'])}"
            for n, s in enumerate(self.steps, 1)
        ]
        lines.extend(f"{'保留' if ja else 'held'}: {reason.get(lang, reason['ja'])}" for reason in self.held)
        if self.written is not None:
            lines.append(f"{'書き出し' if ja else 'written'}: {self.written}")
        return lines


def run(recipe: Path, out: Path | None = None) -> Result:
    """Runs a recipe and writes its result to `out` (default: the recipe's `output`, beside it; none: nothing is written).

    Raises:
        CatalogError: the recipe or its source is wrong.
    """
    plan = load_recipe(recipe)
    frame, lines, digest = _source(plan)
    check_columns(plan, frame.columns)
    held: list[LangText] = []
    if plan.statistics_only:
        held.extend(_approval(plan))
    records: list[Mapping[str, Any]] = []
    level = "abstracted"
    for step in plan.steps:
        height = frame.height
        done = apply(step, frame, plan)
        frame = done.frame
        held.extend(_with_lines(reason, lines) for reason in done.held)
        if step.name in ("shuffle", "aggregate") or frame.height != height:
            lines = ()  # rows are no longer where they were in the source
        level = "statistics" if step.name == "aggregate" else level
        records.append(_recorded(step, done))
    held.extend(_measured(plan, frame, level))
    if held:
        return Result(plan, None, None, None, tuple(records), tuple(held), digest, level)
    content = _csv(frame)
    target = out or (recipe.parent / plan.output if plan.output else None)
    if target is not None:
        _write(target, content, plan)
    return Result(plan, frame, content, target, tuple(records), (), digest, level)


def judged(result: Result, as_of: str, lang: str = "ja") -> list[str]:
    """What the gate says of a result, so that nobody takes rows whose names are gone for free of people."""
    from catalog.disclosure.level import name
    from catalog.release.gate import Request, examine

    if result.content is None:
        return []
    with tempfile.TemporaryDirectory(prefix="machi-catalog-") as private:
        made = Path(private) / (result.recipe.output or "result.csv").rsplit("/", 1)[-1]
        made.write_bytes(result.content)
        seen = examine(Request(made.name, ((made.name, made, None),), None, {}, as_of, Path(private)))
    words = _GATE[seen.decision]
    level = name(seen.resources[0].level)
    lines = [
        f"水準: {level['ja']}。公開前の確認: {words['ja']}"
        if lang == "ja"
        else f"level: {level['en']}; the gate: {words['en']}"
    ]
    found = [f for f in seen.findings if f.verdict == seen.decision][:3]
    return [*lines, *(f"  - {f.message.get(lang, f.message['ja'])}" for f in found)]


_GATE: Mapping[str, LangText] = {
    "publish": {"ja": "公開できます", "en": "can be published"},
    "review": {"ja": "要確認（人が判断します）", "en": "a person must decide"},
    "withhold": {"ja": "このままでは公開できません", "en": "must not go out like this"},
}


def approve(recipe: Path, *, by: str, on: str, reason: str) -> Path:
    """Records that a recipe, exactly as it is written now, may run: `recipe.approved.yaml` beside it.

    Raises:
        CatalogError: the recipe is wrong, or nobody is named.
    """
    plan = load_recipe(recipe)
    if not by.strip() or not reason.strip():
        raise CatalogError.at(recipe.name, "an approval needs a name and a reason", "by and reason")
    path = approval_path(recipe)
    lines = [
        f"{key}: {json.dumps(value, ensure_ascii=False)}"
        for key, value in (("sha256", plan.sha256), ("by", by), ("on", on), ("reason", reason))
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def approval_path(recipe: Path) -> Path:
    """Where the approval of a recipe stands."""
    return recipe.with_name(f"{recipe.stem}.approved.yaml")


def _approval(plan: Recipe) -> list[LangText]:
    path = approval_path(plan.path)
    data = load(path).data if path.is_file() else None
    if isinstance(data, Mapping) and str(data.get("sha256")) == plan.sha256 and data.get("by"):
        return []
    changed = isinstance(data, Mapping)
    how = f"catalog transform {plan.path.name} --approve --by … --reason …"
    return [
        {
            "ja": f"この手順書（sha256 {plan.sha256[:12]}…）は{'承認のあとで変わりました' if changed else '承認されていません'}。責任者の名前で承認してから実行してください（{how}）。",
            "en": f"This recipe (sha256 {plan.sha256[:12]}…) {'has changed since it was approved' if changed else 'is not approved'}. Have it approved by name before it runs ({how}).",
        }
    ]


def _with_lines(reason: Held, lines: Sequence[int]) -> LangText:
    """The reason, with the lines of the source where it stands, when they are known."""
    if not reason.rows or not lines:
        return reason.words
    where = ", ".join(str(lines[r]) for r in reason.rows)
    return {
        "ja": f"{reason.words['ja']}（元のファイルの行: {where}）",
        "en": f"{reason.words['en']} (lines of the source: {where})",
    }


def _source(plan: Recipe) -> tuple[pl.DataFrame, Sequence[int], str]:
    """The table to transform, the line of the file that each row stands on, and the file's sha256."""
    if not plan.source.is_file():
        what, hint = f"the source '{plan.source.name}' is not there", "source: path from the recipe"
        raise CatalogError.at(plan.path.name, what, hint, plan.lines.get("source"))
    source = readable(plan.source, plan.source.name)
    if plan.source_sha256 and plan.source_sha256 != source.sha256:
        raise CatalogError.at(
            plan.path.name,
            "the source is not the file that the recipe was written for",
            "check it and update source_sha256",
            plan.lines.get("source_sha256"),
        )
    tables = [t for t in source.tables if plan.sheet is None or t.sheet == plan.sheet]
    table = max((t for t in tables if t.visible), key=lambda t: t.height * t.width, default=None)
    if table is None and plan.sheet is not None:
        names = [str(t.sheet) for t in source.tables if t.visible]
        what = f"there is no table on a sheet '{plan.sheet}'"
        raise CatalogError.at(plan.path.name, what, meant(plan.sheet, names), plan.lines.get("sheet"))
    if table is None:
        raise CatalogError.at(plan.source.name, "there is no table in it", "sheet: name of the sheet")
    names = column_names(table.header)
    return table.frame.rename(dict(zip(table.frame.columns, names, strict=True))), table.rows, source.sha256


def _measured(plan: Recipe, frame: pl.DataFrame, level: str) -> list[LangText]:
    """What the release asks of the result: the smallest group of the declared quasi-identifiers."""
    if not frame.width:
        return [{"ja": "列が1つも残っていません。", "en": "No column is left."}]
    if plan.statistics_only and level != "statistics":
        return [{"ja": "統計にする手順がありません。", "en": "No step makes statistics of the rows."}]
    wanted = plan.release.get("k")
    if wanted is None or level == "statistics":
        return []
    names = [n for n in plan.release.get("quasi_identifiers") or frame.columns if n in frame.columns]
    found = groups(columns_of(frame, names)) if names and frame.height else None
    if found is None or found.k >= int(wanted):
        return []
    return [
        {
            "ja": f"目標のk={wanted}に届きません（k={found.k}、{found.below(int(wanted)):,}行が{wanted}行未満の組）。",
            "en": f"The target k={wanted} is not reached (k={found.k}, {found.below(int(wanted)):,} rows in groups below {wanted}).",
        }
    ]


def public_steps(result: Result) -> tuple[Mapping[str, Any], ...]:
    """The steps for the manifest, the page and PROV: no value or place of the source, no small count, no hash of the source."""
    found = []
    for step, record in zip(result.recipe.steps, result.steps, strict=True):
        removed = public(record["removed"])
        found.append(
            {
                "recipe": result.recipe.sha256,
                "step": step.name,
                "summary": sentence(step, {"removed": removed}),
                "parameters": _public(step.name, step.parameters),
                "removed": removed,
            }
        )
    return tuple(found)


def _recorded(step: Step, done: Done) -> Mapping[str, Any]:
    return {
        "step": step.name,
        "summary": sentence(step, done.record),
        "parameters": _public(step.name, step.parameters),
        **done.record,
        "rows": done.frame.height,
        "columns": done.frame.width,
    }


def _public(step: str, parameters: Any) -> Any:
    private = _PRIVATE.get(step, ())
    return {k: v for k, v in parameters.items() if k not in private} if isinstance(parameters, Mapping) else parameters


def _csv(frame: pl.DataFrame) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows([v or "" for v in row] for row in frame.iter_rows())
    return out.getvalue().encode()


def _write(target: Path, content: bytes, plan: Recipe) -> None:
    if target.resolve() == plan.source.resolve():
        raise CatalogError.at(plan.path.name, "the output would overwrite the source", "choose another name")
    try:
        write_file(target, content)
    except OSError as error:
        raise CatalogError.at(target.name, f"cannot be written ({error.strerror})", "check the folder") from None
