"""Binary workbooks (xlsb: MS-XLSB): the same parts as an xlsx, as records instead of XML."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from catalog.tables.archive import loose_text
from catalog.tables.ooxml import Package
from catalog.tables.seen import Seen

_PART = (
    (r"/comments", "comment"), (r"/pivotcache", "pivot-cache"), (r"/externallinks/", "external-link"),
    (r"/connections|/querytables", "external-link"), (r"/persons/", "comment"), (r"/revisions/", "revision"),
)  # fmt: skip
_RULES = {
    "comment": "hidden/comment", "pivot-cache": "hidden/pivot-cache", "external-link": "hidden/external-link",
    "revision": "hidden/earlier-revision",
}  # fmt: skip


def read_binary_workbook(package: Package, seen: Seen) -> set[str]:
    """Words of all binary parts, hidden sheets, rows and columns; returns the parts it took."""
    book = next(iter(package.targets("", "/officeDocument")), "xl/workbook.bin")
    data = package.part(book)
    if data is None:
        seen.problem("file/unreadable", reason="no-workbook")
        return set()
    targets = {rid: target for rid, _, target, _ in package.relations.get(book, [])}
    taken = {book}
    names = []
    for kind, body in _records(data):
        if kind == 156 and len(body) > 12:
            state = struct.unpack_from("<I", body)[0]
            relation, cursor = _wide(body, 8)
            name, _ = _wide(body, cursor)
            names.append(name)
            part = targets.get(relation, "")
            taken.add(part)
            sheet = package.part(part)
            if sheet is not None:
                _sheet(sheet, name, state, seen)
    known = set(names)
    texts = [w for w in loose_text(data).splitlines() if w not in known]
    seen.text("defined-name", "\n".join(texts), book)
    for name, part_data in package.parts.items():
        lower = "/" + name.lower()
        if not lower.endswith(".bin") or name in taken or "vbaproject" in lower or "printersettings" in lower:
            continue
        if re.search(r"/(styles|theme|calcchain|binaryindex\d*|sharedstrings|metadata)\.bin$", lower):
            taken.add(name)
            continue
        label = next((p for pattern, p in _PART if re.search(pattern, lower)), None)
        if label:
            taken.add(name)
            seen.text(label, loose_text(part_data), name)
            seen.problem(_RULES[label], label, once=True, member=name)
            # BrtBeginSupBook: 0 a workbook, 1 DDE, 2 OLE
            if any(kind == 360 and body[:2] in (b"\x01\x00", b"\x02\x00") for kind, body in _records(part_data)):
                seen.problem("file/active-content", label, once=True, kind="dde", member=name)
    _unused(package, book, taken, seen)
    return taken


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    position, end = 0, len(data)
    while position < end:
        kind = data[position]
        position += 1
        if kind & 0x80 and position < end:
            kind = (kind & 0x7F) | (data[position] & 0x7F) << 7
            position += 1
        size = 0
        for shift in (0, 7, 14, 21):
            if position >= end:
                return
            byte = data[position]
            position += 1
            size |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield kind, data[position : position + size]
        position += size


def _wide(body: bytes, cursor: int) -> tuple[str, int]:
    length = struct.unpack_from("<I", body, cursor)[0]
    if length == 0xFFFFFFFF:
        return "", cursor + 4
    return body[cursor + 4 : cursor + 4 + 2 * length].decode("utf-16-le", "replace"), cursor + 4 + 2 * length


def _sheet(data: bytes, name: str, state: int, seen: Seen) -> None:
    rows: list[int] = []
    hidden_columns: list[tuple[int, int]] = []
    filled: dict[int, int] = {}
    row, hidden, other = 0, False, bytearray()
    for kind, body in _records(data):
        if kind == 0 and len(body) >= 12:
            row, hidden = struct.unpack_from("<I", body)[0] + 1, bool(body[11] & 0x10)
        elif 2 <= kind <= 11 and len(body) >= 8:
            column = struct.unpack_from("<I", body)[0]
            filled[column] = filled.get(column, 0) + 1
            if hidden and (not rows or rows[-1] != row):
                rows.append(row)
        elif kind == 60 and len(body) >= 18:
            first, last, width = struct.unpack_from("<3I", body)
            if struct.unpack_from("<H", body, 16)[0] & 1 or width == 0:
                hidden_columns.append((first, last))
        elif kind not in (1, 62):
            other += body + b"\x00\x00"
    seen.text("formula", loose_text(bytes(other)), f"{name} settings", name)
    if state and filled:
        seen.problem("hidden/hidden-sheet", "hidden-sheet", sheet=name, state="hidden")
        return
    if rows:
        seen.problem("hidden/hidden-row", "hidden-row", sheet=name, rows=tuple(rows), count=len(rows))
    for first, last in hidden_columns:
        for column in sorted(c for c in filled if first <= c <= last):
            seen.problem("hidden/hidden-column", "hidden-column", sheet=name, column_index=column, cells=filled[column])


def _unused(package: Package, book: str, taken: set[str], seen: Seen) -> None:
    """Shared strings that no cell of a named sheet uses."""
    part = next((d for t in package.targets(book, "/sharedStrings") if (d := package.part(t)) is not None), None)
    if part is None:
        return
    strings = []
    for kind, body in _records(part):
        if kind == 19 and len(body) > 5:
            strings.append(_wide(body, 1)[0])
    used = set()
    for name in taken:
        if "/worksheets/" in "/" + name.lower():
            for kind, body in _records(package.part(name) or b""):
                if kind == 7 and len(body) >= 12:
                    used.add(struct.unpack_from("<I", body, 8)[0])
    seen.text("orphan", "\n".join(t for i, t in enumerate(strings) if i not in used), "unused strings")
