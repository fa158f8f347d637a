"""Progress of all shards of a round, slowed when they deliver more than the settler takes.

It is reckoned in virtual seconds, which pass more slowly than real ones while the settler is behind
(generalised processor sharing). So a change of speed needs no event per shard.
"""

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count

from simpy import Environment, Event

_EPSILON = 1e-6


class Flow:
    """The virtual clock of one round."""

    def __init__(self, env: Environment, most: float) -> None:
        """`most` is the number of stories per second that the settler takes."""
        self._env = env
        self._most = most
        self._is_open = False
        self._demand = 0.0
        self._virtual = 0.0
        self._at = 0.0
        self._waiting: list[tuple[float, int, Callable[[], None]]] = []
        self._cancelled: set[int] = set()
        self._numbers = count()
        self._armed, self._arming = float("inf"), 0
        self.busy = 0.0
        """Seconds of work of the settler, apart from repetitions."""
        self.held_back = 0.0
        """Seconds in which workers waited for the settler."""
        self.peak = 0.0
        """Most stories per second."""

    @property
    def speed(self) -> float:
        """Virtual seconds per second."""
        if not self._is_open:
            return 0.0
        return min(1.0, self._most / self._demand) if self._demand > _EPSILON else 1.0

    @property
    def now(self) -> float:
        """Virtual seconds since the start."""
        return self._virtual + (self._env.now - self._at) * self.speed

    @property
    def settled(self) -> float:
        """Stories that were settled so far."""
        self._advance()
        return self.busy * self._most

    def set_open(self, *, is_open: bool) -> None:
        """Start or stop the settler."""
        self._advance()
        self._is_open = is_open
        self._arm()

    def change(self, stories_per_second: float) -> None:
        """Add or subtract what a shard delivers per virtual second."""
        self._advance()
        self._demand += stories_per_second
        self.peak = max(self.peak, self._demand * self.speed)
        self._arm()

    def after(self, seconds: float, act: Callable[[], None]) -> int:
        """Call a function after virtual seconds; return the number by which it is cancelled."""
        number = next(self._numbers)
        heappush(self._waiting, (self.now + seconds, number, act))
        self._arm()
        return number

    def cancel(self, number: int) -> None:
        """Forget a call that has not been made."""
        self._cancelled.add(number)

    def _advance(self) -> None:
        passed, speed = self._env.now - self._at, self.speed
        self._virtual += passed * speed
        self.busy += passed * speed * self._demand / self._most
        if speed < 1 and self._demand > _EPSILON:
            self.held_back += passed
        self._at = self._env.now

    def _arm(self) -> None:
        while self._waiting and self._waiting[0][1] in self._cancelled:
            self._cancelled.remove(heappop(self._waiting)[1])
        if not self._waiting or not self.speed:
            return
        due = self._env.now + max(0.0, self._waiting[0][0] - self.now) / self.speed
        if due < self._armed:
            self._armed = due
            self._arming += 1
            timeout = self._env.timeout(due - self._env.now, self._arming)
            timeout.callbacks.append(self._fire)

    def _fire(self, timeout: Event) -> None:
        if timeout.value != self._arming:
            return  # an earlier one was set since
        self._armed = float("inf")
        self._advance()
        while self._waiting and self._waiting[0][0] <= self._virtual + _EPSILON:
            _, number, act = heappop(self._waiting)
            if number in self._cancelled:
                self._cancelled.remove(number)
            else:
                act()
        self._arm()
