"""Files are there whole or not at all."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from catalog import files


def test_what_stands_is_replaced_in_one_step(tmp_path: Path) -> None:
    """A text is written as UTF-8, its line ends as given, and nothing is left beside it."""
    path = tmp_path / "報告.txt"
    files.write_file(path, "古い")
    files.write_file(path, "新しい\r\n行\n")
    assert path.read_bytes() == "新しい\r\n行\n".encode()
    assert [p.name for p in tmp_path.iterdir()] == ["報告.txt"]


def test_a_failed_attempt_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk refuses, yesterday's file stands and no half of today's lies beside it."""
    path = tmp_path / "report.json"
    files.write_file(path, b"yesterday")

    def refuse(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="No space"):
        files.write_file(path, b"today")
    assert path.read_bytes() == b"yesterday"
    assert [p.name for p in tmp_path.iterdir()] == ["report.json"]


def test_a_name_as_long_as_the_system_allows(tmp_path: Path) -> None:
    """A file name of 255 bytes needs no longer name while it is written."""
    path = tmp_path / ("あ" * 83 + ".csv")
    files.write_file(path, b"x")
    assert path.read_bytes() == b"x"


def test_two_writers_of_the_same_bytes_never_meet(tmp_path: Path) -> None:
    """Two datasets that publish the same file put it into the store at the same moment."""
    with ThreadPoolExecutor(8) as pool:
        blobs = set(pool.map(lambda _: files.store_blob(tmp_path, b"same" * 10_000), range(64)))
    assert [p.name for p in blobs] == [files.content_digest(b"same" * 10_000)] == [p.name for p in tmp_path.iterdir()]


def test_a_file_that_is_ours_alone(tmp_path: Path) -> None:
    """What is written for one's own eyes is closed to others from the first byte."""
    files.write_file(tmp_path / "kept", b"x", mode=0o600)
    assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o600


def test_digests_of_bytes_text_and_files_agree(tmp_path: Path) -> None:
    """The published example of SHA-256 (FIPS 180-2: "abc"), given as bytes, text and file."""
    (tmp_path / "abc").write_bytes(b"abc")
    found = {files.content_digest(b"abc"), files.content_digest("abc"), files.file_digest(tmp_path / "abc")}
    assert found == {"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}
