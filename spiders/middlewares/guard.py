"""SSRF guard: restricts requests by URL and by the addresses that host names resolve to."""

import asyncio
import socket
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from aiohttp.abc import AbstractResolver, ResolveResult
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, NotConfigured

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.politeness.request_scope import RequestScope


class Guard:
    """First downloader middleware; also applies to robots.txt and redirect targets."""

    def __init__(self, scope: RequestScope) -> None:
        self._scope = scope
        self._proxies = {urlsplit(url).hostname for url in getproxies().values()}
        """Hosts of the operator's proxies, which resolve host names themselves."""
        self._refused: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the guard for the spider's `scope`. Raises NotConfigured if it has none."""
        scope = getattr(crawler.spider, "scope", None)
        if not isinstance(scope, RequestScope):
            raise NotConfigured("the spider has no `scope`")
        return cls(scope)

    def process_request(self, request: Request) -> None:
        """Raise Fault `address` for a URL outside the allowed scope."""
        if refusal := self._scope.refusal(request.url):
            raise Fault(FaultKind.ADDRESS, refusal)

    def admits(self, name: str, address: str) -> bool:
        """Return whether a connection to the resolved address of a name is allowed."""
        if name in self._proxies or self._scope.is_allowed(name, address):
            return True
        self._refused[name] = address
        return False

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raise Fault `address` for a refused name, which Scrapy reports as unresolvable."""
        host = urlsplit(request.url).hostname or ""
        if isinstance(exception, CannotResolveHostError) and host in self._refused:
            reason = f"{host} resolves to {self._refused[host]}, which is not public"
            raise Fault(FaultKind.ADDRESS, reason) from None


class GuardedResolver(AbstractResolver):
    """IPv4 and IPv6 resolver of the download handler, limited to addresses that the guard admits.

    Connections are made to exactly the addresses checked here, which rules out DNS rebinding.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the admitted addresses of a name. Raises OSError if there are none."""
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
        except UnicodeError as error:  # a label that is empty or too long
            raise OSError(f"{host}: {error}") from None
        guard = self._crawler.get_downloader_middleware(Guard)
        admitted = [
            ResolveResult(
                hostname=host,
                host=_address(each),
                port=port,
                family=each[0],
                proto=each[2],
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for each in found
            if guard is None or guard.admits(host, str(each[4][0]).partition("%")[0])
        ]
        if not admitted:
            raise OSError(f"{host}: no admitted address")
        return admitted

    async def close(self) -> None:
        """Do nothing: nothing is open."""


def _address(found: tuple[Any, ...]) -> str:
    """Return the IP address of an entry of getaddrinfo; a link-local one with its interface."""
    address, scope = found[4][0], found[4][3] if len(found[4]) > 3 else 0
    return f"{address}%{scope}" if scope and "%" not in address else str(address)
