"""Data Package, CSVW and Croissant: what they say of how values are written, so that readers find them right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.metadata.croissant import croissant, semantic
from catalog.metadata.csvw import csvw, datatype
from catalog.metadata.packages import datapackage
from catalog.model import Field, Resource
from catalog.release.published import Change, Published, PublishedTable
from tests.metadata.conftest import column, made_catalog, made_distribution, made_published

FIELDS = (
    Field("有無", type="boolean", extras={"trueValues": ["有"], "falseValues": ["無"]}),
    Field("開始", type="time", format="%H:%M"),
    Field("日付", type="date", format="%d/%m/%Y"),
    Field("金額", type="number", extras={"groupChar": ","}),
)
DATA = '有無,開始,日付,金額\r\n有,09:00,01/04/2026,"1,200.5"\r\n無,-,02/04/2026,-\r\n'.encode()


@pytest.fixture
def published(tmp_path: Path) -> Published:
    resource = Resource("hall", "hall.csv", fields=FIELDS, missing_values=("", "-"))
    rows = (("有", "09:00", "01/04/2026", "1,200.5"), ("無", "-", "02/04/2026", "-"))
    table = PublishedTable(resource, tuple(column(f.name, f.type) for f in FIELDS), 2, rows)
    file = made_distribution(tmp_path, "datasets/hall/hall.csv", "csv", "text/csv", DATA, True)
    return made_published(tmp_path, "hall", resources=(resource,), tables=(table,), distributions=(file,))


def test_frictionless_reads_values_as_the_city_writes_them(published: Published, tmp_path: Path) -> None:
    """有・無、桁区切り、日本の日付の書き方、空欄の記号が、データパッケージに残る。"""
    import frictionless

    (tmp_path / "hall.csv").write_bytes(DATA)
    (tmp_path / "datapackage.json").write_text(
        json.dumps(datapackage(made_catalog(tmp_path), published), ensure_ascii=False), encoding="utf-8"
    )
    package = frictionless.Package(str(tmp_path / "datapackage.json"))
    assert frictionless.validate(str(tmp_path / "datapackage.json")).valid
    rows = package.get_resource("hall.csv").read_rows()
    assert [row["有無"] for row in rows] == [True, False]
    assert (float(rows[0]["金額"]), rows[1]["金額"]) == (1200.5, None)


def test_csvw_says_how_values_are_written(published: Published, tmp_path: Path) -> None:
    """CSVWにも、時刻・日付・有無・桁区切りの書き方と、空欄の記号がある。"""
    found = csvw(made_catalog(tmp_path), published, published.distributions[0], published.tables[0])
    assert found["null"] == ["", "-"]
    assert [c["datatype"] for c in found["tableSchema"]["columns"]] == [
        {"base": "boolean", "format": "有|無"},
        {"base": "time", "format": "HH:mm"},
        {"base": "date", "format": "dd/MM/yyyy"},
        {"base": "number", "format": {"groupChar": ","}},
    ]


@pytest.mark.parametrize(
    ("field", "values", "expected"),
    [
        (Field("a", type="date"), (), "date"),
        (Field("a", type="date", format="%Y年%m月%d日"), (), "string"),
        (Field("a", type="date", format="any"), (), "string"),
        (Field("a", type="datetime", format="%Y-%m-%dT%H:%M"), (), {"base": "datetime", "format": "yyyy-MM-ddTHH:mm"}),
        (Field("a", type="boolean"), ("true", "0"), "boolean"),
        (Field("a", type="boolean"), ("True",), "string"),
        (Field("a", type="number", extras={"bareNumber": False}), ("5人",), "string"),
        (Field("a", type="geopoint"), (), "string"),
        (Field("a", type="string", constraints={"pattern": "[0-9]{6}"}), (), {"base": "string", "format": "[0-9]{6}"}),
    ],
)
def test_text_where_csvw_has_no_word(field: Field, values: tuple[str, ...], expected: Any) -> None:
    """CSVWで言えない書き方の列は、誤った型ではなく文字列とする。"""
    assert datatype(field.type, field, values) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [("1.2", "1.2.0"), ("2026-04-10", "2026.4.10"), ("2026-04-10-2", "2026.4.10+2"), ("令和8年度版", ""), ("", "")],
)
def test_versions_croissant_takes(given: str, expected: str) -> None:
    """版の名前は、Croissantの読める形にする。"""
    assert semantic(given) == expected


def test_croissant_tells_a_file_that_may_change(published: Published, tmp_path: Path) -> None:
    """ほかの場所にあるファイル（チェックサムがない）は、変わりうるものとして示す。"""
    import dataclasses

    city = made_catalog(tmp_path)
    dated = dataclasses.replace(published, changes=(Change("2026-04-10", "2026-04-10", {"ja": "公開開始"}),))
    assert (croissant(city, dated)["version"], croissant(city, dated)["isLiveDataset"]) == ("2026.4.10", False)
    remote = made_distribution(tmp_path, "https://files.example.jp/a.csv", "csv", "text/csv", b"")
    remote = dataclasses.replace(remote, sha256="")
    assert croissant(city, dataclasses.replace(published, distributions=(remote,)))["isLiveDataset"] is True
