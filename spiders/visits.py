"""Spider that fetches pages one by one as another process asks for them."""

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Any, BinaryIO, Self

from protego import Protego
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.robotstxt import ProtegoRobotParser

from crawler.cli.visiting import Visited, write_visited
from crawler.discover import canonical
from spiders.one_page import OnePage


class Visits(OnePage):
    """Reads URLs from stdin, one a line, and writes what was fetched to `out`.

    A URL comes only when the one before is answered. Every page belongs to the source of `link`.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler, *_: Any, **arguments: Any) -> Self:
        """Create the spider from its arguments `link` and `out`."""
        out: BinaryIO = arguments["out"]
        sitemaps: list[str] = []

        def read_robots(robotparser: Any, request: Request) -> None:
            if isinstance(robotparser, ProtegoRobotParser):
                rules: Protego = robotparser.rp
                found = (canonical(each, request.url) for each in rules.sitemaps)
                sitemaps.extend(url for url in found if url and url not in sitemaps)

        crawler.signals.connect(read_robots, signals.robots_parsed, weak=False)
        return super().from_crawler(
            crawler,
            link=arguments["link"],
            keep=lambda page: write_visited(out, Visited(page, tuple(sitemaps))),
        )

    async def start(self) -> AsyncIterator[Request]:
        """Yield a request for each URL."""
        while line := await asyncio.to_thread(sys.stdin.buffer.readline):
            yield self._request(line.decode().strip(), 0).replace(dont_filter=True)
