"""Statistics in the layouts that cities use: small ones are found whatever the headings say, clean ones are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.disclosure.rules import people_counts, people_records
from catalog.rule import Context
from catalog.tables.read import read

AREAS = ("東町", "西町", "南町", "北町", "浜町")
WARDS = ("東区", "西区", "南区", "北区")
YEARS = ("2021年度", "2022年度", "2023年度", "2024年度")


def _verdicts(name: str, text: str, folder: Path) -> dict[str, str]:
    (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    source, context = read(folder / f"{name}.csv", f"{name}.csv"), Context()
    hits = [*people_records(source, (), context), *people_counts(source, (), context)]
    return {str(h.rule).removeprefix("disclosure/"): str(h.verdict or "review") for h in hits if h.verdict != "pass"}


def _wide(label: str, rows: tuple[str, ...], columns: str, start: int = 120) -> str:
    """A table of large whole numbers, each one different: a row per label, a column per heading."""
    heads = columns.split(",")
    lines = [
        ",".join([row, *(str(start + 37 * r + 11 * c + (r * c) % 5) for c in range(len(heads)))])
        for r, row in enumerate(rows)
    ]
    return "\n".join([f"{label},{columns}", *lines]) + "\n"


def _long(first: str, rows: tuple[str, ...], second: str, values: tuple[str, ...], measure: str) -> str:
    lines = [f"{a},{b},{200 + 31 * i + 7 * j}" for i, a in enumerate(rows) for j, b in enumerate(values)]
    return "\n".join([f"{first},{second},{measure}", *lines]) + "\n"


CLEAN = {
    "住民基本台帳人口": _wide("町名", AREAS, "世帯数,人口総数,男,女"),
    "年齢別人口": _wide("年齢", ("0～4歳", "5～9歳", "10～14歳", "15～19歳"), "総数,男,女"),
    "町丁別年齢別人口": _wide("町丁名", AREAS, "0～4歳,5～9歳,10～14歳,15歳以上"),
    "人口の推移": _wide("年度", YEARS, "人口,世帯数,出生,死亡,転入,転出"),
    "国籍別外国人数": _wide("国籍", ("A国", "B国", "C国"), "総数,男,女"),
    "区別外国人人口": _wide("区名", WARDS, "中国,韓国,ベトナム,その他"),
    "要介護認定者数": _wide("地区", AREAS, "要支援1,要支援2,要介護1,要介護2,要介護3,要介護4,要介護5"),
    "介護度別人数": _long("年度", YEARS, "介護度", ("要支援1", "要介護1", "要介護5"), "人数"),
    "障害者手帳所持者数": _wide("年度", YEARS, "身体障害者手帳,療育手帳,精神障害者保健福祉手帳"),
    "手帳の等級": _wide("地区", AREAS, "1級,2級,3級,4級"),
    "生活保護の状況": _wide("区名", WARDS, "被保護世帯数,被保護人員"),
    "保護率": "区名,被保護人員,保護率\n東区,1204,12.1\n西区,2201,18.4\n南区,890,9.1\n",
    "児童生徒数": _wide("学校名", ("東小学校", "西小学校", "南小学校"), "1年,2年,3年,4年,5年,6年,計"),
    "学級数と児童数": "学校名,学級数,児童数\n東小,12,320\n西小,6,150\n南小,18,540\n",
    "不登校児童生徒数": _wide("年度", YEARS, "小学校,中学校"),
    "待機児童数": _wide("年度", YEARS, "0歳,1歳,2歳,3歳以上"),
    "保育所入所児童数": _wide("区名", WARDS, "0歳,1歳,2歳,3歳,4歳以上"),
    "予防接種": "ワクチン,対象者数,接種者数,接種率\n麻しん,1200,1100,91.7\n水痘,1180,1010,85.6\n",
    "がん検診受診者数": _long("年度", YEARS, "種類", ("胃", "肺", "大腸"), "受診者数"),
    "特定健診": "年度,対象者数,受診者数,受診率\n2021,12000,4800,40.0\n2022,11800,4900,41.5\n",
    "死因別死亡数": _wide("死因", ("悪性新生物", "心疾患", "老衰"), "総数,男,女"),
    "感染症発生動向": _wide("週", ("第1週", "第2週", "第3週"), "インフルエンザ,手足口病"),
    "救急出動件数": _wide("年", ("2021年", "2022年", "2023年"), "急病,交通事故,一般負傷"),
    "犯罪認知件数": "町丁目,刑法犯総数,自転車盗\n東町1丁目,3,1\n西町2丁目,0,0\n南町,12,4\n",
    "交通事故件数": "年,発生件数,死者数,負傷者数\n2021,320,12,410\n2022,301,14,390\n",
    "火災件数": "年,建物火災,林野火災\n2021,12,1\n2022,9,0\n",
    "選挙投票率": "投票区,有権者数,投票者数,投票率\n第1投票区,1230,610,49.6\n第2投票区,2210,1201,54.3\n",
    "開票結果": "候補者番号,得票数\n1,12030\n2,3\n3,8820\n",
    "図書館利用": "館名,貸出冊数,来館者数\n中央館,120034,8800\n東館,3200,4\n",
    "施設利用者数": "施設名,所在地,利用者数\nみなと会館,東町1,3\nかもめ会館,西町2,1200\n",
    "公民館": "施設名,所在地,電話番号,定員\nみなと会館,東町1-1,045-000-0001,4\nかもめ会館,西町2-2,045-000-0002,3\n",
    "避難所": "名称,住所,収容人数\nみなと小,東町1-1,2\nかもめ小,西町2-2,120\n",
    "保育所の空き": "施設名,0歳,1歳,2歳\nみなと保育園,1,0,2\nかもめ保育園,0,3,1\n",
    "職員数": "部署,職員数,うち再任用\n総務課,12,2\n税務課,8,1\n",
    "議員": "会派,議員数\nみなと会,3\nかもめ会,2\n",
    "産業別事業所数": "産業,事業所数,従業者数\n製造業,32,1200\n建設業,45,880\n",
    "業種別許可件数": "業種,許可件数\n飲食店,2\n理容所,1\n",
    "工業統計": "業種,事業所数,製造品出荷額等\n食料品,12,34000\n木材,8,4100\n金属,3,2200\n",
    "工業統計秘匿済み": "業種,事業所数,製造品出荷額等\n食料品,12,34000\n木材,2,X\n金属,1,X\n",
    "農家数": "地区,農家数,経営耕地面積\n東地区,120,340\n西地区,88,210\n",
    "歳入歳出": "款,予算額,決算額\n市税,3,2\n地方交付税,12,11\n",
    "気温": "年月,平均気温,最高気温\n2024-01,4.2,12\n2024-02,5.1,14\n",
    "ごみ量": "年度,可燃ごみ(t),不燃ごみ(t)\n2021,3,1\n2022,4,2\n",
    "駐輪場": "名称,所在地,収容台数\n駅前,東町1,3\n駅裏,西町2,120\n",
    "満足度調査": _wide("設問", ("問1", "問2", "問3"), "満足,やや満足,不満"),
    "調査の割合": "年代,満足(%),不満(%)\n20代,60.2,39.8\n30代,55.0,45.0\n",
    "高齢化率": "町名,人口,65歳以上人口,高齢化率\n東町,1200,340,28.3\n西町,980,310,31.6\n",
    "市町村別高齢化率": "市町村名,高齢化率\nみなと風市,28.3\nかもめ町,31.6\n",
    "昼間人口": _wide("区名", WARDS, "夜間人口,昼間人口,昼夜間人口比率"),
    "将来推計人口": "年,総人口,65歳以上\n2030,3,1\n2040,2,1\n",
    "観光入込客数": "施設名,入込客数\nみなと城,3\nかもめ浜,120000\n",
    "ひとり親世帯": _wide("区名", WARDS, "母子世帯,父子世帯"),
    "秘匿済みの表": "地区,患者数_男,患者数_女,患者数_計\n東地区,X,X,55\n西地区,X,X,115\n北地区,40,55,95\n計,98,167,265\n",
    "丸めた表": "地区,認定者数\n東地区,120\n西地区,40\n北地区,0\n計,160\n",
}


@pytest.mark.parametrize("name", CLEAN)
def test_clean_statistics_are_left_alone(name: str, tmp_path: Path) -> None:
    """Large counts, counts of things and officials, tables already suppressed: no finding that holds them."""
    assert _verdicts(name, CLEAN[name], tmp_path) == {}


SMALL = {
    "care grades": ("調べ", "地区,要介護4,要介護5\n東地区,40,4\n西地区,12,11\n", {"small-count": "withhold"}),
    "grades of a certificate": (
        "身体障害者手帳所持者数",
        "町名,1級,2級,3級\n東町,12,18,15\n北町,3,11,20\n",
        {"small-count": "withhold"},
    ),
    "countries as columns": ("国籍別外国人人口", "町名,中国,ガーナ\n東町,32,2\n西町,51,1\n", {"small-count": "review"}),
    "one heading": ("施設", "施設名,入所児童数,うち虐待\n東園,42,3\n西園,21,11\n", {"small-count": "withhold"}),
    "squares of a grid": ("人口", "メッシュコード,人口\n53394611,320\n53394612,3\n", {"small-count": "review"}),
    "means without numbers": ("所得", "町名,平均所得\n東町,320\n西町,180\n", {"share-without-base": "review"}),
    "everybody": (
        "学校",
        "学校名,児童数,不登校児童数\n東小,120,13\n西小,80,0\n北小,14,14\n",
        {"homogeneous-group": "review"},
    ),
    "a share beside X": (
        "認定",
        "町名,人口,認定者数,認定率\n東町,1200,120,10.0\n西町,900,X,0.8\n南町,800,X,1.1\n北町,1500,90,6.0\n",
        {"share-of-few": "review"},
    ),
}


@pytest.mark.parametrize("name", SMALL)
def test_small_numbers_are_found_in_any_layout(name: str, tmp_path: Path) -> None:
    """What is counted stands in the title, in the heading, or in the row."""
    title, text, wanted = SMALL[name]
    assert _verdicts(title, text, tmp_path) == wanted
