"""The output folder: a new generation is built beside the old one, checked, and exchanged in one step.

A reader of public/ sees the old site or the new one, never a mixture; when anything fails the old one is untouched.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import catalog
from catalog.errors import CatalogError, OurFault
from catalog.files import content_digest, file_digest
from catalog.release.published import Distribution, KeptFile, Published

MANIFEST = "manifest.json"
_TYPES = {
    "html": "text/html", "css": "text/css", "js": "text/javascript", "mjs": "text/javascript", "json": "application/json", "jsonld": "application/ld+json",
    "ttl": "text/turtle", "rdf": "application/rdf+xml", "csv": "text/csv", "xml": "application/xml", "atom": "application/atom+xml", "txt": "text/plain",
    "svg": "image/svg+xml", "png": "image/png", "gz": "application/gzip", "geojson": "application/geo+json", "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "zip": "application/zip",
    "pdf": "application/pdf", "jpg": "image/jpeg", "md": "text/markdown",
}  # fmt: skip
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


class Generation:
    """A site under construction in a folder beside the final one."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.folder = out.with_name(f".{out.name}.new")
        self._files: dict[str, tuple[int, str]] = {}
        self._folded: dict[str, str] = {}

    def start(self) -> None:
        """An empty folder; what an interrupted build left is removed."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def write(self, files: Iterable[tuple[str, bytes | Iterable[bytes]]]) -> None:
        """Writes pairs of a path and its bytes, or the pieces of a large file.

        Two stages that claim one path are a bug, and so are two that differ in case only.
        """
        for path, content in files:
            self._claim(path)
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            size, digest = 0, hashlib.sha256()
            with target.open("wb") as file:
                for piece in (content,) if isinstance(content, bytes) else content:
                    file.write(piece)
                    digest.update(piece)
                    size += len(piece)
            self._files[path] = (size, digest.hexdigest())

    def place(self, distributions: Iterable[Distribution | KeptFile]) -> None:
        """Copies screened files in; what arrives must have the hash that was screened."""
        for d in distributions:
            if d.is_remote:
                continue
            self._claim(d.path)
            target = self.folder / d.path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(d.blob, target)
            if file_digest(target) != d.sha256:
                raise OurFault(f"{d.path}: the file that would go out is not the file that was screened")
            self._files[d.path] = (d.bytes, d.sha256)

    def _claim(self, path: str) -> None:
        parts = path.split("/")
        if path.startswith("/") or any(p in ("", ".", "..") for p in parts):
            raise OurFault(f"{path}: leaves the output folder")
        folded = path.casefold()
        if path in self._files or self._folded.get(folded, path) != path:
            raise OurFault(f"{path}: written twice")
        self._folded[folded] = path

    def manifest(self, published: Sequence[Published], created: str, ruleset: str) -> None:
        """Writes manifest.json: every file and, for each distribution, what was screened and which steps were applied.

        When nothing differs from the site that stands, its manifest is kept as it is: same input, same bytes.
        """
        old, old_bytes = _manifest_of(self.out)
        body: dict[str, Any] = {
            "tool": {"name": "machi-catalog", "version": catalog.__version__, "rules": ruleset},
            "files": [
                {"path": p, "bytes": size, "sha256": digest, "mediaType": media_type(p)}
                for p, (size, digest) in sorted(self._files.items())
            ],
            "distributions": [_distribution(p, d) for p in published for d in p.distributions if not d.is_remote],
            "resources": [
                {
                    "dataset": p.dataset.id,
                    "resource": t.resource.path,
                    "columns": [c.name for c in t.columns],
                    "rows": t.rows,
                }
                for p in published
                for t in p.tables
            ],
        }
        if old is not None and all(old.get(k) == body[k] for k in body):
            content = old_bytes
        else:
            head = {
                "version": int(old.get("version", 0)) + 1 if old else 1,
                "created": created,
                "previous": content_digest(old_bytes) if old else None,
            }
            content = (json.dumps({**head, **body}, ensure_ascii=False, indent=1) + "\n").encode()
        (self.folder / MANIFEST).write_bytes(content)

    def publish(self) -> None:
        """Re-reads and hashes every file, syncs to disk, and exchanges the new site with the old one."""
        for path, (_, digest) in self._files.items():
            if file_digest(self.folder / path) != digest:
                raise OurFault(f"{path}: reads back differently from what was written (disk full or failing?)")
        _sync(self.folder)
        if self.out.exists():
            exchange(self.folder, self.out)
            shutil.rmtree(self.folder, ignore_errors=True)
        else:
            self.folder.rename(self.out)
        _sync_folder(self.out.parent)

    def abandon(self) -> None:
        """Removes the unfinished site."""
        shutil.rmtree(self.folder, ignore_errors=True)


def media_type(path: str) -> str:
    """Media type by suffix."""
    return _TYPES.get(path.rsplit(".", 1)[-1], "application/octet-stream")


def previous_site(out: Path) -> Mapping[str, Any] | None:
    """The manifest of the site that stands in `out`.

    Raises:
        CatalogError: `out` holds files that are no site of ours (they would be lost).
    """
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise CatalogError.at(out, "is not a folder", "choose another place with --out")
    if not out.is_dir() or not any(out.iterdir()):
        return None
    manifest, _ = _manifest_of(out)
    if manifest is None:
        raise CatalogError.at(
            out,
            "holds files but no manifest.json, so it is no site made by this tool",
            "choose an empty folder with --out",
        )
    return manifest


def verify(site: Path) -> list[tuple[str, str]]:
    """Every difference between a site and its manifest: (path, "missing" | "changed" | "not in the manifest").

    Raises:
        CatalogError: there is no readable manifest.
    """
    manifest, _ = _manifest_of(site)
    problems: list[tuple[str, str]] = []
    try:
        listed = {str(entry["path"]): str(entry["sha256"]) for entry in (manifest or {})["files"]}
    except (KeyError, TypeError):
        raise CatalogError.at(
            site / MANIFEST, "is missing or unreadable", "give the folder that `catalog build` wrote"
        ) from None
    for path, digest in listed.items():
        file = site / path
        if file.is_symlink():  # what it leads to can change without the site
            problems.append((path, "changed"))
        elif not file.is_file():
            problems.append((path, "missing"))
        elif file_digest(file) != digest:
            problems.append((path, "changed"))
    there = {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file() or p.is_symlink()}
    problems.extend((p, "not in the manifest") for p in sorted(there - set(listed) - {MANIFEST}))
    return problems


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Keeps a second build of the same folder out.

    Raises:
        CatalogError: another build holds the lock.
    """
    from filelock import FileLock, Timeout

    out.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(out.with_name(f".{out.name}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise CatalogError.at(out, "is being built by another run", "wait until it ends") from None
    except OSError as error:
        raise CatalogError.at(
            out.parent, f"cannot be written ({error.strerror})", "choose another place with --out"
        ) from None
    try:
        yield
    finally:
        lock.release()


def exchange(new: Path, old: Path) -> None:
    """Exchanges two folders in one step (renameat2); where the system cannot, by two renames."""
    libc = ctypes.CDLL(None, use_errno=True)
    rename = getattr(libc, "renameat2", None)
    if rename is not None:
        done = rename(_AT_FDCWD, os.fsencode(new), _AT_FDCWD, os.fsencode(old), _RENAME_EXCHANGE)
        if done == 0:
            return
        code = ctypes.get_errno()
        if code not in (errno.EINVAL, errno.ENOSYS):
            raise OSError(code, os.strerror(code), str(old))
    aside = old.with_name(f".{old.name}.old")
    shutil.rmtree(aside, ignore_errors=True)
    old.rename(aside)
    try:
        new.rename(old)
    except OSError:
        aside.rename(old)
        raise
    aside.rename(new)


def _distribution(published: Published, d: Distribution) -> dict[str, Any]:
    return {
        "dataset": published.dataset.id,
        "resource": d.resource,
        "path": d.path,
        "sha256": d.sha256,
        "source": d.source_sha256,
        "steps": [*[_step(s) for s in published.steps], *d.steps],
    }


def _step(step: Mapping[str, Any]) -> Any:
    return {k: v for k, v in step.items() if k in ("step", "parameters", "recipe", "removed")}


def _manifest_of(site: Path) -> tuple[dict[str, Any] | None, bytes]:
    try:
        content = (site / MANIFEST).read_bytes()
        data = json.loads(content)
    except (OSError, ValueError):
        return None, b""
    return (data, content) if isinstance(data, dict) and isinstance(data.get("files"), list) else (None, b"")


def _sync(folder: Path) -> None:
    for root, _, names in os.walk(folder):
        for name in names:
            descriptor = os.open(Path(root) / name, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        _sync_folder(Path(root))


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
