"""What a file is, told by its content: the name only decides between formats that content cannot tell apart."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path, PurePosixPath

#: bytes that are looked at before a file is opened with its own reader
HEAD = 65536

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
IMAGES = (
    (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF87a", "gif"), (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"), (b"MM\x00*", "tiff"), (b"BM", "bmp"), (b"\x00\x00\x01\x00", "ico"),
)  # fmt: skip
#: compressed or packed files that nothing here opens
PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"7z\xbc\xaf'\x1c", b"Rar!\x1a\x07", b"(\xb5/\xfd", b"!<arch>", b"MZ",
          b"\x7fELF", b"\xca\xfe\xba\xbe", b"SQLite format 3\x00", b"\x01\x00\x00\x00\x58\x00\x00\x00")  # fmt: skip

#: files whose running text is data: keys and values, no sentences
TREES = frozenset({"json", "geojson", "jsonl", "kml", "gpx", "xml"})
#: formats that go out only as clean copies of their visible tables or their running text: all else stays behind
REWRITTEN = frozenset(
    ["xlsx", "xlsm", "xlsb", "xls", "ods", "docx", "doc", "pptx", "ppt", "odt", "odp", "rtf", "html", "zip"]
)
#: suffixes of files that are ZIP archives inside
ZIPPED = frozenset(
    ["zip", "kmz", "xlsx", "xlsm", "xltx", "xltm", "xlsb", "ods", "odt", "odp", "docx", "docm", "pptx", "pptm"]
)

#: suffix → formats that may stand behind it. A suffix that is not listed says nothing.
SUFFIXES: dict[str, frozenset[str]] = {
    suffix: frozenset(formats.split())
    for suffix, formats in {
        "csv": "csv tsv text", "tsv": "csv tsv text", "tab": "csv tsv text",
        "txt": "csv tsv text json jsonl", "md": "csv tsv text", "log": "csv tsv text",
        "xlsx": "xlsx", "xlsm": "xlsm xlsx", "xltx": "xlsx", "xltm": "xlsm", "xls": "xls", "xlt": "xls", "xlsb": "xlsb",
        "ods": "ods", "odt": "odt", "odp": "odp", "docx": "docx", "docm": "docx", "doc": "doc",
        "pptx": "pptx", "pptm": "pptx", "ppt": "ppt", "rtf": "rtf", "pdf": "pdf",
        "parquet": "parquet", "parq": "parquet",
        "json": "json geojson jsonl", "geojson": "geojson json", "topojson": "json geojson",
        "jsonl": "jsonl json geojson", "ndjson": "jsonl json geojson", "jsonld": "json",
        "xml": "xml kml gpx html svg", "rdf": "xml", "kml": "kml xml", "gpx": "gpx xml", "gml": "xml",
        "html": "html xml", "htm": "html xml", "xhtml": "html xml", "svg": "svg xml",
        "zip": "zip gtfs shapefile", "kmz": "zip",
        **dict.fromkeys(["png", "jpg", "jpeg", "gif", "tif", "tiff", "bmp", "webp", "heic", "ico"], "image"),
    }.items()
}  # fmt: skip


def sniff(path: Path, name: str) -> str:
    """The format word of `Source.format` (plus `doc ppt rtf odp svg`), by content.

    `name` only chooses where content is ambiguous (csv, tsv, text; the kind behind an encrypted office file).
    Raises OSError when the file cannot be opened; never raises for what is in it.
    """
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower().removeprefix(".")
    if not head:
        return min(SUFFIXES[suffix], key=lambda word: word != suffix) if suffix in SUFFIXES else "text"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"PK00PK\x03\x04")):
        return zip_format(path, suffix)
    if head.startswith(OLE):
        return ole_format(path, suffix)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PAR1"):
        return "parquet"
    if image_kind(head):
        return "image"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    # BIFF 2 to 5 workbooks of the early nineties stand in the file without a container
    if head[:2] in (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08") and len(head) > 8 and head[3:4] == b"\x00":
        return "xls"
    if suffix in ZIPPED and zipfile.is_zipfile(path):
        return zip_format(path, suffix)
    if head.startswith(PACKED):
        return "unknown"
    return text_format(head, suffix)


def image_kind(head: bytes) -> str | None:
    """png, jpeg, gif, tiff, bmp, ico, webp, heif; None when `head` starts no picture."""
    for magic, kind in IMAGES:
        if head.startswith(magic):
            # two letters are too little to tell a bitmap from a text that starts with "BM"
            if kind == "bmp" and head[6:10] != b"\x00\x00\x00\x00":
                continue
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"hevc"):
        return "heif"
    return None


def zip_format(path: Path, suffix: str) -> str:
    """What a ZIP archive is for: an office file, map data, a timetable feed, or just an archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [n.lower().replace("\\", "/").lstrip("/") for n in archive.namelist()]
            kinds = _office_kinds(archive)
    except Exception:
        # a broken archive is named after its suffix, so that the reader says what is broken
        return suffix if suffix in ("xlsx", "xlsm", "xlsb", "ods", "odt", "odp", "docx", "pptx") else "zip"
    if "xl/workbook.bin" in names and "xl/workbook.xml" not in names:
        return "xlsb"
    for word in ("xlsm", "xlsb", "xlsx", "docx", "pptx", "ods", "odt", "odp"):
        if word in kinds:
            return word
    bases = {PurePosixPath(n).name for n in names}
    for prefix, word in (("xl/", "xlsx"), ("word/", "docx"), ("ppt/", "pptx")):
        if "[content_types].xml" in names and any(n.startswith(prefix) for n in names):
            return word
    if any(b.endswith(".shp") for b in bases):
        return "shapefile"
    if {"stops.txt", "routes.txt"} <= bases or {"trips.txt", "stop_times.txt"} <= bases:
        return "gtfs"
    return "zip"


def _office_kinds(archive: zipfile.ZipFile) -> set[str]:
    """Office kinds that the content types or the `mimetype` member name."""
    kinds: set[str] = set()
    for info in archive.infolist():
        name = info.filename.lower().replace("\\", "/").lstrip("/")
        if name not in ("[content_types].xml", "mimetype") or info.file_size > 4_000_000:
            continue
        with archive.open(info) as stream:
            text = stream.read(4_000_000).replace(b"\x00", b"").decode("utf-8", "replace").lower()
        # defaults by suffix name kinds that need not be there; only what is said of a part counts
        text = " ".join(re.findall(r"<(?:[\w.-]+:)?override\b[^>]*>", text)) if name != "mimetype" else text
        if "sheet.macroenabled" in text or ("ms-office.vbaproject" in text and "spreadsheetml" in text):
            kinds.add("xlsm")
        if "sheet.binary.macroenabled" in text:
            kinds.discard("xlsm")
            kinds.add("xlsb")
        for needle, word in (
            ("spreadsheetml.sheet.main+xml", "xlsx"), ("spreadsheetml.template.main+xml", "xlsx"),
            ("template.macroenabled.main+xml", "xlsm"),
            ("wordprocessingml.document.main+xml", "docx"), ("wordprocessingml.template.main+xml", "docx"),
            ("ms-word.document.macroenabled", "docx"), ("presentationml.presentation.main+xml", "pptx"),
            ("presentationml.slideshow.main+xml", "pptx"), ("ms-powerpoint.", "pptx"),
            ("opendocument.spreadsheet", "ods"), ("opendocument.text", "odt"), ("opendocument.presentation", "odp"),
        ):  # fmt: skip
            if needle in text:
                kinds.add(word)
    return kinds


def ole_format(path: Path, suffix: str) -> str:
    """What an OLE2 compound file (97-2003 office, encrypted new office) holds."""
    import olefile  # type: ignore[import-untyped]

    try:
        with olefile.OleFileIO(path) as ole:
            streams = {"/".join(entry).lower() for entry in ole.listdir()}
    except Exception:
        return suffix if suffix in ("xls", "doc", "ppt") else "unknown"
    if "encryptedpackage" in streams:
        words = SUFFIXES.get(suffix, frozenset())
        return min(words) if words & {"xlsx", "xlsm", "xlsb", "docx", "pptx"} else "xlsx"
    for stream, word in (("workbook", "xls"), ("book", "xls"), ("worddocument", "doc"), ("powerpoint document", "ppt")):
        if stream in streams:
            return word
    return "unknown"


def text_format(head: bytes, suffix: str) -> str:
    """Markup, JSON, a delimited table or plain text; `unknown` for bytes that are no text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head[: len(head) // 2 * 2].decode("utf-16", "replace")
    elif head[1:2] == b"\x00" and b"\x00" not in head[0:64:2]:
        text = head[: len(head) // 2 * 2].decode("utf-16-le", "replace")
    elif head[:1] == b"\x00" and b"\x00" not in head[1:64:2] and len(head) > 1:
        text = head[: len(head) // 2 * 2].decode("utf-16-be", "replace")
    elif head.count(b"\x00") > len(head) // 50 and suffix not in ("csv", "tsv", "txt"):
        return "unknown"
    else:
        text = head.decode("utf-8", "replace")
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        return markup_format(start, suffix)
    if start.startswith(("{", "[")) and suffix not in ("csv", "tsv", "tab", "md"):
        return json_format(start, suffix)
    if start.startswith(('{"', '[{"', "[\n", "{\n")) and re.match(r'[\[{]\s*[\[{]?\s*"[^"\n]*"\s*:', start):
        return json_format(start, "")
    if suffix == "json" and not start:
        return "json"
    if suffix in ("tsv", "tab"):
        return "tsv"
    if suffix in ("txt", "md", "log", "yaml", "yml", "ttl", "rst", "css", "js", "py", "sh", "ini", "toml", "vba"):
        return "text"
    if suffix == "csv" or "," in text or "\t" in text:
        return "csv"
    return "text"


def markup_format(start: str, suffix: str) -> str:
    """html, svg, kml, gpx or xml by the first elements; Turtle and other texts that start with `<` are text."""
    lower = start[:8192].lower()
    first = re.search(
        r"<(?:[\w.-]+:)?([a-z][\w.-]*)", re.sub(r"<\?.*?\?>|<!--.*?-->|<!doctype[^>\[]*", " ", lower, flags=re.S)
    )
    root = first.group(1) if first else ""
    if "<!doctype html" in lower or root in ("html", "head", "body", "table", "div", "meta", "script", "center", "p"):
        return "html"
    if root in ("svg", "kml", "gpx"):
        return root
    if suffix in ("html", "htm"):
        return "html"
    if lower.startswith("<?xml") or (root and re.search(r"[/\s>]", lower[1:200]) and "://" not in lower[:12]):
        return "xml"
    return "text"


def json_format(start: str, suffix: str) -> str:
    """json, geojson or jsonl. One object per line is jsonl; a FeatureCollection, Feature or geometry is geojson."""
    lines = [line for line in start.splitlines()[:3] if line.strip()]
    if suffix in ("jsonl", "ndjson") or (
        len(lines) > 1 and all(line.rstrip().startswith("{") and line.rstrip().endswith("}") for line in lines[:2])
    ):
        return "jsonl"
    if suffix == "geojson" or re.search(
        r'"type"\s*:\s*"(FeatureCollection|Feature|GeometryCollection|Point|LineString|Polygon|MultiPoint|MultiLineString|MultiPolygon)"',
        start,
    ):
        return "geojson"
    return "json"
