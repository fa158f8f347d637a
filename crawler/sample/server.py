"""HTTP server for the sample archive on loopback; serves plain files."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

SITE = Path(__file__).parent / "site"
PORT = 8642
"""Preferred port, so that a second crawl sees the same URLs; any free port otherwise."""


class Archive(SimpleHTTPRequestHandler):
    """Serves files with Last-Modified, but no folder listings, so that discovery is exercised."""

    protocol_version = "HTTP/1.1"
    extensions_map = {  # noqa: RUF012 (as the base class has it)
        "": "application/octet-stream",
        ".htm": "text/html",
        ".html": "text/html",
        ".txt": "text/plain",
        ".xml": "application/xml",
    }

    def list_directory(self, path: object) -> None:  # noqa: ARG002
        """Answer 404 for a folder without an index."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Log nothing: the crawl has its own log."""


@contextmanager
def serving() -> Iterator[str]:
    """Serve the sample archive while the block runs; yield its base URL."""
    server = _server()
    thread = Thread(target=server.serve_forever, name="sample archive", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _server() -> ThreadingHTTPServer:
    answer = partial(Archive, directory=str(SITE))
    try:
        return ThreadingHTTPServer(("127.0.0.1", PORT), answer)
    except OSError:
        return ThreadingHTTPServer(("127.0.0.1", 0), answer)
