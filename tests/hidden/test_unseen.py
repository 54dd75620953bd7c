"""What a person cannot see is told by name: unreadable looks, names where nobody looks, invisible characters."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from catalog.model import ContactPoint, Dataset, Resource
from catalog.rule import Context, Finding
from catalog.rules.pack import load_pack
from catalog.rules.run import run
from catalog.tables.controls import control_characters
from catalog.tables.read import read
from tests.hidden.examples import jpeg_bytes, patched, workbook
from tests.hidden.places import W, _word

#: made up
PERSON = "宮脇沙織"
CELL = '<row r="9"{row}><c r="A9"{cell} t="inlineStr"><is><t>あ</t></is></c></row></sheetData>'


def _findings(path: Path, **context: object) -> list[Finding]:
    source = read(path, path.name)
    return list(run(source, load_pack(), Context(as_of="2026-04-01", **context)).findings)  # type: ignore[arg-type]


def _held(findings: list[Finding]) -> set[str]:
    return {f.rule for f in findings if f.verdict != "pass"}


def _sheet(folder: Path, old: str, new: str) -> Path:
    return patched(workbook(folder), {}, replace={"xl/worksheets/sheet1.xml": (old, new)})


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("hidden/hidden-row", "</sheetData>", CELL.format(row=' ht="0.75" customHeight="1"', cell="")),
        ("hidden/hidden-column", "<sheetData>", '<cols><col min="1" max="1" width="0.08" customWidth="1"/></cols><sheetData>'),
        ("hidden/hidden-row", '<sheetFormatPr defaultRowHeight="15"', '<sheetFormatPr zeroHeight="1" defaultRowHeight="15"'),
        ("hidden/invisible-text", "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="A2:B2"/></mergeCells>'),
    ],
    ids=["low row", "narrow column", "rows hidden by default", "under merged cells"],
)  # fmt: skip
def test_cells_without_room_are_hidden(rule: str, old: str, new: str, tmp_path: Path) -> None:
    """A row of less than a point and a column of a tenth of a letter show nothing, like hidden ones."""
    assert rule in _held(_findings(_sheet(tmp_path, old, new)))


@pytest.mark.parametrize(
    "look",
    [{"font_size": 1}, {"font_color": "#FDFDFD"}, {"num_format": "[White]General;[White]General;[White]General;[White]@"},
     {"num_format": '"-";"-";"-";"-"'}],
    ids=["tiny", "nearly white", "white by its format", "a dash instead"],
)  # fmt: skip
def test_cells_that_show_nothing_are_told(look: dict[str, object], tmp_path: Path) -> None:
    """Whatever keeps a value from being read on the screen."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("施設")
        for row, values in enumerate((("名称", "定員"), ("さくら公民館", 120), ("もみじ公民館", 80))):
            sheet.write_row(row, 0, values)
        sheet.write("A4", "かえで公民館", book.add_format(look))
    assert "hidden/invisible-text" in _held(_findings(path))


def test_ordinary_looks_are_not_hidden(tmp_path: Path) -> None:
    """Dates, units, thousands, small print and white headings on colour are everyday tables."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("施設")
        head = book.add_format({"font_color": "#FFFFFF", "bg_color": "#1F4E79"})
        sheet.write_row(0, 0, ("名称", "定員", "開設日"), head)
        for row in range(1, 5):
            sheet.write(row, 0, f"第{row}公民館", book.add_format({"font_size": 6}))
            sheet.write(row, 1, 100 + row, book.add_format({"num_format": '#,##0"人";[Red]-#,##0"人"'}))
            sheet.write(row, 2, 45000 + row, book.add_format({"num_format": 'yyyy"年"m"月"d"日"'}))
        sheet.set_row(2, 6)
        sheet.set_column("B:B", 1.5)
        sheet.print_area("A1:C5")
        sheet.set_landscape()
        sheet.repeat_rows(0)
    assert not [f for f in _findings(path) if f.rule.startswith(("hidden/", "file/"))]


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ('<w:p><w:r><w:rPr><w:rStyle w:val="H"/></w:rPr><w:t>あ</w:t></w:r></w:p>', "<w:vanish/>"),
        ('<w:p><w:pPr><w:pStyle w:val="K"/></w:pPr><w:r><w:t>あ</w:t></w:r></w:p>', "<w:vanish/>"),
        ('<w:p><w:pPr><w:pStyle w:val="H"/></w:pPr><w:r><w:t>あ</w:t></w:r></w:p>', '<w:color w:val="FFFFFF"/>'),
        ('<w:p><w:r><w:rPr><w:color w:themeColor="background1"/></w:rPr><w:t>あ</w:t></w:r></w:p>', ""),
        ("<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc><w:p><w:r><w:t>あ</w:t></w:r></w:p></w:tc></w:tr></w:tbl>", ""),
    ],
    ids=["style of letters", "style based on it", "style in white", "white of the theme", "hidden row"],
)  # fmt: skip
def test_words_hidden_by_their_style_are_told(body: str, parts: str, tmp_path: Path) -> None:
    """A Word document hides text by a style as well as by itself."""
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:styleId="H"><w:rPr>{parts}</w:rPr></w:style>'
        '<w:style w:styleId="K"><w:basedOn w:val="H"/></w:style></w:styles>'
    )
    assert "hidden/invisible-text" in _held(_findings(_word(body, styles_xml=styles)(tmp_path)))


def test_a_bare_name_counts_where_nobody_looks(tmp_path: Path) -> None:
    """In the metadata of a picture a name alone is held; in a text the name of somebody who did something."""
    picture = tmp_path / "a.jpg"
    picture.write_bytes(jpeg_bytes(comment=PERSON.encode()))
    named = [f for f in _findings(picture) if f.rule == "privacy/person-name"]
    assert named and named[0].place.part == "metadata" and named[0].verdict == "review"
    text = tmp_path / "a.txt"
    text.write_text(f"この像は{PERSON}が寄進したと伝わる。", encoding="utf-8")
    assert "privacy/person-name" in _held(_findings(text))
    text.write_text("この像は江戸時代に町の人々が寄進したと伝わる。", encoding="utf-8")
    assert "privacy/person-name" not in _held(_findings(text))


def test_what_stays_behind_is_only_worth_knowing(tmp_path: Path) -> None:
    """Of a workbook only its visible cells go out: a name in its properties does not hold it."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"keywords": PERSON})
        book.add_worksheet("施設").write_column(0, 0, ["名称", "さくら公民館", "もみじ公民館"])
    named = [f for f in _findings(path) if f.rule == "privacy/person-name"]
    assert [f.verdict for f in named] == ["pass"]


@pytest.mark.parametrize("where", ["keywords", "contact", "field", "reading", "extras"])
def test_every_word_of_a_descriptor_is_screened(where: str, tmp_path: Path) -> None:
    """Keywords, contact points and field texts go out as much as titles do."""
    value = f"{PERSON} 090-0000-1234"
    from catalog.model import Field

    dataset = Dataset(
        "a", tmp_path, {"ja": "施設"},
        keywords={"ja": (value,)} if where == "keywords" else {},
        contact_point=ContactPoint({"ja": value}) if where == "contact" else None,
        reading=value if where == "reading" else None,
        extras={"memo": value} if where == "extras" else {},
    )  # fmt: skip
    fields = (Field("名称", description={"ja": value}),) if where == "field" else ()
    path = tmp_path / "a.csv"
    path.write_text("名称,定員\nさくら公民館,10\nもみじ公民館,20\n", encoding="utf-8")
    found = _findings(path, dataset=dataset, resource=Resource("a", "a.csv", fields=fields))
    assert [f.place.part for f in found if f.rule == "privacy/phone-number"] == ["metadata"]
    assert PERSON not in repr(found)


@pytest.mark.parametrize("inside", ["\x00", "\x07", "\u202e"])
def test_invisible_characters_hold(inside: str, tmp_path: Path) -> None:
    """A name with a NUL between its letters is found by no search."""
    path = tmp_path / "a.csv"
    path.write_text("名称,備考\nさくら公民館,済\nもみじ公民館," + inside.join("09") + "\n", encoding="utf-8")
    found = [f for f in _findings(path) if f.rule == "file/control-character"]
    assert [(f.verdict, f.place.rows) for f in found] == [("review", (3,))]


def test_a_slip_of_the_keyboard_is_only_told(tmp_path: Path) -> None:
    """A backspace between two letters holds nothing back; what stands around it is screened without it."""
    path = tmp_path / "a.csv"
    path.write_text("名称,備考\nさくら公民館,済\nもみじ公民館,宮脇沙\x08織様の自宅\n", encoding="utf-8")
    found = _findings(path)
    assert [f.verdict for f in found if f.rule == "file/control-character"] == ["pass"]
    assert "privacy/person-name" in _held(found)


def test_tabs_and_form_feeds_are_ordinary(tmp_path: Path) -> None:
    """Line ends, tabs, a form feed and the end mark of old systems."""
    path = tmp_path / "a.csv"
    path.write_bytes('名称,備考\r\nさくら公民館,"a\tb"\r\n\x0cもみじ公民館,c\r\n\x1a'.encode())
    assert "file/control-character" not in {f.rule for f in _findings(path)}


def test_a_lying_font_is_not_believed(tmp_path: Path) -> None:
    """Helvetica whose map calls every letter something else: what is seen was not searched."""
    import pikepdf

    from tests.hidden.examples import BODY, pdf

    def prepare(document: pikepdf.Pdf, page: pikepdf.Page) -> None:
        ranges = b"1 beginbfrange <20> <7E> <0430> endbfrange"
        font = page.obj.Resources.Font.F1
        font.ToUnicode = pikepdf.Stream(document, b"begincmap\n" + ranges + b"\nendcmap")

    held = [f for f in _findings(pdf(tmp_path, BODY, prepare=prepare)) if f.rule == "file/not-screened"]
    assert held and "フォント" in held[0].message["ja"]


def test_white_letters_in_one_cell(tmp_path: Path) -> None:
    """Half of a cell in white, half in black."""
    path = tmp_path / "a.xlsx"
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("施設")
        sheet.write_column(0, 0, ["名称", "さくら公民館"])
        sheet.write_rich_string("A3", "もみじ", book.add_format({"font_color": "#FFFFFF"}), "公民館")
    path.write_bytes(out.getvalue())
    assert "hidden/invisible-text" in _held(_findings(path))


def test_a_name_that_moves_the_cursor_is_held_and_not_printed(tmp_path: Path) -> None:
    """Control characters in a file's name: the file does not go out, and the terminal is not painted."""
    from catalog.rules.report import to_text

    path = tmp_path / "a\x1b[31m.csv"
    path.write_text("名称,定員\nさくら公民館,10\n", encoding="utf-8")
    assert "file/unsafe-name" in _held(_findings(path))
    dataset = {"id": path.name, "decision": "withhold", "score": {"metadata": None}, "resources": []}
    summary = {"datasets": 1, "publish": 0, "review": 0, "withhold": 1, "findings": 1}
    assert "\x1b" not in to_text({"datasets": [dataset], "summary": summary})


def test_letters_written_as_numbers_are_read(tmp_path: Path) -> None:
    """A web form left a name and a number as `&#23470;`: every browser shows them."""
    coded = "".join(f"&#{ord(c)};" for c in "電話 090-0000-1234")
    path = tmp_path / "a.csv"
    path.write_text(f"名称,備考\nさくら公民館,{coded}\nもみじ公民館,済\n", encoding="utf-8")
    assert "privacy/phone-number" in _held(_findings(path))


def test_escapes_of_json_are_read_as_json_reads_them() -> None:
    r"""`\u001F` is a control character in either case of its digits; behind an escaped backslash it is five letters."""
    assert control_characters(rb'{"a": "1\u001F2"}', json=True)
    assert control_characters(rb'{"a": "1\\\u000b2"}', json=True)
    assert not control_characters(rb'{"path": "C:\\u001f"}', json=True)


def test_the_lines_of_control_characters_are_told() -> None:
    """A mark of the end of a file in its middle as well; at the very end it is none."""
    [found] = control_characters(b"a,b\nc\x1a\nd\x00,e\n")
    assert (found.rows, found.count) == ((2, 3), 2)
    assert not control_characters(b"a,b\n\x1a")


def test_a_member_with_its_name_turned_round_holds(tmp_path: Path) -> None:
    """A file in an archive is looked at as a file by itself: `gpj` and a mark that turns the rest round is no picture."""
    path = tmp_path / "写真.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("gpj\u202evsc.csv", "名称,数\n渚会館,1\n")
    assert "file/unsafe-name" in _held(_findings(path))
