"""Pages of a PDF as a reader sees them, against the text that is in them: what differs is hidden.

Each page is drawn (by PDFium), and every character must leave ink of more than one shade in its box. That one test
finds text under boxes, white text, invisible text, text off the page or clipped, and hidden layers, however it was done.
Text under pictures is found by the order of drawing, since a picture has many shades itself.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from catalog.tables.seen import Seen

#: pages drawn and read at most, and CPU seconds for all of them
PAGE_LIMIT = 600
SECONDS = 12.0
#: pixels per point; 1.5 keeps strokes of 6 point letters apart
SCALE = 1.6
PIXELS = 6_000_000
#: difference of grey shades (of 255) below which a box counts as one colour
SHADES = 14
#: a letter over or under a scan that shows no ink there, and the share of such letters above which they are hidden
BLANK, BLANK_SHARE = "blank", 0.6


@dataclass(slots=True)
class PageText:
    """One page: the text that shows and the text that does not, with the reason word of each hidden stretch."""

    shown: str
    hidden: list[tuple[str, str]] = field(default_factory=list)
    #: share of the page's area under pictures
    pictures: float = 0.0
    drawn: int = 0
    junk: int = 0
    inks: int = 0


def pages(document: Any, seen: Seen) -> Iterator[PageText]:
    """Every page in order; stops (and reports) when there are too many or it takes too long."""
    start = time.process_time()
    for index in range(len(document)):
        if index >= PAGE_LIMIT:
            seen.problem("file/not-screened", "text", once=True, reason="pages", pages=len(document))
            return
        if time.process_time() - start > SECONDS:
            seen.problem("file/not-screened", "text", once=True, reason="time", pages=index)
            return
        page = document[index]
        try:
            yield _page(page)
        finally:
            page.close()


def plain_text(document: Any, limit: int = PAGE_LIMIT) -> str:
    """All text of a document without looking at what shows."""
    found = []
    for index in range(min(len(document), limit)):
        page = document[index]
        text = page.get_textpage()
        found.append(text.get_text_bounded() if text.count_chars() else "")
        text.close()
        page.close()
    return "\n".join(found)


@dataclass(slots=True)
class Mark:
    """One thing drawn on a page, in drawing order."""

    kind: str
    #: left, bottom, right, top in points of the page
    box: tuple[float, float, float, float]
    #: a filled opaque shape, or a picture
    solid: bool
    #: text only: drawn in a mode or colour that shows nothing on white, or with a font that is not in the file
    quiet: bool = False
    borrowed: bool = False


def _page(page: Any) -> PageText:
    from pypdfium2 import raw

    text = page.get_textpage()
    count = text.count_chars()
    marks, orders = _objects(page)
    width, height = page.get_size()
    result = PageText("", pictures=_share(marks, width, height), drawn=sum(1 for m in marks if m.kind == "path"))
    result.inks = sum(1 for m in marks if m.kind == "picture")
    if not count:
        text.close()
        return result
    letters, boxes, owners = _letters(text, raw, count, orders)
    shades = _shades(page, boxes)
    run: list[str] = []
    shown: list[str] = []
    kind = ""
    reasons = [
        "space" if letter.isspace() or letter < " " else _reason(boxes[i], shades[i], marks, owners[i], width * height)
        for i, letter in enumerate(letters)
    ]
    covered = _over_nothing(reasons, owners, marks, shades)
    for index, letter in enumerate(letters):
        result.junk += letter == "\ufffd" or "\ue000" <= letter <= "\uf8ff"
        if letter.isspace() or letter < " ":
            (run if run else shown).append("" if letter == "\x02" else letter)
            continue
        reason = ("picture" if index in covered else "") if reasons[index] == BLANK else reasons[index]
        if reason != kind and run:
            _settle(run, kind, shown, result)
            run = []
        kind = reason
        (run if reason else shown).append(letter)
    if run:
        _settle(run, kind, shown, result)
    result.shown = "".join(shown)
    text.close()
    return result


def _over_nothing(reasons: list[str], owners: list[int], marks: list[Mark], shades: np.ndarray[Any, Any]) -> set[int]:
    """Letters over or under a scan that stand where the scan is empty: most of them without ink, on one even ground.

    Of the text that a program read from a scan (invisible letters), some lie beside their ink, but never most; other
    letters are judged object by object.
    """
    groups: dict[int, list[int]] = {}
    for index, owner in enumerate(owners):
        if reasons[index] in ("", BLANK) and owner >= 0:
            groups.setdefault(-1 if marks[owner].quiet else owner, []).append(index)
    found: set[int] = set()
    for letters in groups.values():
        at = [i for i in letters if reasons[i] == BLANK]
        even = len(at) >= 4 and int(shades[at, 3].max()) - int(shades[at, 2].min()) < SHADES
        if even and len(at) > BLANK_SHARE * len(letters):
            found.update(at)
    return found


def _settle(run: list[str], kind: str, shown: list[str], result: PageText) -> None:
    """Ends a stretch of hidden letters. A single one is a glyph that is drawn oddly, not something hidden."""
    text = "".join(run)
    if len(text.strip()) < 2:
        shown.append(text)
    else:
        result.hidden.append((text, kind))
        shown.append(" ")


def _objects(page: Any) -> tuple[list[Mark], dict[int, int]]:
    """What is drawn, in order, forms unfolded and notes last; and the place in that order of each text object."""
    import ctypes

    from pypdfium2 import raw

    marks: list[Mark] = []
    orders: dict[int, int] = {}
    stack: list[tuple[Any, Any, int, int]] = [(page.raw, None, 0, 0)]
    identity = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    matrices = [identity]
    while stack and len(marks) < 60_000:
        holder, form, index, depth = stack.pop()
        total = raw.FPDFPage_CountObjects(holder) if form is None else raw.FPDFFormObj_CountObjects(form)
        if index >= total:
            matrices.pop() if form is not None else None
            continue
        stack.append((holder, form, index + 1, depth))
        item = raw.FPDFPage_GetObject(holder, index) if form is None else raw.FPDFFormObj_GetObject(form, index)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < 5:
            found = raw.FS_MATRIX()
            raw.FPDFPageObj_GetMatrix(item, found)
            inner = (found.a, found.b, found.c, found.d, found.e, found.f)
            matrices.append(_times(inner, matrices[-1]))
            stack.append((None, item, 0, depth + 1))
            continue
        sides = [ctypes.c_float() for _ in range(4)]
        if not raw.FPDFPageObj_GetBounds(item, *sides):
            continue
        mark = _mark(item, kind, _moved([s.value for s in sides], matrices[-1]))
        if mark.kind == "picture" and any(m.kind == "text" and _overlap(m.box, mark.box) for m in marks):
            mark.solid = _opaque(page, item)
        if mark.kind == "text":
            orders[ctypes.cast(item, ctypes.c_void_p).value or 0] = len(marks)
        marks.append(mark)
    marks += _notes(page)
    return marks, orders


def _mark(item: Any, kind: int, box: tuple[float, float, float, float]) -> Mark:
    import ctypes

    from pypdfium2 import raw

    if kind == raw.FPDF_PAGEOBJ_IMAGE:
        return Mark("picture", box, True)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)
    if kind == raw.FPDF_PAGEOBJ_PATH:
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, mode, stroke)
        return Mark("path", box, bool(mode.value) and alpha.value > 200)
    if kind == raw.FPDF_PAGEOBJ_TEXT:
        white = min(red.value, green.value, blue.value) >= 240 or alpha.value < 10
        quiet = raw.FPDFTextObj_GetTextRenderMode(item) in (3, 7) or white
        return Mark("text", box, False, quiet, not raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(item)))
    return Mark("other", box, False)


def _opaque(page: Any, item: Any) -> bool:
    """Whether a picture lets nothing through (watermarks do)."""
    from pypdfium2 import raw

    if raw.FPDFPageObj_HasTransparency(item):
        return False
    bitmap = raw.FPDFImageObj_GetRenderedBitmap(page.pdf.raw, page.raw, item)
    if not bitmap:
        return True
    try:
        if raw.FPDFBitmap_GetFormat(bitmap) != raw.FPDFBitmap_BGRA:
            return True
        high, stride = raw.FPDFBitmap_GetHeight(bitmap), raw.FPDFBitmap_GetStride(bitmap)
        if high * stride > 200_000_000:
            return True
        import ctypes

        data = ctypes.string_at(raw.FPDFBitmap_GetBuffer(bitmap), high * stride)
        alpha = np.frombuffer(data, dtype=np.uint8)[3::4]
        return bool(alpha.size == 0 or float(alpha.mean()) > 200)
    finally:
        raw.FPDFBitmap_Destroy(bitmap)


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _notes(page: Any) -> list[Mark]:
    """Shapes that annotations lay over the page (not links, form fields and pop-ups)."""
    from pypdfium2 import raw

    marks = []
    plain = (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_TEXT)
    for index in range(min(raw.FPDFPage_GetAnnotCount(page.raw), 5000)):
        note = raw.FPDFPage_GetAnnot(page.raw, index)
        area = raw.FS_RECTF()
        if raw.FPDFAnnot_GetSubtype(note) not in plain and raw.FPDFAnnot_GetRect(note, area):
            marks.append(Mark("path", (area.left, area.bottom, area.right, area.top), True))
        raw.FPDFPage_CloseAnnot(note)
    return marks


def _times(m: tuple[float, ...], n: tuple[float, ...]) -> tuple[float, float, float, float, float, float]:
    """Matrix m, then n (row vectors, as in PDF)."""
    return (
        m[0] * n[0] + m[1] * n[2], m[0] * n[1] + m[1] * n[3], m[2] * n[0] + m[3] * n[2], m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4], m[4] * n[1] + m[5] * n[3] + n[5],
    )  # fmt: skip


def _moved(sides: list[float], m: tuple[float, ...]) -> tuple[float, float, float, float]:
    corners = [(x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5]) for x in sides[::2] for y in sides[1::2]]
    xs, ys = [c[0] for c in corners], [c[1] for c in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _share(marks: list[Mark], width: float, height: float) -> float:
    area = max(width * height, 1.0)
    pictures = [m.box for m in marks if m.kind == "picture"]
    return min(1.0, sum(max(0.0, b[2] - b[0]) * max(0.0, b[3] - b[1]) for b in pictures) / area)


def _letters(
    text: Any, raw: Any, count: int, orders: dict[int, int]
) -> tuple[list[str], np.ndarray[Any, Any], list[int]]:
    """Characters, their boxes (left, bottom, right, top in points), the mark that drew each (-1: made by the reader)."""
    import ctypes

    letters: list[str] = []
    boxes = np.zeros((count, 4))
    owners: list[int] = []
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for index in range(count):
        letters.append(chr(raw.FPDFText_GetUnicode(text.raw, index) or 0xFFFD))
        owner = raw.FPDFText_GetTextObject(text.raw, index)
        owners.append(orders.get(ctypes.cast(owner, ctypes.c_void_p).value or 0, -1) if owner else -1)
        if raw.FPDFText_GetCharBox(text.raw, index, left, right, bottom, top):
            boxes[index] = (left.value, bottom.value, right.value, top.value)
    return letters, boxes, owners


def _shades(page: Any, boxes: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Spread of grey on the drawn page inside each box, tight (column 0) and with a margin (column 1); darkest and lightest
    grey there (columns 2, 3). -1 off the page."""
    shown = page.get_bbox()
    x0, y0, page_w, page_h = shown[0], shown[1], shown[2] - shown[0], shown[3] - shown[1]
    scale = min(SCALE, (PIXELS / max(page_w * page_h, 1.0)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    grey = np.asarray(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width, -1)[:, :, 0]
    high, wide = grey.shape
    turned = page.get_rotation() % 360
    spread = np.full((len(boxes), 4), -1, dtype=int)
    for index, (left, bottom, right, top) in enumerate(boxes):
        xs, ys = [], []
        for x, y in ((left - x0, bottom - y0), (right - x0, top - y0)):
            px, py = {0: (x, page_h - y), 90: (y, x), 180: (page_w - x, y), 270: (page_h - y, page_w - x)}[turned]
            xs.append(px * scale)
            ys.append(py * scale)
        for column, margin in enumerate((-0.3, 1.2)):
            a, b = max(0, round(min(ys) - margin)), min(high, round(max(ys) + margin))
            c, d = max(0, round(min(xs) - margin)), min(wide, round(max(xs) + margin))
            if a < b and c < d:
                cut = grey[a:b, c:d]
                spread[index, column] = int(cut.max()) - int(cut.min())
                spread[index, 2:] = int(cut.min()), int(cut.max())
    bitmap.close()
    return spread


def _reason(box: np.ndarray[Any, Any], shades: np.ndarray[Any, Any], marks: list[Mark], owner: int, area: float) -> str:
    """Why a character cannot be seen: box, picture, colour; "" when it can, or when that cannot be told."""
    if owner < 0 or box[2] - box[0] < 0.3 or box[3] - box[1] < 0.3:
        return ""
    tight, wide = shades[:2]
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    inside = [(i, m) for i, m in enumerate(marks) if m.solid and m.box[0] < x < m.box[2] and m.box[1] < y < m.box[3]]
    above = [m for i, m in inside if i > owner]
    # scanned pages: text that a program read from the picture lies under or over it, and the picture shows the same
    if any(m.kind == "picture" and _size(m.box) > 0.5 * area for _, m in inside):
        if wide >= SHADES:
            return ""
        return "box" if any(m.kind == "path" for m in above) else BLANK
    picture = any(m.kind == "picture" for m in above)
    if wide >= SHADES and (tight >= SHADES or not above) and not picture:
        return ""
    if picture:
        return "picture"
    if above:
        return "box"
    # a font that is not in the file may lack letters on this machine: then only mode and colour tell
    return "" if marks[owner].borrowed and not marks[owner].quiet and wide >= 0 else "colour"


def _size(box: tuple[float, float, float, float]) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
