"""Version history: what changed against the site that stands, kept in `datasets/<id>/history.json` of the site."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from catalog.release.published import Change

FILE = "history.json"
#: Versions kept in the list.
MOST = 50


@dataclass(frozen=True, slots=True)
class Previous:
    """What the standing site says of a dataset: its history, and for each resource the published columns and CSV."""

    entries: tuple[Mapping[str, Any], ...] = ()
    resources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    #: main CSV as it stands, None at the first release
    csv: Path | None = None


def previous(site: Path, manifest: Mapping[str, Any] | None, dataset_id: str) -> Previous:
    """Reads what a dataset looked like in the standing site; empty at the first release."""
    if manifest is None:
        return Previous()
    try:
        entries = json.loads((site / "datasets" / dataset_id / FILE).read_bytes())["versions"]
    except (OSError, ValueError, KeyError, TypeError):
        entries = []
    resources: dict[str, Mapping[str, Any]] = {}
    for entry in manifest.get("resources", []):
        if entry.get("dataset") == dataset_id:
            # A file of several tables has several entries, its main table first.
            resources.setdefault(entry["resource"], entry)
    csv = next(
        (
            site / d["path"]
            for d in manifest.get("distributions", [])
            if d.get("dataset") == dataset_id and d["path"].endswith(".csv")
        ),
        None,
    )
    return Previous(tuple(entries), resources, csv)


def advance(old: Previous, sha256: str, date: str, frame: pl.DataFrame | None) -> tuple[Mapping[str, Any], ...]:
    """History with today's version in front when the data differ from the last one (`sha256` of the sources)."""
    if old.entries and old.entries[0].get("sha256") == sha256:
        return old.entries
    names = [e["version"] for e in old.entries]
    version, n = date, 2
    while version in names:
        version, n = f"{date}-{n}", n + 1
    entry: dict[str, Any] = {"version": version, "date": date, "sha256": sha256}
    if frame is not None:
        entry["rows"] = frame.height
        entry["columns"] = frame.columns
        entry.update(_difference(old, frame))
    return (entry, *old.entries)[:MOST]


def changes(entries: Sequence[Mapping[str, Any]]) -> tuple[Change, ...]:
    """The history as the pages show it, newest first."""
    return tuple(
        Change(
            version=str(e["version"]),
            date=str(e["date"]),
            summary=_summary(e, first=i == len(entries) - 1),
            rows_added=e.get("rows_added"),
            rows_removed=e.get("rows_removed"),
            columns_added=tuple(e.get("columns_added", ())),
            columns_removed=tuple(e.get("columns_removed", ())),
        )
        for i, e in enumerate(entries)
    )


def to_json(entries: Sequence[Mapping[str, Any]]) -> bytes:
    """`history.json`."""
    return (json.dumps({"versions": list(entries)}, ensure_ascii=False, indent=1) + "\n").encode()


def _difference(old: Previous, frame: pl.DataFrame) -> dict[str, Any]:
    """Rows and columns added and removed against the CSV that stands; rows are compared on the common columns."""
    if old.csv is None or not old.csv.is_file():
        return {}
    try:
        before = pl.read_csv(old.csv, infer_schema=False)
    except (pl.exceptions.PolarsError, OSError):
        return {}
    common = [c for c in frame.columns if c in before.columns]
    added_columns = [c for c in frame.columns if c not in before.columns]
    removed_columns = [c for c in before.columns if c not in frame.columns]
    if not common:
        return {"columns_added": added_columns, "columns_removed": removed_columns}
    new_counts = frame.select(common).group_by(common).len()
    old_counts = before.select(common).group_by(common).len("before")
    both = new_counts.join(old_counts, on=common, how="full", nulls_equal=True).with_columns(
        pl.col("len", "before").fill_null(0).cast(pl.Int64)
    )
    difference = both.select(pl.col("len") - pl.col("before")).to_series()
    return {
        "rows_added": int(difference.filter(difference > 0).sum()),
        "rows_removed": int(-difference.filter(difference < 0).sum()),
        "columns_added": added_columns,
        "columns_removed": removed_columns,
    }


def _summary(entry: Mapping[str, Any], first: bool) -> dict[str, str]:
    if first:
        rows = entry.get("rows")
        return {
            "ja": "公開開始" + (f"（{rows:,}件）" if rows is not None else ""),
            "en": "First published" + (f" ({rows:,} rows)" if rows is not None else ""),
        }
    added, removed = entry.get("rows_added"), entry.get("rows_removed")
    if added is None:
        return {"ja": "ファイルを差し替え", "en": "File replaced"}
    ja = [f"+{added:,}行 −{removed:,}行"]
    en = [f"+{added:,} −{removed:,} rows"]
    for key, ja_word, en_word in (
        ("columns_added", "列を追加", "columns added"),
        ("columns_removed", "列を削除", "columns removed"),
    ):
        if names := entry.get(key):
            ja.append(f"{ja_word}: {'、'.join(names)}")
            en.append(f"{en_word}: {', '.join(names)}")
    return {"ja": "、".join(ja), "en": "; ".join(en)}
