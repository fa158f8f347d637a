"""Asks again for what may be half a page: where a host says neither how long a page is nor where it
ends, a connection that broke looks like one that was closed."""

import re
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response

from crawler.base.faults import Fault
from spiders.middlewares.unpack import BEGINNING

_END = re.compile(rb"</(?:html|body|rss|feed|rdf:RDF|urlset|sitemapindex)\s*>", re.IGNORECASE)
_LAST = 2000
"""Bytes in which a page's end must stand; counters and comments may follow it."""


class Whole:
    """What does not end by itself is believed once it has come twice in the same length."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's form."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Raises Fault `fetch` for what comes in another length each time."""
        size = len(response.body)
        if "partial" not in response.flags or response.status != 200:  # Scrapy's word for it
            return response
        if len(response.body) > request.meta.get(BEGINNING, size):
            return response  # more has come than is wanted
        if _END.search(response.body[-_LAST:]) or request.meta.get("unended") == size:
            return response
        spider = self._crawler.spider
        assert spider is not None  # noqa: S101  # there is one while anything is fetched
        again = get_retry_request(request, spider=spider, reason="unended")
        if again is None:
            raise Fault("fetch", f"cut short: {size} bytes without an end, and no length is told")
        again.meta["unended"] = size
        return again
