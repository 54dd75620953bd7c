"""The privacy gate on tables and texts: one screening per file, from which all `privacy/` rules take their findings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import polars as pl

from catalog.privacy import filebook, prose
from catalog.privacy.columns import Column, column
from catalog.privacy.descriptor_words import declared
from catalog.privacy.folding import fold_series
from catalog.privacy.grids import Grid, grids
from catalog.privacy.hidden import hidden_name, hidden_verdict
from catalog.privacy.lexicon import ORDINANCE
from catalog.privacy.mark import Mark
from catalog.privacy.marks import of_table
from catalog.privacy.name_lexicon import NAME
from catalog.privacy.names import grade
from catalog.privacy.recognizers import URL, found_in, mail_kind, patterns
from catalog.privacy.subject import Subject, decide
from catalog.privacy.words import CityWords, data
from catalog.regex import regex
from catalog.rule import Context, Hit, Place, Rule, Verdict, check
from catalog.tables.table import Source, Text
from catalog.text import cell_name

MEMO = "privacy"
#: `where` of a text that is the name of a sheet.
SHEET_NAME = "sheet name"
#: Checks that register themselves when their module is imported.
REGISTERED = (filebook.personal_information_file,)


@dataclass(frozen=True, slots=True, eq=False)
class Screened:
    """One table with what a row is and its marks."""

    grid: Grid
    subject: Subject
    columns: tuple[Column, ...]
    marks: tuple[Mark, ...]

    @property
    def is_raw(self) -> bool:
        """Raw personal records: a row is a person and a column says who."""
        return self.subject.is_person and any(
            m.kind in ("direct", "number", "individual") and not m.in_text for m in self.marks
        )

    @property
    def people(self) -> int:
        """How many people are at risk: rows with a direct identifier, or the longest list of cells."""
        direct = [m.count for m in self.marks if m.kind in ("direct", "number", "individual", "sensitive", "location")]
        return max(direct, default=0)

    def sensitive(self, *, by_ordinance: bool) -> int:
        """Number of people of whom 要配慮個人情報 stands here: by the law, or by what the city's ordinance adds."""
        marks = (
            [m for m in self.marks if m.kind == "sensitive" and m.column is not None] if self.subject.is_person else []
        )
        return max(
            (m.count for m in marks if m.column and (m.column.sense.sense == ORDINANCE) == by_ordinance), default=0
        )


@dataclass(frozen=True, slots=True, eq=False)
class Screening:
    """What the gate found in one file."""

    tables: tuple[Screened, ...]
    texts: tuple[Hit, ...] = ()
    location: tuple[Hit, ...] = ()
    #: headings and sheet names that are somebody's data: no report may show them
    veiled: frozenset[str] = frozenset()

    def hits(self) -> Iterator[Hit]:
        for table in self.tables:
            yield from _table_hits(table)
        yield from self.location
        yield from self.texts


@check("privacy", "source")
def privacy(source: Source, rules: Sequence[Rule], context: Context) -> Iterator[Hit]:
    """Every `privacy/` rule at once."""
    wanted = {rule.id for rule in rules}
    for hit in screening(source, context).hits():
        if hit.rule in wanted:
            yield hit


def screening(source: Source, context: Context) -> Screening:
    """Screens a file once; the result is kept in `context.memo`."""
    key = f"{MEMO}:{source.sha256}:{source.path}"
    found = context.memo.get(key)
    if not isinstance(found, Screening):
        found = context.memo[key] = _screen(source, context)
    return found


def _screen(source: Source, context: Context) -> Screening:
    city = CityWords.from_policy(context.policy)
    titles = _titles(source, context)
    tables, loose = grids(source)
    screened = tuple(screen_grid(grid, titles, city) for grid in tables)
    from catalog.privacy.locations import home_points

    texts = tuple(_texts([*source.texts, *loose, *_named(source, context)], source))
    return Screening(
        tables=screened,
        texts=texts,
        location=tuple(home_points(source, screened, titles)),
        veiled=frozenset(_veiled(source, screened, texts)),
    )


def _veiled(source: Source, screened: Sequence[Screened], texts: Sequence[Hit]) -> Iterator[str]:
    """Headings that are values (a table without headings, or on its side), or that hold a value in running text."""
    for table in screened:
        yield from table.grid.veiled
    met = {(hit.place.sheet, hit.place.cell) for hit in texts if hit.place.cell}
    for read in source.tables if met else ():
        line = read.header_rows[-1] if read.header_rows else 1
        for heading, place in zip(read.header, read.columns, strict=True):
            if heading and (read.sheet, cell_name(line, place)) in met:
                yield heading
    yield from (hit.place.sheet for hit in texts if hit.place.where == SHEET_NAME and hit.place.sheet)


def screen_grid(grid: Grid, titles: Sequence[str], city: CityWords) -> Screened:
    """Screens one table."""
    columns = tuple(
        column(i, grid.places[i], grid.header[i], grid.frame[name], city) for i, name in enumerate(grid.frame.columns)
    )
    subject = decide(columns, [*titles, *grid.titles])
    return Screened(grid, subject, columns, tuple(of_table(columns, subject)))


def _titles(source: Source, context: Context) -> list[str]:
    found = [PurePosixPath(source.path).name]
    for thing in (context.dataset, context.resource):
        if thing is not None:
            found.extend([*thing.title.values()])
    if context.dataset is not None:
        found.extend(context.dataset.conforms_to)
    return found


def verdict(mark: Mark, table: Screened) -> Verdict | None:
    """The verdict matrix: who a row is × what was found (`verdicts.yaml`)."""
    matrix = data("verdicts")
    if mark.in_text and mark.certainty == "likely" and mark.category == "person-name":
        return "pass"
    if mark.in_text and not table.is_raw:
        if mark.doubtful:
            return "review"
        return matrix["text"][mark.kind]  # type: ignore[no-any-return]
    for exception in matrix["exceptions"]:
        if exception["subject"] == table.subject.name and exception["category"] == mark.category:
            return exception["verdict"]  # type: ignore[no-any-return]
    row = "raw" if table.is_raw else table.subject.name
    if mark.doubtful:
        return "review"
    return matrix["verdicts"][row][mark.kind]  # type: ignore[no-any-return]


def _table_hits(table: Screened) -> Iterator[Hit]:
    for mark in table.marks:
        wanted = verdict(mark, table)
        if wanted is None or mark.column is None:
            continue
        rows, part = table.grid.rows_of(mark.rows, mark.column.values, mark.column.place)
        yield Hit(
            place=Place(
                part=part,
                sheet=table.grid.sheet,
                column=table.grid.label(mark.column.index),
                column_index=table.grid.column_index(mark.column.place),
                rows=rows,
            ),
            count=mark.count,
            of=table.grid.frame.height,
            values=mark.values,
            rule=f"privacy/{mark.category}",
            verdict=wanted,
            certainty=mark.certainty,
            details={
                "subject": table.subject.label,
                "reason": table.subject.reason,
                "people": f"{table.people:,}",
                "matter": _ORDINANCE if mark.column.sense.sense == ORDINANCE else _SOCIAL,
            },
        )


#: What `privacy/social-status` stands for: the law's own matter, or one that the city's ordinance adds (法60条5項).
_SOCIAL = {"ja": "社会的身分・生活保護", "en": "social status, public assistance"}
_ORDINANCE = {"ja": "条例要配慮個人情報", "en": "special-care information under the city's ordinance"}


def _named(source: Source, context: Context) -> Iterator[Text]:
    """File name and declared texts: they go out with the file."""
    path = PurePosixPath(source.path)
    yield Text("file-name", re.sub(r"[_\-]+", " ", path.stem), where=path.suffix)
    for sheet in dict.fromkeys(s.name for s in source.sheets if s.name and s.name != path.stem):
        yield Text("table", re.sub(r"[_\-]+", " ", sheet), sheet=sheet, where=SHEET_NAME)
    yield from declared(context)


def _texts(texts: Sequence[Text], source: Source) -> Iterator[Hit]:
    """Patterns and people in texts outside the cells: one finding per category and place."""
    if not texts:
        return
    folded = fold_series(pl.Series([t.text for t in texts], dtype=pl.String)).str.replace_all(URL, " ")
    for pattern in patterns():
        hit = found_in(folded, pattern)
        for i in hit.fill_null(False).arg_true().to_list():
            value = folded[i]
            if pattern.id == "email" and all(
                mail_kind(m[0]) not in ("personal-mail", "named-mail") for m in pattern.compiled.finditer(value)
            ):
                continue
            if pattern.id == "individual-number" and not any(w in value.lower() for w in pattern.near):
                yield _text_hit(
                    pattern.category, texts[i], (pattern.compiled.search(value) or [value])[0], doubtful=True
                )
                continue
            found = pattern.compiled.search(value)
            yield _text_hit(pattern.category, texts[i], found[1] if found else value)
    for text, value in zip(texts, folded.to_list(), strict=True):
        if text.part == "property":
            yield from _author(text, value, source) or _hidden(text, source)
            continue
        categories: dict[str, prose.Person] = {}
        for person in prose.mentions(value):
            if person.certain:
                categories.setdefault(person.category, person)
        if not categories and (name := _named_by(text, value)):
            categories["person-name"] = prose.Person("person-name", False, name)
        for category, person in categories.items():
            yield _text_hit(category, text, person.text)
        if not categories:
            yield from _hidden(text, source)


def _hidden(text: Text, source: Source) -> list[Hit]:
    """A full name where nobody looks."""
    name = hidden_name(text, source)
    if name is None:
        return []
    return [replace(_text_hit("person-name", text, name, doubtful=True), verdict=hidden_verdict(text, source))]


def _named_by(text: Text, value: str) -> str | None:
    """The person after whom a file or a sheet is named."""
    if text.where == SHEET_NAME and grade(value) == NAME:
        return value
    if text.part != "file-name" and text.where != SHEET_NAME:
        return None
    tokens = re.split(r"[ 　()（）、,.]+", value)
    return next((t for t in tokens if re.fullmatch("[㐀-鿿々]{4,6}", t) and grade(t) == NAME), None)


_AUTHORS = regex(r"creator|lastmodifiedby|author|manager|last_author|initials|artist|作成者|更新者", re.IGNORECASE)


def _author(text: Text, value: str, source: Source) -> list[Hit]:
    """A person's name in the document properties. Office files go out as clean copies, so it is only worth knowing."""
    if not _AUTHORS.search(text.where) or not grade(value):
        return []
    found = Hit(
        place=Place(part=text.part, sheet=text.sheet, cell=text.cell, where=text.where),
        values=(value,),
        rule="privacy/document-author",
        verdict=hidden_verdict(text, source),
        certainty="certain" if grade(value) == NAME else "likely",
    )
    return [found]


def _text_hit(category: str, text: Text, value: str, *, doubtful: bool = False) -> Hit:
    kind = Mark(category, None, 1).kind
    wanted: Verdict = "review" if doubtful else data("verdicts")["text"][kind]
    return Hit(
        place=Place(part=text.part, sheet=text.sheet, cell=text.cell, where=text.where),
        values=(value,),
        rule=f"privacy/{category}",
        verdict=wanted,
        certainty="likely" if doubtful else "certain",
        details={
            "subject": {"ja": "文章", "en": "a text"},
            "reason": {"ja": "", "en": ""},
            "people": "1",
            "matter": _SOCIAL,
        },
    )
