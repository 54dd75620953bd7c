"""`approve`: a person decides, and it is remembered."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from catalog.commands.options import AsOf, City, dataset_folder, date, lang, say
from catalog.errors import CatalogError


def approve(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="データセットの ID かフォルダ / id or folder")],
    finding: Annotated[
        str | None,
        typer.Option("--finding", metavar="FINGERPRINT", help="指摘の識別子（report にある）/ from the report"),
    ] = None,
    basis: Annotated[
        str | None, typer.Option("--basis", help="根拠の ID（省略すると一覧から選ぶ）/ id of the legal basis")
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="理由 / why")] = None,
    by: Annotated[
        str | None, typer.Option("--by", help="承認者（課名と職・氏名、公開されない）/ who approves; not published")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="期限（最長1年）/ expiry, at most a year")
    ] = None,
    article: Annotated[str | None, typer.Option("--article", help="条番号 / article of the law or ordinance")] = None,
    city: City = Path("datasets"),
    as_of: AsOf = None,
) -> None:
    """保留の指摘に、根拠・理由・期限を付けて公開を認める。/ Records an approval for one finding in one version of a file.

    オプションを省くと、法令の順に沿った質問で進みます。/ Without options it asks one plain question at a time.

    例 / e.g. `catalog approve aed --city mycity`
    """
    from catalog.release import approving

    folder = dataset_folder(dataset, city)
    today = date(as_of)
    asked = not (finding and basis and reason and by)
    if finding and basis and reason and by:
        wish = approving.Wish(finding, basis, reason, by, until, article)
    elif sys.stdin.isatty():
        from catalog.release.walkthrough import walk

        answered = walk(folder, today, lang(), finding=finding, by=by, ask=input, tell=lambda line: say(line, line))
        if answered is None:
            raise typer.Exit(1)
        wish = answered
    else:
        raise CatalogError("approve: needs --finding, --basis, --reason and --by → or run it in a terminal to be asked")
    done = approving.approve(folder, wish, today)
    for line in done.messages[lang()]:
        say(line, line)
    if asked and done.alike:
        from catalog.release.walkthrough import again

        if again(len(done.alike), lang(), input):
            for line in approving.approve_alike(folder, wish, done.alike, today).messages[lang()]:
                say(line, line)
