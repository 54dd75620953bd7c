"""What nobody has written yet: the sample texts of `catalog init`, and the guesses of `catalog add` in a descriptor."""

from __future__ import annotations

from pathlib import Path

from catalog.config import DESCRIPTOR_FILES, find
from catalog.model import Catalog
from catalog.release.init_city import FILES

#: the mark of a guess in a descriptor, and what stands for a name in the sample catalogue
GUESS = "# 推測"
_BLANK = "○○"


def is_sample(catalog: Catalog) -> bool:
    """Whether title or publisher still have the blanks of the sample."""
    names = catalog.publisher.name.values() if catalog.publisher else ()
    return any(_BLANK in text for text in (*catalog.title.values(), *names))


def sample_data(catalog: Catalog) -> tuple[str, ...]:
    """Ids of datasets whose data are those that `catalog init` made up."""
    samples = {name: text for name, text in FILES.items() if name.endswith(".csv")}
    return tuple(
        d.id
        for d in catalog.datasets
        for r in d.resources
        if d.folder is not None
        and (text := samples.get(f"{d.id}/{r.path}"))
        and (d.folder / r.path).is_file()
        and (d.folder / r.path).read_bytes() == text.encode()
    )


def is_guessed(folder: Path | None) -> bool:
    """Whether the title, the description or another text about the whole dataset is still marked as a guess."""
    path = find(folder, DESCRIPTOR_FILES) if folder is not None else None
    if path is None:
        return False
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return any(GUESS in line for line in lines if line[:1] not in (" ", "#"))
