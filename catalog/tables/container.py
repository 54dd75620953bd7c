"""Everything in a file that does not stand on the sheet: the one door to documents, images, archives, hidden parts."""

from __future__ import annotations

from pathlib import Path

from catalog.tables.magic import sniff
from catalog.tables.seen import Seen
from catalog.tables.table import Problem, Text

__all__ = ["inspect", "sniff"]


def inspect(path: Path, name: str, format: str) -> tuple[list[Text], list[Problem], dict[str, object]]:
    """Texts outside the visible cells, problems that hold or tell, and facts of the file at `path`.

    `name` is the file's name as the report gives it, `format` what `sniff` said. Never raises for bad content: what
    cannot be read is a problem `file/unreadable`, what cannot be screened `file/not-screened`.
    """
    seen = Seen()
    seen.text("file-name", Path(name).name, "file-name")
    return seen.texts, seen.problems, seen.facts
