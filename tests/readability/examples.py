"""Files for the examples of readability rules that no list of cells can show."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter


def sheet_with_shape(folder: Path) -> Path:
    """A sheet with a text box beside its table."""
    path = folder / "shape.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("施設")
    for r, row in enumerate([["施設名", "定員（人）"], ["中央公民館", 120], ["東公民館", 80], ["西公民館", 95]]):
        page.write_row(r, 0, row)
    page.insert_textbox("D2", "定員は最大の人数です")
    book.close()
    return path


def barely_readable(folder: Path) -> Path:
    """A CSV that breaks most rules at once."""
    path = folder / "barely.csv"
    lines = [
        "市内の施設の概況,,,",
        "（令和5年度）,,,",
        "施　設　名,項目1,項目1,開設日",
        '中央公民館　　,"1,200人",①,平成13年4月1日',
        "東公民館,80人,②,平成15年4月1日",
        ",,,",
        "西公民館,95人,③,令和2年10月1日",
        "注）定員は最大の人数,,,",
        "",
        "団体名,会員数,,",
        "町内会,31,,",
        "子ども会,12,,",
        "老人クラブ,9,,",
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
