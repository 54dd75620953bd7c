"""The ladder of one file: 非個人情報 · 統計情報 · 匿名加工の水準 · 抽象化情報（個人情報のまま）· 生の個人情報.

The level says what the data is like, not what it is in law: 行政機関等匿名加工情報 comes out of a statutory procedure only,
and no file is called that here. As long as a person has to look whether something is about people, the file is called
neither free nor personal, but undecided.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from catalog.disclosure.about import about, measure
from catalog.disclosure.screened import DIRECT, screened
from catalog.disclosure.thresholds import thresholds
from catalog.rule import Context, Finding
from catalog.tables.table import Source
from catalog.text import LangText


class Level(StrEnum):
    """From free to raw."""

    NON_PERSONAL = "non-personal"
    STATISTICS = "statistics"
    ANONYMISED = "anonymised"
    #: a finding about people waits for a person; such a file is never published
    UNDECIDED = "undecided"
    ABSTRACTED = "abstracted"
    RAW = "raw"
    #: nothing could be read, so nothing is said; such a file is never published
    UNKNOWN = "unknown"


NAMES: dict[str, LangText] = {
    Level.NON_PERSONAL: {"ja": "非個人情報", "en": "not personal information"},
    Level.STATISTICS: {"ja": "統計情報", "en": "statistics"},
    Level.ANONYMISED: {"ja": "匿名加工の水準", "en": "at the level of anonymised records"},
    Level.UNDECIDED: {
        "ja": "未定（個人情報かどうかの確認待ち）",
        "en": "undecided (a person has to look for personal information)",
    },
    Level.ABSTRACTED: {"ja": "抽象化情報（個人情報のまま）", "en": "abstracted records (still personal information)"},
    Level.UNKNOWN: {"ja": "不明（読めていません）", "en": "unknown (not read)"},
    Level.RAW: {"ja": "生の個人情報", "en": "raw personal information"},
}
_ORDER = tuple(Level)
#: problems of reading after which nothing is known of what a file holds
_UNREAD = ("file/", "disclosure/recipe-held")
#: findings that name a person by themselves: withheld, or confirmed by an approval (a licensee's name is a name) that does
#: not say that they were mistaken
_DIRECT = frozenset(f"privacy/{category}" for category in DIRECT)
#: the basis of an approval after which a finding is known to be mistaken
FALSE_ALARM = "not-personal"


def level(source: Source, context: Context | None = None, findings: Sequence[Finding] = ()) -> Level:
    """The level of a file: that of its worst table."""
    context = context or Context()
    inside = source.tables or any(t.part != "file-name" for t in source.texts)
    if not inside and any(p.rule.startswith(_UNREAD) for p in source.problems):
        return Level.UNKNOWN
    levels = [_table(source, n, context, findings) for n in range(len(source.tables))]
    levels += [of for f in findings if (of := _told(f)) is not None]
    waiting = any(f.verdict != "pass" and not f.approval and f.rule.startswith("privacy/") for f in findings)
    return Level.UNDECIDED if waiting and worst(levels) == Level.NON_PERSONAL else worst(levels)


def _told(finding: Finding) -> Level | None:
    """What a finding that names people and its approval say of the file, whatever its tables are; None for nothing."""
    if finding.rule not in _DIRECT:
        return None
    if finding.approval:
        return None if finding.approval.get("basis") == FALSE_ALARM else Level.RAW
    return {"withhold": Level.RAW, "review": Level.UNDECIDED}.get(finding.verdict)


def worst(levels: Iterable[str]) -> Level:
    """The level nearest to raw, what was not read last; non-personal when there are none."""
    return max((Level(of) for of in levels), key=_ORDER.index, default=Level.NON_PERSONAL)


def name(of: str) -> LangText:
    """The words for a level."""
    return NAMES[Level(of)]


def _table(source: Source, n: int, context: Context, findings: Sequence[Finding]) -> Level:
    table = source.tables[n]
    found = about(table, source, context)
    if found.kind == "statistic":
        return Level.STATISTICS
    seen = screened(table, source, context)
    if found.kind != "person":
        return (
            Level.RAW
            if seen is not None and seen.named and seen.name in ("person", "household")
            else Level.NON_PERSONAL
        )
    measured = measure(table, found, context)
    emptied = measured.emptied if measured is not None else ()
    direct = [r for r in found.of("direct") if r.values and r.header not in emptied]
    if direct or (seen is not None and seen.named):
        return Level.RAW
    if measured is None:
        return Level.ABSTRACTED
    limits = thresholds(context.policy)
    safe = measured.k >= limits.group and not measured.singular and not found.of("linking")
    return Level.ANONYMISED if safe else Level.ABSTRACTED
