"""What a row stands for: people, statistics, or things. False alarms are as bad as misses."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.disclosure.subject import subject
from catalog.tables.read import read

PERSON = {
    "患者.csv": "No,公表日,居住地,年代,性別\n1,2021/4/1,東区,30代,男性\n2,2021/4/2,西区,40代,女性\n",
    "individual.csv": "respondent_id,sex,age,occupation\n1,male,34,teacher\n2,female,71,retired\n",
    "個票.csv": "回答番号,性別,年齢,職業,世帯人数,満足度\n1,男,46,教員,1,3\n2,女,20,学生,4,5\n",
    "名簿.csv": "氏名,生年月日,住所\n湊一郎,1970/1/2,東町1\n湊花子,1972/3/4,東町1\n",
}
STATISTIC = {
    "人口.csv": "町名,年齢階級,性別,人口\n東町,0～4歳,男,120\n東町,0～4歳,女,118\n",
    "wide.csv": "町名,総数,男,女,0～4歳,65歳以上\n東町,300,150,150,20,90\n西町,200,100,100,10,80\n",
    "population.csv": "regionName,totalPopulation,male,woman,man1,woman1\nA,300,150,150,20,90\nB,200,100,100,10,80\n",
    "疾病.csv": "町名,疾病,人数\n東町,糖尿病,12\n西町,脳血管疾患,30\n",
    "認定.csv": "地区,要介護認定者数\n東地区,120\n西地区,70\n",
}
THING = {
    "施設.csv": "名称,所在地,電話番号,定員\n東会館,みなと風市東町1,045-000-0001,6\n西会館,みなと風市西町2,045-000-0002,4\n",
    "空き状況.csv": "施設名,0歳,1歳,2歳,3歳\n東保育園,2,1,0,3\n西保育園,0,1,2,1\n",
    "許可.csv": "年度,業種,件数\n2024,飲食店営業,3\n2024,菓子製造業,2\n",
    "時刻表.csv": "停留所名,路線名,発車時刻\n東町,東線,7:10\n西町,西線,7:40\n",
    "予算.csv": "款,予算額,前年度\n民生費,1200,1100\n教育費,800,790\n",
    "トイレ.csv": "名称,所在地,男性トイレ総数,女性トイレ総数\n東公園,東町1,2,3\n西公園,西町2,1,1\n",
    "利用.csv": "年月,施設,利用者数\n2024-04,東体育館,3\n2024-04,西体育館,120\n",
    "議員.csv": "議席番号,氏名,会派,当選回数\n1,湊一郎,みなとの会,3\n2,湊花子,無所属,1\n",
    "行事.csv": "イベント名,開催日,会場,対象年齢,定員\n親子体操,2024/5/1,東会館,3歳以上,10\n書道,2024/5/2,西会館,18歳以上,8\n",
    "犯罪.csv": "町丁目,認知件数\n東町一丁目,2\n西町二丁目,1\n",
}


def _kind(name: str, text: str, folder: Path) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    source = read(path, name)
    assert source.main is not None
    return subject(source.main, source).kind


@pytest.mark.parametrize("name", PERSON)
def test_rows_of_people(name: str, tmp_path: Path) -> None:
    """One row, one person."""
    assert _kind(name, PERSON[name], tmp_path) == "person"


@pytest.mark.parametrize("name", STATISTIC)
def test_rows_of_statistics(name: str, tmp_path: Path) -> None:
    """One row, one group of people."""
    assert _kind(name, STATISTIC[name], tmp_path) == "statistic"


@pytest.mark.parametrize("name", THING)
def test_rows_of_other_things(name: str, tmp_path: Path) -> None:
    """Facilities, timetables, budgets, permits, visits, councillors: no microdata and no counts of people to hide."""
    assert _kind(name, THING[name], tmp_path) == "other"
