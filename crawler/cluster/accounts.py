"""Counters of a source in a round, from all workers that have crawled it. Pure.

A shard may be crawled by several workers, one after the other: each one discovers its stories
anew, skips those that are delivered, and the last one reports. Every delivered story counts once,
whoever has fetched it.
"""

from collections.abc import Mapping

from msgspec import Struct

from crawler.base.skips import SkipReason


class SourceFigures(Struct, frozen=True, kw_only=True):
    """What the worker that has finished a source reports about it."""

    discovered: int = 0
    skips: Mapping[SkipReason, int] = {}
    """Stories that need no request. Those that have not changed (304) are delivered instead."""
    delivered: int = 0
    """Stories that this worker has delivered."""
    found_delivered: int = 0
    """Stories that it has discovered, and that another one had delivered."""
    listings: int = 0
    unread: int = 0
    nothing_found: str | None = None
    known_stories: int = 0
    known_pages: int = 0

    @property
    def gap(self) -> int:
        """Stories discovered by this worker that it neither skipped nor delivered nor found
        delivered; 0 unless there is a bug."""
        settled = sum(self.skips.values()) + self.delivered + self.found_delivered
        return self.discovered - settled


def only_earlier(figures: SourceFigures, settled: int) -> int:
    """Return the number of stories that earlier workers delivered and the last one did not discover
    any more, because the listings have changed; negative if delivered stories are lost.

    >>> only_earlier(SourceFigures(discovered=5, delivered=3, found_delivered=2), settled=6)
    1
    """
    return settled - figures.delivered - figures.found_delivered
