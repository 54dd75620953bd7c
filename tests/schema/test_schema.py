"""Declared columns against files: other files of the dataset, odd headers, the last release."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from catalog.config import load_dataset
from catalog.release.gate import examine
from catalog.release.requests import for_dataset
from catalog.rule import Finding
from catalog.strict_yaml import dump


def check(
    folder: Path, files: dict[str, str], resources: list[dict[str, Any]], previous: dict[str, Any] | None = None
) -> list[Finding]:
    """Findings of the schema family on a dataset."""
    home = folder / "example"
    home.mkdir(exist_ok=True)
    for name, text in files.items():
        (home / name).write_text(text, encoding="utf-8")
    (home / "datapackage.yaml").write_text(
        dump({"name": "example", "title": "見本", "resources": resources}), encoding="utf-8"
    )
    request = for_dataset(load_dataset(home), {}, "2026-04-01", folder / "store", previous or {})
    return [f for f in examine(request).findings if f.rule.startswith("schema/")]


def fields(*names: str, **types: str) -> list[dict[str, Any]]:
    return [{"name": n, "type": types.get(n, "string")} for n in names]


def test_a_number_must_stand_in_the_other_file(tmp_path: Path) -> None:
    """A branch that refers to a library which is not listed is found with its row."""
    files = {"libraries.csv": "番号,名称\nL1,中央\nL2,港\n", "loans.csv": "図書館,冊数\nL1,10\nL9,20\n,5\n"}
    key = [{"fields": ["図書館"], "reference": {"resource": "libraries", "fields": ["番号"]}}]
    resources = [
        {"name": "libraries", "path": "libraries.csv", "schema": {"fields": fields("番号", "名称")}},
        {"name": "loans", "path": "loans.csv", "schema": {"fields": fields("図書館", "冊数"), "foreignKeys": key}},
    ]
    found = check(tmp_path, files, resources)
    assert [(f.rule, f.place.column, f.place.rows) for f in found] == [("schema/foreign-key", "図書館", (3,))]


def test_a_padded_name_is_the_same_column(tmp_path: Path) -> None:
    """Width and spaces of a name make no new column."""
    resources = [{"name": "a", "path": "a.csv", "schema": {"fields": fields("名称", "利用者数(人)")}}]
    assert check(tmp_path, {"a.csv": "名　称,利用者数（人）\n中央,10\n港,20\n"}, resources) == []


def test_an_undeclared_column_withholds(tmp_path: Path) -> None:
    """A column nobody declared must not go out, even when its name is empty."""
    resources = [{"name": "a", "path": "a.csv", "schema": {"fields": fields("名称", "冊数")}}]
    found = check(tmp_path, {"a.csv": "名称,冊数,\n中央,10,済\n港,20,\n"}, resources)
    assert [(f.rule, f.verdict, f.place.column_index) for f in found] == [("schema/extra-column", "withhold", 2)]


def test_missing_values_are_neither_wrong_nor_present(tmp_path: Path) -> None:
    """A declared mark for "no value" is not checked against the type, but a required cell may not hold it."""
    schema = {
        "fields": [
            {"name": "名称", "type": "string"},
            {"name": "冊数", "type": "integer", "constraints": {"required": True}},
        ],
        "missingValues": ["", "－"],
    }
    found = check(
        tmp_path, {"a.csv": "名称,冊数\n中央,10\n港,－\n"}, [{"name": "a", "path": "a.csv", "schema": schema}]
    )
    assert [(f.rule, f.place.rows) for f in found] == [("schema/required", (3,))]


def test_properties_of_records_are_columns(tmp_path: Path) -> None:
    """In JSON a column is found by the property at the end of its path."""
    schema = {"fields": fields("名称", "冊数", 冊数="integer")}
    text = '{"図書館": [{"名称": "中央", "冊数": 10}, {"名称": "港", "冊数": "多い"}]}'
    found = check(tmp_path, {"a.json": text}, [{"name": "a", "path": "a.json", "schema": schema}])
    assert [(f.rule, f.count) for f in found] == [("schema/type", 1)]


def test_the_last_release_is_remembered(tmp_path: Path) -> None:
    """A column that is new and one that is gone are both said, although the schema knows them."""
    resources = [{"name": "a", "path": "a.csv", "schema": {"fields": fields("名称", "冊数", "職員数")}}]
    found = check(
        tmp_path,
        {"a.csv": "名称,冊数,職員数\n中央,10,3\n港,20,4\n"},
        resources,
        {"a.csv": {"columns": ["名称", "冊数", "開館日"]}},
    )
    assert [(f.rule, f.place.column) for f in found] == [
        ("schema/new-column", "職員数"),
        ("schema/removed-column", "開館日"),
    ]


def test_evidence_never_shows_a_wrong_value_in_clear(tmp_path: Path) -> None:
    """A value of the wrong type may be a name: it is masked like any other."""
    resources = [{"name": "a", "path": "a.csv", "schema": {"fields": fields("番号", "冊数", 冊数="integer")}}]
    found = check(tmp_path, {"a.csv": "番号,冊数\nA1,10\nA2,岬汐里\n"}, resources)
    assert found
    assert all("汐里" not in f"{f.evidence}{f.message}{f.fix}" for f in found)


def test_spaces_that_nobody_sees_are_named(tmp_path: Path) -> None:
    """A number with a space behind it looks right in a spreadsheet: the message says what is in the way, and the row as a row."""
    resources = [{"name": "a", "path": "a.csv", "schema": {"fields": fields("番号", "緯度", 緯度="number")}}]
    [spaced] = check(tmp_path, {"a.csv": "番号,緯度\nA1,34.7\nA2,34.8　\n"}, resources)
    assert "（3行目）" in spaced.message["ja"] and "空白" in spaced.message["ja"] and "数値" in spaced.message["ja"]
    [other] = check(tmp_path, {"a.csv": "番号,緯度\nA1,34.7\nA2,不明\n"}, resources)
    assert "空白がある" not in other.message["ja"]


def test_a_column_without_a_name_is_no_lost_column(tmp_path: Path) -> None:
    """What went out named the columns that have no name, or a name twice: the next version of the file is the same table."""
    resources = [{"name": "a", "path": "a.csv"}]
    text = "公園名,,遊具,遊具\n汐見公園,北,ぶらんこ,砂場\n風待公園,南,鉄棒,砂場\n"
    before = {"a.csv": {"columns": ["公園名", "列2", "遊具", "遊具_2"]}}
    assert check(tmp_path, {"a.csv": text}, resources, before) == []
