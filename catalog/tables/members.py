"""Tables inside a plain ZIP archive: each is read as if it stood alone, so that it is screened as a table."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from catalog.tables.archive import Archive, BrokenArchive
from catalog.tables.contents import Contents
from catalog.tables.magic import sniff
from catalog.tables.seen import Seen, shown_name

#: formats whose members become tables here; `container` opens all others
TABULAR = frozenset(["csv", "tsv", "json", "geojson", "jsonl", "xlsx", "xlsm", "xlsb", "xls", "ods", "parquet"])
#: tables of one archive
MOST = 500
#: archives in an archive whose tables are read; `container` holds what lies deeper
DEPTH = 1


def read_members(path: Path, depth: int = 0) -> Contents:
    """Sheets and tables of all tabular members, also of archives in the archive. A table's sheet is its number and name
    in the archive."""
    from catalog.tables.detect import find_tables
    from catalog.tables.read import contents_of  # the reader reads archives through this module

    contents = Contents("zip", tables=[])
    tables = contents.tables if contents.tables is not None else []
    try:
        archive = Archive(path, Seen())
    except BrokenArchive:
        return contents  # reported by `container`
    with tempfile.TemporaryDirectory() as folder:
        for number, (entry, data) in enumerate(archive.members(Seen()), 1):
            copy = Path(folder) / "member"
            copy.write_bytes(data)
            kind = sniff(copy, entry.name)
            nested = kind == "zip" and depth < DEPTH
            if not (kind in TABULAR or nested) or not data or len(tables) > MOST:
                continue
            inner = read_members(copy, depth + 1) if nested else contents_of(data, copy, Path(entry.name).name, kind)
            label = f"{number}: {shown_name(entry.name)}"
            found = inner.tables if inner.tables is not None else [t for s in inner.sheets for t in find_tables(s)]
            for table in found:
                tables.append(replace(table, sheet=f"{label} {table.sheet}" if table.sheet else label))
            for sheet in inner.sheets:
                contents.sheets.append(replace(sheet, name=f"{label} {sheet.name}" if sheet.name else label))
            for problem in inner.problems:
                details = {**problem.details, "member": shown_name(entry.name)}
                contents.problems.append(replace(problem, part="archive", details=details))
            contents.texts.extend(replace(text, part="archive") for text in inner.texts)
    return contents
