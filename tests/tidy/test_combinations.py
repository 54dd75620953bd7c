"""Messes laid over each other at random: whatever the mixture, the records that went in come out, and nothing else."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from catalog.release.tidy import tidy

TOWNS = ["汐見", "風待", "凪ケ丘", "波止場", "帆柱", "星見坂", "鴎浜", "白帆", "松風台", "貝寄", "入江", "港見台"]
Mess = Callable[["Mock", random.Random], None]


@dataclass
class Mock:
    """A messy sheet in the making: what stands above, the header, the records, what stands below, and the truth."""

    header: list[str]
    rows: list[list[str]]
    above: list[list[str]] = field(default_factory=list)
    below: list[list[str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    #: the column whose first value has a footnote mark
    marked: int | None = None
    #: texts that must be said
    said: list[str] = field(default_factory=list)


def plain(rng: random.Random) -> Mock:
    """A clean table of public halls."""
    header = ["番号", "名称", "所在地", "定員", "面積", "開設日"]
    rows = [
        [f"P-{n:03d}", f"{town}公民館", f"みなと風市{town}町{n}-{rng.randint(1, 20)}", str(rng.randint(1000, 9999)), f"{rng.randint(200, 900)}.5", f"19{rng.randint(70, 88)}-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}"]
        for n, town in enumerate(rng.sample(TOWNS, rng.randint(5, 10)), start=1)
    ]  # fmt: skip
    return Mock(header, rows, names=list(header))


def title(m: Mock, rng: random.Random) -> None:
    """A title and perhaps a blank row."""
    text = rng.choice(["公民館の概況", "表3　公民館の利用状況", "令和5年度 公民館一覧"])
    m.above.append([text])
    m.said.append(text)
    if rng.random() < 0.5:
        m.above.append([])


def as_of(m: Mock, rng: random.Random) -> None:
    """A date at the right end."""
    m.above.append(["", "", "", "", "", "令和5年4月1日現在"])
    m.said.append("令和5年4月1日現在")


def notes(m: Mock, rng: random.Random) -> None:
    """Notes below, after a blank row or not."""
    texts = rng.sample(["注）速報値である。", "資料：生涯学習課", "※ 改修中の館を含む。", "備考 面積は公簿による。"], 2)
    m.below.extend([[]] * rng.randint(0, 1) + [[t] for t in texts])
    m.said.extend(texts)


def thousands(m: Mock, rng: random.Random) -> None:
    """1,234."""
    for row in m.rows:
        row[3] = f"{int(row[3]):,}" if row[3].isdigit() else row[3]


def full_width(m: Mock, rng: random.Random) -> None:
    """１２３．５."""
    for row in m.rows:
        row[4] = row[4].translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))


def units(m: Mock, rng: random.Random) -> None:
    """3756人 in every cell."""
    m.names[3] = "定員（人）"
    for row in m.rows:
        row[3] += "人"


def eras(m: Mock, rng: random.Random) -> None:
    """昭和 dates, long or short."""
    short = rng.random() < 0.5
    for row in m.rows:
        year, month, day = (int(x) for x in row[5].split("-"))
        row[5] = f"S{year - 1925}.{month}.{day}" if short else f"昭和{year - 1925}年{month}月{day}日"


def blank_rows(m: Mock, rng: random.Random) -> None:
    """A blank row after every third record."""
    for at in range(len(m.rows) - 1, 0, -3):
        m.rows.insert(at, [])


def page_break(m: Mock, rng: random.Random) -> None:
    """The header once more in the middle."""
    m.rows.insert(len(m.rows) // 2, list(m.header))


def spread(m: Mock, rng: random.Random) -> None:
    """名　称."""
    m.header[1] = "名　称"


def marks(m: Mock, rng: random.Random) -> None:
    """A footnote mark on one figure."""
    m.rows[0][4] += "(注1)"
    m.marked = 4
    m.below.append(["(注1) 推計"])
    m.said.append("(注1) 推計")


MESSES: list[Mess] = [title, as_of, notes, thousands, full_width, units, eras, marks, spread, blank_rows, page_break]


def sheet(m: Mock, rng: random.Random) -> list[list[str]]:
    """The lines of the file, all equally wide, perhaps with an empty column in front."""
    lines = [*m.above, m.header, *m.rows, *m.below]
    lead = [""] * rng.randint(0, 1)
    return [[*lead, *line, *[""] * (len(m.header) - len(line))] for line in lines]


@pytest.mark.parametrize("seed", range(60))
def test_any_mixture_of_messes(seed: int, tmp_path: Path) -> None:
    """Two to six messes at once: the clean table comes back exactly, and what went is said."""
    rng = random.Random(seed)
    m = plain(rng)
    truth = [list(row) for row in m.rows]
    chosen = rng.sample(range(len(MESSES)), rng.randint(2, 6))
    for at in sorted(chosen):
        MESSES[at](m, rng)
    path = tmp_path / "sheet.csv"
    with path.open("w", encoding=rng.choice(["utf-8", "utf-8-sig", "cp932"]), newline="") as out:
        csv.writer(out).writerows(sheet(m, rng))
    result = tidy(path, tmp_path / "clean.csv")
    wanted = [m.names, *truth]
    if m.marked is not None:  # the mark goes into a column of its own
        for n, row in enumerate(wanted):
            row.insert(m.marked + 1, f"{m.header[m.marked]}_注" if n == 0 else "(注1)" if n == 1 else "")
    with (tmp_path / "clean.csv").open(encoding="utf-8", newline="") as clean:
        assert list(csv.reader(clean)) == wanted
    said = "\n".join(result.messages())
    assert [text for text in m.said if text not in said] == []
