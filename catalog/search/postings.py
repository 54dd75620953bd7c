"""Which numbers hold which gram, gathered in little memory: documents come in order of their numbers, and what was
gathered is put aside in buckets (temporary files once they are large) before it is joined, bucket by bucket."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from tempfile import SpooledTemporaryFile
from typing import IO

from catalog.search.codec import encode, home

BUCKETS = 64
#: Documents after which the lists at hand are put aside.
BATCH = 2_000
#: Bytes of a bucket that stay in memory.
_IN_MEMORY = 1 << 20


class Postings:
    """Add documents in ascending order of numbers, then read `shards`."""

    def __init__(self, classes: Sequence[str]) -> None:
        self.classes = tuple(classes)
        self._at = {name: at for at, name in enumerate(classes)}
        self._lists: list[dict[str, list[int]]] = [defaultdict(list) for _ in classes]
        self._buckets: list[IO[bytes]] = [SpooledTemporaryFile(_IN_MEMORY) for _ in range(BUCKETS)]  # noqa: SIM115
        self._held = 0
        self._size = 0

    def add(self, number: int, pieces: Iterable[tuple[str, Iterable[str]]]) -> None:
        """A document's (class, grams). A class may come twice if its grams do not."""
        for name, found in pieces:
            lists = self._lists[self._at[name]]
            for gram in found:
                lists[gram].append(number)
        self._held += 1
        if self._held >= BATCH:
            self._put_aside()

    def _put_aside(self) -> None:
        lines: list[list[str]] = [[] for _ in range(BUCKETS)]
        buckets: dict[str, int] = {}
        for which, lists in enumerate(self._lists):
            for gram, numbers in lists.items():
                text = encode(numbers[1:], numbers[0])
                if (at := buckets.get(gram)) is None:
                    at = buckets[gram] = home(gram) % BUCKETS
                lines[at].append(f"{gram}\t{which}\t{numbers[0]}\t{numbers[-1]}\t{text}\n")
                self._size += len(text) + 3
            lists.clear()
        for bucket, found in zip(self._buckets, lines, strict=True):
            bucket.write("".join(found).encode("utf-8", "surrogatepass"))
        self._held = 0

    def shards(self, size: int, most: int) -> Iterator[dict[str, str]]:
        """{gram: "list|list|…" in the order of the classes}, by `codec.home` modulo their number, about `size` long."""
        self._put_aside()
        count = 1
        while count < most and self._size / count > size:
            count *= 2
        if count < BUCKETS:
            for first in range(count):
                yield self._joined(range(first, BUCKETS, count))
            return
        # shard n comes from bucket n mod 64: joined bucket by bucket, handed out in order of n
        kept: list[IO[bytes]] = []
        for bucket in range(BUCKETS):
            parts: list[dict[str, str]] = [{} for _ in range(count // BUCKETS)]
            for gram, text in self._joined([bucket]).items():
                parts[home(gram) % count // BUCKETS][gram] = text
            file: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
            file.write(b"".join(json.dumps(part).encode() + b"\n" for part in parts))
            file.seek(0)
            kept.append(file)
        for number in range(count):
            yield json.loads(kept[number % BUCKETS].readline())

    def _joined(self, buckets: Iterable[int]) -> dict[str, str]:
        """The lists of some buckets, the pieces of each put together, grams in order."""
        found: dict[str, dict[int, tuple[list[str], int]]] = {}
        for bucket in buckets:
            file = self._buckets[bucket]
            file.seek(0)
            # a normalised text holds neither tabs nor line feeds
            for line in file.read().decode("utf-8", "surrogatepass").split("\n")[:-1]:
                gram, which, first, last, text = line.split("\t")
                lists = found.setdefault(gram, {})
                at = int(which)
                pieces, before = lists.get(at, ([], 0))
                pieces.append(encode((int(first),), before) + text)
                lists[at] = (pieces, int(last))
            file.close()
        every: dict[str, str] = {}
        for gram in sorted(found):
            lists = found[gram]
            every[gram] = "|".join("".join(lists[at][0]) if at in lists else "" for at in range(max(lists) + 1))
        return every
