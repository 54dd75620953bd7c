"""What the city does: events, waste sorting, school lunch, food permits, cultural properties, bus timetable."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

from tools.example_city.descriptor import Entry, File, standard_columns
from tools.example_city.facilities import legacy, place, table
from tools.example_city.formats import csv_bytes, xlsx_bytes, zip_bytes
from tools.example_city.place import (
    CITY,
    CODE,
    LOCALGOV,
    OFFICE,
    PREFECTURE,
    TOWNS,
    corporate_number,
    lot,
    near,
    telephone,
)


def entries() -> list[Entry]:
    """The datasets of this module."""
    return [events(), garbage(), school_lunch(), food_business(), cultural_properties(), bus()]


def events() -> Entry:
    """UTF-8 with BOM, the older layout."""
    rng, records = random.Random("events"), []
    kinds = [
        ("おはなし会", "オハナシカイ", "Story time", "図書館の職員が絵本を読みます。"), ("港まつり", "ミナトマツリ", "Port festival", "港で屋台と花火を楽しめます。"),
        ("防災訓練", "ボウサイクンレン", "Disaster drill", "避難と消火を体験します。"), ("健康ウォーキング", "ケンコウウォーキング", "Walking day", "海沿いを3キロメートル歩きます。"),
        ("茶摘み体験", "チャツミタイケン", "Tea picking", "茶畑で茶摘みを体験します。"), ("星空観望会", "ホシゾラカンボウカイ", "Star party", "望遠鏡で季節の星を見ます。"),
    ]  # fmt: skip
    for n in range(1, 37):
        name, kana, english, text = kinds[n % 6]
        town, day = TOWNS[(n * 5) % len(TOWNS)], dt.date(2026, 4, 4) + dt.timedelta(days=9 * n)
        start, fee = 9 + n % 6, (0, 0, 300, 500)[n % 4]
        records.append(
            {
                **legacy(n), "イベント名": f"{town.name}{name}", "イベント名_カナ": f"{town.kana}{kana}", "イベント名_英語": f"{town.latin} {english}",
                "開始日": day.isoformat(), "終了日": day.isoformat(), "開始時間": f"{start:02d}:00", "終了時間": f"{start + 2:02d}:30", "開始日時特記事項": "雨天中止" if n % 3 == 0 else "",
                "説明": text, "料金(基本)": str(fee), "料金(詳細)": "小学生以下は無料" if fee else "無料", "連絡先名称": "みなと風市生涯学習課", "連絡先電話番号": telephone(7000),
                "主催者": CITY, "場所名称": f"{town.name}公民館", **place(town, rng), "アクセス方法": f"みなと風バス「{town.name}」から徒歩{rng.randint(2, 9)}分", "駐車場情報": f"普通車{rng.randint(1, 8) * 5}台（無料）",
                "定員": str(rng.randrange(20, 120, 10)), "参加申込方法": "申込み不要" if n % 2 else "ウェブサイトから申込み", "URL": f"https://www.example.jp/event/{n:03d}",
            }
        )  # fmt: skip
    title = ("イベント一覧", "Events")
    return Entry(
        "events", title, "いべんといちらん",
        ("市が開く行事の日時、場所、料金、申込方法の一覧です。開催の30日前までに掲載します。", "Events held by the city: when, where, what they cost and how to apply. Listed at least 30 days ahead."),
        (["イベント", "行事", "講座", "祭り"], ["events", "festival", "workshop", "calendar"]), ["EDUC", "教育・文化・スポーツ・生活"],
        ("生涯学習課", "Lifelong Learning Division"), ("2026-04-01", "2027-03-31"), "monthly", "2022-04-01", "2026-11-02",
        [table("events", title, standard_columns("12-legacy", no={"unique": True}), records, "utf-8-sig", "NO")], "jp-standard/12",
    )  # fmt: skip


def garbage() -> Entry:
    """UTF-8, five columns."""
    items = {
        "燃やせるごみ": ["生ごみ", "紙おむつ", "革靴", "木の枝", "ぬいぐるみ", "食用油", "割りばし", "ゴムホース", "使い捨てカイロ", "保冷剤", "座布団", "CD", "ビデオテープ", "バケツ", "ラップフィルム"],
        "燃やせないごみ": ["フライパン", "陶器", "包丁", "傘", "植木鉢", "やかん", "ガラスコップ", "鏡", "目覚まし時計", "アイロン", "ドライヤー"],
        "資源（びん・缶）": ["空き缶", "空きびん", "スプレー缶", "粉ミルクの缶", "一斗缶", "ジャムのびん"], "資源（ペットボトル）": ["ペットボトル"],
        "資源（紙・布）": ["新聞紙", "雑誌", "段ボール", "牛乳パック", "古着", "タオル", "菓子の箱"], "プラスチック製容器包装": ["食品トレイ", "レジ袋", "シャンプーの容器", "卵のパック", "発泡スチロール", "菓子の袋"],
        "有害ごみ": ["乾電池", "蛍光灯", "水銀体温計", "ライター", "ボタン電池"], "粗大ごみ": ["自転車", "ふとん", "たんす", "机", "いす", "カーペット", "スキー板", "物干しざお", "ベビーカー"],
        "市では収集しないもの": ["タイヤ", "消火器", "ピアノ", "バイク", "冷蔵庫", "洗濯機", "テレビ", "エアコン", "パソコン"],
    }  # fmt: skip
    caution = {
        "燃やせるごみ": "指定袋に入れる", "燃やせないごみ": "割れものは紙に包んで「危険」と書く", "資源（びん・缶）": "中を洗う", "資源（ペットボトル）": "ふたとラベルを外して洗う", "資源（紙・布）": "ひもでしばる",
        "プラスチック製容器包装": "汚れを落とす", "有害ごみ": "透明な袋に入れる", "粗大ごみ": "事前に申し込む（有料）", "市では収集しないもの": "販売店または専門の業者に相談する",
    }  # fmt: skip
    columns = standard_columns(
        "28-v3",
        id={"required": True, "unique": True},
        item={"required": True},
        sorting_class={"required": True, "enum": list(items)},
    )
    names = [c["name"] for c in columns]
    pairs = sorted((item, kind) for kind, list_ in items.items() for item in list_)
    records = [
        dict(zip(names, [CODE, f"GS{n:04d}", item, kind, caution[kind]], strict=True))
        for n, (item, kind) in enumerate(pairs, start=1)
    ]
    title = ("ゴミの分別方法一覧", "Waste sorting guide")
    return Entry(
        "garbage-sorting", title, "ごみのぶんべつほうほういちらん",
        ("ごみとして出す品物の名前から、分別の区分と出すときの注意を調べられる一覧です。", "How to sort waste: look up an item to find its class and what to mind when putting it out."),
        (["ごみ", "ゴミ", "分別", "リサイクル", "粗大ごみ", "資源"], ["waste", "garbage", "recycling", "sorting"]), ["ENVI", "司法・安全・環境"],
        ("環境課", "Environment Division"), ("2026-04-01", "2027-03-31"), "annual", "2022-04-01", "2026-04-01",
        [table("garbage-sorting", title, columns, records, "utf-8", names[1])], "jp-standard/28",
    )  # fmt: skip


def school_lunch() -> Entry:
    """A workbook in the layout of the standard, one row per dish."""
    rng, rows = random.Random("lunch"), []
    staple = [("ごはん", 234, ""), ("麦ごはん", 238, ""), ("コッペパン", 262, "小麦;乳"), ("うどん", 256, "小麦")]
    main = [
        ("さばの塩焼き", 188, ""),
        ("鶏肉の照り焼き", 206, "小麦"),
        ("かつおの竜田揚げ", 194, "小麦"),
        ("豆腐ハンバーグ", 178, "卵;小麦"),
        ("しらすの卵焼き", 152, "卵"),
        ("ポークカレー", 282, "小麦;乳"),
    ]
    side = [
        ("ほうれんそうのおひたし", 34, ""),
        ("ひじきの煮物", 68, "小麦"),
        ("きゅうりの酢の物", 28, ""),
        ("茶葉入りサラダ", 62, "卵"),
        ("みそ汁", 48, ""),
        ("わかめスープ", 26, "小麦"),
    ]
    day, record = dt.date(2026, 9, 1), 0
    while day <= dt.date(2026, 11, 30):
        if day.weekday() < 5:
            for name, energy, allergen in (rng.choice(staple), rng.choice(main), rng.choice(side), ("牛乳", 126, "乳")):
                record += 1
                number = f"D{sum(map(ord, name)) % 900 + 100}"
                rows.append(
                    [
                        "S001",
                        "みなと風市立学校給食センター",
                        PREFECTURE,
                        "小学校全学年",
                        f"L{record:05d}",
                        day.isoformat(),
                        number,
                        name,
                        "",
                        round(energy * rng.uniform(0.8, 1.1)),
                        energy,
                        1,
                        allergen,
                        "",
                    ]
                )
        day += dt.timedelta(days=1)
    columns = standard_columns("16-v3", record_id={"unique": True})
    title = ("学校給食献立", "School lunch menus")
    return Entry(
        "school-lunch", title, "がっこうきゅうしょくこんだて",
        ("学校給食センターが出す小学校の給食の献立です。日付ごとに料理の名前、エネルギー、含まれるアレルゲンがわかります。",
         "Elementary school lunches by date: dishes, energy and the allergens in them."),
        (["学校給食", "献立", "アレルゲン", "食育", "小学校"], ["school lunch", "menu", "allergens"]), ["EDUC", "教育・文化・スポーツ・生活"],
        ("学校教育課", "School Education Division"), ("2026-09-01", "2026-11-30"), "quarterly", "2024-04-01", "2026-08-25",
        [File("school-lunch", "school-lunch.xlsx", xlsx_bytes([("献立", [c["name"] for c in columns], rows)]), *title, columns, None, "レコードID")], "jp-standard/16",
    )  # fmt: skip


def food_business() -> Entry:
    """CP932; the corporation stays empty where a person runs the business."""
    rng, records = random.Random("food"), []
    shops = [
        "魚市場食堂",
        "ベーカリー潮",
        "喫茶灯台",
        "みなと製菓",
        "海鮮丸",
        "うみかぜ弁当",
        "茶房みどり",
        "風見鶏",
        "波の音",
        "かもめ亭",
    ]
    kinds = ["飲食店営業", "菓子製造業", "魚介類販売業", "そうざい製造業"]
    for n in range(1, 121):
        town = TOWNS[(n * 7) % len(TOWNS)]
        latitude, longitude = near(town, rng)
        start = dt.date(2021, 6, 1) + dt.timedelta(days=rng.randrange(0, 1900))
        company = n % 3 != 0
        records.append(
            {
                "全国地方公共団体コード": CODE, "ID": f"FB{n:05d}", "地方公共団体名": LOCALGOV, "営業の種類": kinds[n % 4], "営業所名称": f"{shops[n % 10]} {town.name}店",
                "営業所所在地": f"{LOCALGOV}{town.name}{lot(rng)}", "緯度": latitude, "経度": longitude, "法人名": f"株式会社{shops[n % 10]}" if company else "",
                "法人番号": corporate_number(9000 + n % 10) if company else "", "許可番号": f"第{26000 + n}号", "初回許可年月日": start.isoformat(), "許可年月日": start.isoformat(),
                "許可開始日": start.isoformat(), "許可満了日": start.replace(year=start.year + 6, day=min(start.day, 28)).isoformat(), "申請区分": "新規" if n % 4 else "継続",
            }
        )  # fmt: skip
    title = ("食品等営業許可・届出一覧", "Food business permits")
    columns = standard_columns("15-v3", id={"required": True, "unique": True})
    return Entry(
        "food-business", title, "しょくひんとうえいぎょうきょかとどけでいちらん",
        ("食品衛生法による営業許可を受けた施設の一覧です。個人が営む施設の営業者の名前は載せていません。", "Premises with a permit under the Food Sanitation Act. Names of private persons who run a business are not listed."),
        (["食品", "営業許可", "飲食店", "食品衛生"], ["food", "permit", "restaurant", "food safety"]), ["AGRI", "社会保障・衛生"],
        ("保健衛生課", "Public Health Division"), ("2026-04-01", "2026-09-30"), "quarterly", "2023-07-01", "2026-10-05",
        [table("food-business", title, columns, records, "cp932", "ID")], "jp-standard/15",
    )  # fmt: skip


def cultural_properties() -> Entry:
    """UTF-8, the older layout; owners are the city, temples and associations."""
    rng, records = random.Random("heritage"), []
    things = [
        ("みなと風灯台", "ミナトカゼトウダイ", "有形文化財", "建造物", "棟", 1, CITY), ("旧廻船問屋主屋", "キュウカイセンドンヤオモヤ", "有形文化財", "建造物", "棟", 1, CITY),
        ("汐見神社本殿", "シオミジンジャホンデン", "有形文化財", "建造物", "棟", 1, "宗教法人汐見神社"), ("木造薬師如来坐像", "モクゾウヤクシニョライザゾウ", "有形文化財", "美術工芸品", "躯", 1, "宗教法人風待寺"),
        ("港絵図", "ミナトエズ", "有形文化財", "美術工芸品", "枚", 3, CITY), ("帆柱町の船歌", "ホバシラチョウノフナウタ", "無形民俗文化財", "芸能", "件", 1, "船歌保存会"),
        ("潮路の獅子舞", "シオジノシシマイ", "無形民俗文化財", "芸能", "件", 1, "潮路獅子舞保存会"), ("手もみ製茶技術", "テモミセイチャギジュツ", "無形文化財", "工芸技術", "件", 1, "手もみ茶保存会"),
        ("入江の大クス", "イリエノオオクス", "天然記念物", "その他", "本", 1, CITY), ("貝寄遺跡出土品", "カイヨセイセキシュツドヒン", "有形文化財", "美術工芸品", "点", 214, CITY),
    ]  # fmt: skip
    for n, (name, kana, classification, kind, unit, count, holder) in enumerate(things, start=1):
        records.append(
            {
                **legacy(n), "名称": name, "名称_カナ": kana, "文化財分類": f"市指定{classification}", "種類": kind, **place(TOWNS[n], rng), "電話番号": telephone(8000),
                "員数（数）": str(count), "員数（単位）": unit, "法人番号": OFFICE if holder == CITY else "", "所有者等": holder, "文化財指定日": f"{rng.randint(1962, 2018)}-03-{rng.randint(10, 28)}",
                "概要": f"{name}は市の歴史を伝える{classification}です。", "URL": f"https://www.example.jp/bunkazai/{n:02d}",
            }
        )  # fmt: skip
    title = ("文化財一覧", "Cultural properties")
    return Entry(
        "cultural-properties", title, "ぶんかざいいちらん",
        ("市が指定した文化財の分類、種類、員数、所有する団体、指定日の一覧です。", "Cultural properties designated by the city: classification, number, owning body and date."),
        (["文化財", "歴史", "天然記念物", "民俗", "史跡"], ["cultural property", "heritage", "history"]), ["EDUC", "教育・文化・スポーツ・生活"],
        ("文化財課", "Cultural Properties Division"), ("2026-04-01", "2027-03-31"), "annual", "2023-11-03", "2026-04-01",
        [table("cultural-properties", title, standard_columns("02-legacy", no={"unique": True}), records, "utf-8", "NO")], "jp-standard/02",
    )  # fmt: skip


def bus() -> Entry:
    """GTFS-JP: two lines of nine stops."""
    rng = random.Random("bus")
    stops, routes, trips, times = [], [], [], []
    lines = [("R1", "港循環線", TOWNS[0::2]), ("R2", "丘の手線", TOWNS[1::2])]
    for town in TOWNS:
        latitude, longitude = near(town, rng)
        stops.append([f"S{TOWNS.index(town) + 1:02d}", town.name, latitude, longitude, "", "0"])
    for route, name, towns in lines:
        routes.append([route, OFFICE, name[:-1], name, "", "3", "", "1A5FB4" if route == "R1" else "26A269", "FFFFFF"])
        for direction in (0, 1):
            order = towns if direction == 0 else towns[::-1]
            for service, first, last, step in (("平日", 390, 1260, 60), ("土日祝", 450, 1170, 120)):
                for start in range(first, last, step):
                    trip = f"{route}_{service}_{direction}_{start:04d}"
                    trips.append([route, service, trip, f"{order[-1].name}行き", str(direction), ""])
                    for i, town in enumerate(order):
                        clock = f"{(start + 6 * i) // 60:02d}:{(start + 6 * i) % 60:02d}:00"
                        times.append([trip, clock, clock, f"S{TOWNS.index(town) + 1:02d}", str(i + 1)])

    def text(header: str, rows: Sequence[Sequence[str]]) -> bytes:
        return csv_bytes(header.split(","), rows)

    members = {
        "agency.txt": text("agency_id,agency_name,agency_url,agency_timezone,agency_lang,agency_phone", [[OFFICE, "みなと風市営バス", "https://www.example.jp/bus/", "Asia/Tokyo", "ja", telephone(9000)]]),
        "calendar.txt": text("service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date", [["平日", *"1111100", "20260401", "20270331"], ["土日祝", *"0000011", "20260401", "20270331"]]),
        "calendar_dates.txt": text("service_id,date,exception_type", [["平日", "20260429", "2"], ["土日祝", "20260429", "1"], ["平日", "20261103", "2"], ["土日祝", "20261103", "1"]]),
        "fare_attributes.txt": text("fare_id,price,currency_type,payment_method,transfers", [["F200", "200", "JPY", "0", "0"]]),
        "fare_rules.txt": text("fare_id,route_id", [["F200", "R1"], ["F200", "R2"]]),
        "feed_info.txt": text("feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date,feed_version", [[CITY, "https://www.example.jp/", "ja", "20260401", "20270331", "20260401"]]),
        "routes.txt": text("route_id,agency_id,route_short_name,route_long_name,route_desc,route_type,route_url,route_color,route_text_color", routes),
        "stop_times.txt": text("trip_id,arrival_time,departure_time,stop_id,stop_sequence", times),
        "stops.txt": text("stop_id,stop_name,stop_lat,stop_lon,zone_id,location_type", stops),
        "translations.txt": text("table_name,field_name,language,translation,record_id", [["stops", "stop_name", "en", t.latin, f"S{i:02d}"] for i, t in enumerate(TOWNS, start=1)]),
        "trips.txt": text("route_id,service_id,trip_id,trip_headsign,direction_id,shape_id", trips),
    }  # fmt: skip
    title = ("市営バス時刻表（GTFS-JP）", "City bus timetable (GTFS-JP)")
    return Entry(
        "bus-gtfs", title, "しえいばすじこくひょう",
        ("市営バス2路線の停留所、時刻、運賃を、標準的なバス情報フォーマット（GTFS-JP）でまとめたものです。", "Stops, timetable and fares of the two city bus lines as a GTFS-JP feed."),
        (["バス", "時刻表", "GTFS", "GTFS-JP", "公共交通"], ["bus", "timetable", "GTFS", "public transport"]), ["TRAN", "運輸・観光"],
        ("都市計画課", "Urban Planning Division"), ("2026-04-01", "2027-03-31"), "annual", "2024-04-01", "2026-03-25",
        [File("bus-gtfs", "bus-gtfs.zip", zip_bytes(members), *title, extras={"format": "gtfs"})], "jp-standard/21",
    )  # fmt: skip
