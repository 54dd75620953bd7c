"""Votes on what a row is: each heading, kind of value, word of the title and combination of columns speaks for one
subject, with a weight and a reason that the report can show.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from catalog.privacy.columns import Column
from catalog.privacy.traits import (
    NUMBERS,
    QUASI,
    SENSITIVE,
    attributes_of_people,
    counts_by_layout,
    holds_people,
    in_departments,
    is_aggregate,
    is_count,
    is_small_number,
    names_another,
    offices,
    only_labels,
    split_name,
    things,
    yearly,
)
from catalog.privacy.words import data
from catalog.regex import regex

_YEAR = regex(r"1[0-9]{3}|20[0-9]{2}")
#: Who died before this year is history.
_PAST = 1990


@dataclass
class Votes:
    """Points and reasons per subject: (weight, Japanese, English)."""

    points: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    reasons: dict[str, list[tuple[int, str, str]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, subject: str, weight: int, ja: str, en: str) -> None:
        self.points[subject] += weight
        self.reasons[subject].append((weight, ja, en))


def gather(columns: Sequence[Column], titles: str, *, animals: bool) -> Votes:
    """All votes on one table. `titles` is folded and in lower case; `animals`: the rows may be animals."""
    votes = Votes()
    counted = counts_by_layout(columns)
    attributes = attributes_of_people(columns)
    for column in columns:
        if not column.sample:
            continue
        if column.index in counted:
            ja, en = f"行ごとの「{column.header}」は人数とみられる", f"'{column.header}' is a number of people per row"
            votes.add("statistic", 6, ja, en)
        elif column.index in attributes:
            ja, en = f"「{column.header}」は人ごとに添えられている", f"'{column.header}' is given for each person"
            votes.add("person", 1, ja, en)
        elif not (animals and column.sense.category in ("birth-date", "sex", "age")):
            from_heading(column, votes)
        from_values(column, votes)
    from_titles(titles, votes)
    from_combinations([c for c in columns if c.index not in counted], votes, animals)
    if _only_people_are_named(columns, votes, attributes):
        ja, en = "人のほかに行を名付ける列がない", "a row names nothing but people"
        votes.add("person", 4, ja, en)
    return votes


def _staff(columns: Sequence[Column]) -> bool:
    """Names beside departments (総務課, 会計室), and nothing that only a private person has: staff of an office."""
    return (
        any(c.sample and holds_people(c) for c in columns)
        and any(in_departments(c) for c in columns if c.sample)
        and not any(
            c.sense.category in (*NUMBERS, "birth-date") or c.sense.sense in ("home", "private-phone", "private-role")
            for c in columns
            if c.sample
        )
    )


def _only_people_are_named(columns: Sequence[Column], votes: Votes, attributes: frozenset[int]) -> bool:
    """Names of people, mailboxes or homes, and no column that names a shop, a facility, an event or a case."""
    people = any(
        # family names alone, with a number, are a ranking
        (holds_people(c) and c.names.organisation < 0.1 and c.sense.sense not in ("surname", "given"))
        or c.mobiles > 0.6
        or c.share("personal-mail") > 0.6
        for c in columns
        if c.sample
    )
    return (
        people
        and max(votes.points[s] for s in ("official", "work", "event")) < 4
        and not any(names_another(c) for c in columns if c.sample and c.index not in attributes)
    )


def from_heading(column: Column, votes: Votes) -> None:
    sense, header = column.sense, column.header
    ja, en = f"「{header}」の列がある", f"there is a column '{header}'"
    category = sense.category
    if (category == "birth-date" and column.dates + column.numeric > 0.3) or (
        category in NUMBERS and not is_small_number(column)
    ):
        votes.add("person", 5, ja, en)
    elif sense.sense == "home":
        votes.add("person", 3, ja, en)
    elif sense.sense in ("private-phone",):
        votes.add("person", 2, ja, en)
    elif sense.sense == "linking":
        votes.add("person", 1, ja, en)
    elif category in SENSITIVE and column.numeric < 0.7:
        votes.add("person", 2, ja, en)
    elif category == "household" and column.textual + column.share("integer") > 0.3:
        votes.add("person", 3 if column.share("relation") > 0.3 else 2, ja, en)
    elif category in QUASI and sense.sense not in ("income",):
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
        # a shelter with three capacities is a shelter
        votes.add("statistic", 3 if votes.points["statistic"] < 3 else 0, ja, en)
    elif sense.sense == "class-label":
        votes.add("statistic", 1, ja, en)
    elif sense.sense == "coordinate":
        votes.add("facility", 1, ja, en)
        votes.add("place", 1, ja, en)
    elif sense.sense == "address" and sense.owner in ("", "organisation"):
        votes.add("facility", 1, ja, en)
    elif sense.sense in (
        "facility-name",
        "stop-name",
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
    if header.rstrip("年月日)") in ("没", "死没", "歿", "享") or header.startswith(("没年", "死没", "歿年", "享年")):
        ja, en = "没年の列がある（歴史上の人物）", "there is a column of years of death (people of the past)"
        votes.add("work", 9 if _long_dead(column) else 0, ja, en)
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


def _long_dead(column: Column) -> bool:
    """Years of death that lie far back, nearly all of them."""
    years = [year for v in column.sample if (year := _YEAR.match(v))]
    return len(years) >= 0.8 * len(column.sample) and sum(int(y[0]) < _PAST for y in years) >= 0.8 * len(years)


def from_values(column: Column, votes: Votes) -> None:
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
        elif things(column) >= 0.5 and not column.is_prose and column.addresses < 0.3:
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
    if column.share("residence-card", "pension", "employment-insurance") > 0.5 and not (
        column.share("pension") > 0.5 and yearly(column)
    ):
        votes.add("person", 3, "個人に付く番号とみられる列がある", "a column looks like personal numbers")
    if not column.sense and n.shaped < 0.2 and offices(column) > 0.3:
        votes.add("official", 4, "役職とみられる列がある", "a column looks like offices")
    if n.office > 0.3 and n.shaped > 0.3:
        votes.add("official", 2, "役職と氏名が並んでいる", "offices stand beside names")


def from_titles(titles: str, votes: Votes) -> None:
    for subject, listed in data("verdicts")["titles"].items():
        found = next((w for w in listed if w in titles), None)
        if found:
            votes.add(
                subject,
                {"home": 5, "official": 4}.get(subject, 2),
                f"題名・ファイル名に「{found}」とある",
                f"title or file name says '{found}'",
            )


def from_combinations(columns: Sequence[Column], votes: Votes, animals: bool) -> None:
    counted = any(is_count(c) for c in columns)
    individual = {
        c.sense.category
        for c in columns
        if c.sense.category in QUASI | SENSITIVE and c.sample and not only_labels(c) and not is_aggregate(c)
    }
    if any(is_aggregate(c) for c in columns):
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
    if counted and not any(holds_people(c) or names_another(c) for c in columns if c.sample):
        votes.add("statistic", 3, "人数・件数などの集計値がある", "there are counts")
    if any(split_name(left, right) for left, right in pairwise(columns)):
        votes.add("person", 4, "姓と名とみられる列が並ぶ", "family names stand beside given names")
    if _staff(columns) and not individual:
        votes.add("official", 4, "部署と氏名が並んでいる", "departments stand beside names")
    if animals:
        votes.add("thing", 2, "動物の列がある", "a column about animals")
