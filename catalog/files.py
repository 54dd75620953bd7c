"""Files that are there whole or not at all, and the digests that name them.

Every file that a later run reads again (reports, approvals, caches, stores) is written here: beside its place under a
name of its own, then renamed. A reader sees the old file or the new one, two writers never meet, and what is left of
a failed attempt is removed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import uuid
from collections.abc import Iterator
from pathlib import Path


def write_file(path: Path, content: bytes | str, *, mode: int = 0o666) -> None:
    """Puts a file in its place in one step; text as UTF-8, its line ends as they are.

    Args:
        mode: permissions before the user's umask.

    Raises:
        OSError: it cannot be written; what stood there still stands.
    """
    try:
        with beside(path) as part:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content.encode() if isinstance(content, str) else content)
            part.replace(path)
    except OSError as error:
        error.filename, error.filename2 = str(path), None  # the one that is meant, not the name on the way
        raise


def store_blob(folder: Path, content: bytes) -> Path:
    """Puts bytes into a folder whose files are named by their sha256; the path of the file."""
    blob = folder / content_digest(content)
    if not blob.exists():
        write_file(blob, content)
    return blob


@contextlib.contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A free name in the same folder (so that a rename moves it), for what takes several steps to write."""
    part = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        yield part
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def content_digest(content: bytes | str) -> str:
    """The digest of bytes, or of a text's UTF-8: 64 hexadecimal digits."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def file_digest(path: Path) -> str:
    """The digest of a file's content, read piece by piece.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
