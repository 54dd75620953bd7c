"""Screens the same made-up tables with us and with peers, and prints recall, precision, rows per CPU second, memory.

    python -m benchmarks.privacy.compare [--rows 20000]

Peers run in the interpreter named by PRESIDIO_PYTHON and DATAPROFILER_PYTHON (their own virtual environments: they ask
for other versions of numpy), else in this one; a peer that cannot be imported is printed as "not installed".
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.privacy.clean import clean_tables
from tests.privacy.made_up import Maker, table

HERE = Path(__file__).resolve().parent
#: tool → (script, variable that names its interpreter)
TOOLS = {
    "machi-catalog": ("run_ours.py", "MACHI_CATALOG_PYTHON"),
    "presidio-structured": ("run_presidio.py", "PRESIDIO_PYTHON"),
    "DataProfiler": ("run_dataprofiler.py", "DATAPROFILER_PYTHON"),
}
NOT_INSTALLED = 3


@dataclass(frozen=True, slots=True)
class Case:
    """One table and the columns in it that are about people."""

    path: Path
    rows: int
    width: int
    personal: frozenset[int]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        cases = write_cases(Path(folder), rows)
        print(f"{'tool':22}{'recall':>8}{'precision':>11}{'rows/CPU s':>12}{'memory MB':>11}")
        for tool, (script, variable) in TOOLS.items():
            print(line(tool, script, os.environ.get(variable, sys.executable), cases))


def write_cases(folder: Path, rows: int) -> list[Case]:
    """A list of residents, a register of shops, and every clean table of the tests."""
    m = Maker(31)
    residents = {
        "番号": m.count,
        "氏名": m.name,
        "フリガナ": m.kana,
        "生年月日": m.era,
        "住所": m.address,
        "携帯電話": m.mobile,
        "メール": m.mail,
        "個人番号": m.individual,
        "金額": m.money,
    }
    shops = {
        "営業所名称": m.facility,
        "営業所所在地": m.address,
        "営業者氏名": m.name,
        "電話番号": m._landline,
        "許可年月日": m.iso,
    }
    made = [(residents, frozenset(range(1, 8)), rows), (shops, frozenset({2}), rows)]
    made += [(columns, frozenset[int](), max(60, rows // 100)) for columns in clean_tables(m).values()]
    cases = []
    for number, (columns, personal, height) in enumerate(made):
        header, body = table(columns, height)
        path = folder / f"{number:03}.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([[h.strip() or f"c{i}" for i, h in enumerate(header)], *body])
        cases.append(Case(path, height, len(header), personal))
    return cases


def line(tool: str, script: str, python: str, cases: list[Case]) -> str:
    """Runs one tool over all tables in a process of its own and sums up."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        os.dup2(write, 1)
        os.chdir(HERE.parent.parent)
        os.environ["PYTHONPATH"] = os.pathsep.join([str(HERE.parent.parent), os.environ.get("PYTHONPATH", "")])
        os.execvp(python, [python, str(HERE / script), *(str(c.path) for c in cases)])
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as stream:
        said = stream.read()
    _, status, usage = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == NOT_INSTALLED:
        return f"{tool:22}not installed"
    if code:
        return f"{tool:22}failed (exit {code})"
    flagged = json.loads(said.strip().splitlines()[-1])
    hit = sum(len(c.personal & set(flagged[str(c.path)])) for c in cases)
    alarms = sum(len(flagged[str(c.path)]) for c in cases)
    wanted = sum(len(c.personal) for c in cases)
    seconds = usage.ru_utime + usage.ru_stime
    speed = sum(c.rows for c in cases) / seconds
    return f"{tool:22}{hit / wanted:8.3f}{hit / alarms if alarms else 1.0:11.3f}{speed:12,.0f}{usage.ru_maxrss / 1024:11.0f}"


if __name__ == "__main__":
    main()
