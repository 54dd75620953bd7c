"""`check`, `rules`, `diff`, `verify`: looking, without changing anything."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from catalog.commands.options import DONE, HELD, AsOf, Jobs, Output, date, emit, lang, say, shown
from catalog.errors import CatalogError, in_language


class ReportFormat(StrEnum):
    """Forms of the report."""

    text = "text"
    json = "json"
    sarif = "sarif"
    html = "html"
    github = "github"
    xlsx = "xlsx"


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
    output: Output = None,
    as_of: AsOf = None,
    jobs: Jobs = 1,
) -> None:
    """公開前の確認だけを行う（何も公開しない）。/ The gate alone: reads, checks, screens; writes nothing else.

    例 / e.g. `catalog check 施設一覧.xlsx`, `catalog check datasets --format html -o report.html`
    """
    from catalog import pipeline

    if format is ReportFormat.xlsx and output is None and sys.stdout.isatty():
        raise CatalogError("--format xlsx: is a workbook, which no terminal can show → add --output report.xlsx")
    data = pipeline.check(paths, as_of=date(as_of), jobs=jobs, progress=shown())
    emit(_render(data, format, _city(paths)), output)
    if not data["datasets"]:
        say(
            "確認するファイルがありませんでした。フォルダの場所を確かめてください。",
            "There was no file to check: is it the right folder?",
        )
    held = data["summary"]["review"] + data["summary"]["withhold"]
    if held and format is ReportFormat.text:
        _next_step(_city(paths))
    raise typer.Exit(HELD if held else DONE)


def rules(
    rule: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="規則の ID（例 privacy/person-name）か分類 / id of a rule, or a family"),
    ] = None,
    format: Annotated[str, typer.Option("--format", "-f", help="text | json | markdown")] = "text",
) -> None:
    """規則の一覧と説明。/ Lists the rules, or explains one.

    例 / e.g. `catalog rules`, `catalog rules privacy`, `catalog rules privacy/person-name`
    """
    from catalog.rules.docs import render_rules

    if format not in ("text", "json", "markdown"):
        raise CatalogError(f"--format {format}: is not known → use text, json or markdown")
    emit(render_rules(rule, format, lang()), None)


def verify(
    public: Annotated[
        Path, typer.Argument(metavar="PUBLIC", help="公開フォルダ / the folder that `catalog build` wrote")
    ],
) -> None:
    """公開フォルダの全ファイルを manifest.json と照合する。/ Re-hashes every published file against the manifest.

    例 / e.g. `catalog verify public`
    """
    from catalog.output import verify as differences

    found = differences(public)
    for path, problem in found:
        emit(f"{path}: {in_language(problem, lang())}\n", None)
    if found:
        say(f"{len(found)}件の不一致があります。", f"{len(found)} files differ from the manifest.")
        raise typer.Exit(HELD)
    say("すべて一致しました。", "Every file is as published.")


def diff(
    old: Annotated[
        Path, typer.Argument(metavar="OLD", help="report.json か公開フォルダ / a report.json or a public folder")
    ],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="比べる相手 / what to compare it with")],
    format: Annotated[str, typer.Option("--format", "-f", help="text | json")] = "text",
) -> None:
    """2つの報告、または2つの公開フォルダの違い。/ What changed between two reports, or two public folders.

    例 / e.g. `catalog diff reports-old/report.json reports/report.json`
    """
    from catalog.rules.differences import compare, render

    if format not in ("text", "json"):
        raise CatalogError(f"--format {format}: is not known → use text or json")
    emit(render(compare(old, new), format, lang()), None)


def _next_step(city: Path | None) -> None:
    from catalog.rules.wording import approve_command

    ja = "次にすること: 「→」のとおりに直して、もう一度確かめてください。そのまま公開する根拠があるなら、"
    en = "Next: mend what “→” says, then check again. With a basis to publish it as it is: "
    if city is None:
        say(
            ja + "`catalog add` で市のフォルダに加えてから承認します。",
            en + "bring it into the city folder with `catalog add`, then approve.",
        )
    else:
        command = approve_command("DATASET", city)
        say(f"{ja}承認してください（`{command}`）。", f"{en}`{command}`.")


def _city(paths: list[Path]) -> Path | None:
    """The one city folder that all paths belong to, None when there are several or none."""
    from catalog.config import CATALOG_FILES, DESCRIPTOR_FILES, find, named

    cities: set[Path | None] = set()
    for path in paths:
        dataset = path.is_dir() and find(path, DESCRIPTOR_FILES)
        city = named(path).parent if dataset else path
        cities.add(city if city.is_dir() and find(city, CATALOG_FILES) else None)
    return cities.pop() if len(cities) == 1 else None


def _render(data: dict[str, Any], format: ReportFormat, city: Path | None = None) -> str | bytes:
    from catalog.rules import report

    if format is ReportFormat.json:
        return report.to_json(data)
    if format is ReportFormat.text:
        return report.to_text(data, lang())
    if format is ReportFormat.html:
        from catalog.rules.formats_html import to_html

        return to_html(data, lang(), city)
    if format is ReportFormat.xlsx:
        from catalog.rules.formats_xlsx import to_xlsx

        return to_xlsx(data)
    if format is ReportFormat.sarif:
        from catalog.rules.formats_sarif import to_sarif

        return to_sarif(data, city)
    from catalog.rules.formats_github import to_github

    return to_github(data, city)
