"""What reading gives: a Source (one file) of Sheets (grids as they came), Tables (found in them) and Texts (all else).

Columns, not rows: a grid is a Polars frame of strings. Nothing is type-guessed: what a person would see in the cell is
the string (numbers of a workbook in shortest form, dates as ISO 8601 with the stored number in the layout).
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

#: Where in a file something stands (`part` of a finding's location).
PARTS = (
    "table", "hidden-sheet", "hidden-row", "hidden-column", "comment", "property", "pivot-cache", "defined-name",
    "validation-list", "header-footer", "formula", "external-link", "embedded", "orphan", "phonetic", "archive",
    "text", "covered-text", "annotation", "attachment", "revision", "image", "metadata", "file-name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged range; rows from 1, columns from 0, both ends inclusive."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Layout:
    """What a worksheet shows beside its values. Rows count from 1, columns from 0; cells are (row, column)."""

    merged: tuple[Merged, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    #: (row, column) → formula text without "="
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)
    #: (row, column) → number format code, only where it is not General
    formats: Mapping[tuple[int, int], str] = field(default_factory=dict)
    #: (row, column) → fill colour as RRGGBB, or "pattern"; only where filled with something else than white
    fills: Mapping[tuple[int, int], str] = field(default_factory=dict)
    #: (row, column) → font facts that can carry meaning: "bold", "italic", "strike", "underline", "colour:RRGGBB", "invisible"
    fonts: Mapping[tuple[int, int], frozenset[str]] = field(default_factory=dict)
    #: cells stored as text although they look like a number (xlsx `t="s"`); empty set for CSV (everything is text)
    text_cells: Set[tuple[int, int]] = frozenset()
    #: cells stored as numbers (xlsx without `t`), dates included
    number_cells: Set[tuple[int, int]] = frozenset()
    #: drawings, pictures, charts, shapes: (anchor row, anchor column, kind)
    objects: tuple[tuple[int, int, str], ...] = ()
    #: (row, column) → comment text
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One grid as it came. `grid` has only String columns "0", "1", …; row i of it is line/row i + 1 of the file;
    an empty cell is null (cells of only white space keep it)."""

    name: str | None
    grid: pl.DataFrame
    visible: bool = True
    layout: Layout = field(default_factory=Layout)
    #: CSV only: cells of each ragged row beyond or short of the width: (row, cells in that row)
    ragged: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A rectangular table found in a sheet. `frame` holds the body as String columns "0", "1", …

    `header` has one text per column ("" when there is none), levels of a stacked header joined with "_".
    `columns[i]` is the sheet column (from 0) of frame column i, `rows[i]` the sheet row (from 1) of body row i.
    """

    sheet: str | None
    header: tuple[str, ...]
    frame: pl.DataFrame
    columns: tuple[int, ...]
    #: sheet rows of the header levels; empty when the table has no header
    header_rows: tuple[int, ...]
    #: sheet row (from 1) of each body row: a range when contiguous
    rows: range | tuple[int, ...]
    visible: bool = True
    #: title and note lines above and below, as (row, text)
    notes: tuple[tuple[int, str], ...] = ()
    #: True when the first row is data (values where a header should be)
    headerless: bool = False

    @property
    def height(self) -> int:
        return self.frame.height

    @property
    def width(self) -> int:
        return len(self.columns)


@dataclass(frozen=True, slots=True)
class Text:
    """Text that stands outside the visible cells: a comment, a property, a paragraph, a hidden part, a revision."""

    part: str
    text: str
    #: what a user can find it by: "docProps/core.xml:creator", "page 3", "Sheet1!B4"
    where: str = ""
    sheet: str | None = None
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that reading met. `rule` is the id of the rule it answers to (`file/undecodable`, `hidden/…`)."""

    rule: str
    part: str = "table"
    sheet: str | None = None
    rows: tuple[int, ...] = ()
    column_index: int | None = None
    cell: str | None = None
    count: int = 1
    #: facts for the message, never personal values: {"encoding": "cp932", "offset": 120}
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One file, read. `path` is its name as the report gives it; `blob` the bytes that were read (a private copy)."""

    path: str
    blob: Path
    sha256: str
    size: int
    #: by content, not by name: csv tsv xlsx xlsm xls xlsb ods json jsonl geojson kml gpx shapefile gtfs parquet xml
    #: pdf docx pptx odt image html zip text unknown
    format: str
    encoding: str | None = None
    #: how the encoding was decided, for the report
    encoding_evidence: str = ""
    delimiter: str | None = None
    sheets: tuple[Sheet, ...] = ()
    tables: tuple[Table, ...] = ()
    texts: tuple[Text, ...] = ()
    problems: tuple[Problem, ...] = ()
    #: geometry facts for maps and for `privacy/personal-location`: one (longitude, latitude) per feature, or ()
    points: tuple[tuple[float, float], ...] = ()
    #: reader facts that a page or report may show (GTFS feed members, PDF pages, image size …)
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def suffix(self) -> str:
        return Path(self.path).suffix.lower().removeprefix(".")

    @property
    def main(self) -> Table | None:
        """The table that the file is about: the largest visible one."""
        visible = [t for t in self.tables if t.visible]
        return max(visible, key=lambda t: (t.height * t.width, -t.rows[0] if t.height else 0), default=None)
