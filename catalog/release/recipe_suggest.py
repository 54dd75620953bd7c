"""Proposes a recipe for a file and shows the trade: what is lost beside what risk remains.

Rows of people become groups of k (or, when they are about children, patients and the like, a table of counts); a printed
table of counts gets its small cells hidden; a register of shops or facilities loses what is personal in it. The proposal is
run and screened before it is shown, so that the officer knows what the gate will say.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from catalog.disclosure.columns import codes
from catalog.disclosure.level import name as level_name
from catalog.disclosure.records import lawful_way, quasi_identifiers
from catalog.disclosure.uniqueness import groups, share
from catalog.errors import CatalogError
from catalog.release.recipe import Step
from catalog.release.recipe_trades import (
    Form,
    Register,
    Trade,
    column_trades,
    count_trades,
    printed_trades,
    register,
    row_trades,
    rungs,
)
from catalog.text import LangText

#: loss above which rows say so little that a table of counts is the better proposal
MOST_LOSS = 0.75


@dataclass(frozen=True, slots=True)
class Proposal:
    """A recipe as YAML text, and the sentences that explain it."""

    yaml: str
    lines: tuple[LangText, ...]
    trades: tuple[Trade, ...]
    best: Trade | None
    #: what the gate says of the proposed result: "publish" | "review" | "withhold", "" when nothing was proposed
    decision: str = ""
    level: str = ""

    @property
    def reached(self) -> bool:
        return self.best is not None

    def messages(self, lang: str = "ja") -> list[str]:
        """Lines for the screen."""
        return [line.get(lang, line["ja"]) for line in self.lines]


def suggest(
    file: Path, k: int = 5, *, threshold: int | None = None, form: Form | None = None, as_of: str | None = None,
    wanted: Sequence[str] = (), folder: Path | None = None,
) -> Proposal:  # fmt: skip
    """A recipe for a file.

    Args:
        k: rows that must look alike.
        threshold: smallest count shown (default: that of the policy for what the file is about).
        form: rows, statistics or columns; default: what fits the file.
        wanted: columns that must not be dropped.
        folder: where the recipe will lie; its `source` is written from there.

    Raises:
        CatalogError: the file holds no table, or nothing in it asks for a recipe.
    """
    of = register(file, k, threshold, as_of, wanted)
    trades = _trades(of, form)
    best = _chosen(of, trades, form)
    text = _yaml(of, best, folder or file.parent) if best is not None else ""
    tried = _tried(of, text) if best is not None else None
    if best is not None and tried is not None:
        trades = [replace(t, hidden=tried.hidden) if t is best and t.form == "statistics" else t for t in trades]
        best = trades[_place(trades, best)]
    lines = tuple(_lines(of, trades, best, tried))
    return Proposal(text, lines, tuple(trades), best, tried.decision if tried else "", tried.level if tried else "")


def _place(trades: Sequence[Trade], best: Trade) -> int:
    return next(n for n, t in enumerate(trades) if t.steps == best.steps)


def _trades(of: Register, form: Form | None) -> list[Trade]:
    if of.subject.kind == "person":
        ladders = rungs(of)
        rows = row_trades(of, ladders) if form in (None, "rows") else []
        counts = count_trades(of, ladders) if form in (None, "statistics") else []
        return [*rows, *counts]
    if of.subject.kind == "statistic":
        return printed_trades(of)
    trades = column_trades(of) if form in (None, "columns") else []
    if form == "statistics":
        trades = count_trades(of, rungs(of))
    if not trades:
        raise CatalogError.at(
            of.file.name,
            "its rows are not people, and no column asks for a recipe",
            "publish it as it is: catalog add FILE",
        )
    return trades


def _chosen(of: Register, trades: Sequence[Trade], form: Form | None) -> Trade | None:
    """Rows where rows about single people may go out and still say something (a survey); else counts.

    A register that names its people was not collected to be read row by row: counts, too.
    """
    rows = [t for t in trades if t.form == "rows"]
    others = [t for t in trades if t.form != "rows"]
    best_row = max(rows, key=lambda t: t.worth, default=None)
    best_other = max(others, key=lambda t: t.worth, default=None)
    if form == "rows" or (best_row is not None and best_other is None):
        return best_row
    if best_row is None or of.sensitive() or of.subject.of("direct") or best_row.loss > MOST_LOSS:
        return best_other
    return best_row


@dataclass(frozen=True, slots=True)
class _Tried:
    """What the proposed recipe makes, as the gate sees it."""

    decision: str
    level: str
    reasons: tuple[LangText, ...]
    hidden: int
    rows: int


def _tried(of: Register, text: str) -> _Tried | None:
    """Runs the proposal in a private folder and screens what comes out."""
    from catalog.release.gate import Request, examine
    from catalog.release.transform import run

    with tempfile.TemporaryDirectory(prefix="machi-catalog-") as private:
        recipe = Path(private) / "recipe.yaml"
        lines = [
            f"source: {_scalar(str(of.file.resolve()))}" if x.startswith("source: ") else x for x in text.splitlines()
        ]
        recipe.write_text("\n".join(lines) + "\n", encoding="utf-8")
        made = Path(private) / f"{of.file.stem}.csv"
        result = run(recipe, made)
        if result.is_held or result.frame is None:
            return _Tried("withhold", result.level, result.held, 0, 0)
        hidden = sum(int(s["removed"].get("cells_hidden", 0)) for s in result.steps)
        seen = examine(Request(made.name, ((made.name, made, None),), None, {}, of.as_of, Path(private)))
        worst = [f for f in seen.findings if f.verdict == seen.decision]
        level = seen.resources[0].level if seen.resources else result.level
        return _Tried(seen.decision, level, tuple(f.message for f in worst[:3]), hidden, result.frame.height)


def _yaml(of: Register, best: Trade, folder: Path) -> str:
    source = os.path.relpath(of.file.resolve(), folder.resolve())
    release = f"release: {_scalar({'k': of.k, 'quasi_identifiers': list(best.axes)})}"
    head = [
        "# 案です。内容を確かめ、市の判断で直してから使ってください。/ A proposal: check it before you use it.",
        "recipe: 1",
        f"title: {_scalar(of.file.stem)}",
        f"source: {_scalar(source)}",
        f"output: {_scalar(of.file.stem + '-released.csv')}",
        *([release] if best.form == "rows" and best.axes else []),
        "steps:",
    ]
    return "\n".join([*head, *(f"  - {step.name}: {_scalar(step.parameters)}" for step in best.steps)]) + "\n"


def _scalar(value: Any) -> str:
    """A value as JSON, which is YAML too."""
    return json.dumps(value, ensure_ascii=False)


_KINDS: dict[str, LangText] = {
    "person": {"ja": "1行は人", "en": "a row is a person"},
    "statistic": {"ja": "人数などの集計表", "en": "a table of counts"},
    "other": {"ja": "1行は人ではない（施設、事業者、物など）", "en": "a row is no person"},
}
_DECISIONS: dict[str, LangText] = {
    "publish": {"ja": "公開できます", "en": "can be published"},
    "review": {"ja": "要確認", "en": "needs a person's decision"},
    "withhold": {"ja": "公開不可", "en": "must not be published"},
}


def _lines(of: Register, trades: Sequence[Trade], best: Trade | None, tried: _Tried | None) -> Iterator[LangText]:
    rows = of.frame.height
    kind = _KINDS[of.subject.kind]
    yield {
        "ja": f"{of.file.name}: {rows:,}行×{of.frame.width}列、{kind['ja']}とみました。",
        "en": f"{of.file.name}: {rows:,} rows × {of.frame.width} columns; {kind['en']}.",
    }
    quasi = [of.names[r.index] for r in quasi_identifiers(of.subject)] if of.subject.kind == "person" else []
    if quasi:
        now = groups([codes(of.frame[n]) for n in quasi])
        yield {
            "ja": f"いま: 「{'」「'.join(quasi)}」で k={now.k}、一人に絞れる行 {share(now.unique, rows)}、{of.k}行未満の組の行 {share(now.below(of.k), rows)}",
            "en": f"now: by {', '.join(quasi)} k={now.k}, unique rows {share(now.unique, rows)}, rows in groups below {of.k} {share(now.below(of.k), rows)}",
        }
    if of.subject.kind == "person" and of.sensitive():
        yield lawful_way(of.subject)
    for trade in trades:
        mark = "→" if best is not None and trade.steps == best.steps else "　"
        words = _trade(trade, rows, of)
        yield {"ja": f"{mark}{words['ja']}", "en": f"{mark} {words['en']}"}
    if best is None:
        yield {
            "ja": f"列を粗くしても k={of.k} に届かず、秘匿の少ない集計表も作れません。行が少なすぎるようです。",
            "en": f"Neither rows with k={of.k} nor a table of counts that hides little can be made: there seem to be too few rows.",
        }
    if tried is not None:
        yield {
            "ja": f"案の結果: {tried.rows:,}行、水準は「{level_name(tried.level)['ja']}」、公開前の確認では{_DECISIONS[tried.decision]['ja']}。",
            "en": f"result: {tried.rows:,} rows, {level_name(tried.level)['en']}; the gate says: {_DECISIONS[tried.decision]['en']}.",
        }
        yield from ({"ja": f"　・{r['ja']}", "en": f"  - {r.get('en', r['ja'])}"} for r in tried.reasons)
    if best is not None and best.form == "rows":
        yield {
            "ja": "届いても1行は人のままです。公開するかは担当者が決めます。迷うときは --form statistics で集計に、除かれては困る列は --keep 列名 で残してください。",
            "en": "The rows are still people. An officer decides about release; when in doubt use --form statistics. --keep COLUMN keeps a column that must stay.",
        }


def _trade(trade: Trade, rows: int, of: Register) -> LangText:
    steps = [s for s in trade.steps if s.name not in ("shuffle", "keep", "groups", "aggregate", "rename")]
    how = " · ".join(_short(s) for s in steps)
    if trade.form == "rows":
        alike = (rows - trade.dropped) / trade.groups if trade.groups else 0
        return {
            "ja": f"個票: 情報の損失 {trade.loss:.0%}、除く行 {share(trade.dropped, rows)} ｜ k={trade.k}（特定の確率は最大 1/{trade.k}、平均 1/{alike:.0f}）: {how or '列はそのまま'}",
            "en": f"rows: information lost {trade.loss:.0%}, rows dropped {share(trade.dropped, rows)} | k={trade.k} (chance to single out at most 1/{trade.k}, 1/{alike:.0f} on average): {how or 'columns as they are'}",
        }
    if trade.form == "columns":
        return {
            "ja": f"列を除く: {how}。残る列: {'、'.join(trade.axes)}",
            "en": f"drop columns: {how}. Left: {', '.join(trade.axes)}",
        }
    if of.subject.kind == "statistic":
        return {
            "ja": f"秘匿: 度数{_threshold(trade)}未満のセルと、逆算を防ぐセル（{trade.hidden}か所）",
            "en": f"suppress: counts below {_threshold(trade)} and what protects them ({trade.hidden} cells)",
        }
    axes = " × ".join(trade.axes)
    return {
        "ja": f"集計: {axes}（{trade.cells:,}セル、{_threshold(trade)}未満 {trade.hidden:,}）、見えない人 {trade.loss:.0%}: {how or '区分はそのまま'}",
        "en": f"counts: {axes} ({trade.cells:,} cells, {trade.hidden:,} below {_threshold(trade)}), people not shown {trade.loss:.0%}: {how or 'classes as they are'}",
    }


def _threshold(trade: Trade) -> int:
    return next(int(s.options["threshold"]) for s in trade.steps if s.name in ("aggregate", "suppress"))


def _short(step: Step) -> str:
    if step.name == "drop":
        return f"drop {'、'.join(map(str, step.parameters))}"
    rest = {k: v for k, v in step.options.items() if k not in ("column", "unparsed", "with", "as_of", "unit")}
    return f"{step.options.get('column', '')} {step.name} {_scalar(rest)}"
