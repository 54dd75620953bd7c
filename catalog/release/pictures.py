"""Pictures as they go out: the same pixels, without anything beside them.

EXIF (place, camera, owner), XMP, IPTC, comments, thumbnails and bytes after the end stay behind. JPEG, PNG, WebP and GIF keep
their pixel data bit by bit (ITU-T T.81, PNG 3rd edition, RIFF, GIF89a); TIFF is written anew. How a photograph was held is
kept, since viewers turn it by that.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator

from catalog.tables.magic import image_kind

_PNG_KEPT = frozenset(
    [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs", b"sBIT", b"bKGD", b"hIST",
     b"acTL", b"fcTL", b"fdAT", b"cICP"]
)  # fmt: skip
_WEBP_KEPT = frozenset([b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"])
#: bits of VP8X that announce EXIF and XMP
_WEBP_BESIDE = 0x08 | 0x04
_SOS, _EOI, _COMMENT = 0xDA, 0xD9, 0xFE
_ORIENTATION = 0x0112


def bare_picture(data: bytes, suffix: str) -> tuple[str, bytes]:
    """The suffix and the bytes of the picture alone; as PNG where the format is not one that can be taken apart."""
    writer = _WRITERS.get(image_kind(data[:64]) or "")
    if writer is not None:
        try:
            return suffix, writer(data)
        except (struct.error, IndexError, ValueError):
            pass  # it opens, but not as its format says
    return "png", _redrawn(data, "PNG")


def _jpeg(data: bytes) -> bytes:
    out = bytearray(b"\xff\xd8")
    if (turned := _orientation(data)) > 1:
        entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, turned, 0)
        body = b"Exif\x00\x00MM\x00\x2a" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
        out += b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    for marker, body, scan in _segments(data):
        if marker == 0xE0 and body.startswith(b"JFIF\x00"):
            body = body[:12] + b"\x00\x00"  # no thumbnail
        elif marker == _COMMENT or (0xE0 <= marker <= 0xEF and not _says_colours(marker, body)):
            continue
        out += bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body + scan
    return bytes(out) + b"\xff\xd9"


def _says_colours(marker: int, body: bytes) -> bool:
    """Segments without which colours are wrong: the ICC profile, Adobe's transform."""
    return (marker == 0xE2 and body.startswith(b"ICC_PROFILE\x00")) or (marker == 0xEE and body.startswith(b"Adobe"))


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Marker, body and (after a start of scan) the coded pixels of each segment up to the end of the picture."""
    cursor = 2
    while True:
        if data[cursor] != 0xFF:
            raise ValueError("bytes between the segments")
        while data[cursor] == 0xFF:
            cursor += 1
        marker = data[cursor]
        cursor += 1
        if marker == _EOI:
            return
        size = int(struct.unpack_from(">H", data, cursor)[0])
        body, cursor = data[cursor + 2 : cursor + size], cursor + size
        start = cursor
        if marker == _SOS:
            while not (data[cursor] == 0xFF and data[cursor + 1] not in (0x00, *range(0xD0, 0xD8))):
                found = data.find(b"\xff", cursor + 1)
                if found < 0:
                    raise ValueError("no end of the picture")
                cursor = found
        yield marker, body, data[start:cursor]


def _orientation(data: bytes) -> int:
    from PIL import Image

    with Image.open(io.BytesIO(data)) as picture:
        value = picture.getexif().get(_ORIENTATION, 1)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _png(data: bytes) -> bytes:
    out, cursor = bytearray(data[:8]), 8
    while True:
        size = int(struct.unpack_from(">I", data, cursor)[0])
        name, body = data[cursor + 4 : cursor + 8], data[cursor + 8 : cursor + 8 + size]
        if name in _PNG_KEPT:
            if name == b"iCCP":  # the name of a profile is free text
                body = b"icc" + body[body.index(b"\x00") :]
            out += struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        cursor += 12 + size
        if name == b"IEND":
            return bytes(out)


def _webp(data: bytes) -> bytes:
    out, cursor = bytearray(), 12
    end = min(len(data), 8 + int(struct.unpack_from("<I", data, 4)[0]))
    while cursor + 8 <= end:
        name, size = data[cursor : cursor + 4], int(struct.unpack_from("<I", data, cursor + 4)[0])
        body = data[cursor + 8 : cursor + 8 + size]
        if name == b"VP8X":
            body = bytes((body[0] & ~_WEBP_BESIDE,)) + body[1:]
        if name in _WEBP_KEPT:
            out += name + struct.pack("<I", size) + body + b"\x00" * (size % 2)
        cursor += 8 + size + size % 2
    return b"RIFF" + struct.pack("<I", len(out) + 4) + b"WEBP" + bytes(out)


def _gif(data: bytes) -> bytes:
    cursor = 13 + (3 * 2 ** ((data[10] & 7) + 1) if data[10] & 0x80 else 0)
    out = bytearray(data[:cursor])
    while data[cursor] != 0x3B:
        start = cursor
        if data[cursor] == 0x21:
            kind = data[cursor + 1]
            cursor = _blocks_end(data, cursor + 2)
            loops = kind == 0xFF and data[start + 3 : start + 11] in (b"NETSCAPE", b"ANIMEXTS")
            if kind == 0xF9 or loops:
                out += data[start:cursor]
        elif data[cursor] == 0x2C:
            flags = data[cursor + 9]
            cursor += 10 + (3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0)
            cursor = _blocks_end(data, cursor + 1)
            out += data[start:cursor]
        else:
            raise ValueError("bytes between the blocks")
    return bytes(out) + b"\x3b"


def _blocks_end(data: bytes, cursor: int) -> int:
    while data[cursor]:
        cursor += data[cursor] + 1
    return cursor + 1


def _tiff(data: bytes) -> bytes:
    return _redrawn(data, "TIFF", compression="tiff_deflate")


def _redrawn(data: bytes, form: str, **options: str) -> bytes:
    """The pixels of every page, upright, in a new file."""
    from PIL import Image, ImageOps, ImageSequence

    pages = []
    with Image.open(io.BytesIO(data)) as picture:
        for page in ImageSequence.Iterator(picture):
            upright = ImageOps.exif_transpose(page)
            fresh = Image.new(upright.mode, upright.size)
            fresh.paste(upright)
            if upright.mode == "P" and (palette := upright.getpalette()):
                fresh.putpalette(palette)
            pages.append(fresh)
    out = io.BytesIO()
    pages[0].save(out, form, save_all=len(pages) > 1, append_images=pages[1:], **options)
    return out.getvalue()


def _bmp(data: bytes) -> bytes:
    """A bitmap has no place for words but behind its pixels."""
    return data[: int(struct.unpack_from("<I", data, 2)[0])]


_WRITERS: dict[str, Callable[[bytes], bytes]] = {
    "jpeg": _jpeg, "png": _png, "webp": _webp, "gif": _gif, "tiff": _tiff, "bmp": _bmp,
}  # fmt: skip
