"""Shards: the units that are distributed to workers. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """A source, as far as its distribution depends on it."""

    source: str
    hosts: frozenset[str]
    """Names of all hosts that it may request."""
    delay: float = 0.0
    """Seconds between two requests."""
    requests: int = 1
    """Estimated number of requests in one crawl."""

    @property
    def seconds(self) -> float:
        """Estimated duration of its crawl, at the pace of its host."""
        return max(self.delay, 0.01) * self.requests


@dataclass(frozen=True, slots=True)
class Shard:
    """Sources that share hosts, so that one worker at a time requests each of these hosts."""

    id: str
    """Id of its first source: the same on every machine."""
    sources: tuple[str, ...]
    hosts: frozenset[str]
    delay: float
    """Longest delay of its sources, in seconds."""
    seconds: float
    """Estimated duration of its crawl."""


def group(members: Iterable[Member]) -> tuple[Shard, ...]:
    """Return the connected components of sources and hosts, ordered by id.

    >>> a, b, c = (Member(name, frozenset(hosts.split())) for name, hosts in
    ...            (("a", "one"), ("b", "two"), ("c", "one three")))
    >>> [shard.sources for shard in group([c, b, a])]
    [('a', 'c'), ('b',)]
    """
    known = {member.source: member for member in members}
    parents: dict[str, str] = {}

    def root(node: str) -> str:
        parents.setdefault(node, node)
        while parents[node] != node:
            parents[node] = node = parents[parents[node]]
        return node

    for member in known.values():
        own = root(f"source {member.source}")
        for host in member.hosts:
            parents[root(f"host {host}")] = own
    parts: defaultdict[str, list[Member]] = defaultdict(list)
    for name in sorted(known):
        parts[root(f"source {name}")].append(known[name])
    return tuple(sorted(map(_shard, parts.values()), key=lambda shard: shard.id))


def _shard(members: list[Member]) -> Shard:
    return Shard(
        id=members[0].source,
        sources=tuple(member.source for member in members),
        hosts=frozenset().union(*(member.hosts for member in members)),
        delay=max(member.delay for member in members),
        seconds=sum(member.seconds for member in members),
    )
