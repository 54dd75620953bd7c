"""Regular expressions that are compiled when they are first used: a start needs few of the hundreds there are."""

from __future__ import annotations

import re
from typing import Any, cast

_PARTS = (
    *("search", "match", "fullmatch", "findall", "finditer", "split", "sub", "subn"),
    *("pattern", "flags", "groups", "groupindex", "scanner"),
)


class _Later:
    """Looks like the compiled pattern. Its first use takes over what that has, so that later ones cost nothing more."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._made_of = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        if name not in _PARTS:
            raise AttributeError(name)
        compiled = re.compile(*self._made_of)
        self.__dict__.update((part, getattr(compiled, part)) for part in _PARTS)
        return getattr(compiled, name)


def regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile` for module level. A wrong pattern is told at its first use; give it to methods, not to `re.sub`."""
    return cast("re.Pattern[str]", _Later(pattern, flags))
