"""The modules that register checks: all of them when packs are read, each when its check first runs."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import pkgutil
from functools import cache

from catalog.errors import OurFault
from catalog.rule import CHECKS, Check

MODULES = (
    "catalog.privacy.screen",
    "catalog.privacy.hidden",
    "catalog.disclosure.lawful_rules",
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


def registered(name: str, module: str) -> tuple[Check, str]:
    """A check and the kind of thing that it looks at; `module` is where the packs were told to find it.

    Raises:
        OurFault: no module registers it. A rule is never passed over.
    """
    if name not in CHECKS:
        # a check that has moved to another module since the packs were kept is looked for everywhere
        with contextlib.suppress(ModuleNotFoundError):
            importlib.import_module(module)
    if name not in CHECKS:
        register_all()
    if name not in CHECKS:
        raise OurFault(f"the check '{name}' is missing from this installation; reinstall machi-catalog")
    return CHECKS[name]
