"""Figures: population by year, budget, weather, water quality, library loans, visitors."""

from __future__ import annotations

import datetime as dt
import math
import random

from tools.example_city.descriptor import Entry, File, column, standard_columns
from tools.example_city.facilities import table
from tools.example_city.formats import csv_bytes, json_bytes, xlsx_bytes
from tools.example_city.place import CITY, CODE, LOCALGOV, TOWNS

AGES = [f"{a}-{a + 4}歳" for a in range(0, 85, 5)] + ["85歳以上"]
#: Share of each age group in per mille, an ageing coast town.
SHAPE = [33, 37, 41, 43, 40, 42, 46, 52, 58, 66, 74, 68, 66, 70, 80, 78, 58, 48]


def entries() -> list[Entry]:
    """The datasets of this module."""
    return [
        *(population(year) for year in (2024, 2025, 2026)),
        budget(),
        weather(),
        water_quality(),
        library(),
        visitors(),
    ]


def population(year: int) -> Entry:
    """One year of the series; every cell is large."""
    rng, records = random.Random("population"), []
    for n, town in enumerate(TOWNS, start=1):
        cells = {}
        for i, age in enumerate(AGES):
            for sex in ("男性", "女性"):
                share = (
                    SHAPE[i]
                    * (0.96 if sex == "男性" else 1.04)
                    * rng.uniform(0.92, 1.08)
                    * (0.78 if sex == "男性" and i > 15 else 1)
                )
                cells[f"{age}の{sex}"] = max(
                    24, round(town.people * share / 2000 * (1 - 0.006 * (year - 2024) * (1.5 - i / 12)))
                )
        male, female = (sum(v for k, v in cells.items() if k.endswith(s)) for s in ("男性", "女性"))
        records.append(
            {
                "全国地方公共団体コード": CODE, "地域コード": f"{n:03d}", "地方公共団体名": LOCALGOV, "調査年月日": f"{year}-04-01", "地域名": town.name,
                "総人口": str(male + female), "男性": str(male), "女性": str(female), **{k: str(v) for k, v in cells.items()},
                "世帯数": str(round((male + female) / 2.31)),
            }
        )  # fmt: skip
    title = (f"地域・年齢別人口（{year}年4月1日）", f"Population by area and age (1 April {year})")
    columns = standard_columns("04-v3", area_code={"required": True, "unique": True}, population={"required": True})
    return Entry(
        f"population-{year}", title, "ちいきねんれいべつじんこう",
        (f"{year}年4月1日の住民基本台帳による町別、5歳階級別、男女別の人口と世帯数です。町ごとの人数が少なくならないように集計しています。",
         f"Residents by town, five-year age group and sex, and households, on 1 April {year}. Towns are grouped so that no cell is small."),
        (["人口", "年齢", "世帯", "住民基本台帳", "統計"], ["population", "age", "households", "statistics"]), ["SOCI", "人口・世帯"],
        ("市民課", "Residents Division"), (f"{year}-04-01", f"{year}-04-01"), "annual", f"{year}-05-10", f"{year}-05-10",
        [table(f"population-{year}", title, columns, records, "utf-8", "地域コード")], "jp-standard/04", "population",
    )  # fmt: skip


def budget() -> Entry:
    """A workbook of two sheets, amounts in thousand yen."""
    rng = random.Random("budget")
    revenue = [
        "市税",
        "地方譲与税",
        "地方消費税交付金",
        "地方交付税",
        "分担金及び負担金",
        "使用料及び手数料",
        "国庫支出金",
        "県支出金",
        "財産収入",
        "寄附金",
        "繰入金",
        "繰越金",
        "諸収入",
        "市債",
    ]
    expense = [
        "議会費",
        "総務費",
        "民生費",
        "衛生費",
        "労働費",
        "農林水産業費",
        "商工費",
        "土木費",
        "消防費",
        "教育費",
        "災害復旧費",
        "公債費",
        "諸支出金",
        "予備費",
    ]
    header = ["会計年度", "款番号", "款", "当初予算額（千円）", "前年度当初予算額（千円）"]

    def rows(names: list[str], scale: int) -> list[list[object]]:
        made: list[list[object]] = []
        for n, name in enumerate(names, start=1):
            now = rng.randrange(20_000, scale, 1) // (1 + n % 4)
            made.append([2026, n, name, now, round(now * rng.uniform(0.92, 1.07))])
        return made

    data = xlsx_bytes([("歳入", header, rows(revenue, 9_000_000)), ("歳出", header, rows(expense, 9_000_000))])
    columns = [
        column("会計年度", "Fiscal year", "4月から翌年3月までの年度（西暦）", "integer", "年度", required=True), column("款番号", "Item number", "予算の款の番号", "integer", required=True),
        column("款", "Item", "予算のいちばん大きな区分", required=True), column("当初予算額（千円）", "Initial budget", "当初予算の額", "integer", "千円", required=True, minimum=0),
        column("前年度当初予算額（千円）", "Initial budget of the year before", "前年度の当初予算の額", "integer", "千円", minimum=0),
    ]  # fmt: skip
    title = ("一般会計当初予算（2026年度）", "Initial budget of the general account (fiscal 2026)")
    return Entry(
        "budget", title, "いっぱんかいけいとうしょよさん",
        ("2026年度一般会計当初予算の歳入と歳出を款別に示したものです。金額の単位は千円です。", "Revenue and expenditure of the general account for fiscal 2026 by item, in thousand yen."),
        (["予算", "歳入", "歳出", "財政", "一般会計"], ["budget", "revenue", "expenditure", "finance"]), ["GOVE", "行財政"],
        ("財政課", "Finance Division"), ("2026-04-01", "2027-03-31"), "annual", "2026-04-01", "2026-04-01",
        [File("budget", "budget.xlsx", data, *title, columns)],
    )  # fmt: skip


def weather() -> Entry:
    """A year of daily observations."""
    rng, rows, day = random.Random("weather"), [], dt.date(2025, 4, 1)
    while day < dt.date(2026, 4, 1):
        season = math.sin((day.timetuple().tm_yday - 110) / 365 * 2 * math.pi)
        mean = 16.4 + 10.2 * season + rng.gauss(0, 1.8)
        rain = round(rng.expovariate(1 / 14), 1) if rng.random() < 0.28 else 0.0
        rows.append(
            [
                day.isoformat(),
                "みなと風港",
                f"{mean:.1f}",
                f"{mean + rng.uniform(3, 6):.1f}",
                f"{mean - rng.uniform(3, 6):.1f}",
                f"{rain:.1f}",
                f"{rng.uniform(1.2, 6.8):.1f}",
                str(round(rng.uniform(45, 92))),
            ]
        )
        day += dt.timedelta(days=1)
    columns = [
        column("観測日", "Date", "観測した日", "date", required=True, unique=True), column("観測所", "Station", "観測所の名称", required=True),
        column("平均気温", "Mean temperature", "1日の平均気温", "number", "℃"), column("最高気温", "Maximum temperature", "1日の最高気温", "number", "℃"),
        column("最低気温", "Minimum temperature", "1日の最低気温", "number", "℃"), column("降水量", "Precipitation", "1日の降水量", "number", "mm", minimum=0),
        column("平均風速", "Mean wind speed", "1日の平均風速", "number", "m/s", minimum=0), column("平均湿度", "Mean humidity", "1日の平均湿度", "integer", "%", minimum=0, maximum=100),
    ]  # fmt: skip
    title = ("気象観測（日別）", "Weather observations (daily)")
    return Entry(
        "weather", title, "きしょうかんそく",
        ("みなと風港の観測所で測った日ごとの気温、降水量、風速、湿度です。2025年度の365日分があります。",
         "Daily temperature, precipitation, wind and humidity at the port station, 365 days of fiscal 2025."),
        (["気象", "気温", "降水量", "風速", "観測"], ["weather", "temperature", "precipitation", "wind"]), ["ENVI", "国土・気象"],
        ("危機管理課", "Crisis Management Division"), ("2025-04-01", "2026-03-31"), "annual", "2024-05-01", "2026-04-08",
        [File("weather", "weather.csv", csv_bytes([c["name"] for c in columns], rows, "utf-8-sig"), *title, columns, "utf-8", "観測日")],
    )  # fmt: skip


def water_quality() -> Entry:
    """JSON records."""
    rng, records = random.Random("water"), []
    for month in range(4, 16):
        date = f"{2025 + (month - 1) // 12}-{(month - 1) % 12 + 1:02d}-12"
        for n, town in enumerate(TOWNS[::3], start=1):
            records.append(
                {
                    "採水日": date, "採水地点番号": f"W{n:02d}", "採水地点": f"{town.name}配水池系", "水温": round(15 + 7 * math.sin((month - 7) / 12 * 2 * math.pi) + rng.gauss(0, 0.5), 1),
                    "残留塩素": round(rng.uniform(0.25, 0.6), 2), "pH値": round(rng.uniform(7.1, 7.8), 1), "濁度": round(rng.uniform(0.01, 0.09), 2), "硝酸態窒素": round(rng.uniform(0.4, 1.9), 2),
                }
            )  # fmt: skip
    columns = [
        column("採水日", "Date of sampling", "水を採った日", "date", required=True), column("採水地点番号", "Point number", "採水地点を示す番号", required=True),
        column("採水地点", "Point", "採水地点の名称", required=True), column("水温", "Water temperature", "採水したときの水温", "number", "℃"),
        column("残留塩素", "Residual chlorine", "残留塩素の濃度", "number", "mg/L", minimum=0), column("pH値", "pH", "水素イオン濃度", "number", minimum=0, maximum=14),
        column("濁度", "Turbidity", "水のにごりの度合い", "number", "度", minimum=0), column("硝酸態窒素", "Nitrate nitrogen", "硝酸態窒素及び亜硝酸態窒素の濃度", "number", "mg/L", minimum=0),
    ]  # fmt: skip
    title = ("水道水質検査結果", "Tap water quality")
    return Entry(
        "water-quality", title, "すいどうすいしつけんさけっか",
        ("毎月1回、6つの地点で水道水を採って検査した結果です。水道法の基準に合うことを確かめています。",
         "Monthly tests of tap water at six points, showing that it meets the standards of the Waterworks Act."),
        (["水道", "水質検査", "残留塩素", "飲料水"], ["tap water", "water quality", "chlorine"]), ["ENVI", "エネルギー・水"],
        ("上下水道課", "Waterworks Division"), ("2025-04-01", "2026-03-31"), "monthly", "2024-06-01", "2026-04-20",
        [File("water-quality", "water-quality.json", json_bytes(records), *title, columns, None, ["採水日", "採水地点番号"])],
    )  # fmt: skip


def library() -> Entry:
    """A workbook of monthly counts."""
    rng, rows = random.Random("library"), []
    names = ["中央図書館", "港見台分館", "茶摘分館"]
    for month in range(4, 16):
        for n, name in enumerate(names):
            loans = rng.randrange(2400, 3600) * (7 if n == 0 else 2)
            rows.append(
                [
                    f"{2025 + (month - 1) // 12}-{(month - 1) % 12 + 1:02d}",
                    name,
                    24 + month % 3,
                    loans,
                    round(loans * 0.31),
                    rng.randrange(2600, 4200) * (5 if n == 0 else 1),
                ]
            )
    columns = [
        column("年月", "Month", "集計した月（YYYY-MM）", "yearmonth", required=True), column("館名", "Library", "図書館の名称", required=True, enum=names),
        column("開館日数", "Days open", "その月に開いた日数", "integer", "日", minimum=0, maximum=31), column("貸出冊数", "Loans", "貸し出した本の数", "integer", "冊", minimum=0),
        column("うち児童書", "of which children's books", "貸し出した本のうち児童書の数", "integer", "冊", minimum=0), column("来館者数", "Visitors", "来館した人の延べ数", "integer", "人", minimum=0),
    ]  # fmt: skip
    title = ("図書館利用統計", "Library statistics")
    return Entry(
        "library-statistics", title, "としょかんりようとうけい",
        ("市立図書館3館の月ごとの開館日数、貸出冊数、来館者数です。2025年度の12か月分があります。", "Days open, loans and visitors of the three city libraries by month of fiscal 2025."),
        (["図書館", "貸出", "来館者", "統計", "児童書"], ["library", "loans", "visitors", "statistics"]), ["EDUC", "教育・文化・スポーツ・生活"],
        ("生涯学習課", "Lifelong Learning Division"), ("2025-04-01", "2026-03-31"), "annual", "2023-05-01", "2026-05-01",
        [File("library-statistics", "library-statistics.xlsx", xlsx_bytes([("利用統計", [c["name"] for c in columns], rows)]), *title, columns, None, ["年月", "館名"])],
    )  # fmt: skip


def visitors() -> Entry:
    """A tab-separated file of yearly visitors."""
    rng, rows = random.Random("visitors"), []
    places = ["みなと風灯台", "鴎浜海水浴場", "風の博物館", "茶摘の里", "波止場の朝市", "潮路温泉"]
    for year in range(2017, 2026):
        for n, name in enumerate(places):
            rows.append(
                [
                    str(year),
                    name,
                    str(round(rng.uniform(22_000, 64_000) * (1 + n % 3) * (0.42 if year in (2020, 2021) else 1))),
                ]
            )
    columns = [
        column("年", "Year", "集計した年（西暦、1月から12月）", "year", required=True), column("施設名", "Place", "観光施設の名称", required=True, enum=places),
        column("観光入込客数", "Visitors", "訪れた人の延べ数", "integer", "人", required=True, minimum=0),
    ]  # fmt: skip
    header = [c["name"] for c in columns]
    title = ("観光入込客数", "Visitors to sights")
    data = "".join("\t".join(r) + "\n" for r in [header, *rows]).encode()
    return Entry(
        "visitors", title, "かんこういりこみきゃくすう",
        (f"{CITY}の主な観光施設を訪れた人の延べ数を、年ごと、施設ごとに集計したものです。", "How many people visited the main sights of Minatokaze City, by year and place."),
        (["観光", "入込客数", "観光統計", "来訪者"], ["tourism", "visitors", "statistics"]), ["ECON", "運輸・観光"],
        ("観光交流課", "Tourism Division"), ("2017-01-01", "2025-12-31"), "annual", "2023-03-01", "2026-03-02",
        [File("visitors", "visitors.tsv", data, *title, columns, "utf-8", ["年", "施設名"], {"dialect": {"delimiter": "\t"}})],
    )  # fmt: skip
