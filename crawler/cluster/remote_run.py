"""The run of a worker: counts what it does, and sends its stories to the settler."""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from crawler.archive.exchange import Exchange
from crawler.base.events import Event, log_event
from crawler.base.exits import Exit
from crawler.base.faults import Fault
from crawler.base.skips import SkipReason
from crawler.cluster.entries import Answered, Confirmed, Failed, Read, plain
from crawler.cluster.outbox import Outbox
from crawler.cluster.shard_crawl import ShardCrawl
from crawler.cluster.visits import SharedVisits, SourceNotes
from crawler.discover import StoryLink
from crawler.dump.erasures import Erased
from crawler.model import Fetch, Page
from crawler.outcomes.values import ReadPage
from crawler.run.progress import Phase
from crawler.run.report import Crawled
from crawler.run.results import Results
from crawler.run.revisit_policy import Headers, plan
from crawler.sources import Source

logger = logging.getLogger("crawler.run")


class RemoteRun(Results):
    """A `SpiderRun` without a dump. Its counters are those of this worker only."""

    def __init__(self, name: str, erased: Erased) -> None:
        super().__init__()
        self.name = name
        self.phase: Phase = "searching"
        self.outbox: Outbox
        """Set before the first shard."""
        self.has_left = False
        """Whether this process has left the round before its end."""
        self._erased = erased
        self._crawls: dict[str, ShardCrawl] = {}
        """By source."""
        self._hosts: dict[str, ShardCrawl] = {}
        self._exchanges: dict[str, Exchange] = {}
        """Answers of stories that are being read, by URL (WIRE_RAW)."""

    def start(self, crawl: ShardCrawl) -> None:
        """Crawl a shard from now on; forget the counters of an earlier attempt."""
        for source in crawl.shard.sources:
            self._crawls[source] = crawl
            self.report.forget(source)
        self._hosts |= dict.fromkeys(crawl.shard.hosts, crawl)

    async def ahead(
        self, crawl: ShardCrawl, links: Iterable[StoryLink], visits: SharedVisits
    ) -> list[StoryLink]:
        """Look the stories of a shard up in the service; return those not delivered in this
        round."""
        left: list[StoryLink] = []
        for link in links:
            match crawl.was_delivered(link.url):
                case True:
                    crawl.found_delivered[link.source.id] += 1
                case None:
                    self.report.of(link.source.id).skip(SkipReason.REDIRECTED)
                case False:
                    left.append(link)
        crawl.visits |= await visits.read([link.url for link in left])
        return left

    def begin(self, crawled: Crawled) -> None:
        """Implement SpiderRun.begin."""
        self.report.begin(crawled)

    def find_nothing(self, source: Source, reason: str) -> None:
        """Implement SpiderRun.find_nothing; the settler logs it."""
        self._crawls[source.id].nothing_found[source.id] = reason

    def miss_listing(self, source: Source, url: str, cause: str) -> None:
        """Implement SpiderRun.miss_listing."""
        self.report.of(source.id).unread += 1
        about = {"source": source.id, "url": url, "reason": cause}
        log_event(logger, logging.WARNING, Event.LISTING_NOT_READ, **about)

    def plan(self, link: StoryLink) -> Headers | None:
        """Implement SpiderRun.plan, by the visits in the service."""
        report, crawl = self.report.of(link.source.id), self._crawls[link.source.id]
        if self._erased.has_page(link.url):
            report.skip(SkipReason.ERASED)
            return None
        visit, notes = crawl.visit(link.url), crawl.notes.get(link.source.id, SourceNotes())
        planned = plan(
            visit,
            link.hint.modified if link.hint else None,
            link.source.revisit,
            int(datetime.now(UTC).timestamp()),
            notes.distrusted,
            notes.boilerplate if visit and visit.boilerplate is not None else 0,
        )
        if not isinstance(planned, SkipReason):
            return planned
        if visit:
            report.skip_known(visit)
        report.skip(planned)
        return None

    def confirm(self, fetch: Fetch) -> None:
        """Implement SpiderRun.confirm."""
        self.report.of(fetch.source).skip(SkipReason.NOT_MODIFIED)
        crawl = self._owing(fetch)
        self.outbox.put(crawl, Confirmed(fetch, crawl.visit(fetch.url)))

    def fail(self, page: Page, fault: Fault) -> None:
        """Implement SpiderRun.fail; the settler logs it."""
        self.report.of(page.source).fail(is_dead=False)
        crawl = self._owing(page.fetch)
        visit = crawl.visit(page.url)
        self.outbox.put(crawl, Failed(page, fault.kind, fault.reason, visit))

    def archive(self, exchange: Exchange) -> str | None:
        """Implement SpiderRun.archive: the settler archives it. The answer of a story goes with the
        page; only that has fields."""
        exchange = plain(exchange)
        if exchange.fields:
            self._exchanges[exchange.url] = exchange
            return None
        crawl = self._hosts.get(urlsplit(exchange.url).hostname or "")
        if crawl is not None:
            crawl.owe()
            self.outbox.put(crawl, Answered(crawl.shard.sources[0], exchange))
        return None

    def receive(self, fetch: Fetch) -> None:
        """Implement SpiderRun.receive."""
        self.report.of(fetch.source).fetch()
        self._owing(fetch)

    async def deliver(self, page: ReadPage) -> None:
        """Send a story that was received and read; wait while the settler is behind."""
        fetch = page.outcome.fetch
        crawl = self._crawls[fetch.source]
        exchange = self._exchanges.pop(fetch.url, None)
        self.outbox.put(crawl, Read(page, crawl.visit(fetch.url), exchange))
        await self.outbox.until_room()

    def reject(self, page: ReadPage) -> None:
        """Send a story on which a pipeline failed."""
        fetch = page.outcome.fetch
        crawl = self._crawls[fetch.source]
        exchange = self._exchanges.pop(fetch.url, None)
        self.outbox.put(crawl, Read(page, crawl.visit(fetch.url), exchange))

    def _owing(self, fetch: Fetch) -> ShardCrawl:
        crawl = self._crawls[fetch.source]
        crawl.owe()
        return crawl

    @property
    def exit_code(self) -> Exit:
        """Implement SpiderRun.exit_code."""
        return Exit.PARTIAL if self.has_left else super().exit_code
