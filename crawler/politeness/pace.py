"""Request delay and concurrency of a source's host."""

from collections.abc import Iterable

from crawler.politeness.addresses import is_loopback
from crawler.sources import Source

MOST = 100
"""Maximum total concurrent requests, over all hosts."""


def pace_of(source: Source) -> dict[str, float]:
    """Return a source's entry for Scrapy's DOWNLOAD_SLOTS; the default delay of loopback is 0."""
    here, asked = is_loopback(source.host), source.politeness.delay
    delay = asked if asked is not None else (0.0 if here else 1.0)
    return {"delay": delay, "concurrency": concurrency_of(source)}


def concurrency_of(source: Source) -> int:
    """Return the maximum concurrent requests to a source.

    The spider creates no more than these: requests queued in Scrapy for a slow host would block
    other hosts.
    """
    return source.politeness.concurrency or (8 if is_loopback(source.host) else 2)


def total_concurrency(sources: Iterable[Source]) -> int:
    """Return the maximum total concurrent requests to these sources."""
    return min(sum(map(concurrency_of, sources)), MOST)
