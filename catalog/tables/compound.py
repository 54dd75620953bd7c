"""Old office files (xls, doc, ppt) and OLE objects: compound files (MS-CFB), every stream and the sectors nobody uses."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from catalog.regex import regex
from catalog.tables.archive import loose_text
from catalog.tables.biff import read_records
from catalog.tables.magic import OLE, image_kind
from catalog.tables.seen import Seen

Inner = Callable[[str, bytes], None]
_WORDS = {
    "xls": (),
    "doc": ("worddocument", "1table", "0table", "data"),
    "ppt": ("powerpoint document", "pictures", "current user"),
}
#: streams that hold no words of a person
_QUIET = regex(r"compobj|objinfo|^dir$|_srp_|olepres|\x03(print|eprint)|projectwm$|oleprops|contents$|ctls$", re.I)
STREAM_LIMIT = 200_000_000


def read_compound(path: Path, seen: Seen, inner: Inner, kind: str) -> None:
    """`kind`: xls, doc, ppt, or "" for an object inside another file."""
    import olefile  # type: ignore[import-untyped]

    with path.open("rb") as stream:
        head = stream.read(8)
    if head != OLE:
        _bare(path.read_bytes(), seen)
        return
    try:
        ole = olefile.OleFileIO(path)
    except Exception as error:
        seen.problem("file/unreadable", "embedded", reason="damaged", error=type(error).__name__)
        seen.text("embedded", loose_text(path.read_bytes()), "damaged file")
        return
    with ole:
        _properties(ole, seen)
        for entry in ole.listdir():
            name = "/".join(entry)
            try:
                if ole.get_size(entry) > STREAM_LIMIT:
                    seen.problem("file/too-large", "embedded", once=True, member=_label(name))
                    continue
                data = ole.openstream(entry).read()
            except Exception:
                seen.problem("file/unreadable", "embedded", once=True, reason="damaged")
                continue
            _stream(name, data, seen, inner, kind)
        _free_sectors(ole, path, seen)
        names = ["/".join(entry).lower() for entry in ole.listdir()]
    if any("vba" in name for name in names):
        read_macros("project", path.read_bytes(), seen)
    if kind in ("doc", "ppt"):
        seen.problem("file/not-screened", "text", reason="old-format")


def _bare(data: bytes, seen: Seen) -> None:
    """A workbook of the early nineties, without a container."""
    if data[:1] == b"\x09":
        read_records(data, seen)
    else:
        seen.problem("file/unreadable", reason="damaged")


def _label(name: str) -> str:
    return re.sub(r"[\x00-\x1f]", "", name)


def _stream(name: str, data: bytes, seen: Seen, inner: Inner, kind: str) -> None:
    lower, base = name.lower(), name.rsplit("/", 1)[-1].lower()
    if base in ("encryptedpackage", "encryptioninfo", "encryptedsummary"):
        seen.problem("file/encrypted")
    elif base in ("workbook", "book") and "/" not in name:
        read_records(data, seen)
    elif "_vba_project" in lower or lower.startswith(("macros/", "vba/")):
        pass  # read as a whole by `_macros`
    elif lower.startswith("_sx_db_cur"):
        seen.text("pivot-cache", loose_text(data), _label(name))
        seen.problem("hidden/pivot-cache", "pivot-cache", once=True)
    elif base in ("revision log", "user names"):
        seen.text("revision", loose_text(data), _label(name))
        seen.problem("hidden/earlier-revision", "revision", once=True)
    elif base == "\x01ole10native":
        seen.problem("file/active-content", "embedded", once=True, kind="ole")
        seen.problem("hidden/embedded-object", "embedded", once=True)
        seen.text("embedded", loose_text(data), "OLE package")
    elif base in _WORDS.get(kind, ()) or not kind:
        seen.text("text" if kind else "embedded", loose_text(data, 5_000_000), _label(name))
        if (
            re.search(rb"\x13\s*DDE(AUTO)?\b", data)
            or "\x13 DDE".encode("utf-16-le") in data
            or b"\x13\x00D\x00D\x00E" in data
        ):
            seen.problem("file/active-content", "formula", once=True, kind="dde")
    elif "/" in name and re.match(r"(mbd|objectpool/|_\d{6,})", lower):
        seen.problem("hidden/embedded-object", "embedded", once=True)
        if base in ("workbook", "book", "package", "worddocument", "powerpoint document") or image_kind(data[:64]):
            seen.text("embedded", loose_text(data, 5_000_000), _label(name))
            if base == "package":
                inner("package", data)
        elif not _QUIET.search(base):
            seen.text("embedded", loose_text(data), _label(name))
    elif not _QUIET.search(base) and not base.startswith("\x05"):
        seen.text("embedded", loose_text(data), _label(name))


def read_macros(name: str, data: bytes, seen: Seen) -> None:
    """Source of macros (MS-OVBA, by oletools). Modules without a line of code, as Excel makes them, are none."""
    from oletools.olevba import VBA_Parser

    try:
        parser = VBA_Parser(name, data=data)
        active = False
        for _, stream, module, code in parser.extract_macros():
            text = code if isinstance(code, str) else code.decode("cp932", "replace")
            lines = [line for line in text.splitlines() if line.strip() and not _IDLE.match(line)]
            active = active or bool(lines)
            seen.text("embedded", "\n".join(lines), f"macro {module or stream}")
        parser.close()
    except Exception:
        active = True
        seen.text("embedded", loose_text(data), f"macro {name}")
    if active:
        seen.problem("file/active-content", "embedded", once=True, kind="macro")


_IDLE = regex(r"\s*(Attribute VB_|Option (Explicit|Base|Compare)|'|$)")


def _properties(ole: Any, seen: Seen) -> None:
    """Summary information (MS-OLEPS): who wrote and who saved it, titles, company."""
    try:
        meta = ole.get_metadata()
    except Exception:
        seen.problem("file/not-screened", "property", once=True, reason="damaged")
        return
    for key in (*meta.SUMMARY_ATTRIBS, *meta.DOCSUM_ATTRIBS):
        value = getattr(meta, key, None)
        if isinstance(value, bytes) and value.strip(b"\x00 "):
            label = "author" if key in ("author", "last_saved_by", "manager") else key
            if key not in ("creating_application", "thumbnail", "template"):
                seen.text("property", _decoded(value), f"SummaryInformation:{label}")
    for name in ("\x05SummaryInformation", "\x05DocumentSummaryInformation"):
        if ole.exists(name):
            data = ole.openstream(name).read()
            known = {t.text for t in seen.texts}
            more = [line for line in loose_text(data).splitlines() if not any(line in k for k in known)]
            more = [line for line in more if re.search("[\u3041-\u30fe\u4e00-\u9fff]{2}|@", line)]
            seen.text("property", "\n".join(more), f"{_label(name)} more")


def _decoded(value: bytes) -> str:
    value = value.rstrip(b"\x00")
    for code in ("utf-8", "cp932", "utf-16-le"):
        try:
            return value.decode(code)
        except UnicodeDecodeError:
            continue
    return value.decode("latin-1")


def _free_sectors(ole: Any, path: Path, seen: Seen) -> None:
    """Sectors that belong to no stream keep what was deleted: Japanese words in them are kept for screening."""
    size = ole.sectorsize
    free = [i for i, entry in enumerate(ole.fat or ()) if entry == 0xFFFFFFFF][:4000]
    data = path.read_bytes()
    rest = b"".join(data[(i + 1) * size : (i + 2) * size] for i in free)
    words = [
        w for w in loose_text(rest).splitlines() if re.search("[\u3040-\u30ff\u4e00-\u9fff]{3}|\\d{3}-\\d{4}|@", w)
    ]
    seen.text("orphan", "\n".join(words), "unused sectors")
