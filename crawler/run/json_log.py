"""Log lines as JSON objects, one per line (WIRE_LOG=json)."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.msgspec import MsgspecFormatter

from crawler.run.spider_run import SpiderRun

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
        self._run: SpiderRun | None = None

    def name_run(self, run: SpiderRun) -> None:
        """Add the run's name to each line from now on; the name may change until publishing."""
        self._run = run

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        """Set the fields of one line."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        log_data["time"] = moment.replace("+00:00", "Z")
        super().add_fields(log_data, record, message_dict)
        if self._run:
            log_data["run"] = self._run.name
        if hasattr(record, "item") and isinstance(record.args, Mapping):  # OneLine's, by Scrapy
            log_data |= record.args


def one_line(level: int, name: str, message: str, about: Mapping[str, object]) -> str:
    """Return a JSON line in the format of the log, to be printed elsewhere."""
    record = logging.makeLogRecord(
        {"levelno": level, "levelname": logging.getLevelName(level), "name": name, "msg": message}
    )
    record.__dict__.update(about)
    return JsonFormatter().format(record)
