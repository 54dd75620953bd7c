"""The descriptor that `catalog add` writes, as text: every guess carries the comment `# 推測`, every gap a line to fill in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from catalog.regex import regex
from catalog.release.unfinished import GUESS as MARK

if TYPE_CHECKING:
    from catalog.release.add import Described
    from catalog.release.infer import Guess

GUESS = f"  {MARK}"
_PLAIN = regex(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`0-9.~=+][^\n:#\[\]{},&*!|>'\"%@`]*")
_SPACED = regex(r"\S(?:[\s\u3000]+\S)+")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def descriptor_text(d: Described) -> str:
    """datapackage.yaml of a file that was just described."""
    lines = [
        f"# {d.file} から作りました。「# 推測」の行は確かめたら、# から行の終わりまでを消してください。「# ここに」の行は、先頭の # を消して書きます。",
        f"name: {d.id}",
        f"title: {scalar(d.title)}{GUESS if d.title_guessed else ''}",
        f"description: {scalar(_description(d))}{GUESS}。何を、いつ時点で、どこまでの範囲でまとめたかを書いてください",
    ]
    if d.topic.keywords:
        lines.append(f"keywords: {_flow(d.topic.keywords['ja'])}{GUESS}")
    else:
        lines.append("keywords: [] # ここに、探す人が使いそうな言葉")
    if d.topic.category:
        lines.append(f"themes: [{d.topic.category}]{GUESS}")
    if d.conforms_to:
        lines.append(f"conformsTo: {d.conforms_to}{GUESS}")
    lines += [
        "# publisher: {name: …課}                                # ここに、担当課（書かなければカタログ全体のもの）",
        "# temporal: {start: 2026-04-01, end: 2027-03-31}         # ここに、データの期間",
        "# accrualPeriodicity: annual                             # ここに、更新の頻度（annual quarterly monthly daily irregular）",
        "# issued: 2026-04-01                                     # ここに、公開日",
        "# modified: 2026-04-01                                   # ここに、最終更新日",
    ]
    if d.match:
        lines += [
            "translations:",
            f"  en: {{title: {scalar(d.match.layout.title['en'])}, keywords: {_flow(d.topic.keywords.get('en', ()))}}}{GUESS}",
        ]
    lines += ["resources:", f"  - name: {d.id}", f"    path: {scalar(d.file)}", f"    title: {scalar(d.title)}"]
    if d.source.encoding:
        lines.append(f"    encoding: {d.source.encoding}")
    if d.source.delimiter and d.source.delimiter != ",":
        lines.append(f"    dialect: {{delimiter: {json.dumps(d.source.delimiter)}}}")
    if d.guesses:
        lines += ["    schema:", "      fields:", *(f"        - {_field(g)}" for g in d.guesses)]
    return "\n".join(lines) + "\n"


def _description(d: Described) -> str:
    """What can be said without knowing more: how many records, of what, and what was noted around the table."""
    return _contents(d) + (f"元の表の注: {d.notes}" if d.notes else "")


def _contents(d: Described) -> str:
    main = d.source.main
    if main is None:
        return f"{d.title}のデータです。"
    if d.source.format == "gtfs":
        parts = [t.sheet for t in d.source.tables if t.sheet]
        return f"{d.title}のデータです。{'、'.join(parts[:6])}など{len(parts)}の表があります。"
    named = dict.fromkeys(closed_up("".join(h.split("\n")).strip()) for h in main.header if h.strip())
    names = list(named)[:6]
    if not names:
        return f"{d.title}のデータです。{main.height:,}件あります。"
    more = "など" if len(named) > len(names) else ""
    return f"{d.title}のデータです。{main.height:,}件あり、{'、'.join(names)}{more}の項目があります。"


def closed_up(text: str) -> str:
    """A line without the spaces between letters that fill it in a print layout: 推　計　人　口."""
    return re.sub(r"[\s\u3000]+", "" if _SPACED.fullmatch(text) else " ", text)


def scalar(value: Any) -> str:
    """A YAML scalar, quoted where a reader could take it for something else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    if _PLAIN.fullmatch(text) and text == text.strip() and text.lower() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


def _field(guess: Guess) -> str:
    f = guess.field
    parts: dict[str, Any] = {"name": f.name, "title": f.title.get("ja", f.name)}
    if f.description.get("ja"):
        parts["description"] = f.description["ja"]
    parts["type"] = f.type
    if f.format != "default":
        parts["format"] = f.format
    if f.unit:
        parts["unit"] = f.unit
    if f.extras.get("ascii"):
        parts["ascii"] = f.extras["ascii"]
    if f.constraints:
        parts["constraints"] = dict(f.constraints)
    if f.title.get("en"):
        parts["translations"] = {"en": {"title": f.title["en"]}}
    words = {"type": "型", "unit": "単位", "description": "説明", "enum": "選択肢", "unique": "一意"}
    marks = "・".join(words[g] for g in guess.guessed)
    missing = "" if f.description.get("ja") else "、説明はここに" if marks else "  # 説明はここに"
    return _mapping(parts) + (f"{GUESS}（{marks}）{missing}" if marks else missing)


def _mapping(values: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f"{k}: {_value(v)}" for k, v in values.items()) + "}"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return _mapping(value)
    if isinstance(value, list | tuple):
        return _flow(value)
    return scalar(value)


def _flow(values: Sequence[Any]) -> str:
    return "[" + ", ".join(scalar(v) for v in values) + "]"
