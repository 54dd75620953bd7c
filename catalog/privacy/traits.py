"""What a column holds, judged from its heading and a sample of its values: people, counts, birth dates, names of
other things. The building blocks of the votes on what a row is (`catalog.privacy.evidence`).
"""

from __future__ import annotations

from collections.abc import Sequence

from catalog.privacy.columns import Column
from catalog.privacy.name_shares import NameShares
from catalog.privacy.names import ends_as_thing
from catalog.privacy.recognizers import year_of
from catalog.privacy.words import data, words

NUMBERS = frozenset(data("verdicts")["classes"]["number"]) | {"individual-number"}
QUASI = frozenset(data("verdicts")["classes"]["quasi"])
SENSITIVE = frozenset(data("verdicts")["classes"]["sensitive"])
#: Day numbers of a spreadsheet within which people are born: 1905 to 2036.
_OLDEST, _NEWEST = 1827, 50000
#: Fewer values that repeat are labels, not people.
_FEWEST = 5
#: Fewer values of a kind, or pairs of values, say nothing.
LEAST = 4


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
    if column.is_repeated and len(column.sample) < _FEWEST:
        # 一戸建, 長屋建: a few labels that repeat
        return False
    if column.sense and column.sense.category is None:
        return n.name >= 0.8 and n.variety > 0.3
    return _looks_like_names(n)


def _looks_like_names(n: NameShares) -> bool:
    return (n.shaped >= 0.5 and n.name >= 0.15 and n.variety >= 0.25) or n.spaced >= 0.85


def split_name(left: Column, right: Column) -> str | None:
    """Family names beside given names under headings that say nothing: the category, or None."""
    if left.sense or right.sense or min(len(left.sample), len(right.sample)) < LEAST:
        return None
    a, b = left.names, right.names
    if a.surname > 0.7 and b.given > 0.5 and b.surname < 0.8:
        return "person-name"
    return "person-name-kana" if a.surname_kana > 0.7 and b.given_kana > 0.7 and a.surname == 0 else None


def is_count(column: Column) -> bool:
    return column.sense.sense == "count" and column.numeric > 0.5


def birth_like(column: Column) -> bool:
    """Dates that spread over generations, as birth dates do."""
    years = [y for v in column.sample if (y := year_of(v)) is not None]
    if len(years) < 5 or (column.dates < 0.7 and not serial_dates(column)):
        return False
    return max(years) - min(years) >= 25 or (min(years) < 1960 and max(years) <= 2012)


def serial_dates(column: Column) -> bool:
    """Day numbers of a spreadsheet (29882 is 1981-10-23): whole numbers of four or five digits that spread over
    decades, hardly repeat and are no round amounts."""
    days = [int(v) for v in column.sample if v.isascii() and v.isdigit() and len(v) in (4, 5)]
    if len(days) < 8 or len(days) < 0.95 * len(column.sample):
        return False
    round_ones = sum(day % 10 == 0 for day in days)
    return (
        min(days) >= _OLDEST
        and max(days) <= _NEWEST
        and max(days) - min(days) > 20 * 365
        and round_ones <= 0.3 * len(days)
        and not column.is_repeated
    )


def yearly(column: Column) -> bool:
    """Do nearly all values begin with a year, as numbers of works and permits do (2026-000123)?"""
    return sum(v.startswith(("19", "20")) for v in column.sample) > 0.9 * len(column.sample)


def counts_by_layout(columns: Sequence[Column]) -> frozenset[int]:
    """Columns that count people although their heading names an attribute: 要介護5, 療育手帳, ベトナム beside one line
    per district or year. Indexes of the columns; empty where a line may be one person."""
    if any(
        holds_people(c)
        or c.sense.category in (*NUMBERS, "birth-date", "age", "sex")
        or c.sense.sense in ("linking", "home", "private-phone")
        or c.share("sex", "relation") > 0.5
        for c in columns
        if c.sample
    ):
        return frozenset()
    found = [
        c
        for c in columns
        if c.sample and c.sense.category in SENSITIVE | QUASI and c.share("integer") > 0.8 and c.sense.sense != "income"
    ]
    keyed = any(c.sample and _is_key(c) for c in columns)
    return frozenset(c.index for c in found) if keyed else frozenset()


def _is_key(column: Column) -> bool:
    """One line per district, year or facility: labels that hardly repeat."""
    if column.sense.sense not in ("area-name", "class-label", "facility-name", "office-name", "plain-date") and not (
        not column.sense and column.textual > 0.8 and not column.is_prose
    ):
        return False
    return len(column.sample) >= 0.9 * min(column.filled, 240)


def attributes_of_people(columns: Sequence[Column]) -> frozenset[int]:
    """Schools and firms of which a few repeat beside many people (氏名, 学校名): each is something of the person, and no
    row is a school. Only where the people stand under their own names, not as somebody's head or lecturer."""
    people = max(
        (
            len(c.sample)
            for c in columns
            if c.sample and c.sense.sense in ("name", "bare-name", "private-role", "") and holds_people(c)
        ),
        default=0,
    )
    return frozenset(
        c.index
        for c in columns
        if c.sense.sense in ("facility-name", "business-name")
        and c.filled >= 12
        and 0 < len(c.sample) <= 0.3 * min(c.filled, 240)
        and people >= 2 * len(c.sample)
    )


def names_another(column: Column) -> bool:
    """Does the column name something that is not a person: a facility, a firm, an event, a work, a case?"""
    sense, n = column.sense, column.names
    if sense.category in ("person-name", "person-name-kana"):
        return n.organisation >= 0.1
    if n.name > 0.8 and n.variety > 0.3:
        return False
    if sense.sense in ("facility-name", "stop-name", "business-name", "event-name", "work-name"):
        return column.textual > 0.5
    if sense.sense == "thing-name":
        return column.textual > 0.5 and not column.is_repeated and len(column.sample) > 0.5 * min(column.filled, 240)
    return (
        not sense and column.addresses < 0.3 and (n.organisation >= 0.4 or n.facility >= 0.4 or things(column) >= 0.5)
    )


def only_labels(column: Column) -> bool:
    """Class labels of a cross table (5～9歳 …) rather than one person's value."""
    return column.sense.sense == "class-label"


def only_addresses(columns: Sequence[Column]) -> bool:
    """Addresses with rooms, and nothing that names what stands there."""
    texts = [c for c in columns if c.textual > 0.5]
    return any(c.share("home") > 0.15 for c in texts) and all(
        c.addresses + c.share("address-part") > 0.5 for c in texts
    )


def is_aggregate(column: Column) -> bool:
    """Shares and averages instead of one person's value (男性55％, 平均700万)."""
    return bool(column.sample) and all("%" in v or "平均" in v for v in column.sample)


def is_small_number(column: Column) -> bool:
    return column.share("integer") > 0.8 and all(len(v) < 5 for v in column.sample)


def things(column: Column) -> float:
    return sum(ends_as_thing(v) for v in column.sample) / len(column.sample) if column.sample else 0.0


def offices(column: Column) -> float:
    offices = words("office")
    return sum(v.endswith(offices) for v in column.sample) / len(column.sample) if column.sample else 0.0


_DEPARTMENT = ("課", "係", "室", "局", "部", "署", "支所", "出張所", "事務局", "センター", "担当")


def in_departments(column: Column) -> bool:
    """Does the column hold departments of an office?"""
    return bool(column.sample) and sum(v.endswith(_DEPARTMENT) for v in column.sample) > 0.6 * len(column.sample)
