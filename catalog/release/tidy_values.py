"""Values of one column as a machine reads them: plain numbers, ISO dates, no units, no footnote marks, no line breaks.

A column is changed only when most of its values say what it is; what does not fit is left and named.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Sequence

from catalog.regex import regex
from catalog.release.tidy_header import has_unit, with_unit
from catalog.release.tidy_result import Log
from catalog.release.tidy_spaces import trimmed
from catalog.release.tidy_words import DASHES, clock, era_year, iso_date, kind, narrow, plain_number, quantity, unmarked

#: A column holds what this share of its values is.
MOST = 0.6
#: Codes keep every digit: only their width is folded.
CODE = regex(r"コード|番号|^id$|^no\.?$|[_ ]id$|電話|tel|fax|ファックス|郵便|〒|ナンバー|記号|符号|枝番|ssid", re.I)
#: Units that also make labels (2階, 3年, 1組): taken off only below a name that counts something.
_LABEL_UNITS = frozenset(
    [
        "年",
        "階",
        "階建",
        "組",
        "週",
        "分",
        "秒",
        "町",
        "村",
        "校",
        "園",
        "館",
        "駅",
        "店",
        "便",
        "割",
        "クラス",
        "学級",
        "日",
        "室",
        "点",
        "番",
        "種",
        "か月",
        "ヶ月",
        "カ月",
        "時間",
        "系統",
        "路線",
        "倍",
        "度",
        "a",
        "t",
        "m",
        "g",
        "V",
        "W",
        "L",
        "l",
    ]
)
_COUNTS = regex(
    r"数|計|額|量|人口|面積|延長|距離|時間|期間|重さ|高さ|長さ|幅|費|料|金|気温|温度|湿度|率|割合|年齢|速|圧|定員|規模"
)
_NO_UNIT = regex(
    r"率|割合|比$|比率|指数|年$|年度|年月|月$|日$|コード|番号|緯度|経度|順位|id$|no\.?$|年齢|平均|密度|倍|回転|標高|度$",
    re.I,
)


def clean(name: str, values: list[str], rows: Sequence[int], log: Log) -> tuple[str, list[str]]:
    """(name, with the unit that stood in the cells; values)."""
    values = trimmed(name, values, rows, log)
    present = [v for v in values if v]
    if not present:
        return name, values
    dashes = sum(_is_dash(v) for v in present)
    solid = [v for v in present if not _is_dash(v)]
    if not solid:
        return name, values
    if CODE.search(narrow(name)):
        return name, _changed(
            name,
            values,
            rows,
            _folded_digits,
            log,
            "width",
            ("全角の数字を半角にしました", "made full-width digits half-width"),
        )
    for reader in (_dates, _clocks, _years):
        if (made := reader(name, values, solid, rows, log)) is not None:
            return name, _without_dashes(name, made, rows, log) if dashes else made
    named, made = _numbers(name, values, solid, rows, log)
    if made is not None:
        return named, _without_dashes(name, made, rows, log) if dashes else made
    return name, _text_marks(name, values, rows, log)


def is_measure(name: str, values: Sequence[str]) -> bool:
    """A column of figures that a unit line can mean: neither a rate, a year nor a code."""
    present = [v for v in values if v and not _is_dash(v)]
    figures = [v for v in present if plain_number(v) is not None]
    years = [v for v in present if kind(v) == "year"]
    enough = bool(present) and len(figures) >= MOST * len(present) and len(years) < len(present)
    return enough and not _NO_UNIT.search(narrow(name)) and not CODE.search(narrow(name)) and has_unit(name) is None


def _changed(
    name: str,
    values: Sequence[str],
    rows: Sequence[int],
    change: Callable[[str], str | None],
    log: Log,
    kind_: str,
    words: tuple[str, str],
) -> list[str]:
    """Applies `change` (None: leave) and logs the rows where it made a difference."""
    made = [v if (new := change(v) if v else None) is None else new for v in values]
    where = [r for r, old, new in zip(rows, values, made, strict=True) if old != new]
    if where:
        log.add(
            kind_,
            f"列「{{column}}」の{words[0]}（{{count}}件、{{rows}}行）",
            f"column “{{column}}”: {words[1]} ({{count}} cells, rows {{rows}})",
            where,
            name,
        )
    return made


def _is_dash(value: str) -> bool:
    return value in DASHES or narrow(value) in DASHES


def _without_dashes(name: str, values: Sequence[str], rows: Sequence[int], log: Log) -> list[str]:
    return _changed(
        name,
        values,
        rows,
        lambda v: "" if _is_dash(v) else None,
        log,
        "dash",
        ("「－」（該当なし）を空にしました", "emptied dashes, which mean that there is no value"),
    )


def _folded_digits(value: str) -> str | None:
    folded = unicodedata.normalize("NFKC", value)
    return folded if re.fullmatch(r"[0-9A-Za-z()+,./ -]+", folded) and folded != value else None


def _dates(name: str, values: Sequence[str], solid: Sequence[str], rows: Sequence[int], log: Log) -> list[str] | None:
    if sum(iso_date(v) is not None for v in solid) < MOST * len(solid):
        made = _compact_dates(name, solid)
        if not made:
            return None
        return _changed(
            name, values, rows, made, log, "date", ("日付を ISO 8601 の形にしました", "wrote dates in ISO 8601")
        )
    _odd(name, values, rows, lambda v: iso_date(v) is not None, log, ("日付", "a date"))
    return _changed(
        name, values, rows, iso_date, log, "date", ("日付を ISO 8601 の形にしました", "wrote dates in ISO 8601")
    )


def _compact_dates(name: str, solid: Sequence[str]) -> Callable[[str], str | None] | None:
    """20260401 below 年月日, 202604 below 年月; only when every value is one."""
    folded = [narrow(v) for v in solid]
    if re.search(r"日$|date$", narrow(name), re.I) and all(
        re.fullmatch(r"(?:19|20)\d{6}", v) and _valid(v) for v in folded
    ):
        return lambda v: (
            f"{narrow(v)[:4]}-{narrow(v)[4:6]}-{narrow(v)[6:]}" if re.fullmatch(r"\d{8}", narrow(v)) else None
        )
    if re.search(r"年月$", narrow(name)) and all(re.fullmatch(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])", v) for v in folded):
        return lambda v: f"{narrow(v)[:4]}-{narrow(v)[4:]}" if re.fullmatch(r"\d{6}", narrow(v)) else None
    return None


def _valid(value: str) -> bool:
    try:
        dt.date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError:
        return False
    return True


def _clocks(name: str, values: Sequence[str], solid: Sequence[str], rows: Sequence[int], log: Log) -> list[str] | None:
    if sum(
        clock(v) is not None or re.fullmatch(r"\d{1,2}:\d\d(:\d\d)?", narrow(v)) is not None for v in solid
    ) < MOST * len(solid):
        return None
    return _changed(name, values, rows, clock, log, "time", ("時刻を HH:MM の形にしました", "wrote times as HH:MM"))


def _years(name: str, values: Sequence[str], solid: Sequence[str], rows: Sequence[int], log: Log) -> list[str] | None:
    """令和5年度 → 2023 below 年度, else 2023年度."""
    if sum(kind(v) == "year" for v in solid) < MOST * len(solid) or not any(era_year(v) for v in solid):
        return None
    below = "年" in name

    def western(value: str) -> str | None:
        found = era_year(value)
        return None if found is None else found[0] if below else found[0] + found[1]

    return _changed(
        name, values, rows, western, log, "year", ("和暦の年を西暦にしました", "wrote era years as western years")
    )


def _numbers(
    name: str, values: list[str], solid: Sequence[str], rows: Sequence[int], log: Log
) -> tuple[str, list[str] | None]:
    bare = [unmarked(v)[0] for v in solid]
    measured = [quantity(v) for v in bare]
    good = sum(plain_number(v) is not None or m is not None for v, m in zip(bare, measured, strict=True))
    units = {m[1] for v, m in zip(bare, measured, strict=True) if m and plain_number(v) is None}
    if good < MOST * len(solid) or len(units) > 1:
        if units and good >= MOST * len(solid):
            log.add(
                "unit",
                f"列「{{column}}」には単位が混じっています（{'、'.join(sorted(units))}）。そのままにしました",
                f"column “{{column}}” mixes units ({', '.join(sorted(units))}); left as it is",
                (),
                name,
                undecided=True,
            )
        return name, None
    unit = next(iter(units), "")
    if unit in _LABEL_UNITS and not _COUNTS.search(name):
        return name, None
    if unit in _LABEL_UNITS and 2 * sum(m is not None for m in measured) < len(solid):
        unit = ""  # 1年 among plain figures: a label that got between them, and no unit of theirs
    values = _changed(
        name,
        values,
        rows,
        _without_mark,
        log,
        "mark",
        ("数値から注の印を外しました", "took footnote marks off numbers"),
    )
    if unit:
        own = has_unit(name)
        if own is None:
            log.add(
                "unit",
                f"列「{{column}}」の単位「{unit}」を項目名に移しました",
                f"column “{{column}}”: moved the unit “{unit}” into the name",
                (),
                name,
            )
        values = _changed(
            name,
            values,
            rows,
            lambda v: q[0] if (q := quantity(v)) else None,
            log,
            "unit",
            (f"値から単位「{unit}」を外しました", f"took the unit “{unit}” off the values"),
        )
        fresh = with_unit(name, unit) if own is None else name
    else:
        fresh = name
    _odd(name, values, rows, lambda v: plain_number(v) is not None, log, ("数値", "a number"))
    return fresh, _changed(
        name,
        values,
        rows,
        plain_number,
        log,
        "number",
        (
            "数値を半角・桁区切りなし・マイナス記号の形にしました",
            "wrote numbers plainly: half-width, no separators, minus signs",
        ),
    )


def _without_mark(value: str) -> str | None:
    short, mark = unmarked(value)
    return short if mark and (plain_number(short) is not None or quantity(short) is not None) else None


def _text_marks(name: str, values: Sequence[str], rows: Sequence[int], log: Log) -> list[str]:
    """Footnote marks in words, where they can be nothing else: (注1), ※2."""

    def bare(value: str) -> str | None:
        short, mark = unmarked(value, safe=True)
        return short if mark and ("注" in mark or "※" in mark) else None

    return _changed(
        name, values, rows, bare, log, "mark", ("値から注の印を外しました", "took footnote marks off values")
    )


def _odd(
    name: str, values: Sequence[str], rows: Sequence[int], fits: Callable[[str], bool], log: Log, words: tuple[str, str]
) -> None:
    where = [r for r, v in zip(rows, values, strict=True) if v and not _is_dash(v) and not fits(v)]
    if where:
        log.add(
            "odd",
            f"列「{{column}}」に{words[0]}でない値が{{count}}件あります（{{rows}}行）。そのままにしました",
            f"column “{{column}}”: {{count}} cells do not hold {words[1]} (rows {{rows}}); left as they are",
            where,
            name,
            undecided=True,
        )
