"""What must not go out as it is: a register of people, a hidden sheet, small cells, a note about people.

Every name is put together from made-up parts; telephone numbers cannot be called.
"""

from __future__ import annotations

import random

from tools.example_city.descriptor import Entry, File, column
from tools.example_city.facilities import table
from tools.example_city.formats import xlsx_bytes
from tools.example_city.place import LOCALGOV, TOWNS, lot, telephone

FAMILY = [
    ("汐田", "シオタ"),
    ("風見", "カザミ"),
    ("港川", "ミナトガワ"),
    ("帆足", "ホアシ"),
    ("波多", "ハタ"),
    ("灘本", "ナダモト"),
    ("浜中", "ハマナカ"),
    ("潮崎", "シオザキ"),
    ("磯部", "イソベ"),
    ("岬", "ミサキ"),
]
GIVEN = [("一帆", "カズホ"), ("凪子", "ナギコ"), ("海斗", "カイト"), ("美波", "ミナミ"), ("航", "ワタル"), ("汐里", "シオリ"), ("陸", "リク"), ("千帆", "チホ")]  # fmt: skip


def entries() -> list[Entry]:
    """The datasets of this module."""
    return [volunteers(), hall_bookings(), care_recipients(), consultations()]


def person(rng: random.Random) -> tuple[str, str]:
    """A made-up name and its reading."""
    family, given = rng.choice(FAMILY), rng.choice(GIVEN)
    return f"{family[0]}　{given[0]}", f"{family[1]}　{given[1]}"


def volunteers() -> Entry:
    """A row is a person: withheld."""
    rng, records = random.Random("volunteers"), []
    for n in range(1, 41):
        town = TOWNS[n % len(TOWNS)]
        name, kana = person(rng)
        records.append(
            {
                "登録番号": f"V{n:03d}", "氏名": name, "氏名_カナ": kana, "生年月日": f"{rng.randint(1945, 1998)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
                "住所": f"{LOCALGOV}{town.name}{lot(rng)}", "電話番号": f"090-0000-{n:04d}", "担当公園": f"{town.name}なかよし公園",
            }
        )  # fmt: skip
    columns = [
        column("登録番号", "Registration number", "登録を示す番号", required=True, unique=True), column("氏名", "Name", "登録した人の氏名"), column("氏名_カナ", "Name (kana)", "氏名の読み"),
        column("生年月日", "Date of birth", "登録した人の生年月日", "date"), column("住所", "Address", "登録した人の住所"), column("電話番号", "Telephone", "連絡先の電話番号"), column("担当公園", "Park", "世話をする公園"),
    ]  # fmt: skip
    title = ("公園ボランティア登録者名簿", "Register of park volunteers")
    return Entry(
        "park-volunteers", title, "こうえんぼらんてぃあとうろくしゃめいぼ",
        ("公園の清掃や花壇の世話をするボランティアの名簿です。公開前の確認で止まることを示す見本です。", "Register of the volunteers who care for parks. An example of what the check before release holds back."),
        (["公園", "ボランティア", "名簿"], ["park", "volunteers"]), ["ENVI", "国土・気象"],
        ("公園緑地課", "Parks Division"), ("2026-04-01", "2027-03-31"), "annual", "2026-04-01", "2026-04-01",
        [table("park-volunteers", title, columns, records, "cp932", "登録番号")],
    )  # fmt: skip


def hall_bookings() -> Entry:
    """A clean sheet with a hidden one behind it."""
    rng = random.Random("bookings")
    rooms = ["大ホール", "小ホール", "会議室1", "会議室2", "音楽室", "調理室"]
    rows = [
        [f"2026-{m:02d}", room, rng.randint(12, 58), rng.randint(300, 4200)] for m in range(4, 11) for room in rooms
    ]
    header = ["年月", "部屋", "利用件数", "利用者数"]
    work = [
        [
            f"2026-{rng.randint(4, 10):02d}-{rng.randint(1, 28):02d}",
            rng.choice(rooms),
            person(rng)[0],
            f"080-0000-{n:04d}",
        ]
        for n in range(60)
    ]
    data = xlsx_bytes(
        [("利用状況", header, rows), ("作業用", ["利用日", "部屋", "申込者氏名", "申込者電話番号"], work)],
        hidden=["作業用"],
    )
    columns = [
        column("年月", "Month", "集計した月（YYYY-MM）", "yearmonth", required=True), column("部屋", "Room", "部屋の名称", required=True, enum=rooms),
        column("利用件数", "Bookings", "利用された件数", "integer", "件", minimum=0), column("利用者数", "Visitors", "利用した人の延べ数", "integer", "人", minimum=0),
    ]  # fmt: skip
    title = ("市民ホール利用状況", "Use of the Civic Hall")
    return Entry(
        "hall-bookings", title, "しみんほーるりようじょうきょう",
        ("市民ホールの部屋ごと、月ごとの利用件数と利用者数です。見えないシートが残っているため止まることを示す見本です。", "Bookings and visitors of the Civic Hall by room and month. An example of a workbook with a sheet left behind."),
        (["市民ホール", "利用状況", "統計"], ["civic hall", "bookings", "statistics"]), ["EDUC", "教育・文化・スポーツ・生活"],
        ("文化振興課", "Culture Division"), ("2026-04-01", "2026-10-31"), "monthly", "2026-05-01", "2026-11-05",
        [File("hall-bookings", "hall-bookings.xlsx", data, *title, columns, None, ["年月", "部屋"])],
    )  # fmt: skip


def care_recipients() -> Entry:
    """Counts of people so small that neighbours would know them."""
    rng, records = random.Random("care"), []
    for n, town in enumerate(TOWNS, start=1):
        cells = [rng.randint(0, 4) if n % 3 == 0 else rng.randint(6, 60) for _ in range(5)]
        records.append(
            {
                "地域コード": f"{n:03d}",
                "地域名": town.name,
                **{f"要介護{i}": str(v) for i, v in enumerate(cells, start=1)},
                "合計": str(sum(cells)),
            }
        )
    columns = [
        column("地域コード", "Area code", "地域を示すコード", required=True, unique=True), column("地域名", "Area", "町の名称", required=True),
        *(column(f"要介護{i}", f"Care level {i}", f"要介護{i}の認定を受けた人の数", "integer", "人", minimum=0) for i in range(1, 6)),
        column("合計", "Total", "要介護の認定を受けた人の合計", "integer", "人", minimum=0),
    ]  # fmt: skip
    title = ("町別要介護認定者数", "Recipients of long-term care by town")
    return Entry(
        "care-recipients", title, "ちょうべつようかいごにんていしゃすう",
        ("介護保険の要介護認定を受けた人の数を町別、要介護度別に集計したものです。人数の少ないセルがあるため止まることを示す見本です。",
         "People certified for long-term care by town and level. An example of a table whose cells are too small to publish."),
        (["介護", "要介護認定", "高齢者", "統計"], ["long-term care", "elderly", "statistics"]), ["HEAL", "社会保障・衛生"],
        ("長寿福祉課", "Welfare for the Elderly Division"), ("2026-04-01", "2026-04-01"), "annual", "2026-05-01", "2026-05-01",
        [table("care-recipients", title, columns, records, "utf-8", "地域コード")],
    )  # fmt: skip


def consultations() -> Entry:
    """A free text in which people can be recognised."""
    rng, records = random.Random("consultations"), []
    texts = [
        "街灯が切れている",
        "歩道の段差が大きい",
        "公園の草が伸びている",
        "ごみ集積所にからすが来る",
        "カーブミラーが曇っている",
        "側溝のふたが割れている",
    ]
    for n in range(1, 61):
        text = texts[n % 6]
        if n % 17 == 0:
            text += f"（{person(rng)[0]}様から、折返しは{telephone(9900 + n)}へ。携帯は070-0000-{n:04d}）"
        records.append(
            {
                "受付番号": f"C{n:04d}",
                "受付日": f"2026-{4 + n % 6:02d}-{1 + n % 28:02d}",
                "地域": TOWNS[n % 18].name,
                "内容": text,
                "対応": "対応済み" if n % 4 else "確認中",
            }
        )
    columns = [
        column("受付番号", "Number", "受付を示す番号", required=True, unique=True), column("受付日", "Date", "受け付けた日", "date", required=True), column("地域", "Area", "町の名称"),
        column("内容", "Request", "寄せられた内容"), column("対応", "Status", "対応の状況", enum=["対応済み", "確認中"]),
    ]  # fmt: skip
    title = ("道路・公園の不具合通報", "Reports of damage to roads and parks")
    return Entry(
        "damage-reports", title, "どうろこうえんのふぐあいつうほう",
        ("市民から寄せられた道路や公園の不具合の内容と対応状況です。自由記述に個人の情報が混じっているため止まることを示す見本です。",
         "Damage to roads and parks reported by residents. An example of personal information that slipped into a free text."),
        (["道路", "公園", "不具合", "通報"], ["roads", "parks", "damage", "reports"]), ["TRAN", "国土・気象"],
        ("道路河川課", "Roads Division"), ("2026-04-01", "2026-09-30"), "monthly", "2026-05-01", "2026-10-01",
        [table("damage-reports", title, columns, records, "utf-8", "受付番号")],
    )  # fmt: skip
