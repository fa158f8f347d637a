"""Download handler on aiohttp (docs/decisions/0025-fetching.md)."""

import asyncio
import ipaddress
import ssl
from functools import lru_cache
from time import monotonic
from urllib.parse import urldefrag

import aiohttp
from aiohttp import StreamReader
from aiohttp.connector import Connection
from aiohttp.http_parser import RawResponseMessage
from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, ResponseDataLossError
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from scrapy.utils._download_handlers import get_maxsize_msg

from crawler.run.settings import read_settings
from pipelines.run import Cluster
from spiders.connection import ClientConnection, Connector, StaleConnectionError
from spiders.download_errors import as_scrapy_error
from spiders.exchange import Sender
from spiders.header_names import header_key
from spiders.middlewares.guard import GuardedResolver
from spiders.middlewares.http_decompression import BEGINNING

RECORDED = "wirecrawl_recorded"
"""Request meta: the bytes of the request and of its answer, with WIRE_RAW."""

KEPT_OPEN = 240.0
"""Seconds that an idle connection is kept."""

_address = lru_cache(maxsize=256)(ipaddress.ip_address)

_FRAMING = frozenset((b"Transfer-Encoding", b"Connection", b"Keep-Alive", b"Trailer", b"Upgrade"))
"""Headers about the connection, which are not part of a response."""


class Handler(BaseDownloadHandler):
    """Downloads http and https URLs. The guard decides on each address before a connection.

    Raises Fault `size` for a response with too many header bytes; it is not retried.
    """

    lazy = True  # a session needs the running loop

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._most_bytes = settings.getint("DOWNLOAD_MAXSIZE")
        self._seconds = settings.getfloat("DOWNLOAD_TIMEOUT")
        self._fails_on_loss = settings.getbool("DOWNLOAD_FAIL_ON_DATALOSS")
        self._context: ssl.SSLContext | None = None
        cluster = crawler.get_extension(Cluster)
        connector = Connector(
            read_settings(settings).raw != "off",
            resolver=GuardedResolver(crawler),
            limit=0,  # Scrapy's slots limit the connections
            ttl_dns_cache=None,
            keepalive_timeout=KEPT_OPEN,
        )
        self._sender = Sender(connector, self._tls, cluster.until_may_send if cluster else None)

    def _tls(self) -> ssl.SSLContext:
        from scrapy.utils.ssl import _make_ssl_context  # loads pyOpenSSL

        self._context = self._context or _make_ssl_context(self.crawler.settings)
        return self._context

    async def close(self) -> None:
        """Close all connections."""
        await self._sender.close()

    async def download_request(self, request: Request) -> Response:
        """Download until the last byte. Raises the errors that Scrapy's own handlers raise."""
        seconds = request.meta.get("download_timeout", self._seconds) or 0
        try:
            try:
                return await self._download(request, seconds)
            except StaleConnectionError:  # closed while idle, so it has not read the request
                return await self._download(request, seconds)
        except Exception as error:
            found = as_scrapy_error(error, request.url, seconds)
            if found is error:
                raise
            raise found from error

    async def _download(self, request: Request, seconds: float) -> Response:
        began = monotonic()
        url = urldefrag(request.url)[0] if "#" in request.url else request.url
        async with asyncio.timeout(seconds or None):
            connection = await self._sender.send(request, url)
            try:
                response = await self._receive(connection, request, url, began)
            except BaseException:
                _abort(connection)
                raise
            transport = connection.transport
            if transport and transport.get_write_buffer_size():
                _abort(connection)  # answered before it has read the request
            else:
                connection.release()  # kept open if the response has ended
            return response

    async def _receive(
        self, connection: Connection, request: Request, url: str, began: float
    ) -> Response:
        protocol, transport = connection.protocol, connection.transport
        assert protocol is not None  # noqa: S101  # nobody has released it
        peer = transport.get_extra_info("peername") if transport else None
        head, content = await protocol.read()
        request.meta["download_latency"] = monotonic() - began
        if recorded := getattr(protocol, "recorded", None):
            request.meta[RECORDED] = recorded
        body, flags = await self._body(head, content, request)
        headers = _headers(head)
        response = _class_of(headers, url, body, request)(
            url,
            status=head.code,
            body=body,
            flags=flags,
            ip_address=_address(peer[0]) if peer else None,
            protocol=f"HTTP/{head.version.major}.{head.version.minor}",
        )
        response.headers = headers  # it would copy them
        return response

    async def _body(
        self, head: RawResponseMessage, content: StreamReader, request: Request
    ) -> tuple[bytes, list[str]]:
        """Return the body, and Scrapy's flags for why it was not read to its end."""
        most = request.meta.get("download_maxsize", self._most_bytes)
        enough = request.meta.get(BEGINNING)
        length = int(head.headers.get("Content-Length") or 0)
        if most and length > most:
            raise DownloadCancelledError(get_maxsize_msg(length, most, request, expected=True))
        chunks: list[bytes] = []
        size = 0
        try:
            while chunk := await content.readany():
                chunks.append(chunk)
                size += len(chunk)
                if enough is not None and size > enough:
                    return b"".join(chunks), ["download_stopped"]
                if most and size > most:
                    message = get_maxsize_msg(size, most, request, expected=False)
                    raise DownloadCancelledError(message)
        except aiohttp.ClientPayloadError as error:
            if request.meta.get("download_fail_on_dataloss", self._fails_on_loss):
                raise ResponseDataLossError from error
            return b"".join(chunks), ["dataloss"]
        return b"".join(chunks), [] if _has_end(head) else ["partial"]


def _abort(connection: Connection) -> None:
    """Close a connection at once."""
    if isinstance(protocol := connection.protocol, ClientConnection):
        protocol.abort()
    connection.close()


def _class_of(headers: Headers, url: str, body: bytes, request: Request) -> type[Response]:
    """Return the class of a response as Scrapy chooses it; that of a story is of no interest."""
    if request.meta.get("is_story"):
        return Response
    return responsetypes.from_args(headers=headers, url=url, body=body)


def _headers(head: RawResponseMessage) -> Headers:
    """Return the headers of a response without those of the connection."""
    headers = Headers()
    for name, value in head.raw_headers:
        if (key := header_key(name)) not in _FRAMING:
            dict.setdefault(headers, key, []).append(value)
    return headers


def _has_end(head: RawResponseMessage) -> bool:
    """Return whether a response states where its body ends; else a broken connection looks like
    the end."""
    states = "Content-Length" in head.headers or "Transfer-Encoding" in head.headers
    return states or head.code in (204, 304)
