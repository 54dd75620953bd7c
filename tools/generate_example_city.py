#!/usr/bin/env python3
"""Writes the example city into `datasets/`: the same bytes at every run.

python tools/generate_example_city.py [FOLDER]

What recipes read goes into `vault/` beside the city folder, never inside it.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.example_city import facilities, hearing, held, services, statistics
from tools.example_city.descriptor import descriptor, dump
from tools.example_city.place import CODE, OFFICE

CATALOG = {
    "title": "みなと風市オープンデータカタログ",
    "description": "みなと風市がもつ公共のデータを、だれでも自由に使える形で公開しています。みなと風市は見本のための架空の市で、地名も数値も実在しません。",
    "base_url": "https://data.example.jp/",
    "homepage": "https://www.example.jp/",
    "municipality": CODE,
    "bbox": [138.155, 34.7, 138.205, 34.75],
    "languages": ["ja", "en"],
    "publisher": {"name": "みなと風市", "url": "https://www.example.jp/", "identifier": OFFICE},
    "contactPoint": {"name": "みなと風市 情報政策課", "email": "opendata@example.jp", "url": "https://www.example.jp/contact/"},
    "licenses": [{"name": "CC-BY-4.0"}],
    "translations": {
        "en": {
            "title": "Minatokaze City Open Data",
            "description": "Public data of Minatokaze City, free for anyone to use. Minatokaze is a made-up city: its places and figures do not exist.",
            "publisher": "Minatokaze City",
            "contactPoint": "Minatokaze City, Information Policy Division",
        }
    },
    "policy": {"small_count": 5},
    "site": {"pages": [hearing.PAGE]},
    "series": {
        "population": {
            "title": {"ja": "地域・年齢別人口（年次）", "en": "Population by area and age (yearly)"},
            "description": {
                "ja": "毎年4月1日の町別・年齢階級別・男女別の人口です。年ごとに1つのデータセットがあります。",
                "en": "Population by town, age group and sex on 1 April of each year, one dataset per year.",
            },
        }
    },
}  # fmt: skip


#: The bounding box on one line, below what it is for.
NOTE = (
    "bbox:\n  - 138.155\n  - 34.7\n  - 138.205\n  - 34.75\n",
    "# 西・南・東・北の緯度経度。実在する市区町村ならコードから自動で入るので要らない。\nbbox: [138.155, 34.7, 138.205, 34.75]\n",
)


def main() -> None:
    """Writes every dataset folder and catalog.yaml."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1] / "datasets"
    folder.mkdir(parents=True, exist_ok=True)
    text = dump(CATALOG).decode().replace(*NOTE)
    (folder / "catalog.yaml").write_bytes(text.encode())
    entries = [*facilities.entries(), *statistics.entries(), *services.entries(), *held.entries(), *hearing.entries()]
    for entry in entries:
        home = folder / entry.id
        home.mkdir(exist_ok=True)
        (home / "datapackage.yaml").write_bytes(descriptor(entry, CODE))
        for file in entry.files:
            if file.data:  # else a recipe makes it
                (home / file.path).write_bytes(file.data)
        for name, data in entry.beside.items():
            (home / name).write_bytes(data)
    for place, files in ((folder, hearing.pages()), (folder.parent / "vault", hearing.vault())):
        for name, data in files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(data)
    sys.stderr.write(f"{len(entries)} datasets in {folder.name}/\n")


if __name__ == "__main__":
    main()
