"""Fonts of a PDF that say other letters than they draw: then what a reader sees is not what was searched.

A font without a file of its own draws the letters of a standard encoding (ISO 32000-2, annex D); its /ToUnicode map can
still give a copy of the text any other letters. With most fonts the map is the only word there is, and is believed.
"""

from __future__ import annotations

import re
from typing import Any

#: letters that must be mapped, and share of them that must be wrong, before a font counts as lying
LEAST, SHARE = 5, 0.5
_RANGE = re.compile(rb"<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]{4})>")
_LIST = re.compile(rb"<([0-9A-Fa-f]{2})>\s*<[0-9A-Fa-f]{2}>\s*\[([^\]]*)\]")
_BLOCK = re.compile(rb"beginbf(char|range)(.*?)endbf(?:char|range)", re.S)
_PAIR = re.compile(rb"<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]{4})>")
_STANDARD = ("/WinAnsiEncoding", "/MacRomanEncoding", "/StandardEncoding")
_SYMBOLS = re.compile(r"Symbol|Dingbats|Webdings", re.I)


def lying_fonts(document: Any) -> int:
    """How many fonts draw ASCII letters and call them something else."""
    import pikepdf

    return sum(1 for item in document.objects if isinstance(item, pikepdf.Dictionary) and _lies(item))


def _lies(font: Any) -> bool:
    if str(font.get("/Type", "")) != "/Font" or str(font.get("/Subtype", "")) not in ("/Type1", "/TrueType"):
        return False
    if "/ToUnicode" not in font or _SYMBOLS.search(str(font.get("/BaseFont", ""))):
        return False
    encoding = font.get("/Encoding")
    if encoding is not None and str(encoding) not in _STANDARD:
        return False
    descriptor = font.get("/FontDescriptor", {})
    embedded = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    if embedded and encoding is None:
        return False
    try:
        letters = _map(bytes(font["/ToUnicode"].read_bytes()))
    except Exception:
        return True
    told = {code: text for code, text in letters.items() if chr(code).isascii() and chr(code).isalnum()}
    return len(told) >= LEAST and sum(ord(text) != code for code, text in told.items()) > SHARE * len(told)


def _map(cmap: bytes) -> dict[int, str]:
    """Code → letter, of one-byte codes and single letters."""
    found: dict[int, str] = {}
    for kind, block in _BLOCK.findall(cmap):
        if kind == b"char":
            found |= {int(code, 16): chr(int(text, 16)) for code, text in _PAIR.findall(block)}
            continue
        for first, last, text in _RANGE.findall(block):
            start = int(first, 16)
            for code in range(start, int(last, 16) + 1):
                found[code] = chr(int(text, 16) + code - start)
        for first, texts in _LIST.findall(block):
            for offset, text in enumerate(re.findall(rb"<([0-9A-Fa-f]{4})>", texts)):
                found[int(first, 16) + offset] = chr(int(text, 16))
    return found
