"""report.html: the report for a data officer and a privacy officer, one self-contained file that opens from disk.

What was checked, what was found where (masked), what to do, and ready-to-run `catalog approve` commands.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from catalog.bundled import bundled
from catalog.rules.docs import FAMILY_TITLES
from catalog.rules.pack import load_pack
from catalog.rules.wording import approval_words, approve_command, without_reasons
from catalog.text import column_letter


def to_html(data: Mapping[str, Any], lang: str = "ja", city: Path | None = None) -> str:
    """One HTML page for the whole report; its commands name the city folder, so that they run as they stand."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(bundled("site") / "reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    rules = load_pack().rules
    datasets = sorted(data["datasets"], key=lambda d: ("withhold", "review", "publish").index(d["decision"]))
    return environment.get_template("report.html").render(
        data=data,
        datasets=[_dataset(d, rules, lang, city) for d in datasets],
        lang=lang,
        families=FAMILY_TITLES,
        checked=_checked(rules),
    )


def _place(f: Mapping[str, Any], lang: str) -> str:
    """Where a finding stands, as a clerk would look for it."""
    location = f["location"]
    column = location["column"]
    if not column and location["column_index"] is not None:
        letter = column_letter(location["column_index"])
        column = f"{letter}列" if lang == "ja" else f"column {letter}"
    rows = location["rows"][:8]
    more = "…" if f["count"] > len(rows) else ""
    listed = (
        ("、".join(map(str, rows)) + more + "行目" if lang == "ja" else "rows " + ", ".join(map(str, rows)) + more)
        if rows
        else None
    )
    return " / ".join(p for p in (location["sheet"], column, location["cell"], location.get("where"), listed) if p)


def _dataset(d: Mapping[str, Any], rules: Mapping[str, Any], lang: str, city: Path | None) -> dict[str, Any]:
    resources = []
    for r in d["resources"]:
        reasons = [subject["reason"][lang] for subject in r["facts"].get("subjects", ())]
        said = [{**f, "message": {lang: without_reasons(f["message"][lang], reasons)}} for f in r["findings"]]
        findings = sorted(said, key=lambda f: ("withhold", "review", "pass").index(f["verdict"]))
        held = [_finding(f, rules, lang) for f in findings if f["verdict"] != "pass" and not f["approval"]]
        approved = [_finding(f, rules, lang) for f in findings if f["approval"]]
        notes = [_finding(f, rules, lang) for f in findings if f["verdict"] == "pass" and not f["approval"]]
        resources.append({**r, "held": held, "approved": approved, "notes": notes})
    return {**d, "shown_resources": resources, "approve": approve_command(d["id"], city)}


def _finding(f: Mapping[str, Any], rules: Mapping[str, Any], lang: str) -> dict[str, Any]:
    rule = rules.get(f["rule"])
    return {
        **f,
        "place": _place(f, lang),
        "title": dict(rule.title) if rule else {"ja": f["rule"], "en": f["rule"]},
        "why": dict(rule.why) if rule else {"ja": "", "en": ""},
        "basis": _likely_basis(f),
        "approved_on": approval_words(f["approval"], lang) if f["approval"] else "",
    }


def _likely_basis(f: Mapping[str, Any]) -> str:
    """The basis that most often fits such a finding (`validators/policies/bases.yaml`): a start, the approver decides."""
    family = f["rule"].split("/")[0]
    if family in ("privacy", "hidden", "confidential"):
        return "law-or-ordinance --article …" if f["verdict"] == "withhold" else "planned-publication"
    if family == "disclosure":
        return "statistics-or-research" if f["verdict"] == "withhold" else "risk-assessed"
    return "quality-accepted"


def _checked(rules: Mapping[str, Any]) -> list[tuple[str, int]]:
    families: dict[str, int] = {}
    for rule in rules.values():
        families[rule.family] = families.get(rule.family, 0) + 1
    return list(families.items())
