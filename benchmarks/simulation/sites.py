"""The hosts of a simulated crawl: what there is to fetch, and how long it takes."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from random import Random

from benchmarks.simulation.scenario import NEVER, Scenario
from crawler.cluster.shards import Member, Shard, group
from crawler.politeness.backoff import SLOWEST, decrease_delay, increase_delay

SHARED = 0.02
"""Share of hosts with several sources, which are one shard."""


@dataclass(slots=True)
class Site:
    """A shard with one host, and how far it is."""

    shard: Shard
    stories: int
    pace: float
    """Seconds between two requests, as long as the host does not back off."""
    delivered: int = 0
    """Its stories are delivered in order."""
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """Requests in a row."""

    stories: int
    requests: int
    seconds: float
    pause: float
    """Longest delay between two of them."""


def draw_sites(scenario: Scenario) -> list[Site]:
    """Return the sites of a scenario, the same for the same seed."""
    rng = Random(f"sites {scenario.seed}")
    sizes = draw_sizes(scenario, rng)
    stories: dict[str, int] = {}
    members: list[Member] = []
    for number, size in enumerate(sizes):
        host = frozenset([f"host-{number:05d}.example"])
        sources = rng.randint(2, 5) if rng.random() < SHARED else 1
        error = rng.lognormvariate(0, scenario.misjudged)
        estimate = max(1, round(size * error / sources))
        names = [f"source-{number:05d}-{each}" for each in range(sources)]
        members += (Member(name, host, scenario.delay, estimate) for name in names)
        stories[names[0]] = size
    sites = []
    for shard in group(members):
        size = stories[shard.id]
        sites.append(Site(shard, size, _pace(scenario, size, rng)))
    return sites


def draw_sizes(scenario: Scenario, rng: Random) -> list[int]:
    """Return the number of stories of each host; they add up to the addresses."""
    hosts, most = scenario.hosts, max(scenario.largest, 2 * scenario.addresses // scenario.hosts)
    drawn = [rng.paretovariate(scenario.tail) for _ in range(hosts)]
    low, high = 0.0, float(scenario.addresses)
    for _ in range(60):  # the factor by which they add up, with none above the most
        factor = (low + high) / 2
        is_less = sum(min(each * factor, most) for each in drawn) < scenario.addresses
        low, high = (factor, high) if is_less else (low, factor)
    bounds = [0, *map(round, accumulate(min(each * high, most) for each in drawn))]
    bounds[-1] = scenario.addresses
    return [stop - start for start, stop in pairwise(bounds)]


def _pace(scenario: Scenario, size: int, rng: Random) -> float:
    is_slow = rng.random() < scenario.slow and size * scenario.hosts < scenario.addresses
    latency = rng.expovariate(1 / scenario.latency) if is_slow else 0.0
    full = scenario.capacity * scenario.page  # a worker with all its shards is not faster
    return max(full, decrease_delay(scenario.delay, scenario.delay, latency))


def requests_of(stories: int, listing: int) -> int:
    """Return the number of requests for stories and for the listings that name them."""
    return stories + math.ceil(stories / listing)


def plan(site: Site, scenario: Scenario, token: int) -> Iterator[Segment]:
    """Yield what a worker requests that takes a site over: listings again, then what is left."""
    rng, failures = Random(f"plan {scenario.seed} {site.shard.id} {token}"), scenario.failures
    if again := math.ceil(site.delivered / scenario.listing):
        yield Segment(0, again, again * site.pace, site.pace)
    left = site.stories - site.delivered
    while left:
        drawn = rng.expovariate(1 / failures.overloads) if failures.overloads < NEVER else left
        stories = max(1, math.ceil(min(drawn, left)))
        requests = requests_of(stories, scenario.listing)
        yield Segment(stories, requests, requests * site.pace, site.pace)
        left -= stories
        if left:
            yield _backoff(
                site.pace, max(1, round(rng.expovariate(1 / scenario.failures.overload)))
            )


def _backoff(pace: float, strained: int) -> Segment:
    """Return the requests from the first 429 or 503 until the host has its pace again."""
    delay, delays = pace, []
    for _ in range(strained):
        delay = increase_delay(delay, pace)
        delays.append(delay)
    while (delay := decrease_delay(delay, pace, 0.0)) > pace:
        delays.append(delay)
    return Segment(0, len(delays), sum(delays), min(max(delays), max(pace, SLOWEST)))
