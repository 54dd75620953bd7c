"""Imports every module that registers checks, so that rules can name them."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from functools import cache

MODULES = (
    "catalog.privacy.screen",
    "catalog.privacy.hidden",
    "catalog.disclosure.rules",
    "catalog.metadata.rules",
)


@cache
def register_all() -> None:
    """Registers all checks once: every module of `catalog.checks`, then the gate's own and the metadata's."""
    import catalog.checks

    for module in pkgutil.iter_modules(catalog.checks.__path__):
        importlib.import_module(f"catalog.checks.{module.name}")
    for name in MODULES:
        if importlib.util.find_spec(name) is not None:
            importlib.import_module(name)
