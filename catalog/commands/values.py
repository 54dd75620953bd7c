"""Plain values of the command line, read without the validation library that typer loads for each of them.

Loading it is a seventh of a start. Only what is beyond doubt is read here (a text, a path, a number, one of some
words); anything else, and every mistake, goes typer's own way, with its own words. A typer that reads values in another
manner is left as it is.
"""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin

import typer.core

_UNSURE = object()
#: What typer calls to make the reader of a parameter.
_MAKER = "build_runtime_param"


def read_plainly() -> None:
    """From now on typer's parameters read plain values at once."""
    if hasattr(typer.core, _MAKER):
        setattr(typer.core, _MAKER, _Reader)


class _Reader:
    """Stands where typer's reader of one parameter would."""

    def __init__(self, descriptor: Any) -> None:
        self._descriptor = descriptor

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        several = param.multiple or param.nargs == -1
        if value is None:
            return () if several else None
        kind, info = self._descriptor.annotation, self._descriptor.parameter_info
        if several and get_origin(kind) is list and not isinstance(value, str):
            read = [_plain(one, get_args(kind)[0], info) for one in value]
        else:
            read = [_UNSURE if several else _plain(value, kind, info)]
        if any(one is _UNSURE for one in read):
            from typer._coercion import build_runtime_param

            return build_runtime_param(self._descriptor).coerce(value, param=param, ctx=ctx)
        return read if several else read[0]


def _plain(value: Any, kind: Any, info: Any) -> Any:
    """The value when it is one without doubt, else `_UNSURE`."""
    if getattr(info, "parser", None) is not None:
        return _UNSURE
    if kind is bool and isinstance(value, bool):
        return value
    if kind is int and type(value) is int:
        return value if info.min is None and info.max is None else _within(value, info)
    if kind is Path and isinstance(value, str | Path):
        return Path(value) if _path_is_fine(value, info) else _UNSURE
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next((e for e in kind if value is e or value == e.value), _UNSURE)
    if not isinstance(value, str):
        return _UNSURE
    if kind is str:
        return value
    if kind is int and value.isascii() and value.isdigit() and len(value) < 10:
        return _within(int(value), info)
    return _UNSURE


def _within(number: int, info: Any) -> Any:
    fine = (info.min is None or number >= info.min) and (info.max is None or number <= info.max)
    return number if fine else _UNSURE


def _path_is_fine(path: str | Path, info: Any) -> bool:
    """Nothing is asked of the path but what every path is asked: that it can be read when it exists."""
    asked = any(getattr(info, name, None) for name in ("exists", "writable", "resolve_path", "allow_dash", "path_type"))
    if asked or not (info.file_okay and info.dir_okay):
        return False
    return not os.path.exists(path) or os.access(path, os.R_OK)  # noqa: PTH110 - no object for a look
