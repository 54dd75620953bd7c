"""PDF documents (ISO 32000): text of every page and every revision, what covers it, notes, attachments, what runs."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from catalog.tables.archive import loose_text
from catalog.tables.images import image_metadata, xmp
from catalog.tables.pdf_fonts import lying_fonts
from catalog.tables.pdf_pages import PageText, pages, plain_text
from catalog.tables.pdf_strings import between_objects, object_strings, other_drawings, stream_words
from catalog.tables.seen import Seen

#: a page with fewer characters than this and a picture over half of it is a scan
SCAN_LETTERS = 20
SCAN_SHARE = 0.4
#: shapes that a page without text must have to be a drawing of text
DRAWN_TEXT = 400
REVISIONS = 12
PARTS_LIMIT = 200_000
_ACTIVE = {
    "/JavaScript": "script", "/Launch": "launch", "/ImportData": "script", "/SubmitForm": "script",
    "/RichMedia": "media", "/Movie": "media", "/Sound": "media", "/Rendition": "media", "/GoToE": "launch",
}  # fmt: skip

Inner = Callable[[bytes, str, Seen, int, str], None]


def read_pdf(path: Path, seen: Seen, depth: int, inner: Inner) -> None:
    """Walks the document; `inner(data, name, seen, depth, part)` opens attached files."""
    import pikepdf

    data = path.read_bytes()
    try:
        document = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError:
        seen.problem("file/encrypted", "text")
        return
    except Exception as error:
        seen.problem("file/unreadable", "text", reason="damaged", error=type(error).__name__)
        seen.text("text", loose_text(data), "damaged document")
        return
    with document:
        seen.facts["pages"] = len(document.pages)
        _outside(data, seen)
        _properties(document, seen)
        _parts(document, seen, depth, inner)
        _notes(document, seen)
        outline = _outline(document)
        seen.text("text", "\n".join(outline), "bookmarks")
        object_strings(document, seen)
        stream_words(document, seen)
        between_objects(data, seen)
        if lying_fonts(document):
            seen.problem("file/not-screened", "text", once=True, reason="font")
        shown = _text(data, seen)
        other_drawings(document, seen, _tokens(shown))
    _revisions(data, shown, seen, inner)
    xmp(data, seen, "document", "property")


def _text(data: bytes, seen: Seen) -> str:
    """Reads and draws all pages; returns all text, shown or not."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except Exception as error:
        seen.problem("file/unreadable", "text", reason="damaged", error=type(error).__name__)
        return ""
    everything, scans, junk, letters = [], [], 0, 0
    covered: dict[str, int] = {}
    try:
        for number, page in enumerate(pages(document, seen), 1):
            where = f"page {number}"
            seen.text("text", page.shown, where)
            everything.append(page.shown)
            for text, reason in page.hidden:
                seen.text("covered-text", text, where)
                everything.append(text)
                covered[reason] = covered.get(reason, 0) + len(text.strip())
            if _is_scan(page):
                scans.append(number)
            junk += page.junk
            letters += len(page.shown)
    finally:
        document.close()
    for reason, count in covered.items():
        if reason in ("box", "picture"):
            seen.problem("hidden/covered-text", "covered-text", count=count)
        else:
            seen.problem("hidden/invisible-text", "covered-text", count=count, reason="colour")
    if scans:
        seen.problem("file/not-screened", "image", reason="scan", pages=len(scans), count=len(scans))
    if junk > max(20, letters * 0.1):
        seen.problem("file/not-screened", "text", reason="font")
    return "\n".join(everything)


def _is_scan(page: PageText) -> bool:
    letters = len(page.shown.strip()) + sum(len(t) for t, _ in page.hidden)
    return letters < SCAN_LETTERS and (page.pictures > SCAN_SHARE or page.inks > 30 or page.drawn > DRAWN_TEXT)


def _outside(data: bytes, seen: Seen) -> None:
    """Bytes before the header and after the last end mark."""
    end = data.rfind(b"%%EOF")
    rest = data[end + 5 :].strip(b"\r\n\x00 \t\x1a") if end >= 0 else b""
    if len(rest) > 4:
        seen.problem("hidden/bytes-outside", "text", reason="after-end", bytes=len(rest))
        seen.text("text", loose_text(rest), "bytes after the document")
    start = data.find(b"%PDF-")
    if start > 0 and data[:start].strip(b"\xef\xbb\xbf\r\n\x00 "):
        seen.problem("hidden/bytes-outside", "text", reason="before-start", bytes=start)
        seen.text("text", loose_text(data[:start]), "bytes before the document")


def _properties(document: Any, seen: Seen) -> None:
    for key, value in document.docinfo.items():
        if key not in ("/CreationDate", "/ModDate", "/Trapped", "/Producer"):
            name = "author" if key == "/Author" else key.lstrip("/")
            seen.text("property", str(value), f"Info:{name}")


def _parts(document: Any, seen: Seen, depth: int, inner: Inner) -> None:
    """Every object of the file, also those that no page uses: what runs, what is attached, pictures' metadata."""
    root = document.Root
    if _is_mapping(form := root.get("/AcroForm")) and "/XFA" in form:
        seen.problem("file/active-content", "text", once=True, kind="xfa")
        for stream in _streams(form.XFA):
            seen.text("annotation", re.sub(r"<[^<>]{0,4000}>", " ", stream.decode("utf-8", "replace")), "XFA")
    live = {page.objgen for page in document.pages}
    orphans = 0
    for number, item in enumerate(_mappings(document)):
        if number > PARTS_LIMIT:
            seen.problem("file/too-large", "text", once=True, what="objects")
            return
        kind = str(item.get("/S", ""))
        if kind in _ACTIVE and (kind != "/JavaScript" or "/JS" in item):
            seen.problem("file/active-content", "text", once=True, kind=_ACTIVE[kind])
            seen.text("text", _string(item.get("/JS")), "script")
        if str(item.get("/Subtype", "")) in ("/RichMedia", "/Movie", "/Screen", "/3D") and "/Rect" in item:
            seen.problem("file/active-content", "text", once=True, kind="media")
        if _is_mapping(item.get("/EF")):
            _attached(item, seen, depth, inner)
        if str(item.get("/Type", "")) == "/Page" and item.objgen not in live:
            orphans += 1
            seen.text("orphan", _page_words(document, item), "page that is not shown")
        if str(item.get("/Subtype", "")) == "/Image" and str(item.get("/Filter", "")) == "/DCTDecode":
            found = Seen()
            image_metadata(item.read_raw_bytes(), found, "picture")
            _keep_image(found, seen)
    if orphans:
        seen.problem("hidden/orphan-part", "orphan", count=orphans)


def _mappings(document: Any) -> Iterator[Any]:
    """Every dictionary and stream of the file once: those that have a number, and those that stand inside them."""
    import pikepdf

    for root in document.objects:
        stack = [(root, 0)]
        while stack:
            item, depth = stack.pop()
            if _is_mapping(item):
                yield item
                inner = [value for _, value in item.items()]
            elif isinstance(item, pikepdf.Array):
                inner = list(item)
            else:
                continue
            if depth < 30:
                stack += [(v, depth + 1) for v in inner if isinstance(v, pikepdf.Object) and not v.is_indirect]


def _keep_image(found: Seen, seen: Seen) -> None:
    """Of pictures inside a document only what names people or places counts; odd endings are common and harmless."""
    for text in found.texts:
        seen.text("image", text.text, text.where)
    for problem in found.problems:
        if problem.rule == "privacy/image-location":
            seen.problem(problem.rule, "image", once=True, **problem.details)


def _page_words(document: Any, page: Any) -> str:
    """Text of a page that the page tree does not name."""
    import pikepdf
    import pypdfium2

    try:
        with pikepdf.new() as copy:
            copy.pages.append(pikepdf.Page(copy.copy_foreign(page)))
            out = io.BytesIO()
            copy.save(out)
        loose = pypdfium2.PdfDocument(out.getvalue())
        text = plain_text(loose)
        loose.close()
    except Exception:
        return ""
    return text


def _attached(item: Any, seen: Seen, depth: int, inner: Inner) -> None:
    name = _string(item.get("/UF", item.get("/F", ""))) or "attachment"
    seen.problem("hidden/embedded-object", "attachment", member=name)
    seen.text("attachment", name, "attachment name")
    seen.text("attachment", _string(item.get("/Desc")), "attachment description")
    for key in item["/EF"].keys():  # noqa: SIM118 - a PDF dictionary, not one of Python's
        try:
            data = item["/EF"][key].read_bytes()
        except Exception:
            seen.problem("file/not-screened", "attachment", once=True, reason="damaged")
            continue
        inner(data, name, seen, depth, "attachment")


def _notes(document: Any, seen: Seen) -> None:
    """Annotations and form fields of every page, their authors, links, and what they leave to be removed."""
    count = 0
    for number, page in enumerate(document.pages, 1):
        for note in page.obj.get("/Annots", []):
            if not _is_mapping(note):
                continue
            kind = str(note.get("/Subtype", ""))
            where = f"page {number} {kind.lstrip('/')}"
            if kind == "/Redact":
                seen.problem("hidden/covered-text", "covered-text", once=True)
            words = [_string(note.get(key)) for key in ("/Contents", "/V", "/DV", "/TU", "/Subj")]
            rich = re.sub(r"<[^<>]*>", " ", _string(note.get("/RC")))
            seen.text("annotation", "\n".join(w for w in (*words, rich) if w), where)
            if kind not in ("/Widget", "/Link"):
                seen.text("annotation", _string(note.get("/T")), f"{where}:author")
            if kind not in ("/Link", "/Widget", "/Popup") and any(words):
                count += 1
            action = note.get("/A")
            if _is_mapping(action) and "/URI" in action:
                seen.text("external-link", _string(action.get("/URI")), f"page {number} link")
            if _is_mapping(note.get("/Parent")) and kind == "/Widget":
                seen.text("annotation", _string(note.Parent.get("/V")), where)
    form = document.Root.get("/AcroForm")
    for field in form.get("/Fields", []) if _is_mapping(form) else []:
        if _is_mapping(field):
            seen.text("annotation", _string(field.get("/V")), "form field")
    if count:
        seen.problem("hidden/comment", "annotation", count=count)


def _is_mapping(value: Any) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.Dictionary | pikepdf.Stream)


def _is_stream(value: Any) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.Stream)


def _string(value: Any) -> str:
    """Text of a PDF string or stream; "" for anything else."""
    if value is None or isinstance(value, bool | int | float):
        return ""
    try:
        if _is_stream(value):
            return bytes(value.read_bytes()).decode("utf-8", "replace")
        return str(value)
    except Exception:
        return ""


def _streams(value: Any) -> Iterator[bytes]:
    import pikepdf

    for item in value if isinstance(value, pikepdf.Array) else [value]:
        if _is_stream(item):
            try:
                yield item.read_bytes()
            except Exception:
                continue


def _outline(document: Any) -> list[str]:
    try:
        with document.open_outline() as outline:
            stack = list(outline.root)
            titles: list[str] = []
            while stack and len(titles) < 5000:
                entry = stack.pop(0)
                titles.append(entry.title)
                stack = list(entry.children) + stack
            return titles
    except Exception:
        return []


def _revisions(data: bytes, shown: str, seen: Seen, inner: Inner) -> None:
    """Text that an earlier revision had: each `%%EOF` closes one that any reader can be made to open."""
    ends = [m.end() for m in re.finditer(rb"%%EOF\s{0,2}", data)]
    if b"/Linearized" in data[:2048] and len(ends) > 1:
        ends = ends[1:]  # the first end mark of a file made for fast web view is no revision
    if len(ends) < 2:
        return
    known = _tokens(shown) | {token for text in seen.texts for token in _tokens(text.text)}
    lost, unread = False, len(ends) - 1 > REVISIONS
    for end in ends[:-1][-REVISIONS:]:
        earlier = _earlier(data[:end], inner)
        if earlier is None:
            unread = True
            continue
        gone = [line for line in earlier.splitlines() if line.strip() and not _tokens(line) <= known]
        lost = lost or bool(gone)
        seen.text("revision", "\n".join(gone), f"revision up to byte {end}")
    seen.problem("hidden/earlier-revision", "revision", count=len(ends) - 1, harmless=not lost and not unread)


def _earlier(data: bytes, inner: Inner) -> str | None:
    """All words of a revision: pages, notes, properties, attachments. None when it cannot be opened."""
    import pikepdf
    import pypdfium2

    found = Seen()
    try:
        pages_of = pypdfium2.PdfDocument(data)
        text = plain_text(pages_of)
        pages_of.close()
        with pikepdf.open(io.BytesIO(data)) as document:
            _properties(document, found)
            _parts(document, found, 0, inner)
            _notes(document, found)
    except Exception:
        return None
    return "\n".join([text, *(t.text for t in found.texts)])


def _tokens(text: str) -> set[str]:
    return set(re.findall(r"\w{2,}", text))
