"""How the index grows: build time, memory, size, and what queries cost at 1,000, 10,000 and 100,000 datasets.

    python benchmarks/search/scale.py 1000 10000 100000
    python benchmarks/search/scale.py --unlike 10000

Records are those of `tests/search`, and the shared real ones when they lie beside the repository, for as many made-up
cities and years as it takes; `--unlike`: no two say the same, each is put together of pieces of four. Bytes and requests are those of the site's own scripts run in node (`scale.mjs`): the
manifest, the shards, the cards that the page shows at first, two facets counted; each query with an empty cache. "Again"
is CPU time of the same query once everything is here, "typed on" that of a longer one.
"""

from __future__ import annotations

import gzip
import itertools
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.search.run import real  # noqa: E402
from catalog.search.document import SearchDocument  # noqa: E402
from catalog.search.index import files  # noqa: E402
from tests.search.corpus import documents  # noqa: E402

#: Words as typed, and the hard ones: one character, words that stand everywhere, phrases, kana, romaji, slips, sentences.
QUERIES = (
    "避難所",
    "ＡＥＤ",
    "人口 2015",
    "公園",
    "図書館",
    "北山市 予算",
    "待機児童数",
    "測定結果",
    "港",
    "の",
    "データ",
    "調査",
    "一覧",
    "平成",
    "ひなんじょ",
    "シンカンセン",
    "hinanjo",
    "komyunikeeshon",
    "保育園",
    "shelter",
    "library",
    "引越し",
    "令和2年度 人口",
    "指定緊急避難場所一覧",
    "住民基本台帳に基づく町ごとの人の数",
    "石油等消費構造統計調査",
    "ごみの出し方を知りたい",
    "港町にあるAEDの場所を教えて",
    "図書間",
    "としょかm",
    "hospitol",
    "避難所 -一覧",
    '"文化財一覧"',
    "format:csv theme:防災",
    "theme:環境",
    "",
)


def records(count: int, *, unlike: bool = False) -> Iterator[SearchDocument]:
    """`count` records: made-up cities publish datasets for several years; equal ones differ in city or year.

    `unlike`: titles and descriptions are halves of different records, themes and formats those of others."""
    heads, tails = "東西南北上下大小中新古高深浅白黒青赤緑金", "山川田野原島浜沢崎木森谷池橋里岡坂井沼瀬"
    cities = [f"{a}{b}{c}" for c in "市町村" for a, b in itertools.product(heads, tails)]
    base = [*documents()[:74], *real()]
    for made in range(count):
        one, city = base[made * 7919 % len(base)], cities[made * 31 % len(cities)]
        if unlike:
            two, three, four = (base[made * step % len(base)] for step in (7907, 7901, 7883))
            one = replace(
                one,
                title=one.title[: len(one.title) // 2] + two.title[len(two.title) // 2 :],
                description=two.description[: len(two.description) // 2]
                + three.description[len(three.description) // 2 :],
                themes=four.themes,
                formats=three.formats,
            )
        year = 2015 + made // len(base) % 12
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
    sizes = [int(one) for one in sys.argv[1:] if one.isdecimal()]
    for count in sizes or (1_000, 10_000):
        with tempfile.TemporaryDirectory() as name:
            start = time.process_time()
            paths: list[Path] = []
            for path, body in files(records(count, unlike="--unlike" in sys.argv), as_of="2026-06-01"):
                target = Path(name) / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(body)
                paths.append(target)
            cpu = time.process_time() - start
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
            size = sum(len(gzip.compress(path.read_bytes(), 6)) for path in paths) / 1e6
            print(
                f"\n{count} datasets: {cpu:.0f} CPU s, {memory:.2f} GB, {len(paths)} files, {size:.1f} MB gz",
                flush=True,
            )
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
