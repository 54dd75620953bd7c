"""What a picture file says beside its picture: EXIF, GPS, XMP, IPTC, comments, thumbnails, bytes after its end.

The picture itself is not read: text in it was screened by nobody, so a published picture holds for a person's look.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
from collections.abc import Iterator
from pathlib import Path

from catalog.tables.archive import loose_text
from catalog.tables.image_parts import UNPACKED, beside_pixels
from catalog.tables.magic import image_kind
from catalog.tables.seen import Seen

#: EXIF tags (CIPA DC-008) that name people, in the order Artist, CameraOwnerName, XPAuthor, Copyright
AUTHOR_TAGS = frozenset({0x013B, 0xA430, 0x9C9D, 0x8298})
#: technical tags whose text says nothing of a person
_QUIET = frozenset({0x010F, 0x0110, 0x0131, 0x9000, 0xA000, 0x9101, 0x927C, 0x001B, 0xC4A5, 0x8769, 0x8825, 0xA005})
_PIXELS = 400_000_000


def read_image(path: Path, seen: Seen, depth: int) -> None:
    """Metadata as texts, places as problems. A picture that stands alone is also not screened."""
    data = path.read_bytes()
    if depth == 0:
        seen.problem("file/not-screened", "image", reason="picture")
    image_metadata(data, seen)


def image_metadata(data: bytes, seen: Seen, where: str = "image") -> None:
    """Everything but the pixels of a picture in memory."""
    kind = image_kind(data[:64]) or ""
    end = _end(data, kind)
    if end is not None and len(data) - end > 0 and data[end:].strip(b"\x00\r\n "):
        seen.problem("hidden/bytes-outside", "image", reason="after-end", bytes=len(data) - end)
        seen.text("image", loose_text(data[end:]), f"{where} after its end")
    for name, body in beside_pixels(data, kind):
        place = f"{where}:author" if body[:6].lower() == b"author" else f"{where} {name}"
        seen.text("metadata", loose_text(body, UNPACKED), place)
        xmp(body, seen, where)
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = _PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as picture:
                seen.facts.setdefault("image", {"width": picture.width, "height": picture.height, "kind": kind})
                _exif(picture.getexif(), seen, where)
                for key, value in picture.info.items():
                    _info(str(key), value, seen, where)
    except Exception as error:
        seen.problem("file/unreadable", "image", reason="damaged", error=type(error).__name__)
    xmp(data, seen, where)


def _exif(exif: object, seen: Seen, where: str) -> None:
    from PIL import ExifTags

    items = list(exif.items())  # type: ignore[attr-defined]
    for pointer in (0x8769, 0x8825, 0xA005):
        try:
            inner = exif.get_ifd(pointer)  # type: ignore[attr-defined]
        except Exception:
            continue
        if pointer == 0x8825:
            if 2 in inner and 4 in inner:
                seen.problem("privacy/image-location", "image", place="EXIF GPS")
            items += [(("GPS", k), v) for k, v in inner.items() if k in (27, 28)]
        else:
            items += list(inner.items())
    for tag, value in items:
        if tag in _QUIET:
            continue
        text = _words(value, wide=isinstance(tag, int) and 0x9C9B <= tag <= 0x9C9F)
        if tag in AUTHOR_TAGS:
            seen.text("metadata", text, f"{where} EXIF:author")
        elif re.search(r"[A-Za-z\u3040-\u9fff]{2}", text):
            name = ExifTags.TAGS.get(tag, str(tag)) if isinstance(tag, int) else "GPS"
            seen.text("metadata", text, f"{where} EXIF {name}")


def _words(value: object, *, wide: bool = False) -> str:
    if isinstance(value, bytes):
        if wide:
            return value.decode("utf-16-le", "replace").strip("\x00 ")
        for prefix, code in ((b"ASCII\0\0\0", "ascii"), (b"UNICODE\0", "utf-16"), (b"JIS\0\0\0\0\0", "iso2022_jp")):
            if value.startswith(prefix):
                return value[8:].decode(code, "replace").strip("\x00 ")
        return loose_text(value, 100_000)
    if isinstance(value, tuple):
        return "" if all(isinstance(v, int | float) for v in value) else " ".join(_words(v) for v in value)
    text = str(value)
    # text that was written as CP932 or UTF-8 comes back as Latin-1
    if text and not text.isascii():
        raw = text.encode("latin-1", "ignore")
        for code in ("utf-8", "cp932"):
            try:
                return raw.decode(code) if raw.decode(code) and len(raw) == len(text) else text
            except UnicodeDecodeError:
                continue
    return text


def _info(key: str, value: object, seen: Seen, where: str) -> None:
    """What the format keeps beside EXIF: comments, text chunks, IPTC blocks."""
    if key in ("exif", "icc_profile", "xmp", "XML:com.adobe.xmp", "jfif", "dpi", "srgb", "gamma", "adobe", "mp"):
        return
    if key == "photoshop" and isinstance(value, dict):
        for number, block in value.items():
            if number == 0x0404 and isinstance(block, bytes):
                _iptc(block, seen, where)
    elif isinstance(value, str | bytes):
        text = value if isinstance(value, str) else loose_text(value, 200_000)
        place = f"{where}:author" if key.lower() in ("author", "artist", "creator") else f"{where} {key[:40]}"
        seen.text("metadata", text, place)


def _iptc(block: bytes, seen: Seen, where: str) -> None:
    """IPTC-IIM records: 80 by-line, 85 its title, 110 credit, 116 copyright, 122 writer name the author."""
    cursor = 0
    while cursor + 5 <= len(block) and block[cursor] == 0x1C:
        record, tag, size = struct.unpack(">BBH", block[cursor + 1 : cursor + 5])
        if size & 0x8000:
            return
        value = block[cursor + 5 : cursor + 5 + size]
        cursor += 5 + size
        if record != 2 or tag == 0:
            continue
        text = next((t for code in ("utf-8", "cp932") if (t := _try(value, code)) is not None), loose_text(value))
        seen.text("metadata", text, f"{where} IPTC:author" if tag in (80, 122) else f"{where} IPTC {tag}")


def _try(value: bytes, code: str) -> str | None:
    try:
        return value.decode(code)
    except UnicodeDecodeError:
        return None


def xmp(data: bytes, seen: Seen, where: str = "image", part: str = "metadata") -> None:
    """XMP packets anywhere in the bytes (ISO 16684-1): creators, texts, places."""
    from catalog.tables.xml_parts import RefusedXml, children, local, text_of, tree, words

    for packet in _packets(data):
        try:
            root = tree(packet)
        except RefusedXml:
            seen.text(part, re.sub(r"<[^<>]*>", " ", packet.decode("utf-8", "replace")), f"{where} XMP")
            continue
        for element in root.iter():
            kind = local(element)
            if kind in ("creator", "Artist", "OwnerName", "Author", "AuthorsPosition"):
                for item in list(children(element, "li")) or [element]:
                    seen.text(part, text_of(item), f"{where} XMP:author")
            keys = [k.rsplit("}", 1)[-1] for k in element.attrib]
            if kind in ("GPSLatitude", "GPSLongitude") or "GPSLatitude" in keys:
                seen.problem("privacy/image-location", "image", once=True, place="XMP GPS")
            for key, value in element.attrib.items():
                name = key.rsplit("}", 1)[-1]
                if name in ("creator", "Artist", "OwnerName", "Author"):
                    seen.text(part, value, f"{where} XMP:author")
        kept: list[str] = []
        keep = kept.append
        skip = ("creator", "DocumentID", "InstanceID", "History")
        words(root, lambda text, place, keep=keep: keep(text), where, skip=skip)  # type: ignore[misc]
        noise = re.compile(r"^(xmp\.[id]id:|uuid:|[0-9a-fA-F-]{32,}|application/|\d{4}-\d\d-\d\dT|Adobe )")
        lines = dict.fromkeys(line for t in kept for line in t.splitlines() if line.strip() and not noise.match(line))
        seen.text(part, "\n".join(lines), f"{where} XMP")


def _packets(data: bytes) -> Iterator[bytes]:
    """XMP packets, from each opening to the next closing tag."""
    for opening, closing in ((b"<x:xmpmeta", b"</x:xmpmeta>"), (b"<rdf:RDF", b"</rdf:RDF>")):
        cursor, found = 0, False
        while (start := data.find(opening, cursor)) >= 0 and (end := data.find(closing, start)) >= 0:
            yield data[start : end + len(closing)]
            cursor, found = end + len(closing), True
        if found:
            return


def _end(data: bytes, kind: str) -> int | None:
    """Where the picture ends; None when the format does not say."""
    if kind == "png":
        cursor = 8
        while cursor + 12 <= len(data):
            size = struct.unpack(">I", data[cursor : cursor + 4])[0]
            name = data[cursor + 4 : cursor + 8]
            cursor += 12 + size
            if name == b"IEND":
                return int(cursor)
        return None
    if kind == "jpeg":
        return _jpeg_end(data)
    if kind == "gif":
        stop = bytes(data.rstrip(b"\x00"))
        return len(stop) if stop.endswith(b";") else (data.rfind(b"\x00;") + 2 or None)
    if kind == "webp":
        size = int(struct.unpack("<I", data[4:8])[0])
        return 8 + size + (size & 1)
    if kind == "bmp":
        size = int(struct.unpack("<I", data[2:6])[0])
        return size if 54 <= size <= len(data) else None
    return None


def _jpeg_end(data: bytes) -> int | None:
    """After the EOI of the main picture: segments by length, then the scan up to a marker that is no restart."""
    cursor = 2
    while cursor + 4 <= len(data):
        if data[cursor] != 0xFF:
            return None
        marker = data[cursor + 1]
        if marker == 0xFF:
            cursor += 1
            continue
        if marker == 0xD9:
            return cursor + 2
        cursor += 2 + int(struct.unpack(">H", data[cursor + 2 : cursor + 4])[0])
        if marker == 0xDA:
            found = re.compile(rb"\xff[\x01-\xcf\xd8-\xff]").search(data, cursor)
            if found is None:
                return None
            cursor = found.start()
    return None
