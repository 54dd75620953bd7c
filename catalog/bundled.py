"""The data that ships with the program: rule packs, word lists (`validators`) and the site's templates (`site`)."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from catalog.errors import OurFault


@cache
def bundled(name: str) -> Path:
    """Folder `name` ("validators" or "site"): inside an installed wheel, else beside the package in a checkout."""
    package = Path(__file__).resolve().parent
    for folder in (package / "_bundled" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise OurFault(f"the bundled folder '{name}' is missing from this installation; reinstall machi-catalog")


@cache
def bundled_data(name: str) -> Any:
    """The content of a bundled YAML file, "policies/disclosure.yaml": plain data, shared by all, not to be changed.

    Raises:
        OurFault: the file is missing.
        CatalogError: it is damaged; with the line.
    """
    from catalog.compiled import kept

    path = bundled("validators") / name
    try:
        content = path.read_bytes()
    except OSError:
        raise OurFault(
            f"the bundled file '{name}' is missing from this installation; reinstall machi-catalog"
        ) from None
    return kept("yaml", hashlib.sha256(content).hexdigest(), lambda: _parsed(path, name))


def _parsed(path: Path, name: str) -> Any:
    from catalog.strict_yaml import load

    return load(path, name).data
