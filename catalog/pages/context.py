"""What templates are given: small documented records, made of `Published` and nothing else."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from catalog.metadata import iris, schema_org
from catalog.model import Agent, Catalog
from catalog.pages.groups import About, Group, about
from catalog.pages.links import anchor
from catalog.pages.themes import Theme, theme
from catalog.release.published import Distribution, Published, Tombstone
from catalog.text import LangText, pick

#: formats in the order in which pages list them: the one to take first
FORMATS = ("csv", "xlsx", "geojson", "json", "parquet", "gtfs", "shapefile", "zip", "pdf", "docx", "txt")
#: bands of readability scores, best first: name, least score
BANDS = (("excellent", 90), ("good", 75), ("fair", 50), ("poor", 0))


@dataclass(frozen=True, slots=True)
class Card:
    """One dataset in a list."""

    id: str
    title: LangText
    summary: LangText
    publisher: LangText
    themes: tuple[Theme, ...]
    #: those of other vocabularies too
    all_themes: tuple[Theme, ...]
    formats: tuple[tuple[str, int, str], ...]
    licence: str
    rows: int | None
    columns: int | None
    #: what the data describes (start, end), and when the file changed
    temporal: tuple[str, str]
    modified: str
    quality: int | None
    standard: str | None
    has_map: bool
    level: str
    reading: str = ""
    #: True when all files lie at another publisher's: nobody here has looked into them
    elsewhere: bool = False
    #: the newest entry of the version history, what changed
    latest: LangText = field(default_factory=dict)

    @property
    def band(self) -> str:
        return band(self.quality)


@dataclass(frozen=True, slots=True)
class Related:
    """Another dataset worth a look, and why: "series" | "key" | "standard" | "theme"."""

    id: str
    title: LangText
    reason: str
    detail: str = ""


def band(quality: int | None) -> str:
    """Name of the quality band of a readability score, "" when there is none."""
    return "" if quality is None else next(name for name, least in BANDS if quality >= least)


def quality_of(published: Published) -> int | None:
    """The readability score, 0…100, when the dataset has a table that was scored."""
    value = published.score.get("readability")
    return None if value is None else round(float(value))


def card(published: Published) -> Card:
    """The list entry of a dataset."""
    dataset = published.dataset
    table = max(published.tables, key=lambda t: t.rows, default=None)
    formats: dict[str, tuple[int, str]] = {}
    for d in sorted(published.distributions, key=lambda d: (order(d.format), not d.main, d.path)):
        formats.setdefault(d.format, (d.bytes, d.path))
    temporal = dataset.temporal
    return Card(
        id=dataset.id,
        title=dataset.title or {"ja": dataset.id},
        summary=summary(dataset.description),
        publisher=dataset.publisher.name if dataset.publisher else {},
        themes=_themes(dataset.themes),
        all_themes=tuple({t.slug: t for t in map(theme, dataset.themes)}.values()),
        formats=tuple((f, size, path) for f, (size, path) in formats.items()),
        licence=dataset.licences[0].name if dataset.licences else "",
        rows=table.rows if table else None,
        columns=len(table.columns) if table else None,
        temporal=((temporal.start or "", temporal.end or "") if temporal else ("", "")),
        modified=schema_org.modified(published),
        quality=quality_of(published),
        standard=dataset.conforms_to[0] if dataset.conforms_to else None,
        has_map=any(t.points or t.geojson for t in published.tables),
        level=published.level,
        reading=dataset.reading or "",
        elsewhere=published.is_elsewhere,
        latest=published.changes[0].summary if published.changes else {},
    )


def _themes(declared: Sequence[str]) -> tuple[Theme, ...]:
    """One vocabulary per dataset: where the Japanese 分類 is given too, the EU code is for other catalogues."""
    known = tuple({t.slug: t for t in map(theme, declared)}.values())
    return tuple(t for t in known if t.japanese) or known


def order(name: str) -> int:
    return FORMATS.index(name) if name in FORMATS else len(FORMATS)


def summary(description: LangText) -> dict[str, str]:
    """The first sentence of a description in each language, without Markdown signs, at most 160 characters."""
    return {lang: short for lang, text in description.items() if (short := first_sentence(text))}


def first_sentence(text: str) -> str:
    plain = re.sub(r"[*_`#>]+|\[([^\]]*)\]\([^)]*\)", r"\1", text).strip()
    paragraph = re.split(r"\n\s*\n", plain, maxsplit=1)[0].replace("\n", " ").strip()
    found = re.match(r".+?(?:。|[.!?](?=\s|$))", paragraph)
    sentence = found.group(0) if found else paragraph
    return sentence if len(sentence) <= 160 else sentence[:159].rstrip() + "…"


class Shelf:
    """The whole catalogue, sorted and grouped for the pages that speak of more than one dataset."""

    def __init__(self, catalog: Catalog, published: Sequence[Published], tombstones: Sequence[Tombstone]) -> None:
        self.catalog = catalog
        self.published = tuple(published)
        self.tombstones = tuple(sorted(tombstones, key=lambda t: t.id))
        self.cards = tuple(sorted((card(p) for p in published), key=lambda c: (_sort_key(c), c.id)))
        self.by_id = {c.id: c for c in self.cards}
        #: (locale, id) → what `pieces.cards` has drawn
        self.drawn: dict[tuple[str, str], tuple[str, str]] = {}
        #: id of a group, which the shelf keeps → what there is to say of it
        self._abouts: dict[int, About] = {}

    @cached_property
    def newest(self) -> tuple[Card, ...]:
        """Newest first; undated ones last."""
        return tuple(sorted(self.cards, key=lambda c: (c.modified, c.id), reverse=True))

    @cached_property
    def modified(self) -> str:
        return max((c.modified for c in self.cards), default="")

    @cached_property
    def files(self) -> int:
        return sum(len(p.distributions) for p in self.published)

    @cached_property
    def quality(self) -> int | None:
        return mean(c.quality for c in self.cards)

    @cached_property
    def bands(self) -> tuple[tuple[str, int], ...]:
        counts = Counter(c.band for c in self.cards)
        return tuple((name, counts[name]) for name, _ in BANDS)

    @cached_property
    def themes(self) -> tuple[Group, ...]:
        """The themes readers are shown."""
        shown = {t.slug for c in self.cards for t in c.themes}
        return tuple(g for g in self.all_themes if g.slug in shown)

    @cached_property
    def all_themes(self) -> tuple[Group, ...]:
        """Every declared theme has a page, that of another vocabulary too: catalogues elsewhere link to it."""
        members: dict[str, list[Card]] = defaultdict(list)
        known: dict[str, Theme] = {}
        for c in self.cards:
            for item in c.all_themes:
                known.setdefault(item.slug, item)
                members[item.slug].append(c)
        groups = [Group(known[s].key, s, known[s].label, tuple(cards), known[s].icon) for s, cards in members.items()]
        return tuple(sorted(groups, key=lambda g: (-len(g.cards), g.slug)))

    @cached_property
    def publishers(self) -> tuple[Group, ...]:
        members: dict[str, list[Card]] = defaultdict(list)
        names: dict[str, LangText] = {}
        for c in self.cards:
            name = pick(c.publisher) or pick(self.catalog.publisher.name)
            names.setdefault(name, c.publisher or self.catalog.publisher.name)
            members[name].append(c)
        groups = [Group(n, iris.publisher_slug(names[n]), names[n], tuple(cards)) for n, cards in members.items()]
        return tuple(sorted(groups, key=lambda g: (-len(g.cards), g.key)))

    @cached_property
    def _published_by_id(self) -> dict[str, Published]:
        return {p.dataset.id: p for p in self.published}

    def about(self, group: Group) -> About:
        """The facts that introduce a theme or a publisher, counted once for all languages."""
        if id(group) not in self._abouts:
            members = [self._published_by_id[c.id] for c in group.cards]
            self._abouts[id(group)] = about(group, members, self.catalog.publisher)
        return self._abouts[id(group)]

    @cached_property
    def formats(self) -> tuple[Group, ...]:
        members: dict[str, list[Card]] = defaultdict(list)
        for c in self.cards:
            for name, _, _ in c.formats:
                members[name].append(c)
        return tuple(
            Group(name, anchor(name), {"ja": name.upper()}, tuple(cards))
            for name, cards in sorted(members.items(), key=lambda item: (order(item[0]), item[0]))
        )

    @cached_property
    def standards(self) -> tuple[Group, ...]:
        members: dict[str, list[Card]] = defaultdict(list)
        for p in sorted(self.published, key=lambda p: p.dataset.id):
            for name in p.dataset.conforms_to:
                members[name].append(self.by_id[p.dataset.id])
        return tuple(Group(n, anchor(n), {"ja": n}, tuple(cards)) for n, cards in sorted(members.items()))

    @cached_property
    def licences(self) -> tuple[str, ...]:
        return tuple(sorted({c.licence for c in self.cards if c.licence}))

    @cached_property
    def recommended(self) -> tuple[Card, ...]:
        """Datasets that follow a standard, best quality first."""
        return tuple(sorted((c for c in self.cards if c.standard), key=lambda c: (-(c.quality or 0), c.id)))

    @cached_property
    def related(self) -> Mapping[str, tuple[Related, ...]]:
        """For each dataset at most six others: same series, same key column, same standard, same theme."""
        return related(self.published)


def mean(values: Iterable[float | None], best: int = 100) -> int | None:
    """The mean score of what was scored; `best` only when all have it."""
    known = [v for v in values if v is not None]
    return None if not known else best if min(known) >= best else min(best - 1, round(sum(known) / len(known)))


def _sort_key(item: Card) -> str:
    return item.reading or pick(item.title)


_YEAR = re.compile(r"(?:令和|平成|昭和|R|H)?\d+(?:元)?年?度?|[（(].*?[）)]|\s+")


def related(published: Sequence[Published]) -> dict[str, tuple[Related, ...]]:
    """Related datasets of all datasets, by buckets and not by pairs, so that it stays linear."""
    buckets: dict[tuple[str, str], list[Published]] = defaultdict(list)
    position: dict[tuple[str, str, str], int] = {}
    for p in sorted(published, key=lambda p: p.dataset.id):
        for kind, key in _shared(p):
            position[kind, key, p.dataset.id] = len(buckets[kind, key])
            buckets[kind, key].append(p)
    found: dict[str, tuple[Related, ...]] = {}
    keys = {p.dataset.id: {k: _key_values(p, k) for kind, k in _shared(p) if kind == "key"} for p in published}
    for p in published:
        chosen: dict[str, Related] = {}
        for kind, key in _shared(p):
            members = buckets[kind, key]
            at = position[kind, key, p.dataset.id]
            for other in (members[at + 1 :] + members[:at])[:12]:
                if kind == "key" and len(keys[p.dataset.id][key] & keys[other.dataset.id][key]) < 3:
                    continue
                if len(chosen) < 6:
                    detail = key if kind == "key" else ""
                    chosen.setdefault(other.dataset.id, Related(other.dataset.id, other.dataset.title, kind, detail))
        found[p.dataset.id] = tuple(chosen.values())
    return found


def newest_of_series(shelf: Shelf) -> frozenset[str]:
    """Ids of the datasets that no later edition of the same series has followed."""
    series: dict[str, list[Card]] = defaultdict(list)
    for p in shelf.published:
        name = next((key for kind, key in _shared(p) if kind == "series"), p.dataset.id)
        series[name].append(shelf.by_id[p.dataset.id])
    return frozenset(max(cards, key=lambda c: (c.temporal[0], c.modified, c.id)).id for cards in series.values())


def _shared(p: Published) -> Iterable[tuple[str, str]]:
    """What a dataset may share with another, strongest first."""
    dataset = p.dataset
    if dataset.in_series:
        yield "series", dataset.in_series
    if len(stem := _YEAR.sub("", pick(dataset.title))) > 2:
        yield "series", "title:" + stem
    for standard in dataset.conforms_to:
        yield "standard", standard
    for table in p.tables:
        for column in table.columns:
            if column.filled > 1 and column.distinct == column.filled and _is_key(column.name):
                yield "key", column.name
    for item in _themes(dataset.themes):
        yield "theme", item.slug


def _key_values(p: Published, name: str) -> frozenset[str]:
    """Values of a key column among the first rows: two datasets can be joined only where they share some."""
    for table in p.tables:
        for i, column in enumerate(table.columns):
            if column.name == name:
                return frozenset(row[i] for row in table.preview if row[i])
    return frozenset()


def _is_key(name: str) -> bool:
    return bool(re.search(r"(コード|番号|ID|id|code)$", name)) and not re.search(
        "電話|郵便|全国地方公共団体|phone", name
    )


def main_distribution(published: Published) -> Distribution | None:
    """The file to take when in doubt."""
    ranked = sorted(published.distributions, key=lambda d: (not d.main, order(d.format), d.path))
    return ranked[0] if ranked else None


def publisher_of(catalog: Catalog, published: Published) -> Agent:
    return published.dataset.publisher or catalog.publisher


def extras(published: Published, key: str) -> Any:
    """A site extra of the descriptor (`caveats`, `summary_easy`), None when it is absent."""
    return published.dataset.extras.get(key)
