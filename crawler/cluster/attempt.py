"""The settler's side of a dump: open it for a round, and forget what a killed settler has begun.

A settler that takes over repeats the round from its journal, so that the round gives one version.
What was sealed for the round on this disk is therefore dropped, and the ledger is put back to where
it was when the round began.
"""

import sqlite3
from collections.abc import Collection
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import gethostname

import msgspec
from msgspec import Struct

from crawler.archive.exchange import WarcCompression
from crawler.base.faults import LockedError
from crawler.dump.compression import Compression
from crawler.dump.index import read_manifest, read_pointer
from crawler.dump.keys import index_key, name_run
from crawler.dump.manifest import Invocation
from crawler.ledger import Ledger
from crawler.ledger.store import lock
from crawler.publishing.published import Published
from crawler.publishing.session import Session
from crawler.publishing.spool import Spool
from crawler.run.dry_run import LEDGER, state_folder
from crawler.run.repeat_counts import Counts
from crawler.sinks import Sink, SinkError

ROUND = "round"
"""Argument in the manifest, with the round's id."""
_MARK = "round"
"""File in the state folder, while what is in the spool is in the journal, too."""
_NO_COUNTS = msgspec.msgpack.encode(Counts())


class _Mark(Struct, frozen=True):
    round: str
    opened: int
    counts: dict[str, bytes]
    """Counts of repeated texts when the round began, by source."""


def published_by(sink: Sink, round_id: str, opened: int) -> Published | None:
    """Return the summary of a round's run if the dump names it already. Raises SinkError.

    `opened` is when the round was opened, Unix time in milliseconds.
    """
    pointer = read_pointer(sink)
    since = datetime.fromtimestamp(opened / 1000, UTC) - timedelta(days=1)  # clocks may differ
    oldest = name_run(since, None)
    for named in reversed([*pointer.named()]):
        if named.run < oldest:
            break
        manifest = read_manifest(sink, named)
        if (manifest.arguments or {}).get(ROUND) == round_id:
            return Published.of(manifest, pointer.index)
    return None


def free_state(sink: Sink, state: Path) -> Path:
    """Return the first state folder whose ledger nobody has locked: several processes of a machine
    may be settlers one after the other, and one of them may be suspended. Raises UsageFault."""
    number = 1
    while True:
        folder = state if number == 1 else state / f"settler-{number}"
        try:
            lock(state_folder(sink, folder) / LEDGER).close()
        except LockedError:
            number += 1
            continue
        return folder


def open_for_round(
    sink: Sink,
    state: Path,
    round_id: str,
    sources: Collection[str],
    *,
    opened: int,
    compression: Compression,
    warc: WarcCompression,
    arguments: dict[str, str],
    lock_timeout: int,
) -> Session:
    """Open a dump for a round, opened at a Unix time in milliseconds. Raises UsageFault, or its
    subclass LockedError."""
    home = state_folder(sink, state)
    mark = home / _MARK
    _forget(sink, home, round_id, sources)
    session = Session.open(
        sink,
        state,
        compression=compression,
        warc=warc,
        invocation=Invocation(gethostname(), {**arguments, ROUND: round_id}),
        lock_timeout=lock_timeout,
    )
    if session.salvaged:
        mark.unlink(missing_ok=True)  # these pages are in no journal
    else:
        counts = {each: found for each in sources if (found := session.ledger.sources.counts(each))}
        mark.write_bytes(msgspec.msgpack.encode(_Mark(round_id, opened, counts)))
    return session


def conclude_round(ledger: Path) -> None:
    """Note that a round is published, whose ledger this is: nothing of it is to be forgotten."""
    ledger.with_name(_MARK).unlink(missing_ok=True)


def _forget(sink: Sink, home: Path, round_id: str, sources: Collection[str]) -> None:
    """Forget what was settled here for this round, or for one that others have published."""
    try:
        found = msgspec.msgpack.decode((home / _MARK).read_bytes(), type=_Mark)
    except (FileNotFoundError, msgspec.DecodeError):
        return
    if found.round != round_id and not published_by(sink, found.round, found.opened):
        return
    try:
        with closing(Ledger(home / LEDGER)) as ledger:
            for run in ledger.pending():
                ledger.raw.done(run.run)
                ledger.drop(run.run)
            ledger.raw.clear()
            now = int(datetime.now(UTC).timestamp())
            for source in sources:
                ledger.visits.begin(source, now)
                ledger.visits.forget_cycle(source)
                ledger.sources.keep_counts(source, found.counts.get(source, _NO_COUNTS))
            ledger.seal("")
    except sqlite3.Error as error:
        raise SinkError(f"{home}: {error}") from error
    spool = Spool(home / "spool")
    spool.remove(spool.sealed())
    for key in spool.sealed_raw():
        spool.remove([key, index_key(key)])
