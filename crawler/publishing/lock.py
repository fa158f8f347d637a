"""One run per dump: `lock.json` says who writes it, and is renewed while he does.

How old it is tells the store's own clock, so that no machine's matters. Nobody relies on a lock to
keep a dump whole: who loses his while he sleeps publishes as if another had been faster.
"""

import getpass
import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import msgspec

from crawler.base.dates import rfc3339
from crawler.contract import UtcMoment
from crawler.dump.keys import LOCK
from crawler.ledger import LockedError
from crawler.sinks import ConflictError, Sink, SinkError

TIMEOUT = 600
"""Seconds without a heartbeat after which a lock is stale."""
BEATS = 10
"""Heartbeats in a time-out: some may fail."""

PARTING = 10.0
"""Seconds that a store gets to take the note that the lock is released."""
NEVER = '"00000000000000000000000000000000"'
"""An etag that no lock has."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Holder:
    """`lock.json`: who writes a dump. Its moments are by his clock, for people."""

    id: str
    """Of this lock, no other has it."""
    owner: str
    """The user's name."""
    host: str
    pid: int
    started: UtcMoment
    heartbeat: UtcMoment
    timeout: int
    """Seconds without a heartbeat after which anybody may take it over."""
    released: UtcMoment | None = None
    """When he was done; null while he writes."""

    def __str__(self) -> str:
        return (
            f"{self.owner}@{self.host}, pid {self.pid}, since {self.started}, "
            f"last heard of {self.heartbeat}"
        )


class Lock:
    """A dump, held from here to `release`; a thread of its own sends the heartbeats."""

    def __init__(
        self, sink: Sink, home: Path, clock: Callable[[], datetime], timeout: int = TIMEOUT
    ) -> None:
        """Hold a dump. `home` is its state folder, which this process must hold already: so whoever
        wrote there that a lock is his is dead.

        Raises LockedError where another run writes it, SinkError where it cannot be written, and
        OSError for the state folder.
        """
        self._sink = sink
        self._clock = clock
        self._mine = _myself(rfc3339(clock()), timeout)
        self._mark = home / "lock"
        self._etag: str | None = self._take()
        """Null when somebody else has taken the lock over."""
        self._over = threading.Event()
        self._writing = threading.Lock()
        threading.Thread(target=self._live, name="heartbeat", daemon=True).start()

    def check_store(self) -> None:
        """Raise SinkError where the store writes although the condition of a write does not hold.

        There, a run that slept would replace the index that another has published meanwhile, and
        what that one had published would be lost. The lock itself is what is tried on: whatever
        the store does, it still names this run.
        """
        with self._writing:
            for condition, expected in (("If-None-Match", None), ("If-Match", NEVER)):
                try:
                    self._etag = self._sink.replace(LOCK, _encode(self._mine) + b"\n", expected)
                except ConflictError:
                    continue
                raise SinkError(
                    f"{self._sink.url}: the store ignores {condition}, so runs could overwrite"
                    " each other; a dump needs a store with conditional writes"
                )

    def release(self) -> None:
        """Let go, where it is still ours. A store that fails or hangs is left alone: the next run
        of this state folder takes the lock over at once, others after the time-out."""
        self._over.set()
        last = threading.Thread(target=self._let_go, name="release", daemon=True)
        last.start()
        last.join(PARTING)

    def _let_go(self) -> None:
        with self._writing, suppress(SinkError):
            self._renew(replace(self._mine, released=rfc3339(self._clock())))

    def beat(self) -> None:
        """Say that we are still there; notice, and say once, where somebody took the lock over."""
        with self._writing:
            if self._over.is_set():
                return
            try:
                self._renew(replace(self._mine, heartbeat=rfc3339(self._clock())))
            except SinkError as error:
                logger.warning("lock not renewed: %s", error)

    def _live(self) -> None:
        while self._etag and not self._over.wait(self._mine.timeout / BEATS):
            self.beat()

    def _renew(self, mine: Holder) -> None:
        if self._etag is None:
            return
        try:
            self._etag = self._sink.replace(LOCK, _encode(mine), self._etag)
        except ConflictError:
            self._etag = None
            found = read_lock(self._sink)
            logger.warning("lock lost: taken over by %s", found[0] if found else "nobody")

    def _take(self) -> str:
        ours = self._mark.read_text().split() if self._mark.exists() else []
        while True:
            found = read_lock(self._sink)
            holder, etag = found or (None, None)
            if holder and not self._is_free(holder, ours):
                raise LockedError(_refusal(self._sink, holder))
            # Until the next step is done, it is still the old one that stands there.
            standing = [holder.id] if holder and holder.id in ours else []
            self._mark.write_text(" ".join([*standing, self._mine.id]))
            try:
                taken = self._sink.replace(LOCK, _encode(self._mine), etag)
            except ConflictError:
                continue  # somebody was faster: see who
            if holder and not holder.released:
                logger.warning("lock taken over: %s", holder)
            return taken

    def _is_free(self, holder: Holder, ours: list[str]) -> bool:
        if holder.released or holder.id in ours:
            return True
        if holder.host == self._mine.host and not _lives(holder.pid):
            return True
        age = self._sink.age(LOCK)
        # One dated far ahead was written before a clock was put back, and has not been renewed.
        return age is None or abs(age) > holder.timeout


def read_lock(sink: Sink) -> tuple[Holder, str] | None:
    """Who holds or held a dump, and the etag of that; raises SinkError where it cannot be read."""
    found = sink.get(LOCK)
    if found is None:
        return None
    try:
        return msgspec.json.decode(found[0], type=Holder), found[1]
    except msgspec.DecodeError as error:
        told = f"is no lock ({error}); delete it if no run writes this dump"
        raise SinkError(f"{sink.url}: {LOCK} {told}") from error


def refused(sink: Sink) -> LockedError:
    """Of a dump whose state folder another process holds: who that is, as far as it is known."""
    holder = None
    with suppress(SinkError):
        found = read_lock(sink)
        holder = found[0] if found else None
    return LockedError(_refusal(sink, holder))


def _refusal(sink: Sink, holder: Holder | None) -> str:
    told = f": {holder}" if holder and not holder.released else ""
    return f"{sink.url}: another run is writing this dump{told}"


def _encode(holder: Holder) -> bytes:
    return msgspec.json.format(msgspec.json.encode(holder), indent=1) + b"\n"


def _myself(now: str, timeout: int) -> Holder:
    try:
        owner = getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        owner = str(os.getuid())
    return Holder(secrets.token_hex(8), owner, socket.gethostname(), os.getpid(), now, now, timeout)


def _lives(pid: int) -> bool:
    """Whether a process of this machine is there, and not this one, which has just begun."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return pid != os.getpid()
