"""Explains rules: for the terminal, as JSON, and as the Markdown of docs/rules/."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from catalog.errors import CatalogError
from catalog.rule import Rule
from catalog.rules.pack import FAMILIES, load_pack

FAMILY_TITLES = {
    "file": {"ja": "ファイル", "en": "File"},
    "readability": {"ja": "機械可読性", "en": "Machine readability"},
    "schema": {"ja": "スキーマ", "en": "Schema"},
    "privacy": {"ja": "個人情報", "en": "Personal information"},
    "disclosure": {"ja": "再識別と秘匿", "en": "Disclosure control"},
    "hidden": {"ja": "隠れた内容", "en": "Hidden content"},
    "confidential": {"ja": "秘匿すべき情報", "en": "Confidential information"},
    "metadata": {"ja": "メタデータ", "en": "Metadata"},
}
_VERDICTS = {
    "ja": {"pass": "参考（点数に反映）", "review": "要確認", "withhold": "公開不可"},
    "en": {"pass": "note (lowers the score)", "review": "a person must decide", "withhold": "must not go out"},
}


def render_rules(wanted: str | None, format: str, lang: str) -> str:
    """A list of all rules, of one family, or the page of one rule.

    Raises:
        CatalogError: no rule or family has that id; names near ones.
    """
    rules = _select(wanted)
    if format == "json":
        return json.dumps([_data(r) for r in rules], ensure_ascii=False, indent=1) + "\n"
    if format == "markdown":
        return "\n".join(markdown(r) for r in rules) if wanted else index_markdown(rules)
    if wanted and len(rules) == 1 and "/" in wanted:
        return _page(rules[0], lang)
    return "".join(f"{r.id:<44} {_VERDICTS[lang][r.verdict]}  {r.title[lang]}\n" for r in rules)


def _select(wanted: str | None) -> Sequence[Rule]:
    pack = load_pack()
    if not wanted:
        return list(pack.rules.values())
    if wanted in pack.rules:
        return [pack.rules[wanted]]
    if wanted.rstrip("/") in FAMILIES:
        return pack.family(wanted.rstrip("/"))
    import difflib

    near = difflib.get_close_matches(wanted, pack.rules, n=3, cutoff=0.5)
    hint = f"did you mean {', '.join(near)}?" if near else "list them with `catalog rules`"
    raise CatalogError(f"{wanted}: there is no such rule → {hint}")


def _data(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "family": rule.family,
        "verdict": rule.verdict,
        "certainty": rule.certainty,
        **{k: dict(getattr(rule, k)) for k in ("title", "message", "why", "fix")},
        "references": list(rule.references),
        "since": rule.since,
        "formats": list(rule.formats),
    }


def _page(rule: Rule, lang: str) -> str:
    words = {"ja": ("判定", "なぜ", "直し方", "参照"), "en": ("Verdict", "Why", "What to do", "References")}[lang]
    lines = [
        f"{rule.id}  {rule.title[lang]}",
        "",
        f"{words[0]}: {_VERDICTS[lang][rule.verdict]}",
        f"{words[1]}: {rule.why[lang].strip()}",
        f"{words[2]}: {_unfilled(rule.fix[lang]).strip()}",
    ]
    if rule.references:
        lines.append(f"{words[3]}: {', '.join(rule.references)}")
    return "\n".join(lines) + "\n"


def _unfilled(text: str) -> str:
    import re

    shown = re.sub(r"(?<!\{)\{[a-z_]+\}(?!\})", "…", text)
    return shown.replace("{{", "{").replace("}}", "}")


def markdown(rule: Rule) -> str:
    """The generated page of one rule: what, why, what to do, examples; Japanese first."""
    lines = [f"# {rule.id}", "", f"**{rule.title['ja']}** / {rule.title['en']}", ""]
    lines.append(f"- 判定 / verdict: `{rule.verdict}` — {_VERDICTS['ja'][rule.verdict]}")
    lines.append(f"- 確度 / certainty: `{rule.certainty}`")
    if rule.formats:
        lines.append(f"- 対象 / formats: {', '.join(rule.formats)}")
    if rule.references:
        lines.append(f"- 参照 / references: {'; '.join(rule.references)}")
    if rule.since:
        lines.append(f"- since {rule.since}")
    for ja, en, key in (("なぜ", "Why", "why"), ("直し方", "What to do", "fix")):
        text = getattr(rule, key)
        lines += ["", f"## {ja} / {en}", "", _unfilled(text["ja"]).strip(), "", _unfilled(text["en"]).strip()]
    lines += ["", "## 例 / Examples", ""]
    for word, key in (("指摘される / met", "fail"), ("指摘されない / not met", "pass")):
        for example in rule.examples[key]:
            shown = _example(example)
            if shown:
                lines += [f"{word}:", "", "```", shown.rstrip("\n"), "```", ""]
    return "\n".join(lines).rstrip() + "\n"


def _example(example: Any) -> str:
    if not isinstance(example, dict):
        return ""
    for key in ("csv", "text"):
        if key in example:
            text = str(example[key])
            return text if len(text) < 1500 else text[:1500] + "\n…"
    for key in ("xlsx", "json", "geojson"):
        if key in example:
            text = json.dumps(example[key], ensure_ascii=False)
            return text if len(text) < 1500 else text[:1500] + " …"
    return ""


def index_markdown(rules: Sequence[Rule]) -> str:
    """docs/rules/README.md: every rule by family."""
    lines = [
        "# 規則一覧 / Rules",
        "",
        "このページは validators/ から作られています。/ Generated from validators/ by `make docs`.",
        "",
    ]
    for family in FAMILIES:
        mine = [r for r in rules if r.family == family]
        if not mine:
            continue
        lines += [
            f"## {FAMILY_TITLES[family]['ja']} / {FAMILY_TITLES[family]['en']} (`{family}/`)",
            "",
            "| id | 判定 | | |",
            "|---|---|---|---|",
        ]
        lines += [f"| [{r.id}]({r.id}.md) | `{r.verdict}` | {r.title['ja']} | {r.title['en']} |" for r in mine]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def pages() -> dict[str, str]:
    """Every generated file of docs/rules/: relative path → text."""
    rules = list(load_pack().rules.values())
    return {"README.md": index_markdown(rules), **{f"{r.id}.md": markdown(r) for r in rules}}
