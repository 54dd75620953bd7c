"""The privacy gate on tables and texts: one screening per file, from which all `privacy/` rules take their findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from catalog.privacy import filebook
from catalog.privacy.columns import Column, column
from catalog.privacy.grids import Grid, grids
from catalog.privacy.lexicon import ORDINANCE
from catalog.privacy.mark import Mark
from catalog.privacy.marks import of_table
from catalog.privacy.subject import Subject, decide
from catalog.privacy.text_hits import ORDINANCE_MATTER, SHEET_NAME, SOCIAL, named, text_hits
from catalog.privacy.words import CityWords, data
from catalog.rule import Context, Hit, Place, Rule, Verdict, check
from catalog.tables.table import Source
from catalog.text import cell_name

MEMO = "privacy"
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

    texts = tuple(text_hits([*source.texts, *loose, *named(source, context)], source))
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
    if mark.column is not None and mark.column.sense.sense == "creator" and not table.subject.is_person:
        # who wrote a school's song stands under it
        return "pass"
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
                "matter": ORDINANCE_MATTER if mark.column.sense.sense == ORDINANCE else SOCIAL,
            },
        )
