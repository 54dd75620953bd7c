"""`build`, `serve`, `search`, `harvest`, `withdraw`: the site and what stands in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from catalog.commands.options import DONE, HELD, AsOf, City, Jobs, dataset_folder, date, emit, lang, say, shown
from catalog.errors import CatalogError, in_language


def build(
    city: Annotated[Path, typer.Argument(metavar="CITY", help="市のフォルダ / the city folder")] = Path("datasets"),
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="公開フォルダ / where the site goes")] = Path(
        "public"
    ),
    reports: Annotated[
        Path, typer.Option("--reports", metavar="DIR", help="報告（内部用）/ reports, for the office only")
    ] = Path("reports"),
    base_url: Annotated[
        str | None,
        typer.Option("--base-url", metavar="URL", help="catalog.yaml の base_url の代わり / instead of catalog.yaml's"),
    ] = None,
    jobs: Jobs = 1,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", metavar="ADDRESS", help="Dask のスケジューラ / a Dask scheduler, tcp://host:8786"),
    ] = None,
    as_of: AsOf = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="1件でも保留があれば何も公開しない / publish nothing unless all passes")
    ] = False,
    allow_held: Annotated[
        bool,
        typer.Option("--allow-held", help="保留があっても終了コード0 / exit 0 although something is held (for demos)"),
    ] = False,
    check_links: Annotated[
        bool,
        typer.Option("--check-links", help="外部リンクを確かめる（通信あり）/ check remote links (uses the network)"),
    ] = False,
    search_export: Annotated[
        str | None,
        typer.Option(
            "--search-export", metavar="opensearch", help="検索エンジン用の出力 / bulk files for a search engine"
        ),
    ] = None,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="前回の結果を使わない / examine everything anew")
    ] = False,
) -> None:
    """確認を通ったデータだけで公開サイトを作る。/ Builds the site from what passes the gate.

    例 / e.g. `catalog build mycity --out public --reports reports`

    終了コード: 0 すべて公開 · 1 保留あり（通ったものは公開） · 2 設定の誤り · 3 プログラムの誤り
    """
    from catalog.pipeline import Settings
    from catalog.pipeline import build as run

    if search_export not in (None, "opensearch"):
        raise CatalogError(f"--search-export {search_export}: is not known → use opensearch")
    settings = Settings(
        out=out,
        reports=reports,
        base_url=base_url,
        jobs=jobs,
        cluster=cluster,
        as_of=date(as_of),
        strict=strict,
        check_links=check_links,
        search_export=search_export,
        cache=not no_cache,
    )
    built = run(city, settings, shown())
    from catalog.commands.summary import closing_words

    for line in closing_words(built, settings, lang(), city):
        say(line, line)
    raise typer.Exit(HELD if built.held and not allow_held else DONE)


def serve(
    public: Annotated[Path, typer.Argument(metavar="PUBLIC", help="公開フォルダ / the built site")] = Path("public"),
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535)] = 8000,
) -> None:
    """手元で見る（127.0.0.1 のみ）。/ Preview on 127.0.0.1.

    例 / e.g. `catalog serve public --port 8080`
    """
    from catalog.preview import serve as run

    run(public, port, lambda url: say(f"{url} を開いてください（止めるには Ctrl+C）", f"Open {url} (Ctrl+C stops)"))


#: How datasets were found, when not as typed: what `catalog search` says, in the words of the site's box.
FOUND = {
    "forms": (
        "言い換え・読み・表記の違いで見つかったものです。",
        "Found by synonyms, readings or other spellings.",
    ),
    "sentence": ("質問の文から言葉を取り出して探しました。", "Your sentence was searched by its words."),
    "part": (
        "すべての言葉を含むデータセットはありません。一部の言葉に合うものを並べています。",
        "No dataset contains all the words. These contain some of them.",
    ),
    "alike": (
        "この読みの題名はありません。読みの似たものを並べています。",
        "No title is read like this. These are read much like it.",
    ),
}


def search(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="例 / e.g. 避難所、ひなん、format:csv 公園")],
    site: Annotated[Path, typer.Option("--site", metavar="DIR", help="公開フォルダ / the built site")] = Path("public"),
    facet: Annotated[
        list[str] | None, typer.Option("--facet", metavar="KEY=VALUE", help="絞り込み（例 theme=防災）/ narrow down")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1)] = 20,
    format: Annotated[str, typer.Option("--format", "-f", help="text | json")] = "text",
) -> None:
    """サイトの検索欄と同じ順位で探す。/ The same ranking as the site's search box.

    例 / e.g. `catalog search ひなん`, `catalog search 公園 --facet format=csv --format json`
    """
    from catalog.search.parse import FACET_NAMES, FACET_OF
    from catalog.search.query import search as find

    if format not in ("text", "json"):
        raise CatalogError(f"--format {format}: is not known → use text or json")
    facets: dict[str, list[str]] = {}
    for one in facet or []:
        key, _, value = one.partition("=")
        if not value.strip():
            raise CatalogError(f"--facet {one}: has no value → write it as theme=防災")
        if key not in FACET_OF:
            raise CatalogError(f"--facet {key}: is not known → use one of {', '.join(FACET_NAMES)}")
        facets.setdefault(FACET_OF[key], []).append(value)
    if not (site / "search").is_dir():
        raise CatalogError.at(site, "has no search index", "build the site first: `catalog build`")
    result = find(site, query, facets, limit)
    if format == "json":
        emit(json.dumps(result, ensure_ascii=False, indent=1) + "\n", None)
        return
    say(f"{result['total']}件", f"{result['total']} datasets")
    if result["corrected"]:
        say(f"「{result['corrected']}」で探しました。", f"Showing results for “{result['corrected']}”.")
    elif result["found"] in FOUND:
        say(*FOUND[result["found"]])
    if result["offers"]:
        offers = result["offers"]
        say(f"次の言葉でも探せます：{'、'.join(offers)}", f"You could try: {', '.join(offers)}")
    for hit in result["results"]:
        emit(f"{hit['id']:<32} {hit['title']}  [{', '.join(hit['matched'])}]\n", None)


def harvest(
    url: Annotated[str, typer.Argument(metavar="URL", help="相手のカタログ / the other catalogue")],
    type: Annotated[str | None, typer.Option("--type", "-t", help="ckan | dcat | data.json")] = None,
    city: City = Path("datasets"),
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="庁内アドレスも許す / allow private addresses")
    ] = False,
) -> None:
    """他のカタログのメタデータを取り込む。/ Brings another catalogue's metadata in.

    例 / e.g. `catalog harvest https://data.example.jp/ --type ckan --city mycity`
    """
    from catalog.harvest import harvest as run

    if type not in (None, "ckan", "dcat", "data.json"):
        raise CatalogError(f"--type {type}: is not known → use ckan, dcat or data.json")
    result = run(url, type, city, allow_private=allow_private, tell=lambda line: say(line, line))
    say(
        f"取り込み {len(result.written)} 件、変更なし {len(result.unchanged)} 件、取り込めず {len(result.failed)} 件",
        f"{len(result.written)} brought in, {len(result.unchanged)} unchanged, {len(result.failed)} failed",
    )
    for what, why in result.failed[:20]:
        say(f"  取り込めず {what}: {in_language(why, 'ja')}", f"  failed {what}: {why}")
    for name in result.gone[:20]:
        say(
            f"  {name} は元のカタログからなくなりました。取り下げるなら `catalog withdraw {name}`",
            f"  {name} is gone at its catalogue. To take it out: `catalog withdraw {name}`",
        )
    raise typer.Exit(HELD if result.failed else DONE)


def withdraw(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="データセットの ID かフォルダ / id or folder")],
    reason: Annotated[str, typer.Option("--reason", help="公開される理由 / the reason, shown to the public")],
    replacement: Annotated[
        str | None, typer.Option("--replacement", help="代わりのデータセットの ID / id of the dataset to use instead")
    ] = None,
    city: City = Path("datasets"),
    as_of: AsOf = None,
) -> None:
    """次のビルドから取り下げ、理由のページを残す。/ Takes a dataset out of the next build; a tombstone page stays.

    例 / e.g. `catalog withdraw aed --reason 誤りがあったため --city mycity`
    """
    from catalog.release.withdrawals import withdraw as mark

    path = mark(dataset_folder(dataset, city), reason, date(as_of), replacement)
    say(
        f"{path} に記録しました。次の `catalog build` で公開サイトから消え、取り下げの説明だけが残ります。やめるときは、このファイルを消してください。",
        f"Recorded in {path}. The next `catalog build` removes it and leaves a page with the reason. Remove the file to undo.",
    )
