"""Makes files from the examples in rule packs, so that every rule is tried on what its page shows.

An example is a mapping with one of: csv, tsv, text, hex, json, geojson, xlsx, builder; and optionally name, encoding,
descriptor, policy, files (more files of the same dataset), at (what the finding's location must contain).
"""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import xlsxwriter

#: Modules that hold builders for examples which no text can show (PDFs, images, hostile archives).
BUILDER_MODULES = (
    "tests.hidden.examples",
    "tests.readability.examples",
    "tests.privacy.examples",
    "tests.disclosure.examples",
)


def make(example: Mapping[str, Any], folder: Path) -> Path:
    """Writes the example's file into `folder` and returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, write in WRITERS.items():
        if kind in example:
            return write(example, folder)
    raise ValueError(f"an example needs one of {', '.join(WRITERS)}: {sorted(example)}")


def _text(kind: str, suffix: str) -> Callable[[Mapping[str, Any], Path], Path]:
    def write(example: Mapping[str, Any], folder: Path) -> Path:
        path = folder / str(example.get("name", f"example{suffix}"))
        path.write_bytes(str(example[kind]).encode(str(example.get("encoding", "utf-8"))))
        return path

    return write


def _json(kind: str, suffix: str) -> Callable[[Mapping[str, Any], Path], Path]:
    def write(example: Mapping[str, Any], folder: Path) -> Path:
        path = folder / str(example.get("name", f"example{suffix}"))
        value = example[kind]
        path.write_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), encoding="utf-8")
        return path

    return write


def _hex(example: Mapping[str, Any], folder: Path) -> Path:
    path = folder / str(example.get("name", "example.bin"))
    path.write_bytes(bytes.fromhex(re.sub(r"\s", "", str(example["hex"]))))
    return path


def _builder(example: Mapping[str, Any], folder: Path) -> Path:
    for module in BUILDER_MODULES:
        try:
            found = getattr(importlib.import_module(module), str(example["builder"]), None)
        except ModuleNotFoundError:
            continue
        if found is not None:
            return Path(found(folder))
    raise ValueError(f"no builder is named {example['builder']}")


def _xlsx(example: Mapping[str, Any], folder: Path) -> Path:
    """{sheets: [{name, rows, merged, hidden_rows, hidden_columns, visible, comments, formats, fills, formulas}]}"""
    path = folder / str(example.get("name", "example.xlsx"))
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    spec = example["xlsx"]
    for index, sheet in enumerate(spec["sheets"]):
        page = book.add_worksheet(sheet.get("name") or f"Sheet{index + 1}")
        formats: dict[str, dict[str, Any]] = {}
        for cell, code in (sheet.get("formats") or {}).items():
            formats.setdefault(cell, {})["num_format"] = code
        for cell, colour in (sheet.get("fills") or {}).items():
            formats.setdefault(cell, {}).update({"bg_color": colour, "pattern": 1})
        for cell, colour in (sheet.get("font_colours") or {}).items():
            formats.setdefault(cell, {})["font_color"] = colour
        for r, row in enumerate(sheet.get("rows") or []):
            for c, value in enumerate(row):
                name = xlsxwriter.utility.xl_rowcol_to_cell(r, c)
                style = book.add_format(formats[name]) if name in formats else None
                if value is None and style is None:
                    continue
                if isinstance(value, bool):
                    page.write_boolean(r, c, value, style)
                elif isinstance(value, int | float):
                    page.write_number(r, c, value, style)
                elif value is None:
                    page.write_blank(r, c, None, style)
                else:
                    page.write_string(r, c, str(value), style)
        for cell, formula in (sheet.get("formulas") or {}).items():
            page.write_formula(cell, formula, None, (sheet.get("values") or {}).get(cell, 0))
        for area in sheet.get("merged") or []:
            first = area.split(":")[0]
            r, c = xlsxwriter.utility.xl_cell_to_rowcol(first)
            rows = sheet.get("rows") or []
            value = rows[r][c] if r < len(rows) and c < len(rows[r]) else None
            page.merge_range(area, "" if value is None else value)
        for row in sheet.get("hidden_rows") or []:
            page.set_row(row - 1, None, None, {"hidden": True})
        for column in sheet.get("hidden_columns") or []:
            page.set_column(column, column, None, None, {"hidden": True})
        for cell, words in (sheet.get("comments") or {}).items():
            page.write_comment(cell, words, {"author": ""})
        state = sheet.get("visible", True)
        if state is False:
            page.hide()
        elif state == "very":
            page.very_hidden()
    book.close()
    return path


WRITERS: dict[str, Callable[[Mapping[str, Any], Path], Path]] = {
    "csv": _text("csv", ".csv"),
    "tsv": _text("tsv", ".tsv"),
    "text": _text("text", ".txt"),
    "json": _json("json", ".json"),
    "geojson": _json("geojson", ".geojson"),
    "hex": _hex,
    "xlsx": _xlsx,
    "builder": _builder,
}
