"""Keeps the crawl to where it may go: by address, and by what a name resolves to."""

from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, NotConfigured
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.faults import Fault
from crawler.manners.reach import Reach


class Guard:
    """First of the middlewares, for requests of robots.txt and after redirects too."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._proxies = {urlsplit(url).hostname for url in getproxies().values()}
        """The operator's own; they resolve the names of hosts themselves."""
        self._refused: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Of a spider that says how far it reaches."""
        reach = getattr(crawler.spider, "reach", None)
        if not isinstance(reach, Reach):
            raise NotConfigured("the spider has no `reach`")
        return cls(reach)

    def process_request(self, request: Request) -> None:
        """Raises Fault `address` for one that is not asked."""
        if refusal := self._reach.refusal(request.url):
            raise Fault("address", refusal)

    def admits(self, name: str, address: str) -> bool:
        """Whether a connection may be made to an address that a name was resolved to."""
        if name in self._proxies or self._reach.is_allowed(name, address):
            return True
        self._refused[name] = address
        return False

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Tell a name that was refused from one that does not exist."""
        host = urlsplit(request.url).hostname or ""
        if isinstance(exception, CannotResolveHostError) and host in self._refused:
            told = f"{host} leads to {self._refused[host]}, which is not public"
            raise Fault("address", told) from None


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, which hands on only what the guard admits. The address it hands on is the
    one that is connected to, so a name cannot mean something else the next moment."""

    _process: Any

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Scrapy passes the process that runs the crawlers, not one of them."""
        resolver = super().from_crawler(crawler, reactor)
        resolver._process = crawler
        return resolver

    def getHostByName(  # noqa: N802  # Twisted's name
        self, name: str, timeout: Any = ()
    ) -> "Deferred[str]":
        """Fails with DNSLookupError for a name that leads where it may not."""
        return super().getHostByName(name, timeout).addCallback(self._admitted, name)

    def _admitted(self, address: str, name: str) -> str:
        for crawler in self._process.crawlers:
            guard = crawler.get_downloader_middleware(Guard)
            if guard is not None and not guard.admits(name, address):
                raise DNSLookupError(f"{name} leads to {address}")
        return address
