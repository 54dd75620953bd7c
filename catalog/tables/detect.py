"""Which tables stand in a sheet: where each begins and ends, which rows are its header, what stands around it."""

from __future__ import annotations

import polars as pl

from catalog.tables.table import Sheet, Table


def find_tables(sheet: Sheet) -> tuple[Table, ...]:
    """Tables in reading order."""
    grid = sheet.grid
    if not grid.height or not grid.width:
        return ()
    header = tuple(value or "" for value in grid.row(0))
    return (
        Table(
            sheet=sheet.name,
            header=header,
            frame=grid.slice(1),
            columns=tuple(range(grid.width)),
            header_rows=(1,),
            rows=range(2, grid.height + 1),
            visible=sheet.visible,
        ),
    )


def frame_of(records: dict[str, list[str | None]]) -> pl.DataFrame:
    """Columns of strings as a frame with the names "0", "1", …"""
    return pl.DataFrame([pl.Series(str(i), values, dtype=pl.String) for i, values in enumerate(records.values())])


def header_table(sheet: Sheet) -> Table:
    """The whole sheet as one table whose first line is the header, where the format says so (GTFS)."""
    grid = sheet.grid
    return Table(
        sheet=sheet.name,
        header=tuple(value or "" for value in grid.row(0)),
        frame=grid.slice(1),
        columns=tuple(range(grid.width)),
        header_rows=(1,),
        rows=range(2, grid.height + 1),
        visible=sheet.visible,
    )
