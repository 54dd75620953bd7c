"""Version history: what changed against the site that stands, kept in `datasets/<id>/history.json` of the site."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from catalog.release.differences import Standing, compare, paired, summed, texts
from catalog.release.history_files import Standings, kept_file, still_there, stored
from catalog.release.history_listing import listing
from catalog.release.published import Change, ChangedRow, Difference

FILE = "history.json"
#: versions kept in the list, and those whose rows are still listed
MOST, DETAILED = 50, 5
#: datasets whose rows are no people's; of all others only the numbers of changed rows are told
OPEN_LEVELS = frozenset({"non-personal", "statistics"})


@dataclass(frozen=True, slots=True)
class Previous:
    """What the standing site says of a dataset: its history, and for each resource the published columns."""

    entries: tuple[Mapping[str, Any], ...] = ()
    resources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    #: CSV files as they stand, by their path without suffix; empty at the first release
    csv: Mapping[str, Path] = field(default_factory=dict)
    #: True when a recipe made what stands
    recipe: bool = False
    #: the files that stand
    files: Standings = field(default_factory=Standings)


@dataclass(frozen=True, slots=True)
class Released:
    """A table that goes out now. `stem`: path of its files without suffix."""

    stem: str
    frame: pl.DataFrame
    primary_key: tuple[str, ...] = ()


def by_dataset(manifest: Mapping[str, Any]) -> dict[str, dict[str, list[Mapping[str, Any]]]]:
    """What a manifest says of each dataset, for `previous`: read once, however many datasets there are."""
    found: dict[str, dict[str, list[Mapping[str, Any]]]] = {}
    for kind in ("resources", "distributions"):
        for entry in manifest.get(kind, []):
            one = found.setdefault(str(entry.get("dataset")), {"resources": [], "distributions": []})
            one[kind].append(entry)
    return found


def previous(site: Path, part: Mapping[str, Sequence[Mapping[str, Any]]] | None, dataset_id: str) -> Previous:
    """Reads what a dataset looked like in the standing site; empty at the first release.

    Args:
        part: what `by_dataset` has for the dataset, empty when that is nothing; None: there is no site.
    """
    if part is None:
        return Previous()
    try:
        entries = json.loads((site / "datasets" / dataset_id / FILE).read_bytes())["versions"]
    except (OSError, ValueError, KeyError, TypeError):
        entries = []
    resources: dict[str, Mapping[str, Any]] = {}
    for entry in part.get("resources", ()):
        # A file of several tables has several entries, its main table first.
        resources.setdefault(entry["resource"], entry)
    mine = part.get("distributions", ())
    csv = {d["path"].removesuffix(".csv"): site / d["path"] for d in mine if d["path"].endswith(".csv")}
    recipe = any(isinstance(step, Mapping) for d in mine for step in d.get("steps", ()))
    files = Standings(site, dataset_id, {str(d["path"]): str(d["sha256"]) for d in mine})
    return Previous(tuple(entries), resources, csv, recipe, files)


def advance(
    old: Previous,
    sha256: str,
    date: str,
    tables: Sequence[Released],
    *,
    ruleset: str = "",
    closed: str = "",
    secret: Callable[[], str] = lambda: "",
    store: Path | None = None,
) -> tuple[Mapping[str, Any], ...]:
    """History with today's version in front when the data differ from the last one.

    Args:
        sha256: of the sources.
        ruleset: digest of the rules that screened; rows that other rules screened are no longer listed.
        closed: why no rows of this dataset may be listed, of no version; "" when they may.
        secret: tells, when the data changed, why rows of what stood before may not be listed ("" when they may).
        store: folder that receives the lists of all rows; none are made without it.
    """
    entries = tuple(_counted(e) if closed else _kept(e, ruleset) for e in old.entries)
    if old.entries and old.entries[0].get("sha256") == sha256:
        return (_with_listing(entries[0], old.files, store), *entries[1:])
    names = [e["version"] for e in entries]
    version, n = date, 2
    while version in names:
        version, n = f"{date}-{n}", n + 1
    entry: dict[str, Any] = {"version": version, "date": date, "sha256": sha256}
    if tables:
        entry["rows"] = tables[0].frame.height
        entry["columns"] = tables[0].frame.columns
        pairs = [(t, old.csv[t.stem]) for t in tables if t.stem in old.csv and old.csv[t.stem].is_file()]
        reason = closed or (secret() if pairs else "")
        compared = list(_compared(pairs, version, reason, store))
        if compared:
            entry |= {**summed(compared), "tables": compared, "rules": ruleset}
        standing = {} if reason else {_name(t): Standing(texts(t.frame)) for t in tables}
        entries = tuple(_aged(e, standing) for e in entries)
    later = (*entries[: DETAILED - 1], *map(_counted, entries[DETAILED - 1 :]))
    return (entry, *later)[:MOST]


def _kept(entry: Mapping[str, Any], ruleset: str) -> Mapping[str, Any]:
    """An earlier entry; its rows stay only while the rules that screened them are today's."""
    return entry if entry.get("rules", ruleset) == ruleset else _counted(entry)


def _counted(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """An entry without rows."""
    return {**entry, "tables": [_without_rows(t) for t in entry.get("tables", ())]}


def _without_rows(table: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in table.items() if k not in ("names", "added", "removed", "changed", "listing")}


def _aged(entry: Mapping[str, Any], standing: Mapping[str, Standing]) -> Mapping[str, Any]:
    """An entry that a newer one follows: what has been taken out since is no longer told by it either."""
    tables = [
        _still_said(t, standing[t["table"]]) if t.get("table") in standing and "added" in t else _without_rows(t)
        for t in entry.get("tables", ())
    ]
    return {**entry, "tables": tables}


def _still_said(table: Mapping[str, Any], now: Standing) -> dict[str, Any]:
    """Rows that came are only named from now on; values are told while they are numbers, dates, or stand in the column."""
    columns, names = table["added"]["columns"], table.get("names", ())
    at = [i for i, column in enumerate(columns) if column in names]
    added = {"columns": [columns[i] for i in at], "rows": [[row[i] for i in at] for row in table["added"]["rows"]]}
    changed = [
        {
            **row,
            "cells": [[c, *(v if v is None or now.may_stay(c, v) else None for v in two)] for c, *two in row["cells"]],
        }
        for row in table.get("changed", ())
    ]
    return {k: v for k, v in table.items() if k != "listing"} | {"added": added, "changed": changed}


def _with_listing(entry: Mapping[str, Any], files: Standings, store: Path | None) -> Mapping[str, Any]:
    """The newest entry with those lists of all rows that still stand in the site."""
    tables = [
        t if "listing" not in t or still_there(t["listing"], files, store) else {k: t[k] for k in t if k != "listing"}
        for t in entry.get("tables", ())
    ]
    return {**entry, "tables": tables} if "tables" in entry else entry


def _name(table: Released) -> str:
    return table.stem.rsplit("/", 1)[-1]


def _compared(
    pairs: Sequence[tuple[Released, Path]], version: str, reason: str, store: Path | None
) -> Iterator[dict[str, Any]]:
    """Each table against the file that stood before."""
    for table, path in pairs:
        try:
            before = pl.read_csv(path, infer_schema=False)
        except (pl.exceptions.PolarsError, OSError):
            continue
        pair = paired(before, table.frame, table.primary_key)
        one = compare(_name(table), pair, rows=not reason)
        if reason:
            one["reason"] = reason
        elif store is not None and (content := listing(pair)):
            folder = table.stem.rpartition("/")[0]
            one["listing"] = stored(store, f"{folder}/changes/{version}/{_name(table)}.csv", content)
        yield one


def changes(entries: Sequence[Mapping[str, Any]], store: Path = Path()) -> tuple[Change, ...]:
    """The history as the pages show it, newest first; `store` holds its files."""
    return tuple(
        Change(
            version=str(e["version"]),
            date=str(e["date"]),
            summary=_summary(e, first=i == len(entries) - 1),
            rows_added=e.get("rows_added"),
            rows_removed=e.get("rows_removed"),
            rows_changed=e.get("rows_changed"),
            columns_added=tuple(e.get("columns_added", ())),
            columns_removed=tuple(e.get("columns_removed", ())),
            differences=tuple(_shown(t, store) for t in e.get("tables", ())),
            files=tuple(kept_file(f, store) for f in e.get("files", ())),
        )
        for i, e in enumerate(entries)
    )


def _shown(table: Mapping[str, Any], store: Path) -> Difference:
    added = table.get("added") or {"columns": (), "rows": ()}
    return Difference(
        table=str(table.get("table", "")),
        key=tuple(table.get("key", ())),
        names=tuple(table.get("names", ())),
        columns=tuple(added["columns"]),
        added=tuple(tuple(r) for r in added["rows"]),
        removed=tuple(tuple(r) for r in table.get("removed", ())),
        changed=tuple(
            ChangedRow(tuple(c["row"]), tuple((n, o, v) for n, o, v in c["cells"]), int(c.get("more", 0)))
            for c in table.get("changed", ())
        ),
        rows_added=int(table.get("rows_added", 0)),
        rows_removed=int(table.get("rows_removed", 0)),
        rows_changed=int(table.get("rows_changed", 0)),
        reason=str(table.get("reason") or ("" if "added" in table else "past")),
        listing=kept_file(table["listing"], store) if "listing" in table else None,
    )


def to_json(entries: Sequence[Mapping[str, Any]]) -> bytes:
    """`history.json`."""
    return (json.dumps({"versions": list(entries)}, ensure_ascii=False, indent=1) + "\n").encode()


def _summary(entry: Mapping[str, Any], first: bool) -> dict[str, str]:
    if first:
        rows = entry.get("rows")
        return {
            "ja": "公開開始" + (f"（{rows:,}件）" if rows is not None else ""),
            "en": "First published" + (f" ({rows:,} rows)" if rows is not None else ""),
        }
    counts = [int(entry.get(f"rows_{word}") or 0) for word in ("added", "removed", "changed")]
    if "rows_added" not in entry:
        return {"ja": "ファイルを差し替え", "en": "File replaced"}
    ja = [f"{n:,}行を{w}" for n, w in zip(counts, ("追加", "削除", "変更"), strict=True) if n]
    en = [
        f"{n:,} {'row' if n == 1 else 'rows'} {w}"
        for n, w in zip(counts, ("added", "removed", "changed"), strict=True)
        if n
    ]
    for key, ja_word, en_word in (
        ("columns_added", "列を追加", "columns added"),
        ("columns_removed", "列を削除", "columns removed"),
    ):
        if names := entry.get(key):
            ja.append(f"{ja_word}：{'、'.join(names)}")
            en.append(f"{en_word}: {', '.join(names)}")
    return {"ja": "、".join(ja) or "書き方だけを変更", "en": "; ".join(en) or "Only the notation changed"}
