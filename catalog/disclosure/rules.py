"""The `disclosure/` rules: rows of people that stand alone, counts of people that are too small, cells that can be
worked out. What a row stands for is decided first (`subject`), so a list of facilities costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catalog.disclosure import cells, count_rules, record_rules
from catalog.disclosure.about import about, measure
from catalog.disclosure.screened import screened
from catalog.disclosure.thresholds import thresholds
from catalog.rule import Context, Hit, Rule, check
from catalog.tables.table import Source


@check("disclosure-records", "source")
def people_records(source: Source, rules: Sequence[Rule], context: Context) -> Iterator[Hit]:
    """Rows that are people: unique rows, small groups, groups with one sensitive value, names merely taken out, and what
    still ties rows to each other or to the register they came from."""
    del rules
    limits = thresholds(context.policy)
    for table in source.tables:
        found = about(table, source, context)
        if found.kind != "person":
            continue
        measured = measure(table, found, context)
        if measured is not None:
            seen = screened(table, source, context)
            yield from record_rules.alone(table, found, measured, limits, seen)
            # ties matter once the names are gone: rows that say who they are need none
            if not record_rules.named(found, measured, seen):
                yield from record_rules.tied(table, found, measured)
    yield from record_rules.labels(source, context)


@check("disclosure-cells", "source")
def people_counts(source: Source, rules: Sequence[Rule], context: Context) -> Iterator[Hit]:
    """Tables that count people: small counts, shares of few, whole groups, hidden cells that can be worked out."""
    del rules
    limits = thresholds(context.policy)
    for table in source.tables:
        found = about(table, source, context)
        if found.kind != "statistic":
            continue
        counted = cells.counts(table, found, limits)
        yield from count_rules.small(table, found, counted, limits)
        yield from count_rules.shares(table, found, counted)
        yield from count_rules.whole(table, counted)
        yield from count_rules.exposed_cells(table, source, found, counted, limits, context)
