"""The small city that `catalog init` writes: one catalogue, one dataset, notes where to go on."""

from __future__ import annotations

_CATALOG = """\
# オープンデータカタログ全体のこと。書きかえて使ってください。
title: ○○市オープンデータカタログ
description: ○○市がもつ公共のデータを、だれでも自由に使える形で公開しています。
base_url: https://data.example.jp/        # サイトを置く場所（最後に /）
languages: [ja, en]
publisher: {name: ○○市, url: "https://www.example.jp/"}
contactPoint: {name: 情報政策課, email: opendata@example.jp}   # 部署。個人の名前は書かない
licenses: [{name: CC-BY-4.0}]
# municipality: "131016"                  # 全国地方公共団体コード（6桁、検査数字つき）
translations:
  en:
    title: Open Data of the City
    description: Public data of the city, free for anyone to use.
    publisher: The City
    contactPoint: Information Policy Division
policy: {small_count: 5}                  # これより少ない人数のセルは確認する
"""

_DATASET = """\
name: libraries
title: 図書館一覧
reading: としょかんいちらん
description: 市立図書館の名称、読み、蔵書の数、座席の数を館ごとにまとめた見本のデータです。毎年4月1日に更新し、生涯学習課が担当しています。
keywords: [図書館, 蔵書, 公共施設]
themes: [教育・文化・スポーツ・生活]
publisher: {name: ○○市 生涯学習課}
temporal: {start: 2026-04-01, end: 2027-03-31}
accrualPeriodicity: annual
accessRights: public
issued: 2026-04-01
modified: 2026-04-01
translations:
  en: {title: Libraries, description: "Names, books and seats of the city libraries: a sample dataset.", keywords: [library, books], publisher: Lifelong Learning Division}
resources:
  - name: libraries
    path: libraries.csv
    title: 図書館一覧
    encoding: utf-8
    schema:
      primaryKey: 図書館番号
      fields:
        - {name: 図書館番号, title: 図書館番号, description: 図書館を一意に示す番号, type: string, constraints: {required: true, unique: true}, translations: {en: {title: Library number}}}
        - {name: 名称, title: 名称, description: 図書館の名称, type: string, constraints: {required: true}, translations: {en: {title: Name}}}
        - {name: 名称_カナ, title: 名称_カナ, description: 名称の読み（全角カタカナ）, type: string, translations: {en: {title: Name (kana)}}}
        - {name: 蔵書数, title: 蔵書数, description: 持っている本の数, type: integer, unit: 冊, constraints: {minimum: 0}, translations: {en: {title: Books}}}
        - {name: 座席数, title: 座席数, description: 座って読める席の数, type: integer, unit: 席, constraints: {minimum: 0}, translations: {en: {title: Seats}}}
"""

_CSV = """\
図書館番号,名称,名称_カナ,蔵書数,座席数
L001,中央図書館,チュウオウトショカン,214300,180
L002,港分館,ミナトブンカン,48200,64
L003,山の手分館,ヤマノテブンカン,39750,52
"""

#: path inside the city → text
FILES = {
    "catalog.yaml": _CATALOG,
    "libraries/datapackage.yaml": _DATASET,
    "libraries/libraries.csv": _CSV.replace("\n", "\r\n"),
}
