"""The run of one crawl: its session with the dump, and the counters of its pages."""

import asyncio
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from socket import gethostname
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.statscollectors import StatsCollector

from crawler.base.events import Event, log_bug, log_event
from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.base.interrupts import interruptible
from crawler.base.skips import SkipReason
from crawler.base.text import counted
from crawler.base.verdicts import PageVerdict, RunVerdict
from crawler.discover import StoryLink
from crawler.dump.manifest import Counts, Invocation, total
from crawler.model import Outcome, Page
from crawler.publishing.published import Published
from crawler.publishing.session import Session
from crawler.reading.screen import reject
from crawler.run.counters import GONE, Accounts
from crawler.run.gates import Crawled
from crawler.run.judgement import Ending
from crawler.run.progress import Phase, format_counts
from crawler.run.revisit import Headers
from crawler.run.settings import read_settings
from crawler.sinks import SinkError
from crawler.sources import Source

AGAIN = "-a full=1"
"""The argument that reads known pages again."""

logger = logging.getLogger(__name__)


class Run:
    """Scrapy extension that the spider and the pipelines share."""

    def __init__(
        self,
        session: Session,
        stats: StatsCollector | None = None,
    ) -> None:
        """`stats` is Scrapy's stats collector."""
        self.session = session
        self._stats = stats
        self.phase: Phase = "searching"
        self.published: Published | None = None
        self.error: str | None = None
        """Why rows could not be kept or published."""
        self.unfed: str | None = None
        """Why feeds have not all the records that were published."""
        self.accounts = Accounts()
        self.reason = "finished"
        self.room = asyncio.Event()
        """Set when the buffer may have room for more pages."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Open the dump before anything is fetched.

        Raises UsageFault if it cannot be opened, StoppedError if a signal interrupts this.
        """
        settings = read_settings(crawler.settings)
        with interruptible():  # a hanging store must not delay a signal
            session = Session.open(
                settings.dump,
                settings.state,
                compression=settings.compression,
                invocation=Invocation(gethostname(), getattr(crawler.spider, "arguments", None)),
            )
        for line in session.recovered.report:
            log_event(logger, logging.WARNING, Event.RECOVERED, reason=line)
        return cls(session, crawler.stats)

    # --- called by the spider, before a page is fetched ---

    def begin(self, crawled: Crawled) -> None:
        """Register a source that will be crawled."""
        self.accounts.begin(crawled)
        if crawled.extent != "pages":
            with self._noting():
                self.session.begin(crawled.source)

    def find(self, source: Source, stories: int) -> None:
        """Count discovered stories."""
        self.accounts.count(source.id, "discovered", stories)

    def find_nothing(self, source: Source, reason: str) -> None:
        """Log that discovery found no story of a source.

        For a source that has never published a story this makes the run fail: its file may be
        wrong.
        """
        log_event(logger, logging.WARNING, Event.NOTHING_FOUND, source=source.id, reason=reason)
        if not self.session.has_published(source.id):
            self.accounts.barren[source.id] = reason

    def skip(self, source: Source, reason: SkipReason, stories: int = 1) -> None:
        """Count discovered stories that will not be fetched."""
        self.accounts.skip(source.id, reason, stories)

    def plan(self, lead: StoryLink) -> Headers | None:
        """Return the conditional headers for a request; None if the page is not due.

        A page that is not due is counted as skipped.
        """
        planned: Headers | SkipReason = {}
        with self._noting():
            planned = self.session.plan(lead.url, lead.source, lead.hint)
        if not isinstance(planned, SkipReason):
            return planned
        self.skip(lead.source, planned)
        return None

    def confirm(self, page: Page, source: Source) -> None:
        """Count a known page that has not changed (HTTP 304)."""
        self.skip(source, SkipReason.NOT_MODIFIED)
        with self._noting():
            self.session.confirms(page)

    def miss(self, source: Source, url: str, cause: str) -> None:
        """Count and log a listing that could not be read."""
        self.accounts.missed += 1
        about = {"source": source.id, "url": url, "reason": cause}
        log_event(logger, logging.WARNING, Event.LISTING_NOT_READ, **about)

    def fail(self, page: Page, fault: Fault) -> None:
        """Count a story that could not be fetched as failed; add it to the quarantine."""
        self.accounts.fail(page)
        if page.status in GONE:
            with self._noting():
                self.session.misses(page)
        outcome = reject(page, fault)
        if fault.kind != FaultKind.CIRCUIT:  # logged once, when the circuit opened
            _warn(Event.FAILED, outcome)
        self._keep(outcome)

    def fetch(self, page: Page) -> None:
        """Count a fetched story that goes to the pipelines."""
        self.accounts.count(page.source, "fetched")
        with self._noting():
            self.session.came(page)

    def take_back(self, page: Page) -> None:
        """Uncount a fetched story that was left unread because the crawl is stopping."""
        self.accounts.count(page.source, "fetched", -1)

    # --- called by the pipelines, after a page is fetched ---

    def add(self, outcome: Outcome) -> None:
        """Store a page's rows and count its verdict. Raises SinkError if the disk fails."""
        self._keep(outcome)
        self.accounts.count(outcome.page.source, outcome.verdict or PageVerdict.NOT_A_STORY)

    def revise(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """Yield each outcome with its verdict; quarantine those that raise an exception."""
        for outcome in outcomes:
            with self._minding(outcome):
                yield self.session.revise(outcome)

    def add_all(self, outcomes: Iterable[Outcome]) -> None:
        """Add a batch of pages; a failure of one does not affect the others."""
        for outcome in outcomes:
            self.take(outcome)

    def take(self, outcome: Outcome) -> None:
        """Add a page; quarantine it if that raises an exception."""
        with self._minding(outcome):
            _warn(Event.QUARANTINED, outcome)
            self.add(outcome)

    @contextmanager
    def _minding(self, outcome: Outcome) -> Iterator[None]:
        """Quarantine the page if the block raises an exception; note failures of ledger or disk."""
        try:
            yield
        except SinkError as error:  # disk or dump failed, not a bug: the run fails
            self.error = str(error)
            about = {"source": outcome.page.source, "url": outcome.page.url, "reason": error}
            log_event(logger, logging.ERROR, Event.NOT_STORED, **about)
        except Exception as error:
            cause = log_bug(logger, outcome.page.source, outcome.page.url, error)
            sha256 = next((record.raw.sha256 for record in outcome.records), None)
            with suppress(Exception):  # the counters then do not reconcile, and the run fails
                self.breaks(outcome.page, Fault(FaultKind.BUG, cause), sha256)

    def quarantine(self, page: Page, fault: Fault) -> None:
        """Log, store and count a page as quarantined."""
        outcome = reject(page, fault)
        _warn(Event.QUARANTINED, outcome)
        self.add(outcome)

    def breaks(self, page: Page, fault: Fault, sha256: str | None = None) -> None:
        """Quarantine a page on which our code raised an exception, which is logged already.

        `sha256` is the digest of the page's bytes, if the page no longer holds them.
        """
        self.accounts.bugs += 1
        self.add(reject(page, fault, sha256))

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """Keep a SinkError of the ledger in `error`: callers would not notice it."""
        try:
            yield
        except SinkError as error:
            self.error = str(error)

    def _keep(self, outcome: Outcome) -> None:
        try:
            self.session.add(outcome)
        except SinkError as error:
            self.error = str(error)  # rows of other pages are lost with it
            raise

    # --- at the end of the crawl ---

    @property
    def counts(self) -> Counts:
        """The counters over all sources."""
        return total(self.by_source.values())

    @property
    def by_source(self) -> dict[str, Counts]:
        """The counters of each source; after publishing, those in the manifest."""
        if self.published:
            return self.published.sources
        return self.accounts.by_source

    def publish(self, reason: str) -> None:
        """Publish the run; `reason` is Scrapy's reason for the end of the crawl.

        Failures are kept in `error`, since callers would not notice an exception.
        """
        self.reason = reason
        self.phase = "publishing"
        if reason != "finished":
            self.accounts.write_off()
        for source, skips in self.accounts.told_skips().items():
            log_event(logger, logging.INFO, Event.SKIPPED, source=source, reason=skips)
        for source, stories in self.accounts.idle().items():
            note = (
                f"{counted(stories, 'story', 'stories')}, none due for a revisit;"
                f" to read them again: {AGAIN}"
            )
            log_event(logger, logging.INFO, Event.NOTHING_DUE, source=source, reason=note)
        self._settle_all()
        failure = self.error or "; ".join(self.accounts.gaps()) or self._failure()
        ending: Ending = RunVerdict.OK if reason == "finished" else RunVerdict.STOPPED
        ending = RunVerdict.FAILED if failure else ending
        why = f"crawl stopped ({reason})" if ending == RunVerdict.STOPPED else failure
        why = why or self._why_partial()
        try:
            self.published = self.session.publish(
                self.accounts.by_source, ending, why, self.accounts.crawled
            )
            _log_sources(self.published)
        except (SinkError, OSError) as error:
            self.error = str(error)
            log_event(logger, logging.ERROR, Event.PUBLISHING_FAILED, reason=error)
        finally:
            self.session.close()

    def _settle_all(self) -> None:
        """Release and add all buffered pages."""
        try:
            self.add_all(self.revise(self.session.release()))
        except SinkError as error:
            self.error = str(error)

    def _why_partial(self) -> str | None:
        broken = self._stats.get_value("spider_exceptions/count", 0) if self._stats else 0
        bugs = f"internal error on {counted(broken, 'response')}" if broken else None
        return "; ".join(filter(None, [self.accounts.why_partial(), bugs])) or None

    def _failure(self) -> str | None:
        """Return why the crawl failed: discovery raised an exception, or nothing could be read.

        None if it did not fail or did not run to its end.
        """
        if self.reason == "start_error":
            return "internal error during discovery"
        if self.reason != "finished":
            return None
        return self.accounts.fruitless(self.session.has_skipped_pages)


def run_of(crawler: Crawler) -> Run:
    """Return the run of a crawl. Raises NotConfigured, which turns pipelines off, without one."""
    run = crawler.get_extension(Run)
    if run is None:
        raise NotConfigured  # no message: `scrapy shell` would log it for each pipeline
    return run


def _warn(event: Event, outcome: Outcome) -> None:
    """Log one line per quarantined row, with its URL and cause."""
    for row in outcome.quarantined:
        about = {"source": row.source, "url": row.url, "kind": row.kind, "reason": row.reason}
        log_event(logger, logging.WARNING, event, **about)


def _log_sources(published: Published) -> None:
    """Log deletions, alarms and counters of each source."""
    for source, stories in published.deleted.items():
        reason = f"{counted(stories, 'story', 'stories')} (page gone)"
        log_event(logger, logging.INFO, Event.DELETED, source=source, reason=reason)
    for source, alarms in published.alarms.items():
        for alarm in alarms:
            log_event(logger, logging.WARNING, Event.ALARM, source=source, reason=alarm)
    for source, row in published.sources.items():
        extra = {"source": source, "counts": row}
        logger.info("%s: %s: %s", Event.ENDED, source, format_counts(row), extra=extra)
