"""Any file a city has → a Source. Dispatch is by content, not by name; a failure is a Problem that holds, never an error.

The bytes are read from a private copy (`blob`), so that what is screened is what is published.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from catalog.files import content_digest, file_digest
from catalog.model import Resource
from catalog.tables.contents import Contents, sheet_of
from catalog.tables.controls import control_characters, written_as_numbers
from catalog.tables.delimited import read_delimited, sniff
from catalog.tables.detect import find_tables
from catalog.tables.encoding import decide
from catalog.tables.magic import TREES
from catalog.tables.magic import sniff as sniff_format
from catalog.tables.table import Problem, Sheet, Source, Table, Text
from catalog.text import cell_name

#: larger files are not read at all (rule file/too-large)
SIZE_LIMIT = 1_000_000_000
WORKBOOKS = frozenset({"xlsx", "xlsm", "xlsb", "xls", "ods"})
TEXTS = frozenset({"csv", "tsv", "text", "json", "geojson", "jsonl", "kml", "gpx", "xml"})


def read(
    path: Path, name: str, resource: Resource | None = None, *, blob: Path | None = None, sha256: str | None = None
) -> Source:
    """Reads the file at `blob` (default `path`). `name` is what the report calls it. Never raises for bad content.

    `sha256` of the file, when the caller has just computed it.
    """
    where = blob or path
    try:
        size = where.stat().st_size
        if size > SIZE_LIMIT:
            digest = file_digest(where)
            problem = Problem("file/too-large", details={"bytes": size, "limit": SIZE_LIMIT})
            return Source(name, where, digest, size, "unknown", problems=(problem,))
        data = where.read_bytes()
    except OSError as error:
        return Source(name, where, "", 0, "unknown", problems=(_unreadable(error.strerror or "OSError"),))
    digest = sha256 or content_digest(data)
    form = "unknown"
    try:
        form = sniff_format(where, name)
        contents = _contents(data, where, name, form, resource)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of a native library is a BaseException; unknown means hold
        contents = Contents(form, problems=[_unreadable(type(error).__name__)])
    _inspect(contents, where, name)
    if contents.tables is None:
        contents.tables = [table for sheet in contents.sheets for table in find_tables(sheet)]
        contents.texts.extend(_beside(contents.tables))
    return Source(
        path=name,
        blob=where,
        sha256=digest,
        size=len(data),
        format=contents.format,
        encoding=contents.encoding,
        encoding_evidence=contents.encoding_evidence,
        delimiter=contents.delimiter,
        sheets=tuple(contents.sheets),
        tables=tuple(contents.tables),
        texts=tuple(contents.texts),
        problems=tuple(contents.problems),
        points=contents.points,
        facts=contents.facts,
    )


def _unreadable(reason: str) -> Problem:
    return Problem("file/unreadable", details={"reason": reason})


def _contents(data: bytes, path: Path, name: str, form: str, resource: Resource | None) -> Contents:
    if not data:
        return Contents("unknown", problems=[_unreadable("empty")])
    if form in TEXTS:
        return _text(data, name, form, resource)
    contents = Contents(form)
    if form in WORKBOOKS:
        from catalog.tables.workbook import read_workbook

        contents.sheets, contents.problems = read_workbook(path, form)
    elif form in {"parquet", "shapefile", "gtfs"}:
        from catalog.tables.geo import read_archive

        contents = read_archive(path, form)
    elif form == "zip":
        from catalog.tables.members import read_members

        contents = read_members(path)
    return contents


def contents_of(data: bytes, path: Path, name: str, form: str) -> Contents:
    """Reads a member of an archive; what cannot be read becomes a problem."""
    try:
        return _contents(data, path, name, form, None)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        return Contents(form, problems=[_unreadable(type(error).__name__)])


def _text(data: bytes, name: str, form: str, resource: Resource | None) -> Contents:
    suffix = Path(name).suffix.lower().removeprefix(".")
    decision = decide(data, resource.encoding if resource else None)
    if decision.encoding is None:
        problem = Problem("file/undecodable", details={"offset": decision.offset, "reason": decision.evidence})
        return Contents(form, encoding_evidence=decision.evidence, problems=[problem])
    if form == "text" and suffix == "txt" and _columns(decision.utf8):
        form = "csv"
    contents = Contents(form, decision.encoding, decision.evidence)
    controls = control_characters(decision.utf8, json="json" in form)
    if form in {"csv", "tsv"}:
        _delimited(contents, decision.utf8, suffix, resource)
        contents.texts.extend(written_as_numbers(decision.utf8))
    elif form in TREES:
        from catalog.tables.markup import read_markup
        from catalog.tables.trees import read_json

        tree = (read_json if "json" in form else read_markup)(decision.utf8, form)
        contents = replace(tree, encoding=decision.encoding, encoding_evidence=decision.evidence)
        contents.sheets = [sheet_of(table) for table in tree.tables or ()]
    elif form == "text":
        contents.texts.append(Text("text", decision.text))
    contents.problems.extend(controls)
    return contents


def _columns(utf8: bytes) -> bool:
    """Whether a .txt holds columns: its lines split evenly at one delimiter."""
    lines = [x for x in utf8[:65_536].decode("utf-8", "ignore").splitlines()[:50] if x.strip()]
    delimiter = sniff("\n".join(lines))
    counts = [line.count(delimiter) for line in lines[:-1] or lines]
    return len(lines) > 1 and min(counts) > 0 and len(set(counts)) <= 2


def _delimited(contents: Contents, utf8: bytes, suffix: str, resource: Resource | None) -> None:
    read = read_delimited(utf8, resource.delimiter if resource else None, suffix)
    contents.delimiter = read.delimiter
    contents.format = "tsv" if read.delimiter == "\t" else "csv"
    contents.sheets.append(Sheet(None, read.grid, ragged=read.ragged))
    contents.facts["width"] = read.width
    if read.breaks is not None:
        contents.facts["line_breaks"] = read.breaks
    if read.unclosed is not None:
        contents.problems.append(Problem("readability/unclosed-quote", rows=(read.unclosed,)))


def _beside(tables: list[Table]) -> Iterator[Text]:
    """Lines around the tables, for screening: no filled cell may be passed over."""
    for table in tables:
        for row, text in table.notes:
            part = "table" if table.visible else "hidden-sheet"
            yield Text(
                part, text, f"{table.sheet}!{row}" if table.sheet else f"row {row}", table.sheet, cell_name(row, 0)
            )


def _inspect(contents: Contents, path: Path, name: str) -> None:
    """Everything in the container that stands outside the visible cells."""
    try:
        from catalog.tables.container import inspect
    except ImportError:
        return
    try:
        texts, problems, facts = inspect(path, name, contents.format)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        contents.problems.append(_unreadable(f"inspection: {type(error).__name__}"))
        return
    contents.texts.extend(texts)
    contents.problems.extend(problems)
    contents.facts.update(facts)
