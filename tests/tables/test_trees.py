"""JSON, GeoJSON, XML as tables."""

from __future__ import annotations

import json
from typing import Any

import pytest

from catalog.tables.markup import read_markup
from catalog.tables.trees import read_json


def read(value: Any) -> Any:
    return read_json(json.dumps(value, ensure_ascii=False).encode(), "json")


def test_records() -> None:
    """A list of objects is a table; numbers keep their text."""
    contents = read_json('[{"名称":"甲","数":1.50},{"名称":"乙","数":123456789012}]'.encode(), "json")
    (table,) = contents.tables or []
    assert table.header == ("名称", "数")
    assert table.frame.rows() == [("甲", "1.50"), ("乙", "123456789012")]


def test_nested_objects_have_dotted_paths() -> None:
    """Objects within records become columns."""
    (table,) = read([{"a": {"b": {"c": 1}}, "d": [1, 2]}]).tables
    assert table.header == ("a.b.c", "d")


def test_lists_within_records_are_tables_too() -> None:
    """People listed within a record do not hide in one cell."""
    found = read([{"町": "甲", "世帯": [{"氏名": "見本"}, {"氏名": "例示"}]}]).tables
    assert [t.header for t in found] == [("町",), ("世帯.氏名",)]


def test_text_outside_the_records_is_kept() -> None:
    """What stands beside the list is screened as text."""
    contents = read({"title": "一覧", "meta": {"by": "係"}, "records": [{"a": 1}]})
    assert {t.text for t in contents.texts} == {"一覧", "係"}


def test_duplicate_keys_are_found() -> None:
    """The value that a later key would replace is not lost."""
    contents = read_json(b'[{"a": "old", "a": "new"}]', "json")
    assert [p.rule for p in contents.problems] == ["file/duplicate-entry"]
    assert [t.text for t in contents.texts] == ["old"]


@pytest.mark.parametrize("text", [b"[" * 100_000, b'{"a":' * 5_000, b"[" * 500 + b"]" * 500])
def test_endless_nesting_is_refused(text: bytes) -> None:
    """A hostile file is a problem, not a crash."""
    assert [p.rule for p in read_json(text, "json").problems] == ["file/unreadable"]


def test_geojson() -> None:
    """Properties are the table, one point stands for each feature."""
    contents = read(
        {
            "type": "FeatureCollection",
            "name": "外部の語",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"名称": "甲"},
                    "geometry": {"type": "Point", "coordinates": [135.0, 35.0]},
                },
                {
                    "type": "Feature",
                    "properties": {"名称": "乙"},
                    "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 2], [0, 2]]]},
                },
            ],
        }
    )
    assert contents.format == "geojson"
    assert contents.tables[0].header == ("名称",)
    assert contents.points == ((135.0, 35.0), (1.0, 1.0))
    assert [t.text for t in contents.texts] == ["外部の語"]


def test_json_lines() -> None:
    """One object per line."""
    contents = read_json(b'{"a": 1}\n{"a": 2}\n', "jsonl")
    assert contents.format == "jsonl"
    assert contents.tables is not None
    assert contents.tables[0].height == 2


def test_xml_records() -> None:
    """The repeated element is the row; attributes are columns."""
    contents = read_markup('<all><x id="1"><名称>甲</名称></x><x id="2"><名称>乙</名称></x></all>'.encode(), "xml")
    assert contents.tables is not None
    assert contents.tables[0].header == ("id", "名称")


def test_xml_with_a_doctype_is_refused() -> None:
    """No entity is ever expanded."""
    contents = read_markup(b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "xml")
    assert [p.rule for p in contents.problems] == ["file/unreadable"]


def test_kml_points() -> None:
    """Placemarks with extended data."""
    text = '<kml><Document><Placemark><name>甲</name><ExtendedData><Data name="種別"><value>公園</value></Data></ExtendedData><Point><coordinates>135,35,0</coordinates></Point></Placemark></Document></kml>'
    contents = read_markup(text.encode(), "kml")
    assert contents.points == ((135.0, 35.0),)
    assert contents.tables is not None
    assert "公園" in contents.tables[0].frame.row(0)
