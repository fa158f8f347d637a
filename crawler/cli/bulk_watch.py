"""Signals to a batch, and its progress: a bar on a terminal, else lines in the log."""

import logging
import signal
import sys
import time
from contextlib import ExitStack
from types import FrameType
from typing import TYPE_CHECKING, Any, Self

from crawler.base.events import Event, log_event
from crawler.base.interrupts import SIGNALS
from crawler.bulk.figures import Figures, StopError
from crawler.cli.run_log import RunLog
from crawler.run.progress import Pace
from crawler.run.run import Run

if TYPE_CHECKING:
    from rich.console import Console

logger = logging.getLogger(__name__)

REFRESH = 0.25
"""Seconds between two updates of the bar."""


class EndedAtOnce(BaseException):
    """A second signal arrived. A BaseException, so that nothing handles it as a failure."""


class Watch:
    """Watches over a batch. Use it as a context manager, in the main thread."""

    def __init__(self, run: Run, seconds: float, log: RunLog) -> None:
        """`seconds` is the time between two lines in the log; 0 for none, and no bar."""
        self._log = log
        self._run = run
        self._pace = Pace()
        self._is_stopping = False
        self._undo = ExitStack()
        self._bar = _bar() if seconds and not log.is_json else None
        self._every = REFRESH if self._bar else seconds
        self._next = time.monotonic() + self._every

    def __enter__(self) -> Self:
        """Handle signals, and show the bar."""
        for number in SIGNALS:
            if signal.getsignal(number) != signal.SIG_IGN:
                self._undo.callback(signal.signal, number, signal.signal(number, self._hear))
        if self._bar:
            self._undo.enter_context(self._bar.shown)
            self._undo.enter_context(self._log.above(self._bar.shown.console))
        return self

    def __exit__(self, *_: object) -> None:
        """Restore the handlers of before."""
        self._undo.close()

    def _hear(self, number: int, _: FrameType | None) -> None:
        if self._is_stopping:
            raise EndedAtOnce
        self._is_stopping = True
        name = signal.Signals(number).name
        logger.info("%s received: shutting down, publishing what is stored", name)

    def notice(self, figures: Figures) -> None:
        """Show how far the batch is. Raises StopError after a signal."""
        if self._is_stopping:
            raise StopError
        now = time.monotonic()
        if not self._every or now < self._next:
            return
        self._next = now + self._every
        pace = self._pace.of(now, figures.pages)
        if self._bar:
            self._bar.update(figures, pace, self._run.counts.published)
        else:
            reason = (
                f"stored {figures.stored} of {figures.archives} archives, read {figures.done}, "
                f"{figures.pages} pages, {pace or 0:.1f}/s, published {self._run.counts.published}"
            )
            log_event(logger, logging.INFO, Event.PROGRESS, reason=reason)


def _bar() -> "_Bar | None":
    """Return a bar; None if standard error is no terminal, or one that cannot draw it."""
    if not sys.stderr.isatty():
        return None
    from rich.console import Console  # takes 50 ms

    console = Console(stderr=True)
    return _Bar(console) if console.is_interactive else None


class _Bar:
    """A bar on the terminal, with the archives that are stored."""

    def __init__(self, console: "Console") -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
        from rich.progress import TimeElapsedColumn as Elapsed
        from rich.progress import TimeRemainingColumn as Left

        self.shown: Progress = Progress(
            TextColumn("archives"),
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rest]}"),
            Elapsed(),
            Left(),
            console=console,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task: Any = self.shown.add_task("", total=None, rest="")

    def update(self, figures: Figures, pace: float | None, published: int) -> None:
        """Show figures."""
        rest = f"read {figures.done}  {figures.pages} pages  {pace or 0:.1f}/s"
        self.shown.update(
            self._task,
            total=figures.archives,
            completed=figures.stored,
            rest=f"{rest}  published {published}",
        )
