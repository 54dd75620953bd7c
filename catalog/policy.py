"""The release policy of a city (`policy:` of catalog.yaml): what it can say, and every word that would change nothing refused.

A city can make rules stricter. A threshold that is misspelt, or loosened without a reason, would leave the default in force
unnoticed: both are mistakes, told with their line.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from catalog.bundled import bundled, bundled_data
from catalog.declared import offered
from catalog.errors import Mistake
from catalog.rule import VERDICTS
from catalog.strict_yaml import Document

#: Threshold → whether a larger number is the stricter one. Defaults and sources: `validators/policies/disclosure.yaml`.
THRESHOLDS: Mapping[str, bool] = {
    "small_count": True,
    "small_count_care": True,
    "small_count_business": True,
    "interval": True,
    "group": True,
    "unique_share": False,
}
_NUMBERS = ("population", "readability_least", "largest_file")
_KEYS = (*THRESHOLDS, *_NUMBERS, "verdicts", "privacy", "ordinances")
_PRIVACY = ("headers", "sensitive", "filebook")


def policy(document: Document, data: Any, mistakes: list[Mistake]) -> Mapping[str, Any]:
    """`policy:` as it stands; what it says wrongly is added to `mistakes`."""
    if data is None:
        return {}
    if not isinstance(data, Mapping):
        mistakes.append(document.mistake("policy is no mapping", "write `policy: {…}`", "policy"))
        return {}
    _known(document, data, _KEYS, ("policy",), mistakes)
    for key, larger in THRESHOLDS.items():
        if key in data:
            _threshold(document, key, larger, data[key], mistakes)
    for key in _NUMBERS:
        if key in data and not _is_number(data[key]):
            mistakes.append(document.mistake(f"{key} is no number", f"write `{key}: 50000`", "policy", key))
    _verdicts(document, data.get("verdicts"), mistakes)
    _privacy(document, data.get("privacy"), mistakes)
    if "ordinances" in data and not _is_texts(data["ordinances"]):
        mistakes.append(_no_list(document, "ordinances", "policy"))
    return data


def _threshold(document: Document, key: str, larger: bool, value: Any, mistakes: list[Mistake]) -> None:
    reason = ""
    if isinstance(value, Mapping):
        _known(document, value, ("value", "reason"), ("policy", key), mistakes)
        reason, value = str(value.get("reason") or "").strip(), value.get("value")
    if not _is_number(value) or value <= 0:
        mistakes.append(document.mistake(f"{key} is no number above zero", f"write `{key}: 10`", "policy", key))
        return
    default = bundled_data("policies/disclosure.yaml")["thresholds"][key]["value"]
    looser = value < default if larger else value > default
    if looser and not reason:
        mistakes.append(
            document.mistake(
                f"{key} {value} is looser than {default} and has no reason",
                f"write `{key}: {{value: {value}, reason: …}}`",
                "policy",
                key,
            )
        )


def _verdicts(document: Document, data: Any, mistakes: list[Mistake]) -> None:
    if data is None:
        return
    if not isinstance(data, Mapping):
        mistakes.append(
            document.mistake(
                "verdicts is no mapping", "write `verdicts: {privacy/age: withhold}`", "policy", "verdicts"
            )
        )
        return
    for rule, verdict in data.items():
        where = ("policy", "verdicts", rule)
        if not _is_rule(str(rule)):
            mistakes.append(
                document.mistake(f"there is no rule '{rule}'", "see `catalog rules`; a family is `privacy/*`", *where)
            )
        hint = f"use one of {', '.join(VERDICTS[1:])}"
        if verdict not in VERDICTS:
            mistakes.append(document.mistake(f"'{verdict}' is no verdict", hint, *where))
        elif verdict == VERDICTS[0]:
            mistakes.append(document.mistake(f"'{verdict}' makes no rule stricter", hint, *where))


def _is_rule(name: str) -> bool:
    family, _, rule = name.partition("/")
    folder = bundled("validators") / family
    if not family.isidentifier() or not rule or "/" in rule:
        return False
    return any(folder.glob("*.yaml")) if rule == "*" else (folder / f"{rule}.yaml").is_file()


def _privacy(document: Document, data: Any, mistakes: list[Mistake]) -> None:
    if data is None:
        return
    if not isinstance(data, Mapping):
        mistakes.append(document.mistake("privacy is no mapping", "write `privacy: {…}`", "policy", "privacy"))
        return
    _known(document, data, _PRIVACY, ("policy", "privacy"), mistakes)
    headers = data.get("headers")
    if headers is not None and not isinstance(headers, Mapping):
        mistakes.append(
            document.mistake(
                "headers is no mapping", "write `headers: {person-name: [列名]}`", "policy", "privacy", "headers"
            )
        )
    for category, terms in headers.items() if isinstance(headers, Mapping) else ():
        where = ("policy", "privacy", "headers", category)
        if not _is_rule(f"privacy/{category}") or category == "*":
            mistakes.append(document.mistake(f"there is no rule 'privacy/{category}'", "see `catalog rules`", *where))
        if not _is_texts(terms):
            mistakes.append(_no_list(document, str(category), *where[:-1]))
    if "sensitive" in data and not _is_texts(data["sensitive"]):
        mistakes.append(_no_list(document, "sensitive", "policy", "privacy"))
    if "filebook" in data and not isinstance(data["filebook"], str):
        mistakes.append(
            document.mistake(
                "filebook is no file name", "write `filebook: ファイル簿.csv`", "policy", "privacy", "filebook"
            )
        )


def _known(
    document: Document,
    data: Mapping[str, Any],
    keys: Collection[str],
    above: tuple[str, ...],
    mistakes: list[Mistake],
) -> None:
    for key in data:
        if key not in keys:
            what = f"{'.'.join(above)} has no key '{key}'"
            mistakes.append(document.mistake(what, offered(str(key).lower(), keys), *above, key))


def _no_list(document: Document, key: str, *above: str) -> Mistake:
    return document.mistake(f"{key} is no list of words", f"write `{key}: [言葉, 言葉]`", *above, key)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, str | int | float) for v in value)
