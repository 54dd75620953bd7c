"""Where a value can hide: each place × format is a builder that plants the canary in an otherwise clean file."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import xlsxwriter
from PIL import Image

from tests.hidden.document_places import DOCUMENTS
from tests.hidden.examples import (
    BODY,
    MAIN,
    RELATION,
    embedding_workbook,
    hidden_table_ods,
    jpeg_bytes,
    line,
    linked_workbook,
    open_document,
    orphan_workbook,
    patched,
    pdf,
    picture,
    pivot_workbook,
    png_chunk,
    revised,
    workbook,
    zip_of,
)  # fmt: skip
from tests.hidden.map_places import MAPS
from tests.hidden.picture_places import PICTURES

#: Latin and Japanese together, so that every encoding on the way is tried
CANARY = "KANARI7319金糸雀"
#: places of a PDF in Helvetica, and names of old formats
LATIN = "KANARI7319"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

Builder = Callable[[Path], Path]
PLACES: dict[str, Builder] = {}


def place(name: str) -> Callable[[Builder], Builder]:
    def keep(builder: Builder) -> Builder:
        PLACES[name] = builder
        return builder

    return keep


# ---------------------------------------------------------------- workbooks


def _in_sheet(old: str, new: str) -> Builder:
    return lambda folder: patched(workbook(folder), {}, replace={"xl/worksheets/sheet1.xml": (old, new)})


def _in_book(old: str, new: str) -> Builder:
    return lambda folder: patched(workbook(folder), {}, replace={"xl/workbook.xml": (old, new)})


def _part(name: str, data: str | bytes, kind: str = "", owner: str = "xl/_rels/workbook.xml.rels") -> Builder:
    """A part tied to the workbook (or to nothing, when `kind` is empty)."""

    def build(folder: Path) -> Path:
        target = "/" + name
        link = f'<Relationship Id="rId77" Type="{RELATION}/{kind}" Target="{target}"/></Relationships>'
        replace = {owner: ("</Relationships>", link)} if kind else None
        return patched(workbook(folder), {name: data}, replace=replace)

    return build


def _sheet_part(name: str, data: str | bytes, kind: str, external: bool = False) -> Builder:
    """A part tied to the first sheet."""

    def build(folder: Path) -> Path:
        mode = ' TargetMode="External"' if external else ""
        target = name if external else "/" + name
        rels = f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATION}/{kind}" Target="{target}"{mode}/></Relationships>'
        parts: dict[str, str | bytes] = {"xl/worksheets/_rels/sheet1.xml.rels": rels}
        if not external:
            parts[name] = data
        return patched(workbook(folder), parts)

    return build


def _written(write: Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], None]) -> Builder:
    def build(folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "example.xlsx"
        book = xlsxwriter.Workbook(str(path))
        sheet = book.add_worksheet("施設")
        sheet.write_row(0, 0, ["名称", "定員"])
        sheet.write_row(1, 0, ["さくら公民館", 120])
        write(book, sheet)
        book.close()
        return path

    return build


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    return out.getvalue()


def _hidden(book: xlsxwriter.Workbook, how: str) -> None:
    page = book.add_worksheet("控え")
    page.write("A1", "区分")
    page.write("A2", CANARY)
    getattr(page, how)()


def _row_hidden(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    sheet.write("A5", CANARY)
    sheet.set_row(4, None, None, {"hidden": True})


def _column_hidden(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    sheet.write("E5", CANARY)
    sheet.set_column("E:E", None, None, {"hidden": True})


def _chart(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=施設!$B$2:$B$2", "name": CANARY})
    sheet.insert_chart("D4", chart)


PLACES |= {
    "xlsx cell outside a false dimension": _in_sheet("</sheetData>", f'<row r="900"><c r="ZZ900" t="inlineStr"><is><t>{CANARY}</t></is></c></row></sheetData>'),
    "xlsx reading of a string": lambda folder: patched(workbook(folder), {}, replace={"xl/sharedStrings.xml": ("さくら公民館</t>", f'さくら公民館</t><rPh sb="0" eb="3"><t>{CANARY}</t></rPh>')}),
    "xlsx string that no cell uses": lambda folder: patched(workbook(folder), {}, replace={"xl/sharedStrings.xml": ("</sst>", f"<si><t>{CANARY}</t></si></sst>")}),
    "xlsx string in runs": lambda folder: patched(workbook(folder), {}, replace={"xl/sharedStrings.xml": ("</sst>", f"<si><r><t>{CANARY[:5]}</t></r><r><t>{CANARY[5:]}</t></r></si></sst>")}),
    "xlsx orphan sheet": lambda folder: orphan_workbook(folder, CANARY),
    "xlsx pivot cache": lambda folder: pivot_workbook(folder, CANARY),
    "xlsx pivot record": lambda folder: patched(pivot_workbook(folder), {}, replace={"xl/pivotCache/pivotCacheRecords1.xml": ('<x v="0"/>', f'<s v="{CANARY}"/>')}),
    "xlsx external link cache": lambda folder: linked_workbook(folder, CANARY),
    "xlsx defined name": _in_book("<calcPr", f'<definedNames><definedName name="memo" hidden="1">"{CANARY}"</definedName></definedNames><calcPr'),
    "xlsx validation list": _in_sheet("</sheetData>", f'</sheetData><dataValidations count="1"><dataValidation type="list" sqref="B2"><formula1>"{CANARY},B"</formula1></dataValidation></dataValidations>'),
    "xlsx validation prompt": _in_sheet("</sheetData>", f'</sheetData><dataValidations count="1"><dataValidation prompt="{CANARY}" sqref="B2"/></dataValidations>'),
    "xlsx header": _in_sheet("<pageMargins", f"<headerFooter><oddHeader>&amp;L{CANARY}</oddHeader></headerFooter><pageMargins"),
    "xlsx formula": _in_sheet("</sheetData>", f'<row r="9"><c r="A9" t="str"><f>IF(B2=1,"{CANARY}","")</f><v>x</v></c></row></sheetData>'),
    "xlsx conditional format": _in_sheet("</sheetData>", f'</sheetData><conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>A1="{CANARY}"</formula></cfRule></conditionalFormatting>'),
    "xlsx scenario": _in_sheet("</sheetData>", f'</sheetData><scenarios><scenario name="a" user="u" comment="{CANARY}"><inputCells r="A1" val="1"/></scenario></scenarios>'),
    "xlsx comment in the XML": _in_sheet("<sheetData>", f"<!-- {CANARY} --><sheetData>"),
    "xlsx author": _written(lambda book, sheet: book.set_properties({"author": CANARY})),
    "xlsx title property": _written(lambda book, sheet: book.set_properties({"title": CANARY})),
    "xlsx company": _written(lambda book, sheet: book.set_properties({"company": CANARY})),
    "xlsx manager": _written(lambda book, sheet: book.set_properties({"manager": CANARY})),
    "xlsx custom property": _written(lambda book, sheet: book.set_custom_property("担当", CANARY)),
    "xlsx folder of the author": _in_book("<workbookPr", f'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x15"><x15ac:absPath xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac" url="C:\\{CANARY}\\"/></mc:Choice></mc:AlternateContent><workbookPr'),
    "xlsx comment": _written(lambda book, sheet: sheet.write_comment("A2", CANARY, {"author": "x"})),
    "xlsx comment author": _written(lambda book, sheet: sheet.write_comment("A2", "要確認", {"author": CANARY})),
    "xlsx link": _written(lambda book, sheet: sheet.write_url("A5", f"https://example.jp/{CANARY}", string="市公式")),
    "xlsx link tip": _written(lambda book, sheet: sheet.write_url("A5", "https://example.jp/", string="市公式", tip=CANARY)),
    "xlsx text box": _written(lambda book, sheet: sheet.insert_textbox("D4", CANARY)),
    "xlsx alternative text": _written(lambda book, sheet: sheet.insert_textbox("D4", "図", {"description": CANARY})),
    "xlsx picture alternative text": _written(lambda book, sheet: sheet.insert_image("D4", "p.png", {"image_data": io.BytesIO(_png()), "description": CANARY})),
    "xlsx number format": _written(lambda book, sheet: sheet.write("A5", 1, book.add_format({"num_format": f'"{CANARY}"0'}))),
    "xlsx hidden sheet": _written(lambda book, sheet: _hidden(book, "hide")),
    "xlsx very hidden sheet": _written(lambda book, sheet: _hidden(book, "very_hidden")),
    "xlsx hidden row": _written(_row_hidden),
    "xlsx row of no height": _in_sheet("</sheetData>", f'<row r="9" ht="0" customHeight="1"><c r="A9" t="inlineStr"><is><t>{CANARY}</t></is></c></row></sheetData>'),
    "xlsx hidden column": _written(_column_hidden),
    "xlsx column of no width": _in_sheet("<sheetData>", f'<cols><col min="5" max="5" width="0" customWidth="1"/></cols><sheetData><row r="1"><c r="E1" t="inlineStr"><is><t>{CANARY}</t></is></c></row>'),
    "xlsx white text": _written(lambda book, sheet: sheet.write("A5", CANARY, book.add_format({"font_color": "#FFFFFF"}))),
    "xlsx text in the colour of its cell": _written(lambda book, sheet: sheet.write("A5", CANARY, book.add_format({"font_color": "#CC0000", "bg_color": "#CC0000", "pattern": 1}))),
    "xlsx format of nothing": _written(lambda book, sheet: sheet.write("A5", CANARY, book.add_format({"num_format": ";;;"}))),
    "xlsx chart title": _written(_chart),
    "xlsx printer": _sheet_part("xl/printerSettings/printerSettings1.bin", b"\x00\x01" + CANARY.encode("utf-16-le") + bytes(60), "printerSettings"),
    "xlsx threaded comment": _sheet_part("xl/threadedComments/threadedComment1.xml", f'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="A1" id="{{1}}" personId="{{2}}"><text>{CANARY}</text></threadedComment></ThreadedComments>', "threadedComment"),
    "xlsx list of people": _part("xl/persons/person.xml", f'<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><person displayName="{CANARY}" id="{{2}}" userId="x" providerId="None"/></personList>', "person"),
    "xlsx custom XML": _part("customXml/item1.xml", f"<memo>{CANARY}</memo>", "customXml"),
    "xlsx unknown part": _part("xl/memo.dat", CANARY.encode("utf-16-le"), "memo"),
    "xlsx unknown part in no relation": _part("xl/memo.xml", f"<memo>{CANARY}</memo>"),
    "xlsx attribute of an unknown part": _part("xl/memo.xml", f'<memo wert="{CANARY}"/>', "memo"),
    "xlsx data connection": _part("xl/connections.xml", f'<connections xmlns="{MAIN}"><connection id="1" name="DB"><dbPr connection="PWD={CANARY}" command="SELECT 1"/></connection></connections>', "connections"),
    "xlsx log of changes": _part("xl/revisions/revisionLog1.xml", f'<revisions xmlns="{MAIN}"><rcc rId="1" sId="1"><oc r="A1" t="inlineStr"><is><t>{CANARY}</t></is></oc></rcc></revisions>', "revisionLog"),
    "xlsx picture metadata": _part("xl/media/image1.jpg", jpeg_bytes(comment=CANARY.encode()), "image"),
    "xlsx link to a folder": _sheet_part(f"file:///C:/{CANARY}/a.xlsx", b"", "hyperlink", external=True),
    "xlsx drawing of old kind": _sheet_part("xl/drawings/vmlDrawing1.vml", f'<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape><v:textbox><div>{CANARY}</div></v:textbox></v:shape></xml>', "vmlDrawing"),
    "xlsx object": _sheet_part("xl/embeddings/oleObject1.bin", CANARY.encode("utf-16-le"), "oleObject"),
}  # fmt: skip


@place("xlsx embedded workbook")
def _embedded_workbook(folder: Path) -> Path:
    inner = _written(lambda book, sheet: sheet.write("A5", CANARY))(folder / "inner").read_bytes()
    return embedding_workbook(folder / "outer", inner)


@place("xlsx embedded document")
def _embedded_document(folder: Path) -> Path:
    return embedding_workbook(
        folder / "outer", document(folder / "inner", f"<w:p><w:r><w:t>{CANARY}</w:t></w:r></w:p>").read_bytes()
    )


@place("xlsx first of two equal entries")
def _first_of_two(folder: Path) -> Path:
    return _two(folder, first=True)


@place("xlsx last of two equal entries")
def _last_of_two(folder: Path) -> Path:
    return _two(folder, first=False)


def _two(folder: Path, *, first: bool) -> Path:
    import warnings

    path = workbook(folder)
    with zipfile.ZipFile(path) as archive:
        members = [(n, archive.read(n)) for n in archive.namelist()]
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        for name, data in members:
            if name == "xl/worksheets/sheet1.xml":
                cell = f'<row r="9"><c r="A9" t="inlineStr"><is><t>{CANARY}</t></is></c></row></sheetData>'
                planted = data.replace(b"</sheetData>", cell.encode())
                for copy in (planted, data) if first else (data, planted):
                    archive.writestr(name, copy)
            else:
                archive.writestr(name, data)
    return path


@place("xlsx bytes after the archive")
def _after(folder: Path) -> Path:
    path = workbook(folder)
    path.write_bytes(path.read_bytes() + CANARY.encode("cp932"))
    return path


@place("xlsx comment of the archive")
def _zip_comment(folder: Path) -> Path:
    path = workbook(folder)
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = CANARY.encode()
    return path


@place("xlsx bytes before the archive")
def _before(folder: Path) -> Path:
    path = workbook(folder)
    path.write_bytes(b"PK\x03\x04" + CANARY.encode() + bytes(30) + path.read_bytes())
    return path


# ---------------------------------------------------------------- documents and slides

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"


def document(folder: Path, body: str, parts: dict[str, str | bytes] | None = None) -> Path:
    """A small Word document; more parts are tied to it."""
    ties = "".join(
        f'<Relationship Id="rId{i}" Type="{RELATION}/{name.rsplit("/", 1)[-1].split(".")[0].rstrip("0123456789")}" Target="/{name}"/>'
        for i, name in enumerate(parts or {}, 10)
    )
    return zip_of(
        folder,
        {
            "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{RELATION}/officeDocument" Target="word/document.xml"/></Relationships>'.encode(),
            "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:r="{RELATION}"><w:body><w:p><w:r><w:t>施設の案内</w:t></w:r></w:p>{body}</w:body></w:document>'.encode(),
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}">{ties}</Relationships>'.encode(),
            **{n: d.encode() if isinstance(d, str) else d for n, d in (parts or {}).items()},
        },
        "example.docx",
    )


def _word(body: str = "", **parts: str) -> Builder:
    named: dict[str, str | bytes] = {"word/" + n.replace("_", ".") if "/" not in n else n: d for n, d in parts.items()}
    return lambda folder: document(folder, body, named)


_RUN = f"<w:r><w:t>{CANARY}</w:t></w:r>"
PLACES |= {
    "docx paragraph in runs": _word(f"<w:p><w:r><w:t>{CANARY[:4]}</w:t></w:r><w:r><w:t>{CANARY[4:]}</w:t></w:r></w:p>"),
    "docx deleted text": _word(f'<w:p><w:del w:author="x"><w:r><w:delText>{CANARY}</w:delText></w:r></w:del></w:p>'),
    "docx author of a change": _word(f'<w:p><w:ins w:author="{CANARY}"><w:r><w:t>x</w:t></w:r></w:ins></w:p>'),
    "docx hidden text": _word(f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{CANARY}</w:t></w:r></w:p>"),
    "docx white text": _word(f'<w:p><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>{CANARY}</w:t></w:r></w:p>'),
    "docx field code": _word(f"<w:p><w:r><w:instrText>INCLUDETEXT {CANARY}</w:instrText></w:r></w:p>"),
    "docx alternative text": _word(f'<w:p><w:r><w:drawing><wp:docPr xmlns:wp="x" id="1" name="図" descr="{CANARY}"/></w:drawing></w:r></w:p>'),
    "docx header": _word(header1_xml=f'<w:hdr xmlns:w="{W}"><w:p>{_RUN}</w:p></w:hdr>'),
    "docx footnote": _word(footnotes_xml=f'<w:footnotes xmlns:w="{W}"><w:footnote><w:p>{_RUN}</w:p></w:footnote></w:footnotes>'),
    "docx comment": _word(comments_xml=f'<w:comments xmlns:w="{W}"><w:comment w:id="1" w:author="x"><w:p>{_RUN}</w:p></w:comment></w:comments>'),
    "docx comment author": _word(comments_xml=f'<w:comments xmlns:w="{W}"><w:comment w:id="1" w:author="{CANARY}"><w:p/></w:comment></w:comments>'),
    "docx variable": _word(settings_xml=f'<w:settings xmlns:w="{W}"><w:docVars><w:docVar w:name="a" w:val="{CANARY}"/></w:docVars></w:settings>'),
    "docx people": _word(people_xml=f'<w15:people xmlns:w15="x"><w15:person w15:author="{CANARY}"/></w15:people>'),
    "docx unknown part": _word(**{"word/memo/memo_xml": f"<memo>{CANARY}</memo>"}),
}  # fmt: skip


def slides(folder: Path, slide: str, parts: dict[str, str] | None = None) -> Path:
    """A small presentation of one slide."""
    ties = "".join(
        f'<Relationship Id="rId{i}" Type="{RELATION}/x" Target="/{n}"/>'
        for i, n in enumerate(["ppt/slides/slide1.xml", *(parts or {})], 10)
    )
    return zip_of(
        folder,
        {
            "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/ppt/presentation.xml" ContentType="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{RELATION}/officeDocument" Target="ppt/presentation.xml"/></Relationships>'.encode(),
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{P}"/>'.encode(),
            "ppt/_rels/presentation.xml.rels": f'<Relationships xmlns="{PACKAGE}">{ties}</Relationships>'.encode(),
            "ppt/slides/slide1.xml": slide.encode(),
            **{n: d.encode() for n, d in (parts or {}).items()},
        },
        "example.pptx",
    )


def _shape(text: str, head: str = "", more: str = "") -> str:
    return f'<p:sp><p:nvSpPr><p:cNvPr id="1" name="x" {head}/></p:nvSpPr><p:spPr>{more}</p:spPr><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>'


def _slide(shape: str, show: str = "") -> str:
    return f'<p:sld xmlns:p="{P}" xmlns:a="{A}" {show}><p:cSld><p:spTree>{shape}</p:spTree></p:cSld></p:sld>'


PLACES |= {
    "pptx slide": lambda folder: slides(folder, _slide(_shape(CANARY))),
    "pptx hidden slide": lambda folder: slides(folder, _slide(_shape(CANARY), 'show="0"')),
    "pptx hidden shape": lambda folder: slides(folder, _slide(_shape(CANARY, 'hidden="1"'))),
    "pptx shape beside the slide": lambda folder: slides(folder, _slide(_shape(CANARY, more='<a:xfrm><a:off x="-9000000" y="0"/></a:xfrm>'))),
    "pptx alternative text": lambda folder: slides(folder, _slide(_shape("図", f'descr="{CANARY}"'))),
    "pptx notes": lambda folder: slides(folder, _slide(_shape("案内")), {"ppt/notesSlides/notesSlide1.xml": f'<p:notes xmlns:p="{P}" xmlns:a="{A}"><p:cSld><p:spTree>{_shape(CANARY)}</p:spTree></p:cSld></p:notes>'}),
    "pptx comment": lambda folder: slides(folder, _slide(_shape("案内")), {"ppt/comments/comment1.xml": f'<p:cmLst xmlns:p="{P}"><p:cm><p:text>{CANARY}</p:text></p:cm></p:cmLst>'}),
    "pptx comment author": lambda folder: slides(folder, _slide(_shape("案内")), {"ppt/commentAuthors.xml": f'<p:cmAuthorLst xmlns:p="{P}"><p:cmAuthor name="{CANARY}" initials="x"/></p:cmAuthorLst>'}),
    "pptx master": lambda folder: slides(folder, _slide(_shape("案内")), {"ppt/slideMasters/slideMaster1.xml": _slide(_shape(CANARY))}),
    "pptx tag": lambda folder: slides(folder, _slide(_shape("案内")), {"ppt/tags/tag1.xml": f'<p:tagLst xmlns:p="{P}"><p:tag name="MEMO" val="{CANARY}"/></p:tagLst>'}),
}  # fmt: skip

# ---------------------------------------------------------------- OpenDocument

_ODF = "".join(
    f' xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{p}:1.0"' for p in ("office", "style", "table", "text", "fo", "meta", "number")
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'  # fmt: skip


def _calc(inner: str, styles: str = "", meta: str = "") -> Builder:
    content = f'<office:document-content{_ODF}><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="施設"><table:table-column table:number-columns-repeated="2"/>{inner}</table:table></office:spreadsheet></office:body></office:document-content>'
    parts = {
        "content.xml": content,
        "meta.xml": f"<office:document-meta{_ODF}><office:meta>{meta}</office:meta></office:document-meta>",
    }
    return lambda folder: open_document(folder, "example.ods", "spreadsheet", parts)


def _odf_row(text: str, row: str = "", cell: str = "") -> str:
    return f'<table:table-row {row}><table:table-cell office:value-type="string" {cell}><text:p>{text}</text:p></table:table-cell></table:table-row>'


PLACES |= {
    "ods hidden table": lambda folder: hidden_table_ods(folder, CANARY),
    "ods hidden row": _calc(_odf_row("名称") + _odf_row(CANARY, 'table:visibility="collapse"')),
    "ods filtered row": _calc(_odf_row("名称") + _odf_row(CANARY, 'table:visibility="filter"')),
    "ods note": _calc(f'<table:table-row><table:table-cell office:value-type="string"><office:annotation><dc:creator>x</dc:creator><text:p>{CANARY}</text:p></office:annotation><text:p>名称</text:p></table:table-cell></table:table-row>'),
    "ods white text": _calc(_odf_row(CANARY, cell='table:style-name="w"'), '<style:style style:name="w" style:family="table-cell"><style:text-properties fo:color="#ffffff"/></style:style>'),
    "ods formula": _calc(_odf_row("x", cell=f'table:formula="of:=IF([.A1]=1;&quot;{CANARY}&quot;;0)"')),
    "ods stored value": _calc(_odf_row("x", cell=f'office:string-value="{CANARY}"')),
    "ods creator": _calc(_odf_row("名称"), meta=f"<dc:creator>{CANARY}</dc:creator>"),
    "ods user property": _calc(_odf_row("名称"), meta=f'<meta:user-defined meta:name="memo">{CANARY}</meta:user-defined>'),
    "ods tracked change": _calc(_odf_row("名称") + f'<table:tracked-changes><table:cell-content-change><table:previous><table:change-track-table-cell><text:p>{CANARY}</text:p></table:change-track-table-cell></table:previous></table:cell-content-change></table:tracked-changes>'),
    "ods unlisted part": lambda folder: patched(hidden_table_ods(folder), {"memo.txt": CANARY}),
    "odt deleted text": lambda folder: open_document(folder, "example.odt", "text", {"content.xml": f"<office:document-content{_ODF}><office:body><office:text><text:tracked-changes><text:changed-region><text:deletion><text:p>{CANARY}</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>案内</text:p></office:text></office:body></office:document-content>"}),
    "odt paragraph": lambda folder: open_document(folder, "example.odt", "text", {"content.xml": f"<office:document-content{_ODF}><office:body><office:text><text:p>{CANARY[:4]}<text:span>{CANARY[4:]}</text:span></text:p></office:text></office:body></office:document-content>"}),
    "odt header": lambda folder: open_document(folder, "example.odt", "text", {"content.xml": f"<office:document-content{_ODF}><office:body><office:text><text:p>案内</text:p></office:text></office:body></office:document-content>", "styles.xml": f"<office:document-styles{_ODF}><office:master-styles><style:master-page><style:header><text:p>{CANARY}</text:p></style:header></style:master-page></office:master-styles></office:document-styles>"}),
}  # fmt: skip

# ---------------------------------------------------------------- PDF


def _pdf_with(prepare: Callable[[pikepdf.Pdf, pikepdf.Page], None]) -> Builder:
    return lambda folder: pdf(folder, BODY, prepare=prepare)


def _note(**facts: object) -> Callable[[pikepdf.Pdf, pikepdf.Page], None]:
    def prepare(document: pikepdf.Pdf, page: pikepdf.Page) -> None:
        keys = {"Type": pikepdf.Name.Annot, "Rect": [50, 50, 90, 90], **facts}
        page.obj.Annots = pikepdf.Array([document.make_indirect(pikepdf.Dictionary(**keys))])

    return prepare


def _layer(document: pikepdf.Pdf, page: pikepdf.Page) -> None:
    group = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="layer"))
    order = pikepdf.Array([group])
    document.Root.OCProperties = pikepdf.Dictionary(OCGs=order, D=pikepdf.Dictionary(OFF=pikepdf.Array([group])))
    page.obj.Resources.Properties = pikepdf.Dictionary(MC0=group)


def _form(document: pikepdf.Pdf, page: pikepdf.Page) -> None:
    keys = {
        "Type": pikepdf.Name.Annot,
        "Subtype": pikepdf.Name.Widget,
        "FT": pikepdf.Name.Tx,
        "T": "memo",
        "V": CANARY,
        "Rect": [9, 9, 99, 30],
    }
    field = document.make_indirect(pikepdf.Dictionary(**keys))
    page.obj.Annots = pikepdf.Array([field])
    document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))


def _attach(document: pikepdf.Pdf, page: pikepdf.Page) -> None:
    document.attachments["list.csv"] = f"名称,数\n{CANARY},1\n".encode("cp932")


def _lost_page(document: pikepdf.Pdf, page: pikepdf.Page) -> None:
    stray = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[0, 0, 300, 300], Resources=page.obj.Resources)
    stray.Contents = pikepdf.Stream(document, line(LATIN, 100).encode())
    document.Root.PieceInfo = pikepdf.Dictionary(Kept=document.make_indirect(stray))


def _xmp(document: pikepdf.Pdf, page: pikepdf.Page) -> None:
    with document.open_metadata() as meta:
        meta["dc:creator"] = [CANARY]


def _box_note(document: pikepdf.Pdf, page: pikepdf.Page) -> None:
    look = pikepdf.Stream(document, b"0 g 0 0 300 30 re f")
    for key, value in (("/Type", "/XObject"), ("/Subtype", "/Form")):
        look[key] = pikepdf.Name(value)
    look.BBox = [0, 0, 300, 30]
    _note(Subtype=pikepdf.Name.Square, Rect=[55, 690, 355, 720], AP=pikepdf.Dictionary(N=look))(document, page)


_HIDE = line(LATIN)
PLACES |= {
    "pdf under a box": lambda folder: pdf(folder, BODY + _HIDE + "0 g 55 690 300 30 re f\n"),
    "pdf under a tight box": lambda folder: pdf(folder, BODY + _HIDE + "0 g 59 699.5 90 10 re f\n"),
    "pdf under a white box": lambda folder: pdf(folder, BODY + _HIDE + "1 g 55 690 300 30 re f\n"),
    "pdf under a picture": lambda folder: pdf(folder, BODY + _HIDE + "q 300 0 0 30 55 690 cm /Im0 Do Q\n"),
    "pdf under a note": lambda folder: pdf(folder, BODY + _HIDE, prepare=_box_note),
    "pdf white": lambda folder: pdf(folder, BODY + line(LATIN, more="1 g")),
    "pdf black on black": lambda folder: pdf(folder, BODY + "0 g 55 690 300 30 re f\n" + line(LATIN, more="0 g")),
    "pdf invisible mode": lambda folder: pdf(folder, BODY + line(LATIN, more="3 Tr")),
    "pdf off the page": lambda folder: pdf(folder, BODY + line(LATIN, 1200)),
    "pdf clipped away": lambda folder: pdf(folder, BODY + line(LATIN, more="0 0 20 20 re W n")),
    "pdf hidden layer": lambda folder: pdf(folder, BODY + "/OC /MC0 BDC\n" + _HIDE + "EMC\n", prepare=_layer),
    "pdf transparent": lambda folder: pdf(folder, BODY + line(LATIN, more="/GS0 gs"), prepare=lambda d, p: setattr(p.obj.Resources, "ExtGState", pikepdf.Dictionary(GS0=pikepdf.Dictionary(ca=0)))),
    "pdf earlier revision": lambda folder: revised(pdf(folder, BODY + _HIDE), BODY.encode()),
    "pdf annotation": _pdf_with(_note(Subtype=pikepdf.Name.Text, Contents=CANARY)),
    "pdf annotation author": _pdf_with(_note(Subtype=pikepdf.Name.Text, Contents="x", T=CANARY)),
    "pdf link": _pdf_with(_note(Subtype=pikepdf.Name.Link, A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=f"https://example.jp/{LATIN}"))),
    "pdf form field": _pdf_with(_form),
    "pdf attachment": _pdf_with(_attach),
    "pdf author": _pdf_with(lambda d, p: d.docinfo.__setitem__("/Author", CANARY)),
    "pdf own property": _pdf_with(lambda d, p: d.docinfo.__setitem__("/Tantou", CANARY)),
    "pdf XMP creator": _pdf_with(_xmp),
    "pdf bookmark": _pdf_with(lambda d, p: d.open_outline().__enter__().root.append(pikepdf.OutlineItem(CANARY, 0)) or None),
    "pdf script": _pdf_with(lambda d, p: setattr(d.Root, "OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"x='{LATIN}'"))),
    "pdf page that is not shown": _pdf_with(_lost_page),
    "pdf text": lambda folder: pdf(folder, BODY + line(LATIN)),
}  # fmt: skip


@place("pdf bookmark")
def _bookmark(folder: Path) -> Path:
    def prepare(document: pikepdf.Pdf, page: pikepdf.Page) -> None:
        with document.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(CANARY, 0))

    return pdf(folder, BODY, prepare=prepare)


@place("pdf bytes after the end")
def _pdf_tail(folder: Path) -> Path:
    path = pdf(folder, BODY)
    path.write_bytes(path.read_bytes() + CANARY.encode())
    return path


# ---------------------------------------------------------------- pictures, pages, archives, data


def _picture(name: str, data: bytes) -> Builder:
    def build(folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name
        path.write_bytes(data)
        return path

    return build


def _exif(tag: int, value: object) -> bytes:
    exif = Image.Exif()
    exif[tag] = value
    return jpeg_bytes(exif=exif)


def _iptc() -> bytes:
    text = CANARY.encode()
    record = b"\x1c\x02\x50" + struct.pack(">H", len(text)) + text
    block = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(record)) + record + b"\x00" * (len(record) % 2)
    body = b"Photoshop 3.0\x00" + block
    data = jpeg_bytes()
    return data[:2] + b"\xff\xed" + struct.pack(">H", len(body) + 2) + body + data[2:]


def _xmp_jpeg() -> bytes:
    packet = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator><rdf:Seq><rdf:li>{CANARY}</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>'
    body = b"http://ns.adobe.com/xap/1.0/\x00" + packet.encode()
    data = jpeg_bytes()
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + data[2:]


def _png_with(name: bytes, body: bytes) -> bytes:
    data = _png()
    return data[:-12] + png_chunk(name, body) + data[-12:]


def _text(name: str, text: str, code: str = "utf-8") -> Builder:
    return _picture(name, text.encode(code))


PLACES |= {
    "jpeg artist": _picture("a.jpg", _exif(0x013B, CANARY.encode("utf-8").decode("latin-1"))),
    "jpeg author of Windows": _picture("a.jpg", _exif(0x9C9D, CANARY.encode("utf-16-le") + b"\0\0")),
    "jpeg description": _picture("a.jpg", _exif(0x010E, LATIN)),
    "jpeg comment": _picture("a.jpg", jpeg_bytes(comment=CANARY.encode())),
    "jpeg IPTC": _picture("a.jpg", _iptc()),
    "jpeg XMP": _picture("a.jpg", _xmp_jpeg()),
    "jpeg after its end": _picture("a.jpg", jpeg_bytes() + CANARY.encode("cp932")),
    "png text": _picture("a.png", _png_with(b"tEXt", b"Author\x00" + LATIN.encode())),
    "png packed text": _picture("a.png", _png_with(b"zTXt", b"memo\x00\x00" + zlib.compress(CANARY.encode()))),
    "png international text": _picture("a.png", _png_with(b"iTXt", b"memo\x00\x00\x00\x00\x00" + CANARY.encode())),
    "png own chunk": _picture("a.png", _png_with(b"prVt", b"." * 40 + CANARY.encode())),
    "png after its end": _picture("a.png", _png() + CANARY.encode()),
    "html comment": _text("a.html", f"<!DOCTYPE html><html><body><!-- {CANARY} --><p>x</p></body></html>"),
    "html hidden": _text("a.html", f'<!DOCTYPE html><html><body><p style="display:none">{CANARY}</p></body></html>'),
    "html attribute": _text("a.html", f'<!DOCTYPE html><html><body><p data-memo="{CANARY}">x</p></body></html>'),
    "svg description": _text("a.svg", f'<svg xmlns="http://www.w3.org/2000/svg"><desc>{CANARY}</desc></svg>'),
    "svg hidden": _text("a.svg", f'<svg xmlns="http://www.w3.org/2000/svg"><text display="none">{CANARY}</text></svg>'),
    "rtf": _text("a.rtf", "{\\rtf1\\ansi " + "".join(f"\\u{ord(c)}?" if ord(c) > 127 else c for c in CANARY) + "}"),
    "text in CP932": _text("a.txt", f"案内\n{CANARY}\n", "cp932"),
    "csv beyond the header": _text("a.csv", f"名称,定員\nさくら,1\nもみじ,2,{CANARY}\n"),
    "csv below the table": _text("a.csv", f"名称,定員\nさくら,1\nもみじ,2\n\n\n担当,{CANARY}\n"),
    "json first of two equal keys": _text("a.json", f'[{{"名称": "{CANARY}", "名称": "さくら"}}]'),
    "json nested": _text("a.json", json.dumps([{"名称": "さくら", "詳細": {"連絡": [{"担当": CANARY}]}}], ensure_ascii=False)),
    "json escaped": _text("a.json", json.dumps([{"名称": CANARY}])),
    "geojson foreign member": _text("a.geojson", json.dumps({"type": "FeatureCollection", "memo": CANARY, "features": [{"type": "Feature", "geometry": None, "properties": {"名称": "さくら"}}]})),
    "geojson foreign member of a feature": _text("a.geojson", json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "memo": CANARY, "geometry": {"type": "Point", "coordinates": [139, 35], "memo": CANARY}, "properties": {"名称": "さくら"}}]})),
    "kml comment": _text("a.kml", f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><!-- {CANARY} --><Placemark><name>さくら</name></Placemark></Document></kml>'),
    "kml style": _text("a.kml", f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>{CANARY}</name><Placemark><name>さくら</name></Placemark></Document></kml>'),
    "file name": _text(f"{CANARY}.csv", "名称,数\nさくら,1\n"),
    "zip csv": lambda folder: zip_of(folder, {"a.csv": f"名称\n{CANARY}\n".encode("cp932")}),
    "zip member name": lambda folder: zip_of(folder, {f"{CANARY}.csv": b"a,b\n1,2\n"}),
    "zip workbook": lambda folder: zip_of(folder / "z", {"a.xlsx": _written(lambda book, sheet: sheet.write("A9", CANARY))(folder).read_bytes()}),
    "zip workbook author": lambda folder: zip_of(folder / "z", {"a.xlsx": _written(lambda book, sheet: book.set_properties({"author": CANARY}))(folder).read_bytes()}),
    "zip json": lambda folder: zip_of(folder, {"a.json": json.dumps([{"a": CANARY}]).encode()}),
    "zip in zip": lambda folder: zip_of(folder / "z", {"a.zip": zip_of(folder, {"a.csv": CANARY.encode()}).read_bytes()}),
    "zip in zip in zip": lambda folder: zip_of(folder / "y", {"b.zip": zip_of(folder / "z", {"a.zip": zip_of(folder, {"a.csv": CANARY.encode()}).read_bytes()}).read_bytes()}),
    "zip picture": lambda folder: zip_of(folder / "z", {"a.png": picture(folder).read_bytes()}),
}  # fmt: skip
PLACES |= {name: of(CANARY) for name, of in (MAPS | PICTURES | DOCUMENTS).items()}
