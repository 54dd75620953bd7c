"""The right-hand side of the gate: all that later stages may know of a dataset. Only `publish` datasets become one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.model import Dataset, Resource
from catalog.rule import Finding
from catalog.text import LangText


@dataclass(frozen=True, slots=True)
class Distribution:
    """One file that goes out (dcat:Distribution). `path` is relative to public/ ("datasets/aed/aed.csv")."""

    resource: str
    path: str
    format: str
    media_type: str
    bytes: int
    sha256: str
    #: where the bytes lie until they are copied into the generation folder
    blob: Path
    source_sha256: str
    #: the declared transformation from the screened source, in order ("decoded:cp932", "encoded:utf-8", "rows:…")
    steps: tuple[str, ...] = ()
    title: LangText = field(default_factory=dict)
    #: the one to take when in doubt (the CSV)
    main: bool = False

    @property
    def is_remote(self) -> bool:
        """True for a harvested file, which stays at its publisher's."""
        return self.path.startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """What is worth knowing of one column. Numbers are floats; shares are 0…1."""

    name: str
    title: LangText
    description: LangText
    #: Table Schema type, declared or seen: string integer number boolean date time datetime year geopoint any
    type: str
    unit: str | None
    required: bool
    filled: int
    missing: int
    distinct: int
    #: most frequent values (value, count), at most 10; empty when nearly all differ
    top: tuple[tuple[str, int], ...] = ()
    minimum: str | None = None
    maximum: str | None = None
    mean: float | None = None
    #: (lower, upper, count) for numeric and date columns, at most 20 bins
    histogram: tuple[tuple[float, float, int], ...] = ()
    #: the standard dataset's column it corresponds to ("08:名称")
    standard: str | None = None


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """The table that went out, as pages, search and metadata may show it."""

    resource: Resource
    columns: tuple[ColumnProfile, ...]
    rows: int
    #: first 100 rows as strings ("" for empty)
    preview: tuple[tuple[str, ...], ...]
    #: why there is no preview (ja/en), when there is none
    no_preview: LangText | None = None
    #: (longitude, latitude, label) per row with coordinates, at most 5,000
    points: tuple[tuple[float, float, str], ...] = ()
    #: GeoJSON geometry beyond points: path of the published GeoJSON, or None
    geojson: str | None = None
    #: chart data chosen at build time, see `pages.charts`
    charts: tuple[Mapping[str, Any], ...] = ()
    level: str = ""
    #: path of its files without suffix ("datasets/budget/budget-2"): a workbook may hold several tables
    stem: str = ""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of the version history beside the distributions: a list of changed rows, or a file of an earlier version."""

    path: str
    bytes: int
    sha256: str
    #: where the bytes lie until they are copied into the generation folder
    blob: Path

    @property
    def is_remote(self) -> bool:
        """Never: it is a file of this site."""
        return False

    @property
    def format(self) -> str:
        return self.path.rsplit(".", 1)[-1]


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row that is known by its key and has other cells: (column, earlier value, new value); None when not repeated."""

    row: tuple[str, ...]
    cells: tuple[tuple[str, str | None, str | None], ...]
    #: changed cells that are not listed
    more: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """How a table differs from the one that it replaced. Rows are a bounded sample; the numbers are exact."""

    table: str
    #: columns that tell rows apart; none when rows are compared as a whole
    key: tuple[str, ...] = ()
    #: columns by which `removed` and `changed` name a row, and the columns of `added`
    names: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    added: tuple[tuple[str, ...], ...] = ()
    removed: tuple[tuple[str, ...], ...] = ()
    changed: tuple[ChangedRow, ...] = ()
    rows_added: int = 0
    rows_removed: int = 0
    rows_changed: int = 0
    #: why rows are not listed: "people" | "screening" | "chosen" | "past"; "" when they are
    reason: str = ""
    #: all rows as CSV, of the newest version only
    listing: KeptFile | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the version history."""

    version: str
    date: str
    summary: LangText
    rows_added: int | None = None
    rows_removed: int | None = None
    rows_changed: int | None = None
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    #: the files of this version, when a later one has replaced it and the city keeps earlier versions
    files: tuple[KeptFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """One dataset that passed the gate."""

    dataset: Dataset
    distributions: tuple[Distribution, ...]
    tables: tuple[PublishedTable, ...]
    #: findings that stayed (verdict `pass`, or approved), already masked
    findings: tuple[Finding, ...]
    #: {"readability": 86, "levels": {"L1": 90, …}, "metadata": 405, "criteria": [...]}
    score: Mapping[str, Any]
    #: date of the screening, ISO 8601 (`--as-of`)
    screened: str
    #: what was screened: {"rows": …, "cells": …, "rules": 52, "ruleset": "sha256…"}
    screening: Mapping[str, Any]
    #: approvals in force, as the public may see them: [{"rule", "basis": {ja,en}, "office", "date", "until"}]
    approvals: tuple[Mapping[str, Any], ...] = ()
    #: steps of a recipe that made the released file (`release.transform`)
    steps: tuple[Mapping[str, Any], ...] = ()
    #: level of the ladder: "non-personal" | "statistics" | "anonymised" | "abstracted" | "raw"
    level: str = "non-personal"
    changes: tuple[Change, ...] = ()

    @property
    def kept(self) -> tuple[KeptFile, ...]:
        """Files of the version history: what goes out beside the distributions."""
        listings = (t.listing for c in self.changes for t in c.differences if t.listing)
        return (*listings, *(file for c in self.changes for file in c.files))

    @property
    def files(self) -> tuple[Distribution | KeptFile, ...]:
        """Every file that is copied into the site, and addresses of those that stay elsewhere."""
        return (*self.distributions, *self.kept)

    @property
    def is_elsewhere(self) -> bool:
        """True for a harvested dataset: all files lie at their publisher's, nothing of their content was screened here."""
        return bool(self.distributions) and all(d.is_remote for d in self.distributions)

    def table_of(self, distribution: Distribution) -> PublishedTable | None:
        """The table that a file holds; None for documents and archives."""
        stem = distribution.path.rsplit(".", 1)[0]
        for table in self.tables:
            if table.stem == stem or (not table.stem and table.resource.name == distribution.resource):
                return table
        return None


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A withdrawn dataset: only what may stay."""

    id: str
    reason: LangText
    date: str
    #: id of the dataset that took its place
    replaced_by: str | None = None
    #: the dataset has another id now, nothing was taken out
    moved: bool = False
