"""Our search, Pagefind and MiniSearch with bigrams over the same records: recall, precision, bytes, requests, latency.

    pip install 'pagefind[extended]'; npm install --prefix /tmp/minisearch minisearch
    python benchmarks/search/run.py --records 1000 --minisearch /tmp/minisearch/node_modules/minisearch/dist/es/index.js

Everything runs in one Chromium against one local server that compresses as a static host does (gzip −9) and counts what
it sends. Records are the shared real ones when they lie beside the repository, else those of `tests/search`, repeated with
other years up to `--records`. Truth is plain comparison (NFKC, lower case, katakana as hiragana, all words).
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import html
import http.server
import json
import random
import re
import shutil
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from catalog.search.document import SearchDocument  # noqa: E402
from catalog.search.index import files  # noqa: E402
from tests.search.corpus import documents  # noqa: E402
from tests.search.truth import folded  # noqa: E402

REAL = ROOT.parent / "shared" / "realdata" / "catalog-metadata"
FIXED = (
    "避難所",
    "ヒナンジョ",
    "ＡＥＤ",
    "公園",
    "新幹線",
    "調査",
    "石油",
    "エネルギー",
    "自動車 市場",
    "人口 2016",
    "土地分類",
    "トイレ",
    "の",
    "図書館",
    "中小企業 支援",
    "データ",
)


def real() -> list[SearchDocument]:
    """The shared real records; none where they do not lie beside the repository."""
    return [
        SearchDocument(
            id=row["id"],
            title=row["title"],
            description=row["description"],
            keywords=tuple(row["keywords"]),
            publisher=row["publisher"],
            themes=(row["theme"],) if row.get("theme") else (),
            formats=tuple(one.lower() for one in row["formats"]),
            licence=row["licence"] or "",
            updated=row.get("modified") or row["issued"] or "",
            resources=tuple(dict.fromkeys(one["title"] for one in row["resources"] if one.get("title"))),
        )
        for path in (sorted(REAL.glob("*.jsonl")) if REAL.is_dir() else ())
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
    ]


def records(count: int) -> list[SearchDocument]:
    """`count` search documents."""
    found = real()
    found = list({one.id: one for one in (*documents(), *found)}.values())
    rng = random.Random(1)
    rng.shuffle(found)
    base, year = list(found), 1980
    while len(found) < count:
        year += 1
        found += [
            replace(one, id=f"{one.id}-{year}", title=f"{one.title}（{year}年）", updated=f"{year}-04-01")
            for one in base
        ]
    return found[:count]


def write(folder: Path, kept: list[SearchDocument], *, large: bool | None = None) -> Path:
    """The index of the records below `folder`, which stands for public/."""
    for name, body in files(kept, large=large):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    return folder


def text_of(one: SearchDocument) -> str:
    """All that a record says."""
    return "\n".join(
        (
            one.title,
            one.description,
            *one.keywords,
            one.publisher,
            *one.resources,
            *one.columns,
            *one.values,
            one.english,
        )
    )


def queries(kept: list[SearchDocument], count: int) -> list[str]:
    """Pieces of titles and descriptions, one word and two, and some that people type."""
    rng = random.Random(2)
    found = list(FIXED)
    while len(found) < count:
        one = rng.choice(kept)
        runs = re.findall(
            r"[一-龠]{2,6}|[ァ-ヺー]{2,10}|[A-Za-z]{3,}", rng.choice((one.title, one.title, one.description))
        )
        if runs:
            words = rng.sample(runs, min(len(runs), rng.choice((1, 1, 2))))
            found.append(" ".join(words))
    return list(dict.fromkeys(found))


class Server(http.server.ThreadingHTTPServer):
    """Serves a folder with gzip and counts."""

    request_queue_size = 128

    def __init__(self, folder: Path) -> None:
        self.folder, self.sent, self.requests = folder, 0, 0
        self.cache: dict[str, bytes] = {}
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path.split("?")[0].lstrip("/")
        file = self.server.folder / path
        if path not in self.server.cache:
            body = file.read_bytes() if file.is_file() else b""
            self.server.cache[path] = gzip.compress(body, 9, mtime=0)
        body = self.server.cache[path]
        kinds = {".html": "text/html", ".js": "text/javascript", ".json": "application/json", ".css": "text/css"}
        self.send_response(200 if file.is_file() else 404)
        self.send_header("Content-Type", kinds.get(file.suffix, "application/octet-stream"))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=3600")
        self.end_headers()
        self.wfile.write(body)
        if not path.endswith((".html", "favicon.ico")):
            self.server.sent += len(body)
            self.server.requests += 1

    def log_message(self, format: str, *args: object) -> None:
        pass


OURS = """<script type="module">
import { firstCards } from "./assets/search/order.js"; import { report, search } from "./assets/search/ranking.js"; import { Store } from "./assets/search/store.js";
const read = async (path) => (await fetch("./search/" + path)).json();
let store; const open = () => store ??= new Store(read).open();
window.first = async (q) => { const s = await open(); const page = firstCards(s);
  await s.answer(() => { const a = search(s, q, [], { page, ...(s.large ? { counted: ["theme", "format"] } : {}) });
    for (const h of a.hits) if (h.leader === h.number) s.card(h.number); s.settle(); return a; }); };
window.all = async (q) => { const s = await open(); return (await s.answer(() => report(s, q, [], 1e6))).results.map((one) => one.id); };
window.ready = true;</script>"""
PAGEFIND = """<script type="module">
const pf = await import("/pagefind/pagefind.js"); await pf.options({ excerptLength: 10 });
window.first = async (q) => { const found = await pf.search(q); await Promise.all(found.results.slice(0, 20).map((one) => one.data())); };
window.all = async (q) => { const found = await pf.search(q); const data = await Promise.all(found.results.map((one) => one.data())); return data.map((one) => one.meta.id); };
window.ready = true;</script>"""
MINISEARCH = """<script type="module">
import MiniSearch from "./minisearch.js";
const tokenize = (text) => { const out = []; for (const run of text.normalize("NFKC").toLowerCase().split(/[\\s\\p{P}]+/u)) { const c = [...run];
  if (c.length === 1) out.push(run); for (let i = 0; i + 1 < c.length; i++) out.push(c[i] + c[i + 1]); } return out; };
const options = { fields: ["title", "text"], tokenize, searchOptions: { combineWith: "AND", boost: { title: 4 }, tokenize } };
let index; const open = async () => index ??= MiniSearch.loadJS(await (await fetch("./minisearch.json")).json(), options);
window.build = (rows) => { const made = new MiniSearch(options); made.addAll(rows); return JSON.stringify(made); };
window.first = async (q) => { (await open()).search(q).slice(0, 20); };
window.all = async (q) => (await open()).search(q).map((one) => one.id);
window.ready = true;</script>"""


async def build_pagefind(kept: list[SearchDocument], folder: Path) -> None:
    """The Pagefind bundle of the records, one HTML record each."""
    from pagefind.index import IndexConfig, PagefindIndex

    async with PagefindIndex(config=IndexConfig(output_path=str(folder / "pagefind"))) as index:
        for one in kept:
            body = "".join(f"<p>{html.escape(line)}</p>" for line in text_of(one).split("\n")[1:])
            page = f'<html lang="ja"><body><h1>{html.escape(one.title)}</h1><span data-pagefind-meta="id">{html.escape(one.id)}</span>{body}</body></html>'
            await index.add_html_file(content=page, url=f"/datasets/{one.id}/")


def firsts_of(asked: list[str]) -> list[str]:
    """Queries that are asked with an empty cache: the fixed ones, hard ones among them, and some of the others."""
    return asked[: len(FIXED) + 8]


def measure(server: Server, page_name: str, asked: list[str], truth: dict[str, set[str]]) -> dict[str, float]:
    """One engine: recall and precision over all queries, bytes and requests of a first query, latency of the next."""
    from playwright.sync_api import sync_playwright

    address = f"http://127.0.0.1:{server.server_port}/{page_name}.html"
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=shutil.which("chromium"))
        sizes, counts, firsts = [], [], []
        for query in firsts_of(asked):
            context = browser.new_context()
            page = context.new_page()
            page.goto(address)
            page.wait_for_function("window.ready")
            server.sent = server.requests = 0
            firsts.append(
                page.evaluate(
                    "async (q) => { const t = performance.now(); await first(q); return performance.now() - t; }", query
                )
            )
            sizes.append(server.sent)
            counts.append(server.requests)
            context.close()
        page = browser.new_page()
        page.goto(address)
        page.wait_for_function("window.ready")
        recalls, precisions, times = [], [], []
        for query in asked:
            found = set(page.evaluate("(q) => all(q)", query))
            times.append(
                page.evaluate(
                    "async (q) => { const t = performance.now(); await first(q); return performance.now() - t; }", query
                )
            )
            true = truth[query]
            if true:
                recalls.append(len(found & true) / len(true))
                precisions.append(len(found & true) / len(found) if found else 0.0)
        browser.close()
    return {
        "recall": statistics.mean(recalls),
        "precision": statistics.mean(precisions),
        "first kB gz (median)": statistics.median(sizes) / 1000,
        "first kB gz (max)": max(sizes) / 1000,
        "requests (median)": statistics.median(counts),
        "requests (max)": max(counts),
        "first ms (median)": statistics.median(firsts),
        "next ms (median)": statistics.median(times),
        "next ms (p95)": sorted(times)[int(len(times) * 0.95)],
        "next ms (max)": max(times),
    }


def main() -> None:
    """Builds the indexes, measures and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=1000)
    parser.add_argument("--queries", type=int, default=150)
    parser.add_argument("--engines", default="ours,pagefind,minisearch")
    parser.add_argument("--minisearch", type=Path, help="minisearch/dist/es/index.js")
    arguments = parser.parse_args()
    kept = records(arguments.records)
    asked = queries(kept, arguments.queries)
    texts = {one.id: folded(text_of(one)) for one in kept}
    truth = {
        query: {id_ for id_, text in texts.items() if all(word in text for word in folded(query).split())}
        for query in asked
    }
    rows: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = Server(folder)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for engine in arguments.engines.split(","):
            start = time.process_time(), time.perf_counter()
            if engine == "ours":
                write(folder, kept)
                shutil.copytree(ROOT / "site" / "assets" / "search", folder / "assets" / "search")
                (folder / "ours.html").write_text(OURS, encoding="utf-8")
                made = folder / "search"
            elif engine == "pagefind":
                asyncio.run(build_pagefind(kept, folder))
                (folder / "pagefind.html").write_text(PAGEFIND, encoding="utf-8")
                made = folder / "pagefind"
            elif engine == "minisearch" and arguments.minisearch:
                shutil.copy(arguments.minisearch, folder / "minisearch.js")
                (folder / "minisearch.html").write_text(MINISEARCH, encoding="utf-8")
                build_minisearch(server, kept, folder)
                made = folder / "minisearch.json"
            else:
                continue
            cpu, wall = time.process_time() - start[0], time.perf_counter() - start[1]
            sizes = [
                len(gzip.compress(path.read_bytes(), 9))
                for path in ([made] if made.is_file() else made.rglob("*"))
                if path.is_file()
            ]
            rows[engine] = {
                "build cpu s (own process)": cpu,
                "build wall s": wall,
                "index MB gz": sum(sizes) / 1e6,
                "index files": len(sizes),
            }
            rows[engine] |= measure(server, engine, asked, truth)
    print(f"{len(kept)} records, {len(asked)} queries")
    for key in next(iter(rows.values())):
        print(f"{key:28}" + "".join(f"{engine}: {row[key]:<12.4g}" for engine, row in rows.items()))


def build_minisearch(server: Server, kept: list[SearchDocument], folder: Path) -> None:
    """The MiniSearch index, made by MiniSearch itself in the browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/minisearch.html")
        page.wait_for_function("window.ready")
        data = page.evaluate(
            "(rows) => build(rows)", [{"id": one.id, "title": one.title, "text": text_of(one)} for one in kept]
        )
        (folder / "minisearch.json").write_text(data, encoding="utf-8")
        browser.close()


if __name__ == "__main__":
    main()
