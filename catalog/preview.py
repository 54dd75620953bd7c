"""`catalog serve`: the built site on 127.0.0.1, with the headers a real host should send."""

from __future__ import annotations

import errno
import functools
import http.server
from collections.abc import Callable
from pathlib import Path

from catalog.errors import CatalogError

TYPES = {
    ".jsonld": "application/ld+json",
    ".ttl": "text/turtle",
    ".rdf": "application/rdf+xml",
    ".geojson": "application/geo+json",
    ".parquet": "application/vnd.apache.parquet",
    ".atom": "application/atom+xml",
    ".csv": "text/csv; charset=utf-8",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
}


class Handler(http.server.SimpleHTTPRequestHandler):
    """Static files; a missing page shows the site's own 404."""

    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, **TYPES}  # noqa: RUF012

    def end_headers(self) -> None:
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


def server(folder: Path, port: int) -> http.server.ThreadingHTTPServer:
    """A server bound to 127.0.0.1 (port 0: any free one).

    Raises:
        CatalogError: no site there, or the port is taken.
    """
    if not (folder / "index.html").is_file():
        raise CatalogError.at(folder, "holds no site", "build one first: `catalog build`")
    handler = functools.partial(Handler, directory=str(folder))
    try:
        return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CatalogError(
                f"--port {port}: is in use by another program → choose another, for example --port {port + 1}"
            ) from None
        raise CatalogError(f"--port {port}: cannot be used ({error.strerror}) → choose another") from None


def serve(folder: Path, port: int, tell: Callable[[str], None]) -> None:
    """Serves until interrupted."""
    with server(folder, port) as running:
        tell(f"http://127.0.0.1:{running.server_address[1]}/")
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            return
