"""One maintenance of a dump: decide what expires and what is put together, upload what replaces
it, swap the index, delete what was replaced before.

Until the index is swapped, readers find the old objects, from then on the new ones. What was
replaced is deleted after a grace period, by a later maintenance. A killed maintenance leaves
objects that nothing names; the next one deletes these, too.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from crawler.base.dates import rfc3339
from crawler.base.faults import UsageFault
from crawler.dump.index import Pointer, read_pointer
from crawler.dump.keys import INDEX
from crawler.dump.manifest import Index, encode_page
from crawler.dump.named import kept_report
from crawler.dump.retention import GRACE, Days, Retention
from crawler.latest.keep import keep_latest
from crawler.latest.sweep import due_files, left_files
from crawler.maintenance.expiry import Cutoffs
from crawler.maintenance.fold import Terms
from crawler.maintenance.rewriting import Rewriting
from crawler.maintenance.sweep import (
    expired_runs,
    expired_snapshots,
    expired_withheld,
    replaced_objects,
)
from crawler.publishing.exclusive import exclusive
from crawler.publishing.recover import follow_maintenance
from crawler.publishing.session import Clock, utc_now
from crawler.sinks import ConflictError, Sink, SinkError, open_sink
from crawler.tools.scratch import scratch
from crawler.views.keep import keep_views


@dataclass(frozen=True, slots=True)
class Work:
    """What one maintenance is to do."""

    days: Days
    """The retention to state from now on."""
    through: str | None
    """Runs up to this one become one; null: none but those that are one already."""
    terms: Terms


Choose = Callable[[Sink, Index, datetime], Work]
"""Function that decides what to do with a dump at a time. Raises UsageFault."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a maintenance has done, or would do."""

    expired: dict[str, int]
    """Kind -> rows; of `raw`, captures; of `snapshots` and `runs`, objects."""
    folded: int
    """Number of versions that can no longer be read."""
    versions: int
    oldest: str | None
    parts: tuple[int, int]
    """Number of parts before and after; both are the same if it is not known yet."""
    deleted: int
    """Number of objects."""
    waiting: int
    """Number of objects that are deleted after the grace period."""
    views: str | None = None
    """Why views of the newest state could not be brought up to date, which is also logged."""


def maintain(
    dump: str, state: Path, choose: Choose, grace: timedelta = GRACE, clock: Clock = utc_now
) -> Done:
    """Expire or compact a dump.

    `state` is the folder of ledgers. Raises UsageFault if there is no dump, and its subclass
    LockedError if a run writes it; SinkError if it is damaged or not writable.
    """
    sink = _existing(dump)
    with exclusive(sink, state, clock) as ledger:
        follow_maintenance(read_pointer(sink), sink, ledger)
        done = _maintain(sink, choose, grace, clock)
        follow_maintenance(read_pointer(sink), sink, ledger)
        return replace(done, views=keep_views(sink))


def rehearse(dump: str, choose: Choose, grace: timedelta = GRACE, clock: Clock = utc_now) -> Done:
    """Return what `maintain` would do, and change nothing."""
    sink, now = _existing(dump), clock()
    index = _index(read_pointer(sink))
    work = choose(sink, index, now)
    with scratch() as folder, closing(Rewriting(sink, index, work.days, now, folder)) as rewriting:
        rewriting.survey(work.through, work.terms)
        expired = Counter(rewriting.expired)
        doomed = _doomed(sink, index, work, now, expired)
        waiting = _due(sink, index, grace, now)
        return Done(
            *(dict(expired), rewriting.folded, len(index.runs) - rewriting.folded),
            *(rewriting.oldest, (rewriting.before, rewriting.before)),
            *(len(doomed) + len(waiting), 0),
        )


def _maintain(sink: Sink, choose: Choose, grace: timedelta, clock: Clock) -> Done:
    pointer, now = read_pointer(sink), clock()
    index = _index(pointer)
    work = choose(sink, index, now)
    with scratch() as folder, closing(Rewriting(sink, index, work.days, now, folder)) as rewriting:
        rewriting.survey(work.through, work.terms)
        # Before anything is uploaded: what is not named later may be from this maintenance.
        waiting = _due(sink, index, grace, now)
        new = rewriting.index(work.terms)
        expired = Counter(rewriting.expired)
        doomed = _doomed(sink, new, work, now, expired)
        if new != index or waiting or doomed:
            new = _swap(sink, pointer, new, work, now)
        new = _with_ready_files(sink, new, now)
        if grace <= timedelta(0):
            waiting = _due(sink, new, grace, now)
        for key in (*waiting, *doomed):
            sink.delete(key)
        left = len((*replaced_objects(sink, new), *left_files(sink, new)))
        return Done(
            *(dict(expired), rewriting.folded, len(new.runs)),
            *(rewriting.oldest, (rewriting.before, rewriting.after)),
            *(len(waiting) + len(doomed), left),
        )


def _doomed(
    sink: Sink, index: Index, work: Work, now: datetime, expired: Counter[str]
) -> tuple[str, ...]:
    """Return the expired objects that the index does not lead to, and count them."""
    cutoffs = Cutoffs.of(work.days, now)
    snapshots = tuple(expired_snapshots(sink, cutoffs))
    withheld = tuple(expired_withheld(sink, index, cutoffs))
    runs = tuple(expired_runs(sink, index, cutoffs))
    expired.update(snapshots=len(snapshots), withheld=len(withheld), runs=len(runs))
    return (*snapshots, *withheld, *runs)


def _with_ready_files(sink: Sink, index: Index, now: datetime) -> Index:
    """Bring the ready files up to date, if the dump has any; return the index that names them."""
    if index.latest is None:
        return index
    keep_latest(sink, now)
    return _index(read_pointer(sink))


def _due(sink: Sink, index: Index, grace: timedelta, now: datetime) -> tuple[str, ...]:
    """Return the replaced objects whose grace period is over."""
    is_due = _is_due(index, grace, now)
    replaced = replaced_objects(sink, index) if is_due else ()
    return (*replaced, *due_files(sink, index, grace, now))


def _is_due(index: Index, grace: timedelta, now: datetime) -> bool:
    """Return whether the grace period of what was replaced is over."""
    replaced = index.retention.replaced_at if index.retention else None
    return replaced is None or now - datetime.fromisoformat(replaced) >= grace


def _swap(sink: Sink, pointer: Pointer, index: Index, work: Work, now: datetime) -> Index:
    """Swap the index, also if it only states another time: whoever has read the one before cannot
    swap it any more."""
    stated = index.retention or Retention(work.days, None, rfc3339(now))
    report = kept_report(pointer.index, index) if pointer.index else None
    new = replace(index, retention=replace(stated, at=rfc3339(now)), report=report)
    try:
        sink.replace(INDEX, encode_page(new), pointer.etag)
    except ConflictError as error:
        raise SinkError(f"{sink.url}: {INDEX} was changed by a run; repeat the command") from error
    return new


def _existing(dump: str) -> Sink:
    sink = open_sink(dump)
    _index(read_pointer(sink), sink.url)
    return sink


def _index(pointer: Pointer, url: str = "") -> Index:
    if pointer.index is None or pointer.index.version is None:
        raise UsageFault(f"{url}: no dump found, or nothing published yet")
    return pointer.index
