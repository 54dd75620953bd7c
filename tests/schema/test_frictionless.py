"""Our column-wise checks say the same as `frictionless validate`, row by row, on files full of mistakes."""

from __future__ import annotations

import csv
import json
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import frictionless
import pytest

from catalog.checks.schema import schema
from catalog.config import load_dataset
from catalog.errors import CatalogError
from catalog.rule import Context
from catalog.rules.pack import load_pack
from catalog.strict_yaml import dump
from catalog.table_schema import TYPES
from catalog.tables.read import read

FIELDS: list[dict[str, Any]] = [
    {"name": "番号", "type": "string", "constraints": {"required": True, "unique": True}},
    {"name": "種別", "type": "string", "constraints": {"enum": ["有", "無"]}},
    {"name": "郵便番号", "type": "string", "constraints": {"pattern": "[0-9]{7}"}},
    {"name": "定員", "type": "integer", "constraints": {"minimum": 0, "maximum": 500}},
    {"name": "緯度", "type": "number", "constraints": {"minimum": 20, "maximum": 46}},
    {"name": "開設日", "type": "date", "constraints": {"minimum": "1950-01-01"}},
    {"name": "開始時間", "type": "time", "format": "%H:%M"},
    {"name": "年", "type": "year"},
    {"name": "年月", "type": "yearmonth"},
    {"name": "公開", "type": "boolean"},
    {"name": "地域コード", "type": "string", "constraints": {"minLength": 3, "maxLength": 3}},
    {"name": "メール", "type": "string", "format": "email"},
]
VALUES = {
    "番号": ["A{n}", "A{n}", "A{n}", "A1", ""], "種別": ["有", "無", "あり", ""], "郵便番号": ["4210001", "421-0001", "42100011", ""],
    "定員": ["0", "120", "-5", "501", "約80", "1,200", "12.5", ""], "緯度": ["34.741", "34", "138.19", "北緯34度", ""],
    "開設日": ["1998-04-01", "1949-12-31", "1998/4/1", "平成9年", "1998-02-30", ""], "開始時間": ["08:30", "25:00", "8時", ""],
    "年": ["1998", "98", "平成9", ""], "年月": ["2026-04", "2026-13", "202604", ""], "公開": ["true", "false", "1", "公開", ""],
    "地域コード": ["001", "01", "0001", ""], "メール": ["opendata@example.jp", "opendata", ""],
}  # fmt: skip
#: A note of frictionless → our rule.
CONSTRAINTS = {
    "required": "schema/required", "unique": "schema/unique", "enum": "schema/enum", "pattern": "schema/pattern",
    "minimum": "schema/range", "maximum": "schema/range", "minLength": "schema/length", "maxLength": "schema/length",
}  # fmt: skip
Found = dict[tuple[str, str], set[int]]


def dirty(folder: Path, seed: int) -> Path:
    """A file in which every column has right, wrong and missing values."""
    rng = random.Random(seed)
    with (folder / "dirty.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([f["name"] for f in FIELDS])
        for n in range(18):
            writer.writerow([rng.choice(VALUES[f["name"]]).format(n=n) for f in FIELDS])
    return folder / "dirty.csv"


def theirs(path: Path) -> Found:
    """What frictionless finds: (column, rule) → rows."""
    resource = frictionless.Resource(
        path=path.name, basepath=str(path.parent), schema=frictionless.Schema.from_descriptor({"fields": FIELDS})
    )
    found: Found = defaultdict(set)
    for error in frictionless.validate(resource, limit_errors=100_000).tasks[0].errors:
        row = error.row_number
        if error.type == "type-error":
            found[error.field_name, "schema/type"].add(row)
        elif error.type in ("constraint-error", "unique-error"):
            key = "unique" if error.type == "unique-error" else next(k for k in CONSTRAINTS if f'"{k}"' in error.note)
            found[error.field_name, CONSTRAINTS[key]].add(row)
    return dict(found)


def ours(path: Path) -> Found:
    """What our check finds on the same file and schema."""
    home = path.parent
    (home / "datapackage.yaml").write_text(
        dump(
            {
                "name": home.name,
                "title": "見本",
                "resources": [{"name": "dirty", "path": path.name, "schema": {"fields": FIELDS}}],
            }
        ),
        encoding="utf-8",
    )
    dataset = load_dataset(home)
    table = read(path, path.name).tables[0]
    rules = tuple(r for r in load_pack().rules.values() if r.check == "schema")
    found: Found = defaultdict(set)
    for hit in schema(table, Context(resource=dataset.resources[0], dataset=dataset), rules):
        assert hit.count == len(hit.place.rows)
        found[str(hit.place.column), str(hit.rule)].update(hit.place.rows)
    return dict(found)


@pytest.mark.parametrize("seed", range(6))
def test_the_same_mistakes_in_the_same_rows(seed: int, tmp_path: Path) -> None:
    """Type, required, enum, pattern, unique, range and length agree cell by cell."""
    home = tmp_path / "dirty"
    home.mkdir()
    path = dirty(home, seed)
    expected = theirs(path)
    assert len(expected) > 10
    assert ours(path) == expected


FAULTY_FIELDS = [
    ({"name": "数", "type": "strng"}, "type"),
    ({"name": "数", "type": "integer", "constraints": {"minimun": 0}}, "minimun"),
    ({"name": "数", "type": "integer", "constraints": "required"}, "constraints"),
]


@pytest.mark.parametrize(("field", "where"), FAULTY_FIELDS)
def test_what_frictionless_refuses_we_refuse(tmp_path: Path, field: dict[str, Any], where: str) -> None:
    """A type or a constraint that Table Schema does not know would check nothing."""
    assert not frictionless.Schema.validate_descriptor({"fields": [field]}).valid
    with pytest.raises(CatalogError) as error:
        load_dataset(_described(tmp_path, {"fields": [field]}))
    [mistake] = error.value.mistakes
    assert where in f"{mistake.what} {mistake.hint}"


@pytest.mark.parametrize(
    "schema",
    [
        {"fields": [{"name": "数"}], "primaryKey": ["番号"]},
        {"fields": [{"name": "数", "constraints": {"pattern": "[0-9"}}]},
        {"fields": [{"name": "数", "constraints": {"enum": []}}]},
        {"fields": [{"name": "数", "constraints": {"required": "yes"}}]},
        {"fields": [{"name": "数", "constrains": {"required": True}}]},
    ],
)
def test_a_schema_that_would_check_nothing_is_a_mistake(tmp_path: Path, schema: dict[str, Any]) -> None:
    """Keys, patterns, lists and switches that mean nothing are told, not passed over."""
    with pytest.raises(CatalogError) as error:
        load_dataset(_described(tmp_path, schema))
    assert len(error.value.mistakes) == 1


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_of_the_standard_is_taken(tmp_path: Path, kind: str) -> None:
    """All types of Table Schema; frictionless knows them too, but for `list`, which came with version 2."""
    schema = {"fields": [{"name": "数", "type": kind}]}
    assert load_dataset(_described(tmp_path, schema)).resources[0].fields[0].type == kind
    assert kind == "list" or frictionless.Schema.validate_descriptor(schema).valid


def _described(folder: Path, schema: dict[str, Any]) -> Path:
    home = folder / "one"
    home.mkdir()
    (home / "a.csv").write_text("数\n1\n", encoding="utf-8")
    (home / "datapackage.json").write_text(
        json.dumps({"name": "one", "resources": [{"name": "a", "path": "a.csv", "schema": schema}]}), encoding="utf-8"
    )
    return home
