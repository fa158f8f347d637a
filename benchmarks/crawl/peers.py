"""Crawl the archive with other crawlers, each in its own process.

    python -m benchmarks.crawl.peers NAME BASE STORIES OUT

Each writes its results to OUT as JSON lines, except the bare spider, which yields only URLs. All
use their default settings, without logging.
"""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import msgspec
from bs4 import BeautifulSoup
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from benchmarks.crawl.pages import listings

CONCURRENCY = 8
"""Concurrent requests per host: the default of Scrapy, and ours on loopback."""
_LINK = re.compile(r'href="([^"]+)"')


class Bare(Spider):
    """Spider that yields the URLs of the fetched pages."""

    name = "bare"

    def __init__(self, base: str, stories: int) -> None:
        super().__init__()
        self._base = base
        self._stories = stories

    async def start(self) -> AsyncIterator[Request]:
        """Yield requests for the listings, which link to the stories."""
        for path in listings(self._stories):
            yield Request(self._base + path, self.read_listing)

    def read_listing(self, response: Response) -> Iterator[Request]:
        """Yield a request for each link."""
        for path in _LINK.findall(response.text):
            yield Request(self._base + path, self.read_story)

    def read_story(self, response: Response) -> dict[str, str]:
        """Return the item of a page."""
        return {"url": response.url}


class Soup(Bare):
    """Spider with BeautifulSoup as commonly used: title and text of all paragraphs."""

    name = "soup"

    def read_story(self, response: Response) -> dict[str, str]:
        """Return the item of a page."""
        return {"url": response.url, **_soup(BeautifulSoup(response.body, "lxml"))}


class Trafilatura(Bare):
    """Spider that extracts the main text with trafilatura."""

    name = "trafilatura"

    def read_story(self, response: Response) -> dict[str, str]:
        """Return the item of a page."""
        from trafilatura import extract

        return {"url": response.url, "text": extract(response.text, url=response.url) or ""}


def _soup(soup: BeautifulSoup) -> dict[str, str]:
    title = soup.title.get_text() if soup.title else ""
    return {"title": title, "text": "\n".join(p.get_text() for p in soup.find_all("p"))}


async def crawlee(base: str, stories: int, out: Path) -> None:
    """Crawl with the BeautifulSoup crawler of crawlee and in-memory storage."""
    from crawlee import ConcurrencySettings
    from crawlee.crawlers import BeautifulSoupCrawler
    from crawlee.storage_clients import MemoryStorageClient

    pages = [urlopen(base + path).read().decode() for path in listings(stories)]  # noqa: S310
    crawler = BeautifulSoupCrawler(
        concurrency_settings=ConcurrencySettings(
            desired_concurrency=CONCURRENCY, max_concurrency=CONCURRENCY
        ),
        storage_client=MemoryStorageClient(),
        configure_logging=False,
    )
    with out.open("wb") as file:

        async def read(context: Any) -> None:
            row = {"url": context.request.url, **_soup(context.soup)}
            file.write(msgspec.json.encode(row) + b"\n")

        crawler.router.default_handler(read)
        await crawler.run([base + path for page in pages for path in _LINK.findall(page)])


def main(name: str, base: str, stories: int, out: Path) -> None:
    """Crawl the archive with the named crawler."""
    if name == "crawlee":
        asyncio.run(crawlee(base, stories, out))
        return
    spiders = {spider.name: spider for spider in (Bare, Soup, Trafilatura)}
    feeds = {} if name == "bare" else {str(out): {"format": "jsonlines"}}
    process = AsyncCrawlerProcess({"LOG_LEVEL": "WARNING", "FEEDS": feeds})
    process.crawl(spiders[name], base=base, stories=stories)
    process.start()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
