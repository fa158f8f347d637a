"""The log of a command that is a run: on standard error, as text or as JSON (WIRE_LOG)."""

import logging
import sys
from typing import TextIO

from crawler.run.json_log import JsonFormatter
from crawler.run.run import Run

_TEXT = "%(asctime)s [%(name)s] %(levelname)s: %(message)s"
"""The form of Scrapy's log."""
_CHATTER = ("botocore", "boto3", "urllib3", "asyncio", "distributed", "tornado")


class RunLog:
    """Sends the log to standard error."""

    def __init__(self, is_json: bool) -> None:
        self._json = JsonFormatter() if is_json else None
        handler = _Handler()
        handler.setFormatter(self._json or logging.Formatter(_TEXT, "%Y-%m-%d %H:%M:%S"))
        logging.root.handlers[:] = [handler]
        logging.root.setLevel(logging.INFO)
        logging.captureWarnings(True)
        for name in _CHATTER:
            logging.getLogger(name).setLevel(logging.WARNING)

    def name_run(self, run: Run) -> None:
        """Add the run's name to each line of a JSON log from now on."""
        if self._json:
            self._json.name_run(run)


class _Handler(logging.StreamHandler[TextIO]):
    """Writes to what is standard error by then: above the progress on a terminal."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stderr
