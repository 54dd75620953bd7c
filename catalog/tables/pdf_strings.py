"""Words of a PDF that no page shows: strings of any object, data of other programs, drawings that nothing uses, comments.

A string can stand anywhere in a PDF (ISO 32000-2, 7.3.4): alternative texts, names of layers and fields, signatures,
private data of the program that made it. All of them are read; strings of the format itself are left out.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from catalog.tables.archive import loose_text
from catalog.tables.images import xmp
from catalog.tables.seen import Seen

#: strings that are looked at, bytes of one stream, drawings that are laid on pages of their own
MOST_STRINGS = 200_000
STREAM_LIMIT = 4_000_000
MOST_DRAWINGS = 200
#: lists in lists that are followed
DEPTH = 40
#: entries whose strings are names of the format, keys or numbers
_TECHNICAL = frozenset(
    ["/ID", "/Registry", "/Ordering", "/CharSet", "/Panose", "/CIDSet", "/CheckSum", "/O", "/U", "/OE", "/UE", "/Perms",
     "/DA", "/DS", "/OutputConditionIdentifier", "/OutputCondition", "/RegistryName", "/Lang", "/ModDate", "/CreationDate",
     "/M", "/Lookup", "/LastModified", "/Producer", "/NM", "/V_", "/Info", "/FontFamily", "/IDTree"]
)  # fmt: skip
#: kinds of streams that hold numbers or glyphs, and those that are read elsewhere
_SILENT_TYPES = frozenset(["/XRef", "/ObjStm", "/CMap", "/EmbeddedFile", "/OCMD"])
_SHOWS = re.compile(rb"[)\]>]\s*(?:Tj|TJ|'|\")")
_REAL_TEXT = b"/ActualText"


def object_strings(document: Any, seen: Seen) -> None:
    """Strings in dictionaries and lists of all objects."""
    import pikepdf

    found: dict[str, str] = {}
    stack: list[tuple[Any, str, int]] = [(item, "", 0) for item in document.objects]
    while stack and len(found) < MOST_STRINGS:
        item, key, depth = stack.pop()
        if isinstance(item, pikepdf.String):
            for text in _texts(item):
                found.setdefault(text, key)
        elif depth >= DEPTH:
            seen.problem("file/not-screened", "annotation", once=True, reason="nested")
        elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            for name, value in item.items():
                inner = isinstance(value, pikepdf.Object) and not value.is_indirect
                if inner and name not in _TECHNICAL and not (name == "/Contents" and "/ByteRange" in item):
                    stack.append((value, name, depth + 1))
                elif name == "/Contents" and "/ByteRange" in item:
                    found.setdefault(loose_text(bytes(item["/Contents"])), "/Sig")  # names of whoever signed
        elif isinstance(item, pikepdf.Array):
            stack += [(v, key, depth + 1) for v in item if isinstance(v, pikepdf.Object) and not v.is_indirect]
    if stack:
        seen.problem("file/too-large", "annotation", once=True, what="objects")
    by_key: dict[str, list[str]] = {}
    for text, key in found.items():
        by_key.setdefault(key, []).append(text)
    for key, texts in sorted(by_key.items()):
        seen.text("annotation", "\n".join(reversed(texts)), f"objects {key}".strip())


def _texts(item: Any) -> Iterator[str]:
    text = str(item)
    if len(text) < 2 or re.fullmatch(r"D:\d{4}[\d+\-'Z]*|[\d.\s-]*", text):
        return
    if any(ord(c) < 9 or 0x7F <= ord(c) < 0xA0 for c in text[:200]):  # no text by the format's own encodings
        text = loose_text(bytes(item))
    if text.strip():
        yield text


def stream_words(document: Any, seen: Seen) -> None:
    """Metadata of any object, private data, and what stands in drawings beside their drawing operators."""
    import pikepdf

    for item in document.objects:
        if not isinstance(item, pikepdf.Stream):
            continue
        kind, subtype = str(item.get("/Type", "")), str(item.get("/Subtype", ""))
        if (
            kind in _SILENT_TYPES
            or subtype in ("/Image", "/Type1C", "/CIDFontType0C", "/OpenType")
            or "/Length1" in item
        ):
            continue
        try:
            data = bytes(item.read_bytes())[:STREAM_LIMIT]
        except Exception:  # a filter of its own kind: what it hides cannot be read
            seen.problem("file/not-screened", "text", once=True, reason="damaged")
            continue
        if kind == "/Metadata" or b"<rdf:RDF" in data or "<rdf:RDF".encode("utf-16-be") in data:
            xmp(_as_utf8(data), seen, "object", "property")
        elif _is_font_or_profile(data):
            continue
        elif _is_drawing(data, item):
            seen.text("annotation", _beside_operators(data), "drawing")
        else:
            seen.text("annotation", loose_text(data), "data of another program")


def _is_font_or_profile(data: bytes) -> bool:
    font = b"begincmap" in data[:2000] or data[:4] in (b"%!PS", b"\x00\x01\x00\x00", b"OTTO", b"true")
    return font or data[36:40] == b"acsp"


def _as_utf8(data: bytes) -> bytes:
    for code in ("utf-16-be", "utf-16-le"):
        if "<rdf:RDF".encode(code) in data:
            return data.decode(code, "replace").encode()
    return data


_OPERATOR = re.compile(
    rb"(?:^|[\s\]>)])(?:BT|ET|Tj|TJ|Tf|re|cm|Do|Q|q|d0|d1|sh|gs|rg|RG|g|m|l|c|f|S|W|n|BDC|EMC|BI)(?=\s|$)"
)


def _is_drawing(data: bytes, item: Any) -> bool:
    return "/BBox" in item or "/PatternType" in item or not data or bool(_OPERATOR.search(data[:3000]))


_BESIDE = re.compile(
    rb"%([^\r\n]{2,2000})|<<((?:[^<>]|<[^<>]*>)*)>>\s*(?:BDC|DP)\b|\bBI\b(.{0,200}?)\bID\s(.{0,20000}?)\sEI\b", re.S
)
_STRING = re.compile(rb"\(((?:[^()\\]|\\.)*)\)|<([0-9A-Fa-f\s]{4,})>", re.S)


def _beside_operators(data: bytes) -> str:
    """Comments, properties of marked content, and what is put in the place of an inline picture."""
    if not any(sign in data for sign in (b"%", b"BDC", b"DP", b"BI")):
        return ""
    found: list[str] = []
    for match in _BESIDE.finditer(data):
        comment, properties, _, picture = match.groups()
        for piece in (comment, picture):
            if piece:
                found.append(loose_text(piece))
        for string in _STRING.finditer(properties or b""):
            raw = string.group(1)
            if raw is None:
                digits = re.sub(rb"\s", b"", string.group(2)).decode("ascii")
                raw = bytes.fromhex(digits[: len(digits) // 2 * 2])
            found.append(raw[2:].decode("utf-16-be", "replace") if raw[:2] == b"\xfe\xff" else raw.decode("latin-1"))
    return "\n".join(dict.fromkeys(t for t in found if len(t) > 1))


def other_drawings(document: Any, seen: Seen, known: set[str]) -> None:
    """Text of drawings that are no page: appearances of notes and fields, drawings that nothing uses, and pages as they
    are drawn where a text of another wording is put in front of them (/ActualText)."""
    import pikepdf
    import pypdfium2

    from catalog.tables.pdf_pages import plain_text

    drawings = [d for d in document.objects if _has_text(d)]
    covered = [n for n, page in enumerate(document.pages) if _other_wording(page)]
    if not drawings and not covered:
        return
    if len(drawings) > MOST_DRAWINGS:
        seen.problem("file/not-screened", "annotation", once=True, reason="pages", pages=len(drawings))
    try:
        for page in document.pages:
            if covered:
                _drop_wording(page)
        for drawing in drawings[:MOST_DRAWINGS]:
            document.add_blank_page(page_size=(600, 850))
            sheet = document.pages[-1]
            drawing["/Type"], drawing["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Form
            sheet.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=drawing))
            sheet.obj.Contents = pikepdf.Stream(document, b"/X Do")
        out = io.BytesIO()
        document.save(out)
        copy = pypdfium2.PdfDocument(out.getvalue())
        text = plain_text(copy, len(copy))
        copy.close()
    except Exception as error:
        seen.problem("file/not-screened", "annotation", once=True, reason="damaged", error=type(error).__name__)
        return
    lines = [line for line in text.splitlines() if not set(re.findall(r"\w{2,}", line)) <= known]
    seen.text("annotation", "\n".join(dict.fromkeys(lines)), "drawings and their own wording")


def _has_text(item: Any) -> bool:
    import pikepdf

    if not isinstance(item, pikepdf.Stream) or "/BBox" not in item or "/PatternType" in item:
        return False
    try:
        return bool(_SHOWS.search(bytes(item.read_bytes())[:STREAM_LIMIT]))
    except Exception:
        return False


def _other_wording(page: Any) -> bool:
    """Whether marked content of the page says in other words what it draws."""
    try:
        properties = page.obj.get("/Resources", {}).get("/Properties", {})
        if any("/ActualText" in value for _, value in properties.items() if hasattr(value, "keys")):
            return True
        return any(_REAL_TEXT in bytes(part.read_bytes()) for part in _contents(page))
    except Exception:
        return False


def _contents(page: Any) -> list[Any]:
    import pikepdf

    contents = page.obj.get("/Contents")
    if contents is None:
        return []
    return list(contents) if isinstance(contents, pikepdf.Array) else [contents]


def _drop_wording(page: Any) -> None:
    for part in _contents(page):
        data = bytes(part.read_bytes())
        if _REAL_TEXT in data:
            part.write(data.replace(_REAL_TEXT, b"/ActualTexX"))
    properties = page.obj.get("/Resources", {}).get("/Properties", {})
    for _, value in properties.items():
        if hasattr(value, "keys") and "/ActualText" in value:
            del value["/ActualText"]


_GAP = re.compile(rb"\bendobj\b(.{1,100000}?)(?=\b\d+\s+\d+\s+obj\b|\bxref\b|\btrailer\b|\bstartxref\b|$)", re.S)
_STREAM = re.compile(rb"\bstream\r?\n.*?\bendstream\b", re.S)


def between_objects(data: bytes, seen: Seen) -> None:
    """Comments and anything else that stands between the objects of the file."""
    body = _STREAM.sub(b" ", data)
    pieces = [m.group(1) for m in _GAP.finditer(body) if len(m.group(1).strip()) > 8]
    pieces += re.findall(rb"(?m)^[ \t]*%(?!PDF-|%EOF|[\x80-\xff]{3})([^\r\n]{4,})", body)
    text = "\n".join(t for p in pieces if (t := loose_text(p)))
    seen.text("text", text, "between the objects")
