"""Dates, eras, years as columns, places by code or official name (L3-05, L3-06, L3-07, L3-09)."""

from __future__ import annotations

import csv
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import PurePosixPath

from catalog.bundled import bundled
from catalog.checks.columns import GRIDS, Column, Part, columns, parts
from catalog.rule import Context, Hit, Place, check
from catalog.tables.table import Source, Table

_ERA = r"(?:令和|平成|昭和|大正|明治|[MTSHR])\s*\.?\s*(?:[1-9]\d?|0[1-9]|元)(?!\d)"
_DATE_PART = r"(?:\s*年度?|[./\-・])?\s*(?:\d{1,2}\s*(?:月|[./\-・])?\s*(?:\d{1,2}\s*日?)?)?"
_ERA_DATE = re.compile(rf"\s*{_ERA}{_DATE_PART}(?:度|現在|時点|頃|[(（].*[)）])?\s*")
_WESTERN = re.compile(r"(?:西暦\s*)?(?:1[6-9]|20|21)\d{2}(?!\d)")
_NO_YEAR = re.compile(
    r"\s*\d{1,2}\s*(?:月|/|\.|-)\s*\d{1,2}\s*日?\s*(?:[(（].[)）])?\s*|\s*\d{1,2}月\s*(?:上旬|中旬|下旬)?\s*"
)
_SHORT_YEAR = re.compile(r"\s*['’`]?\d{2}\s*(?:[./\-年])\s*\d{1,2}(?:\s*[./\-月]\s*\d{1,2}\s*日?)?月?\s*")
_AMERICAN = re.compile(r"\s*\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{4}|\d{2})\s*")
_ENGLISH = re.compile(r"(?i).*\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b.*\d.*")
_SERIAL = re.compile(r"[1-5]\d{4}(?:\.\d+)?")
_SHAPES = (
    ("2026-04-01", re.compile(r"\d{4}-\d{1,2}(?:-\d{1,2})?(?:[T ].*)?")),
    ("2026/4/1", re.compile(r"\d{4}/\d{1,2}(?:/\d{1,2})?(?: .*)?")),
    ("2026.4.1", re.compile(r"\d{4}\.\d{1,2}(?:\.\d{1,2})?")),
    ("2026年4月1日", re.compile(r"\d{4}年\d{1,2}月(?:\d{1,2}日)?")),
    ("20260401", re.compile(r"(?:19|20)\d{6}")),
)


def fault(value: str) -> str | None:
    """What is wrong with a date's notation: era, no-year, short-year, order, serial; None when a western year is in it."""
    text = unicodedata.normalize("NFKC", value).strip()
    if _AMERICAN.fullmatch(text):
        return "order"
    if _WESTERN.search(text):
        return "order" if _ENGLISH.fullmatch(text) else None
    if _ERA_DATE.fullmatch(text):
        return "era"
    if _NO_YEAR.fullmatch(text):
        return "no-year"
    if _SHORT_YEAR.fullmatch(text):
        return "short-year"
    return "serial" if _SERIAL.fullmatch(text) else None


_FAULTS = {
    "era": {"ja": "西暦のない和暦", "en": "a Japanese era without the western year"},
    "no-year": {"ja": "年のない日付", "en": "a date without a year"},
    "short-year": {"ja": "2桁の年", "en": "a year of two digits"},
    "order": {"ja": "日本の順でない日付", "en": "a date in another order"},
    "serial": {"ja": "表計算ソフトの通し番号", "en": "a serial number of a spreadsheet"},
    "mixed": {"ja": "いくつもの書き方", "en": "several notations"},
}


@check("era-year", "source")
def era_year(source: Source, context: Context, share: float = 0.1) -> Iterator[Hit]:
    """L3-05: dates by era alone, without a year, in two digits, as serials, in mixed notations."""
    for part in parts(source, context):
        for column in part.columns:
            if column.role in ("number", "coordinate", "code", "empty") or not column.sample:
                continue
            dated = column.role in ("date", "year")
            faults = Counter(f for v in column.sample if (f := fault(v)))
            if not dated:
                faults = Counter({"era": faults["era"]} if faults["era"] * 2 > len(column.sample) else {})
            count = sum(faults.values())
            if (
                count
                and count >= share * len(column.sample)
                and not (faults["era"] and _western_beside(column, part.columns))
            ):
                worst = faults.most_common(1)[0][0]
                bad = [v for v in column.series.unique().drop_nulls().to_list() if fault(v)]
                flags = column.series.is_in(bad).fill_null(value=False)
                yield Hit(
                    column.place(column.rows(flags)), int(flags.sum()), column.filled, details={"what": _FAULTS[worst]}
                )
            elif dated:
                yield from _mixed(column)
        yield from _era_headers(part)


def _mixed(column: Column) -> Iterator[Hit]:
    shapes = Counter(
        name
        for v in column.sample
        for name, shape in _SHAPES
        if shape.fullmatch(unicodedata.normalize("NFKC", v).strip())
    )
    if len(shapes) < 2:
        return
    usual = shapes.most_common(1)[0][0]
    pattern = dict(_SHAPES)[usual]
    odd = [
        v
        for v in column.series.unique().drop_nulls().to_list()
        if not pattern.fullmatch(unicodedata.normalize("NFKC", v).strip())
    ]
    flags = column.series.is_in(odd).fill_null(value=False)
    yield Hit(
        column.place(column.rows(flags)),
        int(flags.sum()),
        column.filled,
        shown=" / ".join(shapes),
        details={"what": _FAULTS["mixed"]},
    )


def western_year(text: str) -> int | None:
    """The western year of a Japanese era year (令和8 → 2026, S59 → 1984)."""
    folded = unicodedata.normalize("NFKC", text).strip()
    match = re.match(r"(令和|平成|昭和|大正|明治|[MTSHR])\s*\.?\s*(\d{1,2}|元)", folded)
    if not match:
        return None
    start = {
        "令": 2018,
        "平": 1988,
        "昭": 1925,
        "大": 1911,
        "明": 1867,
        "R": 2018,
        "H": 1988,
        "S": 1925,
        "T": 1911,
        "M": 1867,
    }
    return start[match[1][0]] + (1 if match[2] == "元" else int(match[2]))


def _western_beside(column: Column, others: tuple[Column, ...]) -> bool:
    """Whether another column gives the same years in the western calendar."""
    rows = [(i, western_year(v)) for i, v in enumerate(column.series.head(200).to_list()) if v]
    wanted = [(i, year) for i, year in rows if year]
    if not wanted:
        return False
    for other in others:
        if other is column or other.role not in ("date", "year", "number", "text"):
            continue
        values = other.series.head(200).to_list()
        same = sum(bool(values[i]) and str(year) in str(values[i])[:8] for i, year in wanted)
        if same * 10 >= len(wanted) * 8:
            return True
    return False


def _era_headers(part: Part) -> Iterator[Hit]:
    """Years by era as column names."""
    eras = [
        c
        for c in part.columns
        if _ERA_DATE.fullmatch(re.sub(r"[(（].*?[)）]", "", c.name)) and not _WESTERN.search(c.name)
    ]
    eras = [c for c in eras if not re.fullmatch(r"[A-Za-z]\d{1,2}", c.name) or len(eras) >= 2]
    if eras and not part.table.headerless:
        column = eras[0]
        yield Hit(
            column.place(part.table.header_rows), len(eras), shown=column.header, details={"what": _FAULTS["era"]}
        )


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


def valid_area_code(code: str) -> bool:
    """Six digits of which the last is the check digit (weights 6 to 2, modulus 11)."""
    if not re.fullmatch(r"\d{6}", code):
        return False
    total = sum(int(d) * w for d, w in zip(code, (6, 5, 4, 3, 2), strict=False))
    return str(11 - total % 11)[-1] == code[5]


_AREA_CODE = re.compile(
    r"全国地方公共団体コード|都道府県コード|市区?町村コード|自治体コード|団体コード|地域コード|行政区域コード|lgcode|citycode|prefcode|municipality_?code",
    re.IGNORECASE,
)
_AREA_NAME = re.compile(
    r"^(?:所在地_|住所_)?(?:市区?町村|自治体|地方公共団体|市町|区市町村|都道府県市区?町村)(?:名|名称)?$|^(?:市名|町村名|団体名称?)$"
)
_PREFECTURE = re.compile(r"^(?:所在地_|住所_)?(?:都道府県|県)(?:名|名称)?$")


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


@check("format-changed", "source")
def format_changed(source: Source, context: Context) -> Iterator[Hit]:
    """L3-07 within a workbook: sheets of several years whose headers differ."""
    if source.format not in GRIDS:
        return
    first: dict[str | None, Table] = {}
    for part in parts(source, context):
        first.setdefault(part.table.sheet, part.table)
    yield from _drift([(str(name), None, table) for name, table in first.items() if name])


@check("format-changed-between-files", "dataset")
def format_changed_between_files(sources: tuple[Source, ...]) -> Iterator[Hit]:
    """L3-07 within a dataset: files of several years whose headers differ."""
    tables = [(PurePosixPath(s.path).stem, s.path, s.main) for s in sources if s.format in GRIDS and s.main is not None]
    yield from _drift([(name, path, table) for name, path, table in tables if table is not None])


_YEARS = re.compile(r"(?:19|20)\d{2}(?:\d{2}){0,2}|(?:令和|平成|昭和|[RrHhSs])(?:\d{1,2}|元)")


def _drift(named: list[tuple[str, str | None, Table]]) -> Iterator[Hit]:
    """Tables whose names differ only in the year, compared with the one before."""
    groups: dict[str, list[tuple[str, str | None, Table]]] = {}
    for name, path, table in named:
        folded = unicodedata.normalize("NFKC", name)
        if _YEARS.search(folded) and table.header_rows:
            groups.setdefault(_YEARS.sub("#", folded, count=1), []).append((name, path, table))
    for group in groups.values():
        # eras sort by their western year only within an era; the file order is what people see anyway
        for (before, _, old), (after, path, new) in itertools.pairwise(group):
            gone, come, moved = _changes(old.header, new.header)
            if gone or come or moved:
                place = Place("table", new.sheet, None, None, new.header_rows)
                words = {
                    "before": before,
                    "after": after,
                    "gone": "、".join(gone[:5]) or "―",
                    "come": "、".join(come[:5]) or "―",
                }
                details = {**words, **({"resource": path} if path else {})}
                yield Hit(place, len(gone) + len(come) + moved, len(new.header), details=details)


def _changes(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[list[str], list[str], int]:
    """Names that went and came (years in names folded), and 1 when only the order changed."""
    was, now = [_folded(n) for n in old], [_folded(n) for n in new]
    gone = [n for n, f in zip(old, was, strict=True) if f and f not in now]
    come = [n for n, f in zip(new, now, strict=True) if f and f not in was]
    kept_was, kept_now = [f for f in was if f in now], [f for f in now if f in was]
    return gone, come, int(kept_was != kept_now)


def _folded(name: str) -> str:
    return re.sub(r"\s", "", _YEARS.sub("#", unicodedata.normalize("NFKC", name)))


_TEMPLATES = (
    re.compile(r"(?:西暦)?(?:19|20)\d{2}(?:年度?|FY)?|FY(?:19|20)?\d{2}"),
    re.compile(r"(?:令和|平成|昭和|[RHS])\.?(?:\d{1,2}|元)(?:年度?)?"),
    re.compile(r"(?:(?:19|20)\d{2}[-/.年]|(?:令和|平成|[RH])(?:\d{1,2}|元)年?)\d{1,2}月?"),
    re.compile(r"\d{1,2}月(?:分|末)?|[一二三四五六七八九十]{1,2}月"),
    re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?", re.IGNORECASE),
    re.compile(r"第?[1-4一二三四]四半期|[1-4]Q|Q[1-4]|(?:春|夏|秋|冬)期?|[上下]半?期"),
    re.compile(r"\d{1,2}月?[~〜\-]\d{1,2}月"),
    re.compile(r"第?\d{1,2}(?:回目?|期|次|週目?|日目|学期|年目)"),
    re.compile(r"\d{1,2}[/.]\d{1,2}|\d{1,2}月\d{1,2}日|\d{4}[-/]\d{1,2}[-/]\d{1,2}"),
)


@check("wide-layout", "source")
def wide_layout(source: Source, context: Context, least: int = 3) -> Iterator[Hit]:
    """L3-09: years, months, quarters or numbered repetitions as columns instead of rows."""
    for part in parts(source, context):
        if part.table.headerless:
            continue
        for template, found in _repetitions(part.columns):
            if len(found) >= least:
                first, last = found[0], found[-1]
                place = Place("table", part.table.sheet, first.header or None, first.index, part.table.header_rows)
                shown = f"{first.header.strip()} … {last.header.strip()}"
                yield Hit(place, len(found), part.table.width, shown=shown, details={"what": shown, "kind": template})


def _repetitions(cells: tuple[Column, ...]) -> Iterator[tuple[str, list[Column]]]:
    left = list(cells)
    for template in _TEMPLATES:
        found = [c for c in left if template.fullmatch(_without_unit(c.name))]
        if found:
            yield "time", found
            left = [c for c in left if c not in found]
    # time beside a measure: 2020年度_人数, 人数（2020年度）, 4月の利用者数
    by_rest: dict[str, list[Column]] = {}
    for c in left:
        rest = (
            _YEARS.sub("#", c.name)
            if _YEARS.search(c.name)
            else re.sub(r"(?<!\d)\d{1,2}月|第?[1-4]四半期", "#", c.name)
        )
        if "#" in rest:
            by_rest.setdefault(rest, []).append(c)
    for rest, found in by_rest.items():
        if len(found) >= 2:
            yield rest, found
    left = [c for c in left if not any(c in found for found in by_rest.values() if len(found) >= 2)]
    # numbered repetitions of one item: 品目1 品目2 品目3 (not ages, sizes or addresses, whose numbers mean something)
    by_stem: dict[str, list[Column]] = {}
    for c in left:
        match = re.fullmatch(r"(\D{1,20}?)[_\-(]?(\d{1,2})[)]?(\D{0,6})", c.name)
        if match and not re.search(r"歳|才|階|住所|所在|方書|建物|級|号|番|km|キロ|時|分$", c.name):
            by_stem.setdefault(f"{match[1]}#{match[3]}", []).append(c)
    for stem, found in by_stem.items():
        numbers = [int(re.search(r"\d+", c.name)[0]) for c in found]  # type: ignore[index]
        if numbers and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 1:
            yield stem, found


def _without_unit(name: str) -> str:
    return re.sub(r"[(\[【].*?[)\]】]|[_＿].{1,6}$", "", name) or name


__all__ = ["columns", "valid_area_code"]
