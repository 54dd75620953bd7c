"""Everything in a file that does not stand on the sheet: the one door to documents, images, archives, hidden parts."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from catalog.tables.magic import image_kind, sniff
from catalog.tables.members import TABULAR
from catalog.tables.seen import Seen, is_disguised
from catalog.tables.table import Problem, Text

__all__ = ["inspect", "sniff"]

Reader = Callable[[Path, Seen, int], None]

#: a file in a file is opened, a file in that one is not
DEPTH = 1
#: members of feeds and map data that their reader takes as tables
TABLES_OF = {"gtfs": (".txt",), "shapefile": (".dbf",)}
#: members of map data that are numbers: whatever words they hold belong there to nobody
NUMBERS_OF = {"shapefile": (".shp", ".shx", ".sbn", ".sbx", ".qix", ".fbn", ".fbx", ".ain", ".aih", ".atx", ".ixs")}
#: nothing in these but their table
PLAIN = frozenset({"parquet", "csv", "tsv", "json", "geojson", "jsonl"})
_OLE = b"\xd0\xcf\x11\xe0"


def inspect(path: Path, name: str, format: str) -> tuple[list[Text], list[Problem], dict[str, object]]:
    """Texts outside the visible cells, problems that hold or tell, and facts of the file at `path`.

    `name` is the file's name as the report gives it, `format` what `sniff` said. Never raises for bad content: what
    cannot be read is a problem `file/unreadable`, what cannot be screened `file/not-screened`.
    """
    seen = Seen()
    seen.text("file-name", Path(name).name, "file-name")
    if is_disguised(name) or any(128 <= ord(c) < 160 for c in name):
        seen.problem("file/unsafe-name", "file-name", reason="path")
    walk(path, format, seen, 0)
    return seen.texts, seen.problems, seen.facts


def walk(path: Path, format: str, seen: Seen, depth: int) -> None:
    """One file, whatever it is; `depth` counts the containers around it."""
    reader = READERS.get(format)
    try:
        with path.open("rb") as stream:
            empty = not stream.read(1)
        if empty:
            return
        if reader is not None:
            reader(path, seen, depth)
        elif format not in PLAIN:
            seen.problem("file/not-screened", reason="unknown-format")
    except Exception as error:
        # whatever a parser stumbles over was not screened; the class name helps, its message may quote the file
        seen.problem("file/unreadable", reason="damaged", error=type(error).__name__)


def walk_bytes(data: bytes, name: str, seen: Seen, depth: int, part: str, *, tables: bool = True) -> None:
    """A file inside another one; deeper than one level it is not opened and holds.

    With `tables`, cells of tables in it are kept as text (they are read as tables only in a plain archive).
    """
    if depth >= DEPTH and data[:4] in (b"PK\x03\x04", _OLE, b"%PDF"):
        seen.problem("file/not-screened", part, once=True, reason="nested", member=name)
        return
    inner = Seen()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "member"
        copy.write_bytes(data)
        format = sniff(copy, PurePosixPath(name).name)
        if tables or format not in TABULAR:
            _cells(copy, format, inner)
        walk(copy, format, inner, depth + 1)
    seen.absorb(inner, name, part)


def _cells(path: Path, format: str, seen: Seen) -> None:
    """Cells of a workbook or a table in an unusual format, as lines of text."""
    from catalog.tables.read import contents_of

    if format not in TABULAR or not path.stat().st_size:
        return
    contents = contents_of(path.read_bytes(), path, path.name, format)
    for sheet in contents.sheets:
        for start in range(0, sheet.grid.height, 1000):
            rows = sheet.grid.slice(start, 1000).rows()
            seen.text("text", "\n".join("\t".join(v for v in row if v) for row in rows), sheet.name or "cells")
    for text in contents.texts:
        seen.text(text.part, text.text, text.where)
    for problem in contents.problems:
        seen.problems.append(problem)


def _workbook(path: Path, seen: Seen, depth: int) -> None:
    from catalog.tables.binary_workbook import read_binary_workbook
    from catalog.tables.ooxml import open_package, walk_common
    from catalog.tables.workbook_parts import read_workbook

    if _encrypted(path, seen):
        return
    package = open_package(path, seen)
    if package is None:
        return
    if any("sheet.macroenabled" in k.lower() or "template.macroenabled" in k.lower() for k in package.types.values()):
        seen.problem("file/active-content", "embedded", kind="macro")
    read = read_workbook if package.part("xl/workbook.bin") is None else read_binary_workbook
    taken = {name.lower() for name in read(package, seen)}
    walk_common(package, seen, lambda name, _: name.lower() in taken, _inner(seen, depth, "embedded"))


def _office(format: str) -> Reader:
    def read(path: Path, seen: Seen, depth: int) -> None:
        from catalog.tables import word_parts
        from catalog.tables.ooxml import open_package, walk_common

        if _encrypted(path, seen):
            return
        package = open_package(path, seen)
        if package is None:
            return
        if any("macroenabled" in kind.lower() for kind in package.types.values()):
            seen.problem("file/active-content", "embedded", kind="macro")
        reader = word_parts.read_document if format == "docx" else word_parts.read_slides
        taken = reader(package, seen)
        walk_common(package, seen, lambda name, _: name in taken, _inner(seen, depth, "embedded"))

    return read


def _open_document(format: str) -> Reader:
    def read(path: Path, seen: Seen, depth: int) -> None:
        from catalog.tables.opendocument import read_opendocument

        read_opendocument(path, seen, _inner(seen, depth, "embedded"), sheets=format == "ods")

    return read


def _compound(kind: str) -> Reader:
    def read(path: Path, seen: Seen, depth: int) -> None:
        from catalog.tables.compound import read_compound

        read_compound(path, seen, _inner(seen, depth, "embedded"), kind)

    return read


def _unknown(path: Path, seen: Seen, depth: int) -> None:
    """OLE objects are searched; of anything else only loose words are kept, and it holds."""
    from catalog.tables.archive import loose_text

    with path.open("rb") as stream:
        head = stream.read(8)
    if head[:4] == _OLE:
        _compound("")(path, seen, depth)
    else:
        seen.text("text", loose_text(path.read_bytes()), "bytes")
    seen.problem("file/not-screened", reason="unknown-format")


def _zip(format: str) -> Reader:
    def read(path: Path, seen: Seen, depth: int) -> None:
        """An archive: every member is opened, archives in it are not; its tables are read elsewhere."""
        from catalog.tables.archive import Archive, BrokenArchive, loose_text

        try:
            archive = Archive(path, seen)
        except BrokenArchive as error:
            seen.problem("file/unreadable", "archive", reason=str(error))
            return
        for entry, data in archive.members(seen):
            seen.text("archive", entry.name, "member name")
            if image_kind(data[:64]):
                seen.problem("file/not-screened", "image", once=True, reason="picture", member=entry.name)
            name = entry.name.lower()
            if name.endswith(NUMBERS_OF.get(format, ())):
                seen.text("archive", loose_text(data), entry.name)
            elif not name.endswith(TABLES_OF.get(format, ())):
                # only in a plain archive are tables read as such; what else lies in a feed goes out with it as it is
                walk_bytes(data, entry.name, seen, depth, "archive", tables=depth > 0 or format != "zip")

    return read


def _encrypted(path: Path, seen: Seen) -> bool:
    """New office files with a password are compound files around the encrypted archive."""
    with path.open("rb") as stream:
        if stream.read(4) != _OLE:
            return False
    seen.problem("file/encrypted")
    return True


def _inner(seen: Seen, depth: int, part: str) -> Callable[[str, bytes], None]:
    return lambda name, data: walk_bytes(data, name, seen, depth, part)


def _pdf(path: Path, seen: Seen, depth: int) -> None:
    from catalog.tables.pdf import read_pdf

    read_pdf(path, seen, depth, walk_bytes)


def _image(path: Path, seen: Seen, depth: int) -> None:
    from catalog.tables.images import read_image

    read_image(path, seen, depth)


def _document(name: str) -> Reader:
    def read(path: Path, seen: Seen, depth: int) -> None:
        from catalog.tables import documents

        getattr(documents, f"read_{name}")(path, seen, depth)

    return read


#: format → reader of everything that stands outside visible cells
READERS: dict[str, Reader] = {
    "xlsx": _workbook, "xlsm": _workbook, "pdf": _pdf, "image": _image,
    "xlsb": _workbook, "xls": _compound("xls"), "doc": _compound("doc"), "ppt": _compound("ppt"),
    "zip": _zip("zip"), "gtfs": _zip("gtfs"), "shapefile": _zip("shapefile"), "unknown": _unknown,
    "docx": _office("docx"), "pptx": _office("pptx"),
    "ods": _open_document("ods"), "odt": _open_document("odt"), "odp": _open_document("odp"),
    "html": _document("html"), "svg": _document("svg"), "rtf": _document("rtf"),
    **dict.fromkeys(("xml", "kml", "gpx"), _document("xml")),
    "text": _document("text"),
}  # fmt: skip
