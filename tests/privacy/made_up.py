"""Made-up people, places and tables for the privacy tests: every likeness is chance. Headings here are written as towns
write them, not as the lexicon lists them; some family and given names are invented so that no dictionary has them."""

from __future__ import annotations

import random
from collections.abc import Callable

# ruff: noqa: SIM905 - a list of names reads better as a line of words
SURNAMES = (
    "鷺沼 甲斐田 神藤 五十畑 東海林 比嘉 喜屋武 鬼頭 小鳥遊 四十物 一色 二階堂 三枝 百瀬 千葉 万代 御厨 雲母 楠木 榊原 犬飼 猪狩 鵜飼 蝦名 鴻池 雉野 鳩山 鮫島 鯨岡 蓮見 "
    "藤巻 菱沼 椿 桐生 梶 檜山 樫村 槇原 楡井 栃木 金城 玉城 宮里 佐々木 長谷部 勅使河原 長曽我部 李 陳 金 森 林 原 辻 堀 牧 関 星 岸 谷"
).split()  # fmt: skip
#: not in any dictionary
INVENTED = "黒皮 鷲尾沢 鏑木原 霧ヶ窪 潮見原 椋ノ木 蔦野 蓬沢 鳶田 鵺野".split()
GIVEN = (
    "太一 健吾 修平 雄大 亮介 和彦 正樹 伸也 隆 豊 学 聡 蓮 湊 蒼 樹 悠真 陽翔 律 朔 清 茂 勇 実 昭 博 恵美子 久美子 由紀 千尋 美穂 真由美 裕子 幸子 節子 和子 さくら 葵 陽菜 結衣 凛 美月 琴音 "
    "心春 莉子 紬 あかり ひなた 杏奈 彩花 七海 翔太 拓海 大地 海斗 颯太 晴 凪 碧 志保 小百合 弥生 皐月"
).split()  # fmt: skip
READINGS = [("サギヌマ", "タイチ"), ("カイダ", "ケンゴ"), ("ショウジ", "ユキ"), ("キトウ", "ミホ"), ("イッシキ", "サトシ"), ("サエグサ", "チヒロ"), ("モモセ", "アオイ"), ("チバ", "レン"),
            ("クスノキ", "ヒロシ"), ("サカキバラ", "ミツキ"), ("イヌカイ", "アキラ"), ("ウカイ", "サクラ"), ("サメジマ", "リツ"), ("フジマキ", "ナナミ"), ("キリュウ", "ショウタ")]  # fmt: skip
TOWNS = "霞台 松葉町 北浜 南浜 旭ヶ丘 新町 古川 中洲 大手町 鍛冶屋町 一本木 柳瀬 小松原 山吹 藤ノ木 大字上野 字向田 緑が丘 桜木町 石原".split()
CITIES = ["白鷺市", "碧海市", "北杜野市", "青嶺県白鷺市", "東雲県碧海市", "白鷺市東区", "雲雀郡霞町", "奥瀬村"]


class Maker:
    """Values of one kind after another, the same for the same seed."""

    def __init__(self, seed: int = 7) -> None:
        self.r = random.Random(seed)

    def surname(self) -> str:
        return self.r.choice(SURNAMES if self.r.random() < 0.9 else INVENTED)

    def name(self, between: str = " ") -> str:
        return self.surname() + between + self.r.choice(GIVEN)

    def joined(self) -> str:
        return self.name("")

    def kana(self, between: str = " ") -> str:
        family, _ = self.r.choice(READINGS)
        return family + between + self.r.choice(READINGS)[1]

    def half_kana(self) -> str:
        table = dict(
            zip(
                "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン",
                "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ",
                strict=True,
            )
        )
        voiced = dict(
            zip("ガギグゲゴザジズゼゾダヂヅデドバビブベボ", "カキクケコサシスセソタチツテトハヒフヘホ", strict=True)
        )
        small = dict(zip("ャュョッ", "ｬｭｮｯ", strict=True))
        return "".join(table[voiced[c]] + "ﾞ" if c in voiced else table.get(c, small.get(c, c)) for c in self.kana())

    def hiragana(self) -> str:
        return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in self.kana())

    def romaji(self) -> str:
        family = self.r.choice(
            ["SAGINUMA", "KAIDA", "SHOJI", "KITO", "ISSHIKI", "SAEGUSA", "MOMOSE", "CHIBA", "KUSUNOKI"]
        )
        given = self.r.choice(["Taichi", "Kengo", "Yuki", "Miho", "Satoshi", "Chihiro", "Aoi", "Ren"])
        return self.r.choice([f"{family} {given}", f"{family}, {given}", f"{given} {family.title()}"])

    def foreign(self) -> str:
        return self.r.choice(
            [
                "NGUYEN VAN AN",
                "TRAN THI HOA",
                "SANTOS MARIA",
                "LE MINH DUC",
                "SILVA CARLOS",
                "GURUNG PREM",
                "KIM MINSU",
                "CHEN XIAOMING",
            ]
        )

    def katakana_name(self) -> str:
        return self.r.choice(
            [
                "マリア・サントス",
                "グエン・バン・アン",
                "カルロス シルバ",
                "ジョン・スミス",
                "リー メイ",
                "アンナ・クリスティーナ",
                "ペドロ・ゴンザレス",
                "キム ミンス",
            ]
        )

    def titled(self) -> str:
        return self.r.choice(["理事長　", "代表取締役 ", "院長 ", "会長　"]) + self.name()

    def polite(self) -> str:
        return self.name("　") + self.r.choice([" 様", "様", " 殿"])

    def address(self) -> str:
        r = self.r
        house = r.choice([f"{r.randint(1, 6)}丁目{r.randint(1, 30)}番{r.randint(1, 20)}号", f"{r.randint(1, 6)}-{r.randint(1, 30)}-{r.randint(1, 20)}", f"{r.randint(1, 3000)}番地{r.randint(1, 9)}", f"{r.randint(1, 3000)}-{r.randint(1, 9)}", f"{r.randint(1, 900)}"])  # fmt: skip
        flat = r.choice(["", "", "", f" ハイツ緑{r.randint(101, 505)}号室", f"　サンコーポ{r.randint(101, 505)}"])
        return r.choice(CITIES) + r.choice(TOWNS) + house + flat

    def wide_address(self) -> str:
        return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in self.address())

    def mobile(self) -> str:
        return f"{self.r.choice(['090', '080', '070'])}-{self.r.randint(1000, 9999)}-{self.r.randint(1000, 9999)}"

    def landline(self) -> str:
        return (
            self.r.choice(["03-{}-{}", "045-{}-{}", "0266-{}-{}", "(097){}-{}"]).format(
                self.r.randint(20, 99) if False else self.r.randint(200, 999), f"{self.r.randint(0, 9999):04}"
            )
            if False
            else self._landline()
        )

    def _landline(self) -> str:
        area, local = self.r.choice([("03", 4), ("045", 3), ("0266", 2), ("097", 3), ("04992", 1)])
        middle = self.r.randint(2 * 10 ** (local - 1), 10**local - 1)
        return f"{area}-{middle}-{self.r.randint(0, 9999):04}"

    def wide_mobile(self) -> str:
        return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else "－" for c in self.mobile())

    def long_bar_mobile(self) -> str:
        return self.mobile().replace("-", self.r.choice("ー‐–−"))

    def bare_mobile(self) -> str:
        return self.mobile().replace("-", "")[1:]

    def intl_mobile(self) -> str:
        return "+81-" + self.mobile()[1:]

    def any_phone(self) -> str:
        return self.r.choice([self.mobile, self._landline])()

    def mail(self) -> str:
        return f"{self.r.choice(['taichi', 'k.saegusa', 'momo', 'ren_chiba'])}{self.r.randint(1, 999)}@{self.r.choice(['gmail.com', 'docomo.ne.jp', 'yahoo.co.jp', 'icloud.com', 'i.softbank.jp'])}"

    def born(self) -> tuple[int, int, int]:
        return self.r.randint(1932, 2019), self.r.randint(1, 12), self.r.randint(1, 28)

    def iso(self) -> str:
        return "{}-{:02}-{:02}".format(*self.born())

    def slash(self) -> str:
        return "{}/{}/{}".format(*self.born())

    def compact(self) -> str:
        return "{}{:02}{:02}".format(*self.born())

    def serial(self) -> str:
        return str(self.r.randint(12000, 43000))

    def era(self) -> str:
        y, m, d = self.born()
        e, n = ("昭和", y - 1925) if y < 1989 else ("平成", y - 1988) if y < 2019 else ("令和", y - 2018)
        return f"{e}{'元' if n == 1 else n}年{m}月{d}日"

    def era_letter(self) -> str:
        y, m, d = self.born()
        e, n = ("S", y - 1925) if y < 1989 else ("H", y - 1988) if y < 2019 else ("R", y - 2018)
        return self.r.choice([f"{e}{n}.{m}.{d}", f"{e}{n:02}{m:02}{d:02}", f"{e}{n}/{m}/{d}"])

    def era_code(self) -> str:
        y, m, d = self.born()
        e, n = (3, y - 1925) if y < 1989 else (4, y - 1988) if y < 2019 else (5, y - 2018)
        return f"{e}{n:02}{m:02}{d:02}"

    def individual(self, separator: str = "") -> str:
        base = "".join(str(self.r.randint(0, 9)) for _ in range(11))
        rest = sum(int(c) * w for c, w in zip(base, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
        number = base + str(0 if rest <= 1 else 11 - rest)
        return separator.join((number[:4], number[4:8], number[8:]))

    def money(self) -> str:
        return f"{self.r.randint(1, 900) * 1000}"

    def count(self) -> str:
        return str(self.r.randint(0, 4000))

    def facility(self) -> str:
        stem = self.r.choice([self.r.choice(SURNAMES), self.r.choice(TOWNS).removeprefix("大字").removeprefix("字")])
        return stem + self.r.choice(
            [
                "公園",
                "小学校",
                "こども園",
                "歯科クリニック",
                "公民館",
                "交流館",
                "橋",
                "ポンプ場",
                "霊園",
                "市民ホール",
                "グラウンド",
                "池",
                "集会所",
                "第二保育所",
                "郵便局",
                "樋門",
                "記念病院",
                "古墳",
            ]
        )

    def company(self) -> str:
        return self.r.choice(
            [
                "株式会社{}",
                "{}建設㈱",
                "有限会社{}商店",
                "{}工務店",
                "社会福祉法人{}会",
                "{}電気工事",
                "NPO法人{}ネット",
                "{}農業協同組合",
            ]
        ).format(self.surname())

    def dish(self) -> str:
        return self.r.choice(
            [
                "小松菜のおひたし",
                "筑前煮",
                "山菜うどん",
                "春雨サラダ",
                "桜えびごはん",
                "菊花汁",
                "豆乳プリン",
                "花野菜",
                "白身魚フライ",
                "牛乳",
                "みかん",
                "若竹汁",
            ]
        )

    def town(self) -> str:
        return self.r.choice([*TOWNS, *SURNAMES[:20]])


def table(columns: dict[str, Callable[[], str]], rows: int = 40) -> tuple[list[str], list[list[str]]]:
    """Heading line and body of a table whose cells come from the makers."""
    return list(columns), [[make() for make in columns.values()] for _ in range(rows)]


#: (headings as towns write them, makers of values, category) of columns that identify people
PERSONAL: list[tuple[list[str], list[str], str]] = [
    (["氏名", "御名前", "お名前（漢字）", "本人氏名", "患者氏名", "ご契約者名", "購入者氏名", "申請者（氏名）", "利用登録者名", "園児名", "会員氏名", "宛先名", "相談者名", "世帯主氏名", "対象児童名", "職・氏名", "名前（漢字）", "NAME_KANJI",
      "customer_name", "applicantName", "氏 名 (必須)", "1.氏名", "納税義務者", "届出人の氏名", "入所者", "奨学生氏名", "被保険者氏名", "保護者（父）", "使用者氏名又は名称", "受講生", "しめい", "PersonName", "世帯員氏名", "転入者氏名", "死亡者氏名"],
     ["name", "joined", "polite", "romaji", "foreign", "half_kana", "katakana_name"], "person-name"),
    (["フリガナ", "氏名（フリガナ）", "ふりがな", "シメイ（カナ）", "ﾌﾘｶﾞﾅ", "カナ氏名", "ヨミガナ", "氏名カナ", "nameKana", "NAME_KANA", "本人カナ", "氏名_カナ", "よみ"], ["kana", "half_kana", "hiragana"], "person-name-kana"),
    (["住所", "現住所", "ご自宅住所", "住所（番地まで）", "住所又は居所", "住民票住所", "送付先住所", "対象者住所", "address_1", "jusho", "お住まいの住所", "届出住所", "本籍地", "本人_住所", "〔住所〕", "住　　所", "Address", "世帯主の住所", "居住地住所"],
     ["address", "wide_address"], "home-address"),
    (["電話番号", "連絡先電話番号", "電話（自宅）", "携帯(本人)", "TEL/携帯", "℡", "電話番号（日中）", "緊急連絡先TEL", "phone_no", "keitai", "mobile_tel", "連絡先", "Tel.", "昼間の連絡先", "保護者電話", "ＴＥＬ", "携帯電話番号"],
     ["mobile", "any_phone", "wide_mobile", "long_bar_mobile", "bare_mobile", "intl_mobile"], "phone-number"),
    (["Eメール", "E-Mail", "e_mail", "メールアドレス（PC）", "mailaddress", "連絡用メールアドレス", "MAIL", "メール"], ["mail"], "email-address"),
    (["生年月日", "誕生日", "生年月日(和暦)", "生年月日_西暦", "birth_date", "BirthDay", "出生年月日", "生まれた日", "DOB", "生年月日（元号コード）", "児童の生年月日"],
     ["iso", "slash", "compact", "serial", "era", "era_letter", "era_code"], "birth-date"),
    (["個人番号", "マイナンバー", "個人番号（12桁）", "myNumber", "my_number", "個人番号カード番号", "本人の個人番号"], ["individual"], "individual-number"),
]  # fmt: skip
