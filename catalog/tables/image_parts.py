"""All bytes of a picture file that are no pixels: a name can stand in a maker's note, a private chunk, a gap.

Formats are walked by their own structure (PNG 3rd edition, ITU-T T.81, GIF89a, RIFF, TIFF 6.0, ICO); nothing is trusted to
be empty because a viewer does not show it.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

#: bytes that one packed text may unfold to
UNPACKED = 2_000_000
_PNG_PIXELS = frozenset(
    [b"IHDR", b"IDAT", b"PLTE", b"IEND", b"tRNS", b"fdAT", b"fcTL", b"acTL", b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"sBIT",
     b"bKGD", b"hIST", b"tIME", b"oFFs", b"cICP"]
)  # fmt: skip
_WEBP_PIXELS = frozenset([b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"])
#: offsets and byte counts of pixels: strips, tiles, an old JPEG stream
_TIFF_PIXELS = ((273, 279), (324, 325), (513, 514))
_TIFF_INNER = frozenset([330, 34665, 34853, 40965])
_TIFF_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_TIFF_MOST = 500


def beside_pixels(data: bytes, kind: str) -> Iterator[tuple[str, bytes]]:
    """(what it is called in the format, its bytes, unpacked) of everything but the pixels."""
    walk = {"png": _png, "jpeg": _jpeg, "gif": _gif, "webp": _webp, "tiff": _tiff, "bmp": _bmp, "ico": _ico}.get(kind)
    if walk is None:
        yield kind, data[:UNPACKED]
        return
    try:
        yield from walk(data)
    except (struct.error, IndexError, ValueError):
        yield "damaged part", data[:UNPACKED]


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, UNPACKED)
    except zlib.error:
        return data


def _png(data: bytes) -> Iterator[tuple[str, bytes]]:
    cursor = 8
    while cursor + 12 <= len(data):
        size = int(struct.unpack_from(">I", data, cursor)[0])
        name, body = data[cursor + 4 : cursor + 8], data[cursor + 8 : cursor + 8 + size]
        cursor += 12 + size
        if name in _PNG_PIXELS:
            continue
        label = name.decode("latin-1")
        if name in (b"zTXt", b"iCCP"):
            key, _, rest = body.partition(b"\x00")
            text = _unpacked(rest[1:])
            yield label, key + b"\n" + text
            if key.startswith(b"Raw profile"):  # metadata of another format, in hexadecimal digits
                digits = re.sub(rb"[^0-9a-fA-F]", b"", text.split(b"\n", 3)[-1])
                yield label, bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
        elif name == b"iTXt":
            key, _, rest = body.partition(b"\x00")
            language, _, text = rest[2:].partition(b"\x00")
            word, _, text = text.partition(b"\x00")
            yield label, b"\n".join([key, language, word, _unpacked(text) if rest[:1] == b"\x01" else text])
        else:
            yield label, body


def _jpeg(data: bytes) -> Iterator[tuple[str, bytes]]:
    cursor = 2
    while cursor + 4 <= len(data) and data[cursor] == 0xFF:
        marker = data[cursor + 1]
        if marker == 0xFF:
            cursor += 1
            continue
        if marker == 0xD9:
            return
        size = int(struct.unpack_from(">H", data, cursor + 2)[0])
        if 0xE0 <= marker <= 0xEF or marker == 0xFE:
            body = data[cursor + 4 : cursor + 2 + size]
            yield f"APP{marker - 0xE0}" if marker != 0xFE else "comment", body
        cursor += 2 + size
        if marker == 0xDA:
            found = _AFTER_SCAN.search(data, cursor)
            if found is None:
                return
            cursor = found.start()


_AFTER_SCAN = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")


def _gif(data: bytes) -> Iterator[tuple[str, bytes]]:
    def table(flags: int) -> int:
        return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0

    def blocks(at: int) -> tuple[bytes, int]:
        found = b""
        while data[at]:
            found += data[at + 1 : at + 1 + data[at]]
            at += data[at] + 1
        return found, at + 1

    cursor = 13 + table(data[10])
    while cursor < len(data) and data[cursor] != 0x3B:
        if data[cursor] == 0x2C:
            _, cursor = blocks(cursor + 11 + table(data[cursor + 9]))
        elif data[cursor] == 0x21:
            label = data[cursor + 1]
            body, cursor = blocks(cursor + 2)
            if label != 0xF9:
                yield {0xFE: "comment", 0xFF: "application", 0x01: "plain text"}.get(label, "extension"), body
        else:
            cursor += 1


def _webp(data: bytes) -> Iterator[tuple[str, bytes]]:
    cursor = 12
    while cursor + 8 <= len(data):
        name, size = data[cursor : cursor + 4], int(struct.unpack_from("<I", data, cursor + 4)[0])
        if name not in _WEBP_PIXELS:
            yield name.decode("latin-1"), data[cursor + 8 : cursor + 8 + size]
        cursor += 8 + size + (size & 1)


def _tiff(data: bytes) -> Iterator[tuple[str, bytes]]:
    order = "<" if data[:2] == b"II" else ">"
    spans: list[tuple[int, int]] = []
    queue = [int(struct.unpack_from(order + "I", data, 4)[0])]
    known: set[int] = set()
    while queue and len(known) < _TIFF_MOST:
        start = queue.pop()
        if start in known or not 0 < start < len(data) - 2:
            continue
        known.add(start)
        count = int(struct.unpack_from(order + "H", data, start)[0])
        tags: dict[int, list[int]] = {}
        for index in range(count):
            tag, kind, number = struct.unpack_from(order + "HHI", data, start + 2 + 12 * index)
            if kind in (3, 4, 13) and (tag in _TIFF_INNER or any(tag in pair for pair in _TIFF_PIXELS)):
                at = start + 10 + 12 * index
                if number * _TIFF_SIZES[kind] > 4:
                    at = int(struct.unpack_from(order + "I", data, at)[0])
                number = min(number, 100_000)
                tags[tag] = list(struct.unpack_from(f"{order}{number}{'H' if kind == 3 else 'I'}", data, at))
        for offsets, sizes in _TIFF_PIXELS:
            spans += [(a, a + n) for a, n in zip(tags.get(offsets, []), tags.get(sizes, []), strict=False)]
        queue += [at for tag in _TIFF_INNER for at in tags.get(tag, [])]
        queue.append(int(struct.unpack_from(order + "I", data, start + 2 + 12 * count)[0]))
    yield from _rest(data, spans)


def _bmp(data: bytes) -> Iterator[tuple[str, bytes]]:
    size, pixels = struct.unpack_from("<I4xI", data, 2)
    head = 14 + int(struct.unpack_from("<I", data, 14)[0])
    yield "before the pixels", data[head:pixels]
    if size < len(data):
        yield "after the pixels", data[size:]


def _ico(data: bytes) -> Iterator[tuple[str, bytes]]:
    count = int(struct.unpack_from("<H", data, 4)[0])
    spans = [(0, 6 + 16 * count)]
    for index in range(count):
        size, start = struct.unpack_from("<II", data, 14 + 16 * index)
        spans.append((start, start + size))
        if data[start : start + 4] == b"\x89PNG":
            yield from _png(data[start : start + size])
    yield from _rest(data, spans)


def _rest(data: bytes, spans: list[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """What lies between and behind the pixels."""
    cursor = 0
    for start, stop in [*sorted(spans), (len(data), len(data))]:
        if start > cursor and data[cursor:start].strip(b"\x00"):
            yield "beside the pixels", data[cursor:start]
        cursor = max(cursor, stop)
