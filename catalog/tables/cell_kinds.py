"""What a cell's text looks like: a number, a date, a code, words. Used to tell a header from data, never to change a value."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from catalog.regex import regex

_NUMBER = regex(
    r"[(（]?[△▲+\-−‐–－]?\s*[¥￥$\\]?\s*(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d+)?\s*[%％‰]?[)）]?"
)
_WITH_UNIT = regex(
    r"[約△▲+\-−]?\s*(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\s*(?:[^\d\s,.:/\-]{1,6}|[km]?m[23])(?:/[^\d\s,.:/\-]{1,4})?"
)
_DATE = regex(
    r"\d{4}\s*[-/.年]\s*\d{1,2}(?:\s*[-/.月]\s*\d{1,2}\s*日?|\s*月)?(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?"
    r"|(?:令和|平成|昭和|大正|明治|[RHSTM])\s*\.?(?:\d{1,2}|元)\s*[年./-]\s*\d{1,2}\s*[月./-]?\s*(?:\d{1,2}\s*日?)?"
)
_TIME = regex(r"\d{1,2}:\d{2}(?::\d{2})?")
#: words that headings end with, in tables of Japanese municipalities; only a tie-breaker
_HEADING = regex(
    r"(?:名|名称|氏名|カナ|かな|住所|所在地|番号|コード|区分|種別|分類|種類|備考|摘要|電話|連絡先|人数|件数|世帯数|面積|金額|年月日|年月|年度|日付|時間|時刻"
    r"|緯度|経度|有無|状況|内容|対象|曜日|場所|定員|料金|日|数|率|額|量|計|合計|総数|男|女|性別|年齢|項目|用途|地区|町名|団体|施設|設置者|郵便番号|URL|HP|ID|NO|No\.?|№)$"
    r"|^(?:id|no|name|address|tel|phone|url|lat|lon|lng|latitude|longitude|code|type|date|year|title|note|remarks)$",
    re.IGNORECASE,
)
_YEAR = regex(r"(?:19|20)\d{2}(?:年度?)?|(?:令和|平成|昭和|[RHS])(?:\d{1,2}|元)年?度?")
_AS_OF = regex(r"\d.*(?:現在|時点)\s*[)）]?$")
_NOTE = regex(r"^\s*[（(]?\s*(?:※|＊|\*|注|備考|出典|資料|出所|参考|凡例|単位|なお|[（(]注|\d+[)）]\s)")


@lru_cache(maxsize=65_536)
def kind(text: str) -> str:
    """number, unit (a number with a unit), date, time, text; "" for an empty cell."""
    folded = unicodedata.normalize("NFKC", text).strip()
    if not folded:
        return ""
    if len(folded) > 40:
        return "text"
    if _NUMBER.fullmatch(folded):
        return "number"
    if _DATE.fullmatch(folded):
        return "date"
    if _TIME.fullmatch(folded):
        return "time"
    return "unit" if _WITH_UNIT.fullmatch(folded) else "text"


def is_year(text: str) -> bool:
    """2020, 2020年度, 令和2年 …"""
    return bool(_YEAR.fullmatch(unicodedata.normalize("NFKC", text).strip()))


def is_heading(text: str) -> bool:
    """Whether the words are of the sort that head a column."""
    folded = re.sub(r"[（(\[【].*?[)）\]】]|\s", "", unicodedata.normalize("NFKC", text))
    return bool(_HEADING.search(folded))


def is_note(text: str) -> bool:
    """Whether a line by itself reads as a note, a source or a unit line."""
    return bool(_NOTE.match(unicodedata.normalize("NFKC", text)) or _NOTE.match(text))


def is_aside(text: str) -> bool:
    """A note, a unit or a date of reference: what stands at the corners above a table."""
    return is_note(text) or "単位" in text or bool(_AS_OF.search(unicodedata.normalize("NFKC", text)))


def shape(text: str) -> str:
    """Digits as 9, Latin letters as A, everything else as it is: S0001 → A9999."""
    return re.sub(r"[A-Za-z]", "A", re.sub(r"\d", "9", unicodedata.normalize("NFKC", text).strip()))


def dominant(cells: Iterable[str | None]) -> str:
    """The kind that at least 70 % of the filled cells have; "" when there is none."""
    kinds = Counter(kind(cell) for cell in cells if cell and cell.strip())
    total = sum(kinds.values())
    if not total:
        return ""
    numeric = kinds["number"] + kinds["unit"]
    if numeric >= 0.7 * total:
        return "number" if kinds["number"] >= kinds["unit"] else "unit"
    word, count = kinds.most_common(1)[0]
    return word if count >= 0.7 * total else "mixed"


def header_vote(head: str, body: Sequence[str]) -> float:
    """How much one cell above some others speaks for being their heading (positive) or one of them (negative)."""
    if not body:
        return 0.3 if is_heading(head) else 0.0
    below, above = dominant(body), kind(head)
    if below in ("number", "date", "time", "unit"):
        if above == "text":
            return 1.0
        if is_year(head) and not _years(body):
            return 0.5
        if above == "unit" and below == "number":
            # 4月, 3歳, 1回 above plain numbers name the column
            return 0.5
        return -1.0 if above == below or {above, below} <= {"number", "unit"} else 0.0
    if is_heading(head) and head not in body:
        return 1.0
    if head in body:
        return -0.7
    digits = sum(any(c.isdigit() for c in cell) for cell in body) / len(body)
    if digits >= 0.8:
        own = any(c.isdigit() for c in unicodedata.normalize("NFKC", head))
        same = sum(shape(cell) == shape(head) for cell in body) / len(body)
        return -1.0 if same >= 0.5 else -0.6 if own else 0.6
    return 0.0


def _years(cells: Sequence[str]) -> bool:
    return sum(is_year(cell) for cell in cells) >= 0.7 * len(cells)
