"""What is left out of the log: chatter, and items."""

import logging
from collections.abc import Callable
from typing import Any

from scrapy.logformatter import LogFormatter, LogFormatterResult

from crawler.model import Page

CHATTER: dict[str, str | tuple[str, ...]] = {
    "scrapy.addons": "",
    "scrapy.core.engine": (
        "Spider opened",
        "Spider closed",
        "Closing spider (finished)",
        "Closing spider (shutdown)",  # we say more
    ),
    "scrapy.crawler": "Overridden settings",
    "scrapy.extensions.feedexport": "",
    "scrapy.middleware": "",
    "scrapy.utils.log": "",
}
"""Logger -> how that begins what it says at each start and end; `` is all of it."""

REPEATED = ("scrapy.core.downloader.handlers.http11", "scrapy.downloadermiddlewares.robotstxt")
"""Loggers of what we tell ourselves, in one line: downloads cut short, hosts without robots.txt."""


def hush() -> None:
    """Leave out what Scrapy and boto say of themselves, unless it is a warning."""
    # Filters, for Scrapy sets the levels anew when it begins to log.
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
        """`bug: SOURCE: URL: reason` (`crawler.base.events`); Scrapy adds the traceback."""
        about = {"source": item.source, "url": item.url, "reason": str(exception)}
        line = "bug: %(source)s: %(url)s: %(reason)s"
        return {"level": logging.ERROR, "msg": line, "args": about}
