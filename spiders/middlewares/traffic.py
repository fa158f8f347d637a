"""Counts the requests of each host for the report of the run, and the traffic for its metrics."""

from collections import Counter
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.statscollectors import StatsCollector
from scrapy.utils.httpobj import urlparse_cached

from crawler.run.hosts import Hosts
from pipelines.run import spider_run_of
from spiders.metrics import BYTES, STATUS


class Traffic:
    """Nearest to the network, so that it sees each request that was sent, also those repeated."""

    def __init__(self, hosts: Hosts, stats: StatsCollector) -> None:
        self._hosts = hosts
        self._stats = stats
        self._statuses: Counter[int] = Counter()
        self._bytes = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the middleware. Raises NotConfigured without a run."""
        assert crawler.stats is not None  # noqa: S101  # it exists before any middleware
        traffic = cls(spider_run_of(crawler).report.hosts, crawler.stats)
        crawler.signals.connect(traffic.report, signals.spider_closed)
        return traffic

    def process_response(self, request: Request, response: Response) -> Response:
        """Count an answer."""
        status = response.status
        host = urlparse_cached(request).netloc
        self._hosts.answer(host, status, request.meta.get("download_latency", 0.0))
        self._statuses[status] += 1
        self._bytes += len(response.body)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count a request without an answer."""
        self._hosts.fail(request.url, type(exception).__name__)

    def report(self) -> None:
        """Add the traffic to Scrapy's stats, once for all requests."""
        self._stats.inc_value(BYTES, self._bytes)
        for status, number in self._statuses.items():
            self._stats.inc_value(f"{STATUS}{status}", number)
