"""The log of a settler process, passed on to the process that started it."""

import logging
import sys
from typing import Any

import msgspec

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
"""Attributes that every log record has."""
_encode = msgspec.json.Encoder(enc_hook=str).encode


class Relay(logging.Handler):
    """Writes log records to standard output as JSON."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        about: dict[str, Any] = {k: v for k, v in vars(record).items() if k not in _OWN}
        about |= {"name": record.name, "levelno": record.levelno, "levelname": record.levelname}
        about["msg"] = record.getMessage()
        if record.exc_info:
            about["exc_text"] = logging.Formatter().formatException(record.exc_info)
        sys.stdout.buffer.write(_encode(about) + b"\n")
        sys.stdout.buffer.flush()


def replay(line: bytes) -> None:
    """Log a record that a settler process has written."""
    try:
        record = logging.makeLogRecord(msgspec.json.decode(line, type=dict[str, Any]))
    except msgspec.DecodeError:
        logging.getLogger("crawler.cluster").warning("%s", line.decode(errors="replace").strip())
        return
    logger = logging.getLogger(record.name)
    if logger.isEnabledFor(record.levelno):
        logger.handle(record)
