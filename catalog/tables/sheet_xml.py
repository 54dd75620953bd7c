"""What a worksheet of an .xlsx shows beside its values: one streaming pass of expat over each part that matters.

Knows SpreadsheetML only as far as needed (ECMA-376 part 1, §18): merges, hidden rows and columns, cell types, styles,
formulas, drawings, comments. Sizes are counted while reading, declared dimensions are ignored, DOCTYPEs are refused.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from catalog.tables.cells import CellMap, CellNumbers, CellSet, Numbers
from catalog.tables.sheet_drawings import comments, objects
from catalog.tables.sheet_stream import parse_part, reference, relationships
from catalog.tables.table import Layout, Merged

#: kinds of a cell: number, text, truth value, error, empty
NUMBER, TEXT, TRUTH, ERROR, BLANK = range(5)
_KINDS = {"n": NUMBER, "s": TEXT, "str": TEXT, "inlineStr": TEXT, "b": TRUTH, "e": ERROR, "d": TEXT}
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: "[$-411]ge.m.d", 28: '[$-411]ggge"年"m"月"d"日"', 30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"', 32: 'h"時"mm"分"', 33: 'h"時"mm"分"ss"秒"', 34: 'yyyy"年"m"月"', 35: 'm"月"d"日"',
    36: "[$-411]ge.m.d", 37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    50: "[$-411]ge.m.d", 51: '[$-411]ggge"年"m"月"d"日"', 55: 'yyyy"年"m"月"', 56: 'm"月"d"日"', 57: "[$-411]ge.m.d",
    58: '[$-411]ggge"年"m"月"d"日"',
}  # fmt: skip
#: colours of theme slots when the workbook has no theme part (Office standard)
_THEME = ["FFFFFF", "000000", "E7E6E6", "44546A", "4472C4", "ED7D31", "A5A5A5", "FFC000", "5B9BD5", "70AD47"]
_INDEXED = [
    "000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF",
    "000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF",
    "800000", "008000", "000080", "808000", "800080", "008080", "C0C0C0", "808080",
    "9999FF", "993366", "FFFFCC", "CCFFFF", "660066", "FF8080", "0066CC", "CCCCFF",
    "000080", "FF00FF", "FFFF00", "00FFFF", "800080", "800000", "008080", "0000FF",
    "00CCFF", "CCFFFF", "CCFFCC", "FFFF99", "99CCFF", "FF99CC", "CC99FF", "FFCC99",
    "3366FF", "33CCCC", "99CC00", "FFCC00", "FF9900", "FF6600", "666699", "969696",
    "003366", "339966", "003300", "333300", "993300", "993366", "333399", "333333",
]  # fmt: skip


@dataclass(slots=True)
class Styles:
    """Per cell style (index of cellXfs): number format, fill and font facts; None where nothing is special."""

    formats: list[str | None] = field(default_factory=list)
    fills: list[str | None] = field(default_factory=list)
    fonts: list[frozenset[str] | None] = field(default_factory=list)


def sheet_parts(archive: zipfile.ZipFile) -> tuple[list[tuple[str, str, str]], str | None, str | None]:
    """(sheet name, state, part) in workbook order, the part of the styles and that of the shared strings."""
    root = relationships(archive, "")
    workbook = next((target for kind, target in root.values() if kind == "officeDocument"), "xl/workbook.xml")
    links = relationships(archive, workbook)
    sheets: list[tuple[str, str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            ident = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            part = links.get(ident, ("", ""))[1]
            sheets.append((attributes.get("name", ""), attributes.get("state", "visible"), part))

    parse_part(archive, workbook, start)
    kinds = dict(links.values())
    return sheets, kinds.get("styles"), kinds.get("sharedStrings")


def read_styles(archive: zipfile.ZipFile, part: str | None) -> Styles:
    """Number formats, fills and fonts per cell style."""
    styles = Styles()
    if part is None:
        return styles
    formats: dict[int, str] = dict(_BUILT_IN)
    fills: list[str | None] = []
    fonts: list[set[str]] = []
    path: list[str] = []

    def start(tag: str, a: dict[str, str]) -> None:
        path.append(tag)
        inside = path[-2] if len(path) > 1 else ""
        if tag == "numFmt" and "dxf" not in path:
            formats[_int(a.get("numFmtId"))] = a.get("formatCode", "")
        elif tag == "fill" and inside == "fills":
            fills.append(None)
        elif tag == "font" and inside == "fonts":
            fonts.append(set())
        elif "fills" in path and fills and tag == "patternFill" and a.get("patternType") not in (None, "none"):
            fills[-1] = "solid" if a["patternType"] == "solid" else "pattern"
        elif "fills" in path and fills and tag == "gradientFill":
            fills[-1] = "pattern"
        elif "fills" in path and fills and tag == "fgColor" and fills[-1]:
            fills[-1] = _colour(a) or fills[-1]
        elif "fonts" in path and fonts and tag in ("b", "i", "strike", "u", "color"):
            if tag == "color":
                colour = _colour(a)
                if colour not in (None, "000000"):
                    fonts[-1].add(f"colour:{colour}")
            elif a.get("val") not in ("0", "false", "none"):
                fonts[-1].add({"b": "bold", "i": "italic", "strike": "strike", "u": "underline"}[tag])
        elif tag == "xf" and inside == "cellXfs":
            code = formats.get(_int(a.get("numFmtId")))
            look, face = _int(a.get("fillId")), _int(a.get("fontId"))
            fill = fills[look] if look < len(fills) else None
            font = set(fonts[face]) if face < len(fonts) else set()
            if f"colour:{fill or 'FFFFFF'}" in font or (code and re.fullmatch(r";+(@?)", code) and ";;" in code):
                font.add("invisible")
            styles.formats.append(None if code in (None, "", "General") else code)
            styles.fills.append(fill if fill not in ("FFFFFF", "solid") else None)
            styles.fonts.append(frozenset(font) or None)

    def end(tag: str) -> None:
        path.pop()

    parse_part(archive, part, start, end)
    return styles


def _int(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def _colour(attributes: Mapping[str, str]) -> str | None:
    """RRGGBB; a theme colour with its tint, so that two shades of one colour stay different."""
    if "rgb" in attributes:
        return attributes["rgb"][-6:].upper()
    if "theme" in attributes:
        slot = _int(attributes["theme"])
        base = _THEME[slot] if slot < len(_THEME) else "000000"
        return _tinted(base, attributes.get("tint", "0"))
    if "indexed" in attributes:
        index = _int(attributes["indexed"])
        return _INDEXED[index] if index < len(_INDEXED) else ("000000" if index == 64 else "FFFFFF")
    return None


def _tinted(base: str, tint: str) -> str:
    try:
        share = max(-1.0, min(1.0, float(tint)))
    except ValueError:
        share = 0.0
    parts = [int(base[i : i + 2], 16) for i in (0, 2, 4)]
    mixed = [round(p * (1 + share)) if share < 0 else round(p + (255 - p) * share) for p in parts]
    return "".join(f"{p:02X}" for p in mixed)


class _Faces:
    """Fonts of cells of whose text a part looks different: those of the style, and what the part has beside."""

    def __init__(self, fonts: Sequence[frozenset[str] | None], rich: Mapping[int, frozenset[str]]) -> None:
        self.rich = rich
        self.palette = list(fonts) or [None]
        #: characters of the number of a shared string that is being read
        self.value: list[str] | None = None
        self._shared = False
        self._style = 0
        self._numbers: dict[frozenset[str], int] = {}
        self._cells: dict[int, list[tuple[int, int]]] = {}

    def cell(self, style: str | None, *, shared: bool) -> None:
        """A cell begins."""
        self._shared = shared
        self._style = min(_int(style), len(self.palette) - 1)

    def begin(self) -> None:
        """Its value begins."""
        self.value = [] if self._shared else None

    def end(self, row: int, column: int) -> None:
        """Its value ends."""
        facts = self.rich.get(_int("".join(self.value or ()))) if self.value else None
        self.value = None
        if facts and row < 1_048_577 and column < 16_384:
            look = facts | (self.palette[self._style] or frozenset())
            number = self._numbers.get(look)
            if number is None:
                if len(self.palette) > 65_000:
                    return
                number = self._numbers[look] = len(self.palette)
                self.palette.append(look)
            self._cells.setdefault(column, []).append((row, number))

    def over(self, shown: Mapping[int, Numbers]) -> tuple[dict[int, Numbers], list[frozenset[str] | None]]:
        """(numbers per cell, palette) of the styles with these cells put in their place."""
        columns = dict(shown)
        for column, cells in self._cells.items():
            before = columns.get(column, np.zeros(0, dtype=np.uint16))
            numbers = np.zeros(max(len(before), *(row for row, _ in cells)), dtype=np.uint16)
            numbers[: len(before)] = before
            for row, number in cells:
                numbers[row - 1] = number + 1
            columns[column] = numbers
        return columns, self.palette


def read_layout(archive: zipfile.ZipFile, part: str, styles: Styles, rich: Mapping[int, frozenset[str]]) -> Layout:
    """One worksheet's layout; `rich` are the shared strings of which a part looks different (`rich_strings`)."""
    kinds, looks = CellNumbers(), CellNumbers()
    faces = _Faces(styles.fonts, rich) if rich else None
    merged: list[Merged] = []
    hidden_rows: list[int] = []
    hidden_columns: set[int] = set()
    formulas: dict[tuple[int, int], str] = {}
    row, column, kind = 0, -1, NUMBER
    formula: list[str] | None = None
    has_value = False
    columns: dict[str, int] = {}

    def start(tag: str, a: dict[str, str]) -> None:
        nonlocal row, column, kind, formula, has_value
        if tag == "c":
            place = a.get("r")
            if place is None:
                column += 1
            else:
                letters = place.rstrip("0123456789")
                index = columns.get(letters)
                if index is None:
                    found = reference(letters + "1")
                    index = columns[letters] = found[1] if found else column + 1
                column = index
            kind = _KINDS.get(a.get("t", "n"), TEXT)
            has_value = False
            style = a.get("s")
            if faces:
                faces.cell(style, shared=a.get("t") == "s")
            if style and style != "0" and row < 1_048_577 and column < 16_384:
                looks.put(row, column, min(int(style), 65_000) if style.isdigit() else 0)
        elif tag in ("v", "is"):
            has_value = True
            if faces:
                faces.begin()
        elif tag == "row":
            row = int(a["r"]) if a.get("r", "").isdigit() else row + 1
            column = -1
            if a.get("hidden") in ("1", "true") or a.get("ht") == "0":
                hidden_rows.append(row)
        elif tag == "f":
            formula = []
        elif tag == "mergeCell":
            ends = [reference(end) for end in a.get("ref", "").split(":")]
            if len(ends) == 2 and ends[0] and ends[1]:
                merged.append(Merged(ends[0][0], ends[0][1], ends[1][0], ends[1][1]))
        elif tag == "col" and (a.get("hidden") in ("1", "true") or a.get("width") == "0"):
            first, last = _int(a.get("min")), min(_int(a.get("max")), 16_384)
            # "all the rest hidden" is a frame around the sheet, not hidden data: 300 columns are enough to know it
            hidden_columns.update(range(max(first, 1) - 1, min(last, first + 300)))

    def end(tag: str) -> None:
        nonlocal formula
        if tag == "c":
            if has_value and row < 1_048_577 and column < 16_384:
                kinds.put(row, column, kind)
        elif faces and tag == "v":
            faces.end(row, column)
        elif tag == "f" and formula is not None:
            formulas[row, column] = "".join(formula)
            formula = None

    def text(data: str) -> None:
        if formula is not None:
            formula.append(data)
        elif faces and faces.value is not None:
            faces.value.append(data)

    parse_part(archive, part, start, end, text)
    links = relationships(archive, part)
    stored, shown = kinds.frozen(), looks.frozen()
    return Layout(
        merged=tuple(merged),
        hidden_rows=tuple(hidden_rows),
        hidden_columns=tuple(sorted(hidden_columns)),
        formulas=formulas,
        formats=CellMap(shown, styles.formats),
        fills=CellMap(shown, styles.fills),
        fonts=CellMap(*faces.over(shown)) if faces else CellMap(shown, styles.fonts),
        text_cells=CellSet(stored, [TEXT]),
        number_cells=CellSet(stored, [NUMBER]),
        objects=objects(archive, links.values()),
        comments=comments(archive, [t for k, t in links.values() if k in ("comments", "threadedComment")]),
    )
