"""A dataset made by an approved recipe: what businesses said in interviews becomes statistics by district.

The rows lie in `vault/`, outside the city folder. Every business and person in them is put together from made-up parts.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping

from catalog.release.recipe import fingerprint
from tools.example_city.descriptor import Entry, File, column
from tools.example_city.formats import csv_bytes
from tools.example_city.held import person
from tools.example_city.place import CITY, LOCALGOV, PREFECTURE, TOWNS, telephone

ID = "business-hearing"
PAGE = f"pages/impact-assessment-{ID}.md"
TRADES = {"小売業": 26, "飲食業": 22, "水産業": 13, "製造業": 12, "建設業": 15, "宿泊業": 12}
SUFFIXES = {
    "小売業": "商店",
    "飲食業": "食堂",
    "水産業": "水産",
    "製造業": "製作所",
    "建設業": "工務店",
    "宿泊業": "旅館",
}
#: districts from the coast inland, as the towns lie
DISTRICTS = ("海岸地区", "中央地区", "山手地区")
ROWS = 960


def entries() -> list[Entry]:
    """The datasets of this module."""
    return [hearing()]


def vault() -> Mapping[str, bytes]:
    """Files that stay outside the city folder: the interviews, and the city's own list of towns."""
    rng, rows = random.Random(ID), []
    header = [
        "聞き取り日",
        "受付番号",
        "事業者名",
        "代表者氏名",
        "電話番号",
        "所在地",
        "業種",
        "従業者数",
        "売上の変化",
        "後継者",
        "困っていること",
    ]
    for n in range(1, ROWS + 1):
        town = rng.choices(TOWNS, [t.people for t in TOWNS])[0]
        trades = {t: w * (0.12 if t == "水産業" and town.elevation > 3 else 1) for t, w in TRADES.items()}
        trade = rng.choices(list(trades), list(trades.values()))[0]
        name = person(rng)[0]
        staff = max(1, round(rng.lognormvariate(1.5, 0.9)))
        lot = f"{rng.randint(1, 899)}番地{rng.randint(1, 12)}"
        rows.append(
            [
                f"令和7年{rng.randint(5, 11)}月{rng.randint(1, 28)}日", f"K{n:04d}", f"{town.name}{name[:2]}{SUFFIXES[trade]}", name,
                telephone(9000 + n), f"{LOCALGOV}{town.name}{lot}", trade, f"{staff}人",
                rng.choices(["増えた", "変わらない", "減った"], [22, 38, 40])[0],
                rng.choices(["いる", "いない", "決まっていない"], [34, 31, 35])[0],
                rng.choice(["人手が足りない", "原材料が高い", "建物が古い", "客が減った", "特になし"]),
            ]
        )  # fmt: skip
    towns = [[PREFECTURE, CITY, t.name] for t in TOWNS]
    return {f"{ID}.csv": csv_bytes(header, rows, "cp932"), "towns.csv": csv_bytes(["pref", "city", "town"], towns)}


def pages() -> Mapping[str, bytes]:
    """The published impact assessment, a page of the city's site."""
    return {PAGE: _ASSESSMENT.encode(), PAGE.replace(".md", ".en.md"): _ASSESSMENT_EN.encode()}


def recipe() -> bytes:
    """The procedure, fixed in writing before it runs."""
    districts = {t.name: DISTRICTS[i % 3] for i, t in enumerate(TOWNS)}
    listed = ", ".join(f"{LOCALGOV}{town}: {district}" for town, district in districts.items())
    return f"""# 事業者への聞き取りを統計にする手順。元のファイルは庫（vault）にあり、公開されない。
# 手順を変えたら、影響評価を見直して承認を取り直す（catalog transform recipe.yaml --approve --by … --reason …）。
recipe: 1
title: 事業者への聞き取りの地区別集計
source: ../../vault/{ID}.csv
output: {ID}.csv
release: {{only: statistics, impact_assessment: {PAGE}}}
steps:
  # だれのことかが直接わかる項目と自由記述を除く
  - drop: [受付番号, 事業者名, 代表者氏名, 電話番号, 困っていること, 聞き取り日]
  # 番地以下を除き、さらに地区まで広げる
  - address: {{column: 所在地, to: town, towns: ../../vault/towns.csv, style: official}}
  - recode: {{column: 所在地, values: {{{listed}}}}}
  - rename: {{所在地: 地区}}
  - classes: {{column: 従業者数, breaks: [5, 20], unit: 人}}
  - rename: {{従業者数: 従業者規模}}
  # 個人事業主が多いので、人と同じ10未満を秘匿する
  - aggregate:
      by: [地区, 業種]
      measures:
        聞き取った事業者数: count
        売上が減った割合: {{share: 売上の変化, of: 減った}}
        後継者がいない割合: {{share: 後継者, of: いない}}
        従業者5人未満の割合: {{share: 従業者規模, of: 5人未満}}
      threshold: 10
      marker: X
      totals: false
""".encode()


def approval(content: bytes, towns: bytes) -> bytes:
    """Who approved exactly this recipe, and why (`catalog transform --approve`)."""
    entry = {
        "sha256": fingerprint(content, [towns]), "by": "みなと風市 個人情報保護管理者（情報政策課長）", "on": "2026-03-10",
        "reason": "影響評価（令和8年3月）で手順を確かめ、集計結果のみを公表することとした",
    }  # fmt: skip
    return "".join(f"{k}: {json.dumps(v, ensure_ascii=False)}\n" for k, v in entry.items()).encode()


def hearing() -> Entry:
    """Statistics by district and trade; nobody but the recipe sees the rows."""
    content = recipe()
    columns = [
        column("地区", "District", "町をまとめた市内3つの地区", required=True, enum=list(DISTRICTS)),
        column("業種", "Trade", "事業者の主な業種", required=True, enum=sorted(TRADES)),
        column("聞き取った事業者数", "Businesses interviewed", "聞き取りに応じた事業者の数。Xは秘匿（10未満と、そこから計算できてしまう数）", "integer", "事業者", minimum=0),
        column("売上が減った割合", "Share with lower sales", "前の年より売上が減ったと答えた事業者の割合。Xは秘匿（少数のもの）", "number", "%", minimum=0, maximum=100),
        column("後継者がいない割合", "Share without a successor", "後継者がいないと答えた事業者の割合。Xは秘匿（少数のもの）", "number", "%", minimum=0, maximum=100),
        column("従業者5人未満の割合", "Share with fewer than 5 staff", "働く人が5人未満の事業者の割合。Xは秘匿（少数のもの）", "number", "%", minimum=0, maximum=100),
    ]  # fmt: skip
    title = ("事業者への聞き取り（地区・業種別）", "Interviews with businesses by district and trade")
    made = File(ID, f"{ID}.csv", b"", *title, columns, None, ["地区", "業種"], missing=("", "X"))
    return Entry(
        ID, title, "じぎょうしゃへのききとり",
        ("市内の事業者に売上の変化と後継者の有無を聞き取り、地区と業種ごとに集計した統計です。聞き取りの記録は公開せず、承認された手順書で集計した結果だけを公開しています。少数の数値はXとして秘匿しています。",
         "Statistics by district and trade of what businesses in the city said about their sales and successors. The records stay inside; only what an approved recipe aggregates is published. Small figures are shown as X."),
        (["事業者", "聞き取り", "商工業", "後継者", "統計"], ["businesses", "interviews", "commerce", "succession", "statistics"]), ["ECON", "企業・家計・経済"],
        ("商工観光課", "Commerce and Tourism Division"), ("2025-05-01", "2025-11-30"), "annual", "2026-04-01", "2026-04-01",
        [made], beside={"recipe.yaml": content, "recipe.approved.yaml": approval(content, vault()["towns.csv"])},
    )  # fmt: skip


_ASSESSMENT = """# 影響評価

**対象: 事業者への聞き取り。** みなと風市は、市内の事業者への聞き取りを統計として公開する前に、個人の権利利益への影響を評価しました。

## 何のために使うか

商工業の支援策を考えるため、売上の変化と後継者の有無を地区と業種ごとに知ることが目的です。事業者や個人を選び出すことには使いません。

## 何を集めたか

聞き取った日、事業者名、代表者の氏名、電話番号、所在地、業種、従業者数、売上の変化、後継者の有無、困っていることです。個人で営む事業者が多いため、記録の全体を個人情報として扱います。

## どう抽象化するか

1. 手順は聞き取りの前に文書（手順書）で定め、そのハッシュ値を個人情報保護管理者が承認しました。手順書を1字でも変えると承認は無効になり、公開は止まります。
2. 氏名、事業者名、電話番号、自由記述、日付を除きます。
3. 所在地は番地以下を除き、さらに3つの地区に広げます。
4. 抽象化した記録は、職員も画面で見たり書き出したりできません。出てくるのは集計した数だけです。
5. 10未満の事業者数と、ほかの数から計算できてしまう数を秘匿します。

## 残るおそれと対応

同じ業種の少ない地区では、関係者が事情を推測するおそれがあります。そのため割合も人数と同じ基準で秘匿し、公開の前に、秘匿した数を逆算する攻撃を計算機で試しています。

## 問い合わせ

みなと風市 情報政策課（opendata@example.jp）
"""
_ASSESSMENT_EN = """# Impact assessment

**Of: interviews with businesses.** Before publishing statistics of its interviews with businesses, Minatokaze City assessed what they could do to individuals.

## Purpose

To plan support for commerce, the city wants to know changes in sales and successors by district and trade. The data are not used to single out a business or a person.

## What was collected

Date, business name, name of the representative, telephone, address, trade, staff, change in sales, successor, troubles. Many businesses are run by one person, so the records as a whole are treated as personal information.

## How they are abstracted

1. The procedure (recipe) was laid down before the interviews, and its hash was approved by the person in charge of personal information. A single changed character voids the approval and stops publication.
2. Names, telephone numbers, free text and dates are removed.
3. Addresses lose the house number and are widened to three districts.
4. Nobody, staff included, sees or exports the abstracted records. Only aggregated figures come out.
5. Counts below 10, and any count from which they could be worked out, are hidden.

## What remains

Where a district has few businesses of a trade, insiders might guess. Shares are therefore hidden by the same rule as counts, and every release is attacked by computer first.

## Contact

Minatokaze City, Information Policy Division (opendata@example.jp)
"""
