"""Streams that are closed or a terminal: a scheduler may close any of them, and the exit code stays the answer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cities import facilities, people


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_changes_no_exit_code(tmp_path: Path, closed: str) -> None:
    """0 for what passes, 1 for what is held, 2 for what is not there."""
    (tmp_path / "good.csv").write_text(facilities(), encoding="utf-8")
    (tmp_path / "bad.csv").write_text(people(), encoding="utf-8")
    for name, code in (("good.csv", 0), ("bad.csv", 1), ("nosuch.csv", 2)):
        line = f'exec "$0" -m catalog check {name} {closed}'
        done = subprocess.run(["sh", "-c", line, sys.executable], cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == code, (name, done.stderr)


def test_a_workbook_is_not_printed_on_a_terminal(tmp_path: Path) -> None:
    """Thousands of signs that nobody can read would cover what was said before."""
    (tmp_path / "good.csv").write_text(facilities(), encoding="utf-8")
    ours, terminal = os.openpty()
    try:
        command = [sys.executable, "-m", "catalog", "check", "good.csv", "--format", "xlsx"]
        done = subprocess.run(command, cwd=tmp_path, stdout=terminal, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(terminal)
        os.close(ours)
    assert done.returncode == 2 and b"--output report.xlsx" in done.stderr
