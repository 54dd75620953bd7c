"""What `catalog tidy` took out of a sheet and kept beside its CSV: `add` puts it into the descriptor."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from catalog.errors import CatalogError
from catalog.strict_yaml import load

#: letters of notes that a description takes over
MOST = 300


@dataclass(frozen=True, slots=True)
class Beside:
    """Title line and notes that stood around a table before it was tidied; both empty for any other file."""

    title: str = ""
    notes: str = ""


def beside(file: Path) -> Beside:
    """Reads NAME.metadata.yaml (of NAME-2.csv, too) for the entry of this file; nothing when there is none to read."""
    for stem in (file.stem, re.sub(r"-\d+$", "", file.stem)):
        path = file.with_name(f"{stem}.metadata.yaml")
        if not path.is_file():
            continue
        try:
            data = load(path).data
        except CatalogError:
            continue
        tables = data.get("tables") if isinstance(data, dict) else None
        for entry in tables if isinstance(tables, list) else ():
            if isinstance(entry, dict) and entry.get("path") == file.name:
                notes = entry.get("notes")
                lines = [str(n).strip() for n in notes] if isinstance(notes, list) else []
                return Beside(str(entry.get("title") or ""), " ".join(lines)[:MOST])
    return Beside()
