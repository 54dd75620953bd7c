"""What a single value is: telephone number, mail, date, identifier, address, name, class or plain text.

`kind` tells the kind of one cell and is asked for samples of distinct values only. The patterns of `patterns.yaml`
search every row: `Scan` runs one cheap prefilter over a column first and folds only what it lets through.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from catalog.privacy import addresses, checksums
from catalog.privacy.folding import fold, fold_series
from catalog.privacy.words import data
from catalog.regex import regex

#: Cheap over-approximation of all text patterns on raw values: a long digit run with separators, a mail sign, a
#: lettered number, or a word before which a number is personal.
NUMBERS = (
    r"[0-9０-９][-‐-―−─ー－ｰ()（）.．・･_ 　\u200b]{0,3}(?:[0-9０-９][-‐-―−─ー－ｰ()（）.．・･_ 　\u200b]{0,2}){8}"
    r"|[@＠]|[A-ZＡ-Ｚ]{2}[0-9０-９]{7}|号室|生まれ|生年月日|日生|普通|当座|貯蓄|被保険|保険証|国保"
    r"|[0-9０-９][ 　]?[ぁ-ん][ 　]?[0-9０-９・･]"
)
#: Somebody's house as a landmark (山本宅前), not a housing estate.
LANDMARKS = r"[^住社自居在帰民公農 　](?:様|さん|氏)?宅(?:前|横|裏|隣|脇|付近|[東西南北]|$)|様方|邸前"
#: Shapes that whole columns have and that hide nothing. A cell of another shape is searched.
SHAPES = {
    "decimal": r"^-?[0-9]{1,8}(?:\.[0-9]+)?$",
    "landline": r"^\(?0(?:[1-9]|[1-9][1-9]|[1-5]0|[1-9][0-9]{2,3})[-)][0-9]{1,4}-[0-9]{3,4}$",
    "toll-free": r"^\(?0(?:[1-9]|[1-9][1-9]|[1-5]0|[1-9][0-9]{2,3})[-)][0-9]{1,4}-[0-9]{3,4}$",
    "date": r"^[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}(?:[ T][0-9:.+Z-]{4,16})?$",
    "digits13": r"^[0-9]{13}$",
    "digits12": r"^[0-9]{12}$",
    "url": r"^https?://",
}
#: Shapes of columns that carry a mark of their own already.
OWN_SHAPES = {
    "phone-number": r"^[+0-9(][-0-9() ]{7,17}$",
    "email-address": r"^[^ 　、,;/]+[@＠][A-Za-z0-9.-]+$",
    "individual-number": r"^[0-9]{4}[- ]?[0-9]{4}[- ]?[0-9]{4}$",
    "birth-date": r"^[MTSHR]?[0-9]{1,4}[-/.]?[0-9]{1,2}[-/.]?[0-9]{1,2}$",
}
#: Addresses of pages: numbers in them are nobody's.
URL = r"https?://[^\s\u3000]+"
_BLANK = re.compile(data("patterns")["blank"])
_NUMERIC = regex(r"[-+]?[0-9][0-9,]*(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?%?")
_DECIMAL = regex(r"[-+]?[0-9]+\.[0-9]+")
_DIGITS = regex(r"[^0-9]")
_PHONE_CHARS = regex(
    r"(?:tel|電話|携帯|fax)?[:： ]*[+(]?[0-9][0-9()\- .・_+]{7,17}(?:\((?:代表?|直通?|呼|携帯|自宅|本人|[父母祖夫妻]+)\)|（代表?）|\(?内線?[ :]?[0-9]{0,5}\)?)?",
    re.IGNORECASE,
)
_DATE = regex(
    r"(?:(?:18|19|20)[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?|(?:明治|大正|昭和|平成|令和|[MTSHRmtshr㍾㍽㍼㍻])[. ]?(?:[0-9]{1,2}|元)[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?"
    r"|[MTSHR][0-9]{6})(?:[ T].*)?"
)
_ERA_START = {
    "明治": 1867,
    "大正": 1911,
    "昭和": 1925,
    "平成": 1988,
    "令和": 2018,
    "M": 1867,
    "T": 1911,
    "S": 1925,
    "H": 1988,
    "R": 2018,
}
_URL = regex(r"https?://", re.IGNORECASE)
_SEX = regex(r"(?:男性?|女性?|男子|女子|その他|male|female|[MFmf])")
_ANIMAL_SEX = regex(r"(?:オス|メス|おす|めす|雄|雌|♂|♀|牡|牝)(?:\(.*\))?")
_AGE = regex(
    r"(?:満?[0-9]{1,3}(?:歳|才)(?:[0-9]+か月)?|[0-9]{1,2}(?:歳)?代(?:[前後]半)?|[0-9]{2}歳?以上|[0-9]{1,2}[~-][0-9]{1,2}(?:歳)?)"
)
_RELATION = regex(
    r"(?:世帯主|本人|夫|妻|子|長男|長女|[次二三四五]男|[次二三四五]女|父|母|祖父|祖母|孫|兄|弟|姉|妹|同居人|縁故者|妻の子|夫の子|子の妻|子の夫|妻\(未届\)|夫\(未届\)|おじ|おば|甥|姪)"
)
_CARE = regex(r"(?:要介護[1-5]?|要支援[1-2]?|(?:身体|精神|療育|知的)[^ ]{0,6}[1-6A-C]級?|[1-6]級|[AB][12]?)")
_COUNTRY = regex(
    r"(?:日本|中国|韓国|朝鮮|台湾|ベトナム|フィリピン|ブラジル|ネパール|インドネシア|ペルー|アメリカ|米国|英国|イギリス|フランス|ドイツ|タイ|ミャンマー|スリランカ|インド|バングラデシュ|パキスタン|カンボジア|モンゴル|ロシア|カナダ|オーストラリア|マレーシア|シンガポール)(?:籍|人)?"
)


def is_blank(value: str) -> bool:
    """Empty, masked or withheld on purpose (－, ＊＊＊, 非公開)."""
    return _BLANK.fullmatch(value.strip()) is not None


def kind(value: str) -> str:
    """The kind of one folded cell: see the names returned below. Names are told by `catalog.privacy.names`."""
    digits = _DIGITS.sub("", value)
    if _DECIMAL.fullmatch(value):
        return "decimal"
    if len(digits) >= 9 and _PHONE_CHARS.fullmatch(value) and (told := phone_kind(value, digits)):
        return told
    if _NUMERIC.fullmatch(value):
        return _number(value, digits)
    if _DATE.fullmatch(value):
        return "date"
    if addresses.is_postcode(value):
        return "postcode"
    if "@" in value:
        return mail_kind(value)
    if _URL.match(value):
        return "url"
    for name, pattern in _cell_patterns().items():
        if pattern.fullmatch(value):
            return name
    if len(digits) >= 8 and re.fullmatch(r"[0-9\- ]+", value):
        return f"digits{len(digits)}" if len(digits) in (11, 12, 13, 14, 15, 16) else "code"
    for name, pattern in (
        ("animal-sex", _ANIMAL_SEX),
        ("sex", _SEX),
        ("age", _AGE),
        ("relation", _RELATION),
        ("care", _CARE),
        ("country", _COUNTRY),
    ):
        if pattern.fullmatch(value):
            return name
    found = addresses.parse(value)
    if found.home:
        return "home"
    if found.is_full:
        return "address"
    if found.is_part:
        return "address-part"
    return "text"


def phone_kind(value: str, digits: str) -> str | None:
    """mobile, landline, ip-phone, toll-free, or None. Lost leading zeros are restored."""
    if "+81" in value or (digits.startswith("81") and len(digits) in (11, 12) and "+" in value):
        digits = "0" + digits[2:].lstrip("0")
    separated = re.search("[-() ]", value) is not None
    if len(digits) == 11 and digits[0] == "0":
        if digits.startswith("0800"):
            return "toll-free"
        if digits[1] in "6789" and digits[2] == "0":
            return "mobile"
        return "ip-phone" if digits.startswith("050") else None
    if len(digits) == 10 and digits[0] == "0" and digits[1] != "0":
        return "toll-free" if digits.startswith(("0120", "0570", "0990", "0180")) else "landline"
    if separated:
        return None
    if len(digits) == 10 and re.match("[6789]0[1-9]", digits):
        return "mobile-short"
    if len(digits) == 9 and digits[0] in "123456789":
        return "landline-short"
    return None


def mail_kind(value: str) -> str:
    """office-mail, personal-mail or mail (some other domain)."""
    address = re.search(r"([A-Za-z0-9._%+'-]+)@([A-Za-z0-9.-]+\.[A-Za-z]{2,})", value)
    if address is None:
        return "text"
    local, domain = address[1].lower(), address[2].lower()
    personal, office_domains, office_local = _mail()
    if personal.fullmatch(domain):
        return "office-mail" if office_local.fullmatch(local) else "personal-mail"
    if any(p.search(domain) for p in office_domains) or office_local.match(local):
        return "office-mail"
    return "named-mail" if named_mailbox(local) else "mail"


def named_mailbox(local: str) -> bool:
    """Is the part before @ a person's name (taro.yamada, yamada_t)?"""
    from catalog.privacy.latin_names import known, romaji_key

    parts = [p for p in re.split(r"[._-]", re.sub(r"[0-9]+$", "", local)) if p]
    if len(parts) != 2:
        return False
    families, givens = known()
    keys = [romaji_key(p) for p in parts]
    return (keys[0] in families and keys[1] in givens) or (keys[1] in families and keys[0] in givens)


def year_of(value: str) -> int | None:
    """Year of a date in any of the usual spellings: 1981/10/23, 昭和56年…, S56.10.23, S561023, 19811023, 3561023."""
    text = fold(value)
    if found := re.match(r"(18|19|20)([0-9]{2})(?:[-/.年]|[0-9]{4}$)", text):
        return int(found[1] + found[2])
    if found := re.match(r"(明治|大正|昭和|平成|令和|[MTSHR])[. ]?(元|[0-9]{1,2})", text, re.IGNORECASE):
        return _ERA_START[found[1].upper()] + (1 if found[2] == "元" else int(found[2][:2]))
    if found := re.fullmatch(r"([1-5])([0-9]{2})[0-9]{4}", text):
        return _ERA_START["MTSHR"[int(found[1]) - 1]] + int(found[2])
    if found := re.fullmatch(r"([1-5][0-9]{4})(?:\.0)?", text):
        return 1900 + round(int(found[1]) / 365.25)
    return None


def _number(value: str, digits: str) -> str:
    if "." in value or "e" in value.lower():
        return "decimal"
    if "," in value or len(digits) < 6:
        return "integer"
    if len(digits) == 8 and re.fullmatch(r"(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])", digits):
        return "date8"
    if len(digits) == 7 and re.fullmatch(
        r"[1-5](?:[0-5][0-9]|6[0-4])(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])", digits
    ):
        return "date7"
    return f"digits{len(digits)}" if len(digits) <= 16 else "code"


@cache
def _cell_patterns() -> Mapping[str, re.Pattern[str]]:
    wanted = ("residence-card", "pension", "employment-insurance", "passport", "bank", "vehicle")
    return {p.id: p.cell for p in patterns() if p.id in wanted}


@cache
def _mail() -> tuple[re.Pattern[str], tuple[re.Pattern[str], ...], re.Pattern[str]]:
    content = data("patterns")
    office = content["office_mail"]
    return (
        re.compile(content["personal_mail"]),
        tuple(re.compile(d) for d in office["domains"]),
        re.compile(office["local"]),
    )


@dataclass(frozen=True, slots=True)
class Pattern:
    """One text pattern: category, expression, check digits, words that must be near a single hit."""

    id: str
    category: str
    text: str
    check: str | None
    near: tuple[str, ...]

    @property
    def cell(self) -> re.Pattern[str]:
        inside = re.search(r"\((?!\?).*\)", self.text)
        body = self.text
        for edge in ("(?:^|[^0-9A-Za-z])", "(?:^|[^0-9-])", "(?:$|[^0-9A-Za-z])", "(?:$|[^0-9-])", "(?:$|[^0-9])"):
            body = body.replace(edge, "")
        return re.compile(body) if inside else re.compile(self.text)

    @property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.text)


@cache
def patterns() -> tuple[Pattern, ...]:
    """The bundled text patterns."""
    return tuple(_pattern(entry) for entry in data("patterns")["patterns"])


def _pattern(entry: Mapping[str, Any]) -> Pattern:
    return Pattern(
        str(entry["id"]),
        str(entry["category"]),
        str(entry["text"]),
        entry.get("check"),
        tuple(map(str, entry.get("near", ()))),
    )


def suspects(
    values: pl.Series, kinds: Mapping[str, float], marked: Iterable[str], extra: str, repeated: bool
) -> pl.Series:
    """Row numbers (from 0) of a raw String series that are worth a closer look.

    `kinds` are the shares of the sampled kinds (they name the shape that most cells have), `marked` the categories of
    the whole column, `extra` a further expression to look for, `repeated` whether few distinct values are expected.
    """
    if longest(values) < _SHORTEST:
        return pl.Series([], dtype=pl.UInt32)
    if repeated:
        distinct = values.unique()
        met = distinct.filter(_suspect(distinct, kinds, marked, extra))
        return values.is_in(met).fill_null(False).arg_true() if len(met) else pl.Series([], dtype=pl.UInt32)
    return _suspect(values, kinds, marked, extra).arg_true()


def longest(values: pl.Series) -> int:
    """Length of the longest value in bytes, 0 when there is none."""
    length = values.str.len_bytes().max()
    return length if isinstance(length, int) else 0


#: No pattern fits into fewer bytes.
_SHORTEST = 9


def _suspect(values: pl.Series, kinds: Mapping[str, float], marked: Iterable[str], extra: str) -> pl.Series:
    shape = next((OWN_SHAPES[c] for c in marked if c in OWN_SHAPES), None)
    if shape is None:
        common = max(kinds, key=lambda k: kinds[k], default="")
        shape = SHAPES.get(common) if kinds.get(common, 0) > 0.5 else None
    expression = f"{NUMBERS}|{extra}" if extra else NUMBERS
    if shape is None:
        return values.str.contains(expression).fill_null(False)
    odd = ~values.str.contains(shape).fill_null(True)
    if not odd.any():
        return odd
    rows = odd.arg_true()
    hit = rows.gather(values.gather(rows).str.contains(expression).fill_null(False).arg_true())
    return (
        pl.Series([False]).new_from_index(0, len(values)).scatter(hit, True)
        if len(hit)
        else pl.Series([False]).new_from_index(0, len(values))
    )


def found_in(folded: pl.Series, pattern: Pattern, heading: str = "") -> pl.Series:
    """Boolean: does the pattern hit in each (folded) value? Check digits and near words are asked for."""
    hit = folded.str.contains(pattern.text)
    if not hit.any():
        return hit
    if pattern.check:
        taken = folded.str.extract(pattern.text, 1).str.replace_all("[^0-9]", "")
        hit = hit & getattr(checksums, pattern.check)(taken.fill_null(""))
    if pattern.near and not any(w in heading.lower() for w in pattern.near):
        near = "|".join(map(re.escape, pattern.near))
        if pattern.id != "individual-number":
            hit = hit & folded.str.contains(f"(?i){near}")
    return hit


def folded(values: pl.Series) -> pl.Series:
    """See `folding.fold_series`."""
    return fold_series(values)
