"""How the index grows: build time, size, and what a first query costs at 1,000, 10,000 and 100,000 datasets.

    python benchmarks/search/scale.py 1000 10000 100000

Records are those of `tests/search` for as many made-up cities and years as it takes. Bytes and requests are those of the
site's own scripts run in node (`scale.mjs`): the manifest, the shards, the first 20 cards; facets as the page counts them
(in a large catalogue two, the others when they are opened).
"""

from __future__ import annotations

import gzip
import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from catalog.search.document import SearchDocument  # noqa: E402
from catalog.search.index import files  # noqa: E402
from tests.search.corpus import documents  # noqa: E402

QUERIES = (
    "避難所",
    "ＡＥＤ",
    "人口 2015",
    "公園",
    "ひなんじょ",
    "図書館",
    "北山市 予算",
    "待機児童数",
    "測定結果",
    "保育園",
    "港町 トイレ",
    "shelter",
)


def records(count: int) -> Iterator[SearchDocument]:
    """`count` records: every made-up city publishes every dataset for every year."""
    heads, tails = "東西南北上下大小中新古高深浅白黒青赤緑金", "山川田野原島浜沢崎木森谷池橋里岡坂井沼瀬"
    cities = [f"{a}{b}{c}" for c in "市町村" for a, b in itertools.product(heads, tails)]
    made = 0
    for year in range(2015, 2027):
        for city in cities:
            for one in documents()[:74]:
                if made >= count:
                    return
                made += 1
                yield replace(
                    one,
                    id=f"{one.id}-{made}",
                    title=f"{city}_{one.title}_{year}年度",
                    publisher=city,
                    area=city,
                    updated=f"{year}-04-01",
                    description=f"{city}の{one.description}。{year}年4月1日現在。",
                )


def main() -> None:
    """Builds and measures each size."""
    for count in map(int, sys.argv[1:] or ("1000", "10000")):
        with tempfile.TemporaryDirectory() as name:
            start = time.process_time()
            sizes: list[int] = []
            for path, body in files(records(count), as_of="2026-06-01"):
                target = Path(name) / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(body)
                sizes.append(len(gzip.compress(body, 6)))
            cpu = time.process_time() - start
            print(f"\n{count} datasets: {cpu:.0f} CPU s, {len(sizes)} files, {sum(sizes) / 1e6:.1f} MB gz", flush=True)
            job = json.dumps({"folder": f"{name}/search", "queries": QUERIES})
            done = subprocess.run(
                ["node", str(Path(__file__).with_name("scale.mjs"))],
                input=job,
                capture_output=True,
                text=True,
                check=True,
            )
            print(done.stdout, flush=True)


if __name__ == "__main__":
    main()
