"""Bundled YAML in a form that loads at once, kept in the user's cache folder as Python keeps its byte code.

A start would otherwise spend a tenth of a second on YAML that never changes. An entry is plain JSON, named after the
content it was made of and the program that made it, and carries its own hash. What is missing, damaged, or could have
been written by somebody else is made anew from the YAML: an entry can save time, never change what is checked.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import catalog
from catalog.files import content_digest, write_file

#: Days after which an entry is made anew: what was made of older YAML goes with it.
_DAYS = 30
#: Modules that turn the YAML into what is kept: when one of them changes, older entries are not found.
_MAKERS = ("strict_yaml.py", "compiled.py", "rules/pack.py")


def kept(kind: str, content: str, make: Callable[[], Any]) -> Any:
    """What `make` gives (data that JSON can hold), from the cache when it was made before.

    Args:
        content: sha256 of everything that `make` reads.
    """
    folder = _folder()
    if folder is None:
        return make()
    path = folder / f"{kind}-{content_digest(f'{_maker()} {content}')[:32]}.json"
    found = _read(path)
    if found is not None:
        return found[0]
    made = make()
    _write(path, made)
    return made


@cache
def _maker() -> str:
    package = Path(__file__).parent
    digest = hashlib.sha256(catalog.__version__.encode())
    for name in _MAKERS:
        digest.update((package / name).read_bytes())
    return digest.hexdigest()


@cache
def _folder() -> Path | None:
    """The cache folder, ours alone; None when there is none that is safe (then nothing is kept)."""
    named = os.environ.get("XDG_CACHE_HOME") or (os.environ.get("LOCALAPPDATA") if os.name == "nt" else None)
    try:
        folder = (Path(named) if named else Path.home() / ".cache") / "machi-catalog"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if _ours(folder.lstat(), stat.S_ISDIR) else None
    except (OSError, RuntimeError):
        return None


def _ours(status: os.stat_result, kind: Callable[[int], bool]) -> bool:
    """Nobody else can have written it: the right kind (no link), our own, closed to others."""
    if not kind(status.st_mode):
        return False
    return os.name == "nt" or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)


def _read(path: Path) -> tuple[Any] | None:
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
            if not _ours(os.fstat(file.fileno()), stat.S_ISREG):
                return None
            content = file.read()
        digest, body = content[:64], content[64:]
        return (json.loads(body),) if content_digest(body).encode() == digest else None
    except (OSError, ValueError):
        return None


def _write(path: Path, data: Any) -> None:
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    with contextlib.suppress(OSError):
        old = time.time() - _DAYS * 86400
        for entry in path.parent.iterdir():
            if entry.lstat().st_mtime < old:
                entry.unlink()
        write_file(path, content_digest(body).encode() + body, mode=0o600)
