"""Results of published datasets, kept between builds and reused only when nothing that made them has changed.

The key covers content, descriptor, approvals, recipe, rules, program, policy and history; approvals add the date. Held
datasets are never cached. An entry carries its own hash, so a damaged one is made anew.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import replace
from functools import cache as once
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from catalog.config import OWN_FILES
from catalog.files import content_digest, file_digest, write_file
from catalog.privacy.filebook import book_path
from catalog.release.gate import Request
from catalog.release.history import Previous
from catalog.release.prepare import inputs_of, output_of
from catalog.rules.pack import load_pack

if TYPE_CHECKING:
    from catalog.stages import Processed

T = TypeVar("T")


def content(request: Request, keep_versions: int = 0) -> str:
    """sha256 over rules, program, declarations and files that a result depends on; "" when a file cannot be read."""
    parts: list[object] = [load_pack().digest, _program(), request.id, dict(request.policy), dict(request.broken)]
    parts.append(keep_versions)
    folder = request.dataset.folder if request.dataset else None
    if request.dataset is not None:
        # What the catalogue lends: publisher, contact point, licences, area, and the language of texts that name none.
        parts.append(repr(replace(request.dataset, folder=None)))
    made = output_of(folder) if folder is not None else None
    files = {name: path for name, path, r in request.files if name != made and not (r is not None and r.is_remote)}
    if folder is not None:
        # Unlisted files count too: their names are findings.
        names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
        parts.append(names)
        for name in names:
            if name not in files and (name in OWN_FILES or name.endswith((".yaml", ".yml", ".csv"))):
                parts.append(file_digest(folder / name))
        if (folder / "release.yaml").is_file():
            parts.append(request.as_of)
        # Files outside the folder that decide as well: what the recipe reads, the city's 個人情報ファイル簿.
        for other in (*inputs_of(folder), book_path(request.policy, request.dataset)):
            if other is not None and other.is_file():
                parts.append(file_digest(other))
    for name, path in files.items():
        if not path.is_file() or path.is_symlink():
            return ""
        parts.append([name, file_digest(path)])
    return _named(parts)


def key(content: str, previous: Previous) -> str:
    """The name of a result: what it was made from, and the versions before it. "" when nothing may be kept."""
    return _named([content, list(previous.entries)]) if content else ""


def _named(parts: list[object]) -> str:
    """sha256 over the JSON of some parts: what was read back from a file names the same result as what was written."""
    return content_digest(json.dumps(parts, sort_keys=True, default=str))


def get(folder: Path, name: str) -> Processed | None:
    """The kept result, when it is whole and all the files it describes are still in the store."""
    found: Processed | None = _load(folder, name)
    if found is None or found.published is None:
        return None
    return found if all(d.is_remote or d.blob.is_file() for d in found.published.files) else None


def put(folder: Path, name: str, result: Processed) -> None:
    """Keeps a result of a published dataset."""
    _save(folder, name, result)


class Remembering(Executor):
    """An executor's `map` that finds what the same function made of the same arguments in an earlier build.

    Only for pure functions of what has passed the gate: pages and metadata of one dataset.
    """

    def __init__(self, folder: Path | None, pool: Executor | None) -> None:
        self._folder, self._pool = folder, pool

    def map(
        self, fn: Callable[..., T], *iterables: Iterable[Any], timeout: float | None = None, chunksize: int = 1
    ) -> Iterator[T]:
        """Like `Executor.map`, in order."""
        run: Callable[..., Iterable[T]] = self._pool.map if self._pool else map
        # A cluster's executor wants to know how many there are.
        rows = list(zip(*iterables, strict=False))
        if not rows:
            return iter(())
        if self._folder is not None:
            rows = [(self._folder, fn, *row) for row in rows]
        return iter(run(_remembered if self._folder is not None else fn, *map(list, zip(*rows, strict=True))))


def sweep(folder: Path, since: float, blobs: Iterable[str]) -> None:
    """Removes what no build since that time (seconds, as file times count) has used, and files that no dataset publishes."""
    keep = set(blobs)
    for path in folder.rglob("*"):
        if path.is_file() and (
            path.name not in keep if path.parent.name == "objects" else path.stat().st_mtime < since
        ):
            path.unlink(missing_ok=True)


def _remembered(folder: Path, function: Callable[..., T], *arguments: Any) -> T:
    digest = _digest((load_pack().digest, _program(), function.__qualname__, arguments))
    found: T | None = _load(folder, digest)
    if found is None:
        found = function(*arguments)
        _save(folder, digest, found)
    return found


def _digest(value: object) -> str:
    """sha256 of a value's content: equal values give equal digests, whether they share parts or hold copies of them."""
    out = io.BytesIO()
    pickler = pickle.Pickler(out)
    pickler.fast = True
    pickler.dump(value)
    return content_digest(out.getvalue())


def _load(folder: Path, name: str) -> Any:
    try:
        content = (folder / name).read_bytes() if name else b""
        if content:
            os.utime(folder / name)
    except OSError:
        return None
    digest, body = content[:32], content[32:]
    if not body or hashlib.sha256(body).digest() != digest:
        return None
    return pickle.loads(body)


def _save(folder: Path, name: str, result: Any) -> None:
    if not name:
        return
    folder.mkdir(parents=True, exist_ok=True)
    body = pickle.dumps(result)
    write_file(folder / name, hashlib.sha256(body).digest() + body)


@once
def _program() -> str:
    """sha256 over the program's own modules: a changed check must not find old results."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
