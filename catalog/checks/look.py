"""Meaning that is only painted: colours, bold, strike-through of some cells (L1-11)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from catalog.checks.columns import Column, Part, parts
from catalog.checks.structure import TOTAL
from catalog.rule import Context, Hit, Place, check
from catalog.tables.cells import CellMap
from catalog.tables.table import Source

#: rows of one table that are looked at
_ROWS = 200_000


@check("meaning-by-format", "source")
def meaning_by_format(source: Source, context: Context, share: float = 0.5) -> Iterator[Hit]:
    """Cells that look different from the rest of their column, gathered by look."""
    for part in parts(source, context):
        layout = part.sheet.layout
        if not part.table.height or not (len(layout.fills) or len(layout.fonts)):
            continue
        looks: dict[str, dict[int, list[int]]] = {}
        for column in part.columns:
            for look, rows in _odd(column, part, share):
                looks.setdefault(look, {})[column.index] = rows
        for look, cells in sorted(looks.items()):
            rows = sorted({row for found in cells.values() for row in found})
            count = sum(map(len, cells.values()))
            index = next(iter(cells)) if len(cells) == 1 else None
            name = next((c.header for c in part.columns if c.index == index), "") if index is not None else ""
            place = Place("table", part.table.sheet, name or None, index, tuple(rows[:20]))
            yield Hit(place, count, part.table.height, shown=look, details={"look": _words(look)})


def _odd(column: Column, part: Part, share: float) -> Iterator[tuple[str, list[int]]]:
    rows = np.fromiter(part.table.rows[:_ROWS], dtype=np.int64)
    layout = part.sheet.layout
    looks = [_look(layout.fills, column.index, rows, "fill"), _look(layout.fonts, column.index, rows, "font")]
    skip = _skipped(column, part)
    for palette, numbers in looks:
        if not numbers.any():
            continue
        usual = Counter(numbers.tolist()).most_common(1)[0][0]
        for number in np.unique(numbers):
            if number == usual:
                continue
            found = [int(r) for r in rows[numbers == number] if int(r) not in skip]
            if not found or len(found) > share * len(rows) or _striped(numbers == number):
                continue
            look = palette[int(number)] or palette[int(usual)]
            yield look, found


def _look(
    facts: object, column: int, rows: npt.NDArray[np.int64], sort: str
) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Per row the number of its look, and what the numbers mean."""
    nothing = np.zeros(len(rows), dtype=np.int64)
    if isinstance(facts, CellMap):
        stored = facts.columns.get(column)
        if stored is None:
            return [""], nothing
        numbers = np.where(rows - 1 < len(stored), stored[np.minimum(rows - 1, len(stored) - 1)], 0).astype(np.int64)
        return _folded([_word(entry, sort) for entry in facts.palette], numbers)
    words = {"": 0}
    if not isinstance(facts, dict):
        return [""], nothing
    numbers = np.array(
        [words.setdefault(_word(facts.get((int(r), column)), sort), len(words)) for r in rows], dtype=np.int64
    )
    return list(words), numbers


def _folded(palette: list[str], numbers: npt.NDArray[np.int64]) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Equal looks of different cell styles get one number."""
    words = list(dict.fromkeys(["", *palette]))
    return words, np.array([words.index(word) for word in palette], dtype=np.int64)[numbers]


def _word(entry: object, sort: str) -> str:
    if entry is None:
        return ""
    return f"{sort}:{entry}" if isinstance(entry, str) else ",".join(sorted(entry))  # type: ignore[call-overload]


def _skipped(column: Column, part: Part) -> set[int]:
    """Rows that may look different: sums, and links, which spreadsheets underline in blue by themselves."""
    skip: set[int] = set()
    for i, row in enumerate(part.table.rows[:_ROWS] if part.table.height <= 20_000 else ()):
        label = next((v for v in part.table.frame.row(i) if v), "")
        if TOTAL.fullmatch(label.strip()):
            skip.add(row)
        value = column.series[i]
        if value and value.startswith(("http://", "https://", "mailto:")):
            skip.add(row)
    return skip


def _striped(flags: npt.NDArray[np.bool_]) -> bool:
    """Every second row: stripes for the eye."""
    rows = np.flatnonzero(flags)
    return len(rows) > 3 and bool((np.diff(rows) == 2).mean() > 0.9) and len(rows) * 2 + 2 > len(flags)


def _words(look: str) -> dict[str, str]:
    if look == "fill:pattern":
        return {"ja": "網かけ", "en": "a pattern"}
    if look.startswith("fill:"):
        return {"ja": f"背景色（#{look[5:]}）", "en": f"a fill colour (#{look[5:]})"}
    names = {
        "bold": ("太字", "bold"),
        "italic": ("斜体", "italic"),
        "strike": ("取り消し線", "strike-through"),
        "underline": ("下線", "underline"),
        "invisible": ("見えない文字", "invisible text"),
    }
    ja, en = [], []
    for word in look.split(","):
        if word.startswith("colour:"):
            ja.append(f"文字色（#{word[7:]}）")
            en.append(f"a text colour (#{word[7:]})")
        elif word in names:
            ja.append(names[word][0])
            en.append(names[word][1])
    return {"ja": "・".join(ja), "en": ", ".join(en)}
