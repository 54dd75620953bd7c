"""How good the catalogue is, and what each department can do next: the numbers of home and of the quality page."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from catalog.metadata.score import MOST
from catalog.pages.context import Card, Shelf, mean, newest_of_series, publisher_of, quality_of
from catalog.pages.language import Language
from catalog.pages.places import place_text
from catalog.pages.settings import RuleNote, Settings
from catalog.pages.words import longest_gap
from catalog.release.published import Published
from catalog.rule import Finding
from catalog.text import LangText, pick

#: families whose findings a department can mend in its data or its description
MENDED = ("readability", "schema", "metadata")
#: rules that the quality page names as the most frequent
MOST_FREQUENT = 5


@dataclass(frozen=True, slots=True)
class Measure:
    """One number about the whole catalogue: `value` out of `of`, words under `measure.<key>`."""

    key: str
    value: int
    of: int

    @property
    def share(self) -> float:
        return 100 * self.value / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Todo:
    """A dataset in a task: how often the rule was not met, and the cells to open."""

    card: Card
    count: int
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """A rule that some of a department's datasets do not meet."""

    rule: RuleNote
    todo: tuple[Todo, ...]


@dataclass(frozen=True, slots=True)
class Department:
    """A publisher with its scores and its tasks, the one that mends most datasets first."""

    name: LangText
    datasets: int
    mean: int | None
    metadata: int | None
    tasks: tuple[Task, ...]
    #: datasets whose next update is overdue, with the day by which it should have come
    late: tuple[tuple[Card, str], ...]

    @property
    def work(self) -> int:
        return len(self.tasks) + bool(self.late)


class Scoreboard:
    """Everything is counted over what is published: nothing here speaks of a held dataset."""

    def __init__(self, shelf: Shelf, settings: Settings) -> None:
        self._shelf = shelf
        self._as_of = settings.as_of
        self._rules = {note.id: note for note in settings.rules}
        self._published = sorted(shelf.published, key=lambda p: p.dataset.id)
        #: a year's edition is followed by the next year's and not updated itself
        self._newest = newest_of_series(shelf)

    @cached_property
    def measures(self) -> list[Measure]:
        """Readability, descriptions, screening, standards and updates in time; what cannot be measured is left out."""
        cards = self._shelf.cards
        due = [day for p in self._published if (day := self._due(p))]
        points = self._points(self._published)
        found = [
            Measure("readability", self._shelf.quality or 0, 100 if self._shelf.quality is not None else 0),
            Measure("metadata", points or 0, MOST if points is not None else 0),
            Measure("privacy", sum(not c.elsewhere for c in cards), len(cards)),
            Measure("standard", len(self._shelf.recommended), len(cards)),
            Measure("in_time", sum(day >= self._as_of for day in due), len(due)),
        ]
        return [m for m in found if m.of]

    def departments(self, language: Language) -> list[Department]:
        """The to-do list, those with most to do first."""
        members: dict[str, list[Published]] = defaultdict(list)
        for p in self._published:
            members[pick(publisher_of(self._shelf.catalog, p).name)].append(p)
        rows = [self._department(own, language) for own in members.values()]
        return sorted(rows, key=lambda d: (-sum(len(t.todo) for t in d.tasks) - len(d.late), pick(d.name)))

    @cached_property
    def frequent(self) -> list[tuple[RuleNote, int]]:
        """The rules that most datasets do not meet, and how many."""
        counts = Counter(rule for p in self._published for rule in {f.rule for f in _mended(p)})
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return [(self._note(rule), n) for rule, n in ranked[:MOST_FREQUENT]]

    @cached_property
    def metadata(self) -> dict[str, Any]:
        """The points of the descriptions: for each criterion how many datasets meet it, what to do, and where."""
        scored = [p for p in self._published if p.score.get("criteria")]
        rows: dict[str, dict[str, Any]] = {}
        for p in scored:
            for c in p.score["criteria"]:
                row = rows.setdefault(
                    c["id"], {"title": c["title"], "of": c["of"], "fix": c["fix"], "met": 0, "lacking": []}
                )
                if c["met"]:
                    row["met"] += 1
                else:
                    row["lacking"].append(self._shelf.by_id[p.dataset.id])
        return {"datasets": len(scored), "mean": self._points(scored), "criteria": list(rows.values())}

    def _department(self, own: Sequence[Published], language: Language) -> Department:
        places: dict[str, list[Todo]] = defaultdict(list)
        late = []
        for p in own:
            card = self._shelf.by_id[p.dataset.id]
            met: dict[str, list[Finding]] = defaultdict(list)
            for f in _mended(p):
                met[f.rule].append(f)
            for rule, found in sorted(met.items()):
                cells = place_text(found[0], language) if len(found) == 1 else ()
                places[rule].append(Todo(card, sum(f.count for f in found), cells))
            if (day := self._due(p)) and day < self._as_of:
                late.append((card, day))
        tasks = sorted(places.items(), key=lambda item: (-len(item[1]), item[0]))
        return Department(
            publisher_of(self._shelf.catalog, own[0]).name,
            len(own),
            mean(quality_of(p) for p in own),
            self._points(own),
            tuple(Task(self._note(rule), tuple(todo)) for rule, todo in tasks),
            tuple(late),
        )

    def _note(self, rule: str) -> RuleNote:
        return self._rules.get(rule) or RuleNote(rule, {"en": rule}, {}, {})

    def _due(self, p: Published) -> str:
        """The day by which the next update is due, "" when none is promised or the last one has no full date."""
        days = longest_gap(p.dataset.accrual_periodicity) if p.dataset.id in self._newest else 0
        changed = self._shelf.by_id[p.dataset.id].modified
        try:
            start = datetime.date.fromisoformat(changed[:10])
        except ValueError:
            return ""
        return (start + datetime.timedelta(days=days)).isoformat() if days else ""

    def _points(self, own: Sequence[Published]) -> int | None:
        known = (p.score.get("metadata") for p in own)
        return mean((v if isinstance(v, int | float) else None for v in known), MOST)


def _mended(p: Published) -> list[Finding]:
    return [f for f in p.findings if f.rule.split("/")[0] in MENDED]
