"""What all commands share: languages, dates, options, printing."""

from __future__ import annotations

import datetime
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from catalog.errors import CatalogError, language

DONE, HELD, WRONG, OURS = 0, 1, 2, 3


def lang() -> str:
    """Language of terminal messages."""
    return language()


def say(ja: str, en: str) -> None:
    """A message for the person at the terminal (stderr)."""
    print(en if lang() == "en" else ja, file=sys.stderr)


def date(value: str | None) -> str:
    """`--as-of`, else SOURCE_DATE_EPOCH, else today, as ISO 8601."""
    if value:
        try:
            return datetime.date.fromisoformat(value).isoformat()
        except ValueError:
            raise CatalogError(f"--as-of {value}: is no date → write it as 2026-04-01") from None
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date().isoformat()
    return datetime.date.today().isoformat()


def emit(text: str | bytes, output: Path | None) -> None:
    """Results go to stdout, or to the file that was named."""
    content = text.encode() if isinstance(text, str) else text
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise CatalogError.at(output, f"cannot be written ({error.strerror})", "choose another place") from None


def shown() -> Any:
    """Live progress on a terminal, silence otherwise."""
    from catalog.progress import progress

    return progress(lang())


def dataset_folder(wanted: str, city: Path) -> Path:
    """A dataset by folder or by its id in the city.

    Raises:
        CatalogError: there is no such dataset.
    """
    from catalog.config import DESCRIPTOR_FILES, find, named

    for folder in (Path(wanted), city / wanted):
        if folder.is_dir() and find(folder, DESCRIPTOR_FILES):
            return named(folder)
    raise CatalogError(
        f"{wanted}: there is no such dataset → give its folder, or its id with --city FOLDER (now {city})"
    )


AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DATE", help="この日付として判断する / the date that stands for today (2026-04-01)"
    ),
]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, help="同時に動かす数 / processes to use")]
City = Annotated[Path, typer.Option("--city", metavar="DIR", help="市のフォルダ / the city folder")]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="標準出力の代わりに書くファイル / write here, not to stdout"),
]
