"""The reports folder: report.json, .html, .sarif, .xlsx for people, audit.jsonl as the record that only grows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from catalog.files import content_digest, write_file
from catalog.rules.report import to_json


def write_reports(data: Mapping[str, Any], folder: Path, lang: str = "ja", city: Path | None = None) -> None:
    """Writes every form of the report and one audit line; `lang` is that of the page for people, `city` stands in its commands."""
    from catalog.rules.formats_html import to_html
    from catalog.rules.formats_sarif import to_sarif
    from catalog.rules.formats_xlsx import to_xlsx

    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (
        ("report.json", to_json(data).encode()),
        ("report.html", to_html(data, lang, city).encode()),
        ("report.sarif", to_sarif(dict(data)).encode()),
        ("report.xlsx", to_xlsx(dict(data))),
    ):
        write_file(folder / name, content)
    append_audit(folder / "audit.jsonl", _entry(data))


def append_audit(path: Path, entry: Mapping[str, Any]) -> None:
    """One line more, carrying the hash of the line before: a removed or changed line shows."""
    before = path.read_bytes().rstrip(b"\n").rsplit(b"\n", 1)[-1] if path.is_file() else b""
    line = {"previous": content_digest(before) if before else None, **entry}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")


def _entry(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "event": "build",
        "as_of": data["as_of"],
        "tool": data["tool"],
        "summary": data["summary"],
        "datasets": [
            {
                "id": d["id"],
                "decision": d["decision"],
                "files": {r["path"]: r["sha256"] for r in d["resources"]},
                "rules": sorted({f["rule"] for r in d["resources"] for f in r["findings"] if f["verdict"] != "pass"}),
                "approvals": sorted(
                    {
                        f"{f['rule']}:{f['approval']['basis']}"
                        for r in d["resources"]
                        for f in r["findings"]
                        if f["approval"]
                    }
                ),
            }
            for d in data["datasets"]
        ],
    }
