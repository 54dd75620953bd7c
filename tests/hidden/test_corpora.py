"""Broken, hostile and odd files that nobody here made: no crash, no hang, and nothing dangerous goes out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.rule import Context, Finding
from catalog.rules.run import run
from catalog.tables.container import inspect, sniff
from catalog.tables.worker import read_guarded
from tests.hidden.examples import own_pack

SHARED = Path(__file__).parents[3] / "shared"
CORPORA = SHARED / "corpora"
pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="needs the shared development data")

HOSTILE = (
    "oletools-samples/encrypted/*", "oletools-samples/basic/encrypted*", "oletools-samples/msodde/dde-*",
    "oletools-samples/ooxml/dde-*", "oletools-samples/oleobj/*", "oletools-samples/rtfobj/*",
    "apache-poi/duplicate-filename*", "apache-poi/*xmlbomb*", "apache-poi/protected_*", "apache-poi/*.xlsm",
    "apache-poi/SimpleMacro.xls", "apache-poi/54764-2.xlsx", "apache-poi/xlsx-corrupted.xlsx", "calamine/pass_*",
    "zip-hostile/aes*", "zip-hostile/invalid*", "zip-hostile/misaligned*", "zip-hostile/ppmd*", "zip-hostile/zip64_*",
    "pdf-samples/023*/*.pdf", "pdf-samples/024*/*.pdf", "pdf-samples/025*/*.pdf", "frictionless/table.csv.gz",
)  # fmt: skip
HARMLESS = ("apache-poi/SampleSS.xlsx", "apache-poi/DateFormatTests.xlsx", "calamine/date.ods", "calamine/date.xls",
            "oletools-samples/msodde/harmless-clean.docx", "pdf-samples/002*/*.pdf", "pdf-samples/004*/*.pdf",
            "pdf-samples/026*/*.pdf", "zip-hostile/data_descriptor.zip")  # fmt: skip


def _files(*patterns: str) -> Iterator[Path]:
    for pattern in patterns:
        found = sorted(p for p in CORPORA.glob(pattern) if p.is_file())
        assert found, pattern
        yield from found


def _holding(path: Path) -> list[Finding]:
    source = read_guarded(path, path.name)
    findings = run(source, own_pack(), Context(as_of="2026-04-01")).findings
    return [f for f in findings if f.verdict != "pass" and f.rule.startswith(("file/", "hidden/"))]


@pytest.mark.parametrize("path", list(_files(*HOSTILE)) if CORPORA.is_dir() else [], ids=lambda p: p.name)
def test_hostile_files_are_held(path: Path) -> None:
    """Encrypted files, macros, calls of programs, broken and lying archives never go out."""
    assert _holding(path)


@pytest.mark.parametrize("path", list(_files(*HARMLESS)) if CORPORA.is_dir() else [], ids=lambda p: p.name)
def test_plain_files_are_not_held(path: Path) -> None:
    """Ordinary workbooks and documents raise no alarm."""
    assert not _holding(path)


def test_every_file_can_be_walked() -> None:
    """No file of any kind (every fourth of the set) makes the walk fail; each gives texts and problems."""
    for path in sorted(p for p in CORPORA.rglob("*") if p.is_file())[::4]:
        texts, problems, _ = inspect(path, path.name, sniff(path, path.name))
        assert texts
        assert all("/" in p.rule for p in problems), path


@pytest.mark.skipif(not (SHARED / "realdata").is_dir(), reason="needs the shared development data")
def test_real_workbooks_are_not_drowned() -> None:
    """Names of printers, folders and clerks in real workbooks do not hold them."""
    held = [p.name for p in sorted((SHARED / "realdata").rglob("*.xls*"))[::3] if p.stat().st_size and _holding(p)]
    assert not held
