"""A small S3 server in this process that may ignore conditional headers."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from tests.support.archive import serving


@dataclass
class LaxS3:
    """The store and its objects."""

    ignores: tuple[str, ...] = ()
    """Conditional headers that it ignores."""
    base: str = ""
    objects: dict[str, bytes] = field(default_factory=dict)
    """By path: bucket and key."""

    def url(self, prefix: str) -> str:
        """Return the URL of a dump in it."""
        return f"s3://bucket/{prefix}?endpoint={self.base}&region=us-east-1"


@contextmanager
def lax_s3(*ignores: str) -> Iterator[LaxS3]:
    """Serve a store that ignores these headers of a write."""
    store = LaxS3(ignores)
    handler = type("Handler", (_Handler,), {"store": store})
    with serving(handler) as store.base:
        yield store


class _Handler(BaseHTTPRequestHandler):
    store: LaxS3
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self._holds():
            self._error(412, "PreconditionFailed")
            return
        self.store.objects[self._path] = body
        self._answer(200, etag=_etag(body))

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        if "list-type" in query:
            self._list(query.get("prefix", [""])[0])
        elif (body := self.store.objects.get(self._path)) is None:
            self._error(404, "NoSuchKey")
        else:
            self._answer(200, body, _etag(body))

    do_HEAD = do_GET  # noqa: N815

    @property
    def _path(self) -> str:
        return unquote(urlsplit(self.path).path)

    def _holds(self) -> bool:
        """Return whether the conditions that are not ignored are met."""
        found = self.store.objects.get(self._path)
        asked = {
            name: self.headers[name]
            for name in ("If-None-Match", "If-Match")
            if name in self.headers and name not in self.store.ignores
        }
        if "If-None-Match" in asked and found is not None:
            return False
        return "If-Match" not in asked or (found is not None and asked["If-Match"] == _etag(found))

    def _list(self, prefix: str) -> None:
        start = f"{self._path.rstrip('/')}/"
        keys = sorted(path.removeprefix(start) for path in self.store.objects)
        found = "".join(
            f"<Contents><Key>{escape(key)}</Key></Contents>"
            for key in keys
            if key.startswith(prefix)
        )
        self._answer(200, f"<ListBucketResult>{found}</ListBucketResult>".encode())

    def _error(self, status: int, code: str) -> None:
        self._answer(status, f"<Error><Code>{code}</Code></Error>".encode())

    def _answer(self, status: int, body: bytes = b"", etag: str | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", formatdate(usegmt=True))
        if etag:
            self.send_header("ETag", etag)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def _etag(body: bytes) -> str:
    return f'"{hashlib.md5(body).hexdigest()}"'  # noqa: S324  # as S3 has it
