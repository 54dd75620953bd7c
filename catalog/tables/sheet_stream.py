"""One part of a workbook's archive as a stream of XML events: sizes are counted, DOCTYPEs are refused."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable
from xml.parsers import expat

from catalog.regex import regex

#: bytes of one XML part that are read at most (a sheet of 1,048,576 × 40 plain cells stays below)
PART_LIMIT = 1_500_000_000
_REFERENCE = regex(r"\$?([A-Z]{1,3})\$?(\d{1,7})")


class XmlRefused(Exception):  # noqa: N818 - it names what was done
    """A part with a DOCTYPE, beyond the size limit, or no well-formed XML."""


def parse_part(
    archive: zipfile.ZipFile,
    name: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Streams one part through expat; element names come without their prefix. Missing parts are no error."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise XmlRefused(f"{name}: DOCTYPE")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
    if end is not None:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    size = 0
    try:
        with archive.open(info) as stream:
            while block := stream.read(1 << 18):
                size += len(block)
                if size > PART_LIMIT:
                    raise XmlRefused(f"{name}: more than {PART_LIMIT} bytes")
                parser.Parse(block)
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise XmlRefused(f"{name}: {error}") from None


def relationships(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Relations of a part: id → (type's last word, target part)."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            target = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[attributes.get("Id", "")] = (attributes.get("Type", "").rsplit("/", 1)[-1], target)

    parse_part(archive, posixpath.join(folder, "_rels", name + ".rels"), start)
    return found


def reference(text: str) -> tuple[int, int] | None:
    """A1 → (row 1, column 0)."""
    match = _REFERENCE.fullmatch(text)
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column - 1
