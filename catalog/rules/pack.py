"""Rule packs: YAML files under validators/<family>/, read into `Rule`s. All mistakes of all packs are reported at once."""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from catalog.bundled import bundled
from catalog.errors import CatalogError, Mistake
from catalog.rule import CHECKS, VERDICTS, Rule
from catalog.strict_yaml import Document, load

FAMILIES = ("file", "readability", "schema", "privacy", "disclosure", "hidden", "confidential", "metadata")
_TEXTS = ("title", "message", "why", "fix")
_KNOWN = {*_TEXTS, "id", "check", "verdict", "certainty", "references", "since", "parameters", "examples", "formats"}
#: A rule file says its id; other YAML beside it (word lists, verdict tables) does not.
_IS_RULE = re.compile(rb"^id:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Pack:
    """Every rule by id, and the sha256 over all bundled rule data (rules, lexicons, shapes, policies)."""

    rules: Mapping[str, Rule]
    digest: str

    def __getitem__(self, rule_id: str) -> Rule:
        return self.rules[rule_id]

    def family(self, name: str) -> list[Rule]:
        return [r for r in self.rules.values() if r.family == name]


@cache
def load_pack() -> Pack:
    """The bundled rules.

    Raises:
        CatalogError: a pack is wrong; every mistake with its file and line.
    """
    return read_pack(bundled("validators"))


def read_pack(root: Path) -> Pack:
    """Reads all rule packs under `root` (see `load_pack`)."""
    from catalog.rules.registry import register_all

    register_all()
    mistakes: list[Mistake] = []
    rules: dict[str, Rule] = {}
    digest = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        name = path.relative_to(root).as_posix()
        content = path.read_bytes()
        digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
        if path.suffix != ".yaml" or name.split("/")[0] not in FAMILIES or not _IS_RULE.search(content[:2000]):
            continue
        try:
            document = load(path, name)
        except CatalogError as error:
            mistakes.extend(error.mistakes)
            continue
        rule = _rule(document, name, mistakes)
        if rule is not None:
            rules[rule.id] = rule
    if mistakes:
        raise CatalogError(*mistakes)
    order = {family: i for i, family in enumerate(FAMILIES)}
    ordered = sorted(rules.values(), key=lambda r: (order[r.family], r.id))
    return Pack({r.id: r for r in ordered}, "sha256:" + digest.hexdigest())


def _rule(document: Document, name: str, mistakes: list[Mistake]) -> Rule | None:
    data = document.data
    before = len(mistakes)
    if not isinstance(data, Mapping):
        mistakes.append(document.mistake("is no mapping"))
        return None
    identifier = str(data.get("id"))
    if identifier != name.removesuffix(".yaml"):
        mistakes.append(document.mistake(f"id '{identifier}' differs from the file name", "make them equal", "id"))
    if data.get("check") not in CHECKS:
        known = "" if data.get("check") else " (missing)"
        mistakes.append(
            document.mistake(f"check '{data.get('check')}'{known} is not registered", "see catalog.rule.check", "check")
        )
    if data.get("verdict") not in VERDICTS:
        mistakes.append(document.mistake("verdict must be pass, review or withhold", "", "verdict"))
    if data.get("certainty", "certain") not in ("certain", "likely"):
        mistakes.append(document.mistake("certainty must be certain or likely", "", "certainty"))
    for key in _TEXTS:
        _bilingual(document, data.get(key), key, mistakes)
    examples = data.get("examples")
    if not isinstance(examples, Mapping) or not examples.get("pass") or not examples.get("fail"):
        mistakes.append(document.mistake("needs examples that pass and that fail", "", "examples"))
    if len(mistakes) > before:
        return None
    return Rule(
        id=identifier,
        check=str(data["check"]),
        verdict=data["verdict"],
        certainty=data.get("certainty", "certain"),
        title=data["title"],
        message=data["message"],
        why=data["why"],
        fix=data["fix"],
        references=tuple(str(r) for r in data.get("references") or ()),
        since=str(data.get("since", "")),
        parameters=data.get("parameters") or {},
        examples=data["examples"],
        formats=tuple(data.get("formats") or ()),
        extras={k: v for k, v in data.items() if k not in _KNOWN},
    )


def _bilingual(document: Document, text: Any, key: str, mistakes: list[Mistake]) -> None:
    if not isinstance(text, Mapping) or not all(str(text.get(lang) or "").strip() for lang in ("ja", "en")):
        mistakes.append(document.mistake(f"{key} needs ja and en", "", key))
        return
    try:
        fields = {lang: {f for _, f, _, _ in string.Formatter().parse(text[lang]) if f} for lang in ("ja", "en")}
    except ValueError as error:
        mistakes.append(document.mistake(f"{key} has a stray brace ({error})", "double it: {{ }}", key))
        return
    if key == "message" and fields["ja"] != fields["en"]:
        mistakes.append(
            document.mistake("message uses different {placeholders} in ja and en", "make both say the same", key)
        )
