"""The shards of a crawl, and the fingerprint by which machines know that they do the same."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import msgspec

from crawler import EXTRACTOR
from crawler.cluster.shards import Member, Shard, group
from crawler.politeness.pace import pace_of
from crawler.run.crawl_plan import CrawlPlan


def shards_of(plan: CrawlPlan) -> tuple[Shard, ...]:
    """Return the shards of a crawl."""
    return group(_members(plan))


def _members(plan: CrawlPlan) -> Iterator[Member]:
    hosts: defaultdict[str, set[str]] = defaultdict(set)
    links = Counter(link.source.id for link in plan.links)
    for link in plan.links:
        hosts[link.source.id].add(urlsplit(link.url).hostname or "")
    for source in plan.sources:
        own = {source.host, *map(name_of, source.hosts), *hosts[source.id]}
        requests = links[source.id] or source.newest.stories
        yield Member(source.id, frozenset(own), pace_of(source)["delay"], requests)


def name_of(host: str) -> str:
    """Return the name of a host that may have a port.

    >>> name_of("news.example:8080"), name_of("news.example")
    ('news.example', 'news.example')
    """
    return urlsplit(f"//{host}").hostname or host


def fingerprint(plan: CrawlPlan, arguments: Mapping[str, str]) -> str:
    """Return what is the same on machines that were started with the same command, sources and
    version."""
    digest = hashlib.sha256(msgspec.json.encode([EXTRACTOR, sorted(arguments.items())]))
    for source in sorted(plan.sources, key=lambda source: source.id):
        digest.update(_canonical.encode(source))
    for link in plan.links:
        digest.update(link.url.encode("utf-8", "replace"))
    return digest.hexdigest()[:24]


_canonical = msgspec.json.Encoder(
    order="deterministic", enc_hook=lambda pattern: [pattern.pattern, pattern.flags]
)
