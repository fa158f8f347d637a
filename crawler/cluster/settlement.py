"""Settle the entries of a round: pass each story into an ordinary run, once."""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable

from msgspec.structs import replace

from crawler.base.faults import Fault
from crawler.base.text import counted
from crawler.base.urls import bare
from crawler.cluster.accounts import SourceFigures, only_earlier
from crawler.cluster.entries import (
    Answered,
    Confirmed,
    Entry,
    Failed,
    Read,
    ShardEnd,
    Story,
    fetch_of,
    story_url,
)
from crawler.cluster.keys import url_digest
from crawler.contract import Record
from crawler.outcomes.store import store
from crawler.outcomes.values import ReadPage
from crawler.run.crawl_plan import CrawlPlan
from crawler.run.report import Crawled
from crawler.run.run import Run

logger = logging.getLogger("crawler.cluster")


class Settlement:
    """The run of one round, and which shards are done. Not thread-safe."""

    def __init__(self, run: Run, plan: CrawlPlan, shards: Iterable[str]) -> None:
        self._run = run
        self._open = set(shards)
        self._settled: Counter[str] = Counter()
        """Stories settled, by source."""
        self._seen: defaultdict[str, set[str]] = defaultdict(set)
        """Stories settled, by source, of shards that are not done."""
        self.known: set[str] = set()
        """URLs, without scheme, that had a visit before."""
        self.broken = 0
        self.sources = {source.id: source for source in plan.sources}
        for source in plan.sources:
            run.begin(Crawled(source, plan.extent, source.id in plan.accepted))
        run.phase = "fetching"

    @property
    def is_complete(self) -> bool:
        """Whether all shards are done."""
        return not self._open

    def apply(self, entry: Entry) -> None:
        """Settle an entry; a story that is settled already is ignored."""
        if isinstance(entry, ShardEnd):
            self._end(entry)
            return
        if isinstance(entry, Answered):
            self._run.archive(entry.exchange)
            return
        fetch = fetch_of(entry)
        seen, story = self._seen[fetch.source], url_digest(story_url(fetch))
        if story in seen:
            return
        seen.add(story)
        self._settled[fetch.source] += 1
        self._add_visit(entry)
        match entry:
            case Read(page=page):
                if entry.exchange:
                    page = archived(page, self._run.archive(entry.exchange))
                self._run.receive(page.outcome.fetch)
                store(self._run, page)
            case Confirmed():
                self._run.confirm(fetch)
            case Failed(page=failed, kind=kind, reason=reason):
                self._run.fail(failed, Fault(kind, reason))

    def _add_visit(self, entry: Story) -> None:
        """Give the ledger the earlier visit that the worker knew, if it has none: the story may
        have been settled on another machine."""
        fetch, visits = fetch_of(entry), self._run.session.ledger.visits
        if entry.visit is not None:
            self.known.add(bare(fetch.url))
            if visits.last(fetch.url) is None:
                visits.note(fetch.url, entry.visit)

    def _end(self, end: ShardEnd) -> None:
        if end.shard not in self._open:
            return
        self._open.remove(end.shard)
        self.broken += end.broken
        self._run.report.hosts.add(end.hosts)
        for source, figures in end.sources.items():
            self._add_figures(source, figures)
            self._seen.pop(source, None)  # its end is the last entry of a shard

    def _add_figures(self, source: str, figures: SourceFigures) -> None:
        report = self._run.report.of(source)
        earlier = only_earlier(figures, self._settled[source])
        if figures.gap or earlier < 0:
            reason = (
                f"{source}: counters of the cluster do not reconcile: {figures.gap} stories neither"
                f" skipped nor delivered, {counted(max(-earlier, 0), 'delivered story')} lost"
            )
            self._run.error = reason
            logger.error("%s", reason)
        report.find(figures.discovered + max(earlier, 0))
        for reason_to_skip, stories in figures.skips.items():
            report.skip(reason_to_skip, stories)
        report.listings += figures.listings
        report.unread += figures.unread
        report.known_stories += figures.known_stories
        report.known_pages += figures.known_pages
        if figures.nothing_found and not self._settled[source]:
            self._run.find_nothing(self.sources[source], figures.nothing_found)


def archived(page: ReadPage, place: str | None) -> ReadPage:
    """Return a page whose answer was archived at a place after it was read."""
    outcome = page.outcome

    def placed(record: Record) -> Record:
        return replace(record, raw=replace(record.raw, archive=place))

    outcome = replace(
        outcome,
        fetch=replace(outcome.fetch, archive=place),
        records=tuple(map(placed, outcome.records)),
        quarantined=tuple(
            replace(row, record=placed(row.record)) if row.record else row
            for row in outcome.quarantined
        ),
        is_decoded=False,
    )
    return replace(page, outcome=outcome)
