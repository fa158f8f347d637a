"""Requests by host, as a run counts them."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from crawler.dump.observed import HostTraffic

MOST_HOSTS = 200
"""Hosts that are counted."""
MOST_CAUSES = 8
"""Different causes of failures of one host; the others are `other`."""
_STEPS = 10
"""Classes of seconds per factor of ten."""
_SHORTEST = 0.001


@dataclass(slots=True)
class _Host:
    answers: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    seconds: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0


class Hosts:
    """The traffic of each host, in bounded memory."""

    def __init__(self) -> None:
        self._hosts: dict[str, _Host] = {}
        self._others: dict[str, HostTraffic] = {}

    def add(self, traffic: Mapping[str, HostTraffic]) -> None:
        """Add hosts that other processes have requested."""
        self._others |= traffic

    def answer(self, netloc: str, status: int, seconds: float) -> None:
        """Count an answer, which has failed if its status says so; `netloc` is that of the URL."""
        if (host := self._of(netloc)) is None:
            return
        host.answers += 1
        host.slowest = max(host.slowest, seconds)
        host.seconds[math.floor(_STEPS * math.log10(max(seconds, _SHORTEST)))] += 1
        if status >= 400:
            _count(host, f"HTTP {status}")

    def fail(self, url: str, cause: str) -> None:
        """Count a request without an answer; its URL may be invalid."""
        with suppress(ValueError):
            if (host := self._of(urlsplit(url).netloc)) is not None:
                _count(host, cause)

    def traffic(self) -> dict[str, HostTraffic]:
        """Return the traffic by host."""
        own = {name: _traffic(host) for name, host in self._hosts.items()}
        return dict(sorted({**self._others, **own}.items())[:MOST_HOSTS])

    def _of(self, netloc: str) -> _Host | None:
        name = netloc.rpartition("@")[2].lower()
        host = self._hosts.get(name)
        if host is None and len(self._hosts) < MOST_HOSTS:
            host = self._hosts[name] = _Host()
        return host


def _count(host: _Host, cause: str) -> None:
    known = cause in host.failures or len(host.failures) < MOST_CAUSES
    host.failures[cause if known else "other"] += 1


def _traffic(host: _Host) -> HostTraffic:
    failures = dict(host.failures.most_common())
    if not host.answers:
        return HostTraffic(0, failures)
    half = (host.answers + 1) // 2
    return HostTraffic(
        host.answers,
        failures,
        median=next(_middle(step) for step in _upwards(host.seconds, half)),
        slowest=round(host.slowest, 3),
    )


def _upwards(seconds: Counter[int], enough: int) -> Iterator[int]:
    """Yield the classes from the one on in which so many answers are reached."""
    reached = 0
    for step in sorted(seconds):
        reached += seconds[step]
        if reached >= enough:
            yield step


def _middle(step: int) -> float:
    """Return the middle of a class of seconds, rounded.

    >>> _middle(0), _middle(-10)
    (1.12, 0.112)
    """
    value = 10.0 ** ((step + 0.5) / _STEPS)
    return float(f"{value:.3g}")
