"""A rule as data, a hit as the place where it was met, a finding as the sentence that a person reads.

A check (`catalog.checks`, `catalog.privacy`, …) is a pure generator: it is given what its first parameter's type says
(`Source`, `Sheet`, `Table`, `Release`), yields `Hit`s, and knows no wording and no verdict. The engine stamps the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

if TYPE_CHECKING:
    from catalog.model import Dataset, Resource
    from catalog.tables.table import Source
    from catalog.text import LangText

Verdict = Literal["pass", "review", "withhold"]
Certainty = Literal["certain", "likely"]
VERDICTS: tuple[Verdict, ...] = ("pass", "review", "withhold")


def worst(verdicts: Iterator[Verdict] | list[Verdict]) -> Verdict:
    """The strictest of some verdicts, `pass` when there are none."""
    return max(verdicts, key=VERDICTS.index, default="pass")


@dataclass(frozen=True, slots=True)
class Place:
    """Where (contract §4 `location`). `column_index` from 0, `rows` from 1 as lines of the file (header included)."""

    part: str = "table"
    sheet: str | None = None
    column: str | None = None
    column_index: int | None = None
    rows: tuple[int, ...] = ()
    cell: str | None = None
    #: what a user can find it by when there is no cell: "docProps/core.xml:creator", "page 3"
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check yields. `values` are raw examples that the engine masks into `evidence` and then forgets;
    `shown` is evidence that needs no masking (a header, a format, never a personal value)."""

    place: Place = field(default_factory=Place)
    count: int = 1
    of: int | None = None
    values: tuple[str, ...] = ()
    shown: str | None = None
    #: fills {placeholders} of the rule's message and fix; never personal values
    details: Mapping[str, Any] = field(default_factory=dict)
    #: id of the rule when one check serves several
    rule: str | None = None
    #: overrides of the rule's own verdict and certainty
    verdict: Verdict | None = None
    certainty: Certainty | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a pack (`validators/<family>/<name>.yaml`)."""

    id: str
    check: str
    verdict: Verdict
    certainty: Certainty
    title: LangText
    message: LangText
    why: LangText
    fix: LangText
    references: tuple[str, ...] = ()
    since: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    #: {"pass": [...], "fail": [...]}, executed by tests/rules
    examples: Mapping[str, Any] = field(default_factory=dict)
    #: file formats it looks at; empty: all
    formats: tuple[str, ...] = ()
    extras: Mapping[str, Any] = field(default_factory=dict)

    @property
    def family(self) -> str:
        return self.id.split("/", 1)[0]


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule met at a place, as the report gives it. Holds no personal value in clear."""

    rule: str
    verdict: Verdict
    certainty: Certainty
    place: Place
    count: int
    of: int | None
    evidence: str | None
    message: LangText
    fix: LangText
    references: tuple[str, ...]
    fingerprint: str
    approval: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """What a check may know beside the file: what was declared, and the city's policy."""

    resource: Resource | None = None
    dataset: Dataset | None = None
    policy: Mapping[str, Any] = field(default_factory=dict)
    #: the other files of the dataset, as read
    siblings: tuple[Source, ...] = ()
    #: facts of the last release of this resource ({"columns": [...], …}), None at the first
    previous: Mapping[str, Any] | None = None
    #: folder of the statistics that went out before (`disclosure.releases`), None when nothing is known of them
    releases: Path | None = None
    #: the date that stands for today (`--as-of`), ISO 8601
    as_of: str = ""
    #: addresses of the dataset that did not answer, with what came instead ("404"); empty when no link was checked
    broken: Mapping[str, LangText] = field(default_factory=dict)
    #: headings and sheet names that are somebody's data: no finding shows them
    veiled: frozenset[str] = frozenset()
    #: results shared between checks of one source (the privacy screening, for example)
    memo: dict[str, Any] = field(default_factory=dict)


Check = Callable[..., Iterator[Hit]]
C = TypeVar("C", bound=Check)
#: name of a check → (function, kind of its first parameter: "source" | "sheet" | "table" | "dataset").
#: A "dataset" check is given the tuple of all its Sources.
CHECKS: dict[str, tuple[Check, str]] = {}


def check(name: str, kind: str) -> Callable[[C], C]:
    """Registers a check. It is called as `function(thing, **parameters of the rule)`; a parameter named `context`
    receives the `Context` (declared resource, dataset, policy)."""

    def register(function: C) -> C:
        if name in CHECKS and CHECKS[name][0].__qualname__ != function.__qualname__:
            raise ValueError(f"two checks are named {name}")
        CHECKS[name] = (function, kind)
        return function

    return register
