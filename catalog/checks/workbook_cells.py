"""What only workbooks have: objects, merged cells, hidden lines, formulas (L1-10, L1-12, L1-13, L2-06)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catalog.checks.columns import parts
from catalog.checks.structure import range_name
from catalog.rule import Context, Hit, Place, check
from catalog.tables.table import Source
from catalog.text import cell_name, column_letter


@check("object", "source")
def objects(source: Source) -> Iterator[Hit]:
    """L1-10: pictures, charts, shapes and text boxes on a sheet."""
    for sheet in source.sheets:
        if not sheet.visible or not sheet.layout.objects:
            continue
        found = sheet.layout.objects
        row, column, _ = found[0]
        kinds = "、".join(sorted({what for _, _, what in found}))
        rows = tuple(sorted({r for r, _, _ in found}))[:20]
        yield Hit(
            Place("table", sheet.name, None, column, rows, cell_name(row, column)),
            len(found),
            shown=kinds,
            details={"kinds": kinds},
        )


@check("merged-cells", "source")
def merged_cells(source: Source) -> Iterator[Hit]:
    """L1-12: each merged range."""
    for sheet in source.sheets:
        if not sheet.visible:
            continue
        ranges = sorted(sheet.layout.merged, key=lambda m: (m.first_row, m.first_column))
        for m in ranges:
            area = range_name(m.first_row, m.first_column, m.last_row, m.last_column)
            rows = tuple(range(m.first_row, min(m.last_row, m.first_row + 19) + 1))
            yield Hit(Place("table", sheet.name, None, m.first_column, rows, area), details={"area": area})


@check("hidden-line", "source")
def hidden_line(source: Source, context: Context) -> Iterator[Hit]:
    """L1-13: hidden rows and columns in the used part of a sheet."""
    for sheet in source.sheets:
        if not sheet.visible:
            continue
        height, width = sheet.grid.height, sheet.grid.width
        rows = tuple(r for r in sheet.layout.hidden_rows if r <= height)
        if rows:
            yield Hit(
                Place("table", sheet.name, None, None, rows[:20]),
                len(rows),
                details={"what": {"ja": "行", "en": "rows"}, "lines": _short(rows)},
            )
        names = {c.index: c.header for p in parts(source, context) if p.sheet is sheet for c in p.columns}
        for index in sheet.layout.hidden_columns:
            if index < width:
                place = Place("table", sheet.name, names.get(index) or None, index)
                yield Hit(place, details={"what": {"ja": "列", "en": "column"}, "lines": column_letter(index)})


def _short(rows: Sequence[int]) -> str:
    return "、".join(map(str, rows[:5])) + ("…" if len(rows) > 5 else "")


@check("formula", "source")
def formula(source: Source, context: Context) -> Iterator[Hit]:
    """L2-06: formulas, column by column."""
    for sheet in source.sheets:
        if not sheet.visible or not sheet.layout.formulas:
            continue
        names = {c.index: c.header for p in parts(source, context) if p.sheet is sheet for c in p.columns}
        cells: dict[int, list[int]] = {}
        for row, column in sheet.layout.formulas:
            cells.setdefault(column, []).append(row)
        for column, rows in sorted(cells.items()):
            rows.sort()
            place = Place(
                "table", sheet.name, names.get(column) or None, column, tuple(rows[:20]), cell_name(rows[0], column)
            )
            yield Hit(place, len(rows))
