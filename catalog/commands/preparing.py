"""`init`, `add`, `tidy`, `transform`: from what a city has to what can go out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from catalog.commands.options import DONE, HELD, AsOf, City, date, emit, lang, say
from catalog.errors import CatalogError


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="作るフォルダ / the folder to make")],
) -> None:
    """そのままビルドできる小さな市のフォルダを作る。/ Writes a small city folder that builds as it is.

    例 / e.g. `catalog init mycity`
    """
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
    """ファイルを読み、記述子（推測には印）を書き、確認する。/ Reads a file, writes its descriptor, checks it.

    例 / e.g. `catalog add 施設一覧.xlsx --city mycity --id facilities`
    """
    from catalog.release.add import add as describe

    added = describe(file, city, id, as_of=date(None))
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
    """乱れた表を整った CSV にし、変更をすべて知らせる。/ Rewrites a messy sheet as clean CSV; says every change.

    例 / e.g. `catalog tidy 一覧.xlsx -o 一覧.csv`
    """
    from catalog.release.tidy import tidy as run

    if not file.is_file():
        raise CatalogError.at(file, "is no file", "check the spelling")
    target = output or file.with_name(f"{file.stem}.tidy.csv")
    if not target.parent.is_dir():
        raise CatalogError.at(target, "cannot be written: there is no such folder", "make it, or choose another place")
    result = run(file, target, long=long)
    for line in result.messages(lang()):
        say(line, line)
    for path in result.written:
        emit(f"{path}\n", None)
    if result.written:
        say(
            "次にすること: 上の変更と中身を確かめ、`catalog add FILE.csv --city 市のフォルダ` で加えてください。元のファイルは変えていません。",
            "Next: look at the changes and the table, then `catalog add FILE.csv --city CITY`. The input is as it was.",
        )
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
        int,
        typer.Option("--k", min=2, help="提案の目標: 見分けのつかない行の数 / target: rows that look alike"),
    ] = 5,
    threshold: Annotated[
        int | None,
        typer.Option("--threshold", min=2, help="提案の目標: これ未満の人数は秘匿 / target: counts below are hidden"),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--form", metavar="rows|statistics", help="個票か集計か（省略時は内容で選ぶ）/ rows or a table of counts"
        ),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option("--keep", metavar="COLUMN", help="提案で除かない列（複数可）/ a column that must stay"),
    ] = None,
    approve: Annotated[
        bool,
        typer.Option(
            "--approve",
            help="この手順書を承認する（--by と --reason が必要）/ approve this recipe as it is written now",
        ),
    ] = False,
    by: Annotated[str | None, typer.Option("--by", help="承認者 / who approves the recipe")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="承認の理由 / why")] = None,
    new_key: Annotated[
        Path | None,
        typer.Option("--new-key", metavar="FILE", help="符号を置き換える鍵を作る / make a key for replacing codes"),
    ] = None,
    steps: Annotated[
        bool, typer.Option("--steps", help="手順の一覧と例を表示する / list every step with an example")
    ] = False,
    as_of: AsOf = None,
) -> None:
    """手順書（recipe.yaml）のとおりに加工する。元のファイルは変えず、公開もしない。/ Runs a recipe; the source stays where it is.

    手順 / steps:

    列 columns: drop keep rename ·
    値 values: address date classes top_bottom recode suppress_rare round ·
    組と符号 groups, codes: groups code shuffle ·
    集計 statistics: aggregate suppress

    例 / examples:

    catalog transform --suggest 名簿.csv -o recipe.yaml  （目標に届く案と、失うもの・残るおそれ / a proposal and its trade）

    catalog transform recipe.yaml -o 公開用.csv  （各手順が除いた数を示す / says what each step removed）

    catalog transform recipe.yaml --approve --by 情報政策課長 --reason 影響評価済み  （only: statistics の手順書）

    catalog transform --steps  （すべての手順の書き方 / every step with an example; docs/recipes.md）
    """
    from catalog.release import transform as library

    if steps:
        from catalog.release.recipe_keys import overview

        emit(overview(), None)
        return
    if sum(x is not None for x in (recipe, suggest, new_key)) != 1:
        raise CatalogError("transform: give a RECIPE.yaml, or --suggest FILE")
    for path in (recipe, suggest):
        if path is not None and not path.is_file():
            raise CatalogError.at(path, "is no file", "check the spelling")
    if new_key is not None:
        from catalog.release.transform_rows import new_key as write

        write(new_key)
        say(
            f"鍵を {new_key} に作りました。公開もコピーもせず、手順書の key: に書いてください。なくすと同じ符号は作れません。",
            f"Wrote the key {new_key}. Never publish or copy it; name it in key: of the recipe. Without it the same codes cannot be made again.",
        )
        return
    if suggest is not None:
        _suggest(suggest, output, k, threshold, form, keep or (), date(as_of) if as_of else None)
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
    for line in library.judged(done, date(as_of), lang()):
        say(line, line)
    if done.written is None and done.content is not None:
        emit(done.content, None)
    raise typer.Exit(HELD if done.is_held else DONE)


def _suggest(
    file: Path,
    output: Path | None,
    k: int,
    threshold: int | None,
    form: str | None,
    keep: Sequence[str],
    as_of: str | None,
) -> NoReturn:
    from catalog.release.recipe_suggest import suggest

    forms: dict[str | None, Any] = {None: None, "rows": "rows", "statistics": "statistics"}
    if form not in forms:
        raise CatalogError("--form: is unknown → rows, statistics")
    folder = output.parent if output is not None else None
    proposal = suggest(file, k, threshold=threshold, form=forms[form], as_of=as_of, wanted=keep, folder=folder)
    for line in proposal.messages(lang()):
        say(line, line)
    if proposal.reached:
        emit(proposal.yaml, output)
    raise typer.Exit(DONE if proposal.reached else HELD)
