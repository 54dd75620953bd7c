"""Disclosure control: k, l, t against pycanon, suppression and audit of large tables, all checks on large files.

Usage: python benchmarks/disclosure/bench.py
PYCANON_PYTHON=/path/to/python (an interpreter with pycanon) adds the comparison. CPU seconds of one process.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from catalog.disclosure.audit import unsafe
from catalog.disclosure.columns import codes
from catalog.disclosure.rules import people_counts, people_records
from catalog.disclosure.suppress import cube, suppress_cube
from catalog.disclosure.uniqueness import columns_of, groups, l_diversity, t_closeness
from catalog.rule import Context
from catalog.tables.table import Source, Table

QUASI = ("年齢", "性別", "居住地", "職業")
SENSITIVE = "病名"
#: (rows, ages, towns): few and many classes
TABLES = ((200, 6, 3), (2_000, 6, 3), (2_000, 100, 20), (20_000, 10, 5), (100_000, 6, 3), (100_000, 20, 5))
SHAPES = ((20, 10), (40, 20), (20, 10, 2), (40, 20, 2))


def main() -> None:
    compared()
    large()
    suppressed()
    checked()


def compared() -> None:
    """The same values as pycanon, and how much sooner."""
    python = os.environ.get("PYCANON_PYTHON")
    print("| rows | classes | k | l | t | ours, CPU s | pycanon k, l, t, CPU s | times |")
    print("|---|---|---|---|---|---|---|---|")
    for rows, ages, towns in TABLES:
        frame = people(rows, ages, towns)
        spent, (k, diversity, t, classes) = cpu(lambda: measure(frame))  # noqa: B023
        line = f"| {rows:,} | {classes:,} | {k} | {diversity} | {t:.4f} | {spent:.3f} |"
        if python is None:
            print(f"{line} – | – |")
            continue
        found = peer(python, frame)
        same = (found["k"][0], found["l"][0]) == (k, diversity) and abs(found["t"][0] - t) < 1e-9
        if not same:
            raise SystemExit(f"{rows} rows: pycanon says {found}, we say {k}, {diversity}, {t}")
        theirs = [seconds for _, seconds in found.values()]
        print(f"{line} {', '.join(f'{s:.2f}' for s in theirs)} | {sum(theirs) / spent:.0f} |", flush=True)


def large() -> None:
    frame = people(1_000_000, 100, 200)
    spent, (k, diversity, t, classes) = cpu(lambda: measure(frame))
    print(
        f"\n1,000,000 rows x 4 quasi-identifiers, {classes:,} classes: k={k} l={diversity} t={t:.4f} in {spent:.2f} s"
    )


def suppressed() -> None:
    """Counts of which a good part is small; every suppression is audited."""
    print("\n| table | cells | small | hidden besides | suppression, CPU s | audit, CPU s | unsafe |")
    print("|---|---|---|---|---|---|---|")
    for shape in SHAPES:
        inner = np.random.default_rng(1).negative_binomial(1, 0.04, shape).astype(float)
        table = cube([[str(i) for i in range(n)] for n in shape], inner)
        spent, found = cpu(lambda: suppress_cube(table, 10))  # noqa: B023
        values = [None if i in found.hidden else float(v) for i, v in enumerate(table.values.ravel())]
        audited, narrow = cpu(lambda: unsafe(values, table.sums, 10))  # noqa: B023
        size = (
            f"{'×'.join(map(str, shape))} | {table.values.size:,} | {len(found.primary)} | {len(found.complementary)}"
        )
        print(f"| {size} | {spent:.2f} | {audited:.2f} | {len(narrow)} |", flush=True)


def checked() -> None:
    """All disclosure rules on files of a million rows."""
    context = Context()
    for name, source in (("people", people_file(1_000_000)), ("facilities", facilities(1_000_000))):
        spent, _ = cpu(lambda: [*people_records(source, (), context), *people_counts(source, (), context)])  # noqa: B023
        print(f"\nall checks on a million rows of {name}: {spent:.2f} s")


def cpu(work: Callable[[], object]) -> tuple[float, object]:  # type: ignore[type-arg]
    """CPU seconds of one call, and what it gave."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def people(rows: int, ages: int, towns: int) -> pl.DataFrame:
    """Made-up rows of people: four quasi-identifiers and a sensitive column."""
    rng = np.random.default_rng(rows + ages + towns)
    return pl.DataFrame(
        {
            "年齢": rng.integers(0, ages, rows).astype(str),
            "性別": rng.choice(["男", "女"], rows),
            "居住地": rng.choice([f"町{i}" for i in range(towns)], rows),
            "職業": rng.choice([f"職{i}" for i in range(12)], rows),
            "病名": rng.choice([f"病{i}" for i in range(20)], rows),
        }
    )


def measure(frame: pl.DataFrame) -> tuple[int, int, float, int]:
    """k, l, t, and the number of classes."""
    found, sensitive = groups(columns_of(frame, QUASI)), codes(frame[SENSITIVE])
    return found.k, l_diversity(found, sensitive), t_closeness(found, sensitive), found.classes


def peer(python: str, frame: pl.DataFrame) -> dict[str, list[float]]:
    """The same by pycanon: name → [value, CPU seconds]."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        frame.write_csv(path)
        script = Path(__file__).with_name("peer.py")
        done = subprocess.run([python, script, path], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def people_file(rows: int) -> Source:
    """The rows of people as a file that was read."""
    frame = people(rows, 100, 200)
    header = tuple(frame.columns)
    plain = frame.rename({h: str(i) for i, h in enumerate(header)})
    table = Table(None, header, plain, tuple(range(len(header))), (1,), range(2, rows + 2))
    return Source("調査.csv", Path("-"), "", 0, "csv", tables=(table,))


def facilities(rows: int) -> Source:
    """A clean list of facilities with 15 columns."""
    number = np.arange(rows)
    words = "ID 名称 名称_カナ 所在地 緯度 経度 電話番号 定員 開設年月日 URL 区分 備考 対応 管理者 更新日"
    header = tuple(words.split())
    frame = pl.DataFrame({str(i): [f"{h}{n % (997 + i)}" for n in number] for i, h in enumerate(header)})
    table = Table(None, header, frame, tuple(range(15)), (1,), range(2, rows + 2))
    return Source("施設一覧.csv", Path("-"), "", 0, "csv", tables=(table,))


if __name__ == "__main__":
    main()
