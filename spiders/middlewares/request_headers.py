"""Headers that all requests have."""

from collections.abc import Iterable
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.politeness.http_decompression import ACCEPTED
from spiders.header_names import header_key


class RequestHeaders:
    """Adds headers that a request lacks; replaces two middlewares of Scrapy and half a third."""

    def __init__(self, headers: Iterable[tuple[str, str]]) -> None:
        self._headers = tuple((header_key(name), value.encode()) for name, value in headers)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the middleware for DEFAULT_REQUEST_HEADERS, USER_AGENT and our encodings."""
        settings = crawler.settings
        given = settings.getdict("DEFAULT_REQUEST_HEADERS")
        headers = {name: value for name, value in given.items() if value is not None}
        return cls(
            {**headers, "User-Agent": settings["USER_AGENT"], "Accept-Encoding": ACCEPTED}.items()
        )

    def process_request(self, request: Request) -> None:
        """Add the headers."""
        headers = request.headers
        for name, value in self._headers:
            if not dict.__contains__(headers, name):  # names are as in `headers` already
                dict.__setitem__(headers, name, [value])
