"""Japanese addresses: does a value hold one, how far down does it go, and is it a home?

都道府県 · 市区町村 · 町字 · 丁目・番地・号 · 方書・号室. Only the shape is read; no table of places is asked, since a
town that no table knows must be seen as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from catalog.privacy.folding import fold
from catalog.privacy.words import words
from catalog.regex import regex

_PREFECTURE = regex(
    r"(?:北海道|東京都|京都府|大阪府|(?:青森|岩手|宮城|秋田|山形|福島|茨城|栃木|群馬|埼玉|千葉|神奈川|新潟|富山|石川|福井|山梨|長野|岐阜|静岡|愛知|三重|滋賀|兵庫|奈良|和歌山|鳥取|島根|岡山|広島|山口|徳島|香川|愛媛|高知|福岡|佐賀|長崎|熊本|大分|宮崎|鹿児島|沖縄)県)"
)
_MUNICIPALITY = regex(r"^[^0-9\-、。,]{1,8}?[市区郡町村](?=[^役民立営内長])")
_NUMERAL = r"(?:[0-9]+|[一二三四五六七八九十百]+)"
_HOUSE = regex(
    rf"{_NUMERAL}丁目(?: ?(?:の)?{_NUMERAL}(?:番地?|-|の|号|$| ))?|{_NUMERAL}番(?!町|丁|館)地?(?:の?{_NUMERAL}|{_NUMERAL}号)?|[0-9]+(?:-[0-9]+){{1,3}}|[^0-9年月日第/.:-][0-9]{{1,5}}(?:番|$)"
)
_DEEP = regex(rf"丁目 ?{_NUMERAL}|番(?!町|丁|館)|[0-9]+-[0-9]+|号$|[^0-9][0-9]{{3,5}}$")
_NOT_ADDRESS = regex(
    r"https?:|@|[0-9]{1,2}:[0-9]{2}|[0-9]+(?:円|人|名|年|月|日|時|分|歳|件|台|m|km|cm|kg|%|個|本|回|冊|枚|階建)"
)
_ROOM = regex(r"(?:[0-9A-Z]{1,2}-?)?[0-9]{1,4}号室?(?:$| )|[0-9]{3,4}$|[A-Z]-?[0-9]{1,3}(?:号室?)?$")
_CARE_OF = regex(r"様方|[^地平東西南北両親味片]方(?:$| )")
_POSTCODE = regex(r"^〒? ?[0-9]{3}-?[0-9]{4}$")


@dataclass(frozen=True, slots=True)
class Address:
    """What of an address stands in a value."""

    prefecture: bool = False
    municipality: bool = False
    house_number: bool = False
    #: a room in a block of flats, or 様方: somebody lives here
    home: bool = False

    @property
    def is_full(self) -> bool:
        """Down to the house, with a municipality or prefecture before it."""
        return self.house_number and (self.prefecture or self.municipality)

    @property
    def is_part(self) -> bool:
        """A town and a house number, nothing above."""
        return self.house_number


NO_ADDRESS = Address()


def parse(value: str) -> Address:
    """Reads the parts of one value (raw or folded)."""
    text = fold(value)
    text = re.sub(r"^〒? ?[0-9]{3}-?[0-9]{4} ", "", text)
    if not 4 <= len(text) <= 80 or not any(c > "⿿" for c in text) or _NOT_ADDRESS.search(text):
        return NO_ADDRESS
    prefecture = _PREFECTURE.match(text)
    rest = text[prefecture.end() :] if prefecture else text
    municipality = _MUNICIPALITY.match(rest)
    house = _HOUSE.search(text)
    deep = bool(house) and bool(_DEEP.search(text[house.start() if house else 0 :]))
    return Address(
        prefecture=bool(prefecture),
        municipality=bool(municipality),
        house_number=deep,
        home=deep and _is_home(text),
    )


def is_postcode(value: str) -> bool:
    return _POSTCODE.fullmatch(fold(value)) is not None


def _is_home(text: str) -> bool:
    if _CARE_OF.search(text):
        return True
    flats = _flats().search(text)
    return bool(flats) and bool(_ROOM.search(text[flats.start() if flats else 0 :]))


@cache
def _flats() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words("flats"))))
