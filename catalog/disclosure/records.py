"""Tables in which a row is a person: how many rows stand alone, which columns give them away, what would help."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from catalog.disclosure.columns import Codes, codes
from catalog.disclosure.generalise import LADDER, Step, nothing, parse_date
from catalog.disclosure.quasi import Role, sample
from catalog.disclosure.subject import Subject
from catalog.disclosure.uniqueness import Giveaway, Groups, distinct_values, giveaways, groups, share, singular
from catalog.disclosure.words import normal_value, words
from catalog.regex import regex
from catalog.tables.table import Table
from catalog.text import LangText, column_letter

#: quasi-identifiers measured together, the most telling kinds first
MOST = 8
_ORDER = ("birth", "age", "sex", "place", "date", "number", "class")
#: rows above which only dropping a column is tried
_LARGE = 300_000
_RISKS: dict[str, LangText] = {
    "unique": {"ja": "一意な行", "en": "Unique rows"},
    "small": {"ja": "小さい組の行", "en": "Rows in small groups"},
    "homogeneous": {"ja": "全員が同じ組の行", "en": "Rows in groups that all share one value"},
}
_TREATED = regex(r"(超|以上|以下|未満|~|〜|～)$|^(その他|～|<|>|≧|≦)|以上|超")
_BELOW_MUNICIPALITY = regex(r"(市|区|町|村).*(\d|丁目|番|町$|[^市区町村都道府県郡]{2,}$)")
_EXACT_AGE = regex(r"\d{1,3}(歳|才)?$")


@dataclass(frozen=True, slots=True)
class Effect:
    """What coarsening one column would do to the number of rows at risk (unique ones, unless another risk is meant)."""

    column: str
    step: Step
    index: int
    before: int
    after: int


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """The measurement of a table of persons."""

    rows: int
    quasi: tuple[Role, ...]
    sensitive: tuple[Role, ...]
    classes: Groups
    columns: tuple[Codes, ...]
    effects: tuple[Effect, ...]
    giving: tuple[Giveaway, ...]
    #: columns with values that a single row has, and how many
    singular: tuple[tuple[str, int], ...]
    #: classes of two or more rows that all share one sensitive value: rows in them, by sensitive column
    homogeneous: tuple[tuple[Role, NDArray[np.int64]], ...]
    #: detail as fine as in a register: a month of birth, an exact age, an address below the municipality
    fine: tuple[str, ...]
    #: top or bottom classes, merged rare values: somebody has worked on the values
    treated: bool
    #: columns of direct identifiers that hold nothing any more
    emptied: tuple[str, ...]

    @property
    def k(self) -> int:
        return self.classes.k

    @property
    def unique(self) -> int:
        return self.classes.unique


def measure(table: Table, subject: Subject) -> Records | None:
    """Measures a table of persons; None when it has no quasi-identifier with more than one value."""
    quasi = _told_apart(table, quasi_identifiers(subject))
    if not quasi or table.height < 2:
        return None
    columns = tuple(codes(table.frame[:, r.index]) for r in quasi)
    classes = groups(columns)
    sensitive = _told_apart(table, [r for r in subject.of("sensitive") if r.values > 1])
    unique = classes.unique
    return Records(
        rows=table.height,
        quasi=quasi,
        sensitive=tuple(r for r in sensitive if _says_something(table, r)),
        classes=classes,
        columns=columns,
        effects=effects(quasi, columns, lambda g: g.unique, unique) if unique else (),
        giving=tuple(giveaways(columns)[0][:3]) if unique else (),
        singular=tuple(
            (r.header, n)
            for r, c in zip(quasi, columns, strict=True)
            if r.kind in ("class", "age", "number") and (n := len(singular(c)))
        ),
        homogeneous=tuple(_homogeneous(table, classes, r) for r in sensitive) if classes.k > 1 else (),
        fine=tuple(r.header for r in quasi if _fine(table, r)),
        treated=any(_treated(table, r) for r in quasi),
        emptied=tuple(r.header for r in subject.of("direct") if not _says_something(table, r)),
    )


def _told_apart(table: Table, roles: Sequence[Role]) -> tuple[Role, ...]:
    """Columns by names that a sentence can list: one name for several columns, or none, gets the letter of the column."""
    again = {h for h in table.header if table.header.count(h) > 1 or not h.strip()}
    return tuple(replace(r, header=_with_letter(table, r)) if r.header in again else r for r in roles)


def _with_letter(table: Table, role: Role) -> str:
    letter = f"{column_letter(table.columns[role.index])}列"
    return f"{role.header}（{letter}）" if role.header.strip() else letter


def quasi_identifiers(subject: Subject) -> tuple[Role, ...]:
    """Attributes that others can know of a person: declared ones, else those the headers and values speak of."""
    declared = [r for r in subject.of("quasi") if r.declared and r.values > 1]
    if declared:
        return tuple(declared[:MOST])
    found = [r for r in subject.of("quasi", "date") if r.values > 1]
    rank = {kind: n for n, kind in enumerate(_ORDER)}
    chosen = sorted(found, key=lambda r: (rank.get(r.kind, 99), r.index))[:MOST]
    return tuple(sorted(chosen, key=lambda r: r.index))


def effects(
    quasi: Sequence[Role], columns: Sequence[Codes], at_risk: Callable[[Groups], int], before: int
) -> tuple[Effect, ...]:
    """For each column the gentlest coarsening that helps most: sorted by rows left at risk, at most one per column."""
    found: list[Effect] = []
    rows = len(columns[0].values)
    for n, role in enumerate(quasi):
        others = [c for i, c in enumerate(columns) if i != n]
        best: Effect | None = None
        steps = LADDER.get(role.kind, LADDER["class"])
        for step in steps[-1:] if rows > _LARGE else steps:
            # a column that is dropped parts no rows
            coarse = others if step.function is nothing and others else [*others, columns[n].mapped(step.function)]
            after = at_risk(groups(coarse))
            if after < before and (best is None or after < 0.6 * best.after):
                best = Effect(role.header, step, role.index, before, after)
        if best is not None:
            found.append(best)
    return tuple(sorted(found, key=lambda e: (e.after, e.index)))


def effects_sentence(found: Sequence[Effect], rows: int, risk: str = "unique", most: int = 3) -> LangText:
    """「公表日」の日を除くと一意な行は51 %→9 %."""
    if not found:
        return {"ja": "1列を粗くするだけでは減りません。", "en": "Coarsening a single column does not reduce them."}
    ja = [f"「{e.column}」{e.step.name['ja']}と{share(e.before, rows)}→{share(e.after, rows)}" for e in found[:most]]
    en = [f"'{e.column}': {e.step.name['en']} {share(e.before, rows)} → {share(e.after, rows)}" for e in found[:most]]
    what = _RISKS[risk]
    return {"ja": f"{what['ja']}の割合は、{'、'.join(ja)}。", "en": f"{what['en']}: {'; '.join(en)}."}


def giving_sentence(records: Records) -> LangText:
    """Which few columns already make rows unique."""
    first = next((g for g in records.giving if len(g.columns) < len(records.quasi)), None)
    if first is None:
        return {"ja": "", "en": ""}
    names = [records.quasi[i].header for i in first.columns]
    return {
        "ja": f"「{'」「'.join(names)}」だけで{first.rows:,}行が一意になります。",
        "en": f"{', '.join(names)} alone make {first.rows:,} rows unique.",
    }


def singular_sentence(records: Records) -> LangText:
    """How many values only one row has."""
    if not records.singular:
        return {"ja": "", "en": ""}
    return {
        "ja": "1行にしかない値があります（" + "、".join(f"{h} {n}件" for h, n in records.singular[:3]) + "）。",
        "en": "Values that only one row has: " + ", ".join(f"{h} {n}" for h, n in records.singular[:3]) + ".",
    }


def lawful_way(subject: Subject) -> LangText:
    """Which lawful way exists instead of open data, by what the records are about."""
    text = " ".join([subject.title, *(r.header for r in subject.roles)]).lower()
    for _, pattern, sentence in words().lawful_ways:
        if pattern.search(text):
            return sentence
    return {"ja": "", "en": ""}


def _says_something(table: Table, role: Role) -> bool:
    marks = words().certain_marks | words().ambiguous_marks | {""}
    return any(
        normal_value(v) not in marks
        for v in table.frame[:, role.index].drop_nulls().unique(maintain_order=True).to_list()[:2000]
    )


def _homogeneous(table: Table, classes: Groups, role: Role) -> tuple[Role, NDArray[np.int64]]:
    return role, alike(classes, codes(table.frame[:, role.index]))


def alike(classes: Groups, sensitive: Codes) -> NDArray[np.int64]:
    """Rows of classes of two or more in which everybody has the same sensitive value."""
    alone = (distinct_values(classes, sensitive) == 1) & (classes.sizes >= 2)
    return np.flatnonzero(alone[classes.of_row])


def _sampled(table: Table, role: Role) -> list[str]:
    return [normal_value(v) for v in sample(table.frame)[:, role.index].drop_nulls().to_list() if v.strip()]


def _fine(table: Table, role: Role) -> bool:
    values = _sampled(table, role)
    if not values:
        return False
    if role.kind == "birth":
        return sum((d := parse_date(v)) is not None and d[1] is not None for v in values) > 0.5 * len(values)
    if role.kind == "age":
        return sum(bool(_EXACT_AGE.match(v)) for v in values) > 0.8 * len(values) and role.values > 12
    if role.kind == "place" and not re.search(r"郵便|zip|postal", role.header.lower()):
        return sum(bool(_BELOW_MUNICIPALITY.search(v)) for v in values) > 0.5 * len(values)
    return False


def _treated(table: Table, role: Role) -> bool:
    if role.kind not in ("number", "age", "birth"):
        return False
    return any(_TREATED.search(v) for v in set(_sampled(table, role)))
