"""Processes of this machine that take datasets off one another's hands: a `concurrent.futures.Executor`.

Ctrl-C reaches every process at a terminal. One of them answers, the one that was started; the others are deaf to it from
their first moment, so that none of them dies in the middle of its imports with a traceback, and are ended by it.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import forkserver, resource_tracker
from typing import Any


@contextmanager
def processes(jobs: int) -> Iterator[Executor]:
    """A pool of `jobs` processes; whatever interrupts the work ends them, finished or not."""
    others = set(multiprocessing.active_children())
    with _deaf():
        forkserver.ensure_running()
    with _Pool(jobs, mp_context=multiprocessing.get_context("forkserver")) as pool:
        try:
            yield pool
        except BaseException:
            for process in set(multiprocessing.active_children()) - others:
                process.terminate()
            raise


class _Pool(ProcessPoolExecutor):
    """Leaves what is no longer wanted where it stands: a pool whose processes are ended stumbles over cancelled work."""

    def map(self, fn: Callable[..., Any], *iterables: Iterable[Any], **_: Any) -> Iterator[Any]:
        waiting = deque(self.submit(fn, *arguments) for arguments in zip(*iterables, strict=False))
        return _results(waiting)


@contextmanager
def _deaf() -> Iterator[None]:
    """What is started meanwhile, and what that starts in turn, never hears of Ctrl-C: blocked signals are inherited."""
    resource_tracker.ensure_running()  # first: when it has to start, it lifts the block
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _results(waiting: deque[Future[Any]]) -> Iterator[Any]:
    while waiting:
        yield waiting.popleft().result()
