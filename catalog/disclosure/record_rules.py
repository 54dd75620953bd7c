"""Findings about rows that are people: who stands alone, and what ties rows together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from catalog.disclosure import cells, records
from catalog.disclosure.about import lines, listed, place
from catalog.disclosure.columns import codes
from catalog.disclosure.screened import Screened
from catalog.disclosure.subject import Subject
from catalog.disclosure.thresholds import Thresholds
from catalog.disclosure.ties import households, order, serial
from catalog.disclosure.uniqueness import Groups, share
from catalog.disclosure.words import normal
from catalog.rule import Context, Hit, Place, Verdict
from catalog.tables.table import Source, Table
from catalog.text import LangText


def alone(
    table: Table, found: Subject, measured: records.Records, limits: Thresholds, screening: Screened | None
) -> Iterator[Hit]:
    said = screening.sensitive if screening is not None else frozenset()
    matters = [*measured.sensitive, *(r for r in found.roles if r.index in said and r not in measured.sensitive)]
    sensitive = [r.header or f"#{r.index + 1}" for r in matters]
    verdict: Verdict = "withhold" if sensitive else "review"
    names = [r.header or f"#{r.index + 1}" for r in measured.quasi]
    facts: dict[str, Any] = {
        "columns": listed(names),
        "k": measured.k,
        "share": share(measured.unique, measured.rows),
        "below": f"{measured.classes.below(limits.group):,}",
        "group": limits.group,
        "effects": records.effects_sentence(measured.effects, measured.rows),
        "giving": records.giving_sentence(measured),
        "singular": records.singular_sentence(measured),
        "lawful": records.lawful_way(found),
        "sensitive": _also(sensitive),
        "policy": cells.describe(limits),
    }
    first = measured.quasi[0].index
    shown = f"k={measured.k}, unique {measured.unique:,}/{measured.rows:,}"
    if measured.unique:
        rows = lines(table, measured.classes.rows_where(1, 1))
        yield Hit(
            place(table, first, rows),
            measured.unique,
            measured.rows,
            shown=shown,
            details=facts,
            rule="disclosure/unique-records",
            verdict=verdict,
        )
    elif measured.k < limits.group:
        rows = lines(table, measured.classes.rows_where(2, limits.group - 1))
        count = measured.classes.below(limits.group)
        yield Hit(
            place(table, first, rows),
            count,
            measured.rows,
            shown=shown,
            details={**facts, "effects": _effects(measured, "small", lambda g: g.below(limits.group))},
            rule="disclosure/small-group",
            verdict=verdict,
        )
    for role, positions in measured.homogeneous:
        if len(positions):
            value = codes(table.frame[:, role.index])
            helped = _effects(measured, "homogeneous", lambda g: len(records.alike(g, value)))  # noqa: B023
            yield Hit(
                place(table, role.index, lines(table, positions)), len(positions), measured.rows, shown=role.header,
                details={**facts, "matter": role.header, "effects": helped}, rule="disclosure/homogeneous-group",
            )  # fmt: skip
    lonely = measured.unique > limits.unique_share * measured.rows
    if (
        not named(found, measured, screening)
        and lonely
        and (measured.emptied or (measured.fine and not measured.treated))
        and not (measured.emptied and measured.treated)
    ):
        details = {**facts, "fine": listed(measured.fine or measured.emptied)}
        told = (*measured.quasi, *found.roles)
        index = next((r.index for r in told if r.header in (measured.fine or measured.emptied)), first)
        yield Hit(
            place(table, index, ()),
            measured.unique,
            measured.rows,
            shown=shown,
            details=details,
            rule="disclosure/only-identifiers-removed",
        )


def named(found: Subject, measured: records.Records, screening: Screened | None) -> bool:
    """Whether the rows still say who they are, by a direct identifier."""
    direct = [r for r in found.of("direct") if r.header not in measured.emptied and r.values]
    return bool(direct) or (screening is not None and screening.named)


def _effects(measured: records.Records, risk: str, at_risk: Callable[[Groups], int]) -> LangText:
    """What coarsening each column would do to another risk than that of standing alone."""
    found = records.effects(measured.quasi, measured.columns, at_risk, at_risk(measured.classes))
    return records.effects_sentence(found, measured.rows, risk)


def tied(table: Table, found: Subject, measured: records.Records) -> Iterator[Hit]:
    """Households that stay together, numbers of a register, and an order that tells more than the rows."""
    for role, positions, groups in households(table, found):
        yield Hit(
            place(table, role.index, lines(table, positions)), len(positions), table.height, shown=role.header,
            details={"groups": f"{groups:,}"}, rule="disclosure/linkable-household",
        )  # fmt: skip
    if (numbered := serial(table, found)) is not None:
        role, positions = numbered
        yield Hit(
            place(table, role.index, lines(table, positions)), len(positions), table.height, shown=role.header,
            rule="disclosure/serial-link",
        )  # fmt: skip
    sorted_by = order(table, measured)
    if sorted_by is not None:
        yield Hit(
            place(table, sorted_by.role.index, ()), sorted_by.rows, table.height, shown=sorted_by.role.header,
            rule="disclosure/row-order", verdict="review" if sorted_by.telling else "pass",
        )  # fmt: skip


def labels(source: Source, context: Context) -> Iterator[Hit]:
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


def _also(sensitive: list[str]) -> dict[str, str]:
    if not sensitive:
        return {"ja": "", "en": ""}
    return {
        "ja": f"要配慮の項目（{'、'.join(sensitive[:4])}）があります。",
        "en": f"There are sensitive columns ({', '.join(sensitive[:4])}). ",
    }
