"""What the privacy screening of the same run saw, when there was one: raw records, and people in unnamed columns.

The screening is read by its shape from `context.memo`; disclosure control works without it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from catalog.disclosure.quasi import Role
from catalog.disclosure.subject import Subject
from catalog.rule import Context
from catalog.tables.table import Source, Table

#: category of the screening → kind of quasi-identifier
_KINDS = {
    "birth-date": "birth", "age": "age", "sex": "sex", "home-address": "place", "occupation": "class",
    "household": "class", "nationality": "class", "income": "number",
}  # fmt: skip
#: categories that say by themselves who a row is
DIRECT = frozenset(
    [
        "person-name", "person-name-kana", "phone-number", "email-address", "individual-number", "resident-record-code",
        "pension-number", "health-insurance-number", "care-insurance-number", "driver-licence-number", "passport-number",
        "residence-card-number", "employment-insurance-number", "bank-account", "credit-card", "vehicle-number",
    ]
)  # fmt: skip
_SENSITIVE = frozenset(["health", "disability", "criminal-record", "crime-victim", "race", "creed", "social-status"])


@dataclass(frozen=True, slots=True)
class Screened:
    """One table as screened: whether a column says by itself who a row is (an address alone does not count: it is what
    abstraction leaves), what a row is, categories by frame column."""

    named: bool
    name: str
    categories: dict[int, str]

    @property
    def sensitive(self) -> frozenset[int]:
        """Frame columns that hold 要配慮個人情報 in the eyes of the screening."""
        return frozenset(index for index, category in self.categories.items() if category in _SENSITIVE)


def screened(table: Table, source: Source, context: Context) -> Screened | None:
    """The screening of a table, None when there was none or the tables do not match."""
    for found in context.memo.values():
        tables = getattr(found, "tables", None)
        if not isinstance(tables, tuple):
            continue
        for one in tables:
            grid = getattr(one, "grid", None)
            if grid is None or getattr(grid, "sheet", None) != table.sheet or getattr(grid, "turned", False):
                continue
            if grid.frame.height not in (table.height, table.height + 1) or len(grid.places) != table.width:
                continue
            return _read(one)
    return None


def with_screening(subject: Subject, table: Table, source: Source, context: Context) -> Subject:
    """The subject, corrected where the screening knows more: columns without a telling header, officials, authors."""
    found = screened(table, source, context)
    if found is None:
        return subject
    public = found.name == "work" or (found.name in ("official", "animal") and not found.named)
    if subject.kind == "person" and public:
        return replace(subject, kind="other")
    if subject.kind != "other" or found.name not in ("person", "household"):
        return subject
    roles = tuple(_told(role, found.categories.get(role.index)) for role in subject.roles)
    quasi = [r for r in roles if r.role == "quasi" and r.values > 1]
    if len(quasi) < 2:
        return subject
    return replace(subject, kind="person", roles=roles)


def _read(one: Any) -> Screened:
    categories: dict[int, str] = {}
    for mark in getattr(one, "marks", ()):
        column = getattr(mark, "column", None)
        if column is not None and not getattr(mark, "in_text", False):
            categories.setdefault(int(column.index), str(mark.category))
    named = any(category in DIRECT for category in categories.values())
    return Screened(named, str(one.subject.name), categories)


def _told(role: Role, category: str | None) -> Role:
    if category in _KINDS and role.role in ("other", "thing", "serial"):
        return replace(role, role="quasi", kind=_KINDS[category], category=category)
    if category in _SENSITIVE and role.role == "other":
        return replace(role, role="sensitive", category=category)
    return role
