"""`catalog diff`: what changed between two reports, or between two published folders."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from catalog.errors import CatalogError
from catalog.rules.report import DECISIONS


def compare(old: Path, new: Path) -> dict[str, Any]:
    """Differences of two report.json files or two public folders.

    Raises:
        CatalogError: one of them is neither, or they are of different kinds.
    """
    a, b = _load(old), _load(new)
    if ("datasets" in a) != ("datasets" in b):
        raise CatalogError("diff: compares two report.json files, or two public folders → give two of one kind")
    return _reports(a, b) if "datasets" in a else _folders(a, b)


def render(difference: Mapping[str, Any], format: str, lang: str) -> str:
    """As text or JSON."""
    if format == "json":
        return json.dumps(difference, ensure_ascii=False, indent=1) + "\n"
    ja = lang == "ja"
    words = {
        "added": "追加" if ja else "added",
        "removed": "削除" if ja else "removed",
        "changed": "変更" if ja else "changed",
        "decisions": "判定の変化" if ja else "decisions",
        "new_findings": "新しい指摘" if ja else "new findings",
        "gone_findings": "なくなった指摘" if ja else "findings gone",
    }
    # what a dataset that came or went as a whole was found to have is said by the report
    whole = {*difference.get("added", ()), *difference.get("removed", ())}
    told = [
        (words[key], _shown(item, ja)) for key in words for item in difference.get(key, []) if not _within(item, whole)
    ]
    count = Counter(told)
    again = "（{}件）" if ja else " ({} times)"
    lines = [f"{word}: {text}" + (again.format(n) if n > 1 else "") for (word, text), n in count.items()]
    return "\n".join(lines or ["変わりません。" if ja else "No differences."]) + "\n"


def _within(item: Any, whole: set[str]) -> bool:
    return isinstance(item, Mapping) and item["id"] in whole


def _shown(item: Any, ja: bool) -> str:
    if isinstance(item, str):
        return item
    if "from" in item:
        before, after = (DECISIONS["ja"][item[key]] if ja else item[key] for key in ("from", "to"))
        return f"{item['id']}  {before} → {after}"
    column = " ".join(item["column"].split()) if item.get("column") else ""
    return f"{item['id']}  {item['rule']}  {item['path']}" + (f"  {column}" if column else "")


def _load(path: Path) -> dict[str, Any]:
    file = path / "manifest.json" if path.is_dir() else path
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError:
        raise CatalogError.at(
            file, "cannot be read", "give a report.json, or a folder that `catalog build` wrote"
        ) from None
    except ValueError:
        raise CatalogError.at(
            file, "is not JSON", "give a report.json, or a folder that `catalog build` wrote"
        ) from None
    if not _is_known(data):
        raise CatalogError.at(file, "is neither a report nor a manifest", "give a report.json, or a public folder")
    assert isinstance(data, dict)
    return data


def _is_known(data: Any) -> bool:
    """Whether it holds what is compared here."""
    try:
        if "datasets" in data:
            return bool([_findings(data), [d["decision"] for d in data["datasets"]]])
        return all(isinstance(f["path"], str) and isinstance(f["sha256"], str) for f in data["files"])
    except (KeyError, TypeError):
        return False


def _folders(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    old = {f["path"]: f["sha256"] for f in a["files"]}
    new = {f["path"]: f["sha256"] for f in b["files"]}
    return {
        "added": sorted(set(new) - set(old)),
        "removed": sorted(set(old) - set(new)),
        "changed": sorted(p for p in set(old) & set(new) if old[p] != new[p]),
    }


def _reports(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    old, new = ({d["id"]: d for d in report["datasets"]} for report in (a, b))
    old_findings, new_findings = _findings(a), _findings(b)
    return {
        "added": sorted(set(new) - set(old)),
        "removed": sorted(set(old) - set(new)),
        "decisions": [
            {"id": i, "from": old[i]["decision"], "to": new[i]["decision"]}
            for i in sorted(set(old) & set(new))
            if old[i]["decision"] != new[i]["decision"]
        ],
        "new_findings": [new_findings[k] for k in sorted(set(new_findings) - set(old_findings))],
        "gone_findings": [old_findings[k] for k in sorted(set(old_findings) - set(new_findings))],
    }


def _findings(report: Mapping[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (d["id"], f["fingerprint"]): {
            "id": d["id"],
            "rule": f["rule"],
            "verdict": f["verdict"],
            "path": r["path"],
            "column": f["location"]["column"],
        }
        for d in report["datasets"]
        for r in d["resources"]
        for f in r["findings"]
    }
