"""Tables a city may publish without a thought: facilities, places, statistics, dishes, animals. None may raise an alarm."""

from __future__ import annotations

from collections.abc import Callable

from tests.privacy.made_up import SURNAMES, Maker

Columns = dict[str, Callable[[], str]]


def clean_tables(m: Maker) -> dict[str, Columns]:
    """Name of the case → heading → maker of cells. A heading of spaces stands for none."""
    r = m.r

    def coords() -> str:
        return f"{35 + r.random():.6f}"

    def code() -> str:
        return f"{r.randint(1, 99999):05}"

    return {
        "facility headers": {
            "施設の名称": m.facility,
            "所在": m.address,
            "代表番号": m._landline,
            "緯度": coords,
            "経度": coords,
        },
        "neutral facility": {"項目1": m.facility, "項目2": m.address, "項目3": m._landline, "項目4": m.count},
        "no header facility": {"": m.facility, " ": m.address, "  ": m._landline},
        "neutral town counts": {"列1": m.town, "列2": m.count, "列3": m.count},
        "town list": {"町丁字": m.town, "男": m.count, "女": m.count},
        "company": {"商号": m.company, "本社住所": m.address, "資本金": m.money},
        "neutral company": {"A1": m.company, "A2": m.address, "A3": m._landline},
        "menu": {"日": lambda: f"{r.randint(1, 30)}", "主菜": m.dish, "副菜": m.dish, "kcal": m.count},
        "neutral menu": {"項目1": m.dish, "項目2": m.dish},
        "animals": {
            "No": code,
            "愛称": lambda: r.choice(
                [
                    "タロウ",
                    "モモ",
                    "はな",
                    "レオ",
                    "小太郎",
                    "さくら",
                    "チョコ",
                    "ソラ",
                    "マロン",
                    "ハナコ",
                    "ココ",
                    "レン",
                ]
            ),
            "性別": lambda: r.choice("♂♀"),
            "推定年齢": lambda: f"{r.randint(1, 15)}歳",
            "毛色": lambda: r.choice(["茶", "黒", "白"]),
        },
        "lost dogs": {
            "管理番号": code,
            "種類": lambda: r.choice(["犬", "猫"]),
            "性別": lambda: r.choice(["オス", "メス"]),
            "年齢": lambda: f"{r.randint(1, 15)}歳",
            "保護場所": m.town,
        },
        "bus": {
            "バス停名": lambda: m.surname() + r.choice(["前", "橋", "入口", ""]),
            "系統": lambda: m.surname() + "線",
            "発車": lambda: f"{r.randint(5, 22)}:{r.randint(0, 59):02}",
        },
        "surname stops neutral": {
            "項目1": lambda: r.choice(SURNAMES) + r.choice(["前", "橋", "入口", "西", ""]),
            "項目2": lambda: f"{r.randint(5, 22)}:{r.randint(0, 59):02}",
        },
        "wifi": {
            "SSID": lambda: f"City_Free_{r.randint(1, 99)}",
            "設置施設": m.facility,
            "設置者": m.company,
            "電話": m._landline,
        },
        "schools kana": {
            "学校名": m.facility,
            "学校名カナ": lambda: m.kana("") + r.choice(["ショウガッコウ", "チュウガッコウ"]),
            "校長": m.company,
        },
        "sightseeing en": {
            "name": lambda: r.choice(
                [
                    "Central Park",
                    "City Museum of Art",
                    "Chiba Castle",
                    "Old Post Office",
                    "Aoi Shrine",
                    "Kita Beach",
                    "Mount Saegusa",
                    "Riverside Hotel",
                ]
            ),
            "address": lambda: "1-2-3 Kita, Shirasagi City",
            "tel": m._landline,
        },
        "event": {
            "催事": lambda: r.choice(["夏まつり", "親子工作", "昔話の会", "桜まつり", "健康ウォーク"]),
            "日時": m.iso,
            "場所": m.facility,
            "主催": m.company,
            "問合せ": lambda: r.choice(["文化課", "生涯学習課"]) + " " + m._landline(),
        },
        "tender": {
            "工事名": lambda: m.town() + "線舗装工事",
            "請負者": m.company,
            "請負金額": m.money,
            "契約日": m.iso,
        },
        "ids": {"資産番号": lambda: f"{r.randint(10**11, 10**12 - 1)}", "名称": m.facility},
        "ids neutral": {"項目1": lambda: f"2221130{r.randint(0, 99999):05}", "項目2": m.facility},
        "jan": {"コード": lambda: f"49{r.randint(10**10, 10**11 - 1)}", "品": m.dish},
        "survey agg": {
            "質問": lambda: r.choice(["問1", "問2"]),
            "選択肢": lambda: r.choice(["満足", "不満"]),
            "性別": lambda: r.choice(["男性", "女性"]),
            "年代": lambda: r.choice(["20代", "30代", "40代"]),
            "回答数": m.count,
        },
        "age agg": {"年齢": lambda: f"{r.randint(0, 100)}", "男": m.count, "女": m.count, "計": m.count},
        "disease agg": {
            "年": lambda: str(r.randint(2010, 2025)),
            "疾病名": lambda: r.choice(["インフルエンザ", "手足口病"]),
            "報告数": m.count,
        },
        "care agg": {"要介護度": lambda: r.choice(["要介護1", "要介護2"]), "認定者数": m.count},
        "welfare facilities": {
            "事業所名": m.company,
            "対象障害": lambda: r.choice(["知的障害", "身体障害", "精神障害"]),
            "定員": m.count,
            "電話番号": m._landline,
        },
        "hydrant": {"番号": code, "所在地": m.address, "種別": lambda: r.choice(["消火栓", "防火水槽"])},
        "garbage spots": {
            "集積所": lambda: m.town() + r.choice(["公園前", "角", "集会所横", "アパート前", "バス停付近"]),
            "収集日": lambda: r.choice(["月・木", "火・金"]),
        },
        "trees": {
            "樹木": lambda: r.choice(["ソメイヨシノ", "クスノキ", "イチョウ"]),
            "所在地": m.address,
            "樹高": m.count,
        },
        "roads": {"路線名": lambda: m.surname() + m.surname() + "線", "起点": m.town, "終点": m.town},
        "reservoir": {
            "ため池名": lambda: m.surname() + "池",
            "所有": lambda: r.choice(["市", "水利組合"]),
            "貯水量": m.count,
        },
        "books": {"書名": lambda: r.choice(["山の本", "春の歌"]), "ISBN": lambda: f"978{r.randint(10**9, 10**10 - 1)}"},
        "tax stats": {"税目": lambda: r.choice(["市民税", "固定資産税"]), "調定額": m.money, "収入額": m.money},
        "income stat": {"町名": m.town, "課税対象所得": m.money, "納税義務者数": m.count},
        "crime": {"罪名": lambda: r.choice(["窃盗", "詐欺"]), "発生件数": m.count, "町名": m.town},
        "permits": {
            "許可番号": lambda: f"第{r.randint(1, 9999)}号",
            "屋号": lambda: r.choice(["喫茶", "居酒屋", "ラーメン", "手打ちそば"]) + m.surname(),
            "営業所住所": m.address,
            "許可期限": m.iso,
        },
        "opinions": {
            "件名": lambda: r.choice(["公園について", "道路について"]),
            "意見": lambda: r.choice(
                [
                    "街灯を増やしてほしいという意見がありました。",
                    "担当課で確認し、業者に補修を依頼しました。",
                    "利用者の皆様のご協力に感謝します。",
                    "市民課へ連絡済み（内線1234）。",
                ]
            ),
            "所管": lambda: r.choice(["土木課", "公園課"]),
        },
        "polling": {
            "投票区": lambda: f"第{r.randint(1, 90)}投票区",
            "投票所": m.facility,
            "区域": lambda: "、".join(m.town() for _ in range(3)),
        },
        "calendar": {
            "地区": lambda: "・".join(m.town() for _ in range(3)),
            "可燃": lambda: "月木",
            "不燃": lambda: "第2水",
        },
        "elections": {"候補者届出政党": lambda: r.choice(["みどり党", "未来の会"]), "得票数": m.count},
        "dept": {
            "部": lambda: r.choice(["総務部", "市民部"]),
            "課": lambda: r.choice(["人事課", "市民課"]),
            "電話": m._landline,
            "内線": m.count,
            "メール": lambda: r.choice(["jinji", "shimin"]) + "@city.shirasagi.lg.jp",
        },
        "clinic": {
            "医院": lambda: m.surname() + r.choice(["医院", "クリニック", "歯科", "内科小児科"]),
            "診療科": lambda: "内科",
            "〒": lambda: f"{r.randint(100, 999)}-{r.randint(0, 9999):04}",
            "所在地": m.address,
            "TEL": m._landline,
        },
        "monument": {"碑名": lambda: m.surname() + r.choice(["翁頌徳碑", "氏顕彰碑", "先生の碑"]), "所在": m.town},
        "weather": {"観測所": m.town, "降水量": m.count, "時刻": m.iso},
        "company sort": {"氏名又は名称": m.company, "住所": m.address},
        "daycare people stat": {
            "園名": m.facility,
            "0歳児": m.count,
            "1歳児": m.count,
            "2歳児": m.count,
            "園児数": m.count,
        },
        "facility called 名前": {"名前": m.facility, "場所": m.address, "TEL": m._landline},
        "bridges called 名前": {"名前": lambda: m.surname() + "橋", "橋長": m.count},
        "stations": {"駅の名前": lambda: m.surname() + r.choice(["", "町", "駅", "南"]), "乗車人員": m.count},
        "companies called Name": {"Name": m.company, "Address": m.address, "Phone": m._landline},
        "trees called Name": {"Name": lambda: r.choice(["Zelkova", "Cherry", "Ginkgo", "Camphor"]), "Count": m.count},
        "parks with offices": {
            "公園の名称": m.facility,
            "管理": lambda: r.choice(["公園緑地課", "土木事務所"]),
            "備考": lambda: r.choice(["遊具あり", "", "トイレ改修中"]),
        },
        "nurseries": {
            "保育施設": m.facility,
            "設置主体": m.company,
            "最寄駅": m.town,
            "受入年齢": lambda: "0歳～5歳",
            "郵便番号": lambda: f"{r.randint(100, 999)}-{r.randint(0, 9999):04}",
        },
        "budget": {
            "事業名": lambda: m.town() + "整備事業",
            "担当": lambda: r.choice(["財政課", "企画課"]),
            "予算（千円）": m.money,
        },
        "contact hours": {
            "窓口名称": m.facility,
            "受付時間": lambda: "9:00-17:00",
            "問合せ電話": m._landline,
            "内線": lambda: str(r.randint(1000, 9999)),
        },
    }
