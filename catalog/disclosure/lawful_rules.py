"""Rows about single children or patients: held however well they hide among each other, with the way that the law gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catalog.disclosure.about import about, measure
from catalog.disclosure.records import lawful_way
from catalog.disclosure.subject import Subject
from catalog.disclosure.thresholds import thresholds
from catalog.rule import Context, Hit, Place, Rule, check
from catalog.tables.table import Source


@check("disclosure-lawful-way", "source")
def individual_records(source: Source, rules: Sequence[Rule], context: Context) -> Iterator[Hit]:
    """Tables of people whose matter is one that another law rules; silent where their small groups are found anyway."""
    del rules
    least = thresholds(context.policy).group
    ordinary = lawful_way(Subject("person", ()))
    for table in source.tables:
        found = about(table, source, context)
        if found.kind != "person":
            continue
        way = lawful_way(found)
        measured = measure(table, found, context)
        if way == ordinary or (measured is not None and measured.k < least):
            continue
        yield Hit(
            Place("table", table.sheet),
            table.height,
            table.height,
            shown=f"{table.height:,} rows",
            details={"lawful": way, "group": least},
            rule="disclosure/individual-records",
        )
