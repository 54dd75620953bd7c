"""The command `catalog`: arguments → one library call → print → exit code (contract §3)."""

from __future__ import annotations

import errno
import gc
import os
import sys
import traceback
from pathlib import Path
from typing import Annotated, NoReturn

import typer

import catalog
from catalog.commands import checking, deciding, preparing, publishing
from catalog.commands.options import DONE, OURS, WRONG, say
from catalog.commands.values import read_plainly
from catalog.errors import CatalogError, OurFault, in_language, language

#: Ctrl-C, as shells count it: 128 + SIGINT
INTERRUPTED = 130
#: the disk, or what a user may use of it, is full
_FULL = (errno.ENOSPC, errno.EDQUOT)
#: what the user who runs the command may not touch, or what is no place for a file or folder
_REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG)

app = typer.Typer(
    name="catalog",
    help="まちカタログ: 自治体のオープンデータを、読み・確かめ・守り・公開する。\n\nReads, checks, screens and publishes a municipality's open data.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="markdown",
)
for command in (
    preparing.init,
    preparing.add,
    checking.check,
    publishing.build,
    publishing.serve,
    publishing.search,
    deciding.approve,
    preparing.tidy,
    preparing.transform,
    checking.rules,
    checking.verify,
    publishing.withdraw,
    publishing.harvest,
    checking.diff,
):
    app.command()(command)


def _version(value: bool) -> None:
    if value:
        print(f"machi-catalog {catalog.__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="版を表示 / show the version")
    ] = False,
) -> None:
    pass


def main() -> NoReturn:
    """Entry point: no traceback for anything a user can cause."""
    # nearly all that is made here stays: looking for garbage as often as usual is a tenth of the time
    gc.set_threshold(100_000, 20, 20)
    read_plainly()
    _fill_streams()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = app(standalone_mode=False)
    except CatalogError as error:
        print(error.text(), file=sys.stderr)
        code = error.exit_code
    except typer.Exit as leave:
        code = leave.exit_code
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        code = DONE
    except Exception as error:
        code = _unexpected(error)
    if code == INTERRUPTED:  # typer has caught the key itself, or has handed it on
        say("中断しました。公開済みのサイトはそのままです。", "Interrupted. The published site is as it was.")
    sys.exit(code or 0)


def _fill_streams() -> None:
    """Streams that whoever started the command has closed lead nowhere; left closed, the next file would take their place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - for as long as the command runs


def _unexpected(error: Exception) -> int:
    """Usage errors of the command line are the user's (2); anything else is ours (3), told without the data in it."""
    shown = getattr(error, "format_message", None)
    if shown is not None:
        if said := shown():
            print(f"catalog: {in_language(said, language())}", file=sys.stderr)
        context = getattr(error, "ctx", None)
        usage = f"catalog {context.info_name} --help" if context and context.parent else "catalog --help"
        say(f"使い方: {usage}", f"Usage: {usage}")
        return WRONG
    if isinstance(error, OSError) and error.errno in _FULL:
        full = OurFault.at(
            error.filename or "",
            "the disk is full",
            "free some space, or choose another place with --out, --reports or TMPDIR",
        )
        print(full.text(), file=sys.stderr)
        say("公開済みのサイトは変わっていません。", "The published site is unchanged.")
        return full.exit_code
    if isinstance(error, OSError) and error.errno in _REFUSED and error.filename:
        what, hint = f"cannot be used ({error.strerror})", "check the permissions, or choose another place"
        print(CatalogError.at(error.filename, what, hint).text(), file=sys.stderr)
        return WRONG
    if os.environ.get("CATALOG_DEBUG"):
        traceback.print_exc()
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    fault = OurFault(f"{type(error).__name__} ({where})")
    say(
        f"プログラムの誤りです（{fault}）。公開済みのサイトは変わっていません。CATALOG_DEBUG=1 で詳細を表示します。",
        f"This is our fault ({fault}). The published site is unchanged. Set CATALOG_DEBUG=1 for details.",
    )
    return OURS


if __name__ == "__main__":
    main()
