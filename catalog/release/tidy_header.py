"""The names of the columns: levels joined, units moved into them, spaces taken out, each name once."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from catalog.regex import regex
from catalog.release.tidy_grid import Block, Grid
from catalog.release.tidy_words import is_sum, narrow, squeeze, unit_of, unmarked

JOINT = "_"
_LATIN = regex(r"(?<=[A-Za-z0-9,.;:)])\s+(?=[A-Za-z0-9(])")
_UNIT_END = regex(r"[(（\[［〔【]\s*(?:単位\s*[:：]\s*)?([^()（）\[\]［］〔〕【】]{1,14})\s*[)）\]］〕】]$")


def names(grid: Grid, block: Block) -> list[str]:
    """One name per column of the block; "" where there is none."""
    if block.headerless:
        return [f"列{i + 1}" for i in range(len(block.columns))]
    levels = _levels(grid, block)
    made = []
    for i in range(len(block.columns)):
        parts: list[str] = []
        unit = ""
        for level in levels:
            text = tidy_name(level[i])
            only = unit_of(text)
            if (only and parts and level is levels[-1] and re.match(r"^[(（\[]", text)) or (
                only and parts and _all_units(level)
            ):
                unit = only
            elif text and (not parts or squeeze(parts[-1]) != squeeze(text)):
                parts.append(text)
        name = JOINT.join(parts)
        made.append(f"{name}（{unit}）" if unit and name else name)
    return made


def unique(made: Sequence[str]) -> tuple[list[str], list[int]]:
    """(names, each once; positions that had to change). A column without a name is called 列 and its place."""
    seen: Counter[str] = Counter()
    taken = {n for n in made if n}
    out, changed = [], []
    for i, name in enumerate(made):
        text = name or f"列{i + 1}"
        seen[text] += 1
        if seen[text] > 1 or not name:
            number = seen[text]
            fresh = text if not name and text not in taken else f"{text}_{number}"
            while fresh in taken and seen[text] > 1:
                number += 1
                fresh = f"{text}_{number}"
            text = fresh
            taken.add(text)
            changed.append(i)
        out.append(text)
    return out, changed


def tidy_name(text: str) -> str:
    """A name without line breaks, without spaces that only spread it, and without a footnote mark."""
    letters = text.split()
    if len(letters) > 1 and all(len(x) == 1 for x in letters):  # a word spread over its cell: 施　設　名
        text = "".join(letters)
    value = _LATIN.sub(" ", text.strip())
    value = re.sub(r"(?<![A-Za-z0-9,.;:)])\s+|\s+(?![A-Za-z0-9(])", "", value)
    short, mark = unmarked(value, safe=True)
    return short if mark else value


def has_unit(name: str) -> str | None:
    """The unit that a name ends with: 敷地面積（平方メートル） → 平方メートル."""
    found = _UNIT_END.search(name)
    if not found:
        return None
    return unit_of(found.group(1)) or (narrow(found.group(1)) if "単位" in name else None)


def with_unit(name: str, unit: str) -> str:
    """The name with its unit behind it."""
    return f"{name}（{unit}）"


def repeats(made: Sequence[str]) -> int:
    """How many columns make up a header that is written several times side by side (年度 人口 年度 人口 → 2); 0 when it is not."""
    folded = [squeeze(unicodedata.normalize("NFKC", n)) for n in made]
    for size in range(2, len(folded) // 2 + 1):
        if (
            len(folded) % size == 0
            and len(set(folded[:size])) == size
            and all(folded[i] == folded[i % size] for i in range(len(folded)))
        ):
            return size
    return 0


def _all_units(level: Sequence[str]) -> bool:
    return all(unit_of(t) for t in level if t.strip())


def _levels(grid: Grid, block: Block) -> list[list[str]]:
    """The header as rows of texts, with headings spread over the columns that they stand for."""
    rows, columns = block.header_rows, block.columns
    levels = [[grid.at(r, c).strip() for c in columns] for r in rows]
    place = {c: i for i, c in enumerate(columns)}
    wide = False
    for m in grid.merged:
        if m.first_row in rows:
            text = grid.at(m.first_row, m.first_column).strip()
            wide = wide or (m.last_column > m.first_column and bool(text))
            for r in range(m.first_row, min(m.last_row, rows[-1]) + 1):
                for c in range(m.first_column, m.last_column + 1):
                    if c in place:
                        levels[rows.index(r)][place[c]] = text
    if not wide:
        for depth in range(len(rows) - 1):
            _spread(levels, depth)
    return levels


def _spread(levels: list[list[str]], depth: int) -> None:
    """Fills a heading to the right, over columns that have a part of their own below and the same heading above."""
    level, lower = levels[depth], levels[depth + 1 :]
    bottom = not any(upper[0] for upper in levels[: depth + 1])
    ended = False
    for i in range(1, len(level)):
        if level[i]:
            ended = False
            continue
        parts = [x[i] for x in lower]
        same = all(upper[i] == upper[i - 1] for upper in levels[:depth])
        # names stand at the bottom: only a sum tells where the parts of a heading end (男 女 計 | 世帯)
        ended = ended or (bottom and bool(level[i - 1]) and _closes(level, lower, i - 1))
        if (
            level[i - 1]
            and any(parts)
            and same
            and not ended
            and not _all_units(parts)
            and any(x[i - 1] for x in lower)
        ):
            level[i] = level[i - 1]


def _closes(level: Sequence[str], lower: Sequence[Sequence[str]], i: int) -> bool:
    """Whether column i is the sum at the end of its heading's parts."""
    siblings = sum(level[k] == level[i] for k in range(i + 1))
    return siblings > 2 and any(is_sum(x[i]) for x in lower)
