"""One batch from the lock of its dump to the last outcome that is deleted."""

import logging
from collections.abc import Callable
from contextlib import closing
from socket import gethostname

from crawler.base.events import Event, log_event
from crawler.base.exits import Shortfall
from crawler.base.interrupts import interruptible
from crawler.bulk.archive_report import ArchiveReport
from crawler.bulk.batch import Batch
from crawler.bulk.engine import Engine
from crawler.bulk.figures import Figures, StopError
from crawler.bulk.order import Order
from crawler.bulk.values import Task, WorkError
from crawler.bulk.work import Work, clear, prefix_in
from crawler.dump.manifest import Invocation
from crawler.publishing.session import Session
from crawler.run.aftermath import keep_latest, keep_views, make_reports
from crawler.run.run import Run
from crawler.run.settings import Settings
from crawler.sinks import SinkError, open_sink

logger = logging.getLogger(__name__)


class Conductor:
    """Runs one batch."""

    def __init__(self, order: Order, settings: Settings, work: str | None) -> None:
        """`work` is the URL of the place of the outcomes; null for the dump."""
        self._order = order
        self._settings = settings
        self._work = work or settings.dump
        self._all = prefix_in(settings.dump, is_apart=work is not None)
        self._prefix = f"{self._all}{order.job.name}/"

    def open_run(self, arguments: dict[str, str]) -> Run:
        """Open the dump and recover what earlier runs left. Raises UsageFault if it cannot be
        opened, StoppedError if a signal interrupts this."""
        with interruptible():
            session = Session.open(
                self._settings.dump,
                self._settings.state,
                compression=self._settings.compression,
                invocation=Invocation(gethostname(), arguments),
            )
        for line in session.recovered.report:
            log_event(logger, logging.WARNING, Event.RECOVERED, reason=line)
        return Run(session)

    def conduct(
        self,
        run: Run,
        engine: Engine,
        notice: Callable[[Figures], None],
        conclude: Callable[[ArchiveReport], None],
    ) -> None:
        """Read and store all archives, publish the run, and delete the outcomes. `notice` and
        `conclude` are those of `Batch`."""
        run.phase = "fetching"
        reason, is_whole = "finished", False
        with closing(engine):
            try:
                is_whole = self._store_all(run, engine, notice, conclude)
            except StopError:
                reason = "shutdown"
        run.publish(reason, follow=lambda: self._follow(run, is_whole=is_whole))

    def _store_all(
        self,
        run: Run,
        engine: Engine,
        notice: Callable[[Figures], None],
        conclude: Callable[[ArchiveReport], None],
    ) -> bool:
        """Store the outcomes of all archives; return whether every archive was read."""
        run.session.ledger.replays.begin(self._order.name)
        work = Work(open_sink(self._work), self._prefix)
        batch = Batch(self._order.job, run, work, self._order.accepted, notice, conclude)
        self._clear(self._prefix)
        try:
            work.begin(self._order.job)
        except WorkError as error:
            run.error = str(error)
            return False
        tasks = [Task(self._work, self._prefix, archive) for archive in self._order.archives]
        batch.store_all(tasks, engine)
        return batch.figures.unread == 0

    def _clear(self, spared: str | None) -> None:
        """Delete outcomes that nobody needs any more; else the next batch does."""
        try:
            clear(open_sink(self._work), self._all, spared)
        except SinkError as error:
            log_event(logger, logging.WARNING, Event.NOT_CLEARED, reason=error)

    def _follow(self, run: Run, *, is_whole: bool) -> None:
        """Do what follows a publication, while the dump is locked. The outcomes of a batch that
        is not whole stay until it is run again."""
        if is_whole and not run.error:
            self._clear(None)
        run.shortfalls[Shortfall.REPORT] = make_reports(self._settings.dump)
        if self._settings.latest == "on":
            run.shortfalls[Shortfall.LATEST] = keep_latest(self._settings.dump)
        error = keep_views(self._settings.dump, self._settings.views)
        run.shortfalls[Shortfall.VIEW] = error
