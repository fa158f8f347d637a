"""Keeps the crawl to where it may go: by address, and by what a name resolves to."""

from collections.abc import Callable
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, NotConfigured
from scrapy.resolver import CachingHostnameResolver
from twisted.internet.base import ReactorBase
from twisted.internet.interfaces import IHostResolution

from crawler.base.faults import Fault
from crawler.politeness.reach import Reach


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


class GuardedResolver(CachingHostnameResolver):
    """Scrapy's resolver for IPv4 and IPv6, which hands on only what the guard admits. A connection
    is made to an address that it hands on, so a name cannot mean something else the next moment."""

    _process: Any

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Scrapy passes the process that runs the crawlers, not one of them."""
        resolver = super().from_crawler(crawler, reactor)
        resolver._process = crawler
        return resolver

    def resolveHostName(  # noqa: N802  # Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        *others: Any,
        **named: Any,
    ) -> IHostResolution:
        """As Scrapy's. A name that leads only where it may not has no address."""
        receiver: Any = _Admitting(resolutionReceiver, hostName, self._admits)
        return super().resolveHostName(receiver, hostName, *others, **named)

    def _admits(self, name: str, address: str) -> bool:
        guards = (crawler.get_downloader_middleware(Guard) for crawler in self._process.crawlers)
        return all(guard is None or guard.admits(name, address) for guard in guards)


class _Admitting:
    """Twisted's IResolutionReceiver, before another one: hands on what is admitted."""

    def __init__(self, receiver: Any, name: str, admits: Callable[[str, str], bool]) -> None:
        self._receiver = receiver
        self._name = name
        self._admits = admits

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802
        """As it comes."""
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        """One of IPv4 or IPv6."""
        if self._admits(self._name, address.host.partition("%")[0]):
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        """As it comes."""
        self._receiver.resolutionComplete()
