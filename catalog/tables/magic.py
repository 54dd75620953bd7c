"""What a file is, by its bytes: the suffix is only asked where the content leaves it open (csv or tsv or plain text)."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

_IMAGES = (
    (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF87a", "gif"), (b"GIF89a", "gif"),
    (b"II*\0", "tiff"), (b"MM\0*", "tiff"), (b"BM", "bmp"),
)  # fmt: skip
_GTFS = {"agency.txt", "stops.txt", "routes.txt", "trips.txt", "stop_times.txt"}
_ROOT = re.compile(r"<(?!\?|!)(?:[\w.-]+:)?([\w.-]+)")


def sniff_format(path: Path, name: str, head: bytes) -> str:
    """One of the words of `Source.format`. `head` is the first 64 KiB or more."""
    suffix = Path(name).suffix.lower().removeprefix(".")
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zip_format(path, suffix)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_format(path)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PAR1"):
        return "parquet"
    if any(head.startswith(magic) for magic, _ in _IMAGES) or _boxed_image(head):
        return "image" if not head.startswith(b"BM") or suffix == "bmp" or b"\0" in head[:64] else "text"
    if head.startswith(b"\x09\x08\x08\0") or head.startswith((b"\x09\x08\x10\0", b"\x09\x04\x06\0", b"\x09\0\x04\0")):
        return "xls"
    if head.startswith((b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ", b"SQLite format 3")):
        return "unknown"
    return "text"


def _boxed_image(head: bytes) -> bool:
    return (head[:4] == b"RIFF" and head[8:12] == b"WEBP") or head[4:12] in (b"ftypheic", b"ftypheix", b"ftypavif")


def _zip_format(path: Path, suffix: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            lower = {n.lower() for n in names}
            if "mimetype" in names:
                kind = archive.open("mimetype").read(200).decode("ascii", "replace")
                if "opendocument.spreadsheet" in kind:
                    return "ods"
                if "opendocument.text" in kind:
                    return "odt"
            if "[content_types].xml" in lower:
                return _office_format(archive, names, suffix)
            flat = {n.rsplit("/", 1)[-1].lower() for n in names}
            if len(_GTFS & flat) >= 3 or {"stops.txt", "routes.txt"} <= flat:
                return "gtfs"
            if any(n.endswith(".shp") for n in flat):
                return "shapefile"
            if suffix == "kmz" or "doc.kml" in flat:
                return "kmz"
    except Exception:
        # a broken archive: what it was meant to be is told by its name alone; reading it will say what is wrong
        return suffix if suffix in {"xlsx", "xlsm", "xlsb", "ods", "docx", "pptx"} else "zip"
    return "zip"


def _office_format(archive: zipfile.ZipFile, names: list[str], suffix: str) -> str:
    part = next((n for n in names if n.lower() == "[content_types].xml"), "")
    with archive.open(part) as stream:
        types = stream.read(2_000_000).decode("utf-8", "replace")
    if "sheet.binary" in types or any(n.endswith("xl/workbook.bin") for n in names):
        return "xlsb"
    if "spreadsheetml" in types or "ms-excel" in types:
        return "xlsm" if "macroEnabled" in types or any(n.endswith("vbaProject.bin") for n in names) else "xlsx"
    if "wordprocessingml" in types or "ms-word" in types:
        return "docx"
    if "presentationml" in types or "ms-powerpoint" in types:
        return "pptx"
    return suffix if suffix in {"xlsx", "docx", "pptx"} else "zip"


def _ole_format(path: Path) -> str:
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as ole:
            streams = {"/".join(parts).lower() for parts in ole.listdir()}
    except Exception:
        return "xls"
    if "encryptedpackage" in streams:
        return "encrypted"
    if streams & {"workbook", "book"}:
        return "xls"
    if "worddocument" in streams:
        return "doc"
    if "powerpoint document" in streams:
        return "ppt"
    return "unknown"


def text_format(text: str, suffix: str) -> str:
    """json geojson jsonl kml gpx xml html csv tsv text, for decoded text."""
    start = text.lstrip("\ufeff \t\r\n")[:4000]
    if start.startswith(("{", "[")):
        return "json"
    if start.startswith("<"):
        return _markup_format(start)
    if suffix in {"tsv", "tab"}:
        return "tsv"
    if suffix in {"csv"}:
        return "csv"
    if suffix in {"json", "geojson", "jsonl", "ndjson", "topojson"}:
        return "json"
    if suffix in {"txt", "md", "log", "rst", ""}:
        return "text"
    return "csv" if any(d in start.split("\n", 1)[0] for d in ",\t;") else "text"


def _markup_format(start: str) -> str:
    lower = start.lower()
    if re.search(r"<!doctype\s+html|<html[\s>]", lower):
        return "html"
    root = _ROOT.search(re.sub(r"<!--.*?-->", "", start, flags=re.S))
    name = root[1].lower() if root else ""
    if name in {"kml", "gpx"}:
        return name
    if name == "svg":
        return "image"
    if name in {"table", "body", "head", "div", "p", "span", "script", "meta"}:
        return "html"
    return "xml"
