"""The lock that allows one run per dump: `lock.json`, renewed by a heartbeat.

Its age is measured by the store's clock, so clocks of machines do not matter. The integrity of a
dump does not depend on it: a run that loses its lock while suspended publishes as if another run
had been faster.
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
from crawler.base.events import Event, log_event
from crawler.base.faults import LockedError
from crawler.contract import UtcMoment
from crawler.dump.keys import LOCK
from crawler.sinks import ConflictError, Sink, SinkError

TIMEOUT = 600
"""Seconds without a heartbeat after which a lock is stale."""
BEATS = 10
"""Heartbeats per timeout, so that some may fail."""

PARTING = 10.0
"""Seconds to wait for the store when releasing the lock."""
NEVER = '"00000000000000000000000000000000"'
"""An etag that no object has."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Holder:
    """`lock.json`: the run that writes a dump. Its times are by that machine's clock, for
    information."""

    id: str
    """Random id of this lock."""
    owner: str
    """Name of the user."""
    host: str
    pid: int
    started: UtcMoment
    heartbeat: UtcMoment
    timeout: int
    """Seconds without a heartbeat after which another run may take it over."""
    released: UtcMoment | None = None
    """When the lock was released; null while it is held."""

    def __str__(self) -> str:
        return (
            f"{self.owner}@{self.host}, pid {self.pid}, since {self.started}, "
            f"last heartbeat {self.heartbeat}"
        )


class Lock:
    """Lock on a dump, held until `release`; a background thread sends heartbeats."""

    def __init__(
        self, sink: Sink, home: Path, clock: Callable[[], datetime], timeout: int = TIMEOUT
    ) -> None:
        """Lock a dump. `home` is its state folder, which this process must have locked: the owner
        of any lock recorded there is therefore dead.

        Raises LockedError if another run writes the dump, SinkError if it is not writable, and
        OSError for the state folder.
        """
        self._sink = sink
        self._clock = clock
        self._mine = _myself(rfc3339(clock()), timeout)
        self._mark = home / "lock"
        self._etag: str | None = self._take()
        """Null once another run has taken the lock over."""
        self._over = threading.Event()
        self._writing = threading.Lock()
        threading.Thread(target=self._live, name="heartbeat", daemon=True).start()

    def check_store(self) -> None:
        """Raise SinkError if the store ignores the conditions of conditional writes.

        With such a store, a run that was suspended would replace the index that another run has
        published meanwhile, and lose that run's data. The lock itself is used for the test:
        whatever the store does, it still names this run.
        """
        with self._writing:
            for condition, expected in (("If-None-Match", None), ("If-Match", NEVER)):
                try:
                    self._etag = self._sink.replace(LOCK, _encode(self._mine) + b"\n", expected)
                except ConflictError:
                    continue
                raise SinkError(
                    f"{self._sink.url}: the store ignores {condition}, so runs could overwrite"
                    " each other; use a store that supports conditional writes"
                )

    def release(self) -> None:
        """Release the lock if it is still ours.

        Gives up on a store that fails or hangs: the next run of this state folder takes the lock
        over at once, others after the timeout.
        """
        self._over.set()
        last = threading.Thread(target=self._let_go, name="release", daemon=True)
        last.start()
        last.join(PARTING)

    def _let_go(self) -> None:
        with self._writing, suppress(SinkError):
            self._renew(replace(self._mine, released=rfc3339(self._clock())))

    def beat(self) -> None:
        """Renew the lock; log once if another run has taken it over."""
        with self._writing:
            if self._over.is_set():
                return
            try:
                self._renew(replace(self._mine, heartbeat=rfc3339(self._clock())))
            except SinkError as error:
                log_event(logger, logging.WARNING, Event.LOCK_NOT_RENEWED, reason=error)

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
            taker = found[0] if found else "unknown owner"
            log_event(logger, logging.WARNING, Event.LOCK_LOST, reason=f"taken over by {taker}")

    def _take(self) -> str:
        ours = self._mark.read_text().split() if self._mark.exists() else []
        while True:
            found = read_lock(self._sink)
            holder, etag = found or (None, None)
            if holder and not self._is_free(holder, ours):
                raise LockedError(_refusal(self._sink, holder))
            # Until the next step succeeds, the old lock is still in place.
            current = [holder.id] if holder and holder.id in ours else []
            self._mark.write_text(" ".join([*current, self._mine.id]))
            try:
                taken = self._sink.replace(LOCK, _encode(self._mine), etag)
            except ConflictError:
                continue  # another run was faster: check which
            if holder and not holder.released:
                log_event(logger, logging.WARNING, Event.LOCK_TAKEN_OVER, reason=holder)
            return taken

    def _is_free(self, holder: Holder, ours: list[str]) -> bool:
        if holder.released or holder.id in ours:
            return True
        if holder.host == self._mine.host and not _is_running(holder.pid):
            return True
        age = self._sink.age(LOCK)
        # A lock dated far ahead was written before a clock was set back, and not renewed since.
        return age is None or abs(age) > holder.timeout


def read_lock(sink: Sink) -> tuple[Holder, str] | None:
    """Return the holder in `lock.json` and its etag, or None; raise SinkError if it is
    unreadable."""
    found = sink.get(LOCK)
    if found is None:
        return None
    try:
        return msgspec.json.decode(found[0], type=Holder), found[1]
    except msgspec.DecodeError as error:
        remedy = "delete it if no run writes this dump"
        raise SinkError(f"{sink.url}: invalid {LOCK} ({error}); {remedy}") from error


def refused(sink: Sink) -> LockedError:
    """Return the error for a dump whose state folder is locked, with the holder if known."""
    holder = None
    with suppress(SinkError):
        found = read_lock(sink)
        holder = found[0] if found else None
    return LockedError(_refusal(sink, holder))


def _refusal(sink: Sink, holder: Holder | None) -> str:
    who = f": {holder}" if holder and not holder.released else ""
    return f"{sink.url}: another run is writing this dump{who}"


def _encode(holder: Holder) -> bytes:
    return msgspec.json.format(msgspec.json.encode(holder), indent=1) + b"\n"


def _myself(now: str, timeout: int) -> Holder:
    try:
        owner = getpass.getuser()
    except (KeyError, OSError):  # in a container the user may have no name
        owner = str(os.getuid())
    return Holder(secrets.token_hex(8), owner, socket.gethostname(), os.getpid(), now, now, timeout)


def _is_running(pid: int) -> bool:
    """Return whether a process with this id is running, other than this one."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return pid != os.getpid()
