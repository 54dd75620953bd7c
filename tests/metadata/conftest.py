"""A made-up city with three datasets, as the gate would hand it over; no file of the example city is needed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.licences import LICENCES
from catalog.model import Agent, Catalog, ContactPoint, Dataset, Field, Licence, Resource, Temporal
from catalog.release.published import Change, ColumnProfile, Distribution, Published, PublishedTable, Tombstone
from tests.metadata.loopback import CITY as DESCRIPTOR
from tests.metadata.loopback import Site, serve

SHARED = Path(__file__).resolve().parents[3] / "shared"
LICENCE = Licence("CC-BY-4.0", *LICENCES["CC-BY-4.0"])
CITY = Agent({"ja": "みなと風市", "en": "Minatokaze City"}, "https://www.example.jp/")
FIRE = Agent({"ja": "みなと風市 消防本部", "en": "Minatokaze City Fire Department"}, "https://www.example.jp/fire/")
DESK = ContactPoint(
    {"ja": "情報政策課", "en": "Information Policy Division"}, "opendata@example.jp", None, "03-0000-0000"
)


def made_catalog(folder: Path, **changes: object) -> Catalog:
    facts: dict[str, object] = {
        "folder": folder,
        "title": {"ja": "みなと風市オープンデータカタログ", "en": "Minatokaze Open Data"},
        "description": {"ja": "みなと風市が公開するオープンデータの一覧です。", "en": "Open data of Minatokaze City."},
        "base_url": "https://data.example.jp/",
        "publisher": CITY,
        "contact_point": DESK,
        "licences": (LICENCE,),
        "languages": ("ja", "en"),
        "municipality": "131016",
        "extras": {"series": {"予算": {"title": "予算", "description": "毎年度の予算です。"}}},
    }
    return Catalog(**{**facts, **changes})  # type: ignore[arg-type]


def made_distribution(
    folder: Path, path: str, fmt: str, media_type: str, data: bytes, main: bool = False, resource: str = ""
) -> Distribution:
    blob = folder / hashlib.sha256(path.encode()).hexdigest()
    blob.write_bytes(data)
    return Distribution(
        resource=resource or path.rsplit("/", 1)[-1].rsplit(".", 1)[0],
        path=path,
        format=fmt,
        media_type=media_type,
        bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        blob=blob,
        source_sha256=hashlib.sha256(b"source" + data).hexdigest(),
        steps=("decoded:cp932", "encoded:utf-8"),
        title={},
        main=main,
    )


def column(name: str, type_: str, **more: object) -> ColumnProfile:
    return ColumnProfile(name, {"ja": name}, {}, type_, None, True, 2, 0, 2, **more)  # type: ignore[arg-type]


def made_published(folder: Path, dataset_id: str = "aed", **changes: object) -> Published:
    fields = (
        Field("名称", {"ja": "名称", "en": "Name"}, {"ja": "施設の名称"}, "string", constraints={"required": True}),
        Field("緯度", {"ja": "緯度"}, {}, "number", unit="度"),
        Field("経度", {"ja": "経度"}, {}, "number", unit="度"),
        Field("台数", {"ja": "台数"}, {}, "integer"),
    )
    resource = Resource(
        dataset_id, f"{dataset_id}.csv", {"ja": "AED設置箇所一覧", "en": "AED locations"}, fields=fields
    )
    data = "名称,緯度,経度,台数\r\n中央図書館,35.69,139.75,1\r\n本庁舎,35.70,139.76,2\r\n".encode()
    table = PublishedTable(
        resource=resource,
        columns=(
            column("名称", "string"),
            column("緯度", "number"),
            column("経度", "number"),
            column("台数", "integer"),
        ),
        rows=2,
        preview=(("中央図書館", "35.69", "139.75", "1"), ("本庁舎", "35.70", "139.76", "2")),
        points=((139.75, 35.69, "中央図書館"), (139.76, 35.70, "本庁舎")),
    )
    facts: dict[str, object] = {
        "id": dataset_id,
        "folder": folder,
        "title": {"ja": "AED設置箇所一覧", "en": "AED locations"},
        "description": {
            "ja": "市内の公共施設に設置したAEDの場所と台数です。毎年4月1日時点で更新します。",
            "en": "AEDs.",
        },
        "keywords": {"ja": ("AED", "救急"), "en": ("AED", "emergency")},
        "themes": ("HEAL",),
        "publisher": FIRE,
        "contact_point": DESK,
        "licences": (LICENCE,),
        "resources": (resource,),
        "spatial": "131016",
        "temporal": Temporal("2026-04-01", "2027-03-31"),
        "accrual_periodicity": "毎年",
        "issued": "2026-04-01",
        "modified": "2026-10-01",
        "conforms_to": ("jp-standard/08",),
        "reading": "えーいーでぃーせっちかしょいちらん",
        "descriptor": "datapackage.yaml",
    }
    mine = {k: v for k, v in changes.items() if k not in Published.__dataclass_fields__}
    dataset = Dataset(**{**facts, **mine})  # type: ignore[arg-type]
    base = f"datasets/{dataset_id}/{dataset_id}"
    made: dict[str, object] = {
        "dataset": dataset,
        "distributions": (
            made_distribution(folder, f"{base}.csv", "csv", "text/csv", data, main=True),
            made_distribution(folder, f"{base}.json", "json", "application/json", b"[]\n"),
        ),
        "tables": (table,),
        "findings": (),
        "score": {"readability": 96, "levels": {"L1": 100, "L2": 95, "L3": 90}, "metadata": 405},
        "screened": "2026-11-23",
        "screening": {"rows": 2, "cells": 8, "rules": 52, "ruleset": "0" * 64},
        "changes": (Change("1.0.0", "2026-10-01", {"ja": "2行追加", "en": "2 rows added"}, 2, 0),),
    }
    return Published(**{**made, **{k: v for k, v in changes.items() if k in Published.__dataclass_fields__}})  # type: ignore[arg-type]


@pytest.fixture
def city(tmp_path: Path) -> Catalog:
    return made_catalog(tmp_path)


@pytest.fixture
def published(tmp_path: Path) -> list[Published]:
    """AED (complete), and two years of a budget series, the second with an approval and a Japanese file name."""
    csv_ = "款,金額\r\n総務費,1\r\n".encode()
    years = []
    for year in (2025, 2026):
        name = f"予算{year}.csv"
        one = made_published(
            tmp_path,
            f"budget-{year}",
            title={"ja": f"{year}年度予算", "en": f"Budget {year}"},
            themes=("行財政",),
            conforms_to=(),
            in_series="予算",
            temporal=Temporal(f"{year}-04-01", f"{year + 1}-03-31"),
            distributions=(
                made_distribution(tmp_path, f"datasets/budget-{year}/{name}", "csv", "text/csv", csv_, True, "budget"),
            ),
            tables=(),
            resources=(Resource("budget", name),),
            approvals=(
                {
                    "rule": "privacy/person-name",
                    "basis": {"ja": "職務上の氏名（公表慣行）", "en": "Names of officials, by custom public"},
                    "office": "財政課",
                    "date": "2026-04-01",
                    "until": "2027-03-31",
                },
            )
            if year == 2026
            else (),
        )
        years.append(one)
    return [made_published(tmp_path), *years]


@pytest.fixture
def tombstones() -> list[Tombstone]:
    return [Tombstone("old", {"ja": "統合のため", "en": "merged"}, "2026-05-01")]


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as found:
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "catalog.yaml").write_text(DESCRIPTOR, encoding="utf-8")
    return tmp_path
