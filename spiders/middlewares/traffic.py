"""Counts the requests of each host for the report of the run."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.run.hosts import Hosts
from pipelines.run import spider_run_of


class Traffic:
    """Nearest to the network, so that it sees each request that was sent, also those repeated."""

    def __init__(self, hosts: Hosts) -> None:
        self._hosts = hosts

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the middleware. Raises NotConfigured without a run."""
        return cls(spider_run_of(crawler).report.hosts)

    def process_response(self, request: Request, response: Response) -> Response:
        """Count an answer."""
        self._hosts.answer(request.url, response.status, request.meta.get("download_latency", 0.0))
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count a request without an answer."""
        self._hosts.fail(request.url, type(exception).__name__)
