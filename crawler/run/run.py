"""One crawl's run: counts its pages, writes their records and publishes them. Knows no Scrapy."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from crawler.archive.exchange import Exchange
from crawler.base.events import Event, log_bug, log_event
from crawler.base.fault_kinds import OURS, FaultKind
from crawler.base.faults import Fault
from crawler.base.skips import SkipReason
from crawler.base.verdicts import PageVerdict, RunVerdict
from crawler.discover import StoryLink
from crawler.model import Fetch, Outcome, Page
from crawler.publishing.closing import publish
from crawler.publishing.published import Published
from crawler.publishing.session import Session
from crawler.reading.screen import reject, reject_fetch
from crawler.run.buffer import PageBuffer
from crawler.run.deletions import GONE, MissingPages
from crawler.run.log import log_published, log_quarantined, log_skipped
from crawler.run.page_store import PageStore
from crawler.run.planned_visits import RevisitSchedule
from crawler.run.progress import Phase
from crawler.run.report import Crawled
from crawler.run.results import Results
from crawler.run.revisit_policy import Headers
from crawler.run.verdict import Ending, counter_mismatches, judge_sources, why_failed, why_partial
from crawler.sinks import SinkError
from crawler.sources import Source

logger = logging.getLogger("crawler.run")


class Run(Results):
    """One run into an open dump. Not thread-safe.

    Call in this order: `begin` for each source; for each story link `plan`, then `confirm`, `fail`
    or `receive`; `buffer` for each page read, and `store` for each page released; `publish`.
    Failures of dump, disk and ledger are kept in `error`: Scrapy would not pass them on.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        super().__init__()
        ledger = session.ledger
        self._buffer = PageBuffer(ledger, self.report, session.limits.seconds)
        self._revisits = RevisitSchedule(ledger, self._buffer, self.report)
        self._missing = MissingPages(ledger, self.report)
        self.page_store = PageStore(session, self._buffer, self._revisits, self.report)
        self.phase: Phase = "searching"

    @property
    def name(self) -> str:
        """Its name; it changes if another run publishes first."""
        return self.session.run

    # --- before a page is fetched ---

    def begin(self, crawled: Crawled) -> None:
        """Add a source that will be crawled."""
        self.report.begin(crawled)
        if crawled.extent != "pages":
            with self._keeping_errors():
                self._revisits.begin(crawled.source.id, self.session.clock())

    def find_nothing(self, source: Source, reason: str) -> None:
        """Log that discovery found no story of a source.

        For a source that has never published a story this makes the run partial: its file may be
        wrong.
        """
        log_event(logger, logging.WARNING, Event.NOTHING_FOUND, source=source.id, reason=reason)
        if not self.session.has_published(source.id):
            self.report.of(source.id).nothing_found = reason

    def miss_listing(self, source: Source, url: str, cause: str) -> None:
        """Count and log a listing that could not be read."""
        self.report.of(source.id).unread += 1
        about = {"source": source.id, "url": url, "reason": cause}
        log_event(logger, logging.WARNING, Event.LISTING_NOT_READ, **about)

    def plan(self, link: StoryLink) -> Headers | None:
        """Return the conditional headers for a request; None if the page is not due.

        A page that is not due is counted as skipped.
        """
        planned: Headers | SkipReason = {}
        with self._keeping_errors():
            planned = self._revisits.plan(link.url, link.source, link.hint, self.session.clock())
        if not isinstance(planned, SkipReason):
            return planned
        self.report.of(link.source.id).skip(planned)
        return None

    # --- once its host has answered ---

    def confirm(self, fetch: Fetch) -> None:
        """Count a known page that has not changed (HTTP 304)."""
        self.report.of(fetch.source).skip(SkipReason.NOT_MODIFIED)
        with self._keeping_errors():
            self._missing.found(fetch)
            self._revisits.confirm(fetch)
            self.session.seal_if_old()

    def fail(self, page: Page, fault: Fault) -> None:
        """Count a story that could not be fetched as failed; add it to the quarantine."""
        is_gone, outcome = page.status in GONE, reject(page, fault)
        self.report.of(page.source).fail(is_dead=is_gone and page.hint is not None)
        if fault.kind != FaultKind.CIRCUIT:  # logged once, when the circuit opened
            log_quarantined(Event.FAILED, outcome)
        with self._keeping_errors():
            if is_gone:
                self._missing.missing(page.fetch)
                self._revisits.forget(page.fetch)
            self.page_store.write(outcome)

    def archive(self, exchange: Exchange) -> str | None:
        """Archive an answer as it came; return its place, or None if that failed."""
        with self._keeping_errors():
            return self.page_store.archive(exchange)
        return None

    def receive(self, fetch: Fetch) -> None:
        """Count a fetched story that goes to the pipelines."""
        self.report.of(fetch.source).fetch()
        with self._keeping_errors():
            self._missing.found(fetch)

    def replay(self, page: Page | Fetch) -> bool:
        """Count an archived page; return whether it is to be read: not if it was fetched since, or
        erased."""
        report = self.report.of(page.source)
        report.find(1)
        with self._keeping_errors(), self.session.as_sink_error():
            if reason := self._revisits.passed(page):
                report.skip(reason)
                return False
        report.fetch()
        return True

    # --- once the page is read ---

    def buffer(self, outcome: Outcome) -> Iterator[Outcome]:
        """Buffer a page; yield the pages released by it, of which each is to be stored before the
        next is requested."""
        yield from self._released(self.page_store.buffer(outcome))

    def store(self, outcome: Outcome) -> None:
        """Deduplicate, write and count a page; quarantine it if that raises an exception."""
        fetch = outcome.fetch
        try:
            self._write(self.page_store.deduplicate(outcome))
        except SinkError as error:  # disk or dump failed, not a bug: the run fails
            self.error = str(error)
            about = {"source": fetch.source, "url": fetch.url, "reason": error}
            log_event(logger, logging.ERROR, Event.NOT_STORED, **about)
        except Exception as error:
            cause = log_bug(logger, fetch.source, fetch.url, error)
            # If that fails, too, the counters do not reconcile, and the run fails.
            with suppress(Exception), self._keeping_errors():
                self._write(reject_fetch(fetch, Fault(FaultKind.BUG, cause), outcome.sha256))

    def quarantine(self, page: Page, fault: Fault) -> None:
        """Write and count a fetched page that could not be read or stored."""
        with self._keeping_errors():
            self._write(reject(page, fault))

    def _write(self, outcome: Outcome) -> None:
        report = self.report.of(outcome.fetch.source)
        report.bugs += any(row.kind in OURS for row in outcome.quarantined)
        if not any(
            row.kind == FaultKind.BUG for row in outcome.quarantined
        ):  # logged with its traceback
            log_quarantined(Event.QUARANTINED, outcome)
        self.page_store.write(outcome)
        verdict = outcome.verdict or PageVerdict.NOT_A_STORY
        if verdict == PageVerdict.NOT_A_STORY:
            report.add_no_story(outcome.reason or "no story", outcome.fetch.url)
        report.decide(verdict)

    def _released(self, pages: Iterator[Outcome]) -> Iterator[Outcome]:
        """Yield pages from the buffer. An error is kept in `error`: it is not the fault of the page
        that happened to release them."""
        try:
            yield from pages
        except SinkError as error:
            self.error = str(error)
        except Exception as error:
            self.error = f"internal error in the page buffer: {type(error).__name__}: {error}"
            logger.exception("%s: %s", Event.BUG, self.error, extra={"reason": self.error})

    @contextmanager
    def _keeping_errors(self) -> Iterator[None]:
        """Keep a SinkError within the block in `error`."""
        try:
            yield
        except SinkError as error:
            self.error = str(error)

    # --- at the end of the crawl ---

    def publish(
        self, reason: str, broken: int = 0, follow: Callable[[], None] | None = None
    ) -> None:
        """Publish the run. `reason` is why the crawl ended, in Scrapy's words (`finished` or
        another); `broken` is the number of responses on which the spider raised an exception.
        `follow` does what follows a publication while the dump is locked."""
        self.phase = "publishing"
        if reason != "finished":
            for each in self.report:
                each.write_off()
        log_skipped(self.report)
        for released in self._released(self.page_store.release()):
            self.store(released)
        failure = (
            self.error
            or "; ".join(counter_mismatches(self.report))
            or why_failed(self.report, reason)
        )
        ending: Ending = RunVerdict.OK if reason == "finished" else RunVerdict.STOPPED
        ending = RunVerdict.FAILED if failure else ending
        why = f"crawl stopped ({reason})" if ending == RunVerdict.STOPPED else failure
        try:
            self.published = self.conclude(ending, why or why_partial(self.report, broken))
            log_published(self.published)
            if follow:
                follow()
        except (SinkError, OSError) as error:
            self.error = str(error)
            log_event(logger, logging.ERROR, Event.PUBLISHING_FAILED, reason=error)
        finally:
            self.session.close()

    def conclude(self, ending: Ending, reason: str | None = None) -> Published:
        """Judge the sources and publish the run with this ending. Raises SinkError."""
        with self.session.as_sink_error():
            judge_sources(self.report, self._buffer)
        return publish(self.session, self.report, ending, reason)
