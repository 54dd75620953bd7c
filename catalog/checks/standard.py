"""How a table compares with the standard dataset that it follows, or that it could follow. Never holds anything."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.rule import Context, Hit, Place, check
from catalog.standards import Match, follow, migration, number_of, recognise, titles
from catalog.tables.table import Table

Pair = dict[str, str]


def _match(table: Table, context: Context) -> tuple[Match | None, bool]:
    """(comparison with the standard dataset, whether the descriptor declares it); computed once per table."""
    key = f"standard:{table.sheet}:{table.rows[0] if table.height else 0}"
    if key not in context.memo:
        declared = number_of(context.dataset.conforms_to) if context.dataset else None
        usable = table.visible and not table.headerless and table.width >= 4
        found = None if not usable else follow(table.header, declared) if declared else recognise(table.header)
        # a declared standard says nothing about another table of the same file
        context.memo[key] = (found if found and found.score >= 0.3 else None, declared is not None)
    match, said = context.memo[key]
    return match, bool(said)


@check("standard-columns", "table")
def columns(table: Table, context: Context) -> Iterator[Hit]:
    """Columns that the standard has and the file has not, and the other way round."""
    match, _ = _match(table, context)
    if match is None or not (match.missing or match.extra):
        return
    missing, extra = [f.name for f in match.missing], [table.header[i] for i in match.extra]
    yield Hit(
        Place(sheet=table.sheet, rows=tuple(table.header_rows[:1])),
        count=len(missing) + len(extra),
        details={**_standard(match), "missing": _list(missing), "extra": _list(extra)},
    )


@check("standard-renamed-column", "table")
def renamed(table: Table, context: Context) -> Iterator[Hit]:
    """Columns whose name differs from the standard's by a slip, a bracket or a prefix."""
    match, _ = _match(table, context)
    for i, name in (match.renamed if match else {}).items():
        place = Place(
            sheet=table.sheet, column=table.header[i], column_index=table.columns[i], rows=tuple(table.header_rows[:1])
        )
        yield Hit(place, shown=table.header[i], details={**_standard(match), "name": name})


@check("standard-legacy-layout", "table")
def legacy(table: Table, context: Context) -> Iterator[Hit]:
    """The layout of 2021, for which a newer one exists: what would become of each column."""
    match, _ = _match(table, context)
    steps = migration(match) if match else ()
    if match is None or not steps:
        return
    ja = "、".join(f"{s.column}→{'・'.join(s.to) or '（なし）'}" for s in steps)
    en = ", ".join(f"{s.column} → {' + '.join(s.to) or '(none)'}" for s in steps)
    yield Hit(
        Place(sheet=table.sheet, rows=tuple(table.header_rows[:1])),
        count=len(steps),
        details={**_standard(match), "steps": {"ja": ja, "en": en}},
    )


@check("standard-not-declared", "table")
def undeclared(table: Table, context: Context) -> Iterator[Hit]:
    """A file that follows a standard dataset without saying so in `conformsTo`."""
    match, said = _match(table, context)
    if match is not None and not said and context.dataset is not None and context.dataset.descriptor is not None:
        yield Hit(Place(sheet=table.sheet), details={**_standard(match), "id": match.layout.id})


def _standard(match: Match | None) -> dict[str, object]:
    if match is None:
        return {}
    title = titles()[match.layout.number]
    older = match.layout.layout == "legacy"
    return {
        "standard": {
            "ja": f"{match.layout.number} {title['ja']}" + ("（推奨データセットの様式）" if older else ""),
            "en": f"{match.layout.number} {title['en']}" + (" (layout of 2021)" if older else ""),
        }
    }


def _list(names: list[str]) -> dict[str, str]:
    return {"ja": "、".join(names) or "なし", "en": ", ".join(names) or "none"}
