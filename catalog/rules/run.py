"""Runs rules over what was read and stamps each hit with wording, verdict, masked evidence and fingerprint.

A check that crashes becomes a finding that withholds: what was not screened does not go out.
"""

from __future__ import annotations

import inspect
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from catalog.files import content_digest
from catalog.rule import VERDICTS, Check, Context, Finding, Hit, Place, Rule, Verdict
from catalog.rules.pack import Pack
from catalog.rules.registry import registered
from catalog.tables.table import Source
from catalog.text import column_letter, mask

#: At most this many findings of one rule and resource are listed; counts stay exact.
MOST = 1000
#: Rows listed in one finding.
MOST_ROWS = 20
#: The rule that a crashed check answers to.
CRASHED = "file/not-screened"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Findings of one resource, and how many each rule had before the cap."""

    findings: tuple[Finding, ...]
    counts: Mapping[str, int]


def run(source: Source, pack: Pack, context: Context) -> Outcome:
    """Every rule that looks at one file, its sheets and its tables."""
    hits: list[tuple[Rule, Hit]] = []
    for check, rules in _by_check(pack, source.format).items():
        function, kind = registered(check, pack.modules[check])
        if kind == "dataset":
            continue
        things: Sequence[Any] = {"source": (source,), "sheet": source.sheets, "table": source.tables}[kind]
        for thing in things:
            calls = _call(check, function, rules, thing, context, pack)
            hits.extend((rule, _veil(hit, context.veiled)) for rule, hit in calls)
    return stamp_all(hits, source.path, context.policy)


def run_dataset(sources: tuple[Source, ...], pack: Pack, context: Context) -> list[tuple[str | None, Rule, Hit]]:
    """Rules about a dataset as a whole: (path of the resource meant or None, rule, hit)."""
    found: list[tuple[str | None, Rule, Hit]] = []
    for check, rules in _by_check(pack, None).items():
        function, kind = registered(check, pack.modules[check])
        if kind == "dataset":
            calls = _call(check, function, rules, sources, context, pack)
            found.extend((hit.details.get("resource"), rule, _veil(hit, context.veiled)) for rule, hit in calls)
    return found


def _veil(hit: Hit, names: frozenset[str]) -> Hit:
    """The hit without headings and sheet names that are personal values (a table on its side has people for headings)."""
    if not names:
        return hit
    place = hit.place
    return replace(
        hit,
        place=replace(
            place,
            column=None if place.column in names else place.column,
            sheet=mask(place.sheet) if place.sheet in names else place.sheet,
        ),
        shown=_without(hit.shown, names),
        details={key: _without(value, names) for key, value in hit.details.items()},
    )


def _without(value: Any, names: frozenset[str]) -> Any:
    if isinstance(value, str):
        for name in sorted(names, key=len, reverse=True):
            if len(name) > 1:
                value = value.replace(name, mask(name))
        return value
    if isinstance(value, Mapping):
        return {key: _without(part, names) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_without(part, names) for part in value)
    return value


def stamp_all(hits: Iterable[tuple[Rule, Hit]], resource: str, policy: Mapping[str, Any]) -> Outcome:
    """Findings from hits, capped per rule, in a stable order."""
    counts: dict[str, int] = {}
    findings: list[Finding] = []
    for rule, hit in hits:
        counts[rule.id] = counts.get(rule.id, 0) + 1
        if counts[rule.id] <= MOST:
            findings.append(stamp(rule, hit, resource, policy))
    rank = {v: i for i, v in enumerate(reversed(VERDICTS))}
    findings.sort(
        key=lambda f: (rank[f.verdict], f.rule, f.place.sheet or "", f.place.column_index or 0, f.place.rows[:1])
    )
    return Outcome(tuple(findings), counts)


def stamp(rule: Rule, hit: Hit, resource: str, policy: Mapping[str, Any]) -> Finding:
    """One finding: texts filled, evidence masked, verdict as strict as rule, hit and city policy ask for."""
    place = hit.place
    if len(place.rows) > MOST_ROWS:
        place = replace(place, rows=tuple(place.rows[:MOST_ROWS]))
    words = _words(hit, place)
    return Finding(
        rule=rule.id,
        verdict=_verdict(rule, hit, policy),
        certainty=hit.certainty or rule.certainty,
        place=place,
        count=hit.count,
        of=hit.of,
        evidence=hit.shown if hit.shown is not None else ("、".join(mask(v) for v in hit.values[:3]) or None),
        message={lang: _fill(text, words, lang) for lang, text in rule.message.items()},
        fix={lang: _fill(text, words, lang) for lang, text in rule.fix.items()},
        references=rule.references,
        fingerprint=fingerprint(rule.id, resource, place),
    )


def fingerprint(rule: str, resource: str, place: Place) -> str:
    """Made of rule, resource and place; not of the value nor the row, so that it stays when rows are added."""
    column = place.column or (place.cell.rstrip("0123456789") if place.cell and ":" not in place.cell else None)
    parts = (rule, resource, place.part, place.sheet, column, place.column_index, place.where)
    return content_digest("\x1f".join("" if p is None else str(p) for p in parts))[:16]


def _by_check(pack: Pack, file_format: str | None) -> dict[str, list[Rule]]:
    groups: dict[str, list[Rule]] = {}
    for rule in pack.rules.values():
        if file_format is None or not rule.formats or file_format in rule.formats:
            groups.setdefault(rule.check, []).append(rule)
    return groups


def _call(
    check: str, function: Check, rules: list[Rule], thing: Any, context: Context, pack: Pack
) -> Iterator[tuple[Rule, Hit]]:
    wanted = inspect.signature(function).parameters
    shared = {"context": context} if "context" in wanted else {}
    calls: list[tuple[Rule | None, dict[str, Any]]] = (
        [(None, {"rules": tuple(rules)})] if "rules" in wanted else [(rule, dict(rule.parameters)) for rule in rules]
    )
    for rule, parameters in calls:
        try:
            for hit in function(thing, **shared, **parameters):
                stamped = pack.rules.get(hit.rule) if hit.rule else rule
                if stamped is None:
                    raise LookupError(f"check {check} names the unknown rule {hit.rule}")
                yield stamped, hit
        except Exception as error:
            yield pack.rules[CRASHED], Hit(verdict="withhold", details=_crash(check, error))


def _crash(check: str, error: Exception) -> dict[str, str]:
    """What may be said of a crash: the kind of error and its place in our code, never its message (it can hold values)."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else "?"
    return {"reason": f"{check}: {type(error).__name__} ({where})"}


def _verdict(rule: Rule, hit: Hit, policy: Mapping[str, Any]) -> Verdict:
    verdict: Verdict = hit.verdict or rule.verdict
    stricter = policy.get("verdicts")
    if isinstance(stricter, Mapping):
        for key in (rule.id, f"{rule.family}/*"):
            wanted = stricter.get(key)
            if wanted in VERDICTS and VERDICTS.index(wanted) > VERDICTS.index(verdict):
                verdict = wanted
    return verdict


class _Filler(string.Formatter):
    """Fills placeholders; one that has no value becomes an ellipsis instead of an error."""

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        value = kwargs.get(str(key))
        return "…" if value is None else value


_FILLER = _Filler()


def _fill(text: str, words: Mapping[str, Any], lang: str) -> str:
    localised = {k: (v.get(lang, v.get("ja")) if isinstance(v, Mapping) else v) for k, v in words.items()}
    try:
        return _FILLER.vformat(text, (), localised)
    except (ValueError, TypeError, LookupError):
        return text


def _short(name: str, most: int = 40) -> str:
    """A column name as a sentence can bear it: one line, and no essay. The report's location keeps it whole."""
    line = " ".join(name.split())
    return line if len(line) <= most else line[:most] + "…"


def _words(hit: Hit, place: Place) -> dict[str, Any]:
    """Values of the placeholders: where, how many, and what the check added."""
    column = place.column
    if not column and place.column_index is not None:
        letter = column_letter(place.column_index)
        column = {"ja": f"{letter}列", "en": f"column {letter}"}  # type: ignore[assignment]
    rows = place.rows
    more = "…" if hit.count > len(rows[:5]) else ""
    shown = {lang: comma.join(str(r) for r in rows[:5]) + more for lang, comma in (("ja", "、"), ("en", ", "))}
    return {
        "count": f"{hit.count:,}",
        "of": None if hit.of is None else f"{hit.of:,}",
        "column": _short(column) if isinstance(column, str) else column,
        "rows": shown if rows else None,
        "row": rows[0] if rows else None,
        "sheet": place.sheet,
        "cell": place.cell,
        "where": place.where,
        "part": place.part,
        **hit.details,
    }
