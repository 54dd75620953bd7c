"""A web server on 127.0.0.1 that replays made-up answers of the shapes that real catalogues give, and keeps a log."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from catalog.harvest import Limits, harvest

FAST = Limits(interval=0, tries=3, read=5.0)
CITY = """title: みなと風市カタログ
description: 見本です。
base_url: https://data.example.jp/
publisher: {name: みなと風市}
municipality: "131016"
"""

Reply = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """What it answers: path (with query) → reply, or a function of the request's headers that gives one."""

    pages: dict[str, Reply | Callable[[dict[str, str]], Reply]] = field(default_factory=dict)
    log: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    address: str = ""

    def page(self, path: str, body: bytes | str, media_type: str = "application/json", etag: str = "") -> None:
        """A page that answers 304 to the ETag it gave."""
        data = body if isinstance(body, bytes) else body.encode()

        def answer(headers: dict[str, str]) -> Reply:
            if etag and headers.get("if-none-match") == etag:
                return 304, {"ETag": etag}, b""
            return 200, {"Content-Type": media_type} | ({"ETag": etag} if etag else {}), data

        self.pages[path] = answer

    def asked(self, path: str) -> int:
        return sum(1 for _, p, _ in self.log if p == path)


@contextmanager
def serve() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def _answer(self) -> None:
            headers = {k.lower(): v for k, v in self.headers.items()}
            site.log.append((self.command, self.path, headers))
            reply = site.pages.get(self.path) or site.pages.get(self.path.split("?", 1)[0])
            status, more, body = (404, {}, b"") if reply is None else reply(headers) if callable(reply) else reply
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = _answer
        do_HEAD = _answer

        def log_message(self, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def take(url: str, kind: str | None, folder: Path, **more: Any) -> Any:
    return harvest(url, kind, folder, allow_private=True, limits=more.pop("limits", FAST), **more)
