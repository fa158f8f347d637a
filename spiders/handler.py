"""Download handler on aiohttp (docs/decisions/0025-fetching.md)."""

import ipaddress
import ssl
from functools import cached_property, lru_cache
from time import monotonic
from typing import Any
from urllib.parse import urldefrag

import aiohttp
from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, ResponseDataLossError
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from scrapy.utils._download_handlers import get_maxsize_msg
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

_timeout = lru_cache(maxsize=16)(lambda seconds: aiohttp.ClientTimeout(total=seconds or None))
_address = lru_cache(maxsize=256)(ipaddress.ip_address)

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
        self._seconds = settings.getfloat("DOWNLOAD_TIMEOUT")
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
        seconds = request.meta.get("download_timeout", self._seconds) or 0
        with as_scrapy_errors(request.url, seconds):
            try:
                return await self._download(request, seconds)
            except StaleConnectionError:  # it never read the request
                return await self._download(request, seconds)

    async def _download(self, request: Request, seconds: float) -> Response:
        began = monotonic()
        url = urldefrag(request.url)[0] if "#" in request.url else request.url
        async with self._session.request(
            request.method,
            URL(url, encoded=True),
            data=request.body or None,
            timeout=_timeout(seconds),
            allow_redirects=False,
            ssl=self._tls if url.startswith("https:") else True,
            **_headers_and_proxy(request),
        ) as answer:
            assert isinstance(answer, Answer)  # noqa: S101  # the session's class
            request.meta["download_latency"] = monotonic() - began
            if answer.recorded:
                request.meta[RECORDED] = answer.recorded
            body, flags = await self._body(answer, request)
            version = answer.version
            return _class_of(answer, url, body, request)(
                url,
                status=answer.status,
                headers=_headers(answer),
                body=body,
                flags=flags,
                ip_address=_address(answer.address) if answer.address else None,
                protocol=f"HTTP/{version.major}.{version.minor}" if version else None,
            )

    async def _body(self, answer: Answer, request: Request) -> tuple[bytes, list[str]]:
        """Return the body, and Scrapy's flags for why it was not read to its end."""
        most = request.meta.get("download_maxsize", self._most_bytes)
        enough = request.meta.get(BEGINNING)
        length = answer.content_length
        if most and length and length > most:
            raise DownloadCancelledError(get_maxsize_msg(length, most, request, expected=True))
        chunks: list[bytes] = []
        size = 0
        try:
            async for chunk in answer.content.iter_any():
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
        return b"".join(chunks), [] if _has_end(answer) else ["partial"]


def _headers_and_proxy(request: Request) -> dict[str, Any]:
    """Return the arguments for a request's headers, and for the proxy that it goes to."""
    headers = request.headers.to_tuple_list()
    proxy: str | None = request.meta.get("proxy")
    if not proxy:
        return {"headers": headers}
    tunnel = None
    if request.url.startswith("https:"):
        tunnel = [each for each in headers if each[0] == "Proxy-Authorization"] or None
        headers = [each for each in headers if each[0] != "Proxy-Authorization"]
    to = proxy if "://" in proxy else f"http://{proxy}"
    return {"headers": headers, "proxy": to, "proxy_headers": tunnel}


def _class_of(answer: Answer, url: str, body: bytes, request: Request) -> type[Response]:
    """Return the class of a response as Scrapy chooses it; that of a story is of no interest."""
    if request.meta.get("is_story"):
        return Response
    return responsetypes.from_args(headers=_headers(answer), url=url, body=body)


def _headers(answer: Answer) -> Headers:
    """Return the headers of a response without those of the connection."""
    return Headers([each for each in answer.raw_headers if each[0].lower() not in _FRAMING])


def _has_end(answer: Answer) -> bool:
    """Return whether a response states where its body ends; else a broken connection looks like
    the end."""
    states = "Content-Length" in answer.headers or "Transfer-Encoding" in answer.headers
    return states or answer.status in (204, 304)
