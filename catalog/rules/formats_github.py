"""The report as workflow commands (`::error file=…`), which GitHub Actions turns into annotations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_WORDS = {"withhold": "error", "review": "warning", "pass": "notice"}


def to_github(data: Mapping[str, Any]) -> str:
    """One command per finding, the strictest first. Approved findings become notices."""
    lines = [
        (("error", "warning", "notice").index(_word(f)), _line(d, r, f))
        for d in data["datasets"]
        for r in d["resources"]
        for f in r["findings"]
    ]
    return "".join(line + "\n" for _, line in sorted(lines, key=lambda x: x[0]))


def _word(f: Mapping[str, Any]) -> str:
    return "notice" if f["approval"] else _WORDS[f["verdict"]]


def _line(dataset: Mapping[str, Any], resource: Mapping[str, Any], f: Mapping[str, Any]) -> str:
    path = resource["path"] if dataset["id"] == resource["path"] else f"{dataset['id']}/{resource['path']}"
    properties = [f"file={_property(path)}"]
    if f["location"]["rows"]:
        properties.append(f"line={f['location']['rows'][0]}")
    properties.append(f"title={_property(f['rule'])}")
    return f"::{_word(f)} {','.join(properties)}::{_escape(f['message']['ja'] + ' → ' + f['fix']['ja'])}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
