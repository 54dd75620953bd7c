"""The report as workflow commands (`::error file=…`), which GitHub Actions turns into annotations."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from catalog.rules.formats_sarif import file_of

_WORDS = {"withhold": "error", "review": "warning", "pass": "notice"}


def to_github(data: Mapping[str, Any], city: Path | None = None) -> str:
    """One command per finding, the strictest first. Approved findings become notices.

    `city`: the folder of the datasets, so that files are named as the repository has them.
    """
    lines = [
        (("error", "warning", "notice").index(_word(f)), _line(file_of(d, r, city), f))
        for d in data["datasets"]
        for r in d["resources"]
        for f in r["findings"]
    ]
    return "".join(line + "\n" for _, line in sorted(lines, key=lambda x: x[0]))


def _word(f: Mapping[str, Any]) -> str:
    return "notice" if f["approval"] else _WORDS[f["verdict"]]


def _line(path: str, f: Mapping[str, Any]) -> str:
    properties = [f"file={_property(path)}"]
    if f["location"]["rows"]:
        properties.append(f"line={f['location']['rows'][0]}")
    properties.append(f"title={_property(f['rule'])}")
    return f"::{_word(f)} {','.join(properties)}::{_escape(f['message']['ja'] + ' → ' + f['fix']['ja'])}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
