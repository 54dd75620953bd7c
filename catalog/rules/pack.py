"""Rule packs: YAML files under validators/<family>/, read into `Rule`s. All mistakes of all packs are reported at once."""

from __future__ import annotations

import hashlib
import os
import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.bundled import bundled
from catalog.compiled import kept
from catalog.errors import CatalogError, Mistake
from catalog.rule import CHECKS, VERDICTS, Rule

if TYPE_CHECKING:
    from catalog.strict_yaml import Document

FAMILIES = ("file", "readability", "schema", "privacy", "disclosure", "hidden", "confidential", "metadata")
_TEXTS = ("title", "message", "why", "fix")
_KNOWN = {*_TEXTS, "id", "check", "verdict", "certainty", "references", "since", "parameters", "examples", "formats"}
#: A rule file says its id; other YAML beside it (word lists, verdict tables) does not.
_IS_RULE = re.compile(rb"^id:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Pack:
    """Every rule by id, the module that holds each check, and the sha256 over all bundled rule data (rules, lexicons,
    shapes, policies)."""

    rules: Mapping[str, Rule]
    modules: Mapping[str, str]
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
    contents = {name: (root / name).read_bytes() for name in sorted(_names(root))}
    digest = hashlib.sha256()
    for name, content in contents.items():
        digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    compiled = kept("rules", digest.hexdigest(), lambda: _compiled(root, contents))
    rules = [_rule(data) for data in compiled["rules"]]
    return Pack({r.id: r for r in rules}, compiled["modules"], "sha256:" + digest.hexdigest())


def _names(folder: Path, prefix: str = "") -> Iterator[str]:
    """Paths of all files below a folder, relative to it."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _names(folder / entry.name, f"{prefix}{entry.name}/")
            elif entry.is_file():
                yield prefix + entry.name


def _compiled(root: Path, contents: Mapping[str, bytes]) -> dict[str, Any]:
    """{"rules": the packs as read and found right, in the order of the report, "modules": check → module that holds it}."""
    from catalog.rules.registry import register_all
    from catalog.strict_yaml import load

    register_all()
    mistakes: list[Mistake] = []
    packs: list[Mapping[str, Any]] = []
    for name, content in contents.items():
        if not name.endswith(".yaml") or name.split("/")[0] not in FAMILIES or not _IS_RULE.search(content[:2000]):
            continue
        try:
            document = load(root / name, name)
        except CatalogError as error:
            mistakes.extend(error.mistakes)
            continue
        found = list(_mistakes(document, name))
        mistakes.extend(found)
        if not found:
            packs.append(document.data)
    if mistakes:
        raise CatalogError(*mistakes)
    order = {family: i for i, family in enumerate(FAMILIES)}
    packs.sort(key=lambda data: (order[data["id"].split("/", 1)[0]], data["id"]))
    return {"rules": packs, "modules": {data["check"]: CHECKS[data["check"]][0].__module__ for data in packs}}


def _mistakes(document: Document, name: str) -> Iterator[Mistake]:
    data = document.data
    if not isinstance(data, Mapping):
        yield document.mistake("is no mapping")
        return
    identifier = str(data.get("id"))
    if identifier != name.removesuffix(".yaml"):
        yield document.mistake(f"id '{identifier}' differs from the file name", "make them equal", "id")
    if data.get("check") not in CHECKS:
        known = "" if data.get("check") else " (missing)"
        yield document.mistake(
            f"check '{data.get('check')}'{known} is not registered", "see catalog.rule.check", "check"
        )
    if data.get("verdict") not in VERDICTS:
        yield document.mistake("verdict must be pass, review or withhold", "", "verdict")
    if data.get("certainty", "certain") not in ("certain", "likely"):
        yield document.mistake("certainty must be certain or likely", "", "certainty")
    for key in _TEXTS:
        yield from _bilingual(document, data.get(key), key)
    examples = data.get("examples")
    if not isinstance(examples, Mapping) or not examples.get("pass") or not examples.get("fail"):
        yield document.mistake("needs examples that pass and that fail", "", "examples")


def _rule(data: Mapping[str, Any]) -> Rule:
    return Rule(
        id=str(data["id"]),
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


def _bilingual(document: Document, text: Any, key: str) -> Iterator[Mistake]:
    if not isinstance(text, Mapping) or not all(str(text.get(lang) or "").strip() for lang in ("ja", "en")):
        yield document.mistake(f"{key} needs ja and en", "", key)
        return
    try:
        fields = {lang: {f for _, f, _, _ in string.Formatter().parse(text[lang]) if f} for lang in ("ja", "en")}
    except ValueError as error:
        yield document.mistake(f"{key} has a stray brace ({error})", "double it: {{ }}", key)
        return
    if key == "message" and fields["ja"] != fields["en"]:
        yield document.mistake("message uses different {placeholders} in ja and en", "make both say the same", key)
