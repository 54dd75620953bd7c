"""Findings about tables that count people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from catalog.disclosure import cells
from catalog.disclosure.about import lines, listed, place
from catalog.disclosure.exposed import Exposed, exposed
from catalog.disclosure.releases import earlier
from catalog.disclosure.subject import Subject
from catalog.disclosure.thresholds import EVERYTHING, Thresholds
from catalog.rule import Context, Hit, Verdict
from catalog.tables.table import Source, Table
from catalog.text import LangText

#: columns with small counts above which one finding speaks for all of them
MOST_COLUMNS = 3


def small(table: Table, found: Subject, counted: cells.Counts, limits: Thresholds) -> Iterator[Hit]:
    small = [m for m in counted.measures if len(m.small)]
    grave = [m for m in small if len(m.sensitive_small)]
    for chosen, sensitive in ((grave, True), ([m for m in small if m not in grave], False)):
        if not chosen:
            continue
        verdict: Verdict = (
            ("review" if counted.time_only else "withhold")
            if sensitive
            else ("pass" if counted.time_only else "review")
        )
        worst = sorted(chosen, key=lambda m: (-len(m.small), m.role.index))
        for measure in chosen if len(chosen) <= MOST_COLUMNS else worst[:1]:
            together = [measure] if len(chosen) <= MOST_COLUMNS else chosen
            positions = np.unique(np.concatenate([m.small for m in together]))
            most = max(measure.threshold, limits.for_count(measure.role.kind, sensitive))
            total = sum(int((~np.isnan(m.values)).sum()) for m in together)
            more = len(together) - 1
            yield Hit(
                place(table, measure.role.index, lines(table, positions)),
                sum(len(m.small) for m in together),
                total,
                shown=f"1–{most - 1}" if most < EVERYTHING else "0–",
                details={
                    "limit": _below(most),
                    "unit": _UNITS.get(measure.role.kind, _UNITS["people"]),
                    "more": {"ja": f"ほか{more}列", "en": f" and {more} more columns"}
                    if more
                    else {"ja": "", "en": ""},
                    "sensitive": _matter(measure.matter) if sensitive else {"ja": "", "en": ""},
                    "policy": cells.describe(limits),
                },
                rule="disclosure/small-count",
                verdict=verdict,
                certainty="certain" if measure.role.kind != "age_class" else "likely",
            )
    rows = cells.business_amounts(table, found)
    if len(rows):
        index = next(r.index for r in found.counts if r.kind == "businesses")
        yield Hit(
            place(table, index, lines(table, rows)), len(rows), table.height, shown=f"1–{limits.small_count_business - 1}",
            details={"limit": _below(limits.small_count_business), "unit": _UNITS["businesses"], "more": {"ja": "", "en": ""}, "sensitive": {"ja": "", "en": ""}, "policy": cells.describe(limits)},
            rule="disclosure/small-count", verdict="review",
        )  # fmt: skip
    if counted.bare_shares:
        first = counted.bare_shares[0]
        yield Hit(
            place(table, first.index, ()), len(counted.bare_shares), table.width, shown="、".join(r.header for r in counted.bare_shares),
            details={"columns": listed([r.header for r in counted.bare_shares])}, rule="disclosure/share-without-base",
        )  # fmt: skip


def shares(table: Table, found: Subject, counted: cells.Counts) -> Iterator[Hit]:
    """Shares and means that stand beside a hidden or small number of people, and shares of 0 or 100 %."""
    for role, base, rows in cells.shares_of_few(table, found, counted):
        yield Hit(
            place(table, role.index, lines(table, rows)), len(rows), table.height, shown=role.header,
            details={"base": base.role.header, "threshold": base.threshold}, rule="disclosure/share-of-few",
            verdict="withhold" if base.matter or role.matter else "review",
        )  # fmt: skip


def whole(table: Table, counted: cells.Counts) -> Iterator[Hit]:
    for n, rows in cells.whole_groups(counted.measures).items():
        role = counted.measures[n].role
        yield Hit(
            place(table, role.index, lines(table, rows)), len(rows), table.height, shown="100 %",
            details={"matter": role.header, "columns": listed([r.header for r in counted.dimensions[:3]] or [role.header]), "effects": _MERGE}, rule="disclosure/homogeneous-group", verdict="review",
        )  # fmt: skip


def exposed_cells(
    table: Table, source: Source, found: Subject, counted: cells.Counts, limits: Thresholds, context: Context
) -> Iterator[Hit]:
    """Hidden cells that follow from totals, from other tables of the dataset, or from what went out before."""
    if not any(m.marked.any() for m in counted.measures):
        return
    # the cache asks for it (`gate._facts`)
    context.memo["disclosure-hides"] = True
    others = [(source.path.rsplit("/", 1)[-1], t) for t in source.tables if t is not table]
    others += [(s.path.rsplit("/", 1)[-1], t) for s in context.siblings if s.path != source.path for t in s.tables]
    before = list(earlier(context.releases, table, context.dataset.id if context.dataset else ""))
    least = limits.interval
    sensitive = {m.role.index: bool(m.matter) or m.sensitive_rows is not None for m in counted.measures}
    known: dict[tuple[int, bool], list[Exposed]] = {}
    for cell in exposed(table, found, [*others, *before], least):
        known.setdefault((cell.role.index, cell.interval.exact), []).append(cell)
    for (index, exact), column in sorted(known.items(), key=lambda item: (item[0][0], not item[0][1])):
        hidden = next((int(m.marked.sum()) for m in counted.measures if m.role.index == index), len(column))
        yield Hit(
            place(table, index, lines(table, np.array([c.row for c in column]))),
            len(column),
            max(hidden, len(column)),
            details={"by": _by(column, {name for name, _ in before}), "values": least},
            rule="disclosure/recoverable-cell" if exact else "disclosure/guessable-cell",
            verdict="withhold" if exact and sensitive.get(index) else "review",
            certainty="certain" if all(c.certain_mark for c in column) else "likely",
        )


def _by(column: Sequence[Exposed], before: set[str]) -> LangText:
    """What gives hidden cells away, in words."""
    names = sorted({name for c in column for name in c.by.split("、") if name})
    tables, releases = [n for n in names if n not in before], [n for n in names if n in before]
    ja, en = [], []
    if any(not c.by for c in column) or not names:
        ja.append("計や小計との引き算")
        en.append("totals and subtotals")
    if tables:
        ja.append(f"ほかの表（{'、'.join(tables)}）")
        en.append(f"another table ({', '.join(tables)})")
    if releases:
        ja.append(f"以前に公開した版（{'、'.join(releases)}）")
        en.append(f"an earlier release ({', '.join(releases)})")
    return {"ja": "、".join(ja), "en": " and ".join(en)}


def _below(threshold: int) -> LangText:
    """The counts that are too small, in words."""
    if threshold >= EVERYTHING:
        return {
            "ja": "公表できない（人口2,000人未満の市区町村）",
            "en": "not shown in municipalities below 2,000 people",
        }
    return {"ja": f"1以上{threshold}未満の", "en": f"above 0 and below {threshold}"}


_MERGE = {
    "ja": "人数の多い区分とまとめると値が混ざります。",
    "en": "Merged with larger groups, the values mix.",
}
_UNITS = {
    "people": {"ja": "人数", "en": "people"},
    "age_class": {"ja": "人数", "en": "people"},
    "households": {"ja": "世帯数", "en": "households"},
    "businesses": {"ja": "事業所数", "en": "businesses behind an amount"},
}
_MATTERS = {
    "health": ("健康・病気", "health"), "disability": ("障害・要介護", "disability or care"),
    "crime-victim": ("犯罪・被害・虐待", "crime or abuse"), "social-status": ("生活保護・滞納など", "social status"),
    "race": ("人種・民族", "race"), "creed": ("信条", "creed"), "education": ("不登校・成績など", "schooling"),
}  # fmt: skip


def _matter(category: str) -> dict[str, str]:
    ja, en = _MATTERS.get(category, ("要配慮個人情報", "a sensitive matter"))
    return {"ja": f"{ja}に関する数です。", "en": f"They are about {en}. "}
