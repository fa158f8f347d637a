"""The end of an erasure by the operator's will: later crawls may collect the story again. What was
erased does not come back by itself."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from crawler import EXTRACTOR
from crawler.base.dates import rfc3339
from crawler.base.faults import UsageFault
from crawler.base.urls import bare
from crawler.base.verdicts import RunVerdict
from crawler.contract import UtcMoment
from crawler.dump.erasures import every_tombstone, read_tombstones
from crawler.dump.index import key_of, merge, newest_name, read_pointer
from crawler.dump.keys import INDEX, name_run
from crawler.dump.manifest import SCHEMA_ID, Index, Manifest, Rows, encode_page
from crawler.dump.tombstones import Erasure, Tombstone
from crawler.erasing.target import Order, check_names
from crawler.ledger import Ledger
from crawler.publishing.exclusive import exclusive
from crawler.publishing.session import Clock, utc_now
from crawler.sinks import ConflictError, SinkError, open_sink


def readmit(dump: str, state: Path, order: Order, clock: Clock = utc_now) -> tuple[Tombstone, ...]:
    """End the erasure of stories and pages; return their tombstones, none if they were readmitted
    already.

    The ledger in `state` forgets the visits of their pages, so that the next crawl requests them.
    Raises UsageFault for a name that was never erased, and its subclass LockedError if a run writes
    the dump; SinkError if the dump is damaged or not writable.
    """
    check_names(order.names)
    sink = open_sink(dump)
    if read_pointer(sink).index is None:
        raise UsageFault(f"{sink.url}: no dump found (no {INDEX})")
    with exclusive(sink, state, clock) as ledger:
        pointer = read_pointer(sink)
        index = pointer.index
        assert index is not None  # noqa: S101  # nothing deletes an index
        every = every_tombstone(sink, index)
        for name in order.names:
            if not any(_is_of(stone, name) for stone in every):
                raise UsageFault(f"{name}: was not erased from this dump")
        # Also of those that are readmitted already: the command may have been killed.
        _forget_visits(ledger, [stone for stone in every if _is_named(stone, order.names)])
        found = [stone for stone in read_tombstones(sink, index) if _is_named(stone, order.names)]
        if found:
            newest = newest_name(sink, index)
            manifest = _manifest(index, newest, order.reason, tuple(found), rfc3339(clock()), clock)
            page = encode_page(manifest)
            sink.create(key_of(manifest), page)
            new = merge(index, manifest, hashlib.sha256(page).hexdigest())
            assert new is not None  # noqa: S101
            try:
                sink.replace(INDEX, encode_page(new), pointer.etag)
            except ConflictError as error:
                what = f"{INDEX} was changed by a run; repeat the command"
                raise SinkError(f"{sink.url}: {what}") from error
    return tuple(found)


def _is_of(stone: Tombstone, name: str) -> bool:
    return name == stone.id or bare(name) in {bare(url) for url in stone.urls}


def _is_named(stone: Tombstone, names: Iterable[str]) -> bool:
    return any(_is_of(stone, name) for name in names)


def _forget_visits(ledger: Ledger, stones: Iterable[Tombstone]) -> None:
    for stone in stones:
        shared = [revision.url for revision in ledger.revisions(stone.id or "")]
        for url in {*stone.urls, *shared}:  # a page with other stories is no tombstone's
            ledger.visits.forget(url)
    ledger.seal("")


def _manifest(
    index: Index,
    newest: str | None,
    reason: str,
    stones: tuple[Tombstone, ...],
    moment: UtcMoment,
    clock: Clock,
) -> Manifest:
    return Manifest(
        schema=SCHEMA_ID,
        run=name_run(clock(), newest),
        verdict=RunVerdict.ERASED,
        reason=reason,
        started_at=moment,
        ended_at=moment,
        previous=index.version,
        versions={"extractor": EXTRACTOR},
        rows=Rows(),
        counts=None,
        sources={},
        parts=(),
        exit_code=0,
        erasure=Erasure((), (), (), stones),
    )
