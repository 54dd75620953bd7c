"""The command `catalog`: arguments → one library call → print → exit code (contract §3)."""

from __future__ import annotations

import datetime
import os
import sys
import traceback
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

import catalog
from catalog.errors import CatalogError, OurFault

app = typer.Typer(
    name="catalog",
    help="まちカタログ: 自治体のオープンデータを、読み・確かめ・守り・公開する。\n\nReads, checks, screens and publishes a municipality's open data.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="markdown",
)

DONE, HELD, WRONG, OURS = 0, 1, 2, 3


class ReportFormat(StrEnum):
    text = "text"
    json = "json"
    sarif = "sarif"
    html = "html"
    github = "github"


def _lang() -> str:
    """Language of terminal messages: CATALOG_LANG, else Japanese."""
    return "en" if os.environ.get("CATALOG_LANG", "").lower().startswith("en") else "ja"


def _say(ja: str, en: str) -> None:
    print(en if _lang() == "en" else ja, file=sys.stderr)


def _as_of(value: str | None) -> str:
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


AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DATE", help="この日付として判断する / the date that stands for today (2026-04-01)"
    ),
]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, help="同時に動かす数 / processes to use")]


@app.command()
def check(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...",
            help="市のフォルダ・データセットのフォルダ・ファイル / city folder, dataset folder or files",
        ),
    ],
    format: Annotated[
        ReportFormat, typer.Option("--format", "-f", help="報告の形式 / report format")
    ] = ReportFormat.text,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="標準出力の代わりに書くファイル / write here instead of stdout"),
    ] = None,
    as_of: AsOf = None,
    jobs: Jobs = 1,
) -> None:
    """公開前の確認だけを行う（何も公開しない）。/ The gate alone: reads, checks, screens; writes nothing else.

    例 / e.g. `catalog check 施設一覧.xlsx`, `catalog check datasets --format html -o report.html`
    """
    from catalog import pipeline

    data = pipeline.check(paths, as_of=_as_of(as_of), jobs=jobs, progress=_progress())
    _emit(_render(data, format), output)
    held = data["summary"]["review"] + data["summary"]["withhold"]
    raise typer.Exit(HELD if held else DONE)


@app.command()
def rules(
    rule: Annotated[
        str | None, typer.Argument(metavar="ID", help="規則の ID（例 privacy/person-name）/ id of a rule or family")
    ] = None,
    format: Annotated[str, typer.Option("--format", "-f", help="text | json | markdown")] = "text",
) -> None:
    """規則の一覧と説明。/ Lists the rules, or explains one."""
    from catalog.rules.docs import render_rules

    if format not in ("text", "json", "markdown"):
        raise CatalogError(f"--format {format}: is not known → use text, json or markdown")
    print(render_rules(rule, format, _lang()), end="")


def _render(data: dict[str, Any], format: ReportFormat) -> str:
    from catalog.rules import report

    if format is ReportFormat.json:
        return report.to_json(data)
    if format is ReportFormat.text:
        return report.to_text(data, _lang())
    if format is ReportFormat.html:
        from catalog.rules.formats_html import to_html

        return to_html(data, _lang())
    if format is ReportFormat.sarif:
        from catalog.rules.formats_sarif import to_sarif

        return to_sarif(data)
    from catalog.rules.formats_github import to_github

    return to_github(data)


def _emit(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CatalogError.at(output, f"cannot be written ({error.strerror})", "choose another place") from None


def _progress() -> Any:
    """Live progress on a terminal, silence otherwise."""
    from catalog.progress import progress

    return progress(_lang())


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
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = app(standalone_mode=False)
    except CatalogError as error:
        for mistake in error.mistakes:
            print(str(mistake).removeprefix(": "), file=sys.stderr)
        code = error.exit_code
    except typer.Exit as leave:
        code = leave.exit_code
    except KeyboardInterrupt:
        _say("中断しました。公開済みのサイトはそのままです。", "Interrupted. The published site is as it was.")
        code = 130
    except BrokenPipeError:
        sys.stderr.close()
        code = DONE
    except Exception as error:
        code = _unexpected(error)
    sys.exit(code or 0)


def _unexpected(error: Exception) -> int:
    """Usage errors of the command line are the user's (2); anything else is ours (3), told without the data in it."""
    shown = getattr(error, "format_message", None)
    if shown is not None:
        print(f"catalog: {shown()}", file=sys.stderr)
        _say("使い方: catalog --help", "Usage: catalog --help")
        return WRONG
    if os.environ.get("CATALOG_DEBUG"):
        traceback.print_exc()
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    fault = OurFault(f"{type(error).__name__} ({where})")
    _say(
        f"プログラムの誤りです（{fault}）。公開済みのサイトは変わっていません。CATALOG_DEBUG=1 で詳細を表示します。",
        f"This is our fault ({fault}). The published site is unchanged. Set CATALOG_DEBUG=1 for details.",
    )
    return OURS


if __name__ == "__main__":
    main()
