"""Circuit breaker (Nygard, "Release It!"): pauses requests to a host that keeps failing."""

from dataclasses import dataclass

FAILURES = 5
"""Consecutive failures that open a circuit, each after its retries."""

PAUSE = 60.0
"""Seconds until the first probe; doubled after each failed probe."""

LONGEST_PAUSE = 960.0


@dataclass(slots=True)
class Circuit:
    """Circuit of one host.

    Closed, it admits all requests; open, none. After a pause it admits one probe, which closes
    the circuit if it succeeds. `now` is in seconds of a monotonic clock.
    """

    failures: int = 0
    """Consecutive failures."""
    pause: float = PAUSE
    until: float | None = None
    """Time of the next probe; None while closed."""
    probing: bool = False

    def admits(self, now: float) -> bool:
        """Return whether a request may be made; admit one probe per pause."""
        if self.until is None:
            return True
        if now < self.until:
            return False
        self.probing = True
        self.until = now + self.pause  # then the next probe, in case this one is never answered
        return True

    def succeed(self) -> bool:
        """Record a success; return whether it closes the circuit."""
        was_open = self.until is not None
        self.failures, self.pause, self.until, self.probing = 0, PAUSE, None, False
        return was_open

    def fail(self, now: float) -> bool:
        """Record a failure; return whether it opens the circuit. A failed probe keeps it open."""
        self.failures += 1
        if self.probing:
            self.probing = False
            self.pause = min(2 * self.pause, LONGEST_PAUSE)
            self.until = now + self.pause
        if self.until is not None:
            return False
        return self.failures >= FAILURES and self.open(now, self.pause)

    def open(self, now: float, seconds: float) -> bool:
        """Open the circuit for so many seconds; return whether it was closed before."""
        was_open = self.until is not None
        self.until = max(self.until or 0.0, now + seconds)
        return not was_open
