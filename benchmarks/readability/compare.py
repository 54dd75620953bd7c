#!/usr/bin/env python3
"""What `catalog check` and `frictionless validate` find on the same files, and how fast.

    python benchmarks/readability/compare.py [FOLDER] [--rows 1000000]

Without FOLDER only the timing on a made table is done. FOLDER holds `files/` and `truth.json` (kind, rule, ids per file), as the
development sets for readability do. CPU seconds of whole processes, best of `--repeat`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

CATALOG = [sys.executable, "-m", "catalog", "check", "--format", "json"]
FRICTIONLESS = [sys.executable, "-m", "frictionless", "validate", "--json", "--trusted"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=1)
    options = parser.parse_args()
    if options.folder:
        findings(options.folder)
    timing(options.rows, options.repeat)
    return 0


def run(command: list[str], arguments: list[str]) -> tuple[str, float, float]:
    """(standard output, CPU seconds of the process and its children, peak MB)."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([*command, *arguments], stdout=out, stderr=subprocess.DEVNULL)
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0
        out.seek(0)
        return out.read().decode("utf-8"), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def findings(folder: Path) -> None:
    """Per item of the rule: files with that problem, and on how many of them each tool says anything fitting."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    table: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    clean = [0, 0, 0]
    for case in truth:
        path = folder / "files" / case["file"]
        ours, _, _ = run(CATALOG, [str(path)])
        theirs, _, _ = run(FRICTIONLESS, [str(path / "datapackage.json" if path.is_dir() else path)])
        items = {i for i in _items(ours) if i}
        errors = _errors(theirs)
        if case["kind"] == "clean":
            clean[0] += 1
            clean[1] += bool(items - {"L1-09", "L3-02", "L3-03", "L3-08"})
            clean[2] += bool(errors)
            continue
        row = table[case["rule"]]
        row[0] += 1
        row[1] += bool(items & set(case["ids"]))
        row[2] += bool(errors)
    print("item   files  catalog  frictionless (any error)")
    for item, (files, ours_, theirs_) in sorted(table.items()):
        print(f"{item}  {files:5}  {ours_:7}  {theirs_:5}")
    print(f"clean  {clean[0]:5}  {clean[1]:7}  {clean[2]:5}   (files with a finding: false alarms)")


def _items(report: str) -> set[str]:
    data = json.loads(report)
    found = (f for d in data["datasets"] for r in d["resources"] for f in r["findings"])
    return {r for f in found for r in f["references"] if r[:2] in ("L1", "L2", "L3")}


def _errors(report: str) -> list[str]:
    try:
        data = json.loads(report)
    except ValueError:
        return ["no-report"]
    return [e["type"] for t in data.get("tasks", []) for e in t.get("errors", [])] + [
        e["type"] for e in data.get("errors", [])
    ]


def timing(rows: int, repeat: int) -> None:
    """CPU seconds for a clean table of 15 mixed columns."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        write_table(path, rows)
        megabytes = path.stat().st_size / 1e6
        for name, command in (("catalog", CATALOG), ("frictionless", FRICTIONLESS)):
            results = [run(command, [str(path)]) for _ in range(repeat)]
            seconds, peak = min(r[1] for r in results), max(r[2] for r in results)
            print(
                f"{name:13} {rows:,} × 15 ({megabytes:.0f} MB): {seconds:.2f} CPU s, {rows / seconds:,.0f} rows per CPU s, peak {peak:.0f} MB"
            )


def write_table(path: Path, rows: int) -> None:
    """A made table of facilities: codes, names, addresses, coordinates, numbers, dates, choices, remarks."""
    chance = random.Random(1)
    names = [a + b for a in "中東西南北本新元上下" for b in ("央", "山", "川", "原", "田", "島", "崎", "野")]
    head = "全国地方公共団体コード,ID,施設名,種別,住所,緯度,経度,電話番号,収容人数（人）,面積（平方メートル）,開設日,駐車場の有無,利用料金（円）,利用者数（人）,備考"
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write(head + "\n")
        for i in range(rows):
            town = chance.choice(names)
            out.write(
                f"131016,A{i:07},{town}公民館{i % 997},{chance.choice(('公民館', '図書館', '体育館'))},東京都千代田区{town}町{chance.randint(1, 9)}-{chance.randint(1, 30)},"
                f"{35 + chance.random():.6f},{139 + chance.random():.6f},03-{chance.randint(1000, 9999)}-{chance.randint(1000, 9999)},{chance.randint(10, 900)},"
                f"{chance.random() * 900:.1f},{chance.randint(1960, 2024)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02},{chance.choice('有無')},"
                f"{chance.randint(0, 50) * 10},{chance.randint(100, 99999)},{chance.choice(('', '', '', '要予約'))}\n"
            )


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    sys.exit(main())
