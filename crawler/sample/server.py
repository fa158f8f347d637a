"""Serves the sample archive on loopback, as plain files on a plain host."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

SITE = Path(__file__).parent / "site"
PORT = 8642
"""Taken where it is free, so that a second crawl asks for the addresses of the first."""


class Archive(SimpleHTTPRequestHandler):
    """Files with their date; no listings of folders, for discovery has to find its way."""

    protocol_version = "HTTP/1.1"
    extensions_map = {  # noqa: RUF012 (as the base class has it)
        "": "application/octet-stream",
        ".htm": "text/html",
        ".html": "text/html",
        ".txt": "text/plain",
        ".xml": "application/xml",
    }

    def list_directory(self, path: object) -> None:  # noqa: ARG002
        """A folder without an index is not found."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Quiet: the crawl tells what was asked."""


@contextmanager
def serving() -> Iterator[str]:
    """The sample archive, served while the block runs; gives its base URL."""
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
