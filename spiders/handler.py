"""Download handler on aiohttp (docs/decisions/0025-fetching.md)."""

import ipaddress
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property
from time import monotonic
from urllib.parse import urldefrag

import aiohttp
from scrapy import Request, signals
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, ResponseDataLossError, StopDownload
from scrapy.http import Headers, Response
from scrapy.utils._download_handlers import check_stop_download, get_maxsize_msg, make_response
from yarl import URL

from crawler.run.settings import read_settings
from pipelines.run import Cluster
from spiders.connection import Answer, Connector, StaleConnectionError
from spiders.download_errors import as_scrapy_errors
from spiders.middlewares.guard import GuardedResolver
from spiders.middlewares.http_decompression import BEGINNING

RECORDED = "wirecrawl_recorded"
"""Request meta: the bytes of the request and of its answer, with WIRE_RAW."""

KEPT_OPEN = 240.0
"""Seconds that an idle connection is kept."""

BUFFERED = 1 << 20
"""Bytes of a body that are received before they are read."""

_FRAMING = frozenset((b"transfer-encoding", b"connection", b"keep-alive", b"trailer", b"upgrade"))
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
        self._fails_on_loss = settings.getbool("DOWNLOAD_FAIL_ON_DATALOSS")
        cluster = crawler.get_extension(Cluster)
        connector = Connector(
            read_settings(settings).raw != "off",
            cluster.until_may_send if cluster else None,
            resolver=GuardedResolver(crawler),
            limit=0,  # Scrapy's slots limit the connections
            ttl_dns_cache=None,
            keepalive_timeout=KEPT_OPEN,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            response_class=Answer,
            read_bufsize=BUFFERED,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        )
        # aiohttp would repeat a request on a new connection at once, whatever became of the first.
        self._session._retry_connection = False

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        from scrapy.utils.ssl import _make_ssl_context  # loads pyOpenSSL

        return _make_ssl_context(self.crawler.settings)

    async def close(self) -> None:
        """Close all connections."""
        await self._session.close()

    async def download_request(self, request: Request) -> Response:
        """Download until the last byte. Raises the errors that Scrapy's own handlers raise."""
        seconds = request.meta.get("download_timeout") or 0
        with as_scrapy_errors(request.url, seconds):
            try:
                return await self._download(request, seconds)
            except StaleConnectionError:  # it never read the request
                return await self._download(request, seconds)

    async def _download(self, request: Request, seconds: float) -> Response:
        began = monotonic()
        async with self._send(request, seconds) as answer:
            request.meta["download_latency"] = monotonic() - began
            if answer.recorded:
                request.meta[RECORDED] = answer.recorded
            headers = _headers(answer)
            body, stop, flags = await self._body(answer, headers, request)
            version = answer.version
            return make_response(
                url=urldefrag(request.url)[0],
                status=answer.status,
                headers=headers,
                body=body,
                flags=flags,
                ip_address=ipaddress.ip_address(answer.address) if answer.address else None,
                protocol=f"HTTP/{version.major}.{version.minor}" if version else None,
                stop_download=stop,
            )

    @asynccontextmanager
    async def _send(self, request: Request, seconds: float) -> AsyncIterator[Answer]:
        url, headers = urldefrag(request.url)[0], request.headers.copy()
        proxy: str | None = request.meta.get("proxy")
        tunnel = {}
        if proxy and url.startswith("https:") and "Proxy-Authorization" in headers:
            (value,) = headers.pop("Proxy-Authorization")
            tunnel = {"Proxy-Authorization": value.decode()}
        async with self._session.request(
            request.method,
            URL(url, encoded=True),
            data=request.body or None,
            headers=headers.to_tuple_list(),
            timeout=aiohttp.ClientTimeout(total=seconds or None),
            allow_redirects=False,
            ssl=self._tls if url.startswith("https:") else True,
            proxy=proxy if not proxy or "://" in proxy else f"http://{proxy}",
            proxy_headers=tunnel or None,
        ) as answer:
            assert isinstance(answer, Answer)  # noqa: S101  # the session's class
            yield answer

    async def _body(
        self, answer: Answer, headers: Headers, request: Request
    ) -> tuple[bytes, StopDownload | None, list[str]]:
        """Return the body, why it was not read to its end, and Scrapy's flags for it."""
        most = request.meta.get("download_maxsize", self._most_bytes)
        enough = request.meta.get(BEGINNING)
        length = answer.content_length
        if stop := check_stop_download(
            signals.headers_received, self.crawler, request, headers=headers, body_length=length
        ):
            return b"", stop, []
        if most and length and length > most:
            raise DownloadCancelledError(get_maxsize_msg(length, most, request, expected=True))
        chunks: list[bytes] = []
        size = 0
        try:
            async for chunk in answer.content.iter_any():
                chunks.append(chunk)
                size += len(chunk)
                if stop := check_stop_download(
                    signals.bytes_received, self.crawler, request, data=chunk
                ):
                    return b"".join(chunks), stop, []
                if enough is not None and size > enough:
                    return b"".join(chunks), None, ["download_stopped"]
                if most and size > most:
                    message = get_maxsize_msg(size, most, request, expected=False)
                    raise DownloadCancelledError(message)
        except aiohttp.ClientPayloadError as error:
            if request.meta.get("download_fail_on_dataloss", self._fails_on_loss):
                raise ResponseDataLossError from error
            return b"".join(chunks), None, ["dataloss"]
        return b"".join(chunks), None, [] if _has_end(answer) else ["partial"]


def _headers(answer: Answer) -> Headers:
    """Return the headers of a response without those of the connection."""
    return Headers([each for each in answer.raw_headers if each[0].lower() not in _FRAMING])


def _has_end(answer: Answer) -> bool:
    """Return whether a response states where its body ends; else a broken connection looks like
    the end."""
    states = "Content-Length" in answer.headers or "Transfer-Encoding" in answer.headers
    return states or answer.status in (204, 304)
