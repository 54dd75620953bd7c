"""xlsx, xlsm, xls, xlsb, ods → sheets: values by calamine, layout by our own scan where the format lets us.

Numbers come in shortest form with the 15 digits a spreadsheet keeps, dates as ISO 8601, truth values as TRUE/FALSE; text
stays as it is. Encrypted, broken and hostile workbooks become Problems.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import polars as pl
import python_calamine as calamine

from catalog.tables.other_layout import ods_layouts, xls_layouts
from catalog.tables.rich_text import rich_strings
from catalog.tables.sheet_stream import XmlRefused
from catalog.tables.sheet_xml import read_layout, read_styles, sheet_parts
from catalog.tables.table import Layout, Merged, Problem, Sheet

#: cells of one sheet (rows × columns up to the last used one) that are laid out at most
CELL_LIMIT = 60_000_000
#: merged ranges of one sheet that are looked under
MOST_MERGED = 20_000


def read_workbook(path: Path, kind: str) -> tuple[list[Sheet], list[Problem]]:
    """All sheets, hidden ones with `visible=False`. `kind`: xlsx xlsm xlsb xls ods."""
    layouts, problems = _layouts(path, kind)
    sheets: list[Sheet] = []
    try:
        with calamine.CalamineWorkbook.from_path(str(path)) as book:
            for index, meta in enumerate(book.sheets_metadata):
                if meta.typ == calamine.SheetTypeEnum.ChartSheet:
                    # no cells: one chart fills the sheet
                    visible = meta.visible == calamine.SheetVisibleEnum.Visible
                    sheets.append(Sheet(meta.name, pl.DataFrame(), visible, Layout(objects=((1, 0, "chart"),))))
                    continue
                if meta.typ not in (calamine.SheetTypeEnum.WorkSheet, calamine.SheetTypeEnum.MacroSheet):
                    continue
                try:
                    sheet = book.get_sheet_by_index(index)
                    sheets.append(_sheet(meta, sheet, layouts.get(meta.name)))
                    problems.extend(_under_merged(sheets[-1]))
                except MemoryError:
                    problems.append(Problem("file/too-large", sheet=meta.name, details={"limit": CELL_LIMIT}))
                except BaseException as error:
                    _reraise_stop(error)
                    problems.append(Problem("file/unreadable", sheet=meta.name, details=_reason(error)))
    except calamine.PasswordError:
        problems.append(Problem("file/encrypted", details={"reason": "password"}))
    except BaseException as error:
        _reraise_stop(error)
        problems.append(Problem("file/unreadable", details=_reason(error)))
    return sheets, problems


def _reraise_stop(error: BaseException) -> None:
    """calamine's panics are BaseExceptions; a stop asked for by the user is none of them."""
    if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
        raise error


def _reason(error: BaseException) -> dict[str, str]:
    return {"reason": type(error).__name__}


def _layouts(path: Path, kind: str) -> tuple[dict[str, Layout], list[Problem]]:
    layouts: dict[str, Layout] = {}
    problems: list[Problem] = []
    if kind not in _READERS:
        return layouts, problems
    try:
        return _READERS[kind](path), problems
    except (XmlRefused, zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError, EOFError) as error:
        problems.append(Problem("file/unreadable", details={"reason": f"layout: {type(error).__name__}"}))
    return layouts, problems


def _xlsx_layouts(path: Path) -> dict[str, Layout]:
    layouts: dict[str, Layout] = {}
    with zipfile.ZipFile(path) as archive:
        sheets, style_part, strings = sheet_parts(archive)
        styles, rich = read_styles(archive, style_part), rich_strings(archive, strings)
        for name, _, part in sheets:
            if part:
                layouts[name] = read_layout(archive, part, styles, rich)
    return layouts


_READERS = {"xlsx": _xlsx_layouts, "xlsm": _xlsx_layouts, "ods": ods_layouts, "xls": xls_layouts}


def _sheet(meta: calamine.SheetMetadata, sheet: calamine.CalamineSheet, layout: Layout | None) -> Sheet:
    if sheet.end is not None and (sheet.end[0] + 1) * (sheet.end[1] + 1) > CELL_LIMIT:
        raise MemoryError
    rows = sheet.to_python(skip_empty_area=False)
    layout = layout or Layout()
    if not layout.merged:
        merged = tuple(Merged(a[0] + 1, a[1], b[0] + 1, b[1]) for a, b in sheet.merged_cell_ranges or [])
        layout = replace(layout, merged=merged)
    visible = meta.visible == calamine.SheetVisibleEnum.Visible
    return Sheet(meta.name, grid_of(rows), visible, layout)


def _under_merged(sheet: Sheet) -> list[Problem]:
    """Values of merged cells other than the first: no program shows them, and a CSV made of the sheet does."""
    if not sheet.visible:
        return []
    rows: list[int] = []
    for area in sheet.layout.merged[:MOST_MERGED]:
        height = min(area.last_row, sheet.grid.height) - area.first_row + 1
        columns = range(area.first_column, min(area.last_column + 1, sheet.grid.width))
        block = sheet.grid[:, columns.start : columns.stop].slice(area.first_row - 1, max(0, height))
        for offset, cells in enumerate(block.rows()):
            filled = [i for i, value in enumerate(cells) if value and value.strip() and (offset or i)]
            rows += [area.first_row + offset] * len(filled)
    if not rows:
        return []
    lines = tuple(sorted(set(rows)))
    reason = {"reason": "merged"}
    return [Problem("hidden/invisible-text", sheet=sheet.name, rows=lines, count=len(rows), details=reason)]


def grid_of(rows: Sequence[Sequence[object]]) -> pl.DataFrame:
    """Rows of Python values as a grid of strings."""
    width = max((len(row) for row in rows), default=0)
    columns = [
        pl.Series(str(i), [shown(row[i]) if i < len(row) else None for row in rows], dtype=pl.String)
        for i in range(width)
    ]
    return pl.DataFrame(columns)


def shown(value: object) -> str | None:
    """A stored value as text."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, dt.datetime):
        if value.time() == dt.time():
            return value.date().isoformat()
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, dt.time):
        return value.isoformat(timespec="seconds").removesuffix(":00")
    if isinstance(value, dt.timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}".removesuffix(":00")
    return None if value is None else str(value)


def number_text(value: float) -> str:
    """15 significant digits, without exponent where that stays short."""
    if value == int(value) if abs(value) < 1e15 else False:
        return str(int(value))
    text = format(value, ".15g")
    if "e" in text and abs(value) < 1e22 and abs(value) > 1e-12:
        text = format(Decimal(text), "f")
    return text
