"""Made-up tables of a fixed seed: a clean list of facilities, and a register of people who do not exist."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: name → (type, constraints) of the columns of the list of facilities
FACILITIES: dict[str, tuple[str, dict[str, Any]]] = {
    "ID": ("string", {"required": True, "pattern": "[0-9]{7}"}),
    "名称": ("string", {"required": True}),
    "種別": ("string", {"enum": ["市民センター", "図書館", "公園", "学校", "庁舎"]}),
    "住所": ("string", {"required": True}),
    "緯度": ("number", {"minimum": 20, "maximum": 46}),
    "経度": ("number", {"minimum": 122, "maximum": 154}),
    "電話番号": ("string", {"pattern": "0[0-9]{1,4}-[0-9]{1,4}-[0-9]{4}"}),
    "郵便番号": ("string", {"pattern": "[0-9]{7}"}),
    "法人番号": ("string", {"pattern": "[0-9]{13}"}),
    "開設年月日": ("date", {}),
    "定員": ("integer", {"minimum": 0}),
    "利用可能曜日": ("string", {}),
    "開始時間": ("string", {"pattern": "[0-9]{2}:[0-9]{2}"}),
    "終了時間": ("string", {"pattern": "[0-9]{2}:[0-9]{2}"}),
    "備考": ("string", {}),
}
REGISTER = (
    "受付番号", "氏名", "フリガナ", "住所", "電話番号", "メールアドレス",
    "生年月日", "性別", "個人番号", "施設名", "経度", "備考",
)  # fmt: skip
_TOWNS = ("汐入", "帆立", "朝凪", "灯台前", "入江", "松籟")
_FAMILY = (("朝霧", "アサギリ"), ("潮見", "シオミ"), ("佐藤", "サトウ"), ("鈴木", "スズキ"), ("渚", "ナギサ"))
_GIVEN = (("花子", "ハナコ"), ("大輔", "ダイスケ"), ("みなと", "ミナト"), ("一郎", "イチロウ"), ("陽子", "ヨウコ"))


def schema() -> dict[str, Any]:
    """The Table Schema of the list of facilities."""
    fields = [{"name": n, "type": kind, "constraints": limits} for n, (kind, limits) in FACILITIES.items()]
    return {"fields": fields}


def write_facilities(path: Path, rows: int) -> None:
    """`rows` facilities in 15 columns, without a mistake and without a person."""
    random_ = random.Random(4)
    _write(path, list(FACILITIES), (_facility(random_, i) for i in range(rows)))


def write_register(path: Path, rows: int) -> None:
    """`rows` people in 12 columns, as a list of residents is kept."""
    random_ = random.Random(5)
    _write(path, list(REGISTER), (_person(random_, i) for i in range(rows)))


def write_dataset(folder: Path, rows: int) -> Path:
    """The list of facilities as a described dataset of a city; gives the city's folder."""
    dataset = folder / "city" / "facilities"
    dataset.mkdir(parents=True, exist_ok=True)
    write_facilities(dataset / "facilities.csv", rows)
    resource = {"name": "facilities", "path": "facilities.csv", "title": "公共施設一覧", "schema": schema()}
    (dataset / "datapackage.json").write_text(
        json.dumps(
            {
                "name": "facilities",
                "title": "公共施設一覧",
                "description": "市の公共施設の所在地と利用時間です。",
                "licenses": [{"name": "CC-BY-4.0"}],
                "resources": [resource],
            },
            ensure_ascii=False,
        ),
        encoding="utf-8",
    )
    (folder / "city" / "catalog.yaml").write_text(
        "title: みなと風市オープンデータカタログ\ndescription: 性能を測るためのカタログです。\n"
        'base_url: https://data.example.jp/\nmunicipality: "131016"\nlanguages: [ja]\n'
        "publisher: {name: みなと風市, url: https://www.example.jp/}\n"
        "contactPoint: {name: 情報政策課, email: opendata@example.jp}\nlicenses: [{name: CC-BY-4.0}]\n",
        encoding="utf-8",
    )
    return folder / "city"


def _write(path: Path, header: list[str], rows: Iterator[list[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)


def _facility(random_: random.Random, i: int) -> list[object]:
    kind = random_.choice(FACILITIES["種別"][1]["enum"])
    return [
        f"{i:07}", f"{random_.choice(_TOWNS)}第{i}{kind}", kind, _address(random_),
        f"{random_.uniform(34, 36):.6f}", f"{random_.uniform(138, 140):.6f}",
        f"054-{random_.randrange(200, 1000)}-{random_.randrange(10000):04}", f"{random_.randrange(4200000, 4300000)}",
        _checked(random_), f"{random_.randrange(1950, 2026)}-{random_.randrange(1, 13):02}-{random_.randrange(1, 29):02}",
        random_.randrange(10, 2000), "月火水木金", "09:00", "17:00", random_.choice(("", "", "駐車場あり", "要予約")),
    ]  # fmt: skip


def _person(random_: random.Random, i: int) -> list[object]:
    family, given = random_.choice(_FAMILY), random_.choice(_GIVEN)
    born = f"{random_.randrange(1935, 2020)}-{random_.randrange(1, 13):02}-{random_.randrange(1, 29):02}"
    return [
        i + 1, f"{family[0]} {given[0]}", f"{family[1]} {given[1]}", _address(random_),
        f"090-{random_.randrange(1000, 10000)}-{random_.randrange(10000):04}", f"u{i}@example.com",
        born, random_.choice("男女"), _individual(random_), f"港{random_.randrange(20000)}番図書館",
        f"{random_.uniform(138, 140):.6f}", random_.choice(("", "", "電話連絡済")),
    ]  # fmt: skip


def _address(random_: random.Random) -> str:
    return f"静岡県みなと風市{random_.choice(_TOWNS)}{random_.randrange(1, 9)}丁目{random_.randrange(1, 40)}番{random_.randrange(1, 30)}号"


def _checked(random_: random.Random) -> str:
    """A corporate number with a right check digit (法人番号の指定等に関する省令 2条)."""
    body = f"{random_.randrange(10**12):012}"
    total = sum(int(d) * (1 if n % 2 == 0 else 2) for n, d in enumerate(reversed(body)))
    return f"{9 - total % 9}{body}"


def _individual(random_: random.Random) -> str:
    """An individual number with a right check digit (番号法総務省令 5条); nobody is known to have it."""
    body = f"{random_.randrange(10**11):011}"
    total = sum(int(d) * (n + 2 if n < 6 else n - 4) for n, d in enumerate(reversed(body)))
    return f"{body}{0 if total % 11 <= 1 else 11 - total % 11}"
