"""個人情報ファイル簿（法75条）: does a table come from one of the city's files of personal information?

The published book is given as a CSV (`policy: privacy: filebook: ファイル簿.csv` in catalog.yaml, beside it). When the
columns of a table are the 記録項目 of one of its files, a person has to look, whatever the values are.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.model import Dataset
from catalog.privacy.folding import fold
from catalog.privacy.lexicon import sense_of
from catalog.regex import regex
from catalog.rule import Context, Hit, Place, check
from catalog.tables.table import Source, Table

RULE = "privacy/personal-information-file"
#: As many columns, and this share of the columns, must be 記録項目 of one file.
LEAST, SHARE = 3, 0.5
_NUMBERING = regex(r"^[\s(（]*(?:[0-9]{1,3}|[①-⑳ア-ン])[)）.．:：\s]+|^[0-9]{1,3}(?=[^0-9])")
_BETWEEN = regex(r"[、，,;；/／\n\r]|・(?=[^・]{2})|\s{2,}")
_COLUMNS = {
    "name": ("ファイルの名称", "ファイル名", "名称"),
    "purpose": ("利用目的", "目的"),
    "items": ("記録項目", "項目"),
}


@dataclass(frozen=True, slots=True)
class PersonalFile:
    """One entry of the book: its name, purpose and record items (folded)."""

    name: str
    purpose: str
    items: tuple[str, ...]


@check("personal-information-file", "source")
def personal_information_file(source: Source, context: Context) -> Iterator[Hit]:
    """Tables whose columns are the record items of a listed file."""
    path = book_path(context.policy, context.dataset)
    if path is None:
        return
    try:
        book = read_book(path)
    except (OSError, ValueError):
        yield Hit(
            rule=RULE,
            details={
                "file": path.name,
                "purpose": {"ja": "ファイル簿を読み取れません", "en": "the book cannot be read"},
                "items": "",
            },
        )
        return
    for table in source.tables:
        found = match(table.header, book)
        if found is not None:
            yield _hit(table, *found)


def book_path(policy: Mapping[str, Any], dataset: Dataset | None) -> Path | None:
    """Where catalog.yaml says the book lies; relative to the city folder."""
    section: Any = policy.get("privacy")
    named = section.get("filebook") if isinstance(section, Mapping) else None
    if not isinstance(named, str) or not named:
        return None
    path = Path(named)
    if path.is_absolute() or dataset is None or dataset.folder is None:
        return path
    return dataset.folder.parent / path


def read_book(path: Path) -> tuple[PersonalFile, ...]:
    """Reads the CSV (UTF-8 or CP932).

    Raises:
        OSError: there is no such file.
        ValueError: it has no column 記録項目, or no known encoding.
    """
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ValueError("encoding")
    rows = list(csv.reader(io.StringIO(text)))
    header = [fold(cell) for cell in rows[0]] if rows else []
    places = {
        key: next((i for word in listed for i, cell in enumerate(header) if word in cell), None)
        for key, listed in _COLUMNS.items()
    }
    items_at = places["items"]
    if items_at is None:
        raise ValueError("記録項目")
    return tuple(
        PersonalFile(_cell(row, places["name"]), _cell(row, places["purpose"]), items(_cell(row, items_at)))
        for row in rows[1:]
        if _cell(row, items_at)
    )


def items(text: str) -> tuple[str, ...]:
    """「1氏名、2生年月日、3住所」 → 氏名, 生年月日, 住所."""
    return tuple(
        dict.fromkeys(
            stripped for piece in _BETWEEN.split(text) if (stripped := _NUMBERING.sub("", fold(piece)).strip())
        )
    )


def match(header: Sequence[str], book: Sequence[PersonalFile]) -> tuple[PersonalFile, list[int]] | None:
    """The file that most columns come from, and those columns; None when too few do."""
    best: tuple[PersonalFile, list[int]] | None = None
    for entry in book:
        names = {_compact(item) for item in entry.items}
        senses = {s.sense for item in entry.items if (s := sense_of(item)) and s.category}
        met = [
            i
            for i, h in enumerate(header)
            if h and (_compact(h) in names or ((s := sense_of(h)).category and s.sense in senses))
        ]
        if len(met) >= LEAST and len(met) >= SHARE * len(header) and (best is None or len(met) > len(best[1])):
            best = entry, met
    return best


def _hit(table: Table, entry: PersonalFile, met: Sequence[int]) -> Hit:
    return Hit(
        place=Place(
            part="table" if table.visible else "hidden-sheet",
            sheet=table.sheet,
            column=table.header[met[0]],
            column_index=table.columns[met[0]],
        ),
        count=len(met),
        of=table.width,
        shown="、".join(table.header[i] for i in met[:8]),
        rule=RULE,
        details={"file": entry.name, "purpose": entry.purpose, "items": "、".join(table.header[i] for i in met[:8])},
    )


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""


def _compact(text: str) -> str:
    return re.sub(r"[\s_・（）()「」\[\]]", "", fold(text)).lower()
