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
    """How many people a leak would concern and under which number of 規則43条 it would be reportable; None for nobody."""
    concerned = [t for t in screening.tables if t.is_raw]
    count = sum(t.people for t in concerned)
    if not count:
        return None
    numbers = _reportable(count, concerned)
    return {
        "count": count,
        "sensitive": any(t.sensitive(by_ordinance=o) for t in concerned for o in (False, True)),
        "reportable": numbers,
        "ja": f"約{count:,}人"
        + (f"。公開すると漏えい等報告の対象です（規則43条{'・'.join(numbers)}）" if numbers else ""),
        "en": f"about {count:,} people" + ("; a release would be a reportable leak (Rules art. 43)" if numbers else ""),
    }


def _reportable(count: int, tables: Sequence[Screened]) -> list[str]:
    """1号: any 要配慮個人情報; 4号: more than a hundred people; 5号: what the ordinance adds. Limits: verdicts.yaml."""
    limits = data("verdicts")["reportable"]
    by_law = sum(t.sensitive(by_ordinance=False) for t in tables) >= limits["sensitive"]
    by_ordinance = sum(t.sensitive(by_ordinance=True) for t in tables) >= limits["sensitive"]
    return [n for n, met in (("1号", by_law), ("4号", count > limits["people"]), ("5号", by_ordinance)) if met]
