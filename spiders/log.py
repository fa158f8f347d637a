"""Filters for the text log: routine messages of Scrapy and dumps of items are left out."""

import logging
from collections.abc import Callable
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.logformatter import LogFormatter, LogFormatterResult

from crawler.model import Batch, Page

CHATTER: dict[str, str | tuple[str, ...]] = {
    "scrapy.addons": "",
    "scrapy.core.engine": (
        "Spider opened",
        "Spider closed",
        "Closing spider (finished)",
        "Closing spider (shutdown)",  # we log a fuller line
    ),
    "scrapy.crawler": "Overridden settings",
    "scrapy.extensions.feedexport": "",
    "scrapy.middleware": "",
    "scrapy.utils.log": "",
}
"""Logger -> prefixes of routine messages that are left out; `` matches every message."""

REPEATED = ("scrapy.downloadermiddlewares.robotstxt",)
"""Loggers of events that we log ourselves in one line: no robots.txt."""


def hush() -> None:
    """Silence routine messages of Scrapy and boto below WARNING."""
    # Filters, because Scrapy resets the levels when it configures logging.
    for name, chatter in CHATTER.items():
        logging.getLogger(name).addFilter(_without(chatter))
    logging.getLogger("botocore").setLevel(logging.WARNING)
    for name in REPEATED:
        logging.getLogger(name).addFilter(lambda _: False)


def _without(chatter: str | tuple[str, ...]) -> Callable[[logging.LogRecord], bool]:
    def is_wanted(record: logging.LogRecord) -> bool:
        return record.levelno >= logging.WARNING or not record.getMessage().startswith(chatter)

    return is_wanted


class OneLine(LogFormatter):
    """Log formatter that names items by URL; they are whole pages, too long to print."""

    def __init__(self, level: int) -> None:
        """`level` is the lowest one that is logged."""
        self._level = level

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the formatter for LOG_LEVEL."""
        handler = logging.NullHandler()
        handler.setLevel(crawler.settings["LOG_LEVEL"])  # a name or a number
        return cls(handler.level)

    def crawled(self, *given: Any, **named: Any) -> Any:
        """Format a line for each response only if it is logged: at level DEBUG. Scrapy's loggers
        would make a record for handlers that refuse it."""
        return super().crawled(*given, **named) if self._level <= logging.DEBUG else None

    def scraped(self, *_: Any, **__: Any) -> Any:
        """Log nothing: the summary counts scraped items."""
        return None

    def dropped(self, *_: Any, **__: Any) -> Any:
        """Log nothing: the run logs each quarantined page."""
        return None

    def item_error(
        self, item: Page | Batch, exception: BaseException, *_: Any, **__: Any
    ) -> LogFormatterResult:
        """Log `bug: SOURCE: URL: reason` (as `crawler.base.events`); Scrapy adds the traceback."""
        about = {"source": item.source, "url": item.url, "reason": str(exception)}
        line = "bug: %(source)s: %(url)s: %(reason)s"
        return {"level": logging.ERROR, "msg": line, "args": about}
