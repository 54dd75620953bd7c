"""The files of the version history: lists of all changed rows, and files of earlier versions when a city keeps them.

They lie at `datasets/<id>/changes/<version>/<table>.csv` and `datasets/<id>/versions/<version>/<file>`. Nothing is carried
from one site to the next unexamined: a list stays while the rules that screened it are today's, an earlier version is
screened again as it lies there, without approvals, whenever anything that decides has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.files import content_digest, store_blob
from catalog.release.published import KeptFile


@dataclass(frozen=True, slots=True)
class Standings:
    """The standing site's files of one dataset: `distributions` are its current ones, path → sha256."""

    site: Path = Path()
    dataset: str = ""
    distributions: Mapping[str, str] = field(default_factory=dict)

    def content(self, record: Mapping[str, Any]) -> bytes | None:
        """The bytes of a file of this dataset; None when it is not there or not what the record says."""
        path = str(record.get("path"))
        if not path.startswith(f"datasets/{self.dataset}/") or ".." in path.split("/"):
            return None
        try:
            content = (self.site / path).read_bytes()
        except OSError:
            return None
        return content if content_digest(content) == record.get("sha256") else None


def stored(store: Path, path: str, content: bytes) -> dict[str, Any]:
    """Puts bytes into the store; what `history.json` says of them."""
    blob = store_blob(store, content)
    return {"path": path, "bytes": len(content), "sha256": blob.name}


def still_there(record: Mapping[str, Any], files: Standings, store: Path | None) -> bool:
    """Whether a file of the standing site can go out again; then it lies in the store."""
    content = files.content(record) if store is not None else None
    if content is None or store is None:
        return False
    stored(store, str(record["path"]), content)
    return True


def kept_file(record: Mapping[str, Any], store: Path) -> KeptFile:
    return KeptFile(str(record["path"]), int(record["bytes"]), str(record["sha256"]), store / str(record["sha256"]))


def with_earlier_files(
    entries: Sequence[Mapping[str, Any]],
    replaced: bool,
    files: Standings,
    most: int,
    passes: Callable[[Sequence[Path]], bool],
    store: Path,
) -> tuple[Mapping[str, Any], ...]:
    """The history with the files of at most `most` earlier versions, the newest ones.

    Args:
        replaced: the newest entry is new, so that the files that stand become those of the entry after it.
        passes: whether files may go out by today's rules.
    """
    found = []
    for number, entry in enumerate(entries):
        records = [dict(r) for r in entry.get("files", ())]
        if replaced and number == 1:
            folder = f"datasets/{files.dataset}/versions/{entry['version']}/"
            records = [
                {"path": path, "sha256": sha256, "to": folder + path.rsplit("/", 1)[-1]}
                for path, sha256 in sorted(_worth_keeping(files.distributions).items())
            ]
        bare = {k: v for k, v in entry.items() if k != "files"}
        kept = _taken(records, files, passes, store) if number and most > 0 else []
        most -= bool(kept)
        found.append({**bare, "files": kept} if kept else bare)
    return tuple(found)


def _worth_keeping(distributions: Mapping[str, str]) -> dict[str, str]:
    """One file of each table, the CSV that the others are made from, and every file that has no CSV."""
    tables = {path.removesuffix(".csv") for path in distributions if path.endswith(".csv")}
    return {p: s for p, s in distributions.items() if p.endswith(".csv") or p.rpartition(".")[0] not in tables}


def _taken(
    records: Sequence[Mapping[str, Any]], files: Standings, passes: Callable[[Sequence[Path]], bool], store: Path
) -> list[dict[str, Any]]:
    """All files of a version, or none: a part of it would be another version."""
    contents = [files.content(record) for record in records]
    if not records or any(c is None for c in contents):
        return []
    if not passes([files.site / str(record["path"]) for record in records]):
        return []
    return [
        stored(store, str(r.get("to", r["path"])), c) for r, c in zip(records, contents, strict=True) if c is not None
    ]
