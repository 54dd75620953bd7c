"""Where the data that ships with the program lies: rule packs (`validators`) and the site's templates (`site`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from catalog.errors import OurFault


@cache
def bundled(name: str) -> Path:
    """Folder `name` ("validators" or "site"): inside an installed wheel, else beside the package in a checkout."""
    package = Path(__file__).resolve().parent
    for folder in (package / "_bundled" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise OurFault(f"the bundled folder '{name}' is missing from this installation; reinstall machi-catalog")
