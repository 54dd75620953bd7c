"""A file that cannot be read, told at once with its reason: `add` and `tidy` can do nothing with it."""

from __future__ import annotations

from pathlib import Path

from catalog.errors import CatalogError, language
from catalog.rule import Context
from catalog.rules.pack import load_pack
from catalog.rules.run import run
from catalog.tables.table import Source
from catalog.tables.worker import read_guarded
from catalog.text import pick

#: rules that say that a file as a whole was not read
FATAL = ("file/unreadable", "file/undecodable", "file/encrypted", "file/too-large")


def readable(path: Path, name: str) -> Source:
    """Reads a file with limits.

    Raises:
        CatalogError: nothing of it could be read, with the reason.
    """
    source = read_guarded(path, name)
    if is_unreadable(source):
        raise unreadable(source)
    return source


def is_unreadable(source: Source) -> bool:
    """Whether nothing of the file could be read."""
    return any(p.rule in FATAL for p in source.problems)


def unreadable(source: Source) -> CatalogError:
    """What the rules say of such a file, and their way out, in the language of the terminal."""
    told = next(f for f in run(source, load_pack(), Context()).findings if f.rule in FATAL)
    return CatalogError.at(source.path, pick(told.message, language()).rstrip("。."), pick(told.fix, language()))
