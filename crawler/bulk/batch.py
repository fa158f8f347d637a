"""The coordinator of a batch: stores the outcomes of its tasks in one run, in order."""

import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from pathlib import Path, PurePath

from crawler.archive.captures import CaptureReader, postponed_revisits
from crawler.archive.opening import open_place
from crawler.archive.values import ArchivePlace, Entries, SkippedRecord, UnreadableRecord
from crawler.base.events import Event, log_event
from crawler.base.text import counted
from crawler.bulk.archive_report import ArchiveReport
from crawler.bulk.engine import Engine, KilledError
from crawler.bulk.figures import Figures, StopError
from crawler.bulk.originals import BatchOriginals
from crawler.bulk.page_reader import page_reader
from crawler.bulk.values import (
    Damaged,
    Done,
    End,
    Entry,
    Job,
    MismatchError,
    Revisit,
    Task,
    WorkError,
)
from crawler.bulk.work import Work
from crawler.outcomes.store import store
from crawler.outcomes.values import ReadPage, read_page_of
from crawler.run.archived_pages import page_in, source_of
from crawler.run.report import Crawled
from crawler.run.run import Run
from crawler.sinks import SinkError

logger = logging.getLogger(__name__)

AHEAD = 2000
"""Tasks given to the engine beyond the one that is stored. Their outcomes wait outside memory."""
PAUSE = 0.2
"""Seconds between checks, while nothing is there to be stored, whether to stop."""


class Batch:
    """Stores the outcomes of tasks, one after the other."""

    def __init__(
        self,
        job: Job,
        run: Run,
        work: Work,
        accepted: frozenset[str],
        notice: Callable[[Figures], None],
        conclude: Callable[[ArchiveReport], None],
    ) -> None:
        """`notice` is called again and again, and may raise StopError; `conclude` is called with
        the figures of each archive, once it is stored."""
        self._job = job
        self._run = run
        self._work = work
        self._accepted = accepted
        self._notice = notice
        self._conclude = conclude
        self._begun: set[str] = set()
        self._names: set[str] = set()
        self._is_first = True
        """Whether no archive before has the same name: a place has no folder, so only the first
        one can be resumed."""
        self._originals = BatchOriginals(work)
        self.figures = Figures(0)

    def store_all(self, tasks: Sequence[Task], engine: Engine) -> None:
        """Run all tasks, and store their outcomes. Raises StopError; failures after which going on
        makes no sense are kept in the run's `error`."""
        self.figures = Figures(len(tasks))
        try:
            with self._originals:
                for task, future in self._submitted(tasks, engine):
                    self._store_archive(task, future)
                    self.figures.stored += 1
                    self._check()
                report, self._is_first = ArchiveReport(None), False
                self._store_entries(report, self._postponed())
                if report.pages or report.damaged or report.skipped:
                    self._end(report)
        except StopError:
            raise
        except (SinkError, MismatchError, CancelledError) as error:
            self._fail(" ".join(str(error).split()) or "the engine has dropped the tasks")
        except Exception as error:
            self._run.error = reason = f"internal error: {type(error).__name__}: {error}"
            logger.exception("%s: %s", Event.BUG, reason, extra={"reason": reason})
        skipped = ", ".join(f"{n} {reason}" for reason, n in sorted(self.figures.skipped.items()))
        number = counted(len(tasks), "archive")
        log_event(
            logger,
            logging.INFO,
            Event.ARCHIVES_READ,
            reason=f"{number}; skipped records: {skipped or 0}",
        )

    def _submitted(
        self, tasks: Sequence[Task], engine: Engine
    ) -> Iterator[tuple[Task, "Future[Done]"]]:
        """Yield the tasks in order, and keep the engine busy ahead of them."""
        waiting: deque[tuple[Task, Future[Done]]] = deque()
        for task in tasks:
            future = engine.submit(task)
            future.add_done_callback(self._count)
            waiting.append((task, future))
            if len(waiting) > AHEAD:
                yield waiting.popleft()
        while waiting:
            yield waiting.popleft()

    def _count(self, _: "Future[Done]") -> None:
        self.figures.done += 1

    def _store_archive(self, task: Task, future: "Future[Done]") -> None:
        report, name = ArchiveReport(_name(task.archive)), PurePath(task.archive.key).name
        self._is_first = name not in self._names
        self._names.add(name)
        try:
            done = self._wait(future)
        except (KilledError, OSError, SinkError) as error:
            if isinstance(error, WorkError):
                raise
            report.error = str(error)
            self.figures.unread += 1
            self._run.report.unread_records += 1
            about = {"reason": f"{report.archive}: {error}"}
            log_event(logger, logging.ERROR, Event.ARCHIVE_NOT_READ, **about)
        else:
            report.is_resumed = not done.is_new
            self._store_entries(report, self._work.entries(done.name), task.archive)
            self._originals.note(task.archive, done.name)
            about = {"reason": f"{report.archive}: {report.pieces()}"}
            log_event(logger, logging.INFO, Event.ARCHIVE_READ, **about)
        self._end(report)

    def _end(self, report: ArchiveReport) -> None:
        self.figures.skipped.update(report.skipped)
        self._conclude(report)

    def _wait(self, future: "Future[Done]") -> Done:
        """Return the answer of a task. Raises what the task raises; StopError."""
        while True:
            self._check()
            try:
                return future.result(timeout=PAUSE)
            except TimeoutError:
                if future.done():
                    raise

    def _store_entries(
        self, report: ArchiveReport, entries: Iterator[Entry], archive: ArchivePlace | None = None
    ) -> None:
        for entry in entries:
            match entry:
                case ReadPage():
                    self._store_page(report, entry)
                case Damaged():
                    self._note_damage(report, entry)
                case Revisit() if archive:
                    self._store_entries(report, self._revisit(archive, entry))
                case End():
                    for reason, number in entry.skipped.items():
                        report.skipped[reason] = report.skipped.get(reason, 0) + number
            self._check()

    def _store_page(self, report: ArchiveReport, read: ReadPage) -> None:
        fetch, session = read.outcome.fetch, self._run.session
        report.pages += 1
        self.figures.pages += 1
        if self._is_first and fetch.archive and session.ledger.replays.has(fetch.archive):
            report.stored_before += 1
            return
        if fetch.source not in self._begun:
            self._begun.add(fetch.source)
            source = source_of(fetch, self._job.sources)
            self._run.begin(Crawled(source, "pages", source.id in self._accepted))
        if self._run.replay(fetch):
            report.add(read.outcome)
            store(self._run, read)
        else:
            report.older += 1

    def _note_damage(self, report: ArchiveReport, found: Damaged) -> None:
        report.add_damage(found)
        self._run.report.unread_records += 1
        reason = str(UnreadableRecord(found.file, found.offset, found.cause))
        log_event(logger, logging.WARNING, Event.ARCHIVE_DAMAGED, reason=reason)

    def _revisit(self, archive: ArchivePlace, entry: Revisit) -> Iterator[Entry]:
        """Yield the page of a revisit whose original is in an archive before; postpone it if none
        of these has it."""
        file = open_place(archive)
        if isinstance(file, Path):
            return  # a folder of pages has no revisits
        if self._originals.find(entry.revisit.headers, entry.revisit.url) is None:
            self._originals.postpone(file, entry.revisit)
            return
        yield from self._read(CaptureReader(file, self._originals).read_postponed(entry.revisit))

    def _postponed(self) -> Iterator[Entry]:
        yield from self._read(postponed_revisits(self._originals))

    def _read(self, found: Entries) -> Iterator[Entry]:
        for each in found:
            if isinstance(each, UnreadableRecord):
                yield Damaged(each.file, each.offset, each.cause)
                continue
            if isinstance(each, SkippedRecord):
                yield End({each.reason: 1})
                continue
            page = page_in(each, self._job.sources, self._job.is_limited)
            if isinstance(page, str):
                yield End({page: 1})
            else:
                (result,) = page_reader().read_all([page])
                yield read_page_of(page, result)

    def _check(self) -> None:
        """Raise StopError if the batch is to stop, or cannot go on."""
        self._notice(self.figures)
        if self._run.error:
            raise SinkError(self._run.error)

    def _fail(self, reason: str) -> None:
        self._run.error = reason
        log_event(logger, logging.ERROR, Event.ARCHIVE_NOT_READ, reason=reason)


def _name(archive: ArchivePlace) -> str:
    if not archive.store:
        return archive.key
    return f"{archive.store.partition('?')[0].rstrip('/')}/{archive.key}"
