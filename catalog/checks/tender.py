"""Prices that bidders must not know before a tender is opened."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import polars as pl

from catalog.checks.confidential import place_of
from catalog.regex import regex
from catalog.rule import Context, Hit, Place, check
from catalog.tables.table import Source, Table


@check("tender-price", "source")
def tender_price(
    source: Source, context: Context, price: str, opened: str, date: str, result: str, sentence: str
) -> Iterator[Hit]:
    """Prices that bidders must not know, in rows that show no sign of an opened tender.

    `price`, `opened`, `date`: patterns of headings; `result`: of titles that tell of finished tenders; `sentence`: of
    such a price in running text.
    """
    for table in source.tables:
        yield from _tender_rows(table, source, context, price, opened, date, result)
    title = f"{source.path} {' '.join(context.resource.title.values()) if context.resource else ''}"
    for text in source.texts:
        found = re.search(sentence, text.text)
        if found and not re.search(result, text.text[:2000] + title):
            place = Place(text.part, text.sheet, cell=text.cell, where=text.where or None)
            yield Hit(place, certainty="likely", details={"heading": found.group(1)}, shown=found.group(1))


def _tender_rows(
    table: Table, source: Source, context: Context, price: str, opened: str, date: str, result: str
) -> Iterator[Hit]:
    columns = [i for i, h in enumerate(table.header) if re.search(price, h)]
    if not columns or table.headerless:
        return
    signs = [i for i, h in enumerate(table.header) if re.search(opened, h)]
    dates = [i for i, h in enumerate(table.header) if re.search(date, h)]
    names = table.frame.columns
    filled = pl.any_horizontal([_has_number(names[i]) for i in columns])
    closed = pl.lit(True)
    for i in signs:
        closed = closed & ~_has_value(names[i])
    frame = table.frame.with_row_index("row #").filter(filled & closed)
    at = frame["row #"].to_list()
    if dates and context.as_of:
        past = [any(_past(str(table.frame[names[i]][r] or ""), context.as_of) for i in dates) for r in at]
        at = [r for r, gone in zip(at, past, strict=True) if not gone]
    titles = " ".join([source.path, table.sheet or "", *(note for _, note in table.notes)])
    if not signs and not dates and re.search(result, titles):
        return
    if at:
        rows = tuple(table.rows[i] for i in at)
        heading = table.header[columns[0]]
        yield Hit(
            place_of(table, columns[0], rows), len(rows), table.height, shown=heading, details={"heading": heading}
        )


def _has_number(name: str) -> pl.Expr:
    return pl.col(name).str.contains("[0-9０-９]").fill_null(False)


def _has_value(name: str) -> pl.Expr:
    return pl.col(name).str.contains(r"[^\s\-－ー―—_未予定中*＊]").fill_null(False)


_DATE = regex(r"(?:(\d{4})[-/.年]|(令和|R|平成|H)\s*(\d{1,2}|元)[-/.年])\s*(\d{1,2})[-/.月]\s*(\d{1,2})")


def _past(value: str, today: str) -> bool:
    """Whether a date as written lies on or before `today` (ISO)."""
    found = _DATE.search(unicodedata.normalize("NFKC", value))
    if not found:
        return False
    if found.group(1):
        year = int(found.group(1))
    else:
        number = 1 if found.group(3) == "元" else int(found.group(3))
        year = number + (2018 if found.group(2) in ("令和", "R") else 1988)
    return f"{year:04d}-{int(found.group(4)):02d}-{int(found.group(5)):02d}" <= today[:10]
