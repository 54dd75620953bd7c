"""What a row is: a person, a household, a home, a business, a facility, an official, an event, a place, a thing, a
count or a work. The same telephone column is nothing in a list of facilities and a leak in a list of residents.

Votes from headings, values, title and file name are weighed; the strongest reasons become the sentence in the report.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from catalog.privacy.columns import Column
from catalog.privacy.folding import fold
from catalog.privacy.names import NameShares
from catalog.privacy.recognizers import year_of
from catalog.privacy.words import data, words
from catalog.text import LangText

_NUMBERS = frozenset(data("verdicts")["classes"]["number"]) | {"individual-number"}
_QUASI = frozenset(data("verdicts")["classes"]["quasi"])
_SENSITIVE = frozenset(data("verdicts")["classes"]["sensitive"])
_ANIMALS = ("毛色", "首輪", "犬", "猫", "ペット", "動物", "馬", "牛")


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


@dataclass
class _Votes:
    points: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    reasons: dict[str, list[tuple[int, str, str]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, subject: str, weight: int, ja: str, en: str) -> None:
        self.points[subject] += weight
        self.reasons[subject].append((weight, ja, en))


def decide(columns: Sequence[Column], titles: Iterable[str] = ()) -> Subject:
    """What the rows of a table are. `titles`: file name, dataset and resource title, title lines, standard dataset."""
    votes = _Votes()
    for column in columns:
        if column.sample:
            _from_heading(column, votes)
            _from_values(column, votes)
    animals = any(a in c.header for a in _ANIMALS for c in columns) or any(c.share("animal-sex") > 0.4 for c in columns)
    _from_titles(" ".join(fold(t).lower() for t in titles), votes)
    _from_combinations(columns, votes, animals)
    return _strongest(votes, columns)


def holds_people(column: Column) -> bool:
    """Does the column hold names of people, by heading and values?"""
    n = column.names
    if column.sense.category in ("person-name", "person-name-kana"):
        if column.numeric > 0.6:
            return False
        if column.sense.sense in ("surname", "given"):
            return n.surname + n.given + n.surname_kana + n.given_kana > 0.3
        if column.sense.category == "person-name-kana":
            return n.kana + n.latin > 0.3 or n.kana_shaped > 0.7
        if column.sense.sense == "bare-name":
            return _looks_like_names(n) or n.latin >= 0.8
        return n.shaped >= (0.2 if column.sense.weak else 0.02) or (
            not column.sense.weak and n.organisation < 0.5 and n.thing < 0.3
        )
    if column.sense and column.sense.category is None:
        return n.name >= 0.8 and n.variety > 0.3
    return _looks_like_names(n)


def _looks_like_names(n: NameShares) -> bool:
    return (n.shaped >= 0.5 and n.name >= 0.15 and n.variety >= 0.25) or n.spaced >= 0.85


def is_count(column: Column) -> bool:
    return column.sense.sense == "count" and column.numeric > 0.5


def _from_heading(column: Column, votes: _Votes) -> None:
    sense, header = column.sense, column.header
    ja, en = f"「{header}」の列がある", f"there is a column '{header}'"
    category = sense.category
    if (category == "birth-date" and column.dates + column.numeric > 0.3) or (
        category in _NUMBERS and not _is_small_number(column)
    ):
        votes.add("person", 5, ja, en)
    elif sense.sense == "home":
        votes.add("person", 3, ja, en)
    elif sense.sense in ("private-phone",):
        votes.add("person", 2, ja, en)
    elif sense.sense == "linking":
        votes.add("person", 1, ja, en)
    elif category in _SENSITIVE and column.numeric < 0.7:
        votes.add("person", 2, ja, en)
    elif category == "household" and column.textual + column.share("integer") > 0.3:
        votes.add("person", 3 if column.share("relation") > 0.3 else 2, ja, en)
    elif category in _QUASI and sense.sense not in ("income",):
        votes.add("person", 2 if column.share("age", "sex", "integer") > 0.5 else 1, ja, en)
    elif sense.sense == "private-role" and column.numeric < 0.5:
        votes.add("person", 4 if holds_people(column) else 2, ja, en)
    elif sense.sense in ("name", "bare-name") and holds_people(column):
        weight = {"role": 1, "organisation": 1}.get(sense.owner, 4)
        votes.add("person" if weight == 4 else "business", 4 if weight == 4 else 2, ja, en)
    elif sense.sense in ("surname", "given") and holds_people(column):
        votes.add("person", 2, ja, en)
    elif sense.sense == "official-role":
        votes.add("official", 4, ja, en)
    elif sense.sense == "creator":
        votes.add("work", 2, ja, en)
    elif is_count(column):
        votes.add("statistic", 3, ja, en)
    elif sense.sense == "class-label":
        votes.add("statistic", 1, ja, en)
    elif sense.sense == "coordinate":
        votes.add("facility", 1, ja, en)
        votes.add("place", 1, ja, en)
    elif sense.sense == "address" and sense.owner in ("", "organisation"):
        votes.add("facility", 1, ja, en)
    elif sense.sense in (
        "facility-name",
        "business-name",
        "event-name",
        "work-name",
        "thing-name",
        "area-name",
        "business-role",
    ):
        weight = {"thing-name": 3, "area-name": 2, "business-role": 3}.get(sense.sense, 5)
        if not (sense.subject in ("facility", "business") and column.names.name > 0.8 and column.names.variety > 0.3):
            votes.add(sense.subject or "thing", weight, ja, en)
    if header and any(w in header for w in ("会派", "議席", "当選回数", "役職", "職名", "任期", "発令", "官職")):
        votes.add("official", 4, ja, en)
    if header and any(
        w in header
        for w in (
            "許可番号",
            "許可年月日",
            "営業の種類",
            "業種",
            "業態",
            "確認日",
            "確認年月日",
            "廃業",
            "落札",
            "契約金額",
        )
    ):
        votes.add("business", 2, ja, en)


def _from_values(column: Column, votes: _Votes) -> None:
    if column.sense and not column.neutral and column.sense.category is None:
        return
    n = column.names
    if not column.sense:
        if holds_people(column):
            votes.add("person", 4, "人の氏名とみられる列がある", "a column looks like names of people")
        elif n.facility >= 0.4 and n.facility >= 0.7 * n.organisation:
            votes.add(
                "facility", 3, "施設や場所の名称とみられる列がある", "a column looks like names of facilities or places"
            )
        elif n.organisation >= 0.4:
            votes.add(
                "business", 4, "法人・団体・店舗の名称とみられる列がある", "a column looks like names of organisations"
            )
        elif _things(column) >= 0.5 and not column.is_prose and column.addresses < 0.3:
            votes.add(
                "facility", 3, "施設や場所の名称とみられる列がある", "a column looks like names of facilities or places"
            )
        if column.share("relation") > 0.6:
            votes.add("person", 3, "続柄とみられる列がある", "a column looks like family relations")
        if column.share("sex") > 0.8:
            votes.add("person", 1, "性別とみられる列がある", "a column looks like sex")
        if column.share("care") > 0.8:
            votes.add("person", 1, "要介護度等とみられる列がある", "a column looks like care levels")
    if column.share("home") > 0.15:
        votes.add(
            "person", 2, "集合住宅の部屋番号までの住所がある", "addresses go down to the room of a block of flats"
        )
    if column.mobiles > 0.3:
        votes.add("person", 2, "携帯電話番号が多い", "many mobile numbers")
    if column.share("personal-mail") > 0.5:
        votes.add("person", 1, "個人のメールアドレスが多い", "many personal mail addresses")
    if column.share("residence-card", "pension", "employment-insurance") > 0.5:
        votes.add("person", 3, "個人に付く番号とみられる列がある", "a column looks like personal numbers")
    if not column.sense and n.shaped < 0.2 and _offices(column) > 0.3:
        votes.add("official", 4, "役職とみられる列がある", "a column looks like offices")
    if n.office > 0.3 and n.shaped > 0.3:
        votes.add("official", 2, "役職と氏名が並んでいる", "offices stand beside names")


def _from_titles(titles: str, votes: _Votes) -> None:
    for subject, listed in data("verdicts")["titles"].items():
        found = next((w for w in listed if w in titles), None)
        if found:
            votes.add(
                subject,
                5 if subject == "home" else 2,
                f"題名・ファイル名に「{found}」とある",
                f"title or file name says '{found}'",
            )


def _from_combinations(columns: Sequence[Column], votes: _Votes, animals: bool) -> None:
    counted = any(is_count(c) for c in columns)
    individual = {
        c.sense.category
        for c in columns
        if c.sense.category in _QUASI | _SENSITIVE and c.sample and not _only_labels(c) and not _is_aggregate(c)
    }
    if any(_is_aggregate(c) for c in columns):
        votes.add("statistic", 6, "割合や平均がある", "there are shares and averages")
    if any(c.sense.sense == "home" for c in columns):
        individual.add("home")
    if len(individual) >= 2 and not counted and not animals:
        votes.add(
            "person",
            2 * len(individual),
            "年齢・性別・職業など個人の属性が行ごとに並ぶ",
            "each row gives attributes of one person (age, sex, occupation …)",
        )
    if counted and not any(holds_people(c) for c in columns):
        votes.add("statistic", 3, "人数・件数などの集計値がある", "there are counts")
    if animals:
        votes.add("thing", 2, "動物の列がある", "a column about animals")


def _strongest(votes: _Votes, columns: Sequence[Column]) -> Subject:
    points = votes.points
    people = [c for c in columns if holds_people(c)]
    core = points["person"]
    others = {s: p for s, p in points.items() if s not in ("person", "household")}
    name = max(others, key=lambda s: (others[s], s), default="thing")
    rest = others.get(name, 0)
    strong_person = any(
        (c.sense.category in ("birth-date", *_NUMBERS) and c.sample and not _is_small_number(c))
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
    elif points["home"] >= 5 or (core < 4 and _only_addresses(columns)):
        name = "home"
    elif core >= 4 and core > rest:
        name = "person"
    if not points or (rest == 0 and core == 0):
        name = "thing"
    return Subject(name, _sentence(name, votes), tuple(sorted((s, p) for s, p in points.items() if p)))


def _sentence(name: str, votes: _Votes) -> LangText:
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


def _only_labels(column: Column) -> bool:
    """Class labels of a cross table (5～9歳 …) rather than one person's value."""
    return column.sense.sense == "class-label"


def _only_addresses(columns: Sequence[Column]) -> bool:
    """Addresses with rooms, and nothing that names what stands there."""
    texts = [c for c in columns if c.textual > 0.5]
    return any(c.share("home") > 0.15 for c in texts) and all(
        c.addresses + c.share("address-part") > 0.5 for c in texts
    )


def _is_aggregate(column: Column) -> bool:
    """Shares and averages instead of one person's value (男性55％, 平均700万)."""
    return bool(column.sample) and all("%" in v or "平均" in v for v in column.sample)


def _is_small_number(column: Column) -> bool:
    return column.share("integer") > 0.8 and all(len(v) < 5 for v in column.sample)


def _things(column: Column) -> float:
    from catalog.privacy.names import _ends_as_thing

    return sum(_ends_as_thing(v) for v in column.sample) / len(column.sample) if column.sample else 0.0


def _offices(column: Column) -> float:
    offices = words("office")
    return sum(v.endswith(offices) for v in column.sample) / len(column.sample) if column.sample else 0.0


def birth_like(column: Column) -> bool:
    """Dates that spread over generations, as birth dates do."""
    years = [y for v in column.sample if (y := year_of(v)) is not None]
    if len(years) < 5 or column.dates < 0.7:
        return False
    return max(years) - min(years) >= 25 or (min(years) < 1960 and max(years) <= 2012)
