"""The report as a workbook for people who work in Excel: a summary, and one sheet per file with its findings.

Text is always written as text, so that a value that starts like a formula stays a value (CWE-1236).
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Mapping
from typing import Any

from catalog.rules.wording import approval_words
from catalog.text import column_letter, pick

_WORDS = {"publish": "公開できます", "review": "要確認", "withhold": "公開不可", "pass": "参考"}
_FILLS = {"publish": "#DFF3E4", "review": "#FFF1CC", "withhold": "#FBDDDA", "pass": "#F2F2F5"}
#: Excel allows 31 characters in a sheet's name and not these.
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_SUMMARY = (
    "データセット", "ファイル", "判定", "機械可読性", "公開不可", "要確認", "参考", "承認済み", "段階", "題名", "影響を受けうる人",
)  # fmt: skip
_HEAD = (
    "判定",
    "規則",
    "シート",
    "列",
    "セル",
    "行",
    "件数",
    "全体",
    "該当値（伏せ字）",
    "指摘",
    "直し方",
    "参照",
    "承認",
    "識別子",
)
_WIDTHS = (10, 30, 14, 18, 10, 18, 8, 8, 18, 60, 60, 20, 14, 20)


def to_xlsx(data: Mapping[str, Any]) -> bytes:
    """A workbook: 「一覧」 first, each file linked to its own sheet, verdicts coloured, filters on."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime.datetime.fromisoformat(data["as_of"]), "author": "", "company": ""})
    styles = {
        "head": book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8F1FE"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "link": book.add_format({"font_color": "#0017C1", "underline": 1, "valign": "top"}),
        **{k: book.add_format({"bg_color": c, "valign": "top"}) for k, c in _FILLS.items()},
    }
    summary = book.add_worksheet("一覧")
    for c, (word, width) in enumerate(zip(_SUMMARY, (24, 40, 12, 12, 10, 10, 10, 10, 30, 40, 50), strict=True)):
        summary.write_string(0, c, word, styles["head"])
        summary.set_column(c, c, width)
    summary.freeze_panes(1, 0)
    used = {"一覧"}
    row = 0
    for dataset in data["datasets"]:
        for resource in dataset["resources"]:
            row += 1
            name = _sheet_name(resource["path"], used)
            _summary_row(summary, row, dataset, resource, name, styles)
            _sheet(book.add_worksheet(name), dataset, resource, styles)
    if row:
        summary.autofilter(0, 0, row, len(_SUMMARY) - 1)
    book.close()
    return out.getvalue()


def _summary_row(
    page: Any, row: int, dataset: Mapping[str, Any], resource: Mapping[str, Any], name: str, styles: Mapping[str, Any]
) -> None:
    findings = resource["findings"]
    open_ones = [f for f in findings if not f["approval"]]
    counts = [sum(1 for f in open_ones if f["verdict"] == v) for v in ("withhold", "review", "pass")]
    page.write_string(row, 0, dataset["id"][:1000], styles["text"])
    page.write_url(row, 1, f"internal:'{name}'!A1", styles["link"], resource["path"][:1000])
    page.write_string(row, 2, _WORDS[resource["decision"]], styles[resource["decision"]])
    score = dataset["score"].get("readability")
    if score is not None:
        page.write_number(row, 3, score)
    for c, value in enumerate([*counts, sum(1 for f in findings if f["approval"])], start=4):
        page.write_number(row, c, value)
    people = resource["facts"].get("people")
    told = (resource["level_name"]["ja"], pick(dataset.get("title", {})), people["ja"] if people else "")
    for c, value in enumerate(told, start=_SUMMARY.index("段階")):
        page.write_string(row, c, value[:32767], styles["text"])


def _sheet(page: Any, dataset: Mapping[str, Any], resource: Mapping[str, Any], styles: Mapping[str, Any]) -> None:
    page.write_url(0, 0, "internal:'一覧'!A1", styles["link"], "一覧へ")
    page.write_string(0, 1, resource["path"][:1000])
    page.write_string(0, 2, _WORDS[resource["decision"]], styles[resource["decision"]])
    for c, (word, width) in enumerate(zip(_HEAD, _WIDTHS, strict=True)):
        page.write_string(2, c, word, styles["head"])
        page.set_column(c, c, width)
    page.freeze_panes(3, 0)
    order = ("withhold", "review", "pass")
    findings = sorted(resource["findings"], key=lambda f: order.index(f["verdict"]))
    for r, f in enumerate(findings, start=3):
        verdict = "publish" if f["approval"] else f["verdict"]
        page.write_string(r, 0, _WORDS[f["verdict"]], styles[verdict])
        for c, value in enumerate(_cells(f), start=1):
            if isinstance(value, int):
                page.write_number(r, c, value, styles["text"])
            elif value:
                page.write_string(r, c, str(value)[:32767], styles["text"])
    if findings:
        page.autofilter(2, 0, 2 + len(findings), len(_HEAD) - 1)


def _cells(f: Mapping[str, Any]) -> list[Any]:
    place = f["location"]
    column = place["column"] or (
        f"{column_letter(place['column_index'])}列" if place["column_index"] is not None else None
    )
    approval = approval_words(f["approval"], "ja") if f["approval"] else None
    return [
        f["rule"],
        place["sheet"],
        column,
        place["cell"] or place.get("where"),
        ", ".join(map(str, place["rows"])) or None,
        f["count"],
        f["of"],
        f["evidence"],
        f["message"]["ja"],
        f["fix"]["ja"],
        ", ".join(f["references"]),
        approval,
        f["fingerprint"],
    ]


def _sheet_name(path: str, used: set[str]) -> str:
    stem = _FORBIDDEN.sub("_", path.rsplit("/", 1)[-1])[:28] or "file"
    name, n = stem, 2
    while name.casefold() in {u.casefold() for u in used}:
        name, n = f"{stem[:26]}-{n}", n + 1
    used.add(name)
    return name
