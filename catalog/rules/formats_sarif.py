"""The report as SARIF 2.1.0 (OASIS), for code hosting that shows findings beside the files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from catalog.rules.pack import load_pack

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"withhold": "error", "review": "warning", "pass": "note"}


def to_sarif(data: Mapping[str, Any], city: Path | None = None) -> str:
    """One SARIF run. An approved finding is a suppressed result with its basis as justification.

    `city`: the folder of the datasets, so that files are named as the repository has them.
    """
    known = load_pack().rules
    results = [_result(file_of(d, r, city), f) for d in data["datasets"] for r in d["resources"] for f in r["findings"]]
    met = sorted({r["ruleId"] for r in results})
    order = {rule: i for i, rule in enumerate(met)}
    for result in results:
        result["ruleIndex"] = order[result["ruleId"]]
    driver = {
        "name": data["tool"]["name"],
        "version": data["tool"]["version"],
        "rules": [_rule(known[i]) if i in known else {"id": i} for i in met],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _rule(rule: Any) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title["ja"]},
        "fullDescription": {"text": rule.why["ja"]},
        "help": {"text": f"{rule.fix['ja']}\n\n{rule.fix['en']}"},
        "defaultConfiguration": {"level": _LEVELS[rule.verdict]},
        "properties": {"tags": [rule.family, *rule.references]},
    }


def _result(path: str, f: Mapping[str, Any]) -> dict[str, Any]:
    where: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": quote(path)}}}
    rows = f["location"]["rows"]
    if rows:
        where["physicalLocation"]["region"] = {"startLine": rows[0]}
    named = [f["location"]["sheet"], f["location"]["column"], f["location"]["cell"]]
    if any(named):
        where["logicalLocations"] = [{"fullyQualifiedName": "/".join(n for n in named if n)}]
    result: dict[str, Any] = {
        "ruleId": f["rule"],
        "level": _LEVELS[f["verdict"]],
        "message": {"text": f"{f['message']['ja']} → {f['fix']['ja']}"},
        "locations": [where],
        "partialFingerprints": {"machiCatalog/v1": f["fingerprint"]},
        "occurrenceCount": max(1, f["count"]),
    }
    if f["approval"]:
        result["suppressions"] = [{"kind": "external", "justification": str(f["approval"]["basis"])}]
    return result


def file_of(dataset: Mapping[str, Any], resource: Mapping[str, Any], city: Path | None) -> str:
    """Where a file lies, seen from the folder in which the command runs; a bare file bears its place as its id."""
    if dataset["id"] == resource["path"]:
        return str(resource["path"])
    home = city.resolve() if city is not None else Path.cwd()
    above = home.relative_to(Path.cwd()) if home.is_relative_to(Path.cwd()) else Path()
    return Path(above, dataset["id"], resource["path"]).as_posix()
