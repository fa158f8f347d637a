"""The one run of a crawl: its session with the dump, and what became of each page."""

import asyncio
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from socket import gethostname
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.statscollectors import StatsCollector

from crawler.base.events import log_bug, log_event
from crawler.base.faults import BUG, Fault
from crawler.base.interrupts import interruptible
from crawler.base.text import counted
from crawler.discover import StoryLink
from crawler.dump.manifest import Counts, Invocation, total
from crawler.model import Outcome, Page
from crawler.politeness.circuit import CIRCUIT
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
    """A Scrapy extension, for spider and pipelines share it."""

    def __init__(
        self,
        session: Session,
        stats: StatsCollector | None = None,
    ) -> None:
        """`stats` are Scrapy's own counts."""
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
        """Set when pages that wait may have gone on, so that others may wait."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Open the dump, before anything is fetched. Raises UsageFault where that cannot be, and
        StoppedError where a signal ends it."""
        settings = read_settings(crawler.settings)
        with interruptible():  # a store that hangs must not keep a signal waiting
            session = Session.open(
                settings.dump,
                settings.state,
                compression=settings.compression,
                invocation=Invocation(gethostname(), getattr(crawler.spider, "arguments", None)),
            )
        for line in session.recovered.report:
            log_event(logger, logging.WARNING, "recovered", reason=line)
        return cls(session, crawler.stats)

    # --- before a page is fetched: the spider tells ---

    def begin(self, crawled: Crawled) -> None:
        """A source will be crawled."""
        self.accounts.begin(crawled)
        if crawled.extent != "pages":
            with self._noting():
                self.session.begin(crawled.source)

    def find(self, source: Source, stories: int) -> None:
        """Stories were discovered."""
        self.accounts.count(source.id, "discovered", stories)

    def find_nothing(self, source: Source, reason: str) -> None:
        """The search of a source ended without a story. That is no success for a source of which
        none was ever published: its file may be wrong."""
        log_event(logger, logging.WARNING, "nothing found", source=source.id, reason=reason)
        if not self.session.has_published(source.id):
            self.accounts.barren[source.id] = reason

    def skip(self, source: Source, reason: str, stories: int = 1) -> None:
        """Discovered stories will not be fetched."""
        self.accounts.skip(source.id, reason, stories)

    def plan(self, lead: StoryLink) -> Headers | None:
        """The headers with which to ask for a known page; null where it is not asked, for reasons
        that are counted."""
        planned: Headers | str = {}
        with self._noting():
            planned = self.session.plan(lead.url, lead.source, lead.hint)
        if not isinstance(planned, str):
            return planned
        self.skip(lead.source, planned)
        return None

    def confirm(self, page: Page, source: Source) -> None:
        """A known page has not changed."""
        self.skip(source, "not-modified")
        with self._noting():
            self.session.confirms(page)

    def miss(self, source: Source, url: str, cause: str) -> None:
        """A listing could not be read."""
        self.accounts.missed += 1
        about = {"source": source.id, "url": url, "reason": cause}
        log_event(logger, logging.WARNING, "listing not read", **about)

    def fail(self, page: Page, fault: Fault) -> None:
        """A story could not be fetched: counted as failed, told in the quarantine."""
        self.accounts.fail(page)
        if page.status in GONE:
            with self._noting():
                self.session.misses(page)
        outcome = reject(page, fault)
        if fault.kind != CIRCUIT:  # which was told when it opened
            _warn("failed", outcome)
        self._keep(outcome)

    def fetch(self, page: Page) -> None:
        """A story was fetched and goes through the pipelines."""
        self.accounts.count(page.source, "fetched")
        with self._noting():
            self.session.came(page)

    def take_back(self, page: Page) -> None:
        """A story was fetched and is not read, for the crawl must end: as if it was not asked."""
        self.accounts.count(page.source, "fetched", -1)

    # --- after: the pipelines tell ---

    def add(self, outcome: Outcome) -> None:
        """A page came through, with its verdict. Raises SinkError where the disk fails."""
        self._keep(outcome)
        self.accounts.count(outcome.page.source, outcome.verdict or "not_a_story")

    def revise(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """Each outcome with its verdict. One on which our own code breaks falls out."""
        for outcome in outcomes:
            with self._minding(outcome):
                yield self.session.revise(outcome)

    def add_all(self, outcomes: Iterable[Outcome]) -> None:
        """Add pages that come together: what befalls one of them is not the others' fault."""
        for outcome in outcomes:
            self.take(outcome)

    def take(self, outcome: Outcome) -> None:
        """Add a page. One on which our own code breaks is put aside."""
        with self._minding(outcome):
            _warn("quarantined", outcome)
            self.add(outcome)

    @contextmanager
    def _minding(self, outcome: Outcome) -> Iterator[None]:
        """Put a page aside on which our own code breaks, as Scrapy would if it came alone. Where
        ledger or disk fail, remember that."""
        try:
            yield
        except SinkError as error:  # the disk's or the dump's fault, no bug of ours: the run fails
            self.error = str(error)
            about = {"source": outcome.page.source, "url": outcome.page.url, "reason": error}
            log_event(logger, logging.ERROR, "not kept", **about)
        except Exception as error:
            cause = log_bug(logger, outcome.page.source, outcome.page.url, error)
            sha256 = next((record.raw.sha256 for record in outcome.records), None)
            with suppress(Exception):  # the accounts then have a gap, and the run fails
                self.breaks(outcome.page, Fault(BUG, cause), sha256)

    def quarantine(self, page: Page, fault: Fault) -> None:
        """A page was put aside."""
        outcome = reject(page, fault)
        _warn("quarantined", outcome)
        self.add(outcome)

    def breaks(self, page: Page, fault: Fault, sha256: str | None = None) -> None:
        """Our own code broke on a page, as is told already; `sha256` is that of its bytes, where it
        has let go of them."""
        self.accounts.bugs += 1
        self.add(reject(page, fault, sha256))

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """Remember that the ledger failed: nobody above would hear of it."""
        try:
            yield
        except SinkError as error:
            self.error = str(error)

    def _keep(self, outcome: Outcome) -> None:
        try:
            self.session.add(outcome)
        except SinkError as error:
            self.error = str(error)  # the rows of other pages went with it
            raise

    # --- at the close ---

    @property
    def counts(self) -> Counts:
        """Of all sources."""
        return total(self.by_source.values())

    @property
    def by_source(self) -> dict[str, Counts]:
        """Of each source; once they are published, as they were published."""
        if self.published:
            return self.published.sources
        return self.accounts.by_source

    def publish(self, reason: str) -> None:
        """Publish what the run holds; `reason` is why the crawl ended.

        What goes wrong is kept in `error`, for nobody above would hear of an exception.
        """
        self.reason = reason
        self.phase = "publishing"
        if reason != "finished":
            self.accounts.write_off()
        for source, told in self.accounts.told_skips().items():
            log_event(logger, logging.INFO, "skipped", source=source, reason=told)
        for source, stories in self.accounts.idle().items():
            told = (
                f"{counted(stories, 'story', 'stories')}, all known; after a change of the source"
            )
            log_event(logger, logging.INFO, "nothing due", source=source, reason=f"{told}: {AGAIN}")
        self._settle_all()
        failure = self.error or "; ".join(self.accounts.gaps()) or self._failure()
        ending: Ending = "failed" if failure else "ok" if reason == "finished" else "stopped"
        why = f"the crawl was stopped ({reason})" if ending == "stopped" else failure
        why = why or self._why_partial()
        try:
            self.published = self.session.publish(
                self.accounts.by_source, ending, why, self.accounts.crawled
            )
            _tell(self.published)
        except (SinkError, OSError) as error:
            self.error = str(error)
            log_event(logger, logging.ERROR, "publishing failed", reason=error)
        finally:
            self.session.close()

    def _settle_all(self) -> None:
        """Nothing more comes: what waits goes on."""
        try:
            self.add_all(self.revise(self.session.release()))
        except SinkError as error:
            self.error = str(error)

    def _why_partial(self) -> str | None:
        broken = self._stats.get_value("spider_exceptions/count", 0) if self._stats else 0
        told = f"{broken} answers broke our own code" if broken else None
        return "; ".join(filter(None, [self.accounts.why_partial(), told])) or None

    def _failure(self) -> str | None:
        """Why the crawl has failed: our own code broke while it looked for stories, or nothing that
        was looked for could be read. Null where it has not, or was not let to the end."""
        if self.reason == "start_error":
            return "the search for stories broke"
        if self.reason != "finished":
            return None
        return self.accounts.fruitless(self.session.has_skipped_pages)


def run_of(crawler: Crawler) -> Run:
    """The crawl's run. A spider that publishes nothing has none: its pipelines stay off."""
    run = crawler.get_extension(Run)
    if run is None:
        raise NotConfigured  # without words: `scrapy shell` would say them of each pipeline
    return run


def _warn(event: str, outcome: Outcome) -> None:
    """One line for each thing that goes wrong, with its address and its cause."""
    for row in outcome.quarantined:
        about = {"source": row.source, "url": row.url, "kind": row.kind, "reason": row.reason}
        log_event(logger, logging.WARNING, event, **about)


def _tell(published: Published) -> None:
    """What became of each source."""
    for source, stories in published.deleted.items():
        reason = f"pages gone: {counted(stories, 'story', 'stories')}"
        log_event(logger, logging.INFO, "deleted", source=source, reason=reason)
    for source, alarms in published.alarms.items():
        for alarm in alarms:
            log_event(logger, logging.WARNING, "alarm", source=source, reason=alarm)
    for source, row in published.sources.items():
        extra = {"source": source, "counts": row}
        logger.info("ended: %s: %s", source, format_counts(row), extra=extra)
