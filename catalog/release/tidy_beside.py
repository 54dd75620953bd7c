"""What a sheet shows beside its values, and a CSV cannot: comments, objects, struck-out cells, hidden lines. All of it is said."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.release.tidy_result import Log
from catalog.tables.table import Sheet
from catalog.text import cell_name, column_letter

#: cells that a sentence lists
_MOST = 20


def beside(sheet: Sheet, log: Log) -> list[str]:
    """Says what does not come along. -> texts that are kept as notes of the sheet's first table."""
    layout = sheet.layout
    height, width = sheet.grid.height, sheet.grid.width
    notes = []
    for (row, column), text in sorted(layout.comments.items()):
        cell, words = cell_name(row, column), " ".join(text.split())
        log.add(
            "comment",
            f"セル{cell}のコメント「{words}」を説明として残しました",
            f"cell {cell}: comment “{words}” kept as metadata",
            [row],
        )
        notes.append(f"{cell}：{words}")
    if layout.objects:
        places = "、".join(dict.fromkeys(cell_name(r, c) for r, c, _ in layout.objects[:_MOST]))
        log.add(
            "object",
            f"図形や画像{len(layout.objects)}個（{places}）は書き出していません",
            f"{len(layout.objects)} objects ({places}) were not written",
            undecided=True,
        )
    struck = sorted(
        (r, c)
        for (r, c), look in layout.fonts.items()
        if "strike" in look and r <= height and c < width and _text(sheet, r, c)
    )
    if struck:
        cells = _listed([cell_name(r, c) for r, c in struck])
        log.add(
            "strike",
            f"取り消し線のあるセル（{cells}）もそのまま書き出しました",
            f"cells that are struck out ({cells}) were written as they are",
            [r for r, _ in struck],
            undecided=True,
        )
    empty = [
        cell for cell in sorted(layout.formulas) if cell[0] <= height and cell[1] < width and not _text(sheet, *cell)
    ]
    beyond = [cell for cell in sorted(layout.formulas) if cell[0] > height or cell[1] >= width]
    if empty or beyond:
        unknown = [*empty, *beyond]
        cells = _listed([f"{cell_name(*c)} ={layout.formulas[c]}" for c in unknown])
        log.add(
            "formula",
            f"数式の結果が保存されていないセルが{len(unknown)}個あり、空のままです（{cells}）。表計算ソフトで開いて保存し直してください",
            f"{len(unknown)} formulas have no stored result and stay empty ({cells}); open and save the file in a spreadsheet program",
            [r for r, _ in unknown],
            undecided=True,
        )
    rows = [r for r in layout.hidden_rows if r <= height and any(sheet.grid.row(r - 1))]
    columns = [c for c in layout.hidden_columns if c < width and sheet.grid[str(c)].null_count() < height]
    if rows:
        log.add(
            "hidden",
            "非表示の行も書き出しています（{rows}行）",
            "hidden rows were written too (rows {rows})",
            rows,
            undecided=True,
        )
    if columns:
        letters = "、".join(column_letter(c) for c in columns[:_MOST])
        log.add(
            "hidden",
            f"非表示の列も書き出しています（{letters}列）",
            f"hidden columns were written too ({letters})",
            undecided=True,
        )
    return notes


def _listed(cells: Sequence[str]) -> str:
    return "、".join(cells[:_MOST]) + ("…" if len(cells) > _MOST else "")


def _text(sheet: Sheet, row: int, column: int) -> bool:
    return bool((sheet.grid[row - 1, column] or "").strip())
