"""Area codes and official names of places (L3-06)."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from catalog.bundled import bundled
from catalog.checks.columns import Column, parts
from catalog.regex import regex
from catalog.rule import Context, Hit, check
from catalog.tables.table import Source
from catalog.text import valid_area_code


@cache
def areas() -> dict[str, tuple[str, str]]:
    """Six-digit code → (prefecture, municipality or "")."""
    found: dict[str, tuple[str, str]] = {}
    path = bundled("validators") / "vocabularies" / "areas.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        lines = (line for line in stream if not line.startswith("#"))
        for row in csv.DictReader(lines):
            found[row["code"]] = (row["prefecture"], row["city"])
    return found


@cache
def _names() -> tuple[frozenset[str], frozenset[str]]:
    """Official names of prefectures; of municipalities with and without their prefecture, district and city."""
    prefectures = frozenset(prefecture for prefecture, _ in areas().values())
    cities: set[str] = set()
    for prefecture, city in areas().values():
        short = re.sub(r"^.+?郡(?=.+[町村]$)", "", city)
        ward = re.sub(r"^.+市(?=.+区$)", "", city)
        for name in {city, short, ward}:
            if name:
                cities |= {name, prefecture + name}
        if ward != city:
            cities.add(city[: -len(ward)])
            cities.add(prefecture + city[: -len(ward)])
    return prefectures, frozenset(cities)


_AREA_CODE = regex(
    r"全国地方公共団体コード|都道府県コード|市区?町村コード|自治体コード|団体コード|地域コード|行政区域コード|lgcode|citycode|prefcode|municipality_?code",
    re.IGNORECASE,
)


_AREA_NAME = regex(
    r"^(?:所在地_|住所_)?(?:市区?町村|自治体|地方公共団体|市町|区市町村|都道府県市区?町村)(?:名|名称)?$|^(?:市名|町村名|団体名称?)$"
)


_PREFECTURE = regex(r"^(?:所在地_|住所_)?(?:都道府県|県)(?:名|名称)?$")


@check("region-without-code", "source")
def region_without_code(source: Source, context: Context) -> Iterator[Hit]:
    """L3-06: places that are given neither by the standard code nor by their official name."""
    for part in parts(source, context):
        coded = False
        for column in part.columns:
            if _AREA_CODE.search(column.bare) and column.sample and not re.search(r"旧|独自", column.bare):
                bad = _bad_codes(column)
                if bad:
                    flags = column.series.is_in(bad).fill_null(value=False)
                    yield Hit(
                        column.place(column.rows(flags)),
                        int(flags.sum()),
                        column.filled,
                        details={"what": _PLACES["code"]},
                    )
                else:
                    coded = True
        if coded:
            continue
        for column in part.columns:
            names = (
                _names()[0]
                if _PREFECTURE.fullmatch(column.bare)
                else _names()[1] | _names()[0]
                if _AREA_NAME.fullmatch(column.bare)
                else None
            )
            if names is None or not column.sample or column.kinds["number"] * 2 > len(column.sample):
                continue
            if column.bare.startswith("団体") and not any(
                v.strip() in names or v.strip() + "市" in names for v in column.sample
            ):
                continue
            odd = [v for v in column.counts if v.strip() and not _official(v, names)]
            if odd and sum(column.counts[v] for v in odd) * 20 >= column.filled:
                flags = column.series.is_in(odd).fill_null(value=False)
                yield Hit(
                    column.place(column.rows(flags)), int(flags.sum()), column.filled, details={"what": _PLACES["name"]}
                )


_PLACES = {
    "code": {"ja": "6桁の全国地方公共団体コードでない値", "en": "values that are no six-digit municipality code"},
    "name": {"ja": "正式でない地域名", "en": "names that are not the official ones"},
}


def _bad_codes(column: Column) -> list[str]:
    """Values that are no valid code. Five-digit codes are standard where the column is not named 全国地方公共団体コード."""
    prefix = re.search(r"都道府県コード$", column.bare) is not None
    five = not re.search(r"全国地方公共団体コード|団体コード|lgcode|又は", column.bare)
    known = {code[:5] for code in areas()}
    bad = []
    for value in column.series.unique(maintain_order=True).drop_nulls().to_list()[:20_000]:
        code = value.strip()
        fine = (
            valid_area_code(code)
            or (five and code in known)
            or (prefix and re.fullmatch(r"0[1-9]|[1-3]\d|4[0-7]", code))
        )
        if code and not fine:
            bad.append(value)
    return bad if bad and column.series.is_in(bad).sum() * 20 >= column.filled else []


def _official(value: str, names: frozenset[str]) -> bool:
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", value))
    if text in names or re.fullmatch(
        r"(?:総|合)?計|総数|全国|全県|県計|市計|不明|その他|県外|市外|国外|.*(?:組合|連合|広域.*)", text
    ):
        return True
    bare = re.sub(r"^.+?郡(?=.+[町村]$)", "", text)
    return bare in names
