"""Errors a user can cause. Each says what is wrong, where, and the way out, and knows its exit code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing the user must mend: where (file, line, key), what, and the hint."""

    where: str
    what: str
    hint: str = ""
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.where}:{self.line}" if self.line is not None else self.where
        return f"{place}: {self.what}" + (f" → {self.hint}" if self.hint else "")


class CatalogError(Exception):
    """The command line or the city folder is wrong (exit code 2). Collects every mistake before it is raised."""

    exit_code = 2

    def __init__(self, *mistakes: Mistake | str) -> None:
        self.mistakes = [m if isinstance(m, Mistake) else Mistake("", m) for m in mistakes]
        super().__init__("\n".join(str(m).removeprefix(": ") for m in self.mistakes))

    @classmethod
    def at(cls, where: str | Path, what: str, hint: str = "", line: int | None = None) -> CatalogError:
        """A single mistake at a file (and line)."""
        return cls(Mistake(str(where), what, hint, line))


class OurFault(CatalogError):  # noqa: N818 - reads as the sentence it prints
    """Something that only a bug or a full disk can cause (exit code 3)."""

    exit_code = 3
