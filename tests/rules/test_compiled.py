"""Bundled data kept in compiled form: it saves time and never changes what is checked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from catalog import compiled
from catalog.bundled import bundled
from catalog.errors import CatalogError, OurFault
from catalog.rules import registry
from catalog.rules.pack import read_pack


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache of our own, empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    compiled._folder.cache_clear()
    yield tmp_path / "machi-catalog"
    compiled._folder.cache_clear()


def refuse() -> Any:
    """Stands for reading the YAML where that should not happen."""
    raise AssertionError("made anew")


def entry(folder: Path) -> Path:
    """The only entry of a cache."""
    (only,) = folder.iterdir()
    return only


def test_the_second_start_reads_what_the_first_kept(folder: Path) -> None:
    """The same YAML is parsed once."""
    made = {"語": ["a", 1, 1.5, None, True]}
    assert compiled.kept("yaml", "0" * 64, lambda: made) == made
    assert compiled.kept("yaml", "0" * 64, refuse) == made
    assert compiled.kept("yaml", "1" * 64, lambda: "other") == "other"


def test_all_rules_are_there_with_and_without_cache(folder: Path) -> None:
    """Rules from the cache are the rules of the packs, one by one."""
    first, second = (read_pack(bundled("validators")) for _ in range(2))
    assert first == second
    for kept in folder.iterdir():
        kept.unlink()
    assert read_pack(bundled("validators")) == first


@pytest.mark.parametrize("damage", [b"", b"{}", b"x"])
def test_a_damaged_entry_is_made_anew(folder: Path, damage: bytes) -> None:
    """Half a file, or one that somebody edited, does not count."""
    compiled.kept("yaml", "0" * 64, lambda: ["all", "rules"])
    path = entry(folder)
    path.write_bytes(path.read_bytes()[:64] + damage)
    assert compiled.kept("yaml", "0" * 64, lambda: ["all", "rules"]) == ["all", "rules"]


def test_an_entry_that_others_may_write_is_not_believed(folder: Path) -> None:
    """Neither a file open to everybody nor a link to one elsewhere."""
    compiled.kept("yaml", "0" * 64, lambda: "weak")
    path = entry(folder)
    path.chmod(0o666)
    assert compiled.kept("yaml", "0" * 64, lambda: "strong") == "strong"
    assert not path.stat().st_mode & 0o022
    path.rename(folder.parent / "elsewhere")
    path.symlink_to(folder.parent / "elsewhere")
    assert compiled.kept("yaml", "0" * 64, lambda: "anew") == "anew"
    assert not path.is_symlink()


def test_a_cache_folder_of_others_is_not_used(folder: Path) -> None:
    """A folder open to everybody is left alone."""
    folder.mkdir()
    folder.chmod(0o777)
    assert compiled.kept("yaml", "0" * 64, lambda: 1) == 1
    assert not list(folder.iterdir())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_stops_nothing(folder: Path) -> None:
    """Read-only machines read the YAML each time."""
    folder.mkdir()
    folder.chmod(0o500)
    assert compiled.kept("yaml", "0" * 64, lambda: 1) == 1


def test_a_wrong_pack_is_told_and_not_kept(folder: Path, tmp_path: Path) -> None:
    """A rule that names no check is an error each time, never a rule less."""
    pack = tmp_path / "packs" / "file"
    pack.mkdir(parents=True)
    (pack / "x.yaml").write_text("id: file/x\ncheck: nothing-of-the-kind\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(CatalogError, match="nothing-of-the-kind"):
            read_pack(tmp_path / "packs")


def test_a_check_that_is_gone_is_our_fault() -> None:
    """A rule whose check no module holds stops the run; it is not passed over."""
    with pytest.raises(OurFault):
        registry.registered("nothing-of-the-kind", "catalog.checks.file")
