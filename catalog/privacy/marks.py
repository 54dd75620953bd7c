"""Which columns and cells of a table are about people: the heading says what is meant, the values say whether it is so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from catalog.privacy import checksums, names, prose
from catalog.privacy.columns import Column
from catalog.privacy.folding import fold_series
from catalog.privacy.recognizers import LANDMARKS, URL, found_in, is_blank, longest, patterns, suspects
from catalog.privacy.subject import Subject, birth_like, holds_people, is_count
from catalog.privacy.words import data
from catalog.rule import Certainty

_CLASSES = {category: name for name, listed in data("verdicts")["classes"].items() for category in listed}
_NUMBER_SENSES = {
    "individual-number": "individual-number", "resident-code": "resident-record-code", "pension": "pension-number",
    "health-insurance": "health-insurance-number", "care-insurance": "care-insurance-number", "licence": "driver-licence-number",
    "passport": "passport-number", "residence-card": "residence-card-number", "employment-insurance": "employment-insurance-number",
    "bank": "bank-account", "card": "credit-card", "vehicle": "vehicle-number",
}  # fmt: skip
_LEAST = 4
_MONTH = re.compile(
    r"(?:18|19|20)[0-9]{2}(?:[-/.年][0-9]{1,2}月?|年)?|(?:明治|大正|昭和|平成|令和|[MTSHR])(?:[0-9]{1,2}|元)年?(?:[0-9]{1,2}月)?"
)
#: Headings under which shops, dishes and places stand: 「山本さんのパン」 names nobody there, 「山本宅前」 does.
_NAMES_OF_THINGS = frozenset(
    {"facility-name", "business-name", "thing-name", "area-name", "work-name", "event-name", "office-name"}
)


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """One category met in one column. `rows` are body rows from 0 (None: every filled cell)."""

    category: str
    column: Column | None
    count: int
    rows: tuple[int, ...] | None = None
    certainty: Certainty = "certain"
    in_text: bool = False
    #: a lone number without a word beside it: ask, do not withhold
    doubtful: bool = False
    #: class in verdicts.yaml when it differs from the category's (a home town is no home address)
    as_kind: str = ""
    values: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """Class of the category in verdicts.yaml."""
        return self.as_kind or _CLASSES[self.category]


def of_table(columns: Sequence[Column], subject: Subject) -> list[Mark]:
    """All marks of a table."""
    marks: list[Mark] = []
    people = [c for c in columns if c.sample and holds_people(c)]
    marks.extend(split_columns(columns, subject))
    taken = {m.column.index for m in marks if m.column is not None}
    for column in columns:
        if not column.sample:
            continue
        own = [] if column.index in taken else list(of_column(column, subject, bool(people), columns))
        marks.extend(own)
        known = {m.category for m in own} | ({"phone-number"} if column.index in taken else set())
        if not subject.is_person and (column.sense.sense == "address" or column.addresses > 0.4):
            # offices and shops have room numbers too
            known = known | {"home-address"}
        marks.extend(in_cells(column, known))
    return marks


def of_column(column: Column, subject: Subject, has_people: bool, columns: Sequence[Column]) -> Iterator[Mark]:
    """What the column as a whole is."""
    sense = column.sense
    if found := _name(column, subject, columns):
        yield found
        return
    if sense.sense in _NUMBER_SENSES and _fits_number(column):
        category = _NUMBER_SENSES[sense.sense]
        if category == "care-insurance-number" and not _is_care(columns):
            category = "health-insurance-number"
        yield _whole(category, column)
        return
    if told := _number_by_values(column):
        yield _whole(told, column, "certain" if sense.category else "likely")
        return
    if found := _contact(column, subject, has_people):
        yield found
        return
    if sense.category == "birth-date" and _to_the_month(column):
        if subject.is_person:
            yield _whole("birth-date", column, as_kind="quasi")
    elif (
        sense.category == "birth-date"
        and column.dates + column.numeric > 0.3
        and not (subject.name == "statistic" and sum(len(v) < 5 for v in column.sample) > 0.5 * len(column.sample))
    ):
        yield _whole("birth-date", column)
    elif not sense and subject.is_person and birth_like(column):
        yield _whole("birth-date", column, "likely")
    elif subject.is_person or subject.name in ("home", "official", "business"):
        yield from _attribute(column, subject)


def _to_the_month(column: Column) -> bool:
    """Births given as year or year and month only: they narrow down, they do not identify."""
    return sum(_MONTH.fullmatch(v) is not None for v in column.sample) > 0.7 * len(column.sample)


def _name(column: Column, subject: Subject, columns: Sequence[Column]) -> Mark | None:
    sense, n = column.sense, column.names
    category = sense.category if sense.category in ("person-name", "person-name-kana") else None
    if category is None:
        if not holds_people(column) or (sense.sense == "thing-name"):
            return _sparse(column) if _may_hold_some(column) else None
        kana = (
            n.kana_shaped > 0.5 * n.shaped if n.shaped else not any("㐀" <= c <= "鿿" for v in column.sample for c in v)
        )
        return _whole("person-name-kana" if kana else "person-name", column, "likely" if n.name < 0.6 else "certain")
    if column.numeric > 0.6:
        return None
    if sense.sense in ("surname", "given"):
        partner = any(c.sense.sense in ("surname", "given") and c is not column for c in columns)
        known = n.surname + n.given + n.surname_kana + n.given_kana + n.shaped
        return (
            _whole(category, column)
            if known > 0.3 or (partner and column.length <= 8 and column.textual > 0.5)
            else None
        )
    if category == "person-name-kana":
        beside = any(
            c is not column
            and abs(c.index - column.index) == 1
            and c.sense.category == "person-name"
            and holds_people(c)
            for c in columns
        )
        named = "氏名" in column.header or "者" in column.header or "セイ" in column.header or "メイ" in column.header
        split = any(w in column.header for w in ("セイ", "メイ", "姓", "名", "sei", "mei", "last", "first"))
        read = max(n.kana, n.latin, *((n.surname_kana, n.given_kana) if split else ()))
        return (
            _whole(category, column)
            if read > 0.3
            or (n.kana_shaped > 0.7 and n.organisation == 0)
            or (beside and column.length <= 16)
            or (named and n.organisation < 0.4)
            else None
        )
    if not sense.weak and n.organisation < 0.02 and (n.shaped > 0.4 or subject.is_person):
        kana = n.kana_shaped > 0.6
        return _whole("person-name-kana" if kana else "person-name", column, "certain" if n.shaped > 0.3 else "likely")
    if holds_people(column) and n.organisation == 0 and n.name > 0.85:
        return _whole("person-name", column)
    if sense.sense == "bare-name":
        return _whole("person-name", column, "likely") if holds_people(column) else None
    return _sparse(column, all_shaped=not sense.weak or sense.sense == "private-role" or n.shaped > 0.3)


def _may_hold_some(column: Column) -> bool:
    """A column of organisations or offices in which a sole trader may stand: worth looking at every value."""
    if column.is_prose or column.sense.sense in (
        "thing-name",
        "area-name",
        "count",
        "class-label",
        "plain-date",
        "facility-name",
        "work-name",
        "event-name",
    ):
        return False
    if column.sense.sense in ("office-name", "business-name"):
        return column.names.name >= (0.2 if column.sense.sense == "office-name" else 0.05)
    return not column.sense and column.names.organisation >= 0.3 and column.names.name > 0


def _sparse(column: Column, *, all_shaped: bool = False) -> Mark | None:
    """The cells of a mixed column (companies and people) that hold a person's name."""
    least = names.SHAPED if all_shaped else names.NAME
    frame = pl.DataFrame({"v": column.values}).with_row_index("row").drop_nulls()
    distinct = frame["v"].unique().to_list() if frame.height else []
    people = [v for v in distinct if not is_blank(v) and names.grade(v) >= least]
    if not people:
        return None
    rows = frame.filter(pl.col("v").is_in(people))["row"]
    share = len(people) / max(1, len(distinct))
    return Mark(
        "person-name",
        column,
        len(rows),
        tuple(rows.head(20).to_list()),
        "certain" if share > 0.2 or not all_shaped else "likely",
        values=tuple(people[:3]),
    )


def _fits_number(column: Column) -> bool:
    """Digits or letters as identifiers have them; not 1, 2, 3 and not 有/無."""
    coded = sum(any(c.isdigit() for c in v) and len(v) >= 4 for v in column.sample) / len(column.sample)
    return coded > 0.3


def _number_by_values(column: Column) -> str | None:
    """An identifier told by its digits alone: nearly all values must pass, and not by chance (at most 1 in 10,000)."""
    n = len(column.sample)
    if column.share("residence-card") > 0.3:
        return "residence-card-number"
    if column.share("bank") > 0.3:
        return "bank-account"
    if column.share("vehicle") > 0.5:
        return "vehicle-number"
    if column.share("employment-insurance") > 0.6:
        return "employment-insurance-number"
    unknown = not column.sense or column.sense.sense in ("plain-number", "linking")
    if column.share("pension") > 0.6 and unknown:
        return "pension-number"
    if column.share("passport") > 0.6 and unknown:
        return "passport-number"
    if n < _LEAST:
        return None
    digits = pl.Series([v.replace("-", "").replace(" ", "") for v in column.sample])
    if column.share("digits12") > 0.8:
        if _rate(checksums.individual_number(digits)) >= 0.9:
            return "individual-number"
        if n >= 8 and _rate(checksums.driver_licence(digits)) >= 0.9:
            return "driver-licence-number"
    if unknown and n >= 6 and column.share("digits11") > 0.8 and _rate(checksums.resident_record_code(digits)) >= 0.95:
        return "resident-record-code"
    if unknown and n >= 6 and column.share("digits16") > 0.8 and _rate(checksums.luhn(digits)) >= 0.95:
        return "credit-card"
    return None


def _contact(column: Column, subject: Subject, has_people: bool) -> Mark | None:
    """Addresses, telephone numbers, mail: whose they are depends on what a row is."""
    sense = column.sense
    mine = subject.is_person
    if sense.category == "home-address":
        if sense.sense == "home":
            if column.textual < 0.3 or not (mine or column.addresses > 0.2 or sense.owner == "private"):
                return None
            deep = column.addresses + column.share("address-part") > 0.2
            return _whole("home-address", column, as_kind="" if deep else "quasi")
        if sense.sense == "postcode":
            return (
                _whole("home-address", column, "likely", as_kind="quasi")
                if mine and sense.owner != "organisation"
                else None
            )
        if (
            (mine and sense.owner != "organisation")
            or sense.owner == "private"
            or (sense.owner == "role" and column.addresses + column.share("address-part") > 0.2)
        ):
            deep = column.addresses + column.share("address-part") > 0.1
            return _whole("home-address", column, as_kind="" if deep else "quasi")
        return _whole("home-address", column, "likely") if subject.name == "home" else None
    if sense.sense == "private-phone":
        return _whole("phone-number", column) if column.phones > 0.2 or column.numeric > 0.5 else None
    if sense.category == "phone-number" or (sense.sense == "fax" and mine):
        if column.mails > 0.5:
            return _mail(column, subject)
        owned = (mine and sense.owner != "organisation") or sense.owner == "private"
        if (owned and column.phones + column.numeric > 0.3) or column.mobiles > 0.9:
            return _whole("phone-number", column)
        return _short_mobiles(column)
    if sense.category == "email-address" or column.mails > 0.5:
        return _mail(column, subject)
    if sense and sense.category is None:
        return None
    if column.phones > 0.5 and mine:
        return _whole("phone-number", column, "likely")
    if column.phones > 0.5 and column.mobiles > 0.6:
        return _whole("phone-number", column)
    if mine and column.addresses + column.share("address-part") > 0.5 and column.addresses > 0.2:
        return _whole("home-address", column, "likely")
    if mine and column.share("postcode") > 0.7:
        return _whole("home-address", column, "likely", as_kind="quasi")
    if subject.name == "home" and column.addresses > 0.5:
        return _whole("home-address", column, "likely")
    return None


def _short_mobiles(column: Column) -> Mark | None:
    """Mobile numbers that lost their leading zero (9012345678) in a column of telephone numbers."""
    if not column.share("mobile-short"):
        return None
    rows = (
        column.values.str.contains(r"^[\s\u3000]*[6-9]0[1-9][0-9]{7}(?:\.0+)?[\s\u3000]*$").fill_null(False).arg_true()
    )
    return (
        Mark("phone-number", column, len(rows), tuple(rows.head(20).to_list()), values=column.sample[:1])
        if len(rows)
        else None
    )


def _mail(column: Column, subject: Subject) -> Mark | None:
    personal = column.share("personal-mail", "named-mail")
    if subject.is_person and column.share("office-mail") < 0.9 and column.mails > 0.2:
        return _whole("email-address", column)
    return _whole("email-address", column) if personal > 0.5 else None


def _attribute(column: Column, subject: Subject) -> Iterator[Mark]:
    sense = column.sense
    if sense.category and _CLASSES.get(sense.category) in ("quasi", "sensitive", "linking") and not is_count(column):
        yield _whole(sense.category, column)
    elif sense.sense == "note" and subject.is_person and column.is_prose:
        yield _whole("free-text", column, "likely")
    elif not sense and subject.is_person:
        for kind, category in (
            ("sex", "sex"),
            ("age", "age"),
            ("relation", "household"),
            ("care", "disability"),
            ("country", "nationality"),
        ):
            if column.share(kind) > 0.7:
                yield _whole(category, column, "likely")
                return


def _whole(category: str, column: Column, certainty: Certainty = "certain", as_kind: str = "") -> Mark:
    count = column.filled
    if column.blank > 0:
        kept = column.values.drop_nulls()
        count = int(kept.len() - kept.str.strip_chars().str.contains(f"^(?:{data('patterns')['blank']})$").sum())
    return Mark(category, column, count, certainty=certainty, values=column.sample[:3], as_kind=as_kind)


def _is_care(columns: Sequence[Column]) -> bool:
    """Is a 被保険者番号 one of the long-term care insurance?"""
    text = "".join(c.header for c in columns)
    return "介護" in text or not any(w in text for w in ("国保", "国民健康", "後期", "健保", "健康保険", "資格"))


def split_columns(columns: Sequence[Column], subject: Subject) -> Iterator[Mark]:
    """Numbers cut into neighbouring columns: a telephone number in three, an individual number in three of four digits,
    a family name beside a given name without headings."""
    for first, second, third in zip(columns, columns[1:], columns[2:], strict=False):
        if not (first.sample and second.sample and third.sample):
            continue
        if min(c.numeric for c in (first, second, third)) < 0.9 or max(c.length for c in (first, second, third)) > 5:
            continue
        if any(c.sense.sense in ("count", "coordinate") for c in (first, second, third)):
            continue
        frame = pl.DataFrame({"a": first.values, "b": second.values, "c": third.values}).drop_nulls().head(2000)
        joined = fold_series(frame.select(pl.concat_str(["a", "b", "c"], separator="-")).to_series())
        if not len(joined):
            continue
        share = _share(joined, r"^(?:0[0-9]{1,4}-[0-9]{1,4}-[0-9]{3,4}|[6789]0-[0-9]{4}-[0-9]{4})$")
        compact = joined.str.replace_all("-", "")
        if share > 0.8 and _share(compact, r"^0?[1-9][0-9]{8,9}$") > 0.8:
            mobile = _share(compact, r"^0?[6789]0[0-9]{8}$")
            titled = any(
                c.sense.category == "phone-number" and c.sense.owner == "private" for c in (first, second, third)
            )
            if subject.is_person or titled or mobile > 0.5:
                yield from (
                    _whole("phone-number", c, "certain" if c.sense else "likely") for c in (first, second, third)
                )
        elif (
            _share(joined, r"^[0-9]{4}-[0-9]{4}-[0-9]{4}$") > 0.9
            and _rate(checksums.individual_number(compact)) > 0.9
            and len(compact) >= _LEAST
        ):
            yield from (_whole("individual-number", c) for c in (first, second, third))
    for left, right in pairwise(columns):
        if left.sense or right.sense or not (left.sample and right.sample):
            continue
        a, b = left.names, right.names
        if len(left.sample) >= _LEAST and (
            (a.surname > 0.7 and b.given > 0.5 and b.surname < 0.8)
            or (a.surname_kana > 0.7 and b.given_kana > 0.7 and a.surname == 0)
        ):
            category = "person-name" if a.surname > 0.7 else "person-name-kana"
            yield from (_whole(category, c, "likely") for c in (left, right))


def _share(values: pl.Series, pattern: str) -> float:
    return _rate(values.str.contains(pattern))


def _rate(hits: pl.Series) -> float:
    """Share of True in a Boolean series."""
    return int(hits.sum()) / len(hits) if len(hits) else 0.0


def in_cells(column: Column, known: set[str]) -> Iterator[Mark]:
    """Patterns and people in single cells, every row searched. `known`: categories the column is marked with already."""
    extra = _prose_hint(column, known)
    hits = suspects(column.values, column.kinds, sorted(known), extra, column.is_repeated)
    if not len(hits):
        return
    folded = fold_series(column.values.gather(hits))
    if column.share("url") > 0.2 or column.is_prose:
        folded = folded.str.replace_all(URL, " ")
    frame = pl.DataFrame({"row": hits, "v": folded})
    heading = column.header
    for pattern in patterns():
        if pattern.category in known or (known & {"individual-number"} and pattern.id == "licence"):
            continue
        hit = found_in(folded, pattern, heading)
        if not hit.any():
            continue
        met = frame.filter(hit)
        if pattern.id == "email":
            met = met.filter(_personal(met["v"]))
        elif pattern.id == "individual-number":
            yield from _lone_numbers(met, column)
            continue
        if met.height:
            yield _cells(pattern.category, column, met, "certain" if not pattern.near else "likely")
    if extra:
        yield from _mentioned(column, frame, known)


def _prose_hint(column: Column, known: set[str]) -> str:
    """What beside numbers a cell is searched for: people in running text, houses as landmarks in names of places."""
    if known & {"person-name", "person-name-kana"} or column.textual < 0.3:
        return ""
    most = longest(column.values)
    if column.sense.sense == "note" and most > 12:
        return prose.hint()
    if most < 9:
        return ""
    if column.sense.sense in _NAMES_OF_THINGS or column.addresses > 0.5 or (column.length < 8 and most < 48):
        return LANDMARKS
    if column.sense.category not in (None, "free-text") and not column.is_prose:
        return LANDMARKS
    return prose.hint()


def _personal(values: pl.Series) -> pl.Series:
    from catalog.privacy.recognizers import mail_kind

    distinct = values.unique().to_list()
    personal = [v for v in distinct if mail_kind(v) in ("personal-mail", "named-mail")]
    return values.is_in(personal)


def _lone_numbers(met: pl.DataFrame, column: Column) -> Iterator[Mark]:
    """Twelve digits with the right check digit. A word beside them makes it certain; without one, a column of other
    twelve-digit numbers is taken as serials (one in ten passes by chance)."""
    near = next(p for p in patterns() if p.id == "individual-number").near
    said = met["v"].str.to_lowercase().str.contains("|".join(near)) | any(w in column.header.lower() for w in near)
    if said.any():
        yield _cells("individual-number", column, met.filter(said), "certain")
    rest = met.filter(~said)
    if rest.height and column.share("digits12") < 0.05 and column.sense.sense != "ledger-number":
        yield _cells("individual-number", column, rest, "likely", doubtful=True)


def _mentioned(column: Column, frame: pl.DataFrame, known: set[str]) -> Iterator[Mark]:
    frame = frame.filter(pl.col("v").str.contains(_prose_hint(column, known)))
    distinct = frame.group_by("v", maintain_order=True).agg(pl.col("row"))
    rows: dict[str, list[int]] = {}
    examples: dict[str, list[str]] = {}
    sure: dict[str, bool] = {}
    landmarks_only = _prose_hint(column, known) == LANDMARKS
    for value, where in distinct.iter_rows():
        for person in (
            prose.landmarks(value) if landmarks_only else prose.mentions(value, is_note=column.sense.sense == "note")
        ):
            if person.category in known:
                continue
            rows.setdefault(person.category, []).extend(where)
            examples.setdefault(person.category, []).append(person.text)
            sure[person.category] = sure.get(person.category, False) or person.certain
    for category, where in rows.items():
        met = sorted(set(where))
        yield Mark(
            category,
            column,
            len(met),
            tuple(met[:20]),
            "certain" if sure[category] else "likely",
            in_text=True,
            values=tuple(examples[category][:3]),
        )


def _cells(category: str, column: Column, met: pl.DataFrame, certainty: Certainty, *, doubtful: bool = False) -> Mark:
    return Mark(
        category,
        column,
        met.height,
        tuple(met["row"].head(20).to_list()),
        certainty,
        True,
        doubtful,
        values=tuple(met["v"].head(3).to_list()),
    )
