"""The report in every form: the same findings, nothing personal, nothing that another program would run."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import html5lib
import openpyxl
import pytest

from catalog.pipeline import check
from catalog.rules.formats_github import to_github
from catalog.rules.formats_html import to_html
from catalog.rules.formats_sarif import to_sarif
from catalog.rules.formats_xlsx import to_xlsx
from catalog.rules.report import to_json, to_text
from catalog.rules.reports import append_audit, write_reports
from catalog.rules.wording import first_sentence
from catalog.strict_yaml import dump
from tests.cities import dataset, facilities, people, start


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A report over a clean dataset, a register of people, and a file with a hostile name."""
    city = start(tmp_path_factory.mktemp("reports") / "city")
    dataset(city, "halls", facilities())
    dataset(city, "register", people())
    dataset(city, "odd", people(5), file="=1+1 <b>x,y.csv")
    return check([city], as_of="2026-04-01")


def held(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Every finding."""
    return [f for d in data["datasets"] for r in d["resources"] for f in r["findings"]]


def test_shape_of_the_contract(data: dict[str, Any]) -> None:
    """Field names of contract §4, and counts that fit."""
    assert set(data) >= {"tool", "as_of", "summary", "datasets"}
    assert data["summary"]["datasets"] == len(data["datasets"]) == 3
    assert sum(data["summary"][d] for d in ("publish", "review", "withhold")) == 3
    for d in data["datasets"]:
        assert set(d) >= {"id", "decision", "score", "resources"}
        assert set(d["score"]) >= {"readability", "levels", "metadata"}
        for r in d["resources"]:
            assert set(r) >= {
                "path",
                "sha256",
                "bytes",
                "format",
                "encoding",
                "rows",
                "columns",
                "decision",
                "findings",
            }
    for f in held(data):
        assert set(f) == {
            "rule",
            "verdict",
            "certainty",
            "location",
            "count",
            "of",
            "evidence",
            "message",
            "fix",
            "references",
            "fingerprint",
            "approval",
        }
        assert set(f["location"]) >= {"part", "sheet", "column", "column_index", "rows", "cell"}
        assert f["verdict"] in ("pass", "review", "withhold") and f["certainty"] in ("certain", "likely")
        assert len(f["location"]["rows"]) <= 20 and f["message"]["ja"] and f["message"]["en"]
        assert not re.search(r"\{[a-z_]+\}", f["message"]["ja"] + f["fix"]["ja"])


def test_no_form_shows_a_personal_value(data: dict[str, Any]) -> None:
    """Names, numbers and addresses stand in no form of the report, and no hash of them."""
    import hashlib

    with io.BytesIO(to_xlsx(data)) as file:
        cells = [
            str(c.value)
            for page in openpyxl.load_workbook(file)
            for row in page.iter_rows()
            for c in row
            if c.value is not None
        ]
    shown = "\n".join(
        [to_json(data), to_text(data), to_text(data, "en"), to_html(data), to_sarif(data), to_github(data), *cells]
    )
    for line in [*people().splitlines()[1:], *people(5).splitlines()[1:]]:
        for value in line.split(","):
            assert value not in shown
            assert hashlib.sha256(value.encode()).hexdigest()[:16] not in shown


def test_sarif(data: dict[str, Any]) -> None:
    """Version, rules and results agree; every result names a file and a rule that is described."""
    sarif = json.loads(to_sarif(data))
    [run] = sarif["runs"]
    rules = [r["id"] for r in run["tool"]["driver"]["rules"]]
    assert sarif["version"] == "2.1.0" and len(run["results"]) == len(held(data))
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]


def test_annotations_are_one_line_each(data: dict[str, Any]) -> None:
    """A file name cannot add a command of its own."""
    lines = to_github(data).splitlines()
    assert len(lines) == len(held(data))
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)
    assert all(line.split("::")[1].count(",title=") == 1 for line in lines)


def test_workbook_cells_are_text(data: dict[str, Any]) -> None:
    """No cell of report.xlsx is a formula; every file has its sheet, linked from the list."""
    with io.BytesIO(to_xlsx(data)) as file:
        book = openpyxl.load_workbook(file)
    assert len(book.sheetnames) == 4
    for page in book:
        for row in page.iter_rows():
            assert not [c for c in row if c.data_type == "f"]
    links = [c.hyperlink.location for (c,) in book["一覧"]["B2:B4"]]
    assert [link.split("'")[1] for link in links] == book.sheetnames[1:]
    told = {row[0].value: row[-1].value for row in book["一覧"].iter_rows(min_row=2)}
    assert "人" in told["register"] and not told["halls"]
    assert {row[-2].value for row in book["一覧"].iter_rows(min_row=2)} == {
        "hallsの一覧",
        "registerの一覧",
        "oddの一覧",
    }


def test_html_is_one_harmless_file(data: dict[str, Any]) -> None:
    """It parses strictly, runs no script, loads nothing, and hands out ready-made approve commands."""
    html = to_html(data)
    document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    assert not document.findall(".//script") and not document.findall(".//img") and not document.findall(".//b/x")
    assert not [
        e
        for e in document.iter()
        if any(str(v).startswith(("http:", "https:", "//")) for k, v in e.attrib.items() if k in ("src", "href"))
    ]
    assert "catalog approve register --finding" in html
    assert all("".join(th.itertext()).strip() for th in document.findall(".//th")) and "段階: " in html


def test_the_audit_log_is_a_chain(tmp_path: Path, data: dict[str, Any]) -> None:
    """Each line carries the hash of the one before, so a removed line shows."""
    import hashlib

    write_reports(data, tmp_path)
    append_audit(tmp_path / "audit.jsonl", {"event": "test"})
    first, second = (tmp_path / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(second)["previous"] == hashlib.sha256(first.encode()).hexdigest()
    assert {p.name for p in tmp_path.iterdir()} == {
        "report.json",
        "report.html",
        "report.sarif",
        "report.xlsx",
        "audit.jsonl",
    }


def test_notes_of_one_kind_are_told_once(tmp_path: Path) -> None:
    """In the terminal, columns without a unit are one line; the JSON report keeps each."""
    head = ",".join(["施設名", *(f"件数{n}" for n in "甲乙丙丁戊己庚辛壬癸")])
    rows = "".join(f"第{n}会館,{','.join(str(n + k) for k in range(10))}\n" for n in range(1, 8))
    (tmp_path / "計数.csv").write_text(f"{head}\n{rows}", encoding="utf-8")
    report = check([tmp_path / "計数.csv"], as_of="2026-04-01")
    units = [f for f in held(report) if f["rule"] == "readability/missing-unit"]
    assert len(units) > 5
    text = to_text(report)
    assert text.count("単位がありません") == 1
    assert f"同じ規則の指摘がほか{len(units) - 1}件" in text


def test_an_essay_as_a_column_name_is_cut_in_sentences(tmp_path: Path) -> None:
    """A survey's question of four lines as a heading: the message stays one line, the location names it whole."""
    question = "問1 どの施設をよく使いますか。\n" + "あてはまるものを選んでください。" * 8
    rows = "".join(f"第{n}会館,①\n" for n in range(1, 8))
    (tmp_path / "調査.csv").write_text(f'名称,"{question}"\n{rows}', encoding="utf-8")
    found = [f for f in held(check([tmp_path / "調査.csv"], as_of="2026-04-01")) if f["location"]["column"] == question]
    assert found
    for f in found:
        assert "\n" not in f["message"]["ja"] and "…" in f["message"]["ja"]
        assert len(f["message"]["ja"]) < 140


def test_people_as_headings_of_two_years_are_not_told_apart_by_name(tmp_path: Path) -> None:
    """A list on its side, last year's and this year's: what came and went between the files is people, and stays unsaid."""
    city = start(tmp_path / "city")
    names = ["風早 太郎", "朝霧 花子", "汐見 一郎", "浜岡 美咲", "磯部 健", "千波 翔太"]
    folder = dataset(city, "members", "", file="2023.csv")
    for year, who in (("2023", names[:5]), ("2024", names[1:])):
        lines = [["氏名", *who], ["電話番号", *(f"090-1111-{2000 + n}" for n in range(5))]]
        lines += [
            ["住所", *(f"みなと風市汐入町{n}-1" for n in range(1, 6))],
            ["生年月日", *(f"198{n}-01-02" for n in range(5))],
        ]
        (folder / f"{year}.csv").write_text("\n".join(map(",".join, lines)) + "\n", encoding="utf-8")
    descriptor = folder / "datapackage.yaml"
    both = [{"name": f"y{year}", "path": f"{year}.csv"} for year in ("2023", "2024")]
    descriptor.write_text(dump({"name": "members", "title": "会員の一覧", "resources": both}), encoding="utf-8")
    report = check([folder], as_of="2026-04-01")
    assert any(f["rule"] == "readability/format-changed-between-files" for f in held(report))
    told = to_json(report) + to_text(report) + to_html(report)
    assert not [name for name in names if name in told]


def test_an_approval_is_told_in_words(data: dict[str, Any]) -> None:
    """Who signs reads the basis and its article, how many approved and until when, and where reason and names are kept."""
    shown = json.loads(to_json(data))
    finding = next(f for f in held(shown) if f["verdict"] == "withhold")
    finding["approval"] = {
        "basis": "law-or-ordinance", "article": "みなと風市条例5条", "date": "2026-04-01", "until": "2027-03-31", "approvers": 2
    }  # fmt: skip
    page = to_html(shown)
    assert "みなと風市条例5条、2人が承認、2026-04-01–2027-03-31" in page and "release.yaml" in page
    assert "law-or-ordinance（" not in page and "approved by 2" in to_html(shown, "en")
    with io.BytesIO(to_xlsx(shown)) as file:
        cells = [str(c.value) for page in openpyxl.load_workbook(file) for row in page.iter_rows() for c in row]
    assert any("2人が承認" in cell for cell in cells)


def test_what_a_description_lacks_is_one_line(data: dict[str, Any]) -> None:
    """Eight notes that something is missing leave no room for the table's own; they stand in one sentence."""
    text = to_text(data)
    lacking = [line for line in text.splitlines() if "更新頻度（accrualPeriodicity）" in line]
    assert len(lacking) == len(data["datasets"])
    assert all(line.count("ありません") == 1 and "英語のタイトル、" in line for line in lacking)
    assert "The frequency of updates is missing." in to_text(data, "en")


def test_properties_of_a_workbook_do_not_frighten(tmp_path: Path) -> None:
    """A staff name in the properties is told with the place, and that it stays behind: only cells go out."""
    book = openpyxl.Workbook()
    book.properties.creator = "汐見 花子"
    for row in [["公園名", "面積"], *([f"汐見{n}公園", 100 + n] for n in range(9))]:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "parks.xlsx")
    text = to_text(check([tmp_path / "parks.xlsx"], as_of="2026-04-01"))
    [line] = [line for line in text.splitlines() if "プロパティ" in line]
    assert "文書の属性: " in line and "公開する写しには入りません。" in line and "汐見" not in line


def test_sentences_end_where_they_end() -> None:
    """ "e.g. row 2" does not end a sentence; rows are listed in the way of each language."""
    told = "20 cells of 氏名 look like names (of 40 rows, e.g. row 2, 3…). An approval is void."
    assert first_sentence(told, "en") == "20 cells of 氏名 look like names (of 40 rows, e.g. row 2, 3…)."
    assert (
        first_sentence("列「緯度」は数値の列です（3行目）。空白があります。", "ja")
        == "列「緯度」は数値の列です（3行目）。"
    )


def test_english_lists_rows_with_english_commas(data: dict[str, Any]) -> None:
    """2, 3, 4 in English and 2、3、4 in Japanese."""
    named = next(f for f in held(data) if f["rule"] == "privacy/person-name")
    assert "row 2, 3, 4" in named["message"]["en"] and "行 2、3、4" in named["message"]["ja"]
