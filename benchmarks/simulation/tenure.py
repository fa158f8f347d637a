"""A shard in the hands of a worker: its lease, and how far its crawl is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from benchmarks.simulation.flow import Flow
from benchmarks.simulation.sites import Segment, Site
from crawler.cluster.leases import Lease


@dataclass(slots=True, eq=False)
class Tenure:
    """A shard and its worker. It advances by the segments of its plan, in virtual time."""

    site: Site
    lease: Lease
    flow: Flow
    plan: Iterator[Segment]
    when_ended: Callable[["Tenure"], None]
    """Called at the end of each segment."""
    delivered: int
    """Stories of the site that were delivered when it was looked up last."""
    fetched: int = field(init=False)
    """Stories of the site that are fetched, in all segments that are over."""
    segment: Segment | None = None
    is_sending: bool = False
    _used: float = 0.0
    """Virtual seconds of the segment before the last stop."""
    _since: float = 0.0
    _call: int = -1
    _requests: int = 0
    """Requests since the last start, in segments that are over."""
    _skipped: int = 0
    """Requests of the segment before the last start."""

    def __post_init__(self) -> None:
        self.fetched = self.delivered

    @property
    def pause(self) -> float:
        """Seconds that the host wants between two requests now."""
        return max(self.site.shard.delay, self.segment.pause if self.segment else 0.0)

    @property
    def is_complete(self) -> bool:
        """Whether all segments are over."""
        return self.segment is None

    def advance(self) -> None:
        """Go on to the next segment. The tenure must not be sending."""
        self.segment = next(self.plan, None)
        self._used, self._skipped = 0.0, 0

    def start(self) -> None:
        """Request the host."""
        assert self.segment  # noqa: S101
        self._requests, self._skipped = 0, self._done()
        self._set_out()

    def stop(self) -> int:
        """Cease; return the number of requests since the start."""
        assert self.segment  # noqa: S101
        self._halt()
        self._used = min(self.segment.seconds, self._used + self.flow.now - self._since)
        return self._requests + self._done() - self._skipped

    def progress(self) -> int:
        """Return the number of stories that are fetched by now."""
        if self.segment is None or not self.segment.stories:
            return self.fetched
        passed = self.flow.now - self._since if self.is_sending else 0.0
        share = min(1.0, (self._used + passed) / self.segment.seconds)
        return self.fetched + int(share * self.segment.stories)

    def _set_out(self) -> None:
        assert self.segment  # noqa: S101
        self.is_sending = True
        self._since = self.flow.now
        self.flow.change(self.segment.stories / self.segment.seconds)
        self._call = self.flow.after(self.segment.seconds - self._used, self._end)

    def _halt(self) -> None:
        assert self.segment  # noqa: S101
        self.is_sending = False
        self.flow.cancel(self._call)
        self.flow.change(-self.segment.stories / self.segment.seconds)

    def _end(self) -> None:
        """End a segment and go on with the next, without a stop in between."""
        assert self.segment  # noqa: S101
        self.is_sending = False
        self.flow.change(-self.segment.stories / self.segment.seconds)
        self.fetched += self.segment.stories
        self._requests += self.segment.requests - self._skipped
        self.advance()
        if self.segment:
            self._set_out()
        self.when_ended(self)

    def requests_so_far(self) -> int:
        """Return the number of requests since the start, of a tenure that is complete."""
        return self._requests

    def _done(self) -> int:
        assert self.segment  # noqa: S101
        return int(self.segment.requests * min(1.0, self._used / self.segment.seconds))
