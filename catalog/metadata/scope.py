"""What the functions of a profile are given: one dataset, its catalogue, and what it may know of its neighbours."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from catalog.metadata import iris
from catalog.metadata.terms import Graph
from catalog.model import Agent, Catalog, ContactPoint, Dataset, Licence
from catalog.release.published import Distribution, Published


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Other published datasets that this one speaks of, by id. Held ones are never among them."""

    #: the ones before and after in its series
    previous: str | None = None
    following: str | None = None
    #: the dataset that this one replaces (`previousVersion`), and those that replace it
    replaces: str | None = None
    replaced_by: tuple[str, ...] = ()
    #: the other published datasets that it names (`relation`, `source`)
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """One dataset under description; the graph it is described in; IRIs that are needed again and again."""

    graph: Graph
    catalog: Catalog
    published: Published
    neighbours: Neighbours
    iri: str
    page: str

    @property
    def publisher(self) -> Agent:
        return self.published.dataset.publisher or self.catalog.publisher

    @property
    def contact(self) -> ContactPoint | None:
        return self.published.dataset.contact_point

    @property
    def licence(self) -> Licence | None:
        """The licence that goes on every distribution: the first declared one (DCAT-AP allows only one)."""
        return next(iter(self.published.dataset.licences), None)

    def part(self, name: str) -> str:
        return f"{self.page}#{iris.fragment(name)}"

    def distribution(self, distribution: Distribution) -> str:
        return iris.distribution(self.catalog, self.published.dataset.id, distribution_name(distribution))


def scope(catalog: Catalog, published: Published, neighbours: Neighbours | None = None) -> Scope:
    """The scope of one dataset, with an empty graph."""
    return Scope(
        graph=Graph(),
        catalog=catalog,
        published=published,
        neighbours=neighbours or Neighbours(),
        iri=iris.dataset(catalog, published.dataset.id),
        page=iris.dataset_page(catalog, published.dataset.id),
    )


def origin(dataset: Dataset) -> Mapping[str, Any]:
    """Where a harvested dataset was found ({catalog, identifier, url, licence}); empty for one of our own."""
    found = dataset.extras.get("origin")
    return found if isinstance(found, Mapping) else {}


def slim(catalog: Catalog) -> Catalog:
    """The catalogue without its datasets: what a worker needs, and nothing of what is held."""
    return replace(catalog, datasets=())


def distribution_name(distribution: Distribution) -> str:
    """What tells a distribution from its siblings: the file's name, or the resource's when the file stays elsewhere."""
    remote = distribution.is_remote
    return distribution.resource if remote else iris.file_name(distribution.path)


def neighbours(published: Iterable[Published]) -> dict[str, Neighbours]:
    """For each dataset what it may say of the others; linear in the number of datasets."""
    every = list(published)
    ids = {p.dataset.id for p in every}
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for members in series(every).values():
        before.update(zip(members[1:], members, strict=False))
        after.update(itertools.pairwise(members))
    newer: dict[str, list[str]] = {}
    older: dict[str, str] = {}
    for p in every:
        previous = p.dataset.extras.get("previousVersion")
        if isinstance(previous, str) and previous in ids and previous != p.dataset.id:
            older[p.dataset.id] = previous
            newer.setdefault(previous, []).append(p.dataset.id)
    return {
        p.dataset.id: Neighbours(
            previous=before.get(p.dataset.id),
            following=after.get(p.dataset.id),
            replaces=older.get(p.dataset.id),
            replaced_by=tuple(sorted(newer.get(p.dataset.id, ()))),
            related=tuple(r for r in _names(p.dataset.extras.get("relation")) if r in ids and r != p.dataset.id),
        )
        for p in every
    }


def series(published: Sequence[Published]) -> dict[str, list[str]]:
    """Each series with the ids of its members, oldest first: by the period they are about, then by id."""
    members: dict[str, list[tuple[str, str]]] = {}
    for p in published:
        if p.dataset.in_series:
            start = (p.dataset.temporal.start if p.dataset.temporal else None) or p.dataset.issued or ""
            members.setdefault(str(p.dataset.in_series), []).append((start, p.dataset.id))
    return {name: [identifier for _, identifier in sorted(found)] for name, found in sorted(members.items())}


def series_facts(catalog: Catalog, name: str) -> Mapping[str, Any]:
    """What `series:` of catalog.yaml says of a series: {title, description}; empty when it says nothing."""
    every = catalog.extras.get("series")
    found = every.get(name) if isinstance(every, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _names(value: Any) -> list[str]:
    return [str(v) for v in (value if isinstance(value, list | tuple) else [value]) if v]
