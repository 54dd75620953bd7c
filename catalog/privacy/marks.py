"""Which columns and cells of a table are about people: the heading says what is meant, the values say whether it is so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl

from catalog.privacy.cell_search import in_cells
from catalog.privacy.columns import Column
from catalog.privacy.folding import fold_series
from catalog.privacy.mark import CLASSES, Mark, whole
from catalog.privacy.name_lexicon import NAME, SHAPED
from catalog.privacy.names import grade
from catalog.privacy.numbers import (
    NUMBER_SENSES,
    fits_number,
    is_care,
    number_by_values,
    split_columns,
)
from catalog.privacy.recognizers import is_blank
from catalog.privacy.subject import Subject
from catalog.privacy.traits import LEAST, birth_like, holds_people, is_count
from catalog.regex import regex

_MONTH = regex(
    r"(?:18|19|20)[0-9]{2}(?:[-/.年][0-9]{1,2}月?|年)?|(?:明治|大正|昭和|平成|令和|[MTSHR])(?:[0-9]{1,2}|元)年?(?:[0-9]{1,2}月)?"
)

_PLATE, _PLATE_END = regex(r"[ぁ-ん] ?[0-9・･.]{1,4}"), regex(r"[0-9]{2}-?[0-9]{2}")


def of_table(columns: Sequence[Column], subject: Subject) -> list[Mark]:
    """All marks of a table."""
    marks: list[Mark] = []
    marks.extend(split_columns(columns, subject))
    taken = {m.column.index for m in marks if m.column is not None}
    for column in columns:
        if not column.sample:
            continue
        own = [] if column.index in taken else list(of_column(column, subject, columns))
        marks.extend(own)
        known = {m.category for m in own} | ({"phone-number"} if column.index in taken else set())
        if not subject.is_person and (column.sense.sense == "address" or column.addresses > 0.4):
            # offices and shops have room numbers too
            known = known | {"home-address"}
        marks.extend(in_cells(column, known))
    return marks


def of_column(column: Column, subject: Subject, columns: Sequence[Column]) -> Iterator[Mark]:
    """What the column as a whole is."""
    sense = column.sense
    if found := _name(column, subject, columns):
        yield found
        return
    if sense.sense in NUMBER_SENSES and fits_number(column):
        category = NUMBER_SENSES[sense.sense]
        if sense.sense == "vehicle" and not _are_plates(column):
            return
        if category == "care-insurance-number" and not is_care(columns):
            category = "health-insurance-number"
        yield whole(category, column)
        return
    if told := number_by_values(column, subject):
        yield whole(told, column, "certain" if sense.category else "likely")
        return
    if found := _contact(column, subject, columns):
        yield found
        return
    if sense.category == "birth-date" and _to_the_month(column):
        if subject.is_person:
            yield whole("birth-date", column, as_kind="quasi")
    elif (
        sense.category == "birth-date"
        and subject.name != "animal"
        and column.dates + column.numeric > 0.3
        and not (subject.name == "statistic" and sum(len(v) < 5 for v in column.sample) > 0.5 * len(column.sample))
    ):
        yield whole("birth-date", column)
    elif not sense and subject.is_person and birth_like(column):
        yield whole("birth-date", column, "likely")
    elif subject.is_person or subject.name in ("home", "official", "business"):
        yield from _attribute(column, subject)


def _are_plates(column: Column) -> bool:
    """Number plates or their last four digits; not 公用車1号."""
    short = sum(_PLATE_END.fullmatch(v) is not None for v in column.sample)
    return column.share("vehicle") > 0.2 or short + sum(
        _PLATE.search(v) is not None for v in column.sample
    ) > 0.3 * len(column.sample)


def _to_the_month(column: Column) -> bool:
    """Births given as year or year and month only: they narrow down, they do not identify."""
    return sum(_MONTH.fullmatch(v) is not None for v in column.sample) > 0.7 * len(column.sample)


def _name(column: Column, subject: Subject, columns: Sequence[Column]) -> Mark | None:
    sense, n = column.sense, column.names
    category = sense.category if sense.category in ("person-name", "person-name-kana") else None
    if category is None:
        if not column.sense and any(_is_reading(column, c) for c in columns if abs(c.index - column.index) == 1):
            return whole("person-name-kana", column, "likely")
        if not holds_people(column) or (sense.sense == "thing-name"):
            return _sparse(column) if _may_hold_some(column) else None
        kana = (
            n.kana_shaped > 0.5 * n.shaped if n.shaped else not any("㐀" <= c <= "鿿" for v in column.sample for c in v)
        )
        return whole("person-name-kana" if kana else "person-name", column, "likely" if n.name < 0.6 else "certain")
    if column.numeric > 0.6:
        return None
    if sense.sense in ("surname", "given"):
        if _is_ranking(columns):
            return None
        partner = any(c.sense.sense in ("surname", "given") and c is not column for c in columns)
        known = n.surname + n.given + n.surname_kana + n.given_kana + n.shaped
        return (
            whole(category, column)
            if known > 0.3 or (partner and column.length <= 8 and column.textual > 0.5)
            else None
        )
    if category == "person-name-kana":
        near = [
            c for c in columns if abs(c.index - column.index) == 1 and c.sense.category == "person-name" and c.sample
        ]
        mixed = next((c for c in near if c.names.organisation > 0.05 and c.sense.sense != "kana"), None)
        if mixed is not None and (found := _readings_of_people(column, mixed)):
            return found
        beside = any(holds_people(c) for c in near)
        named = "氏名" in column.header or "者" in column.header or "セイ" in column.header or "メイ" in column.header
        split = any(w in column.header for w in ("セイ", "メイ", "姓", "名", "sei", "mei", "last", "first"))
        read = max(n.kana, n.latin, *((n.surname_kana, n.given_kana) if split else ()))
        return (
            whole(category, column)
            if read > 0.3
            or (n.kana_shaped > 0.7 and n.organisation == 0 and (beside or not _reads_a_thing(column, columns)))
            or (beside and column.length <= 16)
            or (named and n.organisation < 0.4)
            else None
        )
    if not sense.weak and n.organisation < 0.02 and (n.shaped > 0.4 or subject.is_person):
        kana = n.kana_shaped > 0.6
        return whole("person-name-kana" if kana else "person-name", column, "certain" if n.shaped > 0.3 else "likely")
    if holds_people(column) and n.organisation == 0 and n.name > 0.85:
        return whole("person-name", column)
    if sense.sense == "bare-name":
        return whole("person-name", column, "likely") if holds_people(column) else None
    return _sparse(column, all_shaped=not sense.weak or sense.sense == "private-role" or n.shaped > 0.3)


def _is_ranking(columns: Sequence[Column]) -> bool:
    """Family names or given names once each beside a number of people: how often they occur (名字, 件数)."""
    named = [c for c in columns if c.sense.category in ("person-name", "person-name-kana") and c.sample]
    return (
        any(is_count(c) for c in columns)
        and len([c for c in named if c.sense.sense != "kana"]) == 1
        and not any(c.sense.category in ("birth-date", "age", "home-address", "phone-number") for c in columns)
    )


def _reads_a_thing(column: Column, columns: Sequence[Column]) -> bool:
    """Is it the reading beside the name of a facility, a place or a thing (公園名, よみ)?"""
    return any(
        abs(c.index - column.index) == 1
        and c.sense.sense in ("facility-name", "stop-name", "thing-name", "area-name", "work-name", "event-name")
        for c in columns
    )


_KANA_WORDS = regex(r"[ァ-ヺー]+(?:[ ・][ァ-ヺー]+)+")


def _is_reading(column: Column, names: Column) -> bool:
    """Katakana beside names of people, row by row in as many words: グエン ティ ホア beside NGUYEN THI HOA."""
    if column.textual < 0.8 or not names.sample or holds_people(column) or not holds_people(names):
        return False
    frame = pl.DataFrame({"kana": column.values, "name": names.values}).drop_nulls().head(200)
    pairs = zip(fold_series(frame["kana"]).to_list(), fold_series(frame["name"]).to_list(), strict=True)
    same = [len(re.split("[ ・]", k)) == len(re.split("[ ・]", n)) for k, n in pairs if _KANA_WORDS.fullmatch(k)]
    return len(same) >= max(LEAST, 0.8 * frame.height) and sum(same) >= 0.8 * len(same)


def _may_hold_some(column: Column) -> bool:
    """A column of organisations or offices in which a sole trader may stand: worth looking at every value."""
    if column.is_prose or column.sense.sense in (
        "thing-name",
        "area-name",
        "count",
        "class-label",
        "plain-date",
        "facility-name",
        "stop-name",
        "work-name",
        "event-name",
    ):
        return False
    if column.sense.sense in ("office-name", "business-name"):
        return column.names.name >= (0.2 if column.sense.sense == "office-name" else 0.05)
    return not column.sense and column.names.organisation >= 0.3 and column.names.name > 0


def _readings_of_people(column: Column, mixed: Column) -> Mark | None:
    """Readings beside a column of firms and people: those of the people."""
    found = _sparse(mixed, all_shaped=not mixed.sense.weak or mixed.names.shaped > 0.3)
    if found is None or found.rows is None:
        return None
    met = column.values.gather(list(found.rows)).drop_nulls().to_list()
    return replace(found, category="person-name-kana", column=column, values=tuple(met[:3])) if met else None


def _sparse(column: Column, *, all_shaped: bool = False) -> Mark | None:
    """The cells of a mixed column (companies and people) that hold a person's name."""
    least = SHAPED if all_shaped else NAME
    frame = pl.DataFrame({"v": column.values}).with_row_index("row").drop_nulls()
    distinct = frame["v"].unique(maintain_order=True).to_list() if frame.height else []
    people = [v for v in distinct if not is_blank(v) and grade(v) >= least]
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


def _contact(column: Column, subject: Subject, columns: Sequence[Column]) -> Mark | None:
    """Addresses, telephone numbers, mail: whose they are depends on what a row is."""
    sense = column.sense
    mine = subject.is_person
    if sense.category == "home-address":
        if sense.sense == "home":
            if column.textual < 0.3 or not (mine or column.addresses > 0.2 or sense.owner == "private"):
                return None
            deep = column.addresses + column.share("address-part") > 0.2
            return whole("home-address", column, as_kind="" if deep else "quasi")
        if sense.sense == "postcode":
            return (
                whole("home-address", column, "likely", as_kind="quasi")
                if mine and sense.owner != "organisation"
                else None
            )
        if mine and _is_of_property(column, columns):
            return None
        if (
            (mine and sense.owner != "organisation")
            or sense.owner == "private"
            or (sense.owner == "role" and column.addresses + column.share("address-part") > 0.2)
        ):
            deep = column.addresses + column.share("address-part") > 0.1
            return whole("home-address", column, as_kind="" if deep else "quasi")
        return whole("home-address", column, "likely") if subject.name == "home" else None
    if sense.sense == "private-phone":
        return whole("phone-number", column) if column.phones > 0.2 or column.numeric > 0.5 else None
    if sense.category == "phone-number" or (sense.sense == "fax" and mine):
        if column.mails > 0.5:
            return _mail(column, subject)
        owned = (mine and sense.owner != "organisation") or sense.owner == "private"
        if (owned and column.phones + column.numeric > 0.3) or column.mobiles > 0.9:
            return whole("phone-number", column)
        return _short_mobiles(column)
    if sense.category == "email-address" or column.mails > 0.5:
        return _mail(column, subject)
    if sense and sense.category is None:
        return None
    if column.phones > 0.5 and mine:
        return whole("phone-number", column, "likely")
    if column.phones > 0.5 and column.mobiles > 0.6:
        return whole("phone-number", column)
    if mine and column.addresses + column.share("address-part") > 0.5 and column.addresses > 0.2:
        return whole("home-address", column, "likely")
    if mine and column.share("postcode") > 0.7:
        return whole("home-address", column, "likely", as_kind="quasi")
    if subject.name == "home" and column.addresses > 0.5:
        return whole("home-address", column, "likely")
    return None


def _is_of_property(column: Column, columns: Sequence[Column]) -> bool:
    """農地の所在 beside 耕作者住所: where the thing lies, not where its owner lives."""
    if column.sense.owner or not column.header.rstrip("地").endswith(("所在", "場所", "位置")):
        return False
    return any(
        c is not column
        and c.sample
        and c.sense.sense in ("address", "home")
        and not c.header.rstrip("地").endswith("所在")
        and c.addresses + c.share("address-part") > 0.3
        for c in columns
    )


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
        return whole("email-address", column)
    return whole("email-address", column) if personal > 0.5 else None


def _attribute(column: Column, subject: Subject) -> Iterator[Mark]:
    sense = column.sense
    if sense.category and CLASSES.get(sense.category) in ("quasi", "sensitive", "linking") and not is_count(column):
        yield whole(sense.category, column)
    elif sense.sense == "note" and subject.is_person and column.is_prose:
        yield whole("free-text", column, "likely")
    elif not sense and subject.is_person:
        for kind, category in (
            ("sex", "sex"),
            ("age", "age"),
            ("relation", "household"),
            ("care", "disability"),
            ("country", "nationality"),
        ):
            if column.share(kind) > 0.7:
                yield whole(category, column, "likely")
                return
