"""Columns of identifiers: told by their heading, or by their digits alone; cut into several columns; and a single
individual number among other numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import polars as pl

from catalog.privacy import checksums
from catalog.privacy.columns import Column
from catalog.privacy.folding import fold_series
from catalog.privacy.mark import Mark, cells, whole
from catalog.privacy.recognizers import patterns
from catalog.privacy.subject import Subject
from catalog.privacy.traits import LEAST, split_name, yearly

NUMBER_SENSES = {
    "individual-number": "individual-number", "resident-code": "resident-record-code", "pension": "pension-number",
    "health-insurance": "health-insurance-number", "care-insurance": "care-insurance-number", "licence": "driver-licence-number",
    "passport": "passport-number", "residence-card": "residence-card-number", "employment-insurance": "employment-insurance-number",
    "bank": "bank-account", "card": "credit-card", "vehicle": "vehicle-number",
}  # fmt: skip
#: A beginning that this share of serials has is theirs; it takes this many to say so.
_COMMON, _ENOUGH = 0.98, 50


def fits_number(column: Column) -> bool:
    """Digits or letters as identifiers have them; not 1, 2, 3 and not 有/無."""
    coded = sum(any(c.isdigit() for c in v) and len(v) >= 4 for v in column.sample) / len(column.sample)
    return coded > 0.3


def number_by_values(column: Column, subject: Subject) -> str | None:
    """An identifier told by its digits alone: nearly all values must pass, and not by chance (at most 1 in 10,000).
    Shapes that lots and works have too (AB1234567, 2026-000123) count only where a row is a person anyhow."""
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
    if column.share("pension") > 0.6 and unknown and (subject.is_person or not yearly(column)):
        return "pension-number"
    if column.share("passport") > 0.6 and unknown and subject.is_person:
        return "passport-number"
    if n < LEAST:
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


def is_care(columns: Sequence[Column]) -> bool:
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
                    whole("phone-number", c, "certain" if c.sense else "likely") for c in (first, second, third)
                )
        elif (
            _share(joined, r"^[0-9]{4}-[0-9]{4}-[0-9]{4}$") > 0.9
            and _rate(checksums.individual_number(compact)) > 0.9
            and len(compact) >= LEAST
        ):
            yield from (whole("individual-number", c) for c in (first, second, third))
    for left, right in pairwise(columns):
        if category := split_name(left, right):
            yield from (whole(category, c, "likely") for c in (left, right))


def lone_numbers(met: pl.DataFrame, column: Column) -> Iterator[Mark]:
    """Twelve digits with the right check digit. A word beside them makes it certain; without one, a column of other
    twelve-digit numbers is taken as serials (one in ten passes by chance)."""
    near = next(p for p in patterns() if p.id == "individual-number").near
    said = met["v"].str.to_lowercase().str.contains("|".join(near)) | any(w in column.header.lower() for w in near)
    if said.any():
        yield cells("individual-number", column, met.filter(said), "certain")
    rest = met.filter(~said)
    if not rest.height:
        return
    if column.share("digits12") < 0.05 and column.sense.sense != "ledger-number":
        yield cells("individual-number", column, rest, "likely", doubtful=True)


def strangers(column: Column) -> Iterator[Mark]:
    """Individual numbers among serials of twelve digits: the check digit is right, and they do not begin as nearly all
    serials of the column do. A column without a common beginning has no strangers; nobody can tell them."""
    head = _common_beginning(column)
    if not head:
        return
    rows = (~column.values.str.starts_with(head)).fill_null(False).arg_true()
    if not len(rows):
        return
    met = pl.DataFrame({"row": rows, "v": column.values.gather(rows).str.strip_chars()})
    met = met.filter(pl.col("v").str.contains("^[0-9]{12}$") & ~pl.col("v").str.starts_with(head))
    met = met.filter(checksums.individual_number(met["v"]))
    if met.height:
        yield cells("individual-number", column, met, "likely", doubtful=True)


def _common_beginning(column: Column) -> str:
    """What nearly all twelve-digit values of the sample begin with (two to four digits), or nothing."""
    serials = [v for v in column.sample if len(v) == 12 and v.isdigit()]
    if len(serials) < _ENOUGH or len(serials) < 0.9 * len(column.sample):
        return ""
    for length in (4, 3, 2):
        head, times = Counter(v[:length] for v in serials).most_common(1)[0]
        if times >= _COMMON * len(serials):
            return head
    return ""


def _share(values: pl.Series, pattern: str) -> float:
    return _rate(values.str.contains(pattern))


def _rate(hits: pl.Series) -> float:
    """Share of True in a Boolean series."""
    return int(hits.sum()) / len(hits) if len(hits) else 0.0
