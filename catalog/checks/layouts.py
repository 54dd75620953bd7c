"""The same layout every year, and long rather than wide (L3-07, L3-09)."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePosixPath

from catalog.checks.columns import GRIDS, Column, parts
from catalog.regex import regex
from catalog.rule import Context, Hit, Place, check
from catalog.tables.table import Source, Table


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


_YEARS = regex(r"(?:19|20)\d{2}(?:\d{2}){0,2}|(?:令和|平成|昭和|[RrHhSs])(?:\d{1,2}|元)")


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
    regex(r"(?:西暦)?(?:19|20)\d{2}(?:年度?|FY)?|FY(?:19|20)?\d{2}"),
    regex(r"(?:令和|平成|昭和|[RHS])\.?(?:\d{1,2}|元)(?:年度?)?"),
    regex(r"(?:(?:19|20)\d{2}[-/.年]|(?:令和|平成|[RH])(?:\d{1,2}|元)年?)\d{1,2}月?"),
    regex(r"\d{1,2}月(?:分|末)?|[一二三四五六七八九十]{1,2}月"),
    regex(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?", re.IGNORECASE),
    regex(r"第?[1-4一二三四]四半期|[1-4]Q|Q[1-4]|(?:春|夏|秋|冬)期?|[上下]半?期"),
    regex(r"\d{1,2}月?[~〜\-]\d{1,2}月"),
    regex(r"[月火水木金土日祝]曜日?|祝日"),
    regex(r"(?:午前|午後)?\d{1,2}時台?(?:[~〜\-]\d{1,2}時)?"),
    regex(r"第?\d{1,2}(?:回目?|期|次|週目?|日目|学期|年目)"),
    regex(r"\d{1,2}[/.]\d{1,2}|\d{1,2}月\d{1,2}日|\d{4}[-/]\d{1,2}[-/]\d{1,2}"),
)


#: two columns that are all there can be
_HALVES = frozenset({"上半期", "下半期"})


@check("wide-layout", "source")
def wide_layout(source: Source, context: Context, least: int = 3) -> Iterator[Hit]:
    """L3-09: years, months, quarters or numbered repetitions as columns instead of rows."""
    for part in parts(source, context):
        if part.table.headerless:
            continue
        for template, found in _repetitions(part.columns):
            if len(found) >= least or (
                len(found) == len(_HALVES) and {_without_unit(c.name) for c in found} == _HALVES
            ):
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
