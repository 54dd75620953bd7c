"""Reading an answer within bounds: of size after decompression, and of time however slowly it drips."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator

import requests
import urllib3

from catalog.errors import CatalogError

CHUNK = 65_536
#: What is asked for; an answer packed otherwise is not read.
PACKED = "gzip, deflate"


def read(url: str, response: requests.Response, most: int, seconds: float) -> bytes:
    """The unpacked body, at most `most` bytes, in at most `seconds`.

    It is unpacked piece by piece with a bound on each piece, so that a small answer never unfolds into a huge one.

    Raises:
        CatalogError: too large, too slow, broken off, or packed in a way that was not asked for.
    """
    unpack = _unpacker(url, response.headers.get("Content-Encoding", ""))
    until = time.monotonic() + seconds
    pieces, size = [], 0
    try:
        while chunk := response.raw.read1(CHUNK, decode_content=False):
            for piece in unpack.feed(chunk):
                size += len(piece)
                if size > most:
                    raise CatalogError(f"{url} is larger than {most:,} bytes → harvest it in pages or by organisation")
                pieces.append(piece)
            if time.monotonic() > until:
                raise CatalogError(f"{url} took longer than {seconds:,.0f} seconds → try again later")
    except (urllib3.exceptions.HTTPError, OSError, zlib.error):
        raise CatalogError(f"{url} broke off while it was read → try again later") from None
    if not unpack.is_whole:
        raise CatalogError(f"{url} broke off while it was read → try again later")
    return b"".join(pieces)


class _Plain:
    is_whole = True

    def feed(self, chunk: bytes) -> list[bytes]:
        return [chunk]


class _Packed:
    """gzip (also of several members) or deflate, a bounded piece at a time."""

    def __init__(self, window: int) -> None:
        self._window = window
        self._zlib = zlib.decompressobj(window)
        self._begun = False

    @property
    def is_whole(self) -> bool:
        return self._zlib.eof or not self._begun

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        self._begun = True
        while chunk:
            if self._zlib.eof:
                self._zlib = zlib.decompressobj(self._window)
            try:
                yield self._zlib.decompress(chunk, CHUNK)
            except zlib.error:
                if self._window != zlib.MAX_WBITS:
                    raise
                # "deflate" is meant with a zlib head, but some hosts send it bare.
                self._window = -zlib.MAX_WBITS
                self._zlib = zlib.decompressobj(self._window)
                continue
            chunk = self._zlib.unused_data if self._zlib.eof else self._zlib.unconsumed_tail


def _unpacker(url: str, encoding: str) -> _Plain | _Packed:
    match encoding.strip().lower():
        case "" | "identity":
            return _Plain()
        case "gzip" | "x-gzip":
            return _Packed(16 + zlib.MAX_WBITS)
        case "deflate":
            return _Packed(zlib.MAX_WBITS)
        case _:
            raise CatalogError(f"{url} is packed in a way that was not asked for → ask its operator")
