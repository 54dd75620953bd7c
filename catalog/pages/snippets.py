"""Lines to copy: how to open a dataset's files with the tools people have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.pages.links import absolute
from catalog.release.published import Distribution


@dataclass(frozen=True, slots=True)
class Snippet:
    """A few lines for one tool; `key` names its heading in the translations (`use.<key>`)."""

    key: str
    title: str
    code: str
    language: str = ""


def snippets(distributions: Sequence[Distribution], base_url: str) -> list[Snippet]:
    """Snippets for the CSV and the Parquet of a dataset; only curl when it has neither."""
    by_format = {d.format: d for d in reversed(distributions) if d.path}
    csv, parquet = by_format.get("csv"), by_format.get("parquet")
    any_file = csv or next(iter(distributions), None)
    if any_file is None:
        return []
    url = absolute(base_url, any_file.path)
    found = [Snippet("curl", "curl", f"curl -LO '{url}'")]
    if csv:
        found += [
            Snippet("pandas", "Python: pandas", f'import pandas as pd\n\ndf = pd.read_csv("{url}", dtype=str)'),
            Snippet("polars", "Python: Polars", _polars(url, parquet, base_url)),
            Snippet("r", "R", f'library(readr)\n\ndf <- read_csv("{url}", col_types = cols(.default = "c"))'),
            Snippet("duckdb", "DuckDB", _duckdb(url, parquet, base_url)),
            Snippet("excel", "Excel", f'let\n    Source = Csv.Document(Web.Contents("{url}"), [Delimiter=",", Encoding=65001]),\n'
                    "    Table = Table.PromoteHeaders(Source)\nin\n    Table"),
        ]  # fmt: skip
    return found


def samples(base_url: str) -> list[Snippet]:
    """How to list the whole catalogue: lines for the page of the API."""
    url, turtle = absolute(base_url, "api/3/action/package_search"), absolute(base_url, "catalog.ttl")
    python = (
        f'import json\nfrom urllib.request import urlopen\n\nwith urlopen("{url}") as answer:\n'
        '    for dataset in json.load(answer)["result"]["results"]:\n        print(dataset["name"], dataset["title"])'
    )
    browser = (
        f'const answer = await fetch("{url}")\nconst {{ result }} = await answer.json()\n'
        "console.log(result.results.map((dataset) => dataset.title))"
    )
    return [
        Snippet("curl-list", "curl, jq", f"curl -s '{url}' | jq -r '.result.results[].title'"),
        Snippet("python-list", "Python", python),
        Snippet("browser-list", "JavaScript", browser),
        Snippet(
            "rdf-list",
            "Python: rdflib",
            f'import rdflib\n\ngraph = rdflib.Graph().parse("{turtle}")\nprint(len(graph))',
        ),
    ]


def _polars(url: str, parquet: Distribution | None, base_url: str) -> str:
    if parquet:
        return f'import polars as pl\n\ndf = pl.read_parquet("{absolute(base_url, parquet.path)}")'
    return f'import polars as pl\n\ndf = pl.read_csv("{url}", infer_schema=False)'


def _duckdb(url: str, parquet: Distribution | None, base_url: str) -> str:
    if parquet:
        return f"SELECT * FROM '{absolute(base_url, parquet.path)}' LIMIT 10;"
    return f"SELECT * FROM read_csv('{url}', all_varchar = true) LIMIT 10;"
