"""The ways a file could go out, each with its price: rows in groups of k, tables of counts, a register without its people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import polars as pl

from catalog.disclosure.about import about
from catalog.disclosure.columns import numbers
from catalog.disclosure.quasi import Role
from catalog.disclosure.records import lawful_way, quasi_identifiers
from catalog.disclosure.screened import DIRECT
from catalog.disclosure.subject import Subject
from catalog.disclosure.thresholds import thresholds
from catalog.disclosure.uniqueness import groups
from catalog.errors import CatalogError
from catalog.regex import regex
from catalog.release.recipe import Step
from catalog.release.recipe_columns import column_names
from catalog.release.recipe_ladders import Rung, columns_of, ladder
from catalog.release.recipe_lattice import MOST_NODES, Lattice
from catalog.release.recipe_statistics import Axis, Design, designs
from catalog.release.unreadable import readable
from catalog.rule import Context, Finding
from catalog.rules.pack import load_pack
from catalog.rules.run import run as screen
from catalog.tables.table import Source, Table

Form = Literal["rows", "statistics", "columns"]
#: shares of rows that a proposal may drop for being in groups that stay small
DROPPED = (0.0, 0.01, 0.05, 0.1)
#: columns coarsened together
MOST_COLUMNS = 8
#: where a person lives or belongs; others know that, whatever else the column is
_PLACE = regex(r"町|地区|地域|住所|所在|場所|学区|校区|学校|園名|施設名|所属|勤務|団体|自治会|字$")
_AGE_CLASS = "年齢階級"
#: a text column with more distinct values than this share of its rows is free text
_FREE = 0.5


@dataclass(frozen=True, slots=True)
class Trade:
    """One way to reach the target: its steps, what it costs and what is left of the risk."""

    form: Form
    steps: tuple[Step, ...]
    #: share of the information of the columns that is lost, 0…1 (entropy); of a table of counts: rows not shown
    loss: float
    dropped: int = 0
    k: int = 0
    #: groups that the rows form: rows / groups is how many look alike on average
    groups: int = 0
    #: of a table of counts: its cells, and those hidden
    cells: int = 0
    hidden: int = 0
    axes: tuple[str, ...] = ()
    #: larger is better, among trades of one form
    worth: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """A file as the proposal sees it: its table by column names, what its rows are, what the screening found."""

    file: Path
    source: Source
    table: Table
    frame: pl.DataFrame
    subject: Subject
    findings: tuple[Finding, ...]
    k: int
    threshold: int
    as_of: str
    #: columns that the officer cannot do without
    wanted: frozenset[str] = frozenset()

    @property
    def names(self) -> list[str]:
        """Names of the columns."""
        return self.frame.columns

    def away(self) -> list[str]:
        """Columns that cannot stay in any form: who it is, codes and serials that link, free text."""
        out = {self.names[r.index] for r in self.subject.of("direct", "linking", "serial")}
        out |= {
            f.place.column
            for f in self.findings
            if f.place.column in self.names and f.rule.removeprefix("privacy/") in {*DIRECT, "linking-code", "free-text"}
        }  # fmt: skip
        kept = {self.names[r.index] for r in quasi_identifiers(self.subject)}
        # a number that no two rows share is a serial, whatever it is called
        alone = [n for n in self.names if self.frame[n].n_unique() >= 0.98 * self.frame.height > 20]
        out |= {n for n in alone if (~np.isnan(numbers(self.frame[n]))).mean() > 0.98}
        for role in self.subject.of("other", "thing"):
            if role.numeric < 0.5 and role.distinct > _FREE and role.values > 10 and role.kind not in ("date",):
                out.add(self.names[role.index])
        return [n for n in self.names if n in out and n not in kept]

    def sensitive(self) -> bool:
        """Whether rows about single people must not go out at all: health, children, crime …"""
        way = lawful_way(self.subject)
        other = lawful_way(Subject("person", ()))
        return bool(self.subject.of("sensitive")) or self.subject.care or (bool(way["ja"]) and way != other)


def register(file: Path, k: int, threshold: int | None, as_of: str | None, wanted: Sequence[str]) -> Register:
    """Reads and screens a file.

    Raises:
        CatalogError: there is no file or no table, or a wanted column is not there.
    """
    if not file.is_file():
        raise CatalogError.at(file.name, "is no file", "check the spelling")
    source = readable(file, file.name)
    table = source.main
    if table is None or not table.height:
        raise CatalogError.at(file.name, "there is no table in it", "give a sheet or a delimited file with a header")
    today = as_of or dt.date.today().isoformat()
    context = Context(as_of=today)
    findings = screen(source, load_pack(), context).findings
    found = about(table, source, context)
    names = column_names(table.header)
    missing = [w for w in wanted if w not in names]
    if missing:
        raise CatalogError.at(file.name, f"there is no column '{missing[0]}'", "columns here: " + ", ".join(names))
    frame = table.frame.rename(dict(zip(table.frame.columns, names, strict=True)))
    limits = thresholds({})
    care = found.care or bool(found.matter) or bool(found.of("sensitive"))
    small = threshold or (limits.for_count("people", care) if found.kind != "other" else limits.small_count)
    return Register(
        file,
        source,
        table,
        frame,
        found,
        tuple(findings),
        k,
        max(small, 10 if threshold is None else 1),
        today,
        frozenset(wanted),
    )


def rungs(of: Register) -> list[tuple[Role, str, list[Rung]]]:
    """(role, column, its rungs) for what others can know of a person, the telling amounts among the other columns included."""
    away = set(of.away())
    quasi = [r for r in quasi_identifiers(of.subject) if of.names[r.index] not in away]
    also = [
        replace(r, kind="number")
        for r in of.subject.of("other", "count", "rate")
        if r.numeric > 0.8 and r.values > 12 and of.names[r.index] not in away
    ]
    where = [
        replace(r, kind="place")
        for r in of.subject.of("other", "thing", "sensitive")
        if r.numeric < 0.5 and r.values > 1 and _PLACE.search(r.header) and of.names[r.index] not in away
    ]
    found = []
    for role in [*quasi, *where, *also][:MOST_COLUMNS]:
        name = of.names[role.index]
        steps = ladder(role, of.frame[name], of.k, of.as_of)
        found.append((role, name, steps[:-1] if name in of.wanted and len(steps) > 1 else steps))
    return found


def row_trades(of: Register, ladders: Sequence[tuple[Role, str, list[Rung]]]) -> list[Trade]:
    """For each share of rows that may go, the cheapest way to groups of k; `ladders` as of `rungs`."""
    if not ladders:
        return []
    steps = [r for _, _, r in ladders]
    while np.prod([len(r) for r in steps]) > MOST_NODES:
        longest = max(range(len(steps)), key=lambda n: len(steps[n]))
        steps[longest] = [*steps[longest][:1], *steps[longest][2:]]
    lattice = Lattice(columns_of(steps, [role.kind for role, _, _ in ladders]), of.k)
    away = of.away()
    found: list[Trade] = []
    for allowed in DROPPED:
        best = lattice.cheapest(int(allowed * of.frame.height))
        if best is None or (found and best.loss > found[-1].loss - 0.005):
            continue
        chosen = [(name, r[n]) for (_, name, _), r, n in zip(ladders, steps, best.node, strict=True)]
        found.append(_rows(of, chosen, away, best.loss, best.below))
    return found


def _rows(of: Register, chosen: Sequence[tuple[str, Rung]], away: Sequence[str], loss: float, below: int) -> Trade:
    gone = [name for name, rung in chosen if rung.dropped]
    kept = [name for name, rung in chosen if not rung.dropped]
    steps = [Step("drop", [*away, *gone])] if away or gone else []
    steps += [rung.step for _, rung in chosen if rung.step is not None]
    steps, kept = _named(of, steps, kept)
    if below:
        steps.append(Step("groups", {"columns": kept, "below": of.k, "do": "drop"}))
    steps.append(Step("shuffle", {"seed": 1}))
    classes = groups([c for _, rung in chosen if (c := rung.level.codes) is not None])
    left = classes.sizes[classes.sizes >= of.k]
    return Trade(
        "rows", tuple(steps), loss, below, int(left.min()) if len(left) else 0, len(left), axes=tuple(kept),
        worth=-loss - 2.0 * below / of.frame.height,
    )  # fmt: skip


def _named(of: Register, steps: list[Step], axes: list[str]) -> tuple[list[Step], list[str]]:
    """生年月日 that holds age classes by now is called 年齢階級."""
    born = next((str(s.options["column"]) for s in steps if s.options.get("to") == "age-class"), None)
    if born is None or _AGE_CLASS in of.names:
        return steps, axes
    return [*steps, Step("rename", {born: _AGE_CLASS})], [_AGE_CLASS if a == born else a for a in axes]


def count_trades(of: Register, ladders: Sequence[tuple[Role, str, list[Rung]]]) -> list[Trade]:
    """The best tables of counts with one, two and three axes, run to see what they hide; `ladders` as of `rungs`."""
    away = set(of.away())
    axes = [Axis(name, r, role.kind) for role, name, r in ladders]
    taken = {axis.name for axis in axes}
    for role in of.subject.roles:
        name = of.names[role.index]
        if name not in away and name not in taken and role.values > 1 and role.numeric < 0.5:
            steps = ladder(replace(role, kind="class"), of.frame[name], of.threshold, of.as_of)
            axes.append(
                Axis(name, steps, "sensitive" if role.role == "sensitive" or role.matter else role.kind or "class")
            )
    means = [of.names[r.index] for r in of.subject.of("other") if r.numeric > 0.8 and r.values > 1 and r.values <= 12]
    return [_counts(of, design, means) for design in designs(axes, of.threshold)]


def _counts(of: Register, design: Design, means: Sequence[str]) -> Trade:
    axes = [name for name, _ in design.axes]
    steps = [Step("keep", [*axes, *[m for m in means if m not in axes]])]
    steps += [step for _, step in design.axes if step is not None]
    steps, axes = _named(of, steps, axes)
    measures: dict[str, object] = {"人数" if of.subject.kind == "person" else "件数": "count"}
    measures |= {f"{m}の平均": {"mean": m} for m in means[:3] if m not in axes}
    steps.append(
        Step("aggregate", {"by": axes, "measures": measures, "threshold": of.threshold, "totals": False, "marker": "X"})
    )
    return Trade(
        "statistics",
        tuple(steps),
        1.0 - design.shown,
        cells=design.cells,
        hidden=design.small,
        axes=tuple(axes),
        worth=design.worth,
    )


def column_trades(of: Register) -> list[Trade]:
    """A register of things: what is personal in it goes, the register stays."""
    flagged = {
        f.place.column
        for f in of.findings
        if f.place.column in of.names and f.verdict != "pass" and f.rule.startswith(("privacy/", "confidential/"))
    }  # fmt: skip
    away = [n for n in of.names if n in flagged and n not in of.wanted]
    if not away or len(away) == len(of.names):
        return []
    return [
        Trade(
            "columns",
            (Step("drop", away),),
            len(away) / len(of.names),
            axes=tuple(n for n in of.names if n not in away),
        )
    ]


def printed_trades(of: Register) -> list[Trade]:
    """A table of counts as it is printed: its small cells are hidden."""
    counts = [of.names[r.index] for r in of.subject.counts]
    if not counts:
        return []
    care = of.subject.care or bool(of.subject.matter)
    threshold = max(of.threshold, thresholds({}).for_count("people", care))
    step = Step("suppress", {"columns": counts, "threshold": threshold, "marker": "X"})
    return [Trade("statistics", (step,), 0.0, axes=tuple(counts))]
