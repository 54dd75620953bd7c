"""`init`, `add`, `tidy`, `transform`: from what a city has to what can go out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from catalog.commands.options import DONE, HELD, AsOf, City, date, emit, lang, say
from catalog.errors import CatalogError


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="作るフォルダ / the folder to make")],
) -> None:
    """そのままビルドできる小さな市のフォルダを作る。/ Writes a small city folder that builds as it is."""
    from catalog.release.add import init as make

    make(folder)
    say(
        f"{folder} を作りました。次は `catalog build {folder}`、データの追加は `catalog add FILE --city {folder}`。",
        f"Made {folder}. Next: `catalog build {folder}`; add data with `catalog add FILE --city {folder}`.",
    )


def add(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="加えるファイル / the file to add")],
    city: City = Path("datasets"),
    id: Annotated[
        str | None,
        typer.Option("--id", metavar="ID", help="データセットの ID（URL になる）/ its id, part of the address"),
    ] = None,
) -> None:
    """ファイルを読み、記述子（推測には印）を書き、確認する。/ Reads a file, writes its descriptor, checks it."""
    from catalog.release.add import add as describe

    added = describe(file, city, id)
    for line in added.messages[lang()]:
        say(line, line)
    raise typer.Exit(HELD if added.decision != "publish" else DONE)


def tidy(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="整えるファイル / the messy file")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE.csv", help="書き出す CSV / the CSV to write")
    ] = None,
    long: Annotated[bool, typer.Option("--long", help="横に並ぶ年を縦に / turn year columns into rows")] = False,
) -> None:
    """乱れた表を整った CSV にし、変更をすべて知らせる。/ Rewrites a messy sheet as clean CSV; says every change."""
    from catalog.release.tidy import tidy as run

    if not file.is_file():
        raise CatalogError.at(file, "is no file", "check the spelling")
    result = run(file, output or file.with_name(f"{file.stem}.tidy.csv"), long=long)
    for line in result.messages(lang()):
        say(line, line)
    for path in result.written:
        emit(f"{path}\n", None)
    raise typer.Exit(DONE if result.written else HELD)


def transform(
    recipe: Annotated[Path | None, typer.Argument(metavar="RECIPE.yaml", help="手順書 / the recipe")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="書き出すファイル / the file to write")
    ] = None,
    suggest: Annotated[
        Path | None,
        typer.Option(
            "--suggest", metavar="FILE", help="このファイルの手順書を提案する / propose a recipe for this file"
        ),
    ] = None,
    k: Annotated[
        int, typer.Option("--k", min=2, help="--suggest の目標 / target of --suggest: rows that look alike")
    ] = 5,
    approve: Annotated[
        bool,
        typer.Option(
            "--approve",
            help="この手順書を承認する（--by と --reason が必要）/ approve this recipe as it is written now",
        ),
    ] = False,
    by: Annotated[str | None, typer.Option("--by", help="承認者 / who approves the recipe")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="承認の理由 / why")] = None,
    as_of: AsOf = None,
) -> None:
    """手順書のとおりに抽象化・集計・秘匿する。/ Runs a recipe: drop, generalise, code, aggregate, suppress.

    例 / e.g. `catalog transform --suggest 名簿.csv -o recipe.yaml`, `catalog transform recipe.yaml -o 公開用.csv`
    """
    from catalog.release import transform as library

    if (recipe is None) == (suggest is None):
        raise CatalogError("transform: give a RECIPE.yaml, or --suggest FILE")
    for path in (recipe, suggest):
        if path is not None and not path.is_file():
            raise CatalogError.at(path, "is no file", "check the spelling")
    if suggest is not None:
        proposal = library.suggest(suggest, k)
        for line in proposal.messages(lang()):
            say(line, line)
        emit(proposal.yaml, output)
        raise typer.Exit(DONE if proposal.reached else HELD)
    assert recipe is not None
    if approve:
        written = library.approve(recipe, by=by or "", on=date(as_of), reason=reason or "")
        say(
            f"承認を {written} に記録しました。手順書を変えると無効になります。",
            f"Recorded in {written}. A changed recipe voids it.",
        )
        return
    done = library.run(recipe, output)
    for line in done.messages(lang()):
        say(line, line)
    if done.written is None and done.content is not None:
        emit(done.content, None)
    raise typer.Exit(HELD if done.is_held else DONE)
