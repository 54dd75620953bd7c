"""A real browser in front of the finished example site."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sites import example_site

Open = Callable[..., Any]


@pytest.fixture(scope="session")
def site() -> Path:
    """public/ of the example city, built once."""
    return example_site()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """As web hosts do: the site's own page, at whatever address was asked for. (200, or the console would complain.)"""
        body = (Path(self.directory) / "city" / "404.html").read_bytes()
        self.send_response(200 if self.path.endswith(".html") else code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The site under a prefix, as on a project page of a code host."""
    root = site.parent / "served"
    root.mkdir(exist_ok=True)
    if not (root / "city").exists():
        (root / "city").symlink_to(site)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/city/"
    server.shutdown()


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Open]:
    """Opens a page of the site; every console error, page error or request to elsewhere fails the test at its end."""
    wrong: list[str] = []
    contexts: list[Any] = []

    def watch(page: Any) -> None:
        page.on("console", lambda m: wrong.append(f"console: {m.text}") if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: wrong.append(f"error: {e}"))

    def open_page(path: str = "", *, elsewhere: bool = False, **options: Any) -> Any:
        context = browser.new_context(**options)
        contexts.append(context)

        def guard(route: Any) -> None:
            if route.request.url.startswith((address, "file:", "data:", "blob:")):
                route.continue_()
            else:
                if not elsewhere:
                    wrong.append(f"request to {route.request.url}")
                route.fulfill(status=200, content_type="image/png", body=b"")

        context.route("**/*", guard)
        page = context.new_page()
        watch(page)
        page.goto(path if "://" in path else address + path, wait_until="load")
        return page

    open_page.wrong = wrong  # type: ignore[attr-defined]
    yield open_page
    for context in contexts:
        context.close()
    assert not wrong, "\n".join(wrong)
