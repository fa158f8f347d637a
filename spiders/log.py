"""One line for each thing that goes wrong, with its URL and its cause; no items in the log."""

import logging
from typing import Any

from scrapy.logformatter import LogFormatter, LogFormatterResult

from crawler.model import Page

CHATTER = (
    "scrapy.addons",
    "scrapy.crawler",
    "scrapy.middleware",
    "scrapy.utils.log",
    "scrapy.extensions.feedexport",
)
"""Loggers that list components and settings at each start."""


def hush() -> None:
    """Leave out what Scrapy and boto say of themselves, unless it is a warning."""
    # Filters, for Scrapy sets the levels anew when it begins to log.
    for name in CHATTER:
        logging.getLogger(name).addFilter(lambda record: record.levelno >= logging.WARNING)
    logging.getLogger("botocore").setLevel(logging.WARNING)
    # Our own middleware tells in one line what becomes of a host without robots.txt.
    logging.getLogger("scrapy.downloadermiddlewares.robotstxt").addFilter(lambda _: False)


class OneLine(LogFormatter):
    """Items are whole pages here: they are named by their URL, never printed."""

    def scraped(self, *_: Any, **__: Any) -> Any:
        """Nothing, at any level: the summary counts them."""
        return None

    def dropped(self, *_: Any, **__: Any) -> Any:
        """Nothing: the run tells what is put aside, whoever does it."""
        return None

    def item_error(
        self, item: Page, exception: BaseException, *_: Any, **__: Any
    ) -> LogFormatterResult:
        """`bug: URL: cause`; Scrapy adds the traceback."""
        told = {"url": item.url, "cause": exception}
        return {"level": logging.ERROR, "msg": "bug: %(url)s: %(cause)s", "args": told}
