"""JSON log, one object per line (WIRE_LOG=json)."""

import logging
import sys
import threading
from types import TracebackType

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from crawler.base.events import Event
from crawler.run.json_log import JsonFormatter
from pipelines.run import spider_run_of

logger = logging.getLogger(__name__)


class ScrapyFormatter(JsonFormatter):
    """Formatter that learns the run of a crawl once its spider is opened."""

    def open(self, spider: Spider) -> None:
        """Add the run's name to each line from now on."""
        self.name_run(spider_run_of(spider.crawler))


def is_json(settings: BaseSettings) -> bool:
    """Return whether the log is JSON; works with otherwise invalid settings."""
    return bool(settings["WIRE_LOG"] == "json")


def log_json(crawler: Crawler) -> None:
    """Write log, warnings and uncaught exceptions as JSON from now on.

    Scrapy's own handler must be off (LOG_INSTALL_ROOT_HANDLER), as Scrapy reinstalls it.
    """
    formatter, handler = ScrapyFormatter(), _handler(crawler.settings)
    crawler.signals.connect(formatter.open, signals.spider_opened)
    handler.setFormatter(formatter)
    handler.setLevel(crawler.settings["LOG_LEVEL"])
    logging.root.addHandler(handler)
    logging.root.setLevel(logging.NOTSET)
    logging.captureWarnings(True)
    sys.excepthook = _log_crash
    threading.excepthook = lambda hook_args: _log_crash(*hook_args[:3])


def _handler(settings: BaseSettings) -> logging.Handler:
    """Return a handler with the destination that Scrapy would use."""
    if file := settings["LOG_FILE"]:
        mode = "a" if settings.getbool("LOG_FILE_APPEND") else "w"
        return logging.FileHandler(file, mode, encoding=settings["LOG_ENCODING"])
    return logging.StreamHandler() if settings.getbool("LOG_ENABLED") else logging.NullHandler()


def _log_crash(
    kind: type[BaseException], error: BaseException | None, traceback: TracebackType | None
) -> None:
    exc_info = (kind, error or kind(), traceback)
    logger.critical("%s: %s: %s", Event.CRASH, kind.__name__, error, exc_info=exc_info)
