"""Condenses an address table (pref,city,town) into the bundled one: towns of a municipality with their highest 丁目.

Usage: python benchmarks/disclosure/condense_towns.py TOWNS.csv.gz validators/policies/towns.tsv.gz
One line per municipality: prefecture, municipality, then TAB-separated towns; `霞が関:3` has 丁目 1 to 3.
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
from pathlib import Path

_DIGITS = "〇一二三四五六七八九"


def number(text: str) -> int | None:
    """三十二 → 32."""
    if re.fullmatch(r"[一二三四五六七八九]?十[一二三四五六七八九]?", text):
        tens, _, ones = text.partition("十")
        return (_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0)
    return _DIGITS.index(text) if len(text) == 1 and text in _DIGITS else None


def main(source: str, target: str) -> None:
    towns: dict[tuple[str, str], dict[str, int]] = {}
    with gzip.open(source, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found = re.fullmatch(r"(.+?)([一二三四五六七八九十]+)丁目", row["town"])
            chome = number(found[2]) if found else None
            name = found[1] if found and chome else row["town"]
            of = towns.setdefault((row["pref"], row["city"]), {})
            of[name] = max(of.get(name, 0), chome or 0)
    lines = []
    for (pref, city), names in sorted(towns.items()):
        cells = [f"{name}:{chome}" if chome else name for name, chome in sorted(names.items())]
        lines.append("\t".join([pref, city, *cells]))
    Path(target).write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), 9, mtime=0))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
