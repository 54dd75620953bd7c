"""The gate beside `frictionless validate`: `python -m benchmarks.gate.run` (see README.md)."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.gate import tables


@dataclass(frozen=True)
class Cost:
    """What one whole process took: CPU seconds (user and system, its children too) and the most memory in MB."""

    seconds: float
    memory: float


def cost(command: list[str], expected: tuple[int, ...], folder: Path | None) -> Cost:
    """Runs a command to its end, in a folder.

    Raises:
        SystemExit: it ended otherwise than expected; a figure of a failed run says nothing.
    """
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=folder)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in expected:
            out.seek(0)
            raise SystemExit(f"{command[:4]} ended with {process.returncode}\n{out.read().decode()[-2000:]}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def median(command: list[str], expected: tuple[int, ...], times: int, folder: Path | None = None) -> Cost:
    """The run in the middle of several."""
    costs = [cost(command, expected, folder) for _ in range(times)]
    return Cost(statistics.median(c.seconds for c in costs), max(c.memory for c in costs))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the list of facilities")
    parser.add_argument("--people", type=int, default=200_000, help="rows of the register")
    parser.add_argument("--frictionless-rows", type=int, default=200_000, help="rows that frictionless is given")
    parser.add_argument("--times", type=int, default=3, help="runs of each; the median counts")
    asked = parser.parse_args()
    ours = [sys.executable, "-m", "catalog", "check", "--as-of", "2026-04-01"]
    peer = [sys.executable, "-m", "frictionless", "validate"]
    with tempfile.TemporaryDirectory(prefix="gate-") as name:
        folder = Path(name)
        city = tables.write_dataset(folder, asked.rows)
        few = folder / "few.csv"
        tables.write_facilities(few, asked.frictionless_rows)
        schema = folder / "schema.json"
        schema.write_text(json.dumps(tables.schema(), ensure_ascii=False), encoding="utf-8")
        tables.write_register(folder / "register.csv", asked.people)
        tiny = folder / "tiny.csv"
        tiny.write_text("名称,数\nA,1\nB,2\n", encoding="utf-8")

        print(f"{'':34} {'rows':>9} {'CPU s':>7} {'rows/CPU s':>11} {'MB':>5}")
        start = median([*ours, str(tiny)], (0,), asked.times)
        _line("catalog check, two rows (start-up)", 2, start)
        register = median([*ours, str(folder / "register.csv")], (1,), asked.times)
        _line("catalog check, register of people", asked.people, register)
        facilities = median([*ours, str(city)], (0, 1), asked.times)
        _line("catalog check, facilities + schema", asked.rows, facilities)
        # it takes no path from elsewhere
        theirs = median([*peer, few.name, "--schema", schema.name], (0,), asked.times, folder)
        _line("frictionless, facilities + schema", asked.frictionless_rows, theirs)
        ratio = (asked.rows / facilities.seconds) / (asked.frictionless_rows / theirs.seconds)
        print(f"\nrows per CPU second, catalog : frictionless = {ratio:.1f} : 1")


def _line(what: str, rows: int, found: Cost) -> None:
    print(f"{what:34} {rows:>9,} {found.seconds:>7.2f} {rows / found.seconds:>11,.0f} {found.memory:>5.0f}", flush=True)


if __name__ == "__main__":
    main()
