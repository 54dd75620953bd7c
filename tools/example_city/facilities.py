"""Places: AED, evacuation sites, shelters, public facilities, toilets, childcare, tourism, Wi-Fi, hydrants, parks."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from tools.example_city.descriptor import Column, Entry, File, column, standard_columns
from tools.example_city.formats import csv_bytes, geojson_bytes, xlsx_bytes
from tools.example_city.place import (
    CITY,
    CODE,
    LOCALGOV,
    OFFICE,
    PREFECTURE,
    TOWNS,
    Town,
    corporate_number,
    lot,
    near,
    telephone,
)

DAYS = "月火水木金"
ALL_DAYS = "月火水木金土日"


def entries() -> list[Entry]:
    """The datasets of this module."""
    return [
        aed(),
        evacuation_sites(),
        shelters(),
        public_facilities(),
        public_toilets(),
        childcare(),
        tourism(),
        wifi(),
        hydrants(),
        parks(),
    ]


def table(
    name: str,
    title: tuple[str, str],
    columns: Sequence[Column],
    records: Sequence[dict[str, str]],
    encoding: str = "utf-8",
    key: str | None = None,
) -> File:
    """A CSV resource of records; a column that a record does not fill is empty."""
    header = [c["name"] for c in columns]
    for record in records:
        if strange := set(record) - set(header):
            raise ValueError(f"{name}: {sorted(strange)}")
    declared = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    data = csv_bytes(header, [[r.get(h, "") for h in header] for r in records], encoding)
    return File(name, f"{name}.csv", data, *title, columns, declared, key)


def legacy(number: int) -> dict[str, str]:
    """The first columns of the 推奨データセット."""
    return {
        "都道府県コード又は市区町村コード": CODE,
        "NO": f"{number:04d}",
        "都道府県名": PREFECTURE,
        "市区町村名": CITY,
    }


def modern(prefix: str, number: int, town: Town, rng: random.Random) -> dict[str, str]:
    """The first columns and the address block of the 自治体標準オープンデータセット."""
    where, (latitude, longitude) = lot(rng), near(town, rng)
    return {
        "全国地方公共団体コード": CODE, "ID": f"{prefix}{number:010d}", "地方公共団体名": LOCALGOV,
        "所在地_全国地方公共団体コード": CODE, "町字ID": f"{TOWNS.index(town) + 1:04d}000",
        "所在地_連結表記": f"{LOCALGOV}{town.name}{where}", "所在地_都道府県": PREFECTURE, "所在地_市区町村": CITY,
        "所在地_町字": town.name, "所在地_番地以下": where, "緯度": latitude, "経度": longitude,
    }  # fmt: skip


def place(town: Town, rng: random.Random) -> dict[str, str]:
    """Address and coordinates of the 推奨データセット."""
    latitude, longitude = near(town, rng)
    return {"住所": f"{LOCALGOV}{town.name}{lot(rng)}", "緯度": latitude, "経度": longitude}


#: kind of building: (suffix, kana, English, where the AED hangs)
BUILDINGS = (
    ("公民館", "コウミンカン", "Community Hall", "1階玄関"), ("小学校", "ショウガッコウ", "Elementary School", "職員室前"),
    ("体育館", "タイイクカン", "Gymnasium", "1階受付横"), ("保育所", "ホイクショ", "Nursery", "事務室前"),
)  # fmt: skip


def buildings() -> list[tuple[str, str, str, str, Town]]:
    """(name, kana, English, place of the AED, town) of the public buildings."""
    made = [
        ("みなと風市役所", "ミナトカゼシヤクショ", "Minatokaze City Hall", "1階総合案内横", TOWNS[7]),
        (
            "みなと風市立中央図書館",
            "ミナトカゼシリツチュウオウトショカン",
            "Central Library",
            "1階カウンター横",
            TOWNS[7],
        ),
        ("みなと風市民ホール", "ミナトカゼシミンホール", "Civic Hall", "ロビー", TOWNS[10]),
        ("みなと風市保健センター", "ミナトカゼシホケンセンター", "Health Centre", "1階受付", TOWNS[4]),
        ("みなと風市消防本部", "ミナトカゼシショウボウホンブ", "Fire Headquarters", "1階通信室前", TOWNS[3]),
        ("みなと風港旅客ターミナル", "ミナトカゼコウリョカクターミナル", "Port Passenger Terminal", "待合室", TOWNS[3]),
    ]
    for i, town in enumerate(TOWNS):
        for j, (suffix, kana, english, spot) in enumerate(BUILDINGS):
            if (i + j) % 4 != 3:
                name = f"市立{town.name}{suffix}" if suffix == "小学校" else f"{town.name}{suffix}"
                reading = f"シリツ{town.kana}{kana}" if suffix == "小学校" else f"{town.kana}{kana}"
                made.append((name, reading, f"{town.latin} {english}", spot, town))
    return made


def aed() -> Entry:
    """CP932, the older layout: what most municipalities still have."""
    rng, records = random.Random("aed"), []
    for n, (name, kana, _, spot, town) in enumerate(buildings(), start=1):
        records.append(
            {
                **legacy(n), "名称": name, "名称_カナ": kana, **place(town, rng), "設置位置": spot, "電話番号": telephone(1000 + n), "法人番号": OFFICE,
                "団体名": CITY, "利用可能曜日": DAYS if n % 3 else ALL_DAYS, "開始時間": "08:30" if n % 3 else "09:00", "終了時間": "17:15" if n % 3 else "21:00",
                "利用可能日時特記事項": "祝日と年末年始は利用できません" if n % 3 else "", "小児対応設備の有無": "有" if n % 4 else "無",
                "URL": f"https://www.example.jp/aed/{n:04d}",
            }
        )  # fmt: skip
    title = ("AED設置箇所一覧", "AED locations")
    file = table("aed", title, standard_columns("08-legacy", no={"unique": True}), records, "cp932", "NO")
    return Entry(
        "aed", title, "えーいーでぃーせっちかしょいちらん",
        ("市が設置した自動体外式除細動器（AED）の場所、使える曜日と時間、小児用設備の有無の一覧です。推奨データセットの様式に合わせています。",
         "Where the automated external defibrillators (AED) of the city are, when they can be reached, and which have equipment for children."),
        (["AED", "自動体外式除細動器", "救急", "救命", "心肺蘇生"], ["AED", "defibrillator", "emergency", "first aid"]), ["HEAL", "社会保障・衛生"],
        ("消防本部", "Fire Department"), ("2026-04-01", "2027-03-31"), "annual", "2022-04-01", "2026-04-10", [file], "jp-standard/08",
    )  # fmt: skip


def evacuation_sites() -> Entry:
    """UTF-8 with BOM, the newer layout of 39 columns."""
    rng, records = random.Random("evacuation"), []
    marks = [
        "災害種別_洪水",
        "災害種別_崖崩れ、土石流及び地滑り",
        "災害種別_高潮",
        "災害種別_地震",
        "災害種別_津波",
        "災害種別_大規模な火事",
        "災害種別_内水氾濫",
    ]
    for n, town in enumerate((t for t in TOWNS for _ in range(2)), start=1):
        school = n % 2 == 1
        name, kana = (
            (f"市立{town.name}小学校校庭", f"シリツ{town.kana}ショウガッコウコウテイ")
            if school
            else (f"{town.name}中央公園", f"{town.kana}チュウオウコウエン")
        )
        base = modern("EV", n, town, rng)
        base.pop("地方公共団体名")
        records.append(
            {
                **base, "地方公共団体名": LOCALGOV, "名称": name, "名称_カナ": kana, "名称_英字": f"{town.latin} {'Elementary School ground' if school else 'Central Park'}",
                "標高": str(town.elevation + n % 5), "電話番号": telephone(2000 + n), "市区町村コード": CODE,
                **{m: "1" if m in ("災害種別_地震", "災害種別_大規模な火事") or (town.elevation > 15 and (n + i) % 5) else "0" for i, m in enumerate(marks)},
                "災害種別_火山現象": "0", "指定避難所との重複": "1" if school else "0", "想定収容人数": str(rng.randrange(300, 4200, 50)),
                "対象となる町会・自治会": f"{town.name}自治会", "URL": f"https://www.example.jp/bousai/{n:03d}",
            }
        )  # fmt: skip
    title = ("指定緊急避難場所一覧", "Designated emergency evacuation sites")
    file = table(
        "evacuation-sites",
        title,
        standard_columns("03-v3", id={"required": True, "unique": True}, name={"required": True}),
        records,
        "utf-8-sig",
        "ID",
    )
    return Entry(
        "evacuation-sites", title, "していきんきゅうひなんばしょいちらん",
        ("災害の危険から命を守るために緊急に逃げこむ場所の一覧です。洪水、津波など災害の種類ごとに使えるかどうか、標高、収容できる人数の見込みがわかります。",
         "Places to flee to at once when a disaster threatens life: for which kinds of disaster each can be used, its elevation and its expected capacity."),
        (["避難場所", "防災", "津波", "洪水", "地震", "災害"], ["evacuation", "disaster", "tsunami", "flood", "earthquake"]), ["GOVE", "司法・安全・環境"],
        ("危機管理課", "Crisis Management Division"), ("2026-04-01", "2027-03-31"), "annual", "2021-06-01", "2026-05-20", [file], "jp-standard/03",
    )  # fmt: skip


def shelters() -> Entry:
    """A workbook without a standard."""
    rng, rows = random.Random("shelters"), []
    for n, town in enumerate(TOWNS, start=1):
        latitude, longitude = near(town, rng)
        rows.append([f"SH{n:03d}", f"市立{town.name}小学校体育館", f"シリツ{town.kana}ショウガッコウタイイクカン", f"{LOCALGOV}{town.name}{lot(rng)}", float(latitude), float(longitude),
                     rng.randrange(180, 760, 10), "有" if n % 3 else "無", "有" if n % 4 == 0 else "無", telephone(2500 + n)])  # fmt: skip
    columns = [
        column("避難所番号", "Shelter number", "避難所を一意に示す番号", required=True, unique=True), column("名称", "Name", "避難所となる施設の名称", required=True),
        column("名称_カナ", "Name (kana)", "名称の読み（全角カタカナ）"), column("住所", "Address", "都道府県から番地までの住所", required=True),
        column("緯度", "Latitude", "世界測地系の緯度（十進度）", "number", "度", minimum=20, maximum=46),
        column("経度", "Longitude", "世界測地系の経度（十進度）", "number", "度", minimum=122, maximum=154),
        column("収容人数", "Capacity", "避難生活を送れる人数", "integer", "人", minimum=0), column("非常用電源の有無", "Emergency power", "非常用の電源があるか", enum=["有", "無"]),
        column("ペット同行避難の可否", "Pets admitted", "ペットを連れて避難できるか", enum=["有", "無"]), column("電話番号", "Telephone", "施設の代表電話番号"),
    ]  # fmt: skip
    data = xlsx_bytes([("指定避難所", [c["name"] for c in columns], rows)])
    title = ("指定避難所一覧", "Designated shelters")
    return Entry(
        "shelters", title, "していひなんじょいちらん",
        ("災害で自宅に戻れない人がしばらく生活する指定避難所の一覧です。収容人数、非常用電源の有無、ペットを連れて避難できるかがわかります。",
         "Shelters where people stay when they cannot return home after a disaster, with capacity, emergency power and whether pets are admitted."),
        (["避難所", "防災", "ペット同行避難", "災害"], ["shelter", "disaster", "emergency power", "pets"]), ["GOVE", "司法・安全・環境"],
        ("危機管理課", "Crisis Management Division"), ("2026-04-01", "2027-03-31"), "annual", "2023-04-01", "2026-05-20",
        [File("shelters", "shelters.xlsx", data, *title, columns, None, "避難所番号")],
    )  # fmt: skip


def public_facilities() -> Entry:
    """UTF-8, the older layout."""
    rng, records = random.Random("facilities"), []
    for n, (name, kana, _, _, town) in enumerate(buildings(), start=1):
        records.append(
            {
                **legacy(n), "名称": name, "名称_カナ": kana, **place(town, rng), "電話番号": telephone(3000 + n), "法人番号": OFFICE, "団体名": CITY,
                "利用可能曜日": DAYS if n % 2 else "火水木金土日", "開始時間": "08:30" if n % 2 else "09:00", "終了時間": "17:15" if n % 2 else "20:00",
                "利用可能日時特記事項": "祝日と年末年始は休み", "バリアフリー情報": "スロープ;多目的トイレ" + (";エレベーター" if n % 3 == 0 else ""),
                "URL": f"https://www.example.jp/shisetsu/{n:03d}",
            }
        )  # fmt: skip
    title = ("公共施設一覧", "Public facilities")
    file = table("public-facilities", title, standard_columns("01-legacy", no={"unique": True}), records, "utf-8", "NO")
    return Entry(
        "public-facilities", title, "こうきょうしせついちらん",
        ("市役所、図書館、公民館、小学校など市の公共施設の名称、住所、開館時間、バリアフリー設備の一覧です。",
         "City hall, libraries, community halls, schools and other public facilities: names, addresses, opening hours and accessibility."),
        (["公共施設", "公民館", "図書館", "バリアフリー", "小学校"], ["public facilities", "community hall", "library", "accessibility"]), ["GOVE", "行財政"],
        ("資産活用課", "Property Division"), ("2026-04-01", "2027-03-31"), "annual", "2022-04-01", "2026-04-15", [file], "jp-standard/01",
    )  # fmt: skip


def public_toilets() -> Entry:
    """UTF-8, the newer layout."""
    rng, records = random.Random("toilets"), []
    for n, town in enumerate((t for t in TOWNS for _ in range(2)), start=1):
        urinals, male, female = rng.randint(1, 4), rng.randint(1, 3), rng.randint(2, 5)
        wheelchair = n % 3 != 0
        records.append(
            {
                **modern("PT", n, town, rng), "名称": f"{town.name}{'公園' if n % 2 else '広場'}公衆トイレ", "名称_カナ": f"{town.kana}{'コウエン' if n % 2 else 'ヒロバ'}コウシュウトイレ",
                "名称_英語": f"{town.latin} {'Park' if n % 2 else 'Square'} public toilet", "設置位置": "入口の右側" if n % 2 else "駐車場の横",
                "男性トイレ総数": str(urinals + male), "男性トイレ数（小便器）": str(urinals), "男性トイレ数（和式）": "0", "男性トイレ数（洋式）": str(male),
                "女性トイレ総数": str(female), "女性トイレ数（和式）": "0", "女性トイレ数（洋式）": str(female), "男女共用トイレ総数": "1" if wheelchair else "0",
                "男女共用トイレ数（和式）": "0", "男女共用トイレ数（洋式）": "1" if wheelchair else "0", "バリアフリートイレ数": "1" if wheelchair else "0",
                "車椅子使用者用トイレ有無": "有" if wheelchair else "無", "乳幼児用設備設置トイレ有無": "有" if n % 2 else "無", "オストメイト設置トイレ有無": "有" if n % 4 == 1 else "無",
                "利用開始時間": "00:00" if n % 5 else "06:00", "利用終了時間": "23:59" if n % 5 else "21:00",
            }
        )  # fmt: skip
    title = ("公衆トイレ一覧", "Public toilets")
    file = table(
        "public-toilets",
        title,
        standard_columns("13-v3", id={"required": True, "unique": True}, name={"required": True}),
        records,
        "utf-8",
        "ID",
    )
    return Entry(
        "public-toilets", title, "こうしゅうといれいちらん",
        ("市が管理する公衆トイレの場所と、便器の数、車椅子・乳幼児・オストメイト用の設備の一覧です。",
         "Public toilets run by the city: where they are, how many, and their facilities for wheelchairs, infants and ostomates."),
        (["公衆トイレ", "バリアフリー", "車椅子", "オストメイト", "おむつ替え"], ["public toilet", "accessibility", "wheelchair", "ostomate"]), ["SOCI", "社会保障・衛生"],
        ("環境課", "Environment Division"), ("2026-04-01", "2027-03-31"), "annual", "2022-10-01", "2026-06-01", [file], "jp-standard/13",
    )  # fmt: skip


def childcare() -> Entry:
    """CP932, the older layout."""
    rng, records = random.Random("childcare"), []
    kinds = [
        ("認可公立保育所", "保育所", "ホイクショ"),
        ("認可私立保育所", "こども園", "コドモエン"),
        ("公立幼稚園", "幼稚園", "ヨウチエン"),
        ("認定こども園（幼保連携型）", "認定こども園", "ニンテイコドモエン"),
    ]
    for n, town in enumerate((t for t in TOWNS for _ in range(2)), start=1):
        kind, suffix, kana = kinds[(n * 3) % 4 if n % 2 else (n // 2) % 4]
        public = kind.startswith(("公立", "認可公立"))
        records.append(
            {
                **legacy(n), "名称": f"{town.name}{suffix}", "名称_カナ": f"{town.kana}{kana}", "種別": kind, **place(town, rng),
                "アクセス方法": f"みなと風バス「{town.name}」から徒歩{rng.randint(2, 9)}分", "駐車場情報": f"普通車{rng.randint(4, 20)}台（無料）", "電話番号": telephone(4000 + n),
                "法人番号": OFFICE if public else corporate_number(410 + n), "団体名": CITY if public else f"社会福祉法人{town.name}福祉会",
                "認可等年月日": f"{rng.randint(1974, 2019)}-04-01", "収容定員": str(rng.randrange(60, 210, 10)), "受入年齢": "0歳6か月から5歳" if "幼稚園" not in suffix else "3歳から5歳",
                "利用可能曜日": "月火水木金土" if "幼稚園" not in suffix else DAYS, "開始時間": "07:30" if "幼稚園" not in suffix else "08:30",
                "終了時間": "18:30" if "幼稚園" not in suffix else "14:30", "一時預かりの有無": "有" if n % 3 else "無", "URL": f"https://www.example.jp/kosodate/{n:03d}",
            }
        )  # fmt: skip
    title = ("子育て施設一覧", "Childcare facilities")
    file = table("childcare", title, standard_columns("05-legacy", no={"unique": True}), records, "cp932", "NO")
    return Entry(
        "childcare", title, "こそだてしせついちらん",
        ("市内の保育所、幼稚園、認定こども園の定員、受入年齢、開園時間、一時預かりの有無の一覧です。",
         "Nurseries, kindergartens and centres for early childhood education: capacity, accepted ages, hours and temporary care."),
        (["保育所", "幼稚園", "認定こども園", "子育て", "一時預かり"], ["nursery", "kindergarten", "childcare", "temporary care"]), ["EDUC", "教育・文化・スポーツ・生活"],
        ("こども未来課", "Children's Division"), ("2026-04-01", "2027-03-31"), "annual", "2022-04-01", "2026-04-20", [file], "jp-standard/05",
    )  # fmt: skip


def tourism() -> Entry:
    """UTF-8, the older layout, with English texts."""
    rng = random.Random("tourism")
    sights = [
        ("みなと風灯台", "ミナトカゼトウダイ", "Minatokaze Lighthouse", "明治期の白い石造りの灯台。展望台から湾を見わたせます。", 300, 15),
        ("鴎浜海水浴場", "カモメハマカイスイヨクジョウ", "Kamomehama Beach", "遠浅の砂浜。夏は監視員がいて、子ども連れでも安心です。", 0, 6),
        ("風の博物館", "カゼノハクブツカン", "Museum of Wind", "風車と帆船の模型を見てさわれる市立の博物館です。", 500, 17),
        ("汐見展望公園", "シオミテンボウコウエン", "Shiomi Observation Park", "港と町並みを一度に見られる高台の公園です。", 0, 0),
        ("茶摘の里", "チャツミノサト", "Tea Village", "茶畑での茶摘み体験と手もみ茶の実演ができます。", 800, 14),
        ("波止場の朝市", "ハトバノアサイチ", "Wharf Morning Market", "とれたての魚と野菜が並ぶ朝市です。", 0, 3),
        ("帆船記念館", "ハンセンキネンカン", "Sailing Ship Hall", "港に係留した帆船の中を歩けます。", 400, 4),
        ("星見坂天文台", "ホシミザカテンモンダイ", "Hoshimizaka Observatory", "口径60センチの望遠鏡で星を見る夜間観望会を開いています。", 600, 5),
        ("入江の古民家", "イリエノコミンカ", "Old House of Irie", "江戸時代末の廻船問屋の家を公開しています。", 200, 10),
        ("潮路温泉", "シオジオンセン", "Shioji Hot Spring", "海を見ながら入れる日帰り温泉です。", 700, 13),
        ("渚の遊歩道", "ナギサノユウホドウ", "Seaside Promenade", "海沿いを歩く2.4キロメートルの遊歩道です。", 0, 12),
        ("風車通り商店街", "フウシャドオリショウテンガイ", "Windmill Street", "昭和の面影が残る商店街です。", 0, 17),
    ]  # fmt: skip
    records = []
    for n, (name, kana, english, text, fee, at) in enumerate(sights, start=1):
        town = TOWNS[at]
        records.append(
            {
                **legacy(n), "名称": name, "名称_カナ": kana, "名称_英語": english, **place(town, rng), "利用可能曜日": ALL_DAYS if fee == 0 else "火水木金土日",
                "開始時間": "09:00", "終了時間": "17:00" if fee else "21:00", "利用可能日時特記事項": "年末年始は休み" if fee else "", "料金(基本)": str(fee),
                "料金(詳細)": "小学生以下は無料" if fee else "無料", "説明": text, "説明_英語": f"{english}, a sight of Minatokaze City.",
                "アクセス方法": f"みなと風バス「{town.name}」から徒歩{rng.randint(3, 12)}分", "駐車場情報": f"普通車{rng.randrange(10, 120, 5)}台（無料）",
                "バリアフリー情報": "スロープ;多目的トイレ", "連絡先名称": "みなと風市観光交流課", "連絡先電話番号": telephone(5000), "URL": f"https://www.example.jp/kanko/{n:02d}",
            }
        )  # fmt: skip
    title = ("観光施設一覧", "Tourist facilities")
    file = table("tourism", title, standard_columns("11-legacy", no={"unique": True}), records, "utf-8", "NO")
    return Entry(
        "tourism", title, "かんこうしせついちらん",
        ("市内の観光施設の場所、開いている時間、料金、日本語と英語の紹介、行き方の一覧です。",
         "Sights of the city: where they are, opening hours, fees, short texts in Japanese and English, and how to get there."),
        (["観光", "博物館", "灯台", "海水浴場", "温泉"], ["tourism", "museum", "lighthouse", "beach", "hot spring"]), ["ECON", "運輸・観光"],
        ("観光交流課", "Tourism Division"), ("2026-04-01", "2027-03-31"), "annual", "2022-07-01", "2026-07-01", [file], "jp-standard/11",
    )  # fmt: skip


def wifi() -> Entry:
    """UTF-8, the older layout."""
    rng, records = random.Random("wifi"), []
    for n, (name, kana, english, spot, town) in enumerate(buildings()[:30], start=1):
        records.append(
            {
                **legacy(n), "名称": name, "名称_カナ": kana, "名称_英語": english, **place(town, rng), "設置者": CITY, "電話番号": telephone(6000),
                "SSID": "Minatokaze_Free_WiFi", "提供エリア": f"{spot}の周辺", "URL": "https://www.example.jp/wifi/",
            }
        )  # fmt: skip
    title = ("公衆無線LANアクセスポイント一覧", "Public Wi-Fi access points")
    file = table("wifi", title, standard_columns("07-legacy", no={"unique": True}), records, "utf-8", "NO")
    return Entry(
        "wifi", title, "こうしゅうむせんらんあくせすぽいんといちらん",
        ("だれでも無料で使える公衆無線LANのアクセスポイントの場所とネットワーク名の一覧です。災害のときは登録なしで使えるようになります。",
         "Where the free public Wi-Fi of the city can be used, and its network name. In a disaster it opens without registration."),
        (["公衆無線LAN", "Wi-Fi", "無料", "インターネット"], ["Wi-Fi", "wireless LAN", "internet", "free"]), ["TECH", "情報通信・科学技術"],
        ("情報政策課", "Information Policy Division"), ("2026-04-01", "2027-03-31"), "annual", "2023-10-01", "2026-04-01", [file], "jp-standard/07",
    )  # fmt: skip


def hydrants() -> Entry:
    """CP932, the newer layout, the longest list of places."""
    rng, records = random.Random("hydrants"), []
    for n in range(1, 361):
        kind = rng.choices(["消火栓", "防火水そう", "プール", "河川・溝等"], [70, 24, 3, 3])[0]
        records.append(
            {
                **modern("FH", n, TOWNS[n % len(TOWNS)], rng),
                "種別": kind,
                "口径": rng.choice(["100", "150", "200"]) if kind == "消火栓" else "",
            }
        )
    title = ("消防水利施設一覧", "Fire-fighting water supplies")
    file = table(
        "fire-hydrants",
        title,
        standard_columns("14-v3", id={"required": True, "unique": True}, type={"required": True}),
        records,
        "cp932",
        "ID",
    )
    return Entry(
        "fire-hydrants", title, "しょうぼうすいりしせついちらん",
        ("消火活動に使う消火栓、防火水そうなどの種別、位置、配管の口径の一覧です。",
         "Hydrants, water tanks and other supplies for fire fighting: type, position and pipe diameter."),
        (["消火栓", "防火水そう", "消防水利", "消防"], ["hydrant", "fire fighting", "water supply"]), ["GOVE", "司法・安全・環境"],
        ("消防本部", "Fire Department"), ("2026-04-01", "2027-03-31"), "annual", "2023-04-01", "2026-04-10", [file], "jp-standard/14",
    )  # fmt: skip


def parks() -> Entry:
    """GeoJSON with polygons."""
    rng, features = random.Random("parks"), []
    kinds = ["街区公園", "近隣公園", "地区公園"]
    for n, town in enumerate((t for t in TOWNS for _ in range(2)), start=1):
        latitude, longitude = (float(v) for v in near(town, rng))
        size, corners = rng.uniform(0.00035, 0.0011), rng.randint(5, 8)
        ring = [
            [
                round(longitude + size * 1.2 * math.cos(2 * math.pi * i / corners), 6),
                round(latitude + size * math.sin(2 * math.pi * i / corners), 6),
            ]
            for i in range(corners)
        ]
        area = round(size * size * 1.2 * corners / 2 * math.sin(2 * math.pi / corners) * 111_000 * 91_400)
        features.append(
            (
                {
                    "公園番号": f"P{n:03d}", "名称": f"{town.name}{'中央' if n % 2 == 0 else 'なかよし'}公園", "種別": kinds[min(area // 9000, 2)], "面積": area,
                    "住所": f"{LOCALGOV}{town.name}{lot(rng)}", "遊具の有無": "有" if n % 3 else "無", "トイレの有無": "有" if n % 2 else "無", "開園年月日": f"{rng.randint(1968, 2016)}-04-01",
                },
                {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
            )
        )  # fmt: skip
    columns = [
        column("公園番号", "Park number", "公園を一意に示す番号", required=True, unique=True), column("名称", "Name", "公園の名称", required=True),
        column("種別", "Type", "都市公園の種別", enum=kinds), column("面積", "Area", "公園の面積", "integer", "平方メートル", minimum=0),
        column("住所", "Address", "都道府県から番地までの住所"), column("遊具の有無", "Playground", "遊具があるか", enum=["有", "無"]),
        column("トイレの有無", "Toilet", "トイレがあるか", enum=["有", "無"]), column("開園年月日", "Opened on", "公園が開かれた日", "date"),
    ]  # fmt: skip
    title = ("都市公園区域", "City parks")
    return Entry(
        "parks", title, "としこうえんくいき",
        ("市が管理する都市公園の区域を示すポリゴンと、種別、面積、遊具やトイレの有無です。座標は世界測地系（JGD2011）です。",
         "Outlines of the city's parks as polygons, with type, area, playgrounds and toilets. Coordinates are JGD2011."),
        (["公園", "都市公園", "遊具", "GeoJSON", "緑地"], ["park", "playground", "green space", "GeoJSON"]), ["ENVI", "国土・気象"],
        ("公園緑地課", "Parks Division"), ("2026-04-01", "2027-03-31"), "annual", "2024-04-01", "2026-04-01",
        [File("parks", "parks.geojson", geojson_bytes(features), *title, columns, None, "公園番号")],
    )  # fmt: skip
