"""One spelling for many: the screening copy of a value. The published value is never changed.

Full-width and half-width fold together (NFKC), all hyphens between digits become "-", invisible format characters go,
white space shrinks to one space. Idempotent.
"""

from __future__ import annotations

import re
import unicodedata

import polars as pl

_INVISIBLE = r"[\x00-\x08\x0e-\x1b\x7f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]"
_DASHES = r"[\u2010-\u2015\u2212\u2500\u2501\u02d7\u2043\ufe58\u301c~]"
_LONG = r"([0-9])[ーｰ]"
_FLOAT = r"^(\d{6,})\.0+$"
_SPACES = r"[\s\u3000]+"
_PY = tuple(re.compile(p) for p in (_INVISIBLE, _DASHES, _LONG, _SPACES, _FLOAT))


def fold(text: str) -> str:
    """The folded spelling of one value."""
    if text.isascii():
        text = _PY[3].sub(" ", text).strip()
    else:
        text = unicodedata.normalize("NFKC", _PY[0].sub("", text))
        text = _PY[2].sub(r"\1-", _PY[1].sub("-", text))
        text = _PY[3].sub(" ", text).strip()
    return _PY[4].sub(r"\1", text)


def fold_series(values: pl.Series) -> pl.Series:
    """The same for a String series; series of ASCII only skip the expensive part."""
    if (values.str.len_bytes() != values.str.len_chars()).any():
        values = values.str.replace_all(_INVISIBLE, "").str.normalize("NFKC")
        values = values.str.replace_all(_DASHES, "-").str.replace_all(_LONG, "${1}-")
    return values.str.replace_all(_SPACES, " ").str.strip_chars().str.replace(_FLOAT, "${1}")
