"""Markings, secrets, inner addresses and prices are found; words that only sound like them are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.rule import Context, Finding
from catalog.rules.run import run
from catalog.tables.read import read
from tests.hidden.examples import own_pack

HARMLESS = [
    "名称,説明\n忍者屋敷,秘密の抜け穴があります\n美術館,極秘来日した画家の作品\n",
    "部署,内線\n秘書課,120\n危機管理課,130\n機密文書リサイクル係,140\n",
    "項目,件数\n部分公開,12\n非公開,3\n存否応答拒否,1\n",
    "品名,注意\n花火,取扱注意事項をよく読んでください\n灯油,火気厳禁\n",
    "種類,配布\n広報,持出自由\n図書,持出禁止図書を除く\n",
    "質問,回答\nパスワードの変更方法,マイページで変更できます\nパスワード：とは何ですか,利用者が決める文字列です\n",
    "施設,無線LAN\n図書館,SSIDとパスワードは館内に掲示\n",
    "版,番号\nOS,10.15.7.1\n装置,1.2.3.4\n章,10.1.2.3\n",
    "名称,URL\nA,https://www.city.example.lg.jp/a?x=1\nB,http://example.jp:8080/\n",
    "名称,メール\nA,kouhou@city.example.lg.jp\n",
    "件名,予定価格,契約者,契約金額\nA,1000000,みなと建設,990000\nB,2000000,海風工業,1980000\n",
    "件名,予定価格（税抜）,開札日,落札者\nA,1000000,令和8年1月15日,みなと建設\n",
    "費目,予算額,決算額\n総務費,1000,900\n",
    "名称,備考\nA,=\nB,＝\nC,-\nD,+81-3-0000-0000\nE,－５℃\nF,@みなと市民会館\nG,-1.5(前年比)\n",
    "数式,意味\nE=mc2,相対性理論\n",
    "商品,型番\nプリンター,AKIA-100\nケーブル,SG-20\n",
    "会議,資料\n防災会議,公表前の資料は含みません\n",
    "Local time,Internal floor area\n09:00,120\n",
]
HARMFUL = [
    ("confidential/marking", "※部外秘※,\n名称,数\nA,1\nB,2\n"),
    ("confidential/marking", "名称,数\nA,1\nB,2\n\n取扱注意（関係者限り）,\n"),
    ("confidential/marking", "名称,取扱\n計画書,庁外秘\n広報紙,公開\n"),
    ("confidential/credential", "機器,備考\nルーター,ID:admin PW: パスワード：Kaze2026!\n"),
    ("confidential/credential", "名称,設定\nA,AKIAIOSFODNN7EXAMPLE\n"),
    ("confidential/credential", "ログインID,暗証番号\nm001,4821\nm002,9032\n"),
    ("confidential/credential", "項目,値\n連携,Authorization: Bearer abcdefghijklmnopqrstuvwxyz012345\n"),
    ("confidential/credential", "機器,備考\nA,aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"),
    ("confidential/credential", "機器,備考\nA,ID: admin / PW: Abc12345\n"),
    ("confidential/private-address", "機器,IPアドレス\n複合機,10.20.30.40\n"),
    ("confidential/private-address", "機器,URL\n台帳,http://172.16.4.9:8080/daichou\n"),
    ("confidential/private-address", "資料,場所\n台帳,file:///Z:/共有/台帳.xlsx\n"),
    ("confidential/tender-price", "工事名,設計金額,最低制限価格\n舗装,1000000,850000\n"),
    ("file/spreadsheet-formula", '名称,数\nA,"=IMPORTXML(""http://example.jp"",""//a"")"\n'),
    ("file/spreadsheet-formula", "名称,数\nA,@SUM(1+9)*cmd|' /C calc'!A0\n"),
    ("file/spreadsheet-formula", "名称,数\nA,=B2+C2\n"),
]


def _findings(text: str, folder: Path, encoding: str = "utf-8") -> list[Finding]:
    path = folder / "data.csv"
    path.write_bytes(text.encode(encoding))
    found = run(read(path, "data.csv"), own_pack(), Context(as_of="2026-04-01")).findings
    return [f for f in found if f.rule.startswith("confidential/") or f.rule == "file/spreadsheet-formula"]


@pytest.mark.parametrize("text", HARMLESS, ids=range(len(HARMLESS)))
def test_ordinary_tables_raise_no_alarm(text: str, tmp_path: Path) -> None:
    """Words like 秘書課, 機密文書リサイクル or パスワードの変更方法 are everyday municipal data."""
    assert not _findings(text, tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
@pytest.mark.parametrize(("rule", "text"), HARMFUL, ids=range(len(HARMFUL)))
def test_confidential_tables_are_held(rule: str, text: str, encoding: str, tmp_path: Path) -> None:
    """Found in every encoding, at a verdict that holds."""
    held = [f for f in _findings(text, tmp_path, encoding) if f.verdict != "pass"]
    assert rule in {f.rule for f in held}


def test_a_mark_in_row_29000_is_found(tmp_path: Path) -> None:
    """Every row is searched, and its line is told."""
    rows = "".join(f"施設{i},{i}\n" for i in range(30_000))
    lines = ("名称,備考\n" + rows).splitlines()
    lines[29_000] = "サーバー,192.168.10.24"
    held = _findings("\n".join(lines) + "\n", tmp_path)
    assert [(f.rule, f.place.rows) for f in held] == [("confidential/private-address", (29_001,))]


def test_no_secret_is_quoted(tmp_path: Path) -> None:
    """The finding names the kind of secret, never the secret."""
    found = _findings("機器,備考\nルーター,password=Kaze2026!x\n", tmp_path)
    assert found
    assert "Kaze2026" not in repr(found)


@pytest.mark.parametrize("stamp", ["取扱注意", "取　扱　注　意", "部外秘"])
def test_a_watermark_holds(stamp: str, tmp_path: Path) -> None:
    """A stamp behind the text of a Word file stays behind when the words go out, and still tells of a wrong version."""
    from tests.hidden.places import W, _word

    mark = f'<w:p><w:r><w:pict><v:shape><v:textpath string="{stamp}"/></v:shape></w:pict></w:r></w:p>'
    path = _word(header1_xml=f'<w:hdr xmlns:w="{W}" xmlns:v="urn:schemas-microsoft-com:vml">{mark}</w:hdr>')(tmp_path)
    found = run(read(path, path.name), own_pack(), Context(as_of="2026-04-01")).findings
    assert "confidential/marking" in {f.rule for f in found if f.verdict != "pass"}
