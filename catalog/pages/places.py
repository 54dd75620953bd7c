"""Where a finding was met, in a clerk's words: the cells to open, never what stands in them."""

from __future__ import annotations

from catalog.pages.language import Language
from catalog.rule import Finding
from catalog.text import cell_name, column_letter

#: cells named one by one
NAMED = 8


def place_text(finding: Finding, language: Language) -> tuple[str, ...]:
    """Short texts that together name the place: sheet, column, cells or rows, how many in all."""
    place = finding.place
    said: list[str] = []
    if place.sheet:
        said.append(language.plain("place.sheet", name=place.sheet))
    if place.part not in ("table", "metadata"):
        key = f"place.part.{place.part}"
        said.append(language.plain(key) if language.has(key) else place.part)
    if place.column_index is not None and place.column:
        said.append(language.plain("place.column", letter=column_letter(place.column_index), name=place.column))
    elif place.column:
        said.append(language.plain("place.name", name=place.column))
    if place.cell:
        said.append(language.plain("place.cells", cells=place.cell))
    elif place.rows and place.column_index is not None:
        cells = language.plain("place.comma").join(cell_name(r, place.column_index) for r in place.rows[:NAMED])
        said.append(language.plain("place.cells_more" if finding.count > NAMED else "place.cells", cells=cells))
    elif place.rows:
        rows = language.plain("place.comma").join(f"{r:,}" for r in place.rows[:NAMED])
        said.append(language.plain("place.rows_more" if finding.count > NAMED else "place.rows", rows=rows))
    return tuple(said)
