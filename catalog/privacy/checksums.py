"""Check digits of Japanese identifiers, for whole columns at once.

Each function takes a String series whose values are digit runs (anything else gives False) and returns a Boolean
series of the same length. A check digit alone is weak evidence: a random number passes one time in ten, so callers
look at the share of a column, or ask for a word beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

#: Residents' individual number (省令85号5条): weights of the eleven digits before the check digit, left to right.
_INDIVIDUAL = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_RESIDENT = _INDIVIDUAL[1:]
_LICENCE = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_CORPORATE = (2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1)
_MUNICIPALITY = (6, 5, 4, 3, 2)
#: First two digits of a driving licence: the public safety commission.
_COMMISSIONS = (
    *range(10, 15),
    *range(20, 26),
    30,
    *range(40, 56),
    *range(60, 66),
    *range(70, 75),
    *range(80, 84),
    *range(90, 98),
)


def individual_number(values: pl.Series) -> pl.Series:
    """12 digits, the last `11 − Σ mod 11`, 0 when the remainder is 0 or 1."""
    number = _numbers(values, 12)
    rest = _weighted(number // 10, _INDIVIDUAL) % 11
    return _equal(number % 10, _where(rest <= 1, 0, 11 - rest))


def resident_record_code(values: pl.Series) -> pl.Series:
    """11 digits (住民票コード), modulus 11 as for the individual number."""
    number = _numbers(values, 11)
    rest = _weighted(number // 10, _RESIDENT) % 11
    return _equal(number % 10, _where(rest <= 1, 0, 11 - rest))


def driver_licence(values: pl.Series) -> pl.Series:
    """12 digits: commission, year, serial, check digit (11th), times reissued (12th)."""
    number = _numbers(values, 12)
    rest = (11 - _weighted(number // 100, _LICENCE) % 11) % 10
    known = (number // 10**10).is_in(pl.Series(_COMMISSIONS, dtype=pl.Int64))
    return _equal(number // 10 % 10, rest) & known


def corporate_number(values: pl.Series) -> pl.Series:
    """13 digits (法人番号), the first `9 − Σ mod 9`. Never personal: it clears a column."""
    number = _numbers(values, 13)
    rest = _weighted(number % 10**12, _CORPORATE) % 9
    return _equal(number // 10**12, 9 - rest)


def municipality_code(values: pl.Series) -> pl.Series:
    """6 digits (全国地方公共団体コード), the last `(11 − Σ mod 11) mod 10`."""
    number = _numbers(values, 6)
    return _equal(number % 10, (11 - _weighted(number // 10, _MUNICIPALITY) % 11) % 10)


def luhn(values: pl.Series) -> pl.Series:
    """14 to 16 digits of a payment card."""
    digits = values.str.contains(r"^[0-9]{14,16}$")
    number = values.set(~digits.fill_null(False), None).cast(pl.Int64, strict=False)
    total = number * 0
    for place in range(16):
        digit = number // 10**place % 10
        if place % 2:
            digit = digit * 2
            digit = _where(digit > 9, digit - 9, digit)
        total = total + digit
    return (total % 10 == 0).fill_null(False)


def _numbers(values: pl.Series, length: int) -> pl.Series:
    return values.set(~values.str.contains(rf"^[0-9]{{{length}}}$").fill_null(False), None).cast(pl.Int64, strict=False)


def _weighted(number: pl.Series, weights: Sequence[int]) -> pl.Series:
    """Σ of the digits times their weights; the last weight belongs to the last digit."""
    total = number * 0
    for place, weight in enumerate(reversed(weights)):
        total = total + number // 10**place % 10 * weight
    return total


def _where(condition: pl.Series, then: pl.Series | int, otherwise: pl.Series) -> pl.Series:
    return pl.select(pl.when(condition).then(then).otherwise(otherwise)).to_series()


def _equal(left: pl.Series, right: pl.Series) -> pl.Series:
    return (left == right).fill_null(False)
