"""What `tidy` did: the clean tables, every change, and what it could not decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from catalog.release.tidy_grid import runs
from catalog.text import LangText

#: Runs of rows that a sentence lists.
MOST = 40


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change at one place. `rows` are lines of the input; `text` says it in a clerk's words, rows included."""

    kind: str
    text: LangText
    rows: tuple[int, ...] = ()
    column: str | None = None
    count: int = 1
    #: True when nothing was changed because it could not be decided
    undecided: bool = False


@dataclass(slots=True)
class TidyTable:
    """A clean table: one header row, one record per line. `origin` are the input's rows of the records."""

    header: list[str]
    rows: list[list[str]]
    origin: list[int]
    sheet: str | None = None
    #: title lines joined
    title: str = ""
    #: notes, sources, unit and date lines, in order
    notes: list[str] = field(default_factory=list)
    #: unit of each column, "" where there is none
    units: list[str] = field(default_factory=list)
    path: Path | None = None
    #: column name → the footnote mark of each row
    marks: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class TidyResult:
    """Everything that `catalog tidy` has to say."""

    tables: list[TidyTable]
    changes: list[Change]

    @property
    def undecided(self) -> list[Change]:
        return [c for c in self.changes if c.undecided]

    @property
    def written(self) -> list[Path]:
        """The CSV files, in order."""
        return [t.path for t in self.tables if t.path is not None]

    def messages(self, lang: str = "ja") -> list[str]:
        """One sentence per change."""
        return [c.text.get(lang) or c.text["ja"] for c in self.changes]


class Log:
    """Collects changes of one sheet, with the sheet's name in front when there are several."""

    def __init__(self, sheet: str | None = None) -> None:
        self.changes: list[Change] = []
        self.sheet = sheet

    def add(
        self,
        kind: str,
        ja: str,
        en: str,
        rows: Iterable[int] = (),
        column: str | None = None,
        count: int | None = None,
        *,
        undecided: bool = False,
    ) -> None:
        """`{rows}` in the texts becomes the list of rows, `{count}` their number."""
        lines = tuple(rows)
        number = len(lines) if count is None else count
        words = {"rows": row_list(lines), "count": str(number), "column": column or ""}
        texts = {lang: _fill(text, words) for lang, text in (("ja", ja), ("en", en))}
        if self.sheet:
            texts = {"ja": f"シート「{self.sheet}」 {texts['ja']}", "en": f"sheet “{self.sheet}”: {texts['en']}"}
        self.changes.append(Change(kind, texts, lines, column, max(number, 1), undecided))


def row_list(rows: Sequence[int]) -> str:
    """3, 5, 7-9 for [3, 5, 7, 8, 9]; of many runs the first."""
    found = runs(sorted(set(rows)))
    shown = ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}-{r[-1]}" for r in found[:MOST])
    return shown + (" …" if len(found) > MOST else "")


def _fill(text: str, words: dict[str, str]) -> str:
    for key, value in words.items():
        text = text.replace("{" + key + "}", value)
    return text
