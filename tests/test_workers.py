"""Ctrl-C while several processes are at work: one of them answers, and none prints a traceback."""

from __future__ import annotations

import multiprocessing
import signal
import threading
import time

import pytest

from catalog.pipeline import executor


def test_a_worker_leaves_ctrl_c_to_the_command() -> None:
    """At a terminal every process gets the key; a worker in the middle of its imports must not fall over it."""
    with executor(2) as pool:
        assert pool is not None
        assert list(pool.map(signal.raise_signal, [signal.SIGINT] * 3)) == [None] * 3


def test_ctrl_c_ends_the_workers_at_once_and_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is being read is not waited for, and what was still to be read troubles nobody."""
    told: list[object] = []
    monkeypatch.setattr(threading, "excepthook", told.append)

    def interrupted() -> None:
        with executor(2) as pool:
            assert pool is not None
            results = iter(pool.map(time.sleep, [0, *[3600] * 5]))
            assert next(results) is None
            getattr(results, "close", list)()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not multiprocessing.active_children() and not told
