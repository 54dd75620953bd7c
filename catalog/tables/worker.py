"""Reading in a worker process with limits on memory and time, so that a hostile file cannot take anything down with it.

Delimited text is read in this process: its reader allocates in proportion to the file and runs no foreign parser of
compressed or nested input (polars and the csv module over bytes that were validated as text). Everything else (workbooks,
archives, documents, images, JSON, XML) is read in a kept worker; a crash, a panic, a time-out becomes `file/unreadable`.
Workers come from a fresh interpreter (polars is not fork-safe) and are replaced only after a limit or a crash.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import resource as limits
import signal
import socket
import subprocess
import sys
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path

from catalog.files import file_digest
from catalog.model import Resource
from catalog.tables.magic import sniff
from catalog.tables.read import read
from catalog.tables.table import Problem, Source

#: bytes of address space a worker may take
MEMORY = 3_000_000_000
#: seconds of processor time for one file: whether a file is held must not hang on how busy the machine is
SECONDS = 20.0
#: wall time at most, in multiples of that
PATIENCE = 6
#: seconds that a fresh worker may take to start
STARTUP = 60.0
#: read here: nothing in these can explode
TRUSTED = frozenset({"csv", "tsv", "text"})
#: workers that are kept at most
KEPT = 2


def read_guarded(
    path: Path,
    name: str,
    resource: Resource | None = None,
    *,
    blob: Path | None = None,
    sha256: str | None = None,
    size: int | None = None,
    seconds: float = SECONDS,
) -> Source:
    """As `read`, with limits. `sha256` and `size` only serve the Source of a file whose worker died."""
    where = blob or path
    try:
        form = sniff(where, name)
    except (OSError, ValueError):
        form = "unknown"
    if form in TRUSTED:
        return read(path, name, resource, blob=blob, sha256=sha256)
    worker = _take()
    try:
        answer = worker.ask((path, name, resource, blob), seconds)
    except (EOFError, OSError):
        answer = "crash"
    if isinstance(answer, Source):
        _give_back(worker)
        return answer
    worker.stop()
    problem = Problem("file/unreadable", details={"reason": answer, "seconds": seconds if answer == "time" else None})
    digest = sha256 if sha256 is not None else _digest(where)
    return Source(name, where, digest, size if size is not None else _size(where), form, problems=(problem,))


def _digest(path: Path) -> str:
    try:
        return file_digest(path)
    except OSError:
        return ""


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


class _Worker:
    """One child process that reads files until it is stopped.

    A plain child and not `multiprocessing`: that would run the caller's main module again in every worker.
    """

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-c", f"from {__name__} import serve; serve({theirs.fileno()})"],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                # native panics print; what they print can hold values of the file
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
            )
        self.pipe = Connection(ours.detach())
        self.ready = False

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def ask(self, request: tuple[Path, str, Resource | None, Path | None], seconds: float) -> Source | str:
        """The Source, or why there is none: "time", "crash"."""
        if not self.ready:
            # a fresh interpreter needs a moment to load, more on a busy machine, before the clock starts
            if not self.pipe.poll(STARTUP):
                return "time"
            self.ready = bool(self.pipe.recv())
        self.pipe.send(request)
        if not self._answered(seconds):
            return "time"
        answer = self.pipe.recv()
        return answer if isinstance(answer, Source) else "crash"

    def _answered(self, seconds: float) -> bool:
        """Waits until the worker answers, has worked for `seconds`, or stands still for as long."""
        began, spent = time.monotonic(), self._worked()
        while not self.pipe.poll(min(seconds, 0.5)):
            waited = time.monotonic() - began
            worked = self._worked() - spent
            if worked >= seconds or waited >= PATIENCE * seconds or (waited >= seconds and worked < seconds / 10):
                return False
        return True

    def _worked(self) -> float:
        """Processor seconds of the worker so far; where the system does not tell, wall time."""
        try:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return time.monotonic()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self.pipe.close()
        self.process.kill()
        self.process.wait()


_IDLE: list[_Worker] = []
_LOCK = threading.Lock()


def _take() -> _Worker:
    with _LOCK:
        while _IDLE:
            worker = _IDLE.pop()
            if worker.alive:
                return worker
            worker.stop()
    return _Worker()


def _give_back(worker: _Worker) -> None:
    with _LOCK:
        if len(_IDLE) < KEPT:
            _IDLE.append(worker)
            return
    worker.stop()


@atexit.register
def stop_workers() -> None:
    """Ends the kept workers."""
    with _LOCK:
        while _IDLE:
            _IDLE.pop().stop()


def serve(descriptor: int) -> None:
    """The worker's side: answers requests until the other side closes."""
    limits.setrlimit(limits.RLIMIT_AS, (MEMORY, MEMORY))
    limits.setrlimit(limits.RLIMIT_CORE, (0, 0))
    # blocked in `catalog.workers`; here Ctrl-C ends a long read
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    pipe = Connection(descriptor)
    pipe.send(True)
    while True:
        try:
            path, name, resource, blob = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(read(path, name, resource, blob=blob))
