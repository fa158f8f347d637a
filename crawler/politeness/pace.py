"""How fast the hosts of the sources are asked."""

from collections.abc import Iterable

from crawler.politeness.addresses import is_loopback
from crawler.sources import Source

MOST = 100
"""Requests at a time, over all hosts."""


def pace_of(source: Source) -> dict[str, float]:
    """Delay and concurrency for a source's host, as Scrapy's DOWNLOAD_SLOTS has them; this machine
    is asked at full speed."""
    here, asked = is_loopback(source.host), source.politeness.delay
    delay = asked if asked is not None else (0.0 if here else 1.0)
    return {"delay": delay, "concurrency": at_a_time(source)}


def at_a_time(source: Source) -> int:
    """Requests to a source that are under way at a time. The spider makes no more of them: those
    that wait in Scrapy for a slow host would keep the places of all others."""
    return source.politeness.concurrency or (8 if is_loopback(source.host) else 2)


def together(sources: Iterable[Source]) -> int:
    """Requests to all of them that are under way at a time."""
    return min(sum(map(at_a_time, sources)), MOST)
