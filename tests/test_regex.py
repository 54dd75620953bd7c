"""Patterns that are compiled later are right patterns all the same."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path
from typing import Any

import pytest

import catalog
from catalog.regex import _Later, regex


def _patterns(value: Any) -> list[_Later]:
    """Patterns in a value of a module, in tuples and dictionaries too."""
    if isinstance(value, _Later):
        return [value]
    if isinstance(value, dict):
        return [p for v in value.values() for p in _patterns(v)]
    if isinstance(value, tuple | list):
        return [p for v in value for p in _patterns(v)]
    return []


def test_every_pattern_of_the_program_is_well_formed() -> None:
    """A slip in a pattern shows here, not when the first file of that kind comes."""
    root = Path(catalog.__file__).parent
    found: list[_Later] = []
    for module in pkgutil.walk_packages([str(root)], "catalog."):
        if not module.name.endswith("__main__") and module.name != "catalog.cluster":
            found += _patterns(list(vars(importlib.import_module(module.name)).values()))
    assert len(found) > 100
    for pattern in found:
        assert pattern.pattern


def test_a_later_pattern_does_what_the_pattern_does() -> None:
    """All methods, flags and groups are those of the compiled pattern."""
    later, now = regex(r"(?P<day>\d+)日", re.IGNORECASE), re.compile(r"(?P<day>\d+)日", re.IGNORECASE)
    assert later.sub("x", "3日と4日") == now.sub("x", "3日と4日")
    assert (later.pattern, later.flags, later.groupindex) == (now.pattern, now.flags, now.groupindex)
    with pytest.raises(AttributeError):
        later.nothing  # type: ignore[attr-defined]  # noqa: B018
