"""JSON log, one object per line (WIRE_LOG=json)."""

import logging
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.msgspec import MsgspecFormatter
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from crawler.base.events import Event
from crawler.run.run import Run
from pipelines.run import run_of

logger = logging.getLogger(__name__)

SCRAPYS_OWN = ("crawler", "item", "request", "response", "spider")
"""Live objects that Scrapy attaches to log records; an item is a whole page."""


class JsonFormatter(MsgspecFormatter):
    """Formats log records as JSON.

    Fields: time (RFC 3339, UTC), level, logger, message; if present run, source, url, kind,
    reason, traceback.
    """

    def __init__(self) -> None:
        super().__init__(
            ["levelname", "name", "message"],
            rename_fields={"levelname": "level", "name": "logger", "exc_info": "traceback"},
            reserved_attrs=[*RESERVED_ATTRS, *SCRAPYS_OWN],
        )
        self._run: Run | None = None

    def name_run(self, spider: Spider) -> None:
        """Add the run's name to each line from now on; the name may change until publishing."""
        self._run = run_of(spider.crawler)

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        """Set the fields of one line."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        log_data["time"] = moment.replace("+00:00", "Z")
        super().add_fields(log_data, record, message_dict)
        if self._run:
            log_data["run"] = self._run.session.run
        if hasattr(record, "item") and isinstance(record.args, Mapping):  # OneLine's, by Scrapy
            log_data |= record.args


def one_line(level: int, name: str, message: str, about: Mapping[str, object]) -> str:
    """Return a JSON line in the format of the log, to be printed elsewhere."""
    record = logging.makeLogRecord(
        {"levelno": level, "levelname": logging.getLevelName(level), "name": name, "msg": message}
    )
    record.__dict__.update(about)
    return JsonFormatter().format(record)


def is_json(settings: BaseSettings) -> bool:
    """Return whether the log is JSON; works with otherwise invalid settings."""
    return bool(settings["WIRE_LOG"] == "json")


def log_json(crawler: Crawler) -> None:
    """Write log, warnings and uncaught exceptions as JSON from now on.

    Scrapy's own handler must be off (LOG_INSTALL_ROOT_HANDLER), as Scrapy reinstalls it.
    """
    formatter, handler = JsonFormatter(), _handler(crawler.settings)
    crawler.signals.connect(formatter.name_run, signals.spider_opened)
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
