"""The words of DCAT and Frictionless as frozen dataclasses: what a city declares about its data.

Dates are kept as the ISO 8601 text that was declared (`2026-04-01`, `2026`), IRIs as text. Everything is picklable,
so that any `concurrent.futures.Executor` can carry it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.text import LangText


@dataclass(frozen=True, slots=True)
class Agent:
    """foaf:Agent: a publisher."""

    name: LangText
    url: str | None = None
    email: str | None = None
    identifier: str | None = None


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """vcard:Organization: an office one can ask. Never a person."""

    name: LangText
    email: str | None = None
    url: str | None = None
    telephone: str | None = None


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence by its short name (CC-BY-4.0, CC0-1.0, PDL-1.0, GJSTU-2.0) or by IRI."""

    name: str
    iri: str
    title: LangText = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Temporal:
    """dct:PeriodOfTime, both ends inclusive, ISO 8601."""

    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """Table Schema field. `constraints` as in Table Schema (required, unique, enum, pattern, minimum …)."""

    name: str
    title: LangText = field(default_factory=dict)
    description: LangText = field(default_factory=dict)
    type: str = "any"
    format: str = "default"
    unit: str | None = None
    constraints: Mapping[str, Any] = field(default_factory=dict)
    extras: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resource:
    """Frictionless resource: one file (path inside the dataset folder) or one remote URL."""

    name: str
    path: str
    title: LangText = field(default_factory=dict)
    description: LangText = field(default_factory=dict)
    format: str | None = None
    media_type: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    fields: tuple[Field, ...] = ()
    missing_values: tuple[str, ...] = ("",)
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[Mapping[str, Any], ...] = ()
    extras: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_remote(self) -> bool:
        return self.path.startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Dataset:
    """dcat:Dataset as declared in `datapackage.yaml`. Fields left empty there are filled from the catalogue's."""

    id: str
    folder: Path | None
    title: LangText
    description: LangText = field(default_factory=dict)
    #: language tag → keywords in that language
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    themes: tuple[str, ...] = ()
    publisher: Agent | None = None
    contact_point: ContactPoint | None = None
    licences: tuple[Licence, ...] = ()
    resources: tuple[Resource, ...] = ()
    spatial: str | None = None
    temporal: Temporal | None = None
    accrual_periodicity: str | None = None
    issued: str | None = None
    modified: str | None = None
    landing_page: str | None = None
    conforms_to: tuple[str, ...] = ()
    in_series: str | None = None
    access_rights: str | None = None
    reading: str | None = None
    version: str | None = None
    #: everything else that the descriptor says, unread
    extras: Mapping[str, Any] = field(default_factory=dict)
    #: the descriptor file inside the folder ("datapackage.yaml"), None for bare files
    descriptor: str | None = None


@dataclass(frozen=True, slots=True)
class Catalog:
    """dcat:Catalog as declared in `catalog.yaml`, with its datasets in folder order."""

    folder: Path
    title: LangText
    description: LangText
    base_url: str
    publisher: Agent
    contact_point: ContactPoint | None = None
    licences: tuple[Licence, ...] = ()
    languages: tuple[str, ...] = ("ja",)
    municipality: str | None = None
    homepage: str | None = None
    #: `policy:` of catalog.yaml: thresholds and stricter verdicts, read by `release.decision` and the checks
    policy: Mapping[str, Any] = field(default_factory=dict)
    #: `site:` of catalog.yaml: logo, colours, map, extra pages
    site: Mapping[str, Any] = field(default_factory=dict)
    datasets: tuple[Dataset, ...] = ()
    extras: Mapping[str, Any] = field(default_factory=dict)

    @property
    def locales(self) -> tuple[str, ...]:
        """Languages of the pages: `site.languages`, else those of the catalogue that pages can be in. The first one
        stands at the root. やさしい日本語 comes with Japanese unless `site.languages` leaves it out."""
        named = self.site.get("languages")
        if named and isinstance(named, list | tuple):
            return tuple(dict.fromkeys(str(x) for x in named))
        known = tuple(dict.fromkeys(x for x in self.languages if x in ("ja", "en"))) or ("en",)
        return (*known, "easy") if "ja" in known else known

    @property
    def keep_versions(self) -> int:
        """How many earlier versions of a dataset keep their files in the site; none unless the city says so."""
        number = self.site.get("keep_versions")
        return number if isinstance(number, int) and not isinstance(number, bool) else 0

    @property
    def main_language(self) -> str:
        """The language of what exists once for all readers, such as feeds: that of the pages at the root."""
        return self.locales[0]
