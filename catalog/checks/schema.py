"""Table Schema: does a table hold what its descriptor declares? Counts first, for whole columns; rows only where a count is wrong.

Semantics follow Table Schema (Data Package v2): missing values are not checked against type or constraints, a pattern matches
the whole value. Columns are paired by name, not by place, after folding width and spaces.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from catalog.checks.schema_types import ordered, values_of_type
from catalog.model import Field, Resource
from catalog.rule import Context, Hit, Place, Rule, check
from catalog.tables.names import unique_names
from catalog.tables.table import Source, Table
from catalog.text import LangText

#: Rows and examples kept for one finding.
ROWS, EXAMPLES = 20, 3


@dataclass(frozen=True, slots=True)
class Column:
    """A declared column that was found: its place in the table, its values (missing ones are null)."""

    field: Field
    index: int
    values: pl.Series


@check("schema", "table")
def schema(table: Table, context: Context, rules: tuple[Rule, ...]) -> Iterator[Hit]:
    """Every rule of the family on one visible table."""
    resource = context.resource
    if resource is None or not table.visible:
        return
    wanted = {rule.id for rule in rules}
    hits = _changes(table, context.previous)
    if resource.fields:
        hits = _chain(_table(table, resource, context), hits)
    for hit in hits:
        if hit.rule in wanted:
            yield hit


def pair(header: Sequence[str], fields: Sequence[Field]) -> dict[int, int]:
    """Index of a declared field → index of the header column that it names (exact first, then folded)."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for same in (str, fold, _leaf):
        spots: dict[str, int] = {}
        for i, name in enumerate(header):
            if i not in taken:
                spots.setdefault(same(name), i)
        for n, field in enumerate(fields):
            if n not in pairs and (spot := spots.get(same(field.name))) is not None and spot not in taken:
                pairs[n] = spot
                taken.add(spot)
    return pairs


def fold(name: str) -> str:
    """A column name without width and spaces."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def _table(table: Table, resource: Resource, context: Context) -> Iterator[Hit]:
    fields = resource.fields
    pairs = (
        {i: i for i in range(len(fields))}
        if table.headerless and table.width == len(fields)
        else pair(table.header, fields)
    )
    for n, field in enumerate(fields):
        if n not in pairs:
            yield Hit(
                Place(sheet=table.sheet, column=field.name),
                shown=field.name,
                details={"column": field.name},
                rule="schema/missing-column",
            )
    yield from _extra(table, set(pairs.values()))
    if table.height == 0:
        return
    columns = [
        Column(fields[n], at, _missing(table.frame.to_series(at), resource.missing_values))
        for n, at in sorted(pairs.items())
    ]
    for column in columns:
        yield from _column(table, column)
    yield from _keys(table, resource, {c.field.name: c for c in columns}, context)


def _extra(table: Table, known: set[int]) -> Iterator[Hit]:
    for at, name in enumerate(table.header):
        if at not in known and (name.strip() or table.frame.to_series(at).null_count() < table.height):
            filled = table.height - table.frame.to_series(at).null_count()
            yield Hit(
                _place(table, at), count=max(1, filled), of=table.height, shown=name or None, rule="schema/extra-column"
            )


def _changes(table: Table, previous: Mapping[str, Any] | None) -> Iterator[Hit]:
    """Against the last release: a column that was not there, a column that is gone."""
    before = [str(c) for c in (previous or {}).get("columns", ())]
    if not before or table.headerless:
        return
    # what went out had a name for every column: 列2 for an empty heading, 名称_2 for a second 名称
    published = unique_names(table.header)
    known, now = {fold(c) for c in before}, {fold(h) for h in (*table.header, *published)}
    if 2 * len(known & now) < min(len(known), len(now)):  # another table of the same file
        return
    for at, name in enumerate(table.header):
        if name.strip() and not {fold(name), fold(published[at])} & known:
            yield Hit(_place(table, at), shown=name, rule="schema/new-column")
    for name in before:
        if fold(name) not in now:
            yield Hit(Place(sheet=table.sheet, column=name), shown=name, rule="schema/removed-column")


#: types of Table Schema in a clerk's words
TYPE_NAMES = {
    "integer": "整数", "number": "数値", "boolean": "真偽", "date": "日付", "time": "時刻", "datetime": "日時",
    "year": "年", "yearmonth": "年月", "duration": "期間", "geopoint": "緯度経度",
}  # fmt: skip


def _spaces(wrong: pl.Series, field: Field) -> LangText:
    """Said when nothing is wrong with the values but the spaces around them: nobody sees those in a spreadsheet."""
    if values_of_type(wrong.str.strip_chars(), field)[1] is not None:
        return {"ja": "", "en": ""}
    return {"ja": "値の前か後ろに空白があるためです。", "en": " Only the spaces around them are in the way."}


def _column(table: Table, column: Column) -> Iterator[Hit]:
    values, constraints = column.values, column.field.constraints
    filled = len(values) - values.null_count()
    if constraints.get("required") is True and filled < len(values):
        yield _hit(table, column, values.is_null(), "schema/required", of=len(values))
    if not filled:
        return
    typed, wrong = values_of_type(values, column.field)
    if wrong is not None:
        kind = {"ja": TYPE_NAMES.get(column.field.type, column.field.type), "en": column.field.type}
        cause = _spaces(values.filter(wrong), column.field)
        yield _hit(table, column, wrong, "schema/type", of=filled, type=kind, cause=cause)
    yield from _limits(table, column, typed, filled)
    if enum := constraints.get("enum"):
        yield from _if_any(
            table,
            column,
            _outside(values, typed, enum),
            "schema/enum",
            filled,
            allowed="、".join(str(e) for e in list(enum)[:10]),
        )
    if pattern := constraints.get("pattern"):
        yield from _if_any(
            table, column, _unmatched(values, str(pattern)), "schema/pattern", filled, pattern=str(pattern)
        )
    if constraints.get("unique") is True:
        yield from _duplicates(table, column, typed if typed is not None else values, "schema/unique")


def _limits(table: Table, column: Column, typed: pl.Series | None, filled: int) -> Iterator[Hit]:
    constraints = column.field.constraints
    comparisons: dict[str, Callable[[pl.Series, Any], pl.Series]] = {
        "minimum": lambda s, v: s < v, "maximum": lambda s, v: s > v,
        "exclusiveMinimum": lambda s, v: s <= v, "exclusiveMaximum": lambda s, v: s >= v,
    }  # fmt: skip
    for key, outside in comparisons.items():
        if key in constraints and typed is not None and (bound := ordered(constraints[key], column.field)) is not None:
            yield from _if_any(
                table,
                column,
                outside(typed, bound).fill_null(False),
                "schema/range",
                filled,
                limit=f"{key} {constraints[key]}",
            )
    lengths: dict[str, Callable[[pl.Series, int], pl.Series]] = {
        "minLength": lambda s, v: s < v,
        "maxLength": lambda s, v: s > v,
    }
    for key, outside in lengths.items():
        if key in constraints:
            mask = outside(column.values.str.len_chars(), int(constraints[key])).fill_null(False)
            yield from _if_any(table, column, mask, "schema/length", filled, limit=f"{key} {constraints[key]}")


def _outside(values: pl.Series, typed: pl.Series | None, enum: Sequence[Any]) -> pl.Series:
    """Where a value is none of the allowed ones. 01 is no 1 for text, 1.0 is 1 for numbers."""
    if typed is not None and typed.dtype.is_numeric():
        allowed = pl.Series([float(e) for e in enum if _number(e)], dtype=pl.Float64)
        return ~typed.cast(pl.Float64).is_in(allowed.implode()) & typed.is_not_null()
    allowed = pl.Series([str(e) for e in enum], dtype=pl.String)
    return ~values.is_in(allowed.implode()) & values.is_not_null()


def _unmatched(values: pl.Series, pattern: str) -> pl.Series:
    """Where the whole value does not match. Columns with few distinct values are matched once per value."""
    whole = f"^(?:{pattern})$"
    distinct = values.unique() if values.head(2000).n_unique() < 500 else values
    try:
        good = distinct.str.contains(whole.replace("$", r"\z") if pattern.count("$") == 0 else whole)
    except pl.exceptions.PolarsError:  # a pattern with look-around, which the Rust engine does not know
        import re

        compiled = re.compile(pattern)
        good = pl.Series([v is None or compiled.fullmatch(v) is not None for v in distinct.to_list()], dtype=pl.Boolean)
    if distinct is values:
        return ~good.fill_null(True)
    return values.is_in(distinct.filter(~good.fill_null(True)).implode()) & values.is_not_null()


def _duplicates(table: Table, column: Column, values: pl.Series, rule: str) -> Iterator[Hit]:
    present = values.drop_nulls()
    # hashes that all differ prove that the values do, three times faster than comparing the values
    if present.hash().n_unique() < len(present) and present.n_unique() < len(present):
        repeated = ~values.is_first_distinct() & values.is_not_null()
        yield _hit(table, column, repeated, rule, of=len(present))


def _keys(table: Table, resource: Resource, columns: Mapping[str, Column], context: Context) -> Iterator[Hit]:
    key = [columns[name] for name in resource.primary_key if name in columns]
    if key and len(key) == len(resource.primary_key):
        frame = pl.DataFrame([c.values.rename(str(i)) for i, c in enumerate(key)])
        holes = frame.select(pl.any_horizontal(pl.all().is_null())).to_series()
        if holes.any() and not (len(key) == 1 and key[0].field.constraints.get("required") is True):
            yield _hit(table, key[0], holes, "schema/required", of=table.height)
        if not (len(key) == 1 and key[0].field.constraints.get("unique") is True) and frame.n_unique() < frame.height:
            repeated = ~frame.is_unique() & ~frame.select(pl.struct(pl.all()).is_first_distinct()).to_series()
            yield _hit(
                table,
                key[0],
                repeated & ~holes,
                "schema/unique",
                of=table.height,
                key="＋".join(c.field.name for c in key),
            )
    for foreign in resource.foreign_keys:
        yield from _foreign(table, columns, foreign, context)


def _foreign(
    table: Table, columns: Mapping[str, Column], foreign: Mapping[str, Any], context: Context
) -> Iterator[Hit]:
    reference = foreign.get("reference") or {}
    mine, theirs = _names(foreign.get("fields")), _names(reference.get("fields"))
    if not mine or any(name not in columns for name in mine):
        return
    if reference.get("resource"):
        target = _target(str(reference["resource"]), theirs, context)
    else:
        target = pl.DataFrame([columns[n].values.rename(str(i)) for i, n in enumerate(theirs) if n in columns])
    if target is None or target.width != len(mine):
        yield Hit(
            _place(table, columns[mine[0]].index),
            details={"target": reference.get("resource") or ""},
            rule="schema/foreign-key",
        )
        return
    frame = pl.DataFrame([columns[n].values.rename(str(i)) for i, n in enumerate(mine)]).with_row_index("row")
    lost = frame.join(target, on=target.columns, how="anti").drop_nulls(target.columns)["row"]
    if len(lost):
        mask = pl.Series([False]).new_from_index(0, table.height).scatter(lost, True)
        yield _hit(
            table, columns[mine[0]], mask, "schema/foreign-key", of=table.height, target=reference.get("resource") or ""
        )


def _target(name: str, fields: Sequence[str], context: Context) -> pl.DataFrame | None:
    """The referenced columns in another file of the dataset, None when there is no such file or column."""
    resources = context.dataset.resources if context.dataset else ()
    resource = next((r for r in resources if r.name == name), None)
    source: Source | None = next((s for s in context.siblings if resource and s.path == resource.path), None)
    main = source.main if source else None
    if main is None or resource is None:
        return None
    spots = pair(main.header, tuple(Field(f) for f in fields))
    if len(spots) < len(fields):
        return None
    columns = [
        _missing(main.frame.to_series(spots[i]), resource.missing_values).rename(str(i)) for i in range(len(fields))
    ]
    return pl.DataFrame(columns).unique()


def _missing(values: pl.Series, marks: Sequence[str]) -> pl.Series:
    present = [m for m in marks if (values == m).any()]
    return values.set(values.is_in(pl.Series(present).implode()), None) if present else values


def _if_any(table: Table, column: Column, mask: pl.Series, rule: str, of: int, **details: Any) -> Iterator[Hit]:
    if mask.any():
        yield _hit(table, column, mask, rule, of, **details)


def _hit(table: Table, column: Column, mask: pl.Series, rule: str, of: int, **details: Any) -> Hit:
    at = mask.arg_true()
    rows = tuple(table.rows[i] for i in at.head(ROWS).to_list())
    examples = tuple(dict.fromkeys(v for v in column.values.gather(at.head(ROWS)).to_list() if v is not None))[
        :EXAMPLES
    ]
    return Hit(_place(table, column.index, rows), count=len(at), of=of, values=examples, details=details, rule=rule)


def _place(table: Table, at: int, rows: tuple[int, ...] = ()) -> Place:
    return Place(sheet=table.sheet, column=table.header[at], column_index=table.columns[at], rows=rows)


def _leaf(name: str) -> str:
    """The property at the end of a dotted key path."""
    return fold(name).rsplit(".", 1)[-1]


def _names(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(v) for v in value or ()]


def _number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def _chain(*parts: Iterator[Hit]) -> Iterator[Hit]:
    for part in parts:
        yield from part
