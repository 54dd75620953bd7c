"""What a step did, in a sentence for the screen, the page and the provenance: columns and counts, never a value of the source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.release.recipe import Step
from catalog.text import LangText

_LEVELS = {
    "block": ("丁目まで（番地以下削除）", "the 丁目 (house number removed)"),
    "chome": ("丁目まで（番地以下削除）", "the 丁目 (house number removed)"),
    "town": ("町まで", "the town"),
    "municipality": ("市区町村まで", "the municipality"),
    "prefecture": ("都道府県まで", "the prefecture"),
}
_DATES = {
    "month": ("年月まで", "year and month"), "year": ("年まで", "the year"), "fiscal-year": ("年度", "the fiscal year"),
    "decade": ("10年きざみ", "the decade"), "age": ("年齢", "the age"), "age-class": ("年齢階級", "age classes"),
}  # fmt: skip
_COUNTS = {
    "columns": ("列 {}", "columns {}"), "values": ("値 {}", "values {}"), "rows": ("行 {}", "rows {}"),
    "blanked": ("空欄にした値 {}", "blanked {}"), "kept_unread": ("そのままの値 {}", "kept as they were {}"),
    "top": ("上位 {}", "top {}"), "bottom": ("下位 {}", "bottom {}"),
    "joined": ("あわせてまとめた値の種類 {}", "kinds joined {}"),
    "cells_small": ("小さい度数 {}", "small counts {}"), "cells_hidden": ("秘匿したセル {}", "cells hidden {}"),
    "not_numbers": ("数でない値 {}", "not numbers {}"),
}  # fmt: skip


#: counts of rows and values below this are told as "fewer than" where the public reads them: they count people
FEWEST = 10
#: counts that are not told at all: how many cells were small by themselves helps who wants to work them out
_INTERNAL = ("cells_small",)


def public(removed: Mapping[str, Any]) -> dict[str, Any]:
    """What a step removed, as anybody may know it: no small counts of people."""
    return {
        k: f"<{FEWEST}" if k != "columns" and v is not True and 0 < v < FEWEST else v
        for k, v in removed.items()
        if k not in _INTERNAL
    }


def sentence(step: Step, record: Mapping[str, Any]) -> LangText:
    """「氏名」「電話番号」を削除（列 2）. The record's counts may be those of `public`."""
    what = _what(step)
    removed = [(k, v) for k, v in record.get("removed", {}).items() if v and v is not True and k in _COUNTS]
    ja = "、".join(_COUNTS[k][0].format(f"{FEWEST}未満" if isinstance(v, str) else f"{v:,}") for k, v in removed)
    en = ", ".join(_COUNTS[k][1].format(f"fewer than {FEWEST}" if isinstance(v, str) else f"{v:,}") for k, v in removed)
    return {"ja": what[0] + (f"（{ja}）" if ja else ""), "en": what[1] + (f" ({en})" if en else "")}


def _what(step: Step) -> tuple[str, str]:
    o = step.options
    column = str(o.get("column", ""))
    one_ja, one_en = f"「{column}」", f"'{column}'"
    match step.name:
        case "drop":
            return f"{_ja(step.parameters)}を削除", f"removed {_en(step.parameters)}"
        case "keep":
            return f"{_ja(step.parameters)}だけを残す", f"kept only {_en(step.parameters)}"
        case "rename":
            pairs = [(str(k), str(v)) for k, v in o.items()]
            return (
                "、".join(f"「{a}」を「{b}」に" for a, b in pairs) + "改名",
                "renamed " + ", ".join(f"'{a}' to '{b}'" for a, b in pairs),
            )
        case "address":
            ja, en = _LEVELS[o["to"]]
            return f"{one_ja}を{ja}にした", f"cut {one_en} to {en}"
        case "date":
            ja, en = _DATES[o["to"]]
            day = f"（{o['as_of']}現在）" if o.get("as_of") else ""
            return f"{one_ja}を{ja}にした{day}", f"turned {one_en} into {en}" + (f" on {o['as_of']}" if day else "")
        case "classes":
            return f"{one_ja}を階級にした", f"grouped {one_en} into classes"
        case "top_bottom":
            return f"{one_ja}の上位・下位を丸めた", f"top and bottom coded {one_en}"
        case "recode":
            return f"{one_ja}を広い区分にまとめた", f"recoded {one_en} to wider classes"
        case "suppress_rare":
            return (
                f"{one_ja}の{o['below']}件未満の値を秘匿",
                f"suppressed values of {one_en} with fewer than {o['below']} rows",
            )
        case "groups":
            ways = {"drop": ("除いた", "removed"), "merge": ("まとめた", "merged"), "blank": ("伏せた", "blanked")}
            ja, en = ways[o.get("do", "drop")]
            return (
                f"{_ja(o['columns'])}が同じ{o['below']}行未満の組を{ja}",
                f"{en} groups below {o['below']} rows by {_en(o['columns'])}",
            )
        case "code":
            if o["do"] == "remove":
                return f"{one_ja}（連結符号）を削除", f"removed the linking code {one_en}"
            return f"{one_ja}（連結符号）を復元できない符号に置換", f"replaced the linking code {one_en} irreversibly"
        case "shuffle":
            return "行の並びを入れ替え", "put the rows in an unrelated order"
        case "aggregate":
            measures = "、".join(map(str, o["measures"]))
            return f"{_ja(o['by'])}ごとに{measures}を集計", f"aggregated {measures} by {_en(o['by'])}"
        case "suppress":
            return f"{_ja(o['columns'])}の小さい度数を秘匿", f"suppressed small counts of {_en(o['columns'])}"
        case "round":
            return (
                f"{_ja(o['columns'])}を{o['to']}の倍数に丸めた",
                f"rounded {_en(o['columns'])} to multiples of {o['to']}",
            )
    raise AssertionError(step.name)


def _ja(names: Any) -> str:
    return "".join(f"「{n}」" for n in names)


def _en(names: Any) -> str:
    return ", ".join(f"'{n}'" for n in names)
