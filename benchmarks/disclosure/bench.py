"""Disclosure control against pycanon, and what the checks cost on large tables. CPU seconds, one process.

Usage: python benchmarks/disclosure/bench.py [rows]
pycanon is needed for the comparison only: pip install pycanon (without it the column stays empty).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from catalog.disclosure.columns import codes
from catalog.disclosure.rules import people_counts, people_records
from catalog.disclosure.uniqueness import columns_of, groups, l_diversity, t_closeness
from catalog.rule import Context
from catalog.tables.table import Source, Table


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def people(rows: int) -> pl.DataFrame:
    """Made-up rows of people: four quasi-identifiers and a sensitive column."""
    rng = np.random.default_rng(0)
    return pl.DataFrame(
        {
            "年齢": rng.integers(0, 100, rows).astype(str),
            "性別": rng.choice(["男", "女"], rows),
            "居住地": rng.choice([f"町{i}" for i in range(200)], rows),
            "職業": rng.choice([f"職{i}" for i in range(12)], rows),
            "病名": rng.choice([f"病{i}" for i in range(20)], rows),
        }
    )


def measure(frame: pl.DataFrame) -> tuple[int, int, float]:
    """k, l and t."""
    found, sensitive = groups(columns_of(frame, ["年齢", "性別", "居住地", "職業"])), codes(frame["病名"])
    return found.k, l_diversity(found, sensitive), t_closeness(found, sensitive)


def peer(frame: pl.DataFrame) -> tuple[int, int, float] | None:
    """The same by pycanon."""
    try:
        import pandas as pd
        from pycanon import anonymity
    except ImportError:
        return None
    data = pd.DataFrame({name: frame[name].to_list() for name in frame.columns})
    quasi, sensitive = ["年齢", "性別", "居住地", "職業"], ["病名"]
    return (
        anonymity.k_anonymity(data, quasi),
        anonymity.l_diversity(data, quasi, sensitive),
        anonymity.t_closeness(data, quasi, sensitive),
    )


def facilities(rows: int) -> Source:
    """A clean list of facilities with 15 columns."""
    number = np.arange(rows)
    header = (
        "ID",
        "名称",
        "名称_カナ",
        "所在地",
        "緯度",
        "経度",
        "電話番号",
        "定員",
        "開設年月日",
        "URL",
        "区分",
        "備考",
        "対応",
        "管理者",
        "更新日",
    )
    frame = pl.DataFrame({str(i): [f"{h}{n % (997 + i)}" for n in number] for i, h in enumerate(header)})
    table = Table(None, header, frame, tuple(range(15)), (1,), range(2, rows + 2))
    return Source("施設一覧.csv", Path("-"), "", 0, "csv", tables=(table,))


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    frame = people(rows)
    ours: list[object] = []
    theirs: list[object] = []
    mine, other = cpu(lambda: ours.append(measure(frame))), cpu(lambda: theirs.append(peer(frame)))
    print(f"k, l, t of {rows:,} rows x 4: {mine:.3f} s {ours[0]}")
    if theirs[0] is not None:
        print(f"pycanon: {other:.3f} s {theirs[0]} ({other / mine:.0f} times as long)")
    large = people(1_000_000)
    print(f"k, l, t of 1,000,000 rows x 4: {cpu(lambda: measure(large)):.3f} s")
    source, context = facilities(1_000_000), Context()
    spent = cpu(lambda: [*people_records(source, (), context), *people_counts(source, (), context)])
    print(f"all checks on a clean list of 1,000,000 x 15 facilities: {spent:.3f} s")


if __name__ == "__main__":
    main()
