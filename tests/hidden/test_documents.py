"""Text that a reader of a PDF does not see is found; what looks alike and is in order raises no alarm."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from catalog.tables.container import inspect
from tests.hidden.examples import BODY, line, pdf, revised

TEXT = line("Yamada Taro 090-0000-0000")
PICTURE = "q 300 0 0 60 55 680 cm /Im0 Do Q\n"
SCAN = "q 595 0 0 842 0 0 cm /Im0 Do Q\n"
Prepare = Callable[[pikepdf.Pdf, pikepdf.Page], None]


def _mask(level: int) -> Prepare:
    def prepare(document: pikepdf.Pdf, page: pikepdf.Page) -> None:
        mask = pikepdf.Stream(document, bytes([level]) * 1600)
        for key, value in (("/Type", "/XObject"), ("/Subtype", "/Image"), ("/ColorSpace", "/DeviceGray")):
            mask[key] = pikepdf.Name(value)
        mask.Width, mask.Height, mask.BitsPerComponent = 40, 40, 8
        page.obj.Resources.XObject.Im0.SMask = document.make_indirect(mask)

    return prepare


def _set(**keys: object) -> Prepare:
    return lambda document, page: [setattr(page.obj, k, v) for k, v in keys.items()] and None  # type: ignore[func-returns-value]


def _state(**keys: object) -> Prepare:
    def prepare(document: pikepdf.Pdf, page: pikepdf.Page) -> None:
        page.obj.Resources.ExtGState = pikepdf.Dictionary(GS0=pikepdf.Dictionary(**keys))

    return prepare


def _problems(path: Path) -> set[str]:
    _, problems, _ = inspect(path, path.name, "pdf")
    return {p.rule for p in problems if not p.details.get("harmless")}


@pytest.mark.parametrize(
    ("content", "prepare"),
    [
        (BODY + TEXT, None),
        (BODY + "0 0 0.4 rg 55 690 300 30 re f\n" + line("White letters", more="1 g"), None),
        (BODY + PICTURE + TEXT, None),
        (BODY + TEXT + PICTURE, _mask(40)),
        (BODY + TEXT + "q /GS0 gs 1 1 0 rg 55 690 300 30 re f Q\n", _state(BM=pikepdf.Name.Multiply)),
        (BODY + TEXT + "q /GS0 gs 1 1 0 rg 55 690 300 30 re f Q\n", _state(ca=0.3)),
        (line("Text that a program read from the scan", more="3 Tr") + SCAN, None),
        (SCAN + line("Text that a program read from the scan", more="3 Tr"), None),
        (BODY + TEXT, _set(Rotate=90)),
        (BODY + TEXT, _set(Rotate=270)),
        (BODY + TEXT, _set(CropBox=pikepdf.Array([20, 30, 500, 800]))),
    ],
    ids=["plain", "white on dark", "caption on a picture", "watermark", "marker", "pale shade", "scan over its text",
         "text over its scan", "turned", "turned back", "cropped"],
)  # fmt: skip
def test_ordinary_layouts_raise_no_alarm(content: str, prepare: Prepare | None, tmp_path: Path) -> None:
    """Headings on dark ground, captions, watermarks and markers are no hidden text."""
    assert not _problems(pdf(tmp_path, content, prepare=prepare))


@pytest.mark.parametrize(
    ("content", "prepare", "rule"),
    [
        (BODY + TEXT + "0 g 55 690 300 30 re f\n", None, "hidden/covered-text"),
        (BODY + TEXT + "0 g 55 690 300 30 re f\n", _set(Rotate=90), "hidden/covered-text"),
        (BODY + TEXT + "0 g q 1 0 0 1 10 0 cm 45 690 300 30 re f Q\n", None, "hidden/covered-text"),
        (BODY + TEXT + PICTURE, None, "hidden/covered-text"),
        (BODY + TEXT + PICTURE, _mask(255), "hidden/covered-text"),
        (BODY + TEXT, _set(CropBox=pikepdf.Array([20, 720, 500, 842])), "hidden/invisible-text"),
        (BODY + line("Yamada Taro", more="0.99 g"), None, "hidden/invisible-text"),
    ],
    ids=["black box", "black box on a turned page", "moved box", "picture", "picture with a full mask", "cropped away",
         "nearly white"],
)  # fmt: skip
def test_hidden_text_is_found(content: str, prepare: Prepare | None, rule: str, tmp_path: Path) -> None:
    """However text is covered, the page and the text are compared."""
    assert rule in _problems(pdf(tmp_path, content, prepare=prepare))


def test_a_revision_that_lost_nothing_is_harmless(tmp_path: Path) -> None:
    """Saving again without deleting anything is no earlier version to worry about."""
    path = revised(pdf(tmp_path, BODY), (BODY + line("One more line")).encode())
    _, problems, _ = inspect(path, path.name, "pdf")
    assert [p.details["harmless"] for p in problems if p.rule == "hidden/earlier-revision"] == [True]


def test_pages_without_text_are_held(tmp_path: Path) -> None:
    """A scanned page was read by nobody."""
    assert "file/not-screened" in _problems(pdf(tmp_path, SCAN))
