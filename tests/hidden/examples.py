"""Builders of files that no text can show: documents, pictures, hostile archives. All content is made up."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import replace
from functools import cache
from pathlib import Path

import pikepdf
import xlsxwriter
from PIL import Image

from catalog.rules.pack import Pack, load_pack


@cache
def own_pack() -> Pack:
    """Only the rules of this area: what is looked for in the visible tables is tested elsewhere, and takes long."""
    pack = load_pack()
    return replace(pack, rules={k: r for k, r in pack.rules.items() if r.family in ("file", "hidden", "confidential")})


def workbook(folder: Path, name: str = "example.xlsx") -> Path:
    """A clean list of facilities."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("施設")
    for row, values in enumerate((("名称", "定員"), ("さくら公民館", 120), ("もみじ公民館", 80))):
        sheet.write_row(row, 0, values)
    book.close()
    return path


def patched(
    path: Path, parts: dict[str, str | bytes], *, types: str = "", replace: dict[str, tuple[str, str]] | None = None
) -> Path:
    """The package at `path` with `parts` added, `types` put into its content types, and texts of parts replaced."""
    members = []
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            if name == "[Content_Types].xml" and types:
                data = data.replace(b"</Types>", types.encode() + b"</Types>")
            if replace and name in replace:
                old, new = replace[name]
                assert old.encode() in data, (name, old)
                data = data.replace(old.encode(), new.encode(), 1)
            if name not in parts:
                members.append((name, data))
    members += [(n, d.encode() if isinstance(d, str) else d) for n, d in parts.items()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


def pdf(folder: Path, content: str, file: str = "example.pdf", prepare: object = None) -> Path:
    """A page of A4 with a content stream; /F1 is Helvetica, /Im0 a grey picture. `prepare(pdf, page)` adds the rest."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        page = document.pages[0]
        noise = bytes((x * 37 + y * 91) % 256 for y in range(40) for x in range(40))
        picture = pikepdf.Stream(document, noise)
        for key, value in (("/Type", "/XObject"), ("/Subtype", "/Image"), ("/ColorSpace", "/DeviceGray")):
            picture[key] = pikepdf.Name(value)
        picture.Width, picture.Height, picture.BitsPerComponent = 40, 40, 8
        name = pikepdf.Name
        font = pikepdf.Dictionary(Type=name.Font, Subtype=name.Type1, BaseFont=name.Helvetica)
        page.obj.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(F1=document.make_indirect(font)), XObject=pikepdf.Dictionary(Im0=picture)
        )
        page.obj.Contents = pikepdf.Stream(document, content.encode("latin-1"))
        if callable(prepare):
            prepare(document, page)
        document.save(path, static_id=True)
    return path


BODY = "BT /F1 14 Tf 60 760 Td (Facilities of the town, as of April) Tj ET\n"


def line(text: str, y: int = 700, more: str = "") -> str:
    """A line of text as a content stream."""
    return f"q {more} BT /F1 12 Tf 60 {y} Td ({text}) Tj ET Q\n"


def plain_pdf(folder: Path) -> Path:
    return pdf(folder, BODY)


def cut_pdf(folder: Path) -> Path:
    path = folder / "cut.pdf"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Cat")
    return path


def black_box_pdf(folder: Path) -> Path:
    return pdf(folder, BODY + line("Yamada Taro 090-0000-0000") + "0 g 55 690 300 30 re f\n")


def white_text_pdf(folder: Path) -> Path:
    return pdf(folder, BODY + line("Yamada Taro 090-0000-0000", more="1 g"))


def scanned_pdf(folder: Path) -> Path:
    return pdf(folder, "q 595 0 0 842 0 0 cm /Im0 Do Q\n")


def annotated_pdf(folder: Path) -> Path:
    def prepare(document: pikepdf.Pdf, page: pikepdf.Page) -> None:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[100, 100, 120, 120], Contents="to be checked"
        )
        page.obj.Annots = document.make_indirect(pikepdf.Array([document.make_indirect(note)]))

    return pdf(folder, BODY, prepare=prepare)


def attachment_pdf(folder: Path) -> Path:
    def prepare(document: pikepdf.Pdf, page: pikepdf.Page) -> None:
        document.attachments["list.csv"] = b"a,b\n1,2\n"

    return pdf(folder, BODY, prepare=prepare)


def script_pdf(folder: Path) -> Path:
    def prepare(document: pikepdf.Pdf, page: pikepdf.Page) -> None:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")

    return pdf(folder, BODY, prepare=prepare)


def two_revision_pdf(folder: Path) -> Path:
    """A PDF whose page was rewritten by an incremental update, the first text still in it."""
    path = pdf(folder, BODY + line("Former text of the list"))
    return revised(path, BODY.encode())


def revised(path: Path, content: bytes) -> Path:
    """Appends a revision that gives the first page another content."""
    data = path.read_bytes()
    with pikepdf.open(path) as document:
        number = document.pages[0].obj.Contents.objgen[0]
        root = document.Root.objgen[0]
        size = len(document.objects) + 1
    previous = int(data[data.rfind(b"startxref") + 9 :].split()[0])
    start = len(data)
    body = b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (number, len(content), content)
    table = start + len(body)
    tail = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        number, start, size, root, previous, table
    )  # fmt: skip
    path.write_bytes(data + body + tail)
    return path


def picture(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "map.png"
    Image.new("RGB", (32, 32), (200, 220, 240)).save(path)
    return path


def png_with_tail(folder: Path) -> Path:
    path = picture(folder)
    path.write_bytes(path.read_bytes() + b"rest of a larger picture" * 20)
    return path


def zip_of(folder: Path, members: dict[str, bytes], name: str = "example.zip") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return path


def zip_with_tail(folder: Path) -> Path:
    path = zip_of(folder, {"list.csv": "名称,数\nA,1\n".encode()})
    path.write_bytes(path.read_bytes() + b"behind the end there is more")
    return path


def encrypted_zip(folder: Path) -> Path:
    """An archive whose entry carries the encryption flag in both directories."""
    path = zip_of(folder, {"list.csv": b"0123456789abcdef"})
    data = bytearray(path.read_bytes())
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(magic) + offset] |= 1
    path.write_bytes(bytes(data))
    return path


def encrypted_workbook(folder: Path) -> Path:
    """A compound file around an EncryptedPackage, as Excel writes it with a password."""
    from msoffcrypto.format.ooxml import OOXMLFile

    plain = workbook(folder, "plain.xlsx")
    path = folder / "example.xlsx"
    with plain.open("rb") as source, path.open("wb") as out:
        OOXMLFile(source).encrypt("himitsu", out)
    plain.unlink()
    return path


def zip_bomb(folder: Path) -> Path:
    return zip_of(folder, {"zeros.csv": b"\x00" * 30_000_000})


def double_entry(folder: Path) -> Path:
    import warnings

    path = workbook(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("xl/worksheets/sheet1.xml", archive.read("xl/worksheets/sheet1.xml"))
    return path


def lying_zip(folder: Path) -> Path:
    """The two directories name different files."""
    path = zip_of(folder, {"list.csv": b"a,b\n1,2\n"})
    data = path.read_bytes()
    path.write_bytes(data.replace(b"list.csv", b"LIST.TXT", 1))
    return path


def climbing_zip(folder: Path) -> Path:
    return zip_of(folder, {"../../list.csv": b"a,b\n1,2\n"})


def macro_workbook(folder: Path) -> Path:
    path = workbook(folder, "example.xlsm")
    return patched(
        path,
        {},
        replace={"[Content_Types].xml": ("spreadsheetml.sheet.main+xml", "ms-excel.sheet.macroEnabled.main+xml")},
    )


RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def pivot_workbook(folder: Path, value: str = "甲地区") -> Path:
    """A workbook with a pivot cache of a sheet that is no longer there."""
    path = workbook(folder)
    definition = (
        f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{RELATION}" r:id="rId1"><cacheSource type="worksheet">'
        f'<worksheetSource ref="A1:B3" sheet="元データ"/></cacheSource><cacheFields count="1"><cacheField name="区分">'
        f'<sharedItems count="1"><s v="{value}"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>'
    )
    records = f'<pivotCacheRecords xmlns="{MAIN}" count="1"><r><x v="0"/></r></pivotCacheRecords>'
    relation = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{RELATION}/pivotCacheRecords" Target="pivotCacheRecords1.xml"/></Relationships>'
    link = f'<Relationship Id="rId99" Type="{RELATION}/pivotCacheDefinition" Target="pivotCache/pivotCacheDefinition1.xml"/></Relationships>'
    return patched(
        path,
        {
            "xl/pivotCache/pivotCacheDefinition1.xml": definition,
            "xl/pivotCache/pivotCacheRecords1.xml": records,
            "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": relation,
        },
        replace={"xl/_rels/workbook.xml.rels": ("</Relationships>", link)},
    )


def linked_workbook(folder: Path, value: str = "甲地区") -> Path:
    """A workbook that keeps copies of another workbook's cells."""
    path = workbook(folder)
    part = (
        f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{RELATION}" r:id="rId1"><sheetNames><sheetName val="名簿"/>'
        f'</sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1" t="str"><v>{value}</v></cell></row>'
        "</sheetData></sheetDataSet></externalBook></externalLink>"
    )
    link = f'<Relationship Id="rId98" Type="{RELATION}/externalLink" Target="externalLinks/externalLink1.xml"/></Relationships>'
    return patched(
        path,
        {"xl/externalLinks/externalLink1.xml": part},
        replace={"xl/_rels/workbook.xml.rels": ("</Relationships>", link)},
    )


def embedding_workbook(folder: Path, data: bytes | None = None) -> Path:
    """A workbook with another workbook in it."""
    inner = data if data is not None else workbook(folder / "inner", "inner.xlsx").read_bytes()
    path = workbook(folder)
    relation = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{RELATION}/package" Target="../embeddings/Microsoft_Excel_Sheet1.xlsx"/></Relationships>'
    return patched(
        path,
        {"xl/embeddings/Microsoft_Excel_Sheet1.xlsx": inner, "xl/worksheets/_rels/sheet1.xml.rels": relation},
        types='<Default Extension="xlsx" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"/>',
    )


def orphan_workbook(folder: Path, value: str = "甲地区") -> Path:
    """A workbook with a sheet that nothing points to."""
    path = workbook(folder)
    sheet = (
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{value}</t></is></c></row>'
        "</sheetData></worksheet>"
    )
    return patched(path, {"xl/worksheets/sheet9.xml": sheet})


def hidden_table_ods(folder: Path, value: str = "甲地区") -> Path:
    """A spreadsheet in OpenDocument with a table that is not displayed."""
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:automatic-styles>'
        '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
        "</office:automatic-styles><office:body><office:spreadsheet>"
        '<table:table table:name="施設"><table:table-row><table:table-cell office:value-type="string"><text:p>名称</text:p>'
        "</table:table-cell></table:table-row></table:table>"
        '<table:table table:name="元データ" table:style-name="ta2"><table:table-row>'
        f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return open_document(folder, "example.ods", "spreadsheet", {"content.xml": content})


def open_document(folder: Path, name: str, kind: str, parts: dict[str, str]) -> Path:
    """An OpenDocument package of the given parts."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    media = f"application/vnd.oasis.opendocument.{kind}"
    entries = "".join(f'<manifest:file-entry manifest:full-path="{p}" manifest:media-type="text/xml"/>' for p in parts)
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media}"/>{entries}</manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", media, zipfile.ZIP_STORED)
        for part, data in parts.items():
            archive.writestr(part, data)
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


def png_chunk(name: bytes, body: bytes) -> bytes:
    """One chunk of a PNG file."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def jpeg_bytes(**options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (24, 24), (180, 200, 160)).save(out, "JPEG", **options)
    return out.getvalue()
