"""Archives are read strictly, and nothing in one makes the reading fail."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.tables.archive import Archive, BrokenArchive
from catalog.tables.container import inspect, sniff
from catalog.tables.seen import Seen, shown_name
from tests.hidden.examples import workbook, zip_of

MEMBERS = {"名簿/一覧.csv": "名称,数\nA,1\n".encode() * 40, "stored.txt": b"x" * 300}


def _bytes() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in MEMBERS.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 4, 1, 0, 0, 0)), data)
    return out.getvalue()


PLAIN = _bytes()


def _read(data: bytes, folder: Path) -> tuple[dict[str, bytes] | None, Seen]:
    path = folder / "a.zip"
    path.write_bytes(data)
    seen = Seen()
    try:
        archive = Archive(path, seen)
    except BrokenArchive:
        return None, seen
    return {entry.name: content for entry, content in archive.members(seen)}, seen


def test_a_plain_archive_gives_its_members_and_no_problem(tmp_path: Path) -> None:
    """What any program packs is read without complaint."""
    members, seen = _read(PLAIN, tmp_path)
    assert members == MEMBERS
    assert not seen.problems


@given(at=st.integers(0, len(PLAIN) - 1), change=st.integers(1, 255))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_changed_byte_never_passes_as_other_content(at: int, change: int, tmp_path: Path) -> None:
    """Either the content is as it was, or something is reported."""
    data = bytearray(PLAIN)
    data[at] ^= change
    members, seen = _read(bytes(data), tmp_path)
    if members is not None and not seen.problems:
        assert list(members.values()) == list(MEMBERS.values())


@given(tail=st.binary(min_size=1, max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bytes_behind_the_end_are_always_reported(tail: bytes, tmp_path: Path) -> None:
    """Whatever is appended is noticed."""
    members, seen = _read(PLAIN + tail, tmp_path)
    assert members is None or {p.rule for p in seen.problems} & {"hidden/bytes-outside", "file/archive-mismatch"}


@given(
    data=st.binary(max_size=400),
    head=st.sampled_from(
        [
            b"",
            b"PK\x03\x04",
            b"%PDF-1.7\n",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff",
            b"<?xml",
            b"{\\rtf",
            b"GIF89a",
        ]
    ),
)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nonsense_is_never_an_error(data: bytes, head: bytes, tmp_path: Path) -> None:
    """Any bytes give texts and problems, never a crash."""
    path = tmp_path / "a.bin"
    path.write_bytes(head + data)
    kind = sniff(path, "a.bin")
    _, problems, _ = inspect(path, "a.bin", kind)
    if head in (b"PK\x03\x04", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n"):
        assert problems


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "docProps/core.xml"]
)
def test_a_document_type_is_refused(part: str, tmp_path: Path) -> None:
    """XML that declares entities is not even parsed."""
    path = workbook(tmp_path)
    with zipfile.ZipFile(path) as archive:
        members = {n: archive.read(n) for n in archive.namelist()}
    bomb = b'<!DOCTYPE a [<!ENTITY b "&#x6c;"><!ENTITY c "&b;&b;&b;">]>'
    head, _, rest = members[part].partition(b"?>")
    members[part] = head + b"?>" + bomb + rest
    path = zip_of(tmp_path / "new", members, "a.xlsx")
    _, problems, _ = inspect(path, "a.xlsx", "xlsx")
    assert any(p.rule == "file/unreadable" and p.details.get("reason") == "doctype" for p in problems)


def test_names_of_people_are_not_shown() -> None:
    """A member's name may be a person's; technical names stay readable."""
    assert shown_name("xl/worksheets/sheet1.xml") == "xl/worksheets/sheet1.xml"
    assert shown_name("風間みなと_履歴.xlsx") == "＊＊＊.xlsx"
    assert shown_name("09000000000.csv") == "＊＊＊.csv"
