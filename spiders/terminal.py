"""A status line that stays at the bottom of the terminal while the log scrolls above it."""

import logging
import sys
from collections.abc import Callable
from typing import TextIO, cast

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.text import Text
from scrapy.utils.log import get_scrapy_root_handler

from crawler.cli.above import Above


class LastLine:
    """Shows the text that `render` returns for a width in columns, refreshed four times a second.

    `render` is called in a separate thread, so the line updates while the crawl's thread is busy.
    """

    def __init__(self, render: Callable[[int], str]) -> None:
        self._render = render
        self._console = Console(file=sys.stderr, highlight=False)
        self._live = Live(self, console=self._console, transient=True, redirect_stdout=False)
        self._log: TextIO | None = None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the line, never wider than the terminal."""
        # The last column stays free: some terminals wrap when it is written.
        yield Text(self._render(options.max_width - 1), no_wrap=True, overflow="crop")

    @property
    def is_possible(self) -> bool:
        """Whether stderr is a terminal that can redraw a line."""
        return sys.stderr.isatty() and self._console.is_interactive

    def show(self) -> None:
        """Show the line; route the log through the console, so that it does not overwrite it."""
        self._live.start()
        self._console.show_cursor()  # so that a killed crawl leaves the cursor visible
        if handler := _on_terminal():
            self._log = handler.setStream(cast("TextIO", Above(self._console)))

    def hide(self) -> None:
        """Remove the line and restore the log's stream."""
        if (handler := _on_terminal()) and self._log:
            handler.setStream(self._log)
        self._live.stop()


def _on_terminal() -> "logging.StreamHandler[TextIO] | None":
    """Return the log handler that writes to the terminal; None if the log is a file."""
    handler = get_scrapy_root_handler()
    if isinstance(handler, logging.StreamHandler) and not isinstance(handler, logging.FileHandler):
        return handler
    return None
