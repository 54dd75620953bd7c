"""Who is at risk if this went out, and whether a leak would have to be reported (個情法68条, 規則43条)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from catalog.privacy.screen import Screened, Screening
from catalog.privacy.words import data
from catalog.text import mask


def subjects(screening: Screening) -> list[dict[str, Any]]:
    """What a row was taken for, and why, per table: {"sheet", "name", "label": {ja, en}, "reason": {ja, en}}."""
    return [
        {
            "sheet": mask(table.grid.sheet or "") if table.grid.sheet in screening.veiled else table.grid.sheet,
            "name": table.subject.name,
            "label": dict(table.subject.label),
            "reason": dict(table.subject.reason),
        }
        for table in screening.tables
    ]


def people(screening: Screening) -> dict[str, Any] | None:
    """How many people a leak would concern and under which number of 規則43条 it would be reportable; None for nobody.

    Records of people without a direct identifier are told as such: they are people's all the same.
    """
    named = [t for t in screening.tables if t.is_raw]
    unnamed = [t for t in screening.tables if not t.is_raw and t.subject.is_person and t.marks]
    concerned = named if (count := sum(t.people for t in named)) else unnamed
    if not count and not (count := sum(max(m.count for m in t.marks) for t in unnamed)):
        return None
    numbers = _reportable(count, concerned)
    ja, en = f"約{count:,}人", f"about {count:,} people"
    if concerned is unnamed:
        ja, en = f"{ja}の記録（氏名などの列はありません）", f"records of {en} (no column says who)"
    if numbers:
        when = (
            "個人が分かる場合は" if concerned is unnamed else "公開すると",
            "if people can be told from them, " if concerned is unnamed else "",
        )
        ja += f"。{when[0]}漏えい等報告の対象です（規則43条{'・'.join(numbers)}）"
        en += f"; {when[1]}a release would be a reportable leak (Rules art. 43)"
    return {
        "count": count,
        "sensitive": any(t.sensitive(by_ordinance=o) for t in concerned for o in (False, True)),
        "reportable": numbers,
        "ja": ja,
        "en": en,
    }


def _reportable(count: int, tables: Sequence[Screened]) -> list[str]:
    """1号: any 要配慮個人情報; 4号: more than a hundred people; 5号: what the ordinance adds. Limits: verdicts.yaml."""
    limits = data("verdicts")["reportable"]
    by_law = sum(t.sensitive(by_ordinance=False) for t in tables) >= limits["sensitive"]
    by_ordinance = sum(t.sensitive(by_ordinance=True) for t in tables) >= limits["sensitive"]
    return [n for n, met in (("1号", by_law), ("4号", count > limits["people"]), ("5号", by_ordinance)) if met]
