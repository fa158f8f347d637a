"""The last line of a terminal: it stays there while the log goes by above it."""

import logging
import sys
from collections.abc import Callable
from typing import TextIO, cast

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.text import Text
from scrapy.utils.log import get_scrapy_root_handler


class LastLine:
    """Shows what `told` says for a width in columns, and asks it four times a second.

    `told` is called in a thread of its own, so that the line lives while the crawl's thread is
    busy.
    """

    def __init__(self, told: Callable[[int], str]) -> None:
        self._told = told
        self._console = Console(file=sys.stderr, highlight=False)
        self._live = Live(self, console=self._console, transient=True, redirect_stdout=False)
        self._log: TextIO | None = None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The line, never wider than the terminal."""
        # The last column stays free: some terminals go on to the next line when it is written.
        yield Text(self._told(options.max_width - 1), no_wrap=True, overflow="crop")

    @property
    def is_possible(self) -> bool:
        """Whether somebody can see it: no pipe, and no terminal that only types."""
        return sys.stderr.isatty() and self._console.is_interactive

    def show(self) -> None:
        """From now on; the log goes through here as well, or it would write into the line."""
        self._live.start()
        self._console.show_cursor()  # a killed crawl leaves the terminal as it was
        if handler := _on_terminal():
            self._log = handler.setStream(cast("TextIO", Above(self._console)))

    def hide(self) -> None:
        """Take the line away, as if it had never been."""
        if (handler := _on_terminal()) and self._log:
            handler.setStream(self._log)
        self._live.stop()


class Above:
    """Where the log writes to."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def write(self, text: str) -> None:
        """Write above the last line, as it stands: nothing is wrapped, styled or interpreted."""
        self._console.print(Text(text), end="", soft_wrap=True)

    def flush(self) -> None:
        """Nothing waits."""


def _on_terminal() -> "logging.StreamHandler[TextIO] | None":
    """The handler that writes the log to the terminal; none where the log is a file."""
    handler = get_scrapy_root_handler()
    if isinstance(handler, logging.StreamHandler) and not isinstance(handler, logging.FileHandler):
        return handler
    return None
