"""Characters that no one sees and that take a word apart or turn it round: control characters, right-to-left overrides.

A search for a number does not find it with a NUL between its digits, and every program shows it without.
"""

from __future__ import annotations

import html
import re
from itertools import islice

import numpy as np

from catalog.regex import regex
from catalog.tables.table import Problem, Text

#: bytes that are looked at together
_BLOCK = 1 << 18
#: U+202E, after which text runs backwards on the screen
_TURNED = "\u202e".encode()
#: an escape that is one: behind an even number of backslashes, with digits of either case
_ESCAPED = regex(r"(?<!\\)(?:\\\\)*\\u(?:00(?:0[0-8bcefBCEF]|1[0-9a-fA-F]|7[fF])|202[edEDaAbB])")
_SIGN = re.compile(rb"[\x00-\x08\x0e-\x1f]|" + re.escape(_TURNED))
_BESIDE_DIGIT = re.compile(rb"[0-9][\x01-\x08\x0e-\x1f]|[\x01-\x08\x0e-\x1f][0-9]")
_NUMBERED = re.compile(rb"&#(?:[0-9]{2,6}|[xX][0-9a-fA-F]{2,5});")
_MOST_ROWS = 20
_MOST_LINES = 5000


def control_characters(utf8: bytes, *, json: bool = False) -> list[Problem]:
    """The problem `file/control-character`, with the first lines; nothing for a clean text. One pass over the bytes.

    `json`: also characters that are written as an escape.
    """
    count = _controls(utf8) + utf8.count(_TURNED)
    if json and not count and b"\\u" in utf8:
        count = len(_ESCAPED.findall(utf8.decode("utf-8", "replace")))
    if not count:
        return []
    rows: dict[int, None] = {}
    line, at = 1, 0
    for sign in _SIGN.finditer(utf8.removesuffix(b"\x1a")):
        line += utf8.count(b"\n", at, sign.start())
        at = sign.start()
        rows[line] = None
        if len(rows) == _MOST_ROWS:
            break
    # a stray one between letters is a slip of the keyboard, and the screening reads past it
    harmless = not (_TURNED in utf8 or b"\0" in utf8 or json or _BESIDE_DIGIT.search(utf8))
    return [Problem("file/control-character", rows=tuple(rows), count=count, details={"harmless": harmless})]


def written_as_numbers(utf8: bytes) -> list[Text]:
    """Lines in which letters are written as numbers (`&#23470;`, left by web forms), as they are meant."""
    if b"&#" not in utf8:
        return []
    lines = ((n, line) for n, line in enumerate(utf8.split(b"\n"), 1) if _NUMBERED.search(line))
    return [Text("table", html.unescape(line.decode("utf-8")), f"row {n}") for n, line in islice(lines, _MOST_LINES)]


def _controls(utf8: bytes) -> int:
    """Bytes below a blank that are no tab, no line end and no mark of the end of a file."""
    text = np.frombuffer(utf8.removesuffix(b"\x1a"), dtype=np.uint8)
    found = 0
    for start in range(0, len(text), _BLOCK):
        block = text[start : start + _BLOCK]
        low = block[block < 32]
        if len(low):
            # \t \n \v \f \r: a form feed between pages of an old print is harmless
            found += int(np.count_nonzero((low < 9) | (low > 13)))
    return found
