"""Retries of possibly truncated pages.

Without Content-Length or chunked encoding, a broken connection looks like the end of the page.
"""

import re
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from spiders.middlewares.http_decompression import BEGINNING

_END = re.compile(rb"</(?:html|body|rss|feed|rdf:RDF|urlset|sitemapindex)\s*>", re.IGNORECASE)
_LAST = 2000
"""Bytes at the end of a body that must hold the closing tag; comments may follow it."""


class Whole:
    """Accepts a page without a closing tag once two responses have the same length."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the middleware."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Retry a possibly truncated page. Raises Fault `fetch` if its length keeps changing."""
        size = len(response.body)
        if "partial" not in response.flags or response.status != 200:  # set by Scrapy
            return response
        if len(response.body) > request.meta.get(BEGINNING, size):
            return response  # more bytes than wanted
        if _END.search(response.body[-_LAST:]) or request.meta.get("unended") == size:
            return response
        spider = self._crawler.spider
        assert spider is not None  # noqa: S101  # it exists while anything is fetched
        again = get_retry_request(request, spider=spider, reason="unended")
        if again is None:
            raise Fault(
                FaultKind.FETCH, f"truncated: {size} bytes, no closing tag and no Content-Length"
            )
        again.meta["unended"] = size
        return again
