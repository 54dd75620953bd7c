"""Files too long to stand in a rule: rows of made-up people, sorted and shuffled."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def disclosure_sorted(folder: Path) -> Path:
    """Sixty people in the order of a date of birth of which only the year is left."""
    return _people(folder, range(60))


def disclosure_shuffled(folder: Path) -> Path:
    """The same people in an order without meaning."""
    return _people(folder, sorted(range(60), key=lambda n: n * 37 % 61))


def _people(folder: Path, order: Iterable[int]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "調査.csv"
    rows = [f"{1970 + n // 12},{'男女'[n * 7 % 11 % 2]},{'東西南'[n * 5 % 7 % 3]}町" for n in order]
    path.write_text("生年,性別,居住地\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path
