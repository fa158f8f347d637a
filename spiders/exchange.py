"""Requests on aiohttp's connections, without its session.

That prepares each request anew, which takes longer than to send it and to receive the page.
"""

import re
from collections.abc import Awaitable, Callable
from functools import lru_cache
from ssl import SSLContext

from aiohttp import ClientRequest, ClientTimeout
from aiohttp.connector import Connection
from scrapy import Request
from scrapy.utils.httpobj import urlparse_cached
from yarl import URL

from spiders.connection import Connector, StaleConnectionError

BUFFERED = 1 << 20
"""Bytes of a body that are received before they are read."""

Turn = Callable[[str], Awaitable[None]]

_PARTS = re.compile(r"(https?://[^/?#]*)(.*)", re.DOTALL | re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_ADDED = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
"""Headers that aiohttp would add."""
_WITHOUT_BODY = frozenset(("GET", "HEAD", "OPTIONS", "TRACE"))
_PROXY_AUTHORIZATION = b"Proxy-Authorization"
_UNLIMITED = ClientTimeout(total=None)  # the handler has one limit for all steps


class Sender:
    """Sends requests on connections that are kept open."""

    def __init__(
        self, connector: Connector, tls: Callable[[], SSLContext], until_may_send: Turn | None
    ) -> None:
        """`tls` returns the context for https. `until_may_send` is awaited with the host's name
        as in the URL, in small letters, as the last step before a request is written."""
        self._connector = connector
        self._tls = tls
        self._until_may_send = until_may_send
        self._route = lru_cache(maxsize=1024)(self._new_route)

    async def close(self) -> None:
        """Close all connections."""
        await self._connector.close()

    async def send(self, request: Request, url: str) -> Connection:
        """Send a request to a URL without fragment. Return the connection, to be released after the
        response, or closed."""
        parts = _PARTS.fullmatch(url)
        assert parts is not None  # noqa: S101  # a handler gets these schemes only
        origin, place = parts.groups()
        if not place.startswith("/"):
            place = f"/{place}"
        proxy: str | None = request.meta.get("proxy") or None
        is_tunnel = proxy and origin.startswith("https:")
        credentials = request.headers.get(_PROXY_AUTHORIZATION) if is_tunnel else None
        route = self._route(origin, proxy, credentials)
        if proxy and not is_tunnel:
            place = f"http://{route.headers['Host']}{place}"
        connection = await self._connector.connect(route, [], _UNLIMITED)
        try:
            message = _message(request, place, route)
            if self._until_may_send:
                await self._until_may_send(urlparse_cached(request).hostname or "")
            _write(connection, message, request.method)
        except BaseException:
            connection.close()
            raise
        return connection

    def _new_route(
        self, origin: str, proxy: str | None, credentials: bytes | None
    ) -> ClientRequest:
        """Return what aiohttp needs to connect to an origin; `credentials` are for the proxy of a
        tunnel."""
        if proxy and "://" not in proxy:
            proxy = f"http://{proxy}"
        target, to_proxy = URL(origin, encoded=True), None
        if credentials:
            host = target.host_port_subcomponent or ""  # aiohttp would add it later
            to_proxy = {"Host": host, "Proxy-Authorization": credentials.decode()}
        return ClientRequest(
            "GET",
            target,
            skip_auto_headers=_ADDED,
            ssl=self._tls() if origin.startswith("https:") else True,
            proxy=URL(proxy) if proxy else None,
            proxy_headers=to_proxy,
        )


def _message(request: Request, place: str, route: ClientRequest) -> bytes:
    """Return a request as it is sent. Raises ValueError for control characters in its head."""
    stated = dict.items(request.headers)
    headers: dict[bytes, list[bytes]] = {name: values for name, values in stated if values}
    if b"Host" in headers:
        headers[b"Host"] = headers[b"Host"][-1:]
    lines = [f"{request.method} {place} HTTP/1.1".encode()]
    for name, value in route.headers.items():  # Host, and passwords in the URL or the proxy
        if name.encode() not in headers:
            lines.append(f"{name}: {value}".encode())
    if route.proxy and route.is_ssl():
        headers.pop(_PROXY_AUTHORIZATION, None)
    headers.pop(b"Content-Length", None)
    lines += [b"%b: %b" % (name, value) for name, values in headers.items() for value in values]
    body = request.body
    if body or request.method not in _WITHOUT_BODY:
        lines.append(b"Content-Length: %d" % len(body))
    if _CONTROL.search(b"".join(lines)):
        raise ValueError("control character in a request's headers")
    return b"\r\n".join([*lines, b"", body])


def _write(connection: Connection, message: bytes, method: str) -> None:
    protocol, transport = connection.protocol, connection.transport
    if protocol is None or transport is None or transport.is_closing():
        raise StaleConnectionError
    protocol.set_response_params(
        skip_payload=method == "HEAD",
        read_until_eof=True,
        auto_decompress=False,
        read_bufsize=BUFFERED,
    )
    transport.write(message)
