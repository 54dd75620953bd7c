"""What is confidential without being personal: markings, credentials, inner addresses, prices before the opening.

Patterns are data of the rules (`validators/confidential`). All rows are searched; a table of a million rows is first
tried as the bytes it came in, so that the common case, nothing there, costs a tenth of a second.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import polars as pl

from catalog.checks.file import REWRITTEN
from catalog.rule import Context, Hit, Place, Rule, Verdict, check
from catalog.tables.table import Source, Table, Text

#: parts of a workbook that stay behind when only its clean copy goes out
LEFT_BEHIND = frozenset(
    ["property", "external-link", "embedded", "defined-name", "formula", "validation-list", "phonetic", "orphan",
     "pivot-cache", "image", "metadata"]
)  # fmt: skip
#: bytes of a text file that are tried at once
CHUNK = 16_000_000
#: a run-on text is cut into lines; longer ones are searched, never taken for a marking
LINE = 60
MOST_VALUES = 20_000


@check("confidential", "source")
def confidential(source: Source, rules: Sequence[Rule], context: Context) -> Iterator[Hit]:
    """Every rule with patterns: in cells, in the lines around tables, in names, and in all texts of the file."""
    for rule in rules:
        scan = _scan(rule.id, tuple(rule.parameters.get("patterns", ())), str(rule.parameters.get("alone", "")))
        if anywhere(source, scan.first):
            for table in source.tables:
                yield from _cells(table, scan)
        for table in source.tables:
            yield from _headed(table, rule)
            for row, note in table.notes:
                yield from _line(note, Place("table", table.sheet, rows=(row,)), scan, title=True)
        for sheet in source.sheets:
            if sheet.name:
                yield from _line(sheet.name, Place("table", sheet.name), scan, title=True)
        for text in source.texts:
            yield from _text(text, scan, source)


#: name in Japanese, in English, verdict that the pattern asks for
Found = tuple[str, str, Verdict | None]


class _Scan:
    """The patterns of one rule, compiled for cells (Rust syntax, one alternation) and for detail (Python)."""

    def __init__(self, rule_id: str, patterns: Sequence[Mapping[str, Any]], alone: str) -> None:
        self.rule = rule_id
        self.first = "|".join(f"(?:{p.get('first', p['pattern'])})" for p in patterns)
        self.patterns = [(re.compile(p["pattern"]), p) for p in patterns]
        self.alone = re.compile(alone) if alone else None

    def find(self, value: str) -> Found | None:
        """What is met first: its name in Japanese and English, and the verdict it asks for."""
        for pattern, facts in self.patterns:
            found = pattern.search(value)
            if found and not (facts.get("unless") and re.search(facts["unless"], value)):
                name = facts.get("name") or {}
                word = found.group().strip()  # a marking is shown as it stands, a secret never
                return name.get("ja", word), name.get("en", word), facts.get("verdict")
        return None


@cache
def _compiled(rule_id: str, key: str) -> _Scan:
    patterns, alone = _SPECS[key]
    return _Scan(rule_id, patterns, alone)


_SPECS: dict[str, tuple[Sequence[Mapping[str, Any]], str]] = {}


def _scan(rule_id: str, patterns: tuple[Mapping[str, Any], ...], alone: str) -> _Scan:
    key = f"{rule_id} {hash(repr(patterns))} {alone}"
    _SPECS.setdefault(key, (patterns, alone))
    return _compiled(rule_id, key)


def anywhere(source: Source, pattern: str) -> bool:
    """Whether the bytes of a UTF-8 table hold the pattern at all; other files are searched column by column."""
    if source.format not in ("csv", "tsv") or (source.encoding or "").replace("_", "-").lower() not in _PLAIN:
        return True
    try:
        with source.blob.open("rb") as stream:
            rest = b""
            while chunk := stream.read(CHUNK):
                cut = chunk.rfind(b"\n") + 1 or len(chunk)
                text = (rest + chunk[:cut]).decode("utf-8", "replace")
                rest = chunk[cut:]
                if pl.Series([text]).str.contains(pattern)[0]:
                    return True
            return bool(rest) and bool(pl.Series([rest.decode("utf-8", "replace")]).str.contains(pattern)[0])
    except OSError:
        return True


_PLAIN = frozenset(["utf-8", "utf-8-sig", "ascii", "utf8"])


def _cells(table: Table, scan: _Scan) -> Iterator[Hit]:
    """One hit per column: distinct matching values are looked at one by one, rows are counted exactly."""
    for index, name in enumerate(table.frame.columns):
        series = table.frame[name]
        where = series.str.contains(scan.first).fill_null(False).arg_true()
        if not len(where):
            continue
        met: dict[str, Found] = {}
        for value in series[where].unique().to_list()[:MOST_VALUES]:
            if scan.alone is not None and not scan.alone.search(value.strip()):
                continue
            found = scan.find(value)
            if found:
                met[value] = found
        if not met:
            continue
        rows = series[where].is_in(list(met)).arg_true()
        hit_rows = [table.rows[i] for i in where[rows].to_list()]
        yield Hit(
            _place(table, index, tuple(hit_rows)),
            len(hit_rows),
            table.height,
            rule=scan.rule,
            verdict=_worst(found[2] for found in met.values()),
            shown=_kinds(met.values())["ja"],
            details={"kind": _kinds(met.values())},
        )


def _place(table: Table, index: int, rows: tuple[int, ...]) -> Place:
    part = "table" if table.visible else "hidden-sheet"
    return Place(part, table.sheet, table.header[index] or None, table.columns[index], rows)


def _worst(verdicts: Iterator[Verdict | None]) -> Verdict | None:
    """None (the rule's own verdict) as soon as one pattern does not soften it."""
    found = list(verdicts)
    return None if None in found else found[0]


def _kinds(found: Iterable[Found]) -> dict[str, str]:
    kinds = list(found)
    return {lang: "、".join(dict.fromkeys((k[0], k[1])[i] for k in kinds))[:80] for i, lang in enumerate(("ja", "en"))}


def _headed(table: Table, rule: Rule) -> Iterator[Hit]:
    """Columns whose heading promises a secret and whose values look like one."""
    heading, value = rule.parameters.get("heading"), rule.parameters.get("heading_value")
    if not heading or not value:
        return
    public = bool(re.search(str(rule.parameters.get("heading_public", "(?!)")), " ".join(table.header)))
    for index, header in enumerate(table.header):
        if not re.search(str(heading), header.strip()):
            continue
        series = table.frame[table.frame.columns[index]]
        at = series.str.strip_chars().str.contains(str(value)).fill_null(False).arg_true().to_list()
        if at:
            rows = tuple(table.rows[i] for i in at)
            yield Hit(
                _place(table, index, rows),
                len(rows),
                table.height,
                rule=rule.id,
                verdict="review" if public else None,
                shown=header,
                certainty="likely",
                details={"kind": header},
            )


def _line(line: str, place: Place, scan: _Scan, *, title: bool = False) -> Iterator[Hit]:
    found = scan.find(line)
    if found and (scan.alone is None or title or scan.alone.search(line.strip())):
        yield Hit(place, rule=scan.rule, verdict=found[2], shown=found[0], details={"kind": _kinds([found])})


def _text(text: Text, scan: _Scan, source: Source) -> Iterator[Hit]:
    """One hit per text and pattern. A marking must stand alone on its line, except in a header or a file name."""
    left_behind = source.format in REWRITTEN and text.part in LEFT_BEHIND
    # drivers of printers keep ready-made stamps in their settings
    driver = "printerSettings" in text.where or text.where.endswith(":TitlesOfParts")
    if text.part == "phonetic" or driver or not _quick(scan.first).search(text.text):
        return
    counts: dict[Found, int] = {}
    for line in text.text.splitlines() or [text.text]:
        found = scan.find(line)
        if not found:
            continue
        named = text.part in ("header-footer", "file-name")
        if scan.alone is not None and not named and (len(line) > LINE or not scan.alone.search(line.strip())):
            continue
        counts[found] = counts.get(found, 0) + 1
    for found, count in counts.items():
        place = Place(text.part, text.sheet, cell=text.cell, where=text.where or None)
        verdict: Verdict | None = "pass" if left_behind and scan.rule in _STAYS else found[2]
        yield Hit(place, count, rule=scan.rule, verdict=verdict, shown=found[0], details={"kind": _kinds([found])})


#: rules that have nothing to say of what stays behind (a printer's name, the author's folder)
_STAYS = frozenset(["confidential/private-address", "confidential/marking"])


@cache
def _quick(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


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
        yield Hit(_place(table, columns[0], rows), len(rows), table.height, shown=heading, details={"heading": heading})


def _has_number(name: str) -> pl.Expr:
    return pl.col(name).str.contains("[0-9０-９]").fill_null(False)


def _has_value(name: str) -> pl.Expr:
    return pl.col(name).str.contains(r"[^\s\-－ー―—_未予定中*＊]").fill_null(False)


_DATE = re.compile(r"(?:(\d{4})[-/.年]|(令和|R|平成|H)\s*(\d{1,2}|元)[-/.年])\s*(\d{1,2})[-/.月]\s*(\d{1,2})")


def _past(value: str, today: str) -> bool:
    """Whether a date as written lies on or before `today` (ISO)."""
    import unicodedata

    found = _DATE.search(unicodedata.normalize("NFKC", value))
    if not found:
        return False
    if found.group(1):
        year = int(found.group(1))
    else:
        number = 1 if found.group(3) == "元" else int(found.group(3))
        year = number + (2018 if found.group(2) in ("令和", "R") else 1988)
    return f"{year:04d}-{int(found.group(4)):02d}-{int(found.group(5)):02d}" <= today[:10]
