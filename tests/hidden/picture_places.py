"""Places of a picture file that are no pixels, each format by its own structure."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from tests.hidden.examples import jpeg_bytes, png_chunk

Builder = Callable[[Path], Path]


def _file(name: str, data: Callable[[str], bytes]) -> Callable[[str], Builder]:
    def of(value: str) -> Builder:
        def build(folder: Path) -> Path:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / name
            path.write_bytes(data(value))
            return path

        return build

    return of


def _saved(kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (16, 16), (180, 200, 160)).save(out, kind, **options)
    return out.getvalue()


def _jpeg(marker: int, body: bytes) -> bytes:
    data = jpeg_bytes()
    return data[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body + data[2:]


def _exif(value: bytes, *, tag: int = 0x927C, pointer: int = 0x8769) -> bytes:
    exif = Image.Exif()
    exif.get_ifd(pointer)[tag] = value
    return jpeg_bytes(exif=exif.tobytes())


def _png(name: bytes, body: bytes) -> bytes:
    data = _saved("PNG")
    return data[:-12] + png_chunk(name, body) + data[-12:]


def _xmp(value: str) -> bytes:
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="r"><d>{value}</d></rdf:RDF></x:xmpmeta>'.encode()


def _gif(label: int, value: str) -> bytes:
    text = value.encode()
    return _saved("GIF")[:-1] + bytes([0x21, label, len(text)]) + text + b"\x00;"


def _webp(value: str) -> bytes:
    text = value.encode() + b"\0" * (len(value.encode()) % 2)
    body = _saved("WEBP")[12:] + b"MEMO" + struct.pack("<I", len(text)) + text
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _profile(value: str) -> bytes:
    text = value.encode()
    return b"Raw profile type iptc\0\0" + zlib.compress(b"\niptc\n      %d\n" % len(text) + text.hex().encode() + b"\n")


PICTURES: dict[str, Callable[[str], Builder]] = {
    "jpeg maker's note": _file("a.jpg", lambda v: _exif(b"Canon\0" + v.encode())),
    "jpeg comment of the user": _file("a.jpg", lambda v: _exif(b"UNICODE\0" + v.encode("utf-16-be"), tag=0x9286)),
    "jpeg application segment": _file("a.jpg", lambda v: _jpeg(0xE4, b"MEMO\0" + v.encode())),
    "jpeg caption of an editor": _file(
        "a.jpg", lambda v: _jpeg(0xED, b"Photoshop 3.0\x008BIM\x03\xf0\0\0" + v.encode())
    ),
    "jpeg second part of XMP": _file(
        "a.jpg", lambda v: _jpeg(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + v.encode())
    ),
    "jpeg colour profile": _file("a.jpg", lambda v: _jpeg(0xE2, b"ICC_PROFILE\0\x01\x01" + v.encode("utf-16-be"))),
    "png short chunk of its own": _file("a.png", lambda v: _png(b"prVt", v.encode())),
    "png packed XMP": _file(
        "a.png", lambda v: _png(b"iTXt", b"XML:com.adobe.xmp\0\x01\0\0\0" + zlib.compress(_xmp(v)))
    ),
    "png translated keyword": _file("a.png", lambda v: _png(b"iTXt", b"memo\0\0\0ja\0" + v.encode() + b"\0x")),
    "png keyword": _file("a.png", lambda v: _png(b"tEXt", v.encode("cp932") + b"\0x")),
    "png raw profile": _file("a.png", lambda v: _png(b"zTXt", _profile(v))),
    "gif comment": _file("a.gif", lambda v: _gif(0xFE, v)),
    "gif application block": _file("a.gif", lambda v: _gif(0xFF, v)),
    "webp chunk of its own": _file("a.webp", _webp),
    "tiff between the pixels": _file("a.tif", lambda v: _saved("TIFF") + v.encode()),
    "bmp behind the pixels": _file("a.bmp", lambda v: _saved("BMP") + v.encode()),
    "ico behind the pixels": _file("a.ico", lambda v: _saved("ICO") + v.encode()),
}
