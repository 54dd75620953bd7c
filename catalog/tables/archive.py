"""ZIP archives, read strictly: a leak gets past a screen where two readers take the same bytes for different files.

Own reader of the format (PKWARE APPNOTE 6.3.10), because the usual libraries are lenient: the last of two equal names
wins, bytes between entries are skipped, the two directories may disagree. What is not plain is a problem that holds.
"""

from __future__ import annotations

import struct
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from catalog.regex import regex
from catalog.tables.seen import Seen, is_disguised

#: caps against archives that explode: bytes of one entry, of all entries, number of entries
ENTRY_LIMIT = 400_000_000
TOTAL_LIMIT = 1_200_000_000
COUNT_LIMIT = 20_000
#: deflate cannot shrink ordinary tables much beyond 100 : 1; only judged above RATIO_FROM bytes
#: bytes of unknown kind that are searched for words; larger parts hold (`file/too-large`)
LOOSE_LIMIT = 12_000_000
#: only smaller pieces are also read as big-endian text (pictures, PDF strings); office files have none
BIG_ENDIAN = 1_000_000
RATIO = 250
RATIO_FROM = 20_000_000

_EOCD = struct.Struct("<4s4H2LH")
_EOCD64 = struct.Struct("<4sQ2H2L4Q")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")


class BrokenArchive(Exception):  # noqa: N818 - reads as what it says
    """The file cannot be read as an archive at all; the message is a word for the report."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One member as both directories describe it. `start`…`start + packed` are its bytes in the file."""

    name: str
    size: int
    packed: int
    method: int
    crc: int
    encrypted: bool
    start: int

    @property
    def is_folder(self) -> bool:
        return self.name.endswith("/") and self.size == 0


class Archive:
    """The entries of an archive in file order, all names kept (also double ones). Use `read` for the bytes."""

    def __init__(self, path: Path, seen: Seen) -> None:
        """Reads both directories and reports every disagreement to `seen`. Raises BrokenArchive, OSError."""
        self._data = path.read_bytes()
        self._spent = 0
        self.entries: list[Entry] = []
        self._read_directory(seen)
        self._check_names(seen)

    def named(self, name: str) -> Entry | None:
        """The first entry of that name (case as given, leading slash ignored), None when there is none."""
        return next((e for e in self.entries if e.name.lstrip("/") == name), None)

    def read(self, entry: Entry, seen: Seen) -> bytes | None:
        """The bytes of an entry, counted while they unfold; None (and a problem) when they cannot be had."""
        if entry.encrypted:
            seen.problem("file/encrypted", "archive", once=True, member=entry.name)
            return None
        if entry.method not in (0, 8):
            seen.problem("file/not-screened", "archive", once=True, reason="compression", member=entry.name)
            return None
        packed = self._data[entry.start : entry.start + entry.packed]
        try:
            data = packed if entry.method == 0 else self._inflate(packed)
        except zlib.error:
            seen.problem("file/unreadable", "archive", reason="damaged", member=entry.name)
            return None
        if data is None or self._spent + len(data) > TOTAL_LIMIT:
            seen.problem(
                "file/too-large", "archive", once=True, what="archive", limit=f"{ENTRY_LIMIT:,}", member=entry.name
            )
            return None
        self._spent += len(data)
        if zlib.crc32(data) != entry.crc or len(data) != entry.size:
            seen.problem("file/unreadable", "archive", reason="checksum", member=entry.name)
            return None
        return data

    def members(self, seen: Seen) -> Iterator[tuple[Entry, bytes]]:
        """Every entry that can be read, folders left out."""
        for entry in self.entries:
            if not entry.is_folder:
                data = self.read(entry, seen)
                if data is not None:
                    yield entry, data

    def _inflate(self, packed: bytes) -> bytes | None:
        """Raw deflate with a cap on what comes out; None when the cap is met or the ratio is a bomb's."""
        engine = zlib.decompressobj(-15)
        allowed = max(RATIO_FROM, len(packed) * RATIO)
        data = engine.decompress(packed, min(ENTRY_LIMIT, allowed) + 1)
        if len(data) > min(ENTRY_LIMIT, allowed):
            return None
        if not engine.eof:
            raise zlib.error("the stream ends early")
        return data

    def _read_directory(self, seen: Seen) -> None:
        data = self._data
        end = data.rfind(b"PK\x05\x06")
        if end < 0 or len(data) - end < _EOCD.size:
            raise BrokenArchive("no-directory")
        _, disk, first_disk, here, count, size, offset, comment = _EOCD.unpack_from(data, end)
        tail = end
        if 0xFFFF in (here, count) or 0xFFFFFFFF in (size, offset):
            tail, count, size, offset = self._zip64(end, count, size, offset)
        if disk not in (0, 0xFFFF) or first_disk not in (0, 0xFFFF):
            raise BrokenArchive("several-disks")
        if count > COUNT_LIMIT:
            raise BrokenArchive("entries")
        start = tail - size
        if start < 0 or size > len(data):
            raise BrokenArchive("directory")
        shift = start - offset
        if shift < 0:
            raise BrokenArchive("directory")
        note = data[end + _EOCD.size : end + _EOCD.size + comment]
        seen.text("archive", decode_name(note, 0), "archive comment")
        rest = len(data) - (end + _EOCD.size + comment)
        if rest > 0:
            seen.problem("hidden/bytes-outside", "archive", reason="after-end", bytes=rest)
            seen.text("archive", loose_text(data[-rest:]), "bytes after the archive")
        elif rest < 0:
            seen.problem("file/unreadable", "archive", reason="cut-off")
        self._read_entries(start, start + size, count, shift, seen)

    def _zip64(self, end: int, count: int, size: int, offset: int) -> tuple[int, int, int, int]:
        """Directory facts of a 64-bit archive: (where the directory ends, entries, its bytes, its offset)."""
        locator = self._data[end - 20 : end] if end >= 20 else b""
        if not locator.startswith(b"PK\x06\x07"):
            return end, count, size, offset
        tail = self._data.rfind(b"PK\x06\x06", 0, end - 20)
        if tail < 0 or len(self._data) - tail < _EOCD64.size:
            raise BrokenArchive("directory")
        fields = _EOCD64.unpack_from(self._data, tail)
        return tail, fields[7], fields[8], fields[9]

    def _read_entries(self, position: int, end: int, count: int, shift: int, seen: Seen) -> None:
        data, mismatched, spans = self._data, 0, [(position, end)]
        while position < end and len(self.entries) <= COUNT_LIMIT:
            if data[position : position + 4] != b"PK\x01\x02" or len(data) - position < _CENTRAL.size:
                break
            head = _CENTRAL.unpack_from(data, position)
            flags, method, crc, packed, size = head[3], head[4], head[7], head[8], head[9]
            name_len, extra_len, note_len, mode, offset = head[10], head[11], head[12], head[15], head[16]
            cursor = position + _CENTRAL.size
            raw = data[cursor : cursor + name_len]
            extra = data[cursor + name_len : cursor + name_len + extra_len]
            note = data[cursor + name_len + extra_len : cursor + name_len + extra_len + note_len]
            size, packed, offset = _wide(extra, size, packed, offset)
            position = cursor + name_len + extra_len + note_len
            name = decode_name(raw, flags)
            seen.text("archive", decode_name(note, flags), f"{name} comment")
            if (mode >> 16) & 0o170000 == 0o120000:
                seen.problem("file/unsafe-name", "archive", once=True, reason="link", member=name)
            local = offset + shift
            if local < 0 or len(data) - local < _LOCAL.size or data[local : local + 4] != b"PK\x03\x04":
                raise BrokenArchive("entry")
            there = _LOCAL.unpack_from(data, local)
            begin = local + _LOCAL.size + there[9] + there[10]
            later = bool(there[2] & 8)
            mismatched += (
                data[local + _LOCAL.size : local + _LOCAL.size + there[9]] != raw
                or there[3] != method
                or (there[2] ^ flags) & 0x0001 != 0
                or (not later and (there[6] != crc or (there[8] != 0xFFFFFFFF and there[8] != size)))
            )
            if begin + packed > len(data):
                raise BrokenArchive("entry")
            spans.append((local, begin + packed))
            self.entries.append(Entry(name, size, packed, method, crc, bool(flags & 1), begin))
        if len(self.entries) != count or position != end:
            mismatched += 1
        if mismatched:
            seen.problem("file/archive-mismatch", "archive", count=mismatched, reason="directories")
        self._check_spans(sorted(spans), seen)

    def _check_spans(self, spans: list[tuple[int, int]], seen: Seen) -> None:
        """Entries must lie side by side: no overlap (bombs), nothing in front, nothing but a descriptor between."""
        cursor = 0
        for start, stop in spans:
            if start < cursor:
                seen.problem("file/archive-mismatch", "archive", once=True, reason="overlap")
            gap = self._data[cursor:start]
            # up to 24 bytes of data descriptor; zeros only align
            if len(gap) > 24 and gap.strip(b"\x00"):
                reason = "before-start" if cursor == 0 else "between"
                seen.problem("hidden/bytes-outside", "archive", reason=reason, bytes=len(gap))
                seen.text("archive", loose_text(gap), "bytes between the entries")
            elif cursor == 0 and gap:
                seen.problem("hidden/bytes-outside", "archive", reason="before-start", bytes=len(gap))
            cursor = max(cursor, stop)

    def _check_names(self, seen: Seen) -> None:
        known: dict[str, str] = {}
        # some writers of office files put a slash in front of every name; there it is harmless
        office = any(e.name.lstrip("/").lower() == "[content_types].xml" for e in self.entries)
        for entry in self.entries:
            name = entry.name
            parts = name.replace("\\", "/").split("/")
            if (
                is_disguised(name)
                or name.startswith("\\")
                or (name.startswith("/") and not office)
                or ".." in parts
                or name[1:2] == ":"
            ):
                seen.problem("file/unsafe-name", "archive", once=True, reason="path", member=name)
            key = unicodedata.normalize("NFC", name.replace("\\", "/").lstrip("/")).casefold()
            if key in known:
                seen.problem("file/duplicate-entry", "archive", once=True, member=name)
            known[key] = name


def _wide(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """64-bit sizes from the extra field 0x0001, where the 32-bit ones are full."""
    cursor = 0
    while cursor + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, cursor)
        field = extra[cursor + 4 : cursor + 4 + length]
        cursor += 4 + length
        if kind != 1:
            continue
        numbers = [n[0] for n in struct.iter_unpack("<Q", field[: len(field) // 8 * 8])]
        if size == 0xFFFFFFFF and numbers:
            size = numbers.pop(0)
        if packed == 0xFFFFFFFF and numbers:
            packed = numbers.pop(0)
        if offset == 0xFFFFFFFF and numbers:
            offset = numbers.pop(0)
    return size, packed, offset


def decode_name(raw: bytes, flags: int) -> str:
    """A name as text: UTF-8 where it is, else CP932 as Windows in Japan writes it, else one letter per byte."""
    for encoding in ("utf-8",) if flags & 0x800 else ("utf-8", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def loose_text(data: bytes, limit: int = LOOSE_LIMIT) -> str:
    """Readable text in bytes of unknown kind: runs in UTF-8, CP932 and UTF-16, one per line, each once.

    Bytes of one encoding read as another give letters too; what looks like that is left out.
    """
    data = _without_noise(data[:limit])
    runs: list[str] = []
    for encoding in ("utf-8", "cp932"):
        runs += [r for r in _READABLE.findall(data.decode(encoding, "replace")) if _plausible(r)]
    for shift, encoding in ((0, "utf-16-le"), (1, "utf-16-le"), (0, "utf-16-be"), (1, "utf-16-be")):
        if encoding == "utf-16-be" and len(data) > BIG_ENDIAN:
            continue
        text = data[shift : len(data) - (len(data) - shift) % 2].decode(encoding, "replace")
        runs += [r for r in _READABLE.findall(text) if _plausible(r) and not _mistaken(r)]
    return "\n".join(dict.fromkeys(runs))


def _without_noise(data: bytes) -> bytes:
    """Blocks of 512 bytes in which nearly every byte value occurs are packed data, no text in any encoding."""
    if len(data) < 65_536:
        return data
    import numpy as np

    whole = len(data) // 512 * 512
    blocks = np.frombuffer(data[:whole], dtype=np.uint8).reshape(-1, 512)
    ordered = np.sort(blocks, axis=1)
    distinct = 1 + (ordered[:, 1:] != ordered[:, :-1]).sum(axis=1)
    kept = blocks[distinct < 190]
    return bytes(kept.tobytes()) + data[whole:]


def _plausible(run: str) -> bool:
    """Words, not chance: two Japanese letters, a stretch of half-width kana, or six signs with a word or a number."""
    return bool(_JAPANESE.search(run) or (len(run) >= 6 and _LATIN.search(run)))


def _mistaken(run: str) -> bool:
    """8-bit text, or numbers, read as UTF-16: both bytes printable, or one of them always zero."""
    raw = run.encode("utf-16-le", "replace")
    wide = [raw[i : i + 2] for i in range(0, len(raw), 2) if raw[i + 1]]
    odd = sum(1 for pair in wide if pair[0] == 0 or (0x20 <= pair[0] < 0x7F and 0x20 <= pair[1] < 0x7F))
    kana = sum(1 for letter in run if "\u3041" <= letter <= "\u30fe")
    return odd > len(wide) * 0.5 and kana == 0 and bool(wide)


_LETTERS = "\u3000-\u30ff\u4e00-\u9fff\uf900-\ufaff\uff01-\uff9f々〆"
_READABLE = regex(f"[\\x20-\\x7e\\t{_LETTERS}]{{3,}}")
_JAPANESE = regex("[\u3041-\u30fe\u4e00-\u9fff々〆]{2}|[\uff66-\uff9f]{4}|[\uff10-\uff5a]{4}")
_LATIN = regex(r"[A-Za-z]{4}|\d{4}|@")
