"""The output folder: old site or new site, never a mixture; nothing but what was screened; nothing of others lost."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from catalog import output
from catalog.errors import CatalogError, OurFault
from catalog.output import Generation, locked, previous_site, verify
from catalog.release.published import Distribution


def site(out: Path, files: dict[str, bytes]) -> None:
    """Builds a small site."""
    generation = Generation(out)
    generation.start()
    generation.write(files.items())
    generation.manifest([], "2026-04-01T00:00:00+00:00", "sha256:x")
    generation.publish()


def tree(folder: Path) -> dict[str, bytes]:
    """Every file by path."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_new_site_replaces_the_old_one_whole(tmp_path: Path) -> None:
    """Files of the old site do not survive; nothing is left beside."""
    out = tmp_path / "public"
    site(out, {"index.html": b"1", "old.html": b"1"})
    site(out, {"index.html": b"2"})
    assert set(tree(out)) == {"index.html", "manifest.json"}
    assert [p.name for p in tmp_path.iterdir()] == ["public"]


def test_same_input_same_bytes(tmp_path: Path) -> None:
    """A rebuild that changes nothing changes no byte, the manifest included."""
    out = tmp_path / "public"
    site(out, {"index.html": b"1"})
    before = tree(out)
    site(out, {"index.html": b"1"})
    assert tree(out) == before


def test_manifests_form_a_chain(tmp_path: Path) -> None:
    """Each manifest names the one before by its hash."""
    out = tmp_path / "public"
    site(out, {"index.html": b"1"})
    first = (out / "manifest.json").read_bytes()
    site(out, {"index.html": b"2"})
    second = json.loads((out / "manifest.json").read_bytes())
    assert second["previous"] == hashlib.sha256(first).hexdigest()
    assert second["version"] == 2


def test_verify_sees_every_difference(tmp_path: Path) -> None:
    """A changed, a missing and an added file."""
    out = tmp_path / "public"
    site(out, {"a.html": b"1", "b.html": b"1", "c.html": b"1"})
    assert verify(out) == []
    (out / "a.html").write_bytes(b"x")
    (out / "b.html").unlink()
    (out / "d.html").write_bytes(b"x")
    assert verify(out) == [("a.html", "changed"), ("b.html", "missing"), ("d.html", "not in the manifest")]


@pytest.mark.parametrize("failing", ["manifest", "publish"])
def test_a_failing_build_leaves_the_old_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    """Whatever fails before the exchange, the old site stands as it was."""
    out = tmp_path / "public"
    site(out, {"index.html": b"1"})
    before = tree(out)

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(output, "_sync" if failing == "publish" else "media_type", fail)
    with pytest.raises(OSError, match="disk full"):
        site(out, {"index.html": b"2"})
    assert tree(out) == before


def test_a_file_that_reads_back_differently_is_never_published(tmp_path: Path) -> None:
    """A bad disk shows before the exchange."""
    out = tmp_path / "public"
    generation = Generation(out)
    generation.start()
    generation.write([("index.html", b"1")])
    generation.manifest([], "2026-04-01", "x")
    (generation.folder / "index.html").write_bytes(b"2")
    with pytest.raises(OurFault, match="reads back differently"):
        generation.publish()
    assert not out.exists()


def test_what_was_not_screened_cannot_be_placed(tmp_path: Path) -> None:
    """A distribution whose bytes differ from the screened hash stops the build."""
    blob = tmp_path / "blob"
    blob.write_bytes(b"other bytes")
    d = Distribution("a", "datasets/a/a.csv", "csv", "text/csv", 3, hashlib.sha256(b"abc").hexdigest(), blob, "src")
    generation = Generation(tmp_path / "public")
    generation.start()
    with pytest.raises(OurFault, match="not the file that was screened"):
        generation.place([d])


@pytest.mark.parametrize("path", ["../x", "/x", "a//b", "a/./b", "a/../b", ""])
def test_paths_stay_inside_the_site(tmp_path: Path, path: str) -> None:
    """No stage can write outside the new generation."""
    generation = Generation(tmp_path / "public")
    generation.start()
    with pytest.raises(OurFault):
        generation.write([(path, b"")])


def test_one_path_is_written_once(tmp_path: Path) -> None:
    """Two stages that claim one path, also in another case, are a bug and not a race."""
    generation = Generation(tmp_path / "public")
    generation.start()
    generation.write([("a/b.html", b"1")])
    for path in ("a/b.html", "a/B.html"):
        with pytest.raises(OurFault, match="written twice"):
            generation.write([(path, b"2")])


def test_a_folder_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    """A folder with files but without our manifest is refused; an empty one is fine."""
    (tmp_path / "photos").mkdir()
    assert previous_site(tmp_path / "photos") is None
    (tmp_path / "photos" / "a.jpg").write_bytes(b"x")
    with pytest.raises(CatalogError, match=r"no manifest\.json"):
        previous_site(tmp_path / "photos")


def test_a_second_build_is_kept_out(tmp_path: Path) -> None:
    """Two builds of one folder never interleave."""
    out = tmp_path / "public"
    refused: list[BaseException] = []

    def second() -> None:
        try:
            with locked(out):
                pass
        except CatalogError as error:
            refused.append(error)

    with locked(out):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert refused
    with locked(out):
        pass


def test_a_build_killed_at_any_step_leaves_a_whole_site(tmp_path: Path) -> None:
    """Killed before the 1st, 2nd, 3rd … write, sync or rename: the site is the old one or the new one, and the next build works."""
    out = tmp_path / "public"
    old, new = (
        {"index.html": b"1", "old.html": b"1", "d/a.csv": b"1"},
        {"index.html": b"2", "new.html": b"2", "d/a.csv": b"2"},
    )
    site(out, old)
    whole_old = tree(out)
    killed = 0
    for step in range(1, 200):
        child = os.fork()
        if child == 0:
            _die_at(step)
            site(out, new)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        seen = tree(out)
        if seen == whole_old:
            assert os.waitstatus_to_exitcode(status) == 9
            killed += 1
            continue
        assert {k: v for k, v in seen.items() if k != "manifest.json"} == new
        assert verify(out) == []
        site(out, old)
        whole_old = tree(out)
        if os.waitstatus_to_exitcode(status) == 0:
            break
        killed += 1
    assert killed > 10
    assert not (tmp_path / ".public.new").exists()


def _die_at(step: int) -> None:
    """Makes this process exit at the n-th call that touches the disk."""
    count = 0

    def dying(function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            nonlocal count
            count += 1
            if count == step:
                os._exit(9)
            return function(*args, **kwargs)

        return wrapped

    for owner, names in (
        (os, ("fsync", "unlink", "rmdir")),
        (Path, ("write_bytes", "rename", "mkdir")),
        (output, ("exchange",)),
    ):
        for name in names:
            setattr(owner, name, dying(getattr(owner, name)))


def test_a_link_in_place_of_a_file_is_a_difference(tmp_path: Path) -> None:
    """What a link leads to can change without the site: the same bytes today are no excuse."""
    site(tmp_path / "public", {"index.html": b"x"})
    (tmp_path / "twin.html").write_bytes(b"x")
    (tmp_path / "public/index.html").unlink()
    (tmp_path / "public/index.html").symlink_to(tmp_path / "twin.html")
    assert verify(tmp_path / "public") == [("index.html", "changed")]


def test_a_manifest_that_lists_nothing_readable(tmp_path: Path) -> None:
    """A manifest somebody has written into is named, without a fault of the program."""
    site(tmp_path / "public", {"index.html": b"x"})
    (tmp_path / "public/manifest.json").write_text('{"files": [{"name": "index.html"}]}', encoding="utf-8")
    with pytest.raises(CatalogError, match=r"manifest\.json: is missing or unreadable"):
        verify(tmp_path / "public")
