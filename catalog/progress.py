"""Progress on a terminal: which dataset, what stage, what was held and why. Silent when stderr is not a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

STAGES = {
    "read": ("読み取りと確認", "reading and checking"),
    "release": ("公開ファイルの作成", "making the files"),
    "metadata": ("メタデータ", "metadata"),
    "pages": ("ページ", "pages"),
    "search": ("検索", "search"),
    "publish": ("入れ替え", "exchanging"),
}


class Progress(Protocol):
    """What the pipeline tells: stages with a size, one step per dataset."""

    def stage(self, name: str, total: int) -> None: ...
    def step(self, label: str, decision: str | None = None) -> None: ...
    def close(self) -> None: ...


class Silent:
    """For pipes, CI logs and tests."""

    def stage(self, name: str, total: int) -> None:
        pass

    def step(self, label: str, decision: str | None = None) -> None:
        pass

    def close(self) -> None:
        pass


class Terminal:
    """A rich progress bar with the running tally."""

    def __init__(self, lang: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        self._lang = lang
        self._held = 0
        self._bar: Any = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}"),
            console=Console(stderr=True),
            transient=True,
        )
        self._task: Any = None
        self._bar.start()

    def stage(self, name: str, total: int) -> None:
        if self._task is not None:
            self._bar.remove_task(self._task)
        words = STAGES.get(name, (name, name))
        self._task = self._bar.add_task(words[1 if self._lang == "en" else 0], total=max(total, 1), note="")

    def step(self, label: str, decision: str | None = None) -> None:
        if decision in ("review", "withhold"):
            self._held += 1
        held = f" held {self._held}" if self._lang == "en" else f" 保留 {self._held}"
        self._bar.update(self._task, advance=1, note=label + (held if self._held else ""))

    def close(self) -> None:
        self._bar.stop()


def progress(lang: str) -> Progress:
    """The progress that fits where stderr goes."""
    return Terminal(lang) if sys.stderr.isatty() else Silent()


@contextmanager
def closing(shown: Progress) -> Iterator[Progress]:
    """Closes the progress whatever happens."""
    try:
        yield shown
    finally:
        shown.close()
