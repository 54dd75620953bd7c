"""Pieces of the catalogue's common files on disk until they are joined: memory stays the same however many there are."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Iterable, Iterator


class Spool:
    """Pieces in named lanes, in the order in which they came; gone when the object is."""

    def __init__(self) -> None:
        # Closed (and so removed) with the spool: a generator that is never finished leaves nothing behind.
        self._file = tempfile.TemporaryFile()  # noqa: SIM115
        self._end = 0
        self._lanes: dict[str, list[tuple[int, int]]] = {}

    def add(self, lane: str, piece: bytes) -> None:
        """Appends a piece to a lane."""
        self._file.seek(self._end)
        self._file.write(piece)
        self._lanes.setdefault(lane, []).append((self._end, len(piece)))
        self._end += len(piece)

    def pieces(self, lane: str, between: bytes = b"", order: Iterable[int] | None = None) -> Iterator[bytes]:
        """The pieces of a lane with `between` between them, as they came, or in `order` (numbers from 0)."""
        places = self._lanes.get(lane, [])
        for count, number in enumerate(range(len(places)) if order is None else order):
            if count and between:
                yield between
            start, length = places[number]
            self._file.seek(start)
            yield self._file.read(length)


class Dump:
    """catalog.nt.gz, compressed as the parts come; no time and no name in its head, so that bytes depend on triples."""

    def __init__(self) -> None:
        self._packer = zlib.compressobj(6, zlib.DEFLATED, 31)
        self._spool = Spool()

    def add(self, lines: bytes) -> None:
        """Appends lines of N-Triples."""
        self._spool.add("gz", self._packer.compress(lines))

    def finish(self) -> Iterator[bytes]:
        """The whole file; nothing can be added any more."""
        yield from self._spool.pieces("gz")
        yield self._packer.flush()
