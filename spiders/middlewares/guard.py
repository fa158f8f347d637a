"""SSRF guard: restricts requests by URL and by the addresses that host names resolve to."""

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


class GuardedResolver(CachingHostnameResolver):
    """Scrapy's IPv4 and IPv6 resolver, limited to addresses that the guard admits.

    Connections are made to exactly the addresses checked here, which rules out DNS rebinding.
    """

    _process: Any

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Create the resolver; `crawler` is the process that runs the crawlers."""
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
        """Resolve as Scrapy does; a name with only refused addresses resolves to none."""
        receiver: Any = _Admitting(resolutionReceiver, hostName, self._admits)
        return super().resolveHostName(receiver, hostName, *others, **named)

    def _admits(self, name: str, address: str) -> bool:
        guards = (crawler.get_downloader_middleware(Guard) for crawler in self._process.crawlers)
        return all(guard is None or guard.admits(name, address) for guard in guards)


class _Admitting:
    """IResolutionReceiver (Twisted) that passes admitted addresses on to another receiver."""

    def __init__(self, receiver: Any, name: str, admits: Callable[[str, str], bool]) -> None:
        self._receiver = receiver
        self._name = name
        self._admits = admits

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802
        """Pass on."""
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        """Pass on an IPv4 or IPv6 address if it is admitted."""
        if self._admits(self._name, address.host.partition("%")[0]):
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        """Pass on."""
        self._receiver.resolutionComplete()
