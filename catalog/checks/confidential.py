"""What is confidential without being personal: markings, credentials, addresses of the office network.

Patterns are data of the rules (`validators/confidential`). All rows are searched, but for no pattern whose characters do
not occur in the column at all: in the common case, nothing there, a table of a million rows costs next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from catalog.checks.columns import Column, parts
from catalog.privacy.descriptor_words import declared
from catalog.regex import regex
from catalog.rule import Context, Hit, Place, Rule, Verdict, check
from catalog.tables.magic import REWRITTEN
from catalog.tables.table import Source, Table, Text

#: parts of a workbook that stay behind when only its clean copy goes out
LEFT_BEHIND = frozenset(
    ["property", "external-link", "embedded", "defined-name", "formula", "validation-list", "phonetic", "orphan",
     "pivot-cache", "image", "metadata"]
)  # fmt: skip
#: bytes of a text file whose lines are looked at
CHUNK = 4_000_000
#: a run-on text is cut into lines; longer ones are searched, never taken for a marking
LINE = 60
MOST_VALUES = 20_000


@check("confidential", "source")
def confidential(source: Source, rules: Sequence[Rule], context: Context) -> Iterator[Hit]:
    """Every rule with patterns: in cells, in the lines around tables, in names, and in all texts of the file."""
    scans = {rule.id: _Scan(rule) for rule in rules}
    seen = {id(part.table): part.columns for part in parts(source, context)}
    texts = [*source.texts, *declared(context)]
    for rule in rules:
        scan = scans[rule.id]
        for table in source.tables:
            yield from _cells(table, scan, seen.get(id(table)))
        if rule.parameters.get("cells_only"):
            yield from _lines_of_cells(source, scan)
            continue
        for table in source.tables:
            yield from _headed(table, rule)
            for row, note in table.notes:
                yield from _line(note, Place("table", table.sheet, rows=(row,)), scan, title=True)
        for name in dict.fromkeys(sheet.name for sheet in source.sheets):
            if name:
                yield from _line(name, Place("table", name), scan, title=True)
        for text in texts:
            yield from _text(text, scan, source)


#: name in Japanese, in English, verdict that the pattern asks for
Found = tuple[str, str, Verdict | None]


class _Scan:
    """The patterns of one rule: a quick test (literals and simple shapes, Rust syntax) and the exact ones (Python)."""

    def __init__(self, rule: Rule) -> None:
        facts = rule.parameters
        self.rule = rule.id
        literals = [str(word) for word in facts.get("literals", ())]
        #: (expression, groups of characters: without one of each group it is never met)
        self.tests = [(re.escape(word), [frozenset(c) for c in word]) for word in literals]
        needs = [frozenset(str(group)) for group in facts.get("needs", ())]
        self.tests += [(str(shape), needs) for shape in facts.get("shapes", ())]
        #: for single cells and texts
        self.quick = "|".join(text for text, _ in self.tests)
        self.patterns = [(_compiled(p["pattern"]), p) for p in facts.get("patterns", ())]
        self.alone = _compiled(str(facts["alone"])) if facts.get("alone") else None

    def quick_among(self, characters: frozenset[str]) -> str:
        """The quick test without what cannot be met among these characters; "" when nothing is left of it."""
        return "|".join(text for text, needs in self.tests if all(group & characters for group in needs))

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
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _lines_of_cells(source: Source, scan: _Scan) -> Iterator[Hit]:
    """Headings, and lines of a file whose delimiter is itself the sign of a call of another program."""
    for table in source.tables:
        for index, header in enumerate(table.header):
            if scan.find(header):
                yield Hit(place_of(table, index, table.header_rows[:1]), rule=scan.rule, details={"kind": "="})
    if source.delimiter == "|":
        lines = source.blob.read_bytes()[:CHUNK].decode("utf-8", "replace").splitlines()
        met = [number for number, line in enumerate(lines, 1) if scan.find(line)]
        if met:
            yield Hit(Place("table", rows=tuple(met)), len(met), len(lines), rule=scan.rule)


def _cells(table: Table, scan: _Scan, seen: Sequence[Column] | None) -> Iterator[Hit]:
    """One hit per column: distinct matching values are looked at one by one, rows are counted exactly."""
    for index, name in enumerate(table.frame.columns):
        quick = scan.quick if seen is None else scan.quick_among(seen[index].characters)
        if not quick:
            continue
        series = table.frame[name]
        where = series.str.contains(quick).fill_null(False).arg_true()
        if not len(where):
            continue
        met: dict[str, Found] = {}
        for value in series[where].unique(maintain_order=True).to_list()[:MOST_VALUES]:
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
            place_of(table, index, tuple(hit_rows)),
            len(hit_rows),
            table.height,
            rule=scan.rule,
            verdict=_worst(found[2] for found in met.values()),
            shown=_kinds(met.values())["ja"],
            details={"kind": _kinds(met.values())},
        )


def place_of(table: Table, index: int, rows: tuple[int, ...]) -> Place:
    """A column of a table, with the rows that are meant."""
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
                place_of(table, index, rows),
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
    words = text.text if scan.alone is None else _closed(text.text)
    if text.part == "phonetic" or driver or not _compiled(scan.quick).search(words):
        return
    counts: dict[Found, int] = {}
    for line in words.splitlines() or [words]:
        found = scan.find(line)
        if not found:
            continue
        named = text.part in ("header-footer", "file-name")
        if scan.alone is not None and not named and (len(line) > LINE or not scan.alone.search(line.strip())):
            continue
        counts[found] = counts.get(found, 0) + 1
    for found, count in counts.items():
        place = Place(text.part, text.sheet, cell=text.cell, where=text.where or None)
        stays = left_behind and text.part in _STAYS.get(scan.rule, ())
        verdict: Verdict | None = "pass" if stays else found[2]
        yield Hit(place, count, rule=scan.rule, verdict=verdict, shown=found[0], details={"kind": _kinds([found])})


def _closed(text: str) -> str:
    """The text with its short lines closed up: a stamp is often written wide（取　扱　注　意）."""
    return "\n".join(
        _WIDE.sub("", line) if len(line) <= LINE and _WIDE.search(line) else line for line in text.splitlines()
    )


_WIDE = regex("(?<=[㐀-鿿ぁ-ん])[ 　]+(?=[㐀-鿿ぁ-ん])")
#: what is nothing to hold a file for where it stays behind: a printer's name, the author's folder; a word in a list of
#: choices. A marking among the properties or in a watermark still tells of a wrong version.
_STAYS = {
    "confidential/private-address": LEFT_BEHIND,
    "confidential/marking": LEFT_BEHIND - {"property", "image", "metadata"},
}
