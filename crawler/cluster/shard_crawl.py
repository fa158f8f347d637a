"""One shard as this worker crawls it: its lease, what is known of it, and what it still owes."""

import asyncio
from collections import Counter
from collections.abc import Mapping

from crawler.base.skips import SkipReason
from crawler.base.urls import bare
from crawler.cluster.accounts import SourceFigures
from crawler.cluster.holding import clock
from crawler.cluster.keys import url_digest
from crawler.cluster.leases import Lease
from crawler.cluster.shards import Shard
from crawler.cluster.visits import SourceNotes
from crawler.ledger import Visit
from crawler.run.report import SourceReport


class ShardCrawl:
    """A shard while this worker has it."""

    def __init__(
        self,
        shard: Shard,
        lease: Lease,
        delivered: Mapping[str, bool],
        notes: Mapping[str, SourceNotes],
    ) -> None:
        """`delivered` is what earlier workers have delivered in this round, as `Shards.delivered`
        returns it."""
        self.shard = shard
        self.lease = lease
        self.notes = notes
        self.visits: dict[str, Visit] = {}
        """Earlier visits of its stories: URL without scheme -> visit."""
        self.is_lost = False
        self.is_done = False
        """Whether it is reported: nobody takes it any more, so requests to its hosts that others
        lead to (a robots.txt may redirect there) wait for no lease."""
        self.delivered: Counter[str] = Counter()
        """Stories delivered, by source."""
        self.found_delivered: Counter[str] = Counter()
        """Stories that were delivered before, by source."""
        self.nothing_found: dict[str, str] = {}
        self.owed = 0
        """Stories that were answered and are not delivered yet."""
        self._earlier = delivered
        self._changed = asyncio.Event()

    def may_send(self) -> bool:
        """Return whether a request may be sent to its hosts now."""
        return self.is_done or (not self.is_lost and self.lease.may_send(clock()))

    def was_delivered(self, url: str) -> bool | None:
        """Return whether a story was delivered before under this URL; None if it was the target of
        a redirect only."""
        found = self._earlier.get(url_digest(url), False)
        return True if found else None if url_digest(url) in self._earlier else False

    def visit(self, url: str) -> Visit | None:
        """Return the earlier visit of a story."""
        return self.visits.get(bare(url))

    def owe(self) -> None:
        """Note that a story was answered."""
        self.owed += 1

    def settle(self, source: str, *, is_delivered: bool) -> None:
        """Note that a story is delivered, or will not be."""
        self.owed -= 1
        self.delivered[source] += is_delivered
        self._changed.set()

    async def until_paid(self) -> None:
        """Wait until everything that was answered is delivered, or the shard is lost."""
        while self.owed:
            self._changed.clear()
            await self._changed.wait()

    def figures(self, report: SourceReport) -> SourceFigures:
        """Return what is reported of a source at the end of the shard."""
        skips: dict[SkipReason, int] = {
            reason: stories
            for reason, stories in report.skips.items()
            if stories and reason is not SkipReason.NOT_MODIFIED  # those are delivered
        }
        return SourceFigures(
            discovered=report.counters["discovered"],
            skips=skips,
            delivered=self.delivered[report.source],
            found_delivered=self.found_delivered[report.source],
            listings=report.listings,
            unread=report.unread,
            nothing_found=self.nothing_found.get(report.source),
            known_stories=report.known_stories,
            known_pages=report.known_pages,
        )
