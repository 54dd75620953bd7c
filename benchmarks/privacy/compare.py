"""Screens the same made-up tables with us and with peers, and prints recall and precision of columns and of tables,
rows per CPU second and memory.

    python -m benchmarks.privacy.compare [--rows 20000] [--slow-rows 300]

Peers run in the interpreter named by PRESIDIO_PYTHON and DATAPROFILER_PYTHON (their own virtual environments: they ask
for other versions of numpy), else in this one; a peer that cannot be imported is printed as "not installed".
`--slow-rows` is the height for a tool with a language model, which would take hours with the others' tables.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.privacy.clean import Columns, clean_tables
from tests.privacy.made_up import Maker, table

HERE = Path(__file__).resolve().parent
NOT_INSTALLED = 3


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool to compare: its script, what is given to it in the environment, and the variable naming its interpreter."""

    name: str
    script: str
    interpreter: str
    setting: Mapping[str, str]
    is_slow: bool = False


TOOLS = (
    Tool("machi-catalog", "run_ours.py", "MACHI_CATALOG_PYTHON", {}),
    Tool("DataProfiler", "run_dataprofiler.py", "DATAPROFILER_PYTHON", {}),
    Tool("presidio, patterns", "run_presidio.py", "PRESIDIO_PYTHON", {"MODEL": ""}),
    Tool("presidio, ja_ginza", "run_presidio.py", "PRESIDIO_PYTHON", {"MODEL": "ja_ginza"}, is_slow=True),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One table and the columns in it that are about people."""

    path: Path
    rows: int
    width: int
    personal: frozenset[int]


def main() -> None:
    """Prints one line per tool."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--slow-rows", type=int, default=300)
    options = parser.parse_args()
    head = ("columns", "", "tables", "", "", "", "")
    print(f"{'':28}" + "".join(f"{h:>10}" for h in head))
    head = ("recall", "precision", "recall", "false/100", "rows", "rows/CPU s", "memory MB")
    print(f"{'tool':28}" + "".join(f"{h:>10}" for h in head))
    with tempfile.TemporaryDirectory() as folder:
        cases = {
            slow: write_cases(Path(folder) / str(rows), rows)
            for slow, rows in ((False, options.rows), (True, options.slow_rows))
        }
        for tool in TOOLS:
            for line in lines(tool, os.environ.get(tool.interpreter, sys.executable), cases[tool.is_slow]):
                print(line, flush=True)


def write_cases(folder: Path, rows: int) -> list[Case]:
    """A list of residents and a register of shops of full height, ten smaller personal tables, every clean table of the
    tests."""
    folder.mkdir()
    m = Maker(31)
    small = min(rows, max(60, rows // 100))
    made = [(columns, frozenset(about), rows) for columns, about in _large(m)]
    made += [(columns, frozenset(about), small) for columns, about in _small(m)]
    made += [(columns, frozenset[int](), small) for columns in clean_tables(m).values()]
    cases = []
    for number, (columns, personal, height) in enumerate(made):
        header, body = table(columns, height)
        path = folder / f"{number:03}.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([[h.strip() or f"c{i}" for i, h in enumerate(header)], *body])
        cases.append(Case(path, height, len(header), personal))
    return cases


def _large(m: Maker) -> Iterator[tuple[Columns, Iterable[int]]]:
    """Heading → maker of cells, and the indexes of the columns about people."""
    yield {
        "番号": m.count, "氏名": m.name, "フリガナ": m.kana, "生年月日": m.era, "住所": m.address, "携帯電話": m.mobile,
        "メール": m.mail, "個人番号": m.individual, "金額": m.money,
    }, range(1, 8)  # fmt: skip
    yield {
        "営業所名称": m.facility, "営業所所在地": m.address, "営業者氏名": m.name, "電話番号": m._landline,
        "許可年月日": m.iso,
    }, (2,)  # fmt: skip


def _small(m: Maker) -> Iterator[tuple[Columns, Iterable[int]]]:
    yield {"氏名": m.half_kana, "生年月日": m.era_letter, "金額": m.money}, (0, 1)
    yield {"項目1": m.count, "項目2": m.joined, "項目3": m.address, "項目4": m.mobile}, (1, 2, 3)
    yield {"世帯主": m.joined, "住所": m.wide_address, "電話": m.wide_mobile}, (0, 1, 2)
    yield {"Name": m.romaji, "携帯": m.intl_mobile, "Date": m.iso}, (0, 1)
    yield {"氏名": m.foreign, "住所": m.address}, (0, 1)
    yield {"児童氏名": m.name, "ふりがな": m.hiragana, "生年月日": m.slash, "保護者": m.name}, (0, 1, 2, 3)
    yield {"所有者": m.polite, "連絡先": m.bare_mobile, "物件": m.facility}, (0, 1)
    yield {"受付日": m.iso, "申込者": m.joined, "メールアドレス": m.mail}, (1, 2)
    yield {"個人番号": m.individual, "氏名": m.katakana_name, "生年月日": m.compact}, (0, 1, 2)
    yield {"施設名": m.facility, "施設長": m.titled, "所在地": m.address}, (1,)


def lines(tool: Tool, python: str, cases: list[Case]) -> Iterator[str]:
    """Runs one tool over all tables in a process of its own and sums up, one line per reading of its answer."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        os.dup2(write, 1)
        os.chdir(HERE.parent.parent)
        os.environ.update(tool.setting)
        os.environ["PYTHONPATH"] = os.pathsep.join([str(HERE.parent.parent), os.environ.get("PYTHONPATH", "")])
        os.execvp(python, [python, str(HERE / tool.script), *(str(c.path) for c in cases)])
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as stream:
        said = stream.read()
    _, status, usage = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code:
        yield f"{tool.name:28}" + ("not installed" if code == NOT_INSTALLED else f"failed (exit {code})")
        return
    seconds, memory = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    for suffix, flagged in json.loads(said.strip().splitlines()[-1]).items():
        found = {case.path: set(flagged[str(case.path)]) for case in cases}
        yield f"{tool.name + suffix:28}" + "".join(f"{f:>10}" for f in _figures(cases, found, seconds, memory))


def _figures(cases: list[Case], found: Mapping[Path, set[int]], seconds: float, memory: float) -> Iterator[str]:
    about, clean = [c for c in cases if c.personal], [c for c in cases if not c.personal]
    hit = sum(len(c.personal & found[c.path]) for c in cases)
    alarms = sum(map(len, found.values()))
    rows = sum(c.rows for c in cases)
    yield f"{hit / sum(len(c.personal) for c in about):.3f}"
    yield f"{hit / alarms if alarms else 1:.3f}"
    yield f"{sum(bool(c.personal & found[c.path]) for c in about) / len(about):.3f}"
    yield f"{100 * sum(bool(found[c.path]) for c in clean) / len(clean):.0f}"
    yield f"{rows:,}"
    yield f"{rows / seconds:,.0f}"
    yield f"{memory:.0f}"


if __name__ == "__main__":
    main()
