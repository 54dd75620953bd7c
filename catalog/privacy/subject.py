"""What a row is: a person, a household, a home, a business, a facility, an official, an event, a place, a thing, an
animal, a count or a work. The same telephone column is nothing in a list of facilities and a leak in a list of residents.

Votes from headings, values, title and file name are weighed (`catalog.privacy.evidence`); the strongest reasons become
the sentence in the report.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog.privacy.columns import Column
from catalog.privacy.evidence import Votes, gather
from catalog.privacy.folding import fold
from catalog.privacy.traits import NUMBERS, holds_people, is_small_number, only_addresses
from catalog.privacy.words import data
from catalog.text import LangText

_ANIMALS = ("毛色", "首輪", "犬", "猫", "ペット", "動物", "馬", "牛", "キャラクター")
#: What only one person has, not a household.
_OF_ONE_PERSON = frozenset({"birth-date", "age", "sex", "occupation"})


@dataclass(frozen=True, slots=True)
class Subject:
    """`name` as in verdicts.yaml; `reason` one sentence in each language."""

    name: str
    reason: LangText
    points: tuple[tuple[str, int], ...] = ()

    @property
    def is_person(self) -> bool:
        return self.name in ("person", "household")

    @property
    def label(self) -> LangText:
        return data("verdicts")["subjects"][self.name]  # type: ignore[no-any-return]


def decide(columns: Sequence[Column], titles: Iterable[str] = ()) -> Subject:
    """What the rows of a table are. `titles`: file name, dataset and resource title, title lines, standard dataset."""
    animals = any(a in c.header for a in _ANIMALS for c in columns) or any(c.share("animal-sex") > 0.4 for c in columns)
    title = " ".join(fold(t).lower() for t in titles)
    people = [c for c in columns if c.sample and holds_people(c)]
    animals_only = animals and not people
    votes = gather(columns, title, animals=animals_only)
    name = _strongest(votes, columns, people)
    if animals_only and name in ("person", "thing") and not any(_is_private(c) for c in columns):
        name = "animal"
        votes.add(
            "animal",
            3,
            "動物の列があり、人の氏名も住所もない",
            "a column about animals, and no person's name or address",
        )
    if name == "person" and _is_household(columns, votes):
        name = "household"
    return Subject(name, _sentence(name, votes), tuple(sorted((s, p) for s, p in votes.points.items() if p)))


def _is_private(column: Column) -> bool:
    return (
        column.sense.sense in ("home", "private-phone", "private-role") or column.share("home") + column.mobiles > 0.3
    )


def _is_household(columns: Sequence[Column], votes: Votes) -> bool:
    """One row per household: its number, size or head, and nothing that only one of its members has."""
    of_one = sum(c.sense.category in _OF_ONE_PERSON or c.share("relation", "sex") > 0.5 for c in columns if c.sample)
    headed = [
        c.header
        for c in columns
        if c.sample and ("世帯" in c.header or "household" in c.header.lower()) and "続柄" not in c.header
    ]
    named = [
        c for c in columns if c.sample and holds_people(c) and c.sense.sense != "kana" and "世帯主" not in c.header
    ]
    if not headed or len(headed) <= of_one or named:
        return False
    ja, en = f"「{headed[0]}」など世帯ごとの列がある", f"there are columns of a household, such as '{headed[0]}'"
    votes.add("household", votes.points["person"], ja, en)
    return True


def _strongest(votes: Votes, columns: Sequence[Column], people: Sequence[Column]) -> str:
    points = votes.points
    core = points["person"]
    others = {s: p for s, p in points.items() if s not in ("person", "household")}
    name = max(others, key=lambda s: (others[s], s), default="thing")
    rest = others.get(name, 0)
    strong_person = any(
        (c.sense.category in ("birth-date", *NUMBERS) and c.sample and not is_small_number(c))
        or (
            c.sense.sense in ("home", "private-role", "private-phone")
            and (c.sense.sense != "private-role" or holds_people(c))
        )
        or (c.sense.sense == "address" and c.sense.owner in ("private", "role") and c.addresses > 0.3)
        for c in columns
    )
    if people:
        # names decide unless the table has a key of another kind and nothing that belongs to a private person
        public = points["official"] >= 4 or points["work"] >= 4
        if (
            (strong_person and core >= 4 and not (public and core < 9))
            or (not public and core >= 4 and core > max(points["business"], points["facility"], points["event"]))
            or (name in ("thing", "place", "statistic") and core >= 4)
        ):
            name = "person"
    elif points["home"] >= 5 or (core < 4 and only_addresses(columns)):
        name = "home"
    elif core >= 4 and core > rest:
        name = "person"
    if not points or (rest == 0 and core == 0):
        name = "thing"
    return name


def _sentence(name: str, votes: Votes) -> LangText:
    label = data("verdicts")["subjects"][name]
    best = sorted(votes.reasons.get(name, []), key=lambda r: -r[0])[:3]
    seen = list(dict.fromkeys((ja, en) for _, ja, en in best))
    if not seen:
        return {
            "ja": f"1行は{label['ja']}とみました（人を示す列がないため）。",
            "en": f"A row was taken to be {label['en']} (no column points to people).",
        }
    return {
        "ja": f"1行は{label['ja']}とみました（{'、'.join(ja for ja, _ in seen)}ため）。",
        "en": f"A row was taken to be {label['en']} ({'; '.join(en for _, en in seen)}).",
    }
