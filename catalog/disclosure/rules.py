"""The `disclosure/` rules: rows of people that stand alone, counts of people that are too small, cells that can be
worked out. What a row stands for is decided first (`subject`), so a list of facilities costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from catalog.disclosure import cells, records
from catalog.disclosure.exposed import exposed
from catalog.disclosure.screened import Screened, screened, with_screening
from catalog.disclosure.subject import Subject, subject
from catalog.disclosure.thresholds import Thresholds, thresholds
from catalog.disclosure.uniqueness import share
from catalog.disclosure.words import normal
from catalog.rule import Context, Hit, Place, Rule, Verdict, check
from catalog.tables.table import Source, Table

#: columns with small counts above which one finding speaks for all of them
MOST_COLUMNS = 3
_ROWS = 20


@check("disclosure-records", "source")
def people_records(source: Source, rules: Sequence[Rule], context: Context) -> Iterator[Hit]:
    """Rows that are people: unique rows, small groups, groups with one sensitive value, names merely taken out."""
    del rules
    limits = thresholds(context.policy)
    for table in source.tables:
        found = about(table, source, context)
        if found.kind != "person":
            continue
        measured = measure(table, found, context)
        if measured is not None:
            raw = screened(table, source, context)
            yield from _records(table, found, measured, limits, raw)
    yield from _labels(source, context)


@check("disclosure-cells", "source")
def people_counts(source: Source, rules: Sequence[Rule], context: Context) -> Iterator[Hit]:
    """Tables that count people: small counts, whole groups, hidden cells that can be worked out."""
    del rules
    limits = thresholds(context.policy)
    for table in source.tables:
        found = about(table, source, context)
        if found.kind != "statistic":
            continue
        counted = cells.counts(table, found, limits)
        yield from _small(table, found, counted, limits)
        yield from _whole(table, counted)
        yield from _exposed(table, source, found, counted, context)


def about(table: Table, source: Source, context: Context) -> Subject:
    """What the rows of a table stand for, with what the privacy screening saw of unnamed columns."""
    return with_screening(subject(table, source, context), table, source, context)


def measure(table: Table, found: Subject, context: Context) -> records.Records | None:
    """The measurement of a table of persons, made once per file: rules and level ask for it."""
    known = context.memo.setdefault("disclosure-measured", {})
    if id(table) not in known:
        # the table is kept beside it, so that its identity stays its own
        known[id(table)] = (table, records.measure(table, found))
    return known[id(table)][1]  # type: ignore[no-any-return]


def _records(
    table: Table, found: Subject, measured: records.Records, limits: Thresholds, screening: Screened | None
) -> Iterator[Hit]:
    sensitive = [r.header or f"#{r.index + 1}" for r in measured.sensitive]
    verdict: Verdict = "withhold" if sensitive else "review"
    names = [r.header or f"#{r.index + 1}" for r in measured.quasi]
    facts: dict[str, Any] = {
        "columns": "、".join(names),
        "k": measured.k,
        "share": share(measured.unique, measured.rows),
        "below": f"{measured.classes.below(limits.group):,}",
        "group": limits.group,
        "effects": records.effects_sentence(measured),
        "giving": records.giving_sentence(measured),
        "singular": records.singular_sentence(measured),
        "lawful": records.lawful_way(found),
        "sensitive": _also(sensitive),
        "policy": cells.describe(limits),
    }
    first = measured.quasi[0].index
    shown = f"k={measured.k}, unique {measured.unique:,}/{measured.rows:,}"
    if measured.unique:
        rows = _lines(table, measured.classes.rows_where(1, 1))
        yield Hit(
            _place(table, first, rows),
            measured.unique,
            measured.rows,
            shown=shown,
            details=facts,
            rule="disclosure/unique-records",
            verdict=verdict,
        )
    elif measured.k < limits.group:
        rows = _lines(table, measured.classes.rows_where(2, limits.group - 1))
        count = measured.classes.below(limits.group)
        yield Hit(
            _place(table, first, rows),
            count,
            measured.rows,
            shown=shown,
            details=facts,
            rule="disclosure/small-group",
            verdict=verdict,
        )
    for role, positions in measured.homogeneous:
        if len(positions):
            yield Hit(
                _place(table, role.index, _lines(table, positions)), len(positions), measured.rows, shown=role.header,
                details={**facts, "matter": role.header}, rule="disclosure/homogeneous-group",
            )  # fmt: skip
    direct = [r for r in found.of("direct") if r.header not in measured.emptied and r.values]
    named = bool(direct) or (screening is not None and screening.named)
    lonely = measured.unique > limits.unique_share * measured.rows
    if (
        not named
        and lonely
        and (measured.emptied or (measured.fine and not measured.treated))
        and not (measured.emptied and measured.treated)
    ):
        details = {**facts, "fine": "、".join(measured.fine or measured.emptied)}
        index = next((r.index for r in found.roles if r.header in (measured.fine or measured.emptied)), first)
        yield Hit(
            _place(table, index, ()),
            measured.unique,
            measured.rows,
            shown=shown,
            details=details,
            rule="disclosure/only-identifiers-removed",
        )


def _small(table: Table, found: Subject, counted: cells.Counts, limits: Thresholds) -> Iterator[Hit]:
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
            total = sum(int((~np.isnan(m.values)).sum()) for m in together)
            more = len(together) - 1
            yield Hit(
                _place(table, measure.role.index, _lines(table, positions)),
                sum(len(m.small) for m in together),
                total,
                shown=f"1–{measure.threshold - 1}",
                details={
                    "threshold": measure.threshold,
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
            _place(table, index, _lines(table, rows)), len(rows), table.height, shown=f"1–{limits.small_count_business - 1}",
            details={"threshold": limits.small_count_business, "unit": _UNITS["businesses"], "more": {"ja": "", "en": ""}, "sensitive": {"ja": "", "en": ""}, "policy": cells.describe(limits)},
            rule="disclosure/small-count", verdict="review",
        )  # fmt: skip
    if counted.bare_shares:
        first = counted.bare_shares[0]
        yield Hit(
            _place(table, first.index, ()), len(counted.bare_shares), table.width, shown="、".join(r.header for r in counted.bare_shares),
            details={"columns": "、".join(r.header for r in counted.bare_shares)}, rule="disclosure/share-without-base",
        )  # fmt: skip


def _whole(table: Table, counted: cells.Counts) -> Iterator[Hit]:
    for n, rows in cells.whole_groups(counted.measures, table).items():
        role = counted.measures[n].role
        yield Hit(
            _place(table, role.index, _lines(table, rows)), len(rows), table.height, shown="100 %",
            details={"matter": role.header, "k": "—", "columns": role.header}, rule="disclosure/homogeneous-group", verdict="review",
        )  # fmt: skip


def _exposed(table: Table, source: Source, found: Subject, counted: cells.Counts, context: Context) -> Iterator[Hit]:
    if not any(m.marked.any() for m in counted.measures):
        return
    others = [(source.path, t) for t in source.tables if t is not table]
    others += [(s.path, t) for s in context.siblings if s.path != source.path for t in s.tables]
    known = exposed(table, found, others)
    sensitive = {m.role.index: bool(m.matter) or m.sensitive_rows is not None for m in counted.measures}
    by_column: dict[int, list[Any]] = {}
    for cell in known:
        by_column.setdefault(cell.role.index, []).append(cell)
    for index, column in sorted(by_column.items()):
        elsewhere = sorted({c.by.rsplit("/", 1)[-1] for c in column if c.by})
        hidden = next((int(m.marked.sum()) for m in counted.measures if m.role.index == index), len(column))
        by = (
            {"ja": f"ほかの表（{'、'.join(elsewhere)}）", "en": f"another table ({', '.join(elsewhere)})"}
            if elsewhere
            else {"ja": "計や小計との引き算", "en": "totals and subtotals"}
        )
        yield Hit(
            _place(table, index, _lines(table, np.array([c.row for c in column]))),
            len(column),
            max(hidden, len(column)),
            details={"by": by},
            rule="disclosure/recoverable-cell",
            verdict="withhold" if sensitive.get(index) else "review",
            certainty="certain" if all(c.certain_mark for c in column) else "likely",
        )


def _labels(source: Source, context: Context) -> Iterator[Hit]:
    """Data that calls itself pseudonymised or anonymised by law."""
    texts = [source.path]
    for thing in (context.resource, context.dataset):
        if thing is not None:
            texts += [*thing.title.values(), *thing.description.values()]
    texts += [text for t in source.tables for _, text in t.notes] + [t.sheet or "" for t in source.tables]
    joined = normal(" ".join(texts)[:20000])
    if "仮名加工" in joined:
        yield Hit(Place(part="table"), rule="disclosure/pseudonymised-information", shown="仮名加工情報")
    elif "行政機関等匿名加工情報" in joined or "匿名加工情報" in joined:
        yield Hit(Place(part="table"), rule="disclosure/statutory-label", shown="匿名加工情報")


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


def _also(sensitive: list[str]) -> dict[str, str]:
    if not sensitive:
        return {"ja": "", "en": ""}
    return {
        "ja": f"要配慮の項目（{'、'.join(sensitive[:4])}）があります。",
        "en": f"There are sensitive columns ({', '.join(sensitive[:4])}). ",
    }


def _place(table: Table, index: int, rows: tuple[int, ...]) -> Place:
    return Place(
        part="table" if table.visible else "hidden-sheet",
        sheet=table.sheet,
        column=table.header[index] or None,
        column_index=table.columns[index],
        rows=rows,
    )


def _lines(table: Table, positions: Any) -> tuple[int, ...]:
    """Lines of the file of some body rows."""
    return tuple(int(table.rows[int(p)]) for p in positions[:_ROWS])
