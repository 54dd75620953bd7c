"""The report (contract §4): examined datasets as one JSON-ready dict, and as text for a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import catalog
from catalog.disclosure.level import name as level_name
from catalog.disclosure.level import worst
from catalog.rule import Finding
from catalog.rules.wording import reasons, without_reasons
from catalog.text import pick

if TYPE_CHECKING:
    from catalog.release.gate import Examined, ExaminedResource


def report(examined: Sequence[Examined], as_of: str, ruleset: str) -> dict[str, Any]:
    """All datasets of one run. Holds no personal value in clear."""
    datasets = [dataset_dict(e) for e in examined]
    count = {d: sum(1 for e in examined if e.decision == d) for d in ("publish", "review", "withhold")}
    return {
        "tool": {"name": "machi-catalog", "version": catalog.__version__, "rules": ruleset},
        "as_of": as_of,
        "summary": {
            "datasets": len(datasets),
            **count,
            "findings": sum(len(r["findings"]) for d in datasets for r in d["resources"]),
        },
        "datasets": datasets,
    }


def dataset_dict(examined: Examined) -> dict[str, Any]:
    """One dataset of the report."""
    title = {"title": dict(examined.dataset.title)} if examined.dataset else {}
    return {
        "id": examined.id,
        "decision": examined.decision,
        **title,
        "score": dict(examined.score),
        "resources": [_resource(r) for r in examined.resources],
    }


def _resource(r: ExaminedResource) -> dict[str, Any]:
    return {
        "path": r.path,
        "sha256": r.sha256,
        "bytes": r.bytes,
        "format": r.format,
        "encoding": r.encoding,
        "rows": r.rows,
        "columns": list(r.columns),
        "decision": r.decision,
        "level": r.level,
        "level_name": dict(level_name(r.level)),
        "facts": _plain(r.facts),
        "counts": dict(sorted(r.counts.items())),
        "findings": [finding_dict(f) for f in r.findings],
    }


def finding_dict(f: Finding) -> dict[str, Any]:
    """One finding of the report."""
    place = f.place
    location: dict[str, Any] = {
        "part": place.part,
        "sheet": place.sheet,
        "column": place.column,
        "column_index": place.column_index,
        "rows": list(place.rows),
        "cell": place.cell,
    }
    if place.where:
        location["where"] = place.where
    return {
        "rule": f.rule,
        "verdict": f.verdict,
        "certainty": f.certainty,
        "location": location,
        "count": f.count,
        "of": f.of,
        "evidence": f.evidence,
        "message": dict(f.message),
        "fix": dict(f.fix),
        "references": list(f.references),
        "fingerprint": f.fingerprint,
        "approval": dict(f.approval) if f.approval else None,
    }


def to_json(data: Mapping[str, Any]) -> str:
    """The report as JSON text, one trailing newline."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


_MARKS = {"publish": "○", "review": "△", "withhold": "×", "pass": "・"}
#: decisions and verdicts in the words of the terminal
DECISIONS = {
    "ja": {"publish": "公開できます", "review": "要確認", "withhold": "公開不可", "pass": "参考"},
    "en": {"publish": "can be published", "review": "needs review", "withhold": "must not go out", "pass": "note"},
}


def _points(score: Mapping[str, Any], lang: str) -> str:
    """The two scores of a dataset, as far as it has them: of its tables, and of its description."""
    readability, metadata = score.get("readability"), score.get("metadata")
    words = ("機械可読性", "説明") if lang == "ja" else ("readability", "description")
    return (f"  {words[0]} {readability}" if readability is not None else "") + (
        f"  {words[1]} {metadata}/405" if metadata is not None else ""
    )


def _level(dataset: Mapping[str, Any], lang: str) -> str:
    """The level of a dataset's files: the worst of them, from 非個人情報 to 生の個人情報."""
    levels = [r["level"] for r in dataset["resources"]]
    if not levels:
        return ""
    return f"  {'段階' if lang == 'ja' else 'level'}: {level_name(worst(levels))[lang]}"


def _people(dataset: Mapping[str, Any], lang: str) -> Iterator[str]:
    """How many people a release would concern, and whether it would be a reportable leak."""
    if dataset["decision"] == "publish":
        return
    for resource in dataset["resources"]:
        people = resource["facts"].get("people")
        if people:
            yield (
                f"    公開した場合に影響を受ける人: {people['ja']}" if lang == "ja" else f"    at risk: {people['en']}"
            )


#: a file's name can hold what moves the cursor or colours the terminal
_UNPRINTED = dict.fromkeys([*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\ufffd")


def to_text(data: Mapping[str, Any], lang: str = "ja", limit: int = 8) -> str:
    """The report for a terminal: one block per dataset, what holds it first."""
    lines: list[str] = []
    words = DECISIONS[lang]
    for dataset in data["datasets"]:
        quality = _points(dataset["score"], lang)
        level = _level(dataset, lang)
        lines.append(f"{_MARKS[dataset['decision']]} {dataset['id']}  {words[dataset['decision']]}{quality}{level}")
        lines.extend(_people(dataset, lang))
        every = [(r, f) for r in dataset["resources"] for f in r["findings"]]
        lacking = list(dict.fromkeys(f["message"][lang] for _, f in every if _is_lacking(f)))
        found = _grouped([(r, f) for r, f in every if not _is_lacking(f)])
        told: set[str] = set()
        for resource, finding, same in found[:limit]:
            approved = ("（承認あり）" if lang == "ja" else " (approved)") if finding["approval"] else ""
            where = _where(finding, resource, len(dataset["resources"]) > 1, lang)
            again = (
                (f"（同じ規則の指摘がほか{same}件）" if lang == "ja" else f" (and {same} more by this rule)")
                if same
                else ""
            )
            message = without_reasons(finding["message"][lang], told)
            told.update(reasons(resource, lang))
            lines.append(
                f"    [{words[finding['verdict']]}] {where}{message}{_left_behind(finding, resource, lang)}{again}{approved}"
            )
            if finding["verdict"] != "pass" and not finding["approval"]:
                lines.append(f"        → {finding['fix'][lang]}  ({finding['rule']} {finding['fingerprint']})")
        if lacking:
            lines.append(f"    [{words['pass']}] {_listed(lacking, lang)}")
        if len(found) > limit:
            more = sum(1 + same for _, _, same in found[limit:])
            lines.append(
                f"    ほか{more}件（全件は --format html -o report.html）"
                if lang == "ja"
                else f"    {more} more (all of them: --format html -o report.html)"
            )
    s = data["summary"]
    lines.append("")
    if lang == "ja":
        lines.append(
            f"{s['datasets']}データセット: 公開 {s['publish']} / 要確認 {s['review']} / 公開不可 {s['withhold']}（指摘 {s['findings']}件）"
        )
    else:
        lines.append(
            f"{s['datasets']} datasets: {s['publish']} can go out, {s['review']} need review, {s['withhold']} withheld ({s['findings']} findings)"
        )
    return "\n".join(line.translate(_UNPRINTED) for line in lines) + "\n"


#: how a note ends that something is not there
_LACKS = "がありません。"


def _is_lacking(finding: Mapping[str, Any]) -> bool:
    """A note that the description says nothing of something: many of them make one line."""
    rule: str = finding["rule"]
    told = rule.startswith("metadata/missing-") and rule != "metadata/missing-column-description"
    return told and finding["verdict"] == "pass" and str(finding["message"]["ja"]).endswith(_LACKS)


def _listed(messages: Sequence[str], lang: str) -> str:
    if lang == "ja":
        return "、".join(m.removesuffix(_LACKS) for m in messages) + _LACKS
    return " ".join(messages)


#: what goes out of these files are their visible cells, never the file with its properties
_COPIED = frozenset({"xlsx", "xlsm", "xlsb", "xls", "ods"})


def _left_behind(finding: Mapping[str, Any], resource: Mapping[str, Any], lang: str) -> str:
    """Said of what stands in the properties of a workbook: it frightens, and does not go out."""
    if finding["verdict"] != "pass" or finding["location"]["part"] != "property" or resource["format"] not in _COPIED:
        return ""
    return "公開する写しには入りません。" if lang == "ja" else " It is not in the copies that go out."


def _grouped(
    found: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]],
) -> list[tuple[Mapping[str, Any], Mapping[str, Any], int]]:
    """What holds comes first, each with its fingerprint; of notes by one rule in one file the first, and how many more."""
    order = ("withhold", "review", "pass")
    groups: dict[tuple[str, ...], list[tuple[Mapping[str, Any], Mapping[str, Any]]]] = {}
    for resource, finding in sorted(found, key=lambda rf: order.index(rf[1]["verdict"])):
        alone = finding["verdict"] != "pass" or finding["approval"]
        key = (resource["path"], finding["rule"], finding["fingerprint"] if alone else "")
        groups.setdefault(key, []).append((resource, finding))
    return [(*same[0], len(same) - 1) for same in groups.values()]


def _where(finding: Mapping[str, Any], resource: Mapping[str, Any], name_file: bool, lang: str) -> str:
    location = finding["location"]
    parts = [resource["path"]] if name_file else []
    if location["sheet"]:
        parts.append(location["sheet"])
    if location["cell"]:
        parts.append(location["cell"])
    if location["part"] == "property":
        parts.append("文書の属性" if lang == "ja" else "document properties")
    return "/".join(parts) + ": " if parts else ""


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [_plain(v) for v in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


__all__ = ["dataset_dict", "finding_dict", "pick", "report", "to_json", "to_text"]
