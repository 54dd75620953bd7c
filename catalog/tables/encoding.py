"""Which encoding a text file is in, decided strictly over the whole file, never by a sample.

Order (each step is a proof or a refusal, no guess by frequency except between CP932 and EUC-JP, which can both be valid):
BOM · ISO-2022-JP escape sequences · UTF-16 without BOM · UTF-8 · CP932 (Windows-31J, with ①㈱髙; never `shift_jis`) · EUC-JP.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

import polars as pl

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ESCAPE = re.compile(rb"\x1b(?:\$[@B]|\$\([DOPQ]|\([BJIH])")
#: bytes that are checked at once
_PIECE = 1 << 19
_EUC_TOKENS = re.compile(rb"[\x00-\x7f]+|\x8e[\xa1-\xdf]|\x8f[\xa1-\xfe]{2}|[\xa1-\xfe]{2}")


@dataclass(frozen=True, slots=True)
class Decision:
    """`encoding` is None when nothing decodes the whole file; `offset` is then where UTF-8 or CP932 gave up (the later
    one). `utf8` is the whole file as UTF-8 without its BOM (the same bytes when it was UTF-8 already)."""

    encoding: str | None
    utf8: bytes
    evidence: str
    offset: int | None = None

    @property
    def text(self) -> str:
        return self.utf8.decode("utf-8")


def _read(encoding: str, text: str, evidence: str) -> Decision:
    return Decision(encoding, text.encode("utf-8"), evidence)


def decide(data: bytes, declared: str | None = None) -> Decision:
    """Decodes `data` strictly. `declared` only settles a tie between CP932 and EUC-JP."""
    for bom, name in BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], name, f"BOM {bom.hex(' ').upper()}", len(bom))
    if data.isascii():
        if _ESCAPE.search(data):
            text = decode_iso2022jp(data)
            if text is not None:
                return _read("iso-2022-jp", text, "ISO-2022-JP escape sequences, 7-bit bytes only")
        if b"\0" not in data:
            return Decision("utf-8", data, "ASCII bytes only (valid UTF-8)")
    if b"\0" in data:
        wide = _utf16_without_bom(data)
        if wide is not None:
            return wide
    try:
        if _is_utf8(data):
            return Decision("utf-8", data, "the whole file is valid UTF-8")
        data.decode("utf-8")
        return Decision("utf-8", data, "the whole file is valid UTF-8")
    except UnicodeDecodeError as error:
        utf8_offset = error.start
    return _japanese(data, utf8_offset, declared)


def _is_utf8(data: bytes) -> bool:
    """A strict check by the vector instructions of polars, in pieces that stay in the processor's cache."""
    start, end = 0, len(data)
    while start < end:
        stop = start + _PIECE
        # a line end is never part of a longer character
        stop = (data.rfind(b"\n", start, stop) + 1 or end) if stop < end else end
        try:
            pl.Series([data[start:stop]], dtype=pl.Binary).cast(pl.String, strict=True)
        except pl.exceptions.PolarsError:
            return False
        start = stop
    return True


def _strict(body: bytes, name: str, evidence: str, shift: int) -> Decision:
    if name == "utf-8-sig" and _is_utf8(body):
        return Decision(name, body, f"{evidence}, the whole file is valid")
    try:
        text = body.decode("utf-8" if name == "utf-8-sig" else name)
    except UnicodeDecodeError as error:
        return Decision(None, b"", f"{evidence}, but not valid {name}", error.start + shift)
    utf8 = body if name == "utf-8-sig" else text.encode("utf-8")
    return Decision(name, utf8, f"{evidence}, the whole file is valid")


def _utf16_without_bom(data: bytes) -> Decision | None:
    """UTF-16 text holds ASCII (commas, digits, line ends) as pairs with a NUL, mostly on the same side."""
    if len(data) % 2 or len(data) < 4:
        return None
    even, odd = data[::2].count(0), data[1::2].count(0)
    name = "utf-16-le" if odd > even else "utf-16-be"
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return None
    known = sum(
        c < "\x7f" or "\u3000" <= c <= "\u30ff" or "\u4e00" <= c <= "\u9fff" or c > "\uff00" for c in text[:200_000]
    )
    if "\0" in text or known < 0.9 * min(len(text), 200_000):
        return None
    evidence = f"no BOM; {max(even, odd)} NUL bytes on one side of the pairs, the whole file is valid {name}"
    return _read(name, text, evidence)


def _japanese(data: bytes, utf8_offset: int, declared: str | None) -> Decision:
    cp932, cp932_offset = _try_cp932(data)
    euc = decode_euc(data)
    if cp932 is not None and euc is not None:
        named = (declared or "").lower().replace("_", "-")
        if named in {"euc-jp", "eucjp", "cp932", "shift-jis", "shift_jis", "ms932", "windows-31j"}:
            chosen = "euc-jp" if named.startswith("euc") else "cp932"
            return _read(chosen, euc if chosen == "euc-jp" else cp932, "CP932 and EUC-JP both decode; as declared")
        if _japanese_share(euc) > 0.85 and _japanese_share(euc) > _japanese_share(cp932):
            return _read("euc-jp", euc, "valid as EUC-JP; as CP932 it would be half-width kana")
        return _read("cp932", cp932, "not UTF-8; the whole file is valid CP932")
    if cp932 is not None:
        return _read("cp932", cp932, f"not UTF-8 (byte {utf8_offset}); the whole file is valid CP932")
    if euc is not None:
        return _read("euc-jp", euc, f"not UTF-8 (byte {utf8_offset}), not CP932; the whole file is valid EUC-JP")
    offset = max(utf8_offset, cp932_offset)
    return Decision(None, b"", f"UTF-8 fails at byte {utf8_offset}, CP932 at byte {cp932_offset}, EUC-JP fails", offset)


def _try_cp932(data: bytes) -> tuple[str | None, int]:
    try:
        text = data.decode("cp932")
    except UnicodeDecodeError as error:
        return None, error.start
    # 0x80, 0xA0 and 0xFD-0xFF are unassigned in Windows-31J: Python lets them through as controls and private use
    stray = re.search("[\x80\xa0\uf8f0-\uf8f3]", text)
    return (None, len(text[: stray.start()].encode("cp932"))) if stray else (text, len(data))


def decode_euc(data: bytes) -> str | None:
    """EUC-JP including the NEC and IBM extensions (rows 13 and 89 to 92) that Japanese files hold; None when invalid."""
    try:
        return data.decode("euc_jp")
    except UnicodeDecodeError:
        pass
    pieces: list[str] = []
    end = 0
    for token in _EUC_TOKENS.finditer(data):
        if token.start() != end:
            return None
        end = token.end()
        piece = token.group()
        try:
            pieces.append(piece.decode("euc_jp"))
        except UnicodeDecodeError:
            extended = _row_of_cp932(piece)
            if extended is None:
                return None
            pieces.append(extended)
    return "".join(pieces) if end == len(data) else None


def _row_of_cp932(pair: bytes) -> str | None:
    """One EUC pair of an extension row, read through the same row of CP932."""
    if len(pair) != 2:
        return None
    row, cell = pair[0] - 0xA0, pair[1] - 0xA0
    lead = (row - 1) // 2 + (0x81 if row <= 62 else 0xC1)
    trail = cell + (0x3F if cell <= 63 else 0x40) if row % 2 else cell + 0x9E
    try:
        return bytes((lead, trail)).decode("cp932")
    except (UnicodeDecodeError, ValueError):
        return None


def decode_iso2022jp(data: bytes) -> str | None:
    """ISO-2022-JP with half-width kana and NEC characters (CP50221), which the codec of the library refuses."""
    for codec in ("iso2022_jp", "iso2022_jp_ext"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    pieces: list[bytes] = []
    mode, start = b"(B", 0
    for escape in [*_ESCAPE.finditer(data), None]:
        chunk = data[start : escape.start() if escape else len(data)]
        if mode in (b"$B", b"$@"):
            pieces.append(bytes(b | 0x80 if b > 0x20 else b for b in chunk))
        elif mode == b"(I":
            pieces.append(b"".join(b"\x8e" + bytes((b | 0x80,)) if b > 0x20 else bytes((b,)) for b in chunk))
        elif mode in (b"(B", b"(J", b"(H"):
            pieces.append(chunk)
        else:
            return None
        if escape:
            mode, start = escape.group()[1:], escape.end()
    return decode_euc(b"".join(pieces))


def _japanese_share(text: str) -> float:
    """Share of kana, full-width signs and kanji of JIS level 1 among the characters beyond ASCII."""
    wide = [c for c in text[:200_000] if c > "\x7f"]
    if not wide:
        return 0.0
    return sum("\u3000" <= c <= "\u30ff" or "\uff01" <= c <= "\uff5e" or _level_1(c) for c in wide) / len(wide)


def _level_1(character: str) -> bool:
    if not "\u4e00" <= character <= "\u9fff":
        return False
    try:
        return 0xB0 <= character.encode("euc_jp")[0] <= 0xCF
    except UnicodeEncodeError:
        return False
