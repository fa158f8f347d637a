"""Rounds: one run of a dump by several machines, which gives one version. Pure.

All machines start the same command. The first opens a round, the others join it. A round is open
until it is published; a machine that is started shortly after the round was opened belongs to it,
even if it is published by then: it ends with the same verdict and crawls nothing.
"""

from enum import StrEnum
from typing import assert_never

from msgspec import Struct


class RoundState(StrEnum):
    """State of a round."""

    OPEN = "open"
    PUBLISHED = "published"
    FAILED = "failed"
    """It could not be published. The next machine that is started goes on with it."""


class Round(Struct, frozen=True):
    """One round, as the service keeps it. Times are milliseconds by the clock of the service."""

    id: str
    command: str
    """Fingerprint of arguments and sources: all machines must have the same."""
    day: str
    """ISO date that relative days and dated paths count from, on every machine."""
    opened: int
    shards: int
    state: RoundState = RoundState.OPEN
    failures: int = 0
    """Settlers that could not publish it."""
    reason: str | None = None
    """Why the last of them could not; of a published round, what could not be done afterwards."""
    published: bytes | None = None
    """The summary of its run, encoded."""


class Entry(StrEnum):
    """What a machine does that is started now."""

    OPEN = "open"
    JOIN = "join"
    REOPEN = "reopen"
    LATE = "late"
    """The round is over: report its verdict."""
    REFUSED = "refused"
    """Another command's round is open."""


def enter(found: Round | None, command: str, now: int, grace: int) -> Entry:
    """Return what a machine does that is started now.

    `found` is the last round, `grace` the time since its opening within which a start belongs to
    it. A published round of another command never keeps a machine from opening its own.

    >>> last = Round("r1", "abc", "2026-03-01", opened=1000, shards=2)
    >>> enter(None, "abc", 1500, 300), enter(last, "abc", 9500, 300), enter(last, "x", 9500, 300)
    (<Entry.OPEN: 'open'>, <Entry.JOIN: 'join'>, <Entry.REFUSED: 'refused'>)
    """
    if found is None:
        return Entry.OPEN
    match found.state:
        case RoundState.OPEN:
            return Entry.JOIN if found.command == command else Entry.REFUSED
        case RoundState.FAILED:
            return Entry.REOPEN if found.command == command else Entry.REFUSED
        case RoundState.PUBLISHED:
            is_same = found.command == command and now - found.opened < grace
            return Entry.LATE if is_same else Entry.OPEN
        case other:
            assert_never(other)
