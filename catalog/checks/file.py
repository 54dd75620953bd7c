"""What reading met, as findings: problems of `Source.problems` answer to the rules they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalog.checks.reasons import worded
from catalog.rule import Hit, Place, Rule, Verdict, check
from catalog.tables.magic import REWRITTEN, SUFFIXES
from catalog.tables.table import Problem, Source

#: families whose problems are all answered here, known rule or not
OWN_FAMILIES = ("file/", "hidden/")
#: about the file as a whole: told once
BARE = frozenset({"file/encrypted", "file/undecodable"})
#: rules of another family whose places are met while a file is walked
ELSEWHERE = frozenset({"privacy/image-location"})
#: answers for problems whose rule is not in any pack: unknown means hold
UNKNOWN = "file/not-screened"


@check("problem", "source")
def problem(source: Source, rules: tuple[Rule, ...]) -> Iterator[Hit]:
    """Every problem whose rule uses this check; one of an unknown rule answers to `file/not-screened`."""
    known = {rule.id: rule for rule in rules}
    told: set[tuple[object, ...]] = set()
    locked = any(met.rule == "file/encrypted" and met.part == "table" for met in source.problems)
    for met in source.problems:
        if locked and met.rule == "file/unreadable" and met.part == "table":
            continue  # that it cannot be read follows from the password
        rule = known.get(met.rule)
        # two readers may meet the same thing; places that differ are told each
        key = (met.rule, met.part, met.sheet, met.rows, met.column_index, met.cell, met.details.get("member"))
        if key in told or (met.rule in BARE and any(k[0] == met.rule for k in told)):
            continue
        told.add(key)
        if rule is not None:
            yield _hit(met, rule.id, _verdict(met, rule, source), _heading(met, source))
        elif met.rule in ELSEWHERE:
            place = Place(met.part, met.sheet, cell=met.cell, where=str(met.details.get("place") or "") or None)
            yield Hit(place, met.count, rule=met.rule, details=met.details)
        elif met.rule.startswith(OWN_FAMILIES) and UNKNOWN in known and met.rule != "file/suffix-mismatch":
            yield _hit(met, UNKNOWN, None)


def _heading(met: Problem, source: Source) -> str | None:
    """The heading of the column that is meant, as far as a table was found there."""
    if met.column_index is None:
        return None
    for table in source.tables:
        if table.sheet == met.sheet and met.column_index in table.columns:
            return table.header[table.columns.index(met.column_index)] or None
    return None


def _hit(met: Problem, rule_id: str, verdict: Verdict | None, column: str | None = None) -> Hit:
    member = met.details.get("member")
    place = Place(met.part, met.sheet, column, met.column_index, met.rows, met.cell, str(member) if member else None)
    details = {"reason": "", **met.details, **_words(met)}
    return Hit(place, met.count, rule=rule_id, verdict=verdict, details=details)


def _verdict(met: Problem, rule: Rule, source: Source) -> Verdict | None:
    """Milder where the thing stays behind: rules name `rewritten` (verdict when only a clean copy goes out)."""
    if met.details.get("harmless"):
        return "pass"
    milder = rule.parameters.get("rewritten")
    if milder in ("pass", "review") and source.format in REWRITTEN and "member_file" not in met.details:
        return milder  # type: ignore[no-any-return]
    return None


def _words(met: Problem) -> dict[str, object]:
    """Reasons in both languages, for the {reason} of a message."""
    reason = met.details.get("reason") or met.details.get("kind") or ""
    found: dict[str, object] = {"reason": reason if isinstance(reason, Mapping) else worded(str(reason))}
    found["inside"] = {"ja": f"（{m}）", "en": f" ({m})"} if (m := met.details.get("member")) else {"ja": "", "en": ""}
    return found


@check("suffix-mismatch", "source")
def suffix_mismatch(source: Source) -> Iterator[Hit]:
    """The name promises another format than the content is."""
    expected = SUFFIXES.get(source.suffix)
    if expected is None or source.format in expected or not source.size:
        return
    # a broken archive or document is reported as unreadable; its name is not the trouble
    if any(p.rule in ("file/unreadable", "file/undecodable") for p in source.problems) and source.format == "unknown":
        return
    details = {"suffix": f".{source.suffix}", "format": source.format}
    yield Hit(Place("file-name"), details=details, shown=f".{source.suffix} ≠ {source.format}")
