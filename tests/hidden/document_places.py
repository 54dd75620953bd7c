"""Places of a PDF that hold words and show none: any string, private data, drawings that nothing uses, other wordings."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from tests.hidden.examples import BODY, line, pdf
from tests.hidden.picture_places import _xmp

Builder = Callable[[Path], Path]
Prepare = Callable[[pikepdf.Pdf, Any, str], object]


def _with(prepare: Prepare | None = None, content: str = BODY) -> Callable[[str], Builder]:
    def of(value: str) -> Builder:
        latin = value[:10]
        return lambda folder: pdf(
            folder,
            content.replace("@@", latin),
            prepare=(lambda document, page: prepare(document, page.obj, value)) if prepare else None,
        )

    return of


def _root(**entries: Callable[[str], Any]) -> Callable[[str], Builder]:
    """Entries of the document's root, made of the planted value."""

    def prepare(document: pikepdf.Pdf, page: Any, value: str) -> None:
        for key, make in entries.items():
            setattr(document.Root, key, make(value))

    return _with(prepare)


def _field(**entries: Callable[[str], Any]) -> Callable[[str], Builder]:
    def prepare(document: pikepdf.Pdf, page: Any, value: str) -> None:
        own = {key: make(value) for key, make in entries.items()}
        field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=[0, 0, 9, 9], **own)
        known = document.make_indirect(field)
        page.Annots, document.Root.AcroForm = Array([known]), Dictionary(Fields=Array([known]))

    return _with(prepare)


def _drawing(document: pikepdf.Pdf, page: Any, value: str) -> Stream:
    form = Stream(document, line(value[:10]).encode())
    form["/Type"], form["/Subtype"], form["/BBox"] = Name.XObject, Name.Form, Array([0, 0, 600, 842])
    form["/Resources"] = Dictionary(Font=page.Resources.Font)
    return form


def _stamp(flags: int) -> Callable[[str], Builder]:
    def prepare(document: pikepdf.Pdf, page: Any, value: str) -> None:
        look = Dictionary(N=_drawing(document, page, value))
        note = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=[0, 0, 600, 842], F=flags, AP=look)
        page.Annots = Array([document.make_indirect(note)])

    return _with(prepare)


def _blank_scan(content: str) -> Callable[[str], Builder]:
    """A white picture over the whole page, with text under it or invisibly over it."""

    def prepare(document: pikepdf.Pdf, page: Any, value: str) -> None:
        picture = Stream(document, b"\xff" * 64)
        for key, entry in (("/Type", Name.XObject), ("/Subtype", Name.Image), ("/ColorSpace", Name.DeviceGray)):
            picture[key] = entry
        picture.Width, picture.Height, picture.BitsPerComponent = 8, 8, 8
        page.Resources.XObject.Im1 = picture

    return _with(prepare, content)


def _packed_metadata(document: pikepdf.Pdf, page: Any, value: str) -> None:
    page.Metadata = Stream(document, zlib.compress(_xmp(value)), Filter=Name.FlateDecode)


def _private(document: pikepdf.Pdf, page: Any, value: str) -> None:
    page.PieceInfo = Dictionary(App=Dictionary(Private=document.make_indirect(Stream(document, value.encode()))))


_WHITE = "q 595 0 0 842 0 0 cm /Im1 Do Q\n"
DOCUMENTS: dict[str, Callable[[str], Builder]] = {
    "pdf other wording in front of the text": _with(None, BODY + "/Span <</ActualText (Park)>> BDC\n" + line("@@") + "EMC\n"),
    "pdf alternative text": _root(StructTreeRoot=lambda v: Dictionary(K=Dictionary(S=Name.Figure, Alt=v))),
    "pdf string of a page": _with(lambda d, page, v: setattr(page, "Tantou", v)),
    "pdf private string": _with(lambda d, page, v: setattr(page, "PieceInfo", Dictionary(App=Dictionary(Private=v)))),
    "pdf private data": _with(_private),
    "pdf drawing that nothing uses": _with(lambda d, page, v: setattr(page.Resources.XObject, "Fm9", _drawing(d, page, v))),
    "pdf packed metadata of a page": _with(_packed_metadata),
    "pdf name of a destination": _root(Names=lambda v: Dictionary(Dests=Dictionary(Names=Array([pikepdf.String(v), 0])))),
    "pdf name of a layer": _root(OCProperties=lambda v: Dictionary(OCGs=Array([Dictionary(Type=Name.OCG, Name=v)]))),
    "pdf page label": _root(PageLabels=lambda v: Dictionary(Nums=Array([0, Dictionary(P=v)]))),
    "pdf name of a field": _field(FT=lambda v: Name.Tx, T=lambda v: v),
    "pdf choice of a field": _field(FT=lambda v: Name.Ch, Opt=lambda v: Array([pikepdf.String(v)])),
    "pdf reason of a signature": _field(FT=lambda v: Name.Sig, V=lambda v: Dictionary(Type=Name.Sig, Reason=v)),
    "pdf value of an inner field": _root(AcroForm=lambda v: Dictionary(Fields=Array([Dictionary(Kids=Array([Dictionary(V=v)]))]))),
    "pdf stamp": _stamp(4),
    "pdf hidden stamp": _stamp(2),
    "pdf portfolio": _root(Collection=lambda v: Dictionary(Schema=Dictionary(f=Dictionary(N=v)))),
    "pdf article": _root(Threads=lambda v: Array([Dictionary(I=Dictionary(Title=v))])),
    "pdf data of an inline picture": _with(None, BODY + "q BI /W 1 /H 1 /BPC 8 /CS /G ID x@@ EI Q\n"),
    "pdf property of marked content": _with(None, BODY + "/P <</Memo (@@)>> BDC EMC\n"),
    "pdf comment in a drawing": _with(None, BODY + "% @@\n"),
    "pdf invisible over an empty scan": _blank_scan(_WHITE + line("@@", more="3 Tr")),
    "pdf under an empty scan": _blank_scan(line("@@") + _WHITE),
}  # fmt: skip
