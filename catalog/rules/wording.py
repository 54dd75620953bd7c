"""Words that several forms of a report share: findings in brief, approvals, and the commands that are named."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from catalog.bundled import bundled_data
from catalog.regex import regex
from catalog.text import pick

#: where every command looks for a city when none is named
_DEFAULT_CITY = Path("datasets")
#: where a sentence ends; in English with a capital or a quotation mark behind the stop, so that "e.g. row 2" is none
_ENDS = {"ja": regex(r"(?<=。)"), "en": regex(r"(?<=\.) +(?=[A-Z“'\"])")}


def approve_command(dataset: str, city: Path | None = None) -> str:
    """`catalog approve` for a dataset as it is typed: with --city wherever the folder is not the default."""
    named = city is None or city == _DEFAULT_CITY
    return f"catalog approve {dataset}" + ("" if named else f" --city {shlex.quote(str(city))}")


def approval_words(approval: Mapping[str, Any], lang: str) -> str:
    """An approval as the office reads it: the basis in words, its article, how many approved, from when until when."""
    known = {b["id"]: b for b in bundled_data("policies/bases.yaml")["bases"]}
    basis = known.get(approval["basis"], {"title": {"ja": approval["basis"]}})
    article = approval.get("article") or basis.get("article")
    people = approval.get("approvers")
    days = f"{approval.get('date') or ''}–{approval['until']}"
    if lang == "ja":
        parts = (article, f"{people}人が承認" if people else "", days)
        return f"{pick(basis['title'])}（{'、'.join(str(p) for p in parts if p)}）"
    parts = (article, f"approved by {people}" if people else "", days)
    return f"{pick(basis['title'], 'en')} ({', '.join(str(p) for p in parts if p)})"


def reasons(resource: Mapping[str, Any], lang: str) -> set[str]:
    """The sentences that say what a row of a file was taken for."""
    return {subject["reason"][lang] for subject in resource["facts"].get("subjects", ())}


def without_reasons(message: str, told: Iterable[str]) -> str:
    """A message without the sentences that stand elsewhere already: what a row was taken for is said once."""
    for sentence in told:
        message = message.replace(sentence, "")
    return message.strip()


def brief(finding: Mapping[str, Any], resource: Mapping[str, Any], lang: str) -> str:
    """What is wrong, in its first sentence, and why an approval does not cover it: a line in a list of many datasets."""
    first, *rest = sentences(without_reasons(finding["message"][lang], reasons(resource, lang)), lang) or [""]
    voided = [s for s in rest if "承認" in s or "approv" in s]
    return (" " if lang == "en" else "").join([first, *voided])


def first_sentence(message: str, lang: str) -> str:
    """The start of a message, for a line in a list."""
    return next(iter(sentences(message, lang)), "")


def sentences(message: str, lang: str) -> list[str]:
    """The sentences of a message."""
    return [s.strip() for s in _ENDS["ja" if lang == "ja" else "en"].split(message) if s.strip()]
