"""The log as JSON, one object a line (WIRE_LOG=json), for programs that read it."""

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

from pipelines.run import Run, run_of

logger = logging.getLogger(__name__)

SCRAPYS_OWN = ("crawler", "item", "request", "response", "spider")
"""Live objects that Scrapy adds to its records: an item is a whole page."""


class JsonFormatter(MsgspecFormatter):
    """time (RFC 3339, UTC), level, logger, message; then what a line has besides: run, source, url,
    kind, reason, traceback."""

    def __init__(self) -> None:
        super().__init__(
            ["levelname", "name", "message"],
            rename_fields={"levelname": "level", "name": "logger", "exc_info": "traceback"},
            reserved_attrs=[*RESERVED_ATTRS, *SCRAPYS_OWN],
        )
        self._run: Run | None = None

    def name_run(self, spider: Spider) -> None:
        """From now on each line names the run; the name is another where it was overtaken."""
        self._run = run_of(spider.crawler)

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        """All fields of a line."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        log_data["time"] = moment.replace("+00:00", "Z")
        super().add_fields(log_data, record, message_dict)
        if self._run:
            log_data["run"] = self._run.session.run
        if hasattr(record, "item") and isinstance(record.args, Mapping):  # OneLine's, by Scrapy
            log_data |= record.args


def one_line(level: int, name: str, message: str, about: Mapping[str, object]) -> str:
    """A line in the form of the log, for elsewhere."""
    record = logging.makeLogRecord(
        {"levelno": level, "levelname": logging.getLevelName(level), "name": name, "msg": message}
    )
    record.__dict__.update(about)
    return JsonFormatter().format(record)


def is_json(settings: BaseSettings) -> bool:
    """Whether the log is JSON, whatever else of the settings may be wrong."""
    return bool(settings["WIRE_LOG"] == "json")


def log_json(crawler: Crawler) -> None:
    """From now on the log, warnings and crashes are JSON: all that this process says on stderr.

    Scrapy's own handler must be off (LOG_INSTALL_ROOT_HANDLER): it is made anew time and again.
    """
    formatter, handler = JsonFormatter(), _handler(crawler.settings)
    crawler.signals.connect(formatter.name_run, signals.spider_opened)
    handler.setFormatter(formatter)
    handler.setLevel(crawler.settings["LOG_LEVEL"])
    logging.root.addHandler(handler)
    logging.root.setLevel(logging.NOTSET)
    logging.captureWarnings(True)
    sys.excepthook = _log_crash
    threading.excepthook = lambda told: _log_crash(*told[:3])


def _handler(settings: BaseSettings) -> logging.Handler:
    """To where Scrapy would log."""
    if file := settings["LOG_FILE"]:
        mode = "a" if settings.getbool("LOG_FILE_APPEND") else "w"
        return logging.FileHandler(file, mode, encoding=settings["LOG_ENCODING"])
    return logging.StreamHandler() if settings.getbool("LOG_ENABLED") else logging.NullHandler()


def _log_crash(
    kind: type[BaseException], error: BaseException | None, traceback: TracebackType | None
) -> None:
    told = (kind, error or kind(), traceback)
    logger.critical("crash: %s: %s", kind.__name__, error, exc_info=told)
