"""Groups of datasets that have a page or a heading of their own, and what introduces them to readers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from catalog.model import Agent, ContactPoint
from catalog.pages.themes import Theme
from catalog.release.published import Published
from catalog.text import LangText, pick

if TYPE_CHECKING:
    from catalog.pages.context import Card

#: keywords that introduce a group, in each language
WORDS = 8


@dataclass(frozen=True, slots=True)
class Group:
    """Datasets that share something: a theme, a publisher, a format."""

    key: str
    slug: str
    label: LangText
    cards: tuple[Card, ...]
    icon: str = ""
    note: LangText = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class About:
    """What there is to say of a group: its files, its last change, its words, and who or what stands beside it."""

    files: int
    modified: str
    #: the words that most of its datasets carry, by language
    keywords: Mapping[str, tuple[str, ...]]
    publishers: tuple[LangText, ...]
    themes: tuple[Theme, ...]
    contacts: tuple[ContactPoint, ...]


def about(group: Group, members: Sequence[Published], publisher: Agent) -> About:
    """What there is to say of a group.

    Args:
        members: the datasets of its cards.
        publisher: that of the catalogue, for datasets that name none.
    """
    publishers = {pick(n): n for c in group.cards if (n := c.publisher or publisher.name)}
    contacts = {repr(c): c for p in members if (c := p.dataset.contact_point)}
    known = {t.slug: t for c in group.cards for t in c.themes}
    themes = Counter(t.slug for c in group.cards for t in c.themes)
    return About(
        files=sum(len(p.distributions) for p in members),
        modified=max((c.modified for c in group.cards), default=""),
        keywords=_keywords(members),
        publishers=tuple(publishers[name] for name in sorted(publishers)),
        themes=tuple(known[slug] for slug in _most_first(themes)),
        contacts=tuple(contacts[key] for key in sorted(contacts)),
    )


def _keywords(members: Sequence[Published]) -> dict[str, tuple[str, ...]]:
    words: dict[str, Counter[str]] = defaultdict(Counter)
    for p in members:
        for lang, found in p.dataset.keywords.items():
            words[lang].update(dict.fromkeys(found, 1))  # a word given twice counts once
    return {lang: _most_first(found)[:WORDS] for lang, found in words.items()}


def _most_first(counts: Counter[str]) -> tuple[str, ...]:
    return tuple(name for name, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])))
