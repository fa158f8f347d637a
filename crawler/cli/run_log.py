"""The log of a command that is a run: on standard error, as text or as JSON (WIRE_LOG)."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO, cast

from crawler.run.json_log import JsonFormatter
from crawler.run.run import Run

if TYPE_CHECKING:
    from rich.console import Console

_TEXT = "%(asctime)s [%(name)s] %(levelname)s: %(message)s"
"""The form of Scrapy's log."""
_CHATTER = {
    **dict.fromkeys(("botocore", "boto3", "urllib3", "asyncio", "tornado"), logging.WARNING),
    "distributed": logging.CRITICAL,  # its failures reach us as exceptions
}
"""Logger -> level from which its lines are logged."""


class RunLog:
    """Sends the log to standard error."""

    def __init__(self, is_json: bool) -> None:
        self.is_json = is_json
        self._json = JsonFormatter() if is_json else None
        self._handler = handler = logging.StreamHandler()
        handler.setFormatter(self._json or logging.Formatter(_TEXT, "%Y-%m-%d %H:%M:%S"))
        logging.root.handlers[:] = [handler]
        logging.root.setLevel(logging.INFO)
        logging.captureWarnings(True)
        for name, level in _CHATTER.items():
            logging.getLogger(name).setLevel(level)

    @contextmanager
    def above(self, console: "Console") -> Iterator[None]:
        """Write above what the console shows at the bottom of the terminal, within the block."""
        from crawler.cli.above import Above

        before = self._handler.setStream(cast("TextIO", Above(console)))
        try:
            yield
        finally:
            self._handler.setStream(cast("TextIO", before))

    def name_run(self, run: Run) -> None:
        """Add the run's name to each line of a JSON log from now on."""
        if self._json:
            self._json.name_run(run)
