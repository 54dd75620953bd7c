"""What each column of a table is, seen once per file and shared by the checks: its role, its characters, a sample.

The characters that occur in a column are a cheap proof: where no cell holds a space, a comma or a circled digit, no
pattern has to run over a million rows. Roles come from the header's words and from a sample of values.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from catalog.regex import regex
from catalog.rule import Context, Place
from catalog.tables.cell_kinds import is_year, kind
from catalog.tables.table import Layout, Sheet, Source, Table

#: rows of a sample: the first, the last, and evenly spaced ones
SAMPLE = 600
#: formats whose tables are grids that people laid out by hand
GRIDS = frozenset({"csv", "tsv", "xlsx", "xlsm", "xlsb", "xls", "ods"})

CODE = regex(
    r"コード|番号|整理|識別|符号|記号|(?:^|[_\s])(?:ID|NO|CD|No\.?|№)(?:$|[_\s.])|(?:CD|ID|NO)$|\bcode\b|(?:code|number|_id|Id)$|^#|^id$|^no$|№|法人番|郵便|〒|電話|TEL|FAX|ファクス|内線|携帯|phone|zip|postal",
    re.IGNORECASE,
)
COORDINATE = regex(
    r"緯度|経度|標高(?!差)|座標|(?:^|[_\s])(?:lat|lon|lng|latitude|longitude|x|y)(?:$|[_\s])", re.IGNORECASE
)
DATE = regex(
    r"年月日|年月|期日|日付|日時|(?:開始|終了|開催|設置|指定|更新|登録|許可|公表|基準|調査|発生|施行|満了|有効|竣工|供用開始|認定|交付)日|年度$|(?:^|[_\s（(])(?:date|day|year|month)(?:$|[_\s）)])|[a-z](?:Date|Day|Year|Month)$|(?<![毎平休曜祝])日$|^年$|西暦|和暦"
)
REMARK = regex(
    r"備考|特記|摘要|注記|注意|コメント|説明|概要|内容|詳細|メモ|補足|note|remark|comment|description", re.IGNORECASE
)
ADDRESS = regex(r"住所|所在|番地|アクセス|場所|address|方書|建物", re.IGNORECASE)
#: columns of people: their names may be two kanji with a space between
PEOPLE = regex(
    r"氏名|名前|姓名|代表|責任者|管理者|担当|議員|委員|講師|選手|候補|役員|会長|所有者|著者|作者|者$|人$|name",
    re.IGNORECASE,
)
LINK = regex(r"url|uri|ホームページ|HP$|リンク|メール|mail|画像|image", re.IGNORECASE)
#: numbers that order or name things: they have no unit
ORDINAL = regex(
    r"^(?:順|順位|順番|回|号|級|階|学年|学級|ランク|年齢階|等級|区分|種別|種類|分類|番|通番|連番|項番|行番号|月|日|曜日?|時|週|期|版|段階|レベル|評価|点検|優先|フラグ|有無)|(?:順|順位|階数?|学年|等級|フラグ|有無|レベル|ランク|年|月|年度)$|flag|rank|level|order|seq",
    re.IGNORECASE,
)


class Column:
    """One column of a table. `index` counts in the sheet from 0, `position` in the table's frame."""

    def __init__(self, table: Table, position: int, layout: Layout) -> None:
        self.table = table
        self.position = position
        self.layout = layout

    @property
    def index(self) -> int:
        return self.table.columns[self.position]

    @property
    def header(self) -> str:
        return self.table.header[self.position]

    @cached_property
    def name(self) -> str:
        """The header folded and without white space: what its words say."""
        return re.sub(r"\s", "", unicodedata.normalize("NFKC", self.header))

    @property
    def bare(self) -> str:
        """The name without what stands in brackets (units, notes)."""
        return re.sub(r"[(\[【〔].*?[)\]】〕]", "", self.name)

    @cached_property
    def series(self) -> pl.Series:
        return self.table.frame[str(self.position)]

    @property
    def height(self) -> int:
        return self.table.height

    @property
    def filled(self) -> int:
        return self.height - self.series.null_count()

    @cached_property
    def sample(self) -> list[str]:
        """Filled values of up to `SAMPLE` rows, in row order."""
        series = self.series
        if self.height > SAMPLE:
            edge = SAMPLE // 4
            spaced = np.linspace(0, self.height - 1, SAMPLE // 2, dtype=np.int64)
            rows = np.unique(np.concatenate([np.arange(edge), spaced, np.arange(self.height - edge, self.height)]))
            series = series.gather(pl.Series(rows))
        return [value for value in series.to_list() if value is not None and value.strip()]

    @cached_property
    def characters(self) -> frozenset[str]:
        """Every character that occurs in the column."""
        # where values repeat, finding the different ones first is cheaper than reading all
        repeated = self.height > SAMPLE and self.distinct * 2 < len(self.sample)
        return characters(self.series.unique() if repeated else self.series)

    @cached_property
    def kinds(self) -> Counter[str]:
        return Counter(kind(value) for value in self.sample)

    @cached_property
    def role(self) -> str:
        """number, date, year, code, coordinate, text or empty."""
        return role(self)

    @cached_property
    def distinct(self) -> int:
        """Different values in the sample."""
        return len(set(self.sample))

    @cached_property
    def counts(self) -> dict[str, int]:
        """Each different value and how often it stands there. Only asked for columns with few of them."""
        frame = self.series.drop_nulls().value_counts()
        return dict(zip(frame[frame.columns[0]].to_list(), frame["count"].to_list(), strict=True))

    def has(self, wanted: frozenset[str]) -> bool:
        return not wanted.isdisjoint(self.characters)

    def rows(self, flags: pl.Series, most: int = 20) -> tuple[int, ...]:
        """Sheet rows where `flags` is true, the first `most`."""
        return tuple(self.table.rows[int(i)] for i in flags.arg_true().head(most).to_list())

    def place(self, rows: tuple[int, ...] = ()) -> Place:
        """The column, named as in the file (the report gives its letter when it has no name)."""
        return Place("table", self.table.sheet, self.header or None, self.index, rows)


def characters(series: pl.Series) -> frozenset[str]:
    """The set of characters in a column of strings; a pass over the joined text, not over cells."""
    found = np.zeros(0x110000, dtype=bool)
    plain = set(b"")
    step = 200_000
    for start in range(0, len(series), step):
        data = series[start : start + step].drop_nulls().str.join("").cast(pl.Binary).item()
        if data.isascii():
            # taking out what is known already leaves next to nothing to look at
            plain |= set(data[:2_000])
            plain |= set(data.translate(None, bytes(plain)))
        else:
            found[np.frombuffer(data.decode("utf-8").encode("utf-32-le"), dtype=np.uint32)] = True
    return frozenset(map(chr, {*np.flatnonzero(found).tolist(), *plain}))


def role(column: Column) -> str:
    """What a column is about, by its name and the kinds of its values."""
    bare = column.bare
    total = sum(column.kinds.values())
    if not total:
        return "empty"
    share = {word: count / total for word, count in column.kinds.items()}
    numeric = share.get("number", 0) + share.get("unit", 0)
    if COORDINATE.search(bare) and numeric > 0.5:
        return "coordinate"
    if CODE.search(bare) and not re.search(r"[数量額率]$", bare):
        return "code"
    if share.get("date", 0) > 0.5:
        return "date"
    years = sum(is_year(value) for value in column.sample) / total
    if years > 0.8 and (share.get("number", 0) < 0.5 or DATE.search(bare) or _narrow(column.sample)):
        return "year"
    if DATE.search(bare) and not re.search(r"[数量額率]$", bare):
        return "date"
    if numeric >= 0.5 and not _codes(column.sample):
        symbols = sum(is_symbol(value) for value in column.sample) / total
        words = sum(is_amount(value) or _in_unit_of(column, value) for value in column.sample) / total
        bounds = sum(_BOUND.fullmatch(_folded(value)) is not None for value in column.sample) / total
        if words + symbols >= 0.7 and words >= 0.4 and bounds <= 0.5:
            return "number"
    return "text"


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _in_unit_of(column: Column, value: str) -> bool:
    """Whether a value is a number with just the unit that its header names: 12頭羽 below 飼養数（頭羽）."""
    unit = re.search(r"[(\[]([^()\[\]]{1,8})[)\]]$", column.name)
    return (
        unit is not None
        and re.fullmatch(rf"{_FIGURE}{re.escape(unit[1])}", re.sub(r"\s", "", _folded(value))) is not None
    )


def _narrow(sample: list[str]) -> bool:
    """Whether plain numbers are years: few different ones, all of a lifetime."""
    numbers = [int(v) for v in sample if v.isdigit()]
    return bool(numbers) and len(set(numbers)) <= 60 and max(numbers) - min(numbers) <= 120 and min(numbers) > 1850


def _codes(sample: list[str]) -> bool:
    """Digits that are no amounts: of one length with leading zeros, or long."""
    digits = [v for v in sample if v.isdigit()]
    if not digits:
        return False
    zeros = sum(len(v) > 1 and v[0] == "0" for v in digits)
    return zeros * 20 > len(digits) or sum(len(v) >= 11 for v in digits) * 2 > len(digits)


#: units of amounts; units of order (階, 号, 年 …) are left out on purpose
UNITS = (
    "人|名|件|戸|世帯|所帯|円|千円|万円|百万円|億円|%|％|‰|パーセント|ポイント|平方メートル|立方メートル|平方キロメートル|平方キロ"
    "|キロメートル|メートル|センチ|ミリ|ヘクタール|アール|キログラム|グラム|トン|リットル|キロリットル|㎡|m2|m²|m3|m³|㎥|km2|km²|㎢|km|m|cm|mm|ha|a"
    "|kg|g|t|l|L|ml|mL|kL|kl|mg|μg|ng|ppm|ppb|dB|hPa|kPa|MPa|MB|GB|Bq|μSv|kW|kWh|MW|MWh|GJ|kcal|℃|°C|度|台|個|冊|本|棟|室|床|席|基|箇所|か所|カ所|ヶ所|ケ所|ヵ所|箱|枚|点|頭|羽|匹|票|校|園|社"
    "|団体|路線|便|食|人分|品|区画|組|回|倍|坪|畳|隻|輪|足|着|店|店舗|事業所|施設|分間|時間|日間|週間|か月|ヶ月|ヵ月|年間|歳|才|歳以上|以上|以下|程度|余|未満"
)
#: units with a scale in front (千t) or of a rate (円/月, t/日)
_MEASURE = rf"[千百万億]{{0,2}}(?:{UNITS})(?:[/／・](?:{UNITS}|年|月|日|時|分|秒))?"
_FIGURE = r"(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?"
_AMOUNT = regex(
    rf"[約△▲+\-−‐–－(（]?\s*[¥￥]?\s*[△▲\-−]?\s*{_FIGURE}\s*(?:{_MEASURE})?\s*(?:[※*＊]|[(（][^()（）]{{1,12}}[)）])?[)）]?",
)
_MEASURED = regex(rf"[+\-]?{_FIGURE}\s*(?P<unit>{_MEASURE}(?:{UNITS})?)")
#: amounts that only bound something (3歳以上): where most values are so, they name classes
_BOUND = regex(rf"{_FIGURE}\s*(?:{UNITS})?\s*(?:以上|以下|以内|未満|超|まで|から)")
_SYMBOL = regex(
    r"(?:[\-－―ー—–‐‑−*＊xX×χΧ.…‥⋯・△▲※#＃/／〃~～\s]|\.\.\.)+|秘匿?|非公表|非公開|非開示|該当な?無?し|皆無|不詳|不明|未集計|集計中|調査中|未調査|対象外"
    r"|欠測|欠損|未測定|測定不能|計測不能|算出不能|不検出|検出せず|無回答|未回答|(?i:n\.?/?a\.?|n\.?d\.?)"
)


def is_amount(text: str) -> bool:
    """A number, with or without a unit of measure."""
    return bool(_AMOUNT.fullmatch(unicodedata.normalize("NFKC", text).strip()))


def unit_of(text: str) -> str | None:
    """The unit that stands in a cell behind its figure: 人 of 1,200人."""
    match = _MEASURED.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return match["unit"] if match else None


def is_symbol(text: str) -> bool:
    """A sign that stands for a number: X, ***, -, …, 秘匿."""
    return bool(_SYMBOL.fullmatch(unicodedata.normalize("NFKC", text).strip())) or bool(_SYMBOL.fullmatch(text.strip()))


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A table with its sheet and its columns."""

    sheet: Sheet
    table: Table
    columns: tuple[Column, ...]


def parts(source: Source, context: Context) -> tuple[Part, ...]:
    """The visible tables of a grid file with their columns, made once per file; () for other formats."""
    known = context.memo.get("parts")
    if known is None:
        known = context.memo["parts"] = tuple(_parts(source)) if source.format in GRIDS else ()
    return known  # type: ignore[no-any-return]


def _parts(source: Source) -> Iterator[Part]:
    sheets = {sheet.name: sheet for sheet in source.sheets}
    for table in source.tables:
        sheet = sheets.get(table.sheet)
        if table.visible and sheet is not None and table.width:
            yield Part(sheet, table, tuple(Column(table, i, sheet.layout) for i in range(table.width)))


def columns(source: Source, context: Context) -> Iterator[Column]:
    """All columns of all visible tables."""
    for part in parts(source, context):
        yield from part.columns
