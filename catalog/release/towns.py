"""Addresses cut by a table of towns, never by the first hyphen: 五番町 has no 丁目, so 五番町2 is a house number.

The bundled table (`validators/policies/towns.tsv.gz`, from Geolonia 住所データ, CC BY 4.0) knows the towns of every
municipality and their highest 丁目; a city may give its own as CSV with the columns pref, city, town. What the table does
not explain is not passed through: the address is not parsed, and the recipe decides what happens to such rows.
"""

from __future__ import annotations

import csv
import gzip
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from catalog.bundled import bundled
from catalog.errors import CatalogError
from catalog.regex import regex

_KANJI = "〇一二三四五六七八九"
_CHOME = regex(r"(\d+|[一二三四五六七八九十]+)(?:丁目|(?=$|[-‐－ーの]))")
_INSIDE = regex(r"\d{1,2}(?=[条番])")
_STARTS_NUMBER = regex(r"\d|[一二三四五六七八九十]+丁目")


@dataclass(frozen=True, slots=True)
class Address:
    """An address that the table explains. Pieces are as written (after NFKC)."""

    prefecture: str
    municipality: str
    town: str
    chome: str
    rest: str
    #: names in the table
    official: tuple[str, str, str, int | None]

    def until(self, level: str) -> str:
        """The address down to 丁目 ("block": 番地以下削除), town, or municipality, as written."""
        if level == "municipality":
            return self.prefecture + self.municipality
        if level == "town":
            return self.prefecture + self.municipality + self.town
        return self.prefecture + self.municipality + self.town + self.chome

    def formal(self, level: str) -> str:
        """The same in official names: 東京都千代田区霞が関三丁目."""
        pref, city, town, chome = self.official
        if level == "prefecture":
            return pref
        if level == "municipality":
            return pref + city
        return pref + city + town + (f"{_kanji(chome)}丁目" if chome and level == "block" else "")


@dataclass(frozen=True, slots=True)
class Towns:
    """Municipality → (prefecture, {town: highest 丁目 or 0}); more than one prefecture can have a name."""

    municipalities: Mapping[str, tuple[tuple[str, Mapping[str, int]], ...]]
    #: names in use that are not official: {"神保町": "神田神保町"}
    aliases: Mapping[str, str] = field(default_factory=dict)
    #: for addresses that begin with the town
    municipality: str | None = None

    def parse(self, address: str, level: str = "block") -> Address | None:
        """The address, or None when the table does not explain it down to `level`: where the 丁目 is cut away anyway, one
        that the table does not have is no obstacle."""
        text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", address))
        prefecture = next((p for p in _prefectures() if text.startswith(p)), "")
        rest = text[len(prefecture) :]
        written = self._municipality(rest)
        name = written or self.municipality
        # the city that was declared comes first: 中央区 is also one of Tokyo's
        if self.municipality and (ward := self._ward(rest)):
            written, name = ward, self.municipality + ward
        if name is None:
            return None
        rest = rest[len(written or "") :]
        places = [p for p in self.municipalities.get(_plain(name), ()) if not prefecture or p[0] == prefecture]
        if len(places) != 1 and written is not None and not prefecture:
            places = [p for p in places if self._town(rest, p[1])]
        if len(places) == 1 and (not rest or level in ("municipality", "prefecture")):
            return Address(prefecture, written or "", "", "", "", (places[0][0], _plain(name), "", None))
        for pref, towns in places:
            found = self._town(rest, towns)
            if found is None:
                continue
            town, official = found
            tail = rest[len(town) :]
            chome = _chome(tail, towns[official])
            if chome is None:
                if level == "block" or not _STARTS_NUMBER.match(tail):
                    return None
                chome = "", None
            piece, number = chome
            names = (pref, _plain(name), official, number)
            return Address(prefecture, written or "", town, piece, tail[len(piece) :], names)
        return None

    def _municipality(self, text: str) -> str | None:
        for end in range(min(len(text), 16), 1, -1):
            if text[end - 1] in "市区町村" and _plain(text[:end]) in self.municipalities:
                return text[:end]
        return None

    def _ward(self, text: str) -> str | None:
        """A ward without its city (垂水区 in a table of 神戸市)."""
        end = text.find("区") + 1
        return text[:end] if 1 < end < 8 and f"{self.municipality}{text[:end]}" in self.municipalities else None

    def _town(self, text: str, towns: Mapping[str, int]) -> tuple[str, str] | None:
        """The longest town or alias that the text begins with: (as written, official)."""
        for end in range(min(len(text), 24), 0, -1):
            head = text[:end]
            for name in (head, head.removeprefix("大字"), head.removeprefix("字"), "大字" + head, _in_kanji(head)):
                official = self.aliases.get(name, name)
                if official in towns:
                    return head, official
                variant = _variant(official, towns)
                if variant is not None:
                    return head, variant
        return None


def load_towns(
    path: Path | None = None, aliases: Mapping[str, str] | None = None, municipality: str | None = None
) -> Towns:
    """The bundled table, or a city's own CSV (columns pref, city, town; 丁目 as in 霞が関一丁目).

    Raises:
        CatalogError: the CSV cannot be read or lacks a column.
    """
    table = _bundled_towns() if path is None else _own_towns(path)
    plain = _plain(municipality) if municipality else None
    return Towns(table, dict(aliases or {}), plain)


_SAME = str.maketrans(
    {
        "ヶ": "ケ",
        "が": "ケ",
        "ガ": "ケ",
        "ヵ": "ケ",
        "之": "ノ",
        "の": "ノ",
        "乃": "ノ",
        "澤": "沢",
        "邊": "辺",
        "濱": "浜",
        "龍": "竜",
    }
)


def _in_kanji(name: str) -> str:
    """Numbers inside a name as the table writes them: 北1条西 → 北一条西, 3番町 → 三番町."""
    return _INSIDE.sub(lambda m: _kanji(int(m[0])), name)


def _variant(name: str, towns: Mapping[str, int]) -> str | None:
    """A town written with another ケ, ノ or old character."""
    folded = name.translate(_SAME)
    if folded == name and not any(c in name for c in "ケノ沢辺浜竜"):
        return None
    return next((t for t in towns if len(t) == len(name) and t.translate(_SAME) == folded), None)


def _chome(tail: str, highest: int) -> tuple[str, int | None] | None:
    """The 丁目 at the beginning of what follows the town: (as written, number); ("", None) when the town has none here;
    None when the text does not fit the table."""
    if not highest:
        return None if re.match(r"(\d+|[一二三四五六七八九十]+)丁目", tail) else ("", None)
    if not tail:
        return "", None
    if not _STARTS_NUMBER.match(tail):
        return None
    found = _CHOME.match(tail)
    if not found:
        return None
    number = _number(found[1])
    if number is None or not 1 <= number <= highest:
        return None
    return found[0], number


def _number(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    if re.fullmatch(r"[一二三四五六七八九]?十[一二三四五六七八九]?", text):
        tens, _, ones = text.partition("十")
        return (_KANJI.index(tens) if tens else 1) * 10 + (_KANJI.index(ones) if ones else 0)
    return _KANJI.index(text) if len(text) == 1 and text in _KANJI else None


def _kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else _KANJI[tens] + "十")
    return head + (_KANJI[ones] if ones else "")


def _plain(name: str) -> str:
    """A municipality without its county: 愛知郡東郷町 → 東郷町."""
    return re.sub(r"^[^市区町村]{1,6}郡(?=.)", "", name)


@cache
def _bundled_towns() -> Mapping[str, tuple[tuple[str, Mapping[str, int]], ...]]:
    text = gzip.decompress((bundled("validators") / "policies" / "towns.tsv.gz").read_bytes()).decode()
    found: dict[str, list[tuple[str, Mapping[str, int]]]] = {}
    for line in text.splitlines():
        pref, city, *names = line.split("\t")
        towns = {}
        for cell in names:
            name, _, chome = cell.partition(":")
            towns[name] = int(chome or 0)
        found.setdefault(_plain(city), []).append((pref, towns))
    return {city: tuple(places) for city, places in found.items()}


@cache
def _prefectures() -> tuple[str, ...]:
    return tuple(sorted({pref for places in _bundled_towns().values() for pref, _ in places}))


def _own_towns(path: Path) -> Mapping[str, tuple[tuple[str, Mapping[str, int]], ...]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogError.at(
            path.name, f"the address table cannot be read ({type(error).__name__})", "UTF-8 CSV with pref, city, town"
        ) from None
    if not rows or not {"pref", "city", "town"} <= set(rows[0]):
        raise CatalogError.at(path.name, "the address table lacks columns", "pref, city, town", 1)
    towns: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows:
        found = re.fullmatch(r"(.+?)(\d+|[一二三四五六七八九十]+)丁目", unicodedata.normalize("NFKC", row["town"]))
        chome = _number(found[2]) if found else None
        name = found[1] if found and chome else unicodedata.normalize("NFKC", row["town"])
        of = towns.setdefault((row["pref"], _plain(row["city"])), {})
        of[name] = max(of.get(name, 0), chome or 0)
    result: dict[str, list[tuple[str, Mapping[str, int]]]] = {}
    for (pref, city), names in towns.items():
        result.setdefault(city, []).append((pref, names))
    return {city: tuple(places) for city, places in result.items()}
