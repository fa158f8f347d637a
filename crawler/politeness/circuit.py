"""A circuit breaker (Nygard, "Release It!"): a host that fails and fails is left alone a while."""

from dataclasses import dataclass

CIRCUIT = "circuit"
"""The kind of Fault by which a request to such a host fails."""

FAILURES = 5
"""Requests in a row that must fail, each after its retries."""

PAUSE = 60.0
"""Seconds until one request may try again; twice as long each time it fails too."""

LONGEST_PAUSE = 960.0


@dataclass(slots=True)
class Circuit:
    """One host's. Closed, everything passes. Open, nothing does. After a pause one request probes:
    if it succeeds the circuit closes, else it stays open. `now` is in seconds, of any clock that
    never goes back."""

    failures: int = 0
    """In a row."""
    pause: float = PAUSE
    until: float | None = None
    """When the next probe may pass; null while closed."""
    probing: bool = False

    def admits(self, now: float) -> bool:
        """Whether a request may be made; a probe is admitted once a pause."""
        if self.until is None:
            return True
        if now < self.until:
            return False
        self.probing = True
        self.until = now + self.pause  # then another one, should this never be answered
        return True

    def succeed(self) -> bool:
        """A request was answered. Whether that closes the circuit."""
        was_open = self.until is not None
        self.failures, self.pause, self.until, self.probing = 0, PAUSE, None, False
        return was_open

    def fail(self, now: float) -> bool:
        """A request failed. Whether that opens the circuit; a probe that fails keeps it open."""
        self.failures += 1
        if self.probing:
            self.probing = False
            self.pause = min(2 * self.pause, LONGEST_PAUSE)
            self.until = now + self.pause
        if self.until is not None:
            return False
        return self.failures >= FAILURES and self.open(now, self.pause)

    def open(self, now: float, seconds: float) -> bool:
        """Leave the host alone for so long. Whether it was not so before."""
        was_open = self.until is not None
        self.until = max(self.until or 0.0, now + seconds)
        return not was_open
